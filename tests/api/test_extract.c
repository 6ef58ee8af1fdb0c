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

/* the tar of the bundle, beside it */
static char *
unpacked(const struct fixture *f, size_t *len_out)
{
	static const size_t room = 8u << 20;
	char command[256], *tar = malloc(room);
	FILE *pipe;

	assert_non_null(tar);
	(void)snprintf(command, sizeof(command), "gzip -dc '%s'",
	    f->bundle.path);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	*len_out = fread(tar, 1, room, pipe);
	assert_true(*len_out < room);
	assert_int_equal(pclose(pipe), 0);
	return tar;
}

/* extracts @tar, which it frees, and not the bundle it was */
static struct evid_extraction *
extract_tar(struct fixture *f, char *tar, size_t len)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_extraction *x = NULL;
	FILE *file = fopen(f->bundle.path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(tar, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
	free(tar);
	if (evid_extract_path(f->bundle.path, &f->options, &x, &err) !=
	    EVID_OK)
		fail_msg("%s", err.message);
	return x;
}

/* where a header is followed by the content of a file, 90,000 bytes on */
static size_t
within(const char *tar, size_t len, const char *path)
{
	size_t at;

	for (at = 0; at < len; at += 512)
		if (strcmp(tar + at, path) == 0)
			return at + 90000;
	fail_msg("no %s", path);
	return 0;
}

struct rows {
	size_t n, n_withheld;
	char note[64], path[64];
};

static int
note(void *context, const struct evid_extracted *row)
{
	struct rows *rows = context;

	rows->n++;
	if (row->given[0] != '\0')
		return 0;
	rows->n_withheld++;
	(void)snprintf(rows->note, sizeof(rows->note), "%s", row->note);
	(void)snprintf(rows->path, sizeof(rows->path), "%s", row->path);
	return 0;
}

static void
what_has_another_content_of_one_size_is_not_given_out(void **state)
{
	static const char *const changed[] = { "scene/file-0009" };
	struct fixture *f = *state;
	struct evid_extraction *x;
	struct rows rows = { 0 };
	size_t len;
	char *tar = unpacked(f, &len);

	tar[within(tar, len, "t/data/scene/file-0009")] ^= 1;
	f->options.damaged = 1;
	x = extract_tar(f, tar, len);
	assert_int_equal(evid_extraction_exit_status(x), EVID_NOT_INTACT);
	assert_int_equal(evid_extraction_totals(x)->files, 39);
	assert_int_equal(evid_extraction_totals(x)->withheld, 1);
	assert_int_equal(evid_extraction_each(x, note, &rows, NULL), EVID_OK);
	assert_int_equal(rows.n_withheld, 1);
	assert_string_equal(rows.path, "data/scene/file-0009");
	assert_string_equal(rows.note, "not as it was sealed");
	evid_extraction_free(x);
	/* nor alone, to one file */
	f->options.output = f->target;
	f->options.members = changed;
	f->options.n_members = 1;
	assert_int_equal(evid_extract_path(f->bundle.path, &f->options, &x,
	    NULL), EVID_OK);
	assert_int_equal(evid_extraction_exit_status(x), EVID_NOT_INTACT);
	assert_false(evid_extraction_given(x));
	evid_extraction_free(x);
}

/* A name that is none names no folder. */
static void
a_name_that_is_not_allowed_is_not_the_targets(void **state)
{
	struct fixture *f = *state;
	struct evid_extraction *x;
	size_t len, at, i;
	char *tar = unpacked(f, &len), *cwd = getcwd(NULL, 0);

	for (at = 0; at + 512 < len; at += 512) {
		unsigned int sum = 8 * ' ';

		if (memcmp(tar + at, "t/", 2) != 0 ||
		    memcmp(tar + at + 257, "ustar", 5) != 0)
			continue;
		tar[at] = ' ';
		for (i = 0; i < 512; i++)
			sum += i >= 148 && i < 156 ? 0 :
			    (unsigned char)tar[at + i];
		(void)snprintf(tar + at + 148, 7, "%06o", sum);
	}
	assert_true(cwd != NULL && chdir(f->bundle.folder) == 0);
	f->options.damaged = 1;
	f->options.folder = NULL;
	x = extract_tar(f, tar, len);
	assert_int_equal(evid_extraction_exit_status(x), EVID_NOT_INTACT);
	assert_string_equal(evid_extraction_target(x), "bundle");
	assert_int_equal(evid_extraction_totals(x)->files, 40);
	assert_true(there("bundle/scene/file-0000"));
	assert_int_equal(system("rm -rf bundle"), 0);
	assert_int_equal(chdir(cwd), 0);
	evid_extraction_free(x);
	free(cwd);
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
		CASE(what_has_another_content_of_one_size_is_not_given_out),
		CASE(a_name_that_is_not_allowed_is_not_the_targets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
