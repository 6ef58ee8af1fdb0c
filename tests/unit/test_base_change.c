/* base/change.c: a file that is changed in its own place stays what it was. */
#include "base/file.h"

#include "support/folder.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
make(const char *path, mode_t mode)
{
	assert_int_equal(evi_file_write(path, "old\n", 4, 0600, false, NULL),
	    EVID_OK);
	assert_int_equal(chmod(path, mode), 0);
}

static void
assert_text(const char *path, const char *text)
{
	struct evi_buf got = EVI_BUF_INIT;

	assert_int_equal(evi_file_read(path, 16, &got, NULL), EVID_OK);
	assert_string_equal(evi_buf_text(&got), text);
	evi_buf_free(&got);
}

static void
its_mode_stays_whatever_the_mask_is(void **state)
{
	static const mode_t modes[] = { 0600, 0640, 0666, 0444 };
	struct stat st;

	(void)state;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		make("f", modes[i]);
		assert_int_equal(evi_file_change("f", "new\n", 4, NULL),
		    EVID_OK);
		assert_text("f", "new\n");
		assert_int_equal(stat("f", &st), 0);
		assert_int_equal(st.st_mode & 07777, modes[i]);
		assert_int_equal(unlink("f"), 0);
	}
}

static void
a_link_to_it_is_followed(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(mkdir("d", 0700), 0);
	make("d/f", 0640);
	assert_int_equal(symlink("d/f", "one"), 0);
	assert_int_equal(symlink("one", "two"), 0);
	assert_int_equal(evi_file_change("two", "new\n", 4, NULL), EVID_OK);
	assert_text("d/f", "new\n");
	assert_int_equal(lstat("one", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(lstat("two", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
}

static void
its_owner_stays_where_one_may(void **state)
{
	struct stat st;

	(void)state;
	if (geteuid() != 0)
		skip();
	make("f", 0640);
	assert_int_equal(chown("f", 65534, 1), 0);
	assert_int_equal(evi_file_change("f", "new\n", 4, NULL), EVID_OK);
	assert_int_equal(stat("f", &st), 0);
	assert_int_equal(st.st_uid, 65534);
	assert_int_equal(st.st_gid, 1);
	assert_int_equal(st.st_mode & 07777, 0640);
}

static void
what_is_not_there_is_not_made(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(evi_file_change("f", "new\n", 4, NULL),
	    EVID_ERR_NOT_FOUND);
	assert_int_not_equal(stat("f", &st), 0);
	assert_int_equal(symlink("nothing", "link"), 0);
	assert_int_equal(evi_file_change("link", "new\n", 4, NULL),
	    EVID_ERR_NOT_FOUND);
	assert_int_not_equal(stat("nothing", &st), 0);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, enter_folder, \
    leave_folder)
	const struct CMUnitTest tests[] = {
		T(its_mode_stays_whatever_the_mask_is),
		T(a_link_to_it_is_followed),
		T(its_owner_stays_where_one_may),
		T(what_is_not_there_is_not_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
