/*
 * A file that is changed in its own place (file.h): the one that a link leads
 * to gets the new content, and mode and owner stay as they were.
 */
#include "base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where it cannot be given to who had it, no other group gets his rights. */
static enum evid_status
keep_rights(int fd, const struct stat *was, const char *path,
    struct evid_error *err)
{
	mode_t mode = was->st_mode & 0777;
	struct stat is;

	if (fchown(fd, was->st_uid, was->st_gid) != 0 &&
	    fchown(fd, (uid_t)-1, was->st_gid) != 0 &&
	    (fstat(fd, &is) != 0 || is.st_gid != was->st_gid))
		mode &= ~(mode_t)070;
	if (fchmod(fd, mode) == 0)
		return EVID_OK;
	return evi_fail_errno(err, errno, "keep the mode of", path);
}

enum evid_status
evi_output_open_change(struct evi_output *out, const char *path,
    struct evid_error *err)
{
	enum evid_status status;
	struct stat was;
	char *real;				/* owned here */

	*out = (struct evi_output)EVI_OUTPUT_INIT;
	real = realpath(path, NULL);
	if (real == NULL || stat(real, &was) != 0) {
		status = evi_fail_errno(err, errno, "look at", path);
		free(real);
		return status;
	}
	status = evi_output_open(out, real, 0600, true, err);
	/* Whoever changes a file has its lock: nobody who runs makes any. */
	if (status == EVID_OK)
		evi_output_clear(out);
	if (status == EVID_OK)
		status = keep_rights(out->fd, &was, path, err);
	if (status != EVID_OK)
		evi_output_abandon(out);
	free(real);
	return status;
}

enum evid_status
evi_file_change(const char *path, const void *data, size_t len,
    struct evid_error *err)
{
	struct evi_output out;
	enum evid_status status = evi_output_open_change(&out, path, err);

	if (status == EVID_OK)
		status = evi_write_full(out.fd, data, len, path, err);
	if (status == EVID_OK)
		status = evi_output_commit(&out, err);
	evi_output_abandon(&out);
	return status;
}
