/*
 * Chunks and digests of the payload (item.h).  Their flow is pack.c's.
 */
#include "bundle/seal/item.h"

#include "base/memory.h"

#include <stdlib.h>

enum evid_status
evi_chunk_new(bool stored, struct evi_chunk **out, struct evid_error *err)
{
	struct evi_chunk *chunk = evi_zalloc(sizeof(*chunk));
	enum evid_status status;

	*out = NULL;
	if (chunk == NULL)
		return evi_fail_memory(err);
	status = evi_blocks_new(&chunk->blocks, stored, err);
	chunk->items = malloc(EVI_CHUNK_OBJECTS * sizeof(*chunk->items));
	if (status == EVID_OK && chunk->items == NULL)
		status = evi_fail_memory(err);
	if (status != EVID_OK)
		evi_chunk_free(chunk);
	else
		*out = chunk;
	return status;
}

void
evi_chunk_clear(struct evi_chunk *chunk)
{
	size_t i;

	for (i = 0; i < chunk->n_items; i++)
		evi_object_free(&chunk->items[i].object);
	for (i = 0; i < EVI_CHUNK_PARTS; i++)
		evi_buf_clear(&chunk->lines[i]);
	chunk->n_items = chunk->n_strands = 0;
	chunk->len = chunk->blocks.len = 0;
	chunk->content = 0;
	chunk->taped = chunk->under_way = false;
	chunk->border = EVI_BORDER_NONE;
	evi_buf_clear(&chunk->line);
}

void
evi_chunk_free(struct evi_chunk *chunk)
{
	size_t i;

	if (chunk == NULL)
		return;
	evi_chunk_clear(chunk);
	for (i = 0; i < EVI_CHUNK_PARTS; i++)
		evi_buf_free(&chunk->lines[i]);
	evi_buf_free(&chunk->line);
	evi_blocks_free(&chunk->blocks);
	free(chunk->items);
	free(chunk);
}

enum evid_status
evi_hasher_new(struct evi_hasher *hasher, const bool wants[EVI_HASH_COUNT],
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	unsigned int h;

	*hasher = (struct evi_hasher){ { NULL } };
	for (h = 0; h < EVI_HASH_COUNT && status == EVID_OK; h++)
		if (h == EVI_SHA256 || wants[h])
			status = evi_digest_new((enum evi_hash)h,
			    &hasher->digests[h], err);
	return status;
}

void
evi_hasher_free(struct evi_hasher *hasher)
{
	unsigned int h;

	for (h = 0; h < EVI_HASH_COUNT; h++)
		evi_digest_free(hasher->digests[h]);
	*hasher = (struct evi_hasher){ { NULL } };
}

enum evid_status
evi_hasher_start(struct evi_hasher *hasher, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	unsigned int h;

	for (h = 0; h < EVI_HASH_COUNT && status == EVID_OK; h++)
		if (hasher->digests[h] != NULL)
			status = evi_digest_start(hasher->digests[h], err);
	return status;
}

enum evid_status
evi_hasher_add(struct evi_hasher *hasher, const void *data, size_t len,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	unsigned int h;

	for (h = 0; h < EVI_HASH_COUNT && status == EVID_OK; h++)
		if (hasher->digests[h] != NULL)
			status = evi_digest_add(hasher->digests[h], data, len,
			    err);
	return status;
}

enum evid_status
evi_hasher_finish(struct evi_hasher *hasher, struct evi_object *object,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	unsigned int h;

	for (h = 0; h < EVI_HASH_COUNT && status == EVID_OK; h++) {
		if (hasher->digests[h] == NULL)
			continue;
		object->has_hash[h] = h != EVI_SHA256;
		status = evi_digest_finish(hasher->digests[h],
		    h == EVI_SHA256 ? object->sha256 : object->hash[h], err);
	}
	return status;
}
