/* A file below a folder (below.h). */
#include "bundle/stream/below.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
evi_open_below(int folder, const char *path, int flags)
{
	int fd = folder, next, error;
	char name[NAME_MAX + 1];
	bool last = false;

	flags |= O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	do {
		size_t len = strcspn(path, "/"), skip = len;

		skip += path[len] == '/';
		last = path[skip] == '\0';
		if (len >= sizeof(name)) {
			next = -1;
			errno = ENAMETOOLONG;
		} else {
			memcpy(name, path, len);
			name[len] = '\0';
			next = openat(fd, name, (last ? flags : O_PATH |
			    O_NOFOLLOW | O_CLOEXEC) |
			    (skip > len ? O_DIRECTORY : 0));
		}
		error = errno;
		if (fd != folder)
			close(fd);
		errno = error;
		fd = next;
		path += skip;
	} while (!last && fd >= 0);
	return fd;
}

size_t
evi_link_below(int folder, const char *path)
{
	char *part = evi_strdup(path);
	const char *slash = strchr(path, '/');
	size_t found = 0;
	struct stat st;

	for (; part != NULL && slash != NULL; slash = strchr(slash + 1, '/')) {
		size_t len = (size_t)(slash - path);
		int fd;

		part[len] = '\0';
		fd = evi_open_below(folder, part, O_PATH);
		if (fd < 0)
			break;
		if (fstat(fd, &st) == 0 && S_ISLNK(st.st_mode))
			found = len;
		close(fd);
		part[len] = '/';
		if (found > 0)
			break;
	}
	free(part);
	return found;
}
