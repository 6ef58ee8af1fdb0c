/* evidence/extract.h: what a program of anyone can have given out. */
#include "support_bundle.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <setjmp.h>

#include <cmocka.h>

struct fixture {
	struct test_bundle bundle;
	struct evid_verify_options verify;
	struct evid_extract_options options;
	char target[128];
};

static int
enter(void **state)
{
	static const struct evid_verify_options verify =
	    EVID_VERIFY_OPTIONS_INIT;
	static const struct evid_extract_options options =
	    EVID_EXTRACT_OPTIONS_INIT;
	struct fixture *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return -1;
	*state = f;
	test_bundle_make(&f->bundle, 40, 100000);
	f->verify = verify;
	f->options = options;
	f->verify.keys = &f->bundle.pub;
	f->verify.n_keys = 1;
	(void)snprintf(f->target, sizeof(f->target), "%s/target",
	    f->bundle.folder);
	f->options.verify = &f->verify;
	f->options.folder = f->target;
	return 0;
}

static int
leave(void **state)
{
	struct fixture *f = *state;
	char command[160];

	(void)snprintf(command, sizeof(command), "rm -rf '%s'", f->target);
	if (system(command) != 0)
		return -1;
	test_bundle_free(&f->bundle);
	free(f);
	return 0;
}

static bool
there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* entries of the bundle's folder that are hidden */
static int
hidden(const struct fixture *f)
{
	DIR *dir = opendir(f->bundle.folder);
	struct dirent *entry;
	int n = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		n += entry->d_name[0] == '.' && entry->d_name[1] != '\0' &&
		    entry->d_name[1] != '.';
	closedir(dir);
	return n;
}

static struct evid_extraction *
extract(struct fixture *f)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_extraction *x = NULL;

	assert_int_equal(evid_extract_path(f->bundle.path, &f->options, &x,
	    &err), EVID_OK);
	assert_non_null(x);
	assert_int_equal(hidden(f), 0);
	return x;
}

static int
count(void *context, const struct evid_extracted *row)
{
	size_t *n = context;

	assert_memory_equal(row->path, "data/", 5);
	assert_string_equal(row->given, row->original);
	assert_string_equal(row->note, "");
	assert_false(row->renamed);
	(*n)++;
	return 0;
}

static int
stop_at_three(void *context, const struct evid_extracted *row)
{
	size_t *n = context;

	(void)row;
	return ++*n == 3;
}

static void
all_is_given_out_and_told_of(void **state)
{
	struct fixture *f = *state;
	struct evid_extraction *x = extract(f);
	const struct evid_extract_totals *totals = evid_extraction_totals(x);
	struct evid_error err = EVID_ERROR_INIT;
	size_t n = 0;

	assert_int_equal(evid_verdict_result(evid_extraction_verdict(x)),
	    EVID_VERIFIED);
	assert_int_equal(evid_extraction_exit_status(x), 0);
	assert_true(evid_extraction_given(x));
	assert_string_equal(evid_extraction_target(x), f->target);
	assert_null(evid_extraction_leftover(x));
	assert_int_equal(totals->files, 40);
	assert_int_equal(totals->bytes, 40 * 100000);
	assert_int_equal(totals->withheld + totals->renamed, 0);
	assert_int_equal(evid_extraction_each(x, count, &n, &err), EVID_OK);
	assert_int_equal(n, totals->objects);
	n = 0;
	assert_int_equal(evid_extraction_each(x, stop_at_three, &n, &err),
	    EVID_ERR_CANCELLED);
	assert_int_equal(n, 3);
	assert_true(there(f->target));
	evid_extraction_free(x);
}

static void
without_trust_nothing_is(void **state)
{
	struct fixture *f = *state;
	struct evid_extraction *x;
	size_t n = 0;

	f->verify.n_keys = 0;
	x = extract(f);
	assert_int_equal(evid_extraction_exit_status(x), EVID_NOT_TRUSTED);
	assert_false(evid_extraction_given(x));
	assert_false(there(f->target));
	assert_int_equal(evid_extraction_each(x, count, &n, NULL), EVID_OK);
	assert_int_equal(n, 0);
	evid_extraction_free(x);
	f->options.untrusted = 1;
	x = extract(f);
	assert_int_equal(evid_extraction_exit_status(x), EVID_NOT_TRUSTED);
	assert_true(evid_extraction_given(x));
	assert_true(there(f->target));
	evid_extraction_free(x);
}

static int
stop(void *context, uint64_t done, uint64_t total)
{
	int *left = context;

	(void)total;
	(void)done;
	return (*left)-- <= 0;
}

static void
stopped_at_any_point_it_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_extraction *x = NULL;
	enum evid_status status = EVID_ERR_CANCELLED;
	int left, calls;

	f->verify.progress = stop;
	f->verify.context = &left;
	for (calls = 0; status == EVID_ERR_CANCELLED; calls++) {
		left = calls;
		status = evid_extract_path(f->bundle.path, &f->options, &x,
		    &err);
		assert_int_equal(hidden(f), 0);
		if (status != EVID_ERR_CANCELLED)
			break;
		assert_null(x);
		assert_false(there(f->target));
	}
	assert_int_equal(status, EVID_OK);
	/* while it was verified, and after it */
	assert_true(calls >= 2);
	evid_extraction_free(x);
}

static void
a_target_that_is_there_stays(void **state)
{
	struct fixture *f = *state;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_extraction *x = extract(f);

	evid_extraction_free(x);
	assert_int_equal(evid_extract_path(f->bundle.path, &f->options, &x,
	    &err), EVID_ERR_EXISTS);
	assert_null(x);
	assert_string_not_equal(err.hint, "");
}

static void
options_that_make_no_sense_are_refused(void **state)
{
	struct fixture *f = *state;
	struct evid_extraction *x = NULL;

	f->options.version = 7;
	assert_int_equal(evid_extract_path(f->bundle.path, &f->options, &x,
	    NULL), EVID_ERR_ARGUMENT);
	f->options.version = EVID_EXTRACT_OPTIONS_VERSION;
	f->options.output = "-";
	assert_int_equal(evid_extract_path(f->bundle.path, &f->options, &x,
	    NULL), EVID_ERR_ARGUMENT);
	f->options.output = NULL;
	f->options.verify = NULL;
	assert_int_equal(evid_extract_path(f->bundle.path, &f->options, &x,
	    NULL), EVID_ERR_ARGUMENT);
	assert_false(there(f->target));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(all_is_given_out_and_told_of),
		CASE(without_trust_nothing_is),
		CASE(stopped_at_any_point_it_leaves_nothing),
		CASE(a_target_that_is_there_stays),
		CASE(options_that_make_no_sense_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
