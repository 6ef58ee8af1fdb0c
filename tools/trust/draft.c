/*
 * evid-trust init, add, revoke: a draft of a directory is made or changed.  A
 * signed version is never changed: what is added to it becomes the draft of
 * the next one, in a file of its own.
 */
#include "trust/verbs.h"
#include "common/message.h"
#include "common/state.h"
#include "common/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define YEAR (INT64_C(365) * 86400)
#define LAST_SECOND INT64_C(253402300799)	/* of the year 9999 */

/* 0, or EXIT_USAGE, told of: a year later may be no time that is written */
static int
end_of(const struct trust_verb_options *o, struct evid_time *out)
{
	*out = o->expires;
	if (o->has_expires)
		return 0;
	*out = trust_now(o);
	out->seconds += YEAR;
	if (out->seconds <= LAST_SECOND)
		return 0;
	return options_wrong("a year from --at is after the year 9999: name "
	    "the end with --expires");
}

/* What was made: a draft, to be signed. */
static void
tell_draft(const struct trust_verb_options *o, const char *verb,
    const char *file, const struct evid_directory *directory,
    const char *contact, const char *keyid)
{
	struct evid_directory_facts facts;
	FILE *out = trust_out(o);

	evid_directory_tell(directory, &facts);
	trust_tell(o, file, "draft of version %llu, to be signed by %u "
	    "contact%s; %zu can", (unsigned long long)facts.version,
	    facts.threshold, facts.threshold == 1 ? "" : "s", facts.n_able);
	if (contact != NULL && !o->common.json && !o->common.quiet)
		fprintf(out, "  contact     %s\n", contact);
	if (keyid != NULL && !o->common.json && !o->common.quiet)
		fprintf(out, "  key         %s\n", keyid);
	if (!o->common.json)
		return;
	fprintf(out, "{\"verb\":\"%s\",\"file\":", verb);
	text_json(out, file);
	fprintf(out, ",\"id\":\"%s\",\"version\":%llu,\"threshold\":%u,"
	    "\"able\":%zu,\"signatures\":%zu", facts.id,
	    (unsigned long long)facts.version, facts.threshold, facts.n_able,
	    facts.n_signatures);
	if (contact != NULL)
		fprintf(out, ",\"contact\":\"%s\"", contact);
	if (keyid != NULL)
		fprintf(out, ",\"keyid\":\"%s\"", keyid);
	fputs("}\n", out);
}

void
trust_warn_if_unable(const struct trust_verb_options *o, const char *file,
    const struct evid_directory *directory)
{
	struct evid_directory_facts facts;

	evid_directory_tell(directory, &facts);
	if (facts.n_able >= facts.threshold || o->common.quiet)
		return;
	fflush(stdout);
	message_of(file, "before it is signed, add keys with the use "
	    "directory, or lower --threshold", "as it stands it cannot become "
	    "complete: %u contact%s must sign, and %zu %s a key that may",
	    facts.threshold, facts.threshold == 1 ? "" : "s", facts.n_able, facts.n_able == 1 ? "has" :
	    "have");
}

int
trust_init(struct trust_verb_options *o)
{
	struct evid_directory *directory = NULL;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	struct evid_time end;
	char *state = NULL;
	int told;

	if (o->common.output == NULL || o->name == NULL || o->n_operands != 0)
		return options_wrong("init needs -o FILE and --name TEXT, and "
		    "no operand");
	told = end_of(o, &end);
	if (told == 0)
		told = state_folder(o->state, &state);
	if (told != 0)
		return told;
	trust_tell_state(state);
	if (state == NULL)
		state_tell_none(o->common.output);
	status = evid_directory_new(o->name, o->threshold == 0 ? 1 :
	    o->threshold, trust_now(o), end, &directory, &err);
	if (status == EVID_OK)
		status = trust_put_noted(o, directory, o->common.output,
		    state, &err);
	if (status == EVID_OK)
		tell_draft(o, "init", o->common.output, directory, NULL,
		    NULL);
	evid_directory_free(directory);
	free(state);
	return status == EVID_OK ? 0 : trust_failed(&err, status);
}

/* A draft has its end since it was begun: another would be passed over. */
static int
check_end(const struct trust_verb_options *o)
{
	return !o->has_expires ? 0 : options_wrong("--expires is of the next "
	    "version of what is signed: the end of a draft was set when it "
	    "was begun");
}

