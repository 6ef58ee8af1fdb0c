/*
 * A correction is by the key that signed what it corrects, or by one that
 * succeeds it (docs/format.md, 9.6): by any other it would be a claim, and is
 * not signed.  Its fields are those of the event's details, as they are to
 * read: what names none of them corrects nothing, what readers act on they
 * read as it was signed (bundle/custody/idle.c), and either is refused or
 * told.
 */
#include "bundle/entry/sign.h"

#include "base/text.h"
#include "bundle/custody/idle.h"
#include "bundle/tell.h"

#include <string.h>

static enum evid_status
of_another(const struct evi_draft *d, uint32_t of, struct evid_error *err)
{
	const uint8_t *keyid = d->set->keys[d->set->events[of].key].id;
	char key[2 * EVI_SHA256_LEN + 1], hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(keyid, EVI_SHA256_LEN, key);
	evi_hex(d->set->events[of].digest, EVI_SHA256_LEN, hex);
	evi_fail(err, EVID_ERR_ARGUMENT, "nothing was signed, for it would "
	    "be a claim without effect: event %.*s is by key %.4s…%s, and "
	    "who signed an event corrects it", EVI_HEX_SHOWN, hex, key,
	    key + 60);
	if (!evi_draft_hint_named(d, keyid, err))
		evi_hint(err, "ask its signer to correct it; what you know "
		    "yourself is an event of your own, such as examined");
	return EVID_ERR_ARGUMENT;
}

/* acceptance, conditions, or one of these: conditions[1] */
static bool
is_answer(const char *key)
{
	return strcmp(key, "acceptance") == 0 ||
	    (strncmp(key, "conditions", 10) == 0 &&
	    (key[10] == '\0' || key[10] == '['));
}

/* How a receipt answers is no slip that could be corrected: whoever reads it
 * would be told that its signer answers in two ways. */
static enum evid_status
keeps_answer(const struct evi_event *said, const struct evi_json *fields,
    struct evid_error *err)
{
	struct evi_json *member;
	void *place = NULL;
	const char *key;
	bool keeps = true;

	if (said->type != EVI_EVENT_RECEIVED)
		return EVID_OK;
	while (keeps && evi_json_next(fields, &place, &key, &member))
		keeps = !is_answer(key);
	if (keeps)
		return EVID_OK;
	evi_fail(err, EVID_ERR_ARGUMENT, "nothing was signed: who received "
	    "cannot take back how he answered, and correct it neither");
	evi_hint(err, "correct other fields; what is another answer, tell its "
	    "sender, who may hand it over again");
	return EVID_ERR_ARGUMENT;
}

static enum evid_status
no_field(const char *name, const char *what, const char *hint,
    struct evid_error *err)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */

	evi_text_stated(&shown, name);
	evi_fail(err, EVID_ERR_ARGUMENT, "nothing was signed: %s %s",
	    evi_buf_text(&shown), what);
	evi_hint(err, "%s", hint);
	evi_buf_free(&shown);
	return EVID_ERR_ARGUMENT;
}

/* what stands in an event beside its details */
static enum evid_status
inside(const struct evi_event *said, const struct evi_json *fields,
    struct evid_error *err)
{
	static const char *const beside[] = { "type", "salt", "publicKey",
		"branch", "prev", "answers", "time", "holder", "critical",
		"details", "subject", "predicate" };

	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++)
		if (evi_json_get(fields, beside[i]) != NULL &&
		    evi_json_get(said->details, beside[i]) == NULL)
			return no_field(beside[i], "is no field of the "
			    "event's details, and nothing else is corrected",
			    "fields.NAME is one of the details by its name "
			    "there, such as fields.place.room; what else was "
			    "wrong, say in corrects.why, or by an event of "
			    "its own", err);
	return EVID_OK;
}

/* A name that looks into a list is that of no field; a list is stated whole. */
static enum evid_status
whole(const struct evi_json *said, const struct evi_json *fields,
    struct evid_error *err)
{
	static const char hint[] = "state the list as it is to be, whole: "
	    "--set 'fields.NAME=[...]'";
	enum evid_status status = EVID_OK;
	struct evi_json *member, *was;
	void *place = NULL;
	const char *key;

