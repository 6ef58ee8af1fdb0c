/*
 * The verbs that say something of one's own: add, deliver, refuse,
 * acknowledge, endorse, attach.
 */
#include "common/message.h"
#include "common/text.h"
#include "custody/verbs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

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
		return custody_not_added(s, &added, &err, status);
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

/* An event of a verb's own: @own are its fields, beside those of --set. */
static int
say(const struct custody_options *o, const char *bundle, const char *type,
    const struct evid_custody_field *own, size_t n_own, const char *file)
{
	struct custody_signing s = CUSTODY_SIGNING_INIT;
	struct evid_custody_field *fields = calloc(o->n_fields + n_own + 1,
	    sizeof(*fields));
	int status = EXIT_AGAIN;

	if (fields == NULL)
		(void)message_memory();
	else
		status = custody_signing_begin(&s, o, bundle);
	if (status == 0) {
		if (o->n_fields > 0)
			memcpy(fields, o->fields,
			    o->n_fields * sizeof(*fields));
		if (n_own > 0)
			memcpy(fields + o->n_fields, own,
			    n_own * sizeof(*fields));
		s.entry.fields = fields;
		s.entry.n_fields = o->n_fields + n_own;
		s.entry.file = file;
		status = sign(o, &s, type);
	}
	free(fields);
	custody_signing_end(&s);
	return status;
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
	return status == EVID_OK ? 0 : message_failed(&err, status);
}

/* @typed: what stands in its place, or NULL */
static int
no_type(const char *typed)
{
	char *shown = typed == NULL ? NULL : text_escaped(typed);

	message("name what happened before the bundle: collected, stored, "
	    "transported, copied, examined and others of the manual, or an "
	    "x-... of your own, as evid-custody add stored -k A.key "
	    "S.evidence.tar.gz", "no type of event was named%s%s%s",
	    shown == NULL ? "" : ": ", shown == NULL ? "" : shown,
	    shown == NULL ? "" : " is none");
	free(shown);
	return EXIT_USAGE;
}

/* The name of a file is none. */
static bool
is_type(const char *text)
{
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyz-0123456789")] ==
	    '\0';
}

int
custody_add(struct custody_options *o)
{
	struct custody_signing s = CUSTODY_SIGNING_INIT;
	struct evid_public_key *key = NULL;
	const char *type, *bundle = NULL;
	int status;

	if (o->n_operands == 0)
		return no_type(NULL);
	if (o->n_operands == 1 && !is_type(o->operands[0]))
		return no_type(o->operands[0]);
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
	if (status == 0 && bundle == NULL && !o->common.quiet &&
	    (strncmp(type, "condition-", 10) == 0 ||
	    strncmp(type, "consent-", 8) == 0))
		message("name the bundle after the type, to have it looked "
		    "at", "no bundle is named: whether it holds such a "
		    "condition, and whose that is, is not known here");
	if (status == 0)
		status = sign(o, &s, type);
	evid_public_key_free(key);
	custody_signing_end(&s);
	return status;
}

int
custody_deliver(struct custody_options *o)
{
	const char *bundle = NULL;
	int status = bundle_of(o, 0, &bundle);

	return status != 0 ? status : say(o, bundle, "delivered", NULL, 0,
	    NULL);
}

int
custody_refuse(struct custody_options *o)
{
	const struct evid_custody_field own = { "reason", o->reason, 0 };
	const char *bundle = NULL;
	int status = 0;

	/* What never came is refused by its log alone. */
	if (o->n_operands > 0 || o->exhibit != NULL || o->log == NULL)
		status = bundle_of(o, 0, &bundle);
	if (status == 0 && o->reason == NULL)
		status = options_wrong("a refusal says why: --reason TEXT");
	return status != 0 ? status : say(o, bundle, "refused", &own, 1,
	    NULL);
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
	const struct evid_custody_field own[] = {
		{ "means", o->means, 0 }, { "result", o->result, 0 },
		{ "by.name", o->by, 0 },
	};
	const char *bundle = NULL;
	int status = bundle_of(o, 0, &bundle);

	if (status == 0)
		status = check_acknowledge(o);
	return status != 0 ? status : say(o, bundle, "acknowledged-outside",
	    own, sizeof(own) / sizeof(own[0]), o->scan);
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
	struct evid_custody_field own = { "statement", NULL, 1 };
	const char *bundle = NULL;
	char *text = NULL;
	int status = bundle_of(o, 0, &bundle);

	if (status == 0 && o->statement == NULL)
		status = options_wrong("an endorsement says what it stands "
		    "for: --statement TEXT");
	if (status != 0)
		return status;
	text = text_in_language(o->language, o->statement);
	own.value = text;
	if (text == NULL)
		return message_memory();
	status = say(o, bundle, "endorsed", &own, 1, NULL);
	free(text);
	return status;
}

int
custody_attach(struct custody_options *o)
{
	const struct evid_custody_field own = { "mediaType",
		o->media_type == NULL ? "application/octet-stream" :
		o->media_type, 0 };
	const char *bundle = NULL;
	int status = o->n_operands == 0 ?
	    options_wrong("no file was named to attach") :
	    bundle_of(o, 1, &bundle);

	return status != 0 ? status : say(o, bundle, "attached", &own, 1,
	    o->operands[0]);
}
