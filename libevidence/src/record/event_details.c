/*
 * What stands in an event's `details`, as far as machines act on it; all else
 * there is for people and kept as it is.
 *
 *	handed-over          receiver{publicKey,name,organization,state}
 *	                     files conditions{sealed,changes} heads
 *	received             acceptance [reservation] conditions files verdict
 *	                     heads
 *	refused              reason
 *	acknowledged-outside means result by [scan]
 *	condition-changed    condition change [value]
 *	consent-given, -refused      condition [to] [scope] [until]
 *	corrected            corrects{event,why} fields
 *	key-succeeded        newKey
 *	key-compromised      keyid since
 *	attached             name size sha256 mediaType
 *	endorsed             statement
 *	returned, copy-destroyed, destroyed      [copy] only
 */
#include "record/event.h"
#include "base/text.h"

#include <string.h>

static bool
one_of(const struct evi_json *o, const char *key, const char *const *names)
{
	const char *text;

	if (!evi_json_get_string(o, key, &text))
		return false;
	for (; *names != NULL; names++)
		if (strcmp(text, *names) == 0)
			return true;
	return false;
}

static bool
has_text(const struct evi_json *o, const char *key)
{
	const char *text;

	return evi_json_get_string(o, key, &text);
}

static bool
has_words(const struct evi_json *o, const char *key)
{
	const char *text;

	return evi_json_get_string(o, key, &text) && *text != '\0';
}

static bool
is_object(const struct evi_json *value)
{
	return value != NULL && evi_json_type(value) == EVI_JSON_OBJECT;
}

static bool
is_array(const struct evi_json *value)
{
	return value != NULL && evi_json_type(value) == EVI_JSON_ARRAY;
}

static bool
is_null(const struct evi_json *value)
{
	return value != NULL && evi_json_type(value) == EVI_JSON_NULL;
}

bool
evi_digest_get(const struct evi_json *object, const char *key,
    uint8_t out[EVI_SHA256_LEN])
{
	const char *text;

	return evi_json_get_string(object, key, &text) &&
	    evi_unhex(text, strlen(text), out, EVI_SHA256_LEN);
}

bool
evi_digests_get(const struct evi_json *object, const char *key,
    struct evi_digests *out)
{
	const struct evi_json *array = evi_json_get(object, key);
	uint8_t digest[EVI_SHA256_LEN];
	const char *text;
	size_t i, n;

	if (!is_array(array))
		return false;
	n = evi_json_count(array);
	for (i = 0; i < n; i++) {
		if (!evi_json_string(evi_json_at(array, i), &text) ||
		    !evi_unhex(text, strlen(text), digest, sizeof(digest)))
			return false;
		if (out->count > 0 && memcmp(out->items[out->count - 1],
		    digest, sizeof(digest)) >= 0)
			return false;
		if (evi_digests_add(out, digest, NULL) != EVID_OK)
			return false;
	}
	return true;
}

static bool
has_digests(const struct evi_json *object, const char *key)
{
	struct evi_digests digests = { NULL, 0, 0 };	/* owned here */
	bool good = evi_digests_get(object, key, &digests);

	evi_digests_free(&digests);
	return good;
}

static bool
key_at(const struct evi_json *o, const char *key,
    uint8_t keyid_out[EVI_SHA256_LEN])
{
	struct evi_buf spki = EVI_BUF_INIT;	/* owned here */
	const char *text;
	bool good;

	good = evi_json_get_string(o, key, &text) && *text != '\0' &&
	    evi_unbase64(text, strlen(text), &spki) &&
	    evi_sha256(spki.data, spki.len, keyid_out, NULL) == EVID_OK;
	evi_buf_free(&spki);
	return good;
}

static bool
file_good(const struct evi_json *file, const char **name_out)
{
	uint8_t digest[EVI_SHA256_LEN];
	uint64_t size;

	return evi_json_get_string(file, "name", name_out) &&
	    **name_out != '\0' && strchr(*name_out, '/') == NULL &&
	    strcmp(*name_out, ".") != 0 && strcmp(*name_out, "..") != 0 &&
	    evi_json_get_u64(file, "size", &size) &&
	    evi_digest_get(file, "sha256", digest);
}

/* names strictly increase; none only where there is no bundle */
static bool
files_good(const struct evi_event *e)
{
	const struct evi_json *files = evi_json_get(e->details, "files");
	const char *last = NULL, *name;
	size_t i, n;

	if (!is_array(files))
		return false;
	n = evi_json_count(files);
	for (i = 0; i < n; i++) {
		if (!file_good(evi_json_at(files, i), &name) ||
		    (last != NULL && strcmp(last, name) >= 0))
			return false;
		last = name;
	}
	return n > 0 || e->of_exhibit;
}

