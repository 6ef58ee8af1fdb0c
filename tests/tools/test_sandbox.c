/*
 * Goal: from inside a tool's sandbox what was named can be done, and nothing
 * else: no other file, no program, no connection, no other process.
 *
 * Each test enters the sandbox in a process of its own, which ends with the
 * number of the line that was not as it should be, or 0.
 */
#include "common/message.h"
#include "common/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <pthread.h>
#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#define ELSEWHERE "elsewhere"

/* What a kernel that lacks something answers (test_sandbox.wrap). */
static long missing[4];
static int missing_errno = ENOSYS;
static long known_version;

long __real_syscall(long number, long a, long b, long c, long d, long e,
    long f);
long __wrap_syscall(long number, long a, long b, long c, long d, long e,
    long f);

long
__wrap_syscall(long number, long a, long b, long c, long d, long e, long f)
{
	for (size_t i = 0; i < sizeof(missing) / sizeof(missing[0]); i++) {
		if (missing[i] != 0 && missing[i] == number) {
			errno = missing_errno;
			return -1;
		}
	}
	/* An older version: it knows less, and takes less. */
	if (number == 444 && known_version != 0 && a == 0)
		return known_version;
	return __real_syscall(number, a, b, c, d, e, f);
}

static int
have_landlock(void)
{
	return __real_syscall(444, 0, 0, 1, 0, 0, 0) > 0;
}

/* a folder with files in it, where the test stands */
static char top[] = "/tmp/evid-sandbox-XXXXXX";
static char spool[] = "/tmp/evid-spool-XXXXXX";

static void
put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int
set_up(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(top));
	assert_non_null(mkdtemp(spool));
	assert_int_equal(setenv("TMPDIR", spool, 1), 0);
	assert_int_equal(chdir(top), 0);
	assert_int_equal(mkdir("named", 0755), 0);
	assert_int_equal(mkdir("named/below", 0755), 0);
	assert_int_equal(mkdir("out", 0755), 0);
	assert_int_equal(mkdir(ELSEWHERE, 0755), 0);
	put("file", "named");
	put("beside", "not named");
	put("named/below/file", "below");
	put(ELSEWHERE "/secret", "not named");
	put("vol.001", "1");
	put("vol.002", "2");
	put("A.key", "k");
	put("A.id", "i");
	assert_int_equal(symlink(ELSEWHERE "/secret", "link"), 0);
	return 0;
}

static int
tear_down(void **state)
{
	char *command = NULL;

	(void)state;
	assert_true(asprintf(&command, "rm -rf %s %s", top, spool) > 0);
	assert_int_equal(system(command), 0);
	free(command);
	return 0;
}

/* 0, or the line that was not as it should be */
static int
inside(enum sandbox_calls calls, int (*attempt)(void))
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		sandbox_read("file");
		sandbox_read("named");
		sandbox_bundle("vol.001");
		sandbox_key("A.key");
		if (calls == SANDBOX_TREE)
			sandbox_tree("out/tree");
		else
			sandbox_write("out/file");
		sandbox_enter(calls, 0);
		_exit(attempt() & 0xff);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 +
	    WTERMSIG(status);
}

/* ends the attempt with this line's number, if it is not so */
#define HOLDS(what) do { if (!(what)) return __LINE__; } while (0)

static int
opens(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0644);

	if (fd >= 0)
		(void)close(fd);
	return fd >= 0;
}

static int
refused(const char *path, int flags)
{
	errno = 0;
	return !opens(path, flags) && errno == EACCES;
}

static int
read_what_was_named(void)
{
	HOLDS(opens("file", O_RDONLY));
	HOLDS(opens("named", O_RDONLY | O_DIRECTORY));
	HOLDS(opens("named/below/file", O_RDONLY));
	HOLDS(opens("vol.002", O_RDONLY));
	HOLDS(opens("A.key", O_RDONLY) && opens("A.id", O_RDONLY));
	HOLDS(opens("/dev/null", O_RDONLY) && opens("/dev/urandom", O_RDONLY));
	return 0;
}

