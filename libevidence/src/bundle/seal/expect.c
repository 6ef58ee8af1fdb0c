/*
 * Comparing with hashes noted at the scene (expect.h).  The lists' forms and
 * which path is meant are record/noted.h's.
 *
 * A list names each name of a file with several, but its content is sealed
 * and hashed once; so the digests of files with several names are kept for
 * the later ones.
 */
#include "bundle/seal/expect.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* A path of 4,096 bytes, each escaped, and digests are far less than a line
 * may have; what has none is told before much of it is read. */
#define LIST_LIMIT ((size_t)1 << 30)
#define LINE_LIMIT ((size_t)1 << 16)

/* what a later hard link may be compared with; sorted by path, for that is
 * the order in which objects come */
struct known {
	char *path;
	uint64_t size;
	uint8_t hash[EVI_HASH_COUNT][EVI_HASH_MAX];
};

struct evi_expect {
	struct evi_tell *tell;
	struct evi_noted_list list;
	struct known *known;
	size_t n_known, cap;
};

enum evid_status
evi_expect_new(const char *path, struct evi_tell *tell,
    struct evi_expect **out, struct evid_error *err)
{
	struct evi_expect *e = evi_zalloc(sizeof(*e));
	struct evi_buf text = EVI_BUF_INIT;
	enum evid_status status;

	*out = NULL;
	if (e == NULL)
		return evi_fail_memory(err);
	e->tell = tell;
	status = evi_file_read_lines(path, LIST_LIMIT, LINE_LIMIT, &text,
	    err);
	if (status == EVID_OK)
		status = evi_noted_read(text.data, text.len, path, &e->list,
		    err);
	if (status == EVID_OK && e->list.count == 0)
		status = evi_fail_path(err, EVID_ERR_FORMAT, path,
		    "no hashes are in it", "check that it is the list you "
		    "meant");
	evi_buf_free(&text);
	if (status != EVID_OK)
		evi_expect_free(e);
	else
		*out = e;
	return status;
}

void
evi_expect_free(struct evi_expect *e)
{
	size_t i;

	if (e == NULL)
		return;
	for (i = 0; i < e->n_known; i++)
		free(e->known[i].path);
	free(e->known);
	evi_noted_free(&e->list);
	free(e);
}

bool
evi_expect_wants(const struct evi_expect *e, enum evi_hash hash)
{
	return e->list.wants[hash];
}

static enum evid_status
remember(char **to, const char *original, struct evid_error *err)
{
	*to = evi_strdup(original);
	return *to == NULL ? evi_fail_memory(err) : EVID_OK;
}

/*
 * The item for an object; NULL: there is none.  The object of the very path
 * is the one that is meant; of others, whose path but ends as the item's or
 * the other way round, there may be one alone, and it has a content.
 */
static enum evid_status
match(struct evi_expect *e, const char *original, bool content,
    struct evi_noted **out, struct evid_error *err)
{
	struct evi_noted *noted = evi_noted_find(&e->list, original);

	*out = NULL;
	if (noted == NULL)
		return EVID_OK;
	if (strcmp(noted->path, original) == 0)
		noted->exact = true;
	else if (noted->exact || !content)
		return EVID_OK;
	noted->seen = true;
	*out = noted;
	if (noted->exact)
		return EVID_OK;
	if (noted->by == NULL)
		return remember(&noted->by, original, err);
	if (noted->also_by == NULL && strcmp(noted->by, original) != 0)
		return remember(&noted->also_by, original, err);
	return EVID_OK;
}

static enum evid_status
fail_either(const struct evi_noted *noted, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;

	evi_buf_add_text(&text, "the list does not say which is meant, ");
	evi_text_show_path(&text, noted->by);
	evi_buf_add_text(&text, " or ");
	evi_text_show_path(&text, noted->also_by);
	evi_fail_path(err, EVID_ERR_ARGUMENT, noted->path,
	    evi_buf_text(&text), "make the list in the folder that holds the "
	    "operand, so that it has the names as sealed");
	evi_buf_free(&text);
	return EVID_ERR_ARGUMENT;
}

static bool
is_either(const struct evi_noted *noted)
{
	return !noted->exact && noted->also_by != NULL;
}

enum evid_status
evi_expect_see(struct evi_expect *e, const char *original, bool content,
    struct evid_error *err)
{
	struct evi_noted *noted;

	return match(e, original, content, &noted, err);
}

