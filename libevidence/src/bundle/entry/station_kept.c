/*
 * What a station keeps, as files (station.h).  All of a key is read and
 * written under one lock, so that of two processes that sign with it, on
 * whatever logs, the later knows what the earlier signed.
 */
#include "bundle/entry/station.h"

#include "base/partial.h"
#include "base/text.h"
#include "bundle/tell.h"
#include "bundle/trust/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define KEPT_LIMIT 128

/* a file of hex digits and LF; EVID_ERR_NOT_FOUND where there is none */
static enum evid_status
read_hex(const char *path, uint8_t *out, size_t len, const char *why,
    const char *hint, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = evi_file_read(path, KEPT_LIMIT, &text, err);

	if (status == EVID_OK && (text.len != 2 * len + 1 ||
	    text.data[text.len - 1] != '\n' ||
	    !evi_unhex(evi_buf_text(&text), 2 * len, out, len)))
		status = evi_fail_path(err, EVID_ERR_ARGUMENT, path, why,
		    hint);
	evi_buf_free(&text);
	return status;
}

static enum evid_status
read_id(const char *path, uint8_t id[EVI_BRANCH_LEN], struct evid_error *err)
{
	return read_hex(path, id, EVI_BRANCH_LEN,
	    "it is not what this station keeps of a key",
	    "move it away; a new branch then begins", err);
}

/* under the lock: nobody else makes it meanwhile */
static enum evid_status
find_id(const char *path, const struct evid_custody_entry *o,
    uint8_t id[EVI_BRANCH_LEN], struct evid_error *err)
{
	char text[2 * EVI_BRANCH_LEN + 2];
	struct evid_error why = EVID_ERROR_INIT;
	enum evid_status status = read_id(path, id, &why);

	if (status == EVID_ERR_NOT_FOUND) {
		evi_entry_random(o, id, EVI_BRANCH_LEN);
		evi_hex(id, EVI_BRANCH_LEN, text);
		text[2 * EVI_BRANCH_LEN] = '\n';
		return evi_file_write(path, text, 2 * EVI_BRANCH_LEN + 1,
		    0600, false, err);
	}
	if (status != EVID_OK && err != NULL)
		*err = why;
	return status;
}

static enum evid_status
lock(struct evi_station *s, struct evid_error *err)
{
	char *path = NULL;			/* owned here */
	enum evid_status status = evi_path_join(s->folder, ".lock", &path,
	    err);

	if (status == EVID_OK) {
		s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC |
		    O_NOFOLLOW | O_NONBLOCK, 0600);
		if (s->lock < 0)
			status = evi_fail_errno(err, errno, "open", path);
	}
	while (status == EVID_OK && flock(s->lock, LOCK_EX) != 0)
		if (errno != EINTR)
			status = evi_fail_errno(err, errno, "lock", path);
	free(path);
	return status;
}

enum evid_status
evi_station_open(struct evi_station *s, const struct evid_custody_entry *o,
    const uint8_t keyid[EVI_SHA256_LEN], struct evid_error *err)
{
	char name[2 * EVI_SHA256_LEN + sizeof(".chains")];
	char file[2 * EVI_SHA256_LEN + 1] = "";
	char *root = NULL, *path = NULL;	/* both owned here */
	enum evid_status status;

	evi_hex(keyid, EVI_SHA256_LEN, name);
	memcpy(file, name, sizeof(file) - 1);
	status = evi_path_join(o->state, "branch", &root, err);
	if (status == EVID_OK)
		status = evi_path_join(root, name, &path, err);
	memcpy(name + 2 * EVI_SHA256_LEN, ".chains", sizeof(".chains"));
	if (status == EVID_OK)
		status = evi_path_join(root, name, &s->folder, err);
	if (status == EVID_OK)
		status = evi_state_folders(s->folder, err);
	if (status == EVID_OK)
		status = lock(s, err);
	/* Of this key, none but who has its lock makes any. */
	if (status == EVID_OK)
		evi_partial_clear(root, file);
	if (status == EVID_OK)
		status = find_id(path, o, s->id, err);
	free(root);
	free(path);
	return status;
}

static enum evid_status
path_of(const struct evi_station *s, const uint8_t branch[EVI_BRANCH_LEN],
    char **out, struct evid_error *err)
{
	char name[2 * EVI_BRANCH_LEN + 1];

	evi_hex(branch, EVI_BRANCH_LEN, name);
	return evi_path_join(s->folder, name, out, err);
}

enum evid_status
evi_station_last(const struct evi_station *s,
    const uint8_t branch[EVI_BRANCH_LEN], bool *known_out,
    uint8_t digest_out[EVI_SHA256_LEN], struct evid_error *err)
{
	struct evid_error why = EVID_ERROR_INIT;
	char *path = NULL;			/* owned here */
	enum evid_status status = path_of(s, branch, &path, err);

	*known_out = false;
	if (status != EVID_OK)
		return status;
	status = read_hex(path, digest_out, EVI_SHA256_LEN,
	    "it is not what this station keeps of a branch",
	    "merge all copies of the log, then move it away", &why);
	*known_out = status == EVID_OK;
	if (status == EVID_ERR_NOT_FOUND)
		status = EVID_OK;
	else if (status != EVID_OK && err != NULL)
		*err = why;
	free(path);
	return status;
}

enum evid_status
evi_station_prepare(struct evi_station *s,
    const uint8_t branch[EVI_BRANCH_LEN],
    const uint8_t digest[EVI_SHA256_LEN], struct evid_error *err)
{
	char text[2 * EVI_SHA256_LEN + 1];
	char *path = NULL;			/* owned here */
	enum evid_status status = path_of(s, branch, &path, err);

	evi_hex(digest, EVI_SHA256_LEN, text);
	text[2 * EVI_SHA256_LEN] = '\n';
	if (status == EVID_OK)
		status = evi_output_open(&s->next, path, 0600, true, err);
	/* They hold nothing that was signed. */
	if (status == EVID_OK)
		evi_partial_clear(s->folder, NULL);
	if (status == EVID_OK)
		status = evi_write_full(s->next.fd, text, sizeof(text), path,
		    err);
	free(path);
	return status;
}

enum evid_status
evi_station_keep(struct evi_station *s, struct evid_error *err)
{
	return evi_output_commit(&s->next, err);
}

void
evi_station_close(struct evi_station *s)
{
	evi_output_abandon(&s->next);
	if (s->lock >= 0)
		close(s->lock);
	free(s->folder);
	*s = (struct evi_station)EVI_STATION_INIT;
}
