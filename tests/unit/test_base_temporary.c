/* base/temporary.c where the file system has no files without a name, and does
 * not read what was written to it (both are wrapped). */
#include "base/file.h"

#include "support/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
ssize_t __real_pread64(int fd, void *data, size_t len, off_t at);
ssize_t __wrap_pread64(int fd, void *data, size_t len, off_t at);

static ino_t loses;	/* the folder whose files lose what is written */
static enum { NEVER, NAMED, UNLINKED } when;

int
__wrap_open64(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = va_arg(args, mode_t);
	va_end(args);
	if ((flags & O_TMPFILE) == O_TMPFILE) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return __real_open64(path, flags, mode);
}

ssize_t
__wrap_pread64(int fd, void *data, size_t len, off_t at)
{
	ssize_t n = __real_pread64(fd, data, len, at);
	struct stat st, here;

	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(stat(".", &here), 0);
	if (n > 0 && here.st_ino == loses &&
	    when == (st.st_nlink > 0 ? NAMED : UNLINKED))
		memset(data, 0, (size_t)n);
	return n;
}

static unsigned int
files_in(const char *folder)
{
	DIR *d = opendir(folder);
	unsigned int n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

static void
expect_empty(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(st.st_nlink, 0);
}

static void
a_file_that_is_unlinked_serves(void **state)
{
	int fd = -1;

	(void)state;
	when = NEVER;
	assert_int_equal(evi_spool_open(".", &fd, NULL), EVID_OK);
	expect_empty(fd);
	assert_int_equal(files_in("."), 0);
	close(fd);
}

/* Whether it is so with its name or without: it says so, and nothing stays. */
static void
one_that_is_not_read_as_written_does_not(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct stat st;
	int fd = 7;

	(void)state;
	assert_int_equal(stat(".", &st), 0);
	loses = st.st_ino;
	assert_int_equal(setenv("TMPDIR", ".", 1), 0);
	for (when = NAMED; when <= UNLINKED; when++) {
		err = (struct evid_error)EVID_ERROR_INIT;
		assert_int_equal(evi_spool_open("absent", &fd, &err),
		    EVID_ERR_SPACE);
		assert_int_equal(fd, -1);
		assert_non_null(strstr(err.hint, "another file system"));
		assert_int_equal(files_in("."), 0);
	}
	loses = 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_file_that_is_unlinked_serves,
		    enter_folder, leave_folder),
		cmocka_unit_test_setup_teardown(
		    one_that_is_not_read_as_written_does_not, enter_folder,
		    leave_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
