/*
 * What was given out (report.h).  The rows come from the library one by one,
 * so that their number costs no memory.
 */
#include "extract/report.h"
#include "common/message.h"
#include "common/output.h"
#include "common/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum part { PART_RENAMED, PART_WITHHELD, PART_UNSET, PART_ALL };

struct rows {
	FILE *out;
	enum part part;
	uint64_t n;
};

static int
row_json(void *context, const struct evid_extracted *row)
{
	struct rows *r = context;

	fputs(r->n++ > 0 ? ",\n{\"path\":" : "\n{\"path\":", r->out);
	text_json(r->out, row->path);
	fputs(",\"original\":", r->out);
	text_json(r->out, row->original);
	fputs(",\"type\":", r->out);
	text_json(r->out, row->type);
	fprintf(r->out, ",\"size\":%" PRIu64 ",\"given\":", row->size);
	if (row->given[0] == '\0')
		fputs("null", r->out);
	else
		text_json(r->out, row->given);
	fprintf(r->out, ",\"renamed\":%s,\"masked\":%s,\"note\":",
	    row->renamed ? "true" : "false", row->masked ? "true" : "false");
	if (row->note[0] == '\0')
		fputs("null", r->out);
	else
		text_json(r->out, row->note);
	putc('}', r->out);
	return ferror(r->out);
}

static int
row_text(void *context, const struct evid_extracted *row)
{
	struct rows *r = context;
	int withheld = row->given[0] == '\0';

	if (withheld && r->part == PART_WITHHELD)
		fprintf(r->out, "    %s: %s\n", row->original, row->note);
	else if (!withheld && row->renamed && r->part == PART_RENAMED)
		fprintf(r->out, "    %s -> %s\n", row->original, row->given);
	else if (!withheld && !row->renamed && row->note[0] != '\0' &&
	    r->part == PART_UNSET)
		fprintf(r->out, "    %s: %s\n", row->original, row->note);
	else if (r->part == PART_ALL)
		fprintf(r->out, "    %s -> %s\n", row->original,
		    withheld ? "(withheld)" : row->given);
	return ferror(r->out);
}

static int
each(const struct evid_extraction *x, evid_extracted_fn *tell,
    struct rows *rows)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status = evid_extraction_each(x, tell, rows, &err);

	if (status == EVID_OK || status == EVID_ERR_CANCELLED)
		return 0;
	message_error(&err);
	return message_exit(status);
}

static int
tell_json(FILE *out, const struct evid_extraction *x, const char *verdict)
{
	const struct evid_extract_totals *t = evid_extraction_totals(x);
	const char *target = evid_extraction_target(x);
	const char *leftover = evid_extraction_leftover(x);
	struct rows rows = { out, PART_ALL, 0 };
	size_t len = strlen(verdict);
	int status;

	/* One object: the verdict's keys, and one more. */
	text_json_value(out, verdict, len - 1);
	fprintf(out, ",\"extracted\":{\"given\":%s,\"target\":",
	    evid_extraction_given(x) ? "true" : "false");
	if (target == NULL)
		fputs("null", out);
	else
		text_json(out, target);
	fputs(",\"leftover\":", out);
	if (leftover == NULL)
		fputs("null", out);
	else
		text_json(out, leftover);
	fprintf(out, ",\"moreLeftovers\":%" PRIu64,
	    evid_extraction_more_leftovers(x));
	fprintf(out, ",\"objects\":%" PRIu64 ",\"files\":%" PRIu64
	    ",\"bytes\":%" PRIu64 ",\"renamed\":%" PRIu64
	    ",\"withheld\":%" PRIu64 ",\"unset\":%" PRIu64 ",\"members\":[",
	    t->objects, t->files, t->bytes, t->renamed, t->withheld,
	    t->unset);
	status = each(x, row_json, &rows);
	fprintf(out, "%s]}}\n", rows.n > 0 ? "\n" : "");
	return status;
}

static int
tell_part(FILE *out, const struct evid_extraction *x, enum part part,
    const char *title, uint64_t n, const char *why)
{
	struct rows rows = { out, part, 0 };
	char count[32];

	if (n == 0)
		return 0;
	fprintf(out, "  %-11s %s%s%s\n", title, text_count(n, count),
	    n == 1 ? " object" : " objects", why);
	return each(x, row_text, &rows);
}

