/*
 * The verbs that show a log, or put several together: merge, list, verify,
 * form.
 */
#include "common/clock.h"
#include "common/inputs.h"
#include "common/message.h"
#include "common/output.h"
#include "common/sandbox.h"
#include "common/signals.h"
#include "common/standing.h"
#include "common/text.h"
#include "custody/verbs.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
write_piece(void *context, const char *text, size_t len)
{
	FILE *out = context;

	return fwrite(text, 1, len, out) != len || signals_came() != 0;
}

static int
write_json(void *context, const char *json, size_t len)
{
	FILE *out = context;

	text_json_value(out, json, len);
	return ferror(out) || signals_came() != 0;
}

static int
read_log(struct custody_options *o, struct evid_trust **trust_out,
    struct evid_custody **out)
{
	struct evid_custody_options how = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	int done;

	if (o->n_operands == 0)
		return options_wrong("no log was named");
	if (o->n_operands > 2)
		return options_wrong("one log, and perhaps its bundle; merge "
		    "several first");
	if (o->n_operands == 1 && o->mask_given)
		return options_wrong("--mask is of what a bundle holds, and "
		    "none was named");
	sandbox_read(o->operands[0]);
	sandbox_bundle(o->n_operands > 1 ? o->operands[1] : NULL);
	trust_sandbox(&o->whom);
	sandbox_write(o->common.output);
	sandbox_enter(SANDBOX_FILES, o->common.verbose);
	done = inputs_check_standard();
	if (done == 0)
		done = trust_read(&o->whom, trust_out);
	if (done != 0)
		return done;
	how.bundle = o->n_operands > 1 ? o->operands[1] : NULL;
	how.trust = *trust_out;
	how.threads = o->common.jobs;
	how.has_now = 1;
	how.now = clock_now();
	if (o->whom.has_at)
		how.now = o->whom.at;
	how.as_of = o->whom.has_at;
	how.tool_name = "evid-custody";
	how.masks = mask_masks(&o->mask);
	status = evid_custody_read((const char *const *)o->operands, 1, &how,
	    out, &err);
	if (status == EVID_OK)
		return 0;
	message_error(&err);
	return message_exit_foreign(status);
}

/*
 * What a list or a form ends with.  A list trusts nobody unless it is told
 * whom, so that nobody is trusted is then no fault.  A log without an event
 * shows nothing.
 */
static int
shown_of(const struct evid_custody *c, const char *log, bool list)
{
	if (list && evid_custody_events(c) > 0)
		return (int)evid_custody_log_result(c);
	if (evid_custody_events(c) == 0)
		message_of(log, "check that this is the log that was meant",
		    "no event stands in it");
	return (int)evid_custody_result(c);
}

/* the form is there, whatever it says: why it did not end with 0 */
static void
tell_form(const struct custody_options *o, const struct evid_custody *c,
    int result)
{
	if (result == EXIT_DONE || o->common.quiet ||
	    evid_custody_events(c) == 0)
		return;
	if (evid_custody_log_result(c) == EVID_VERIFIED)
		message_of(o->operands[0], "--pins, -t or -p says whom to "
		    "trust", "the form is written, and nobody vouches for who "
		    "signed the log");
	else
		message_of(o->operands[0], "the form says why, at its head; "
		    "evid-custody verify says what to do", "the form is "
		    "written, and %s", standing_of(evid_custody_result(c)));
}

/* @result: what it ends with where all is written */
static int
show(const struct custody_options *o, const struct evid_custody *c,
    enum evid_custody_view view, int result)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct output out = OUTPUT_INIT;
	enum evid_status status = EVID_OK;
	int done;

	if (o->common.output != NULL)
		signals_note();
	done = output_open(&out, o->common.output, 0644, o->common.force);
	if (done != 0)
		return done;
	if (!o->common.quiet || o->common.json || o->common.output != NULL)
		status = evid_custody_write(c, view, o->common.json ?
		    write_json : write_piece, out.file, &err);
	if (status == EVID_OK || status == EVID_ERR_CANCELLED)
		done = signals_came() != 0 ? EXIT_AGAIN : output_commit(&out);
	else
		done = message_failed(&err, status);
	output_abandon(&out);
	return done != 0 ? done : result;
}

int
custody_list(struct custody_options *o)
{
	struct evid_trust *trust = NULL;
	struct evid_custody *c = NULL;
	int status = read_log(o, &trust, &c);

	if (status == 0)
		status = show(o, c, o->common.json ? EVID_CUSTODY_JSON :
		    o->open ? EVID_CUSTODY_OPEN : EVID_CUSTODY_TREE,
		    shown_of(c, o->operands[0], true));
	evid_custody_free(c);
	evid_trust_free(trust);
	return status;
}

int
custody_verify(struct custody_options *o)
{
	struct evid_trust *trust = NULL;
	struct evid_custody *c = NULL;
	int status = read_log(o, &trust, &c);

	if (status == 0)
		status = show(o, c, o->common.json ?
		    EVID_CUSTODY_VERDICT_JSON : EVID_CUSTODY_VERDICT,
		    (int)evid_custody_result(c));
	evid_custody_free(c);
	evid_trust_free(trust);
	return status;
}

