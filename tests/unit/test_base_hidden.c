/* base/hidden.c: a folder appears whole, or not at all. */
#include "base/hidden.h"
#include "base/beneath.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];
static struct evi_hidden hidden;
static struct evid_error err;

static int
enter(void **state)
{
	(void)state;
	memset(&err, 0, sizeof(err));
	strcpy(folder, "/tmp/evidence-test-XXXXXX");
	return mkdtemp(folder) == NULL || chdir(folder) != 0 ? -1 : 0;
}

static int
leave(void **state)
{
	(void)state;
	(void)evi_hidden_abandon(&hidden);
	return chdir("/") == 0 && evi_beneath_remove(AT_FDCWD, folder) ? 0 :
	    -1;
}

/* how many entries a folder has */
static int
entries(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int n = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		n += strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0;
	closedir(dir);
	return n;
}

static bool
there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static void
open_with_a_file(const char *target)
{
	assert_int_equal(evi_hidden_open(&hidden, target, &err), EVID_OK);
	assert_int_equal(evi_hidden_tree(&hidden, &err), EVID_OK);
	close(openat(hidden.tree, "file", O_WRONLY | O_CREAT, 0600));
	assert_int_equal(mkdirat(hidden.tree, "closed", 0500), 0);
}

static void
it_appears_at_the_end(void **state)
{
	struct stat st;

	(void)state;
	open_with_a_file("out");
	assert_false(there("out"));
	assert_int_equal(stat(hidden.name, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(evi_hidden_commit(&hidden, &err), EVID_OK);
	assert_true(there("out/file"));
	assert_true(there("out/closed"));
	assert_true(evi_hidden_abandon(&hidden));
	assert_int_equal(entries("."), 1);
}

static void
abandoned_it_leaves_nothing(void **state)
{
	(void)state;
	open_with_a_file("out/");
	assert_true(evi_hidden_abandon(&hidden));
	assert_int_equal(entries("."), 0);
}

static void
an_empty_folder_is_filled_as_it_is(void **state)
{
	struct stat before, after;

	(void)state;
	assert_int_equal(mkdir("out", 0750), 0);
	assert_int_equal(stat("out", &before), 0);
	open_with_a_file("out");
	assert_false(there("out/file"));
	assert_int_equal(evi_hidden_commit(&hidden, &err), EVID_OK);
	assert_true(evi_hidden_abandon(&hidden));
	assert_int_equal(stat("out", &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(after.st_mode & 0777, 0750);
	assert_int_equal(entries("out"), 2);
	assert_int_equal(stat("out/closed", &after), 0);
	assert_int_equal(after.st_mode & 0777, 0500);
	assert_int_equal(entries("."), 1);
}

static void
an_empty_folder_that_is_filled_meanwhile_stays_so(void **state)
{
	(void)state;
	assert_int_equal(mkdir("out", 0755), 0);
	open_with_a_file("out");
	close(openat(hidden.tree, "second", O_WRONLY | O_CREAT, 0600));
	close(open("out/second", O_WRONLY | O_CREAT, 0600));
	assert_int_equal(evi_hidden_commit(&hidden, &err), EVID_ERR_EXISTS);
	assert_true(evi_hidden_abandon(&hidden));
	assert_int_equal(entries("out"), 1);
	assert_true(there("out/second"));
}

static void
refuses(const char *target)
{
	assert_int_equal(evi_hidden_open(&hidden, target, &err),
	    EVID_ERR_EXISTS);
	assert_string_not_equal(err.hint, "");
	assert_true(evi_hidden_abandon(&hidden));
}

static void
what_is_there_is_never_replaced(void **state)
{
	(void)state;
	close(open("file", O_WRONLY | O_CREAT, 0600));
	refuses("file");
	assert_int_equal(mkdir("full", 0755), 0);
	close(open("full/x", O_WRONLY | O_CREAT, 0600));
	refuses("full");
	assert_int_equal(mkdir("empty", 0755), 0);
	assert_int_equal(symlink("empty", "link"), 0);
	refuses("link");
	refuses("link/");
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	refuses("dangling");
	assert_int_equal(entries("empty"), 0);
	assert_int_equal(entries("."), 5);
}

static void
what_is_made_meanwhile_is_not_replaced(void **state)
{
	(void)state;
	open_with_a_file("out");
	assert_int_equal(mkdir("elsewhere", 0755), 0);
	assert_int_equal(symlink("elsewhere", "out"), 0);
	assert_int_equal(evi_hidden_commit(&hidden, &err), EVID_ERR_EXISTS);
	assert_true(evi_hidden_abandon(&hidden));
	assert_int_equal(entries("elsewhere"), 0);
	assert_int_equal(entries("."), 2);
}

static void
a_parent_that_is_moved_away_takes_it_along(void **state)
{
	(void)state;
	assert_int_equal(mkdir("parent", 0755), 0);
	assert_int_equal(mkdir("trap", 0755), 0);
	open_with_a_file("parent/out");
	assert_int_equal(rename("parent", "moved"), 0);
	assert_int_equal(symlink("trap", "parent"), 0);
	assert_int_equal(evi_hidden_commit(&hidden, &err), EVID_OK);
	assert_true(evi_hidden_abandon(&hidden));
	assert_true(there("moved/out/file"));
	assert_int_equal(entries("moved"), 1);
	assert_int_equal(entries("trap"), 0);
}

static void
without_a_parent_it_says_so(void **state)
{
	(void)state;
	assert_int_equal(evi_hidden_open(&hidden, "none/out", &err),
	    EVID_ERR_NOT_FOUND);
	assert_true(evi_hidden_abandon(&hidden));
}

/* a process that is killed while it works on @target */
static void
kill_one(const char *target)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		if (evi_hidden_open(&hidden, target, NULL) != EVID_OK)
			_exit(1);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

static void
what_a_killed_run_left_is_named(void **state)
{
	(void)state;
	kill_one("out");
	assert_int_equal(evi_hidden_open(&hidden, "out", &err), EVID_OK);
	assert_non_null(hidden.leftover);
	assert_memory_equal(hidden.leftover, ".out.", 5);
	assert_true(there(hidden.leftover));
	assert_true(evi_hidden_abandon(&hidden));
	assert_int_equal(mkdir("in", 0755), 0);
	kill_one("in");
	assert_int_equal(entries("in"), 1);
	assert_int_equal(evi_hidden_open(&hidden, "in", &err), EVID_OK);
	assert_non_null(hidden.leftover);
	assert_memory_equal(hidden.leftover, "in/.evidence.", 13);
	assert_true(evi_hidden_abandon(&hidden));
	assert_int_equal(entries("in"), 1);
}

/* @n folders of a process that is gone, within @folder and of @base */
static void
make_dead(const char *folder_, const char *base, int n)
{
	pid_t child = fork();
	char path[200];

	assert_true(child >= 0);
	if (child == 0)
		_exit(0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	while (n-- > 0) {
		snprintf(path, sizeof(path), "%s/.%s.%d-0000000%d.partial",
		    folder_, base, (int)child, n);
		assert_int_equal(mkdir(path, 0700), 0);
	}
}

static void
of_several_that_were_left_the_others_are_counted(void **state)
{
	(void)state;
	make_dead(".", "out", 3);
	assert_int_equal(evi_hidden_open(&hidden, "out", &err), EVID_OK);
	assert_memory_equal(hidden.leftover, ".out.", 5);
	assert_int_equal(hidden.others, 2);
	assert_true(evi_hidden_abandon(&hidden));
	assert_int_equal(mkdir("in", 0755), 0);
	make_dead("in", "evidence", 2);
	assert_int_equal(evi_hidden_open(&hidden, "in", &err), EVID_OK);
	assert_memory_equal(hidden.leftover, "in/.evidence.", 13);
	assert_int_equal(hidden.others, 1);
	assert_true(evi_hidden_abandon(&hidden));
}

/* What a file system itself puts into its root does not fill it, nor what a
 * run that was killed left; neither is taken for what was put there, not even
 * where the tree is made in the place itself. */
static void
what_is_nobodys_may_be_in_an_empty_folder(void **state)
{
	(void)state;
	assert_int_equal(mkdir("out", 0755), 0);
	assert_int_equal(mkdir("out/lost+found", 0700), 0);
	make_dead("out", "evidence", 1);
	open_with_a_file("out");
	assert_int_equal(evi_hidden_commit(&hidden, &err), EVID_OK);
	assert_true(evi_hidden_abandon(&hidden));
	assert_true(there("out/file"));
	assert_int_equal(entries("out"), 4);
	assert_int_equal(unlink("out/file"), 0);
	assert_int_equal(rmdir("out/closed"), 0);
	open_with_a_file("out");
	hidden.in_place = true;
	close(hidden.tree);
	hidden.tree = dup(hidden.parent);
	close(openat(hidden.tree, "file", O_WRONLY | O_CREAT, 0600));
	assert_true(evi_hidden_abandon(&hidden));
	assert_int_equal(entries("out"), 2);
	assert_true(there("out/lost+found"));
}

static void
what_was_not_begun_is_not_given_a_name(void **state)
{
	(void)state;
	assert_int_equal(evi_hidden_open(&hidden, "out", &err), EVID_OK);
	assert_int_equal(evi_hidden_commit(&hidden, &err),
	    EVID_ERR_ARGUMENT);
	assert_true(evi_hidden_abandon(&hidden));
	assert_int_equal(entries("."), 0);
}

static void
in_place(const char *target)
{
	open_with_a_file(target);
	hidden.in_place = true;
	close(hidden.tree);
	hidden.tree = hidden.inside ? dup(hidden.parent) :
	    evi_beneath_make(hidden.parent, target, 0755);
	assert_true(hidden.tree >= 0);
	close(openat(hidden.tree, "file", O_WRONLY | O_CREAT, 0600));
}

/* as where folders cannot be renamed */
static void
in_place_it_is_kept_or_taken_back(void **state)
{
	(void)state;
	in_place("out");
	assert_true(there("out/file"));
	assert_true(evi_hidden_abandon(&hidden));
	assert_int_equal(entries("."), 0);
	in_place("out");
	assert_int_equal(evi_hidden_commit(&hidden, &err), EVID_OK);
	assert_true(evi_hidden_abandon(&hidden));
	assert_true(there("out/file"));
	assert_int_equal(unlink("out/file"), 0);
	in_place("out");
	assert_true(evi_hidden_abandon(&hidden));
	assert_int_equal(entries("out"), 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(it_appears_at_the_end),
		CASE(abandoned_it_leaves_nothing),
		CASE(an_empty_folder_is_filled_as_it_is),
		CASE(an_empty_folder_that_is_filled_meanwhile_stays_so),
		CASE(what_is_there_is_never_replaced),
		CASE(what_is_made_meanwhile_is_not_replaced),
		CASE(a_parent_that_is_moved_away_takes_it_along),
		CASE(without_a_parent_it_says_so),
		CASE(what_a_killed_run_left_is_named),
		CASE(of_several_that_were_left_the_others_are_counted),
		CASE(what_is_nobodys_may_be_in_an_empty_folder),
		CASE(what_was_not_begun_is_not_given_a_name),
		CASE(in_place_it_is_kept_or_taken_back),
	};

	hidden = (struct evi_hidden)EVI_HIDDEN_INIT;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
