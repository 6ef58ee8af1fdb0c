/*
 * Bringing to the disk (sync.h).
 */
#include "base/sync.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int
evi_sync(int fd)
{
	int rc;

	do
		rc = fsync(fd);
	while (rc != 0 && errno == EINTR);
	return rc;
}

bool
evi_sync_is_unknown(int error)
{
	return error == EINVAL || error == ENOTSUP || error == ENOSYS;
}

int
evi_sync_if_known(int fd)
{
	return fd < 0 || evi_sync(fd) == 0 || evi_sync_is_unknown(errno) ?
	    0 : -1;
}

enum evid_status
evi_folder_to_sync(const char *path, int *fd_out, struct evid_error *err)
{
	char *folder = NULL;			/* owned here */
	enum evid_status status;

	*fd_out = -1;
	status = evi_path_folder(path, &folder, err);
	if (status != EVID_OK)
		return status;
	*fd_out = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*fd_out < 0 && errno != EACCES)
		status = evi_fail_errno(err, errno, "open", folder);
	free(folder);
	return status;
}

enum evid_status
evi_folder_sync(const char *path, struct evid_error *err)
{
	int fd;
	enum evid_status status = evi_folder_to_sync(path, &fd, err);

	if (status == EVID_OK && evi_sync_if_known(fd) != 0)
		status = evi_fail_errno(err, errno, "sync the folder of",
		    path);
	if (fd >= 0)
		close(fd);
	return status;
}
