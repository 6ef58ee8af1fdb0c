/*
 * SIGKILL in the place of one of the calls that leave something on the disk,
 * as a loss of power would end them; and a clock that stands still.  Loaded
 * before the C library (LD_PRELOAD).
 *
 *   EVID_SHIM_KILL=N,HOW    the Nth call (from 1): "before" it is made,
 *                           "after" it, or "half", of a write, of its bytes
 *   EVID_SHIM_COUNT=FILE    the number of such calls, when all went well
 *   EVID_SHIM_CLOCK=S       what the clock of the system shows, in seconds
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static struct {
	unsigned long at;
	char how;			/* b, a, h; 0: never */
	const char *clock, *count;
} plan;

static atomic_ulong counted;

static void __attribute__((constructor))
begin(void)
{
	const char *text = getenv("EVID_SHIM_KILL");
	char *end;

	plan.clock = getenv("EVID_SHIM_CLOCK");
	plan.count = getenv("EVID_SHIM_COUNT");
	if (text == NULL)
		return;
	plan.at = strtoul(text, &end, 10);
	plan.how = *end == ',' ? end[1] : 'b';
}

static void __attribute__((destructor))
tell(void)
{
	FILE *f = plan.count == NULL ? NULL : fopen(plan.count, "w");

	if (f != NULL) {
		fprintf(f, "%lu\n", atomic_load(&counted));
		fclose(f);
	}
}

/* the C library's own function, into the pointer at @next_out */
static void
real(const char *name, void *next_out)
{
	void *symbol = dlsym(RTLD_NEXT, name);

	if (symbol == NULL)
		abort();
	memcpy(next_out, &symbol, sizeof(symbol));
}

static void
die(void)
{
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

/* Is this the call?  Then it is "before" it now, or we are told when else. */
static char
reached(void)
{
	if (atomic_fetch_add(&counted, 1) + 1 != plan.at || plan.how == 0)
		return 0;
	if (plan.how == 'b')
		die();
	return plan.how;
}

#define CALL(type, name, params, args) \
	type \
	name params \
	{ \
		type (*next) params; \
		char how = reached(); \
		type result; \
 \
		real(#name, &next); \
		result = next args; \
		if (how != 0) \
			die(); \
		return result; \
	}

CALL(int, fsync, (int fd), (fd))
CALL(int, ftruncate64, (int fd, off64_t len), (fd, len))
CALL(int, rename, (const char *a, const char *b), (a, b))
CALL(int, renameat, (int ad, const char *a, int bd, const char *b),
    (ad, a, bd, b))
CALL(int, renameat2, (int ad, const char *a, int bd, const char *b,
    unsigned int flags), (ad, a, bd, b, flags))
CALL(int, unlink, (const char *name), (name))
CALL(int, unlinkat, (int dir, const char *name, int flags),
    (dir, name, flags))
CALL(int, mkdir, (const char *name, mode_t mode), (name, mode))
CALL(int, rmdir, (const char *name), (name))

ssize_t
write(int fd, const void *data, size_t len)
{
	ssize_t (*next)(int, const void *, size_t);
	char how = fd > STDERR_FILENO ? reached() : 0;
	ssize_t n;

	real("write", &next);
	n = next(fd, data, how == 'h' ? len / 2 : len);
	if (how != 0)
		die();
	return n;
}

ssize_t
pwrite64(int fd, const void *data, size_t len, off64_t at)
{
	ssize_t (*next)(int, const void *, size_t, off64_t);
	char how = reached();
	ssize_t n;

	real("pwrite64", &next);
	n = next(fd, data, how == 'h' ? len / 2 : len, at);
	if (how != 0)
		die();
	return n;
}

/* Only what makes a file, or empties it, is counted. */
static mode_t
mode_of(int flags, va_list args)
{
	return (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
}

int
open64(const char *name, int flags, ...)
{
	int (*next)(const char *, int, ...);
	char how = (flags & (O_CREAT | O_TRUNC)) != 0 ? reached() : 0;
	va_list args;
	mode_t mode;
	int fd;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	real("open64", &next);
	fd = next(name, flags, mode);
	if (how != 0)
		die();
	return fd;
}

int
openat64(int dir, const char *name, int flags, ...)
{
	int (*next)(int, const char *, int, ...);
	char how = (flags & (O_CREAT | O_TRUNC)) != 0 ? reached() : 0;
	va_list args;
	mode_t mode;
	int fd;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	real("openat64", &next);
	fd = next(dir, name, flags, mode);
	if (how != 0)
		die();
	return fd;
}

int
clock_gettime(clockid_t id, struct timespec *t)
{
	int (*next)(clockid_t, struct timespec *);

	if (id == CLOCK_REALTIME && plan.clock != NULL) {
		t->tv_sec = (time_t)strtoll(plan.clock, NULL, 10);
		t->tv_nsec = 0;
		return 0;
	}
	real("clock_gettime", &next);
	return next(id, t);
}
