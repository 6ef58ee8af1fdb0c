/* base/output.c: what is on the disk when.  fsync, rename and renameat2 are
 * wrapped: they write down their order, and fail where a test says. */
#include "base/file.h"
#include "bundle/stream/volumes.h"

#include "support/folder.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char order[64];		/* f: a file synced, d: a folder, r: renamed */
static char fails;		/* of these, the one that fails */
static off_t synced;		/* the size of the file at its last sync */

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __real_renameat2(int from_dir, const char *from, int to_dir,
    const char *to, unsigned int flags);
int __wrap_renameat2(int from_dir, const char *from, int to_dir,
    const char *to, unsigned int flags);

static int
note(char what)
{
	size_t len = strlen(order);

	assert_true(len + 1 < sizeof(order));
	order[len] = what;
	order[len + 1] = '\0';
	if (what == fails)
		errno = EIO;
	return what == fails ? -1 : 0;
}

int
__wrap_fsync(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	if (S_ISREG(st.st_mode))
		synced = st.st_size;
	if (note(S_ISDIR(st.st_mode) ? 'd' : 'f') != 0)
		return -1;
	return __real_fsync(fd);
}

int
__wrap_rename(const char *from, const char *to)
{
	return note('r') != 0 ? -1 : __real_rename(from, to);
}

int
__wrap_renameat2(int from_dir, const char *from, int to_dir, const char *to,
    unsigned int flags)
{
	return note('r') != 0 ? -1 :
	    __real_renameat2(from_dir, from, to_dir, to, flags);
}

static int
begin_clean(void **state)
{
	order[0] = fails = '\0';
	synced = -1;
	return enter_folder(state);
}

static void
the_file_is_on_the_disk_before_its_name_and_then_the_folder(void **state)
{
	(void)state;
	assert_int_equal(evi_file_write("o", "mine", 4, 0600, false, NULL),
	    EVID_OK);
	assert_string_equal(order, "frd");
	assert_int_equal(synced, 4);
	order[0] = '\0';
	assert_int_equal(evi_file_write("o", "longer", 6, 0600, true, NULL),
	    EVID_OK);
	assert_string_equal(order, "frd");
	assert_int_equal(synced, 6);
}

static void
what_cannot_be_synced_or_named_does_not_appear(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	fails = 'f';
	assert_int_equal(evi_file_write("o", "mine", 4, 0600, false, &err),
	    EVID_ERR_IO);
	assert_non_null(strstr(err.message, "o: "));
	assert_string_equal(order, "f");
	order[0] = '\0';
	fails = 'r';
	assert_int_equal(evi_file_write("o", "mine", 4, 0600, false, NULL),
	    EVID_ERR_IO);
	assert_string_equal(order, "fr");
	/* Neither the name nor a part under another is there. */
	assert_int_equal(rmdir(test_folder), 0);
	assert_int_equal(mkdir(test_folder, 0700), 0);
}

static void
a_folder_that_cannot_be_synced_is_an_error(void **state)
{
	(void)state;
	fails = 'd';
	assert_int_equal(evi_file_write("o", "mine", 4, 0600, false, NULL),
	    EVID_ERR_IO);
	assert_string_equal(order, "frd");
}

static void
every_volume_is_on_the_disk_before_the_first_has_its_name(void **state)
{
	struct evi_volumes v = EVI_VOLUMES_INIT;
	const char *leftover;

	(void)state;
	assert_int_equal(evi_volumes_open(&v, "o", NULL, false, 4, &leftover,
	    NULL),
	    EVID_OK);
	assert_int_equal(evi_volumes_write(&v, "0123456789", 10, NULL),
	    EVID_OK);
	/* The two that are full. */
	assert_string_equal(order, "ff");
	assert_int_equal(evi_volumes_commit(&v, NULL), EVID_OK);
	evi_volumes_close(&v);
	/* .003, .002, .001: the first gets its name last. */
	assert_string_equal(order, "fffrdfrdfrd");
	assert_int_equal(access("o.001", F_OK), 0);
	assert_int_equal(access("o.003", F_OK), 0);
}

static void
a_volume_that_cannot_be_synced_leaves_none(void **state)
{
	struct evi_volumes v = EVI_VOLUMES_INIT;
	const char *leftover;

	(void)state;
	fails = 'f';
	assert_int_equal(evi_volumes_open(&v, "o", NULL, false, 4, &leftover,
	    NULL),
	    EVID_OK);
	assert_int_equal(evi_volumes_write(&v, "0123456789", 10, NULL),
	    EVID_ERR_IO);
	evi_volumes_close(&v);
	assert_int_equal(rmdir(test_folder), 0);
	assert_int_equal(mkdir(test_folder, 0700), 0);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, begin_clean, leave_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(
	    the_file_is_on_the_disk_before_its_name_and_then_the_folder),
		TEST(what_cannot_be_synced_or_named_does_not_appear),
		TEST(a_folder_that_cannot_be_synced_is_an_error),
		TEST(every_volume_is_on_the_disk_before_the_first_has_its_name),
		TEST(a_volume_that_cannot_be_synced_leaves_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
