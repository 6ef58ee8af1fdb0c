/* base/output.c where the file system has no rename that never replaces
 * (renameat2 is wrapped), and then no hard links either. */
#include "base/file.h"

#include "support/folder.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static bool has_links;
static int n_links;

int __real_link(const char *from, const char *to);
int __wrap_link(const char *from, const char *to);
int __wrap_renameat2(int from_dir, const char *from, int to_dir,
    const char *to, unsigned int flags);

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

int
__wrap_link(const char *from, const char *to)
{
	n_links++;
	if (has_links)
		return __real_link(from, to);
	errno = EPERM;
	return -1;
}

static int
begin_clean(void **state)
{
	n_links = 0;
	return enter_folder(state);
}

static void
appears_and_replaces_nothing(void)
{
	struct evi_output out = EVI_OUTPUT_INIT;
	struct stat st;

	assert_int_equal(evi_file_write("o", "mine", 4, 0600, false, NULL),
	    EVID_OK);
	assert_int_equal(n_links, 1);
	assert_int_equal(stat("o", &st), 0);
	assert_int_equal(st.st_size, 4);
	assert_int_equal(st.st_nlink, 1);
	/* One that comes while we write is not replaced. */
	assert_int_equal(evi_output_open(&out, "p", 0600, false, NULL),
	    EVID_OK);
	assert_int_equal(rename("o", "p"), 0);
	assert_int_equal(evi_output_commit(&out, NULL), EVID_ERR_EXISTS);
	assert_int_equal(access(out.partial, F_OK), 0);
	evi_output_abandon(&out);
	assert_int_equal(stat("p", &st), 0);
	assert_int_equal(st.st_size, 4);
}

static void
a_hard_link_does_what_the_rename_cannot(void **state)
{
	(void)state;
	has_links = true;
	appears_and_replaces_nothing();
}

static void
without_hard_links_a_look_before_must_do(void **state)
{
	(void)state;
	has_links = false;
	appears_and_replaces_nothing();
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, begin_clean, leave_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_hard_link_does_what_the_rename_cannot),
		TEST(without_hard_links_a_look_before_must_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
