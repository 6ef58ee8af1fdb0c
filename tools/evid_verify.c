/*
 * evid-verify: the verdict on bundles.  The verdict is the library's; this
 * reads the command line, and puts the verdicts of several together.
 */
#include "common/clock.h"
#include "common/inputs.h"
#include "common/mask.h"
#include "common/message.h"
#include "common/options.h"
#include "common/output.h"
#include "common/sandbox.h"
#include "common/signals.h"
#include "common/text.h"
#include "common/trust.h"
#include "verify/many.h"
#include "verify/result.h"
#include "verify/usage.h"

#include <evidence/evidence.h>

#include <stdlib.h>
#include <string.h>

enum {
	OPTION_EXPECT = OPTION_OWN,
	OPTION_PAYLOAD,
	OPTION_CUSTODY,
	OPTION_DELIVERY,
	OPTION_JSON_LINES,
	OPTION_FILES_FROM,
	OPTION_NULL,
	OPTION_RESULTS
};

static const struct option_row rows[] = {
	OPTION_ROWS_TRUST,
	{ OPTION_EXPECT, "expect", "SEALNUMBER",
	    "trust the one seal of this number, had from its signer" },
	{ OPTION_PAYLOAD, "payload", "DIR",
	    "where the content of a detached bundle stands: the\n"
	    "folder that holds the operands sealed" },
	{ OPTION_CUSTODY, "custody", "LOG",
	    "the custody log beside the bundle; the one sealed in\n"
	    "it is judged in any case" },
	{ OPTION_DELIVERY, "delivery", "HANDOVER",
	    "check the files that arrived, which may be encrypted,\n"
	    "against this hand-over: a file with its line, or its\n"
	    "digest in the custody log" },
	OPTION_ROW_MASK,
	{ OPTION_OUTPUT, NULL, "FILE",
	    "write the verdict to FILE instead of standard output" },
	OPTION_ROW_FORCE,
	OPTION_ROW_JOBS,
	OPTION_ROW_JSON,
	{ OPTION_JSON_LINES, "json-lines", NULL,
	    "many bundles, several at once: a line of JSON each, as\n"
	    "it is done, in no order" },
	{ OPTION_FILES_FROM, "files-from", "FILE",
	    "with --json-lines: more paths of bundles, one a line;\n"
	    "- is standard input" },
	{ OPTION_NULL, "null", NULL,
	    "the paths of --files-from end in a zero byte" },
	{ OPTION_RESULTS, "results", "FILE",
	    "with --json-lines: add the lines to FILE; bundles that\n"
	    "it has already, unchanged, are not verified again" },
	OPTION_ROW_PROGRESS,
	OPTION_ROW_QUIET("say nothing but errors: the exit status tells"),
	OPTION_ROW_VERBOSE("show also findings without effect"),
	OPTION_ROWS_LAST,
};

static const struct usage usage = {
	.synopsis = "evid-verify [-p PUB]... [-t DIRECTORY] [options] BUNDLE...",
	.about =
	    "Gives the verdict on a bundle: a file, the first of its volumes "
	    "(.001), an\nunpacked folder, or - for standard input.  "
	    "VERIFIED means: unchanged since it\nwas sealed, by this key.  "
	    "It does not mean true, complete, lawful, or unchanged\nbefore.  "
	    "With no -p, -t, --pins or --expect it says\nwho claims to have "
	    "signed, and ends with 3.\n",
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.examples =
	    "  evid-verify -p A.pub SMS-2026-014.evidence.tar.gz\n"
	    "  evid-verify -t un247.directory.json --policy ours.json "
	    "*.evidence.tar.gz\n"
	    "  evid-verify --expect '48213-5 09551-0 ...' --json "
	    "SMS-2026-014.evidence.tar.gz\n"
	    "  find /store -name '*.evidence.tar.gz' -print0 |\n"
	    "      evid-verify -t un247.directory.json --json-lines \\\n"
	    "          --files-from - --null --results 2026.jsonl\n",
	.exits =
	    "  0  verified: intact, and trusted\n"
	    "  1  not intact: altered, forged, or not a bundle\n"
	    "  2  wrong usage; a key, pin, directory or policy file is not "
	    "one\n"
	    "  3  intact, but not trusted: unknown, expired or revoked key, "
	    "too few signers,\n     a stale directory, a condition not understood, "
	    "partial seal\n"
	    "  4  incomplete: cut short, a volume or the payload missing, "
	    "no such file\n"
	    "  5  cannot be checked here: format or algorithm too new, or "
	    "the keys\n     given are of a kind that cannot be checked\n"
	    "  Of several bundles the worst, in the order 1, 5, 4, 3, 0.\n",
};

