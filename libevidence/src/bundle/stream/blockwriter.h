/*
 * Tar bytes to BGZF members, chunk by chunk: packed in parallel, written in
 * order (docs/format.md, section 1).
 */
#ifndef EVI_BUNDLE_STREAM_BLOCKWRITER_H
#define EVI_BUNDLE_STREAM_BLOCKWRITER_H

#include "adapt/deflate.h"
#include "base/memory.h"
#include "bundle/stream/spool.h"
#include "bundle/stream/volumes.h"
#include "record/block.h"

#define EVI_CHUNK_BLOCKS 16
#define EVI_CHUNK_PARTS 4
#define EVI_CHUNK_DATA ((size_t)EVI_CHUNK_BLOCKS * EVI_BLOCK_DATA)
#define EVI_CHUNK_PACKED ((size_t)EVI_CHUNK_BLOCKS * EVI_BLOCK_MAX)

/* the tar bytes of a chunk, and what became of them */
struct evi_blocks {
	struct evi_pair room;		/* of the two: a large page, nearly */
	uint8_t *data;			/* EVI_CHUNK_DATA, and a byte more */
	uint8_t *packed;		/* EVI_CHUNK_PACKED; NULL: not stored */
	size_t len;			/* of @data, as far as it is to be
					 * packed: whole blocks, but in a run's
					 * last chunk */
	size_t packed_len[EVI_CHUNK_BLOCKS];
};

enum evid_status evi_blocks_new(struct evi_blocks *blocks, bool stored,
    struct evid_error *err);
void evi_blocks_free(struct evi_blocks *blocks);

struct evi_blockwriter {
	struct evi_volumes *out;
	struct evi_deflate **deflate;	/* one a thread; none at level 0 */
	unsigned int n_threads;
	struct evi_spool *gzi;		/* or NULL: places are not noted */
	uint64_t tar_at;		/* tar bytes written */
	uint64_t n_noted;		/* pairs in @gzi */
};

enum evid_status evi_blockwriter_open(struct evi_blockwriter *w,
    struct evi_volumes *out, enum evi_engine engine, int level,
    unsigned int n_threads, struct evid_error *err);
void evi_blockwriter_close(struct evi_blockwriter *w);

/* pack the @part-th of EVI_CHUNK_PARTS; any thread */
enum evid_status evi_blockwriter_pack(struct evi_blockwriter *w,
    struct evi_blocks *blocks, unsigned int part, unsigned int thread,
    struct evid_error *err);
/* write what was packed; one thread at a time, in order */
enum evid_status evi_blockwriter_write(struct evi_blockwriter *w,
    const struct evi_blocks *blocks, struct evid_error *err);
/* the last run: one stored member, then the end-of-file member */
enum evid_status evi_blockwriter_end(struct evi_blockwriter *w,
    const void *data, size_t len, struct evid_error *err);
/* add the pair of where the next member will stand */
enum evid_status evi_blockwriter_note(struct evi_blockwriter *w,
    struct evid_error *err);

#endif
