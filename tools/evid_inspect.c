/*
 * evid-inspect: list what a bundle says of itself.  Nothing of it is verified,
 * and nothing is kept: each member is written as the library tells of it.
 */
#include "common/mask.h"
#include "common/message.h"
#include "common/options.h"
#include "common/output.h"
#include "common/sandbox.h"
#include "common/signals.h"
#include "common/standard.h"
#include "common/text.h"

#include <evidence/evidence.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct option_row rows[] = {
	{ OPTION_OUTPUT, NULL, "FILE",
	    "write to FILE instead of standard output" },
	OPTION_ROW_MASK,
	OPTION_ROW_FORCE,
	OPTION_ROW_JSON,
	OPTION_ROW_QUIET("the summary alone, without the members"),
	OPTION_ROW_VERBOSE("each member's digest in full, and its time"),
	OPTION_ROWS_LAST,
};

static const struct usage usage = {
	.synopsis = "evid-inspect [options] BUNDLE",
	.about =
	    "Lists what a bundle says of itself: its seal, its signers, its "
	    "conditions and\nits members under their original names.  "
	    "Nothing is verified: anyone can have\nwritten it.  Of a bundle "
	    "that is a file only the end is read.  BUNDLE is a file,\nthe "
	    "first of its volumes (.001), an unpacked folder, or - for "
	    "standard input.\n",
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.examples =
	    "  evid-inspect SMS-2026-014.evidence.tar.gz\n"
	    "  evid-inspect --json SMS-2026-014.evidence.tar.gz\n",
	.exits =
	    "  0  listed; this says nothing of trust\n"
	    "  1  not a bundle, or its end is damaged\n"
	    "  2  wrong usage; the output exists\n"
	    "  4  could not be read now: no such file, cut short, I/O "
	    "error\n"
	    "  5  a format too new for this version\n",
};

struct inspect {
	struct common_options common;
	FILE *out;
	uint64_t members;
	int begun;		/* the JSON object is open */
	struct mask_options mask;
};

static int
take(void *context, int id, const char *value)
{
	struct inspect *i = context;

	(void)id;
	return mask_take(&i->mask, value);
}

/* The object stays open, for the members. */
static int
tell_summary(void *context, const char *json, const char *text)
{
	struct inspect *i = context;
	size_t len = strlen(json);

	if (i->common.json) {
		while (len > 0 && json[len - 1] != '}')
			len--;
		text_json_value(i->out, json, len == 0 ? 0 : len - 1);
		fputs(",\"members\":[", i->out);
	} else {
		fputs(text, i->out);
	}
	i->begun = 1;
	return signals_came() != 0 || ferror(i->out);
}

static void
member_json(struct inspect *i, const struct evid_member *m)
{
	if (i->members > 0)
		putc(',', i->out);
	fputs("\n{\"path\":", i->out);
	text_json(i->out, m->path);
	fputs(",\"original\":", i->out);
	text_json(i->out, m->original);
	fprintf(i->out, ",\"type\":\"%s\",\"size\":%" PRIu64 ",\"sha256\":",
	    m->type, m->size);
	if (m->sha256[0] != '\0')
		text_json(i->out, m->sha256);
	else
		fputs("null", i->out);
	fprintf(i->out, ",\"partial\":%s,\"masked\":%s,\"line\":",
	    m->partial ? "true" : "false", m->masked ? "true" : "false");
	text_json_value(i->out, m->line, strlen(m->line));
	putc('}', i->out);
}

static void
member_detail(struct inspect *i, const struct evid_member *m)
{
	if (m->detail[0] == '\0')
		return;
	if (strcmp(m->type, "symlink") == 0)
		fprintf(i->out, " -> %s", m->detail);
	else if (strcmp(m->type, "hardlink") == 0)
		fprintf(i->out, " is also %s", m->detail);
	else
		fprintf(i->out, "  (%s)", m->detail);
}

static void
member_text(struct inspect *i, const struct evid_member *m)
{
	char size[32] = "";
	int digits = i->common.verbose ? 64 : 12;

	if (i->members == 0)
		fputs("  members\n", i->out);
	if (m->sha256[0] != '\0')
		text_count(m->size, size);
	fprintf(i->out, "    %-10s %15s  %-*.*s  ", m->type, size, digits,
	    digits, m->sha256);
	if (i->common.verbose)
		fprintf(i->out, "%-30s  ", m->modified);
	fputs(m->original, i->out);
	member_detail(i, m);
	if (m->partial)
		fputs("  (partial)", i->out);
	if (m->flags[0] != '\0')
		fprintf(i->out, "  {%s}", m->flags);
	putc('\n', i->out);
}

static int
tell_member(void *context, const struct evid_member *m)
{
	struct inspect *i = context;

	if (i->common.json)
		member_json(i, m);
	else
		member_text(i, m);
	i->members++;
	return signals_came() != 0 || ferror(i->out);
}

static int
run(struct inspect *i, const char *path)
{
	struct output out = OUTPUT_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	int result;

	sandbox_bundle(path);
	sandbox_write(i->common.output);
	sandbox_enter(SANDBOX_FILES, i->common.verbose);
	/* There is but the output's file to take back. */
	signals_at_once();
	result = output_open(&out, i->common.output, 0644, i->common.force);
	if (result != 0)
		return result;
	i->out = out.file;
	status = evid_inspect_masked(path, mask_masks(&i->mask), tell_summary,
	    i->common.quiet && !i->common.json ? NULL : tell_member, i, &err);
	result = message_exit_foreign(status);
	/* Closed also after a failure: half an object is no JSON. */
	if (i->begun && i->common.json)
		fprintf(i->out, "%s],\"exitStatus\":%d}\n",
		    i->members > 0 ? "\n" : "", result);
	if (status != EVID_OK && status != EVID_ERR_CANCELLED)
		message_error(&err);
	/* The telling was given up: the output could not take it, which is
	 * told now. */
	if (status == EVID_OK || (status == EVID_ERR_CANCELLED &&
	    signals_came() == 0))
		result = output_commit(&out);
	output_abandon(&out);
	return result;
}

static int
check_usage(char **operands, size_t n)
{
	if (n == 0)
		return options_wrong("no bundle was named");
	if (n > 1)
		return options_wrong("one bundle at a time");
	return strcmp(operands[0], "-") == 0 ? standard_check_input() : 0;
}

int
main(int argc, char **argv)
{
	struct inspect i = { .out = stdout };
	char **operands;
	size_t n;
	int status;

	message_init("evid-inspect");
	signals_ignore_pipe();
	status = options_read(&usage, argc, argv, &i.common, take, &i,
	    &operands, &n);
	if (status < 0) {
		status = check_usage(operands, n);
		if (status == 0)
			status = run(&i, operands[0]);
	}
	mask_free(&i.mask);
	signals_end();
	return output_last(status);
}
