/*
 * Handling flags of the bundle's objects, acting on what is shown of its log.
 */
#ifndef EVI_BUNDLE_CUSTODY_MASKED_H
#define EVI_BUNDLE_CUSTODY_MASKED_H

#include "bundle/custody/custody.h"
#include "bundle/verdict/masks.h"

/* for a log that is to be shown, before its bundle is read; EVID_ERR_ARGUMENT
 * for a flag that is none */
enum evid_status evi_custody_masking_begin(struct evid_custody *c,
    struct evid_error *err);
/* some of the inventory; nothing is done where nothing is to be shown */
enum evid_status evi_custody_masking_add(struct evid_custody *c,
    const uint8_t *data, size_t len, struct evid_error *err);
/* of all that was added */
enum evid_status evi_custody_masking_digest(struct evid_custody *c,
    uint8_t out[EVI_SHA256_LEN], struct evid_error *err);
/* @known: it is the inventory that was sealed.  Otherwise all is masked where
 * flags were named */
void evi_custody_masking_end(struct evid_custody *c, bool known);

/* every text in @value that is the name of a masked object, replaced */
enum evid_status evi_custody_mask(const struct evid_custody *c,
    struct evi_json *value, struct evid_error *err);

#endif
