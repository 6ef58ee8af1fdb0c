/*
 * evid-case: begin a case, answer one, check one, and see what runs out when.
 * What the fields mean is the library's; this reads the command line.
 */
#include "case/data.h"
#include "case/verbs.h"
#include "common/clock.h"
#include "common/inputs.h"
#include "common/message.h"
#include "common/output.h"
#include "common/sandbox.h"
#include "common/signals.h"
#include "common/text.h"
#include "common/trust.h"

#include <stdlib.h>
#include <string.h>

enum {
	OPTION_KIND = OPTION_OWN,
	OPTION_INSTRUMENT,
	OPTION_SET,
	OPTION_ANSWER,
	OPTION_TEMPLATES,
	OPTION_WARN,
	OPTION_ICS,
	OPTION_CUSTODY
};

static const struct option_row rows[] = {
	{ OPTION_KIND, "kind", "KIND",
	    "new, reply: the kind of case, as mla-request" },
	{ OPTION_INSTRUMENT, "instrument", "NAME",
	    "new, reply: the legal basis, as UNCC or BILATERAL" },
	{ OPTION_SET, "set", "FIELD=VALUE",
	    "new, reply: fill a field, as parties[0].state=KZ; may\n"
	    "be given again" },
	{ OPTION_ANSWER, "answer", "ITEM=OUTCOME",
	    "reply: what became of an item, as 1=provided; may be\n"
	    "given again" },
	{ OPTION_TEMPLATES, "templates", "DIR",
	    "look in this folder first for kinds, instruments and\n"
	    "clock lengths" },
	{ OPTION_TRUST_AT, "at", "TIME",
	    "check, clocks: as of this instant instead of now" },
	{ OPTION_WARN, "warn", "TIME",
	    "clocks: end with 3 if one ends within this time, as\n"
	    "14d, 36h or 2w, or has ended" },
	{ OPTION_ICS, "ics", NULL, "clocks: as a calendar (iCalendar)" },
	{ OPTION_CUSTODY, "custody", "LOG",
	    "clocks, of a bundle: with what this custody log says\n"
	    "of conditions, by whom is trusted:" },
	OPTION_ROWS_KNOWN,
	OPTION_ROW_STATE(
	    "where it is remembered which versions of a directory\n"
	    "were seen;\n"),
	{ OPTION_MASK, "mask", "FLAG",
	    "check, clocks, of a bundle: do not show names of\n"
	    "objects with this handling flag; all: with any; none:\n"
	    "without the default, which is csam and child-victim" },
	{ OPTION_OUTPUT, NULL, "FILE",
	    "write to FILE instead of standard output" },
	OPTION_ROW_FORCE,
	OPTION_ROW_JSON,
	OPTION_ROW_QUIET("say nothing but errors: the exit status tells"),
	OPTION_ROW_VERBOSE("check: show also notes"),
	OPTION_ROWS_LAST,
};

static const struct usage usage = {
	.synopsis =
	    "evid-case new --kind KIND [--instrument NAME] [options]\n"
	    "       evid-case reply [options] REQUEST\n"
	    "       evid-case check [options] FILE|BUNDLE\n"
	    "       evid-case clocks [options] FILE|BUNDLE\n"
	    "       evid-case clocks --custody LOG -p PUB|-t DIRECTORY|--pins "
	    "FILE\n           [options] BUNDLE",
	.about =
	    "A case says who asks whom for what, under which law and on "
	    "which conditions;\nevid-seal -c seals it with the evidence.  "
	    "new begins one from a template, reply\none that answers a "
	    "request, check says what is missing or strange, clocks what\n"
	    "runs out when.  On a terminal, new and reply ask for what is "
	    "not set.  Nothing\nhere states law: no treaty is taken to be "
	    "in force, no State to be a party.\nWhat the installed data say of "
	    "law was not collated with authentic texts: a\nlawyer of one's own "
	    "does so before it is relied on (evid-case(1), FILES).\n",
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.examples =
	    "  evid-case new --kind preservation-request --instrument UNCC "
	    "-o case.json\n"
	    "  evid-case reply --answer 1=provided -o answer.json "
	    "SMS-2026-014.evidence.tar.gz\n"
	    "  evid-case clocks --warn 14d case.json\n"
	    "  evid-case clocks --custody SMS.custody.jsonl --pins pins.json "
	    "\\\n      SMS.evidence.tar.gz\n",
	.exits =
	    "  0  done; checked, and nothing to decide\n"
	    "  1  the bundle is none, or its end is damaged\n"
	    "  2  wrong usage; the output exists; the file is no case, a "
	    "data file is none\n"
	    "  3  something is for a person to look at; with --warn, a clock "
	    "ends soon;\n     the custody log is not sound\n"
	    "  4  could not be done now: no such file, disk full, I/O error\n"
	    "  5  a bundle, a case or a data file too new for this version\n",
};

