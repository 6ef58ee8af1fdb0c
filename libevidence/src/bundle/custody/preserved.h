/*
 * What a custody log says of preservations, as the clocks of a case take it.
 */
#ifndef EVI_BUNDLE_CUSTODY_PRESERVED_H
#define EVI_BUNDLE_CUSTODY_PRESERVED_H

#include "bundle/custody/custody.h"
#include "record/case_clock.h"

/* the events that count, and what of them the words borrow */
struct evi_custody_preserved {
	struct evi_preservation_word *words;
	struct evi_event *full;
	char **states;
	size_t n;
};

enum evid_status evi_custody_preserved_gather(const struct evid_custody *log,
    struct evi_custody_preserved *out, struct evid_error *err);
void evi_custody_preserved_free(struct evi_custody_preserved *preserved);

#endif
