/*
 * A chunk of the payload on its way through the pipeline, and the objects
 * that end in it.
 */
#ifndef EVI_BUNDLE_SEAL_ITEM_H
#define EVI_BUNDLE_SEAL_ITEM_H

#include "bundle/stream/blockwriter.h"
#include "record/object.h"

#define EVI_CHUNK_OBJECTS 2048

/*
 * struct evi_item - an object, complete but for what is computed here
 *
 * @at: where its content stands in the chunk; @whole: all of it does, so that
 *      any thread may hash it.  Otherwise its digests run from chunk to chunk
 * @part, @line_at, @line_len: its line of the inventory, in lines[part]
 */
struct evi_item {
	struct evi_object object;
	bool whole, linked;
	size_t at;
	unsigned int part;
	size_t line_at, line_len;
};

/* a piece of a content that is not whole in one chunk */
struct evi_strand {
	size_t at, len;
	bool begins, ends;
	size_t item;			/* whose content ends with it */
};

/* what a sealing that may be resumed does where a chunk ends */
enum evi_border {
	EVI_BORDER_NONE,
	EVI_BORDER_MARK,	/* a state is kept */
	EVI_BORDER_CHECK	/* what was kept ends here, and must be this */
};

struct evi_chunk {
	struct evi_blocks blocks;
	size_t len;			/* tar bytes that are there */
	struct evi_item *items;
	size_t n_items;
	struct evi_strand strands[2];	/* the end of one, the begin of one */
	size_t n_strands;
	struct evi_buf lines[EVI_CHUNK_PARTS];
	uint64_t content;		/* bytes of payload, for progress */
	bool taped;			/* written by a run before */
	enum evi_border border;
	bool under_way;			/* a content goes on after it */
	struct evi_buf line;		/* then the object's line so far */
	struct evi_extent done;		/* and how much of it there was */
};

enum evid_status evi_chunk_new(bool stored, struct evi_chunk **out,
    struct evid_error *err);
void evi_chunk_clear(struct evi_chunk *chunk);	/* its objects released */
void evi_chunk_free(struct evi_chunk *chunk);

/* running digests of one content */
struct evi_hasher {
	struct evi_digest *digests[EVI_HASH_COUNT];	/* NULL: not wanted */
};

enum evid_status evi_hasher_new(struct evi_hasher *hasher,
    const bool wants[EVI_HASH_COUNT], struct evid_error *err);
void evi_hasher_free(struct evi_hasher *hasher);
enum evid_status evi_hasher_start(struct evi_hasher *hasher,
    struct evid_error *err);
enum evid_status evi_hasher_add(struct evi_hasher *hasher, const void *data,
    size_t len, struct evid_error *err);
enum evid_status evi_hasher_finish(struct evi_hasher *hasher,
    struct evi_object *object, struct evid_error *err);

#endif
