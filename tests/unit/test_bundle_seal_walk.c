/* bundle/seal/walk.c, folder.c, operand.c, links.c: the source in the bundle's
 * order, whatever its names, and never through a link. */
#include "bundle/seal/links.h"
#include "bundle/seal/walk.h"
#include "record/object.h"

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

static char folder[64];

static int
make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/evid-walk-XXXXXX");
	return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int
remove_folder(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return chdir("/") != 0 || system(command) != 0;
}

static void
write_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
}

/* the mapped paths, each with a newline */
static enum evid_status
walk(const struct evid_seal_options *o, const char *const *paths, size_t n,
    struct evi_buf *out, struct evid_error *err)
{
	struct evi_walk *w = NULL;
	const struct evi_visit *v = NULL;
	enum evid_status status;

	status = evi_walk_new(o, paths, n, NULL, NULL, &w, err);
	while (status == EVID_OK) {
		status = evi_walk_next(w, &v, err);
		if (status != EVID_OK || v == NULL)
			break;
		evi_buf_add_text(out, v->mapped);
		evi_buf_add_byte(out, '\n');
	}
	evi_walk_free(w);
	return status;
}

static void
expect_walk(const struct evid_seal_options *o, const char *path,
    const char *expected)
{
	struct evi_buf out = EVI_BUF_INIT;
	struct evid_error err = EVID_ERROR_INIT;

	assert_int_equal(walk(o, &path, 1, &out, &err), EVID_OK);
	assert_string_equal(evi_buf_text(&out), expected);
	evi_buf_free(&out);
}

static void
paths_come_in_byte_order_of_the_whole_path(void **state)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;

	(void)state;
	mkdir("s", 0755);
	mkdir("s/a", 0755);
	write_file("s/a/x");
	write_file("s/a-b");
	write_file("s/a.c");
	write_file("s/a0");
	write_file("s/Z");
	expect_walk(&o, "s", "data/s/\ndata/s/Z\ndata/s/a-b\ndata/s/a.c\n"
	    "data/s/a/\ndata/s/a/x\ndata/s/a0\n");
}

static void
below_the_root_a_path_has_one_slash(void **state)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;
	const char *const path = "/";
	const struct evi_visit *v = NULL;
	struct evi_walk *w = NULL;

	(void)state;
	assert_int_equal(evi_walk_new(&o, &path, 1, NULL, NULL, &w, NULL),
	    EVID_OK);
	assert_int_equal(evi_walk_next(w, &v, NULL), EVID_OK);
	assert_string_equal(v->shown, "/");
	assert_int_equal(evi_walk_next(w, &v, NULL), EVID_OK);
	assert_true(v->shown[0] == '/' && v->shown[1] != '/' &&
	    v->shown[1] != '\0');
	evi_walk_free(w);
}

/* Eighteen letters and their accents: as letters they are shorter by as many
 * bytes as the mark is long. */
static void
a_mapped_name_of_the_same_length_is_another(void **state)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;
	struct evi_buf out = EVI_BUF_INIT;
	char name[2 + 18 * 3 + 1] = "s/";
	const char *const path = "s";
	size_t i;

	(void)state;
	for (i = 0; i < 18; i++)
		memcpy(name + 2 + 3 * i, "e\xcc\x81", 4);
	mkdir("s", 0755);
	write_file(name);
	assert_int_equal(walk(&o, &path, 1, &out, NULL), EVID_OK);
	assert_int_equal(strlen(evi_buf_text(&out)), strlen("data/s/\ndata/")
	    + strlen(name) + 1);
	assert_non_null(strstr(evi_buf_text(&out), "\ndata/s/\xc3\xa9"));
	assert_non_null(strstr(evi_buf_text(&out), "\xc3\xa9=~"));
	evi_buf_free(&out);
}

static void
names_that_collide_are_marked_but_for_the_first(void **state)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;

	(void)state;
	mkdir("s", 0755);
	write_file("s/readme.TXT");
	write_file("s/README.txt");
	expect_walk(&o, "s", "data/s/\ndata/s/README.txt\n"
	    "data/s/readme.TXT=~d49614ba6e690b2e\n");
}

