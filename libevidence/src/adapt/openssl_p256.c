/*
 * ECDSA over P-256 with SHA-256, by libcrypto.  A signature is DER in its one
 * encoding with s in the lower half of the order, so that nobody can make a
 * second valid one from it.
 */
#include "adapt/key_parts.h"
#include "adapt/openssl_error.h"
#include "adapt/openssl_memory.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

/* SEC 2, section 2.4.2: the order n, and half of it, rounded down */
#define ORDER \
	"FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"
#define HALF \
	"7FFFFFFF800000007FFFFFFFFFFFFFFFDE737D56D38BCF4279DCE5617E3192A8"

/* Two integers of 33 bytes at most, in a sequence. */
#define SIGNATURE_MAX 72

bool
evi_libcrypto_init(void)
{
	evi_libcrypto_wipe_memory();
	return OPENSSL_init_crypto(OPENSSL_INIT_ADD_ALL_CIPHERS |
	    OPENSSL_INIT_ADD_ALL_DIGESTS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS,
	    NULL) == 1;
}

static enum evid_status
fail(struct evid_error *err, const char *what)
{
	if (evi_libcrypto_no_memory())
		return evi_fail_memory(err);
	return evi_fail(err, EVID_ERR_CRYPTO, "libcrypto cannot %s", what);
}

/* The DER of @s, exactly; the length, or 0 where it does not fit. */
static size_t
encode(const ECDSA_SIG *s, uint8_t out[SIGNATURE_MAX])
{
	int len = i2d_ECDSA_SIG(s, NULL);

	if (len <= 0 || len > SIGNATURE_MAX)
		return 0;
	return i2d_ECDSA_SIG(s, &out) == len ? (size_t)len : 0;
}

/* @s = n - @s where it is in the upper half. */
static bool
lower(ECDSA_SIG *sig, const BIGNUM *order, const BIGNUM *half)
{
	const BIGNUM *s = ECDSA_SIG_get0_s(sig);
	BIGNUM *r_new = NULL, *s_new = NULL;

	if (BN_cmp(s, half) <= 0)
		return true;
	r_new = BN_dup(ECDSA_SIG_get0_r(sig));
	s_new = BN_new();
	if (r_new == NULL || s_new == NULL || BN_sub(s_new, order, s) != 1 ||
	    ECDSA_SIG_set0(sig, r_new, s_new) != 1) {
		BN_free(r_new);
		BN_free(s_new);
		return false;
	}
	return true;
}

/* The one encoding of the signature in @der; 0 on failure. */
static size_t
normalise(const uint8_t *der, size_t len, uint8_t out[SIGNATURE_MAX])
{
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)len);
	BIGNUM *order = NULL, *half = NULL;
	size_t n = 0;

	if (sig != NULL && BN_hex2bn(&order, ORDER) > 0 &&
	    BN_hex2bn(&half, HALF) > 0 && lower(sig, order, half))
		n = encode(sig, out);
	ECDSA_SIG_free(sig);
	BN_free(order);
	BN_free(half);
	return n;
}

static EVP_PKEY *
private_key(const struct evi_secret *secret)
{
	const uint8_t *p = secret->pkcs8;
	PKCS8_PRIV_KEY_INFO *info;
	EVP_PKEY *key = NULL;

	info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, (long)secret->pkcs8_len);
	if (info != NULL)
		key = EVP_PKCS82PKEY(info);
	PKCS8_PRIV_KEY_INFO_free(info);
	return key;
}

enum evid_status
evi_p256_sign(const struct evi_secret *secret, const void *data, size_t len,
    struct evi_buf *sig_out, struct evid_error *err)
{
	uint8_t der[SIGNATURE_MAX], sig[SIGNATURE_MAX];
	size_t der_len = sizeof(der), sig_len;
	enum evid_status status = EVID_OK;
	EVP_MD_CTX *context = NULL;	/* owned here */
	EVP_PKEY *key = NULL;		/* owned here */

	ERR_set_mark();
	key = private_key(secret);
	context = EVP_MD_CTX_new();
	if (key == NULL || context == NULL ||
	    EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) != 1 ||
	    EVP_DigestSign(context, der, &der_len, data, len) != 1) {
		status = fail(err, "sign");
		goto out;
	}
	sig_len = normalise(der, der_len, sig);
	if (sig_len == 0) {
		status = fail(err, "encode the signature");
		goto out;
	}
	evi_buf_add(sig_out, sig, sig_len);
	status = evi_buf_status(sig_out, err);
out:
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	ERR_pop_to_mark();
	return status;
}

/* Is it the one encoding of r and s in range, with s in the lower half? */
static enum evid_status
check_encoding(const uint8_t *der, size_t len, bool *good_out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	BIGNUM *order = NULL, *half = NULL;	/* owned here */
	ECDSA_SIG *sig = NULL;			/* owned here */
	const uint8_t *p = der;
	uint8_t again[SIGNATURE_MAX];
	const BIGNUM *r, *s;

	*good_out = false;
	if (len > SIGNATURE_MAX)
		return EVID_OK;
	if (BN_hex2bn(&order, ORDER) == 0 || BN_hex2bn(&half, HALF) == 0) {
		status = evi_fail_memory(err);
		goto out;
	}
	sig = d2i_ECDSA_SIG(NULL, &p, (long)len);
	if (sig == NULL || encode(sig, again) != len) {
		if (evi_libcrypto_no_memory())
			status = evi_fail_memory(err);
		goto out;
	}
	if (memcmp(der, again, len) != 0)
		goto out;
	r = ECDSA_SIG_get0_r(sig);
	s = ECDSA_SIG_get0_s(sig);
	*good_out = !BN_is_zero(r) && !BN_is_negative(r) &&
	    BN_cmp(r, order) < 0 && !BN_is_zero(s) && !BN_is_negative(s) &&
	    BN_cmp(s, half) <= 0;
out:
	ECDSA_SIG_free(sig);
	BN_free(order);
	BN_free(half);
	return status;
}

/* A point that is not on the curve makes no key, and nothing valid. */
static enum evid_status
verify(const uint8_t *spki, size_t spki_len, const void *data, size_t len,
    const uint8_t *sig, size_t sig_len, bool *valid_out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	EVP_MD_CTX *context = NULL;	/* owned here */
	EVP_PKEY *key = NULL;		/* owned here */
	int rc;

	key = d2i_PUBKEY(NULL, &spki, (long)spki_len);
	if (key == NULL) {
		if (evi_libcrypto_no_memory())
			status = evi_fail_memory(err);
		goto out;
	}
	context = EVP_MD_CTX_new();
	if (context == NULL || EVP_DigestVerifyInit(context, NULL,
	    EVP_sha256(), NULL, key) != 1) {
		status = fail(err, "verify a signature");
		goto out;
	}
	rc = EVP_DigestVerify(context, sig, sig_len, data, len);
	if (rc < 0 || (rc == 0 && evi_libcrypto_no_memory()))
		status = fail(err, "verify a signature");
	*valid_out = rc == 1;
out:
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return status;
}

enum evid_status
evi_p256_verify(const uint8_t *spki, size_t spki_len, const void *data,
    size_t len, const uint8_t *sig, size_t sig_len, bool *valid_out,
    struct evid_error *err)
{
	enum evid_status status;
	bool good;

	*valid_out = false;
	ERR_set_mark();
	status = check_encoding(sig, sig_len, &good, err);
	if (status == EVID_OK && good)
		status = verify(spki, spki_len, data, len, sig, sig_len,
		    valid_out, err);
	ERR_pop_to_mark();
	return status;
}
