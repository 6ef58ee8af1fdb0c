/*
 * Files as an event states them: their sizes and digests, and what is found
 * held against that.
 */
#include "bundle/custody/hand.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/tell.h"
#include "record/block.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)1 << 20)

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
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode)) {
		status = evi_fail_path(err, EVID_ERR_ARGUMENT, path,
		    "it is not a file", "name the file itself");
		goto out;
	}
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

static int
by_base(const void *a, const void *b)
{
	return strcmp(evi_path_base(*(const char *const *)a),
	    evi_path_base(*(const char *const *)b));
}

static enum evid_status
state_one(const char *path, struct evi_json *array, struct evid_error *err)
{
	struct evi_json *one = evi_json_new_object();	/* taken by array */
	const char *name = evi_path_base(path);
	char hex[2 * EVI_SHA256_LEN + 1];
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;
	uint64_t size;

	if (!evi_json_append(array, one))
		return evi_fail_memory(err);
	if (!evi_utf8_valid(name, strlen(name)))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, path,
		    "its name is not UTF-8", "rename it before it is sent");
	status = evi_file_fact(path, &size, digest, err);
	evi_hex(digest, EVI_SHA256_LEN, hex);
	if (status == EVID_OK)
		status = evi_details_set(one, "name",
		    evi_json_new_string(name), err);
	if (status == EVID_OK)
		status = evi_details_set(one, "size", evi_json_new_u64(size),
		    err);
	if (status == EVID_OK)
		status = evi_details_set(one, "sha256",
		    evi_json_new_string(hex), err);
	return status;
}

enum evid_status
evi_files_state(const char *const *paths, size_t n, struct evi_json **out,
    struct evid_error *err)
{
	const char **sorted = evi_zalloc_array(n + 1, sizeof(*sorted));
	struct evi_json *array = evi_json_new_array();	/* both owned here */
	enum evid_status status = EVID_OK;
	size_t i;

	*out = NULL;
	if (sorted == NULL || array == NULL) {
		status = evi_fail_memory(err);
		goto out;
	}
	for (i = 0; i < n; i++)
		sorted[i] = paths[i];
	qsort(sorted, n, sizeof(*sorted), by_base);
	for (i = 0; i < n && status == EVID_OK; i++) {
		if (i > 0 && by_base(&sorted[i - 1], &sorted[i]) == 0)
			status = evi_fail_path(err, EVID_ERR_ARGUMENT,
			    sorted[i], "two files have this name",
			    "rename one of them");
		else
			status = state_one(sorted[i], array, err);
	}
out:
	free(sorted);
	if (status != EVID_OK)
		evi_json_free(array);
	else
		*out = array;
	return status;
}

enum evid_status
evi_bundle_files(const char *bundle, struct evi_texts *out,
    struct evid_error *err)
{
	size_t len = strlen(bundle);
	enum evid_status status = evi_texts_add(out, bundle, err);
	struct evi_buf name = EVI_BUF_INIT;	/* owned here */
	unsigned int i;

	if (len < 4 || strcmp(bundle + len - 4, ".001") != 0)
		return status;
	for (i = 2; i <= EVI_VOLUMES_MAX && status == EVID_OK; i++) {
		evi_buf_clear(&name);
		evi_buf_add_format(&name, "%.*s%03u", (int)len - 3, bundle,
		    i);
		status = evi_buf_status(&name, err);
		if (status != EVID_OK || access(evi_buf_text(&name),
		    F_OK) != 0)
			break;
		status = evi_texts_add(out, evi_buf_text(&name), err);
	}
	evi_buf_free(&name);
	return status;
}

enum evid_status
evi_file_check(const struct evi_json *named, const char *folder,
    struct evi_file_check *out, struct evid_error *err)
{
	struct evid_error why = EVID_ERROR_INIT;
	uint8_t digest[EVI_SHA256_LEN], want[EVI_SHA256_LEN];
	enum evid_status status;
	uint64_t size = 0, should = 0;
	const char *name = "";

	memset(out, 0, sizeof(*out));
	(void)evi_json_get_string(named, "name", &name);
	(void)evi_json_get_u64(named, "size", &should);
	(void)evi_digest_get(named, "sha256", want);
	status = evi_path_join(folder, name, &out->path, err);
	if (status != EVID_OK)
		return status;
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

void
evi_file_check_free(struct evi_file_check *check)
{
	free(check->path);
	check->path = NULL;
}
