/* bundle/entry/allow.c, blank.c, left_out.c: what is not signed as it is
 * stated, or is signed with a word on it. */
#include "support_custody.h"

#include "bundle/entry/hand.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

static void
nothing_is_handed_over_before_it_was_sealed(void **state)
{
	static const struct {
		enum evi_event_type type;
		int at;
		bool stated, of_exhibit, good;
	} rows[] = {
		{ EVI_EVENT_HANDED_OVER, 1000, true, false, false },
		{ EVI_EVENT_RECEIVED, 1000, true, false, false },
		{ EVI_EVENT_REFUSED, 1000, true, false, false },
		{ EVI_EVENT_ACKNOWLEDGED, 1000, true, false, false },
		{ EVI_EVENT_HANDED_OVER, 100000, true, false, true },
		/* clocks may differ by so much */
		{ EVI_EVENT_HANDED_OVER, 99999, true, false, true },
		/* a clock is what it is */
		{ EVI_EVENT_HANDED_OVER, 1000, false, false, true },
		{ EVI_EVENT_HANDED_OVER, 1000, true, true, true },
		{ EVI_EVENT_STORED, 1000, true, false, true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_custody_entry entry = EVID_CUSTODY_ENTRY_INIT;
		struct evid_error err = EVID_ERROR_INIT;
		struct evi_draft d = support_entry(support_set(), 'K', "",
		    rows[i].type, rows[i].at, "{}");

		entry.has_at = rows[i].stated;
		d.entry = &entry;
		d.event.of_exhibit = rows[i].of_exhibit;
		d.set->has_seal = true;
		d.set->sealed_at.seconds = 100000;
		assert_int_equal(evi_draft_sealed_before(&d, &err),
		    rows[i].good ? EVID_OK : EVID_ERR_ARGUMENT);
		if (!rows[i].good)
			assert_string_equal(err.message, "the time stated, "
			    "1970-01-01 00:16:40Z, lies before the bundle "
			    "was sealed, 1970-01-02 03:46:40Z");
		support_entry_drop(&d);
	}
}

static void
words_that_say_nothing_are_not_signed(void **state)
{
	static const struct {
		enum evi_event_type type;
		const char *details, *where;	/* NULL: they say something */
	} rows[] = {
		{ EVI_EVENT_ENDORSED, "{\"statement\":[{\"lang\":\"en\","
		    "\"text\":\"a\"},{\"lang\":\"fr\",\"text\":\" \\t\"}]}",
		    "details.statement" },
		{ EVI_EVENT_ENDORSED, "{\"statement\":[{\"lang\":\"en\"},"
		    "{\"lang\":\"fr\",\"text\":\"a\"}]}", NULL },
		{ EVI_EVENT_ENDORSED, "{\"statement\":[{\"text\":7}]}",
		    NULL },
		{ EVI_EVENT_ENDORSED, "{}", NULL },
		{ EVI_EVENT_STORED, "{\"statement\":[{\"text\":\" \"}]}",
		    NULL },
		{ EVI_EVENT_REFUSED, "{\"reason\":\"\\n\"}",
		    "details.reason" },
		{ EVI_EVENT_REFUSED, "{}", NULL },
		{ EVI_EVENT_ACKNOWLEDGED, "{\"by\":{\"name\":\"\"}}",
		    "details.by.name" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;
		struct evi_draft d = support_entry(support_set(), 'K', "",
		    rows[i].type, 1, rows[i].details);
		enum evid_status status = evi_draft_said(&d, &err);

		if (rows[i].where == NULL) {
			assert_int_equal(status, EVID_OK);
		} else {
			assert_int_equal(status, EVID_ERR_ARGUMENT);
			assert_non_null(strstr(err.message, rows[i].where));
		}
		support_entry_drop(&d);
	}
}

/* Where the condition asks, a value that leaves that out lets it go. */
static void
who_leaves_out_that_it_asks_is_told(void **state)
{
	static const struct {
		const char *value;
		bool told;
	} rows[] = {
		{ "{\"id\":\"A\",\"imposedBy\":\"KZ\"}", true },
		{ "{\"id\":\"A\",\"imposedBy\":\"KZ\","
		    "\"needsAcceptance\":false}", false },
		{ "{\"id\":\"A\",\"imposedBy\":\"VN\"}", false },
		{ "{\"id\":\"B\",\"imposedBy\":\"KZ\"}", false },
		{ "{\"id\":\"A\"}", false },
		{ "{\"imposedBy\":\"KZ\"}", false },
	};
	static const char sealed[] = "{\"conditions\":[{\"id\":\"A\","
	    "\"type\":\"report-use\",\"imposedBy\":\"KZ\","
	    "\"needsAcceptance\":true}]}";
	char details[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_custody *c = support_set();
		struct evi_draft d;

		c->has_seal = true;
		assert_int_equal(evi_json_parse(sealed, sizeof(sealed) - 1,
		    "conditions.json", &c->sealed_conditions, NULL), EVID_OK);
		assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
		(void)snprintf(details, sizeof(details), "{\"value\":%s}",
		    rows[i].value);
		d = support_entry(c, 'K', "", EVI_EVENT_CONDITION_CHANGED, 1,
		    details);
		assert_int_equal(evi_draft_left_out(&d, NULL), EVID_OK);
		if ((d.note != NULL) != rows[i].told)
			fail_msg("row %zu", i);
		if (rows[i].told)
			assert_non_null(strstr(d.note, "its value leaves "
			    "needsAcceptance out"));
		support_entry_drop(&d);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_handed_over_before_it_was_sealed),
		cmocka_unit_test(words_that_say_nothing_are_not_signed),
		cmocka_unit_test(who_leaves_out_that_it_asks_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
