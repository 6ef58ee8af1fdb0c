/* record/event*.c: the example of docs/format.md, section 9.10, and what an
 * event may not say.  That signatures are checked is tests/property's. */
#include "base/memory.h"
#include "base/text.h"
#include "record/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define UID "0f8fad5b-d9cb-4569-a165-70867728950e"
#define UID_DIGEST \
    "6a5b4cb9f8b5fa5dd1f5fcfa245de1deaec90ba938d72b98fa864bdaf25b01f6"
#define SEAL \
    "5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e"
#define HEX_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HEX_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define KEY "MCowBQYDK2VwAyEAf2tV0ZUFrsaaEmfwkigQn43ViFm/EwxmFlnwMaQKMYs="
#define KEYID "875550d020d5eb616c0ba51144ff8731e5388c13f7b93f519ba98bd1ec43025c"
#define SIG "Sk5itiHcUaG7atUo5VXAZ24CJlVDchCOc6sL/nE2Pvh78G2uQyZJGNIqNKoeyzg1" \
    "QSnWDZDmUNUAFACW14tvCw=="
#define DIGEST \
    "7ace722a1bdc465952fa6019e2a5e1857f8e92e60d594a21bacf6b4d98250513"

#define OF(name, hex) "{\"_type\":\"https://in-toto.io/Statement/v1\"," \
    "\"subject\":[{\"name\":\"" name "\",\"digest\":{\"sha256\":\"" hex \
    "\"}}],\"predicateType\":\"urn:libevidence:custody:v1\",\"predicate\":{"
#define EXHIBIT OF(UID, UID_DIGEST)
#define BUNDLE OF("evidence/seal.json", SEAL)
#define TYPE(name) "\"type\":\"" name "\"," \
    "\"salt\":\"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\",\"publicKey\":\"" KEY \
    "\",\"branch\":\"a1b2c3d4e5f60718\","
#define PREV(value) "\"prev\":" value ","
#define ANSWERS(list) "\"answers\":[" list "],"
#define AT "\"at\":\"2026-10-26T09:00:00.000000000Z\",\"zone\":\"+05:00\"," \
    "\"source\":\"system\""
#define TIME(more) "\"time\":{" AT more "},"
#define HOLDER "\"holder\":{\"name\":\"a\",\"organization\":\"\"," \
    "\"state\":\"\"},"
#define CRITICAL(list) "\"critical\":[" list "],"
#define DETAILS(json) "\"details\":" json "}}"
#define REST(answers, json) PREV("null") ANSWERS(answers) TIME("") HOLDER \
    CRITICAL("") DETAILS(json)
#define FIRST EXHIBIT TYPE("collected") REST("", \
    "{\"description\":[{\"lang\":\"en\",\"text\":\"A telephone\"}]}")

/* NULL where it is read, and then writes as it was */
static const char *
fault(const char *text, bool *unknown_out)
{
	struct evi_buf again = EVI_BUF_INIT;
	const char *why = "unset";
	struct evi_event e;
	bool unknown = false;

	assert_int_equal(evi_event_read(text, strlen(text), &e, &why,
	    &unknown, NULL), EVID_OK);
	if (unknown_out != NULL)
		*unknown_out = unknown;
	if (why == NULL && !unknown) {
		assert_int_equal(evi_event_write(&e, &again, NULL), EVID_OK);
		assert_string_equal(evi_buf_text(&again), text);
	}
	evi_event_free(&e);
	evi_buf_free(&again);
	return why;
}

static void
line_of(struct evi_buf *out, const char *payload, const char *keyid)
{
	evi_buf_add_text(out, "{\"payload\":\"");
	evi_base64_add(out, payload, strlen(payload));
	evi_buf_add_format(out, "\",\"payloadType\":"
	    "\"application/vnd.in-toto+json\",\"signatures\":[{\"keyid\":\"%s"
	    "\",\"sig\":\"" SIG "\"}]}", keyid);
	assert_false(out->failed);
}

