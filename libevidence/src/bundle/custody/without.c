/*
 * A log whose bundle was not named: what is sealed in that is not known, so
 * that what seems to be missing may be there, and whose a condition is cannot
 * be said.
 */
#include "bundle/custody/custody.h"

bool
evi_custody_without_bundle(const struct evid_custody *c)
{
	uint32_t i;

	for (i = 0; i < c->n_events && !c->has_seal; i++)
		if (!evi_custody_aside(c, i) &&
		    evi_custody_of_bundle(c, i))
			return true;
	return false;
}

const char *
evi_custody_hint(const struct evid_custody *c,
    const struct evi_custody_finding *f)
{
	const char *hint = f->hint != NULL ? f->hint :
	    evi_finding_kinds[f->code].hint;

	if (f->hint != NULL || !evi_custody_without_bundle(c))
		return hint;
	switch (f->code) {
	case EVI_FINDING_CUSTODY_PREV_MISSING:
	case EVI_FINDING_CUSTODY_ANSWERS_MISSING:
	case EVI_FINDING_CUSTODY_CUT_SHORT:
		return "name its bundle beside the log, for it may be sealed "
		    "in that; else ask the holders for their logs, and merge";
	case EVI_FINDING_CUSTODY_CLAIM:
		return f->event != EVI_NONE && c->events[f->event].denied ==
		    EVI_DENIED_UNSEEN ? "name its bundle beside the log, for "
		    "the condition may be sealed in that" : hint;
	default:
		return hint;
	}
}
