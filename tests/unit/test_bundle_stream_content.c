/* bundle/stream/content.c on a medium with places that cannot be read: pread is
 * replaced by one that fails where a test says. */
#include "bundle/stream/content.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

ssize_t __real_pread64(int fd, void *data, size_t len, off_t at);
ssize_t __wrap_pread64(int fd, void *data, size_t len, off_t at);

static off_t bad_from, bad_to;
static off_t cut_to = -1;	/* what it shrinks to once it is open */

ssize_t
__wrap_pread64(int fd, void *data, size_t len, off_t at)
{
	if (at < bad_to && at + (off_t)len > bad_from) {
		errno = EIO;
		return -1;
	}
	return __real_pread64(fd, data, len, at);
}

static char path[] = "/tmp/evid-content-XXXXXX";

static int
make_file(void **state)
{
	uint8_t data[10000];
	int fd;

	(void)state;
	strcpy(path + strlen(path) - 6, "XXXXXX");
	fd = mkstemp(path);
	memset(data, 'x', sizeof(data));
	bad_from = bad_to = 0;
	cut_to = -1;
	if (fd < 0 || write(fd, data, sizeof(data)) != sizeof(data))
		return -1;
	return close(fd);
}

static int
remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static enum evid_status
read_all(bool record, struct evi_object *object, uint8_t *data,
    struct evid_error *err)
{
	struct evi_content c = EVI_CONTENT_INIT;
	enum evid_status status;
	struct stat st;
	int fd = open(path, O_RDONLY);

	assert_int_equal(fstat(fd, &st), 0);
	evi_content_begin(&c, fd, &st, 10000, record, "scene/disk.img");
	if (cut_to >= 0)
		assert_int_equal(truncate(path, cut_to), 0);
	status = evi_content_read(&c, object, data, 3000, err);
	if (status == EVID_OK)
		status = evi_content_read(&c, object, data + 3000, 7000, err);
	if (status == EVID_OK)
		status = evi_content_end(&c, object, AT_FDCWD, path, err);
	evi_content_close(&c);
	return status;
}

static void
what_cannot_be_read_is_zeros_and_noted_by_sectors(void **state)
{
	struct evi_object object = { 0 };
	struct evid_error err = EVID_ERROR_INIT;
	uint8_t data[10000 + 1];
	size_t i;

	(void)state;
	bad_from = 1000;
	bad_to = 2000;
	assert_int_equal(read_all(true, &object, data, &err), EVID_OK);
	assert_int_equal(object.unread.count, 1);
	assert_int_equal(object.unread.items[0].offset, 512);
	assert_int_equal(object.unread.items[0].length, 1536);
	assert_false(object.unread.items[0].from_source);
	for (i = 0; i < 10000; i++)
		assert_int_equal(data[i], i >= 512 && i < 2048 ? 0 : 'x');
	assert_int_equal(object.changed, 0);
	evi_object_free(&object);
}

static void
what_cannot_be_read_ends_it_unless_asked_otherwise(void **state)
{
	struct evi_object object = { 0 };
	struct evid_error err = EVID_ERROR_INIT;
	uint8_t data[10000 + 1];

	(void)state;
	bad_from = 5000;
	bad_to = 5001;
	assert_int_equal(read_all(false, &object, data, &err),
	    EVID_ERR_UNREADABLE);
	assert_non_null(strstr(err.message, "scene/disk.img"));
	assert_non_null(strstr(err.message, "byte 3000"));
	evi_object_free(&object);
}

static void
a_file_cut_short_gives_zeros_to_its_size(void **state)
{
	struct evi_object object = { 0 };
	struct evid_error err = EVID_ERROR_INIT;
	uint8_t data[10000 + 1];

	(void)state;
	cut_to = 4000;
	assert_int_equal(read_all(true, &object, data, &err), EVID_OK);
	assert_int_equal(object.unread.count, 1);
	assert_int_equal(object.unread.items[0].offset, 4000);
	assert_int_equal(object.unread.items[0].length, 6000);
	assert_int_equal(data[3999], 'x');
	assert_int_equal(data[4000], 0);
	assert_true((object.changed & EVI_CHANGE_SHRANK) != 0);
	evi_object_free(&object);
}

