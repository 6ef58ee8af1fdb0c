/*
 * What a custody log says of conditions, as the legal axis takes it.
 */
#ifndef EVI_BUNDLE_CUSTODY_SAID_H
#define EVI_BUNDLE_CUSTODY_SAID_H

#include "bundle/custody/custody.h"
#include "record/condition.h"

/* the events, and what of them they borrow */
struct evi_custody_said {
	struct evi_condition_event *events;
	struct evi_event *full;
	char **states;
	uint32_t *places;		/* of the events in the log */
	uint8_t *ignored;		/* why it has no effect, and 1; or 0 */
	size_t n;
};

enum evid_status evi_custody_said_gather(const struct evid_custody *log,
    struct evi_custody_said *out, struct evid_error *err);
void evi_custody_said_free(struct evi_custody_said *said);

#endif
