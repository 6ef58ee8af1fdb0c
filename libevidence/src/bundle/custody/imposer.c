/*
 * Who imposed a condition, and so may loosen or lift it.
 */
#include "bundle/custody/word.h"

#include "record/case_parts.h"

#include <string.h>

/* who imposed the sealed conditions */
enum evid_status
evi_word_imposers(struct evid_custody *c, struct evid_error *err)
{
	const struct evi_json *list;
	enum evid_status status = EVID_OK;
	uint8_t digest[EVI_SHA256_LEN];
	const char *id, *state;
	size_t i, n;

	list = evi_case_list(c->sealed_conditions, "conditions", &n);
	for (i = 0; i < n && status == EVID_OK; i++) {
		const struct evi_json *one = evi_json_at(list, i);

		if (!evi_json_get_string(one, "id", &id) ||
		    !evi_json_get_string(one, "imposedBy", &state))
			continue;
		status = evi_sha256(id, strlen(id), digest, err);
		if (status == EVID_OK)
			status = evi_custody_keep_imposer(c, digest, state,
			    err);
	}
	return status;
}

/* What a State adds, or tightens for its own use, it may loosen later; of
 * another's condition of that id that says nothing. */
static enum evid_status
bound(struct evid_custody *c, uint32_t i, const struct evi_known_key *known,
    struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[i];
	uint8_t name[EVI_SHA256_LEN];
	enum evid_status status;

	if (known->at_claimed != EVI_STANDING_VALID ||
	    *known->state == '\0' || e->unchecked ||
	    c->keys[e->key].compromised)
		return EVID_OK;
	status = evi_custody_condition_name(c->pool[e->terms], known->state,
	    name, err);
	if (status != EVID_OK || memcmp(name, c->pool[e->terms + 1],
	    EVI_SHA256_LEN) != 0)
		return status;
	return evi_custody_keep_imposer(c, c->pool[e->terms], known->state,
	    err);
}

/* the condition that a word is about, by its id's digest */
static enum evid_status
condition_of(const struct evid_custody *c, uint32_t i,
    uint8_t out[EVI_SHA256_LEN], struct evid_error *err)
{
	struct evi_event full;			/* owned here */
	enum evid_status status;
	const char *id = "";

	if (c->events[i].n_terms > 0) {
		memcpy(out, c->pool[c->events[i].terms], EVI_SHA256_LEN);
		return EVID_OK;
	}
	status = evi_custody_event_read(c, i, &full, err);
	if (status != EVID_OK)
		return status;
	(void)evi_json_get_string(full.details, "condition", &id);
	status = evi_sha256(id, strlen(id), out, err);
	evi_event_free(&full);
	return status;
}

enum evid_status
evi_word_condition(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_event *e = &c->events[i];
	uint8_t id[EVI_SHA256_LEN];
	struct evi_known_key known;
	bool is_known = evi_custody_known(c, i, &known);
	enum evid_status status;

	/* Anyone may bind himself; only who imposed may let go. */
	if (e->value == EVI_VALUE_STRICTER) {
		e->may = true;
		return is_known ? bound(c, i, &known, err) : EVID_OK;
	}
	if (!is_known || *known.state == '\0')
		return evi_word_deny(c, i, EVI_DENIED_STATE, err);
	status = condition_of(c, i, id, err);
	if (status != EVID_OK)
		return status;
	e->may = evi_custody_imposed(c, id, known.state);
	return e->may ? EVID_OK : evi_word_deny(c, i, !c->has_seal &&
	    evi_custody_of_bundle(c, i) ? EVI_DENIED_UNSEEN :
	    evi_custody_imposed(c, id, "") ? EVI_DENIED_IMPOSER :
	    EVI_DENIED_CONDITION, err);
}
