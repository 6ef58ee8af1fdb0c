/*
 * libsodium: randomness, memory for secrets, Ed25519.
 */
#include "adapt/digest.h"
#include "adapt/key.h"
#include "adapt/key_parts.h"
#include "base/memory.h"
#include "base/num.h"

#include <sodium.h>
#include <string.h>

_Static_assert(EVI_ED25519_SEED_LEN == crypto_sign_SEEDBYTES, "seed");
_Static_assert(EVI_ED25519_SECRET_LEN == crypto_sign_SECRETKEYBYTES, "key");

/* RFC 8410, section 7: version 0, 1.3.101.112, an octet string in another */
static const uint8_t pkcs8_prefix[] = {
	0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65,
	0x70, 0x04, 0x22, 0x04, 0x20
};

#define PKCS8_LEN (sizeof(pkcs8_prefix) + EVI_ED25519_SEED_LEN)

enum evid_status
evi_crypto_init(struct evid_error *err)
{
	if (sodium_init() < 0)
		return evi_fail(err, EVID_ERR_CRYPTO,
		    "libsodium cannot be started");
	if (!evi_libcrypto_init())
		return evi_fail(err, EVID_ERR_CRYPTO,
		    "libcrypto cannot be started");
	return EVID_OK;
}

uint64_t
evi_short_hash(const void *data, size_t len)
{
	static const uint8_t key[crypto_shorthash_siphash24_KEYBYTES];
	uint8_t out[crypto_shorthash_siphash24_BYTES];
	int rc = crypto_shorthash_siphash24(out, data, len, key);

	(void)rc;	/* it cannot fail */
	return evi_get_le64(out);
}

void
evi_random(void *out, size_t len)
{
	/* The kernel gives the bytes; should the start fail, it still does. */
	int rc = sodium_init() < 0;

	(void)rc;
	randombytes_buf(out, len);
}

void
evi_random_from(const uint8_t seed[EVI_SEED_LEN], uint32_t use,
    uint32_t block, void *out, size_t len)
{
	uint8_t nonce[crypto_stream_chacha20_ietf_NONCEBYTES] = { 0 };
	int rc = sodium_init();

	_Static_assert(EVI_SEED_LEN == crypto_stream_chacha20_ietf_KEYBYTES,
	    "seed");
	evi_put_le32(nonce, use);
	memset(out, 0, len);
	rc |= crypto_stream_chacha20_ietf_xor_ic(out, out, len, nonce, block,
	    seed);
	(void)rc;	/* it cannot fail for so short a run */
}

/*
 * sodium_malloc puts a run at the end of its pages, so that it is aligned
 * only if its length is.
 */
void *
evi_secure_alloc(size_t len)
{
	size_t room;
	void *p;

	if (sodium_init() < 0 || !evi_add_size(len, 15, &room))
		return NULL;
	room &= ~(size_t)15;
	p = sodium_malloc(room == 0 ? 16 : room);
	if (p != NULL)
		memset(p, 0, room);
	return p;
}

void
evi_secure_free(void *p)
{
	sodium_free(p);
}

enum evid_status
evi_secret_from_seed(const uint8_t *seed, struct evi_secret **out,
    struct evid_error *err)
{
	struct evi_secret *secret = NULL;	/* owned until handed out */
	enum evid_status status = EVID_OK;
	uint8_t *public;

	*out = NULL;
	secret = evi_zalloc(sizeof(*secret));
	if (secret == NULL)
		return evi_fail_memory(err);
	secret->algorithm = EVI_ALG_ED25519;
	secret->ed25519 = evi_secure_alloc(EVI_ED25519_SECRET_LEN);
	secret->pkcs8 = evi_secure_alloc(PKCS8_LEN);
	if (secret->ed25519 == NULL || secret->pkcs8 == NULL) {
		status = evi_fail_memory(err);
		goto out;
	}
	memcpy(secret->pkcs8, pkcs8_prefix, sizeof(pkcs8_prefix));
	memcpy(secret->pkcs8 + sizeof(pkcs8_prefix), seed,
	    EVI_ED25519_SEED_LEN);
	secret->pkcs8_len = PKCS8_LEN;
	memcpy(secret->spki, evi_spki_ed25519_prefix,
	    EVI_SPKI_ED25519_PREFIX_LEN);
	public = secret->spki + EVI_SPKI_ED25519_PREFIX_LEN;
	if (crypto_sign_seed_keypair(public, secret->ed25519, seed) != 0) {
		status = evi_fail(err, EVID_ERR_CRYPTO,
		    "libsodium cannot make the key");
		goto out;
	}
	secret->spki_len = EVI_SPKI_ED25519_LEN;
	*out = secret;
	secret = NULL;
out:
	evi_secret_free(secret);
	return status;
}

enum evid_status
evi_secret_generate(struct evi_secret **out, struct evid_error *err)
{
	enum evid_status status;
	uint8_t *seed = NULL;	/* owned here, sodium's */

	*out = NULL;
	status = evi_crypto_init(err);
	if (status != EVID_OK)
		return status;
	seed = evi_secure_alloc(EVI_ED25519_SEED_LEN);
	if (seed == NULL)
		return evi_fail_memory(err);
	randombytes_buf(seed, EVI_ED25519_SEED_LEN);
	status = evi_secret_from_seed(seed, out, err);
	evi_secure_free(seed);
	return status;
}

enum evid_status
evi_ed25519_sign(const struct evi_secret *secret, const void *data,
    size_t len, struct evi_buf *sig_out, struct evid_error *err)
{
	uint8_t sig[crypto_sign_BYTES];

	if (crypto_sign_detached(sig, NULL, data, len, secret->ed25519) != 0)
		return evi_fail(err, EVID_ERR_CRYPTO,
		    "libsodium cannot sign");
	evi_buf_add(sig_out, sig, sizeof(sig));
	return evi_buf_status(sig_out, err);
}

/* libsodium refuses S >= L, a small-order key or R, and a key not reduced. */
bool
evi_ed25519_verify(const uint8_t *spki, const void *data, size_t len,
    const uint8_t *sig, size_t sig_len)
{
	return sig_len == crypto_sign_BYTES &&
	    crypto_sign_verify_detached(sig, data, len,
	    spki + EVI_SPKI_ED25519_PREFIX_LEN) == 0;
}
