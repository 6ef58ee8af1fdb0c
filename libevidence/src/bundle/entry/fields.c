/*
 * What goes into an event's details: fields as they are typed, texts and
 * digests.
 */
#include "bundle/entry/sign.h"

#include "base/memory.h"
#include "base/num.h"
#include "base/text.h"
#include "bundle/tell.h"
#include "evidence/progress.h"

#include <stdlib.h>
#include <string.h>

enum evid_status
evi_details_set(struct evi_json *details, const char *key,
    struct evi_json *value, struct evid_error *err)
{
	return evi_json_set(details, key, value) ? EVID_OK :
	    evi_fail_memory(err);
}

static enum evid_status
bad_field(struct evid_error *err, const char *path, const char *why)
{
	return evi_fail_path(err, EVID_ERR_ARGUMENT, path, why,
	    "write FIELD=VALUE, such as place.address=... or "
	    "witnesses=[{\"name\":\"...\"}]");
}

/* What begins as JSON that is more than a word is meant as that: a witness of
 * whom a bracket is missing is no text. */
static bool
begins_as_json(const char *text)
{
	text += strspn(text, " \t\r\n");
	return *text != '\0' && strchr("{[\"", *text) != NULL;
}

/* JSON has a zero with a sign, and the format has none (3.1). */
static bool
is_minus_zero(const char *text)
{
	text += strspn(text, " \t\r\n");
	return text[0] == '-' && text[1] == '0';
}

/* A number that the format does not have, where none but a reader would know
 * that it is a text. */
static bool
is_no_number(const struct evid_custody_field *field)
{
	return field->json && evi_number_like(field->value) &&
	    strcmp(field->value, "-0") != 0 &&
	    !evi_event_field_is_text(field->path);
}

/* JSON where it is JSON, and else a text */
static enum evid_status
value_of(const struct evid_custody_field *field, struct evi_json **out,
    struct evid_error *err)
{
	struct evid_error why = EVID_ERROR_INIT;
	size_t len = strlen(field->value);

	*out = NULL;
	if (!evi_utf8_valid(field->value, len))
		return bad_field(err, field->path, "its value is not UTF-8");
	if (field->json && !is_minus_zero(field->value) &&
	    evi_json_parse_to_sign(field->value, len, field->path, out,
	    &why) == EVID_OK)
		return EVID_OK;
	if (why.status == EVID_ERR_ARGUMENT) {
		if (err != NULL)
			*err = why;
		return why.status;
	}
	if (field->json && why.status != EVID_ERR_MEMORY &&
	    begins_as_json(field->value)) {
		evi_fail(err, EVID_ERR_ARGUMENT, "%s: a value that begins so "
		    "is JSON, and this is none", why.message);
		evi_hint(err, "mend it; where a text is meant, write it as "
		    "one of JSON: between double quotes, with a backslash "
		    "before each that is in it");
		return EVID_ERR_ARGUMENT;
	}
	if (why.status != EVID_ERR_MEMORY && is_no_number(field))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, field->path,
		    EVI_NO_NUMBER, EVI_HINT_NO_NUMBER);
	if (why.status != EVID_ERR_MEMORY)
		*out = evi_json_new_string(field->value);
	return *out == NULL ? evi_fail_memory(err) : EVID_OK;
}

enum evid_status
evi_fields_set(struct evi_json *details,
    const struct evid_custody_field *field, struct evid_error *err)
{
	struct evi_json *at = details, *value = NULL, *inner;
	enum evid_status status = EVID_OK;
	char *path, *key, *dot;			/* @path: owned here */

	if (!evi_utf8_valid(field->path, strlen(field->path)))
		return bad_field(err, field->path,
		    "a name in it is not UTF-8");
	path = key = evi_strdup(field->path);
	if (path == NULL)
		return evi_fail_memory(err);
	while (status == EVID_OK && (dot = strchr(key, '.')) != NULL) {
		*dot = '\0';
		inner = evi_json_get(at, key);
		if (*key == '\0')
			status = bad_field(err, field->path,
			    "a name in it is empty");
		else if (inner == NULL)
			status = evi_details_set(at, key,
			    evi_json_new_object(), err);
		else if (evi_json_type(inner) != EVI_JSON_OBJECT)
			status = bad_field(err, field->path,
			    "what is named before the dot is a value");
		if (status == EVID_OK)
			at = evi_json_get(at, key);
		key = dot + 1;
	}
	if (status == EVID_OK && *key == '\0')
		status = bad_field(err, field->path, "a name in it is empty");
	if (status == EVID_OK && evi_json_get(at, key) != NULL)
		status = bad_field(err, field->path, "it is set already");
	if (status == EVID_OK)
		status = value_of(field, &value, err);
	if (status == EVID_OK)
		status = evi_details_set(at, key, value, err);
	free(path);
	return status;
}

struct evi_json *
evi_json_digests(const struct evi_digests *digests)
{
	struct evi_json *array = evi_json_new_array();
	char hex[2 * EVI_SHA256_LEN + 1];
	bool good = array != NULL;
	size_t i;

	for (i = 0; i < digests->count && good; i++) {
		evi_hex(digests->items[i], EVI_SHA256_LEN, hex);
		good = evi_json_append(array, evi_json_new_string(hex));
	}
	if (!good) {
		evi_json_free(array);
		array = NULL;
	}
	return array;
}

