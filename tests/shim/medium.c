/*
 * A medium that is not what it is, for tests that have none: loaded before
 * the C library (LD_PRELOAD).  It is a double; what it stands for is tested on
 * the real thing wherever there is one.
 *
 *   EVID_SHIM_DEVICE=NAME   the file of that name says that it is the block
 *                           device 7:77: its size is had by ioctl alone
 *   EVID_SHIM_ROT=N         of what is written to a "*.partial" file, one bit
 *                           of byte N is lost on the way to the disk
 *   EVID_SHIM_LOSE=N        of the write at a place with this number, of those
 *                           to files without a name, one bit is lost so
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* the path of a descriptor; "" where there is none */
static const char *
path_of(int fd, char path[PATH_MAX])
{
	char link[64];
	ssize_t n;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, PATH_MAX - 1);
	path[n < 0 ? 0 : n] = '\0';
	return path;
}

static int
is_device(const char *path)
{
	const char *name = getenv("EVID_SHIM_DEVICE");
	const char *slash = strrchr(path, '/');

	return name != NULL &&
	    strcmp(slash == NULL ? path : slash + 1, name) == 0;
}

static void
disguise(struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return;
	st->st_mode = (st->st_mode & 07777u) | S_IFBLK;
	st->st_rdev = makedev(7, 77);
	st->st_size = 0;
	st->st_blocks = 0;
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

int
fstat(int fd, struct stat *st)
{
	int (*next)(int, struct stat *);
	char path[PATH_MAX];
	int rc;

	real("fstat64", &next);
	rc = next(fd, st);
	if (rc == 0 && is_device(path_of(fd, path)))
		disguise(st);
	return rc;
}

int
fstatat(int dirfd, const char *name, struct stat *st, int flags)
{
	int (*next)(int, const char *, struct stat *, int);
	int rc;

	real("fstatat64", &next);
	rc = next(dirfd, name, st, flags);
	if (rc == 0 && is_device(name))
		disguise(st);
	return rc;
}

int
statx(int dirfd, const char *restrict name, int flags, unsigned int mask,
    struct statx *restrict sx)
{
	int (*next)(int, const char *, int, unsigned int, struct statx *);
	char path[PATH_MAX];
	int rc;

	real("statx", &next);
	rc = next(dirfd, name, flags, mask, sx);
	if (rc != 0 || !S_ISREG(sx->stx_mode) ||
	    !is_device(name[0] == '\0' ? path_of(dirfd, path) : name))
		return rc;
	sx->stx_mode = (uint16_t)((sx->stx_mode & 07777u) | S_IFBLK);
	sx->stx_rdev_major = 7;
	sx->stx_rdev_minor = 77;
	sx->stx_size = sx->stx_blocks = 0;
	return 0;
}

int
lstat(const char *name, struct stat *st)
{
	return fstatat(AT_FDCWD, name, st, AT_SYMLINK_NOFOLLOW);
}

int
stat(const char *name, struct stat *st)
{
	return fstatat(AT_FDCWD, name, st, 0);
}

int
ioctl(int fd, unsigned long request, ...)
{
	int (*next)(int, unsigned long, void *);
	char path[PATH_MAX];
	void *argument;
	off_t size;
	va_list args;

	real("ioctl", &next);
	va_start(args, request);
	argument = va_arg(args, void *);
	va_end(args);
	if (request != BLKGETSIZE64 || !is_device(path_of(fd, path)))
		return next(fd, request, argument);
	size = lseek(fd, 0, SEEK_END);
	if (size < 0)
		return -1;
	*(uint64_t *)argument = (uint64_t)size;
	return lseek(fd, 0, SEEK_SET) < 0 ? -1 : 0;
}

ssize_t
write(int fd, const void *data, size_t len)
{
	static uint64_t written;
	ssize_t (*next)(int, const void *, size_t);
	const char *rot = getenv("EVID_SHIM_ROT");
	uint64_t at = rot == NULL ? 0 : strtoull(rot, NULL, 10);
	char path[PATH_MAX];
	uint8_t *copy;
	ssize_t n;

	real("write", &next);
	if (rot == NULL || strstr(path_of(fd, path), ".partial") == NULL)
		return next(fd, data, len);
	written += len;
	if (at < written - len || at >= written)
		return next(fd, data, len);
	copy = malloc(len);
	if (copy == NULL)
		abort();
	memcpy(copy, data, len);
	copy[at - (written - len)] ^= 1;
	n = next(fd, copy, len);
	free(copy);
	return n;
}

ssize_t
pwrite(int fd, const void *data, size_t len, off_t at)
{
	static unsigned long count;
	ssize_t (*next)(int, const void *, size_t, off_t);
	const char *lose = getenv("EVID_SHIM_LOSE");
	char path[PATH_MAX];
	uint8_t *copy;
	ssize_t n;

	real("pwrite64", &next);
	if (lose == NULL || len == 0 ||
	    strstr(path_of(fd, path), " (deleted)") == NULL ||
	    ++count != strtoul(lose, NULL, 10))
		return next(fd, data, len, at);
	copy = malloc(len);
	if (copy == NULL)
		abort();
	memcpy(copy, data, len);
	copy[len / 2] ^= 1;
	n = next(fd, copy, len, at);
	free(copy);
	return n;
}
