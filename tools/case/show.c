/*
 * evid-case check and clocks: what a case lacks, and what runs out when.
 */
#include "case/data.h"
#include "case/verbs.h"
#include "common/message.h"
#include "common/output.h"
#include "common/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NO_TIME "an end is stated, and is no time"

struct show {
	const struct case_request *request;
	FILE *out;
	size_t n, n_notes;
	int worst;
	int warned;
};

struct evid_case *
case_open(const char *path, int *sealed_out, int *status_out)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_case *c = NULL;
	enum evid_status status;

	status = evid_case_read(path, &c, sealed_out, &err);
	*status_out = EXIT_DONE;
	if (status == EVID_OK)
		return c;
	message_error(&err);
	*status_out = message_exit(status);
	/* What is in a bundle is no file of one's own. */
	if (*sealed_out && *status_out == EXIT_USAGE)
		*status_out = EXIT_NOT_INTACT;
	return NULL;
}

int
case_is_none(const struct evid_case *c, const char *path)
{
	if (!evid_case_is_none(c))
		return 0;
	message_of(path, "name the file of the case, or a bundle that was "
	    "sealed with one (evid-seal -c)", "this bundle was sealed without "
	    "a case");
	return EXIT_USAGE;
}

static int
open_lengths(const struct case_request *r, struct data *data,
    struct evid_case_options *options)
{
	int status = data_open(data, r->templates);

	if (status == 0)
		status = data_lengths(data);
	options->now = r->at;
	options->lengths = (const char *const *)data->lengths;
	options->n_lengths = data->n_lengths;
	return status;
}

/* ---- check ---- */

static int
finding_json(void *context, const struct evid_finding *f)
{
	struct show *s = context;

	fprintf(s->out, "%s\n{\"code\":\"%s\",\"effect\":%d,\"path\":",
	    s->n++ > 0 ? "," : "", f->code, f->effect);
	text_json(s->out, f->path);
	fputs(",\"message\":", s->out);
	text_json(s->out, f->message);
	fputs(",\"hint\":", s->out);
	text_json(s->out, f->hint);
	fputs("}", s->out);
	return 0;
}

static int
finding_text(void *context, const struct evid_finding *f)
{
	struct show *s = context;

	if (f->effect == 0) {
		s->n_notes++;
		if (!s->request->common.verbose)
			return 0;
	} else {
		s->n++;
	}
	if (s->request->common.quiet)
		return 0;
	fprintf(s->out, "  %s%s%s%s [%s]\n    hint: %s\n",
	    f->effect == 0 ? "note: " : "", f->path,
	    f->path[0] != '\0' ? ": " : "", f->message, f->code, f->hint);
	return 0;
}

static void
check_end(struct show *s, const char *path, int result)
{
	char *shown;

	if (s->request->common.json) {
		fprintf(s->out, "%s],\"exitStatus\":%d}\n",
		    s->n > 0 ? "\n" : "", result);
		return;
	}
	shown = text_escaped(path);
	if (s->request->common.quiet)
		;
	else if (s->n == 0)
		fprintf(s->out, "%s: nothing is missing or strange",
		    shown == NULL ? "?" : shown);
	else
		fprintf(s->out, "%s: %zu %s", shown == NULL ? "?" : shown,
		    s->n, s->worst == 2 ? "to be mended: it is no case yet" :
		    "to be looked at by a person");
	if (!s->request->common.quiet)
		fprintf(s->out, s->n_notes > 0 &&
		    !s->request->common.verbose ? "; %zu %s (-v)\n" : "\n",
		    s->n_notes, s->n_notes == 1 ? "note" : "notes");
	free(shown);
}

static int
check_one(struct show *s, const struct evid_case *c, const char *path,
    int sealed, const struct evid_case_options *options)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	int result = case_is_none(c, path);

	if (result != 0)
		return result;
	if (s->request->common.json) {
		fputs("{\"file\":", s->out);
		text_json(s->out, path);
		fprintf(s->out, ",\"sealed\":%s,\"findings\":[",
		    sealed ? "true" : "false");
	}
	status = evid_case_check(c, options, s->request->common.json ?
	    finding_json : finding_text, s, &s->worst, &err);
	if (status != EVID_OK) {
		message_error(&err);
		result = message_exit(status);
		if (s->request->common.json)
			check_end(s, path, result);
		return result;
	}
	/* A sealed case stays as it is: a person is to look at it. */
	result = s->worst == 2 && sealed ? EXIT_POLICY : s->worst;
	check_end(s, path, result);
	return result;
}

