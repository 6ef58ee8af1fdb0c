/*
 * The verbs that say something of one's own: add, deliver, refuse,
 * acknowledge, endorse, attach.
 */
#include "common/message.h"
#include "common/text.h"
#include "custody/verbs.h"

#include <stdlib.h>
#include <string.h>

#define FIELDS_MORE 4

/* A field of a verb's own, beside those of --set. */
static void
add_field(struct evid_custody_entry *entry,
    struct evid_custody_field *fields, const char *path, const char *value,
    int json)
{
	fields[entry->n_fields++] = (struct evid_custody_field){ path, value,
		json };
}

/* room for the fields of --set and a verb's own */
static struct evid_custody_field *
room(struct evid_custody_entry *entry, const struct custody_options *o)
{
	struct evid_custody_field *fields = calloc(o->n_fields + FIELDS_MORE,
	    sizeof(*fields));

	if (fields == NULL) {
		message(NULL, "out of memory");
		return NULL;
	}
	if (o->n_fields > 0)
		memcpy(fields, o->fields, o->n_fields * sizeof(*fields));
	entry->fields = fields;
	return fields;
}

static int
sign(const struct custody_options *o, struct custody_signing *s,
    const char *type)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_custody_added added;
	enum evid_status status;

	s->entry.type = type;
	status = evid_custody_add(&s->entry, &added, &err);
	if (status != EVID_OK)
		return custody_failed(&err, status);
	return custody_tell_added(o, s, type, &added, NULL);
}

/* the bundle that a verb is about; with --exhibit and --log it may lack */
static int
bundle_of(const struct custody_options *o, size_t index, const char **out)
{
	*out = o->n_operands > index ? o->operands[index] : NULL;
	if (o->n_operands > index + 1)
		return options_wrong("one bundle at a time");
	if (*out == NULL && o->exhibit == NULL)
		return options_wrong("no bundle was named");
	return 0;
}

/* types that a verb of their own states */
static const struct {
	const char *type, *verb;
} elsewhere[] = {
	{ "handed-over", "hand-over" }, { "received", "receive" },
	{ "refused", "refuse" }, { "delivered", "deliver" },
	{ "acknowledged-outside", "acknowledge" }, { "endorsed", "endorse" },
	{ "attached", "attach" },
};

static int
new_key(struct custody_signing *s, const struct custody_options *o,
    struct evid_public_key **out)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;

	*out = NULL;
	if (o->to == NULL && strcmp(o->operands[0], "key-succeeded") == 0)
		return options_wrong("key-succeeded names the new key: --to "
		    "NEW.pub");
	if (o->to == NULL)
		return 0;
	if (strcmp(o->operands[0], "key-succeeded") != 0)
		return options_wrong("--to is for key-succeeded and "
		    "hand-over");
	status = evid_public_key_read(o->to, out, &err);
	s->entry.new_key = *out;
	return status == EVID_OK ? 0 : custody_failed(&err, status);
}

int
custody_add(struct custody_options *o)
{
	struct custody_signing s = CUSTODY_SIGNING_INIT;
	struct evid_public_key *key = NULL;
	const char *type, *bundle = NULL;
	int status;

	if (o->n_operands == 0)
		return options_wrong("no type of event was named");
	if (o->n_operands > 2)
		return options_wrong("one bundle at a time");
	type = o->operands[0];
	bundle = o->n_operands > 1 ? o->operands[1] : NULL;
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
		if (strcmp(type, elsewhere[i].type) == 0)
			return options_wrong("%s is added by evid-custody %s",
			    type, elsewhere[i].verb);
	status = custody_signing_begin(&s, o, bundle);
	if (status == 0)
		status = new_key(&s, o, &key);
	if (status == 0)
		status = sign(o, &s, type);
	evid_public_key_free(key);
	custody_signing_end(&s);
	return status;
}

int
custody_deliver(struct custody_options *o)
{
	struct custody_signing s = CUSTODY_SIGNING_INIT;
	const char *bundle = NULL;
	int status = bundle_of(o, 0, &bundle);

	if (status == 0)
		status = custody_signing_begin(&s, o, bundle);
	if (status == 0)
		status = sign(o, &s, "delivered");
	custody_signing_end(&s);
	return status;
}

