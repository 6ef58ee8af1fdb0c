/*
 * What the keys of evidence/key.h are inside.
 */
#ifndef EVI_BUNDLE_KEY_H
#define EVI_BUNDLE_KEY_H

#include "adapt/key.h"
#include "evidence/key.h"
#include "record/statement.h"

struct evid_key {
	struct evi_secret *secret;
	struct evi_buf spki;
	uint8_t keyid[EVI_SHA256_LEN];		/* of spki */
	char *name, *organization, *state;	/* "" where not stated */
};

struct evid_public_key {
	struct evi_buf spki;
	uint8_t keyid[EVI_SHA256_LEN];
};

/* borrowed */
const struct evi_buf *evi_public_key_spki(const struct evid_public_key *key);

#endif
