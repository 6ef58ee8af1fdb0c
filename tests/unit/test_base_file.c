/* base/file.c and base/output.c: whole reads, and outputs that appear whole. */
#include "base/file.h"
#include "base/partial.h"
#include "base/thread.h"

#include "support/folder.h"

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
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <dirent.h>

#include <cmocka.h>

/* Each test has a fresh folder and works inside it. */

static size_t
files_here(void)
{
	size_t n = 0;
	DIR *dir = opendir(".");
	struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			n++;
	}
	closedir(dir);
	return n;
}

static void
put(const char *name, const char *text)
{
	struct evid_error err = EVID_ERROR_INIT;

	if (evi_file_write(name, text, strlen(text), 0644, true, &err) !=
	    EVID_OK)
		fail_msg("%s", err.message);
}

static void
expect_content(const char *name, const char *want)
{
	struct evi_buf got = EVI_BUF_INIT;

	assert_int_equal(evi_file_read(name, 100000, &got, NULL), EVID_OK);
	assert_string_equal(evi_buf_text(&got), want);
	evi_buf_free(&got);
}

static void
a_file_is_read_whole_up_to_the_limit(void **state)
{
	struct evi_buf got = EVI_BUF_INIT;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	put("f", "12345");
	assert_int_equal(evi_file_read("f", 5, &got, NULL), EVID_OK);
	assert_int_equal(got.len, 5);
	evi_buf_free(&got);
	assert_int_equal(evi_file_read("f", 4, &got, &err), EVID_ERR_LIMIT);
	assert_non_null(strstr(err.message, "f: "));
	evi_buf_free(&got);
	put("empty", "");
	assert_int_equal(evi_file_read("empty", 0, &got, NULL), EVID_OK);
	assert_int_equal(got.len, 0);
	evi_buf_free(&got);
	put("f", "1234\n123\n12345");
	assert_int_equal(evi_file_read_lines("f", 99, 5, &got, NULL), EVID_OK);
	assert_int_equal(got.len, 14);
	evi_buf_free(&got);
	err = (struct evid_error)EVID_ERROR_INIT;
	assert_int_equal(evi_file_read_lines("f", 99, 4, &got, &err),
	    EVID_ERR_FORMAT);
	assert_non_null(strstr(err.message, "f: "));
	evi_buf_free(&got);
	/* Its size is 0 until it is read. */
	assert_int_equal(evi_file_read("/proc/self/status", 100000, &got,
	    NULL), EVID_OK);
	assert_true(got.len > 100);
	evi_buf_free(&got);
	assert_int_equal(evi_file_read("/proc/self/status", 10, &got, NULL),
	    EVID_ERR_LIMIT);
	evi_buf_free(&got);
}

/* what has no size is read piece by piece, to its end */
static void
a_pipe_is_read_whole(void **state)
{
	enum { LEN = 300000 };
	struct evi_buf got = EVI_BUF_INIT;
	pid_t child;

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	child = fork();
	if (child == 0) {
		int fd = open("pipe", O_WRONLY);

		for (int i = 0; i < LEN; i++)
			if (write(fd, i % 2 == 0 ? "a" : "b", 1) != 1)
				_exit(1);
		_exit(0);
	}
	assert_int_equal(evi_file_read_lines("pipe", LEN, LEN, &got, NULL),
	    EVID_OK);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(got.len, LEN);
	for (size_t i = 0; i < got.len; i++)
		assert_int_equal(got.data[i], i % 2 == 0 ? 'a' : 'b');
	evi_buf_free(&got);
}

/* with standard input a file, and back */
static void
lines_come_from_standard_input_too(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_buf got = EVI_BUF_INIT;
	int kept = dup(STDIN_FILENO), fd;
	enum evid_status status, longer;

	(void)state;
	put("f", "one\nthree\n");
	fd = open("f", O_RDONLY);
	assert_true(kept >= 0 && fd >= 0);
	assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	status = evi_file_read_lines("-", 99, 5, &got, NULL);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	longer = evi_file_read_lines("-", 99, 4, &got, &err);
	assert_int_equal(dup2(kept, STDIN_FILENO), STDIN_FILENO);
	close(kept);
	close(fd);
	assert_int_equal(status, EVID_OK);
	assert_memory_equal(got.data, "one\nthree\n", 10);
	assert_int_equal(longer, EVID_ERR_FORMAT);
	assert_non_null(strstr(err.message, "standard input: a line"));
	evi_buf_free(&got);
}

