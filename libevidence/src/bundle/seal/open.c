/*
 * Opening what stands in the source (walk.h).
 */
#include "bundle/seal/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int
evi_open_source(int dirfd, const char *name, int flags)
{
	int fd;

	flags |= O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	fd = openat(dirfd, name, flags | O_NOATIME);
	if (fd < 0 && errno == EPERM)
		fd = openat(dirfd, name, flags);
	return fd;
}

/* Opening something else would be wrong: only where the folder says what it
 * is.  What is not as it says, or cannot be opened, is looked at by name. */
bool
evi_visit_open(struct evi_visit *v)
{
	v->file = evi_open_source(v->dirfd, v->name, 0);
	if (v->file < 0)
		return false;
	if (evi_metadata_look(v->dirfd, v->name, v->file, &v->look, NULL) ==
	    EVID_OK && S_ISREG(v->look.st.st_mode)) {
		v->st = v->look.st;
		return true;
	}
	close(v->file);
	v->file = -1;
	return false;
}
