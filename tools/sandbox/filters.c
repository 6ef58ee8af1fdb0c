/*
 * filters: writes sandbox_filters.c, the filters of system calls that a tool
 * enters (common/sandbox_calls.h).  Run when the tools are built: to have
 * libseccomp work them out at each start would take longer than a small
 * bundle takes to verify.
 *
 * Allowed is what is listed; any other call is told to be unknown to the
 * kernel (ENOSYS), so that a C library newer than this list goes on with the
 * older call that it has for such a kernel.  What would leave the sandbox is
 * refused (EPERM).
 */
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/fs.h>

#define KINDS 4		/* of enum sandbox_calls */

/* Files read and written, memory, threads, signals, clocks, a terminal.  Of
 * the clock it is asked whether it is kept in time (adjtimex); to set it, one
 * would need a right that is given up. */
static const char *const files[] = {
	"read", "readv", "pread64", "preadv", "preadv2", "write", "writev",
	"pwrite64", "pwritev", "pwritev2", "open", "openat", "openat2",
	"creat", "close", "close_range", "stat", "stat64", "fstat", "fstat64",
	"lstat", "lstat64", "fstatat64", "newfstatat", "statx", "statfs",
	"statfs64", "fstatfs", "fstatfs64", "lseek", "_llseek", "access",
	"faccessat", "faccessat2", "readlink", "readlinkat", "getdents",
	"getdents64", "getcwd", "dup", "dup2", "dup3", "fcntl", "fcntl64",
	"flock", "fadvise64", "fadvise64_64", "arm_fadvise64_64", "readahead",
	"sync_file_range", "sync_file_range2", "fallocate", "ftruncate",
	"ftruncate64", "fsync", "fdatasync", "rename", "renameat",
	"renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir",
	"mkdirat", "umask", "mmap", "mmap2", "munmap",
	"mremap", "mprotect", "madvise", "brk", "mincore", "msync",
	"membarrier", "mlock", "mlock2", "munlock", "futex", "futex_time64",
	"set_robust_list", "get_robust_list", "set_tid_address", "rseq",
	"sched_yield", "sched_getaffinity", "sched_getparam",
	"sched_getscheduler", "sched_get_priority_max",
	"sched_get_priority_min", "getcpu", "gettid", "getpid", "getppid",
	"getpgrp", "getpgid", "getsid", "getuid", "getuid32", "geteuid",
	"geteuid32", "getgid", "getgid32", "getegid", "getegid32",
	"getgroups", "getgroups32", "getresuid", "getresuid32", "getresgid",
	"getresgid32", "capget", "rt_sigaction", "rt_sigprocmask",
	"rt_sigreturn", "rt_sigpending", "rt_sigtimedwait",
	"rt_sigtimedwait_time64", "rt_sigsuspend", "sigaltstack", "sigreturn",
	"sigaction", "sigprocmask", "tgkill", "tkill", "restart_syscall",
	"pause", "clock_gettime", "clock_gettime64", "clock_getres",
	"clock_getres_time64", "clock_nanosleep", "clock_nanosleep_time64",
	"adjtimex", "clock_adjtime", "clock_adjtime64",
	"nanosleep", "gettimeofday", "time", "times", "alarm", "setitimer",
	"getitimer", "getrusage", "poll", "ppoll", "ppoll_time64", "select",
	"_newselect", "pselect6", "pselect6_time64", "pipe", "pipe2",
	"splice", "sendfile", "sendfile64", "getrandom", "uname", "sysinfo",
	"getrlimit", "ugetrlimit", "setrlimit", "exit", "exit_group",
	"arch_prctl", "set_thread_area", "get_thread_area",
	NULL
};

/* To make a tree: links, times, attributes. */
static const char *const tree[] = {
	"chmod", "fchmod", "symlink", "symlinkat", "syncfs", "rmdir", "mknod",
	"mknodat", "utimensat", "utimensat_time64", "utime", "utimes", "futimesat", "fchmodat",
	"fchmodat2", "setxattr", "lsetxattr", "fsetxattr", "getxattr",
	"lgetxattr", "fgetxattr", "listxattr", "llistxattr", "flistxattr",
	"fchdir",
	NULL
};

