/*
 * An object's line of the inventory, read and checked as far as one line
 * shows; its `source` is read in object_source.c.  Lines of the usual form,
 * nearly all, are read in object_quick.c instead, ten times as fast; what is
 * not taken there is read here, and judged here.
 */
#include "record/name.h"
#include "record/object_parts.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "data/"
#define N_TYPES 6

enum { PATH, SIZE, SHA256, TYPE, SALT, EXHIBIT, FLAGS, HASHES, UNREAD,
    UNREAD_JOINED, CHANGED, REASON, SOURCE, N_KEYS };

static const char *const keys[N_KEYS] = { "path", "size", "sha256", "type",
    "salt", "exhibit", "flags", "hashes", "unread", "unreadJoined", "changed",
    "reason", "source" };

static bool
read_path(struct evi_reader *r, const struct evi_json *value,
    struct evi_object *o)
{
	size_t prefix = strlen(PREFIX);

	if (!evi_read_text(r, value, &o->path, "`path` is not a text"))
		return false;
	if (strncmp(o->path, PREFIX, prefix) != 0 || o->path[prefix] == '\0')
		return evi_read_bad(r, "`path` does not begin with data/");
	if (strlen(o->path) > EVI_PATH_MAX)
		return evi_read_bad(r, "`path` is longer than 4,096 bytes");
	return true;
}

static bool
read_type(struct evi_reader *r, const struct evi_json *value,
    struct evi_object *o)
{
	const char *names[N_TYPES];
	unsigned int type;

	for (unsigned int i = 0; i < N_TYPES; i++)
		names[i] = evi_type_name((enum evi_type)i);
	if (!evi_read_choice(r, value, names, N_TYPES, &type,
	    "`type` is none of the format's"))
		return false;
	o->type = (enum evi_type)type;
	return true;
}

static bool
read_content(struct evi_reader *r, struct evi_json *const *values,
    struct evi_object *o)
{
	if (!evi_read_u64(r, values[SIZE], &o->size,
	    "`size` is not a number of bytes"))
		return false;
	if (o->type == EVI_TYPE_FILE)
		return evi_read_hex(r, values[SHA256], o->sha256,
		    EVI_SHA256_LEN, "`sha256` is not 64 hex digits");
	if (o->size != 0)
		return evi_read_bad(r, "`size` of what has no content");
	if (values[SHA256] == NULL ||
	    evi_json_type(values[SHA256]) != EVI_JSON_NULL)
		return evi_read_bad(r, "`sha256` of what has no content");
	return true;
}

static bool
read_flags(struct evi_reader *r, const struct evi_json *array,
    struct evi_object *o)
{
	static const char why[] = "`flags` is not an array of texts";
	size_t count;

	if (array == NULL)
		return true;
	if (!evi_read_array(r, array, why))
		return false;
	count = evi_json_count(array);
	o->flags = evi_zalloc_array(count, sizeof(o->flags[0]));
	if (o->flags == NULL) {
		r->memory = true;
		return false;
	}
	for (; o->n_flags < count; o->n_flags++) {
		if (!evi_read_text(r, evi_json_at(array, o->n_flags),
		    &o->flags[o->n_flags], why))
			return false;
	}
	return true;
}

static bool
read_hashes(struct evi_reader *r, const struct evi_json *object,
    struct evi_object *o)
{
	static const char *const parts[] = { "value", "over" };
	static const char *const overs[] = { "file", "medium" };
	static const char why[] = "`hashes` is not as the format says";
	const char *names[EVI_HASH_COUNT - 1];
	struct evi_json *values[EVI_HASH_COUNT - 1], *two[2];
	unsigned int over;

	if (object == NULL)
		return true;
	for (size_t i = 1; i < EVI_HASH_COUNT; i++)
		names[i - 1] = evi_hash_name((enum evi_hash)i);
	if (!evi_read_keys(r, object, names, EVI_HASH_COUNT - 1, values, why))
		return false;
	for (size_t i = 1; i < EVI_HASH_COUNT; i++) {
		if (values[i - 1] == NULL)
			continue;
		if (!evi_read_keys(r, values[i - 1], parts, 2, two, why) ||
		    !evi_read_hex(r, two[0], o->hash[i],
		    evi_hash_len((enum evi_hash)i), why) ||
		    !evi_read_choice(r, two[1], overs, 2, &over, why))
			return false;
		o->has_hash[i] = true;
	}
	return true;
}

static bool
read_changes(struct evi_reader *r, const struct evi_json *array,
    struct evi_object *o)
{
	static const char why[] = "`changed` is not as the format says";
	size_t count;

	if (array == NULL)
		return true;
	if (!evi_read_array(r, array, why))
		return false;
	/* That the key is there makes the seal partial: it says of what. */
	count = evi_json_count(array);
	if (count == 0)
		return evi_read_bad(r, why);
	for (size_t i = 0; i < count; i++) {
		unsigned int which;

		if (!evi_read_choice(r, evi_json_at(array, i),
		    evi_change_names, EVI_N_CHANGES, &which, why))
			return false;
		o->changed |= 1u << which;
	}
	return true;
}

static bool
read_unread(struct evi_reader *r, const struct evi_json *line,
    const struct evi_json *array, struct evi_object *o)
{
	if (array != NULL && !evi_ranges_read(r, array, true, o->size,
	    &o->unread))
		return false;
	if (!evi_read_mark(r, line, "unreadJoined", &o->unread.joined,
	    "`unreadJoined` is not true"))
		return false;
	if (o->unread.joined && array == NULL)
		return evi_read_bad(r, "`unreadJoined` without `unread`");
	return true;
}

