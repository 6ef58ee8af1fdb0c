/*
 * The seal's statement, read and checked as far as it shows by itself.
 */
#include "record/keys.h"
#include "record/name.h"
#include "record/statement_parts.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { BUNDLE, STARTED, SEALED, CLOCK, SIGNERS, PAYLOAD, CONDITIONS,
    RECIPIENTS, CUSTODY, CRITICAL, SUPERSEDES, TOOL, N_KEYS };

static const char *const keys[N_KEYS] = { "bundle", "startedAt", "sealedAt",
    "clock", "signers", "payload", "conditions", "recipients", "custody",
    "critical", "supersedes", "tool" };

/* A text under the rules of section 4. */
static bool
good_text(struct evi_reader *r, const struct evi_json *value, char **out,
    const char *why)
{
	if (!evi_read_text(r, value, out, why))
		return false;
	return evi_text_good(*out) || evi_read_bad(r, why);
}

static bool
read_bundle(struct evi_reader *r, const struct evi_json *value,
    struct evi_statement *s)
{
	static const char *const parts[] = { "id", "name", "format",
	    "detached" };
	static const char why[] = "`bundle` is not as the format says";
	struct evi_json *v[4];
	const char *id, *name;
	uint64_t format;

	if (!evi_read_keys(r, value, parts, 4, v, why) ||
	    !evi_read_u64(r, v[2], &format, why))
		return false;
	if (v[0] == NULL || !evi_json_string(v[0], &id) || !evi_uuid_good(id))
		return evi_read_bad(r,
		    "`bundle.id` is not a UUID of version 4");
	if (v[1] == NULL || !evi_json_string(v[1], &name) ||
	    !evi_name_is_base(name))
		return evi_read_bad(r, "`bundle.name` is not allowed");
	if (format != 1)
		return evi_read_bad(r, "`bundle.format` is not 1");
	if (!evi_json_get_bool(value, "detached", &s->detached))
		return evi_read_bad(r, why);
	memcpy(s->id, id, strlen(id) + 1);
	memcpy(s->name, name, strlen(name) + 1);
	return true;
}

static bool
read_clock(struct evi_reader *r, const struct evi_json *value,
    struct evi_statement *s)
{
	static const char *const parts[] = { "source", "synchronised",
	    "estimatedErrorMilliseconds", "zone" };
	static const char why[] = "`clock` is not as the format says";
	struct evi_json *v[4];
	bool synchronised = false;

	if (!evi_read_keys(r, value, parts, 4, v, why) ||
	    !good_text(r, v[0], &s->clock_source, why) ||
	    !good_text(r, v[3], &s->zone, why))
		return false;
	if (v[1] == NULL || v[2] == NULL)
		return evi_read_bad(r, why);
	s->synchronised = -1;
	if (evi_json_type(v[1]) != EVI_JSON_NULL) {
		if (!evi_json_get_bool(value, parts[1], &synchronised))
			return evi_read_bad(r, why);
		s->synchronised = synchronised;
	}
	s->has_error = evi_json_type(v[2]) != EVI_JSON_NULL;
	return !s->has_error ||
	    evi_read_u64(r, v[2], &s->error_milliseconds, why);
}

static bool
read_times(struct evi_reader *r, struct evi_json *const *v,
    struct evi_statement *s)
{
	static const char why[] = "a time is not as the format writes times";

	if (!evi_read_time(r, v[STARTED], &s->started_at, why) ||
	    !evi_read_time(r, v[SEALED], &s->sealed_at, why))
		return false;
	if (evi_instant_before(s->sealed_at, s->started_at))
		return evi_read_bad(r, "`sealedAt` is before `startedAt`");
	return read_clock(r, v[CLOCK], s);
}

static bool
read_signer(struct evi_reader *r, const struct evi_json *value,
    struct evi_signer *out)
{
	static const char *const parts[] = { "name", "organization", "state",
	    "publicKey" };
	static const char why[] = "a signer is not as the format says";
	struct evi_json *v[4];

	if (!evi_read_keys(r, value, parts, 4, v, why) ||
	    !good_text(r, v[0], &out->name, why) ||
	    !good_text(r, v[1], &out->organization, why) ||
	    !good_text(r, v[2], &out->state, why) ||
	    !evi_read_spki(r, v[3], &out->spki, out->keyid, why))
		return false;
	return out->spki.len > 0 ||
	    evi_read_bad(r, "a signer has no key");
}

static bool
read_signers(struct evi_reader *r, const struct evi_json *array,
    struct evi_statement *s)
{
	size_t count;

	if (!evi_read_array(r, array, "`signers` is not an array"))
		return false;
	count = evi_json_count(array);
	if (count < 1 || count > EVI_SIGNERS_MAX)
		return evi_read_bad(r,
		    "the number of signers is not from 1 to 64");
	s->signers = evi_zalloc_array(count, sizeof(s->signers[0]));
	if (s->signers == NULL) {
		r->memory = true;
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		/* Counted first: what was read of it is freed with all. */
		s->n_signers++;
		if (!read_signer(r, evi_json_at(array, i), &s->signers[i]))
			return false;
	}
	return evi_signers_distinct(s) ||
	    evi_read_bad(r, "two signers have one key");
}

static bool
read_payload(struct evi_reader *r, const struct evi_json *value,
    struct evi_statement *s)
{
	static const char *const parts[] = { "objects", "merkleRoot",
	    "completeness", "excluded" };
	static const char *const states[] = { "complete", "partial" };
	static const char why[] = "`payload` is not as the format says";
	struct evi_json *v[4];
	unsigned int which = 0;

