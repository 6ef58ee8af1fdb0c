/* evidence/case.h: a case is begun, filled in, checked, answered and put into
 * a calendar, by a program that knows the public headers alone. */
#define _XOPEN_SOURCE 700	/* nftw */
#include "support_bundle.h"

#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
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

static int
stop_clock(void *context, const struct evid_clock *clock)
{
	(void)clock;
	return ++*(int *)context;
}

static void
clocks_are_told_until_told_to_stop(void **state)
{
	struct evid_case *c = begun(DATA "kinds/preservation-request.json",
	    NULL);
	struct evid_case_options o = EVID_CASE_OPTIONS_INIT;
	int n = 0;

	(void)state;
	o.now.seconds = 1793006043;
	assert_int_equal(evid_case_set(c, "preservation",
	    "[{\"ends\":\"2026-12-25\"},{\"ends\":\"2027-12-25\"}]", NULL),
	    EVID_OK);
	assert_int_equal(evid_case_clocks(c, &o, stop_clock, &n, NULL),
	    EVID_ERR_CANCELLED);
	assert_int_equal(n, 1);
	evid_case_free(c);
}

static const char *
in(const struct test_bundle *b, const char *name, char out[128])
{
	(void)snprintf(out, 128, "%s/%s", b->folder, name);
	return out;
}

/* What was begun here has no file to be named, and what was read no origin. */
static void
of_a_case_of_bad_form_no_clock_is_told(void **state)
{
	struct evid_case *c = begun(DATA "kinds/preservation-request.json",
	    NULL);
	struct evid_case_options o = EVID_CASE_OPTIONS_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	char path[128], *text = NULL, *stated;
	int n = 0, sealed = 1;
	FILE *f = fopen(in(*state, "bad.json", path), "wb");

	o.now.seconds = 1793006043;
	assert_int_equal(evid_case_set(c, "preservation", "[7]", NULL),
	    EVID_OK);
	assert_int_equal(evid_case_clocks(c, &o, stop_clock, &n, &err),
	    EVID_ERR_FORMAT);
	assert_int_equal(strncmp(err.message, "preservation[0]: ", 17), 0);
	stated = strdup(err.message);
	assert_int_equal(evid_case_text(c, &text, NULL), EVID_OK);
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	fclose(f);
	free(text);
	evid_case_free(c);
	err = (struct evid_error)EVID_ERROR_INIT;
	assert_int_equal(evid_case_read(path, &c, &sealed, &err), EVID_OK);
	assert_int_equal(sealed, 0);
	assert_string_equal(evid_case_origin(c), "");
	assert_int_equal(evid_case_clocks(c, &o, stop_clock, &n, &err),
	    EVID_ERR_FORMAT);
	assert_int_equal(strncmp(err.message, path, strlen(path)), 0);
	assert_int_equal(strncmp(err.message + strlen(path), ": ", 2), 0);
	assert_string_equal(err.message + strlen(path) + 2, stated);
	assert_int_equal(n, 0);
	free(stated);
	unlink(path);
	evid_case_free(c);
}

/* its own file, sealed by the key of @b with a condition that ends in 2028 */
static void
seal_condition(const struct test_bundle *b, const char *path)
{
	static const char text[] = "{\"schema\":\"urn:libevidence:case:1\","
	    "\"conditions\":[{\"id\":\"C-1\",\"type\":\"delete-after\","
	    "\"imposedBy\":\"KZ\",\"appliesTo\":[\"all\"],\"text\":[{"
	    "\"lang\":\"en\",\"text\":\"delete it\"}],"
	    "\"until\":\"2028-01-01\"}]}";
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_seal_result result;
	char case_path[128];
	const char *const paths[] = { case_path };
	FILE *f = fopen(in(b, "case.json", case_path), "wb");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	fclose(f);
	o.output = path;
	o.name = "c";
	o.keys = &b->key;
	o.n_keys = 1;
	o.case_file = case_path;
	if (evid_seal_paths(&o, paths, 1, &result, &err) != EVID_OK)
		fail_msg("%s", err.message);
	unlink(case_path);
}

