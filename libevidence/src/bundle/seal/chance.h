/*
 * The random bytes of a sealing: the system's, a test's, or, for a sealing
 * that may be resumed, a stream that follows from a seed, so that each run
 * has the same.
 */
#ifndef EVI_BUNDLE_SEAL_CHANCE_H
#define EVI_BUNDLE_SEAL_CHANCE_H

#include "adapt/key.h"
#include "evidence/seal.h"

#include <stdbool.h>

enum evi_chance_use { EVI_CHANCE_ID, EVI_CHANCE_CASE, EVI_CHANCE_SALTS };

#define EVI_CHANCE_BLOCK 64u

struct evi_chance {
	const struct evid_seal_options *options;
	bool seeded;
	uint8_t seed[EVI_SEED_LEN];
};

/* @len bytes of what is for @use, from byte EVI_CHANCE_BLOCK * @block on;
 * unseeded, any */
void evi_chance_draw(const struct evi_chance *chance,
    enum evi_chance_use use, uint64_t block, void *out, size_t len);

#endif