static bool
read_rest(struct evi_reader *r, const struct evi_json *line,
    struct evi_json *const *values, struct evi_object *o)
{
	if (!evi_read_hex(r, values[SALT], o->salt, EVI_SALT_LEN,
	    "`salt` is not 32 hex digits"))
		return false;
	if (values[EXHIBIT] != NULL && !evi_read_text(r, values[EXHIBIT],
	    &o->exhibit, "`exhibit` is not a text"))
		return false;
	if (!read_flags(r, values[FLAGS], o) ||
	    !read_hashes(r, values[HASHES], o) ||
	    !read_unread(r, line, values[UNREAD], o) ||
	    !read_changes(r, values[CHANGED], o))
		return false;
	if (values[REASON] != NULL && !evi_read_text(r, values[REASON],
	    &o->reason, "`reason` is not a text"))
		return false;
	return evi_source_read(r, values[SOURCE], o);
}

/* What may stand only with one type, and must stand with it. */
static bool
check_type(struct evi_reader *r, const struct evi_object *o)
{
	bool slash = o->path[strlen(o->path) - 1] == '/';

	if (o->type == EVI_TYPE_DIRECTORY ? !slash :
	    slash && o->type != EVI_TYPE_UNREADABLE)
		return evi_read_bad(r, "`type` and the end of `path` disagree");
	if ((o->target != NULL) != (o->type == EVI_TYPE_SYMLINK))
		return evi_read_bad(r, "`target` is a symbolic link's");
	if ((o->link != NULL) != (o->type == EVI_TYPE_HARDLINK))
		return evi_read_bad(r, "`link` is a hard link's");
	if ((o->special != NULL) != (o->type == EVI_TYPE_SPECIAL))
		return evi_read_bad(r, "`special` is a special object's");
	if ((o->reason != NULL) != (o->type == EVI_TYPE_UNREADABLE))
		return evi_read_bad(r, "`reason` is an unreadable object's");
	if (o->has_device && o->type != EVI_TYPE_SPECIAL &&
	    o->kind != EVI_KIND_BLOCK_DEVICE)
		return evi_read_bad(r, "`device` is a device's");
	if (o->type != EVI_TYPE_FILE &&
	    (o->unread.count > 0 || o->holes.count > 0))
		return evi_read_bad(r, "ranges of what has no content");
	return true;
}

static bool
check_link(struct evi_reader *r, const struct evi_object *o)
{
	if (o->link == NULL)
		return true;
	if (strncmp(o->link, PREFIX, strlen(PREFIX)) != 0 ||
	    strcmp(o->link, o->path) >= 0)
		return evi_read_bad(r, "`link` is not a path before its own");
	return true;
}

static bool
check_path(struct evi_reader *r, const struct evi_object *o)
{
	const char *mapped = o->path + strlen(PREFIX);
	size_t len = strlen(mapped);
	bool good;

	if (mapped[len - 1] == '/')
		len--;
	if (evi_path_check(mapped, len, o->original, strlen(o->original),
	    &good, NULL) != EVID_OK) {
		r->memory = true;
		return false;
	}
	if (!good)
		return evi_read_bad(r,
		    "`path` is not the mapping of its original");
	return true;
}

enum evid_status
evi_object_read_any(const char *line, size_t len, struct evi_object *object_out,
    const char **why_out, bool *unknown_out, struct evid_error *err)
{
	struct evi_reader r = EVI_READER_INIT;
	struct evi_json *json = NULL;		/* owned here */
	struct evi_json *values[N_KEYS] = { NULL };
	struct evi_object *o = object_out;
	enum evid_status status;

	memset(o, 0, sizeof(*o));
	(void)(evi_read_json(&r, "inventory", line, len, &json) &&
	    evi_read_keys(&r, json, keys, N_KEYS, values,
	    "a line is not an object"));
	/* The path first, so that what is wrong can be said of it. */
	(void)(!r.memory && read_path(&r, evi_json_get(json, "path"), o) &&
	    r.why == NULL && read_type(&r, values[TYPE], o) &&
	    read_content(&r, values, o) && read_rest(&r, json, values, o) &&
	    check_type(&r, o) && check_link(&r, o) && check_path(&r, o));
	status = evi_read_status(&r, why_out, err);
	if (status != EVID_OK)
		evi_object_free(o);
	if (unknown_out != NULL)
		*unknown_out = r.unknown;
	evi_json_free(json);
	return status;
}

enum evid_status
evi_object_read(const char *line, size_t len, struct evi_object *object_out,
    const char **why_out, bool *unknown_out, struct evid_error *err)
{
	struct evi_reader r = EVI_READER_INIT;
	struct evi_object *o = object_out;

	if (evi_object_quick(line, len, o, &r.memory) && check_type(&r, o) &&
	    check_link(&r, o) && check_path(&r, o)) {
		*why_out = NULL;
		if (unknown_out != NULL)
			*unknown_out = false;
		return EVID_OK;
	}
	evi_object_free(o);
	if (r.memory)
		return evi_read_status(&r, why_out, err);
	return evi_object_read_any(line, len, o, why_out, unknown_out, err);
}