	while (status == EVID_OK &&
	    evi_json_next(fields, &place, &key, &member)) {
		was = evi_json_get(said, key);
		if (was == NULL && strpbrk(key, "[]") != NULL)
			return no_field(key, "is no name of a field", hint,
			    err);
		if (evi_json_type(member) != EVI_JSON_OBJECT)
			continue;
		if (was != NULL && evi_json_type(was) == EVI_JSON_ARRAY)
			return no_field(key, "is a list, and no part of it "
			    "is corrected by itself", hint, err);
		status = whole(was, member, err);
	}
	return status;
}

/* what is signed and changes nothing, and what is added rather than corrected;
 * returns how many of the fields are the former */
static size_t
note_idle(struct evi_draft *d, const struct evi_event *said,
    const struct evi_json *fields)
{
	struct evi_json *member;
	struct evi_idle idle;
	void *place = NULL;
	const char *key;
	size_t n = 0, at = 0;

	while (evi_json_next(fields, &place, &key, &member))
		if (evi_json_get(said->details, key) == NULL &&
		    strcmp(key, "only") != 0) {
			d->note = "it states a field that the event does not "
			    "have: what was left out is added by that, and "
			    "nothing that was wrong is corrected";
			d->advice = "look whether the name is that of the "
			    "event: evid-custody list --json";
		}
	while (evi_idle_field(said->type, evi_event_only_copy(said), fields,
	    &at, &idle)) {
		d->note = idle.why;
		d->advice = idle.advice;
		n++;
	}
	return n;
}

/* of whether it was the only copy */
static enum evid_status
yes_or_no(const struct evi_json *fields, struct evid_error *err)
{
	bool only;

	return evi_json_get(fields, "only") == NULL ||
	    evi_json_get_bool(fields, "only", &only) ? EVID_OK :
	    no_field("only", "is true or false, and nothing else",
	    "was there another copy: --set fields.only=false", err);
}

static enum evid_status
look_at_fields(struct evi_draft *d, const struct evi_event *said,
    const struct evi_json *fields, struct evid_error *err)
{
	enum evid_status status = keeps_answer(said, fields, err);
	size_t n_idle;

	if (status == EVID_OK)
		status = inside(said, fields, err);
	if (status == EVID_OK)
		status = whole(said->details, fields, err);
	if (status == EVID_OK)
		status = yes_or_no(fields, err);
	if (status != EVID_OK)
		return status;
	n_idle = note_idle(d, said, fields);
	if (evi_json_count(fields) == 0) {
		d->no_effect = "it states no field, so that nothing is "
		    "corrected: its words are shown, and no more";
		d->advice = "sign once more, and state what is right: --set "
		    "fields.NAME=VALUE, such as fields.only=false";
	} else if (n_idle == evi_json_count(fields)) {
		d->no_effect = d->note;
	}
	return status;
}

enum evid_status
evi_draft_corrects(struct evi_draft *d, struct evid_error *err)
{
	const struct evi_json *fields = evi_json_get(d->event.details,
	    "fields");
	uint8_t digest[EVI_SHA256_LEN];
	struct evi_event said;			/* owned here */
	enum evid_status status;
	uint32_t of;

	if (d->event.type != EVI_EVENT_CORRECTED ||
	    !evi_digest_get(evi_json_get(d->event.details, "corrects"),
	    "event", digest))
		return EVID_OK;
	of = evi_custody_find(d->set, digest);
	if (of == EVI_NONE)
		return EVID_OK;
	if (!evi_draft_speaks_for(d, d->set->keys[d->set->events[of].key].id))
		return of_another(d, of, err);
	status = evi_custody_event_read(d->set, of, &said, err);
	if (status == EVID_OK)
		status = look_at_fields(d, &said, fields, err);
	evi_event_free(&said);
	return status;
}
