/* bundle/seal/plan.c: the list of what is sealed, and in what a source is not
 * the same any more. */
#include "bundle/seal/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT 2000		/* more than one piece of 65,536 bytes */

static char folder[64];

static long magic;		/* of every file system; 0: as it is */

int __real_fstatfs64(int fd, struct statfs *fs);
int __wrap_fstatfs64(int fd, struct statfs *fs);

int
__wrap_fstatfs64(int fd, struct statfs *fs)
{
	int done = __real_fstatfs64(fd, fs);

	if (magic != 0)
		fs->f_type = magic;
	return done;
}

static int
begin(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/evid-plan-XXXXXX");
	return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int
end(void **state)
{
	(void)state;
	(void)unlink("source");
	return chdir("/") != 0 || rmdir(folder) != 0;
}

/* the @i-th object, of one of two devices */
static void
visit(unsigned int i, struct evi_visit *v, char path[64])
{
	memset(v, 0, sizeof(*v));
	snprintf(path, 64, "data/f%06u", i);
	v->mapped = path;
	v->original = v->shown = path + 5;
	v->dirfd = v->fd = -1;
	v->st.st_mode = S_IFREG | 0644;
	v->st.st_dev = i % 2 == 0 ? 8 : 9;
	v->st.st_ino = 1000 + i;
	v->st.st_mtim.tv_sec = i;
	v->st.st_ctim.tv_nsec = i;
	v->st.st_atim.tv_sec = 5000 + i;
}

static void
make(struct evi_extent *known)
{
	struct evi_plan *plan = NULL;
	struct evi_visit v;
	char path[64];
	unsigned int i;

	assert_int_equal(evi_plan_open("source", NULL, "K", &plan, NULL),
	    EVID_OK);
	for (i = 0; i < COUNT; i++) {
		visit(i, &v, path);
		v.missing = i == 7 ? 2 : 0;
		assert_int_equal(evi_plan_next(plan, &v, i, NULL), EVID_OK);
	}
	assert_int_equal(evi_plan_end(plan, known, NULL), EVID_OK);
	evi_plan_free(plan);
}

/* what a second look finds otherwise, at object 1500 */
enum change {
	NOTHING, GREW, SHRANK, MODIFIED, CHANGED, MODE, KIND, INODE, DEVICE,
	ADDED, REMOVED, MISSING, MISSING_NO_MORE, ACCESSED, NUMBERED_ANEW
};

static void
apply(enum change change, unsigned int i, struct evi_visit *v, uint64_t *size)
{
	v->missing = i == 7 ? 2 : 0;
	if (change == NUMBERED_ANEW)
		v->st.st_dev += 100;
	if (change == MISSING_NO_MORE && i == 7)
		v->missing = 0;
	if (i != 1500)
		return;
	*size += change == GREW ? 1 : 0;
	*size -= change == SHRANK ? 1 : 0;
	v->st.st_mtim.tv_nsec += change == MODIFIED;
	v->st.st_ctim.tv_sec += change == CHANGED;
	v->st.st_atim.tv_sec += change == ACCESSED;
	v->st.st_ino += change == INODE;
	v->missing = change == MISSING ? 2 : 0;
	if (change == MODE)
		v->st.st_mode ^= 0200;
	if (change == KIND)
		v->st.st_mode = S_IFLNK | 0644;
	if (change == DEVICE)
		v->st.st_dev = 9;
}

static enum evid_status
look(const struct evi_extent *known, enum change change,
    struct evid_error *err)
{
	struct evi_plan *plan = NULL;
	enum evid_status status;
	struct evi_extent again;
	struct evi_visit v;
	char path[64];
	unsigned int i;

	status = evi_plan_open("source", known, "K", &plan, err);
	for (i = 0; i < COUNT && status == EVID_OK; i++) {
		uint64_t size = i;

		if (change == REMOVED && i == 1500)
			continue;
		visit(i, &v, path);
		v.dirfd = STDIN_FILENO;
		apply(change, i, &v, &size);
		status = evi_plan_next(plan, &v, size, err);
		if (status == EVID_OK && change == ADDED && i == 1500) {
			strcat(path, "a");
			status = evi_plan_next(plan, &v, 1, err);
		}
	}
	if (status == EVID_OK)
		status = evi_plan_end(plan, &again, err);
	if (status == EVID_OK)
		assert_memory_equal(&again, known, sizeof(again));
	evi_plan_free(plan);
	return status;
}

static void
expect_told(const struct evi_extent *known, enum change change,
    const char *text)
{
	struct evid_error err = EVID_ERROR_INIT;

	assert_int_equal(look(known, change, &err), EVID_ERR_CHANGED);
	if (strstr(err.message, text) == NULL)
		fail_msg("%s lacks %s", err.message, text);
	assert_non_null(strstr(err.hint, "K"));
}

static void
in_what_a_source_is_another_is_told(void **state)
{
	struct evi_extent known;

	(void)state;
	make(&known);
	expect_told(&known, GREW, "f001500: it grew");
	expect_told(&known, SHRANK, "f001500: it shrank");
	expect_told(&known, MODIFIED, "f001500: it was modified");
	expect_told(&known, CHANGED, "f001500: it was modified");
	expect_told(&known, MODE, "f001500: it was modified");
	expect_told(&known, KIND, "f001500: it is another one");
	expect_told(&known, INODE, "f001500: it is another one");
	expect_told(&known, DEVICE, "f001500: it is another one");
	expect_told(&known, ADDED, "f001500a: it was added");
	expect_told(&known, REMOVED, "f001500: it was removed");
	expect_told(&known, MISSING, "f001500");
	expect_told(&known, MISSING_NO_MORE, "f000007");
}

static void
what_means_nothing_is_no_change(void **state)
{
	struct evi_extent known;

	(void)state;
	make(&known);
	assert_int_equal(look(&known, NOTHING, NULL), EVID_OK);
	assert_int_equal(look(&known, ACCESSED, NULL), EVID_OK);
	assert_int_equal(look(&known, NUMBERED_ANEW, NULL), EVID_OK);
}

static void
inodes_that_do_not_last_mean_nothing(void **state)
{
	static const long magics[] = { 0x4d44, 0x2011bab0, 0x65735546 };
	struct evi_extent known;
	size_t i;

	(void)state;
	make(&known);
	for (i = 0; i < 3; i++) {
		magic = magics[i];
		assert_int_equal(look(&known, INODE, NULL), EVID_OK);
		expect_told(&known, MODIFIED, "f001500: it was modified");
	}
	magic = 0xef53;
	expect_told(&known, INODE, "f001500: it is another one");
	magic = 0;
}

static void
what_came_last_is_found_removed_or_added(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_plan *plan = NULL;
	struct evi_extent known;
	struct evi_visit v;
	char path[64];
	unsigned int i;

	(void)state;
	make(&known);
	assert_int_equal(evi_plan_open("source", &known, "K", &plan, NULL),
	    EVID_OK);
	for (i = 0; i < COUNT; i++) {
		if (i == COUNT - 1)
			assert_int_equal(evi_plan_end(plan, &known, &err),
			    EVID_ERR_CHANGED);
		visit(i, &v, path);
		v.missing = i == 7 ? 2 : 0;
		if (i < COUNT - 1)
			assert_int_equal(evi_plan_next(plan, &v, i, NULL),
			    EVID_OK);
	}
	assert_non_null(strstr(err.message, "f001999: it was removed"));
	visit(COUNT, &v, path);
	err = (struct evid_error)EVID_ERROR_INIT;
	assert_int_equal(evi_plan_next(plan, &v, 1, &err), EVID_ERR_CHANGED);
	assert_non_null(strstr(err.message, "f002000: it was added"));
	evi_plan_free(plan);
}

static void
times_of_access_are_those_of_then(void **state)
{
	struct evi_plan *plan = NULL;
	struct evi_extent known;
	struct evi_instant at;
	struct evi_visit v;
	char path[64];
	unsigned int i;
	bool found;

	(void)state;
	make(&known);
	assert_int_equal(evi_plan_open("source", &known, "K", &plan, NULL),
	    EVID_OK);
	/* Some are not asked for, some are not on the list. */
	for (i = 8; i < COUNT; i += 3) {
		visit(i, &v, path);
		assert_int_equal(evi_plan_accessed(plan, path, &at, &found,
		    NULL), EVID_OK);
		assert_true(found);
		assert_int_equal(at.seconds, 5000 + i);
		strcat(path, "x");
		assert_int_equal(evi_plan_accessed(plan, path, &at, &found,
		    NULL), EVID_OK);
		assert_false(found);
	}
	assert_int_equal(evi_plan_accessed(plan, "data/z", &at, &found, NULL),
	    EVID_OK);
	assert_false(found);
	evi_plan_free(plan);
}

static void
a_list_that_was_changed_is_told(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_extent known;

	(void)state;
	make(&known);
	assert_int_equal(truncate("source", (off_t)known.size - 1), 0);
	assert_int_equal(look(&known, NOTHING, NULL), EVID_ERR_MISMATCH);
	make(&known);
	known.sha256[0] ^= 1;
	assert_int_equal(look(&known, NOTHING, &err), EVID_ERR_MISMATCH);
	assert_non_null(strstr(err.message, "damaged or altered"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_what_a_source_is_another_is_told),
		cmocka_unit_test(what_means_nothing_is_no_change),
		cmocka_unit_test(inodes_that_do_not_last_mean_nothing),
		cmocka_unit_test(what_came_last_is_found_removed_or_added),
		cmocka_unit_test(times_of_access_are_those_of_then),
		cmocka_unit_test(a_list_that_was_changed_is_told),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
