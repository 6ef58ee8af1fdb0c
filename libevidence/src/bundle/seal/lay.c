/*
 * Laying tar bytes into chunks (lay.h): the serial begin of the flow that
 * pack.c tells.  Objects and contents come from the source; each object gets
 * its salt and its marks here, in order.
 *
 * An object is in the chunk in which its content ends.  A chunk is handed on
 * when it is full, or has as many objects as it may; then the bytes after its
 * last whole block are carried over, so that blocks stay whole.
 */
#include "bundle/seal/lay.h"

#include "base/num.h"
#include "record/tags.h"
#include "record/tar.h"

#include <stdlib.h>
#include <string.h>

#define OBJECTS_MAX ((uint64_t)1 << 31)

static enum evid_status
add_header(struct evi_layer *p, const char *path, uint64_t size,
    uint64_t mtime, struct evid_error *err)
{
	struct evi_buf full = EVI_BUF_INIT;
	enum evid_status status;

	evi_buf_add_text(&full, p->pack->options->name);
	evi_buf_add_byte(&full, '/');
	evi_buf_add_text(&full, path);
	status = evi_buf_status(&full, err);
	if (status == EVID_OK)
		status = evi_tar_write_header(&p->header, evi_buf_text(&full),
		    full.len, size, mtime, err);
	evi_buf_free(&full);
	return status;
}

/* bagit.txt and evidence/format stand before the payload. */
static enum evid_status
add_tag(struct evi_layer *p, enum evi_tag tag, const char *text,
    struct evid_error *err)
{
	static const uint8_t zeros[EVI_TAR_BLOCK];
	size_t len = strlen(text);
	enum evid_status status;

	status = add_header(p, evi_tag_path(tag), len, p->pack->tag_mtime,
	    err);
	evi_buf_add(&p->header, text, len);
	evi_buf_add(&p->header, zeros, evi_tar_padding(len));
	return status != EVID_OK ? status : evi_buf_status(&p->header, err);
}

/* The item's content is all there: it is the chunk's from now on. */
static void
hand_on(struct evi_layer *p, struct evi_chunk *chunk)
{
	chunk->items[chunk->n_items++] = p->item;
	p->has_item = false;
}

static enum evid_status
check_limits(struct evi_layer *p, const struct evi_object *object,
    struct evid_error *err)
{
	if (p->n_taken == OBJECTS_MAX)
		return evi_fail_path(err, EVID_ERR_LIMIT, object->original,
		    "it would be more than 2^31 objects",
		    "seal in several bundles");
	if (!evi_add_u64(p->total, object->size, &p->total) ||
	    p->total > EVI_MAX_INTEGER)
		return evi_fail_path(err, EVID_ERR_LIMIT, object->original,
		    "it would be more than 2^53-1 bytes",
		    "seal in several bundles");
	return EVID_OK;
}

static enum evid_status
begin_content(struct evi_layer *p, struct evi_object *object,
    struct evid_error *err)
{
	p->left = object->size;
	p->begun = false;
	p->state = p->stored ? EVI_LAY_HEADER : EVI_LAY_CONTENT;
	if (!p->stored)
		return EVID_OK;
	evi_buf_clear(&p->header);
	p->header_at = 0;
	return add_header(p, object->path, object->size,
	    evi_object_mtime(object), err);
}

/* A call of the system for each of a million salts would be one too many; a
 * caller's own random bytes are asked for as they are needed. */
static void
draw_salt(struct evi_layer *p, uint8_t salt[EVI_SALT_LEN])
{
	const struct evi_chance *c = p->pack->chance;
	uint64_t at = (p->n_taken - 1) * EVI_SALT_LEN;

	if (!c->seeded && c->options->random != NULL) {
		evi_chance_draw(c, EVI_CHANCE_SALTS, 0, salt, EVI_SALT_LEN);
		return;
	}
	if (p->salts_at == sizeof(p->salts)) {
		evi_chance_draw(c, EVI_CHANCE_SALTS, at / EVI_CHANCE_BLOCK,
		    p->salts, sizeof(p->salts));
		p->salts_at = 0;
	}
	memcpy(salt, p->salts + p->salts_at, EVI_SALT_LEN);
	p->salts_at += EVI_SALT_LEN;
}

