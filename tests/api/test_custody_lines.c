/* evidence/custody.h: lines of a log that are no events stand in nobody's
 * way, however long they are; and findings are told with what they are of. */
#include "support_bundle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define LONG ((size_t)17 << 20)

static void
add_event(const struct test_bundle *b, const char *log)
{
	struct evid_custody_entry e = EVID_CUSTODY_ENTRY_INIT;
	struct evid_custody_added added;
	struct evid_error err = EVID_ERROR_INIT;
	char state[128];

	(void)snprintf(state, sizeof(state), "%s/state", b->folder);
	e.log = log;
	e.bundle = b->path;
	e.key = b->key;
	e.state = state;
	e.type = "stored";
	e.threads = 1;
	if (evid_custody_add(&e, &added, &err) != EVID_OK)
		fail_msg("%s", err.message);
}

static void
append(const char *path, char fill, size_t len)
{
	char *text = malloc(len);
	FILE *f = fopen(path, "ab");

	assert_non_null(text);
	assert_non_null(f);
	memset(text, fill, len);
	text[len - 1] = '\n';
	assert_int_equal(fwrite(text, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
	free(text);
}

static struct evid_custody *
judged(const struct test_bundle *b, const char *log)
{
	struct evid_custody_options o = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_custody *c = NULL;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_trust *trust = NULL;

	assert_int_equal(evid_trust_new(&trust, NULL), EVID_OK);
	assert_int_equal(evid_trust_add_key(trust, b->pub, NULL), EVID_OK);
	o.trust = trust;
	if (evid_custody_read(&log, 1, &o, &c, &err) != EVID_OK)
		fail_msg("%s", err.message);
	evid_trust_free(trust);
	return c;
}

static size_t
told(const struct evid_custody *c, const char *code, const char *path)
{
	char event[EVID_EVENT_TEXT_CAP];
	struct evid_finding f;
	size_t i, n = 0;

	for (i = 0; evid_custody_finding(c, i, &f, event); i++)
		n += strcmp(f.code, code) == 0 && f.path != NULL &&
		    strcmp(f.path, path) == 0;
	assert_int_equal(i, evid_custody_findings(c));
	return n;
}

static void
a_line_that_is_too_long_is_set_aside(void **state)
{
	struct test_bundle *b = *state;
	struct evid_custody *c;
	char log[128];

	(void)snprintf(log, sizeof(log), "%s/long.jsonl", b->folder);
	add_event(b, log);
	c = judged(b, log);
	assert_int_equal(evid_custody_result(c), EVID_VERIFIED);
	assert_int_equal(evid_custody_events(c), 1);
	evid_custody_free(c);
	append(log, '{', LONG);
	append(log, '[', 7);
	append(log, '"', LONG);
	add_event(b, log);
	c = judged(b, log);
	assert_int_equal(evid_custody_result(c), EVID_NOT_INTACT);
	assert_int_equal(evid_custody_events(c), 2);
	assert_int_equal(told(c, "custody-line-foreign", log), 3);
	evid_custody_free(c);
}

static int
tear_down(void **state)
{
	char command[192];
	struct test_bundle *b = *state;

	(void)snprintf(command, sizeof(command), "rm -rf %s/state %s/*.jsonl",
	    b->folder, b->folder);
	assert_int_equal(system(command), 0);
	test_bundle_free(b);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_that_is_too_long_is_set_aside),
	};

	return cmocka_run_group_tests(tests, test_bundle_set_up, tear_down);
}