static const char *
handed_over(const struct evi_event *e)
{
	const struct evi_json *receiver = evi_json_get(e->details, "receiver");
	const struct evi_json *c = evi_json_get(e->details, "conditions");
	uint8_t digest[EVI_SHA256_LEN];

	if (!key_at(receiver, "publicKey", digest) ||
	    !has_text(receiver, "name") ||
	    !has_text(receiver, "organization") ||
	    !has_text(receiver, "state"))
		return "`details.receiver` is not as the format says";
	if (!files_good(e))
		return "`details.files` is not as the format says";
	if (!has_digests(c, "changes") || !(e->of_exhibit ?
	    is_null(evi_json_get(c, "sealed")) :
	    evi_digest_get(c, "sealed", digest)))
		return "`details.conditions` is not as the format says";
	if (!has_digests(e->details, "heads"))
		return "`details.heads` is not as the format says";
	return NULL;
}

static const char *const answers[] = { "accepted", "with-reservation",
	"not-accepted", NULL };

static bool
conditions_answered(const struct evi_json *list)
{
	size_t i;

	if (!is_array(list))
		return false;
	for (i = 0; i < evi_json_count(list); i++) {
		const struct evi_json *one = evi_json_at(list, i);

		if (!has_words(one, "id") || !one_of(one, "answer", answers))
			return false;
		if (evi_json_get(one, "text") != NULL &&
		    !has_text(one, "text"))
			return false;
	}
	return true;
}

static bool
verdict_good(const struct evi_event *e)
{
	const struct evi_json *v = evi_json_get(e->details, "verdict");
	const struct evi_json *policy = evi_json_get(v, "policySha256");
	const struct evi_json *tool = evi_json_get(v, "tool");
	uint8_t digest[EVI_SHA256_LEN];
	uint64_t status;

	if (e->of_exhibit && is_null(v))
		return true;
	return has_words(v, "status") &&
	    evi_json_get_u64(v, "exitStatus", &status) && status <= 5 &&
	    (is_null(policy) || evi_digest_get(v, "policySha256", digest)) &&
	    has_text(tool, "name") && has_text(tool, "version");
}

static const char *
received(const struct evi_event *e)
{
	const char *text = "";

	if (!one_of(e->details, "acceptance", answers))
		return "`details.acceptance` is none of accepted, "
		    "with-reservation, not-accepted";
	(void)evi_json_get_string(e->details, "acceptance", &text);
	if (strcmp(text, "accepted") == 0 ?
	    evi_json_get(e->details, "reservation") != NULL :
	    !has_words(e->details, "reservation"))
		return "`details.reservation` goes with a reservation or a "
		    "refusal alone";
	if (!conditions_answered(evi_json_get(e->details, "conditions")))
		return "`details.conditions` is not as the format says";
	if (!files_good(e))
		return "`details.files` is not as the format says";
	if (!verdict_good(e))
		return "`details.verdict` is not as the format says";
	if (!has_digests(e->details, "heads"))
		return "`details.heads` is not as the format says";
	return NULL;
}

static const char *
acknowledged(const struct evi_json *d)
{
	static const char *const means[] = { "paper", "telephone", NULL };
	static const char *const results[] = { "received", "refused", NULL };
	const struct evi_json *scan = evi_json_get(d, "scan");
	uint8_t digest[EVI_SHA256_LEN];

	if (!one_of(d, "means", means) || !one_of(d, "result", results))
		return "`details.means` is neither paper nor telephone, or "
		    "`details.result` neither received nor refused";
	if (!has_words(evi_json_get(d, "by"), "name"))
		return "`details.by` does not name who said it";
	if (scan != NULL && !evi_digest_get(scan, "sha256", digest))
		return "`details.scan` is not as the format says";
	return NULL;
}

static const char *
condition(const struct evi_event *e)
{
	static const char *const changes[] = { "loosened", "tightened",
		"added", "lifted", NULL };
	const struct evi_json *d = e->details;
	const char *change = "";

	if (!has_words(d, "condition"))
		return "`details.condition` names none";
	if (e->type != EVI_EVENT_CONDITION_CHANGED)
		return evi_json_get(d, "to") == NULL ||
		    has_text(evi_json_get(d, "to"), "state") ? NULL :
		    "`details.to` names no State";
	if (!one_of(d, "change", changes))
		return "`details.change` is none of loosened, tightened, "
		    "added, lifted";
	(void)evi_json_get_string(d, "change", &change);
	if (strcmp(change, "lifted") == 0 ? evi_json_get(d, "value") != NULL :
	    !is_object(evi_json_get(d, "value")))
		return "`details.value` is the condition as it is to be, "
		    "and is absent where it is lifted";
	return NULL;
}

