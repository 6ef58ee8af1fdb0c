/* base/beneath.c: nothing leads out of a folder, by openat2 and by steps. */
#include "base/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];
static struct evi_beneath below;

static int
enter(void **state, bool by_steps)
{
	(void)state;
	strcpy(folder, "/tmp/evidence-test-XXXXXX");
	if (mkdtemp(folder) == NULL || chdir(folder) != 0 ||
	    mkdir("root", 0755) != 0 || mkdir("root/in", 0755) != 0 ||
	    mkdir("out", 0755) != 0 || symlink("../out", "root/link") != 0 ||
	    symlink("in", "root/inner") != 0 ||
	    symlink("/etc/passwd", "root/in/file-link") != 0)
		return -1;
	below = (struct evi_beneath){ .root = open("root", O_RDONLY |
	    O_DIRECTORY), .by_steps = by_steps };
	return below.root < 0 ? -1 : 0;
}

static int
enter_at_once(void **state)
{
	return enter(state, false);
}

static int
enter_by_steps(void **state)
{
	return enter(state, true);
}

static int
leave(void **state)
{
	(void)state;
	close(below.root);
	return chdir("/") == 0 && evi_beneath_remove(AT_FDCWD, folder) ? 0 :
	    -1;
}

static int
try_open(const char *path, int flags)
{
	int fd = evi_beneath_open(&below, path, flags, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0 ? 0 : errno;
}

static void
what_is_below_opens(void **state)
{
	struct stat st;
	int fd;

	(void)state;
	assert_int_equal(try_open(".", O_RDONLY | O_DIRECTORY), 0);
	assert_int_equal(try_open("in", O_RDONLY | O_DIRECTORY), 0);
	fd = evi_beneath_open(&below, "in/new", O_WRONLY | O_CREAT | O_EXCL,
	    0640);
	assert_true(fd >= 0);
	assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	close(fd);
	assert_int_equal(stat("root/in/new", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(try_open("in/new", O_RDONLY), 0);
	assert_int_equal(try_open("in/none", O_RDONLY), ENOENT);
	assert_int_equal(try_open("in/new/x", O_RDONLY), ENOTDIR);
}

static void
no_link_is_followed(void **state)
{
	(void)state;
	assert_int_equal(try_open("link", O_RDONLY | O_DIRECTORY), ELOOP);
	assert_int_equal(try_open("link/x", O_WRONLY | O_CREAT), ELOOP);
	assert_int_equal(try_open("inner/x", O_WRONLY | O_CREAT), ELOOP);
	assert_int_equal(try_open("in/file-link", O_RDONLY), ELOOP);
	assert_int_equal(access("out/x", F_OK), -1);
	assert_int_equal(access("root/in/x", F_OK), -1);
}

static void
no_path_goes_up(void **state)
{
	static const char *const paths[] = { "..", "../out", "in/../../out",
		"in/..", "/etc", "", "in//x", "in/", "./in", "in/./x" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		assert_int_equal(try_open(paths[i], O_RDONLY), EXDEV);
	assert_int_equal(try_open("..in", O_RDONLY), ENOENT);
}

static void
a_folder_that_is_swapped_for_a_link_is_not_followed(void **state)
{
	int fd;

	(void)state;
	fd = evi_beneath_open(&below, "in", O_RDONLY | O_DIRECTORY, 0);
	assert_true(fd >= 0);
	assert_int_equal(rename("root/in", "root/moved"), 0);
	assert_int_equal(symlink("../out", "root/in"), 0);
	assert_int_equal(try_open("in/x", O_WRONLY | O_CREAT), ELOOP);
	/* The descriptor is still the folder that it was. */
	assert_int_equal(mkdirat(fd, "made", 0700), 0);
	assert_int_equal(access("root/moved/made", F_OK), 0);
	assert_int_equal(access("out/made", F_OK), -1);
	close(fd);
}

static void
a_path_longer_than_the_system_takes_at_once_opens(void **state)
{
	char path[6000] = "", name[201];
	int fd = dup(below.root), next, i;

	(void)state;
	memset(name, 'n', 200);
	name[200] = '\0';
	for (i = 0; i < 25; i++) {
		next = evi_beneath_make(fd, name, 0700);
		assert_true(next >= 0);
		close(fd);
		fd = next;
		strcat(path, i == 0 ? "" : "/");
		strcat(path, name);
	}
	close(fd);
	assert_true(strlen(path) > 4096);
	assert_int_equal(try_open(path, O_RDONLY | O_DIRECTORY), 0);
}

static void
another_file_system_is_not_entered(void **state)
{
	(void)state;
	if (mount("none", "root/in", "tmpfs", 0, NULL) != 0)
		skip();
	assert_int_equal(try_open("in", O_RDONLY | O_DIRECTORY), EXDEV);
	assert_int_equal(try_open("in/x", O_WRONLY | O_CREAT), EXDEV);
	assert_int_equal(umount("root/in"), 0);
}

static void
a_made_folder_is_new(void **state)
{
	int fd = evi_beneath_make(below.root, "fresh", 0700);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(evi_beneath_make(below.root, "fresh", 0700), -1);
	assert_int_equal(errno, EEXIST);
	assert_int_equal(evi_beneath_make(below.root, "link", 0700), -1);
	assert_int_equal(errno, EEXIST);
}

static void
a_move_replaces_nothing(void **state)
{
	(void)state;
	assert_int_equal(try_open("a", O_WRONLY | O_CREAT), 0);
	assert_int_equal(try_open("b", O_WRONLY | O_CREAT), 0);
	assert_int_equal(evi_beneath_move(below.root, "a", below.root, "b"),
	    -1);
	assert_int_equal(errno, EEXIST);
	assert_int_equal(evi_beneath_move(below.root, "a", below.root,
	    "link"), -1);
	assert_int_equal(errno, EEXIST);
	assert_int_equal(evi_beneath_move(below.root, "a", below.root, "c"),
	    0);
	assert_int_equal(access("root/c", F_OK), 0);
}

static void
what_is_removed_is_gone_and_nothing_else(void **state)
{
	int fd = dup(below.root), next, i;

	(void)state;
	for (i = 0; i < 3000; i++) {
		next = evi_beneath_make(fd, "d", 0700);
		assert_true(next >= 0);
		close(fd);
		fd = next;
	}
	assert_int_equal(symlinkat(folder, fd, "up"), 0);
	close(openat(fd, "file", O_WRONLY | O_CREAT, 0600));
	assert_int_equal(fchmod(fd, 0), 0);
	close(fd);
	assert_int_equal(try_open("out", O_RDONLY), ENOENT);
	assert_int_equal(chmod("root/in", 0500), 0);
	assert_true(evi_beneath_remove(AT_FDCWD, "root"));
	assert_int_equal(access("root", F_OK), -1);
	assert_int_equal(access("out", F_OK), 0);
	assert_true(evi_beneath_remove(AT_FDCWD, "root"));
}

static void
removing_a_link_leaves_what_it_leads_to(void **state)
{
	(void)state;
	close(open("out/keep", O_WRONLY | O_CREAT, 0600));
	assert_true(evi_beneath_remove(below.root, "link"));
	assert_int_equal(access("root/link", F_OK), -1);
	assert_int_equal(access("out/keep", F_OK), 0);
}

#define BOTH(test) \
	{ #test ", at once", test, enter_at_once, leave, NULL }, \
	{ #test ", by steps", test, enter_by_steps, leave, NULL }

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(what_is_below_opens),
		BOTH(no_link_is_followed),
		BOTH(no_path_goes_up),
		BOTH(a_folder_that_is_swapped_for_a_link_is_not_followed),
		BOTH(a_path_longer_than_the_system_takes_at_once_opens),
		BOTH(another_file_system_is_not_entered),
		BOTH(a_made_folder_is_new),
		BOTH(a_move_replaces_nothing),
		BOTH(what_is_removed_is_gone_and_nothing_else),
		BOTH(removing_a_link_leaves_what_it_leads_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