/* Who has signed it signed another text than what it becomes: @n_left_out of
 * too few, or all who must (0). */
static int
begin(const struct trust_verb_options *o, const char *file,
    struct evid_directory *directory)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	struct evid_time end;
	size_t n_left_out;

	status = evid_directory_begin_again(directory, &n_left_out, &err);
	if (status != EVID_OK)
		return trust_failed(&err, status);
	if (o->common.output == NULL) {
		message_of(file, n_left_out == 0 ? "name the draft of the "
		    "next one with -o" : "name another file with -o: there it "
		    "begins anew, and all sign again", n_left_out == 0 ?
		    "a signed version is not changed" :
		    "it is signed, though not by all who must: a change "
		    "would void that");
		return EXIT_USAGE;
	}
	if (n_left_out > 0) {
		if (!o->common.quiet)
			message_of(o->common.output, "have them sign this "
			    "one, and throw the other away", "%zu who signed "
			    "it before must sign again", n_left_out);
		return check_end(o);
	}
	if (end_of(o, &end) != 0)
		return EXIT_USAGE;
	status = evid_directory_begin_next(directory, trust_now(o), end, &err);
	return status == EVID_OK ? 0 : trust_failed(&err, status);
}

/* The draft, or the next version of what is signed; where it goes. */
static int
open_draft(const struct trust_verb_options *o,
    struct evid_directory **directory_out, const char **output_out)
{
	struct evid_directory_facts facts;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	const char *file;
	int told = trust_one_operand(o, "the draft, or the version that the "
	    "next one follows", &file);

	if (told == 0)
		told = trust_changes_input(o);
	if (told != 0)
		return told;
	status = o->common.output == NULL ?
	    evid_directory_read_to_change(file, directory_out, &err) :
	    evid_directory_read(file, directory_out, &err);
	if (status != EVID_OK)
		return trust_failed(&err, status);
	evid_directory_tell(*directory_out, &facts);
	*output_out = o->common.output != NULL ? o->common.output : file;
	return facts.n_signatures == 0 ? check_end(o) :
	    begin(o, file, *directory_out);
}

/* LANG=TEXT, taken apart; for free() of both arrays and the first's texts */
static int
split_authority(const struct option_list *list, char ***langs_out,
    const char ***texts_out)
{
	char **langs = calloc(list->n + 1, sizeof(*langs));
	const char **texts = calloc(list->n + 1, sizeof(*texts));

	*langs_out = langs;
	*texts_out = texts;
	for (size_t i = 0; langs != NULL && texts != NULL && i < list->n;
	    i++) {
		const char *sign = strchr(list->items[i], '=');

		if (sign == NULL || sign == list->items[i] || sign[1] == '\0')
			return options_wrong("--authority takes LANG=TEXT, "
			    "as en=Office of the Prosecutor");
		langs[i] = strndup(list->items[i],
		    (size_t)(sign - list->items[i]));
		texts[i] = sign + 1;
		if (langs[i] == NULL)
			break;
	}
	if (langs == NULL || texts == NULL ||
	    (list->n > 0 && langs[list->n - 1] == NULL))
		return message_memory();
	return 0;
}

static void
free_langs(char **langs, const char **texts)
{
	for (size_t i = 0; langs != NULL && langs[i] != NULL; i++)
		free(langs[i]);
	free(langs);
	free((void *)texts);
}

static int
has_contact_options(const struct trust_verb_options *o)
{
	return o->contact == NULL || o->state != NULL || o->has_kind ||
	    o->hours != NULL || o->zone != NULL || o->authority.n > 0 ||
	    o->telephone.n > 0 || o->email.n > 0 || o->languages.n > 0 ||
	    o->recipients.n > 0;
}

static int
add_contact(const struct trust_verb_options *o,
    struct evid_directory *directory, char id_out[37])
{
	struct evid_contact_options c = EVID_CONTACT_OPTIONS_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	const char **texts = NULL;
	char **langs = NULL;
	int told = split_authority(&o->authority, &langs, &texts);

	if (told != 0) {
		free_langs(langs, texts);
		return told;
	}
	c.id = o->contact;
	c.state = o->state;
	c.authority_language = (const char *const *)langs;
	c.authority = texts;
	c.n_authority = o->authority.n;
	c.has_kind = o->has_kind;
	c.kind = o->kind;
	c.telephone = o->telephone.items;
	c.n_telephone = o->telephone.n;
	c.email = o->email.items;
	c.n_email = o->email.n;
	c.hours = o->hours;
	c.zone = o->zone;
	c.languages = o->languages.items;
	c.n_languages = o->languages.n;
	c.recipients = o->recipients.items;
	c.n_recipients = o->recipients.n;
	status = evid_directory_set_contact(directory, &c, id_out, &err);
	free_langs(langs, texts);
	return status == EVID_OK ? 0 : trust_failed(&err, status);
}

