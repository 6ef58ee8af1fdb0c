/* evidence/case.h: a case is begun, filled in, checked, answered and put into
 * a calendar, by a program that knows the public headers alone. */
#include "evidence/evidence.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <setjmp.h>

#include <cmocka.h>

#define DATA EVID_SOURCE "/libevidence/data/case/"

static struct evid_case *
begun(const char *kind, const char *instrument)
{
	struct evid_case *c = NULL;
	struct evid_error err = EVID_ERROR_INIT;

	if (evid_case_new(kind, instrument, &c, &err) != EVID_OK)
		fail_msg("%s", err.message);
	return c;
}

static void
has(const struct evid_case *c, const char *path, const char *value)
{
	char *text = NULL;

	assert_int_equal(evid_case_get(c, path, &text, NULL), EVID_OK);
	if (value == NULL)
		assert_null(text);
	else if (text == NULL || strcmp(text, value) != 0)
		fail_msg("%s is %s", path, text == NULL ? "not there" : text);
	free(text);
}

static void
a_case_is_begun_and_filled_in(void **state)
{
	struct evid_case *c = begun(DATA "kinds/mla-request.json",
	    DATA "instruments/UNCC.json");
	const char *path, *question;
	char *text = NULL;

	(void)state;
	has(c, "kind", "mla-request");
	has(c, "legalBasis[0].binding", "unknown");
	assert_int_equal(evid_case_question(c, 0, &path, &question), 1);
	assert_int_equal(evid_case_question(c, 100000, &path, &question), 0);
	assert_non_null(strstr(evid_case_origin(c), "mla-request, checked"));
	assert_int_equal(evid_case_set(c, "reference.own", "2026-014", NULL),
	    EVID_OK);
	has(c, "reference.own", "2026-014");
	has(c, "reference.none", NULL);
	assert_int_equal(evid_case_set(c, "kind.x", "1", NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(evid_case_set(c, "parties[9].state", "KZ", NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(evid_case_text(c, &text, NULL), EVID_OK);
	assert_non_null(strstr(text, "\"2026-014\""));
	assert_int_equal(text[strlen(text) - 1], '\n');
	free(text);
	evid_case_free(c);
	evid_case_free(NULL);
}

static void
a_file_that_is_none_begins_nothing(void **state)
{
	struct evid_case *c = (struct evid_case *)1;
	int sealed = 1;

	(void)state;
	assert_int_equal(evid_case_new(DATA "instruments/UNCC.json", NULL, &c,
	    NULL), EVID_ERR_FORMAT);
	assert_null(c);
	assert_int_equal(evid_case_new(DATA "kinds/none.json", NULL, &c,
	    NULL), EVID_ERR_NOT_FOUND);
	assert_int_equal(evid_case_read(EVID_SOURCE "/LICENSE", &c, &sealed,
	    NULL), EVID_ERR_FORMAT);
	assert_null(c);
	assert_int_equal(sealed, 0);
}

struct checked {
	unsigned int n, most;
	char first[64];
};

static int
note(void *context, const struct evid_finding *f)
{
	struct checked *checked = context;

	assert_string_equal(f->axis, "legal");
	if (checked->n++ == 0)
		(void)snprintf(checked->first, sizeof(checked->first), "%s",
		    f->path);
	return checked->n == checked->most;
}

static void
what_is_missing_is_told_until_told_to_stop(void **state)
{
	struct evid_case *c = begun(DATA "kinds/mla-request.json", NULL);
	struct evid_case_options o = EVID_CASE_OPTIONS_INIT;
	struct checked all = { 0, 0, "" }, one = { 0, 1, "" };
	int worst = 0;

	(void)state;
	o.now.seconds = 1793006043;
	assert_int_equal(evid_case_check(c, &o, note, &all, &worst, NULL),
	    EVID_OK);
	assert_int_equal(worst, 3);
	assert_true(all.n > 1);
	assert_int_equal(evid_case_check(c, &o, note, &one, &worst, NULL),
	    EVID_ERR_CANCELLED);
	assert_int_equal(one.n, 1);
	o.version = 0;
	assert_int_equal(evid_case_check(c, &o, note, &one, &worst, NULL),
	    EVID_ERR_ARGUMENT);
	evid_case_free(c);
}

static void
an_answer_points_at_its_request(void **state)
{
	struct evid_case *request = begun(DATA "kinds/mla-request.json", NULL),
	    *answer = NULL;

	(void)state;
	assert_string_equal(evid_case_reply_kind(request), "mla-answer");
	assert_int_equal(evid_case_reply(request,
	    DATA "kinds/mla-answer.json", NULL, &answer, NULL),
	    EVID_ERR_ARGUMENT);		/* which has no number yet */
	assert_int_equal(evid_case_set(request, "reference.own", "2026-014",
	    NULL), EVID_OK);
	assert_int_equal(evid_case_reply(request,
	    DATA "kinds/mla-answer.json", NULL, &answer, NULL), EVID_OK);
	has(answer, "kind", "mla-answer");
	has(answer, "inReplyTo[0].reference", "2026-014");
	evid_case_free(answer);
	evid_case_free(request);
}

static int
first_clock(void *context, const struct evid_clock *clock)
{
	(void)snprintf(context, 64, "%s %s %s", clock->what, clock->state,
	    clock->ends);
	return 0;
}

static void
a_clock_is_told_and_goes_into_a_calendar(void **state)
{
	struct evid_case *c = begun(DATA "kinds/preservation-request.json",
	    NULL);
	struct evid_case_options o = EVID_CASE_OPTIONS_INIT;
	char told[64] = "", *text = NULL;

	(void)state;
	o.now.seconds = 1793006043;	/* in October 2026 */
	assert_int_equal(evid_case_set(c, "preservation",
	    "[{\"ends\":\"2026-12-25T00:00:00+07:00\"}]", NULL), EVID_OK);
	assert_int_equal(evid_case_clocks(c, &o, first_clock, told, NULL),
	    EVID_OK);
	assert_string_equal(told,
	    "preservation running 2026-12-25T00:00:00+07:00");
	assert_int_equal(evid_case_ics(c, &o, 86400, &text, NULL), EVID_OK);
	assert_non_null(strstr(text, "BEGIN:VCALENDAR\r\n"));
	assert_non_null(strstr(text, "20261224T170000Z"));
	assert_non_null(strstr(text, "BEGIN:VALARM\r\n"));
	free(text);
	assert_int_equal(evid_case_ics(c, &o, 0, &text, NULL), EVID_OK);
	assert_null(strstr(text, "VALARM"));
	free(text);
	evid_case_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_is_begun_and_filled_in),
		cmocka_unit_test(a_file_that_is_none_begins_nothing),
		cmocka_unit_test(what_is_missing_is_told_until_told_to_stop),
		cmocka_unit_test(an_answer_points_at_its_request),
		cmocka_unit_test(a_clock_is_told_and_goes_into_a_calendar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
