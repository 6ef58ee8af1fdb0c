/*
 * evid-case clocks: what runs out when.
 */
#include "case/show.h"
#include "common/message.h"
#include "common/text.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* what is wrong with a text that should say when */
static const char *
no_time(const struct evid_clock *c)
{
	return strcmp(c->what, "assistance-received") == 0 ?
	    "a receipt is stated, and is no day" :
	    "an end is stated, and is no time";
}

static void
instant_text(struct evid_time t, char out[TEXT_UTC_CAP])
{
	if (text_utc(t.seconds, out))
		memcpy(out + strlen(out), "Z", sizeof("Z"));
	else
		out[0] = '\0';
}

/* "in 29 days", "3 hours ago" */
static void
distance(int64_t from, int64_t to, char out[48])
{
	int64_t left = to - from;
	uint64_t amount = (uint64_t)(left < 0 ? -left : left);
	const char *unit = "day";

	if (amount < 2 * 3600) {
		amount /= 60;
		unit = "minute";
	} else if (amount < 2 * 86400) {
		amount /= 3600;
		unit = "hour";
	} else {
		amount /= 86400;
	}
	snprintf(out, 48, "%s%" PRIu64 " %s%s%s", left < 0 ? "" : "in ",
	    amount, unit, amount == 1 ? "" : "s", left < 0 ? " ago" : "");
}

/* An end is stated, and nobody can say when that is. */
static int
is_no_time(const struct evid_clock *c)
{
	return !c->has_end && c->ends[0] != '\0' &&
	    strcmp(c->state, "open") == 0;
}

static int
is_due(const struct show *s, const struct evid_clock *c)
{
	const struct case_request *r = s->request;

	if (is_no_time(c))
		return 1;
	return r->has_warn && c->has_end &&
	    (strcmp(c->state, "running") == 0 ||
	    strcmp(c->state, "ended") == 0 ||
	    strcmp(c->state, "overdue") == 0) &&
	    c->end.seconds - r->at.seconds <= (int64_t)r->warn_seconds;
}

static void
text_field(FILE *out, const char *name, const char *text)
{
	fprintf(out, ",\"%s\":", name);
	if (text[0] == '\0')
		fputs("null", out);
	else
		text_json(out, text);
}

static int
clock_json(void *context, const struct evid_clock *c)
{
	struct show *s = context;
	char end[32] = "";
	int due = is_due(s, c);

	s->warned |= due;
	if (c->has_end)
		instant_text(c->end, end);
	fprintf(s->out, "%s\n{\"what\":\"%s\",\"path\":",
	    s->n++ > 0 ? "," : "", c->what);
	text_json(s->out, c->path);
	fputs(",\"about\":", s->out);
	text_json(s->out, c->about);
	text_field(s->out, "ends", c->ends);
	text_field(s->out, "end", end);
	fprintf(s->out, ",\"suggested\":%s,\"state\":\"%s\",\"due\":%s",
	    c->suggested ? "true" : "false", c->state,
	    due ? "true" : "false");
	text_field(s->out, "source", c->source);
	text_field(s->out, "countedBy", c->counted_by);
	fputs("}", s->out);
	return 0;
}

static int
clock_text(void *context, const struct evid_clock *c)
{
	struct show *s = context;
	char far[48] = "no end is stated";
	char *ends = text_escaped(c->ends), *by = text_escaped(c->counted_by);
	char *source = text_escaped(c->source);
	int due = is_due(s, c);

	s->warned |= due;
	s->n++;
	if (c->has_end)
		distance(s->request->at.seconds, c->end.seconds, far);
	else if (c->ends[0] != '\0')
		snprintf(far, sizeof(far), "%s", no_time(c));
	if (!s->request->common.quiet || due) {
		fprintf(s->out, "%s %-25s  %-16s  %s", due ? "!" : " ",
		    ends == NULL ? "?" : ends, far, c->about);
		if (by != NULL && by[0] != '\0')
			fprintf(s->out, ", counted by %s", by);
		if (strcmp(c->state, "held") == 0)
			fputs("; goes on until the request for assistance is "
			    "decided", s->out);
		else if (strcmp(c->state, "stopped") == 0)
			fputs("; over", s->out);
		else if (strcmp(c->state, "overdue") == 0)
			fputs("; OVERDUE", s->out);
		if (c->suggested)
			fprintf(s->out, "; SUGGESTED, stated by nobody: %s",
			    source == NULL ? "?" : source);
		fprintf(s->out, " (%s)\n", c->path);
	}
	free(ends);
	free(by);
	free(source);
	return 0;
}

