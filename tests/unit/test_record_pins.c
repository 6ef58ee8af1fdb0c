/* record/pins.c, record/policy.c: one's own files are read in any form, what
 * is wrong is named with its place, and what is not known is kept. */
#include "record/pins.h"
#include "record/policy.h"

#include "evidence/trust.h"

#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define PIN(key) " {\"confirmed\": {\"at\": \"2026-10-01T10:00:00+05:00\"," \
    "\"how\":\"telephone\", \"by\":\"B\", \"seen\": 1},\n\"uses\":" \
    "[\"custody\",\"seal\"], \"publicKey\":\"" key "\", \"holder\":" \
    "{\"state\":\"KZ\",\"name\":\"N\",\"organization\":\"O\"}, \"x\":[2]}"
#define PINS "{\"pins\":[" PIN("AQI=") "," PIN("AQM=") \
    "],\n\"schema\":\"urn:libevidence:pins:1\",\"later\":null}"

static void
pins_are_read_in_any_form_and_kept(void **state)
{
	struct evi_buf first = EVI_BUF_INIT, again = EVI_BUF_INIT;
	struct evi_pins pins, back;

	(void)state;
	assert_int_equal(evi_pins_read(PINS, strlen(PINS), "p", &pins, NULL),
	    EVID_OK);
	assert_int_equal(pins.count, 2);
	assert_int_equal(pins.items[0].uses,
	    EVID_USE_SEAL | EVID_USE_CUSTODY);
	assert_int_equal(pins.items[0].at.seconds, 1790830800);
	assert_null(pins.items[0].document);
	assert_string_equal(pins.items[0].holder, pins.items[1].holder);
	assert_ptr_equal(evi_pins_find(&pins, pins.items[1].keyid),
	    &pins.items[1]);
	assert_int_equal(evi_pins_write(&pins, &first, NULL), EVID_OK);
	assert_non_null(strstr(evi_buf_text(&first), "\"seen\": 1"));
	assert_non_null(strstr(evi_buf_text(&first), "\"later\": null"));
	assert_int_equal(evi_pins_read(first.data, first.len, "p", &back,
	    NULL), EVID_OK);
	assert_int_equal(evi_pins_write(&back, &again, NULL), EVID_OK);
	assert_string_equal(evi_buf_text(&first), evi_buf_text(&again));
	evi_pins_free(&pins);
	evi_pins_free(&back);
	evi_buf_free(&first);
	evi_buf_free(&again);
}

/* @whole with its first @from replaced by @to */
static void
change(const char *whole, const char *from, const char *to,
    struct evi_buf *out)
{
	const char *at = strstr(whole, from);

	if (at == NULL)
		fail_msg("not there: %s", from);
	evi_buf_clear(out);
	evi_buf_add(out, whole, (size_t)(at - whole));
	evi_buf_add_text(out, to);
	evi_buf_add_text(out, at + strlen(from));
}

static void
what_is_wrong_with_a_pin_is_named_with_its_place(void **state)
{
	static const struct {
		const char *from, *to, *where;
	} rules[] = {
		{ "pins:1", "policy:1", "$: it is no pin list" },
		{ "\"pins\":[", "\"pins\":{}, \"y\":[", "$.pins: not an" },
		{ "\"AQM=\"", "\"AQI=\"",
		    "$.pins[1]: the key is pinned above" },
		{ "\"pins\":[", "\"pins\":[7,", "$.pins[0]: not an object" },
		{ "\"AQI=\"", "\"\"", "$.pins[0].publicKey: " },
		{ "\"state\":\"KZ\"", "\"state\":\"\"",
		    "$.pins[0].holder.state: not a State" },
		{ "\"name\":\"N\",", "", "$.pins[0].holder.name: it is" },
		{ "telephone", "rumour", "$.pins[0].confirmed.how: none" },
		{ "\"by\":\"B\"", "\"by\":7", "$.pins[0].confirmed.by: " },
		{ "+05:00", "+99:00", "$.pins[0].confirmed.at: not a time" },
		{ "[\"custody\",\"seal\"]", "[]", "$.pins[0].uses: " },
	};
	struct evid_error twice = EVID_ERROR_INIT;
	struct evi_buf text = EVI_BUF_INIT;
	struct evi_pins pins;

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;

		change(PINS, rules[i].from, rules[i].to, &text);
		if (evi_pins_read(text.data, text.len, "p.json", &pins,
		    &err) != EVID_ERR_FORMAT)
			fail_msg("taken: %s", evi_buf_text(&text));
		if (strstr(err.message, rules[i].where) == NULL ||
		    strncmp(err.message, "p.json: ", 8) != 0)
			fail_msg("%s: not %s", err.message, rules[i].where);
	}
	assert_int_equal(evi_pins_read("[]", 2, "p", &pins, &twice),
	    EVID_ERR_FORMAT);
	assert_non_null(strstr(twice.message, "$: not an object"));
	twice = (struct evid_error)EVID_ERROR_INIT;
	/* of two that stand twice, the first that does */
	change("{\"schema\":\"urn:libevidence:pins:1\",\"pins\":[" PIN("AQM=")
	    "," PIN("AQI=") "," PIN("AQI=") "," PIN("AQM=") "," PIN("AQM=")
	    "]}", "pins:1", "pins:1", &text);
	assert_int_equal(evi_pins_read(text.data, text.len, "p", &pins,
	    &twice), EVID_ERR_FORMAT);
	assert_non_null(strstr(twice.message, "$.pins[2]: the key is pinned"));
	change(PINS, "pins:1", "pins:2", &text);
	assert_int_equal(evi_pins_read(text.data, text.len, "p", &pins,
	    NULL), EVID_ERR_TOO_NEW);
	evi_buf_free(&text);
}