int
custody_refuse(struct custody_options *o)
{
	struct custody_signing s = CUSTODY_SIGNING_INIT;
	struct evid_custody_field *fields = NULL;
	const char *bundle = NULL;
	int status = bundle_of(o, 0, &bundle);

	if (status == 0 && o->reason == NULL)
		status = options_wrong("a refusal says why: --reason TEXT");
	if (status == 0)
		status = custody_signing_begin(&s, o, bundle);
	if (status == 0) {
		fields = room(&s.entry, o);
		status = fields == NULL ? EXIT_AGAIN : 0;
	}
	if (status == 0) {
		add_field(&s.entry, fields, "reason", o->reason, 0);
		status = sign(o, &s, "refused");
	}
	free(fields);
	custody_signing_end(&s);
	return status;
}

static int
check_acknowledge(const struct custody_options *o)
{
	if (o->means == NULL || (strcmp(o->means, "paper") != 0 &&
	    strcmp(o->means, "telephone") != 0))
		return options_wrong("--means says how the answer came: "
		    "paper or telephone");
	if (o->result == NULL || (strcmp(o->result, "received") != 0 &&
	    strcmp(o->result, "refused") != 0))
		return options_wrong("--result says what the answer was: "
		    "received or refused");
	if (o->by == NULL)
		return options_wrong("--by says who answered");
	return 0;
}

int
custody_acknowledge(struct custody_options *o)
{
	struct custody_signing s = CUSTODY_SIGNING_INIT;
	struct evid_custody_field *fields = NULL;
	const char *bundle = NULL;
	int status = bundle_of(o, 0, &bundle);

	if (status == 0)
		status = check_acknowledge(o);
	if (status == 0)
		status = custody_signing_begin(&s, o, bundle);
	if (status == 0) {
		fields = room(&s.entry, o);
		status = fields == NULL ? EXIT_AGAIN : 0;
	}
	if (status == 0) {
		add_field(&s.entry, fields, "means", o->means, 0);
		add_field(&s.entry, fields, "result", o->result, 0);
		add_field(&s.entry, fields, "by.name", o->by, 0);
		s.entry.file = o->scan;
		status = sign(o, &s, "acknowledged-outside");
	}
	free(fields);
	custody_signing_end(&s);
	return status;
}

/* [{"lang":TAG,"text":TEXT}], for free() */
static char *
text_in_language(const char *language, const char *words)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL)
		return NULL;
	fputs("[{\"lang\":", out);
	text_json(out, language == NULL ? "en" : language);
	fputs(",\"text\":", out);
	text_json(out, words);
	fputs("}]", out);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

int
custody_endorse(struct custody_options *o)
{
	struct custody_signing s = CUSTODY_SIGNING_INIT;
	struct evid_custody_field *fields = NULL;
	char *text = NULL;
	const char *bundle = NULL;
	int status = bundle_of(o, 0, &bundle);

	if (status == 0 && o->statement == NULL)
		status = options_wrong("an endorsement says what it stands "
		    "for: --statement TEXT");
	if (status == 0)
		status = custody_signing_begin(&s, o, bundle);
	if (status == 0) {
		fields = room(&s.entry, o);
		text = text_in_language(o->language, o->statement);
		if (fields != NULL && text == NULL)
			message(NULL, "out of memory");
		status = fields == NULL || text == NULL ? EXIT_AGAIN : 0;
	}
	if (status == 0) {
		add_field(&s.entry, fields, "statement", text, 1);
		status = sign(o, &s, "endorsed");
	}
	free(fields);
	free(text);
	custody_signing_end(&s);
	return status;
}

int
custody_attach(struct custody_options *o)
{
	struct custody_signing s = CUSTODY_SIGNING_INIT;
	struct evid_custody_field *fields = NULL;
	const char *bundle = NULL;
	int status = o->n_operands == 0 ?
	    options_wrong("no file was named to attach") :
	    bundle_of(o, 1, &bundle);

	if (status == 0)
		status = custody_signing_begin(&s, o, bundle);
	if (status == 0) {
		fields = room(&s.entry, o);
		status = fields == NULL ? EXIT_AGAIN : 0;
	}
	if (status == 0) {
		add_field(&s.entry, fields, "mediaType",
		    o->media_type == NULL ? "application/octet-stream" :
		    o->media_type, 0);
		s.entry.file = o->operands[0];
		status = sign(o, &s, "attached");
	}
	free(fields);
	custody_signing_end(&s);
	return status;
}
