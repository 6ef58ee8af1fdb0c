/*
 * The payload run: one user of the pipeline (pack.h).
 *
 * produce: takes objects from the source and lays tar bytes into the chunk:
 *     headers, contents, padding, wherever the chunk's border falls.  An
 *     object is in the chunk in which its content ends.  A chunk is handed on
 *     when it is full, or has as many objects as it may; then the bytes after
 *     its last whole block are carried over, so that blocks stay whole.
 * second: compresses a quarter of the blocks, hashes the contents that lie
 *     wholly in that quarter's span, and writes their inventory lines.
 * strand: the digests of a content that spans chunks.
 * finish: writes the blocks, then the objects' lines, in order.
 *
 * Detached, there are no tar bytes: chunks hold contents alone, to be hashed.
 */
#include "bundle/pack.h"

#include "adapt/key.h"
#include "base/memory.h"
#include "base/num.h"
#include "bundle/item.h"
#include "bundle/pipeline.h"
#include "record/lines.h"
#include "record/tags.h"
#include "record/tar.h"

#include <stdlib.h>
#include <string.h>

#define CHUNKS_MAX 16
#define OBJECTS_MAX ((uint64_t)1 << 31)

enum state { NEXT, HEADER, CONTENT, PADDING, ENDED };

struct packing {
	struct evi_pack *pack;
	bool stored;			/* not detached */

	/* produce's */
	enum state state;
	struct evi_item item;		/* under way in HEADER and CONTENT */
	bool has_item;
	struct evi_buf header;		/* headers, from header_at on */
	size_t header_at;
	uint64_t left;			/* of content or padding */
	bool begun;			/* some of the content was laid */
	uint8_t *carry;
	size_t carry_len;
	uint64_t n_taken, total;

	/* second's: one a thread; strand's */
	struct evi_hasher *hashers;
	unsigned int n_threads;
	struct evi_hasher running;

	struct evi_buf line;		/* finish's */
};

void
evi_seal_random(const struct evid_seal_options *options, void *out,
    size_t len)
{
	if (options->random != NULL)
		options->random(options->context, out, len);
	else
		evi_random(out, len);
}

size_t
evi_chunk_count(unsigned int n_threads)
{
	size_t count = 2 * (size_t)n_threads + 4;

	return count < CHUNKS_MAX ? count : CHUNKS_MAX;
}