	if (!evi_read_keys(r, value, parts, 4, v, why) ||
	    !evi_read_u64(r, v[0], &s->n_objects, why) ||
	    !evi_read_hex(r, v[1], s->merkle_root, EVI_SHA256_LEN, why) ||
	    !evi_read_choice(r, v[2], states, 2, &which, why) ||
	    !evi_read_texts(r, v[3], &s->excluded, why))
		return false;
	s->partial = which == 1;
	if (s->n_objects < 1 || s->n_objects > EVI_OBJECTS_MAX)
		return evi_read_bad(r,
		    "the number of objects is not from 1 to 2^31");
	return true;
}

static bool
read_custody(struct evi_reader *r, const struct evi_json *value,
    struct evi_statement *s)
{
	static const char *const parts[] = { "count", "heads" };
	static const char why[] = "`custody` is not as the format says";
	uint8_t digest[EVI_SHA256_LEN];
	struct evi_json *v[2];

	if (!evi_read_keys(r, value, parts, 2, v, why) ||
	    !evi_read_u64(r, v[0], &s->custody_count, why) ||
	    !evi_read_texts(r, v[1], &s->custody_heads, why))
		return false;
	for (size_t i = 0; i < s->custody_heads.count; i++) {
		const char *head = s->custody_heads.items[i];

		if (!evi_unhex(head, strlen(head), digest, sizeof(digest)))
			return evi_read_bad(r, why);
	}
	return true;
}

static bool
read_tool(struct evi_reader *r, const struct evi_json *value,
    struct evi_statement *s)
{
	static const char *const parts[] = { "name", "version" };
	static const char why[] = "`tool` is not as the format says";
	struct evi_json *v[2];

	return evi_read_keys(r, value, parts, 2, v, why) &&
	    good_text(r, v[0], &s->tool_name, why) &&
	    good_text(r, v[1], &s->tool_version, why);
}

static bool
read_digests(struct evi_reader *r, struct evi_json *const *v,
    struct evi_statement *s)
{
	if (!evi_read_hex(r, v[CONDITIONS], s->conditions, EVI_SHA256_LEN,
	    "`conditions` is not 64 hex digits"))
		return false;
	if (v[RECIPIENTS] == NULL)
		return evi_read_bad(r, "`recipients` is missing");
	s->has_recipients = evi_json_type(v[RECIPIENTS]) != EVI_JSON_NULL;
	if (s->has_recipients && !evi_read_hex(r, v[RECIPIENTS],
	    s->recipients, EVI_SHA256_LEN,
	    "`recipients` is not 64 hex digits"))
		return false;
	s->has_supersedes = v[SUPERSEDES] != NULL;
	return !s->has_supersedes || evi_read_hex(r, v[SUPERSEDES],
	    s->supersedes, EVI_SHA256_LEN,
	    "`supersedes` is not 64 hex digits");
}

static bool
read_predicate(struct evi_reader *r, const struct evi_json *value,
    struct evi_statement *s)
{
	struct evi_json *v[N_KEYS];

	return evi_read_keys(r, value, keys, N_KEYS, v,
	    "`predicate` is not an object") &&
	    read_bundle(r, v[BUNDLE], s) && read_times(r, v, s) &&
	    read_signers(r, v[SIGNERS], s) &&
	    read_payload(r, v[PAYLOAD], s) && read_digests(r, v, s) &&
	    read_custody(r, v[CUSTODY], s) &&
	    evi_read_texts(r, v[CRITICAL], &s->critical,
	    "`critical` is not an array of texts") &&
	    read_tool(r, v[TOOL], s);
}

static bool
read_subject(struct evi_reader *r, const struct evi_json *array,
    struct evi_statement *s)
{
	static const char *const parts[] = { "name", "digest" };
	static const char *const digests[] = { "sha256" };
	static const char why[] = "`subject` is not as the format says";
	struct evi_json *v[2], *digest[1];

	if (!evi_read_array(r, array, why))
		return false;
	if (evi_json_count(array) != 1)
		return evi_read_bad(r, why);
	if (!evi_read_keys(r, evi_json_at(array, 0), parts, 2, v, why))
		return false;
	if (!evi_read_is(v[0], EVI_SUBJECT_NAME))
		return evi_read_bad(r, why);
	return evi_read_keys(r, v[1], digests, 1, digest, why) &&
	    evi_read_hex(r, digest[0], s->tagmanifest, EVI_SHA256_LEN, why);
}

static bool
read_statement(struct evi_reader *r, const struct evi_json *json,
    struct evi_statement *s)
{
	static const char *const parts[] = { "_type", "subject",
	    "predicateType", "predicate" };
	static const char why[] = "the seal's payload is not an object";
	struct evi_json *v[4];

	if (!evi_read_keys(r, json, parts, 4, v, why))
		return false;
	if (!evi_read_is(v[0], EVI_STATEMENT_TYPE))
		return evi_read_bad(r, "`_type` is not that of a statement");
	if (!evi_read_is(v[2], EVI_SEAL_TYPE))
		return evi_read_bad(r, "`predicateType` is not that of a seal");
	return read_subject(r, v[1], s) && read_predicate(r, v[3], s);
}

enum evid_status
evi_statement_read(const void *payload, size_t len,
    struct evi_statement *out, const char **why_out, bool *unknown_out,
    struct evid_error *err)
{
	struct evi_reader r = EVI_READER_INIT;
	struct evi_json *json = NULL;		/* owned here */
	enum evid_status status;

	memset(out, 0, sizeof(*out));
	(void)(evi_read_json(&r, "statement", payload, len, &json) &&
	    read_statement(&r, json, out));
	status = evi_read_status(&r, why_out, err);
	if (status != EVID_OK)
		evi_statement_free(out);
	if (unknown_out != NULL)
		*unknown_out = r.unknown;
	evi_json_free(json);
	return status;
}
