/* bundle/view/form_*.c: what a row of the form says of an event, and the head
 * of the case that is sealed. */
#include "support_case.h"
#include "support_custody.h"

#include "bundle/view/form.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define OVER EVI_EVENT_HANDED_OVER
#define RECEIVED EVI_EVENT_RECEIVED

/* what event @name of a set, with these details, says of its type; freed by
 * the next call, with the set */
static const char *
said(struct evid_custody *c, char name, const char *details)
{
	static struct evi_buf out;
	const struct evi_form form = { .c = c };
	struct evi_event full = { .details = support_json(details) };
	const char *label, *value;
	struct evi_form_row row;
	size_t place = 0;

	memset(&row, 0, sizeof(row));
	full.type = (enum evi_event_type)support_event(c, name)->type;
	evi_form_type(&form, evi_custody_find(c, support_digest(name)), &full,
	    &row);
	evi_buf_free(&out);
	while (evi_form_line(&row.cells[EVI_FORM_WHAT], &place, &label,
	    &value)) {
		evi_buf_add_format(&out, "%s", label);
		evi_buf_add_format(&out, "%s\n", value);
	}
	evi_form_row_free(&row);
	evi_event_free(&full);
	evid_custody_free(c);
	return evi_buf_text(&out);
}

static void
changes_of_conditions_are_named_up_to_so_many(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', OVER, 1, 0, .answers = NULL, .ref = 'L' },
	};
	struct evi_buf details = EVI_BUF_INIT;
	const char *text;
	size_t i;

	(void)state;
	evi_buf_add_text(&details, "{'conditions':{'sealed':'");
	for (i = 0; i < 64; i++)
		evi_buf_add_text(&details, "7");
	evi_buf_add_text(&details, "','changes':[");
	for (i = 0; i < 66; i++)
		evi_buf_add_format(&details, "%s'%064zx'", i == 0 ? "" : ",",
		    i);
	evi_buf_add_text(&details, "]}}");
	text = said(SUPPORT_JUDGED(rows), 'A', evi_buf_text(&details));
	assert_non_null(strstr(text, "conditions: as sealed, sha256 7777"));
	assert_non_null(strstr(text, "000000003f, which is not in this "
	    "log\n"));
	assert_null(strstr(text, "0000000040,"));
	assert_non_null(strstr(text, "and by 2 more events\n"));
	evi_buf_free(&details);
	assert_null(strstr(said(SUPPORT_JUDGED(rows), 'A', "{'conditions':{"
	    "'sealed':null,'changes':[]}}"), "conditions"));
	assert_string_equal(said(SUPPORT_JUDGED(rows), 'A', "{'conditions':{"
	    "'sealed':null,'changes':7}}"), "");
}

static void
what_is_no_key_is_not_shown_as_one(void **state)
{
	static const struct said next[] = {
		{ 'A', 'K', EVI_EVENT_KEY_SUCCEEDED, 1, 0, .answers = NULL,
		    .ref = 'L' },
	};
	static const struct said stolen[] = {
		{ 'A', 'K', EVI_EVENT_KEY_COMPROMISED, 1, 0, .answers = NULL,
		    .ref = 'L' },
	};
	struct evi_buf details = EVI_BUF_INIT;

	(void)state;
	assert_int_equal(strncmp(said(SUPPORT_JUDGED(next), 'A',
	    "{'newKey':'AAAA'}"), "the next key: ", 14), 0);
	assert_string_equal(said(SUPPORT_JUDGED(next), 'A', "{'newKey':''}"),
	    "");
	evi_buf_add_text(&details, "{'keyid':'");
	evi_buf_add_hex(&details, support_digest('L'), EVI_SHA256_LEN);
	evi_buf_add_text(&details, "'}");
	assert_int_equal(strncmp(said(SUPPORT_JUDGED(stolen), 'A',
	    evi_buf_text(&details)), "the key: ", 9), 0);
	assert_string_equal(said(SUPPORT_JUDGED(stolen), 'A', "{}"), "");
	evi_buf_free(&details);
}

