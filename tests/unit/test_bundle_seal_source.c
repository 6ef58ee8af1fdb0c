/* seal/source.c: what goes away between two looks at it is recorded where
 * that was asked for, and named as the user named it where not.  The looks are
 * replaced by some that take it away first. */
#include "bundle/seal/source.h"

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

ssize_t __real_readlinkat(int fd, const char *name, char *out, size_t len);
ssize_t __wrap_readlinkat(int fd, const char *name, char *out, size_t len);
int __real_fstatat64(int fd, const char *name, struct stat *st, int flags);
int __wrap_fstatat64(int fd, const char *name, struct stat *st, int flags);
int __real_statx(int fd, const char *name, int flags, unsigned int mask,
    struct statx *sx);
int __wrap_statx(int fd, const char *name, int flags, unsigned int mask,
    struct statx *sx);

static enum { NOTHING, REMOVE, REPLACE } at_readlink;
static int looks_left = -1;	/* until it is taken away; -1: never */

ssize_t
__wrap_readlinkat(int fd, const char *name, char *out, size_t len)
{
	if (at_readlink != NOTHING)
		assert_int_equal(unlinkat(fd, name, 0), 0);
	if (at_readlink == REPLACE)
		assert_int_equal(mkdirat(fd, name, 0755), 0);
	return __real_readlinkat(fd, name, out, len);
}

static void
take_away_in_time(int fd, const char *name)
{
	if (strcmp(name, "link") == 0 && looks_left >= 0 &&
	    looks_left-- == 0)
		assert_int_equal(unlinkat(fd, name, 0), 0);
}

int
__wrap_fstatat64(int fd, const char *name, struct stat *st, int flags)
{
	take_away_in_time(fd, name);
	return __real_fstatat64(fd, name, st, flags);
}

int
__wrap_statx(int fd, const char *name, int flags, unsigned int mask,
    struct statx *sx)
{
	take_away_in_time(fd, name);
	return __real_statx(fd, name, flags, mask, sx);
}

static char folder[64];

static int
make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/evid-source-XXXXXX");
	at_readlink = NOTHING;
	looks_left = -1;
	return mkdtemp(folder) == NULL || chdir(folder) != 0 ||
	    mkdir("there", 0755) != 0 || mkdir("there/src", 0755) != 0 ||
	    symlink("nowhere", "there/src/link") != 0;
}

static int
remove_folder(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return chdir("/") != 0 || system(command) != 0;
}

/* The second object, which is the link. */
static enum evid_status
take_link(enum evid_on_change on_change, struct evi_object *object,
    struct evid_error *err)
{
	struct evid_seal_options o = EVID_SEAL_OPTIONS_INIT;
	const char *path = "there/src/";
	struct evi_files *files = NULL;
	struct evi_source source;
	struct evi_tell tell;
	enum evid_status status;
	bool end = false;

	o.on_change = on_change;
	evi_tell_init(&tell, &o);
	status = evi_files_new(&o, &path, 1, &tell, NULL, &files, err);
	assert_int_equal(status, EVID_OK);
	source = evi_files_source(files);
	assert_int_equal(source.next(source.context, object, &end, err),
	    EVID_OK);
	evi_object_free(object);
	memset(object, 0, sizeof(*object));
	status = source.next(source.context, object, &end, err);
	assert_false(end);
	evi_files_free(files);
	evi_tell_free(&tell);
	return status;
}

static void
expect_recorded(unsigned int changed)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_object object = { 0 };

	assert_int_equal(take_link(EVID_ON_CHANGE_RECORD, &object, &err),
	    EVID_OK);
	assert_int_equal(object.type, EVI_TYPE_UNREADABLE);
	assert_int_equal(object.changed, changed);
	assert_string_equal(object.original, "src/link");
	assert_true(object.reason != NULL && object.reason[0] != '\0');
	evi_object_free(&object);
}

static void
a_link_that_vanishes_is_recorded(void **state)
{
	(void)state;
	at_readlink = REMOVE;
	expect_recorded(EVI_CHANGE_REMOVED);
}

static void
a_link_that_becomes_a_folder_is_recorded(void **state)
{
	(void)state;
	at_readlink = REPLACE;
	expect_recorded(EVI_CHANGE_REPLACED);
}

static void
a_link_that_vanishes_a_little_earlier_is_recorded(void **state)
{
	(void)state;
	looks_left = 1;
	expect_recorded(EVI_CHANGE_REMOVED);
}

static void
and_named_as_the_user_named_it_where_it_stops(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_object object = { 0 };

	(void)state;
	at_readlink = REMOVE;
	assert_int_equal(take_link(EVID_ON_CHANGE_STOP, &object, &err),
	    EVID_ERR_CHANGED);
	assert_string_equal(err.message,
	    "there/src/link: it changed while it was read: removed");
	evi_object_free(&object);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_link_that_vanishes_is_recorded,
		    make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
		    a_link_that_becomes_a_folder_is_recorded,
		    make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
		    a_link_that_vanishes_a_little_earlier_is_recorded,
		    make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
		    and_named_as_the_user_named_it_where_it_stops,
		    make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