static enum evid_status
take_next(struct evi_layer *p, struct evi_chunk *chunk, struct evid_error *err)
{
	const struct evi_source *source = &p->pack->source;
	struct evi_object *object = &p->item.object;
	enum evid_status status;
	bool end = false;

	memset(&p->item, 0, sizeof(p->item));
	status = source->next(source->context, object, &end, err);
	if (status == EVID_OK && end) {
		p->state = EVI_LAY_ENDED;
		return EVID_OK;
	}
	p->has_item = true;
	p->item.at = chunk->len;
	if (status == EVID_OK)
		status = check_limits(p, object, err);
	if (status != EVID_OK)
		return status;
	p->n_taken++;
	draw_salt(p, object->salt);
	p->item.linked = source->linked != NULL &&
	    source->linked(source->context);
	status = evi_marks_apply(p->pack->marks, object, p->item.linked,
	    p->pack->tell, err);
	if (status != EVID_OK)
		return status;
	if (object->type == EVI_TYPE_FILE)
		return begin_content(p, object, err);
	p->item.whole = true;
	hand_on(p, chunk);
	return EVID_OK;
}

/* Where a sealing is resumed: is what was laid what was written? */
static enum evid_status
match(const struct evi_layer *p, const void *data, size_t len,
    struct evid_error *err)
{
	return p->pack->replay == NULL ? EVID_OK :
	    evi_replay_match(p->pack->replay, data, len, err);
}

static enum evid_status
lay_header(struct evi_layer *p, struct evi_chunk *chunk,
    struct evid_error *err)
{
	uint8_t *to = chunk->blocks.data + chunk->len;
	size_t room = EVI_CHUNK_DATA - chunk->len;
	size_t n = p->header.len - p->header_at;

	n = n < room ? n : room;
	memcpy(to, p->header.data + p->header_at, n);
	chunk->len += n;
	p->header_at += n;
	if (p->header_at == p->header.len)
		p->state = p->has_item ? EVI_LAY_CONTENT : EVI_LAY_NEXT;
	return match(p, to, n, err);
}

/* A piece of a content that does not lie wholly in this chunk. */
static void
note_strand(struct evi_layer *p, struct evi_chunk *chunk, size_t n)
{
	struct evi_strand *strand = &chunk->strands[chunk->n_strands++];

	strand->at = chunk->len;
	strand->len = n;
	strand->begins = !p->begun;
	strand->ends = n == p->left;
	strand->item = chunk->n_items;
}

static enum evid_status
end_content(struct evi_layer *p, struct evi_chunk *chunk,
    struct evid_error *err)
{
	const struct evi_source *source = &p->pack->source;
	enum evid_status status;

	status = source->end(source->context, &p->item.object, err);
	if (status != EVID_OK)
		return status;
	p->left = p->stored ? evi_tar_padding(p->item.object.size) : 0;
	p->state = p->left > 0 ? EVI_LAY_PADDING : EVI_LAY_NEXT;
	hand_on(p, chunk);
	return EVID_OK;
}

static enum evid_status
lay_content(struct evi_layer *p, struct evi_chunk *chunk,
    struct evid_error *err)
{
	const struct evi_source *source = &p->pack->source;
	size_t room = EVI_CHUNK_DATA - chunk->len;
	size_t n = p->left < room ? (size_t)p->left : room;
	enum evid_status status = EVID_OK;

	if (!p->begun && n == p->left) {
		p->item.whole = true;
		p->item.at = chunk->len;
	} else {
		note_strand(p, chunk, n);
	}
	if (n > 0)
		status = source->read(source->context, &p->item.object,
		    chunk->blocks.data + chunk->len, n, err);
	if (status != EVID_OK)
		return status;
	p->begun = true;
	p->left -= n;
	chunk->len += n;
	chunk->content += n;
	return p->left > 0 ? EVID_OK : end_content(p, chunk, err);
}

static enum evid_status
lay_padding(struct evi_layer *p, struct evi_chunk *chunk,
    struct evid_error *err)
{
	uint8_t *to = chunk->blocks.data + chunk->len;
	size_t room = EVI_CHUNK_DATA - chunk->len;
	size_t n = p->left < room ? (size_t)p->left : room;

	memset(to, 0, n);
	chunk->len += n;
	p->left -= n;
	if (p->left == 0)
		p->state = EVI_LAY_NEXT;
	return match(p, to, n, err);
}

