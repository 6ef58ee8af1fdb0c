/* A file that is whole gets its name, and takes nobody's. */
#include "evidence/evidence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static int
begin(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/evid-file-XXXXXX");
	return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int
end(void **state)
{
	(void)state;
	(void)unlink("a");
	(void)unlink("b");
	return chdir("/") != 0 || rmdir(folder) != 0;
}

static void
put(const char *path)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
}

static void
a_name_that_is_free_is_given(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	put("a");
	assert_int_equal(evid_file_name("a", "b", &err), EVID_OK);
	assert_int_equal(access("a", F_OK), -1);
	assert_int_equal(access("b", F_OK), 0);
}

static void
one_that_is_taken_is_not(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	put("a");
	/* also by a link that leads nowhere */
	assert_int_equal(symlink("nowhere", "b"), 0);
	assert_int_equal(evid_file_name("a", "b", &err), EVID_ERR_EXISTS);
	assert_non_null(strstr(err.message, "b: exists already"));
	assert_int_equal(access("a", F_OK), 0);
}

static void
what_the_system_says_is_told(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_not_equal(evid_file_name("a", "b", &err), EVID_OK);
	assert_int_not_equal(err.system, 0);
	assert_int_equal(access("b", F_OK), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_name_that_is_free_is_given,
		    begin, end),
		cmocka_unit_test_setup_teardown(one_that_is_taken_is_not,
		    begin, end),
		cmocka_unit_test_setup_teardown(what_the_system_says_is_told,
		    begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