static void
a_dot_is_called_what_its_folder_is(void **state)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;

	(void)state;
	mkdir("here", 0755);
	write_file("here/x");
	assert_int_equal(chdir("here"), 0);
	expect_walk(&o, ".", "data/here/\ndata/here/x\n");
	mkdir("sub", 0755);
	assert_int_equal(chdir("sub"), 0);
	expect_walk(&o, "..", "data/here/\ndata/here/sub/\ndata/here/x\n");
	expect_walk(&o, "../x/", "data/x\n");
}

static void
what_a_pattern_covers_is_left_out_with_all_below(void **state)
{
	const char *const globs[] = { "*.tmp", "s/b" };
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;

	(void)state;
	o.exclude = globs;
	o.n_exclude = 2;
	mkdir("s", 0755);
	mkdir("s/b", 0755);
	mkdir("s/c", 0755);
	write_file("s/b/x");
	write_file("s/c/b");
	write_file("s/c/x.tmp");
	expect_walk(&o, "s", "data/s/\ndata/s/c/\ndata/s/c/b\n");
}

static void
links_are_visited_and_never_followed(void **state)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;
	const char *const link = "link";
	struct evi_buf out = EVI_BUF_INIT;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	mkdir("s", 0755);
	mkdir("elsewhere", 0755);
	write_file("elsewhere/secret");
	assert_int_equal(symlink("../elsewhere", "s/out"), 0);
	assert_int_equal(symlink("s", "link"), 0);
	expect_walk(&o, "s", "data/s/\ndata/s/out\n");
	assert_int_equal(walk(&o, &link, 1, &out, &err), EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "link"));
	assert_non_null(strstr(err.hint, "target"));
	evi_buf_free(&out);
}

static void
two_operands_of_one_name_are_refused(void **state)
{
	const char *const paths[] = { "a/x", "b/x" };
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;
	struct evi_buf out = EVI_BUF_INIT;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	mkdir("a", 0755);
	mkdir("b", 0755);
	write_file("a/x");
	write_file("b/x");
	assert_int_equal(walk(&o, paths, 2, &out, &err), EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "x: two operands"));
	evi_buf_free(&out);
}

/* deeper than folders are held open, so that the way up is gone again */
static void
a_deep_tree_is_walked_to_its_end_and_back(void **state)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;
	struct evi_buf out = EVI_BUF_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	const char *const path = "d";
	const char *p;
	unsigned int i, lines = 0;
	int fd;

	(void)state;
	for (i = 0; i < 300; i++) {
		assert_int_equal(mkdir("d", 0755), 0);
		assert_int_equal(chdir("d"), 0);
		write_file("z");
	}
	fd = open(folder, O_RDONLY | O_DIRECTORY);
	assert_int_equal(fchdir(fd), 0);
	close(fd);
	assert_int_equal(walk(&o, &path, 1, &out, &err), EVID_OK);
	for (p = evi_buf_text(&out); *p != '\0'; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 600);
	assert_non_null(strstr(evi_buf_text(&out), "\ndata/d/z\n"));
	evi_buf_free(&out);
}

static void
a_path_longer_than_the_format_has_is_named(void **state)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;
	struct evi_buf out = EVI_BUF_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	const char *path;
	char name[129];
	unsigned int i;
	int fd;

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	path = name;
	for (i = 0; i < 32; i++) {
		assert_int_equal(mkdir(name, 0755), 0);
		assert_int_equal(chdir(name), 0);
	}
	fd = open(folder, O_RDONLY | O_DIRECTORY);
	assert_int_equal(fchdir(fd), 0);
	close(fd);
	assert_int_equal(walk(&o, &path, 1, &out, &err), EVID_ERR_LIMIT);
	assert_non_null(strstr(err.message, "nnn"));
	evi_buf_free(&out);
}

static void
a_folder_that_is_replaced_by_a_link_is_not_entered(void **state)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;
	const char *const path = "s";
	const struct evi_visit *v = NULL;
	struct evi_walk *w = NULL;

	(void)state;
	mkdir("s", 0755);
	mkdir("s/b", 0755);
	mkdir("elsewhere", 0755);
	write_file("elsewhere/secret");
	assert_int_equal(evi_walk_new(&o, &path, 1, NULL, NULL, &w, NULL),
	    EVID_OK);
	assert_int_equal(evi_walk_next(w, &v, NULL), EVID_OK);
	assert_int_equal(rmdir("s/b"), 0);
	assert_int_equal(symlink("../elsewhere", "s/b"), 0);
	assert_int_equal(evi_walk_next(w, &v, NULL), EVID_OK);
	assert_string_equal(v->mapped, "data/s/b/");
	assert_true((v->changed & EVI_CHANGE_REPLACED) != 0);
	assert_int_equal(v->fd, -1);
	assert_int_equal(evi_walk_next(w, &v, NULL), EVID_OK);
	assert_null(v);
	evi_walk_free(w);
}

