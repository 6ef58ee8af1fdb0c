/* bundle/entry/effect.c, stolen.c, names_next.c, corrects.c: what would have no
 * effect is not signed, or it is told. */
#include "support_custody.h"

#include "base/text.h"
#include "bundle/key.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define CHANGED EVI_EVENT_CONDITION_CHANGED
#define STORED EVI_EVENT_STORED
#define NEXT EVI_EVENT_KEY_SUCCEEDED
#define STOLEN EVI_EVENT_KEY_COMPROMISED

static const struct known known[] = {
	{ .key = 'K', .state = "KZ" }, { .key = 'V', .state = "VN" },
	{ .key = 'G', .state = NULL }, { .key = 'H', .state = NULL },
	{ .key = 'W', .state = "KZ", .uses = EVID_USE_SEAL },
};

/* a change of condition "C" that binds, in the name of that State */
static void
say_bound(struct evid_custody *c, struct said said, const char *of)
{
	struct evi_custody_event *e;

	said.name = 'A';
	said.type = CHANGED;
	said.value = said.value == 0 ? EVI_VALUE_STRICTER : said.value;
	said.terms = "1n";
	support_say(c, &said);
	e = &c->events[c->n_events - 1];
	e->readable = true;
	assert_int_equal(evi_sha256("C", 1, c->pool[e->terms], NULL),
	    EVID_OK);
	assert_int_equal(evi_custody_condition_name(c->pool[e->terms], of,
	    c->pool[e->terms + 1], NULL), EVID_OK);
}

struct adds {
	struct said before;		/* what binds in the log */
	const char *of;
	char key;			/* adds it at 50, in the name of KZ */
	bool doubled;
};

