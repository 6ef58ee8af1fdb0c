/*
 * What the verbs of evid-case share: what was asked for on the command line.
 */
#ifndef EVID_TOOLS_CASE_VERBS_H
#define EVID_TOOLS_CASE_VERBS_H

#include "common/mask.h"
#include "common/options.h"
#include "common/trust.h"

#include <evidence/evidence.h>

struct case_request {
	struct common_options common;
	struct trust_options whom;
	const char *kind, *instrument, *templates, *custody;
	struct option_list sets, answers;
	struct mask_options mask;
	int ics, has_warn, mask_given;
	struct evid_time at;		/* as asked for, or now */
	uint64_t warn_seconds;
};

/* each an exit status; what went wrong was told */
int case_new(const struct case_request *r);
int case_reply(const struct case_request *r, const char *request);
int case_check(const struct case_request *r, const char *path);
int case_clocks(const struct case_request *r, const char *path);

/* ITEM=OUTCOME of --answer; 0, or an exit status, told of */
int case_answer(struct evid_case *c, const char *pair);

/* the case of @path, or NULL with the exit status in *status_out */
struct evid_case *case_open(const char *path, const struct evid_masks *masks,
    int *sealed_out, int *status_out);
/* told of, with an exit status, where the bundle holds none; else 0 */
int case_is_none(const struct evid_case *c, const char *path);

#endif
