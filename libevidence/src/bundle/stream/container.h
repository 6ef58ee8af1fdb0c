/*
 * Containers: from the bytes of a file to the bytes of the tar, in pieces that
 * the pipeline carries.  What is no sound block becomes a lost run, so that
 * whoever reads the tar knows what he has not seen.
 */
#ifndef EVI_BUNDLE_STREAM_CONTAINER_H
#define EVI_BUNDLE_STREAM_CONTAINER_H

#include "adapt/deflate.h"
#include "base/memory.h"
#include "bundle/stream/input.h"
#include "record/block.h"
#include "record/document.h"

#define EVI_PIECE_BLOCKS 16
#define EVI_PIECE_CAP ((size_t)EVI_PIECE_BLOCKS * EVI_BLOCK_MAX)

enum evi_container_kind {
	EVI_CONTAINER_NONE,		/* not a bundle */
	EVI_CONTAINER_BGZF, EVI_CONTAINER_GZIP, EVI_CONTAINER_TAR,
	EVI_CONTAINER_FOLDER
};

/* one gzip member, or a piece of a stream that has none */
struct evi_block {
	uint64_t file_offset;
	size_t file_len;
	uint64_t tar_offset;
	size_t at;		/* where its tar bytes stand in the piece */
	size_t len;
	const uint8_t *packed;	/* deflate stream, or NULL: nothing to do */
	size_t packed_len;
	uint32_t crc;
	bool lost;		/* the bytes are not those that were written */
	bool short_end;		/* of a BGZF run: not full */
};

struct evi_piece {
	struct evi_pair room;	/* of the two */
	uint8_t *in;		/* packed bytes */
	uint8_t *out;		/* tar bytes, @len of them, contiguous */
	size_t len;
	uint64_t tar_offset;	/* of out[0] */
	struct evi_block blocks[EVI_PIECE_BLOCKS];
	size_t n_blocks;
};

/* what the container itself showed; read after the pipeline has ended, or in
 * the serial stage after the piece */
enum evi_container_end {
	EVI_END_NONE,		/* not reached */
	EVI_END_GOOD,
	EVI_END_CUT,		/* ends too early: at_offset is the first byte
				 * that is missing */
	EVI_END_TRAILING,	/* bytes follow from at_offset on */
	EVI_END_EARLY		/* an end-of-file member in the middle */
};

struct evi_container {
	struct evi_input *input;
	enum evi_container_kind kind;
	enum evi_container_end end;
	uint64_t at_offset;
	bool header_damaged;		/* a block's header: at header_offset */
	uint64_t header_offset;
	uint64_t file_offset;		/* of window[start] */
	uint64_t tar_offset;		/* of what comes next */

	uint8_t *window;
	size_t start, fill;
	bool input_ended;
	struct evi_gunzip *gunzip;
	bool gunzip_done;

	/* tar offsets where a member that is not full ended: 3 at most in the
	 * layout of the format */
	uint64_t short_ends[4];
	size_t n_short_ends;
	bool last_stored;		/* the last run's, as it is written */
};

/* "bgzf", "recompressed", "tar", "folder", or "unknown" */
const char *evi_container_kind_name(enum evi_container_kind kind,
    bool recompressed);
/* look at the first bytes; kind NONE where it is no bundle; *empty_out */
enum evid_status evi_container_open(struct evi_container *c,
    struct evi_input *input, bool *empty_out, struct evid_error *err);
/* of one just opened, of kind NONE: which other document of ours it is, as far
 * as its beginning tells, or NULL */
const struct evi_document *evi_container_document(
    const struct evi_container *c);
void evi_container_close(struct evi_container *c);

/* for what is read from @input, whose size says whether it will be filled */
enum evid_status evi_piece_new(struct evi_piece *piece,
    const struct evi_input *input, struct evid_error *err);
void evi_piece_free(struct evi_piece *piece);

/* serial: fill the piece with what comes next; *end_out as the pipeline's */
enum evid_status evi_container_next(struct evi_container *c,
    struct evi_piece *piece, bool *end_out, struct evid_error *err);
/* parallel: inflate blocks first..last-1, marking the lost ones */
enum evid_status evi_piece_inflate(struct evi_piece *piece, size_t first,
    size_t last, struct evi_inflate *inflate, struct evid_error *err);

/* were the members cut as the format cuts them, for a tar whose tail begins at
 * @tail and that has @total bytes? */
bool evi_container_layout(const struct evi_container *c, uint64_t tail,
    uint64_t total);

#endif