static int
read_nothing_else(void)
{
	struct stat st;

	HOLDS(refused("beside", O_RDONLY));
	HOLDS(refused(ELSEWHERE "/secret", O_RDONLY));
	HOLDS(refused("link", O_RDONLY));
	HOLDS(refused(ELSEWHERE, O_RDONLY | O_DIRECTORY));
	HOLDS(refused("/usr/share", O_RDONLY | O_DIRECTORY));
	HOLDS(refused("/var", O_RDONLY | O_DIRECTORY));
	/* What is not there is told as that. */
	HOLDS(!opens("absent", O_RDONLY) && errno == ENOENT);
	HOLDS(stat("beside", &st) == 0);
	return 0;
}

static int
write_the_output(void)
{
	int fd = open("out/.file.partial", O_RDWR | O_CREAT | O_EXCL, 0644);

	HOLDS(fd >= 0 && write(fd, "whole", 5) == 5 && fsync(fd) == 0);
	HOLDS(ftruncate(fd, 4) == 0 && close(fd) == 0);
	HOLDS(rename("out/.file.partial", "out/file") == 0);
	HOLDS(opens("out", O_RDONLY | O_DIRECTORY));
	HOLDS(unlink("out/file") == 0);
	fd = open(spool, O_TMPFILE | O_RDWR, 0600);
	HOLDS(fd >= 0 && write(fd, "spool", 5) == 5 && close(fd) == 0);
	return 0;
}

static int
write_nothing_else(void)
{
	HOLDS(refused("file", O_WRONLY));
	HOLDS(refused("file", O_RDWR));
	HOLDS(refused("file", O_RDONLY | O_TRUNC));
	HOLDS(refused("named/new", O_WRONLY | O_CREAT));
	HOLDS(refused("new", O_WRONLY | O_CREAT));
	HOLDS(refused(ELSEWHERE "/new", O_WRONLY | O_CREAT));
	HOLDS(refused(ELSEWHERE "/secret", O_WRONLY));
	HOLDS(unlink("file") != 0 && unlink("named/below/file") != 0);
	HOLDS(unlink(ELSEWHERE "/secret") != 0);
	HOLDS(rename("file", "out/file") != 0);
	HOLDS(rename(ELSEWHERE "/secret", "out/secret") != 0);
	HOLDS(link(ELSEWHERE "/secret", "out/secret") != 0);
	HOLDS(mkdir(ELSEWHERE "/folder", 0755) != 0);
	HOLDS(symlink("/", "named/link") != 0);
	HOLDS(truncate("file", 0) != 0);
	return 0;
}

static int
make_a_tree(void)
{
	HOLDS(mkdir("out/tree", 0755) == 0 && mkdir("out/tree/a", 0755) == 0);
	HOLDS(opens("out/tree/file", O_WRONLY | O_CREAT));
	HOLDS(rename("out/tree/file", "out/tree/a/file") == 0);
	HOLDS(symlink("a", "out/tree/link") == 0);
	HOLDS(link("out/tree/a/file", "out/tree/again") == 0);
	HOLDS(chmod("out/tree/again", 0600) == 0);
	HOLDS(utimensat(AT_FDCWD, "out/tree/again", NULL, 0) == 0);
	HOLDS(unlink("out/tree/link") == 0 && unlink("out/tree/again") == 0);
	HOLDS(unlink("out/tree/a/file") == 0 && rmdir("out/tree/a") == 0);
	HOLDS(rmdir("out/tree") == 0);
	HOLDS(mknod("out/device", S_IFCHR | 0600, 0x103) != 0);
	return write_nothing_else();
}

/* A loop of its own: which of them the kernel would allow at all depends on
 * who asks. */