static void
add_event(const struct test_bundle *b, const char *path, const char *log,
    const char *type, const struct evid_custody_field *fields, size_t n)
{
	struct evid_custody_entry e = EVID_CUSTODY_ENTRY_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_custody_added added;
	char state[128];

	e.log = log;
	e.bundle = path;
	e.key = b->key;
	e.state = in(b, "state", state);
	e.type = type;
	e.fields = fields;
	e.n_fields = n;
	if (evid_custody_add(&e, &added, &err) != EVID_OK)
		fail_msg("%s", err.message);
}

/* of a bundle, another such condition: C-2, which ends in 2027 */
static void
add_condition(const struct test_bundle *b, const char *path, const char *log)
{
	static const struct evid_custody_field fields[] = {
		{ "condition", "C-2", 0 }, { "change", "added", 0 },
		{ "value", "{\"id\":\"C-2\",\"type\":\"delete-after\","
		    "\"text\":[{\"lang\":\"en\",\"text\":\"delete it\"}],"
		    "\"imposedBy\":\"KZ\",\"appliesTo\":[\"all\"],"
		    "\"until\":\"2027-01-01\"}", 1 },
	};

	add_event(b, path, log, "condition-changed", fields, 3);
}

static struct evid_custody *
log_of(const char *log, const char *bundle, const struct evid_trust *trust,
    struct evid_time now)
{
	struct evid_custody_options o = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_custody *c = NULL;

	o.bundle = bundle;
	o.trust = trust;
	o.has_now = 1;
	o.now = now;
	if (evid_custody_read(&log, 1, &o, &c, &err) != EVID_OK)
		fail_msg("%s", err.message);
	return c;
}

struct ends {
	char text[128];
};

static int
note_end(void *context, const struct evid_clock *clock)
{
	struct ends *ends = context;
	size_t len = strlen(ends->text);

	(void)snprintf(ends->text + len, sizeof(ends->text) - len, "%s ",
	    clock->ends);
	return 0;
}

static void
clocks_are(const struct evid_case *c, const struct evid_case_options *o,
    const char *text)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct ends ends = { "" };

	if (evid_case_clocks(c, o, note_end, &ends, &err) != EVID_OK)
		fail_msg("%s", err.message);
	assert_string_equal(ends.text, text);
}

static void
clocks_go_by_the_log_that_is_taken(void **state)
{
	struct test_bundle *b = *state;
	struct evid_case_options o = EVID_CASE_OPTIONS_INIT;
	struct evid_case *c = NULL;
	struct evid_trust *trust = NULL;
	struct evid_custody *log, *no_one, *other, *alone;
	char path[128], log_path[128], *text = NULL;

	seal_condition(b, in(b, "c.gz", path));
	add_condition(b, path, in(b, "c.jsonl", log_path));
	o.now.seconds = (int64_t)time(NULL) + 60;
	assert_int_equal(evid_trust_new(&trust, NULL), EVID_OK);
	assert_int_equal(evid_trust_add_key(trust, b->pub, NULL), EVID_OK);
	log = log_of(log_path, path, trust, o.now);
	no_one = log_of(log_path, path, NULL, o.now);
	other = log_of(log_path, b->path, trust, o.now);
	alone = log_of(log_path, NULL, trust, o.now);
	assert_int_equal(evid_case_read(path, &c, NULL, NULL), EVID_OK);

	clocks_are(c, &o, "2028-01-01 ");
	assert_int_equal(evid_case_take_log(c, other, NULL),
	    EVID_ERR_MISMATCH);
	assert_int_equal(evid_case_take_log(c, alone, NULL),
	    EVID_ERR_ARGUMENT);
	clocks_are(c, &o, "2028-01-01 ");	/* it took neither */
	assert_int_equal(evid_case_take_log(c, no_one, NULL), EVID_OK);
	clocks_are(c, &o, "2028-01-01 ");
	assert_int_equal(evid_case_take_log(c, log, NULL), EVID_OK);
	clocks_are(c, &o, "2027-01-01 2028-01-01 ");
	assert_int_equal(evid_case_ics(c, &o, 0, &text, NULL), EVID_OK);
	assert_non_null(strstr(text, "DTSTART:20270101T235959Z"));
	free(text);
	o.now.seconds -= 3600;			/* before it was said */
	clocks_are(c, &o, "2028-01-01 ");
	o.now.seconds += 3600;
	assert_int_equal(evid_case_take_log(c, NULL, NULL), EVID_OK);
	clocks_are(c, &o, "2028-01-01 ");
	evid_case_free(c);

	c = begun(DATA "kinds/preservation-request.json", NULL);
	assert_int_equal(evid_case_take_log(c, log, NULL),
	    EVID_ERR_ARGUMENT);
	evid_case_free(c);
	evid_custody_free(log);
	evid_custody_free(no_one);
	evid_custody_free(other);
	evid_custody_free(alone);
	evid_trust_free(trust);
}

