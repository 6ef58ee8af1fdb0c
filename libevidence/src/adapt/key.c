/*
 * Keys: which algorithm a public key names, and the way to the library that
 * has it.
 */
#include "adapt/key.h"
#include "adapt/key_parts.h"

#include <stdlib.h>
#include <string.h>

/* RFC 8410, section 4: SEQUENCE { SEQUENCE { 1.3.101.112 }, BIT STRING } */
const uint8_t evi_spki_ed25519_prefix[EVI_SPKI_ED25519_PREFIX_LEN] = {
	0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21,
	0x00
};

/* RFC 5480: id-ecPublicKey, the named curve secp256r1, and the first byte of
 * an uncompressed point */
static const uint8_t spki_p256_prefix[] = {
	0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d,
	0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01,
	0x07, 0x03, 0x42, 0x00, 0x04
};

enum evi_algorithm
evi_spki_algorithm(const uint8_t *spki, size_t len)
{
	if (len == EVI_SPKI_ED25519_LEN &&
	    memcmp(spki, evi_spki_ed25519_prefix,
	    sizeof(evi_spki_ed25519_prefix)) == 0)
		return EVI_ALG_ED25519;
	if (len == EVI_SPKI_P256_LEN && memcmp(spki, spki_p256_prefix,
	    sizeof(spki_p256_prefix)) == 0)
		return EVI_ALG_P256;
	return EVI_ALG_UNKNOWN;
}

enum evid_status
evi_signature_verify(const uint8_t *spki, size_t spki_len, const void *data,
    size_t len, const uint8_t *sig, size_t sig_len, bool *valid_out,
    struct evid_error *err)
{
	enum evid_status status;

	*valid_out = false;
	status = evi_crypto_init(err);
	if (status != EVID_OK)
		return status;
	switch (evi_spki_algorithm(spki, spki_len)) {
	case EVI_ALG_ED25519:
		*valid_out = evi_ed25519_verify(spki, data, len, sig,
		    sig_len);
		return EVID_OK;
	case EVI_ALG_P256:
		return evi_p256_verify(spki, spki_len, data, len, sig,
		    sig_len, valid_out, err);
	case EVI_ALG_UNKNOWN:
		break;
	}
	evi_fail(err, EVID_ERR_TOO_NEW,
	    "a signature of an algorithm that is not known here");
	evi_hint(err, "a newer version may know it");
	return EVID_ERR_TOO_NEW;
}

enum evi_algorithm
evi_secret_algorithm(const struct evi_secret *secret)
{
	return secret->algorithm;
}

enum evid_status
evi_secret_spki(const struct evi_secret *secret, struct evi_buf *spki_out,
    struct evid_error *err)
{
	evi_buf_add(spki_out, secret->spki, secret->spki_len);
	return evi_buf_status(spki_out, err);
}

enum evid_status
evi_secret_sign(const struct evi_secret *secret, const void *data, size_t len,
    struct evi_buf *sig_out, struct evid_error *err)
{
	if (secret->algorithm == EVI_ALG_ED25519)
		return evi_ed25519_sign(secret, data, len, sig_out, err);
	return evi_p256_sign(secret, data, len, sig_out, err);
}

void
evi_secret_free(struct evi_secret *secret)
{
	if (secret == NULL)
		return;
	evi_secure_free(secret->pkcs8);
	evi_secure_free(secret->ed25519);
	free(secret);
}
