/*
 * What of a correction readers do not act on, though they act on what it
 * corrects (docs/format.md, 9.3): of that they read what was signed.  Who
 * signs a correction is told, and so is who looks at it.
 */
#ifndef EVI_BUNDLE_CUSTODY_IDLE_H
#define EVI_BUNDLE_CUSTODY_IDLE_H

#include "bundle/custody/custody.h"

struct evi_idle {
	const char *key;		/* of the fields: a constant text */
	const char *why, *advice;	/* the same */
};

/* the next such field of a correction of an event of @type, which says that
 * the only copy went or does not; *place begins as 0; false after the last */
bool evi_idle_field(enum evi_event_type type, bool only_copy,
    const struct evi_json *fields, size_t *place, struct evi_idle *out);
/* the same of an event of the log; none of what may not be said, or corrects
 * what is not here */
bool evi_idle_next(const struct evid_custody *c, uint32_t event,
    const struct evi_json *details, size_t *place, struct evi_idle *out);

#endif
