/*
 * What the files that make up key.h share: key.c (which algorithm), sodium.c
 * (Ed25519, memory), openssl_p256.c, openssl_pem.c and openssl_secret.c.  No
 * other file includes this.
 */
#ifndef EVI_ADAPT_KEY_PARTS_H
#define EVI_ADAPT_KEY_PARTS_H

#include "adapt/key.h"

#define EVI_ED25519_SEED_LEN 32
#define EVI_ED25519_SECRET_LEN 64	/* seed and public key, as libsodium */
#define EVI_SPKI_ED25519_PREFIX_LEN 12
#define EVI_SPKI_MAX EVI_SPKI_P256_LEN

/*
 * @pkcs8: the key as unencrypted PKCS#8 in DER, in sodium memory
 * @ed25519: libsodium's form, in sodium memory; NULL for P-256
 * @spki: the public key, in its one encoding
 */
struct evi_secret {
	enum evi_algorithm algorithm;
	uint8_t *pkcs8;
	size_t pkcs8_len;
	uint8_t *ed25519;
	uint8_t spki[EVI_SPKI_MAX];
	size_t spki_len;
};

extern const uint8_t evi_spki_ed25519_prefix[EVI_SPKI_ED25519_PREFIX_LEN];

/* @seed is EVI_ED25519_SEED_LEN bytes in sodium memory; borrowed */
enum evid_status evi_secret_from_seed(const uint8_t *seed,
    struct evi_secret **out, struct evid_error *err);
enum evid_status evi_ed25519_sign(const struct evi_secret *secret,
    const void *data, size_t len, struct evi_buf *sig_out,
    struct evid_error *err);
bool evi_ed25519_verify(const uint8_t *spki, const void *data, size_t len,
    const uint8_t *sig, size_t sig_len);

enum evid_status evi_p256_sign(const struct evi_secret *secret,
    const void *data, size_t len, struct evi_buf *sig_out,
    struct evid_error *err);
enum evid_status evi_p256_verify(const uint8_t *spki, size_t spki_len,
    const void *data, size_t len, const uint8_t *sig, size_t sig_len,
    bool *valid_out, struct evid_error *err);

/* libcrypto set up now, not when a sandbox no longer lets it read */
bool evi_libcrypto_init(void);

#endif
