/* record/case_clock.c, case_length.c, case_ics.c: what runs out when. */
#include "support_case.h"

#include "record/case_clock.h"

#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HEAD "'schema':'urn:libevidence:case:1',"

static const struct evi_instant now = { 1792800000, 0 };	/* 2026-10-24 */

static void
days_and_months_are_counted_on_the_same_clock(void **state)
{
	static const struct {
		const char *from;
		unsigned int months, days;
		const char *to;
	} rows[] = {
		{ "2026-10-26T14:14:03+05:00", 0, 0,
		    "2026-10-26T14:14:03+05:00" },
		{ "2026-10-26T14:14:03+05:00", 0, 60,
		    "2026-12-25T14:14:03+05:00" },
		{ "2026-01-31T00:00:00Z", 0, 1, "2026-02-01T00:00:00Z" },
		{ "2026-01-31T00:00:00Z", 1, 0, "2026-02-28T00:00:00Z" },
		{ "2028-01-31T00:00:00Z", 1, 0, "2028-02-29T00:00:00Z" },
		{ "2028-02-29T23:59:59-11:30", 12, 0,
		    "2029-02-28T23:59:59-11:30" },
		{ "2027-12-02T00:00:00Z", 0, 90, "2028-03-01T00:00:00Z" },
		{ "2026-12-02T00:00:00Z", 0, 90, "2027-03-02T00:00:00Z" },
		{ "2100-02-28T12:00:00Z", 0, 1, "2100-03-01T12:00:00Z" },
		{ "2000-02-28T12:00:00Z", 0, 1, "2000-02-29T12:00:00Z" },
		{ "2026-08-31T10:00:00.5+03:00", 1, 1,
		    "2026-10-01T10:00:00+03:00" },
		{ "2026-11-30T10:00:00z", 3, 0, "2027-02-28T10:00:00Z" },
		{ "2026-12-31T10:00:00Z", 0, 366, "2028-01-01T10:00:00Z" },
		{ "9999-12-31T10:00:00Z", 0, 1, NULL },
		{ "2026-10-26", 0, 1, NULL },
		{ "2026-10-26T14:14:03", 0, 1, NULL },
	};
	char out[EVI_LATER_CAP];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool good = evi_time_later(rows[i].from, rows[i].months,
		    rows[i].days, out);

		assert_int_equal(good, rows[i].to != NULL);
		if (good)
			assert_string_equal(out, rows[i].to);
	}
	assert_false(evi_time_later("2026-01-01T00:00:00Z", 999999, 0, out));
	assert_false(evi_time_later("2026-01-01T00:00:00Z", 0, 9999999, out));
}

static void
gather(const char *text, struct evi_clocks *out)
{
	struct evi_json *json = support_json(text);

	memset(out, 0, sizeof(*out));
	assert_int_equal(evi_clocks_of(json, NULL, now, NULL, 0, out, NULL),
	    EVID_OK);
	evi_json_free(json);
}

static void
clocks_come_in_the_order_of_their_ends(void **state)
{
	static const char *const paths[] = { "orders[0].validUntil",
		"urgency.answerBy", "facts.mlaDue", "preservation[0].ends",
		"confidential.until", "personalData.retention.reviewOn",
		"conditions[0].until", "preservation[1].ends" };
	struct evi_clocks clocks;

	(void)state;
	gather("{" HEAD "'preservation':[{'ends':'2026-12-25T00:00:00+05:00'},"
	    "{'ends':''}],'orders':[{'validUntil':'2026-10-23'}],"
	    "'urgency':{'level':'urgent','answerBy':"
	    "'2026-10-26T00:00:00Z'},'facts':{'mlaDue':'2026-12-01'},"
	    "'confidential':{'until':'2027-01-01'},'personalData':{'present':"
	    "'no','retention':{'reviewOn':'2027-02-01'}},'conditions':[{'id':"
	    "'C','type':'delete-after','text':[],'imposedBy':'KZ',"
	    "'appliesTo':[],'until':'2027-03-01'}]}", &clocks);
	assert_int_equal(clocks.n, 8);
	for (size_t i = 0; i < clocks.n; i++)
		assert_string_equal(clocks.items[i].path, paths[i]);
	assert_int_equal(clocks.items[0].state, EVI_CLOCK_ENDED);
	assert_true(clocks.items[0].day);
	assert_int_equal(clocks.items[1].state, EVI_CLOCK_RUNNING);
	assert_int_equal(clocks.items[7].state, EVI_CLOCK_OPEN);
	evi_clocks_free(&clocks);
}