static int
take(void *context, int id, const char *value)
{
	struct verify *v = context;
	int status = trust_take(&v->whom, id, value);

	if (status >= 0)
		return status;
	switch (id) {
	case OPTION_MASK:
		return mask_take(&v->mask, value);
	case OPTION_EXPECT:
		v->options.expect = value;
		return 0;
	case OPTION_CUSTODY:
		v->options.custody = value;
		return 0;
	case OPTION_DELIVERY:
		v->delivery = value;
		return 0;
	case OPTION_JSON_LINES:
		v->lines = 1;
		return 0;
	case OPTION_FILES_FROM:
		v->many.files_from = value;
		return 0;
	case OPTION_NULL:
		v->many.zero_ends = 1;
		return 0;
	case OPTION_RESULTS:
		v->many.results = value;
		return 0;
	default:
		v->options.payload = value;
		return 0;
	}
}

static int
tell_verdict(struct verify *v, const struct evid_verdict *verdict)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	char *text = NULL;

	if (v->common.json)
		status = evid_verdict_json(verdict, &text, &err);
	else
		status = evid_verdict_text(verdict, v->common.verbose, &text,
		    &err);
	if (status != EVID_OK) {
		message_error(&err);
		return message_exit(status);
	}
	if (v->common.json)
		text_json_value(v->out, text, strlen(text));
	else if (!v->common.quiet)
		fputs(text, v->out);
	free(text);
	return (int)evid_verdict_result(verdict);
}

/* A line between two verdicts, or what joins two JSON objects. */
static void
tell_between(struct verify *v)
{
	if (v->n_told++ == 0)
		return;
	if (v->common.json)
		fputs(",\n", v->out);
	else if (!v->common.quiet)
		putc('\n', v->out);
}

/* A temporary file's failure names no bundle. */
static void
tell_failed(const char *path, const struct evid_error *err)
{
	if (err->status == EVID_ERR_SPACE)
		message_of(path, err->hint, "not verified: %s", err->message);
	else
		message_error(err);
}

static int
verify_one(struct verify *v, const char *path)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_verdict *verdict = NULL;
	enum evid_status status;
	int result;

	v->options.now = clock_now();
	progress_begin(v->common.progress, v->common.quiet, "verifying");
	status = evid_verify_path(path, &v->options, &verdict, &err);
	progress_end();
	if (status == EVID_OK) {
		tell_between(v);
		result = tell_verdict(v, verdict);
		evid_verdict_free(verdict);
		return result;
	}
	if (status == EVID_ERR_CANCELLED)
		return EXIT_AGAIN;
	tell_failed(path, &err);
	result = message_exit(status);
	if (v->common.json && result == EXIT_AGAIN) {
		tell_between(v);
		result_absent_json(v->out, path, &err, v->options.now);
	}
	return result;
}

static int
verify_all(struct verify *v, char **operands, size_t n)
{
	int worst = EXIT_DONE;

	if (v->common.json && n > 1)
		fputs("{\"results\":[\n", v->out);
	for (size_t i = 0; i < n && signals_came() == 0; i++) {
		worst = result_worse(worst, verify_one(v, operands[i]));
		if (worst == EXIT_USAGE)
			break;
	}
	if (v->common.json && n > 1)
		fprintf(v->out, "\n],\"exitStatus\":%d}", worst);
	if (v->common.json && v->n_told > 0)
		putc('\n', v->out);
	return worst;
}

/* What the hand-over names is an input, too, and known only now. */
static int
note_arrived(void *context, const char *path)
{
	struct verify *v = context;

	inputs_add(path);
	v->refused = inputs_refuse(v->common.output);
	return v->refused;
}