/* To describe sources: attributes; and services on this machine that know who
 * owns a file.  What is kept to go on with a sealing is a folder. */
static const char *const sources[] = {
	"getxattr", "lgetxattr", "fgetxattr", "listxattr", "llistxattr",
	"flistxattr", "socketpair", "connect", "sendto", "sendmsg",
	"sendmmsg", "recvfrom", "recvmsg", "recvmmsg", "shutdown",
	"getsockopt", "setsockopt", "getsockname", "getpeername", "chdir",
	"fchdir", "rmdir",
	NULL
};

/* To change a file in its own place: the new one gets the old one's rights. */
static const char *const change[] = { "fchmod", "fchown", "fchown32", NULL };

/* What would leave the sandbox. */
static const char *const never[] = {
	"execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv",
	"process_vm_writev", "pidfd_getfd", "socket", "socketpair", "connect",
	"bind", "listen", "accept", "accept4", "sendto", "sendmsg", "mount",
	"umount2", "pivot_root", "chroot", "unshare", "setns", "keyctl",
	"add_key", "request_key", "bpf", "perf_event_open", "userfaultfd",
	"io_uring_setup", "memfd_create", "init_module", "finit_module",
	"kexec_load", "reboot", "swapon", "settimeofday", "clock_settime",
	"setuid", "setgid", "setreuid", "setresuid",
	NULL
};

#ifdef EVID_SANDBOX_RELAXED
/* A sanitizer traces its own process, and starts a symbolizer: of an
 * instrumented build only the rest is refused. */
static const char *const never_relaxed[] = {
	"socket", "connect", "bind", "listen", "mount", "umount2", "chroot",
	"keyctl", "add_key", "bpf", "perf_event_open", "io_uring_setup",
	NULL
};
#endif

/* What is asked of files, devices and terminals. */
static const unsigned long requests[] = {
	TCGETS, TCSETS, TCSETSW, TCSETSF, TIOCGWINSZ, TIOCGPGRP, FIONREAD,
	BLKGETSIZE64, BLKSSZGET, FS_IOC_GETFLAGS
};

static const unsigned int options[] = { PR_SET_DUMPABLE, PR_GET_DUMPABLE,
	PR_SET_NAME, PR_GET_NAME, 0x53564d41 /* PR_SET_VMA */ };

/* which argument of clone(2) has its flags */
#ifdef __s390x__
#define CLONE_FLAGS 1
#else
#define CLONE_FLAGS 0
#endif

static scmp_filter_ctx filter;

static void
check(int status)
{
	/* A call that this architecture has not needs no rule. */
	if (status == 0 || status == -EDOM)
		return;
	fprintf(stderr, "filters: libseccomp: error %d\n", -status);
	_exit(1);
}

static void
rule(uint32_t action, const char *name)
{
	int number = seccomp_syscall_resolve_name(name);

	/* An older libseccomp does not know all of them. */
	if (number != __NR_SCMP_ERROR)
		check(seccomp_rule_add(filter, action, number, 0));
}

static void
rules(uint32_t action, const char *const *names)
{
	for (; *names != NULL; names++)
		rule(action, *names);
}

/* The call, where the argument is that one. */
static void
rule_equal(int number, unsigned int argument, uint64_t value)
{
	check(seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 1,
	    SCMP_CMP(argument, SCMP_CMP_EQ, value, 0)));
}

static void
rules_by_argument(void)
{
	size_t i;

	for (i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		rule_equal(SCMP_SYS(ioctl), 1, requests[i]);
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		rule_equal(SCMP_SYS(prctl), 0, options[i]);
	/* One's own limits; and whether a process is there, no more. */
	rule_equal(SCMP_SYS(prlimit64), 0, 0);
	rule_equal(SCMP_SYS(kill), 1, 0);
	/* A thread, and no other process. */
	check(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
	    SCMP_CMP(CLONE_FLAGS, SCMP_CMP_MASKED_EQ, CLONE_THREAD,
	    CLONE_THREAD)));
}

