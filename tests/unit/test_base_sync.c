/* base/sync.c: what a failed sync says.  fsync and open are wrapped, and fail
 * as a test says. */
#include "base/sync.h"

#include "support/sync_errors.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int error, times, calls;		/* of fsync */
static int open_error;

int __wrap_fsync(int fd);
int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);

int
__wrap_fsync(int fd)
{
	(void)fd;
	calls++;
	if (times == 0)
		return 0;
	times--;
	errno = error;
	return -1;
}

int
__wrap_open64(const char *path, int flags, ...)
{
	errno = open_error;
	return open_error != 0 ? -1 : __real_open64(path, flags);
}

static int
begin(void **state)
{
	(void)state;
	error = times = calls = open_error = 0;
	return 0;
}

static void
what_has_no_sync_need_not_be_synced(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_SYNC_UNKNOWN; i++) {
		error = sync_unknown[i];
		times = 3;
		assert_true(evi_sync_is_unknown(error));
		assert_int_equal(evi_sync(1), -1);
		assert_int_equal(evi_sync_if_known(1), 0);
		assert_int_equal(evi_folder_sync("x", NULL), EVID_OK);
		assert_int_equal(times, 0);
	}
}

static void
any_other_failure_is_one(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	for (size_t i = 0; i < N_SYNC_FAILED; i++) {
		error = sync_failed[i];
		times = 2;
		assert_false(evi_sync_is_unknown(error));
		assert_int_equal(evi_sync_if_known(1), -1);
		assert_int_equal(errno, error);
		assert_int_not_equal(evi_folder_sync("a/b", NULL), EVID_OK);
	}
	times = 1;
	error = EIO;
	assert_int_equal(evi_folder_sync("x", &err), EVID_ERR_IO);
	assert_non_null(strstr(err.message, "x: "));
}

static void
a_signal_between_is_none(void **state)
{
	(void)state;
	error = EINTR;
	times = 5;
	assert_int_equal(evi_sync(1), 0);
	assert_int_equal(calls, 6);
}

static void
a_folder_that_may_not_be_read_is_not_synced(void **state)
{
	int fd = 0;

	(void)state;
	open_error = EACCES;
	assert_int_equal(evi_folder_to_sync("x", &fd, NULL), EVID_OK);
	assert_int_equal(fd, -1);
	assert_int_equal(evi_sync_if_known(fd), 0);
	assert_int_equal(evi_folder_sync("x", NULL), EVID_OK);
	assert_int_equal(calls, 0);
}

static void
one_that_cannot_be_opened_now_is_told(void **state)
{
	int fd = 0;

	(void)state;
	open_error = EMFILE;
	assert_int_not_equal(evi_folder_to_sync("x", &fd, NULL), EVID_OK);
	assert_int_equal(fd, -1);
	open_error = EIO;
	assert_int_equal(evi_folder_sync("x", NULL), EVID_ERR_IO);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_has_no_sync_need_not_be_synced,
		    begin),
		cmocka_unit_test_setup(any_other_failure_is_one, begin),
		cmocka_unit_test_setup(a_signal_between_is_none, begin),
		cmocka_unit_test_setup(
		    a_folder_that_may_not_be_read_is_not_synced, begin),
		cmocka_unit_test_setup(one_that_cannot_be_opened_now_is_told,
		    begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
