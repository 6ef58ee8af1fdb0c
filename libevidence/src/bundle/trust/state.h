/*
 * What a station remembers outside all documents: the highest version seen of
 * each directory, in STATE/directory/ID, a decimal number and LF.
 */
#ifndef EVI_BUNDLE_TRUST_STATE_H
#define EVI_BUNDLE_TRUST_STATE_H

#include "base/error.h"

#include <stdbool.h>

/* *version_out 0 where none was seen */
enum evid_status evi_state_highest(const char *state, const char *id,
    uint64_t *version_out, struct evid_error *err);
/* raise it to @version, never lower it; folders are made as needed (0700).
 * Safe against another process that does the same */
enum evid_status evi_state_raise(const char *state, const char *id,
    uint64_t version, struct evid_error *err);
/* each folder of @path, as mkdir -p, mode 0700 */
enum evid_status evi_state_folders(const char *path, struct evid_error *err);

#endif