static const struct evi_visit *
step_open(struct evi_walk *w, const char *mapped)
{
	const struct evi_visit *v = NULL;

	assert_int_equal(evi_walk_next_open(w, &v, NULL), EVID_OK);
	assert_non_null(v);
	assert_string_equal(v->mapped, mapped);
	return v;
}

static void
regular_files_alone_are_opened_on_the_way(void **state)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;
	const char *const path = "s";
	const struct evi_visit *v;
	struct evi_walk *w = NULL;
	struct stat st;
	int file;

	(void)state;
	mkdir("s", 0755);
	write_file("s/a");
	write_file("s/b");
	assert_int_equal(mkfifo("s/c", 0644), 0);
	write_file("s/d");
	assert_int_equal(symlink("a", "s/e"), 0);
	assert_int_equal(evi_walk_new(&o, &path, 1, NULL, NULL, &w, NULL),
	    EVID_OK);
	assert_int_equal(step_open(w, "data/s/")->file, -1);
	v = step_open(w, "data/s/a");
	assert_int_equal(fstat(v->file, &st), 0);
	assert_int_equal(v->st.st_ino, st.st_ino);
	assert_int_equal(v->st.st_dev, st.st_dev);
	assert_int_equal(v->look.st.st_ctim.tv_nsec, st.st_ctim.tv_nsec);
	file = evi_walk_take_file(w);
	v = step_open(w, "data/s/b");
	assert_int_equal(fstat(file, &st), 0);	/* ours by now */
	assert_int_not_equal(v->file, file);
	close(file);
	file = v->file;
	v = step_open(w, "data/s/c");
	assert_int_equal(fcntl(file, F_GETFD), -1);	/* nobody took it */
	assert_int_equal(v->file, -1);
	assert_true(S_ISFIFO(v->st.st_mode));
	/* Was a file when the folder was listed, and is none now. */
	assert_int_equal(unlink("s/d"), 0);
	assert_int_equal(mkfifo("s/d", 0644), 0);
	v = step_open(w, "data/s/d");
	assert_int_equal(v->file, -1);
	assert_true(S_ISFIFO(v->st.st_mode));
	assert_int_equal(step_open(w, "data/s/e")->file, -1);
	evi_walk_free(w);
}

static void
a_file_is_known_by_all_its_names_and_then_forgotten(void **state)
{
	struct evi_links *links = NULL;
	struct stat st = { .st_dev = 1, .st_ino = 7, .st_nlink = 3 };
	struct stat other = { .st_dev = 2, .st_ino = 7, .st_nlink = 3 };

	(void)state;
	assert_int_equal(evi_links_new(&links, NULL), EVID_OK);
	assert_null(evi_links_find(links, &st));
	assert_int_equal(evi_links_add(links, &st, "data/a", NULL), EVID_OK);
	assert_null(evi_links_find(links, &other));
	assert_string_equal(evi_links_find(links, &st), "data/a");
	assert_string_equal(evi_links_find(links, &st), "data/a");
	assert_null(evi_links_find(links, &st));
	evi_links_free(links);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(paths_come_in_byte_order_of_the_whole_path),
		TEST(below_the_root_a_path_has_one_slash),
		TEST(a_mapped_name_of_the_same_length_is_another),
		TEST(names_that_collide_are_marked_but_for_the_first),
		TEST(a_dot_is_called_what_its_folder_is),
		TEST(what_a_pattern_covers_is_left_out_with_all_below),
		TEST(links_are_visited_and_never_followed),
		TEST(two_operands_of_one_name_are_refused),
		TEST(a_deep_tree_is_walked_to_its_end_and_back),
		TEST(a_path_longer_than_the_format_has_is_named),
		TEST(a_folder_that_is_replaced_by_a_link_is_not_entered),
		TEST(regular_files_alone_are_opened_on_the_way),
		cmocka_unit_test(
		    a_file_is_known_by_all_its_names_and_then_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
