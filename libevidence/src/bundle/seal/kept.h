/*
 * What a sealing keeps so that it may be resumed: a folder OUTPUT.resume
 * beside the output, with the bundle as it grows, the lists that come after
 * the payload, and the state, which says how much of them is good.
 *
 *	lock       held by the run that works there
 *	seed       what salts and id come from: a secret, wiped at the end
 *	source     what is to be sealed (plan.h)
 *	manifest, inventory, blocks    as they grow (spool.h)
 *	bundle, or bundle.001 and so on     as it grows (volumes.h)
 *	state      signed by the first of the keys (record/resume.h)
 */
#ifndef EVI_BUNDLE_SEAL_KEPT_H
#define EVI_BUNDLE_SEAL_KEPT_H

#include "bundle/seal/chance.h"
#include "bundle/tell.h"
#include "record/resume.h"

struct evi_kept {
	const struct evid_seal_options *options;
	char *folder;
	struct evi_buf shown;		/* the folder, for messages */
	int dir, lock;
	bool resumed;			/* there was a state */
	bool saved;			/* there is one of some output */
	uint64_t every;			/* bytes between two */
	struct evi_resume state;
};

#define EVI_KEPT_INIT { .dir = -1, .lock = -1 }

/*
 * evi_kept_open - begin, or find what an earlier run left
 *
 * @chance: gets the seed
 * @done_out: an earlier run had sealed all; @result_out says what
 *
 * EVID_ERR_IO: another run works there; EVID_ERR_ARGUMENT: it was asked for
 * something else; EVID_ERR_MISMATCH: what is kept is not as it was written.
 */
enum evid_status evi_kept_open(struct evi_kept *kept,
    const struct evid_seal_options *options, struct evi_chance *chance,
    struct evi_tell *tell, bool *done_out,
    struct evid_seal_result *result_out, struct evid_error *err);
/* not asked to, it is not gone on from what is kept; but told of */
enum evid_status evi_kept_tell(const struct evid_seal_options *options,
    struct evi_tell *tell, struct evid_error *err);
/* FOLDER/@name */
enum evid_status evi_kept_path(const struct evi_kept *kept, const char *name,
    char **path_out, struct evid_error *err);
/* the clock of @statement is that of the first run */
enum evid_status evi_kept_clock(struct evi_kept *kept,
    struct evi_statement *statement, struct evid_error *err);
/* the state as it is now; what it speaks of must be on the disk */
enum evid_status evi_kept_save(struct evi_kept *kept, struct evid_error *err);
/* all is done: nothing but the state, which says so, is kept any more */
void evi_kept_clear(struct evi_kept *kept);
/* and that neither */
void evi_kept_remove(struct evi_kept *kept);
/* what was begun now, and came to nothing, is not kept either */
void evi_kept_close(struct evi_kept *kept);

#endif