#define POLICY "{\"name\":\"n\",\"schema\":\"urn:libevidence:policy:1\"," \
    "\"signers\":{\"kinds\":[\"24-7\"],\"states\":[\"KZ\",\"org:ICC\"]}," \
    "\"threshold\":2,\"openHandOvers\":false,\"understood\":[\"urn:a\"]," \
    "\"directoryMaxAgeDays\":0,\"staleDirectory\":true,\"partial\":true}"

static void
a_policy_says_what_it_says_and_no_more(void **state)
{
	static const char least[] = "{\"schema\":\"urn:libevidence:policy:1\""
	    ",\"name\":\"n\"}";
	struct evi_policy p;

	(void)state;
	assert_int_equal(evi_policy_read(POLICY, strlen(POLICY), "p", &p,
	    NULL), EVID_OK);
	assert_true(p.has_states && p.has_kinds && !p.has_keys);
	assert_int_equal(p.threshold, 2);
	assert_false(p.open_hand_overs);
	assert_true(p.has_max_age && p.max_age_days == 0);
	assert_true(p.stale_directory && p.partial);
	assert_int_equal(p.unknown.count, 0);
	assert_true(evi_texts_have(&p.understood, "urn:a"));
	assert_false(evi_texts_have(&p.understood, "urn:ab"));
	evi_policy_free(&p);
	assert_int_equal(evi_policy_read(least, strlen(least), "p", &p,
	    NULL), EVID_OK);
	assert_true(p.open_hand_overs);
	assert_false(p.has_max_age || p.stale_directory || p.partial ||
	    p.has_states);
	assert_int_equal(p.threshold, 0);
	evi_policy_free(&p);
}

static void
what_is_wrong_with_a_policy_is_named_with_its_place(void **state)
{
	static const struct {
		const char *from, *to, *where;
	} rules[] = {
		{ "policy:1", "pins:1", "$: it is no policy" },
		{ "\"name\":\"n\",", "", "$.name: it is missing" },
		{ "[\"KZ\",", "[\"Kz\",", "$.signers.states[0]: not a" },
		{ "[\"KZ\",\"org:ICC\"]", "[]",
		    "$.signers.states: it is empty" },
		{ "24-7", "press", "$.signers.kinds[0]: none of" },
		{ "\"kinds\":[\"24-7\"]", "\"keys\":[\"aa\"]",
		    "$.signers.keys[0]: not a key id" },
		{ "\"kinds\":[\"24-7\"],\"states\":", "\"state\":",
		    "$.signers: it demands nothing" },
		{ "\"kinds\":[\"24-7\"],\"states\":", "\"x-states\":",
		    "$.signers: it demands nothing" },
		{ "\"threshold\":2", "\"threshold\":0", "$.threshold: " },
		{ "\"openHandOvers\":false", "\"openHandOvers\":0",
		    "$.openHandOvers: neither true nor false" },
		{ "Days\":0", "Days\":36501", "$.directoryMaxAgeDays: " },
		{ "[\"urn:a\"]", "\"urn:a\"", "$.understood: not an array" },
		{ "[\"urn:a\"]", "[\"urn:a\",\"b\\n\"]",
		    "$.understood[1]: not a text without control" },
	};
	struct evi_buf text = EVI_BUF_INIT;
	struct evi_policy p;

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;

		change(POLICY, rules[i].from, rules[i].to, &text);
		if (evi_policy_read(text.data, text.len, "p.json", &p,
		    &err) != EVID_ERR_FORMAT)
			fail_msg("taken: %s", evi_buf_text(&text));
		if (strstr(err.message, rules[i].where) == NULL)
			fail_msg("%s: not %s", err.message, rules[i].where);
	}
	change(POLICY, "policy:1", "policy:2", &text);
	assert_int_equal(evi_policy_read(text.data, text.len, "p", &p, NULL),
	    EVID_ERR_TOO_NEW);
	evi_buf_free(&text);
}

static void
what_a_policy_says_that_is_not_known_is_kept_by_name(void **state)
{
	struct evi_buf text = EVI_BUF_INIT, more = EVI_BUF_INIT;
	struct evi_policy p;

	(void)state;
	change(POLICY, "\"partial\":true", "\"partial\":true,\"x\":1,"
	    "\"tresholds\":2,\"x-note\":{\"a\":1}", &text);
	change(evi_buf_text(&text), "\"states\"", "\"x-why\":0,\"State\":0,"
	    "\"states\"", &more);
	assert_int_equal(evi_policy_read(more.data, more.len, "p", &p, NULL),
	    EVID_OK);
	assert_int_equal(p.unknown.count, 3);
	assert_true(evi_texts_have(&p.unknown, "x"));
	assert_true(evi_texts_have(&p.unknown, "tresholds"));
	assert_true(evi_texts_have(&p.unknown, "signers.State"));
	evi_policy_free(&p);
	evi_buf_free(&text);
	evi_buf_free(&more);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pins_are_read_in_any_form_and_kept),
		cmocka_unit_test(
		    what_is_wrong_with_a_pin_is_named_with_its_place),
		cmocka_unit_test(a_policy_says_what_it_says_and_no_more),
		cmocka_unit_test(
		    what_is_wrong_with_a_policy_is_named_with_its_place),
		cmocka_unit_test(
		    what_a_policy_says_that_is_not_known_is_kept_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