static int
call_nothing_else(void)
{
	char *const none[] = { NULL };
	char name[] = "true", *const argv[] = { name, NULL };
	struct timex clock = { .modes = 0 };
	char byte = 'x';
	struct iovec one = { &byte, 1 };
	struct stat st;

	HOLDS(execve("/bin/true", argv, none) != 0 && errno == EPERM);
	HOLDS(fork() < 0);
	HOLDS(vfork() < 0);
	HOLDS(socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM);
	HOLDS(socket(AF_INET6, SOCK_DGRAM, 0) < 0 && errno == EPERM);
	HOLDS(socket(AF_NETLINK, SOCK_RAW, 0) < 0 && errno == EPERM);
	HOLDS(ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0 && errno == EPERM);
	HOLDS(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) != 0);
	HOLDS(process_vm_readv(getppid(), &one, 1, &one, 1, 0) < 0 &&
	    errno == EPERM);
	HOLDS(mount("none", "out", "tmpfs", 0, NULL) != 0 && errno == EPERM);
	HOLDS(umount2("out", 0) != 0 && errno == EPERM);
	HOLDS(chroot("out") != 0 && errno == EPERM);
	HOLDS(__real_syscall(SYS_unshare, 0x10000000, 0, 0, 0, 0, 0) != 0);
	HOLDS(__real_syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, -3, 0, 0, 0,
	    0) < 0 && errno == EPERM);
	HOLDS(__real_syscall(SYS_bpf, 0, 0, 0, 0, 0, 0) < 0 &&
	    errno == EPERM);
	HOLDS(__real_syscall(SYS_io_uring_setup, 1, 0, 0, 0, 0, 0) < 0 &&
	    errno == EPERM);
	HOLDS(__real_syscall(SYS_memfd_create, (long)"m", 0, 0, 0, 0, 0) < 0);
	HOLDS(__real_syscall(SYS_userfaultfd, 0, 0, 0, 0, 0, 0) < 0 &&
	    errno == EPERM);
	HOLDS(kill(getppid(), SIGTERM) != 0);
	HOLDS(kill(getppid(), 0) == 0 || errno == EPERM);
	HOLDS(setuid(0) != 0);
	HOLDS(clock_settime(CLOCK_REALTIME, &(struct timespec){ 0, 0 }) != 0);
	HOLDS(adjtimex(&clock) >= 0);
	clock.modes = ADJ_FREQUENCY;
	HOLDS(adjtimex(&clock) < 0 && errno == EPERM);
	/* A line typed for whoever has the terminal. */
	HOLDS(ioctl(0, TIOCSTI, &byte) != 0 && errno == ENOSYS);
	HOLDS(fstat(0, &st) == 0);
	return 0;
}

static int
change_no_attributes(void)
{
	HOLDS(chmod("file", 0600) != 0 && chmod("out", 0700) != 0);
	HOLDS(utimensat(AT_FDCWD, "file", NULL, 0) != 0);
	HOLDS(chown("file", 1, 1) != 0);
	HOLDS(setxattr("file", "user.a", "b", 1, 0) != 0 &&
	    errno == ENOSYS);
	return 0;
}

/* A file that takes another's place gets its rights, by its descriptor. */
static int
keep_rights(void)
{
	int fd = open("out/file", O_WRONLY | O_CREAT, 0600);

	HOLDS(fd >= 0);
	HOLDS(fchmod(fd, 0640) == 0);
	HOLDS(fchown(fd, (uid_t)-1, (gid_t)-1) == 0);
	return close(fd);
}

static int
no_local_connection(void)
{
	HOLDS(socket(AF_UNIX, SOCK_STREAM, 0) < 0 && errno == EPERM);
	return 0;
}

