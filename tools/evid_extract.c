/*
 * evid-extract: what a bundle holds, given out once it is verified.  The work
 * is the library's; this reads the command line.
 */
#include "common/clock.h"
#include "common/inputs.h"
#include "common/mask.h"
#include "common/message.h"
#include "common/options.h"
#include "common/output.h"
#include "common/sandbox.h"
#include "common/signals.h"
#include "common/standard.h"
#include "common/trust.h"
#include "extract/report.h"

#include <evidence/evidence.h>

#include <string.h>
#include <unistd.h>

enum {
	OPTION_EXPECT = OPTION_OWN,
	OPTION_PAYLOAD,
	OPTION_CUSTODY,
	OPTION_MEMBER,
	OPTION_DAMAGED,
	OPTION_UNTRUSTED,
	OPTION_XATTRS,
	OPTION_LINKS
};

static const struct option_row rows[] = {
	{ 'C', NULL, "DIR",
	    "the folder to give it out to: absent or empty;\n"
	    "default: the bundle's name, in the current folder" },
	{ OPTION_MEMBER, "member", "GLOB",
	    "give out only what has this name, as sealed, and what\n"
	    "is below it; may be given again" },
	{ OPTION_OUTPUT, NULL, "FILE",
	    "write the content of the one file that --member names\n"
	    "to FILE; - is standard output" },
	OPTION_ROW_FORCE,
	{ OPTION_DAMAGED, "damaged", NULL,
	    "of a bundle that is not intact, give out the files\n"
	    "that are, and list the others" },
	{ OPTION_UNTRUSTED, "untrusted", NULL,
	    "give it out also if it is intact but not trusted" },
	{ OPTION_LINKS, "links", NULL,
	    "also links that stay within the folder" },
	{ OPTION_XATTRS, "xattrs", NULL,
	    "also extended attributes (user.*)" },
	OPTION_ROWS_TRUST,
	{ OPTION_EXPECT, "expect", "SEALNUMBER",
	    "trust the one seal of this number, had from its signer" },
	{ OPTION_PAYLOAD, "payload", "SOURCE",
	    "where the content of a detached bundle stands: the\n"
	    "folder that holds the operands sealed" },
	{ OPTION_CUSTODY, "custody", "LOG",
	    "the custody log beside the bundle; the one sealed in\n"
	    "it is judged in any case" },
	OPTION_ROW_MASK,
	OPTION_ROW_JOBS,
	OPTION_ROW_JSON,
	OPTION_ROW_PROGRESS,
	OPTION_ROW_QUIET("say nothing but errors: the exit status tells"),
	OPTION_ROW_VERBOSE("list everything that was given out"),
	OPTION_ROWS_LAST,
};

static const struct usage usage = {
	.synopsis = "evid-extract [-p PUB]... [-t DIRECTORY] [-C DIR] "
	    "[options] BUNDLE",
	.about =
	    "Verifies a bundle, then gives out what it holds under the "
	    "original names, with\ntimes and modes.  Nothing appears before "
	    "its bytes are verified, and nothing of\na bundle that is not "
	    "intact and trusted is given out unless that is asked for.\n"
	    "BUNDLE is a file, the first of its volumes (.001), an unpacked "
	    "folder, or - for\nstandard input.\n",
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.examples =
	    "  evid-extract -p A.pub -C evidence "
	    "SMS-2026-014.evidence.tar.gz\n"
	    "  evid-extract -p A.pub --member notes/plan.txt -o - "
	    "SMS-2026-014.evidence.tar.gz\n",
	.exits =
	    "  0  verified, and given out (with --member: the members are as "
	    "sealed)\n"
	    "  1  not intact; with --damaged the intact files were given "
	    "out\n"
	    "  2  wrong usage; the target exists; no such member; a key, "
	    "pin, directory or\n     policy file is not one\n"
	    "  3  intact, but not trusted: nothing was given out, but with "
	    "--untrusted\n"
	    "  4  incomplete; no such file; the target cannot be written, "
	    "or is full\n"
	    "  5  cannot be checked here: format or algorithm too new\n",
};

struct extract {
	struct common_options common;
	struct evid_extract_options options;
	struct evid_verify_options verify;
	struct option_list members;
	struct trust_options whom;
	struct mask_options mask;
	struct evid_trust *trust;
	int given;			/* it stands under its name */
};

static int
take(void *context, int id, const char *value)
{
	struct extract *x = context;
	int status = trust_take(&x->whom, id, value);

	if (status >= 0)
		return status;
	switch (id) {
	case 'C':
		if (value[0] == '\0')
			return options_wrong("-C takes the name of a folder");
		x->options.folder = value;
		return 0;
	case OPTION_MEMBER:
		return option_list_add(&x->members, value);
	case OPTION_DAMAGED:
		x->options.damaged = 1;
		return 0;
	case OPTION_UNTRUSTED:
		x->options.untrusted = 1;
		return 0;
	case OPTION_XATTRS:
		x->options.xattrs = 1;
		return 0;
	case OPTION_LINKS:
		x->options.links = 1;
		return 0;
	case OPTION_MASK:
		return mask_take(&x->mask, value);
	case OPTION_CUSTODY:
		x->verify.custody = value;
		return 0;
	case OPTION_EXPECT:
		x->verify.expect = value;
		return 0;
	default:
		x->verify.payload = value;
		return 0;
	}
}

