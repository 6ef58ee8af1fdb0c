/*
 * evid-custody: who held the evidence.  Which options there are, and which of
 * them a verb takes, stands in the tables below; what their values are, in
 * custody/take.c; what a verb does, beside it.
 */
#include "common/message.h"
#include "common/options.h"
#include "common/output.h"
#include "common/signals.h"
#include "common/text.h"
#include "custody/take.h"
#include "custody/verbs.h"

#include <evidence/evidence.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const struct option_row rows[] = {
	{ 'k', NULL, "KEY", "sign with this secret key" },
	{ OPTION_ID, "id", "FILE",
	    "who signs; default: NAME.id beside NAME.key" },
	{ OPTION_LOG, "log", "LOG",
	    "the log; default: NAME.custody.jsonl beside the bundle" },
	{ OPTION_EXHIBIT, "exhibit", "UID",
	    "the exhibit, by the uid that `add collected` gave" },
	{ OPTION_SET, "set", "FIELD=VALUE",
	    "a field of the event, such as place.address=...;\n"
	    "VALUE is JSON where it is JSON, else a text; may be\n"
	    "given again" },
	{ OPTION_ANSWERS, "answers", "DIGEST",
	    "add: the event that this one answers or corrects, by\n"
	    "8 or more digits; all that sign: the key-succeeded by\n"
	    "which this key is the next of another; may be given\n"
	    "again" },
	{ OPTION_WHEN, "when", "TIME",
	    "when it happened, if not just now" },
	{ OPTION_CERTAINTY, "certainty", "TEXT",
	    "how sure that time is" },
	{ OPTION_MEND, "mend", NULL,
	    "end or cut a torn last line first" },
	{ OPTION_NEW_BRANCH, "new-branch", NULL,
	    "begin a new branch of the key's events" },
	{ OPTION_TO, "to", "PUB",
	    "hand-over: the receiver's public key; add\n"
	    "key-succeeded: the new one" },
	{ OPTION_TO_NAME, "to-name", "TEXT", "hand-over: his name" },
	{ OPTION_TO_ORGANIZATION, "to-organization", "TEXT",
	    "hand-over: his authority" },
	{ OPTION_TO_STATE, "to-state", "XX", "hand-over: his State" },
	{ OPTION_SEND, "send", "FILE",
	    "hand-over: what is sent, if not the bundle as it is\n"
	    "(encrypted, say); may be given again" },
	{ OPTION_HAND_OVER, "hand-over", "DIGEST",
	    "the hand-over to answer, by 8 or more digits; default:\n"
	    "the only open one" },
	{ OPTION_ACCEPT, "accept", "WHAT",
	    "receive: accept it, and every condition (all), or the\n"
	    "conditions as --condition says (answered)" },
	{ OPTION_RESERVATION, "with-reservation", "TEXT",
	    "receive: accept it with this reservation" },
	{ OPTION_NOT_ACCEPTED, "not-accepted", "TEXT",
	    "receive: it is here, and not accepted; why" },
	{ OPTION_CONDITION, "condition", "ID=ANSWER",
	    "receive: accepted, with-reservation or not-accepted;\n"
	    "a text may follow a colon; may be given again; ID may\n"
	    "stand in quotes" },
	{ OPTION_PAYLOAD, "payload", "DIR",
	    "receive: where the content of a detached bundle stands" },
	{ OPTION_MASK, "mask", "FLAG",
	    "receive, list, verify, form: do not show names of\n"
	    "objects with this handling flag, as evid-verify; may\n"
	    "be given again" },
	{ OPTION_REASON, "reason", "TEXT", "refuse: why" },
	{ OPTION_MEANS, "means", "MEANS",
	    "acknowledge: paper or telephone" },
	{ OPTION_RESULT, "result", "RESULT",
	    "acknowledge: received or refused" },
	{ OPTION_BY, "by", "NAME", "acknowledge: who said so" },
	{ OPTION_SCAN, "scan", "FILE",
	    "acknowledge: the scan of the paper" },
	{ OPTION_STATEMENT, "statement", "TEXT",
	    "endorse: what is stated" },
	{ OPTION_LANGUAGE, "language", "TAG",
	    "endorse: the language of it; default: en;\n"
	    "receive: of the wording of conditions that are shown" },
	{ OPTION_MEDIA_TYPE, "media-type", "TYPE",
	    "attach: such as application/pdf" },
	{ OPTION_OPEN, "open", NULL,
	    "list: the open hand-overs, and for how long" },
	{ OPTION_HTML, "html", NULL, "form: as a page of HTML" },
	OPTION_ROWS_TRUST,
	{ OPTION_PASSPHRASE_FILE, "passphrase-file", "FILE",
	    "take the passphrase from the first line of FILE" },
	{ OPTION_PASSPHRASE_FD, "passphrase-fd", "N",
	    "take it from the open descriptor N" },
	{ OPTION_OUTPUT, NULL, "FILE",
	    "merge, list, verify, form: write to FILE" },
	OPTION_ROW_FORCE,
	OPTION_ROW_JOBS,
	OPTION_ROW_JSON,
	OPTION_ROW_PROGRESS,
	OPTION_ROW_QUIET("say nothing but errors: the exit status tells"),
	OPTION_ROW_VERBOSE("receive: show also findings without effect"),
	OPTION_ROWS_LAST,
};