static const char *
corrected(const struct evi_event *e)
{
	const struct evi_json *corrects = evi_json_get(e->details,
	    "corrects");
	uint8_t digest[EVI_SHA256_LEN];

	if (!evi_digest_get(corrects, "event", digest))
		return "`details.corrects.event` is no digest of an event";
	if (!has_words(corrects, "why"))
		return "`details.corrects.why` does not say, in words, why it "
		    "is corrected";
	if (!evi_digests_have(&e->answers, digest))
		return "it does not answer the event that it corrects";
	return is_object(evi_json_get(e->details, "fields")) ? NULL :
	    "`details.fields` is not an object";
}

static const char *
compromised(const struct evi_json *d)
{
	uint8_t digest[EVI_SHA256_LEN];
	struct evi_instant since;
	const char *text;

	if (!evi_digest_get(d, "keyid", digest))
		return "`details.keyid` is not 64 hex digits";
	return evi_json_get_string(d, "since", &text) &&
	    evi_instant_parse(text, &since) ? NULL :
	    "`details.since` is not a time as the format has it";
}

static const char *
attached(const struct evi_json *d)
{
	const char *name;

	return file_good(d, &name) && has_text(d, "mediaType") ? NULL :
	    "`details` do not name a file with size, digest and type";
}

static const char *
endorsed(const struct evi_json *d)
{
	const struct evi_json *texts = evi_json_get(d, "statement");
	bool good = is_array(texts) && evi_json_count(texts) > 0;
	size_t i;

	for (i = 0; good && i < evi_json_count(texts); i++)
		good = has_words(evi_json_at(texts, i), "text");
	return good ? NULL : "`details.statement` is not a text";
}

const char *
evi_event_details_fault(const struct evi_event *e)
{
	uint8_t keyid[EVI_SHA256_LEN];
	bool only;

	switch (e->type) {
	case EVI_EVENT_HANDED_OVER:
		return handed_over(e);
	case EVI_EVENT_RECEIVED:
		return received(e);
	case EVI_EVENT_REFUSED:
		return has_words(e->details, "reason") ? NULL :
		    "`details.reason` says nothing";
	case EVI_EVENT_ACKNOWLEDGED:
		return acknowledged(e->details);
	case EVI_EVENT_CONDITION_CHANGED:
	case EVI_EVENT_CONSENT_GIVEN:
	case EVI_EVENT_CONSENT_REFUSED:
		return condition(e);
	case EVI_EVENT_CORRECTED:
		return corrected(e);
	case EVI_EVENT_KEY_SUCCEEDED:
		return key_at(e->details, "newKey", keyid) ? NULL :
		    "`details.newKey` is not a key";
	case EVI_EVENT_KEY_COMPROMISED:
		return compromised(e->details);
	case EVI_EVENT_ATTACHED:
		return attached(e->details);
	case EVI_EVENT_ENDORSED:
		return endorsed(e->details);
	case EVI_EVENT_RETURNED:
	case EVI_EVENT_COPY_DESTROYED:
	case EVI_EVENT_DESTROYED:
		return evi_json_get_bool(e->details, "only", &only) ? NULL :
		    "`details.only` is not true or false";
	default:
		return NULL;
	}
}

bool
evi_event_receiver(const struct evi_event *e,
    uint8_t keyid_out[EVI_SHA256_LEN])
{
	return e->type == EVI_EVENT_HANDED_OVER && key_at(evi_json_get(
	    e->details, "receiver"), "publicKey", keyid_out);
}

bool
evi_event_new_key(const struct evi_event *e,
    uint8_t keyid_out[EVI_SHA256_LEN])
{
	return e->type == EVI_EVENT_KEY_SUCCEEDED &&
	    key_at(e->details, "newKey", keyid_out);
}

bool
evi_event_only_copy(const struct evi_event *e)
{
	bool only = false;

	if (e->type != EVI_EVENT_RETURNED &&
	    e->type != EVI_EVENT_COPY_DESTROYED &&
	    e->type != EVI_EVENT_DESTROYED)
		return false;
	(void)evi_json_get_bool(e->details, "only", &only);
	return only;
}
