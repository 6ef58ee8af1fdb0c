/* trust/state.c: the highest version seen is never lowered, by however many at
 * once, and of one number there is one version. */
#include "bundle/trust/state.h"

#include "support/folder.h"

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

#define ID "2b7c1f0e-94d3-4a6b-8e21-5f0c9a3d7b14"
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const uint8_t one[EVI_SHA256_LEN] = { 1 }, two[EVI_SHA256_LEN] = { 2 };

static void
write_line(const char *text)
{
	FILE *f = fopen("s/directory/" ID, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static struct evi_seen
seen_now(void)
{
	struct evi_seen seen;

	assert_int_equal(evi_state_highest("s", ID, &seen, NULL), EVID_OK);
	return seen;
}

static void
the_highest_version_seen_is_never_lowered(void **state)
{
	struct evi_seen seen;
	struct stat st;

	(void)state;
	assert_int_equal(evi_state_highest("deep/er/s", ID, &seen, NULL),
	    EVID_OK);
	assert_int_equal(seen.version, 0);
	assert_int_equal(evi_state_raise("deep/er/s", ID, 7, one, NULL),
	    EVID_OK);
	assert_int_equal(evi_state_raise("deep/er/s", ID, 6, two, NULL),
	    EVID_OK);
	assert_int_equal(evi_state_raise("deep/er/s", ID, 6, NULL, NULL),
	    EVID_OK);
	assert_int_equal(evi_state_highest("deep/er/s", ID, &seen, NULL),
	    EVID_OK);
	assert_int_equal(seen.version, 7);
	assert_true(seen.has_sha256);
	assert_memory_equal(seen.sha256, one, sizeof(one));
	assert_int_equal(stat("deep/er/s", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
}

static void
what_a_killed_run_left_goes_and_no_more(void **state)
{
	char left[128], other[128];
	pid_t gone = fork();

	(void)state;
	if (gone == 0)
		_exit(0);
	assert_int_equal(waitpid(gone, NULL, 0), gone);
	assert_int_equal(evi_state_raise("left", ID, 1, one, NULL), EVID_OK);
	(void)snprintf(left, sizeof(left),
	    "left/directory/.%s.%ld-00000000.partial", ID, (long)gone);
	(void)snprintf(other, sizeof(other),
	    "left/directory/.%s.%ld-00000000.partial", ID, (long)getpid());
	assert_int_equal(mkdir(left, 0700), 0);	/* is no file: it stays */
	assert_int_equal(evi_state_raise("left", ID, 1, one, NULL), EVID_OK);
	assert_int_equal(rmdir(left), 0);
	close(open(left, O_WRONLY | O_CREAT, 0600));
	close(open(other, O_WRONLY | O_CREAT, 0600));
	assert_int_equal(evi_state_raise("left", ID, 1, one, NULL), EVID_OK);
	assert_int_not_equal(access(left, F_OK), 0);
	assert_int_equal(access(other, F_OK), 0);
}

static void
of_one_number_there_is_one_version(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_seen seen;

	(void)state;
	assert_int_equal(evi_state_raise("s", ID, 3, one, NULL), EVID_OK);
	assert_int_equal(evi_state_raise("s", ID, 3, one, NULL), EVID_OK);
	assert_int_equal(evi_state_raise("s", ID, 3, two, &err),
	    EVID_ERR_FORGED);
	assert_non_null(strstr(err.message, "another version"));
	assert_int_equal(evi_state_raise("s", ID, 3, NULL, NULL), EVID_OK);
	seen = seen_now();
	assert_memory_equal(seen.sha256, one, sizeof(one));
	assert_true(evi_seen_other(&seen, 3, two));
	assert_false(evi_seen_other(&seen, 3, one));
	assert_false(evi_seen_other(&seen, 2, two));
	assert_false(evi_seen_other(&seen, 4, two));
	assert_int_equal(evi_state_raise("s", ID, 4, two, NULL), EVID_OK);
	seen = seen_now();
	assert_int_equal(seen.version, 4);
	assert_memory_equal(seen.sha256, two, sizeof(two));
}

static void
a_number_alone_is_read_and_gets_its_digest(void **state)
{
	struct evi_seen seen;

	(void)state;
	assert_int_equal(evi_state_raise("s", ID, 1, NULL, NULL), EVID_OK);
	write_line("9\n");
	seen = seen_now();
	assert_int_equal(seen.version, 9);
	assert_false(seen.has_sha256);
	assert_false(evi_seen_other(&seen, 9, one));
	assert_int_equal(evi_state_raise("s", ID, 9, one, NULL), EVID_OK);
	seen = seen_now();
	assert_true(seen.has_sha256);
	assert_memory_equal(seen.sha256, one, sizeof(one));
}

static void
raised_by_many_at_once_it_ends_at_the_highest(void **state)
{
	int status;

	(void)state;
	for (unsigned int child = 0; child < 8; child++) {
		if (fork() != 0)
			continue;
		for (uint64_t v = child + 1; v <= 200; v += 8)
			if (evi_state_raise("s", ID, 201 - v, one, NULL) !=
			    EVID_OK)
				_exit(1);
		_exit(0);
	}
	for (unsigned int child = 0; child < 8; child++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(seen_now().version, 200);
}

static void
a_state_that_is_no_number_is_an_error_not_a_zero(void **state)
{
	static const char digits[] = "0123456789abcdef0123456789abcdef"
	    "0123456789abcdef0123456789abcdef";
	static const char *const bad[] = { "", "7", "x\n", "07\n", "7\n7\n",
		"-7\n", "99999999999999999999\n", " 7\n", "7 \n", "7 ab\n",
		"7 %s", "7 %s \n", "7  %s\n", "7 %sa\n", "7%s\n", "7 %s\n\n" };
	struct evi_seen seen;
	char text[128];

	(void)state;
	assert_int_equal(evi_state_raise("s", ID, 7, NULL, NULL), EVID_OK);
	(void)snprintf(text, sizeof(text), "7 %s\n", digits);
	write_line(text);
	assert_true(seen_now().has_sha256);
	for (size_t i = 0; i < COUNT(bad); i++) {
		(void)snprintf(text, sizeof(text), bad[i], digits);
		write_line(text);
		if (evi_state_highest("s", ID, &seen, NULL) !=
		    EVID_ERR_FORMAT)
			fail_msg("taken: %s", text);
		assert_int_equal(evi_state_raise("s", ID, 9, one, NULL),
		    EVID_ERR_FORMAT);
	}
	(void)snprintf(text, sizeof(text), "7 %s\n", digits);
	text[2] = 'A';
	write_line(text);
	assert_int_equal(evi_state_highest("s", ID, &seen, NULL),
	    EVID_ERR_FORMAT);
}

static void
what_is_no_regular_file_is_refused_and_not_waited_for(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_seen seen;

	(void)state;
	assert_int_equal(evi_state_raise("s", ID, 7, NULL, NULL), EVID_OK);
	assert_int_equal(unlink("s/directory/" ID), 0);
	assert_int_equal(mkfifo("s/directory/" ID, 0600), 0);
	assert_int_equal(evi_state_highest("s", ID, &seen, &err),
	    EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, ID));
	assert_int_equal(evi_state_raise("s", ID, 8, one, NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(unlink("s/directory/.lock"), 0);
	assert_int_equal(mkfifo("s/directory/.lock", 0600), 0);
	assert_int_equal(evi_state_raise("s", ID, 8, one, NULL),
	    EVID_ERR_ARGUMENT);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, enter_folder, \
    leave_folder)
	const struct CMUnitTest tests[] = {
		T(the_highest_version_seen_is_never_lowered),
		T(what_a_killed_run_left_goes_and_no_more),
		T(of_one_number_there_is_one_version),
		T(a_number_alone_is_read_and_gets_its_digest),
		T(raised_by_many_at_once_it_ends_at_the_highest),
		T(a_state_that_is_no_number_is_an_error_not_a_zero),
		T(what_is_no_regular_file_is_refused_and_not_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