/* The system's lists of who owns a file, and the services that know. */
static int
ask_for_owners(void)
{
	int ends[2];

	HOLDS(getpwuid(0) != NULL && strcmp(getpwuid(0)->pw_name,
	    "root") == 0);
	HOLDS(opens("/etc/passwd", O_RDONLY));
	HOLDS(socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
	HOLDS(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	HOLDS(getxattr("file", "user.none", NULL, 0) < 0 && errno != ENOSYS);
	HOLDS(refused("/usr/share", O_RDONLY | O_DIRECTORY));
	return 0;
}

static void *
work(void *context)
{
	(void)context;
	/* What is in force for the process is so for its threads. */
	return refused("beside", O_RDONLY) &&
	    socket(AF_INET, SOCK_STREAM, 0) < 0 ? top : NULL;
}

static int
begin_threads(void)
{
	void *result = NULL;
	pthread_t thread;

	HOLDS(pthread_create(&thread, NULL, work, NULL) == 0);
	HOLDS(pthread_join(thread, &result) == 0 && result == top);
	return 0;
}

#ifdef EVID_SANDBOX_RELAXED
#define RELAXED 1
#else
#define RELAXED 0
#endif

static void
named_is_read(void **state)
{
	(void)state;
	for (int calls = SANDBOX_FILES; calls < SANDBOX_KINDS; calls++)
		assert_int_equal(inside(calls, read_what_was_named), 0);
}

static void
others_are_not_read(void **state)
{
	(void)state;
	if (RELAXED || !have_landlock())
		skip();
	for (int calls = SANDBOX_FILES; calls < SANDBOX_KINDS; calls++)
		assert_int_equal(inside(calls, read_nothing_else), 0);
}

static void
outputs_are_written(void **state)
{
	(void)state;
	for (int calls = SANDBOX_FILES; calls < SANDBOX_KINDS; calls++)
		assert_int_equal(inside(calls, write_the_output), 0);
}

static void
nothing_else_is_written(void **state)
{
	(void)state;
	if (!have_landlock())
		skip();
	for (int calls = SANDBOX_FILES; calls < SANDBOX_KINDS; calls++)
		assert_int_equal(inside(calls, write_nothing_else), 0);
}

static void
a_tree_is_made(void **state)
{
	(void)state;
	if (!have_landlock())
		skip();
	assert_int_equal(inside(SANDBOX_TREE, make_a_tree), 0);
}

static void
nothing_else_is_called(void **state)
{
	(void)state;
	if (RELAXED)
		skip();
	for (int calls = SANDBOX_FILES; calls < SANDBOX_KINDS; calls++)
		assert_int_equal(inside(calls, call_nothing_else), 0);
}

static void
attributes_stay(void **state)
{
	(void)state;
	if (RELAXED)
		skip();
	assert_int_equal(inside(SANDBOX_FILES, change_no_attributes), 0);
	assert_int_equal(inside(SANDBOX_SOURCES, change_no_attributes), 0);
	assert_int_equal(inside(SANDBOX_CHANGE, change_no_attributes), 0);
	assert_int_equal(inside(SANDBOX_CHANGE, keep_rights), 0);
	assert_int_not_equal(inside(SANDBOX_FILES, keep_rights), 0);
}

static void
nothing_is_connected(void **state)
{
	(void)state;
	assert_int_equal(inside(SANDBOX_FILES, no_local_connection), 0);
	assert_int_equal(inside(SANDBOX_TREE, no_local_connection), 0);
}

static void
owners_are_known(void **state)
{
	(void)state;
	if (RELAXED)
		skip();
	assert_int_equal(inside(SANDBOX_SOURCES, ask_for_owners), 0);
}

static void
threads_are_inside(void **state)
{
	(void)state;
	if (RELAXED || !have_landlock())
		skip();
	for (int calls = SANDBOX_FILES; calls < SANDBOX_KINDS; calls++)
		assert_int_equal(inside(calls, begin_threads), 0);
}

static int
no_new_privileges(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];
	int found = 0;

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		found |= strcmp(line, "NoNewPrivs:\t1\n") == 0;
	HOLDS(found);
	return 0;
}

static void
no_privileges_are_had(void **state)
{
	(void)state;
	assert_int_equal(inside(SANDBOX_FILES, no_new_privileges), 0);
}

/* ---- older kernels ---- */

static int
open_all(void)
{
	HOLDS(opens("beside", O_RDONLY));
	HOLDS(opens(ELSEWHERE "/new", O_WRONLY | O_CREAT));
	return 0;
}

static int
exit_well(void)
{
	return 0;
}

/* what -v says: standard error of a sandbox that is entered */
static char *
said(enum sandbox_calls calls, int (*attempt)(void), int *status_out)
{
	static char text[1024];
	int ends[2], status;
	size_t len = 0;
	ssize_t n;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)dup2(ends[1], STDERR_FILENO);
		if (calls == SANDBOX_TREE)
			sandbox_tree("out/tree");
		sandbox_read("file");
		sandbox_enter(calls, 1);
		_exit(attempt() & 0xff);
	}
	close(ends[1]);
	while ((n = read(ends[0], text + len, sizeof(text) - 1 - len)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	*status_out = WIFEXITED(status) ? WEXITSTATUS(status) : 1000;
	return text;
}

static void
all_is_told(void **state)
{
	int status;
	char *text = said(SANDBOX_FILES, exit_well, &status);

	(void)state;
	assert_int_equal(status, 0);
	if (!have_landlock())
		skip();
	assert_non_null(strstr(text, "sandbox: files by Landlock (ABI "));
	assert_non_null(strstr(text, "; system calls by seccomp\n"));
}

static void
without_landlock(void **state)
{
	int status;
	char *text;

	(void)state;
	missing[0] = 444;
	text = said(SANDBOX_FILES, open_all, &status);
	missing[0] = 0;
	assert_int_equal(status, 0);
	assert_non_null(strstr(text, "files not by Landlock: the kernel has "
	    "none; system calls by seccomp\n"));
}

static void
with_landlock_off(void **state)
{
	int status;
	char *text;

	(void)state;
	missing[0] = 444;
	missing_errno = EOPNOTSUPP;
	text = said(SANDBOX_FILES, open_all, &status);
	missing_errno = ENOSYS;
	missing[0] = 0;
	assert_int_equal(status, 0);
	assert_non_null(strstr(text, "it is switched off"));
}

static void
a_rule_that_fails(void **state)
{
	int status;
	char *text;

	(void)state;
	if (!have_landlock())
		skip();
	missing[0] = 445;
	missing_errno = ENOMEM;
	text = said(SANDBOX_FILES, open_all, &status);
	missing_errno = ENOSYS;
	missing[0] = 0;
	assert_int_equal(status, 0);
	assert_non_null(strstr(text, "files not by Landlock: Cannot "
	    "allocate memory"));
}

static int
connect_all(void)
{
	HOLDS(socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
	return 0;
}

static void
without_seccomp(void **state)
{
	int status;
	char *text;

	(void)state;
	missing[0] = SYS_seccomp;
	text = said(SANDBOX_FILES, connect_all, &status);
	missing[0] = 0;
	assert_int_equal(status, 0);
	assert_non_null(strstr(text, "system calls not by seccomp: the "
	    "kernel has none\n"));
}

static void
without_either(void **state)
{
	int status;
	char *text;

	(void)state;
	missing[0] = SYS_seccomp;
	missing[1] = 444;
	missing_errno = EPERM;
	text = said(SANDBOX_TREE, open_all, &status);
	missing_errno = ENOSYS;
	missing[0] = missing[1] = 0;
	assert_int_equal(status, 0);
	assert_non_null(strstr(text, "files not by Landlock: it is not "
	    "allowed here; system calls not by seccomp: it is not allowed "
	    "here\n"));
}

/* Of each older version the part that it knows is in force. */
static void
older_versions(void **state)
{
	int status;

	(void)state;
	if (!have_landlock())
		skip();
	for (known_version = 1; known_version < 7 && known_version <=
	    __real_syscall(444, 0, 0, 1, 0, 0, 0); known_version++) {
		char want[64], *text;

		(void)snprintf(want, sizeof(want), "by Landlock (ABI %ld)",
		    known_version);
		text = said(SANDBOX_FILES, exit_well, &status);
		assert_int_equal(status, 0);
		assert_non_null(strstr(text, want));
		if (RELAXED)
			continue;
		assert_int_equal(inside(SANDBOX_FILES, read_nothing_else), 0);
		assert_int_equal(inside(SANDBOX_FILES, write_the_output), 0);
	}
	known_version = 0;
}

/* Where nothing may be moved to another folder, no tree can be made. */
static void
a_tree_of_the_first_version(void **state)
{
	int status;
	char *text;

	(void)state;
	if (!have_landlock())
		skip();
	known_version = 1;
	text = said(SANDBOX_TREE, open_all, &status);
	known_version = 0;
	assert_int_equal(status, 0);
	assert_non_null(strstr(text, "files not by Landlock: it is switched "
	    "off, or too old"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(named_is_read),
		cmocka_unit_test(others_are_not_read),
		cmocka_unit_test(outputs_are_written),
		cmocka_unit_test(nothing_else_is_written),
		cmocka_unit_test(a_tree_is_made),
		cmocka_unit_test(nothing_else_is_called),
		cmocka_unit_test(attributes_stay),
		cmocka_unit_test(nothing_is_connected),
		cmocka_unit_test(owners_are_known),
		cmocka_unit_test(threads_are_inside),
		cmocka_unit_test(no_privileges_are_had),
		cmocka_unit_test(all_is_told),
		cmocka_unit_test(without_landlock),
		cmocka_unit_test(with_landlock_off),
		cmocka_unit_test(a_rule_that_fails),
		cmocka_unit_test(without_seccomp),
		cmocka_unit_test(without_either),
		cmocka_unit_test(older_versions),
		cmocka_unit_test(a_tree_of_the_first_version),
	};

	message_init("evid-test");
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