static void
refuse(int sockets)
{
	for (const char *const *name = never; *name != NULL; name++) {
		const char *const *s = sources;

		while (sockets && *s != NULL && strcmp(*s, *name) != 0)
			s++;
		if (sockets && (*s != NULL || strcmp(*name, "socket") == 0))
			continue;
		rule(SCMP_ACT_ERRNO(EPERM), *name);
	}
}

static void
fill(unsigned int which)
{
#ifdef EVID_SANDBOX_RELAXED
	(void)tree, (void)sources, (void)files, (void)never, (void)refuse;
	(void)change;
	(void)rules_by_argument, (void)which;
	rules(SCMP_ACT_ERRNO(EPERM), never_relaxed + (which == 2 ? 2 : 0));
#else
	rules(SCMP_ACT_ALLOW, files);
	rules_by_argument();
	if (which == 1)
		rules(SCMP_ACT_ALLOW, tree);
	if (which == 2)
		rules(SCMP_ACT_ALLOW, sources);
	if (which == 3)
		rules(SCMP_ACT_ALLOW, change);
	if (which == 2) {
		rule_equal(SCMP_SYS(socket), 0, AF_UNIX);
		check(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM),
		    SCMP_SYS(socket), 1,
		    SCMP_CMP(0, SCMP_CMP_NE, AF_UNIX, 0)));
	}
	refuse(which == 2);
#endif
}

/* The instructions, as an array. */
static void
write_filter(FILE *out, FILE *raw, unsigned int which, size_t *n_out)
{
	struct {
		uint16_t code;
		uint8_t jt, jf;
		uint32_t k;
	} one;
	size_t n = 0;

	fprintf(out, "static const struct sandbox_filter filter_%u[] = {\n",
	    which);
	rewind(raw);
	for (; fread(&one, sizeof(one), 1, raw) == 1; n++)
		fprintf(out, "\t{ 0x%02x, %u, %u, 0x%08lx },\n", one.code,
		    one.jt, one.jf, (unsigned long)one.k);
	fputs("};\n\n", out);
	*n_out = n;
}

static size_t
make(FILE *out, unsigned int which)
{
	FILE *raw = tmpfile();
	size_t n = 0;

#ifdef EVID_SANDBOX_RELAXED
	filter = seccomp_init(SCMP_ACT_ALLOW);
#else
	filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
#endif
	if (raw == NULL || filter == NULL) {
		perror("filters");
		_exit(1);
	}
	check(seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH,
	    SCMP_ACT_KILL_PROCESS));
	/* A tree instead of a list, where it can do that. */
	(void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	fill(which);
	check(seccomp_export_bpf(filter, fileno(raw)));
	write_filter(out, raw, which, &n);
	seccomp_release(filter);
	(void)fclose(raw);
	return n;
}

int
main(int argc, char **argv)
{
	FILE *out = argc == 2 ? fopen(argv[1], "w") : NULL;
	size_t n[KINDS];

	if (out == NULL) {
		perror(argc == 2 ? argv[1] : "usage: filters OUT.c");
		return 1;
	}
	fputs("/* Written by sandbox/filters.c. */\n"
	    "#include \"common/sandbox_calls.h\"\n\n", out);
	for (unsigned int which = 0; which < KINDS; which++)
		n[which] = make(out, which);
	fputs("const struct sandbox_filter *const sandbox_filters[] = {\n"
	    "\tfilter_0, filter_1, filter_2, filter_3\n};\n\n", out);
	fprintf(out, "const unsigned short sandbox_filter_lens[] = {\n"
	    "\t%zu, %zu, %zu, %zu\n};\n", n[0], n[1], n[2], n[3]);
	return fclose(out) == 0 ? 0 : 1;
}
