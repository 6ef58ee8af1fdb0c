/* record/directory*.c: a directory has one form, and its rules hold. */
#include "record/directory.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define DAY(d) "\"" d "T00:00:00.000000000Z\""
#define HEX_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ID "2b7c1f0e-94d3-4a6b-8e21-5f0c9a3d7b14"
#define FRONT "{\"schema\":\"urn:libevidence:directory:1\",\"id\":\"" ID \
    "\",\"name\":\"n\",\"version\":7,\"issuedAt\":" DAY("2026-09-01") \
    ",\"expires\":" DAY("2027-09-01") ",\"threshold\":2,\"contacts\":["
#define CONTACT(digit) "{\"id\":\"c0000000-0000-4000-8000-00000000000" digit \
    "\",\"state\":\"KZ\",\"authority\":[{\"lang\":\"ru\",\"text\":\"L\"}," \
    "{\"lang\":\"en-GB\",\"text\":\"E\"}],\"kind\":\"24-7\"," \
    "\"telephone\":[\"1\"],\"email\":[],\"hours\":\"\",\"zone\":\"\"," \
    "\"languages\":[\"en\"],\"recipients\":[],\"keys\":["
#define KEY(key) "{\"publicKey\":\"" key "\",\"uses\":[\"seal\"," \
    "\"directory\"],\"validFrom\":" DAY("2026-01-01") ",\"validUntil\":"
#define END "],\"critical\":[\"urn:x\"]}"
#define WHOLE FRONT CONTACT("1") KEY("AQI=") "null,\"storage\":\"\"}," \
    KEY("AQM=") DAY("2027-01-01") ",\"storage\":\"card\",\"revoked\":{" \
    "\"at\":" DAY("2026-10-01") ",\"reason\":\"compromised\"," \
    "\"compromisedSince\":" DAY("2026-09-15") "}}]}," CONTACT("2") "]}" END

static enum evid_status
try(const char *text, struct evid_error *err)
{
	struct evi_buf again = EVI_BUF_INIT;
	struct evi_directory d;
	enum evid_status status;

	status = evi_directory_read(text, strlen(text), "d.json", &d, err);
	if (status == EVID_OK) {
		assert_int_equal(evi_directory_write(&d, &again, NULL),
		    EVID_OK);
		assert_string_equal(evi_buf_text(&again), text);
		evi_directory_free(&d);
	}
	evi_buf_free(&again);
	return status;
}

/* WHOLE with its first @from replaced by @to; for free() */
static char *
changed(const char *from, const char *to)
{
	const char *at = strstr(WHOLE, from);
	struct evi_buf out = EVI_BUF_INIT;
	char *text = NULL;

	if (at == NULL)
		fail_msg("not there: %s", from);
	evi_buf_add(&out, WHOLE, (size_t)(at - WHOLE));
	evi_buf_add_text(&out, to);
	evi_buf_add_text(&out, at + strlen(from));
	assert_int_equal(evi_buf_take(&out, &text, NULL), EVID_OK);
	return text;
}

static void
a_directory_is_read_and_written_alike(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_directory d;

	(void)state;
	assert_int_equal(try(WHOLE, &err), EVID_OK);
	assert_int_equal(evi_directory_read(WHOLE, strlen(WHOLE), "d", &d,
	    NULL), EVID_OK);
	assert_int_equal(d.version, 7);
	assert_int_equal(d.threshold, 2);
	assert_int_equal(d.n_contacts, 2);
	assert_int_equal(d.unknown.count, 0);
	assert_string_equal(evi_contact_authority(&d.contacts[0]), "E");
	assert_true(d.contacts[0].keys[1].revoked);
	assert_true(d.contacts[0].keys[1].has_since);
	assert_false(d.contacts[0].keys[0].has_valid_until);
	assert_ptr_equal(evi_directory_key(&d,
	    d.contacts[0].keys[1].keyid, NULL), &d.contacts[0].keys[1]);
	assert_null(evi_directory_contact(&d, ID));
	evi_directory_free(&d);
}