static void
the_example_is_read_from_its_line(void **state)
{
	struct evi_buf line = EVI_BUF_INIT, pae = EVI_BUF_INIT,
	    sig = EVI_BUF_INIT;
	uint8_t digest[EVI_SHA256_LEN], keyid[EVI_SHA256_LEN];
	char hex[2 * EVI_SHA256_LEN + 1];
	const char *why = "unset";
	bool good = false, unknown = true;
	struct evi_event e;

	(void)state;
	line_of(&line, FIRST, KEYID);
	assert_int_equal(evi_sha256(line.data, line.len, digest, NULL),
	    EVID_OK);
	evi_hex(digest, sizeof(digest), hex);
	assert_string_equal(hex, DIGEST);
	assert_int_equal(line.len, 1112);
	assert_int_equal(evi_event_read_line(line.data, line.len, &e, &pae,
	    &sig, &good, &why, &unknown, NULL), EVID_OK);
	assert_null(why);
	assert_true(good);
	assert_false(unknown);
	assert_int_equal(e.type, EVI_EVENT_COLLECTED);
	assert_true(e.of_exhibit);
	assert_string_equal(e.uid, UID);
	assert_false(e.has_prev);
	assert_int_equal(e.at.seconds, 1793005200);
	assert_true(evi_unhex(KEYID, strlen(KEYID), keyid, sizeof(keyid)));
	assert_memory_equal(e.keyid, keyid, sizeof(keyid));
	assert_int_equal(sig.len, 64);
	assert_memory_equal(pae.data, "DSSEv1 28 application/vnd.in-toto+json "
	    , 39);
	evi_event_free(&e);
	evi_buf_free(&line);
	evi_buf_free(&pae);
	evi_buf_free(&sig);
}

static void
a_keyid_of_another_key_is_seen(void **state)
{
	struct evi_buf line = EVI_BUF_INIT, pae = EVI_BUF_INIT,
	    sig = EVI_BUF_INIT;
	const char *why = "unset";
	struct evi_event e;
	bool good = true;

	(void)state;
	line_of(&line, FIRST, HEX_A);
	assert_int_equal(evi_event_read_line(line.data, line.len, &e, &pae,
	    &sig, &good, &why, NULL, NULL), EVID_OK);
	assert_null(why);
	assert_false(good);
	evi_event_free(&e);
	evi_buf_free(&line);
	evi_buf_free(&pae);
	evi_buf_free(&sig);
}

static void
what_was_read_is_written_again(void **state)
{
	(void)state;
	assert_null(fault(FIRST, NULL));
	assert_null(fault(BUNDLE TYPE("stored") PREV("\"" HEX_A "\"")
	    ANSWERS("\"" HEX_A "\",\"" HEX_B "\"") TIME(
	    ",\"certainty\":\"by the wall clock\",\"recordedAt\":"
	    "\"2026-10-26T09:00:00.000000001Z\"") HOLDER
	    CRITICAL("\"urn:x:y\"") DETAILS("{\"b\":1,\"a\":[]}"), NULL));
	assert_null(fault(EXHIBIT TYPE("x-weighed") REST("", "{}"), NULL));
}

static void
unknown_keys_are_told_and_kept(void **state)
{
	bool unknown = false;

	(void)state;
	assert_null(fault(EXHIBIT TYPE("stored") PREV("null") ANSWERS("")
	    TIME(",\"later\":1") HOLDER CRITICAL("") DETAILS("{}"),
	    &unknown));
	assert_true(unknown);
	assert_null(fault(EXHIBIT TYPE("stored") PREV("null") ANSWERS("")
	    TIME("") HOLDER CRITICAL("") "\"details\":{},\"later\":1}}",
	    &unknown));
	assert_true(unknown);
	assert_null(fault(EXHIBIT TYPE("stored") REST("", "{\"any\":1}"),
	    &unknown));
	assert_false(unknown);
}

