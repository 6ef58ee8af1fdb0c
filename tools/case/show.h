/*
 * What check and clocks share: a case read, its output, and the custody log
 * by which clocks go.
 */
#ifndef EVID_TOOLS_CASE_SHOW_H
#define EVID_TOOLS_CASE_SHOW_H

#include "case/log.h"
#include "case/verbs.h"

#include <stdio.h>

struct show {
	const struct case_request *request;
	const struct evid_custody *log;	/* or NULL */
	FILE *out;
	size_t n, n_notes;
	int worst;
	int warned;
};

/* an exit status; what it wrote is kept with those that are a result */
typedef int show_fn(struct show *s, const struct evid_case *c,
    const char *path, int sealed, const struct evid_case_options *options);

/* an evid_case_finding_fn of a struct show: one of a JSON array, of which
 * show's n were told before */
int case_finding_json(void *context, const struct evid_finding *f);
int case_show(const struct case_request *r, const char *path, show_fn *one);

#endif
