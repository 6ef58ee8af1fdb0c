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
evi_masks_init(struct evi_masks *masks, const struct evid_masks *asked,
    struct evid_error *err)
{
	struct evi_buf shown = EVI_BUF_INIT;

	memset(masks, 0, sizeof(*masks));
	masks->asked = asked;
	for (size_t i = 0; asked != NULL && i < asked->n_flags; i++) {
		if (evi_flag_known(asked->flags[i]))
			continue;
		evi_text_escape(&shown, asked->flags[i],
		    strlen(asked->flags[i]));
		(void)evi_fail(err, EVID_ERR_ARGUMENT,
		    "%s: not a handling flag", evi_buf_text(&shown));
		evi_hint(err, "use one of the list, or one with x- before it");
		evi_buf_free(&shown);
		return EVID_ERR_ARGUMENT;
	}
	return EVID_OK;
}

void
evi_masks_free(struct evi_masks *masks)
{
	free(masks->items);
	memset(masks, 0, sizeof(*masks));
}

bool
evi_masks_strict(const struct evi_masks *masks)
{
	return masks->asked != NULL &&
	    (masks->asked->n_flags > 0 || masks->asked->all != 0);
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

enum evid_status
evi_masks_note(struct evi_masks *masks, const char *path, uint64_t number,
    struct evid_error *err)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;
	uint64_t digest = 0;
	bool good;

	/* Findings have their paths escaped. */
	evi_text_escape(&shown, path, strlen(path));
	good = digest_of(evi_buf_text(&shown), shown.len, &digest);
	status = evi_buf_status(&shown, err);
	evi_buf_free(&shown);
	if (status != EVID_OK)
		return status;
	if (!good || masks->n >= EVI_MASKED_MAX) {
		masks->overflow = true;
		return EVID_OK;
	}
	if (evi_grow(&masks->items, masks->n, &masks->cap,
	    sizeof(*masks->items)) != 0)
		return evi_fail_memory(err);
	masks->items[masks->n].digest = digest;
	masks->items[masks->n++].number = number;
	masks->sorted = false;
	return EVID_OK;
}

static int
by_digest(const void *a, const void *b)
{
	const struct evi_masked *x = a, *y = b;

	return x->digest < y->digest ? -1 : x->digest > y->digest;
}

bool
evi_masks_find(struct evi_masks *masks, const char *path,
    uint64_t *number_out)
{
	size_t len = strlen(path);

	*number_out = 0;
	if (masks->overflow)
		return true;
	if (!masks->sorted && masks->n > 0)
		qsort(masks->items, masks->n, sizeof(*masks->items),
		    by_digest);
	masks->sorted = true;
	while (len > 0 && masks->n > 0) {
		struct evi_masked want = { 0, 0 }, *found;

		if (!digest_of(path, len, &want.digest))
			return true;
		found = bsearch(&want, masks->items, masks->n,
		    sizeof(*masks->items), by_digest);
		if (found != NULL) {
			*number_out = found->number;
			return true;
		}
		while (len > 0 && path[len - 1] == '/')
			len--;
		while (len > 0 && path[len - 1] != '/')
			len--;
	}
	return false;
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

static bool
set_text(struct evi_json *object, const char *key, const char *text)
{
	return evi_json_get(object, key) == NULL ||
	    evi_json_set(object, key, evi_json_new_string(text));
}

/* The names of a masked object: all that it has. */
static bool
hide_names(struct evi_json *line, uint64_t number)
{
	struct evi_json *source = evi_json_get(line, "source");
	char label[EVI_MASK_LABEL_CAP], path[EVI_MASK_LABEL_CAP + 8];

	evi_mask_label(number, label);
	(void)snprintf(path, sizeof(path), "data/%s%s", label,
	    evi_case_is(line, "type", "directory") ? "/" : "");
	if (evi_json_get(source, "pathBase64") != NULL) {
		evi_json_remove(source, "pathBase64");
		if (!evi_json_set(source, "path", evi_json_new_string(label)))
			return false;
	}
	return set_text(line, "path", path) &&
	    set_text(source, "path", label) &&
	    set_text(source, "target", "[masked]") &&
	    set_text(source, "targetBase64", "W21hc2tlZF0=") &&
	    set_text(source, "link", "data/[masked]");
}

/* A second name of a masked file would tell the first. */
static bool
hide_link(struct evi_masks *masks, struct evi_json *line)
{
	struct evi_json *source = evi_json_get(line, "source");
	char label[EVI_MASK_LABEL_CAP], path[EVI_MASK_LABEL_CAP + 8];
	const char *link = evi_case_text(source, "link");
	uint64_t number;

	if (link == NULL || !evi_masks_find(masks, link, &number))
		return true;
	evi_json_remove(source, "xattrs");
	evi_json_remove(source, "acl");
	evi_mask_label(number, label);
	(void)snprintf(path, sizeof(path), "data/%s", label);
	return evi_json_set(source, "link", evi_json_new_string(path));
}

enum evid_status
evi_masks_line(struct evi_masks *masks, const char *line, bool hidden,
    bool no_preview, uint64_t number, struct evi_buf *out,
    struct evid_error *err)
{
	struct evi_json *json = NULL;		/* owned here */
	enum evid_status status;
	bool good = true;

	status = evi_json_parse(line, strlen(line), "inventory", &json, err);
	if (status != EVID_OK)
		return status;
	if (hidden || no_preview) {
		evi_json_remove(evi_json_get(json, "source"), "xattrs");
		evi_json_remove(evi_json_get(json, "source"), "acl");
	}
	if (hidden)
		good = hide_names(json, number);
	else
		good = hide_link(masks, json);
	evi_json_write(out, json);
	evi_json_free(json);
	return good ? evi_buf_status(out, err) : evi_fail_memory(err);
}

/* NULL: it stays; the caller's otherwise */
static struct evi_json *
mask_text(struct evi_masks *masks, const struct evi_json *value, bool *good)
{
	char label[EVI_MASK_LABEL_CAP];
	struct evi_json *made;
	struct evi_buf shown = EVI_BUF_INIT;
	const char *text;
	uint64_t number;
	bool found;

	if (!evi_json_string(value, &text) || text[0] == '\0')
		return NULL;
	evi_text_escape(&shown, text, strlen(text));
	found = evi_masks_find(masks, evi_buf_text(&shown), &number);
	evi_buf_free(&shown);
	if (!found)
		return NULL;
	evi_mask_label(number, label);
	made = evi_json_new_string(label);
	*good &= made != NULL;
	return made;
}

bool
evi_masks_texts(struct evi_masks *masks, struct evi_json *value)
{
	enum evi_json_type type = evi_json_type(value);
	struct evi_json *inner, *made;
	const char *key;
	void *place = NULL;
	bool good = true;

	if (masks->n == 0 && !masks->overflow)
		return true;
	if (type == EVI_JSON_OBJECT) {
		while (good && evi_json_next(value, &place, &key, &inner)) {
			made = mask_text(masks, inner, &good);
			good &= made != NULL ?
			    evi_json_set(value, key, made) :
			    evi_masks_texts(masks, inner);
		}
	} else if (type == EVI_JSON_ARRAY) {
		for (size_t i = 0; good && i < evi_json_count(value); i++) {
			inner = evi_json_at(value, i);
			made = mask_text(masks, inner, &good);
			good &= made != NULL ? evi_json_put(value, i, made) :
			    evi_masks_texts(masks, inner);
		}
	}
	return good;
}
