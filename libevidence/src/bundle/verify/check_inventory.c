/*
 * The inventory against the payload: a merge of two sorted streams, the lines
 * as they come and the tuples of what was seen.
 *
 * What a line says of a file's place in the tar follows from the lines before
 * it, so a file whose header was lost is still told from one that is missing.
 */
#include "bundle/trust/trust.h"
#include "bundle/verify/check.h"

#include "base/memory.h"
#include "base/num.h"
#include "record/lines.h"

#include <stdlib.h>
#include <string.h>

#define ULL(x) ((unsigned long long)(x))

static enum evid_status
form(struct evi_check *c, const char *path, const char *why,
    struct evid_error *err)
{
	return evi_verdict_add(c->v, EVI_FINDING_INVENTORY_FORM,
	    path != NULL ? path : evi_tag_path(EVI_TAG_INVENTORY), err,
	    "line %llu: %s", ULL(c->inventory.lines.number), why);
}

/* What is left of a line whose other part was lost, as is told, is none. */
static enum evid_status
broken_line(struct evi_check *c, const char *path, const char *why,
    struct evid_error *err)
{
	return c->now.damaged ? EVID_OK : form(c, path, why, err);
}

static bool
is_folder(const struct evi_tuple *t)
{
	return t->path[t->path_len - 1] == '/';
}

/* tuples before @path in order are members that no line names */
static enum evid_status
pass_unlisted(struct evi_check *c, const char *path, size_t len,
    struct evid_error *err)
{
	struct evi_tuple_cursor *at = &c->inventory.cursor;
	enum evid_status status = EVID_OK;

	while (status == EVID_OK && at->valid && (path == NULL ||
	    evi_path_compare(at->now.path, at->now.path_len, path, len) < 0)) {
		if (path != NULL && evi_tuple_covers(&at->now, path, len))
			break;
		/* A damaged inventory names less than it did; and a folder
		 * that could not be read has no line as a file. */
		if (!c->now.damaged && !is_folder(&at->now) &&
		    !evi_verdict_names(c->v,
		    EVI_FINDING_INVENTORY_FORM, at->now.path))
			status = evi_verdict_add(c->v, c->folder ?
			    EVI_FINDING_FOREIGN_FILE :
			    EVI_FINDING_MEMBER_UNEXPECTED, at->now.path, err,
			    NULL);
		if (status == EVID_OK)
			status = evi_tuple_next(at, err);
	}
	return status;
}

/* which part of [@from, @from + @len) of the tar was lost? */
static const struct evi_lost *
lost_within(const struct evi_check *c, uint64_t from, uint64_t len)
{
	size_t i;

	for (i = 0; i < c->n_lost; i++)
		if (c->lost[i].tar_offset < from + len &&
		    c->lost[i].tar_offset + c->lost[i].tar_len > from)
			return &c->lost[i];
	return NULL;
}

static enum evid_status
damaged(struct evi_check *c, const struct evi_object *o, uint64_t offset,
    uint64_t len, const struct evi_lost *lost, struct evid_error *err)
{
	if (len == 0 || lost == NULL)
		return evi_verdict_add(c->v, EVI_FINDING_MEMBER_DAMAGED,
		    o->path, err, "its header");
	return evi_verdict_add_range(c->v, EVI_FINDING_MEMBER_DAMAGED,
	    o->path, offset, len, err,
	    "bytes %llu to %llu of %llu (bytes %llu to %llu of the bundle)",
	    ULL(offset), ULL(offset + len - 1), ULL(o->size),
	    ULL(lost->file_offset),
	    ULL(lost->file_offset + lost->file_len - 1));
}

/* no tuple for this file: its header was lost, or it is not there */
static enum evid_status
not_seen(struct evi_check *c, const struct evi_object *o, size_t header,
    struct evid_error *err)
{
	uint64_t at = c->inventory.next_offset, content = at + header;
	const struct evi_lost *lost = lost_within(c, at, header + o->size);
	uint64_t from, to;

