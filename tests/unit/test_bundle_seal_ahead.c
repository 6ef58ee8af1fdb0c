/* bundle/seal/ahead.c: the next files of a folder are asked for while blocks
 * come from the disk, and only then; what is no regular file, or is left out,
 * is not opened. */
#include "bundle/seal/ahead.h"
#include "bundle/seal/walk.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define FILES 200u

int __wrap_getrusage(int who, struct rusage *usage);
int __wrap_posix_fadvise64(int fd, off_t offset, off_t len, int advice);

static char folder[64];
static long blocks, each;	/* from the disk: all, and more at each look */
static int n_asked;		/* and for which inodes */
static ino_t asked[1000];

int
__wrap_getrusage(int who, struct rusage *usage)
{
	(void)who;
	memset(usage, 0, sizeof(*usage));
	usage->ru_inblock = blocks += each;
	return 0;
}

int
__wrap_posix_fadvise64(int fd, off_t offset, off_t len, int advice)
{
	struct stat st;

	assert_int_equal(advice, POSIX_FADV_WILLNEED);
	assert_int_equal(offset, 0);
	assert_true(len > 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	asked[n_asked++] = st.st_ino;
	return 0;
}

static int
make_folder(void **state)
{
	unsigned int i;
	char name[32];

	(void)state;
	strcpy(folder, "/tmp/evid-ahead-XXXXXX");
	if (mkdtemp(folder) == NULL || chdir(folder) != 0 ||
	    mkdir("d", 0777) != 0 || mkdir("d/5", 0777) != 0 ||
	    mkfifo("d/f010p", 0666) != 0 || symlink("f001", "d/f020l") != 0)
		return -1;
	for (i = 0; i < FILES; i++) {
		snprintf(name, sizeof(name), "d/f%03u", i);
		close(open(name, O_WRONLY | O_CREAT, 0666));
	}
	return 0;
}

static int
remove_folder(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return chdir("/") != 0 || system(command) != 0;
}

static ino_t
inode(unsigned int i)
{
	char name[32];
	struct stat st;

	snprintf(name, sizeof(name), "d/f%03u", i);
	assert_int_equal(lstat(name, &st), 0);
	return st.st_ino;
}

/* all of it walked; @pattern: left out, or NULL */
static void
walk(const char *pattern, size_t visits)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;
	const char *path = "d";
	struct evi_walk *w = NULL;
	const struct evi_visit *v = NULL;
	size_t n = 0;

	o.exclude = &pattern;
	o.n_exclude = pattern != NULL;
	blocks = n_asked = 0;
	assert_int_equal(evi_walk_new(&o, &path, 1, NULL, NULL, &w, NULL),
	    EVID_OK);
	while (evi_walk_next_open(w, &v, NULL) == EVID_OK && v != NULL)
		n++;
	evi_walk_free(w);
	assert_int_equal(n, visits);
}

static void
all_are_asked_for_once_while_blocks_come(void **state)
{
	unsigned int i;

	(void)state;
	each = 8;
	walk(NULL, FILES + 4);
	assert_int_equal(n_asked, FILES);
	for (i = 0; i < FILES; i++)
		assert_int_equal(asked[i], inode(i));
}

static void
none_is_where_none_comes(void **state)
{
	(void)state;
	each = 0;
	walk(NULL, FILES + 4);
	assert_int_equal(n_asked, 0);
}

static void
none_is_where_something_is_left_out(void **state)
{
	(void)state;
	each = 8;
	walk("d/f1*", FILES + 4 - 100);
	assert_int_equal(n_asked, 0);
}

/* never more than 64, and half of them are left when more are asked for */
static void
they_are_asked_for_in_time(void **state)
{
	struct evi_folder names = EVI_FOLDER_INIT;
	struct evi_ahead ahead = { 0 };
	size_t done = 0;
	int fd = open("d", O_RDONLY | O_DIRECTORY), error, i, before = 0;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(evi_folder_list(&names, fd, &error, NULL), EVID_OK);
	assert_int_equal(evi_folder_order(&names, NULL), EVID_OK);
	assert_int_equal(names.count, FILES + 3);
	each = 1;
	blocks = n_asked = 0;
	for (i = 0; i < (int)names.count; i++) {
		evi_ahead_read(&ahead, fd, &names, (size_t)i, &done);
		assert_true(done >= (size_t)i + 1);
		assert_true(done <= (size_t)i + 64);
		assert_true(done == names.count || done >= (size_t)i + 32);
		if (n_asked != before && i > 0)
			assert_true(n_asked - before <= 32);
		before = n_asked;
	}
	assert_int_equal(n_asked, FILES);
	evi_folder_free(&names);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_are_asked_for_once_while_blocks_come),
		cmocka_unit_test(none_is_where_none_comes),
		cmocka_unit_test(none_is_where_something_is_left_out),
		cmocka_unit_test(they_are_asked_for_in_time),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
