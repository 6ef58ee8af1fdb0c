/*
 * Files as an event states them: their names, sizes and digests.
 */
#include "bundle/custody/sent.h"
#include "bundle/entry/sign.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
by_base(const void *a, const void *b)
{
	return strcmp(evi_path_base(*(const char *const *)a),
	    evi_path_base(*(const char *const *)b));
}

enum evid_status
evi_files_add(struct evi_json *array, const char *name, uint64_t size,
    const uint8_t sha256[EVI_SHA256_LEN], struct evid_error *err)
{
	struct evi_json *one = evi_json_new_object();	/* taken by array */
	enum evid_status status;

	if (!evi_json_append(array, one))
		return evi_fail_memory(err);
	status = evi_details_text(one, "name", name, err);
	if (status == EVID_OK)
		status = evi_details_set(one, "size", evi_json_new_u64(size),
		    err);
	return status != EVID_OK ? status :
	    evi_details_hex(one, "sha256", sha256, err);
}

static enum evid_status
state_one(const char *path, struct evi_json *array, struct evid_error *err)
{
	const char *name = evi_path_base(path);
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;
	uint64_t size;

	if (!evi_utf8_valid(name, strlen(name)))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, path,
		    "its name is not UTF-8", "rename it before it is sent");
	status = evi_file_fact(path, &size, digest, err);
	return status != EVID_OK ? status :
	    evi_files_add(array, name, size, digest, err);
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

/* the path of @name in @folder, where it can be looked at */
static enum evid_status
note_found(struct evi_texts *paths, const char *folder, const char *name,
    struct evid_error *err)
{
	enum evid_status status;
	char *path = NULL;			/* owned here */
	struct stat st;
	size_t i;

	status = evi_path_join(folder, name, &path, err);
	if (status == EVID_OK && stat(path, &st) == 0 &&
	    S_ISREG(st.st_mode)) {
		for (i = 0; i < paths->count && strcmp(evi_path_base(
		    paths->items[i]), name) != 0; i++)
			;
		if (i == paths->count)
			status = evi_texts_add(paths, path, err);
	}
	free(path);
	return status;
}

enum evid_status
evi_files_found(const struct evi_json *named, const char *folder,
    const char *bundle, struct evi_json **out, struct evid_error *err)
{
	struct evi_texts paths = { NULL, 0, 0 };	/* owned here */
	enum evid_status status = EVID_OK;
	size_t i;

	*out = NULL;
	if (bundle != NULL)
		status = note_found(&paths, folder, evi_path_base(bundle),
		    err);
	for (i = 0; i < evi_json_count(named) && status == EVID_OK; i++) {
		const char *name = "";

		(void)evi_json_get_string(evi_json_at(named, i), "name",
		    &name);
		status = note_found(&paths, folder, name, err);
	}
	if (status == EVID_OK)
		status = evi_files_state((const char *const *)paths.items,
		    paths.count, out, err);
	evi_texts_free(&paths);
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
