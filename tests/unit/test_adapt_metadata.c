/* adapt/metadata.h: what the file system tells, of files and of links. */
#include "adapt/metadata.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];
static int dirfd_here = -1;
static struct evi_metadata_source *source;

static int
enter_folder(void **state)
{
	(void)state;
	/* Not /tmp: a tmpfs there would have no user attributes. */
	strcpy(folder, "/var/tmp/evidence-test-XXXXXX");
	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return -1;
	dirfd_here = open(".", O_RDONLY | O_DIRECTORY);
	return evi_metadata_source_new(&source, NULL) == EVID_OK ? 0 : -1;
}

static int
leave_folder(void **state)
{
	char command[100];

	(void)state;
	evi_metadata_source_free(source);
	close(dirfd_here);
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return chdir("/") != 0 || system(command) != 0 ? -1 : 0;
}

static void
make(const char *name)
{
	int fd = open(name, O_CREAT | O_WRONLY, 0640);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
}

static struct evi_metadata
read_it(const char *name, int fd)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_metadata m;

	if (evi_metadata_read(source, dirfd_here, name, fd, NULL, &m,
	    &err) !=
	    EVID_OK)
		fail_msg("%s", err.message);
	return m;
}

static void
times_are_to_the_nanosecond_with_birth(void **state)
{
	static const struct timespec times[2] = { { 1000000007, 123456789 },
		{ -5, 987654321 } };
	struct evi_metadata m;
	struct statx sx;

	(void)state;
	make("f");
	assert_int_equal(utimensat(AT_FDCWD, "f", times, 0), 0);
	m = read_it("f", -1);
	assert_int_equal(m.accessed.seconds, 1000000007);
	assert_int_equal(m.accessed.nanoseconds, 123456789);
	assert_int_equal(m.modified.seconds, -5);
	assert_int_equal(m.modified.nanoseconds, 987654321);
	assert_int_equal(m.st.st_size, 1);
	assert_int_equal(m.st.st_mode & 07777, 0640);
	assert_true(m.changed.seconds > 1000000007);
	assert_int_equal(statx(AT_FDCWD, "f", 0, STATX_BTIME, &sx), 0);
	assert_int_equal(m.has_born, (sx.stx_mask & STATX_BTIME) != 0);
	if (m.has_born) {
		assert_int_equal(m.born.seconds, sx.stx_btime.tv_sec);
		assert_int_equal(m.born.nanoseconds, sx.stx_btime.tv_nsec);
	}
	evi_metadata_free(&m);
}

static void
owners_have_names_where_the_system_knows_them(void **state)
{
	struct evi_metadata m;

	(void)state;
	make("f");
	if (geteuid() != 0)
		skip();
	assert_int_equal(chown("f", 0, 54321), 0);
	m = read_it("f", -1);
	assert_string_equal(m.user, "root");
	assert_null(m.group);
	assert_int_equal(m.st.st_gid, 54321);
	evi_metadata_free(&m);
}

static void
attributes_are_sorted_and_hold_any_bytes(void **state)
{
	struct evi_metadata m;
	int fd;

	(void)state;
	make("f");
	if (setxattr("f", "user.z", "a\0b", 3, 0) != 0 && errno == ENOTSUP)
		skip();
	assert_int_equal(setxattr("f", "user.a", "", 0, 0), 0);
	fd = open("f", O_RDONLY);
	for (int i = 0; i < 2; i++) {
		m = read_it("f", i == 0 ? fd : -1);
		assert_int_equal(m.n_xattrs, 2);
		assert_string_equal(m.xattrs[0].name, "user.a");
		assert_int_equal(m.xattrs[0].value_len, 0);
		assert_string_equal(m.xattrs[1].name, "user.z");
		assert_int_equal(m.xattrs[1].value_len, 3);
		assert_memory_equal(m.xattrs[1].value, "a\0b", 3);
		assert_null(m.acl_access);
		assert_null(m.acl_default);
		evi_metadata_free(&m);
	}
	/* The position of the descriptor is the reader's. */
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 0);
	close(fd);
}