static void
a_day_ends_with_its_last_second(void **state)
{
	struct evi_clocks clocks;

	(void)state;
	gather("{" HEAD "'orders':[{'validUntil':'2026-10-24'}]}", &clocks);
	assert_int_equal(clocks.items[0].state, EVI_CLOCK_RUNNING);
	assert_int_equal(clocks.items[0].end.seconds % 86400, 86399);
	evi_clocks_free(&clocks);
}

static void
the_last_renewal_counts(void **state)
{
	struct evi_clocks clocks;

	(void)state;
	gather("{" HEAD "'preservation':[{'ends':'2026-10-01T00:00:00Z',"
	    "'renewals':[{'ends':'2026-12-01T00:00:00Z'},{'ends':"
	    "'2026-11-01T00:00:00Z'},{'ends':'no time'}]}]}", &clocks);
	assert_string_equal(clocks.items[0].path,
	    "preservation[0].renewals[0].ends");
	assert_int_equal(clocks.items[0].state, EVI_CLOCK_RUNNING);
	evi_clocks_free(&clocks);
}

static void
what_was_released_or_waits_for_assistance_does_not_end(void **state)
{
	struct evi_clocks clocks;

	(void)state;
	gather("{" HEAD "'preservation':[{'ends':'2026-10-01T00:00:00Z',"
	    "'status':'released'},{'ends':'2026-10-02T00:00:00Z','rule':"
	    "'minimum','mlaReceived':'2026-09-01'},{'ends':"
	    "'2026-10-03T00:00:00Z','rule':'maximum','mlaReceived':"
	    "'2026-09-01'}]}", &clocks);
	assert_int_equal(clocks.items[0].state, EVI_CLOCK_STOPPED);
	assert_int_equal(clocks.items[1].state, EVI_CLOCK_HELD);
	assert_int_equal(clocks.items[2].state, EVI_CLOCK_ENDED);
	evi_clocks_free(&clocks);
}

/* A receipt holds it alone that is there, and came before its end. */
static void
a_receipt_holds_what_had_not_ended(void **state)
{
	static const struct {
		const char *received, *end;
		enum evi_clock_state state;
	} rows[] = {
		{ "2026-10-01", "2026-10-02T00:00:00Z", EVI_CLOCK_HELD },
		{ "2026-10-02", "2026-10-02T12:00:00Z", EVI_CLOCK_ENDED },
		{ "2026-10-02", "2026-10-02", EVI_CLOCK_HELD },
		{ "2026-10-03", "2026-10-02", EVI_CLOCK_ENDED },
		/* the same calendar, hours from UTC */
		{ "2026-10-01", "2026-10-02T00:00:00+07:00", EVI_CLOCK_HELD },
		{ "2026-10-02T00:59:59+01:00", "2026-10-02T00:00:00Z",
		    EVI_CLOCK_HELD },
		{ "2026-10-02T00:00:00Z", "2026-10-02T00:00:00Z",
		    EVI_CLOCK_ENDED },
		/* to come, as of the instant */
		{ "9999-12-31", "9999-12-31", EVI_CLOCK_RUNNING },
		{ "2026-13-01", "2026-10-02", EVI_CLOCK_ENDED },
		{ "not yet", "2026-10-02", EVI_CLOCK_ENDED },
		{ "2026-10-01", "soon", EVI_CLOCK_OPEN },
		{ "2026-10-01", "", EVI_CLOCK_HELD },
	};
	struct evi_clocks clocks;
	char text[300];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(text, sizeof(text), "{" HEAD
		    "'preservation':[{'ends':'%s','rule':'minimum',"
		    "'mlaReceived':'%s'}]}", rows[i].end, rows[i].received);
		gather(text, &clocks);
		assert_int_equal(clocks.items[0].state, rows[i].state);
		evi_clocks_free(&clocks);
	}
}

