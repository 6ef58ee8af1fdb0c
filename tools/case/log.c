/*
 * The custody log by which clocks go (log.h).
 */
#include "case/log.h"
#include "common/message.h"
#include "common/standing.h"
#include "common/text.h"
#include "common/trust.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

static enum evid_status
read_log(struct log *log, const struct case_request *r, struct evid_case *c,
    const char *path, struct evid_error *err)
{
	struct evid_custody_options how = EVID_CUSTODY_OPTIONS_INIT;
	enum evid_status status;

	how.bundle = path;
	how.trust = log->trust;
	how.has_now = 1;
	how.as_of = r->whom.has_at;
	how.now = r->at;
	how.tool_name = "evid-case";
	how.masks = &r->mask.masks;
	status = evid_custody_read(&r->custody, 1, &how, &log->custody, err);
	return status == EVID_OK ? evid_case_take_log(c, log->custody, err) :
	    status;
}

int
log_open(struct log *log, const struct case_request *r, struct evid_case *c,
    const char *path, int sealed)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	int done;

	if (!sealed) {
		message_of(path, "name the bundle that was sealed with it; "
		    "without --custody the file itself is shown",
		    "--custody is of a bundle, and this is none");
		return EXIT_USAGE;
	}
	done = trust_read(&r->whom, &log->trust);
	if (done != 0)
		return done;
	status = read_log(log, r, c, path, &err);
	if (status == EVID_OK)
		return 0;
	message_error(&err);
	return message_exit_foreign(status);
}

void
log_close(struct log *log)
{
	evid_custody_free(log->custody);
	evid_trust_free(log->trust);
}

/* words that move no clock: claims, a stranger's, one without effect */
static bool
is_left_out(const struct evid_finding *f)
{
	static const char *const codes[] = { "condition-change-ignored",
		"custody-claim", "custody-signer-unknown",
		"custody-stranger" };

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(f->code, codes[i]) == 0)
			return true;
	return false;
}

static void
tell_left_out(const struct evid_custody *log, const struct case_request *r)
{
	char event[EVID_EVENT_TEXT_CAP];
	struct evid_finding f;
	size_t i = 0;

	while (evid_custody_finding(log, i, &f, event) && !is_left_out(&f))
		i++;
	if (i < evid_custody_findings(log) && !r->common.quiet)
		message_of(r->custody, "evid-custody verify, with the bundle "
		    "and whom you trust, says which, and why", "not all that "
		    "it says counts: no clock goes by what does not");
}

/* The file that a finding is of, where it is not of the log; or NULL. */
static const char *
file_of(const struct evid_finding *f, const struct case_request *r)
{
	if (strncmp(f->code, "directory-", 10) == 0)
		return r->whom.directory;
	if (strcmp(f->code, "policy-unknown-key") == 0 ||
	    strcmp(f->code, "policy-not-trusted") == 0)
		return r->whom.policy;
	return NULL;
}

/* Is it by the directory or the policy alone that the log does not stand, and
 * by which?  The first such finding, and its file; or NULL. */
static const char *
other_fault(const struct evid_custody *log, const struct case_request *r,
    struct evid_finding *first_out)
{
	char event[EVID_EVENT_TEXT_CAP];
	const char *first = NULL, *file;
	struct evid_finding f;

	for (size_t i = 0; evid_custody_finding(log, i, &f, event); i++) {
		if (f.effect == 0)
			continue;
		file = file_of(&f, r);
		if (file == NULL)
			return NULL;
		if (first == NULL)
			*first_out = f;
		first = first == NULL ? file : first;
	}
	return first;
}

static void
tell_fault(const struct evid_custody *log, const struct case_request *r)
{
	struct evid_finding f;
	const char *file = other_fault(log, r, &f);

	if (file != NULL)
		message_of(file, f.hint, "%s: these are the clocks by what of "
		    "the log counts", f.message);
	else
		message_of(r->custody, "evid-custody verify, with the bundle "
		    "and whom you trust, says why, and what to do", "%s: "
		    "these are the clocks by what of it counts",
		    standing_of(evid_custody_result(log)));
}

int
log_tell(const struct evid_custody *log, const struct case_request *r)
{
	enum evid_result result = evid_custody_result(log);

	if (evid_custody_events(log) == 0)
		message_of(r->custody, "check that this is the log that was "
		    "meant", "no event stands in it: these are the clocks as "
		    "they were sealed");
	else if (result != EVID_VERIFIED)
		tell_fault(log, r);
	else
		tell_left_out(log, r);
	return evid_custody_events(log) == 0 || result != EVID_VERIFIED ?
	    EXIT_POLICY : EXIT_DONE;
}

void
log_json(const struct evid_custody *log, const struct case_request *r,
    FILE *out)
{
	if (log == NULL) {
		fputs(",\"custody\":null", out);
		return;
	}
	fputs(",\"custody\":{\"log\":", out);
	text_json(out, r->custody);
	fprintf(out, ",\"verdict\":\"%s\",\"events\":%" PRIu64 "}",
	    evid_result_name(evid_custody_result(log)),
	    evid_custody_events(log));
}