int
custody_form(struct custody_options *o)
{
	struct evid_trust *trust = NULL;
	struct evid_custody *c = NULL;
	int status;

	if (o->common.json)
		return options_wrong("form is for people: list has --json");
	status = read_log(o, &trust, &c);
	if (status == 0) {
		int result = shown_of(c, o->operands[0], false);

		status = show(o, c, o->html ? EVID_CUSTODY_FORM_HTML :
		    EVID_CUSTODY_FORM, result);
		if (status == result)
			tell_form(o, c, result);
	}
	evid_custody_free(c);
	evid_trust_free(trust);
	return status;
}

/* "5 events", and apart from them what is none */
static void
print_lines(FILE *out, uint64_t n_events, uint64_t n_foreign)
{
	fprintf(out, "%" PRIu64 " event%s", n_events, n_events == 1 ? "" :
	    "s");
	if (n_foreign > 0)
		fprintf(out, ", and %" PRIu64 " line%s, which %s kept",
		    n_foreign, n_foreign == 1 ? " that is no event" :
		    "s that are no events", n_foreign == 1 ? "is" : "are");
}

/* what of a torn line is in the union, and what not */
static void
tell_left_out(const struct custody_options *o, const char *path,
    const struct evid_custody_mended *m)
{
	if (o->common.quiet || (m->cut == 0 && !m->ended))
		return;
	if (m->ended)
		message_of(path, NULL, "its last event lacked its line feed; "
		    "in the union it has that");
	if (m->cut > 0)
		message_of(path, NULL, "left out %" PRIu64 " bytes of a torn "
		    "line, which were no event", m->cut);
}

/* of each log, and of an output that is none of them */
static struct evid_custody_mended
tell_mended(const struct custody_options *o,
    const struct evid_custody_mended *each)
{
	struct evid_custody_mended all = { 0, 0 };
	bool again = false;

	for (size_t i = 0; each != NULL && i <= o->n_operands; i++) {
		const char *path = i < o->n_operands ? o->operands[i] :
		    o->common.output;

		again = again || (i < o->n_operands &&
		    strcmp(path, o->common.output) == 0);
		if (i == o->n_operands && again)
			break;
		tell_left_out(o, path, &each[i]);
		all.cut += each[i].cut;
		all.ended += each[i].ended;
	}
	return all;
}

static int
tell_merged(const struct custody_options *o, uint64_t n_lines,
    uint64_t n_foreign, const struct evid_custody_mended *each)
{
	struct evid_custody_mended all = tell_mended(o, each);
	bool standard = strcmp(o->common.output, "-") == 0;
	FILE *to = standard ? stderr : stdout;
	char *path = text_escaped(o->common.output);
	const char *shown = path == NULL ? "(no memory)" : path;

	if (o->common.json) {
		fputs("{\"output\":", stdout);
		text_json(stdout, o->common.output);
		printf(",\"lines\":%" PRIu64 ",\"foreignLines\":%" PRIu64
		    ",\"logs\":%zu,\"mended\":%" PRIu64 ",\"ended\":%d"
		    ",\"exitStatus\":0}\n", n_lines, n_foreign,
		    o->n_operands, all.cut, all.ended);
	} else if (!o->common.quiet) {
		fprintf(to, "%s%s: ", standard ? "evid-custody: " : "",
		    standard ? "standard output" : shown);
		print_lines(to, n_lines - n_foreign, n_foreign);
		fprintf(to, ", of %zu log%s\n", o->n_operands,
		    o->n_operands == 1 ? "" : "s");
	}
	free(path);
	return EXIT_DONE;
}

int
custody_merge(struct custody_options *o)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_custody_mended *mended = NULL;	/* owned here */
	uint64_t n_lines = 0, n_foreign = 0;
	enum evid_status status;
	int done;

	if (o->n_operands == 0)
		return options_wrong("no log was named");
	if (o->common.output == NULL)
		return options_wrong("-o names the file for the union; - is "
		    "standard output");
	if (o->common.json && strcmp(o->common.output, "-") == 0)
		return options_wrong("--json and -o - cannot share standard "
		    "output");
	sandbox_read_all((const char *const *)o->operands, o->n_operands);
	/* Onto one of them it may be written. */
	done = strcmp(o->common.output, "-") == 0 ? 0 :
	    inputs_refuse_log(NULL, o->common.output);
	if (done != 0)
		return done;
	sandbox_write(o->common.output);
	sandbox_enter(SANDBOX_FILES, o->common.verbose);
	if (o->mend) {
		mended = calloc(o->n_operands + 1, sizeof(*mended));
		if (mended == NULL)
			return message_memory();
	}
	status = evid_custody_merge_mended((const char *const *)o->operands,
	    o->n_operands, o->common.output, o->common.force, mended,
	    &n_lines, &n_foreign, &err);
	done = status == EVID_OK ? tell_merged(o, n_lines, n_foreign,
	    mended) : message_failed(&err, status);
	free(mended);
	return done;
}