static const struct usage usage = {
	.synopsis = "evid-custody VERB [options] [OPERAND...]",
	.about =
	    "Keeps the custody log: a signed line for each thing that "
	    "happens to evidence,\nand for each time it goes from hand to "
	    "hand.\n\n"
	    "  add TYPE [BUNDLE]    say what happened to an exhibit or a "
	    "bundle\n"
	    "  hand-over BUNDLE     hand it to the holder of a key\n"
	    "  deliver BUNDLE       a machine says that it arrived\n"
	    "  receive BUNDLE       verify it, and sign for it\n"
	    "  refuse [BUNDLE]      sign that it is not taken\n"
	    "  acknowledge BUNDLE   the sender notes an answer on paper or by "
	    "telephone\n"
	    "  endorse BUNDLE       stand for what another sealed\n"
	    "  attach FILE BUNDLE   bind a document to it, by its digest\n"
	    "  merge -o OUT LOG...  the union of several holders' logs\n"
	    "  list LOG [BUNDLE]    show it, and by what trust its names stand\n"
	    "  verify LOG [BUNDLE]  say what is wrong with it\n"
	    "  form LOG [BUNDLE]    the chain-of-custody record, to be "
	    "printed\n",
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.examples =
	    "  evid-custody hand-over -k A.key --to B.pub "
	    "SMS-2026-014.evidence.tar.gz\n"
	    "  evid-custody receive -k B.key -p A.pub --accept all "
	    "SMS.evidence.tar.gz\n",
	.exits =
	    "  0  done; for verify: sound, and by those trusted\n"
	    "  1  forged, altered, or not a log; what is received is not "
	    "what was handed over\n"
	    "  2  wrong usage; no open hand-over; a key file is not one\n"
	    "  3  not by those trusted, or it contradicts itself\n"
	    "  4  something is missing; could not be read or written\n"
	    "  5  wrong passphrase; of a later version\n",
};

#define TRUST_OPTIONS 'p', 't', OPTION_TRUST_PINS, OPTION_TRUST_POLICY, \
	OPTION_TRUST_THRESHOLD, OPTION_TRUST_AT
#define SIGN_OPTIONS 'k', OPTION_ID, OPTION_ANSWERS, OPTION_LOG, OPTION_SET, \
	OPTION_WHEN, OPTION_CERTAINTY, OPTION_MEND, OPTION_NEW_BRANCH, \
	OPTION_PASSPHRASE_FILE, OPTION_PASSPHRASE_FD, OPTION_EXHIBIT, \
	OPTION_TRUST_STATE, TRUST_OPTIONS

/* What belongs to all verbs is not listed. */
static const int add_options[] = { SIGN_OPTIONS, OPTION_TO, 0 };
static const int hand_over_options[] = { SIGN_OPTIONS, OPTION_TO,
	OPTION_TO_NAME, OPTION_TO_ORGANIZATION, OPTION_TO_STATE, OPTION_SEND,
	0 };
static const int deliver_options[] = { SIGN_OPTIONS, OPTION_HAND_OVER, 0 };
static const int receive_options[] = { SIGN_OPTIONS, OPTION_HAND_OVER,
	OPTION_ACCEPT, OPTION_RESERVATION, OPTION_NOT_ACCEPTED,
	OPTION_CONDITION, OPTION_PAYLOAD, OPTION_MASK, OPTION_PROGRESS,
	OPTION_VERBOSE, OPTION_LANGUAGE, 0 };
static const int refuse_options[] = { SIGN_OPTIONS, OPTION_HAND_OVER,
	OPTION_REASON, 0 };
static const int acknowledge_options[] = { SIGN_OPTIONS, OPTION_HAND_OVER,
	OPTION_MEANS, OPTION_RESULT, OPTION_BY, OPTION_SCAN, 0 };
static const int endorse_options[] = { SIGN_OPTIONS, OPTION_STATEMENT,
	OPTION_LANGUAGE, 0 };