/* with standard output the full device, and back */
static void
standard_output_is_named_as_that(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_output out = EVI_OUTPUT_INIT;
	int kept = dup(STDOUT_FILENO), full = open("/dev/full", O_WRONLY);
	enum evid_status status, named;

	(void)state;
	assert_true(kept >= 0 && full >= 0);
	fflush(stdout);
	assert_int_equal(dup2(full, STDOUT_FILENO), STDOUT_FILENO);
	status = evi_file_write("-", "x", 1, 0600, false, &err);
	named = evi_output_open(&out, "-", 0600, false, NULL);
	if (named == EVID_OK)
		named = evi_output_commit_as(&out, "elsewhere", NULL);
	assert_int_equal(dup2(kept, STDOUT_FILENO), STDOUT_FILENO);
	evi_output_abandon(&out);
	assert_int_equal(status, EVID_ERR_SPACE);
	assert_non_null(strstr(err.message, "standard output: write: "));
	assert_int_equal(named, EVID_OK);
	assert_int_equal(files_here(), 0);
	close(kept);
	close(full);
}

/* What is like it in part is somebody's file. */
static void
what_only_looks_like_a_leftover_is_none(void **state)
{
	static const char *const others[] = { ".o.%d-0000000a.partia1",
		".o-%d-0000000a.partial", ".p.%d-0000000a.partial",
		"_o.%d-0000000a.partial", ".o.%d_0000000a.partial",
		".o.%d-0000000g.partial", ".o.%d-000000a.partial",
		".o.0%d-0000000a.partial", ".o.-%d-0000000a.partial",
		".o.%d99999999-0000000a.partial" };
	char name[100];
	pid_t child = fork();

	(void)state;
	if (child == 0)
		_exit(0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	(void)snprintf(name, sizeof(name), ".o.%d-0000000a.partial",
	    (int)child);
	assert_true(evi_partial_is_leftover(name, "o"));
	assert_false(evi_partial_is_leftover(".o.0-0000000a.partial", "o"));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		char mark[] = "%d", *at;

		(void)snprintf(name, sizeof(name), "%s", others[i]);
		at = strstr(name, mark);
		(void)snprintf(at, sizeof(name) - (size_t)(at - name), "%d%s",
		    (int)child, strstr(others[i], mark) + strlen(mark));
		if (evi_partial_is_leftover(name, "o"))
			fail_msg("taken for one: %s", name);
	}
}

static void
a_folder_or_nothing_is_no_file(void **state)
{
	struct evi_buf got = EVI_BUF_INIT;
	struct evid_error err = EVID_ERROR_INIT, none = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(evi_file_read(".", 10, &got, &err), EVID_ERR_ARGUMENT);
	assert_string_equal(err.message, ".: is a folder");
	err = none;
	assert_int_equal(evi_file_read_lines(".", 10, 10, &got, &err),
	    EVID_ERR_ARGUMENT);
	assert_string_equal(err.message, ".: is a folder");
	assert_int_equal(evi_file_read("absent", 10, &got, &none),
	    EVID_ERR_NOT_FOUND);
	assert_int_equal(none.system, ENOENT);
	evi_buf_free(&got);
}

static void *
dribble(void *argument)
{
	int fd = *(int *)argument;

	for (int i = 0; i < 5; i++) {
		usleep(2000);
		if (write(fd, "ab", 2) != 2)
			break;
	}
	close(fd);
	return NULL;
}

static void
short_reads_are_joined_also_on_a_pipe_that_does_not_wait(void **state)
{
	char data[16] = "";
	struct evi_thread thread;
	size_t n = 0;
	int ends[2];

	(void)state;
	for (int flags = 0; flags <= O_NONBLOCK; flags += O_NONBLOCK) {
		assert_int_equal(pipe2(ends, flags), 0);
		assert_int_equal(evi_thread_start(&thread, dribble, &ends[1],
		    NULL), EVID_OK);
		assert_int_equal(evi_read_full(ends[0], data, 7, &n, "pipe",
		    NULL), EVID_OK);
		assert_int_equal(n, 7);
		assert_int_equal(evi_read_full(ends[0], data + 7, 7, &n,
		    "pipe", NULL), EVID_OK);
		assert_int_equal(n, 3);
		assert_memory_equal(data, "ababababab", 10);
		assert_int_equal(pthread_join(thread.id, NULL), 0);
		close(ends[0]);
	}
}

