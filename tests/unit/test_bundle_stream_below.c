/* bundle/stream/below.c: a file below a folder, never through a link. */
#include "bundle/stream/below.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int
make(void **state)
{
	static char name[256];
	const char *tmp = getenv("TMPDIR");
	int fd, file;

	(void)snprintf(name, sizeof(name), "%s/below.XXXXXX",
	    tmp == NULL ? "/tmp" : tmp);
	if (mkdtemp(name) == NULL)
		return -1;
	fd = open(name, O_RDONLY | O_DIRECTORY);
	if (fd < 0 || mkdirat(fd, "a", 0700) != 0 ||
	    mkdirat(fd, "a/b", 0700) != 0 ||
	    symlinkat("a", fd, "to-a") != 0 ||
	    symlinkat("f", fd, "a/to-f") != 0 ||
	    mkfifoat(fd, "a/pipe", 0600) != 0)
		return -1;
	file = openat(fd, "a/b/f", O_CREAT | O_WRONLY, 0600);
	if (file < 0 || write(file, "x", 1) != 1 || close(file) != 0)
		return -1;
	*state = name;
	return close(fd);
}

static int
take_away(void **state)
{
	static const char *const made[] = { "a/b/f", "a/pipe", "a/to-f",
		"to-a" };
	static const char *const folders[] = { "a/b", "a" };
	int fd = open(*state, O_RDONLY | O_DIRECTORY);
	size_t i;

	for (i = 0; i < 4; i++)
		(void)unlinkat(fd, made[i], 0);
	for (i = 0; i < 2; i++)
		(void)unlinkat(fd, folders[i], AT_REMOVEDIR);
	close(fd);
	return rmdir(*state);
}

/* 0 where it could be opened, else errno */
static int
tried(const char *folder, const char *path, int flags)
{
	int top = open(folder, O_RDONLY | O_DIRECTORY), fd, error;

	assert_true(top >= 0);
	errno = 0;
	fd = evi_open_below(top, path, flags);
	error = fd < 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	close(top);
	return error;
}

static void
files_and_folders_are_found_step_by_step(void **state)
{
	assert_int_equal(tried(*state, "a/b/f", 0), 0);
	assert_int_equal(tried(*state, "a/b/", 0), 0);
	assert_int_equal(tried(*state, "a/b", O_DIRECTORY), 0);
	assert_int_equal(tried(*state, "a/b/f/", 0), ENOTDIR);
	assert_int_equal(tried(*state, "a/b/f", O_DIRECTORY), ENOTDIR);
	assert_int_equal(tried(*state, "a/x/f", 0), ENOENT);
	assert_int_equal(tried(*state, "a/b/f/g", 0), ENOTDIR);
}

static void
no_link_is_followed_wherever_it_stands(void **state)
{
	assert_int_equal(tried(*state, "a/to-f", 0), ELOOP);
	assert_int_equal(tried(*state, "to-a/b/f", 0), ENOTDIR);
	assert_int_not_equal(tried(*state, "to-a/", 0), 0);
	/* It may be looked at, but not through. */
	assert_int_equal(tried(*state, "a/to-f", O_PATH), 0);
}

static void
a_pipe_does_not_wait_for_a_writer(void **state)
{
	assert_int_equal(tried(*state, "a/pipe", 0), 0);
}

static void
a_name_that_no_system_has_is_no_overrun(void **state)
{
	char name[4 + 300 + 1];

	memcpy(name, "a/b/", 4);
	memset(name + 4, 'x', 300);
	name[304] = '\0';
	assert_int_equal(tried(*state, name, 0), ENAMETOOLONG);
}

static void
the_link_in_a_folders_place_is_named(void **state)
{
	int top = open(*state, O_RDONLY | O_DIRECTORY);

	assert_int_equal(evi_link_below(top, "to-a/b/f"), strlen("to-a"));
	assert_int_equal(evi_link_below(top, "a/b/f"), 0);
	assert_int_equal(evi_link_below(top, "a/to-f"), 0);
	assert_int_equal(evi_link_below(top, "a/to-f/g"), strlen("a/to-f"));
	assert_int_equal(evi_link_below(top, "none/b"), 0);
	close(top);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_and_folders_are_found_step_by_step),
		cmocka_unit_test(no_link_is_followed_wherever_it_stands),
		cmocka_unit_test(a_pipe_does_not_wait_for_a_writer),
		cmocka_unit_test(a_name_that_no_system_has_is_no_overrun),
		cmocka_unit_test(the_link_in_a_folders_place_is_named),
	};

	return cmocka_run_group_tests(tests, make, take_away);
}