static void
what_breaks_the_form_is_no_event(void **state)
{
	static const char *const bad[] = {
		"", "{}", "[]",
		OF("evidence/other", SEAL) TYPE("stored") REST("", "{}"),
		OF(UID, SEAL) TYPE("stored") REST("", "{}"),
		OF("0f8fad5b-d9cb-3569-a165-70867728950e", SEAL)
		    TYPE("stored") REST("", "{}"),
		BUNDLE TYPE("") REST("", "{}"),
		BUNDLE TYPE("Stored") REST("", "{}"),
		BUNDLE TYPE("1stored") REST("", "{}"),
		BUNDLE TYPE("sto_red") REST("", "{}"),
		BUNDLE TYPE("stored") PREV("\"" HEX_A "a\"") ANSWERS("")
		    TIME("") HOLDER CRITICAL("") DETAILS("{}"),
		BUNDLE TYPE("stored") PREV("false") ANSWERS("")
		    TIME("") HOLDER CRITICAL("") DETAILS("{}"),
		BUNDLE TYPE("stored") REST("\"" HEX_B "\",\"" HEX_A "\"",
		    "{}"),
		BUNDLE TYPE("stored") REST("\"" HEX_A "\",\"" HEX_A "\"",
		    "{}"),
		BUNDLE TYPE("stored") REST("1", "{}"),
		BUNDLE TYPE("stored") PREV("null") ANSWERS("") TIME(
		    ",\"recordedAt\":\"2026-10-26T08:59:59.999999999Z\"")
		    HOLDER CRITICAL("") DETAILS("{}"),
		BUNDLE TYPE("stored") PREV("null") ANSWERS("") TIME(
		    ",\"certainty\":\"a\\nb\"") HOLDER CRITICAL("")
		    DETAILS("{}"),
		BUNDLE TYPE("stored") PREV("null") ANSWERS("") TIME("")
		    HOLDER CRITICAL("1") DETAILS("{}"),
		BUNDLE TYPE("stored") REST("", "[]"),
		BUNDLE TYPE("stored") REST("", "null"),
		BUNDLE TYPE("stored") REST("", "{}") " ",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (fault(bad[i], NULL) == NULL)
			fail_msg("taken for an event: %s", bad[i]);
}

#define FILES "\"files\":[{\"name\":\"a\",\"size\":1,\"sha256\":\"" HEX_A \
    "\"}]"
#define RECEIVER "\"receiver\":{\"publicKey\":\"" KEY "\",\"name\":\"\"," \
    "\"organization\":\"\",\"state\":\"\"}"
#define OVER(sealed, files) "{" RECEIVER "," files ",\"conditions\":{" \
    "\"sealed\":" sealed ",\"changes\":[]},\"heads\":[\"" HEX_B "\"]}"
#define VERDICT "\"verdict\":{\"status\":\"verified\",\"exitStatus\":0," \
    "\"policySha256\":null,\"tool\":{\"name\":\"\",\"version\":\"\"}}"
#define RECEIPT(acceptance, files, verdict) "{\"acceptance\":" acceptance \
    ",\"conditions\":[{\"id\":\"C\",\"answer\":\"accepted\"}]," files "," \
    verdict ",\"heads\":[]}"

/* one of a type that is good, and changes of it that are not */
static const struct details {
	const char *good;
	const char *bad[8];
} details[] = {
	{ BUNDLE TYPE("handed-over") REST("", OVER("\"" HEX_A "\"", FILES)), {
	    BUNDLE TYPE("handed-over") REST("", OVER("null", FILES)),
	    BUNDLE TYPE("handed-over") REST("", OVER("\"" HEX_A "\"",
	    "\"files\":[]")),
	    EXHIBIT TYPE("handed-over") REST("", OVER("\"" HEX_A "\"",
	    FILES)),
	    BUNDLE TYPE("handed-over") REST("", "{}") } },
	{ EXHIBIT TYPE("handed-over") REST("", OVER("null", "\"files\":[]")),
	    { EXHIBIT TYPE("handed-over") REST("", "{}") } },
	{ BUNDLE TYPE("received") REST("", RECEIPT("\"accepted\"", FILES,
	    VERDICT)), {
	    BUNDLE TYPE("received") REST("", RECEIPT("\"accepted\","
	    "\"reservation\":\"x\"", FILES, VERDICT)),
	    BUNDLE TYPE("received") REST("", RECEIPT("\"with-reservation\"",
	    FILES, VERDICT)),
	    BUNDLE TYPE("received") REST("", RECEIPT("\"perhaps\"", FILES,
	    VERDICT)),
	    BUNDLE TYPE("received") REST("", RECEIPT("\"accepted\"", FILES,
	    "\"verdict\":null")) } },
	{ EXHIBIT TYPE("received") REST("", RECEIPT("\"not-accepted\","
	    "\"reservation\":\"x\"", "\"files\":[]", "\"verdict\":null")),
	    { BUNDLE TYPE("received") REST("", RECEIPT("\"not-accepted\","
	    "\"reservation\":\"x\"", "\"files\":[]", VERDICT)) } },
	{ BUNDLE TYPE("refused") REST("", "{\"reason\":\"x\"}"), {
	    BUNDLE TYPE("refused") REST("", "{\"reason\":\"\"}") } },
	{ BUNDLE TYPE("acknowledged-outside") REST("", "{\"means\":\"paper\","
	    "\"result\":\"refused\",\"by\":{\"name\":\"x\"}}"), {
	    BUNDLE TYPE("acknowledged-outside") REST("", "{\"means\":"
	    "\"paper\",\"result\":\"lost\",\"by\":{\"name\":\"x\"}}"),
	    BUNDLE TYPE("acknowledged-outside") REST("", "{\"means\":"
	    "\"paper\",\"result\":\"refused\",\"by\":{}}"),
	    BUNDLE TYPE("acknowledged-outside") REST("", "{\"means\":"
	    "\"paper\",\"result\":\"refused\",\"by\":{\"name\":\"x\"},"
	    "\"scan\":{}}") } },
	{ BUNDLE TYPE("condition-changed") REST("", "{\"condition\":\"C\","
	    "\"change\":\"lifted\"}"), {
	    BUNDLE TYPE("condition-changed") REST("", "{\"condition\":\"C\","
	    "\"change\":\"lifted\",\"value\":{}}"),
	    BUNDLE TYPE("condition-changed") REST("", "{\"condition\":\"C\","
	    "\"change\":\"added\"}"),
	    BUNDLE TYPE("condition-changed") REST("", "{\"condition\":\"\","
	    "\"change\":\"lifted\"}") } },
	{ BUNDLE TYPE("consent-given") REST("", "{\"condition\":\"C\","
	    "\"to\":{\"state\":\"VN\"}}"), {
	    BUNDLE TYPE("consent-given") REST("", "{\"condition\":\"C\","
	    "\"to\":{}}") } },
	{ BUNDLE TYPE("corrected") REST("\"" HEX_A "\"", "{\"corrects\":{"
	    "\"event\":\"" HEX_A "\",\"why\":\"x\"},\"fields\":{}}"), {
	    BUNDLE TYPE("corrected") REST("", "{\"corrects\":{"
	    "\"event\":\"" HEX_A "\",\"why\":\"x\"},\"fields\":{}}"),
	    BUNDLE TYPE("corrected") REST("\"" HEX_A "\"", "{\"corrects\":{"
	    "\"event\":\"" HEX_A "\",\"why\":\"x\"}}") } },
	{ BUNDLE TYPE("key-succeeded") REST("", "{\"newKey\":\"" KEY "\"}"),
	    { BUNDLE TYPE("key-succeeded") REST("", "{\"newKey\":\"\"}") } },
	{ BUNDLE TYPE("key-compromised") REST("", "{\"keyid\":\"" KEYID
	    "\",\"since\":\"2026-10-26T09:00:00.000000000Z\"}"), {
	    BUNDLE TYPE("key-compromised") REST("", "{\"keyid\":\"" KEYID
	    "\",\"since\":\"2026-10-26\"}") } },
	{ BUNDLE TYPE("attached") REST("", "{\"name\":\"a\",\"size\":0,"
	    "\"sha256\":\"" HEX_A "\",\"mediaType\":\"\"}"), {
	    BUNDLE TYPE("attached") REST("", "{\"name\":\"..\",\"size\":0,"
	    "\"sha256\":\"" HEX_A "\",\"mediaType\":\"\"}"),
	    BUNDLE TYPE("attached") REST("", "{\"name\":\"a\",\"size\":0,"
	    "\"sha256\":\"" HEX_A "\"}") } },
	{ BUNDLE TYPE("endorsed") REST("", "{\"statement\":[{\"text\":"
	    "\"x\"}]}"), {
	    BUNDLE TYPE("endorsed") REST("", "{\"statement\":\"x\"}") } },
	{ BUNDLE TYPE("destroyed") REST("", "{\"only\":true}"), {
	    BUNDLE TYPE("destroyed") REST("", "{}") } },
};

static void
details_that_machines_act_on_are_checked(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(details) / sizeof(details[0]); i++) {
		const char *why = fault(details[i].good, NULL);

		if (why != NULL)
			fail_msg("%s: %s", why, details[i].good);
		for (k = 0; k < 8 && details[i].bad[k] != NULL; k++)
			if (fault(details[i].bad[k], NULL) == NULL)
				fail_msg("taken for an event: %s",
				    details[i].bad[k]);
	}
}

