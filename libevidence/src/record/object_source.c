/*
 * What a line of the inventory tells of its object's source, read.
 */
#include "record/object_parts.h"
#include "base/memory.h"
#include "base/num.h"

#include <stdlib.h>
#include <string.h>

enum { KIND, PATH, PATH_BASE64, MODIFIED, ACCESSED, CHANGED, BORN, MODE, UID,
    GID, USER, GROUP, XATTRS, ACL, TARGET, TARGET_BASE64, LINK, SPECIAL,
    DEVICE, HOLES, HOLES_JOINED, N_KEYS };

static const char *const keys[N_KEYS] = { "kind", "path", "pathBase64",
    "modified", "accessed", "changed", "born", "mode", "uid", "gid", "user",
    "group", "xattrs", "acl", "target", "targetBase64", "link", "special",
    "device", "holes", "holesJoined" };

static bool
read_range(struct evi_reader *r, const struct evi_json *value, bool fill,
    struct evi_range *out)
{
	static const char *const parts[] = { "offset", "length", "fill" };
	static const char *const fills[] = { "zero", "source" };
	static const char why[] = "a range is not as the format says";
	struct evi_json *values[3];
	unsigned int which = 0;

	if (!evi_read_keys(r, value, parts, fill ? 3 : 2, values, why) ||
	    !evi_read_u64(r, values[0], &out->offset, why) ||
	    !evi_read_u64(r, values[1], &out->length, why))
		return false;
	if (fill && !evi_read_choice(r, values[2], fills, 2, &which, why))
		return false;
	out->from_source = which == 1;
	return true;
}

bool
evi_ranges_read(struct evi_reader *r, const struct evi_json *array, bool fill,
    uint64_t size, struct evi_ranges *out)
{
	uint64_t least = 0;
	size_t count;

	if (!evi_read_array(r, array, "ranges are not an array"))
		return false;
	count = evi_json_count(array);
	if (count == 0)
		return evi_read_bad(r, "an array of ranges is empty");
	out->items = evi_zalloc_array(count, sizeof(out->items[0]));
	if (out->items == NULL) {
		r->memory = true;
		return false;
	}
	out->cap = count;
	for (; out->count < count; out->count++) {
		struct evi_range *range = &out->items[out->count];

		if (!read_range(r, evi_json_at(array, out->count), fill,
		    range))
			return false;
		if (range->length == 0)
			return evi_read_bad(r, "a range of no bytes");
		if (range->offset < least ||
		    (out->count > 0 && range->offset == range[-1].offset))
			return evi_read_bad(r,
			    "ranges do not increase, or overlap");
		/* Both are at most 2^53-1: the sum fits. */
		least = range->offset + range->length;
		if (least > size)
			return evi_read_bad(r,
			    "a range ends after the content");
	}
	return true;
}

static bool
read_time(struct evi_reader *r, const struct evi_json *value, bool *has_out,
    struct evi_instant *out)
{
	*has_out = value != NULL;
	return value == NULL || evi_read_time(r, value, out,
	    "a time is not as the format writes times");
}

static bool
read_mode(struct evi_reader *r, const struct evi_json *value,
    struct evi_object *o)
{
	const char *text;

	if (value == NULL)
		return true;
	if (!evi_json_string(value, &text) || strlen(text) != 4 ||
	    strspn(text, "01234567") != 4)
		return evi_read_bad(r, "`mode` is not four octal digits");
	o->has_mode = true;
	for (; *text != '\0'; text++)
		o->mode = o->mode << 3 | (unsigned int)(*text - '0');
	return true;
}

static bool
optional_text(struct evi_reader *r, const struct evi_json *value, char **out,
    const char *why)
{
	return value == NULL || evi_read_text(r, value, out, why);
}

static bool
read_owner(struct evi_reader *r, struct evi_json *const *values,
    struct evi_object *o)
{
	static const char why[] = "an owner is not as the format says";

	o->has_owner = values[UID] != NULL && values[GID] != NULL;
	return read_mode(r, values[MODE], o) &&
	    (values[UID] == NULL ||
	    evi_read_u64(r, values[UID], &o->uid, why)) &&
	    (values[GID] == NULL ||
	    evi_read_u64(r, values[GID], &o->gid, why)) &&
	    optional_text(r, values[USER], &o->user, why) &&
	    optional_text(r, values[GROUP], &o->group, why);
}

static bool
read_xattr(struct evi_reader *r, const struct evi_json *value,
    struct evi_named_value *out)
{
	static const char *const parts[] = { "name", "nameBase64", "value" };
	static const char why[] = "`xattrs` is not as the format says";
	struct evi_buf bytes = EVI_BUF_INIT;	/* owned until handed out */
	struct evi_json *values[3];

