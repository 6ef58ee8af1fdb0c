/*
 * What the parts of the sealing of a log know of each other: seal.c takes it
 * in, seal_sound.c says whether it may, seal_keys.c with which keys.
 */
#ifndef EVI_BUNDLE_CUSTODY_SEAL_PARTS_H
#define EVI_BUNDLE_CUSTODY_SEAL_PARTS_H

#include "bundle/custody/custody.h"
#include "bundle/tell.h"

/* does that key sign the seal? */
bool evi_seal_is_sealer(const struct evid_seal_options *options,
    const uint8_t keyid[EVI_SHA256_LEN]);
/* where it stands, which it is and who signed it */
enum evid_status evi_seal_name_event(const struct evid_custody *c,
    uint32_t event, struct evi_buf *out, struct evid_error *err);
/* @text, which is used up, with an event named, and what follows it */
enum evid_status evi_seal_tell_event(const struct evid_custody *c,
    const char *path, struct evi_buf *text, uint32_t event, const char *after,
    enum evi_finding_code code, struct evi_tell *tell,
    struct evid_error *err);
/* EVID_ERR_FORMAT where no event of it stands, with why */
enum evid_status evi_seal_any(const struct evid_custody *c,
    const struct evid_seal_options *options, struct evid_error *err);
/* EVID_ERR_UNTRUSTED where the trust does not hold; what of it has no effect
 * is told */
enum evid_status evi_seal_trust(const struct evid_custody *c,
    const struct evid_seal_options *options, struct evi_tell *tell,
    struct evid_error *err);
/* seal_keys.c: of a log with all its events: EVID_ERR_UNTRUSTED where a key
 * that signs is compromised; that others say so, or that it is not valid by
 * the trust, is told */
enum evid_status evi_seal_keys(const struct evid_custody *c,
    const struct evid_seal_options *options, struct evi_tell *tell,
    struct evid_error *err);
/* of a log that was judged: EVID_ERR_FORMAT where it is not sound.  What is a
 * stranger's is told */
enum evid_status evi_seal_sound(struct evid_custody *c,
    const struct evid_seal_options *options, struct evi_tell *tell,
    struct evid_error *err);

#endif
