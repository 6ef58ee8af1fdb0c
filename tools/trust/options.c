/*
 * The options of evid-trust, and what their values are.  Which of them a verb
 * takes stands in takes.c.
 */
#include "common/message.h"
#include "common/text.h"
#include "common/trust.h"
#include "trust/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option_row rows[] = {
	{ OPTION_PINS, "pins", "FILE", "pin, pins: the pin list" },
	{ OPTION_NUMBER, "number", "DIGITS",
	    "pin: the key number as its holder reads it; without\n"
	    "it, it is asked for on the terminal" },
	{ OPTION_BY, "by", "TEXT", "pin: who confirmed the key" },
	{ OPTION_HOW, "how", "HOW",
	    "pin: in-person, telephone, diplomatic-note, document\n"
	    "or other" },
	{ OPTION_DOCUMENT, "document", "TEXT",
	    "pin: the document, by its number or name" },
	{ OPTION_NAME, "name", "TEXT",
	    "pin: who holds the key; init: what the directory is\n"
	    "called" },
	{ OPTION_ORGANIZATION, "organization", "TEXT",
	    "pin: the authority that the holder belongs to" },
	{ OPTION_STATE, "state", "XX|DIR",
	    "pin, add: the State: two letters (ISO 3166-1), or\n"
	    "org:NAME; init, update: the folder where the highest\n"
	    "version seen is kept (default: libevidence in\n"
	    "XDG_STATE_HOME, or in ~/.local/state)" },
	{ OPTION_USE, "use", "USE",
	    "pin, add: what the key is for: seal, custody, endorse,\n"
	    "directory or intake; may be given again (default of\n"
	    "pin: seal and custody)" },
	{ OPTION_WHEN, "when", "TIME",
	    "pin: when it was confirmed; revoke: from when it is\n"
	    "revoked; default: now" },
	{ OPTION_THRESHOLD, "threshold", "M",
	    "init, add: so many contacts must sign a version" },
	{ OPTION_EXPIRES, "expires", "TIME",
	    "init, and add, revoke of a signed version: until when\n"
	    "the version holds; default: a year from now" },
	{ OPTION_CONTACT, "contact", "ID",
	    "add: to this contact; without it, a new one is made" },
	{ OPTION_AUTHORITY, "authority", "LANG=TEXT",
	    "add: its name in a language; may be given again" },
	{ OPTION_KIND, "kind", "KIND",
	    "add: 24-7, central-authority, laboratory, court or\n"
	    "other" },
	{ OPTION_TELEPHONE, "telephone", "TEXT",
	    "add: a telephone number; may be given again" },
	{ OPTION_EMAIL, "email", "TEXT",
	    "add: an address; may be given again" },
	{ OPTION_HOURS, "hours", "TEXT", "add: when it is open" },
	{ OPTION_ZONE, "zone", "TEXT", "add: its time zone" },
	{ OPTION_LANGUAGE, "language", "TAG",
	    "add: a language that it answers in; may be given again" },
	{ OPTION_RECIPIENT, "recipient", "TEXT",
	    "add: an age recipient to encrypt to; may be given\n"
	    "again" },
	{ OPTION_KEY, "key", "PUB|KEYID",
	    "add: a public key of the contact; revoke: the key, by\n"
	    "its file or id" },
	{ OPTION_VALID_FROM, "valid-from", "TIME",
	    "add: from when the key holds; default: when this\nversion is issued" },
	{ OPTION_VALID_UNTIL, "valid-until", "TIME",
	    "add: until when; default: it does not end" },
	{ OPTION_STORAGE, "storage", "TEXT",
	    "add: where the secret key is kept" },
	{ OPTION_SUCCEEDS, "succeeds", "KEYID",
	    "add: the contact's key whose place it takes" },
	{ OPTION_REASON, "reason", "REASON",
	    "revoke: lost, compromised or superseded" },
	{ OPTION_SINCE, "since", "TIME",
	    "revoke: from when a compromised key must be feared" },
	{ OPTION_PREVIOUS, "previous", "FILE",
	    "check, sign: the version that it follows" },
	{ OPTION_AT, "at", "TIME", "act as at that instant, not as of now" },
	{ 'k', NULL, "KEY", "sign: the secret key" },
	{ OPTION_PASSPHRASE_FILE, "passphrase-file", "FILE",
	    "sign: take the passphrase from the first line of FILE" },
	{ OPTION_PASSPHRASE_FD, "passphrase-fd", "N",
	    "sign: take it from the open descriptor N" },
	{ OPTION_OUTPUT, NULL, "FILE",
	    "init, add, revoke, sign, update: where the result\n"
	    "goes; default: the file itself, but for init and for\n"
	    "the next version of what is signed" },
	OPTION_ROW_FORCE,
	OPTION_ROW_JSON,
	OPTION_ROW_QUIET("say nothing but errors: the exit status tells"),
	OPTION_ROW_VERBOSE("say where it is noted which versions of a\n"
	    "directory were seen"),
	OPTION_ROWS_LAST,
};

