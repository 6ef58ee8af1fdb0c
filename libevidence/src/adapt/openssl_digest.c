/*
 * Digests, by libcrypto's EVP.  Algorithms are fetched when a digest is made,
 * never for each message: a fetch costs more than hashing a short line.
 */
#include "adapt/digest.h"
#include "adapt/openssl_error.h"
#include "base/memory.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct evi_digest {
	enum evi_hash hash;
	EVP_MD *algorithm;
	EVP_MD_CTX *running;
	EVP_MD_CTX *spare;	/* for evi_digest_peek */
};

static const struct {
	const char *name;	/* also libcrypto's, but for case */
	size_t len;
} hashes[EVI_HASH_COUNT] = {
	[EVI_SHA256] = { "sha256", 32 },
	[EVI_MD5] = { "md5", 16 },
	[EVI_SHA1] = { "sha1", 20 },
	[EVI_SHA512] = { "sha512", 64 },
};

const char *
evi_hash_name(enum evi_hash hash)
{
	return hashes[hash].name;
}

size_t
evi_hash_len(enum evi_hash hash)
{
	return hashes[hash].len;
}

bool
evi_hash_by_name(const char *name, enum evi_hash *out)
{
	for (int i = 0; i < EVI_HASH_COUNT; i++) {
		if (strcmp(hashes[i].name, name) == 0) {
			*out = (enum evi_hash)i;
			return true;
		}
	}
	return false;
}

static enum evid_status
fail(const char *name, struct evid_error *err)
{
	if (evi_libcrypto_no_memory()) {
		ERR_clear_error();
		return evi_fail_memory(err);
	}
	evi_fail(err, EVID_ERR_CRYPTO, "libcrypto cannot compute %s", name);
	evi_hint(err, "the system's policy (FIPS mode) may forbid it");
	return EVID_ERR_CRYPTO;
}

enum evid_status
evi_digest_new(enum evi_hash hash, struct evi_digest **out,
    struct evid_error *err)
{
	struct evi_digest *d = NULL;	/* owned here until handed out */
	enum evid_status status;

	*out = NULL;
	d = evi_zalloc(sizeof(*d));
	if (d == NULL)
		return evi_fail_memory(err);
	d->hash = hash;
	d->running = EVP_MD_CTX_new();
	d->spare = EVP_MD_CTX_new();
	d->algorithm = EVP_MD_fetch(NULL, hashes[hash].name, NULL);
	if (d->running == NULL || d->spare == NULL)
		status = evi_fail_memory(err);
	else if (d->algorithm == NULL)
		status = fail(hashes[hash].name, err);
	else
		status = evi_digest_start(d, err);
	if (status != EVID_OK)
		goto out;
	*out = d;
	d = NULL;
out:
	evi_digest_free(d);
	return status;
}

enum evid_status
evi_digest_start(struct evi_digest *d, struct evid_error *err)
{
	if (EVP_DigestInit_ex(d->running, d->algorithm, NULL) != 1)
		return fail(hashes[d->hash].name, err);
	return EVID_OK;
}

enum evid_status
evi_digest_add(struct evi_digest *d, const void *data, size_t len,
    struct evid_error *err)
{
	if (len > 0 && EVP_DigestUpdate(d->running, data, len) != 1)
		return fail(hashes[d->hash].name, err);
	return EVID_OK;
}

enum evid_status
evi_digest_finish(struct evi_digest *d, uint8_t *out, struct evid_error *err)
{
	if (EVP_DigestFinal_ex(d->running, out, NULL) != 1)
		return fail(hashes[d->hash].name, err);
	return EVID_OK;
}

enum evid_status
evi_digest_peek(const struct evi_digest *d, uint8_t *out,
    struct evid_error *err)
{
	if (EVP_MD_CTX_copy_ex(d->spare, d->running) != 1 ||
	    EVP_DigestFinal_ex(d->spare, out, NULL) != 1)
		return fail(hashes[d->hash].name, err);
	return EVID_OK;
}

void
evi_digest_free(struct evi_digest *d)
{
	if (d == NULL)
		return;
	EVP_MD_CTX_free(d->running);
	EVP_MD_CTX_free(d->spare);
	EVP_MD_free(d->algorithm);
	free(d);
}

/* Fetched once a process, and never changed after.  Where it could not be had
 * the next call tries again: memory may have lacked. */
static _Atomic(EVP_MD *) fetched_sha256;

static EVP_MD *
fetch_sha256(void)
{
	EVP_MD *mine, *none = NULL, *sha256 = atomic_load(&fetched_sha256);

	if (sha256 != NULL)
		return sha256;
	mine = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (mine == NULL)
		return NULL;
	if (atomic_compare_exchange_strong(&fetched_sha256, &none, mine))
		return mine;
	EVP_MD_free(mine);
	return none;
}

enum evid_status
evi_sha256(const void *data, size_t len, uint8_t out[EVI_SHA256_LEN],
    struct evid_error *err)
{
	EVP_MD *sha256 = fetch_sha256();

	if (sha256 == NULL ||
	    EVP_Digest(len == 0 ? "" : data, len, out, NULL, sha256,
	    NULL) != 1)
		return fail("sha256", err);
	return EVID_OK;
}
