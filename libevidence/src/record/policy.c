/*
 * The policy, read.  A key that is not known has no effect, and is told; what
 * must not be passed over stands in `critical`.
 */
#include "record/policy.h"

#include "base/text.h"
#include "record/directory.h"
#include "record/field.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

void
evi_policy_free(struct evi_policy *policy)
{
	free(policy->name);
	evi_texts_free(&policy->states);
	evi_texts_free(&policy->keys);
	evi_texts_free(&policy->kinds);
	evi_texts_free(&policy->understood);
	evi_texts_free(&policy->critical);
	memset(policy, 0, sizeof(*policy));
}

bool
evi_texts_have(const struct evi_texts *texts, const char *text)
{
	size_t i;

	for (i = 0; i < texts->count; i++)
		if (strcmp(texts->items[i], text) == 0)
			return true;
	return false;
}

static bool
state_good(const char *text)
{
	return evi_state_good(text);
}

static bool
keyid_good(const char *text)
{
	uint8_t keyid[EVI_SHA256_LEN];

	return evi_unhex(text, strlen(text), keyid, sizeof(keyid));
}

static bool
kind_good(const char *text)
{
	size_t i;

	for (i = 0; i < EVI_N_CONTACT_KINDS; i++)
		if (strcmp(text, evi_contact_kind_names[i]) == 0)
			return true;
	return false;
}

/* A list that, where it stands, must be met: so it is not empty. */
static bool
read_list(struct evi_field *f, const struct evi_json *object,
    const char *key, bool (*good)(const char *), const char *why,
    struct evi_texts *out, bool *has_out)
{
	size_t i;

	*has_out = evi_json_get(object, key) != NULL;
	if (!evi_field_texts(f, object, key, EVI_OPTIONAL, out))
		return false;
	if (*has_out && out->count == 0) {
		(void)evi_field_enter(f, key);
		return evi_field_fail(f, "it is empty: nobody could meet it");
	}
	for (i = 0; i < out->count; i++) {
		if (good(out->items[i]))
			continue;
		(void)evi_field_enter(f, key);
		(void)evi_field_enter_at(f, i);
		return evi_field_fail(f, "%s", why);
	}
	return true;
}

static bool
read_signers(struct evi_field *f, const struct evi_json *json,
    struct evi_policy *p)
{
	static const char *const keys[] = { "states", "keys", "kinds" };
	struct evi_json *object = NULL, *rest = NULL;
	size_t mark;
	bool good;

	if (!evi_field_object(f, json, "signers", EVI_OPTIONAL, &object))
		return false;
	if (object == NULL)
		return true;
	mark = evi_field_enter(f, "signers");
	good = read_list(f, object, "states", state_good,
	    "not a State: two capital letters (ISO 3166-1), or org:NAME",
	    &p->states, &p->has_states) &&
	    read_list(f, object, "keys", keyid_good,
	    "not a key id: 64 lower-case hex digits", &p->keys,
	    &p->has_keys) &&
	    read_list(f, object, "kinds", kind_good,
	    "none of 24-7, central-authority, laboratory, court, other",
	    &p->kinds, &p->has_kinds) &&
	    evi_field_rest(f, object, keys, COUNT(keys), &rest);
	p->unknown = p->unknown || rest != NULL;
	evi_json_free(rest);
	if (good)
		evi_field_leave(f, mark);
	return good;
}

static bool
read_policy(struct evi_field *f, const struct evi_json *json,
    struct evi_policy *p)
{
	static const char *const keys[] = { "schema", "name", "signers",
	    "threshold", "openHandOvers", "understood",
	    "directoryMaxAgeDays", "staleDirectory", "partial", "critical" };
	struct evi_json *rest = NULL;
	bool good;

	p->open_hand_overs = true;
	p->has_max_age = evi_json_get(json, "directoryMaxAgeDays") != NULL;
	good = evi_field_schema(f, json, EVI_POLICY_SCHEMA, "policy") &&
	    evi_field_text(f, json, "name", EVI_REQUIRED, &p->name) &&
	    read_signers(f, json, p) &&
	    evi_field_u64(f, json, "threshold", EVI_OPTIONAL, 1,
	    EVI_SIGNERS_MAX, &p->threshold) &&
	    evi_field_bool(f, json, "openHandOvers", EVI_OPTIONAL,
	    &p->open_hand_overs) &&
	    evi_field_texts(f, json, "understood", EVI_OPTIONAL,
	    &p->understood) &&
	    evi_field_u64(f, json, "directoryMaxAgeDays", EVI_OPTIONAL, 0,
	    36500, &p->max_age_days) &&
	    evi_field_bool(f, json, "staleDirectory", EVI_OPTIONAL,
	    &p->stale_directory) &&
	    evi_field_bool(f, json, "partial", EVI_OPTIONAL, &p->partial) &&
	    evi_field_texts(f, json, "critical", EVI_OPTIONAL,
	    &p->critical) &&
	    evi_field_rest(f, json, keys, COUNT(keys), &rest);
	p->unknown = p->unknown || rest != NULL;
	evi_json_free(rest);
	return good;
}

enum evid_status
evi_policy_read(const void *text, size_t len, const char *file,
    struct evi_policy *out, struct evid_error *err)
{
	struct evi_json *json = NULL;		/* owned here */
	struct evi_field f;			/* owned here */
	enum evid_status status;

	memset(out, 0, sizeof(*out));
	evi_field_open(&f, file, err);
	status = evi_json_parse(text, len, file, &json, err);
	if (status == EVID_OK)
		(void)read_policy(&f, json, out);
	status = evi_field_close(&f, status);
	if (status != EVID_OK)
		evi_policy_free(out);
	evi_json_free(json);
	return status;
}
