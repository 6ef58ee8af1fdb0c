/*
 * evid-trust pin, pins: the pin list.  The key's number is compared with the
 * one that the holder reads, before the pin is written.
 */
#include "trust/verbs.h"
#include "common/message.h"
#include "common/signals.h"
#include "common/standard.h"
#include "common/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TRIES 3

/* 0 where the number is the key's; otherwise what is wrong was told of */
static int
compare(const char *file, const struct evid_public_key *key,
    const char *number)
{
	unsigned int group;

	switch (evid_public_key_compare_number(key, number, &group)) {
	case EVID_NUMBER_SAME:
		return 0;
	case EVID_NUMBER_LENGTH:
		message_of(file, "ten groups of five digits, each with its "
		    "check digit; spaces and hyphens alone may stand between "
		    "them", "a key number has 60 digits, and this has not, or "
		    "has other signs among them");
		return EXIT_USAGE;
	case EVID_NUMBER_GROUP:
		message_of(file, "have this group read again",
		    "group %u was heard or typed wrong", group);
		return EXIT_POLICY;
	case EVID_NUMBER_OTHER:
		break;
	}
	message_of(file, "do not pin it: find out who made this key file",
	    "it is the number of another key: it differs from group %u on",
	    group);
	return EXIT_NOT_INTACT;
}

/* Asked on the terminal, as the holder reads it; a slip may be mended. */
static int
ask(const char *file, const struct evid_public_key *key)
{
	FILE *terminal = fopen("/dev/tty", "r+");
	char line[512];
	int status = EXIT_USAGE;

	if (terminal == NULL) {
		message("have the holder read it, and give it with --number",
		    "the number of the key is missing, and there is no "
		    "terminal to ask for it");
		return EXIT_USAGE;
	}
	setvbuf(terminal, NULL, _IONBF, 0);
	/* Written beside the stream, which is read: no stream does both. */
	dprintf(fileno(terminal),
	    "Let the holder read the number from his own card.\n");
	for (int i = 0; i < TRIES; i++) {
		dprintf(fileno(terminal), "Key number, ten groups: ");
		if (fgets(line, sizeof(line), terminal) == NULL) {
			message("have the holder read it, and type it, or "
			    "give it with --number", "no number was typed: "
			    "the key is not pinned");
			break;
		}
		status = compare(file, key, line);
		if (status == 0 || status == EXIT_NOT_INTACT)
			break;
	}
	fclose(terminal);
	return status;
}

static int
check_usage(const struct trust_verb_options *o)
{
	if (o->pins == NULL)
		return options_wrong("--pins FILE is missing: the list that "
		    "the key is pinned in");
	if (standard_named(o->pins))
		return options_wrong("--pins is a file, in which the key is "
		    "pinned");
	if (o->state == NULL)
		return options_wrong("--state is missing: the State of the "
		    "key's holder");
	if (options_state("--state", o->state) != 0)
		return EXIT_USAGE;
	/* A day is ahead of another's, but never by more than one. */
	if (o->has_when && o->when.seconds - 86400 > trust_now(o).seconds)
		return options_wrong("--when is to come: when was the key "
		    "confirmed?");
	if (o->by == NULL || !o->has_how)
		return options_wrong("--by and --how are missing: who "
		    "confirmed the key, and how");
	return 0;
}

static void
tell_pinned(const struct trust_verb_options *o,
    const struct evid_public_key *key)
{
	char keyid[EVID_KEYID_TEXT_CAP], number[EVID_NUMBER_TEXT_CAP];

	evid_public_key_id(key, keyid);
	evid_public_key_number(key, number);
	trust_tell(o, o->pins, "pinned\n  key id      %s\n  key number  %s",
	    keyid, number);
	if (!o->common.json)
		return;
	fputs("{\"verb\":\"pin\",\"file\":", stdout);
	text_json(stdout, o->pins);
	printf(",\"keyid\":\"%s\",\"keyNumber\":\"%s\"}\n", keyid, number);
}