enum evid_status
evi_details_text(struct evi_json *object, const char *key, const char *text,
    struct evid_error *err)
{
	return evi_details_set(object, key,
	    evi_json_new_string(text == NULL ? "" : text), err);
}

enum evid_status
evi_details_hex(struct evi_json *object, const char *key,
    const uint8_t digest[EVI_SHA256_LEN], struct evid_error *err)
{
	char hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(digest, EVI_SHA256_LEN, hex);
	return evi_details_text(object, key, hex, err);
}

/* a new object at @key, borrowed */
enum evid_status
evi_details_object(struct evi_json *object, const char *key,
    struct evi_json **out, struct evid_error *err)
{
	enum evid_status status = evi_details_set(object, key,
	    evi_json_new_object(), err);

	*out = status == EVID_OK ? evi_json_get(object, key) : NULL;
	return status;
}

/* What a stranger says of a bundle is not sealed with an exhibit (9.7): where
 * its heads were named here, they would lack there for ever. */
static enum evid_status
leave_out_bundles(const struct evi_draft *d, struct evi_digests *heads,
    struct evid_error *err)
{
	const struct evid_custody *c = d->set;
	bool *held;				/* owned here */
	enum evid_status status;
	size_t i, n = 0;

	if (!d->event.of_exhibit || c->has_seal)
		return EVID_OK;
	status = evi_draft_holders(d, &held, err);
	for (i = 0; i < heads->count && status == EVID_OK; i++) {
		uint32_t at = evi_custody_find(c, heads->items[i]);

		if (!evi_custody_of_bundle(c, at) ||
		    held[c->events[at].key])
			memmove(heads->items[n++], heads->items[i],
			    EVI_SHA256_LEN);
	}
	if (status == EVID_OK)
		heads->count = n;
	free(held);
	return status;
}

enum evid_status
evi_draft_heads(struct evi_draft *d, struct evid_error *err)
{
	struct evi_digests heads = { NULL, 0, 0 };	/* owned here */
	enum evid_status status = evi_custody_heads(d->set, false, &heads,
	    err);

	if (status == EVID_OK)
		status = leave_out_bundles(d, &heads, err);
	if (status == EVID_OK)
		status = evi_details_set(d->event.details, "heads",
		    evi_json_digests(&heads), err);
	evi_digests_free(&heads);
	return status;
}

enum evid_status
evi_draft_fields(struct evi_draft *d, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < d->entry->n_fields && status == EVID_OK; i++)
		status = evi_fields_set(d->event.details,
		    &d->entry->fields[i], err);
	return status;
}

static enum evid_status
bad_time(const char *key, struct evid_error *err)
{
	evi_fail(err, EVID_ERR_ARGUMENT, "--set %s: what it is set to is no "
	    "time", key);
	evi_hint(err, "write a time such as 2026-10-26T09:14:03+05:00 or "
	    "2026-10-26");
	return EVID_ERR_ARGUMENT;
}

enum evid_status
evi_fields_time(struct evi_json *details, const char *key,
    struct evid_error *err)
{
	char text[EVI_INSTANT_TEXT_CAP];
	const char *typed;
	struct evid_time time;
	struct evi_instant t;

	if (!evi_json_get_string(details, key, &typed))
		return EVID_OK;			/* said when it is written */
	if (evid_time_parse(typed, &time)) {
		t.seconds = time.seconds;
		t.nanoseconds = time.nanoseconds;
		if (evi_instant_format(t, text))
			return evi_details_text(details, key, text, err);
	}
	return bad_time(key, err);
}

const char *
evi_fields_wanted(enum evi_event_type type)
{
	switch (type) {
	case EVI_EVENT_CONDITION_CHANGED:
		return "it takes --set condition=ID, --set change=loosened, "
		    "tightened, added or lifted, and unless it is lifted "
		    "--set value={...}, the condition as it is to be, whole: "
		    "id, type, text, imposedBy, appliesTo as in a case; "
		    "as --set condition=C-1 --set change=lifted";
	case EVI_EVENT_CONSENT_GIVEN:
	case EVI_EVENT_CONSENT_REFUSED:
		return "it takes --set condition=ID and --set to.state=XX, "
		    "as --set condition=C-1 --set to.state=VN";
	case EVI_EVENT_PRESERVATION_EXTENDED:
		return "it takes --set ends=DAY, until when it is preserved, "
		    "such as 2026-12-25, and where that is not for all items "
		    "of the case --set 'items=[\"1\"]'";
	case EVI_EVENT_CORRECTED:
		return "it takes --answers DIGEST and --set "
		    "corrects.why=TEXT";
	case EVI_EVENT_KEY_SUCCEEDED:
		return "it takes --to NEW.pub";
	case EVI_EVENT_KEY_COMPROMISED:
		return "it takes --set keyid=DIGITS, the SHA-256 of the "
		    "public key, and --set since=TIME";
	case EVI_EVENT_RETURNED:
	case EVI_EVENT_COPY_DESTROYED:
	case EVI_EVENT_DESTROYED:
		return "it takes --set only=true or --set only=false: was "
		    "it the only copy here?";
	default:
		return "custody-event.schema.json lists the fields of each "
		    "type";
	}
}