/* The English name, else the first. */
static void
an_authority_is_named_in_one_language(void **state)
{
	static const struct {
		const char *langs[2], *want;
	} rows[] = {
		{ { "ru", "en" }, "second" }, { { "en", "ru" }, "first" },
		{ { "ru", "en-GB" }, "second" }, { { "ru", "uk" }, "first" },
		{ { "ru", "eng" }, "first" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evi_authority authority[2] = {
			{ (char *)rows[i].langs[0], (char *)"first", NULL },
			{ (char *)rows[i].langs[1], (char *)"second", NULL } };
		const struct evi_contact c = { .authority = authority,
			.n_authority = 2 };

		assert_string_equal(evi_contact_authority(&c), rows[i].want);
	}
	assert_string_equal(evi_contact_authority(&(struct evi_contact){
		.n_authority = 0 }), "");
}

static void
every_rule_is_held_and_its_place_named(void **state)
{
	static const struct {
		const char *from, *to, *where;
	} rules[] = {
		{ "directory:1", "statement:1", "$: it is no directory" },
		{ "\"id\":\"2b", "\"id\":\"2B", "$.id: not a UUID" },
		{ "\"name\":\"n\"", "\"name\":\"\\u0001\"", "$.name: " },
		{ "\"name\":\"n\",", "", "$.name: it is missing" },
		{ "\"version\":7", "\"version\":0", "$.version: " },
		{ "\"version\":7", "\"version\":-7", "$.version: " },
		{ "\"threshold\":2", "\"threshold\":65", "$.threshold: " },
		{ "\"threshold\":2", "\"threshold\":0", "$.threshold: " },
		{ DAY("2027-09-01"), DAY("2026-09-01"), "$: `expires`" },
		{ DAY("2027-09-01"), DAY("2027-02-30"), "$.expires: " },
		{ "\"contacts\":[", "\"contacts\":[1,",
		    "$.contacts[0]: not an object" },
		{ "\"state\":\"KZ\"", "\"state\":\"kz\"",
		    "$.contacts[0].state: not a State" },
		{ "24-7", "police", "$.contacts[0].kind: none of 24-7" },
		{ "\"lang\":\"ru\"", "\"tongue\":\"ru\"",
		    "$.contacts[0].authority[0].lang: it is missing" },
		{ "[\"1\"]", "[\"1\",2]", "$.contacts[0].telephone[1]: " },
		{ "\"AQI=\"", "\"AQJ=\"",
		    "$.contacts[0].keys[0].publicKey: " },
		{ "\"AQM=\"", "\"AQI=\"",
		    "$.contacts[0].keys[1]: the key stands" },
		{ CONTACT("2"), CONTACT("2") KEY("AQM=") "null,\"storage\":"
		    "\"\"}", "$.contacts[1].keys[0]: the key stands" },
		{ "0002\"", "0001\"", "$.contacts[1]: two contacts" },
		{ "[\"seal\",\"directory\"]", "[]",
		    "$.contacts[0].keys[0].uses: there is no use" },
		{ "[\"seal\",\"directory\"]", "[\"seal\",\"seal\"]",
		    "$.contacts[0].keys[0].uses: a use stands twice" },
		{ "[\"seal\",\"directory\"]", "[\"root\"]",
		    "$.contacts[0].keys[0].uses: uses are" },
		{ DAY("2027-01-01"), DAY("2025-01-01"),
		    "$.contacts[0].keys[1]: `validUntil`" },
		{ "\"compromised\"", "\"stolen\"",
		    "$.contacts[0].keys[1].revoked.reason: none of" },
		{ "\"compromised\"", "\"lost\"",
		    "$.contacts[0].keys[1]: `compromisedSince` of" },
		{ DAY("2026-09-15"), DAY("2026-10-02"),
		    "$.contacts[0].keys[1]: `compromisedSince` is after" },
		{ "\"storage\":\"\"", "\"storage\":\"\",\"succeeds\":\""
		    HEX_A "\"", "$.contacts[0].keys[0]: `succeeds` names" },
		{ "\"storage\":\"\"", "\"storage\":\"\",\"succeeds\":\"AA\"",
		    "$.contacts[0].keys[0].succeeds: not 64" },
		{ "\"critical\":[\"urn:x\"]", "\"critical\":[1]",
		    "$.critical[0]: " },
		/* one encoding */
		{ "\"name\":\"n\",\"version\":7", "\"version\":7,\"name\":"
		    "\"n\"", "$: it is not in the one encoding" },
		{ "\"version\":7", "\"version\": 7", "one encoding" },
		{ "[\"seal\",\"directory\"]", "[\"directory\",\"seal\"]",
		    "$.contacts[0].keys[0].uses: not in their order: "
		    "seal, directory" },
		{ "\"name\":\"n\"", "\"name\":\"\\u006e\"", "one encoding" },
		{ "\"name\":\"n\"", "\"x\":1,\"name\":\"n\"",
		    "one encoding" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;
		char *text = changed(rules[i].from, rules[i].to);

		if (try(text, &err) != EVID_ERR_FORMAT)
			fail_msg("taken: %s", text);
		if (strstr(err.message, rules[i].where) == NULL)
			fail_msg("%s: not %s", err.message, rules[i].where);
		free(text);
	}
}

static void
a_later_version_of_the_schema_is_too_new(void **state)
{
	char *text = changed("directory:1", "directory:2");

	(void)state;
	assert_int_equal(try(text, NULL), EVID_ERR_TOO_NEW);
	free(text);
}

static void
unknown_keys_stand_last_and_are_kept(void **state)
{
	static const char *const places[][2] = {
		{ "\"critical\":[\"urn:x\"]", "\"critical\":[\"urn:x\"],"
		    "\"later\":{\"a\":[1,null]}" },
		{ "\"text\":\"L\"", "\"text\":\"L\",\"later\":1" },
		{ "\"storage\":\"\"", "\"storage\":\"\",\"later\":1" },
		{ "\"compromisedSince\":" DAY("2026-09-15"),
		    "\"compromisedSince\":" DAY("2026-09-15")
		    ",\"later\":true" },
	};
	static const char *const where[] = { "later",
	    "contacts[0].authority[0].later", "contacts[0].keys[0].later",
	    "contacts[0].keys[1].revoked.later" };

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char *text = changed(places[i][0], places[i][1]);
		struct evi_directory d;

		assert_int_equal(try(text, NULL), EVID_OK);
		assert_int_equal(evi_directory_read(text, strlen(text), "d",
		    &d, NULL), EVID_OK);
		assert_int_equal(d.unknown.count, 1);
		assert_string_equal(d.unknown.items[0], where[i]);
		evi_directory_free(&d);
		free(text);
	}
}

static void
no_changed_bit_of_a_directory_is_read_otherwise(void **state)
{
	char text[] = WHOLE;

	(void)state;
	/* What is taken is written alike: try() compares. */
	for (size_t bit = 0; bit < strlen(WHOLE) * 8; bit++) {
		text[bit / 8] ^= (char)(1u << bit % 8);
		if (text[bit / 8] != '\0')
			(void)try(text, NULL);
		text[bit / 8] ^= (char)(1u << bit % 8);
	}
	for (size_t n = 0; n < strlen(WHOLE); n++) {
		struct evi_directory d;

		assert_int_not_equal(evi_directory_read(WHOLE, n, "d", &d,
		    NULL), EVID_OK);
	}
}

static void
more_than_1024_keys_of_a_contact_are_refused(void **state)
{
	struct evi_buf text = EVI_BUF_INIT, key = EVI_BUF_INIT;
	enum evid_status status;
	struct evi_directory d;

	(void)state;
	for (unsigned int n = 1024; n <= 1025; n++) {
		evi_buf_clear(&text);
		evi_buf_add_text(&text, FRONT CONTACT("1"));
		for (unsigned int i = 0; i < n; i++) {
			evi_buf_clear(&key);
			evi_base64_add(&key, &i, sizeof(i));
			evi_buf_add_text(&text, i == 0 ? "" : ",");
			evi_buf_add_format(&text, KEY("%s")
			    "null,\"storage\":\"\"}", evi_buf_text(&key));
		}
		evi_buf_add_text(&text, "]}" END);
		status = evi_directory_read(text.data, text.len, "d", &d,
		    NULL);
		assert_int_equal(status, n == 1024 ? EVID_OK :
		    EVID_ERR_FORMAT);
		if (status == EVID_OK)
			evi_directory_free(&d);
	}
	evi_buf_free(&text);
	evi_buf_free(&key);
}

static void
a_version_follows_on_the_one_before_alone(void **state)
{
	struct evi_directory last, next;

	(void)state;
	assert_int_equal(evi_directory_read(WHOLE, strlen(WHOLE), "d", &last,
	    NULL), EVID_OK);
	assert_int_equal(evi_directory_read(WHOLE, strlen(WHOLE), "d", &next,
	    NULL), EVID_OK);
	assert_non_null(evi_directory_follows(&last, &next));
	next.version = 8;
	assert_null(evi_directory_follows(&last, &next));
	next.version = 9;
	assert_non_null(evi_directory_follows(&last, &next));
	next.version = 6;
	assert_non_null(evi_directory_follows(&last, &next));
	next.version = 8;
	next.issued_at.seconds--;
	assert_non_null(evi_directory_follows(&last, &next));
	next.issued_at.seconds++;
	next.id[0] = '3';
	assert_non_null(evi_directory_follows(&last, &next));
	evi_directory_free(&last);
	evi_directory_free(&next);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_directory_is_read_and_written_alike),
		cmocka_unit_test(an_authority_is_named_in_one_language),
		cmocka_unit_test(every_rule_is_held_and_its_place_named),
		cmocka_unit_test(a_later_version_of_the_schema_is_too_new),
		cmocka_unit_test(unknown_keys_stand_last_and_are_kept),
		cmocka_unit_test(
		    no_changed_bit_of_a_directory_is_read_otherwise),
		cmocka_unit_test(
		    more_than_1024_keys_of_a_contact_are_refused),
		cmocka_unit_test(a_version_follows_on_the_one_before_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