int
trust_pin(struct trust_verb_options *o)
{
	struct evid_pin_options pin = EVID_PIN_OPTIONS_INIT;
	struct evid_public_key *key = NULL;
	struct evid_error err = EVID_ERROR_INIT;
	const char *file;
	int status;

	status = trust_one_operand(o, "the public key", &file);
	if (status == 0)
		status = check_usage(o);
	if (status != 0)
		return status;
	if (evid_public_key_read(file, &key, &err) != EVID_OK)
		return trust_failed(&err, err.status);
	status = o->number != NULL ? compare(file, key, o->number) :
	    ask(file, key);
	if (status == 0) {
		pin.key = key;
		pin.name = o->name;
		pin.organization = o->organization;
		pin.state = o->state;
		pin.uses = o->uses != 0 ? o->uses : EVID_USE_SEAL |
		    EVID_USE_CUSTODY;
		pin.by = o->by;
		pin.how = o->how;
		pin.at = o->has_when ? o->when : trust_now(o);
		pin.document = o->document;
		pin.replace = o->common.force;
		signals_note();
		if (evid_pins_add(o->pins, &pin, &err) != EVID_OK)
			status = trust_failed(&err, err.status);
		else
			tell_pinned(o, key);
	}
	evid_public_key_free(key);
	return status;
}

struct listing {
	const struct trust_verb_options *o;
	size_t n;
};

static void
print_uses(unsigned int uses, const char *quote, const char *between)
{
	const char *comma = "";

	for (unsigned int use = 1; use <= EVID_USE_INTAKE; use <<= 1) {
		if ((uses & use) == 0)
			continue;
		printf("%s%s%s%s", comma, quote, evid_use_name(use), quote);
		comma = between;
	}
}

static void
pin_json(const struct evid_pin *pin, const char *at)
{
	printf("{\"keyid\":\"%s\",\"keyNumber\":\"%s\",\"holder\":{\"name\":",
	    pin->keyid, pin->number);
	text_json(stdout, pin->name);
	fputs(",\"organization\":", stdout);
	text_json(stdout, pin->organization);
	fputs(",\"state\":", stdout);
	text_json(stdout, pin->state);
	fputs("},\"uses\":[", stdout);
	print_uses(pin->uses, "\"", ",");
	fputs("],\"confirmed\":{\"by\":", stdout);
	text_json(stdout, pin->by);
	printf(",\"how\":\"%s\",\"at\":\"%s\",\"document\":",
	    evid_how_name(pin->how), at);
	if (pin->document == NULL)
		fputs("null", stdout);
	else
		text_json(stdout, pin->document);
	fputs("}}", stdout);
}

static void
print_escaped(const char *before, const char *text)
{
	char *escaped = text_escaped(text);

	printf("%s%s", before, escaped == NULL ? "(no memory)" : escaped);
	free(escaped);
}

static void
pin_text(const struct evid_pin *pin, const char *at)
{
	print_escaped("", pin->state);
	if (pin->organization[0] != '\0')
		print_escaped(", ", pin->organization);
	if (pin->name[0] != '\0')
		print_escaped(", ", pin->name);
	printf("\n  key id      %s\n  key number  %s\n  for         ",
	    pin->keyid, pin->number);
	print_uses(pin->uses, "", ", ");
	print_escaped("\n  confirmed   by ", pin->by);
	printf(", %s, on %.10s\n", evid_how_name(pin->how), at);
	if (pin->document != NULL) {
		print_escaped("  document    ", pin->document);
		putchar('\n');
	}
}

static int
one_pin(void *context, const struct evid_pin *pin)
{
	struct listing *list = context;
	char at[EVID_TIME_TEXT_CAP];

	evid_time_format(pin->at, at);
	if (list->o->common.json) {
		fputs(list->n++ == 0 ? "" : ",\n", stdout);
		pin_json(pin, at);
	} else if (!list->o->common.quiet) {
		fputs(list->n++ == 0 ? "" : "\n", stdout);
		pin_text(pin, at);
	}
	return 0;
}

int
trust_pins(struct trust_verb_options *o)
{
	struct listing list = { o, 0 };
	char *unknown = NULL;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;

	if (o->pins == NULL || o->n_operands != 0)
		return options_wrong("the list is named with --pins FILE, and "
		    "no operand is expected");
	if (o->common.json)
		fputs("{\"verb\":\"pins\",\"pins\":[", stdout);
	status = evid_pins_read(o->pins, one_pin, &list, &err);
	trust_again(o->pins);
	if (status == EVID_OK)
		status = evid_trust_unknown_keys(o->pins, &unknown, &err);
	if (o->common.json) {
		fputs("],\"notKnown\":", stdout);
		trust_lines_json(stdout, unknown == NULL ? "" : unknown);
		printf(",\"exitStatus\":%d}\n", message_exit(status));
	} else if (status == EVID_OK && list.n == 0)
		trust_tell(o, o->pins, "no key is pinned");
	if (unknown != NULL && unknown[0] != '\0' && !o->common.json &&
	    !o->common.quiet)
		printf("\nwithout effect:\n%s", unknown);
	free(unknown);
	return status == EVID_OK ? 0 : trust_failed(&err, status);
}