static void
reads_and_writes_at_a_place_leave_the_position(void **state)
{
	char data[8] = "";
	int fd = -1;
	size_t n = 9;

	(void)state;
	assert_int_equal(evi_spool_open(".", &fd, NULL), EVID_OK);
	assert_int_equal(files_here(), 0);
	assert_int_equal(evi_pwrite_full(fd, "xyz", 3, 5, "s", NULL), EVID_OK);
	assert_int_equal(evi_write_full(fd, "ab", 2, "s", NULL), EVID_OK);
	assert_int_equal(evi_pread_full(fd, data, 8, 1, &n, "s", NULL),
	    EVID_OK);
	assert_int_equal(n, 7);
	assert_memory_equal(data, "b\0\0\0xyz", 7);
	assert_int_equal(evi_pread_full(fd, data, 8, UINT64_MAX - 2, &n, "s",
	    NULL), EVID_ERR_IO);
	assert_int_equal(evi_pwrite_full(fd, data, 8, INT64_MAX, "s", NULL),
	    EVID_ERR_SPACE);
	close(fd);
	/* Without a folder to be had there, the temporary one serves. */
	assert_int_equal(evi_spool_open("absent/folder", &fd, NULL), EVID_OK);
	close(fd);
}

static void
an_output_appears_only_when_committed(void **state)
{
	struct evi_output out = EVI_OUTPUT_INIT;
	struct stat st;

	(void)state;
	assert_int_equal(evi_output_open(&out, "o", 0600, false, NULL),
	    EVID_OK);
	assert_null(out.leftover);
	assert_int_equal(evi_write_full(out.fd, "whole", 5, "o", NULL),
	    EVID_OK);
	assert_int_equal(access("o", F_OK), -1);
	assert_int_equal(access(out.partial, F_OK), 0);
	assert_int_equal(evi_output_commit(&out, NULL), EVID_OK);
	evi_output_abandon(&out);
	expect_content("o", "whole");
	assert_int_equal(stat("o", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(files_here(), 1);
}

static void
an_abandoned_output_leaves_nothing(void **state)
{
	struct evi_output out = EVI_OUTPUT_INIT;

	(void)state;
	assert_int_equal(evi_output_open(&out, "o", 0600, false, NULL),
	    EVID_OK);
	assert_int_equal(files_here(), 1);
	evi_output_abandon(&out);
	assert_int_equal(files_here(), 0);
	evi_output_abandon(&out);
	assert_int_equal(evi_output_commit(&out, NULL), EVID_ERR_ARGUMENT);
}

static void
nothing_is_replaced_unless_asked(void **state)
{
	struct evi_output out = EVI_OUTPUT_INIT;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	put("o", "old");
	assert_int_equal(evi_output_open(&out, "o", 0600, false, &err),
	    EVID_ERR_EXISTS);
	assert_string_equal(err.message, "o: exists already");
	assert_int_equal(evi_output_open(&out, "o", 0600, true, NULL),
	    EVID_OK);
	assert_int_equal(evi_write_full(out.fd, "new", 3, "o", NULL), EVID_OK);
	expect_content("o", "old");
	assert_int_equal(evi_output_commit(&out, NULL), EVID_OK);
	evi_output_abandon(&out);
	expect_content("o", "new");
	/* A folder is never replaced. */
	assert_int_equal(mkdir("d", 0755), 0);
	assert_int_equal(evi_output_open(&out, "d", 0600, true, NULL),
	    EVID_ERR_EXISTS);
	assert_int_equal(evi_output_open(&out, "d/", 0600, true, NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(evi_output_open(&out, "absent/o", 0600, true, NULL),
	    EVID_ERR_NOT_FOUND);
	assert_int_equal(files_here(), 2);
}

static void
a_file_that_came_meanwhile_is_not_replaced(void **state)
{
	struct evi_output out = EVI_OUTPUT_INIT;

	(void)state;
	assert_int_equal(evi_output_open(&out, "o", 0600, false, NULL),
	    EVID_OK);
	put("o", "theirs");
	assert_int_equal(evi_output_commit(&out, NULL), EVID_ERR_EXISTS);
	evi_output_abandon(&out);
	expect_content("o", "theirs");
	assert_int_equal(files_here(), 1);
}

static void
a_volume_gets_its_name_last(void **state)
{
	struct evi_output out = EVI_OUTPUT_INIT;

	(void)state;
	assert_int_equal(evi_output_open(&out, "o", 0600, false, NULL),
	    EVID_OK);
	assert_int_equal(evi_output_commit_as(&out, "o.001", NULL), EVID_OK);
	evi_output_abandon(&out);
	expect_content("o.001", "");
	assert_int_equal(files_here(), 1);
}

static void
a_signal_removes_what_is_open(void **state)
{
	struct evi_output one = EVI_OUTPUT_INIT, two = EVI_OUTPUT_INIT;
	int status = 0;
	pid_t child;

	(void)state;
	assert_int_equal(evi_output_open(&one, "a", 0600, false, NULL),
	    EVID_OK);
	/* A child's handler leaves the parent's file alone. */
	child = fork();
	if (child == 0) {
		evi_output_abandon_all_from_signal();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(files_here(), 1);
	assert_int_equal(evi_output_open(&two, "b", 0600, false, NULL),
	    EVID_OK);
	put("whole", "x");
	assert_int_equal(files_here(), 3);
	errno = 77;
	evi_output_abandon_all_from_signal();
	assert_int_equal(errno, 77);
	assert_int_equal(files_here(), 1);
	evi_output_abandon(&one);
	evi_output_abandon(&two);
	/* The table is empty again: a new file by hand is left alone. */
	put("c", "x");
	evi_output_abandon_all_from_signal();
	assert_int_equal(files_here(), 2);
}

static void
a_dead_runs_file_is_found_and_a_living_ones_is_not(void **state)
{
	struct evi_output out = EVI_OUTPUT_INIT, again = EVI_OUTPUT_INIT;
	struct evi_output other = EVI_OUTPUT_INIT;
	char name[100];
	int status = 0;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		(void)!evi_output_open(&out, "o", 0600, false, NULL);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(files_here(), 1);
	assert_int_equal(evi_output_open(&out, "o", 0600, false, NULL),
	    EVID_OK);
	assert_non_null(out.leftover);
	snprintf(name, sizeof(name), ".o.%d-", (int)child);
	assert_int_equal(strncmp(out.leftover, name, strlen(name)), 0);
	assert_int_equal(unlink(out.leftover), 0);
	assert_int_equal(evi_output_open(&again, "o", 0600, false, NULL),
	    EVID_OK);
	assert_null(again.leftover);
	assert_int_equal(evi_output_open(&other, "p", 0600, false, NULL),
	    EVID_OK);
	assert_null(other.leftover);
	evi_output_abandon(&out);
	evi_output_abandon(&again);
	evi_output_abandon(&other);
}

static void
a_killed_run_that_nobody_waits_for_is_dead_too(void **state)
{
	struct evi_output out = EVI_OUTPUT_INIT;
	siginfo_t info;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		(void)!evi_output_open(&out, "o", 0600, false, NULL);
		raise(SIGKILL);
	}
	/* It has ended, and stays as it is: its number is still taken. */
	assert_int_equal(waitid(P_PID, (id_t)child, &info,
	    WEXITED | WNOWAIT), 0);
	assert_int_equal(kill(child, 0), 0);
	assert_int_equal(evi_output_open(&out, "o", 0600, false, NULL),
	    EVID_OK);
	assert_non_null(out.leftover);
	evi_output_abandon(&out);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void
the_longest_name_has_a_partial_one_too(void **state)
{
	char name[256];

	(void)state;
	memset(name, 'n', 255);
	name[255] = '\0';
	put(name, "x");
	expect_content(name, "x");
}

static void
a_full_disk_says_so_and_leaves_nothing(void **state)
{
	struct rlimit small = { 1000, RLIM_INFINITY }, before;
	struct evid_error err = EVID_ERROR_INIT;
	char data[2000] = "";

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(evi_file_write("big", data, sizeof(data), 0600,
	    false, &err), EVID_ERR_SPACE);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(err.system, EFBIG);
	assert_non_null(strstr(err.hint, "another file system"));
	assert_int_equal(files_here(), 0);
}

static void
paths_are_taken_apart_and_joined(void **state)
{
	static const char *const cases[][3] = {
		{ "a", ".", "a" }, { "a/b", "a", "b" }, { "/b", "/", "b" },
		{ "a//b", "a", "b" }, { "//b", "/", "b" }, { "a/", "a", "" },
		{ "./b", ".", "b" }, { "", ".", "" },
	};
	char *text = NULL;
	uint64_t space = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(evi_path_folder(cases[i][0], &text, NULL),
		    EVID_OK);
		assert_string_equal(text, cases[i][1]);
		assert_string_equal(evi_path_base(cases[i][0]), cases[i][2]);
		free(text);
	}
	assert_int_equal(evi_path_join("a", "b", &text, NULL), EVID_OK);
	assert_string_equal(text, "a/b");
	free(text);
	assert_int_equal(evi_path_join("/", "b", &text, NULL), EVID_OK);
	assert_string_equal(text, "/b");
	free(text);
	assert_int_equal(evi_path_join(".", "b", &text, NULL), EVID_OK);
	assert_string_equal(text, "b");
	free(text);
	assert_int_equal(evi_space_free("not-there-yet", &space, NULL),
	    EVID_OK);
	assert_true(space > 0);
	assert_int_equal(evi_space_free("absent/f", &space, NULL),
	    EVID_ERR_NOT_FOUND);
}

static void
what_cannot_be_read_back_names_the_folder(void **state)
{
	struct evid_error err = EVID_ERROR_INIT, other = EVID_ERROR_INIT;
	uint8_t data[8] = { 1 }, back[8] = { 0 };
	const char *set = getenv("TMPDIR");
	char *was = strdup(set == NULL ? "" : set);
	int fd = -1;

	(void)state;
	assert_int_equal(setenv("TMPDIR", ".", 1), 0);
	assert_int_equal(evi_spool_open(NULL, &fd, NULL), EVID_OK);
	assert_int_equal(evi_spool_write(fd, NULL, data, 8, 0, NULL), EVID_OK);
	assert_int_equal(evi_spool_pread(fd, NULL, back, 8, 0, &err), EVID_OK);
	assert_memory_equal(data, back, 8);
	assert_int_equal(evi_spool_pread(fd, NULL, back, 8, 1, &err),
	    EVID_ERR_SPACE);
	assert_non_null(strstr(err.message, ".: cannot read back"));
	assert_non_null(strstr(err.hint, "TMPDIR"));
	assert_int_equal(evi_spool_pread(fd, ".", back, 8, 1, &other),
	    EVID_ERR_IO);
	assert_non_null(strstr(other.message, "temporary file"));
	close(fd);
	assert_int_equal(setenv("TMPDIR", was, 1), 0);
	free(was);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, enter_folder, leave_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_is_read_whole_up_to_the_limit),
		TEST(a_pipe_is_read_whole),
		TEST(lines_come_from_standard_input_too),
		TEST(standard_output_is_named_as_that),
		TEST(what_only_looks_like_a_leftover_is_none),
		TEST(a_folder_or_nothing_is_no_file),
		TEST(short_reads_are_joined_also_on_a_pipe_that_does_not_wait),
		TEST(reads_and_writes_at_a_place_leave_the_position),
		TEST(an_output_appears_only_when_committed),
		TEST(an_abandoned_output_leaves_nothing),
		TEST(nothing_is_replaced_unless_asked),
		TEST(a_file_that_came_meanwhile_is_not_replaced),
		TEST(a_volume_gets_its_name_last),
		TEST(a_signal_removes_what_is_open),
		TEST(a_dead_runs_file_is_found_and_a_living_ones_is_not),
		TEST(a_killed_run_that_nobody_waits_for_is_dead_too),
		TEST(the_longest_name_has_a_partial_one_too),
		TEST(a_full_disk_says_so_and_leaves_nothing),
		TEST(what_cannot_be_read_back_names_the_folder),
		TEST(paths_are_taken_apart_and_joined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
