/*
 * A condition that asks for an answer, stated anew without saying whether it
 * still does: it no longer asks (docs/format.md, 9.6).  That may be what its
 * State means; where it forgot the field it is told, for what is handed over
 * is then received without a word on it.
 */
#include "bundle/entry/hand.h"

#include <string.h>

/* does that condition of that State ask, as things are? */
static enum evid_status
asks(const struct evi_draft *d, const char *id, const char *state, bool *out,
    struct evid_error *err)
{
	struct evi_wanted wanted = EVI_WANTED_INIT;	/* owned here */
	enum evid_status status;
	size_t i;

	*out = false;
	status = evi_wanted_gather(d->set, EVI_NONE, d->event.at, &wanted,
	    err);
	for (i = 0; status == EVID_OK && i < wanted.count; i++) {
		const struct evi_wanted_one *one = &wanted.items[i];

		*out |= one->needs && !one->lifted &&
		    strcmp(one->id, id) == 0 && strcmp(one->state, state) == 0;
	}
	evi_wanted_free(&wanted);
	return status;
}

enum evid_status
evi_draft_left_out(struct evi_draft *d, struct evid_error *err)
{
	const struct evi_json *value = evi_json_get(d->event.details, "value");
	const char *id, *state;
	enum evid_status status;
	bool asked;

	if (d->event.type != EVI_EVENT_CONDITION_CHANGED || value == NULL ||
	    d->no_effect != NULL ||
	    evi_json_get(value, "needsAcceptance") != NULL ||
	    !evi_json_get_string(value, "id", &id) ||
	    !evi_json_get_string(value, "imposedBy", &state))
		return EVID_OK;
	status = asks(d, id, state, &asked, err);
	if (status != EVID_OK || !asked)
		return status;
	d->note = d->beside ? "by what is known here it stands beside the "
	    "condition, which asks for an answer as before: its value leaves "
	    "needsAcceptance out" : "the condition asks for an answer, and "
	    "its value leaves needsAcceptance out: whoever receives no longer "
	    "has to answer it";
	d->advice = d->beside ? "where it is known of which State this key is "
	    "(--pins, -t), it may take the place of the condition, which then "
	    "no longer asks; if it is still to be answered, sign once more, "
	    "with \"needsAcceptance\":true in the value" : "if it is still to "
	    "be answered, sign once more, with \"needsAcceptance\":true in "
	    "the value";
	return EVID_OK;
}
