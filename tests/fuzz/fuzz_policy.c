/*
 * Policies: what is not known or not of its type is refused, never passed
 * over as if it asked for less.
 */
#include "support.h"

#include "adapt/json.h"
#include "record/policy.h"

/* Whether @key stands in the policy as a value of @type. */
static bool
stands(const struct evi_json *json, const char *key, enum evi_json_type type)
{
	const struct evi_json *value = evi_json_get(json, key);

	return value != NULL && evi_json_type(value) == type;
}

static void
check_good(const struct evi_policy *p, const struct evi_json *json)
{
	const struct evi_json *signers = evi_json_get(json, "signers");
	bool said = true;
	uint64_t n = 0;

	HOLDS(p->has_states == stands(signers, "states", EVI_JSON_ARRAY));
	HOLDS(p->has_keys == stands(signers, "keys", EVI_JSON_ARRAY));
	HOLDS(p->has_kinds == stands(signers, "kinds", EVI_JSON_ARRAY));
	HOLDS(!p->has_keys || p->keys.count == evi_json_count(
	    evi_json_get(signers, "keys")));
	for (size_t i = 0; i < p->keys.count; i++)
		HOLDS(strlen(p->keys.items[i]) == 2 * EVI_SHA256_LEN);
	HOLDS(p->threshold == 0 || (evi_json_get_u64(json, "threshold", &n) &&
	    n == p->threshold));
	HOLDS(p->open_hand_overs ||
	    (evi_json_get_bool(json, "openHandOvers", &said) && !said));
	HOLDS(!p->partial ||
	    (evi_json_get_bool(json, "partial", &said) && said));
	HOLDS(!p->stale_directory ||
	    (evi_json_get_bool(json, "staleDirectory", &said) && said));
	HOLDS(p->critical.count == (evi_json_get(json, "critical") == NULL ?
	    0 : evi_json_count(evi_json_get(json, "critical"))));
	HOLDS(!p->has_max_age || (evi_json_get_u64(json,
	    "directoryMaxAgeDays", &n) && n == p->max_age_days));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct evi_policy policy = { .name = NULL };	/* owned here */
	struct evi_json *json = NULL;			/* owned here */

	if (evi_policy_read(data, len, "policy", &policy, NULL) == EVID_OK) {
		HOLDS(evi_json_parse(data, len, "policy", &json, NULL) ==
		    EVID_OK);
		check_good(&policy, json);
		evi_policy_free(&policy);
	}
	evi_json_free(json);
	return 0;
}