static void
a_receipt_that_is_no_day_is_there_to_be_told(void **state)
{
	struct evi_clocks clocks;

	(void)state;
	gather("{" HEAD "'preservation':[{'ends':'2026-10-01','rule':"
	    "'minimum','mlaReceived':'2026-02-30'},{'ends':'2026-10-01',"
	    "'status':'released','rule':'minimum','mlaReceived':'x'}]}",
	    &clocks);
	assert_int_equal(clocks.n, 3);
	assert_string_equal(clocks.items[2].what, "assistance-received");
	assert_string_equal(clocks.items[2].path,
	    "preservation[0].mlaReceived");
	assert_string_equal(clocks.items[2].end_text, "2026-02-30");
	assert_int_equal(clocks.items[2].state, EVI_CLOCK_OPEN);
	evi_clocks_free(&clocks);
}

static void
its_own_days_give_a_suggestion(void **state)
{
	struct evi_clocks clocks;

	(void)state;
	gather("{" HEAD "'preservation':[{'ends':'','days':90,'startsAt':"
	    "'effect','effected':'2026-10-01T12:00:00+07:00'}]}", &clocks);
	assert_true(clocks.items[0].suggested);
	assert_string_equal(clocks.items[0].end_text,
	    "2026-12-30T12:00:00+07:00");
	evi_clocks_free(&clocks);
	gather("{" HEAD "'preservation':[{'ends':'2027-01-01T00:00:00Z',"
	    "'days':90,'startsAt':'effect','effected':"
	    "'2026-10-01T12:00:00+07:00'}]}", &clocks);
	assert_false(clocks.items[0].suggested);
	evi_clocks_free(&clocks);
}

/* a case of one preservation, which begins as @starts says */
static void
suggest(const char *starts, const char *orders, struct evi_json *lengths,
    struct evi_clocks *out)
{
	char text[600];
	struct evi_json *json;

	snprintf(text, sizeof(text), "{" HEAD "'kind':'preservation-request',"
	    "'orders':[%s],'legalBasis':[{'instrument':'UNCC'}],"
	    "'preservation':[{'ends':'',%s'requested':'2026-10-01T00:00:00Z',"
	    "'received':'2026-10-02T00:00:00Z','effected':"
	    "'2026-10-03T00:00:00Z'}]}", orders, starts);
	json = support_json(text);
	memset(out, 0, sizeof(*out));
	assert_int_equal(evi_clocks_of(json, NULL, now, &lengths,
	    lengths == NULL ? 0 : 1, out, NULL), EVID_OK);
	evi_json_free(json);
}

/* the same by a file of lengths: of a clock of @what, and @more about it and
 * about the file */
static void
suggest_by(const char *what, const char *more, const char *of_file,
    struct evi_clocks *out)
{
	char text[400];
	struct evi_json *lengths;

	snprintf(text, sizeof(text), "{'instrument':'UNCC','clocks':[{%s,"
	    "'days':60,'startsAt':'receipt'%s}]%s}", what, more, of_file);
	lengths = support_json(text);
	suggest("", "", lengths, out);
	evi_json_free(lengths);
}

#define OF_PRESERVATION \
	"'clock':'preservation','kinds':['preservation-request']"

static void
a_suggested_end_is_counted_from_where_the_clock_begins(void **state)
{
	static const struct {
		const char *starts, *orders, *want;
	} rows[] = {
		{ "request", "", "2026-10-11T00:00:00Z" },
		{ "receipt", "", "2026-10-12T00:00:00Z" },
		{ "effect", "", "2026-10-13T00:00:00Z" },
		{ "order", "{'issued':'2026-10-04T00:00:00Z'}",
		    "2026-10-14T00:00:00Z" },
		{ "order", "{'number':'17'}", NULL },
		{ "order", "", NULL },
		{ "assistance", "", NULL },
	};
	struct evi_clocks clocks;
	char starts[60];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(starts, sizeof(starts), "'days':10,'startsAt':'%s',",
		    rows[i].starts);
		suggest(starts, rows[i].orders, NULL, &clocks);
		assert_int_equal(clocks.n, 1);
		assert_int_equal(clocks.items[0].suggested,
		    rows[i].want != NULL);
		if (rows[i].want != NULL)
			assert_string_equal(clocks.items[0].end_text,
			    rows[i].want);
		evi_clocks_free(&clocks);
	}
}

