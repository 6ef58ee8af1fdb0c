/* base/beneath.c on a kernel without openat2, and a file system without a
 * rename that replaces nothing. */
#include "base/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];
static int refused_with, n_refused;

long __wrap_syscall(long number, ...);
int __wrap_renameat2(int from_dir, const char *from, int to_dir,
    const char *to, unsigned int flags);

long
__wrap_syscall(long number, ...)
{
	assert_int_equal(number, SYS_openat2);
	n_refused++;
	errno = refused_with;
	return -1;
}

int
__wrap_renameat2(int from_dir, const char *from, int to_dir, const char *to,
    unsigned int flags)
{
	(void)from_dir;
	(void)from;
	(void)to_dir;
	(void)to;
	(void)flags;
	errno = EINVAL;
	return -1;
}

static int
enter(void **state)
{
	(void)state;
	n_refused = 0;
	strcpy(folder, "/tmp/evidence-test-XXXXXX");
	return mkdtemp(folder) == NULL || chdir(folder) != 0 ||
	    mkdir("in", 0755) != 0 || symlink("in", "link") != 0 ? -1 : 0;
}

static int
leave(void **state)
{
	(void)state;
	return chdir("/") == 0 && evi_beneath_remove(AT_FDCWD, folder) ? 0 :
	    -1;
}

static void
steps_are_taken(int with, bool for_good)
{
	struct evi_beneath below = { .root = open(".", O_RDONLY |
	    O_DIRECTORY) };
	int fd;

	refused_with = with;
	fd = evi_beneath_open(&below, "in/x", O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(n_refused, 1);
	assert_int_equal(below.by_steps, for_good);
	assert_int_equal(evi_beneath_open(&below, "link/x", O_RDONLY, 0), -1);
	assert_int_equal(errno, ELOOP);
	assert_int_equal(evi_beneath_open(&below, "../x", O_RDONLY, 0), -1);
	assert_int_equal(errno, EXDEV);
	close(below.root);
}

static void
without_openat2_steps_are_taken(void **state)
{
	(void)state;
	steps_are_taken(ENOSYS, true);
}

static void
under_a_filter_that_refuses_it_steps_are_taken(void **state)
{
	(void)state;
	steps_are_taken(EPERM, false);
}

static void
a_move_looks_first(void **state)
{
	(void)state;
	close(open("a", O_WRONLY | O_CREAT, 0600));
	assert_int_equal(evi_beneath_move(AT_FDCWD, "a", AT_FDCWD, "in"), -1);
	assert_int_equal(errno, EEXIST);
	assert_int_equal(evi_beneath_move(AT_FDCWD, "a", AT_FDCWD, "link"),
	    -1);
	assert_int_equal(errno, EEXIST);
	assert_int_equal(evi_beneath_move(AT_FDCWD, "a", AT_FDCWD, "b"), 0);
	assert_int_equal(access("b", F_OK), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    without_openat2_steps_are_taken, enter, leave),
		cmocka_unit_test_setup_teardown(
		    under_a_filter_that_refuses_it_steps_are_taken, enter,
		    leave),
		cmocka_unit_test_setup_teardown(a_move_looks_first, enter,
		    leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
