/*
 * Handling flags, acting (masks.h).
 */
#include "bundle/verdict/masks.h"

#include "adapt/digest.h"
#include "base/memory.h"
#include "base/num.h"
#include "base/text.h"
#include "record/case_parts.h"
#include "record/tags.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const defaults[] = { "csam", "child-victim", NULL };
static const char *const unseen[] = { "csam", "child-victim",
	"legal-privilege", "classified", NULL };

enum evid_status
evid_masks_check(const struct evid_masks *masks, struct evid_error *err)
{
	struct evi_buf shown = EVI_BUF_INIT;

	for (size_t i = 0; masks != NULL && i < masks->n_flags; i++) {
		if (evi_flag_known(masks->flags[i]))
			continue;
		evi_text_escape(&shown, masks->flags[i],
		    strlen(masks->flags[i]));
		(void)evi_fail(err, EVID_ERR_ARGUMENT,
		    "%s: not a handling flag", evi_buf_text(&shown));
		evi_hint(err, "%s", evi_flag_hint);
		evi_buf_free(&shown);
		return EVID_ERR_ARGUMENT;
	}
	return EVID_OK;
}

enum evid_status
evi_masks_init(struct evi_masks *masks, const struct evid_masks *asked,
    struct evid_error *err)
{
	memset(masks, 0, sizeof(*masks));
	masks->asked = asked;
	return evid_masks_check(asked, err);
}

void
evi_masks_free(struct evi_masks *masks)
{
	free(masks->names.items);
	free(masks->folders.items);
	evi_mask_words_free(&masks->words);
	memset(masks, 0, sizeof(*masks));
}

bool
evi_masks_strict(const struct evi_masks *masks)
{
	return masks->asked != NULL &&
	    (masks->asked->n_flags > 0 || masks->asked->all != 0);
}

bool
evi_masks_none(const struct evi_masks *masks)
{
	return masks->asked != NULL && masks->asked->no_defaults != 0 &&
	    !evi_masks_strict(masks);
}

bool
evi_masks_any(const struct evi_masks *masks)
{
	return masks->names.n > 0 || masks->overflow;
}

static bool
hides(const struct evid_masks *asked, const char *flag)
{
	if (asked == NULL)
		return evi_case_among(flag, defaults);
	if (asked->all != 0 || (asked->no_defaults == 0 &&
	    evi_case_among(flag, defaults)))
		return true;
	for (size_t i = 0; i < asked->n_flags; i++) {
		if (strcmp(asked->flags[i], flag) == 0)
			return true;
	}
	return false;
}

bool
evi_masks_hide(const struct evi_masks *masks, const struct evi_object *object)
{
	for (size_t i = 0; i < object->n_flags; i++) {
		if (hides(masks->asked, object->flags[i]))
			return true;
	}
	return false;
}

static bool
digest_of(const char *path, size_t len, uint64_t *out)
{
	uint8_t sha256[EVI_SHA256_LEN];

	/* A folder's path is the same with and without its slash. */
	while (len > 0 && path[len - 1] == '/')
		len--;
	if (evi_sha256(path, len, sha256, NULL) != EVID_OK)
		return false;
	*out = evi_get_le64(sha256);
	return true;
}

/* the length of the folder that the first @len bytes of a path stand in, with
 * its slash */
static size_t
folder_of(const char *path, size_t len)
{
	while (len > 0 && path[len - 1] == '/')
		len--;
	while (len > 0 && path[len - 1] != '/')
		len--;
	return len;
}

/* Of objects of one folder, one after the other, the folder is kept once. */
static enum evid_status
keep(struct evi_masks *masks, struct evi_mask_set *set, const char *path,
    size_t len, uint64_t number, struct evid_error *err)
{
	uint64_t digest;

	if (!digest_of(path, len, &digest)) {
		masks->overflow = true;
		return EVID_OK;
	}
	if (number == 0 && set->n > 0 && set->items[set->n - 1].digest ==
	    digest)
		return EVID_OK;
	if (set->n >= EVI_MASKED_MAX) {
		masks->overflow = true;
		return EVID_OK;
	}
	if (evi_grow(&set->items, set->n, &set->cap,
	    sizeof(*set->items)) != 0)
		return evi_fail_memory(err);
	set->items[set->n].digest = digest;
	set->items[set->n++].number = number;
	set->sorted = false;
	return EVID_OK;
}