static void
what_a_reader_refuses_is_not_written(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	const char *why = "unset";
	struct evi_event e;

	(void)state;
	assert_int_equal(evi_event_read(FIRST, strlen(FIRST), &e, &why, NULL,
	    NULL), EVID_OK);
	assert_null(why);
	memcpy(e.type_name, "returned", sizeof("returned"));
	e.type = EVI_EVENT_RETURNED;
	assert_int_equal(evi_event_write(&e, &out, &err), EVID_ERR_ARGUMENT);
	assert_string_equal(err.message,
	    "returned: `details.only` is not true or false");
	err = (struct evid_error)EVID_ERROR_INIT;
	memcpy(e.type_name, "{eturned", sizeof("{eturned"));
	assert_int_equal(evi_event_write(&e, &out, &err), EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, ": `type` is not of small"));
	evi_event_free(&e);
	evi_buf_free(&out);
}

/* what is no event, and is by a key all the same; else another statement */
static void
a_key_is_found_in_a_statement_of_a_log_alone(void **state)
{
	static const struct {
		const char *text;
		bool found;
		unsigned int version;
	} rows[] = {
		{ OF(UID, UID_DIGEST) TYPE("{") REST("", "{}"), true, 0 },
		{ "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":"
		    "[],\"predicateType\":\"urn:libevidence:custody:v3\","
		    "\"predicate\":{\"publicKey\":\"" KEY "\"}}", true, 3 },
		{ "{\"_type\":\"https://in-toto.io/Statement/v2\",\"subject\":"
		    "[],\"predicateType\":\"urn:libevidence:custody:v3\","
		    "\"predicate\":{\"publicKey\":\"" KEY "\"}}", false, 0 },
		{ "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":"
		    "[],\"predicateType\":\"urn:libevidence:seal:v1\","
		    "\"predicate\":{\"publicKey\":\"" KEY "\"}}", false, 0 },
		{ "{\"_type\":\"https://in-toto.io/Statement/v1\"}", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evi_buf line = EVI_BUF_INIT, pae = EVI_BUF_INIT,
		    sig = EVI_BUF_INIT;
		struct evi_event_other other;
		bool found = !rows[i].found;

		line_of(&line, rows[i].text, KEYID);
		assert_int_equal(evi_event_read_other(line.data, line.len,
		    &other, &pae, &sig, &found, NULL), EVID_OK);
		if (found != rows[i].found)
			fail_msg("row %zu", i);
		assert_int_equal(found ? other.version : 0, rows[i].version);
		assert_true(!found || other.keyid_good);
		evi_buf_free(&other.spki);
		evi_buf_free(&line);
		evi_buf_free(&pae);
		evi_buf_free(&sig);
	}
}

static void
each_type_has_one_name(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < EVI_EVENT_UNKNOWN; i++)
		assert_int_equal(evi_event_by_name(evi_event_name(
		    (enum evi_event_type)i)), i);
	assert_int_equal(evi_event_by_name("x-weighed"), EVI_EVENT_UNKNOWN);
	assert_null(evi_event_name(EVI_EVENT_UNKNOWN));
	assert_int_equal(evi_event_who(EVI_EVENT_UNKNOWN), EVI_WHO_NOBODY);
	assert_int_equal(evi_event_who(EVI_EVENT_RECEIVED),
	    EVI_WHO_RECEIVER);
}

