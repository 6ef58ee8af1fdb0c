/*
 * What goes into an event's details: fields as they are typed, digests, and
 * files with their sizes and digests.
 */
#include "bundle/custody/sign.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/tell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)1 << 20)
#define VOLUMES_MAX 999

enum evid_status
evi_details_set(struct evi_json *details, const char *key,
    struct evi_json *value, struct evid_error *err)
{
	return evi_json_set(details, key, value) ? EVID_OK :
	    evi_fail_memory(err);
}

static enum evid_status
bad_field(struct evid_error *err, const char *path, const char *why)
{
	return evi_fail_path(err, EVID_ERR_ARGUMENT, path, why,
	    "write FIELD=VALUE, such as place.address=... or "
	    "witnesses=[{\"name\":\"...\"}]");
}

/* JSON where it is JSON, and else a text */
static enum evid_status
value_of(const struct evid_custody_field *field, struct evi_json **out,
    struct evid_error *err)
{
	size_t len = strlen(field->value);
	enum evid_status status = EVID_ERR_FORMAT;

	*out = NULL;
	if (field->json)
		status = evi_json_parse(field->value, len, field->path, out,
		    NULL);
	if (status == EVID_ERR_MEMORY)
		return evi_fail_memory(err);
	if (status == EVID_OK)
		return EVID_OK;
	if (!evi_utf8_valid(field->value, len))
		return bad_field(err, field->path, "its value is not UTF-8");
	*out = evi_json_new_string(field->value);
	return *out == NULL ? evi_fail_memory(err) : EVID_OK;
}

enum evid_status
evi_fields_set(struct evi_json *details,
    const struct evid_custody_field *field, struct evid_error *err)
{
	char *path = evi_strdup(field->path);	/* owned here */
	struct evi_json *at = details, *value = NULL, *inner;
	enum evid_status status = EVID_OK;
	char *key = path, *dot;

	if (path == NULL)
		return evi_fail_memory(err);
	while (status == EVID_OK && (dot = strchr(key, '.')) != NULL) {
		*dot = '\0';
		inner = evi_json_get(at, key);
		if (*key == '\0')
			status = bad_field(err, field->path,
			    "a name in it is empty");
		else if (inner == NULL)
			status = evi_details_set(at, key,
			    evi_json_new_object(), err);
		else if (evi_json_type(inner) != EVI_JSON_OBJECT)
			status = bad_field(err, field->path,
			    "what is named before the dot is a value");
		if (status == EVID_OK)
			at = evi_json_get(at, key);
		key = dot + 1;
	}
	if (status == EVID_OK && (*key == '\0' ||
	    !evi_utf8_valid(path, strlen(field->path))))
		status = bad_field(err, field->path, "a name in it is empty, "
		    "or not UTF-8");
	if (status == EVID_OK && evi_json_get(at, key) != NULL)
		status = bad_field(err, field->path, "it is set already");
	if (status == EVID_OK)
		status = value_of(field, &value, err);
	if (status == EVID_OK)
		status = evi_details_set(at, key, value, err);
	free(path);
	return status;
}

struct evi_json *
evi_json_digests(const struct evi_digests *digests)
{
	struct evi_json *array = evi_json_new_array();
	char hex[2 * EVI_SHA256_LEN + 1];
	bool good = array != NULL;
	size_t i;

	for (i = 0; i < digests->count && good; i++) {
		evi_hex(digests->items[i], EVI_SHA256_LEN, hex);
		good = evi_json_append(array, evi_json_new_string(hex));
	}
	if (!good) {
		evi_json_free(array);
		array = NULL;
	}
	return array;
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
	memcpy(sorted, paths, n * sizeof(*sorted));
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
	for (i = 2; i <= VOLUMES_MAX && status == EVID_OK; i++) {
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
