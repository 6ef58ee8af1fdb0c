/*
 * The payload run: one user of the pipeline (pack.h).
 *
 * produce: takes objects from the source and lays their tar bytes into the
 *     chunk (lay.c).
 * second: compresses a quarter of the blocks, hashes the contents that lie
 *     wholly in that quarter's span, and writes their inventory lines.
 * strand: the digests of a content that spans chunks.
 * finish: writes the blocks, then the objects' lines, in order.
 *
 * Detached, there are no tar bytes: chunks hold contents alone, to be hashed.
 */
#include "bundle/seal/pack.h"

#include "base/memory.h"
#include "bundle/seal/checkpoint.h"
#include "bundle/seal/item.h"
#include "bundle/seal/lay.h"
#include "bundle/stream/pipeline.h"
#include "record/lines.h"

#include <stdlib.h>
#include <string.h>

#define CHUNKS_MAX 16

struct packing {
	struct evi_pack *pack;
	struct evi_layer layer;		/* produce's */
	struct evi_hasher *hashers;	/* second's: one a thread */
	unsigned int n_threads;
	struct evi_hasher running;	/* strand's */
	struct evi_buf line;		/* finish's */
};

size_t
evi_chunk_count(unsigned int n_threads)
{
	size_t count = n_threads == 1 ? 1 : 2 * (size_t)n_threads + 4;

	return count < CHUNKS_MAX ? count : CHUNKS_MAX;
}

static enum evid_status
produce(void *context, void *slot, bool *end_out, struct evid_error *err)
{
	struct packing *p = context;

	return evi_layer_fill(&p->layer, slot, end_out, err);
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

	if (p->layer.stored && !chunk->taped)
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
	if (status == EVID_OK && chunk->border != EVI_BORDER_NONE &&
	    chunk->under_way)
		status = evi_checkpoint_digest(p->pack->kept, chunk,
		    &p->running, err);
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

	if (p->layer.stored && !chunk->taped)
		status = evi_blockwriter_write(p->pack->writer,
		    &chunk->blocks, err);
	for (i = 0; i < chunk->n_items && status == EVID_OK; i++)
		status = finish_item(p, chunk, &chunk->items[i], err);
	if (status == EVID_OK && chunk->border == EVI_BORDER_MARK)
		status = evi_checkpoint_take(p->pack, chunk, err);
	if (status == EVID_OK)
		status = evi_tell_progress(p->pack->tell, chunk->content, err);
	evi_chunk_clear(chunk);
	return status;
}

/* Detached, the payload run is the two tags alone, and a block. */
static enum evid_status
write_tags_alone(struct packing *p, struct evid_error *err)
{
	const struct evi_buf *tags = &p->layer.header;
	struct evi_blocks blocks;
	enum evid_status status;

	status = evi_blocks_new(&blocks, true, err);
	if (status == EVID_OK) {
		memcpy(blocks.data, tags->data, tags->len);
		blocks.len = tags->len;
		status = evi_blockwriter_pack(p->pack->writer, &blocks, 0, 0,
		    err);
	}
	if (status == EVID_OK)
		status = evi_blockwriter_write(p->pack->writer, &blocks, err);
	evi_blocks_free(&blocks);
	p->layer.state = EVI_LAY_NEXT;
	return status;
}

static enum evid_status
begin(struct packing *p, struct evi_pack *pack, unsigned int n_threads,
    struct evid_error *err)
{
	enum evid_status status;
	unsigned int i;

	*p = (struct packing){ .pack = pack, .n_threads = n_threads };
	evi_merkle_init(&pack->merkle);
	p->hashers = evi_zalloc_array(n_threads, sizeof(*p->hashers));
	if (p->hashers == NULL)
		return evi_fail_memory(err);
	status = evi_layer_begin(&p->layer, pack, err);
	if (status == EVID_OK)
		status = evi_hasher_new(&p->running, pack->wants, err);
	for (i = 0; i < n_threads && status == EVID_OK; i++)
		status = evi_hasher_new(&p->hashers[i], pack->wants, err);
	return status;
}

static void
end_packing(struct packing *p)
{
	unsigned int i;

	for (i = 0; p->hashers != NULL && i < p->n_threads; i++)
		evi_hasher_free(&p->hashers[i]);
	evi_hasher_free(&p->running);
	free(p->hashers);
	evi_layer_end(&p->layer);
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

		status = evi_chunk_new(p.layer.stored, &chunk, err);
		chunks[i] = chunk;
	}
	if (status == EVID_OK && !p.layer.stored)
		status = write_tags_alone(&p, err);
	if (status == EVID_OK)
		status = evi_pipeline_run(&stages, &p, chunks, count,
		    n_threads, err);
	for (i = 0; i < count; i++)
		evi_chunk_free(chunks[i]);
	end_packing(&p);
	return status;
}