/* Days alone do not say from when. */
static void
days_that_begin_nowhere_give_no_suggestion(void **state)
{
	struct evi_clocks clocks;

	(void)state;
	suggest("'days':10,", "", NULL, &clocks);
	assert_int_equal(clocks.n, 1);
	assert_false(clocks.items[0].suggested);
	evi_clocks_free(&clocks);
}

/* What a file of lengths says of where it has them from; at least that. */
static void
a_suggestion_says_where_it_is_from(void **state)
{
	static const struct {
		const char *clock, *file, *want;
	} rows[] = {
		{ ",'source':'article 42'", ",'source':'the treaty'",
		    "article 42" },
		{ "", ",'source':'the treaty'", "the treaty" },
		{ "", "", "a file of clock lengths" },
	};
	struct evi_clocks clocks;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		suggest_by(OF_PRESERVATION, rows[i].clock, rows[i].file,
		    &clocks);
		assert_string_equal(clocks.items[0].end_text,
		    "2026-12-01T00:00:00Z");
		assert_string_equal(clocks.items[0].source, rows[i].want);
		evi_clocks_free(&clocks);
	}
}

/* Eight of its items are named; what is no text among them names nothing. */
static void
a_clock_names_the_items_that_it_is_of(void **state)
{
	struct evi_clocks clocks;

	(void)state;
	gather("{" HEAD "'preservation':[{'ends':'2026-12-25','items':[7,"
	    "'A','B']},{'ends':'2026-12-26','custodian':'K','items':['1',"
	    "'2','3','4','5','6','7','8','9','10']},{'ends':'2026-12-27'}]}",
	    &clocks);
	assert_string_equal(clocks.items[0].about,
	    "preservation 1 of item \"A\", \"B\"");
	assert_string_equal(clocks.items[1].about, "preservation 2 of item \"1\","
	    " \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\" and 2 more with \"K\"");
	assert_string_equal(clocks.items[2].about, "preservation 3");
	evi_clocks_free(&clocks);
}

/* Of a signer whose State nobody knows, none is told. */
static void
a_word_moves_a_clock_and_says_by_whom(void **state)
{
	static const char *const states[] = { "KZ", "" };
	static const char *const want[] = {
		"preservation 1, extended by KZ with event 0101010101010101",
		"preservation 1, extended with event 0101010101010101",
	};
	struct evi_json *json = support_json("{" HEAD "'preservation':[{"
	    "'ends':'2026-11-01T00:00:00Z'}]}");
	struct evi_json *details = support_json(
	    "{'ends':'2026-12-01T00:00:00Z'}");

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct evi_preservation_word word = { .state = states[i],
			.details = details, .at = { now.seconds - 1, 0 } };
		struct evi_conditions none = { 0 };
		struct evi_clocks_log log = { &none, &word, 1 };
		struct evi_clocks clocks = { 0 };

		memset(word.digest, 1, sizeof(word.digest));
		evi_preservation_begin(&log, now);
		assert_int_equal(evi_clocks_of(json, &log, now, NULL, 0,
		    &clocks, NULL), EVID_OK);
		assert_int_equal(clocks.n, 1);
		assert_string_equal(clocks.items[0].end_text,
		    "2026-12-01T00:00:00Z");
		assert_string_equal(clocks.items[0].about, want[i]);
		assert_null(evi_preservation_unmoved(&word));
		evi_clocks_free(&clocks);
	}
	evi_json_free(details);
	evi_json_free(json);
}

/* A file of lengths may have clocks of other things, and of other kinds. */
static void
a_length_of_something_else_gives_no_suggestion(void **state)
{
	static const struct {
		const char *clock;
		bool suggested;
	} rows[] = {
		{ OF_PRESERVATION, true },
		{ "'clock':'preservation','kinds':['mla-request']", false },
		{ "'clock':'assistance','kinds':['preservation-request']",
		    false },
	};
	struct evi_clocks clocks;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		suggest_by(rows[i].clock, "", "", &clocks);
		assert_int_equal(clocks.items[0].suggested,
		    rows[i].suggested);
		evi_clocks_free(&clocks);
	}
}

