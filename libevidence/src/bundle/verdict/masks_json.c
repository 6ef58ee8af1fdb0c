/*
 * What may be shown of JSON that names masked objects (masks.h): a line of the
 * inventory, and documents in which their names may stand.
 */
#include "bundle/verdict/masks.h"

#include "base/text.h"
#include "record/case_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	/* Why it could not be read was written with its name at hand. */
	return set_text(line, "path", path) &&
	    set_text(line, "reason", "[masked]") &&
	    set_text(source, "path", label) &&
	    set_text(source, "target", "[masked]") &&
	    set_text(source, "targetBase64", "W21hc2tlZF0=") &&
	    set_text(source, "link", "data/[masked]");
}

/* A second name of a masked file would tell the first; and a symbolic link may
 * lead to one by a name that nobody can tell from others. */
static bool
hide_link(struct evi_masks *masks, struct evi_json *line)
{
	struct evi_json *source = evi_json_get(line, "source");
	char label[EVI_MASK_LABEL_CAP], path[EVI_MASK_LABEL_CAP + 8];
	const char *link = evi_case_text(source, "link");
	uint64_t number;

	if (link == NULL && evi_masks_any(masks))
		return set_text(source, "target", "[masked]") &&
		    set_text(source, "targetBase64", "W21hc2tlZF0=");
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

char *
evi_masks_text_by(evi_masked_fn *masked, void *context,
    const struct evi_mask_words *words, const char *text, bool *good)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */
	struct evi_buf made = EVI_BUF_INIT;	/* owned here */
	char label[EVI_MASK_LABEL_CAP], *out = NULL;
	uint64_t number = 0;
	bool any = false;

	if (text[0] == '\0')
		return NULL;
	evi_text_escape(&shown, text, strlen(text));
	if (!shown.failed && masked(context, text, evi_buf_text(&shown),
	    &number)) {
		evi_mask_label(number, label);
		evi_buf_add_text(&made, label);
		any = true;
	} else if (!shown.failed) {
		any = evi_mask_words_in(words, text, &made);
	}
	*good &= !shown.failed && !made.failed;
	if (any && *good)
		*good = evi_buf_take(&made, &out, NULL) == EVID_OK;
	evi_buf_free(&shown);
	evi_buf_free(&made);
	return out;
}

/* The caller's.  NULL: the text stays, or memory is short. */
static struct evi_json *
label_of(evi_masked_fn *masked, void *context,
    const struct evi_mask_words *words, const struct evi_json *value,
    bool *good)
{
	struct evi_json *made = NULL;
	const char *text;
	char *label;				/* owned here */

	if (!evi_json_string(value, &text))
		return NULL;
	label = evi_masks_text_by(masked, context, words, text, good);
	if (label != NULL) {
		made = evi_json_new_string(label);
		*good &= made != NULL;
	}
	free(label);
	return made;
}

bool
evi_masks_texts_by(evi_masked_fn *masked, void *context,
    const struct evi_mask_words *words, struct evi_json *value)
{
	enum evi_json_type type = evi_json_type(value);
	struct evi_json *inner, *made;
	const char *key;
	void *place = NULL;
	bool good = true;

	if (type == EVI_JSON_OBJECT) {
		while (good && evi_json_next(value, &place, &key, &inner)) {
			made = label_of(masked, context, words, inner,
			    &good);
			if (good)
				good = made != NULL ?
				    evi_json_set(value, key, made) :
				    evi_masks_texts_by(masked, context,
				    words, inner);
		}
	} else if (type == EVI_JSON_ARRAY) {
		for (size_t i = 0; good && i < evi_json_count(value); i++) {
			inner = evi_json_at(value, i);
			made = label_of(masked, context, words, inner,
			    &good);
			if (good)
				good = made != NULL ?
				    evi_json_put(value, i, made) :
				    evi_masks_texts_by(masked, context,
				    words, inner);
		}
	}
	return good;
}

static bool
by_name(void *context, const char *text, const char *shown,
    uint64_t *number_out)
{
	(void)text;
	return evi_masks_find(context, shown, number_out);
}

bool
evi_masks_texts(struct evi_masks *masks, struct evi_json *value)
{
	if (!evi_masks_any(masks))
		return true;
	evi_mask_words_sort(&masks->words);
	return evi_masks_texts_by(by_name, masks, &masks->words, value);
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || (c & 0x80) != 0;
}

/* "name.jpg", "a.tar.gz": two of letters and digits on both sides of a dot, and
 * what follows it is no number or part of a time */
static bool
has_file_name(const char *text)
{
	const char *dot = text;

	while ((dot = strchr(dot, '.')) != NULL) {
		size_t n = 0, digits = strspn(dot + 1, "0123456789");

		while (is_alnum(dot[1 + n]))
			n++;
		if (dot - text >= 2 && is_alnum(dot[-1]) &&
		    is_alnum(dot[-2]) && n >= 2 && digits < n &&
		    !(digits + 1 == n && dot[n] == 'Z'))
			return true;
		dot++;
	}
	return false;
}

bool
evi_masks_may_name(const struct evi_masks *masks, const char *text)
{
	return strchr(text, '/') != NULL || has_file_name(text) ||
	    evi_mask_words_have(&masks->words, text);
}

static bool
by_look(void *context, const char *text, const char *shown,
    uint64_t *number_out)
{
	(void)shown;
	(void)number_out;
	return evi_masks_may_name(context, text);
}

bool
evi_masks_texts_unknown(struct evi_masks *masks, struct evi_json *value)
{
	if (evi_masks_none(masks))
		return true;
	evi_mask_words_sort(&masks->words);
	return evi_masks_texts_by(by_look, masks, &masks->words, value);
}
