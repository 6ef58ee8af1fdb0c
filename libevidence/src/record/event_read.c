/*
 * An event of the custody log, read and checked as far as it shows by itself.
 * The grammar stands in event.c.
 */
#include "record/event_parts.h"
#include "record/keys.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { TYPE, SALT, PUBLIC_KEY, BRANCH, PREV, ANSWERS, TIME, HOLDER, CRITICAL,
    DETAILS, N_KEYS };

/* Who adds such a line makes it unreadable, and nothing else. */
static const char too_heavy[] = "it has so many values that they weigh more "
    "than 64 MiB";

static const char *const keys[N_KEYS] = { "type", "salt", "publicKey",
    "branch", "prev", "answers", "time", "holder", "critical", "details" };

static bool
read_subject(struct evi_reader *r, const struct evi_json *array,
    struct evi_event *e)
{
	static const char *const parts[] = { "name", "digest" };
	static const char *const algorithm[] = { "sha256" };
	static const char why[] = "`subject` is not as the format says";
	uint8_t digest[EVI_SHA256_LEN];
	struct evi_json *v[2], *hex;
	const char *name;

	if (!evi_read_array(r, array, why))
		return false;
	if (evi_json_count(array) != 1)
		return evi_read_bad(r, why);
	if (!evi_read_exactly(r, evi_json_at(array, 0), parts, 2, v, why) ||
	    !evi_read_exactly(r, v[1], algorithm, 1, &hex, why) ||
	    !evi_read_hex(r, hex, e->subject, EVI_SHA256_LEN, why))
		return false;
	if (!evi_json_string(v[0], &name))
		return evi_read_bad(r, why);
	if (strcmp(name, EVI_SUBJECT_SEAL) == 0)
		return true;
	if (!evi_uuid_good(name))
		return evi_read_bad(r, "`subject` is neither a seal nor an "
		    "exhibit");
	e->of_exhibit = true;
	memcpy(e->uid, name, sizeof(e->uid));
	if (evi_event_subject_of_uid(e->uid, digest, NULL) != EVID_OK) {
		r->memory = true;
		return false;
	}
	return memcmp(digest, e->subject, sizeof(digest)) == 0 ||
	    evi_read_bad(r, "the exhibit's digest is not that of its uid");
}

static bool
read_answers(struct evi_reader *r, const struct evi_json *array,
    struct evi_event *e)
{
	static const char why[] = "`answers` is not as the format says";
	uint8_t digest[EVI_SHA256_LEN];
	size_t i, n;

	if (!evi_read_array(r, array, why))
		return false;
	n = evi_json_count(array);
	if (n > EVI_ANSWERS_MAX)
		return evi_read_bad(r, "it answers more than 1,024 events");
	for (i = 0; i < n; i++) {
		if (!evi_read_hex(r, evi_json_at(array, i), digest,
		    sizeof(digest), why))
			return false;
		if (evi_digests_add(&e->answers, digest, NULL) != EVID_OK) {
			r->memory = true;
			return false;
		}
	}
	return true;
}

static bool
read_time(struct evi_reader *r, const struct evi_json *value,
    struct evi_event *e)
{
	static const char *const parts[] = { "at", "zone", "source",
	    "certainty", "recordedAt" };
	static const char why[] = "`time` is not as the format says";
	struct evi_json *v[5];

	if (!evi_read_keys(r, value, parts, 5, v, why) ||
	    !evi_read_time(r, v[0], &e->at, why) ||
	    !evi_read_text(r, v[1], &e->zone, why) ||
	    !evi_read_text(r, v[2], &e->source, why))
		return false;
	if (v[3] != NULL && !evi_read_text(r, v[3], &e->certainty, why))
		return false;
	e->has_recorded_at = v[4] != NULL;
	return v[4] == NULL || evi_read_time(r, v[4], &e->recorded_at, why);
}

static bool
read_holder(struct evi_reader *r, const struct evi_json *value,
    struct evi_event *e)
{
	static const char *const parts[] = { "name", "organization", "state" };
	static const char why[] = "`holder` is not as the format says";
	struct evi_json *v[3];

	return evi_read_keys(r, value, parts, 3, v, why) &&
	    evi_read_text(r, v[0], &e->holder_name, why) &&
	    evi_read_text(r, v[1], &e->holder_organization, why) &&
	    evi_read_text(r, v[2], &e->holder_state, why);
}

static bool
read_type(struct evi_reader *r, const struct evi_json *value,
    struct evi_event *e)
{
	const char *text;

	if (value == NULL || !evi_json_string(value, &text) ||
	    !evi_event_type_good(text))
		return evi_read_bad(r,
		    "`type` is not of small letters, digits and hyphens");
	memcpy(e->type_name, text, strlen(text) + 1);
	e->type = evi_event_by_name(text);
	return true;
}

static bool
read_predicate(struct evi_reader *r, const struct evi_json *value,
    struct evi_event *e)
{
	static const char why[] = "`predicate` is not as the format says";
	struct evi_json *v[N_KEYS];