static void
acls_are_text_and_no_attributes(void **state)
{
	struct evi_metadata m;
	int fd;

	(void)state;
	make("f");
	assert_int_equal(mkdir("d", 0755), 0);
	if (system("setfacl -m u:54321:rx f 2>/dev/null && "
	    "setfacl -d -m u::rwx,g::rx,o::- d 2>/dev/null") != 0)
		skip();
	for (int i = 0; i < 2; i++) {
		fd = i == 0 ? open("f", O_RDONLY) : -1;
		m = read_it("f", fd);
		assert_non_null(m.acl_access);
		assert_string_equal(m.acl_access, "user::rw-,"
		    "user:54321:r-x,group::r--,mask::r-x,other::---");
		assert_null(m.acl_default);
		assert_int_equal(m.n_xattrs, 0);
		evi_metadata_free(&m);
		if (fd >= 0)
			close(fd);
		fd = i == 0 ? open("d", O_RDONLY | O_DIRECTORY) : -1;
		m = read_it("d", fd);
		assert_null(m.acl_access);
		assert_non_null(m.acl_default);
		assert_string_equal(m.acl_default,
		    "user::rwx,group::r-x,other::---");
		assert_int_equal(m.n_xattrs, 0);
		evi_metadata_free(&m);
		if (fd >= 0)
			close(fd);
	}
}

static void
a_link_is_read_itself_and_never_followed(void **state)
{
	struct evi_metadata m;

	(void)state;
	make("f");
	(void)!setxattr("f", "user.of-the-target", "x", 1, 0);
	(void)!system("setfacl -m u:54321:rx f 2>/dev/null");
	assert_int_equal(symlink("f", "l"), 0);
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	m = read_it("l", -1);
	assert_true(S_ISLNK(m.st.st_mode));
	assert_int_equal(m.n_xattrs, 0);
	assert_null(m.acl_access);
	evi_metadata_free(&m);
	m = read_it("dangling", -1);
	assert_true(S_ISLNK(m.st.st_mode));
	evi_metadata_free(&m);
}

static void
fifos_and_sockets_are_never_opened(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct evi_metadata m;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state;
	/* Opening the fifo would wait for its writer. */
	alarm(20);
	assert_int_equal(mkfifo("p", 0600), 0);
	m = read_it("p", -1);
	assert_true(S_ISFIFO(m.st.st_mode));
	evi_metadata_free(&m);
	strcpy(address.sun_path, "s");
	assert_int_equal(bind(fd, (struct sockaddr *)&address,
	    sizeof(address)), 0);
	m = read_it("s", -1);
	assert_true(S_ISSOCK(m.st.st_mode));
	evi_metadata_free(&m);
	close(fd);
	alarm(0);
}

static void
names_of_any_bytes_work_in_any_locale(void **state)
{
	static const char *const locales[] = { "C", "C.UTF-8" };
	static const char *const names[] = { "\xff\xfe", "\xd0\x96", "a\nb" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		if (setlocale(LC_ALL, locales[i]) == NULL)
			continue;
		for (size_t k = 0; k < 3; k++) {
			struct evi_metadata m;

			make(names[k]);
			(void)!setxattr(names[k], "user.\xff", "\xfe", 1, 0);
			m = read_it(names[k], -1);
			assert_true(S_ISREG(m.st.st_mode));
			if (m.n_xattrs > 0) {
				assert_int_equal(m.n_xattrs, 1);
				assert_string_equal(m.xattrs[0].name,
				    "user.\xff");
			}
			evi_metadata_free(&m);
		}
	}
	setlocale(LC_ALL, "C");
}

static void
reading_changes_nothing(void **state)
{
	static const struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
	struct stat before, after;
	struct evi_metadata m;

	(void)state;
	make("f");
	assert_int_equal(utimensat(AT_FDCWD, "f", old, 0), 0);
	assert_int_equal(stat("f", &before), 0);
	m = read_it("f", -1);
	evi_metadata_free(&m);
	assert_int_equal(stat("f", &after), 0);
	assert_int_equal(after.st_atim.tv_sec, 1000);
	assert_memory_equal(&before.st_ctim, &after.st_ctim,
	    sizeof(before.st_ctim));
}

static void
what_is_not_there_is_said_to_be_missing(void **state)
{
	struct evi_metadata m;
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(evi_metadata_read(source, dirfd_here, "absent", -1,
	    NULL, &m, &err), EVID_ERR_NOT_FOUND);
	assert_non_null(strstr(err.message, "absent"));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, enter_folder, leave_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(times_are_to_the_nanosecond_with_birth),
		TEST(owners_have_names_where_the_system_knows_them),
		TEST(attributes_are_sorted_and_hold_any_bytes),
		TEST(acls_are_text_and_no_attributes),
		TEST(a_link_is_read_itself_and_never_followed),
		TEST(fifos_and_sockets_are_never_opened),
		TEST(names_of_any_bytes_work_in_any_locale),
		TEST(reading_changes_nothing),
		TEST(what_is_not_there_is_said_to_be_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