static enum evid_status
add_header(struct packing *p, const char *path, uint64_t size,
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
add_tag(struct packing *p, enum evi_tag tag, const char *text,
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
hand_on(struct packing *p, struct evi_chunk *chunk)
{
	chunk->items[chunk->n_items++] = p->item;
	p->has_item = false;
}

static enum evid_status
check_limits(struct packing *p, const struct evi_object *object,
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
begin_content(struct packing *p, struct evi_object *object,
    struct evid_error *err)
{
	p->left = object->size;
	p->begun = false;
	p->state = p->stored ? HEADER : CONTENT;
	if (!p->stored)
		return EVID_OK;
	evi_buf_clear(&p->header);
	p->header_at = 0;
	return add_header(p, object->path, object->size,
	    evi_object_mtime(object), err);
}

static enum evid_status
take_next(struct packing *p, struct evi_chunk *chunk, struct evid_error *err)
{
	const struct evi_source *source = &p->pack->source;
	struct evi_object *object = &p->item.object;
	enum evid_status status;
	bool end = false;

	memset(&p->item, 0, sizeof(p->item));
	status = source->next(source->context, object, &end, err);
	if (status == EVID_OK && end) {
		p->state = ENDED;
		return EVID_OK;
	}
	p->has_item = true;
	p->item.at = chunk->len;
	if (status == EVID_OK)
		status = check_limits(p, object, err);
	if (status != EVID_OK)
		return status;
	p->n_taken++;
	evi_seal_random(p->pack->options, object->salt, EVI_SALT_LEN);
	status = evi_marks_apply(p->pack->marks, object, err);
	if (status != EVID_OK)
		return status;
	p->item.linked = source->linked != NULL &&
	    source->linked(source->context);
	if (object->type == EVI_TYPE_FILE)
		return begin_content(p, object, err);
	p->item.whole = true;
	hand_on(p, chunk);
	return EVID_OK;
}

static void
lay_header(struct packing *p, struct evi_chunk *chunk)
{
	size_t room = EVI_CHUNK_DATA - chunk->len;
	size_t n = p->header.len - p->header_at;

	n = n < room ? n : room;
	memcpy(chunk->blocks.data + chunk->len, p->header.data + p->header_at,
	    n);
	chunk->len += n;
	p->header_at += n;
	if (p->header_at == p->header.len)
		p->state = p->has_item ? CONTENT : NEXT;
}

/* A piece of a content that does not lie wholly in this chunk. */
static void
note_strand(struct packing *p, struct evi_chunk *chunk, size_t n)
{
	struct evi_strand *strand = &chunk->strands[chunk->n_strands++];

	strand->at = chunk->len;
	strand->len = n;
	strand->begins = !p->begun;
	strand->ends = n == p->left;
	strand->item = chunk->n_items;
}

static enum evid_status
end_content(struct packing *p, struct evi_chunk *chunk,
    struct evid_error *err)
{
	const struct evi_source *source = &p->pack->source;
	enum evid_status status;

	status = source->end(source->context, &p->item.object, err);
	if (status != EVID_OK)
		return status;
	p->left = p->stored ? evi_tar_padding(p->item.object.size) : 0;
	p->state = p->left > 0 ? PADDING : NEXT;
	hand_on(p, chunk);
	return EVID_OK;
}

static enum evid_status
lay_content(struct packing *p, struct evi_chunk *chunk,
    struct evid_error *err)
{
	const struct evi_source *source = &p->pack->source;
	size_t room = EVI_CHUNK_DATA - chunk->len;
	size_t n = p->left < room ? (size_t)p->left : room;
	enum evid_status status = EVID_OK;

	if (!p->begun && n == p->left) {
		p->item.whole = true;
		p->item.at = chunk->len;
	} else if (n > 0) {
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

static void
lay_padding(struct packing *p, struct evi_chunk *chunk)
{
	size_t room = EVI_CHUNK_DATA - chunk->len;
	size_t n = p->left < room ? (size_t)p->left : room;

	memset(chunk->blocks.data + chunk->len, 0, n);
	chunk->len += n;
	p->left -= n;
	if (p->left == 0)
		p->state = NEXT;
}

/* What is to be packed now; the rest goes over into the next chunk. */
static void
close_chunk(struct packing *p, struct evi_chunk *chunk)
{
	size_t packed = chunk->len;

	if (!p->stored)
		return;
	if (p->state != ENDED)
		packed -= packed % EVI_BLOCK_DATA;
	p->carry_len = chunk->len - packed;
	memcpy(p->carry, chunk->blocks.data + packed, p->carry_len);
	chunk->blocks.len = packed;
}

static enum evid_status
produce(void *context, void *slot, bool *end_out, struct evid_error *err)
{
	struct packing *p = context;
	struct evi_chunk *chunk = slot;
	enum evid_status status = EVID_OK;

	evi_chunk_clear(chunk);
	memcpy(chunk->blocks.data, p->carry, p->carry_len);
	chunk->len = p->carry_len;
	while (status == EVID_OK && p->state != ENDED &&
	    chunk->len < EVI_CHUNK_DATA &&
	    chunk->n_items < EVI_CHUNK_OBJECTS) {
		if (p->state == NEXT)
			status = take_next(p, chunk, err);
		else if (p->state == HEADER)
			lay_header(p, chunk);
		else if (p->state == CONTENT)
			status = lay_content(p, chunk, err);
		else
			lay_padding(p, chunk);
	}
	if (status == EVID_OK)
		close_chunk(p, chunk);
	*end_out = p->state == ENDED;
	return status;
}

/* The line of an object that lacks nothing any more, into lines[part]. */
static enum evid_status
write_line(struct evi_chunk *chunk, struct evi_item *item, unsigned int part,
    struct evid_error *err)
{
	struct evi_buf *lines = &chunk->lines[part];
	enum evid_status status;

	item->part = part;
	item->line_at = lines->len;
	status = evi_object_write(&item->object, lines, err);
	item->line_len = lines->len - item->line_at;
	if (status == EVID_OK && item->line_len > EVI_JSON_LIMIT)
		status = evi_fail_path(err, EVID_ERR_LIMIT,
		    item->object.original,
		    "its metadata is larger than 16 MiB",
		    "leave it out (--exclude)");
	return status;
}

static enum evid_status
second(void *context, void *slot, unsigned int part, unsigned int thread,
    struct evid_error *err)
{
	const size_t span = EVI_CHUNK_DATA / EVI_CHUNK_PARTS;
	struct packing *p = context;
	struct evi_chunk *chunk = slot;
	struct evi_hasher *hasher = &p->hashers[thread];
	enum evid_status status = EVID_OK;
	size_t i;

	if (p->stored)
		status = evi_blockwriter_pack(p->pack->writer, &chunk->blocks,
		    part, thread, err);
	for (i = 0; i < chunk->n_items && status == EVID_OK; i++) {
		struct evi_item *item = &chunk->items[i];
		size_t owner = item->at / span;

		if (!item->whole || (owner < EVI_CHUNK_PARTS ? owner :
		    EVI_CHUNK_PARTS - 1) != part)
			continue;
		if (item->object.type == EVI_TYPE_FILE) {
			status = evi_hasher_start(hasher, err);
			if (status == EVID_OK)
				status = evi_hasher_add(hasher,
				    chunk->blocks.data + item->at,
				    (size_t)item->object.size, err);
			if (status == EVID_OK)
				status = evi_hasher_finish(hasher,
				    &item->object, err);
		}
		if (status == EVID_OK)
			status = write_line(chunk, item, part, err);
	}
	return status;
}

static enum evid_status
strand(void *context, void *slot, struct evid_error *err)
{
	struct packing *p = context;
	struct evi_chunk *chunk = slot;
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < chunk->n_strands && status == EVID_OK; i++) {
		const struct evi_strand *s = &chunk->strands[i];

		if (s->begins)
			status = evi_hasher_start(&p->running, err);
		if (status == EVID_OK)
			status = evi_hasher_add(&p->running,
			    chunk->blocks.data + s->at, s->len, err);
		if (status == EVID_OK && s->ends)
			status = evi_hasher_finish(&p->running,
			    &chunk->items[s->item].object, err);
	}
	return status;
}

static enum evid_status
finish_item(struct packing *p, struct evi_chunk *chunk,
    struct evi_item *item, struct evid_error *err)
{
	struct evi_pack *pack = p->pack;
	const struct evi_object *object = &item->object;
	enum evid_status status = EVID_OK;
	const uint8_t *line;

	if (!item->whole)
		status = write_line(chunk, item, 0, err);
	if (status == EVID_OK && pack->expect != NULL)
		status = evi_expect_compare(pack->expect, object,
		    item->linked, err);
	if (status != EVID_OK)
		return status;
	line = chunk->lines[item->part].data + item->line_at;
	status = evi_merkle_add(&pack->merkle, line, item->line_len, err);
	if (status == EVID_OK)
		status = evi_spool_add(pack->inventory, line, item->line_len,
		    err);
	if (status == EVID_OK)
		status = evi_spool_add(pack->inventory, "\n", 1, err);
	pack->n_objects++;
	pack->partial = pack->partial || evi_object_partial(object);
	if (status != EVID_OK || object->type != EVI_TYPE_FILE)
		return status;
	pack->n_files++;
	pack->n_bytes += object->size;
	evi_buf_clear(&p->line);
	evi_sum_line_write(&p->line, object->sha256, object->path,
	    strlen(object->path));
	status = evi_buf_status(&p->line, err);
	if (status == EVID_OK)
		status = evi_spool_add(pack->manifest, p->line.data,
		    p->line.len, err);
	return status;
}

static enum evid_status
finish(void *context, void *slot, struct evid_error *err)
{
	struct packing *p = context;
	struct evi_chunk *chunk = slot;
	enum evid_status status = EVID_OK;
	size_t i;

	if (p->stored)
		status = evi_blockwriter_write(p->pack->writer,
		    &chunk->blocks, err);
	for (i = 0; i < chunk->n_items && status == EVID_OK; i++)
		status = finish_item(p, chunk, &chunk->items[i], err);
	if (status == EVID_OK)
		status = evi_tell_progress(p->pack->tell, chunk->content, err);
	evi_chunk_clear(chunk);
	return status;
}

/* Detached, the payload run is the two tags alone, and a block. */
static enum evid_status
write_tags_alone(struct packing *p, struct evi_chunk *chunk,
    struct evid_error *err)
{
	struct evi_blocks blocks;
	enum evid_status status;

	status = evi_blocks_new(&blocks, true, err);
	if (status == EVID_OK) {
		memcpy(blocks.data, p->header.data, p->header.len);
		blocks.len = p->header.len;
		status = evi_blockwriter_pack(p->pack->writer, &blocks, 0, 0,
		    err);
	}
	if (status == EVID_OK)
		status = evi_blockwriter_write(p->pack->writer, &blocks, err);
	evi_blocks_free(&blocks);
	chunk->len = 0;
	p->state = NEXT;
	return status;
}

static enum evid_status
begin(struct packing *p, struct evi_pack *pack, unsigned int n_threads,
    struct evid_error *err)
{
	enum evid_status status;
	unsigned int i;

	*p = (struct packing){ .pack = pack, .state = HEADER,
		.stored = pack->options->detached == 0,
		.n_threads = n_threads };
	evi_merkle_init(&pack->merkle);
	p->carry = malloc(EVI_BLOCK_DATA);
	p->hashers = evi_zalloc_array(n_threads, sizeof(*p->hashers));
	if (p->carry == NULL || p->hashers == NULL)
		return evi_fail_memory(err);
	status = evi_hasher_new(&p->running, pack->wants, err);
	for (i = 0; i < n_threads && status == EVID_OK; i++)
		status = evi_hasher_new(&p->hashers[i], pack->wants, err);
	if (status == EVID_OK)
		status = add_tag(p, EVI_TAG_BAGIT, evi_bagit_text, err);
	if (status == EVID_OK)
		status = add_tag(p, EVI_TAG_FORMAT, evi_format_text, err);
	return status;
}

static void
end_packing(struct packing *p)
{
	unsigned int i;

	if (p->has_item)
		evi_object_free(&p->item.object);
	for (i = 0; p->hashers != NULL && i < p->n_threads; i++)
		evi_hasher_free(&p->hashers[i]);
	evi_hasher_free(&p->running);
	free(p->hashers);
	free(p->carry);
	evi_buf_free(&p->header);
	evi_buf_free(&p->line);
}

enum evid_status
evi_pack_run(struct evi_pack *pack, unsigned int n_threads,
    struct evid_error *err)
{
	static const struct evi_stages stages = { .produce = produce,
		.second_parts = EVI_CHUNK_PARTS, .second = second,
		.strand = strand, .finish = finish };
	size_t count = evi_chunk_count(n_threads), i;
	void *chunks[CHUNKS_MAX] = { NULL };
	struct packing p;
	enum evid_status status;

	status = begin(&p, pack, n_threads, err);
	for (i = 0; i < count && status == EVID_OK; i++) {
		struct evi_chunk *chunk = NULL;

		status = evi_chunk_new(p.stored, &chunk, err);
		chunks[i] = chunk;
	}
	if (status == EVID_OK && !p.stored)
		status = write_tags_alone(&p, chunks[0], err);
	if (status == EVID_OK)
		status = evi_pipeline_run(&stages, &p, chunks, count,
		    n_threads, err);
	for (i = 0; i < count; i++)
		evi_chunk_free(chunks[i]);
	end_packing(&p);
	return status;
}