	if (evi_verdict_names(c->v, EVI_FINDING_TAR_ORDER, o->path))
		return EVID_OK;
	if (lost == NULL || c->folder)
		return evi_verdict_add(c->v, EVI_FINDING_MEMBER_MISSING,
		    o->path, err, NULL);
	from = lost->tar_offset > content ? lost->tar_offset : content;
	to = lost->tar_offset + lost->tar_len;
	if (to > content + o->size)
		to = content + o->size;
	return damaged(c, o, from - content, to > from ? to - from : 0, lost,
	    err);
}

static enum evid_status
differs(struct evi_check *c, const struct evi_object *o,
    const struct evi_tuple *t, struct evid_error *err)
{
	if (t->size != o->size)
		return evi_verdict_add(c->v, EVI_FINDING_MEMBER_CHANGED,
		    o->path, err, "%llu bytes instead of %llu", ULL(t->size),
		    ULL(o->size));
	return evi_verdict_add_range(c->v, EVI_FINDING_MEMBER_CHANGED,
	    o->path, 0, o->size, err, "its SHA-256 is another");
}

static enum evid_status
same_path(struct evi_check *c, const struct evi_object *o, size_t header,
    struct evid_error *err)
{
	const struct evi_tuple *t = &c->inventory.cursor.now;
	enum evid_status status = EVID_OK;

	if (t->unread)
		return EVID_OK;
	if (t->damaged)
		return damaged(c, o, t->lost_offset, t->lost_len,
		    lost_within(c, c->inventory.next_offset + header +
		    t->lost_offset, t->lost_len), err);
	if (t->size != o->size ||
	    memcmp(t->sha256, o->sha256, EVI_SHA256_LEN) != 0)
		return differs(c, o, t, err);
	if (!c->folder && t->mtime != evi_object_mtime(o))
		status = evi_verdict_add(c->v, EVI_FINDING_TAR_TIME, o->path,
		    err, NULL);
	c->v->files++;
	c->v->bytes += o->size;
	return status;
}

size_t
evi_check_header_len(const struct evi_check *c, const struct evi_object *o)
{
	char path[EVI_TAR_PATH_MAX + 1];
	size_t base = strlen(c->base), len = strlen(o->path);

	if (base + 1 + len > EVI_TAR_PATH_MAX)
		return EVI_TAR_BLOCK;
	memcpy(path, c->base, base);
	path[base] = '/';
	memcpy(path + base + 1, o->path, len + 1);
	return evi_tar_header_len(path, base + 1 + len, o->size);
}

static enum evid_status
merge(struct evi_check *c, const struct evi_object *o,
    struct evid_error *err)
{
	struct evi_tuple_cursor *at = &c->inventory.cursor;
	size_t len = strlen(o->path), header = evi_check_header_len(c, o);
	enum evid_status status = pass_unlisted(c, o->path, len, err);

	if (status != EVID_OK)
		return status;
	if (c->tuples.fd < 0) {
		;	/* told at the end, by the digests */
	} else if (at->valid && at->now.path_len == len &&
	    memcmp(at->now.path, o->path, len) == 0) {
		status = same_path(c, o, header, err);
		if (status == EVID_OK)
			status = evi_tuple_next(at, err);
	} else if (!at->valid || !evi_tuple_covers(&at->now, o->path, len)) {
		status = not_seen(c, o, header, err);
	}
	c->inventory.next_offset += header + o->size +
	    evi_tar_padding(o->size);
	return status;
}

/* a file of a detached payload, if anybody wants it */
static enum evid_status
payload_file(struct evi_check *c, const struct evi_object *o,
    struct evid_error *err)
{
	const struct evi_sink *sink = c->sink;

	if (sink == NULL || sink->wants == NULL ||
	    sink->wants(sink->context, o))
		return evi_check_payload_file(c, o, err);
	c->members_only = true;
	return EVID_OK;
}

static enum evid_status
file_line(struct evi_check *c, const struct evi_object *o,
    struct evid_error *err)
{
	struct evi_inventory_check *in = &c->inventory;
	struct evi_buf line = EVI_BUF_INIT;
	size_t len = strlen(o->path);
	enum evid_status status;