	if (!evi_read_keys(r, value, parts, 3, values, why) ||
	    !evi_read_bytes(r, values[0], values[1], &out->name, why))
		return false;
	if (!evi_read_base64(r, values[2], &bytes, why)) {
		evi_buf_free(&bytes);
		return false;
	}
	out->value = bytes.data;
	out->value_len = bytes.len;
	return true;
}

static bool
read_xattrs(struct evi_reader *r, const struct evi_json *array,
    struct evi_object *o)
{
	size_t count;

	if (array == NULL)
		return true;
	if (!evi_read_array(r, array, "`xattrs` is not an array"))
		return false;
	count = evi_json_count(array);
	o->xattrs = evi_zalloc_array(count, sizeof(o->xattrs[0]));
	if (o->xattrs == NULL) {
		r->memory = true;
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		/* Counted first: what was read of it is freed with all. */
		o->n_xattrs++;
		if (!read_xattr(r, evi_json_at(array, i), &o->xattrs[i]))
			return false;
		if (i > 0 && strcmp(o->xattrs[i - 1].name,
		    o->xattrs[i].name) >= 0)
			return evi_read_bad(r,
			    "`xattrs` do not stand in order of their names");
	}
	return true;
}

static bool
read_acl(struct evi_reader *r, const struct evi_json *object,
    struct evi_object *o)
{
	static const char *const parts[] = { "access", "default" };
	static const char why[] = "`acl` is not as the format says";
	struct evi_json *values[2];

	if (object == NULL)
		return true;
	return evi_read_keys(r, object, parts, 2, values, why) &&
	    optional_text(r, values[0], &o->acl_access, why) &&
	    optional_text(r, values[1], &o->acl_default, why);
}

static bool
read_device(struct evi_reader *r, const struct evi_json *value,
    struct evi_object *o)
{
	static const char why[] = "`device` is not MAJOR:MINOR";
	uint64_t major, minor;
	const char *text, *colon;

	if (value == NULL)
		return true;
	if (!evi_json_string(value, &text))
		return evi_read_bad(r, why);
	colon = strchr(text, ':');
	if (colon == NULL ||
	    !evi_parse_u64(text, (size_t)(colon - text), &major) ||
	    !evi_parse_u64(colon + 1, strlen(colon + 1), &minor) ||
	    major > UINT32_MAX || minor > UINT32_MAX)
		return evi_read_bad(r, why);
	o->has_device = true;
	o->device_major = (unsigned int)major;
	o->device_minor = (unsigned int)minor;
	return true;
}

/* What only some types have; who may have it is checked with the type. */
static bool
read_special(struct evi_reader *r, struct evi_json *const *values,
    struct evi_object *o)
{
	unsigned int which;

	if ((values[TARGET] != NULL || values[TARGET_BASE64] != NULL) &&
	    !evi_read_bytes(r, values[TARGET], values[TARGET_BASE64],
	    &o->target, "`target` is not as the format says"))
		return false;
	if (!optional_text(r, values[LINK], &o->link, "`link` is not a text"))
		return false;
	if (values[SPECIAL] != NULL) {
		if (!evi_read_choice(r, values[SPECIAL], evi_special_names,
		    EVI_N_SPECIALS, &which,
		    "`special` is none of the format's"))
			return false;
		o->special = evi_special_names[which];
	}
	return read_device(r, values[DEVICE], o);
}

static bool
read_holes(struct evi_reader *r, const struct evi_json *source,
    const struct evi_json *array, struct evi_object *o)
{
	if (array != NULL &&
	    !evi_ranges_read(r, array, false, o->size, &o->holes))
		return false;
	if (!evi_read_mark(r, source, "holesJoined", &o->holes.joined,
	    "`holesJoined` is not true"))
		return false;
	if (o->holes.joined && array == NULL)
		return evi_read_bad(r, "`holesJoined` without `holes`");
	return true;
}

bool
evi_source_read(struct evi_reader *r, const struct evi_json *source,
    struct evi_object *o)
{
	struct evi_json *v[N_KEYS];
	unsigned int kind;

	if (!evi_read_keys(r, source, keys, N_KEYS, v,
	    "`source` is not an object"))
		return false;
	if (!evi_read_choice(r, v[KIND], evi_kind_names, EVI_N_KINDS, &kind,
	    "`kind` is none of the format's"))
		return false;
	o->kind = (enum evi_kind)kind;
	return evi_read_bytes(r, v[PATH], v[PATH_BASE64], &o->original,
	    "the original path is not as the format says") &&
	    read_time(r, v[MODIFIED], &o->has_modified, &o->modified) &&
	    read_time(r, v[ACCESSED], &o->has_accessed, &o->accessed) &&
	    read_time(r, v[CHANGED], &o->has_changed, &o->status_changed) &&
	    read_time(r, v[BORN], &o->has_born, &o->born) &&
	    read_owner(r, v, o) && read_xattrs(r, v[XATTRS], o) &&
	    read_acl(r, v[ACL], o) && read_special(r, v, o) &&
	    read_holes(r, source, v[HOLES], o);
}
