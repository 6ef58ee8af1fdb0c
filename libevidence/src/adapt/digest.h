/*
 * Digests, by libcrypto (SHA-256 by the processor's instructions where it has
 * them).
 */
#ifndef EVI_ADAPT_DIGEST_H
#define EVI_ADAPT_DIGEST_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum evi_hash { EVI_SHA256, EVI_MD5, EVI_SHA1, EVI_SHA512, EVI_HASH_COUNT };

#define EVI_SHA256_LEN 32
#define EVI_HASH_MAX 64

/* so many bytes, and their digest */
struct evi_extent {
	uint64_t size;
	uint8_t sha256[EVI_SHA256_LEN];
};

struct evi_digest;	/* one running digest; may move between threads */

const char *evi_hash_name(enum evi_hash hash);	/* "sha256", "md5", ... */
size_t evi_hash_len(enum evi_hash hash);
bool evi_hash_by_name(const char *name, enum evi_hash *out);

/* new and started; evi_digest_start begins again without allocation */
enum evid_status evi_digest_new(enum evi_hash hash, struct evi_digest **out,
    struct evid_error *err);
enum evid_status evi_digest_start(struct evi_digest *d, struct evid_error *err);
enum evid_status evi_digest_add(struct evi_digest *d, const void *data,
    size_t len, struct evid_error *err);
/* the digest so far as the result; evi_digest_start is needed before more */
enum evid_status evi_digest_finish(struct evi_digest *d, uint8_t *out,
    struct evid_error *err);
/* the digest so far, the running one goes on */
enum evid_status evi_digest_peek(const struct evi_digest *d, uint8_t *out,
    struct evid_error *err);
void evi_digest_free(struct evi_digest *d);

/* one shot, fast for short runs (no fetch a call) */
enum evid_status evi_sha256(const void *data, size_t len,
    uint8_t out[EVI_SHA256_LEN], struct evid_error *err);

/* 64 bits that are the same for the same bytes, and else only by a chance that
 * nothing may rest on: for tables, by libsodium */
uint64_t evi_short_hash(const void *data, size_t len);

#endif
