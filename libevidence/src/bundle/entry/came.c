/*
 * Every file that a hand-over names is here, as it says.  Each is looked for by
 * its name; the bundle's own may have been renamed on the way, and are known by
 * size and digest then (docs/format.md, 9.6).
 */
#include "bundle/custody/sent.h"
#include "bundle/entry/sign.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/tell.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* a file of the bundle */
struct own {
	const char *path;		/* borrowed */
	uint64_t size;
	uint8_t digest[EVI_SHA256_LEN];
	bool known;			/* size and digest are */
	bool taken;
};

/* a file that is named, and what it is called here */
struct came {
	const struct evi_json *named;
	const char *name;
};

struct search {
	const struct evi_json *named;
	const char *folder;
	struct own *own;
	size_t n_own;
	struct came *came;
	bool renamed;
};

static const char *
name_of(const struct evi_json *file)
{
	const char *name = "";

	(void)evi_json_get_string(file, "name", &name);
	return name;
}

static bool
is_named(const struct evi_json *named, const char *name)
{
	size_t i;

	for (i = 0; i < evi_json_count(named); i++)
		if (strcmp(name_of(evi_json_at(named, i)), name) == 0)
			return true;
	return false;
}

/* is it that file?  Hashed once at most, and only what has its size. */
static enum evid_status
is_file(struct own *own, const struct evi_json *file, bool *yes_out,
    struct evid_error *err)
{
	uint8_t want[EVI_SHA256_LEN];
	enum evid_status status = EVID_OK;
	uint64_t size = 0;
	struct stat st;

	*yes_out = false;
	(void)evi_json_get_u64(file, "size", &size);
	if (!evi_digest_get(file, "sha256", want) || own->taken ||
	    stat(own->path, &st) != 0 || !S_ISREG(st.st_mode) ||
	    (uint64_t)st.st_size != size)
		return EVID_OK;
	if (!own->known)
		status = evi_file_fact(own->path, &own->size, own->digest,
		    err);
	own->known = status == EVID_OK;
	*yes_out = own->known && own->size == size &&
	    memcmp(own->digest, want, sizeof(want)) == 0;
	return status;
}

/* one that is not there by its name, among the bundle's */
static enum evid_status
look_renamed(struct search *s, struct came *came, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	bool is = false;
	size_t i;

	for (i = 0; i < s->n_own && status == EVID_OK && !is; i++) {
		struct own *own = &s->own[i];
		const char *name = evi_path_base(own->path);

		if (is_named(s->named, name) ||
		    !evi_utf8_valid(name, strlen(name)))
			continue;
		status = is_file(own, came->named, &is, err);
		if (!is)
			continue;
		own->taken = s->renamed = true;
		came->name = name;
	}
	return status;
}

static enum evid_status
not_here(const struct evi_file_check *check, struct evid_error *err)
{
	switch (check->result) {
	case EVI_FILE_MISSING:
		return evi_fail_path(err, EVID_ERR_NOT_FOUND, check->path,
		    "the hand-over names it, and it is not there, nor is the "
		    "bundle that file under another name",
		    "fetch it again, or give it that name again if it was "
		    "renamed; nothing was signed");
	case EVI_FILE_CUT:
		return evi_fail_path(err, EVID_ERR_TRUNCATED, check->path,
		    "it is shorter than the hand-over says",
		    "fetch it again; nothing was signed");
	default:
		return evi_fail_path(err, EVID_ERR_MISMATCH, check->path,
		    "it is not what the hand-over says",
		    "fetch it again; nothing was signed");
	}
}

static enum evid_status
look(struct search *s, size_t i, struct evid_error *err)
{
	struct came *came = &s->came[i];
	struct evi_file_check check;		/* owned here */
	enum evid_status status;

	came->named = evi_json_at(s->named, i);
	status = evi_file_check(came->named, s->folder, &check, err);
	if (status == EVID_OK && check.result == EVI_FILE_GOOD)
		came->name = name_of(came->named);
	else if (status == EVID_OK && check.result == EVI_FILE_MISSING)
		status = look_renamed(s, came, err);
	if (status == EVID_OK && came->name == NULL)
		status = not_here(&check, err);
	evi_file_check_free(&check);
	return status;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct came *)a)->name,
	    ((const struct came *)b)->name);
}

/* as they are called here */
static enum evid_status
state(struct came *came, size_t n, struct evi_json **out,
    struct evid_error *err)
{
	struct evi_json *array = evi_json_new_array();	/* owned here */
	enum evid_status status = array == NULL ? evi_fail_memory(err) :
	    EVID_OK;
	size_t i;

	qsort(came, n, sizeof(*came), by_name);
	for (i = 0; i < n && status == EVID_OK; i++) {
		uint8_t sha256[EVI_SHA256_LEN] = { 0 };
		uint64_t size = 0;

		(void)evi_json_get_u64(came[i].named, "size", &size);
		(void)evi_digest_get(came[i].named, "sha256", sha256);
		status = evi_files_add(array, came[i].name, size, sha256,
		    err);
	}
	if (status != EVID_OK)
		evi_json_free(array);
	else
		*out = array;
	return status;
}

static enum evid_status
look_for_all(struct search *s, const struct evi_texts *own,
    struct evi_json **out, struct evid_error *err)
{
	size_t n = evi_json_count(s->named), i;
	enum evid_status status = EVID_OK;

	s->own = evi_zalloc_array(own->count + 1, sizeof(*s->own));
	s->came = evi_zalloc_array(n + 1, sizeof(*s->came));
	if (s->own == NULL || s->came == NULL)
		status = evi_fail_memory(err);
	for (i = 0; i < own->count && status == EVID_OK; i++)
		s->own[s->n_own++].path = own->items[i];
	for (i = 0; i < n && status == EVID_OK; i++)
		status = look(s, i, err);
	if (status == EVID_OK && s->renamed)
		status = state(s->came, n, out, err);
	else if (status == EVID_OK)
		*out = evi_json_ref((struct evi_json *)s->named);
	free(s->own);
	free(s->came);
	return status;
}

enum evid_status
evi_files_came(const struct evi_json *named, const char *folder,
    const char *bundle, struct evi_json **out, struct evid_error *err)
{
	struct evi_texts own = { NULL, 0, 0 };	/* owned here */
	struct search s = { .named = named, .folder = folder };
	enum evid_status status = EVID_OK;

	*out = NULL;
	if (bundle != NULL)
		status = evi_bundle_files(bundle, &own, err);
	if (status == EVID_OK)
		status = look_for_all(&s, &own, out, err);
	evi_texts_free(&own);
	return status;
}