/* what arrived, as files; the hand-over is no file of one's own */
static int
verify_delivery(struct verify *v, char **operands, size_t n)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_result result;
	enum evid_status status;
	char *text = NULL;

	v->options.now = clock_now();
	v->options.reads = note_arrived;
	v->options.context = v;
	status = evid_delivery_check(v->delivery,
	    (const char *const *)operands, n, &v->options, v->common.json,
	    &text, &result, &err);
	if (v->refused != 0)
		return v->refused;
	if (status != EVID_OK) {
		message_error(&err);
		return status == EVID_ERR_FORMAT ? EXIT_NOT_INTACT :
		    message_exit(status);
	}
	if (v->common.json) {
		text_json_value(v->out, text, strlen(text));
		putc('\n', v->out);
	} else if (!v->common.quiet) {
		fputs(text, v->out);
	}
	free(text);
	return (int)result;
}

/* The hand-over says what else arrived, and is looked for in the log there. */
static void
enclose_delivered(const char *first)
{
	struct evid_error err = EVID_ERROR_INIT;
	char *log = NULL;

	sandbox_beside(first);
	if (evid_custody_log_path(first, &log, &err) == EVID_OK)
		inputs_add(log);
	free(log);
}

static void
enclose(const struct verify *v, char **operands, size_t n)
{
	sandbox_bundles((const char *const *)operands, n);
	trust_sandbox(&v->whom);
	sandbox_payload(v->options.payload);
	sandbox_read(v->options.custody);
	sandbox_read(v->delivery);
	if (v->delivery != NULL && n > 0)
		enclose_delivered(operands[0]);
	sandbox_write(v->common.output);
	/* A list names what it likes, and is too long to be known before. */
	if (v->many.files_from != NULL)
		sandbox_read("/");
	sandbox_read(v->many.files_from);
	sandbox_write(v->many.results);
	sandbox_enter(SANDBOX_FILES, v->common.verbose);
}

/* A line that is begun is ended, whatever signal comes. */
static int
verify_many(struct verify *v, char **operands, size_t n)
{
	v->many.common = &v->common;
	v->many.verify = &v->options;
	v->many.out = v->out;
	signals_note();
	return many_verify(&v->many, operands, n);
}

static int
run(struct verify *v, char **operands, size_t n)
{
	struct output out = OUTPUT_INIT;
	int status, written;

	status = usage_check(v, operands, n);
	if (status != 0)
		return status;
	enclose(v, operands, n);
	status = inputs_check_standard();
	if (status == 0)
		status = inputs_refuse(v->many.results);
	/* What a list names is not known before something would be written. */
	if (status == 0 && v->many.files_from != NULL)
		status = inputs_refuse_bags(v->many.results);
	if (status == 0 && v->many.files_from != NULL)
		status = inputs_refuse_bags(v->common.output);
	if (status == 0)
		status = trust_read(&v->whom, &v->trust);
	if (status == 0)
		status = output_open(&out, v->common.output, 0644,
		    v->common.force);
	if (status != 0)
		return status;
	v->options.trust = v->trust;
	v->options.has_at = v->whom.has_at;
	v->options.at = v->whom.at;
	v->options.masks = mask_masks(&v->mask);
	v->options.threads = v->common.jobs;
	v->options.has_now = 1;
	v->options.tool_name = "evid-verify";
	v->options.progress = progress_tell;
	v->out = out.file;
	status = v->lines ? verify_many(v, operands, n) :
	    v->delivery != NULL ? verify_delivery(v, operands, n) :
	    verify_all(v, operands, n);
	if (status != EXIT_USAGE && signals_came() == 0) {
		written = output_commit(&out);
		if (written != 0)
			status = result_worse(status, EXIT_AGAIN);
	}
	output_abandon(&out);
	return status;
}

int
main(int argc, char **argv)
{
	struct verify v = { .options = EVID_VERIFY_OPTIONS_INIT };
	char **operands;
	size_t n;
	int status;

	message_init("evid-verify");
	signals_ignore_pipe();
	status = options_read(&usage, argc, argv, &v.common, take, &v,
	    &operands, &n);
	if (status < 0) {
		/* There is but the output's file to take back. */
		signals_at_once();
		status = run(&v, operands, n);
	}
	evid_trust_free(v.trust);
	trust_options_free(&v.whom);
	mask_free(&v.mask);
	signals_end();
	return output_last(status);
}
