/*
 * The custody log of --custody, with whom to trust in it.
 */
#ifndef EVID_TOOLS_CASE_LOG_H
#define EVID_TOOLS_CASE_LOG_H

#include "case/verbs.h"

#include <stdio.h>

struct log {
	struct evid_trust *trust;
	struct evid_custody *custody;
};

/* @path: whence the case is, as a bundle if @sealed; it takes the log, which
 * lives longer.  0, or an exit status, told of; for log_close() */
int log_open(struct log *log, const struct case_request *r,
    struct evid_case *c, const char *path, int sealed);
void log_close(struct log *log);

/* told of where it is not sound, with EXIT_POLICY; else EXIT_DONE */
int log_tell(const struct evid_custody *log, const struct case_request *r);
/* `,"custody":` and what it comes to, or null */
void log_json(const struct evid_custody *log, const struct case_request *r,
    FILE *out);

#endif
