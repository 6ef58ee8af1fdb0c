/*
 * What a station remembers outside all documents: the highest version seen of
 * each directory, in STATE/directory/ID, on one line:
 *
 *	VERSION [SP SHA256] LF
 *
 * VERSION is a decimal number, SHA256 the digest in hex of that version's
 * payload.  It is not there where only a draft was seen, or where an earlier
 * program wrote the line.
 */
#ifndef EVI_BUNDLE_TRUST_STATE_H
#define EVI_BUNDLE_TRUST_STATE_H

#include "adapt/digest.h"
#include "base/error.h"

#include <stdbool.h>

struct evi_seen {
	uint64_t version;		/* 0: none was seen */
	bool has_sha256;
	uint8_t sha256[EVI_SHA256_LEN];
};

enum evid_status evi_state_highest(const char *state, const char *id,
    struct evi_seen *seen_out, struct evid_error *err);
/* was another version of this number seen? */
bool evi_seen_other(const struct evi_seen *seen, uint64_t version,
    const uint8_t sha256[EVI_SHA256_LEN]);
/* raise it to @version, never lower it; folders are made as needed (0700).
 * @sha256: NULL for a draft.  EVID_ERR_FORGED where another version of this
 * number was seen.  Safe against another process that does the same */
enum evid_status evi_state_raise(const char *state, const char *id,
    uint64_t version, const uint8_t *sha256, struct evid_error *err);
/* each folder of @path, as mkdir -p, mode 0700 */
enum evid_status evi_state_folders(const char *path, struct evid_error *err);

#endif
