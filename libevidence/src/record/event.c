/*
 * An event of the custody log, written.
 *
 *	line      = envelope (section 4) of one signature, LF
 *	payload   = {"_type":..,"subject":[SUBJECT],"predicateType":
 *	            "urn:libevidence:custody:v1","predicate":PREDICATE}
 *	subject   = {"name":"evidence/seal.json" or UID,"digest":{"sha256":HEX}}
 *	predicate = type salt publicKey branch prev answers time holder
 *	            critical details, in this order
 *	time      = at zone source [certainty] [recordedAt]
 *	holder    = name organization state
 *
 * It is read in event_read.c; what stands in details is event_details.c's.
 */
#include "record/event_parts.h"
#include "record/emit.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void
evi_event_free(struct evi_event *e)
{
	evi_buf_free(&e->spki);
	evi_digests_free(&e->answers);
	free(e->zone);
	free(e->source);
	free(e->certainty);
	free(e->holder_name);
	free(e->holder_organization);
	free(e->holder_state);
	evi_texts_free(&e->critical);
	evi_json_free(e->details);
	memset(e, 0, sizeof(*e));
}

enum evid_status
evi_event_subject_of_uid(const char *uid, uint8_t out[EVI_SHA256_LEN],
    struct evid_error *err)
{
	return evi_sha256(uid, strlen(uid), out, err);
}

struct evi_instant
evi_event_when(const struct evi_event *e)
{
	return e->has_recorded_at ? e->recorded_at : e->at;
}

bool
evi_event_type_good(const char *name)
{
	size_t len = strlen(name), i;

	if (len < 1 || len > EVI_EVENT_TYPE_MAX || name[0] < 'a' ||
	    name[0] > 'z')
		return false;
	for (i = 1; i < len; i++)
		if ((name[i] < 'a' || name[i] > 'z') && name[i] != '-' &&
		    (name[i] < '0' || name[i] > '9'))
			return false;
	return true;
}

static void
write_time(struct evi_emit *out, const struct evi_event *e)
{
	evi_emit_open_at(out, "time", '{');
	evi_emit_time_at(out, "at", e->at);
	evi_emit_text_at(out, "zone", e->zone);
	evi_emit_text_at(out, "source", e->source);
	if (e->certainty != NULL)
		evi_emit_text_at(out, "certainty", e->certainty);
	if (e->has_recorded_at)
		evi_emit_time_at(out, "recordedAt", e->recorded_at);
	evi_emit_close(out, '}');
}

static void
write_holder(struct evi_emit *out, const struct evi_event *e)
{
	evi_emit_open_at(out, "holder", '{');
	evi_emit_text_at(out, "name", e->holder_name);
	evi_emit_text_at(out, "organization", e->holder_organization);
	evi_emit_text_at(out, "state", e->holder_state);
	evi_emit_close(out, '}');
}

static void
write_predicate(struct evi_emit *out, const struct evi_event *e)
{
	size_t i;

	evi_emit_text_at(out, "type", e->type_name);
	evi_emit_key(out, "salt");
	evi_emit_hex(out, e->salt, sizeof(e->salt));
	evi_emit_key(out, "publicKey");
	evi_emit_base64(out, e->spki.data, e->spki.len);
	evi_emit_key(out, "branch");
	evi_emit_hex(out, e->branch, sizeof(e->branch));
	evi_emit_key(out, "prev");
	if (e->has_prev)
		evi_emit_hex(out, e->prev, sizeof(e->prev));
	else
		evi_emit_null(out);
	evi_emit_open_at(out, "answers", '[');
	for (i = 0; i < e->answers.count; i++)
		evi_emit_hex(out, e->answers.items[i], EVI_SHA256_LEN);
	evi_emit_close(out, ']');
	write_time(out, e);
	write_holder(out, e);
	evi_emit_open_at(out, "critical", '[');
	for (i = 0; i < e->critical.count; i++)
		evi_emit_text(out, e->critical.items[i]);
	evi_emit_close(out, ']');
	evi_emit_key(out, "details");
	evi_json_write(out->out, e->details);
	out->comma = true;
}

/* A reader refuses what breaks these: so it is not written either. */
const char *
evi_event_fault(const struct evi_event *e)
{
	const char *const texts[] = { e->zone, e->source, e->holder_name,
		e->holder_organization, e->holder_state };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i] == NULL || !evi_text_good(texts[i]))
			return "`time` or `holder` has control characters, "
			    "or a text of more than 1,024 bytes";
	if (e->certainty != NULL && !evi_text_good(e->certainty))
		return "`time.certainty` has control characters, or more "
		    "than 1,024 bytes";
	if (!evi_event_type_good(e->type_name))
		return "`type` is not of small letters, digits and hyphens";
	if (e->of_exhibit && !evi_uuid_good(e->uid))
		return "the exhibit's name is not a UUID of version 4";
	if (e->spki.len == 0)
		return "`publicKey` is empty";
	if (e->has_recorded_at && evi_instant_before(e->recorded_at, e->at))
		return "`time.recordedAt` is before `time.at`";
	if (e->answers.count > EVI_ANSWERS_MAX)
		return "it answers more than 1,024 events";
	for (i = 1; i < e->answers.count; i++)
		if (memcmp(e->answers.items[i - 1], e->answers.items[i],
		    EVI_SHA256_LEN) >= 0)
			return "`answers` do not strictly increase";
	if (e->details == NULL ||
	    evi_json_type(e->details) != EVI_JSON_OBJECT)
		return "`details` is not an object";
	return evi_event_details_fault(e);
}

enum evid_status
evi_event_write(const struct evi_event *e, struct evi_buf *payload_out,
    struct evid_error *err)
{
	struct evi_emit out = { payload_out, false, false };
	const char *fault = evi_event_fault(e);

	if (fault != NULL)
		return evi_fail(err, EVID_ERR_ARGUMENT, "%s: %s",
		    e->type_name, fault);
	evi_emit_open(&out, '{');
	evi_emit_text_at(&out, "_type", EVI_STATEMENT_TYPE);
	evi_emit_open_at(&out, "subject", '[');
	evi_emit_open(&out, '{');
	evi_emit_text_at(&out, "name",
	    e->of_exhibit ? e->uid : EVI_SUBJECT_SEAL);
	evi_emit_open_at(&out, "digest", '{');
	evi_emit_key(&out, "sha256");
	evi_emit_hex(&out, e->subject, sizeof(e->subject));
	evi_emit_close(&out, '}');
	evi_emit_close(&out, '}');
	evi_emit_close(&out, ']');
	evi_emit_text_at(&out, "predicateType", EVI_CUSTODY_TYPE);
	evi_emit_open_at(&out, "predicate", '{');
	write_predicate(&out, e);
	evi_emit_close(&out, '}');
	evi_emit_close(&out, '}');
	return evi_emit_status(&out, e->type_name, err);
}
