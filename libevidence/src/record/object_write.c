/*
 * An object's line of the inventory, written.
 *
 * What the source told is never lost for not being UTF-8: paths, link texts
 * and names of attributes are then base64; names of owners, access lists and
 * reasons, which are texts for people, have U+FFFD for each such byte.
 */
#include "record/emit.h"
#include "record/object_parts.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

const char *const evi_kind_names[EVI_N_KINDS] = { "tree", "block-device",
    "stdin" };
const char *const evi_change_names[EVI_N_CHANGES] = { "grew", "shrank",
    "modified", "replaced", "removed" };
const char *const evi_special_names[EVI_N_SPECIALS] = { "fifo", "socket",
    "character-device", "block-device" };

static void
optional(struct evi_emit *e, const char *key, const char *text)
{
	if (text == NULL)
		return;
	evi_emit_key(e, key);
	evi_emit_lossy(e, text);
}

static void
time_of(struct evi_emit *e, const char *key, bool has,
    const struct evi_instant *instant)
{
	char text[EVI_INSTANT_TEXT_CAP];

	/* What no year of four digits can say is unknown to a reader. */
	if (!has || !evi_instant_format(*instant, text))
		return;
	evi_emit_key(e, key);
	evi_emit_text(e, text);
}

static void
ranges(struct evi_emit *e, const char *key, const char *joined_key,
    const struct evi_ranges *r, bool fill)
{
	if (r->count == 0)
		return;
	evi_emit_key(e, key);
	evi_emit_open(e, '[');
	for (size_t i = 0; i < r->count; i++) {
		evi_emit_open(e, '{');
		evi_emit_key(e, "offset");
		evi_emit_u64(e, r->items[i].offset);
		evi_emit_key(e, "length");
		evi_emit_u64(e, r->items[i].length);
		if (fill) {
			evi_emit_key(e, "fill");
			evi_emit_text(e, r->items[i].from_source ?
			    "source" : "zero");
		}
		evi_emit_close(e, '}');
	}
	evi_emit_close(e, ']');
	if (r->joined) {
		evi_emit_key(e, joined_key);
		evi_emit_bool(e, true);
	}
}

static void
flags(struct evi_emit *e, const struct evi_object *o)
{
	if (o->n_flags == 0)
		return;
	evi_emit_key(e, "flags");
	evi_emit_open(e, '[');
	for (size_t i = 0; i < o->n_flags; i++)
		evi_emit_text(e, o->flags[i]);
	evi_emit_close(e, ']');
}

static void
hashes(struct evi_emit *e, const struct evi_object *o)
{
	bool any = false;

	for (size_t i = EVI_SHA256 + 1; i < EVI_HASH_COUNT; i++) {
		if (!o->has_hash[i])
			continue;
		if (!any) {
			evi_emit_key(e, "hashes");
			evi_emit_open(e, '{');
			any = true;
		}
		evi_emit_key(e, evi_hash_name((enum evi_hash)i));
		evi_emit_open(e, '{');
		evi_emit_key(e, "value");
		evi_emit_hex(e, o->hash[i], evi_hash_len((enum evi_hash)i));
		evi_emit_key(e, "over");
		evi_emit_text(e, o->kind == EVI_KIND_BLOCK_DEVICE ?
		    "medium" : "file");
		evi_emit_close(e, '}');
	}
	if (any)
		evi_emit_close(e, '}');
}

static void
changes(struct evi_emit *e, unsigned int changed)
{
	if (changed == 0)
		return;
	evi_emit_key(e, "changed");
	evi_emit_open(e, '[');
	for (unsigned int i = 0; i < EVI_N_CHANGES; i++) {
		if ((changed >> i & 1) != 0)
			evi_emit_text(e, evi_change_names[i]);
	}
	evi_emit_close(e, ']');
}