	in->n_files++;
	if (!evi_add_u64(in->n_bytes, o->size, &in->n_bytes) ||
	    in->n_bytes > EVI_MAX_INTEGER)
		return evi_verdict_add(c->v, EVI_FINDING_LIMIT, o->path, err,
		    "the payload is over 2^53-1 bytes");
	evi_sum_line_write(&line, o->sha256, o->path, len);
	status = evi_buf_status(&line, err);
	if (status == EVID_OK)
		status = evi_digest_add(in->manifest, line.data, line.len,
		    err);
	if (status == EVID_OK)
		status = evi_tuple_digest(in->members, o->path, len, o->size,
		    evi_object_mtime(o), o->sha256, err);
	evi_buf_free(&line);
	if (status != EVID_OK)
		return status;
	if (c->tail_first) {
		in->next_offset += evi_check_header_len(c, o) + o->size +
		    evi_tar_padding(o->size);
		return EVID_OK;
	}
	/* Without payload members the payload lies elsewhere, or is gone;
	 * which of both, the seal says, and it comes later. */
	if (!c->seen[EVI_TAG_PAYLOAD] && !c->seen[EVI_TAG_GZI] &&
	    c->n_lost == 0)
		return c->payload_fd >= 0 ? payload_file(c, o, err) : EVID_OK;
	return merge(c, o, err);
}

static enum evid_status
one_line(struct evi_check *c, const char *line, size_t len,
    struct evid_error *err)
{
	struct evi_inventory_check *in = &c->inventory;
	struct evi_object object;
	const char *why = NULL;
	bool unknown = false;
	enum evi_order_check order;
	enum evid_status status;

	memset(&object, 0, sizeof(object));
	in->n_objects++;
	status = evi_merkle_add(&in->tree, line, len, err);
	if (status == EVID_OK)
		status = evi_object_read(line, len, &object, &why, &unknown,
		    err);
	if (status != EVID_OK)
		goto out;
	in->unknown_keys |= unknown;
	if (why == NULL && evi_masks_hide(&c->v->masks, &object)) {
		status = evi_masks_note(&c->v->masks, object.path,
		    in->n_objects, err);
		if (status == EVID_OK)
			status = evi_masks_note_original(&c->v->masks,
			    object.original, in->n_objects, err);
	}
	if (status != EVID_OK)
		goto out;
	status = evi_originals_add(&in->originals, object.path, why == NULL ?
	    object.original : NULL, err);
	if (status != EVID_OK)
		goto out;
	in->unreadable |= why != NULL;
	if (why != NULL) {
		status = broken_line(c, object.path, why, err);
		goto out;
	}
	order = evi_order_next(&in->order, object.path, strlen(object.path));
	if (order != EVI_ORDER_GOOD) {
		status = evi_verdict_add(c->v, order == EVI_ORDER_PREFIX ?
		    EVI_FINDING_TAR_PREFIX : EVI_FINDING_INVENTORY_ORDER,
		    object.path, err, NULL);
		if (status != EVID_OK || order == EVI_ORDER_WRONG)
			goto out;
	}
	if (evi_object_partial(&object)) {
		in->n_partial++;
		status = evi_verdict_add(c->v,
		    evi_trust_allows_partial(c->options->trust) ?
		    EVI_FINDING_SEALED_PARTIAL_ALLOWED :
		    EVI_FINDING_SEALED_PARTIAL, object.path, err, NULL);
	}
	if (status == EVID_OK && object.type == EVI_TYPE_FILE)
		status = file_line(c, &object, err);
out:
	evi_object_free(&object);
	return status;
}

static enum evid_status
begin(struct evi_check *c, struct evid_error *err)
{
	if (c->inventory.begun)
		return EVID_OK;
	c->inventory.begun = true;
	c->inventory.next_offset = c->payload_offset;
	return evi_tuple_first(&c->inventory.cursor, &c->tuples, err);
}

enum evid_status
evi_check_inventory(struct evi_check *c, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	enum evid_status status = begin(c, err);

	if (status != EVID_OK)
		return status;
	return evi_lines_add(c, &c->inventory.lines, data, len, one_line,
	    err);
}