static void
what_was_added_before_is_not_added_twice(void **state)
{
	static const struct adds rows[] = {
		{ { .key = 'K', .at = 1 }, "KZ", 'K', true },
		/* at a later time, or in another State's name, or by nobody
		 * whose State is known */
		{ { .key = 'K', .at = 51 }, "KZ", 'K', false },
		{ { .key = 'K', .at = 1 }, "VN", 'K', false },
		{ { .key = 'V', .at = 1 }, "VN", 'K', false },
		{ { .key = 'G', .at = 1 }, "KZ", 'K', false },
		{ { .key = 'X', .at = 1 }, "KZ", 'K', false },
		{ { .key = 'K', .at = 1, .unchecked = true }, "KZ", 'K',
		    false },
		{ { .key = 'K', .at = 1, .value = EVI_VALUE_ACCEPTED }, "KZ",
		    'K', false },
		/* but one's own word is */
		{ { .key = 'G', .at = 1 }, "KZ", 'G', true },
		{ { .key = 'H', .at = 1 }, "KZ", 'G', false },
		{ { .key = 'G', .at = 1 }, "VN", 'G', false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;
		struct evid_custody *c = SUPPORT_TRUSTING(known);
		enum evid_status status;
		struct evi_draft d;

		say_bound(c, rows[i].before, rows[i].of);
		assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
		d = support_entry(c, rows[i].key, "", CHANGED, 50,
		    "{\"condition\":\"C\",\"change\":\"added\","
		    "\"value\":{\"id\":\"C\",\"imposedBy\":\"KZ\"}}");
		status = evi_draft_effect(&d, &err);
		if ((status == EVID_ERR_ARGUMENT) != rows[i].doubled)
			fail_msg("row %zu: %s", i, err.message);
		if (rows[i].doubled)
			assert_non_null(strstr(err.message, "KZ has a "
			    "condition C already, added by an event"));
		else
			assert_int_equal(status, EVID_OK);
		support_entry_drop(&d);
	}
}

/* Whoever sealed binds beside what is there, where his key is valid. */
static void
whoever_sealed_binds_beside_it(void **state)
{
	static const struct {
		char key;
		const char *change;
		bool sealed, beside, told;
	} rows[] = {
		{ 'G', "tightened", true, true, false },
		{ 'G', "tightened", false, false, true },
		{ 'G', "loosened", true, false, true },
		{ 'W', "tightened", true, false, true },
		{ 'X', "tightened", true, false, true },
		{ 'K', "tightened", true, false, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_custody *c = SUPPORT_TRUSTING(known);
		struct evi_buf spki = EVI_BUF_INIT;
		struct evi_draft d;
		char details[160];

		evi_buf_add_byte(&spki, (uint8_t)rows[i].key);
		if (rows[i].sealed)
			assert_int_equal(evi_custody_keep_sealer(c,
			    support_digest(rows[i].key), &spki, NULL),
			    EVID_OK);
		(void)snprintf(details, sizeof(details), "{\"condition\":"
		    "\"C\",\"change\":\"%s\",\"value\":{\"id\":\"C\","
		    "\"imposedBy\":\"KZ\"}}", rows[i].change);
		d = support_entry(c, rows[i].key, "", CHANGED, 50, details);
		assert_int_equal(evi_draft_effect(&d, NULL), EVID_OK);
		if (d.beside != rows[i].beside || (d.no_effect != NULL) !=
		    rows[i].told)
			fail_msg("row %zu: %d, %s", i, d.beside, d.no_effect ==
			    NULL ? "-" : d.no_effect);
		if (rows[i].told)
			assert_string_equal(d.no_effect, "by those trusted "
			    "here it is not known of which State this key "
			    "is");
		evi_buf_free(&spki);
		support_entry_drop(&d);
	}
}

/* @key says that K is compromised: what is told */
static void
stolen(char key, const struct known *of_k, const char *no_effect,
    enum evid_status wanted)
{
	const struct known here[] = { *of_k, known[1], known[2], known[4],
		{ .key = 'Q', .state = "KZ" } };
	static const struct said said = { 'A', 'K', STORED, 1, 0,
		.answers = NULL };
	struct evid_custody *c = SUPPORT_TRUSTING(here);
	char details[128], hex[2 * EVI_SHA256_LEN + 1];
	struct evi_draft d;

	support_judge(c, &said, 1);
	evi_hex(support_digest('K'), EVI_SHA256_LEN, hex);
	(void)snprintf(details, sizeof(details), "{\"keyid\":\"%s\"}", hex);
	d = support_entry(c, key, "", STOLEN, 50, details);
	assert_int_equal(evi_draft_stolen(&d, NULL), wanted);
	if (no_effect == NULL)
		assert_null(d.no_effect);
	else
		assert_string_equal(d.no_effect, no_effect);
	support_entry_drop(&d);
}

static void
of_whose_key_it_is_said_that_it_is_stolen_is_looked_at(void **state)
{
	static const struct known other = { .key = 'X', .state = "KZ" };
	static const struct known given = { .key = 'K', .state = NULL };
	static const char by[] = "that the key which signs it is of a State "
	    "is not known here, and it is another's key";
	static const char of[] = "of which State that key is, is not known "
	    "here";

	(void)state;
	stolen('K', &known[0], NULL, EVID_OK);
	stolen('Q', &known[0], NULL, EVID_OK);
	stolen('V', &known[0], NULL, EVID_ERR_UNTRUSTED);
	stolen('G', &known[0], by, EVID_OK);
	stolen('W', &known[0], by, EVID_OK);
	stolen('Y', &known[0], by, EVID_OK);
	stolen('Q', &other, of, EVID_OK);
	stolen('Q', &given, of, EVID_OK);
}

static void
since_when_a_key_is_stolen_is_not_to_come(void **state)
{
	static const struct {
		const char *details;
		bool good;
	} rows[] = {
		{ "{}", true },
		{ "{\"since\":\"no time\"}", true },	/* told elsewhere */
		{ "{\"since\":\"1970-01-01T00:00:50.000000000Z\"}", true },
		{ "{\"since\":\"1970-01-01T00:00:51.000000000Z\"}", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;
		struct evi_draft d = support_entry(support_set(), 'K', "",
		    STOLEN, 50, rows[i].details);

		assert_int_equal(evi_draft_stolen(&d, &err), rows[i].good ?
		    EVID_OK : EVID_ERR_ARGUMENT);
		if (!rows[i].good)
			assert_non_null(strstr(err.message, "lies in the "
			    "future: it is 1970-01-01 00:00:50Z"));
		support_entry_drop(&d);
	}
}

/* what says so and counts for nothing hinders nobody */
static void
by_a_key_that_is_stolen_nothing_is_signed(void **state)
{
	static const struct {
		struct said said;
		bool stolen;
	} rows[] = {
		{ { 'A', 'K', STOLEN, 1, 0, .answers = NULL, .ref = 'K' },
		    true },
		{ { 'A', 'K', STOLEN, 1, 0, .answers = NULL, .ref = 'L' },
		    false },
		{ { 'A', 'X', STOLEN, 1, 0, .answers = NULL, .ref = 'K' },
		    false },
		{ { 'A', 'K', STORED, 1, 0, .answers = NULL, .ref = 'K' },
		    false },
		{ { 'A', 'K', STOLEN, 1, 0, .answers = NULL, .ref = 'K',
		    .unchecked = true }, false },
		{ { 'A', 'K', STOLEN, 1, 0, .answers = NULL, .ref = 'K',
		    .subject = 'T' }, false },
	};
	static const struct said main[] = {
		{ 'B', 'M', STORED, 1, 0, .answers = NULL },
		{ 'C', 'M', STORED, 2, 'B', .answers = NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_custody *c = support_set();
		struct evi_draft d;

		support_say(c, &rows[i].said);
		SUPPORT_JUDGE(c, main);
		d = support_entry(c, 'K', "", STORED, 50, "{}");
		assert_int_equal(evi_draft_own_key(&d, NULL), rows[i].stolen ?
		    EVID_ERR_UNTRUSTED : EVID_OK);
		/* which it may still say */
		d.event.type = STOLEN;
		assert_int_equal(evi_draft_own_key(&d, NULL), EVID_OK);
		support_entry_drop(&d);
	}
}

/* M is the next of L already, and event C is @also; @key names M */
static void
named(char key, struct said also, const char *no_effect, const char *note)
{
	static const uint8_t next = 'M';
	static const struct said first = { 'A', 'L', NEXT, 1, 0,
		.answers = NULL, .ref = 'M' };
	struct evid_custody *c = support_set();
	struct evi_custody_parsed p = { .version = 0 };
	struct evi_buf text = EVI_BUF_INIT;
	struct evi_draft d;
	char details[64];

	/* The draft states the key itself, so that its id is as it is. */
	assert_int_equal(evi_sha256(&next, 1, p.keyid, NULL), EVID_OK);
	support_say(c, &first);
	memcpy(c->events[0].ref, p.keyid, EVI_SHA256_LEN);
	memcpy(p.event.digest, support_digest('B'), EVI_SHA256_LEN);
	memcpy(p.subject, support_digest('S'), EVI_SHA256_LEN);
	p.event.type = STORED;
	p.event.at.seconds = p.event.when.seconds = 2;
	evi_buf_add_byte(&p.spki, next);
	assert_int_equal(evi_digests_add(&p.answers, support_digest('A'),
	    NULL), EVID_OK);
	assert_int_equal(evi_custody_keep(c, &p, NULL), EVID_OK);
	evi_buf_free(&p.spki);
	evi_digests_free(&p.answers);
	support_judge(c, &also, 1);
	assert_int_not_equal(c->keys[evi_custody_find_key(c, p.keyid)].before,
	    EVI_NONE);
	evi_base64_add(&text, &next, 1);
	(void)snprintf(details, sizeof(details), "{\"newKey\":\"%s\"}",
	    evi_buf_text(&text));
	d = support_entry(c, key, "", NEXT, 50, details);
	assert_int_equal(evi_draft_names_next(&d, NULL), EVID_OK);
	evi_buf_free(&text);
	if (d.no_effect == NULL || no_effect == NULL)
		assert_ptr_equal(d.no_effect, no_effect);
	else
		assert_non_null(strstr(d.no_effect, no_effect));
	if (d.note == NULL || note == NULL)
		assert_ptr_equal(d.note, note);
	else
		assert_non_null(strstr(d.note, note));
	support_entry_drop(&d);
}

static void
whoever_names_a_second_one_is_told(void **state)
{
	struct said another = { 'C', 'L', NEXT, 3, 'A', .answers = NULL,
		.ref = 'N' };
	static const struct said nothing = { 'C', 'L', STORED, 3, 'A',
		.answers = NULL };
	static const char note[] = "this key has named another one as its "
	    "next before";

	(void)state;
	named('L', nothing, NULL, NULL);
	named('X', nothing, "that key is the next of another key already",
	    NULL);
	named('L', another, NULL, note);
	another.unchecked = true;
	named('L', another, NULL, NULL);
	another.unchecked = false;
	another.subject = 'T';
	named('L', another, NULL, NULL);
	another.subject = 'S';
	another.key = 'X';
	another.prev = 0;
	named('L', another, NULL, NULL);
}

/* by L, of what K said in event A */
static void
corrects(const struct said *said, size_t n, const char *event,
    enum evid_status wanted, const char *hint)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_draft d;
	char details[160];

	(void)snprintf(details, sizeof(details), "{%s%s%s}", event == NULL ?
	    "" : "\"corrects\":{\"event\":\"", event == NULL ? "" : event,
	    event == NULL ? "" : "\"}");
	d = support_entry(support_judged(said, n), 'L', "",
	    EVI_EVENT_CORRECTED, 50, details);
	assert_int_equal(evi_draft_corrects(&d, &err), wanted);
	if (hint != NULL)
		assert_non_null(strstr(err.hint, hint));
	support_entry_drop(&d);
}

static void
whoever_signed_it_corrects_it_and_his_next(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'K', NEXT, 2, 'A', .answers = NULL, .ref = 'L' },
	};
	char hex[2 * EVI_SHA256_LEN + 1];

	(void)state;
	evi_hex(support_digest('A'), EVI_SHA256_LEN, hex);
	corrects(rows, 1, hex, EVID_ERR_ARGUMENT,
	    "ask its signer to correct it");
	corrects(rows, 2, hex, EVID_ERR_ARGUMENT, "this key is named as the "
	    "next of 4b4b…4b4b (--answers 4242424242424242); where that is "
	    "so, add that");
	/* What is not here, or names none, is told as that elsewhere. */
	evi_hex(support_digest('Z'), EVI_SHA256_LEN, hex);
	corrects(rows, 2, hex, EVID_OK, NULL);
	corrects(rows, 2, NULL, EVID_OK, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_added_before_is_not_added_twice),
		cmocka_unit_test(whoever_sealed_binds_beside_it),
		cmocka_unit_test(
		    of_whose_key_it_is_said_that_it_is_stolen_is_looked_at),
		cmocka_unit_test(since_when_a_key_is_stolen_is_not_to_come),
		cmocka_unit_test(by_a_key_that_is_stolen_nothing_is_signed),
		cmocka_unit_test(whoever_names_a_second_one_is_told),
		cmocka_unit_test(whoever_signed_it_corrects_it_and_his_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