const struct usage trust_usage = {
	.synopsis = "evid-trust VERB [options] [FILE...]",
	.about =
	    "Keeps whose a key is: in a pin list of one's own, and in the "
	    "trust directory,\nwhose versions are signed by several "
	    "contacts.\n\n"
	    "  pin PUB             confirm a key, and pin it\n"
	    "  pins                list what is pinned\n"
	    "  init                begin a directory: a draft of version 1\n"
	    "  add FILE            add a contact or a key to a draft, or to "
	    "the next version\n"
	    "  revoke FILE         revoke a key, likewise\n"
	    "  sign FILE           sign a draft or a policy; carry it to who "
	    "signs next\n"
	    "  check FILE          say what is missing of a directory, pin "
	    "list or policy\n"
	    "  update FILE NEW...  take the versions that follow, one by one\n"
	    "  show FILE           show a directory\n",
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.examples =
	    "  evid-trust pin --pins ours.json --state KZ --by 'A. Kim' "
	    "--how telephone A.pub\n"
	    "  evid-trust update un247.directory.json un247-8.json "
	    "un247-9.json\n",
	.exits =
	    "  0  done; for check and update: as it must be\n"
	    "  1  forged: a signature is false, or too few have signed; "
	    "another key's number\n"
	    "  2  wrong usage; output exists; a file is not what it should "
	    "be\n"
	    "  3  signatures are missing; past its end; a version that is not "
	    "the next, or\n     older than one seen, or not the one seen of "
	    "its number; a policy that is\n     not understood; a group typed "
	    "wrong\n"
	    "  4  it could not be read or written\n"
	    "  5  wrong passphrase; of a later version\n",
};

/* one of @names; their order is that of the enumeration */
static int
choice(const char *option, const char *value, const char *const *names,
    unsigned int n, unsigned int *out)
{
	char *escaped, list[128] = "";
	size_t len = 0;

	for (*out = 0; *out < n; (*out)++) {
		if (strcmp(value, names[*out]) == 0)
			return 0;
		len += (size_t)snprintf(list + len, sizeof(list) - len,
		    "%s%s", *out == 0 ? "" : *out + 1 < n ? ", " : " or ",
		    names[*out]);
	}
	escaped = text_escaped(value);
	(void)options_wrong("%s takes %s, not %s", option, list,
	    escaped == NULL ? "(no memory)" : escaped);
	free(escaped);
	return EXIT_USAGE;
}

