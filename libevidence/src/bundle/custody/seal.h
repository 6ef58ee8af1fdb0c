/*
 * The custody log on its way into a bundle.
 */
#ifndef EVI_BUNDLE_CUSTODY_SEAL_H
#define EVI_BUNDLE_CUSTODY_SEAL_H

#include "bundle/stream/spool.h"
#include "record/statement.h"

/* the log as it is to be sealed into @spool; its count and heads into
 * @statement.  EVID_ERR_FORMAT where it is not sound, with what is wrong */
enum evid_status evi_custody_seal(const char *path, unsigned int threads,
    const char *folder, struct evi_spool *spool,
    struct evi_statement *statement, struct evid_error *err);

#endif
