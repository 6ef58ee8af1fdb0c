/* base/lock.c: a file that is changed by one at a time, in place or by another
 * of its name. */
#include "base/lock.h"

#include "base/file.h"

#include "support/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define WRITERS 20

/* one more, by a new file in the place of the old */
static int
count_up(void)
{
	char text[16] = "";
	bool created;
	int fd, n;

	if (evi_open_locked("n", false, 0, &created, &fd, NULL) != EVID_OK)
		return 1;
	n = read(fd, text, sizeof(text) - 1) < 0 ? -1 : atoi(text);
	n = snprintf(text, sizeof(text), "%d\n", n + 1);
	return evi_file_write("n", text, (size_t)n, 0600, true, NULL) !=
	    EVID_OK;
}

static void
of_many_that_replace_a_file_none_is_lost(void **state)
{
	struct evi_buf text = EVI_BUF_INIT;
	int status;

	(void)state;
	assert_int_equal(evi_file_write("n", "0\n", 2, 0600, false, NULL),
	    EVID_OK);
	for (int i = 0; i < WRITERS; i++)
		if (fork() == 0)
			_exit(count_up());
	for (int i = 0; i < WRITERS; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(evi_file_read("n", 16, &text, NULL), EVID_OK);
	assert_int_equal(atoi(evi_buf_text(&text)), WRITERS);
	evi_buf_free(&text);
}

static void
a_file_is_made_where_that_is_asked_for_alone(void **state)
{
	struct stat st;
	bool created;
	int fd;

	(void)state;
	assert_int_equal(evi_open_locked("n", false, 0600, &created, &fd,
	    NULL), EVID_ERR_NOT_FOUND);
	assert_int_equal(evi_open_locked("n", true, 0600, &created, &fd,
	    NULL), EVID_OK);
	assert_true(created);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(evi_is_named(fd, AT_FDCWD, "n"));
	assert_int_equal(unlink("n"), 0);
	assert_false(evi_is_named(fd, AT_FDCWD, "n"));
	close(fd);
	assert_int_equal(evi_open_locked("n", true, 0600, &created, &fd,
	    NULL), EVID_OK);
	close(fd);
	assert_int_equal(evi_open_locked("n", true, 0600, &created, &fd,
	    NULL), EVID_OK);
	assert_false(created);
	close(fd);
}

static void
what_is_no_regular_file_is_told_and_not_waited_for(void **state)
{
	static const char *const names[] = { "pipe", "folder", "/dev/zero" };
	struct evid_error err;
	struct evi_buf text = EVI_BUF_INIT;
	bool created;
	int fd;

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_int_equal(mkdir("folder", 0700), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		err = (struct evid_error)EVID_ERROR_INIT;
		assert_int_equal(evi_open_locked(names[i], true, 0600,
		    &created, &fd, &err), EVID_ERR_ARGUMENT);
		assert_non_null(strstr(err.message, names[i]));
		assert_int_equal(fd, -1);
		assert_int_equal(evi_open_regular(names[i], O_RDONLY, 0, &fd,
		    NULL), EVID_ERR_ARGUMENT);
		assert_int_equal(evi_file_read(names[i], 16, &text, NULL),
		    EVID_ERR_ARGUMENT);
	}
	evi_buf_free(&text);
}

static void
who_does_not_wait_is_told_that_another_has_it(void **state)
{
	int one = open("n", O_RDWR | O_CREAT, 0600);
	int other = open("n", O_RDWR);

	(void)state;
	assert_true(one >= 0 && other >= 0);
	assert_true(evi_lock(one, EVI_LOCK_NOW));
	assert_true(evi_lock(one, EVI_LOCK_NOW));
	assert_false(evi_lock(other, EVI_LOCK_NOW));
	assert_int_equal(errno, EAGAIN);
	assert_true(evi_lock(one, EVI_UNLOCK));
	assert_true(evi_lock(other, EVI_LOCK_TO_READ));
	assert_false(evi_lock(one, EVI_LOCK_NOW));
	assert_int_equal(errno, EAGAIN);
	assert_int_equal(close(other), 0);
	assert_true(evi_lock(one, EVI_LOCK_NOW));
	assert_int_equal(close(one), 0);
	assert_false(evi_lock(one, EVI_LOCK_NOW));
	assert_int_equal(errno, EBADF);
}

static void
a_file_is_known_by_its_name_in_a_folder(void **state)
{
	int dir = open(".", O_RDONLY | O_DIRECTORY);
	int fd = open("n", O_RDWR | O_CREAT, 0600);

	(void)state;
	assert_true(dir >= 0 && fd >= 0);
	assert_true(evi_is_named(fd, dir, "n"));
	assert_true(evi_is_named(fd, AT_FDCWD, "n"));
	assert_int_equal(rename("n", "m"), 0);
	assert_false(evi_is_named(fd, dir, "n"));
	assert_true(evi_is_named(fd, dir, "m"));
	assert_int_equal(close(fd), 0);
	assert_int_equal(close(dir), 0);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, enter_folder, \
    leave_folder)
	const struct CMUnitTest tests[] = {
		T(of_many_that_replace_a_file_none_is_lost),
		T(a_file_is_made_where_that_is_asked_for_alone),
		T(what_is_no_regular_file_is_told_and_not_waited_for),
		T(who_does_not_wait_is_told_that_another_has_it),
		T(a_file_is_known_by_its_name_in_a_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
