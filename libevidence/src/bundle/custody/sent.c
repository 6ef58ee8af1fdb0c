/*
 * Files held against what a hand-over says was sent.
 */
#include "bundle/custody/sent.h"

#include "base/file.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)1 << 20)

static enum evid_status
check_kind(mode_t mode, const char *path, struct evid_error *err)
{
	if (S_ISDIR(mode))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, path,
		    "is a folder", "name a file");
	return S_ISREG(mode) || S_ISBLK(mode) ? EVID_OK :
	    evi_fail_path(err, EVID_ERR_ARGUMENT, path, "it is not a file",
	    "name the file itself");
}

enum evid_status
evi_file_there(const char *path, struct evid_error *err)
{
	struct stat st;

	return stat(path, &st) != 0 ? evi_fail_errno(err, errno, "open",
	    path) : check_kind(st.st_mode, path, err);
}

enum evid_status
evi_file_fact(const char *path, uint64_t *size_out,
    uint8_t digest_out[EVI_SHA256_LEN], struct evid_error *err)
{
	uint8_t *piece = NULL;			/* all owned here */
	struct evi_digest *digest = NULL;
	enum evid_status status = EVID_OK;
	struct stat st;
	size_t n = 1;
	int fd;

	*size_out = 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) != 0) {
		status = evi_fail_errno(err, errno, "open", path);
		goto out;
	}
	status = check_kind(st.st_mode, path, err);
	if (status != EVID_OK)
		goto out;
	piece = evi_zalloc(PIECE);
	status = piece == NULL ? evi_fail_memory(err) :
	    evi_digest_new(EVI_SHA256, &digest, err);
	while (status == EVID_OK && n > 0) {
		status = evi_read_full(fd, piece, PIECE, &n, path, err);
		if (status == EVID_OK)
			status = evi_digest_add(digest, piece, n, err);
		*size_out += n;
	}
	if (status == EVID_OK)
		status = evi_digest_finish(digest, digest_out, err);
out:
	if (fd >= 0)
		close(fd);
	evi_digest_free(digest);
	free(piece);
	return status;
}

enum evid_status
evi_file_check_at(const struct evi_json *named, const char *path,
    struct evi_file_check *out, struct evid_error *err)
{
	struct evid_error why = EVID_ERROR_INIT;
	uint8_t digest[EVI_SHA256_LEN], want[EVI_SHA256_LEN];
	enum evid_status status;
	uint64_t size = 0, should = 0;

	memset(out, 0, sizeof(*out));
	(void)evi_json_get_u64(named, "size", &should);
	(void)evi_digest_get(named, "sha256", want);
	out->path = evi_strdup(path);
	if (out->path == NULL)
		return evi_fail_memory(err);
	status = evi_file_fact(out->path, &size, digest, &why);
	out->size = size;
	if (status == EVID_ERR_NOT_FOUND) {
		out->result = EVI_FILE_MISSING;
		return EVID_OK;
	}
	if (status != EVID_OK) {
		if (err != NULL)
			*err = why;
		return status;
	}
	if (size == should && memcmp(digest, want, sizeof(want)) == 0)
		out->result = EVI_FILE_GOOD;
	else
		out->result = size < should ? EVI_FILE_CUT :
		    EVI_FILE_CHANGED;
	return EVID_OK;
}

enum evid_status
evi_file_check(const struct evi_json *named, const char *folder,
    struct evi_file_check *out, struct evid_error *err)
{
	const char *name = "";
	char *path = NULL;			/* owned here */
	enum evid_status status;

	memset(out, 0, sizeof(*out));
	(void)evi_json_get_string(named, "name", &name);
	status = evi_path_join(folder, name, &path, err);
	if (status == EVID_OK)
		status = evi_file_check_at(named, path, out, err);
	free(path);
	return status;
}

void
evi_file_check_free(struct evi_file_check *check)
{
	free(check->path);
	check->path = NULL;
}
