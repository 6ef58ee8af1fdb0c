/*
 * Between our objects and everything else: each call that allocates, or does
 * input or output, passes here (the linker's --wrap, over calls.def), is
 * counted, and may be made to fail.  Linked into the tools as they are; what
 * to do stands in the environment:
 *
 *   EVID_FAULT=MODE,N[,ERRNO]
 *     fail    call N fails once, with this number of error
 *     on      call N fails, and every later one of its kind: all that may lack
 *             memory, all that writes, or else all of its class
 *     kill    SIGKILL in the place of call N
 *     tear    SIGKILL once call N has done its work; of a write, half of it
 *     short   every read and write does a part of at most N bytes
 *     again   every read, write, sync, wait fails with EINTR once before it
 *             does its work
 *     disk    writes fit N bytes in all, then the disk is full
 *     run     before call N the command of EVID_FAULT_RUN runs to its end
 *   EVID_FAULT_LOG=FILE    the calls, one a line: class, name, who called
 *   EVID_FAULT_DEPTH=N     by so many frames (3)
 *   EVID_FAULT_HIT=FILE    the first call that was made to fail: as in the log
 *   EVID_FAULT_COST=FILE   what it cost: the peak of memory in KiB, the bytes
 *                          read, and the calls
 *   EVID_FAULT_SERVE=FD    a socket: for each plan that comes, as it would
 *                          stand in EVID_FAULT, or "-", with descriptors, the
 *                          tool runs once more; its libraries are loaded once
 */
#include "fault/faults.h"
#include "support/die.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST_CALLS ((size_t)1 << 20)
#define DEPTH 24

enum class { memory, read_, write_, name, look, sync_, other, theirs, crypto };
#define CLASS_memory memory
#define CLASS_read read_
#define CLASS_write write_
#define CLASS_name name
#define CLASS_look look
#define CLASS_sync sync_
#define CLASS_other other
#define CLASS_theirs theirs
#define CLASS_crypto crypto

static const char *const class_names[] = {
	"memory", "read", "write", "name", "look", "sync", "other", "theirs",
	"crypto"
};

enum call {
#define CALL(class, type, failed, name, params, args) ID_##name,
#define OWN(class, name) ID_##name,
#include "calls.def"
#undef CALL
#undef OWN
	N_IDS
};

