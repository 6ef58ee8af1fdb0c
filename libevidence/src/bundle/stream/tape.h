/*
 * A bundle that is not whole, read again from its beginning: the tar bytes in
 * it, as far as they are known to be good.  Each member is inflated and
 * checked, and must stand where the block index says.
 */
#ifndef EVI_BUNDLE_STREAM_TAPE_H
#define EVI_BUNDLE_STREAM_TAPE_H

#include "bundle/stream/spool.h"

struct evi_tape;

/*
 * evi_tape_open - read @path again: @file_len bytes, which hold @tar_len
 *
 * @gzi: gets the place of each member, as when they were written; borrowed
 */
enum evid_status evi_tape_open(const char *path, uint64_t file_len,
    uint64_t tar_len, struct evi_spool *gzi, struct evi_tape **tape_out,
    struct evid_error *err);
void evi_tape_close(struct evi_tape *tape);

/* tar bytes that are still to come */
uint64_t evi_tape_left(const struct evi_tape *tape);
/* the next @len; EVID_ERR_MISMATCH where they are not there, or not sound */
enum evid_status evi_tape_read(struct evi_tape *tape, void *data, size_t len,
    struct evid_error *err);
/* the next @len must be these; the same */
enum evid_status evi_tape_match(struct evi_tape *tape, const void *data,
    size_t len, struct evid_error *err);

#endif
