/*
 * Keeping a state while the payload is packed, so that a sealing that is
 * stopped can be resumed from there.
 */
#ifndef EVI_BUNDLE_SEAL_CHECKPOINT_H
#define EVI_BUNDLE_SEAL_CHECKPOINT_H

#include "bundle/seal/item.h"
#include "bundle/seal/pack.h"
#include "bundle/seal/plan.h"

/* the list of what is sealed: made, or compared with */
enum evid_status evi_checkpoint_plan(const struct evi_kept *kept,
    struct evi_plan **plan_out, struct evid_error *err);
/* the files are walked with the list, which is whole */
enum evid_status evi_checkpoint_follow(const struct evi_kept *kept,
    struct evi_files *files, struct evid_error *err);
/* it is whole: the first state, where there was none */
enum evid_status evi_checkpoint_planned(struct evi_kept *kept,
    struct evi_plan *plan, struct evid_error *err);
/* go on from what is kept: *replay_out, from what is read by *tape_out; NULL
 * where there is nothing yet */
enum evid_status evi_checkpoint_resume(const struct evi_kept *kept,
    struct evi_blockwriter *writer, struct evi_files *files,
    const struct evi_spool *inventory, struct evi_tape **tape_out,
    struct evi_replay **replay_out, struct evid_error *err);
/* the lists, as far as the state knows them; @gzi is not ended */
enum evid_status evi_checkpoint_begin(const struct evi_kept *kept,
    struct evi_spool *manifest, struct evi_spool *inventory,
    struct evi_spool *gzi, struct evid_error *err);
/* the digest of the content under way at the end of @chunk; where what was
 * kept ends there, it must be the one of then */
enum evid_status evi_checkpoint_digest(const struct evi_kept *kept,
    struct evi_chunk *chunk, const struct evi_hasher *running,
    struct evid_error *err);
/* all up to the end of @chunk is written: on the disk with it, and with a
 * state that says so */
enum evid_status evi_checkpoint_take(struct evi_pack *pack,
    const struct evi_chunk *chunk, struct evid_error *err);
/* the bundle is whole: it may get its name, and then nothing is left to do */
enum evid_status evi_checkpoint_sealed(struct evi_kept *kept,
    struct evi_volumes *volumes, const struct evid_seal_result *result,
    const uint8_t seal_digest[EVI_SHA256_LEN], struct evid_error *err);

#endif
