/*
 * Locks (lock.h): of the open file description, so that threads of a process
 * exclude each other, too.
 */
#include "base/lock.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool
evi_lock(int fd, enum evi_lock how)
{
	static const short types[] = { F_UNLCK, F_RDLCK, F_WRLCK, F_WRLCK };
	struct flock want = { .l_type = types[how], .l_whence = SEEK_SET };
	int wait = how == EVI_LOCK_NOW ? F_OFD_SETLK : F_OFD_SETLKW;
	int done;

	do {
		done = fcntl(fd, wait, &want);
	} while (done != 0 && errno == EINTR);
	if (done != 0 && errno == EACCES)
		errno = EAGAIN;		/* POSIX knows both */
	return done == 0;
}

bool
evi_is_named(int fd, int dir, const char *path)
{
	struct stat here, there;

	return fstat(fd, &here) == 0 && fstatat(dir, path, &there, 0) == 0 &&
	    here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

bool
evi_leads_nowhere(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode) &&
	    stat(path, &st) != 0 && errno == ENOENT;
}

static enum evid_status
open_once(const char *path, bool create, mode_t mode, bool *created_out,
    int *fd_out, struct evid_error *err)
{
	struct evid_error why = EVID_ERROR_INIT;
	enum evid_status status;

	*created_out = false;
	status = evi_open_regular(path, O_RDWR, 0, fd_out, &why);
	if (status == EVID_ERR_NOT_FOUND && create) {
		*created_out = true;
		return evi_open_regular(path, O_RDWR | O_CREAT, mode, fd_out,
		    err);
	}
	if (status != EVID_OK && err != NULL)
		*err = why;
	return status;
}

enum evid_status
evi_open_locked(const char *path, bool create, mode_t mode,
    bool *created_out, int *fd_out, struct evid_error *err)
{
	enum evid_status status;

	for (;;) {
		status = open_once(path, create, mode, created_out, fd_out,
		    err);
		if (status != EVID_OK)
			return status;
		if (!evi_lock(*fd_out, EVI_LOCK_TO_CHANGE))
			status = evi_fail_errno(err, errno, "lock", path);
		else if (evi_is_named(*fd_out, AT_FDCWD, path))
			return EVID_OK;
		close(*fd_out);
		*fd_out = -1;
		if (status != EVID_OK)
			return status;
	}
}