static int
tell_text(FILE *out, const struct common_options *common,
    const struct evid_extraction *x, const char *verdict)
{
	const struct evid_extract_totals *t = evid_extraction_totals(x);
	char count[32], bytes[32];
	char *target;
	int status;

	fputs(verdict, out);
	if (!evid_extraction_given(x)) {
		fputs("  given out   nothing\n", out);
		return 0;
	}
	target = text_escaped(evid_extraction_target(x));
	fprintf(out, "  given out   %s %s, %s, to %s\n",
	    text_count(t->files, count), t->files == 1 ? "file" : "files",
	    text_bytes(t->bytes, bytes), target == NULL ? "(no memory)" :
	    target);
	free(target);
	status = tell_part(out, x, PART_RENAMED, "renamed", t->renamed,
	    ": their names cannot be had here");
	if (status == 0)
		status = tell_part(out, x, PART_WITHHELD, "withheld",
		    t->withheld, "");
	if (status == 0)
		status = tell_part(out, x, PART_UNSET, "not set", t->unset,
		    ": times, mode or attributes");
	if (status == 0 && common->verbose)
		status = tell_part(out, x, PART_ALL, "members",
		    t->objects + t->withheld, "");
	return status;
}

static void
tell_not_trusted(const struct evid_verdict *v, const char *bundle)
{
	struct evid_finding f;
	char *hint = NULL;			/* owned here */

	if (evid_verdict_not_trusted_for(v, &f) && asprintf(&hint, "%s; or "
	    "have it given out all the same (--untrusted)", f.hint) >= 0)
		message_of(bundle, hint, "nothing was given out: it is not "
		    "trusted: %s", f.message);
	else
		message_of(bundle, "name whom to trust (-p, -t, --pins, "
		    "--expect), or have it given out all the same "
		    "(--untrusted)", "nothing was given out: it is not "
		    "trusted");
	free(hint);
}

/* @asked: what --damaged and --untrusted ask for */
static void
tell_nothing(const struct evid_extraction *x, const char *bundle,
    const struct evid_extract_options *asked)
{
	switch (evid_verdict_result(evid_extraction_verdict(x))) {
	case EVID_NOT_TRUSTED:
		tell_not_trusted(evid_extraction_verdict(x), bundle);
		break;
	case EVID_NOT_INTACT:
	case EVID_INCOMPLETE:
		message_of(bundle, !asked->damaged ? "fetch it again; "
		    "--damaged gives out what a trusted seal shows to be "
		    "intact (--untrusted: any seal)" : !asked->untrusted ?
		    "fetch it again; with --untrusted any seal counts, also "
		    "one that is not trusted" : "fetch it again",
		    asked->damaged ? "nothing was given out: of what was "
		    "asked for, nothing is shown to be as it was sealed" :
		    "nothing was given out: it is not all there as it was "
		    "sealed");
		break;
	default:
		message_of(bundle, "check it with a newer version", "nothing "
		    "was given out: it cannot be checked");
		break;
	}
}

/* It was given out all the same: to try again would find the folder full. */
static void
tell_lost(const struct evid_extraction *x, const char *bundle)
{
	const char *target = evid_extraction_target(x);

	message_of(target == NULL ? bundle : target, "nothing is to be given "
	    "out again; evid-verify tells the verdict once more", "%s; the "
	    "report could not be written", evid_extraction_exit_status(x) ==
	    EXIT_DONE ? "it was verified, and given out whole" :
	    "what could be was given out");
}

static void
tell_leftover(const struct evid_extraction *x)
{
	uint64_t more = evid_extraction_more_leftovers(x);
	char count[64] = "";

	if (more > 0)
		(void)snprintf(count, sizeof(count), ", and %" PRIu64
		    " more whose %s alike", more, more == 1 ? "name is" :
		    "names are");
	message_of(evid_extraction_leftover(x), more > 0 ?
	    "remove them: they are not whole" : "remove it: it is not whole",
	    "left by a run that was ended, or that could not remove it%s",
	    count);
}

int
report(FILE *out, const struct common_options *common,
    const struct evid_extraction *x, const char *bundle,
    const struct evid_extract_options *asked)
{
	const struct evid_verdict *verdict = evid_extraction_verdict(x);
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	char *text = NULL;
	int told = 0;

	if (common->json)
		status = evid_verdict_json(verdict, &text, &err);
	else
		status = evid_verdict_text(verdict, common->verbose, &text,
		    &err);
	if (status != EVID_OK) {
		message_error(&err);
		return message_exit(status);
	}
	if (common->json)
		told = tell_json(out, x, text);
	else if (!common->quiet)
		told = tell_text(out, common, x, text);
	free(text);
	if (evid_extraction_leftover(x) != NULL)
		tell_leftover(x);
	if (!evid_extraction_given(x))
		tell_nothing(x, bundle, asked);
	if (evid_extraction_given(x) && out == stdout && output_failed())
		tell_lost(x, bundle);
	return told != 0 ? told : evid_extraction_exit_status(x);
}
