/*
 * The highest version seen of a directory (state.h).  A lock file of its own
 * stands beside the numbers, since each of them is replaced as a whole.
 */
#include "bundle/trust/state.h"

#include "base/file.h"
#include "bundle/tell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATE_LIMIT 64

static enum evid_status
path_of(const char *state, const char *name, char **out,
    struct evid_error *err)
{
	char *folder = NULL;			/* owned here */
	enum evid_status status;

	status = evi_path_join(state, "directory", &folder, err);
	if (status == EVID_OK)
		status = evi_path_join(folder, name, out, err);
	free(folder);
	return status;
}

static enum evid_status
parse(const char *path, const struct evi_buf *text, uint64_t *version_out,
    struct evid_error *err)
{
	const char *p = evi_buf_text(text);
	uint64_t number = 0;
	size_t i;

	for (i = 0; p[i] >= '0' && p[i] <= '9' && i < 16; i++)
		number = number * 10 + (uint64_t)(p[i] - '0');
	if (i == 0 || strcmp(p + i, "\n") != 0 || text->len != i + 1 ||
	    p[0] == '0')
		return evi_fail_path(err, EVID_ERR_FORMAT, path,
		    "the highest version seen of a directory is not in it",
		    "find out what changed it; with the number that was in "
		    "it, and a new line, it is mended");
	*version_out = number;
	return EVID_OK;
}

enum evid_status
evi_state_highest(const char *state, const char *id, uint64_t *version_out,
    struct evid_error *err)
{
	struct evid_error why = EVID_ERROR_INIT;
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	char *path = NULL;			/* owned here */
	enum evid_status status;

	*version_out = 0;
	status = path_of(state, id, &path, err);
	if (status != EVID_OK)
		return status;
	status = evi_file_read(path, STATE_LIMIT, &text, &why);
	if (status == EVID_OK)
		status = parse(path, &text, version_out, err);
	else if (status == EVID_ERR_NOT_FOUND)
		status = EVID_OK;
	else if (err != NULL)
		*err = why;
	evi_buf_free(&text);
	free(path);
	return status;
}

enum evid_status
evi_state_folders(const char *path, struct evid_error *err)
{
	char *copy = strdup(path);		/* owned here */
	enum evid_status status = EVID_OK;
	char *slash;

	if (copy == NULL)
		return evi_fail_memory(err);
	for (slash = copy + 1; status == EVID_OK; slash++) {
		char old = *slash;

		if (old != '/' && old != '\0')
			continue;
		*slash = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST)
			status = evi_fail_errno(err, errno, "make the folder",
			    copy);
		*slash = old;
		if (old == '\0')
			break;
	}
	free(copy);
	return status;
}

static enum evid_status
lock(const char *state, int *fd_out, struct evid_error *err)
{
	char *folder = NULL, *path = NULL;	/* owned here */
	enum evid_status status;

	status = evi_path_join(state, "directory", &folder, err);
	if (status == EVID_OK)
		status = evi_state_folders(folder, err);
	if (status == EVID_OK)
		status = path_of(state, ".lock", &path, err);
	if (status == EVID_OK) {
		*fd_out = open(path, O_RDWR | O_CREAT | O_CLOEXEC |
		    O_NOFOLLOW, 0600);
		if (*fd_out < 0)
			status = evi_fail_errno(err, errno, "open", path);
	}
	while (status == EVID_OK && flock(*fd_out, LOCK_EX) != 0)
		if (errno != EINTR)
			status = evi_fail_errno(err, errno, "lock", path);
	free(folder);
	free(path);
	return status;
}

enum evid_status
evi_state_raise(const char *state, const char *id, uint64_t version,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	char *path = NULL;			/* owned here */
	enum evid_status status;
	uint64_t seen = 0;
	int fd = -1;

	status = lock(state, &fd, err);
	if (status == EVID_OK)
		status = evi_state_highest(state, id, &seen, err);
	if (status == EVID_OK && version > seen) {
		evi_buf_add_u64(&text, version);
		evi_buf_add_byte(&text, '\n');
		status = evi_buf_status(&text, err);
		if (status == EVID_OK)
			status = path_of(state, id, &path, err);
		if (status == EVID_OK)
			status = evi_file_write(path, text.data, text.len,
			    0600, true, err);
	}
	if (fd >= 0)
		close(fd);
	evi_buf_free(&text);
	free(path);
	return status;
}