static void
the_receivers_own_verdict_stands_there(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', RECEIVED, 1, 0, .answers = NULL },
	};

	(void)state;
	assert_string_equal(said(SUPPORT_JUDGED(rows), 'A', "{'verdict':{"
	    "'status':'verified','exitStatus':0,'policySha256':null,"
	    "'tool':{'name':'libevidence','version':'1'}}}"),
	    "the receiver's own verdict: exit status 0, verified, by "
	    "\"libevidence\" \"1\"\n");
	assert_string_equal(said(SUPPORT_JUDGED(rows), 'A', "{'verdict':{"
	    "'status':'all good','exitStatus':0,'policySha256':'ab12',"
	    "'tool':{'name':'x','version':'1'}}}"),
	    "the receiver's own verdict: exit status 0, \"all good\", policy "
	    "sha256 ab12, by \"x\" \"1\"\n");
	assert_string_equal(said(SUPPORT_JUDGED(rows), 'A',
	    "{'verdict':null}"), "");
}

/* What is not accepted is hidden by no number of others. */
static void
answers_that_are_not_accepted_come_first(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', RECEIVED, 1, 0, .answers = NULL },
	};
	struct evi_buf details = EVI_BUF_INIT;
	const char *text, *last;
	size_t i;

	(void)state;
	evi_buf_add_text(&details, "{'conditions':[");
	for (i = 0; i < 300; i++)
		evi_buf_add_format(&details, "{'id':'C-%zu','answer':"
		    "'accepted'},", i);
	evi_buf_add_text(&details, "{'id':'R','answer':'with-reservation',"
	    "'text':'but'},{'id':'N','answer':'no'}]}");
	text = said(SUPPORT_JUDGED(rows), 'A', evi_buf_text(&details));
	assert_int_equal(strncmp(text, "condition accepted WITH A "
	    "RESERVATION: \"R\": \"but\"\ncondition NOT ACCEPTED: \"N\"\n"
	    "condition accepted: \"C-0\"\n", 88), 0);
	last = strstr(text, "\"C-253\"\n");
	assert_non_null(last);
	assert_string_equal(last, "\"C-253\"\nand 46 more conditions\n");
	evi_buf_free(&details);
}

/* @n hand-overs of files F, and from then on of @other, answered by one */
static const char *
compared(size_t n, const char *other, size_t n_others)
{
	struct evid_custody *c = support_set();
	char names[100] = "Zzy", of[2] = "F";
	struct said said_one = { .key = 'K', .type = OVER, .ref = 'L' };
	size_t i;

	/* an event that is missing, and two that are no hand-overs */
	said_one.name = said_one.branch = 'z';
	said_one.type = EVI_EVENT_STORED;
	support_say(c, &said_one);
	said_one.name = said_one.branch = 'y';
	said_one.type = RECEIVED;
	said_one.facts = "F";
	support_say(c, &said_one);
	said_one.type = OVER;
	for (i = 0; i < n + n_others; i++) {
		said_one.name = (char)(i + 1 < 'Z' ? i + 1 : i + 40);
		said_one.branch = said_one.name;
		of[0] = i < n ? 'F' : *other;
		said_one.facts = of;
		support_say(c, &said_one);
		names[i + 3] = said_one.name;
	}
	said_one = (struct said){ .name = '{', .key = 'L', .type = RECEIVED,
		.at = 9, .answers = names, .facts = "F",
		.value = EVI_VALUE_ACCEPTED };
	support_say(c, &said_one);
	assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
	return said(c, '{', "{}");
}

static void
files_are_held_against_each_hand_over_that_is_answered(void **state)
{
	const char *text;

	(void)state;
	text = compared(1, "G", 1);
	assert_non_null(strstr(text, "the files are those of row "));
	assert_non_null(strstr(text, "OTHER FILES than those of row "));
	assert_null(strstr(text, "more rows that it answers"));
	text = compared(66, "G", 0);
	assert_non_null(strstr(text, "\nof 2 more rows that it answers the "
	    "files are these in 2\n"));
	text = compared(66, "G", 1);
	assert_non_null(strstr(text, "OTHER FILES"));
	assert_non_null(strstr(text, " more rows that it answers"));
}

/* the head of a sealed case, with that exhibit */
static const char *
exhibit(const char *json)
{
	static struct evid_custody *c;
	static struct evi_view v;
	struct evi_form form = { 0 };
	struct evi_buf text = EVI_BUF_INIT;

	evid_custody_free(c);
	evi_buf_free(&v.text);
	c = support_set();
	v.c = form.c = c;
	evi_buf_add_format(&text, "{'exhibits':[%s]}", json);
	form.sealed_case = support_json(evi_buf_text(&text));
	assert_int_equal(evi_form_case_exhibits(&v, &form, false, NULL),
	    EVID_OK);
	evi_json_free(form.sealed_case);
	evi_buf_free(&text);
	return evi_buf_text(&v.text);
}