/* What is to be packed now; the rest goes over into the next chunk. */
static void
close_chunk(struct evi_layer *p, struct evi_chunk *chunk)
{
	size_t packed = chunk->len;

	if (!p->stored)
		return;
	if (p->state != EVI_LAY_ENDED)
		packed -= packed % EVI_BLOCK_DATA;
	p->carry_len = chunk->len - packed;
	memcpy(p->carry, chunk->blocks.data + packed, p->carry_len);
	chunk->blocks.len = packed;
}

/* Of the content under way, that much is laid. */
static uint64_t
laid(const struct evi_layer *p)
{
	return p->state == EVI_LAY_CONTENT ? p->item.object.size - p->left :
	    0;
}

/* What was kept is over where a chunk is: the source goes on by itself. */
static enum evid_status
leave_replay(struct evi_layer *p, struct evid_error *err)
{
	struct evi_replay *replay = p->pack->replay;

	if (replay == NULL || !evi_replay_over(replay))
		return EVID_OK;
	return evi_replay_leave(replay, p->has_item ? &p->item.object : NULL,
	    laid(p), err);
}

/*
 * A state can be kept where a chunk is full: then it is whole blocks, and all
 * that ends in it is in them.  @taped: it was there before.
 */
static enum evid_status
note_border(struct evi_layer *p, struct evi_chunk *chunk, bool taped,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	if (p->pack->kept == NULL)
		return EVID_OK;
	chunk->taped = taped;
	p->unmarked = taped ? 0 : p->unmarked + chunk->blocks.len;
	if (taped && evi_replay_over(p->pack->replay))
		chunk->border = EVI_BORDER_CHECK;
	else if (!taped && p->unmarked >= p->pack->kept->every &&
	    p->carry_len == 0 && p->state != EVI_LAY_ENDED)
		chunk->border = EVI_BORDER_MARK;
	chunk->under_way = p->has_item;
	chunk->done.size = laid(p);
	if (chunk->border != EVI_BORDER_MARK)
		return EVID_OK;
	if (p->has_item)
		status = evi_object_write(&p->item.object, &chunk->line, err);
	if (status == EVID_OK)
		status = evi_buf_status(&chunk->line, err);
	if (chunk->line.len > EVI_RESUME_LINE_MAX)
		chunk->border = EVI_BORDER_NONE;
	else
		p->unmarked = 0;
	return status;
}

enum evid_status
evi_layer_fill(struct evi_layer *p, struct evi_chunk *chunk, bool *end_out,
    struct evid_error *err)
{
	enum evid_status status = leave_replay(p, err);
	bool taped = p->pack->replay != NULL &&
	    evi_replay_gives(p->pack->replay);

	evi_chunk_clear(chunk);
	memcpy(chunk->blocks.data, p->carry, p->carry_len);
	chunk->len = p->carry_len;
	while (status == EVID_OK && p->state != EVI_LAY_ENDED &&
	    chunk->len < EVI_CHUNK_DATA &&
	    chunk->n_items < EVI_CHUNK_OBJECTS) {
		if (p->state == EVI_LAY_NEXT)
			status = take_next(p, chunk, err);
		else if (p->state == EVI_LAY_HEADER)
			status = lay_header(p, chunk, err);
		else if (p->state == EVI_LAY_CONTENT)
			status = lay_content(p, chunk, err);
		else
			status = lay_padding(p, chunk, err);
	}
	if (status == EVID_OK) {
		close_chunk(p, chunk);
		status = note_border(p, chunk, taped, err);
	}
	*end_out = p->state == EVI_LAY_ENDED;
	return status;
}

enum evid_status
evi_layer_begin(struct evi_layer *p, struct evi_pack *pack,
    struct evid_error *err)
{
	enum evid_status status;

	*p = (struct evi_layer){ .pack = pack, .state = EVI_LAY_HEADER,
		.stored = pack->options->detached == 0,
		.salts_at = sizeof(p->salts) };
	p->carry = malloc(EVI_BLOCK_DATA);
	if (p->carry == NULL)
		return evi_fail_memory(err);
	status = add_tag(p, EVI_TAG_BAGIT, evi_bagit_text, err);
	if (status == EVID_OK)
		status = add_tag(p, EVI_TAG_FORMAT, evi_format_text, err);
	return status;
}

void
evi_layer_end(struct evi_layer *p)
{
	if (p->has_item)
		evi_object_free(&p->item.object);
	free(p->carry);
	evi_buf_free(&p->header);
}
