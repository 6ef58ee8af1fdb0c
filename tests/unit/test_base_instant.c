/* base/instant.c: RFC 3339's examples, every day of 800 years, the borders. */
#include "base/instant.h"

#include <string.h>
#include <time.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
known_instants_have_their_text(void **state)
{
	static const struct {
		int64_t seconds;
		uint32_t nanoseconds;
		const char *text;
	} cases[] = {
		{ 0, 0, "1970-01-01T00:00:00.000000000Z" },
		{ -1, 999999999, "1969-12-31T23:59:59.999999999Z" },
		{ 951782400, 1, "2000-02-29T00:00:00.000000001Z" },
		{ 1793006043, 0, "2026-10-26T09:14:03.000000000Z" },
		{ INT64_C(-62167219200), 0, "0000-01-01T00:00:00.000000000Z" },
		{ INT64_C(253402300799), 5, "9999-12-31T23:59:59.000000005Z" },
	};
	struct evi_instant t;
	char text[EVI_INSTANT_TEXT_CAP];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		t.seconds = cases[i].seconds;
		t.nanoseconds = cases[i].nanoseconds;
		assert_true(evi_instant_format(t, text));
		assert_string_equal(text, cases[i].text);
		t.seconds = 77;
		assert_true(evi_instant_parse(text, &t));
		assert_true(t.seconds == cases[i].seconds);
		assert_int_equal(t.nanoseconds, cases[i].nanoseconds);
	}
	t.seconds = 1793006043;
	t.nanoseconds = 999999999;
	evi_instant_people(t, text);
	assert_string_equal(text, "2026-10-26 09:14:03Z");
}

static void
days_agree_with_the_system_for_eight_centuries(void **state)
{
	char text[EVI_INSTANT_TEXT_CAP], want[40];

	(void)state;
	for (int64_t day = -146097; day < 146097; day++) {
		struct evi_instant t = { day * 86400 + 3661, 0 }, back;
		time_t when = (time_t)t.seconds;
		struct tm tm;

		assert_non_null(gmtime_r(&when, &tm));
		strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%S.000000000Z",
		    &tm);
		assert_true(evi_instant_format(t, text));
		if (strcmp(text, want) != 0)
			fail_msg("%s, not %s", text, want);
		assert_true(evi_instant_parse(text, &back));
		assert_true(back.seconds == t.seconds);
	}
}

static void
outside_four_digit_years_there_is_no_text(void **state)
{
	static const struct evi_instant bad[] = {
		{ INT64_C(253402300800), 0 }, { INT64_C(-62167219201), 0 },
		{ INT64_MAX, 0 }, { INT64_MIN, 0 }, { 0, 1000000000 } };
	char text[EVI_INSTANT_TEXT_CAP] = "";

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(evi_instant_format(bad[i], text));
		evi_instant_people(bad[i], text);
		assert_true(strlen(text) < sizeof(text));
	}
}

static void
the_exact_form_is_one_form(void **state)
{
	static const char *const bad[] = { "",
		"2026-10-26T09:14:03Z", "2026-10-26T09:14:03.00000000Z",
		"2026-10-26T09:14:03.0000000000Z",
		"2026-10-26t09:14:03.000000000Z",
		"2026-10-26T09:14:03.000000000z",
		"2026-10-26T09:14:03.000000000+00:00",
		"2026-10-26T09:14:03.000000000Z ",
		" 2026-10-26T09:14:03.000000000Z",
		"2026-04-31T09:14:03.000000000Z",
		"2026-02-29T09:14:03.000000000Z",
		"1900-02-29T09:14:03.000000000Z",
		"2026-00-26T09:14:03.000000000Z",
		"2026-13-26T09:14:03.000000000Z",
		"2026-10-00T09:14:03.000000000Z",
		"2026-10-26T24:00:00.000000000Z",
		"2026-10-26T09:60:03.000000000Z",
		"2026-10-26T09:14:60.000000000Z",
		"+026-10-26T09:14:03.000000000Z",
		"2026-10-26T09:14:03,000000000Z" };
	struct evi_instant t = { 5, 5 };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (evi_instant_parse(bad[i], &t))
			fail_msg("%s was read", bad[i]);
	}
	assert_true(t.seconds == 5 && t.nanoseconds == 5);
}

static void
what_people_type_is_read_as_rfc_3339_says(void **state)
{
	/* The first three are the examples of RFC 3339, section 5.8. */
	static const struct {
		const char *text;
		int64_t seconds;
		uint32_t nanoseconds;
	} good[] = {
		{ "1985-04-12T23:20:50.52Z", 482196050, 520000000 },
		{ "1996-12-19T16:39:57-08:00", 851042397, 0 },
		{ "1937-01-01T12:00:27.87+00:20", -1041337173, 870000000 },
		{ "1970-01-01 01:00:00+01:00", 0, 0 },
		{ "1970-01-01t00:00:00.000000001z", 0, 1 },
		{ "1970-01-01T00:00:00-00:00", 0, 0 },
	};
	static const char *const bad[] = { "1985-04-12", "1985-04-12T23:20Z",
		"1985-04-12T23:20:50", "1985-04-12T23:20:50.Z",
		"1985-04-12T23:20:50.0000000001Z", "1985-04-12T23:20:50+0100",
		"1985-04-12T23:20:50+24:00", "1985-04-12T23:20:50+01:60",
		"1985-04-12T23:20:50Zx", "1990-12-31T23:59:60Z",
		"0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01" };
	struct evi_instant t;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(evi_instant_parse_any(good[i].text, &t));
		assert_true(t.seconds == good[i].seconds);
		assert_int_equal(t.nanoseconds, good[i].nanoseconds);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (evi_instant_parse_any(bad[i], &t))
			fail_msg("%s was read", bad[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_instants_have_their_text),
		cmocka_unit_test(
		    days_agree_with_the_system_for_eight_centuries),
		cmocka_unit_test(outside_four_digit_years_there_is_no_text),
		cmocka_unit_test(the_exact_form_is_one_form),
		cmocka_unit_test(what_people_type_is_read_as_rfc_3339_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