static void
digests_are_a_set(void **state)
{
	struct evi_digests digests = { NULL, 0, 0 };
	uint8_t one[EVI_SHA256_LEN] = { 0 };
	unsigned int i;

	(void)state;
	evi_digests_sort(&digests);
	assert_int_equal(digests.count, 0);
	assert_false(evi_digests_have(&digests, one));
	for (i = 0; i < 10; i++) {
		one[0] = (uint8_t)(9 - i / 2);
		assert_int_equal(evi_digests_add(&digests, one, NULL),
		    EVID_OK);
	}
	evi_digests_sort(&digests);
	assert_int_equal(digests.count, 5);
	for (i = 0; i < 5; i++)
		assert_int_equal(digests.items[i][0], 5 + i);
	assert_true(evi_digests_have(&digests, one));
	one[0] = 4;
	assert_false(evi_digests_have(&digests, one));
	evi_digests_free(&digests);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_is_read_from_its_line),
		cmocka_unit_test(a_keyid_of_another_key_is_seen),
		cmocka_unit_test(what_was_read_is_written_again),
		cmocka_unit_test(unknown_keys_are_told_and_kept),
		cmocka_unit_test(what_breaks_the_form_is_no_event),
		cmocka_unit_test(details_that_machines_act_on_are_checked),
		cmocka_unit_test(what_a_reader_refuses_is_not_written),
		cmocka_unit_test(a_key_is_found_in_a_statement_of_a_log_alone),
		cmocka_unit_test(each_type_has_one_name),
		cmocka_unit_test(digests_are_a_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
