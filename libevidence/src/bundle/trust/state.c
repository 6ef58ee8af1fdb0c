/*
 * The highest version seen of a directory (state.h).  A lock file of its own
 * stands beside the lines, since a new one is made as a whole.
 */
#include "bundle/trust/state.h"

#include "base/file.h"
#include "base/lock.h"
#include "base/partial.h"
#include "base/text.h"
#include "bundle/tell.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATE_LIMIT 128

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

static bool
parse(const struct evi_buf *text, struct evi_seen *out)
{
	const char *p = evi_buf_text(text);
	size_t i;

	for (i = 0; p[i] >= '0' && p[i] <= '9' && i < 16; i++)
		out->version = out->version * 10 + (uint64_t)(p[i] - '0');
	if (i == 0 || p[0] == '0')
		return false;
	if (p[i] == ' ' && text->len == i + 2 + 2 * EVI_SHA256_LEN) {
		out->has_sha256 = evi_unhex(p + i + 1, 2 * EVI_SHA256_LEN,
		    out->sha256, EVI_SHA256_LEN);
		i += out->has_sha256 ? 1 + 2 * EVI_SHA256_LEN : 0;
	}
	return text->len == i + 1 && p[i] == '\n';
}

/* What is there must be a folder (@folder), or lead to something. */
static enum evid_status
look(const char *path, bool folder, struct evid_error *err)
{
	struct stat st;
	int error = lstat(path, &st) != 0 ? errno : 0;

	if (error == ENOENT || error == ENOTDIR)
		return EVID_OK;
	if (error == 0 && stat(path, &st) != 0)
		error = errno;
	else if (error == 0 && folder && !S_ISDIR(st.st_mode))
		error = ENOTDIR;
	if (error == 0)
		return EVID_OK;
	return error != ENOENT && error != ENOTDIR && error != ELOOP ?
	    evi_fail_errno(err, error, "look at", path) :
	    evi_fail_path(err, EVID_ERR_FORMAT, path,
	    "it leads nowhere, or is no folder: what was seen of directories "
	    "cannot be told", "find out what changed it, and put it back");
}

/* Nothing was seen where there is nothing; where a link leads to nothing, or a
 * file stands in place of the folder, it is not known what was. */
static enum evid_status
nothing_seen(const char *state, const char *path, struct evid_error *err)
{
	char *folder = NULL;			/* owned here */
	enum evid_status status = look(state, true, err);

	if (status == EVID_OK)
		status = evi_path_join(state, "directory", &folder, err);
	if (status == EVID_OK)
		status = look(folder, true, err);
	if (status == EVID_OK)
		status = look(path, false, err);
	free(folder);
	return status;
}

enum evid_status
evi_state_highest(const char *state, const char *id,
    struct evi_seen *seen_out, struct evid_error *err)
{
	struct evid_error why = EVID_ERROR_INIT;
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	char *path = NULL;			/* owned here */
	enum evid_status status;

	memset(seen_out, 0, sizeof(*seen_out));
	status = path_of(state, id, &path, err);
	if (status != EVID_OK)
		return status;
	status = evi_file_read(path, STATE_LIMIT, &text, &why);
	if (status == EVID_OK && !parse(&text, seen_out))
		status = evi_fail_path(err, EVID_ERR_FORMAT, path,
		    "the highest version seen of a directory is not in it",
		    "find out what changed it; with the number that was in "
		    "it, and a new line, it is mended");
	else if (status == EVID_ERR_NOT_FOUND)
		status = nothing_seen(state, path, err);
	else if (status != EVID_OK && err != NULL)
		*err = why;
	evi_buf_free(&text);
	free(path);
	return status;
}

bool
evi_seen_other(const struct evi_seen *seen, uint64_t version,
    const uint8_t sha256[EVI_SHA256_LEN])
{
	return seen->version == version && seen->has_sha256 &&
	    memcmp(seen->sha256, sha256, EVI_SHA256_LEN) != 0;
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
	bool created;

	status = evi_path_join(state, "directory", &folder, err);
	if (status == EVID_OK)
		status = evi_state_folders(folder, err);
	if (status == EVID_OK)
		status = path_of(state, ".lock", &path, err);
	if (status == EVID_OK)
		status = evi_open_locked(path, true, 0600, &created, fd_out,
		    err);
	free(folder);
	free(path);
	return status;
}

/* Under the lock: what killed runs left of this directory's line. */
static enum evid_status
clear(const char *state, const char *id, struct evid_error *err)
{
	char *folder = NULL;			/* owned here */
	enum evid_status status = evi_path_join(state, "directory", &folder,
	    err);

	if (status == EVID_OK)
		evi_partial_clear(folder, id);
	free(folder);
	return status;
}

static enum evid_status
write_seen(const char *path, uint64_t version, const uint8_t *sha256,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	evi_buf_add_u64(&text, version);
	if (sha256 != NULL) {
		evi_buf_add_byte(&text, ' ');
		evi_buf_add_hex(&text, sha256, EVI_SHA256_LEN);
	}
	evi_buf_add_byte(&text, '\n');
	status = evi_buf_status(&text, err);
	if (status == EVID_OK)
		status = evi_file_write(path, text.data, text.len, 0600, true,
		    err);
	evi_buf_free(&text);
	return status;
}

enum evid_status
evi_state_raise(const char *state, const char *id, uint64_t version,
    const uint8_t *sha256, struct evid_error *err)
{
	char *path = NULL;			/* owned here */
	enum evid_status status;
	struct evi_seen seen = { .version = 0 };
	int fd = -1;

	status = lock(state, &fd, err);
	if (status == EVID_OK)
		status = clear(state, id, err);
	if (status == EVID_OK)
		status = path_of(state, id, &path, err);
	if (status == EVID_OK)
		status = evi_state_highest(state, id, &seen, err);
	if (status == EVID_OK && sha256 != NULL &&
	    evi_seen_other(&seen, version, sha256))
		status = evi_fail_path(err, EVID_ERR_FORGED, path,
		    "another version of this number was seen before",
		    "find out who signed two versions of one number");
	/* A number that was noted of a draft gets its digest. */
	if (status == EVID_OK && (version > seen.version ||
	    (version == seen.version && sha256 != NULL && !seen.has_sha256)))
		status = write_seen(path, version, sha256, err);
	if (fd >= 0)
		close(fd);
	free(path);
	return status;
}