/* the path, and what it is called without its folder */
static enum evid_status
keep_words(struct evi_masks *masks, const char *text, size_t len,
    uint64_t number, struct evid_error *err)
{
	size_t folder = folder_of(text, len);
	enum evid_status status = evi_mask_words_add(&masks->words, text, len,
	    number, &masks->overflow, err);

	if (status == EVID_OK && folder > 0)
		status = evi_mask_words_add(&masks->words, text + folder,
		    len - folder, number, &masks->overflow, err);
	return status;
}

enum evid_status
evi_masks_note_original(struct evi_masks *masks, const char *original,
    uint64_t number, struct evid_error *err)
{
	return keep_words(masks, original, strlen(original), number, err);
}

enum evid_status
evi_masks_note(struct evi_masks *masks, const char *path, uint64_t number,
    struct evid_error *err)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;
	const char *text;

	/* Findings have their paths escaped. */
	evi_text_escape(&shown, path, strlen(path));
	text = evi_buf_text(&shown);
	status = evi_buf_status(&shown, err);
	if (status == EVID_OK)
		status = keep(masks, &masks->names, text, shown.len, number,
		    err);
	if (status == EVID_OK)
		status = keep(masks, &masks->folders, text,
		    folder_of(text, shown.len), 0, err);
	if (status == EVID_OK)
		status = keep_words(masks, path, strlen(path), number, err);
	if (status == EVID_OK && strcmp(path, text) != 0)
		status = keep_words(masks, text, shown.len, number, err);
	evi_buf_free(&shown);
	return status;
}

static int
by_digest(const void *a, const void *b)
{
	const struct evi_masked *x = a, *y = b;

	return evi_order_u64(x->digest, y->digest);
}

/* the length of the longest beginning of @path, its first @len bytes or a
 * folder that it is in, that is in the set; 0: none is */
static size_t
find(struct evi_mask_set *set, const char *path, size_t len,
    uint64_t *number_out)
{
	if (!set->sorted && set->n > 0)
		qsort(set->items, set->n, sizeof(*set->items), by_digest);
	set->sorted = true;
	for (; len > 0 && set->n > 0; len = folder_of(path, len)) {
		struct evi_masked want = { 0, 0 }, *found;

		/* What cannot be looked up is masked. */
		if (!digest_of(path, len, &want.digest))
			return len;
		found = bsearch(&want, set->items, set->n,
		    sizeof(*set->items), by_digest);
		if (found != NULL) {
			*number_out = found->number;
			return len;
		}
	}
	return 0;
}

bool
evi_masks_find(struct evi_masks *masks, const char *path,
    uint64_t *number_out)
{
	*number_out = 0;
	return masks->overflow || find(&masks->names, path, strlen(path),
	    number_out) > 0;
}

size_t
evi_masks_beside(struct evi_masks *masks, const char *path)
{
	uint64_t none;

	/* The innermost is a folder that was sealed; below it a name may be an
	 * imitation, too. */
	return find(&masks->folders, path, folder_of(path, strlen(path)),
	    &none);
}

void
evi_mask_label(uint64_t number, char out[EVI_MASK_LABEL_CAP])
{
	if (number == 0)
		(void)snprintf(out, EVI_MASK_LABEL_CAP, "[masked]");
	else
		(void)snprintf(out, EVI_MASK_LABEL_CAP, "[masked object %llu]",
		    (unsigned long long)number);
}

bool
evi_no_preview(const struct evi_object *object, const struct evi_json *rules)
{
	for (size_t i = 0; i < object->n_flags; i++) {
		if (evi_case_among(object->flags[i], unseen) ||
		    (rules != NULL &&
		    evi_json_get(rules, object->flags[i]) != NULL))
			return true;
	}
	return false;
}

struct evi_json *
evi_no_preview_rules(const struct evi_json *json)
{
	struct evi_json *rules = evi_json_new_object();
	const struct evi_json *list;
	size_t n;

	list = evi_case_list(json, "flags", &n);
	for (size_t i = 0; i < n; i++) {
		const struct evi_json *flag = evi_json_at(list, i);
		const char *name = evi_case_text(flag, "flag");

		if (name != NULL && evi_case_is(flag, "rule", "no-preview"))
			(void)evi_json_set(rules, name,
			    evi_json_new_bool(true));
	}
	return rules;
}