static void
owner(struct evi_emit *e, const struct evi_object *o)
{
	char mode[5] = "";

	if (o->has_mode) {
		for (unsigned int i = 0; i < 4; i++)
			mode[i] = (char)('0' + (o->mode >> (9 - 3 * i) & 7));
		evi_emit_key(e, "mode");
		evi_emit_text(e, mode);
	}
	if (o->has_owner) {
		evi_emit_key(e, "uid");
		evi_emit_u64(e, o->uid);
		evi_emit_key(e, "gid");
		evi_emit_u64(e, o->gid);
	}
	optional(e, "user", o->user);
	optional(e, "group", o->group);
}

static void
attributes(struct evi_emit *e, const struct evi_object *o)
{
	if (o->n_xattrs > 0) {
		evi_emit_key(e, "xattrs");
		evi_emit_open(e, '[');
		for (size_t i = 0; i < o->n_xattrs; i++) {
			const struct evi_named_value *x = &o->xattrs[i];

			evi_emit_open(e, '{');
			evi_emit_bytes(e, "name", x->name);
			evi_emit_key(e, "value");
			evi_emit_base64(e, x->value, x->value_len);
			evi_emit_close(e, '}');
		}
		evi_emit_close(e, ']');
	}
	if (o->acl_access == NULL && o->acl_default == NULL)
		return;
	evi_emit_key(e, "acl");
	evi_emit_open(e, '{');
	optional(e, "access", o->acl_access);
	optional(e, "default", o->acl_default);
	evi_emit_close(e, '}');
}

static void
source(struct evi_emit *e, const struct evi_object *o)
{
	char device[32];

	evi_emit_key(e, "source");
	evi_emit_open(e, '{');
	evi_emit_key(e, "kind");
	evi_emit_text(e, evi_kind_names[o->kind]);
	evi_emit_bytes(e, "path", o->original);
	time_of(e, "modified", o->has_modified, &o->modified);
	time_of(e, "accessed", o->has_accessed, &o->accessed);
	time_of(e, "changed", o->has_changed, &o->status_changed);
	time_of(e, "born", o->has_born, &o->born);
	owner(e, o);
	attributes(e, o);
	if (o->target != NULL)
		evi_emit_bytes(e, "target", o->target);
	if (o->link != NULL) {
		evi_emit_key(e, "link");
		evi_emit_text(e, o->link);
	}
	if (o->special != NULL) {
		evi_emit_key(e, "special");
		evi_emit_text(e, o->special);
	}
	if (o->has_device) {
		(void)snprintf(device, sizeof(device), "%u:%u",
		    o->device_major, o->device_minor);
		evi_emit_key(e, "device");
		evi_emit_text(e, device);
	}
	ranges(e, "holes", "holesJoined", &o->holes, false);
	evi_emit_close(e, '}');
}

enum evid_status
evi_object_write(const struct evi_object *object, struct evi_buf *line_out,
    struct evid_error *err)
{
	struct evi_emit e = { line_out, false, false };

	if (object->path == NULL || object->original == NULL)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "an object needs its path and its original path");
	evi_emit_open(&e, '{');
	evi_emit_key(&e, "path");
	evi_emit_text(&e, object->path);
	evi_emit_key(&e, "size");
	evi_emit_u64(&e, object->size);
	evi_emit_key(&e, "sha256");
	if (object->type == EVI_TYPE_FILE)
		evi_emit_hex(&e, object->sha256, EVI_SHA256_LEN);
	else
		evi_emit_null(&e);
	evi_emit_key(&e, "type");
	evi_emit_text(&e, evi_type_name(object->type));
	evi_emit_key(&e, "salt");
	evi_emit_hex(&e, object->salt, EVI_SALT_LEN);
	if (object->exhibit != NULL) {
		evi_emit_key(&e, "exhibit");
		evi_emit_text(&e, object->exhibit);
	}
	flags(&e, object);
	hashes(&e, object);
	ranges(&e, "unread", "unreadJoined", &object->unread, true);
	changes(&e, object->changed);
	optional(&e, "reason", object->reason);
	source(&e, object);
	evi_emit_close(&e, '}');
	return evi_emit_status(&e, object->path, err);
}