/* The size that was stated is not the content's end, though nothing moved. */
static void
a_file_that_goes_on_past_its_size_is_found(void **state)
{
	struct evi_content c = EVI_CONTENT_INIT;
	struct evi_object object = { 0 };
	struct evid_error err = EVID_ERROR_INIT;
	uint8_t data[9000 + 1];
	struct stat st;
	int fd = open(path, O_RDONLY);

	(void)state;
	assert_int_equal(fstat(fd, &st), 0);
	evi_content_begin(&c, fd, &st, 9000, false, "scene/odd");
	assert_int_equal(evi_content_read(&c, &object, data, 9000, &err),
	    EVID_OK);
	assert_int_equal(evi_content_end(&c, &object, AT_FDCWD, path, &err),
	    EVID_ERR_CHANGED);
	assert_non_null(strstr(err.message, "more content than the size"));
	assert_true((object.changed & EVI_CHANGE_GREW) != 0);
	evi_object_free(&object);
}

/* Where the name leads elsewhere by now, what is open is looked at. */
static void
a_file_under_another_name_is_not_taken_for_it(void **state)
{
	struct evi_content c = EVI_CONTENT_INIT;
	struct evi_object object = { 0 };
	uint8_t data[10000 + 1];
	char other[sizeof(path) + 2];
	struct stat st;
	int fd = open(path, O_RDONLY), made;

	(void)state;
	snprintf(other, sizeof(other), "%s.2", path);
	made = open(other, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(made >= 0);
	close(made);
	assert_int_equal(fstat(fd, &st), 0);
	evi_content_begin(&c, fd, &st, 10000, true, "scene/disk.img");
	assert_int_equal(evi_content_read(&c, &object, data, 10000, NULL),
	    EVID_OK);
	assert_int_equal(rename(other, path), 0);
	assert_int_equal(evi_content_end(&c, &object, AT_FDCWD, path, NULL),
	    EVID_OK);
	assert_int_equal(object.changed, EVI_CHANGE_REPLACED);
	evi_object_free(&object);
}

static void
holes_are_passed_over_and_noted(void **state)
{
	struct evi_content c = EVI_CONTENT_INIT;
	struct evi_object object = { 0 };
	uint8_t *data = malloc((1 << 20) + 1);
	struct stat st;
	int fd = open(path, O_RDWR | O_TRUNC);
	size_t i;

	(void)state;
	assert_int_equal(ftruncate(fd, 1 << 20), 0);
	assert_int_equal(pwrite(fd, "y", 1, 524288), 1);
	assert_int_equal(fstat(fd, &st), 0);
	bad_from = 0;
	bad_to = 400000;		/* to read there would fail */
	evi_content_begin(&c, fd, &st, 1 << 20, false, "image");
	for (i = 0; i < 16; i++)
		assert_int_equal(evi_content_read(&c, &object,
		    data + (i << 16), 1 << 16, NULL), EVID_OK);
	evi_content_close(&c);
	assert_int_equal(data[524288], 'y');
	assert_int_equal(data[524287], 0);
	assert_true(object.holes.count >= 1);
	assert_int_equal(object.holes.items[0].offset, 0);
	evi_object_free(&object);
	free(data);
}

static void
what_to_do_depends_on_why_it_cannot_be_read(void **state)
{
	static const struct {
		int error;
		enum evid_status status;
		const char *hint;
	} rows[] = {
		{ ENOENT, EVID_ERR_CHANGED, "it went away meanwhile" },
		{ EMFILE, EVID_ERR_UNREADABLE, "ulimit -n" },
		{ ENFILE, EVID_ERR_UNREADABLE, "close other programs" },
		{ EACCES, EVID_ERR_UNREADABLE, "a user who may read" },
		{ EPERM, EVID_ERR_UNREADABLE, "a user who may read" },
		{ EIO, EVID_ERR_UNREADABLE, "check the medium" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;

		assert_int_equal(evi_fail_unreadable(&err, "a\x1b",
		    rows[i].error), rows[i].status);
		assert_memory_equal(err.message, "a\\u{001B}: ", 11);
		assert_non_null(strstr(err.hint, rows[i].hint));
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_file, remove_file)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_cannot_be_read_is_zeros_and_noted_by_sectors),
		TEST(what_cannot_be_read_ends_it_unless_asked_otherwise),
		TEST(a_file_cut_short_gives_zeros_to_its_size),
		TEST(a_file_that_goes_on_past_its_size_is_found),
		TEST(a_file_under_another_name_is_not_taken_for_it),
		TEST(holes_are_passed_over_and_noted),
		cmocka_unit_test(what_to_do_depends_on_why_it_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