/* ---- clocks ---- */

static void
instant_text(struct evid_time t, char out[32])
{
	time_t seconds = (time_t)t.seconds;
	struct tm utc;

	out[0] = '\0';
	if (gmtime_r(&seconds, &utc) != NULL)
		(void)strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
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
	    strcmp(c->state, "ended") == 0) &&
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
		snprintf(far, sizeof(far), NO_TIME);
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
	/* A calendar has no place for it. */
	if (is_no_time(c))
		message("write it with its offset, as 2026-12-01T09:00:00"
		    "+05:00, or as a day", "%s: " NO_TIME, c->path);
	return 0;
}

/* What the log says later is judged by who is trusted, which is no case's. */
static void
tell_sealed(const struct show *s, const char *path)
{
	if (!s->request->common.quiet)
		message_of(path, "evid-verify --json --custody LOG, with whom "
		    "you trust, has the clocks with what the custody log "
		    "changed of conditions", "these are the clocks as they "
		    "were sealed");
}

static int
clocks_one(struct show *s, const struct evid_case *c, const char *path,
    int sealed, const struct evid_case_options *options)
{
	const struct case_request *r = s->request;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	char at[32];
	int result;

	instant_text(r->at, at);
	if (r->common.json && !r->ics) {
		fputs("{\"file\":", s->out);
		text_json(s->out, path);
		fprintf(s->out, ",\"at\":\"%s\",\"clocks\":[", at);
	}
	status = evid_case_clocks(c, options, r->ics ? only_due :
	    r->common.json ? clock_json : clock_text, s, &err);
	result = s->warned ? EXIT_POLICY : EXIT_DONE;
	if (status == EVID_OK && sealed && !evid_case_is_none(c))
		tell_sealed(s, path);
	if (status != EVID_OK) {
		message_error(&err);
		result = message_exit(status);
		if (sealed && result == EXIT_USAGE)
			result = EXIT_POLICY;
	} else if (r->ics) {
		int failed = ics(s, c, options);

		return failed != EXIT_DONE ? failed : result;
	}
	if (r->common.json && !r->ics)
		fprintf(s->out, "%s],\"exitStatus\":%d}\n",
		    s->n > 0 ? "\n" : "", result);
	else if (status == EVID_OK && s->n == 0 && !r->common.quiet)
		fputs(evid_case_is_none(c) ? "no clock is stated: the bundle "
		    "was sealed without a case\n" : "no clock is stated\n",
		    s->out);
	return result;
}

/* ---- both ---- */

typedef int show_fn(struct show *s, const struct evid_case *c,
    const char *path, int sealed, const struct evid_case_options *options);

static int
show(const struct case_request *r, const char *path, show_fn *one)
{
	struct evid_case_options options = EVID_CASE_OPTIONS_INIT;
	struct show s = { .request = r };
	struct output out = OUTPUT_INIT;
	struct data data = { .n_folders = 0 };
	struct evid_case *c;
	int sealed, status;

	c = case_open(path, &sealed, &status);
	if (c == NULL)
		return status;
	status = open_lengths(r, &data, &options);
	if (status == 0)
		status = output_open(&out, r->common.output, 0644,
		    r->common.force);
	if (status == 0) {
		s.out = out.file;
		status = one(&s, c, path, sealed, &options);
		if (status == EXIT_DONE || status == EXIT_POLICY ||
		    (status == EXIT_USAGE && s.worst == 2)) {
			int written = output_commit(&out);

			if (written != 0)
				status = written;
		}
		output_abandon(&out);
	}
	data_close(&data);
	evid_case_free(c);
	return status;
}

int
case_check(const struct case_request *r, const char *path)
{
	return show(r, path, check_one);
}

int
case_clocks(const struct case_request *r, const char *path)
{
	return show(r, path, clocks_one);
}
