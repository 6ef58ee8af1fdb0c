/*
 * SIGKILL in the place of one of the calls that leave something on the disk;
 * a look whether a loss of power could be worse than that; a clock that stands
 * still; and randomness that is known.  Loaded before the C library
 * (LD_PRELOAD).
 *
 *   EVID_SHIM_KILL=N,HOW    the Nth call (from 1): "before" it is made,
 *                           "after" it, or "half", of a write, of its bytes
 *   EVID_SHIM_COUNT=FILE    the number of such calls, when all went well
 *   EVID_SHIM_SYNCED=TEXT   nothing is renamed while there is a file, or a
 *                           folder, with TEXT in its path of which not all is
 *                           on the disk: otherwise the process aborts.  The
 *                           lists (manifest, inventory, blocks) may lag behind
 *                           at the last state, which is not about them
 *   EVID_SHIM_CLOCK=S       what the clock of the system shows, in seconds
 *   EVID_SHIM_RANDOM=N      each byte that is drawn at random
 */
#include "support/die.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static struct {
	unsigned long at;
	char how;			/* b, a, h; 0: never */
	const char *clock, *random, *synced;
	FILE *count;	/* opened before the tool's sandbox */
} plan;

static atomic_ulong counted;

#define MOST_FILES 256

/* by descriptor: what was written and is not on the disk yet */
enum { CLEAN, LIST, OTHER };
static atomic_int unsynced[MOST_FILES];
static atomic_bool folder_unsynced, closed_unsynced, list_lags;

static void __attribute__((constructor))
begin(void)
{
	const char *text = getenv("EVID_SHIM_KILL");
	char *end;

	plan.clock = getenv("EVID_SHIM_CLOCK");
	plan.random = getenv("EVID_SHIM_RANDOM");
	if (getenv("EVID_SHIM_COUNT") != NULL)
		plan.count = fopen(getenv("EVID_SHIM_COUNT"), "we");
	plan.synced = getenv("EVID_SHIM_SYNCED");
	if (text == NULL)
		return;
	plan.at = strtoul(text, &end, 10);
	plan.how = *end == ',' ? end[1] : 'b';
}

static void __attribute__((destructor))
tell(void)
{
	if (plan.count != NULL) {
		fprintf(plan.count, "%lu\n", atomic_load(&counted));
		fclose(plan.count);
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

/* Is this the call?  Then it is "before" it now, or we are told when else. */
static char
reached(void)
{
	if (atomic_fetch_add(&counted, 1) + 1 != plan.at || plan.how == 0)
		return 0;
	if (plan.how == 'b')
		die_by(syscall);
	return plan.how;
}

/* Of those that are looked at: what is it?  CLEAN: none of them. */
static int
kind_of(int fd, bool *folder_out)
{
	char link[64], path[4096];
	const char *name;
	struct stat st;
	ssize_t n;

	*folder_out = false;
	if (plan.synced == NULL || fd < 0 || fd >= MOST_FILES)
		return CLEAN;
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n < 0 ? 0 : n] = '\0';
	if (strstr(path, plan.synced) == NULL ||
	    strstr(path, "(deleted)") != NULL)
		return CLEAN;
	*folder_out = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
	name = strrchr(path, '/') + 1;
	return strcmp(name, "manifest") == 0 ||
	    strcmp(name, "inventory") == 0 || strcmp(name, "blocks") == 0 ?
	    LIST : OTHER;
}

static void
written(int fd)
{
	bool folder;
	int kind = kind_of(fd, &folder);

	if (kind != CLEAN)
		atomic_store(&unsynced[fd], kind);
}

static void
synced(int fd)
{
	bool folder;

	if (kind_of(fd, &folder) == CLEAN)
		return;
	if (folder)
		atomic_store(&folder_unsynced, false);
	atomic_store(&unsynced[fd], CLEAN);
}

static void
made(int fd)
{
	bool folder;

	if (kind_of(fd, &folder) != CLEAN)
		atomic_store(&folder_unsynced, true);
}

/* @state: what gets its name is a state, not the bundle */
static void
check_synced(bool state)
{
	bool bad = folder_unsynced || closed_unsynced, lags = false;

	for (int fd = 0; fd < MOST_FILES; fd++) {
		bad = bad || unsynced[fd] == OTHER;
		lags = lags || unsynced[fd] == LIST;
	}
	if (bad || (state && atomic_load(&list_lags)))
		abort();
	if (state && lags)
		atomic_store(&list_lags, true);
}

int
close(int fd)
{
	int (*next)(int);
	bool folder;

	if (kind_of(fd, &folder) != CLEAN &&
	    atomic_exchange(&unsynced[fd], CLEAN) == OTHER)
		atomic_store(&closed_unsynced, true);
	real("close", &next);
	return next(fd);
}

/* @before and @after: what the look for a loss of power has to know */
#define CALL(type, name, params, args, before, after) \
	type \
	name params \
	{ \
		type (*next) params; \
		char how = reached(); \
		type result; \
 \
		before; \
		real(#name, &next); \
		result = next args; \
		after; \
		if (how != 0) \
			die_by(syscall); \
		return result; \
	}

CALL(int, fsync, (int fd), (fd), (void)0, synced(fd))
CALL(int, ftruncate64, (int fd, off64_t len), (fd, len), (void)0, written(fd))
CALL(int, rename, (const char *a, const char *b), (a, b),
    check_synced(false), (void)0)
CALL(int, renameat, (int ad, const char *a, int bd, const char *b),
    (ad, a, bd, b), check_synced(strcmp(b, "state") == 0), (void)0)
CALL(int, renameat2, (int ad, const char *a, int bd, const char *b,
    unsigned int flags), (ad, a, bd, b, flags), check_synced(false), (void)0)
CALL(int, unlink, (const char *name), (name), (void)0, (void)0)
CALL(int, unlinkat, (int dir, const char *name, int flags),
    (dir, name, flags), (void)0, (void)0)
CALL(int, mkdir, (const char *name, mode_t mode), (name, mode), (void)0,
    (void)0)
CALL(int, rmdir, (const char *name), (name), (void)0, (void)0)

ssize_t
write(int fd, const void *data, size_t len)
{
	ssize_t (*next)(int, const void *, size_t);
	char how = fd > STDERR_FILENO ? reached() : 0;
	ssize_t n;

	real("write", &next);
	n = next(fd, data, how == 'h' ? len / 2 : len);
	written(fd);
	if (how != 0)
		die_by(syscall);
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
	written(fd);
	if (how != 0)
		die_by(syscall);
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
	bool there;
	int fd;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	there = access(name, F_OK) == 0;
	real("open64", &next);
	fd = next(name, flags, mode);
	if (!there)
		made(fd);
	if (how != 0)
		die_by(syscall);
	return fd;
}

int
openat64(int dir, const char *name, int flags, ...)
{
	int (*next)(int, const char *, int, ...);
	char how = (flags & (O_CREAT | O_TRUNC)) != 0 ? reached() : 0;
	va_list args;
	mode_t mode;
	bool there;
	int fd;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	there = faccessat(dir, name, F_OK, 0) == 0;
	real("openat64", &next);
	fd = next(dir, name, flags, mode);
	if (!there)
		made(fd);
	if (how != 0)
		die_by(syscall);
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

/* libsodium's, as the library draws salts, ids and keys */
void
randombytes_buf(void *const out, const size_t len)
{
	void (*next)(void *, size_t);

	if (plan.random != NULL) {
		memset(out, (int)strtol(plan.random, NULL, 10), len);
		return;
	}
	real("randombytes_buf", &next);
	next(out, len);
}
