/*
 * What was sealed, told to people or to a program; and reading it back.
 */
#ifndef EVID_TOOLS_SEAL_REPORT_H
#define EVID_TOOLS_SEAL_REPORT_H

#include "common/options.h"
#include "seal/keys.h"

#include <evidence/seal.h>

#include <stdio.h>

/* an evid_finding_fn: shown at once, and kept for the result */
struct events {
	int quiet;
	char *json;		/* objects joined by commas; owned */
	size_t json_len;
	size_t n;
};

void report_finding(void *context, const char *path, const char *code,
    const char *message);
void report_events_free(struct events *events);

/* as text, what was sealed: before anything is read back */
void report_sealed(FILE *out, const struct common_options *common,
    const struct evid_seal_options *options,
    const struct evid_seal_result *result);
/* the end of it: what to do next, or all of it as JSON.  @check: exit status
 * of the read-back, or -1 where there was none */
void report_result(FILE *out, const struct common_options *common,
    const struct evid_seal_options *options,
    const struct evid_seal_result *result, const struct events *events,
    int check, int exit_status);
/* on standard error, when it was not sealed: what is kept to go on from */
void report_failed(const struct evid_seal_options *options,
    enum evid_status status, int interrupted);
/* on standard error, where the report could not be written: it is sealed */
void report_lost(const struct evid_seal_options *options,
    const struct evid_seal_result *result);

/*
 * report_read_back - verify what was sealed, with the signers' own keys
 *
 * Returns the verdict's exit status; tells the verdict unless it is told in
 * the JSON object.
 */
int report_read_back(const struct common_options *common,
    const struct evid_seal_options *options,
    const struct evid_seal_result *result, const struct signers *signers,
    const char *payload);

#endif
