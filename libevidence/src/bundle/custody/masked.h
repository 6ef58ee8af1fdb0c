/*
 * Handling flags of the bundle's objects, acting on what is shown of its log.
 */
#ifndef EVI_BUNDLE_CUSTODY_MASKED_H
#define EVI_BUNDLE_CUSTODY_MASKED_H

#include "bundle/custody/custody.h"
#include "bundle/verdict/masks.h"
#include "record/tags.h"

/* what a bundle's inventory says of it, whatever is shown */
struct evi_custody_masking;
/* *out is set in any case, for evi_custody_masking_free() */
enum evid_status evi_masking_new(const struct evid_masks *asked,
    struct evi_custody_masking **out, struct evid_error *err);
/* some of the inventory; nothing is done where @m is NULL */
enum evid_status evi_masking_add(struct evi_custody_masking *m,
    const uint8_t *data, size_t len, struct evid_error *err);
/* of all that was added */
enum evid_status evi_masking_digest(struct evi_custody_masking *m,
    uint8_t out[EVI_SHA256_LEN], struct evid_error *err);
/* @known: it is the inventory that was sealed.  Otherwise all is masked where
 * flags were named */
enum evid_status evi_masking_end(struct evi_custody_masking *m, bool known,
    struct evid_error *err);
/* one text, allocated; @m and *text may be NULL */
enum evid_status evi_masking_text(struct evi_custody_masking *m, char **text,
    struct evid_error *err);
/* does a tag manifest list the file with this digest? */
bool evi_masking_listed(const struct evi_buf *tagmanifest, enum evi_tag tag,
    const uint8_t digest[EVI_SHA256_LEN]);

/* for a log that is to be shown, before its bundle is read; EVID_ERR_ARGUMENT
 * for a flag that is none */
enum evid_status evi_custody_masking_begin(struct evid_custody *c,
    struct evid_error *err);
/* the same with what was noted elsewhere of the inventory, which lives longer;
 * @known as above */
enum evid_status evi_custody_masking_lend(struct evid_custody *c,
    struct evi_masks *masks, bool known, struct evid_error *err);

/* every name of a masked object in the texts of @value, replaced */
enum evid_status evi_custody_mask(const struct evid_custody *c,
    struct evi_json *value, struct evid_error *err);
/* the same of what an event states beside its details */
enum evid_status evi_custody_mask_event(const struct evid_custody *c,
    struct evi_event *event, struct evid_error *err);
/* the same of one text, allocated; *text may be NULL */
enum evid_status evi_custody_mask_text(const struct evid_custody *c,
    char **text, struct evid_error *err);
/* a finding's message, which is escaped */
void evi_custody_mask_message(const struct evid_custody *c,
    const struct evi_custody_finding *finding, struct evi_buf *out);

#endif