enum evid_status
evi_expect_check_seen(const struct evi_expect *e, struct evid_error *err)
{
	size_t i;

	for (i = 0; i < e->list.count; i++) {
		if (is_either(&e->list.items[i]))
			return fail_either(&e->list.items[i], err);
		if (!e->list.items[i].seen)
			return evi_fail_path(err, EVID_ERR_MISMATCH,
			    e->list.items[i].path,
			    "its hash was noted, but it is not in the source",
			    "find out what became of it, or correct the list");
	}
	return EVID_OK;
}

static enum evid_status
fail_hash(const struct evi_object *object, const struct evi_noted *item,
    enum evi_hash hash, const uint8_t *found, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;

	evi_buf_add_text(&text, evi_hash_name(hash));
	evi_buf_add_text(&text, " noted ");
	evi_buf_add_hex(&text, item->hash[hash], evi_hash_len(hash));
	if (!item->exact) {
		evi_buf_add_text(&text, " of ");
		evi_text_show_path(&text, item->path);
	}
	evi_buf_add_text(&text, ", found ");
	evi_buf_add_hex(&text, found, evi_hash_len(hash));
	evi_fail_path(err, EVID_ERR_MISMATCH, object->original,
	    evi_buf_text(&text), "it is not what was noted at the scene: "
	    "find out why before you seal it");
	evi_buf_free(&text);
	return EVID_ERR_MISMATCH;
}

static enum evid_status
compare(const struct evi_noted *noted, const struct evi_object *object,
    const struct known *found, struct evid_error *err)
{
	unsigned int h;

	for (h = 0; h < EVI_HASH_COUNT; h++)
		if (noted->has[h] && memcmp(noted->hash[h], found->hash[h],
		    evi_hash_len((enum evi_hash)h)) != 0)
			return fail_hash(object, noted, (enum evi_hash)h,
			    found->hash[h], err);
	if (noted->has_size && noted->size != found->size)
		return evi_fail_path(err, EVID_ERR_MISMATCH, object->original,
		    "its size is not the one noted",
		    "find out why before you seal it");
	return EVID_OK;
}

static int
by_path(const void *key, const void *item)
{
	return strcmp(key, ((const struct known *)item)->path);
}

static void
fill(struct known *k, const struct evi_object *object)
{
	k->size = object->size;
	memcpy(k->hash, object->hash, sizeof(k->hash));
	memcpy(k->hash[EVI_SHA256], object->sha256, EVI_SHA256_LEN);
}

static enum evid_status
keep(struct evi_expect *e, const struct evi_object *object,
    struct evid_error *err)
{
	struct known *k;

	if (evi_grow(&e->known, e->n_known, &e->cap, sizeof(*k)) != 0)
		return evi_fail_memory(err);
	k = &e->known[e->n_known];
	memset(k, 0, sizeof(*k));
	fill(k, object);
	k->path = evi_strdup(object->path);
	if (k->path == NULL)
		return evi_fail_memory(err);
	e->n_known++;
	return EVID_OK;
}

/* What was found of the object: its own digests, or its first name's. */
static const struct known *
find(const struct evi_expect *e, const struct evi_object *object,
    struct known *own)
{
	if (object->type == EVI_TYPE_FILE) {
		fill(own, object);
		return own;
	}
	if (object->type != EVI_TYPE_HARDLINK || e->n_known == 0)
		return NULL;
	return bsearch(object->link, e->known, e->n_known, sizeof(*e->known),
	    by_path);
}

/* What is a file, or was one that could not be read. */
static bool
may_have(const struct evi_object *object)
{
	return object->type != EVI_TYPE_DIRECTORY &&
	    object->type != EVI_TYPE_SYMLINK &&
	    object->type != EVI_TYPE_SPECIAL;
}

enum evid_status
evi_expect_compare(struct evi_expect *e, const struct evi_object *object,
    bool linked, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	struct evi_noted *noted = NULL;
	struct known own = { 0 };
	const struct known *found;

	if (linked && object->type == EVI_TYPE_FILE)
		status = keep(e, object, err);
	if (status == EVID_OK)
		status = match(e, object->original, may_have(object), &noted,
		    err);
	if (status == EVID_OK && noted != NULL && is_either(noted))
		status = fail_either(noted, err);
	if (status != EVID_OK)
		return status;
	if (noted == NULL) {
		if (object->type == EVI_TYPE_FILE)
			evi_tell_event(e->tell, object->original,
			    "no hash of it was noted");
		return EVID_OK;
	}
	found = find(e, object, &own);
	if (found == NULL)
		return evi_fail_path(err, EVID_ERR_MISMATCH, object->original,
		    "its hash was noted, but it has no content that could be "
		    "compared", "find out what became of it");
	return compare(noted, object, found, err);
}
