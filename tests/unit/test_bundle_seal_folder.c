/* bundle/seal/folder.c, folder_runs.c: the names of a folder, mapped and in
 * order, whether they are held at once or merged from a temporary file. */
#include "bundle/seal/folder.h"
#include "record/name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MANY 100000u		/* more than are held at once */
#define LONG 100

enum evid_status __real_evi_spool_write(int fd, const char *dir,
    const void *data, size_t len, uint64_t at, struct evid_error *err);
enum evid_status __wrap_evi_spool_write(int fd, const char *dir,
    const void *data, size_t len, uint64_t at, struct evid_error *err);

static unsigned int lose;	/* a bit of the write of this number; 0: none */
static unsigned int writes;

enum evid_status
__wrap_evi_spool_write(int fd, const char *dir, const void *data, size_t len,
    uint64_t at, struct evid_error *err)
{
	enum evid_status status;
	uint8_t *copy;

	if (++writes != lose)
		return __real_evi_spool_write(fd, dir, data, len, at, err);
	copy = malloc(len);
	assert_non_null(copy);
	memcpy(copy, data, len);
	copy[len / 2] ^= 2;
	status = __real_evi_spool_write(fd, dir, copy, len, at, err);
	free(copy);
	return status;
}

/*
 * Name @i of @n, in an order that is not theirs.  Of each four one is in
 * capitals what another is not, one is no name that can stand in a bundle, and
 * one is a folder.
 */
static bool
name_of(unsigned int i, unsigned int n, char out[LONG + 32])
{
	unsigned int k = (unsigned int)((uint64_t)i * 7919 % n);

	memset(out, 'x', LONG);
	switch (k % 4) {
	case 0:
		sprintf(out + LONG, "-%08u.jpeg", k);
		return false;
	case 1:
		sprintf(out + LONG, "-%08u.JPEG", k - 1);
		return false;
	case 2:
		sprintf(out + LONG, "-%08u:2,S", k);
		return false;
	default:
		sprintf(out + LONG, "-%08u", k);
		return true;
	}
}

struct seen {
	unsigned int n, folders, regular, marked;
	uint64_t indexes;
	char last[512];
};

/* Each name stands after the one before, and says of itself what was added. */
static void
see(struct seen *s, const struct evi_folder *f, size_t i, unsigned int n)
{
	const struct evi_folder_name *name = &f->names[i];
	const char *original = evi_folder_original(f, i);
	const char *mapped = evi_folder_mapped(f, i);
	struct evi_buf alone = EVI_BUF_INIT;
	char expected[LONG + 32], path[512];

	assert_int_equal(name_of(name->index, n, expected), name->folder);
	assert_string_equal(original, expected);
	assert_int_equal(name->regular, !name->folder);
	snprintf(path, sizeof(path), "%s%s", mapped, name->folder ? "/" : "");
	assert_true(strcmp(s->last, path) < 0);
	memcpy(s->last, path, sizeof(path));
	assert_int_equal(evi_name_map(original, strlen(original), false,
	    &alone, NULL), EVID_OK);
	/* Of two that collide one is mapped as if it were alone. */
	s->marked += strcmp(evi_buf_text(&alone), mapped) != 0;
	evi_buf_free(&alone);
	s->n++;
	s->folders += name->folder;
	s->regular += name->regular;
	s->indexes += name->index;
}

/* @n names: as many come out, in order; *runs_out: were there runs? */
static void
order(unsigned int n, bool *runs_out)
{
	struct evi_folder f = EVI_FOLDER_INIT;
	struct seen s = { 0 };
	char name[LONG + 32];
	bool more = true;
	unsigned int i;

	for (i = 0; i < n; i++) {
		bool is_folder = name_of(i, n, name);

		assert_int_equal(evi_folder_add(&f, name, is_folder,
		    !is_folder, NULL), EVID_OK);
	}
	assert_int_equal(evi_folder_order(&f, NULL), EVID_OK);
	*runs_out = f.runs != NULL;
	while (more) {
		for (i = 0; i < f.count; i++)
			see(&s, &f, i, n);
		assert_int_equal(evi_folder_more(&f, &more, NULL), EVID_OK);
	}
	evi_folder_free(&f);
	assert_int_equal(s.n, n);
	assert_int_equal(s.folders, n / 4);
	assert_int_equal(s.regular, n - n / 4);
	assert_int_equal(s.marked, n / 4);
	assert_true(s.indexes == (uint64_t)n * (n - 1) / 2);
}

