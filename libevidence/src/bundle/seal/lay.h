/*
 * The payload laid into chunks: headers, contents, padding, one after the
 * other, wherever a chunk's border falls.
 */
#ifndef EVI_BUNDLE_SEAL_LAY_H
#define EVI_BUNDLE_SEAL_LAY_H

#include "bundle/seal/item.h"
#include "bundle/seal/pack.h"

enum evi_lay_state {
	EVI_LAY_NEXT, EVI_LAY_HEADER, EVI_LAY_CONTENT, EVI_LAY_PADDING,
	EVI_LAY_ENDED
};

/*
 * struct evi_layer - where the laying stands
 *
 * @stored: tar bytes are laid; otherwise (detached) contents alone
 * @item: the object under way in HEADER and CONTENT, if @has_item
 * @header: header bytes, from @header_at on still to be laid
 * @left: bytes of content or padding still to come
 * @begun: some of the content was laid
 * @carry: what came after the last whole block of the chunk before
 * @salts: random bytes of the system for many salts, used up to @salts_at
 * @unmarked: tar bytes since a state was kept
 */
struct evi_layer {
	struct evi_pack *pack;
	bool stored;
	enum evi_lay_state state;
	struct evi_item item;
	bool has_item;
	struct evi_buf header;
	size_t header_at;
	uint64_t left;
	bool begun;
	uint8_t *carry;
	size_t carry_len;
	uint64_t n_taken, total;
	uint8_t salts[256 * EVI_SALT_LEN];
	size_t salts_at;
	uint64_t unmarked;
};

/* ready to lay bagit.txt and evidence/format, which are in @header */
enum evid_status evi_layer_begin(struct evi_layer *layer,
    struct evi_pack *pack, struct evid_error *err);
void evi_layer_end(struct evi_layer *layer);
/* fill @chunk; *end_out: there is no more */
enum evid_status evi_layer_fill(struct evi_layer *layer,
    struct evi_chunk *chunk, bool *end_out, struct evid_error *err);

#endif