/* No line is over 75 bytes, none is cut within a character. */
static void
a_calendar_is_folded_and_escaped(void **state)
{
	struct evi_buf out = EVI_BUF_INIT, again = EVI_BUF_INIT;
	struct evi_clocks clocks;
	const char *p, *end;

	(void)state;
	gather("{" HEAD "'preservation':[{'ends':'2026-12-25T01:02:03+05:00',"
	    "'custodian':'Поставщик; услуг, связи\\\\ — очень длинное имя 中文"
	    "名称 اسم طويل'}]}", &clocks);
	assert_int_equal(evi_clocks_ics(&clocks, "2026,014",
	    "2026,014", now, 86400, &out, NULL), EVID_OK);
	for (p = evi_buf_text(&out); *p != '\0'; p = end + 2) {
		end = strstr(p, "\r\n");
		assert_non_null(end);
		assert_true(end - p <= 75);
		assert_int_not_equal((unsigned char)*p & 0xc0, 0x80);
		assert_null(memchr(p, '\n', (size_t)(end - p)));
	}
	assert_non_null(strstr(evi_buf_text(&out),
	    "DTSTART:20261224T200203Z\r\n"));
	assert_non_null(strstr(evi_buf_text(&out), "SUMMARY:2026\\,014"));
	assert_non_null(strstr(evi_buf_text(&out), "TRIGGER:-P1D\r\n"));
	assert_non_null(strstr(evi_buf_text(&out), "\r\nUID:"));
	assert_int_equal(evi_clocks_ics(&clocks, "2026,014",
	    "2026,014", now, 3600, &again, NULL), EVID_OK);
	assert_non_null(strstr(evi_buf_text(&again), "TRIGGER:-PT3600S\r\n"));
	evi_buf_free(&again);
	assert_int_equal(evi_clocks_ics(&clocks, "2026,014",
	    "2026,014", now, 86400, &again, NULL), EVID_OK);
	assert_string_equal(evi_buf_text(&out), evi_buf_text(&again));
	evi_buf_free(&out);
	evi_buf_free(&again);
	evi_clocks_free(&clocks);
}

/* What would move a terminal, or turn a line round, is shown for what it is. */
static void
a_calendar_is_safe_to_look_at(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;
	struct evi_clocks clocks;

	(void)state;
	gather("{" HEAD "'preservation':[{'ends':'2026-12-25'}]}", &clocks);
	assert_int_equal(evi_clocks_ics(&clocks, "whole",
	    "a\nb\x1b[c\xe2\x80\xae,d", now, 0, &out, NULL), EVID_OK);
	assert_non_null(strstr(evi_buf_text(&out),
	    "SUMMARY:a\\nb\\\\u{001B}[c\\\\u{202E}\\,d"));
	evi_buf_free(&out);
	evi_clocks_free(&clocks);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    days_and_months_are_counted_on_the_same_clock),
		cmocka_unit_test(clocks_come_in_the_order_of_their_ends),
		cmocka_unit_test(a_day_ends_with_its_last_second),
		cmocka_unit_test(the_last_renewal_counts),
		cmocka_unit_test(
		    what_was_released_or_waits_for_assistance_does_not_end),
		cmocka_unit_test(a_receipt_holds_what_had_not_ended),
		cmocka_unit_test(a_receipt_that_is_no_day_is_there_to_be_told),
		cmocka_unit_test(its_own_days_give_a_suggestion),
		cmocka_unit_test(
		    a_suggested_end_is_counted_from_where_the_clock_begins),
		cmocka_unit_test(days_that_begin_nowhere_give_no_suggestion),
		cmocka_unit_test(a_suggestion_says_where_it_is_from),
		cmocka_unit_test(a_word_moves_a_clock_and_says_by_whom),
		cmocka_unit_test(a_clock_names_the_items_that_it_is_of),
		cmocka_unit_test(
		    a_length_of_something_else_gives_no_suggestion),
		cmocka_unit_test(a_calendar_is_folded_and_escaped),
		cmocka_unit_test(a_calendar_is_safe_to_look_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