static void
what_an_exhibit_is_stands_as_it_is_stated(void **state)
{
	struct evi_buf json = EVI_BUF_INIT;
	const char *text;
	size_t i;

	(void)state;
	text = exhibit("{'id':'E-1','quantity':3,'kind':{'odd':true},"
	    "'description':{'lang':'en','text':'a phone'},"
	    "'seizure':{'at':'2026-10-26','by':{'name':'A','unit':''}}}");
	assert_non_null(strstr(text, "quantity: \"3\"\n"));
	assert_non_null(strstr(text, "kind: \"{"));
	assert_non_null(strstr(text, "odd"));
	assert_non_null(strstr(text, "description: \"a phone\", in language "
	    "\"en\"\n"));
	assert_non_null(strstr(text, "at 2026-10-26\n"));
	assert_non_null(strstr(text, "\"A\"\n"));
	assert_null(strstr(text, "\"A\","));
	assert_null(strstr(text, "not shown here"));
	evi_buf_add_text(&json, "{'paths':['p-0'");
	for (i = 1; i < 67; i++)
		evi_buf_add_format(&json, ",'p-%zu'", i);
	evi_buf_add_text(&json, "]}");
	text = exhibit(evi_buf_text(&json));
	assert_non_null(strstr(text, "\"p-63\"\n"));
	assert_null(strstr(text, "\"p-64\""));
	assert_non_null(strstr(text, "and 3 more, of "));
	assert_non_null(strstr(text, "not shown here: evid-inspect --json "
	    "has them\n"));
	evi_buf_free(&json);
}

static void
why_no_case_is_shown_is_said(void **state)
{
	static const struct {
		bool has_seal;
		enum evi_custody_case has_case;
		const char *text, *wanted;
	} rows[] = {
		{ true, EVI_CUSTODY_CASE_NONE, "", "none is in the bundle\n" },
		{ true, EVI_CUSTODY_CASE_OTHER, "", "it is not what was "
		    "sealed, and is not shown\n" },
		{ true, EVI_CUSTODY_CASE_SEALED, "no JSON",
		    "it cannot be read\n" },
		{ true, EVI_CUSTODY_CASE_SEALED, "{}",
		    "the sealed case states none\n" },
		{ true, EVI_CUSTODY_CASE_SEALED,
		    "{\"reference\":{\"own\":[\"1/26\",\"2/26\"]}}",
		    "\"1/26\"; \"2/26\"; as stated by who sealed it\n" },
		{ false, EVI_CUSTODY_CASE_NONE, "", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_custody *c = support_set();
		struct evi_form form = { .c = c };
		struct evi_view v = { .c = c };
		size_t len = strlen(rows[i].wanted);

		c->has_seal = rows[i].has_seal;
		c->has_case = rows[i].has_case;
		evi_buf_add_text(&c->case_text, rows[i].text);
		assert_int_equal(evi_form_case_read(&form, NULL), EVID_OK);
		evi_form_case_head(&v, &form, false);
		if (v.text.len < len || (len == 0 && v.text.len > 0) ||
		    strcmp(evi_buf_text(&v.text) + v.text.len - len,
		    rows[i].wanted) != 0)
			fail_msg("row %zu: %s", i, evi_buf_text(&v.text));
		evi_json_free(form.sealed_case);
		evi_buf_free(&v.text);
		evid_custody_free(c);
	}
}

static void
a_row_that_says_nothing_has_its_number(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;
	struct evi_form_row row;

	(void)state;
	memset(&row, 0, sizeof(row));
	evi_form_text_row(&out, &row, 7);
	assert_string_equal(evi_buf_text(&out), "\n  7  \n");
	evi_buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    changes_of_conditions_are_named_up_to_so_many),
		cmocka_unit_test(what_is_no_key_is_not_shown_as_one),
		cmocka_unit_test(the_receivers_own_verdict_stands_there),
		cmocka_unit_test(answers_that_are_not_accepted_come_first),
		cmocka_unit_test(
		    files_are_held_against_each_hand_over_that_is_answered),
		cmocka_unit_test(what_an_exhibit_is_stands_as_it_is_stated),
		cmocka_unit_test(why_no_case_is_shown_is_said),
		cmocka_unit_test(a_row_that_says_nothing_has_its_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