static int
check_usage(const struct extract *x, char **operands, size_t n)
{
	const struct common_options *c = &x->common;

	if (n == 0)
		return options_wrong("no bundle was named");
	if (n > 1)
		return options_wrong("one bundle at a time");
	if (strcmp(operands[0], "-") == 0 && standard_closed(STDIN_FILENO))
		return standard_check_input();
	if (trust_check_threshold(&x->whom, x->verify.expect != NULL) != 0)
		return EXIT_USAGE;
	if (c->output == NULL)
		return c->force ? options_wrong("--force replaces the file of "
		    "-o; a folder that holds files is never replaced") : 0;
	if (x->members.n == 0)
		return options_wrong("-o takes the content of one file: name "
		    "it with --member, or a folder with -C");
	if (x->options.folder != NULL)
		return options_wrong("-o and -C exclude each other");
	if (strcmp(c->output, "-") == 0 && c->json)
		return options_wrong("-o - and --json would both write to "
		    "standard output");
	return 0;
}

static int
extract(struct extract *x, const char *path)
{
	int to_stdout = x->common.output != NULL &&
	    strcmp(x->common.output, "-") == 0;
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_extraction *result = NULL;
	enum evid_status status;
	int exit_status;

	x->verify.now = clock_now();
	progress_begin(x->common.progress, x->common.quiet, "extracting");
	status = evid_extract_path(path, &x->options, &result, &err);
	progress_end();
	if (status == EVID_ERR_CANCELLED)
		return EXIT_AGAIN;
	if (status != EVID_OK) {
		message_error(&err);
		/* What is read is no file of one's own. */
		return status == EVID_ERR_FORMAT || status == EVID_ERR_LIMIT ?
		    EXIT_NOT_INTACT : message_exit(status);
	}
	x->given = evid_extraction_given(result);
	if (x->given)
		signals_too_late();
	exit_status = report(to_stdout ? stderr : stdout, &x->common, result,
	    path, &x->options);
	evid_extraction_free(result);
	return exit_status;
}

/* A folder in the bundle would be foreign to it: before anything is made. */
static int
refuse_target(const struct extract *x)
{
	if (x->common.output != NULL)
		return inputs_refuse(x->common.output);
	return x->options.folder != NULL ?
	    inputs_refuse_tree(x->options.folder, "name a folder elsewhere") :
	    inputs_refuse_tree(".", "name a folder elsewhere with -C; without "
	    "it, one is made in the current folder");
}

static int
enclose(const struct extract *x, const char *path)
{
	int status;

	sandbox_bundle(path);
	trust_sandbox(&x->whom);
	sandbox_payload(x->verify.payload);
	sandbox_read(x->verify.custody);
	status = inputs_check_standard();
	if (status == 0)
		status = refuse_target(x);
	if (status != 0)
		return status;
	/* The bundle's name, of which the folder here is made, is in it. */
	if (x->common.output != NULL)
		sandbox_write(x->common.output);
	else
		sandbox_tree(x->options.folder != NULL ? x->options.folder :
		    ".");
	sandbox_enter(x->common.output != NULL ? SANDBOX_FILES : SANDBOX_TREE,
	    x->common.verbose);
	return 0;
}

static int
run(struct extract *x, const char *path)
{
	int status = enclose(x, path);

	if (status == 0)
		status = trust_read(&x->whom, &x->trust);
	if (status != 0)
		return status;
	signals_note();
	x->verify.trust = x->trust;
	x->verify.has_at = x->whom.has_at;
	x->verify.at = x->whom.at;
	x->verify.masks = mask_masks(&x->mask);
	x->verify.threads = x->common.jobs;
	x->verify.has_now = 1;
	x->verify.tool_name = "evid-extract";
	x->verify.progress = progress_tell;
	x->options.verify = &x->verify;
	x->options.output = x->common.output;
	x->options.force = x->common.force;
	x->options.members = x->members.items;
	x->options.n_members = x->members.n;
	return extract(x, path);
}

int
main(int argc, char **argv)
{
	struct extract x = { .options = EVID_EXTRACT_OPTIONS_INIT,
		.verify = EVID_VERIFY_OPTIONS_INIT };
	char **operands;
	size_t n;
	int status;

	message_init("evid-extract");
	signals_ignore_pipe();
	status = options_read(&usage, argc, argv, &x.common, take, &x,
	    &operands, &n);
	if (status < 0)
		status = check_usage(&x, operands, n);
	else
		n = 0;
	if (status == 0 && n == 1)
		status = run(&x, operands[0]);
	evid_trust_free(x.trust);
	trust_options_free(&x.whom);
	mask_free(&x.mask);
	option_list_free(&x.members);
	if (!x.given)
		signals_end();
	return output_last(status);
}
