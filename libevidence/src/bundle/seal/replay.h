/*
 * A source that gives first what was sealed before, from what is kept of it,
 * and then, from where that ends, the file system.
 */
#ifndef EVI_BUNDLE_SEAL_REPLAY_H
#define EVI_BUNDLE_SEAL_REPLAY_H

#include "bundle/seal/source.h"
#include "bundle/stream/spool.h"
#include "bundle/stream/tape.h"
#include "record/resume.h"

struct evi_replay;

/*
 * evi_replay_new - give again what @state says is there
 *
 * @files: the source that was sealed, from its beginning; @tape: the bundle;
 * @inventory: its lines, of which the first @state->inventory.size bytes are
 * read; all borrowed
 */
enum evid_status evi_replay_new(struct evi_files *files,
    struct evi_tape *tape, const struct evi_spool *inventory,
    const struct evi_resume *state, struct evi_replay **replay_out,
    struct evid_error *err);
void evi_replay_free(struct evi_replay *replay);

struct evi_source evi_replay_source(struct evi_replay *replay);

/* What was laid of headers and padding must be what was written. */
enum evid_status evi_replay_match(struct evi_replay *replay,
    const void *data, size_t len, struct evid_error *err);
/* does it still give, or does the file system? */
bool evi_replay_gives(const struct evi_replay *replay);
/* is all of it given, and the file system next? */
bool evi_replay_over(const struct evi_replay *replay);
/* go over to the file system, @done bytes into the content of @object, or,
 * @object NULL, with the next object */
enum evid_status evi_replay_leave(struct evi_replay *replay,
    const struct evi_object *object, uint64_t done, struct evid_error *err);

#endif
