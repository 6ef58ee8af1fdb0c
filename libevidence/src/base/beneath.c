/*
 * Work below one folder (beneath.h).
 *
 * Linux 5.6 and later resolve a whole path under these rules at once
 * (openat2).  Elsewhere, and under a seccomp filter that does not know the
 * call, each component is opened by itself, never through a link, and must be
 * of the root's file system.  A folder that somebody moves away meanwhile is
 * still the folder that was opened: nothing is looked up again from above.
 */
#include "base/beneath.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TRIES 64		/* of a lookup that a rename disturbed */

/* relative, and no component empty or ".." */
static bool
path_good(const char *path)
{
	size_t len;

	if (strcmp(path, ".") == 0)
		return true;
	for (;; path += len + 1) {
		len = strcspn(path, "/");
		if (len == 0 || (len == 1 && path[0] == '.') ||
		    (len == 2 && path[0] == '.' && path[1] == '.'))
			return false;
		if (path[len] == '\0')
			return true;
	}
}

/* by openat2; -1 with ENOSYS where it cannot be had */
static int
open_at_once(int root, const char *path, int flags, mode_t mode)
{
	struct open_how how = {
		/* The resolution refuses links, and says so (ELOOP). */
		.flags = (unsigned int)(flags & ~O_NOFOLLOW),
		.mode = (flags & O_CREAT) != 0 ? mode : 0,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
		    RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS,
	};
	int fd = -1, i;

	for (i = 0; i < TRIES; i++) {
		fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
		if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
			break;
	}
	return fd;
}

static bool
same_device(int fd, dev_t device)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	if (st.st_dev == device)
		return true;
	errno = EXDEV;
	return false;
}

/* one component; what it opens must be of the root's file system */
static int
open_step(int dirfd, const char *name, int flags, mode_t mode, dev_t device)
{
	int fd = openat(dirfd, name, flags, mode), error;

	if (fd < 0 || same_device(fd, device))
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

/* O_DIRECTORY with O_NOFOLLOW says ENOTDIR of a link, openat2 ELOOP */
static void
tell_link(int dirfd, const char *name)
{
	struct stat st;
	int error = errno;

	if (error == ENOTDIR && fstatat(dirfd, name, &st,
	    AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode))
		error = ELOOP;
	errno = error;
}

static int
open_by_steps(int root, const char *path, int flags, mode_t mode)
{
	char name[NAME_MAX + 1];
	struct stat st;
	int fd = root, next, error;

	if (fstat(root, &st) != 0)
		return -1;
	for (;; path += strcspn(path, "/") + 1) {
		size_t len = strcspn(path, "/");
		bool last = path[len] == '\0';

		if (len > NAME_MAX) {
			next = -1;
			errno = ENAMETOOLONG;
		} else {
			memcpy(name, path, len);
			name[len] = '\0';
			next = open_step(fd, name, last ? flags : O_RDONLY |
			    O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, mode,
			    st.st_dev);
			if (next < 0)
				tell_link(fd, name);
		}
		if (fd != root) {
			error = errno;
			close(fd);
			errno = error;
		}
		if (next < 0 || last)
			return next;
		fd = next;
	}
}

int
evi_beneath_open(struct evi_beneath *beneath, const char *path, int flags,
    mode_t mode)
{
	int fd;

	if (!path_good(path)) {
		errno = EXDEV;
		return -1;
	}
	flags |= O_CLOEXEC | O_NOFOLLOW;
	if (!beneath->by_steps && strlen(path) < PATH_MAX) {
		fd = open_at_once(beneath->root, path, flags, mode);
		/* A filter that does not know the call answers EPERM. */
		if (fd >= 0 || (errno != ENOSYS && errno != EPERM &&
		    errno != E2BIG))
			return fd;
		if (errno == ENOSYS)
			beneath->by_steps = true;
	}
	return open_by_steps(beneath->root, path, flags, mode);
}

int
evi_beneath_make(int dirfd, const char *name, mode_t mode)
{
	struct evi_beneath at = { .root = dirfd };

	if (mkdirat(dirfd, name, mode) != 0)
		return -1;
	return evi_beneath_open(&at, name, O_RDONLY | O_DIRECTORY, 0);
}

int
evi_beneath_move(int from_dir, const char *from, int to_dir, const char *to)
{
	struct stat st;

	if (renameat2(from_dir, from, to_dir, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
		return -1;
	if (fstatat(to_dir, to, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return -1;
	}
	if (errno != ENOENT)
		return -1;
	return renameat(from_dir, from, to_dir, to);
}

int
evi_beneath_chmod(int dirfd, const char *name, mode_t mode)
{
	char self[48];
	int fd = openat(dirfd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC), result, error;

	if (fd < 0)
		return -1;
	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	result = chmod(self, mode);
	error = errno;
	close(fd);
	errno = error;
	return result;
}

/*
 * Everything in the folder @fd.  What lies deep is brought up instead of being
 * gone down to: a folder within a folder is moved beside its parent, so that
 * neither the stack nor the descriptors grow with the depth.
 */
static bool
empty_folder(int top, int fd, unsigned int *count)
{
	struct dirent *entry;
	bool all = true;
	DIR *dir;
	int copy;

	(void)fchmod(fd, 0700);
	copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = copy < 0 ? NULL : fdopendir(copy);
	if (dir == NULL) {
		if (copy >= 0)
			close(copy);
		return false;
	}
	while ((entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name;
		char aside[32];

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		if (unlinkat(fd, name, 0) == 0 || unlinkat(fd, name,
		    AT_REMOVEDIR) == 0 || fd == top)
			continue;
		/* To be moved, it must be writable itself. */
		(void)evi_beneath_chmod(fd, name, 0700);
		(void)snprintf(aside, sizeof(aside), ".aside-%u", (*count)++);
		if (renameat(fd, name, top, aside) != 0)
			all = false;
	}
	closedir(dir);
	return all;
}

/* the first folder in @top, opened; its name in @name */
static int
first_folder(int top, char name[NAME_MAX + 1])
{
	int copy = openat(top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;
	int fd = -1;

	if (dir == NULL) {
		if (copy >= 0)
			close(copy);
		return -1;
	}
	while (fd < 0 && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		memcpy(name, entry->d_name, strlen(entry->d_name) + 1);
		fd = openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
		    O_CLOEXEC);
		if (fd < 0 && errno == EACCES &&
		    evi_beneath_chmod(top, name, 0700) == 0)
			fd = openat(top, name, O_RDONLY | O_DIRECTORY |
			    O_NOFOLLOW | O_CLOEXEC);
	}
	closedir(dir);
	return fd;
}

bool
evi_beneath_remove(int dirfd, const char *name)
{
	char inner[NAME_MAX + 1];
	unsigned int count = 0;
	int top, fd;
	bool good;

	if (unlinkat(dirfd, name, 0) == 0 ||
	    unlinkat(dirfd, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
		return true;
	top = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	if (top < 0)
		return false;
	good = empty_folder(top, top, &count);
	while (good && (fd = first_folder(top, inner)) >= 0) {
		good = empty_folder(top, fd, &count);
		close(fd);
		good = good && unlinkat(top, inner, AT_REMOVEDIR) == 0;
	}
	close(top);
	return good && unlinkat(dirfd, name, AT_REMOVEDIR) == 0;
}