static const struct {
	enum class class;
	const char *name;
} calls[] = {
#define CALL(class, type, failed, name, params, args) \
	{ CLASS_##class, #name },
#define OWN(class, name) { CLASS_##class, #name },
#include "calls.def"
#undef CALL
#undef OWN
};

static struct plan {
	enum { NOTHING, FAIL, ON, KILL, TEAR, SHORT, AGAIN, DISK, RUN }
	    mode;
	uint64_t n;
	int error;
	int log, hit, cost, status;	/* descriptors; -1: not asked for */
	int go, done;		/* pipes to who runs the command */
	int depth;
} plan;

static _Atomic uint64_t counted;
static _Atomic uint64_t on_disk;
static _Atomic uint64_t bytes_read;
static struct note {
	uint32_t id;
	uint64_t from;
} notes[MOST_CALLS];
extern const char __ehdr_start[];

/* what every wrapper is declared with, and the real ones that we use */
#define CALL(class, type, failed, name, params, args) \
	type __real_##name params; \
	type __wrap_##name params;
#define OWN(class, name)
#include "calls.def"
#undef CALL
#undef OWN
int __real_open64(const char *path, int flags, ...);
long __real_syscall(long number, ...);
ssize_t __real_read(int fd, void *data, size_t len);
ssize_t __real_pwrite64(int fd, const void *data, size_t len, off_t at);
ssize_t __real_pread64(int fd, void *data, size_t len, off_t at);
ssize_t __real_getrandom(void *data, size_t len, unsigned int flags);

int
fault_out_of_the_way(int fd)
{
	int high = fd < 0 ? -1 : (int)__real_syscall(SYS_fcntl, fd,
	    F_DUPFD_CLOEXEC, 500);

	if (high < 0)
		abort();
	__real_close(fd);
	return high;
}

/* The file that a variable names, opened before the tool's sandbox; or -1. */
static int
opened(const char *variable)
{
	const char *path = getenv(variable);

	return path == NULL ? -1 : fault_out_of_the_way(__real_open64(path,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
}

/* Who runs the command when asked: a process begun before the sandbox. */
static void
begin_runner(void)
{
	int go[2], done[2];
	char byte = 0;

	if (__real_syscall(SYS_pipe2, go, (long)O_CLOEXEC) != 0 ||
	    __real_syscall(SYS_pipe2, done, (long)O_CLOEXEC) != 0)
		abort();
	for (int i = 0; i < 2; i++) {
		go[i] = fault_out_of_the_way(go[i]);
		done[i] = fault_out_of_the_way(done[i]);
	}
	plan.go = go[1];
	plan.done = done[0];
	if (fork() != 0)
		return;
	plan.mode = NOTHING;
	plan.log = plan.hit = plan.cost = -1;
	__real_close(go[1]);
	if (__real_read(go[0], &byte, 1) == 1) {
		byte = system(getenv("EVID_FAULT_RUN")) == 0 ? 'y' : 'n';
		(void)!__real_write(done[1], &byte, 1);
	}
	_exit(0);
}

static void
run_command(void)
{
	char byte = 'r';

	if (__real_write(plan.go, &byte, 1) != 1 ||
	    __real_read(plan.done, &byte, 1) != 1 || byte != 'y')
		abort();
}

static void __attribute__((constructor(101)))
begin(void)
{
	static const char *const modes[] = {
		"", "fail", "on", "kill", "tear", "short", "again", "disk", "run"
	};
	const char *text = getenv("EVID_FAULT");
	const char *server = getenv("EVID_FAULT_SERVE");
	char *end;

	if (server != NULL)
		text = fault_served(atoi(server));
	plan.log = opened("EVID_FAULT_LOG");
	plan.hit = opened("EVID_FAULT_HIT");
	plan.depth = getenv("EVID_FAULT_DEPTH") == NULL ? 3 :
	    atoi(getenv("EVID_FAULT_DEPTH"));
	plan.cost = opened("EVID_FAULT_COST");
	if (plan.cost >= 0)
		plan.status = fault_out_of_the_way(__real_open64("/proc/self/status",
		    O_RDONLY | O_CLOEXEC));
	if (text == NULL || strcmp(text, "-") == 0)
		return;
	for (int i = FAIL; i <= RUN; i++) {
		size_t len = strlen(modes[i]);

		if (strncmp(text, modes[i], len) == 0 && text[len] == ',') {
			plan.mode = i;
			plan.n = strtoull(text + len + 1, &end, 10);
			plan.error = *end == ',' ? atoi(end + 1) : ENOMEM;
			if (plan.mode == RUN)
				begin_runner();
			return;
		}
	}
	abort();
}

/* The peak is of this program's memory alone, as getrusage's is not: that is
 * also of whoever started it. */
static void
tell_cost(void)
{
	char text[8192], line[128];
	const char *peak;
	ssize_t n = __real_read(plan.status, text, sizeof(text) - 1);
	int len;

	text[n < 0 ? 0 : n] = '\0';
	peak = strstr(text, "VmHWM:");
	len = snprintf(line, sizeof(line), "%lu %llu %llu\n",
	    peak == NULL ? 0 : strtoul(peak + 6, NULL, 10),
	    (unsigned long long)bytes_read, (unsigned long long)counted);
	if (__real_write(plan.cost, line, (size_t)len) != len)
		abort();
}

static void
write_line(int fd, enum call id, uint64_t from)
{
	char line[128];
	int len = snprintf(line, sizeof(line), "%s %s %016llx\n",
	    class_names[calls[id].class], calls[id].name,
	    (unsigned long long)from);

	if (__real_write(fd, line, (size_t)len) != len)
		abort();
}

static void __attribute__((destructor))
tell(void)
{
	uint64_t most = counted < MOST_CALLS ? counted : MOST_CALLS;

	/* What an instrument does after it, is not the tool's doing. */
	plan.mode = NOTHING;
	if (plan.cost >= 0)
		tell_cost();
	if (plan.log < 0)
		return;
	for (uint64_t i = 0; i < most; i++)
		write_line(plan.log, notes[i].id, notes[i].from);
}

/* Who called: the innermost frames, from the wrapper's caller on. */
static void
note(uint64_t n, enum call id, const void *caller)
{
	void *frames[DEPTH];
	int depth = backtrace(frames, DEPTH), from = 0;
	uint64_t hash = 1469598103934665603u;

	if (n > MOST_CALLS)
		return;
	while (from < depth && frames[from] != caller)
		from++;
	for (int i = from; i < depth && i < from + plan.depth; i++) {
		uint64_t at = (uint64_t)((const char *)frames[i] -
		    __ehdr_start);

		/* frames of the C library stand elsewhere each time */
		if (at >> 32 != 0)
			break;
		hash = (hash ^ at) * 1099511628211u;
	}
	notes[n - 1] = (struct note){ .id = id, .from = hash };
}

/* EINTR comes before every other call that may wait */
static bool
interrupts(enum class class, enum call id)
{
	static _Thread_local bool before;

	/* Not open: what waits for a FIFO is to be ended by a signal. */
	if (class != read_ && class != write_ && id != ID_flock &&
	    id != ID_poll && id != ID_ppoll && id != ID_fsync)
		return false;
	if (id == ID_readdir64 || id == ID_scandir64 || id == ID_realpath ||
	    id == ID_readlink || id == ID_readlinkat || id == ID_fread ||
	    id == ID_fgets || id == ID_getline || id == ID_getdelim ||
	    id == ID___getdelim || (class == write_ && id != ID_write &&
	    id != ID_pwrite64 && id != ID_ftruncate64 && id != ID_send))
		return false;
	before = !before;
	return before;
}

/* What fails together, where it goes on failing: memory lacks for all who ask
 * for it, and what is full takes nothing and brings nothing to the disk. */
static enum class
kind_of(enum class class)
{
	if (class == theirs || class == crypto)
		return memory;
	return class == sync_ ? write_ : class;
}

/* The first call that fails is the Nth; other threads may be past it. */
static bool
goes_on_failing(enum class class, uint64_t n)
{
	static _Atomic int whose = -1;

	if (n == plan.n)
		whose = (int)kind_of(class);
	return n >= plan.n && whose == (int)kind_of(class);
}

/* The plan took effect: the first time, it is told in which call. */
static void
struck(enum call id)
{
	static atomic_flag told = ATOMIC_FLAG_INIT;

	if (plan.hit >= 0 && !atomic_flag_test_and_set(&told))
		write_line(plan.hit, id, 0);
}

/* Is it to fail?  Then errno says how. */
static bool __attribute__((noinline))
hits(enum call id, const void *caller)
{
	enum class class = calls[id].class;
	uint64_t n = atomic_fetch_add(&counted, 1) + 1;

	if (plan.log >= 0)
		note(n, id, caller);
	switch (plan.mode) {
	case FAIL:
		if (n != plan.n)
			return false;
		break;
	case ON:
		if (!goes_on_failing(class, n))
			return false;
		break;
	case KILL:
		if (n == plan.n)
			die_by(__real_syscall);
		return false;
	case RUN:
		if (n == plan.n)
			run_command();
		return false;
	case AGAIN:
		if (!interrupts(class, id))
			return false;
		struck(id);
		errno = EINTR;
		return true;
	default:
		return false;
	}
	/* Which call is the Nth, may differ: where memory is, is by chance. */
	struck(id);
	errno = plan.error;
	return true;
}

static uint64_t
part_of(enum call id, size_t len)
{
	if (plan.mode != SHORT || len <= plan.n)
		return len;
	struck(id);
	return plan.n;
}

/* After a call was made, one way or another: was it the last? */
static bool
torn(void)
{
	return plan.mode == TEAR && counted == plan.n;
}

/* Of @len bytes, how many does the disk take?  0: it is full. */
static size_t
room_for(size_t len)
{
	uint64_t before;

	if (plan.mode != DISK)
		return len;
	before = atomic_fetch_add(&on_disk, len);
	if (before >= plan.n) {
		errno = ENOSPC;
		return 0;
	}
	return plan.n - before < len ? plan.n - before : len;
}

/* A stream remembers that it failed, as glibc's do. */
static size_t
stdio_failed(FILE *stream)
{
	int kept = errno;

	stream->_flags |= 0x20;
	errno = kept;
	return 0;
}

/* json_error_out_of_memory, where json_error_code looks for it */
static void *
json_no_memory(void *error)
{
	if (error != NULL)
		((char *)error)[3 * sizeof(int) + 80 + 160 - 1] = 1;
	return NULL;
}

/* libcrypto tells why in a queue of errors. */
void ERR_new(void);
void ERR_set_error(int lib, int reason, const char *format, ...);
#define LIB_EVP 6
#define REASON_NO_MEMORY (256 | (0x2 << 18) | (0x1 << 18))

#define CALLER __builtin_return_address(0)

int __wrap_CRYPTO_set_mem_functions(void *have, void *more, void *back);
int
__wrap_CRYPTO_set_mem_functions(void *have, void *more, void *back)
{
	(void)have;
	(void)more;
	(void)back;
	(void)hits(ID_CRYPTO_set_mem_functions, CALLER);
	return 0;
}

#define CALL(class, type, failed, name, params, args) \
	type \
	__wrap_##name params \
	{ \
		type result; \
 \
		if (!hits(ID_##name, CALLER)) { \
			result = __real_##name args; \
			if (torn()) \
				die_by(__real_syscall); \
			return result; \
		} \
		if (CLASS_##class == crypto) { \
			ERR_new(); \
			ERR_set_error(LIB_EVP, REASON_NO_MEMORY, NULL); \
		} \
		int error = errno; \
		result = (type)(failed); \
		errno = error; \
		return result; \
	}
#define OWN(class, name)
#include "calls.def"
#undef CALL
#undef OWN

static ssize_t
was_read(ssize_t n)
{
	if (n > 0)
		atomic_fetch_add(&bytes_read, (uint64_t)n);
	return n;
}

ssize_t __wrap_read(int fd, void *data, size_t len);
ssize_t
__wrap_read(int fd, void *data, size_t len)
{
	if (hits(ID_read, CALLER))
		return -1;
	return was_read(__real_read(fd, data, part_of(ID_read, len)));
}

ssize_t __wrap_pread64(int fd, void *data, size_t len, off_t at);
ssize_t
__wrap_pread64(int fd, void *data, size_t len, off_t at)
{
	if (hits(ID_pread64, CALLER))
		return -1;
	return was_read(__real_pread64(fd, data, part_of(ID_pread64, len), at));
}

ssize_t __wrap_getrandom(void *data, size_t len, unsigned int flags);
ssize_t
__wrap_getrandom(void *data, size_t len, unsigned int flags)
{
	if (hits(ID_getrandom, CALLER))
		return -1;
	return __real_getrandom(data, part_of(ID_getrandom, len), flags);
}

ssize_t __wrap_write(int fd, const void *data, size_t len);
ssize_t
__wrap_write(int fd, const void *data, size_t len)
{
	size_t room;

	if (hits(ID_write, CALLER))
		return -1;
	if (torn()) {
		(void)__real_write(fd, data, len / 2);
		die_by(__real_syscall);
	}
	room = fd == STDOUT_FILENO || fd == STDERR_FILENO ? len :
	    room_for(part_of(ID_write, len));
	if (room == 0 && len > 0)
		return -1;
	return __real_write(fd, data, part_of(ID_write, room));
}

ssize_t __wrap_pwrite64(int fd, const void *data, size_t len, off_t at);
ssize_t
__wrap_pwrite64(int fd, const void *data, size_t len, off_t at)
{
	size_t room;

	if (hits(ID_pwrite64, CALLER))
		return -1;
	if (torn()) {
		(void)__real_pwrite64(fd, data, len / 2, at);
		die_by(__real_syscall);
	}
	room = room_for(part_of(ID_pwrite64, len));
	if (room == 0 && len > 0)
		return -1;
	return __real_pwrite64(fd, data, room, at);
}

/*
 * Streams.  Standard error is left out: nobody could be told.  What is counted
 * is the call, whether or not it reaches the system.
 */
static bool
stream_hits(FILE *stream, enum call id, const void *caller)
{
	if (stream == stderr || !hits(id, caller))
		return false;
	stdio_failed(stream);
	return true;
}

#define STREAM(type, failed, name, params, args, stream) \
	type __real_##name params; \
	type __wrap_##name params; \
	type \
	__wrap_##name params \
	{ \
		return stream_hits(stream, ID_##name, CALLER) ? failed : \
		    __real_##name args; \
	}

STREAM(size_t, 0, fwrite, (const void *a, size_t b, size_t c, FILE *d),
    (a, b, c, d), d)
STREAM(int, EOF, fputs, (const char *a, FILE *b), (a, b), b)
STREAM(int, EOF, fputc, (int a, FILE *b), (a, b), b)
STREAM(int, EOF, putc, (int a, FILE *b), (a, b), b)
STREAM(int, EOF, puts, (const char *a), (a), stdout)
STREAM(int, EOF, putchar, (int a), (a), stdout)
STREAM(int, EOF, fflush, (FILE *a), (a), a == NULL ? stderr : a)
STREAM(int, -1, __vfprintf_chk,
    (FILE *a, int b, const char *c, va_list d), (a, b, c, d), a)
STREAM(int, -1, vfprintf, (FILE *a, const char *b, va_list c), (a, b, c), a)

/* printf and its kin, by their form with a list */
#define PRINTS(name, params, last, stream, format) \
	int __wrap_##name params; \
	int \
	__wrap_##name params \
	{ \
		va_list list; \
		int n; \
 \
		if (stream_hits(stream, ID_##name, CALLER)) \
			return -1; \
		va_start(list, last); \
		n = __real_vfprintf(stream, format, list); \
		va_end(list); \
		return n; \
	}

PRINTS(__printf_chk, (int a __attribute__((unused)), const char *b, ...), b,
    stdout, b)
PRINTS(__fprintf_chk,
    (FILE *a, int b __attribute__((unused)), const char *c, ...), c, a, c)
PRINTS(printf, (const char *a, ...), a, stdout, a)
PRINTS(fprintf, (FILE *a, const char *b, ...), b, a, b)

/* and past a stream */
#define PRINTS_BELOW(name, params, last, format) \
	int __wrap_##name params; \
	int \
	__wrap_##name params \
	{ \
		va_list list; \
		int n; \
 \
		if (hits(ID_##name, CALLER)) \
			return -1; \
		va_start(list, last); \
		n = vdprintf(a, format, list); \
		va_end(list); \
		return n; \
	}

PRINTS_BELOW(__dprintf_chk,
    (int a, int b __attribute__((unused)), const char *c, ...), c, c)
PRINTS_BELOW(dprintf, (int a, const char *b, ...), b, b)

#define MAKES_TEXT(name, params, out, format) \
	int __wrap_##name params; \
	int \
	__wrap_##name params \
	{ \
		va_list list; \
		int n; \
 \
		if (hits(ID_##name, CALLER)) { \
			*out = NULL; \
			return -1; \
		} \
		va_start(list, format); \
		n = vasprintf(out, format, list); \
		va_end(list); \
		return n; \
	}

MAKES_TEXT(__asprintf_chk,
    (char **a, int b __attribute__((unused)), const char *c, ...), a, c)
MAKES_TEXT(asprintf, (char **a, const char *b, ...), a, b)

/* Calls with arguments that may be there: as many as may be are handed on, no
 * more than go in registers. */
#define VARIES(type, name, params, last, n, args) \
	type __real_##name params; \
	type __wrap_##name params; \
	type \
	__wrap_##name params \
	{ \
		long v[n]; \
		va_list list; \
		type result; \
 \
		va_start(list, last); \
		for (size_t i = 0; i < (n); i++) \
			v[i] = va_arg(list, long); \
		va_end(list); \
		if (hits(ID_##name, CALLER)) \
			return -1; \
		result = __real_##name args; \
		if (torn()) \
			die_by(__real_syscall); \
		return result; \
	}

VARIES(int, open64, (const char *a, int b, ...), b, 1,
    (a, b, (mode_t)v[0]))
VARIES(int, openat64, (int a, const char *b, int c, ...), c, 1,
    (a, b, c, (mode_t)v[0]))
VARIES(int, ioctl, (int a, unsigned long b, ...), b, 1,
    (a, b, v[0]))
VARIES(int, fcntl64, (int a, int b, ...), b, 1, (a, b, v[0]))
VARIES(int, prctl, (int a, ...), a, 4, (a, v[0], v[1], v[2], v[3]))
VARIES(long, syscall, (long a, ...), a, 5,
    (a, v[0], v[1], v[2], v[3], v[4]))
