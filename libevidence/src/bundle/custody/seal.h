/*
 * The custody log on its way into a bundle.
 */
#ifndef EVI_BUNDLE_CUSTODY_SEAL_H
#define EVI_BUNDLE_CUSTODY_SEAL_H

#include "bundle/stream/spool.h"
#include "bundle/tell.h"
#include "evidence/seal.h"
#include "record/statement.h"

/* the log of @options as it is to be sealed into @spool; its count and heads
 * into @statement.  What others say of a bundle is left out, but where what is
 * sealed names it; that, what is wrong in the events of strangers, by the trust
 * of @options, and that others say that a key which signs is compromised, is
 * told.  EVID_ERR_FORMAT where it is not sound, with what is wrong;
 * EVID_ERR_UNTRUSTED where a key that signs is compromised, as one that signs
 * says, or by that trust its State; or where that trust itself does not hold */
enum evid_status evi_custody_seal(const struct evid_seal_options *options,
    const char *folder, struct evi_tell *tell, struct evi_spool *spool,
    struct evi_statement *statement, struct evid_error *err);

#endif
