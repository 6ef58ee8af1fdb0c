/*
 * A Merkle root that grows with the logarithm of its leaves: level k holds the
 * root of the last whole subtree of 2^k leaves where bit k of their number is
 * set, as a counter's digits are carried.
 *
 *	leaf = SHA-256(00 line), node = SHA-256(01 left right)
 *
 * A tree without leaves has the digest of nothing as its root (RFC 9162).
 */
#include "record/merkle.h"

#include <string.h>

#define SHORT_LINE 2048		/* hashed in one go, without allocation */

void
evi_merkle_init(struct evi_merkle *tree)
{
	memset(tree, 0, sizeof(*tree));
}

static enum evid_status
long_leaf(const void *line, size_t len, uint8_t out[EVI_SHA256_LEN],
    struct evid_error *err)
{
	static const uint8_t tag = 0x00;
	struct evi_digest *digest = NULL;	/* owned here */
	enum evid_status status;

	status = evi_digest_new(EVI_SHA256, &digest, err);
	if (status != EVID_OK)
		goto out;
	status = evi_digest_add(digest, &tag, 1, err);
	if (status != EVID_OK)
		goto out;
	status = evi_digest_add(digest, line, len, err);
	if (status != EVID_OK)
		goto out;
	status = evi_digest_finish(digest, out, err);
out:
	evi_digest_free(digest);
	return status;
}

static enum evid_status
leaf_of(const void *line, size_t len, uint8_t out[EVI_SHA256_LEN],
    struct evid_error *err)
{
	uint8_t bytes[1 + SHORT_LINE];

	if (len > SHORT_LINE)
		return long_leaf(line, len, out, err);
	bytes[0] = 0x00;
	if (len > 0)
		memcpy(bytes + 1, line, len);
	return evi_sha256(bytes, 1 + len, out, err);
}

/* @right becomes the node over @left and itself. */
static enum evid_status
join(const uint8_t left[EVI_SHA256_LEN], uint8_t right[EVI_SHA256_LEN],
    struct evid_error *err)
{
	uint8_t bytes[1 + 2 * EVI_SHA256_LEN];

	bytes[0] = 0x01;
	memcpy(bytes + 1, left, EVI_SHA256_LEN);
	memcpy(bytes + 1 + EVI_SHA256_LEN, right, EVI_SHA256_LEN);
	return evi_sha256(bytes, sizeof(bytes), right, err);
}

enum evid_status
evi_merkle_add(struct evi_merkle *tree, const void *line, size_t len,
    struct evid_error *err)
{
	uint8_t hash[EVI_SHA256_LEN];
	enum evid_status status;
	unsigned int k = 0;

	status = leaf_of(line, len, hash, err);
	if (status != EVID_OK)
		return status;
	for (; (tree->n_leaves >> k & 1) != 0; k++) {
		status = join(tree->level[k], hash, err);
		if (status != EVID_OK)
			return status;
	}
	memcpy(tree->level[k], hash, EVI_SHA256_LEN);
	tree->n_leaves++;
	return EVID_OK;
}

enum evid_status
evi_merkle_root(const struct evi_merkle *tree, uint8_t out[EVI_SHA256_LEN],
    struct evid_error *err)
{
	enum evid_status status;
	bool any = false;

	if (tree->n_leaves == 0)
		return evi_sha256("", 0, out, err);
	for (unsigned int k = 0; k < EVI_MERKLE_LEVELS; k++) {
		if ((tree->n_leaves >> k & 1) == 0)
			continue;
		if (!any) {
			memcpy(out, tree->level[k], EVI_SHA256_LEN);
			any = true;
			continue;
		}
		status = join(tree->level[k], out, err);
		if (status != EVID_OK)
			return status;
	}
	return EVID_OK;
}