static enum evid_status
not_named(struct evi_check *c, const char *more, struct evid_error *err)
{
	c->v->uncounted = true;
	return evi_verdict_add(c->v, EVI_FINDING_NOT_NAMED, NULL, err, "%s%s",
	    c->tuples.lack.message, more);
}

/* without room to name, the digests still tell */
static enum evid_status
by_digest(struct evi_check *c, struct evid_error *err)
{
	uint8_t seen[EVI_SHA256_LEN], listed[EVI_SHA256_LEN];
	enum evid_status status;

	/* What was not read has no digest; that it was not, is told. */
	if (c->tuples.unread)
		return not_named(c, "; what could be read was not compared "
		    "with what was sealed", err);
	/* In a folder, members have no times. */
	status = evi_digest_peek(c->folder ? c->tuples.manifest :
	    c->tuples.members, seen, err);
	if (status == EVID_OK)
		status = evi_digest_peek(c->folder ? c->inventory.manifest :
		    c->inventory.members, listed, err);
	if (status != EVID_OK)
		return status;
	if (memcmp(seen, listed, EVI_SHA256_LEN) == 0) {
		c->v->files = c->inventory.n_files;
		c->v->bytes = c->inventory.n_bytes;
		return EVID_OK;
	}
	/* Of blocks that were lost it follows. */
	if (c->n_lost == 0)
		status = evi_verdict_add(c->v, EVI_FINDING_INVENTORY_MISMATCH,
		    NULL, err, NULL);
	return status != EVID_OK ? status : not_named(c, "", err);
}

static enum evid_status
one_original(void *context, uint64_t line, uint64_t other,
    struct evid_error *err)
{
	struct evi_check *c = context;

	return evi_verdict_add(c->v, EVI_FINDING_INVENTORY_FORM,
	    evi_tag_path(EVI_TAG_INVENTORY), err, "lines %llu and %llu: two "
	    "objects have one original path", ULL(line < other ? line : other),
	    ULL(line < other ? other : line));
}

static enum evid_status
originals_end(struct evi_check *c, struct evid_error *err)
{
	bool known = true;
	enum evid_status status = evi_originals_end(&c->inventory.originals,
	    one_original, c, &known, err);

	return status != EVID_OK || known ? status : evi_verdict_add(c->v,
	    EVI_FINDING_IO_ERROR, evi_tag_path(EVI_TAG_INVENTORY), err,
	    "%s; that no two objects have one original path was not checked",
	    c->inventory.originals.lack.message);
}

enum evid_status
evi_check_inventory_end(struct evi_check *c, struct evid_error *err)
{
	enum evid_status status = begin(c, err);

	if (status == EVID_OK && c->inventory.lines.pending.len > 0)
		status = broken_line(c, NULL,
		    "it does not end with a newline", err);
	if (status == EVID_OK && c->inventory.n_objects == 0)
		status = broken_line(c, NULL, "it has no line", err);
	else if (status == EVID_OK && c->inventory.n_files == 0)
		status = broken_line(c, NULL, "none of its lines is a file's",
		    err);
	if (status == EVID_OK && c->inventory.n_objects > (uint64_t)1 << 31)
		status = evi_verdict_add(c->v, EVI_FINDING_LIMIT, NULL, err,
		    "over 2^31 objects");
	if (status == EVID_OK)
		status = originals_end(c, err);
	if (status == EVID_OK)
		status = pass_unlisted(c, NULL, 0, err);
	if (status == EVID_OK && c->inventory.unknown_keys)
		status = evi_verdict_add(c->v, EVI_FINDING_UNKNOWN_KEYS,
		    evi_tag_path(EVI_TAG_INVENTORY), err, NULL);
	if (status == EVID_OK && c->tuples.fd < 0 && c->tuples.count > 0)
		status = by_digest(c, err);
	/* Where the tail begins was taken from the locator, so far. */
	if (status == EVID_OK && c->tail_first && !c->now.damaged &&
	    c->seen[EVI_TAG_FORMAT] &&
	    c->inventory.next_offset != c->tail_offset)
		status = evi_verdict_add(c->v, EVI_FINDING_LOCATOR_MISMATCH,
		    evi_tag_path(EVI_TAG_LOCATOR), err, NULL);
	return status;
}