static int
take_choice(struct trust_verb_options *o, int id, const char *value)
{
	static const char *const uses[] = { "seal", "custody", "endorse",
		"directory", "intake" };
	static const char *const hows[] = { "in-person", "telephone",
		"diplomatic-note", "document", "other" };
	static const char *const kinds[] = { "24-7", "central-authority",
		"laboratory", "court", "other" };
	static const char *const reasons[] = { "lost", "compromised",
		"superseded" };
	unsigned int which;
	int status;

	switch (id) {
	case OPTION_USE:
		status = choice("--use", value, uses, 5, &which);
		if (status == 0)
			o->uses |= 1u << which;
		return status;
	case OPTION_HOW:
		status = choice("--how", value, hows, 5, &which);
		o->has_how = 1;
		o->how = (enum evid_how)which;
		return status;
	case OPTION_KIND:
		status = choice("--kind", value, kinds, 5, &which);
		o->has_kind = 1;
		o->kind = (enum evid_contact_kind)which;
		return status;
	default:
		status = choice("--reason", value, reasons, 3, &which);
		o->has_reason = 1;
		o->reason = (enum evid_revocation)which;
		return status;
	}
}

static int
take_time(struct trust_verb_options *o, int id, const char *value)
{
	switch (id) {
	case OPTION_WHEN:
		o->has_when = 1;
		return trust_time("--when", value, &o->when);
	case OPTION_EXPIRES:
		o->has_expires = 1;
		return trust_time("--expires", value, &o->expires);
	case OPTION_VALID_FROM:
		o->has_valid_from = 1;
		return trust_time("--valid-from", value, &o->valid_from);
	case OPTION_VALID_UNTIL:
		o->has_valid_until = 1;
		return trust_time("--valid-until", value, &o->valid_until);
	case OPTION_SINCE:
		o->has_since = 1;
		return trust_time("--since", value, &o->since);
	default:
		o->has_at = 1;
		return trust_time("--at", value, &o->at);
	}
}

/* where an option's text goes; NULL: it is another kind of option */
static const char **
text_of(struct trust_verb_options *o, int id)
{
	switch (id) {
	case 'k':
		return &o->key_file;
	case OPTION_PINS:
		return &o->pins;
	case OPTION_NAME:
		return &o->name;
	case OPTION_ORGANIZATION:
		return &o->organization;
	case OPTION_STATE:
		return &o->state;
	case OPTION_BY:
		return &o->by;
	case OPTION_DOCUMENT:
		return &o->document;
	case OPTION_NUMBER:
		return &o->number;
	case OPTION_CONTACT:
		return &o->contact;
	case OPTION_HOURS:
		return &o->hours;
	case OPTION_ZONE:
		return &o->zone;
	case OPTION_KEY:
		return &o->key;
	case OPTION_STORAGE:
		return &o->storage;
	case OPTION_SUCCEEDS:
		return &o->succeeds;
	case OPTION_PREVIOUS:
		return &o->previous;
	default:
		return NULL;
	}
}

static struct option_list *
list_of(struct trust_verb_options *o, int id)
{
	switch (id) {
	case OPTION_AUTHORITY:
		return &o->authority;
	case OPTION_TELEPHONE:
		return &o->telephone;
	case OPTION_EMAIL:
		return &o->email;
	case OPTION_LANGUAGE:
		return &o->languages;
	case OPTION_RECIPIENT:
		return &o->recipients;
	default:
		return NULL;
	}
}

const char *
trust_option_name(int id)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].id == id)
			return rows[i].name;
	return NULL;
}

int
trust_take_option(void *context, int id, const char *value)
{
	struct trust_verb_options *o = context;
	const char **text = text_of(o, id);
	struct option_list *list = list_of(o, id);
	uint64_t number;
	int status;

	o->seen[id] = 1;
	if (text != NULL) {
		*text = value;
		return 0;
	}
	if (list != NULL)
		return option_list_add(list, value);
	switch (id) {
	case OPTION_USE:
	case OPTION_HOW:
	case OPTION_KIND:
	case OPTION_REASON:
		return take_choice(o, id, value);
	case OPTION_THRESHOLD:
		status = options_number("--threshold", value, 1, 64, &number);
		if (status == 0)
			o->threshold = (unsigned int)number;
		return status;
	case OPTION_PASSPHRASE_FILE:
		return passphrase_take_file(&o->passphrase, value);
	case OPTION_PASSPHRASE_FD:
		return passphrase_take_fd(&o->passphrase, value);
	default:
		return take_time(o, id, value);
	}
}