static void
few_are_held(void **state)
{
	bool runs;

	(void)state;
	order(4000, &runs);
	assert_false(runs);
}

static void
many_are_merged_to_the_same(void **state)
{
	bool runs;

	(void)state;
	order(MANY, &runs);
	assert_true(runs);
}

/* nothing is left in memory that grows with them */
static void
more_need_no_more_memory(void **state)
{
	struct rusage usage;
	long peaks[2];
	int i, status;

	(void)state;
	if (getenv("EVID_SANITIZED") != NULL)
		skip();
	for (i = 0; i < 2; i++) {
		pid_t child = fork();
		bool runs;

		assert_true(child >= 0);
		if (child == 0) {
			order(i == 0 ? MANY : 4 * MANY, &runs);
			_exit(0);
		}
		assert_int_equal(wait4(child, &status, 0, &usage), child);
		assert_int_equal(status, 0);
		peaks[i] = usage.ru_maxrss;
	}
	if (peaks[1] > peaks[0] + 4096)
		fail_msg("%ld KiB for %u names, %ld KiB for %u", peaks[0],
		    MANY, peaks[1], 4 * MANY);
}

static void
none_are_none(void **state)
{
	struct evi_folder f = EVI_FOLDER_INIT;
	bool more = true;

	(void)state;
	assert_int_equal(evi_folder_order(&f, NULL), EVID_OK);
	assert_int_equal(f.count, 0);
	assert_int_equal(evi_folder_more(&f, &more, NULL), EVID_OK);
	assert_false(more);
	evi_folder_free(&f);
}

static void
where_no_file_can_be_had_it_is_said(void **state)
{
	struct evi_folder f = EVI_FOLDER_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status = EVID_OK;
	const char *was = getenv("TMPDIR");
	char name[LONG + 32], *kept = was == NULL ? NULL : strdup(was);
	unsigned int i;

	(void)state;
	assert_int_equal(setenv("TMPDIR", "/nowhere", 1), 0);
	for (i = 0; i < MANY && status == EVID_OK; i++)
		status = evi_folder_add(&f, name, name_of(i, MANY, name),
		    false, &err);
	assert_int_equal(status, EVID_ERR_SPACE);
	assert_non_null(strstr(err.message, "/nowhere"));
	evi_folder_free(&f);
	if (kept != NULL)
		assert_int_equal(setenv("TMPDIR", kept, 1), 0);
	else
		assert_int_equal(unsetenv("TMPDIR"), 0);
	free(kept);
}

/* all of MANY names, in order */
static enum evid_status
take_all(struct evid_error *err)
{
	struct evi_folder f = EVI_FOLDER_INIT;
	enum evid_status status = EVID_OK;
	char name[LONG + 32];
	bool more = true;
	unsigned int i;

	for (i = 0; i < MANY && status == EVID_OK; i++)
		status = evi_folder_add(&f, name, name_of(i, MANY, name),
		    false, err);
	if (status == EVID_OK)
		status = evi_folder_order(&f, err);
	while (status == EVID_OK && more)
		status = evi_folder_more(&f, &more, err);
	evi_folder_free(&f);
	return status;
}

static void
what_a_disk_did_not_keep_is_found(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	unsigned int all;

	(void)state;
	writes = 0;
	assert_int_equal(take_all(&err), EVID_OK);
	all = writes;
	assert_true(all > 3);
	/* the first and the last write, of the two passes each */
	for (lose = 1; lose <= all; lose += lose == 1 ? all / 2 - 1 : all / 2) {
		writes = 0;
		err = (struct evid_error)EVID_ERROR_INIT;
		assert_int_equal(take_all(&err), EVID_ERR_IO);
		assert_non_null(strstr(err.message, "read back"));
	}
	lose = 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_are_held),
		cmocka_unit_test(many_are_merged_to_the_same),
		cmocka_unit_test(more_need_no_more_memory),
		cmocka_unit_test(none_are_none),
		cmocka_unit_test(where_no_file_can_be_had_it_is_said),
		cmocka_unit_test(what_a_disk_did_not_keep_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
