/*
 * Who imposed a condition, and so may loosen or lift it.
 */
#include "bundle/custody/word.h"

#include <string.h>

/* who imposed the sealed conditions */
enum evid_status
evi_word_imposers(struct evid_custody *c, struct evid_error *err)
{
	const struct evi_json *list = evi_json_get(c->sealed_conditions,
	    "conditions");
	enum evid_status status = EVID_OK;
	const char *id, *state;
	size_t i, n;

	n = list != NULL && evi_json_type(list) == EVI_JSON_ARRAY ?
	    evi_json_count(list) : 0;
	for (i = 0; i < n && status == EVID_OK; i++) {
		const struct evi_json *one = evi_json_at(list, i);

		if (evi_json_get_string(one, "id", &id) &&
		    evi_json_get_string(one, "imposedBy", &state))
			status = evi_custody_keep_imposer(c, id, state, err);
	}
	return status;
}

/* a condition that a State adds for itself, it may loosen later */
static enum evid_status
condition_added(struct evid_custody *c, uint32_t i,
    const struct evi_known_key *known, struct evid_error *err)
{
	enum evid_status status;
	const char *id, *change, *state;
	struct evi_event full;

	if (known->at_claimed != EVI_STANDING_VALID ||
	    *known->state == '\0' || c->events[i].unchecked ||
	    c->keys[c->events[i].key].compromised)
		return EVID_OK;
	status = evi_custody_event_read(c, i, &full, err);
	if (status != EVID_OK)
		return status;
	if (evi_json_get_string(full.details, "condition", &id) &&
	    evi_json_get_string(full.details, "change", &change) &&
	    strcmp(change, "added") == 0 &&
	    evi_json_get_string(evi_json_get(full.details, "value"),
	    "imposedBy", &state) && strcmp(state, known->state) == 0)
		status = evi_custody_keep_imposer(c, id, state, err);
	evi_event_free(&full);
	return status;
}

enum evid_status
evi_word_condition(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_event *e = &c->events[i];
	struct evi_known_key known;
	struct evi_event full;
	const char *id = "", *state;
	bool is_known = evi_custody_known(c, i, &known);
	enum evid_status status;

	/* Anyone may bind himself; only who imposed may let go. */
	if (e->value == EVI_VALUE_STRICTER) {
		e->may = true;
		return is_known ? condition_added(c, i, &known, err) :
		    EVID_OK;
	}
	if (!is_known || *known.state == '\0')
		return evi_word_claim(c, i, "the State of its key is not "
		    "known here",
		    err);
	status = evi_custody_event_read(c, i, &full, err);
	if (status != EVID_OK)
		return status;
	(void)evi_json_get_string(full.details, "condition", &id);
	state = evi_custody_imposer(c, id);
	evi_event_free(&full);
	e->may = state != NULL && strcmp(state, known.state) == 0;
	return e->may ? EVID_OK : evi_word_claim(c, i, state == NULL ?
	    "the condition is not known here" :
	    "it is not by the State that imposed the condition", err);
}