static int
add_key(const struct trust_verb_options *o, struct evid_directory *directory,
    const char *contact, char keyid_out[EVID_KEYID_TEXT_CAP])
{
	struct evid_directory_key_options k =
	    EVID_DIRECTORY_KEY_OPTIONS_INIT;
	struct evid_public_key *key = NULL;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;

	if (o->uses == 0)
		return options_wrong("--use is missing: what the key is for");
	status = evid_public_key_read(o->key, &key, &err);
	if (status == EVID_OK) {
		k.key = key;
		k.uses = o->uses;
		k.has_valid_from = o->has_valid_from;
		k.valid_from = o->valid_from;
		k.has_valid_until = o->has_valid_until;
		k.valid_until = o->valid_until;
		k.storage = o->storage;
		k.succeeds = o->succeeds;
		status = evid_directory_add_key(directory, contact, &k, &err);
		evid_public_key_id(key, keyid_out);
	}
	evid_public_key_free(key);
	return status == EVID_OK ? 0 : trust_failed(&err, status);
}

int
trust_add(struct trust_verb_options *o)
{
	struct evid_directory *directory = NULL;
	struct evid_error err = EVID_ERROR_INIT;
	char keyid[EVID_KEYID_TEXT_CAP] = "", contact[37] = "";
	int status, set_only;
	const char *output = NULL;

	/* The threshold alone may be what changes. */
	set_only = o->threshold != 0 && o->key == NULL &&
	    o->contact == NULL && o->state == NULL;
	status = open_draft(o, &directory, &output);
	if (status == 0 && o->threshold != 0 && evid_directory_set_threshold(
	    directory, o->threshold, &err) != EVID_OK)
		status = trust_failed(&err, err.status);
	if (status == 0 && !set_only) {
		if (has_contact_options(o))
			status = add_contact(o, directory, contact);
		else
			snprintf(contact, sizeof(contact), "%s", o->contact);
	}
	if (status == 0 && o->key != NULL)
		status = add_key(o, directory, contact, keyid);
	if (status == 0)
		status = trust_put(o, directory, output);
	if (status == 0) {
		tell_draft(o, "add", output, directory,
		    contact[0] != '\0' ? contact : NULL,
		    keyid[0] != '\0' ? keyid : NULL);
		trust_warn_if_unable(o, output, directory);
	}
	evid_directory_free(directory);
	return status;
}

/* a key id, or a public key's file */
static int
keyid_of(const char *value, char out[EVID_KEYID_TEXT_CAP])
{
	struct evid_public_key *key = NULL;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	struct stat st;

	if (strlen(value) == EVID_KEYID_TEXT_CAP - 1 && stat(value, &st) != 0) {
		memcpy(out, value, EVID_KEYID_TEXT_CAP);
		return 0;
	}
	status = evid_public_key_read(value, &key, &err);
	if (status != EVID_OK)
		return trust_failed(&err, status);
	evid_public_key_id(key, out);
	evid_public_key_free(key);
	return 0;
}

int
trust_revoke(struct trust_verb_options *o)
{
	struct evid_directory *directory = NULL;
	char keyid[EVID_KEYID_TEXT_CAP];
	struct evid_error err = EVID_ERROR_INIT;
	const char *output = NULL;
	int status;

	if (o->key == NULL || !o->has_reason)
		return options_wrong("revoke needs --key and --reason");
	status = keyid_of(o->key, keyid);
	if (status == 0)
		status = open_draft(o, &directory, &output);
	if (status == 0 && evid_directory_revoke(directory, keyid, o->reason,
	    o->has_when ? o->when : trust_now(o), o->has_since ? &o->since :
	    NULL, &err) != EVID_OK)
		status = trust_failed(&err, err.status);
	if (status == 0)
		status = trust_put(o, directory, output);
	if (status == 0) {
		tell_draft(o, "revoke", output, directory, NULL, keyid);
		trust_warn_if_unable(o, output, directory);
	}
	evid_directory_free(directory);
	return status;
}
