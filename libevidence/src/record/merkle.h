/*
 * Merkle tree of RFC 9162, section 2.1.1, with SHA-256: a root in memory that
 * grows with the logarithm of the number of leaves.
 */
#ifndef EVI_RECORD_MERKLE_H
#define EVI_RECORD_MERKLE_H

#include "adapt/digest.h"

#define EVI_MERKLE_LEVELS 64

struct evi_merkle {
	uint64_t n_leaves;
	uint8_t level[EVI_MERKLE_LEVELS][EVI_SHA256_LEN];
};

void evi_merkle_init(struct evi_merkle *tree);
/* one leaf: the line without its LF */
enum evid_status evi_merkle_add(struct evi_merkle *tree, const void *line,
    size_t len, struct evid_error *err);
enum evid_status evi_merkle_root(const struct evi_merkle *tree,
    uint8_t out[EVI_SHA256_LEN], struct evid_error *err);

#endif