static int
note_unmoved(void *context, const struct evid_finding *f)
{
	struct ends *told = context;

	assert_string_equal(f->code, "preservation-change-ignored");
	assert_int_equal(f->effect, 0);
	assert_int_equal(strncmp(f->path, "event ", 6), 0);
	(void)snprintf(told->text, sizeof(told->text), "%s", f->message);
	return told->text[0] == '\0';
}

static int
stop(void *context, const struct evid_finding *f)
{
	(void)context;
	(void)f;
	return 1;
}

static void
what_moves_no_clock_is_told(void **state)
{
	struct test_bundle *b = *state;
	struct evid_case_options o = EVID_CASE_OPTIONS_INIT;
	struct evid_case *c = NULL;
	struct evid_trust *trust = NULL;
	struct evid_custody *log;
	struct ends told = { "" };
	char path[128], log_path[128];

	seal_condition(b, in(b, "u.gz", path));
	add_event(b, path, in(b, "u.jsonl", log_path),
	    "preservation-released", NULL, 0);
	o.now.seconds = (int64_t)time(NULL) + 60;
	assert_int_equal(evid_trust_new(&trust, NULL), EVID_OK);
	assert_int_equal(evid_trust_add_key(trust, b->pub, NULL), EVID_OK);
	log = log_of(log_path, path, trust, o.now);
	assert_int_equal(evid_case_read(path, &c, NULL, NULL), EVID_OK);
	assert_int_equal(evid_case_unmoved(c, &o, note_unmoved, &told, NULL),
	    EVID_OK);
	assert_string_equal(told.text, "");	/* no log was taken */
	assert_int_equal(evid_case_take_log(c, log, NULL), EVID_OK);
	assert_int_equal(evid_case_unmoved(c, &o, note_unmoved, &told, NULL),
	    EVID_OK);
	assert_string_equal(told.text, "the case states no preservation");
	assert_int_equal(evid_case_unmoved(c, &o, stop, NULL, NULL),
	    EVID_ERR_CANCELLED);
	o.now.seconds -= 3600;			/* before it was said */
	told.text[0] = '\0';
	assert_int_equal(evid_case_unmoved(c, &o, note_unmoved, &told, NULL),
	    EVID_OK);
	assert_string_equal(told.text, "");
	evid_case_free(c);
	evid_custody_free(log);
	evid_trust_free(trust);
}

/* what a test left beside the bundle, too */
static int
gone(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static int
tear_down(void **state)
{
	struct test_bundle *b = *state;

	(void)nftw(b->folder, gone, 8, FTW_DEPTH | FTW_PHYS);
	return test_bundle_tear_down(state);
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
		cmocka_unit_test(clocks_are_told_until_told_to_stop),
		cmocka_unit_test(of_a_case_of_bad_form_no_clock_is_told),
		cmocka_unit_test(clocks_go_by_the_log_that_is_taken),
		cmocka_unit_test(what_moves_no_clock_is_told),
	};

	return cmocka_run_group_tests(tests, test_bundle_set_up, tear_down);
}
