/*
 * One verification under way: what its stages share.
 */
#ifndef EVI_BUNDLE_VERIFY_FLOW_H
#define EVI_BUNDLE_VERIFY_FLOW_H

#include "bundle/stream/pipeline.h"
#include "bundle/stream/tarscan.h"
#include "bundle/verify/check.h"

struct evi_slot;

struct evi_flow {
	const struct evid_verify_options *options;
	struct evi_input *input;
	struct evi_container container;
	struct evi_tarscan scan;
	struct evi_check *check;
	struct evi_inflate **inflate;	/* one a thread */
	struct evi_digest *running;	/* of a member across pieces */
	struct evi_slot *slots;
	void **pool;
	size_t n_slots;
	unsigned int n_threads;
	uint64_t done;			/* bytes of the file */
	uint64_t n_blocks;		/* of the payload run */
	uint64_t tar_start;		/* of the tar, where the input stands */
};

/* all of an opened container through the pipeline.  EVID_ERR_TOO_NEW and
 * EVID_ERR_FORMAT: a finding says why the reading ended there */
enum evid_status evi_flow_run(struct evi_flow *flow, struct evid_error *err);
void evi_flow_free(struct evi_flow *flow);
/* one event of a piece whose members are hashed, to the check */
enum evid_status evi_flow_see(struct evi_check *c,
    const struct evi_piece *piece, const struct evi_events *events,
    const struct evi_event *event, struct evid_error *err);

/* after it: was it all, and what does the whole say? */
enum evid_status evi_flow_judge(struct evi_flow *flow,
    struct evid_error *err);
/* where something is wrong: do its volumes follow each other? */
enum evid_status evi_flow_join(const struct evi_flow *flow,
    struct evid_error *err);

#endif