/* 14d, 36h, 2w */
static int
take_warn(struct case_request *r, const char *value)
{
	static const struct {
		char unit;
		uint64_t seconds;
	} units[] = { { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };
	char digits[16];
	size_t len = strlen(value);
	uint64_t number;

	for (size_t i = 0; len > 1 && len < sizeof(digits) && i < 3; i++) {
		if (value[len - 1] != units[i].unit)
			continue;
		memcpy(digits, value, len - 1);
		digits[len - 1] = '\0';
		if (options_number("--warn", digits, 0, 100000, &number) != 0)
			return EXIT_USAGE;
		r->warn_seconds = number * units[i].seconds;
		r->has_warn = 1;
		return 0;
	}
	return options_wrong("--warn takes a time, as 14d, 36h or 2w");
}

static int
take(void *context, int id, const char *value)
{
	struct case_request *r = context;
	int status = trust_take(&r->whom, id, value);

	if (status >= 0)
		return status;
	switch (id) {
	case OPTION_KIND:
		r->kind = value;
		return 0;
	case OPTION_INSTRUMENT:
		r->instrument = value;
		return 0;
	case OPTION_SET:
		return option_list_add(&r->sets, value);
	case OPTION_ANSWER:
		return option_list_add(&r->answers, value);
	case OPTION_TEMPLATES:
		r->templates = value;
		return 0;
	case OPTION_WARN:
		return take_warn(r, value);
	case OPTION_MASK:
		r->mask_given = 1;
		return mask_take(&r->mask, value);
	case OPTION_CUSTODY:
		r->custody = value;
		return 0;
	default:
		r->ics = 1;
		return 0;
	}
}

/* By whose word a clock is moved is never taken from the log itself. */
static int
check_custody(const struct case_request *r)
{
	if (r->custody != NULL && !trust_is_given(&r->whom))
		return options_wrong("--custody needs whom to trust (-p, -t "
		    "or --pins): with nobody trusted no word in the log "
		    "counts, and no clock would be another");
	if (r->custody == NULL && (trust_is_given(&r->whom) ||
	    r->whom.policy != NULL || r->whom.state != NULL))
		return options_wrong("-p, -t, --pins, --policy and --state "
		    "are of clocks with --custody");
	return 0;
}

/* An option that a verb has no use for was meant for another. */
static int
check_options(const struct case_request *r, const char *verb)
{
	int begins = strcmp(verb, "new") == 0 || strcmp(verb, "reply") == 0;

	if (!begins && (r->kind != NULL || r->instrument != NULL ||
	    r->sets.n > 0 || r->answers.n > 0))
		return options_wrong("--kind, --instrument, --set and "
		    "--answer are of new and reply");
	if (strcmp(verb, "clocks") != 0 && (r->ics || r->has_warn ||
	    r->custody != NULL))
		return options_wrong("--warn, --ics and --custody are of "
		    "clocks");
	if (r->ics && r->common.json)
		return options_wrong("--ics and --json are two forms of one "
		    "result: give one of them");
	if (begins && (r->whom.has_at || r->mask_given))
		return options_wrong("--at and --mask are of check and "
		    "clocks");
	return check_custody(r);
}

static int
enclose(const struct case_request *r, const char *file)
{
	struct data data;
	int status = data_open(&data, r->templates);

	if (status == 0)
		data_sandbox(&data);
	data_close(&data);
	if (status != 0)
		return status;
	sandbox_bundle(file);
	sandbox_read(r->custody);
	trust_sandbox(&r->whom);
	sandbox_write(r->common.output);
	sandbox_enter(SANDBOX_FILES, r->common.verbose);
	return inputs_check_standard();
}

static int
run(struct case_request *r, char **operands, size_t n)
{
	static const char *const verbs[] = { "new", "reply", "check",
		"clocks" };
	const char *verb = n > 0 ? operands[0] : "";
	int wants_file = strcmp(verb, "new") != 0, status;

	if (n == 0)
		return options_wrong("say what to do: new, reply, check or "
		    "clocks");
	if (strcmp(verb, "new") != 0 && strcmp(verb, "reply") != 0 &&
	    strcmp(verb, "check") != 0 && strcmp(verb, "clocks") != 0)
		return options_unknown("", verb, strlen(verb), ": not "
		    "something to do: new, reply, check or clocks", verbs,
		    sizeof(verbs) / sizeof(verbs[0]));
	if (n < (wants_file ? 2U : 1U))
		return options_wrong("%s needs a file", verb);
	if (n > (wants_file ? 2U : 1U))
		return options_wrong(wants_file ? "one file at a time" :
		    "new takes no file");
	(void)mask_masks(&r->mask);
	status = check_options(r, verb);
	if (status == 0)
		status = enclose(r, n > 1 ? operands[1] : NULL);
	if (status != 0)
		return status;
	r->at = r->whom.has_at ? r->whom.at : clock_now();
	if (strcmp(verb, "new") == 0)
		return case_new(r);
	if (strcmp(verb, "reply") == 0)
		return case_reply(r, operands[1]);
	return strcmp(verb, "check") == 0 ? case_check(r, operands[1]) :
	    case_clocks(r, operands[1]);
}

int
main(int argc, char **argv)
{
	struct case_request r = { .ics = 0 };
	char **operands;
	size_t n;
	int status;

	message_init("evid-case");
	signals_ignore_pipe();
	status = options_read(&usage, argc, argv, &r.common, take, &r,
	    &operands, &n);
	if (status < 0)
		status = run(&r, operands, n);
	option_list_free(&r.sets);
	option_list_free(&r.answers);
	mask_free(&r.mask);
	trust_options_free(&r.whom);
	return output_last(status);
}