static const int attach_options[] = { SIGN_OPTIONS, OPTION_MEDIA_TYPE, 0 };
static const int merge_options[] = { OPTION_OUTPUT, OPTION_FORCE,
	OPTION_MEND, 0 };
static const int list_options[] = { TRUST_OPTIONS, OPTION_TRUST_STATE,
	OPTION_OPEN, OPTION_MASK, OPTION_OUTPUT, OPTION_FORCE, 0 };
static const int verify_options[] = { TRUST_OPTIONS, OPTION_TRUST_STATE,
	OPTION_MASK, OPTION_OUTPUT, OPTION_FORCE, 0 };
static const int form_options[] = { TRUST_OPTIONS, OPTION_TRUST_STATE,
	OPTION_HTML, OPTION_MASK, OPTION_OUTPUT, OPTION_FORCE, 0 };

static const struct verb {
	const char *name;
	int (*run)(struct custody_options *o);
	const int *options;
} verbs[] = {
	{ "add", custody_add, add_options },
	{ "hand-over", custody_hand_over, hand_over_options },
	{ "deliver", custody_deliver, deliver_options },
	{ "receive", custody_receive, receive_options },
	{ "refuse", custody_refuse, refuse_options },
	{ "acknowledge", custody_acknowledge, acknowledge_options },
	{ "endorse", custody_endorse, endorse_options },
	{ "attach", custody_attach, attach_options },
	{ "merge", custody_merge, merge_options },
	{ "list", custody_list, list_options },
	{ "verify", custody_verify, verify_options },
	{ "form", custody_form, form_options },
};

#define SEEN_MAX 2048

struct custody {
	struct custody_options o;
	bool seen[SEEN_MAX];
};

static const char *
option_name(int id)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].id == id)
			return rows[i].name;
	return NULL;
}

static int
take(void *context, int id, const char *value)
{
	struct custody *c = context;

	if (id >= 0 && id < SEEN_MAX)
		c->seen[id] = true;
	return custody_take(&c->o, id, value);
}

/* An option that the verb does not know would be passed over in silence. */
static int
check_options(const struct custody *c, const struct verb *verb)
{
	for (int id = 0; id < SEEN_MAX; id++) {
		const int *known = verb->options;
		const char *name = option_name(id);

		while (c->seen[id] && *known != 0 && *known != id)
			known++;
		if (!c->seen[id] || *known == id)
			continue;
		if (name != NULL)
			return options_wrong("%s takes no --%s", verb->name,
			    name);
		return options_wrong("%s takes no -%c", verb->name, id);
	}
	if (c->o.common.output != NULL) {
		const int *known = verb->options;

		while (*known != 0 && *known != OPTION_OUTPUT)
			known++;
		if (*known == 0)
			return options_wrong("%s takes no -o", verb->name);
	}
	return 0;
}

/* What is of seals alone would have no effect on events. */
static int
check_whom(struct custody *c, const struct verb *verb)
{
	c->o.verifies = verb->run == custody_receive;
	if (c->o.verifies || c->o.whom.threshold <= 1)
		return 0;
	return options_wrong("%s takes no --threshold over 1: an event has "
	    "one signature; evid-verify --custody asks it of the bundle",
	    verb->name);
}

static int
run(struct custody *c, char **operands, size_t n)
{
	const char *names[sizeof(verbs) / sizeof(verbs[0])];
	const struct verb *verb = NULL;
	int status;

	if (n == 0)
		return options_wrong("no verb was named");
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		names[i] = verbs[i].name;
		if (strcmp(operands[0], verbs[i].name) == 0)
			verb = &verbs[i];
	}
	if (verb == NULL)
		return options_unknown("there is no verb ", operands[0],
		    strlen(operands[0]), "", names,
		    sizeof(names) / sizeof(names[0]));
	status = check_options(c, verb);
	if (status == 0)
		status = check_whom(c, verb);
	if (status == 0 && c->o.to_state != NULL)
		status = options_state("--to-state", c->o.to_state);
	if (status != 0)
		return status;
	c->o.operands = operands + 1;
	c->o.n_operands = n - 1;
	return verb->run(&c->o);
}

int
main(int argc, char **argv)
{
	static struct custody c = { .o = { .passphrase = PASSPHRASE_INIT } };
	char **operands;
	size_t n;
	int status;

	message_init("evid-custody");
	signals_ignore_pipe();
	status = options_read(&usage, argc, argv, &c.o.common, take, &c,
	    &operands, &n);
	if (status < 0)
		status = run(&c, operands, n);
	custody_options_free(&c.o);
	signals_end();
	return output_last(status);
}