static int
ics(struct show *s, const struct evid_case *c,
    const struct evid_case_options *options)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	char *text = NULL;

	status = evid_case_ics(c, options, s->request->has_warn ?
	    s->request->warn_seconds : 0, &text, &err);
	if (status != EVID_OK) {
		message_error(&err);
		return message_exit(status);
	}
	fputs(text, s->out);
	free(text);
	return EXIT_DONE;
}

static int
only_due(void *context, const struct evid_clock *c)
{
	struct show *s = context;

	s->warned |= is_due(s, c);
	if (c->has_end && strcmp(c->state, "stopped") != 0)
		s->n++;
	/* A calendar has no place for it. */
	if (is_no_time(c))
		message("write it with its offset, as 2026-12-01T09:00:00"
		    "+05:00, or as a day", "%s: %s", c->path, no_time(c));
	return 0;
}

static void
tell_empty(const struct show *s, const char *path)
{
	if (s->n == 0 && !s->request->common.quiet)
		message_of(path, "what is over, or has no end, stands in no "
		    "calendar; without --ics each clock is shown",
		    "the calendar has no entry");
}

/* What the log says later is by who is trusted, which is no case's. */
static void
tell_sealed(const struct show *s, const char *path)
{
	if (!s->request->common.quiet)
		message_of(path, "--custody LOG, with whom you trust (-p, -t, "
		    "--pins), gives them with what the custody log changed of "
		    "conditions", "these are the clocks as they were sealed");
}

static void
json_begin(const struct show *s, const char *path)
{
	char at[32];

	instant_text(s->request->at, at);
	fputs("{\"file\":", s->out);
	text_json(s->out, path);
	fprintf(s->out, ",\"at\":\"%s\"", at);
	text_field(s->out, "asAt", s->request->whom.has_at ? at : "");
	log_json(s->log, s->request, s->out);
	fputs(",\"clocks\":[", s->out);
}

/* whose clocks they are, if anything was sealed; EXIT_POLICY: a log that is
 * not sound */
static int
tell_whence(const struct show *s, const struct evid_case *c,
    const char *path, int sealed)
{
	if (s->log != NULL)
		return log_tell(s->log, s->request);
	if (sealed && !evid_case_is_none(c))
		tell_sealed(s, path);
	return EXIT_DONE;
}

static int
unmoved_text(void *context, const struct evid_finding *f)
{
	(void)context;
	message(f->hint, "%s moves no clock: %s", f->path, f->message);
	return 0;
}

/* what the log says of preservations without effect, where one was taken */
static enum evid_status
tell_unmoved(const struct show *s, const struct evid_case *c,
    const struct evid_case_options *options, bool json,
    struct evid_error *err)
{
	struct show findings = *s;	/* has a count of its own */
	enum evid_status status;

	if (s->log == NULL || (s->request->common.quiet && !json))
		return EVID_OK;
	findings.n = 0;
	status = evid_case_unmoved(c, options, json ? case_finding_json :
	    unmoved_text, &findings, err);
	if (json && findings.n > 0)
		fputs("\n", s->out);
	return status;
}

static int
clocks_one(struct show *s, const struct evid_case *c, const char *path,
    int sealed, const struct evid_case_options *options)
{
	const struct case_request *r = s->request;
	struct evid_error err = EVID_ERROR_INIT;
	bool json = r->common.json && !r->ics;
	enum evid_status status;
	int result;

	if (json)
		json_begin(s, path);
	status = evid_case_clocks(c, options, r->ics ? only_due :
	    json ? clock_json : clock_text, s, &err);
	if (json)
		fprintf(s->out, "%s],\"findings\":[", s->n > 0 ? "\n" : "");
	if (status == EVID_OK)
		status = tell_unmoved(s, c, options, json, &err);
	result = status == EVID_OK ? tell_whence(s, c, path, sealed) :
	    EXIT_DONE;
	if (s->warned)
		result = EXIT_POLICY;
	if (status != EVID_OK) {
		message_error(&err);
		result = message_exit(status);
		if (sealed && result == EXIT_USAGE)
			result = EXIT_POLICY;
	} else if (r->ics) {
		int failed = ics(s, c, options);

		tell_empty(s, path);
		return failed != EXIT_DONE ? failed : result;
	}
	if (json)
		fprintf(s->out, "],\"exitStatus\":%d}\n", result);
	else if (status == EVID_OK && s->n == 0 && !r->common.quiet)
		fputs(evid_case_is_none(c) ? "no clock is stated: the bundle "
		    "was sealed without a case\n" : "no clock is stated\n",
		    s->out);
	return result;
}

int
case_clocks(const struct case_request *r, const char *path)
{
	return case_show(r, path, clocks_one);
}
