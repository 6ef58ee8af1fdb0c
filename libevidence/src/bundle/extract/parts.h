/*
 * One extraction under way: what its parts share.
 */
#ifndef EVI_BUNDLE_EXTRACT_PARTS_H
#define EVI_BUNDLE_EXTRACT_PARTS_H

#include "base/hidden.h"
#include "bundle/extract/tree.h"
#include "bundle/verify/verify.h"

struct evid_extraction {
	struct evid_verdict *verdict;
	struct evi_table table;
	char *target, *leftover;
	uint64_t more_leftovers;
	bool given;
};

struct evi_extract {
	const char *path;		/* of the bundle */
	const struct evid_extract_options *options;
	struct evid_verify_options verify;	/* with our progress */
	struct evi_choice choice;
	const struct evi_choice *chosen;	/* NULL: everything */
	struct evi_store store;
	struct evi_sink sink;
	struct evi_hidden hidden;
	struct evid_extraction *result;
	uint64_t done, total, n_told;	/* of progress */

	/* members by their blocks */
	struct evi_locator locator;
	uint64_t tar_offset;		/* of the next member */
	bool elsewhere;			/* the blocks are not where the index
					 * says: nothing is given so */
};

/* an evi_verify_run_fn: the tail, then the blocks of the chosen members */
enum evid_status evi_extract_members(void *context, struct evi_flow *flow,
    struct evid_error *err);

/* after the verdict: all that was kept and is as the inventory says, into the
 * folder, or the one file; nothing has its name before the end */
enum evid_status evi_extract_give(struct evi_extract *x,
    struct evid_error *err);
/* does the verdict permit it? */
bool evi_extract_may_give(const struct evi_extract *x);
/* from time to time; EVID_ERR_CANCELLED */
enum evid_status evi_extract_progress(struct evi_extract *x,
    struct evid_error *err);

#endif
