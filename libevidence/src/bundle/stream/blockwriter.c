/*
 * Packing and writing of BGZF members (blockwriter.h).  The bytes of a member
 * are record/block.h's, the compressing adapt/deflate.h's.
 */
#include "bundle/stream/blockwriter.h"

#include "bundle/stream/guess.h"

#include <stdlib.h>

#define BLOCKS_A_PART (EVI_CHUNK_BLOCKS / EVI_CHUNK_PARTS)

enum evid_status
evi_blocks_new(struct evi_blocks *blocks, bool stored, struct evid_error *err)
{
	blocks->len = 0;
	if (!evi_pair_new(&blocks->room, EVI_CHUNK_DATA + 1,
	    stored ? EVI_CHUNK_PACKED : 0, true))
		return evi_fail_memory(err);
	blocks->data = blocks->room.first;
	blocks->packed = blocks->room.second;
	return EVID_OK;
}

void
evi_blocks_free(struct evi_blocks *blocks)
{
	evi_pair_free(&blocks->room);
	blocks->data = blocks->packed = NULL;
}

enum evid_status
evi_blockwriter_open(struct evi_blockwriter *w, struct evi_volumes *out,
    enum evi_engine engine, int level, unsigned int n_threads,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	unsigned int i;

	*w = (struct evi_blockwriter){ .out = out, .n_threads = n_threads };
	if (level == 0)
		return EVID_OK;
	w->deflate = evi_zalloc_array(n_threads, sizeof(struct evi_deflate *));
	if (w->deflate == NULL)
		return evi_fail_memory(err);
	for (i = 0; i < n_threads && status == EVID_OK; i++)
		status = evi_deflate_new(engine, level, &w->deflate[i], err);
	return status;
}

void
evi_blockwriter_close(struct evi_blockwriter *w)
{
	unsigned int i;

	for (i = 0; w->deflate != NULL && i < w->n_threads; i++)
		evi_deflate_free(w->deflate[i]);
	free(w->deflate);
	w->deflate = NULL;
}

/* One member; stored where deflate would not make it shorter, or so little
 * that it is not tried. */
static enum evid_status
pack_block(struct evi_deflate *deflate, const uint8_t *data, size_t len,
    uint8_t *out, size_t *n_out, struct evid_error *err)
{
	uint32_t crc = evi_crc32(0, data, len);
	enum evid_status status;
	size_t n = 0;

	if (deflate != NULL && !evi_guess_incompressible(data, len)) {
		status = evi_deflate_block(deflate, data, len,
		    out + EVI_BLOCK_HEADER, len + EVI_BLOCK_STORED_EXTRA - 1,
		    &n, err);
		if (status != EVID_OK)
			return status;
	}
	if (n == 0) {
		*n_out = evi_block_write_stored(out, data, len, crc);
		return EVID_OK;
	}
	*n_out = EVI_BLOCK_HEADER + n + EVI_BLOCK_TRAILER;
	evi_block_write_header(out, *n_out);
	evi_block_write_trailer(out + EVI_BLOCK_HEADER + n, crc,
	    (uint32_t)len);
	return EVID_OK;
}

enum evid_status
evi_blockwriter_pack(struct evi_blockwriter *w, struct evi_blocks *blocks,
    unsigned int part, unsigned int thread, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t block = (size_t)part * BLOCKS_A_PART, i;

	for (i = 0; i < BLOCKS_A_PART && status == EVID_OK; i++, block++) {
		size_t at = block * EVI_BLOCK_DATA;
		size_t left = blocks->len > at ? blocks->len - at : 0;

		if (left == 0)
			break;
		status = pack_block(w->deflate == NULL ? NULL :
		    w->deflate[thread], blocks->data + at,
		    left < EVI_BLOCK_DATA ? left : EVI_BLOCK_DATA,
		    blocks->packed + block * EVI_BLOCK_MAX,
		    &blocks->packed_len[block], err);
	}
	return status;
}

enum evid_status
evi_blockwriter_note(struct evi_blockwriter *w, struct evid_error *err)
{
	uint8_t pair[16];

	evi_gzi_write_pair(pair, w->out->at, w->tar_at);
	w->n_noted++;
	return evi_spool_add(w->gzi, pair, sizeof(pair), err);
}

enum evid_status
evi_blockwriter_write(struct evi_blockwriter *w,
    const struct evi_blocks *blocks, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t at = 0, block = 0, n;

	while (at < blocks->len && status == EVID_OK) {
		n = blocks->len - at < EVI_BLOCK_DATA ? blocks->len - at :
		    EVI_BLOCK_DATA;
		/* The first member stands at 0, which goes without saying. */
		if (w->gzi != NULL && w->tar_at > 0)
			status = evi_blockwriter_note(w, err);
		if (status == EVID_OK)
			status = evi_volumes_write(w->out, blocks->packed +
			    block * EVI_BLOCK_MAX, blocks->packed_len[block],
			    err);
		w->tar_at += n;
		at += n;
		block++;
	}
	return status;
}

enum evid_status
evi_blockwriter_end(struct evi_blockwriter *w, const void *data, size_t len,
    struct evid_error *err)
{
	uint8_t member[EVI_BLOCK_LAST_LEN + EVI_BLOCK_EOF_LEN];
	enum evid_status status;
	size_t n;

	n = evi_block_write_stored(member, data, len,
	    evi_crc32(0, data, len));
	w->tar_at += len;
	status = evi_volumes_write(w->out, member, n, err);
	if (status == EVID_OK)
		status = evi_volumes_write(w->out, evi_block_eof,
		    EVI_BLOCK_EOF_LEN, err);
	return status;
}
