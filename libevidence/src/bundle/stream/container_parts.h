/*
 * What the readers of containers share: the window, and the piece they fill.
 */
#ifndef EVI_BUNDLE_STREAM_CONTAINER_PARTS_H
#define EVI_BUNDLE_STREAM_CONTAINER_PARTS_H

#include "bundle/stream/container.h"

/* have @want bytes in the window, if the input has them */
enum evid_status evi_container_fill(struct evi_container *c, size_t want,
    struct evid_error *err);
/* what the window holds from the next unread byte on */
const uint8_t *evi_container_peek(const struct evi_container *c,
    size_t *len_out);
void evi_container_skip(struct evi_container *c, size_t len);
/* a run of @len tar bytes, from @file_len bytes of the file */
struct evi_block *evi_container_add(struct evi_container *c,
    struct evi_piece *piece, size_t file_len, size_t len);
/* the bytes that come next are not the header that they should be */
void evi_container_bad_header(struct evi_container *c);

/* as evi_container_next, for a BGZF file */
enum evid_status evi_bgzf_next(struct evi_container *c,
    struct evi_piece *piece, bool *end_out, struct evid_error *err);

#endif
