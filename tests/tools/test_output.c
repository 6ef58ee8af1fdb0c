/*
 * Goal: what a tool writes has its name only when it is on the disk; what has
 * no way to be synced need not be, and the library thinks the same of that.
 */
#include "common/message.h"
#include "common/output.h"

#include "support/sync_errors.h"
#include "support/folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static int of_file, of_folder;		/* errno of fsync; 0: none */

int __wrap_fsync(int fd);

int
__wrap_fsync(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	errno = S_ISDIR(st.st_mode) ? of_folder : of_file;
	return errno == 0 ? 0 : -1;
}

static bool plain;			/* no renameat2, no link */

int __real_renameat2(int from_dir, const char *from, int to_dir,
    const char *to, unsigned int flags);
int __wrap_renameat2(int from_dir, const char *from, int to_dir,
    const char *to, unsigned int flags);
int __real_link(const char *from, const char *to);
int __wrap_link(const char *from, const char *to);

int
__wrap_renameat2(int from_dir, const char *from, int to_dir, const char *to,
    unsigned int flags)
{
	if (!plain)
		return __real_renameat2(from_dir, from, to_dir, to, flags);
	errno = EINVAL;
	return -1;
}

int
__wrap_link(const char *from, const char *to)
{
	if (!plain)
		return __real_link(from, to);
	errno = EPERM;
	return -1;
}

static int
begin_clean(void **state)
{
	plain = false;
	of_file = of_folder = 0;
	return enter_folder(state);
}

static int
write_one(int force)
{
	struct output out = OUTPUT_INIT;

	assert_int_equal(output_open(&out, "o", 0600, force), 0);
	assert_true(fputs("mine", out.file) >= 0);
	return output_commit(&out);
}

static void
a_folder_that_knows_no_sync_is_no_failure(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_SYNC_UNKNOWN; i++) {
		of_folder = sync_unknown[i];
		assert_int_equal(write_one(0), 0);
		assert_int_equal(access("o", F_OK), 0);
		assert_int_equal(unlink("o"), 0);
	}
}

static void
a_folder_that_could_not_be_synced_is_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_SYNC_FAILED; i++) {
		of_folder = sync_failed[i];
		assert_int_equal(write_one(0), EXIT_AGAIN);
		/* New, and soon made again. */
		assert_int_equal(access("o", F_OK), -1);
	}
	of_folder = 0;
	assert_int_equal(write_one(0), 0);
	of_folder = EIO;
	assert_int_equal(write_one(1), EXIT_AGAIN);
	assert_int_equal(access("o", F_OK), 0);
}

static void
a_file_that_could_not_be_synced_has_no_name(void **state)
{
	(void)state;
	of_file = EINVAL;
	assert_int_equal(write_one(0), EXIT_AGAIN);
	assert_int_equal(access("o", F_OK), -1);
	of_file = ENOSPC;
	assert_int_equal(write_one(0), EXIT_AGAIN);
	assert_int_equal(access("o", F_OK), -1);
}

/* Neither a rename that never replaces nor links, as on FAT: it has its name
 * all the same, and replaces nothing. */
static void
a_file_system_without_links_has_it_too(void **state)
{
	struct output out = OUTPUT_INIT;
	struct stat st;

	(void)state;
	plain = true;
	assert_int_equal(write_one(0), 0);
	assert_int_equal(stat("o", &st), 0);
	assert_int_equal(st.st_size, 4);
	assert_int_equal(output_open(&out, "p", 0600, 0), 0);
	assert_int_equal(rename("o", "p"), 0);
	assert_int_equal(output_commit(&out), EXIT_USAGE);
	assert_int_equal(stat("p", &st), 0);
	assert_int_equal(st.st_size, 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_folder_that_knows_no_sync_is_no_failure, begin_clean,
		    leave_folder),
		cmocka_unit_test_setup_teardown(
		    a_folder_that_could_not_be_synced_is_one, begin_clean,
		    leave_folder),
		cmocka_unit_test_setup_teardown(
		    a_file_that_could_not_be_synced_has_no_name, begin_clean,
		    leave_folder),
		cmocka_unit_test_setup_teardown(
		    a_file_system_without_links_has_it_too, begin_clean,
		    leave_folder),
	};

	message_init("test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