	if (!evi_read_keys(r, value, keys, N_KEYS, v, why) ||
	    !read_type(r, v[TYPE], e) ||
	    !evi_read_hex(r, v[SALT], e->salt, sizeof(e->salt),
	    "`salt` is not 32 hex digits") ||
	    !evi_read_spki(r, v[PUBLIC_KEY], &e->spki, e->keyid,
	    "`publicKey` is not base64 in its one encoding") ||
	    !evi_read_hex(r, v[BRANCH], e->branch, sizeof(e->branch),
	    "`branch` is not 16 hex digits"))
		return false;
	if (v[PREV] == NULL)
		return evi_read_bad(r, why);
	e->has_prev = evi_json_type(v[PREV]) != EVI_JSON_NULL;
	if (e->has_prev && !evi_read_hex(r, v[PREV], e->prev,
	    sizeof(e->prev), "`prev` is neither 64 hex digits nor null"))
		return false;
	if (!read_answers(r, v[ANSWERS], e) || !read_time(r, v[TIME], e) ||
	    !read_holder(r, v[HOLDER], e) ||
	    !evi_read_texts(r, v[CRITICAL], &e->critical,
	    "`critical` is not as the format says"))
		return false;
	if (v[DETAILS] == NULL ||
	    evi_json_type(v[DETAILS]) != EVI_JSON_OBJECT)
		return evi_read_bad(r, "`details` is not an object");
	e->details = evi_json_ref(v[DETAILS]);
	return true;
}

static bool
read_statement(struct evi_reader *r, const struct evi_json *json,
    struct evi_event *e)
{
	static const char *const parts[] = { "_type", "subject",
	    "predicateType", "predicate" };
	struct evi_json *v[4];
	const char *fault;

	if (!evi_read_exactly(r, json, parts, 4, v,
	    "the statement has not the keys of the format"))
		return false;
	if (!evi_read_is(v[0], EVI_STATEMENT_TYPE) ||
	    !evi_read_is(v[2], EVI_CUSTODY_TYPE))
		return evi_read_bad(r, "the statement is of another type");
	if (!read_subject(r, v[1], e) || !read_predicate(r, v[3], e))
		return false;
	fault = evi_event_fault(e);
	return fault == NULL || evi_read_bad(r, fault);
}

enum evid_status
evi_event_read(const void *payload, size_t len, struct evi_event *out,
    const char **why_out, bool *unknown_out, struct evid_error *err)
{
	struct evi_reader r = EVI_READER_INIT;
	struct evi_json *json = NULL;		/* owned here */
	enum evid_status status;

	memset(out, 0, sizeof(*out));
	if (evi_json_too_heavy(payload, len))
		(void)evi_read_bad(&r, too_heavy);
	else
		(void)(evi_read_json(&r, "event", payload, len, &json) &&
		    read_statement(&r, json, out));
	status = evi_read_status(&r, why_out, err);
	if (status != EVID_OK || *why_out != NULL)
		evi_event_free(out);
	if (unknown_out != NULL)
		*unknown_out = r.unknown;
	evi_json_free(json);
	return status;
}

/* The envelope's reader wants the LF that a line of a log has lost.  No
 * envelope of one signature is heavy. */
enum evid_status
evi_event_envelope(const void *line, size_t len, struct evi_envelope *out,
    const char **why_out, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	if (evi_json_too_heavy(line, len)) {
		*why_out = too_heavy;
		return EVID_OK;
	}
	evi_buf_add(&text, line, len);
	evi_buf_add_byte(&text, '\n');
	status = evi_buf_status(&text, err);
	if (status == EVID_OK)
		status = evi_envelope_read(text.data, text.len, out, why_out,
		    err);
	if (status == EVID_OK && *why_out == NULL && out->n_signatures != 1)
		*why_out = "an event has exactly one signature";
	evi_buf_free(&text);
	return status;
}

enum evid_status
evi_event_signed(const struct evi_envelope *e, struct evi_buf *pae_out,
    struct evi_buf *sig_out, struct evid_error *err)
{
	enum evid_status status;

	evi_pae(pae_out, e->payload.data, e->payload.len);
	evi_buf_add(sig_out, e->signatures[0].sig.data,
	    e->signatures[0].sig.len);
	status = evi_buf_status(pae_out, err);
	return status == EVID_OK ? evi_buf_status(sig_out, err) : status;
}

enum evid_status
evi_event_read_line(const void *line, size_t len, struct evi_event *out,
    struct evi_buf *pae_out, struct evi_buf *sig_out, bool *keyid_good_out,
    const char **why_out, bool *unknown_out, struct evid_error *err)
{
	struct evi_envelope *e = evi_zalloc(sizeof(*e));	/* owned here */
	enum evid_status status;

	*why_out = NULL;
	memset(out, 0, sizeof(*out));
	if (e == NULL)
		return evi_fail_memory(err);
	status = evi_event_envelope(line, len, e, why_out, err);
	if (status == EVID_OK && *why_out == NULL)
		status = evi_event_read(e->payload.data, e->payload.len, out,
		    why_out, unknown_out, err);
	if (status == EVID_OK && *why_out == NULL) {
		*keyid_good_out = memcmp(e->signatures[0].keyid, out->keyid,
		    EVI_SHA256_LEN) == 0;
		status = evi_event_signed(e, pae_out, sig_out, err);
		if (status != EVID_OK)
			evi_event_free(out);
	}
	evi_envelope_free(e);
	free(e);
	return status;
}
