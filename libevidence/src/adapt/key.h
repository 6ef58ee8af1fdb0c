/*
 * Keys and signatures.  Ed25519 by libsodium, ECDSA P-256 with SHA-256 by
 * libcrypto; files in PEM by libcrypto.
 */
#ifndef EVI_ADAPT_KEY_H
#define EVI_ADAPT_KEY_H

#include "base/buf.h"

enum evi_algorithm {
	EVI_ALG_UNKNOWN,	/* of another algorithm */
	EVI_ALG_ED25519,
	EVI_ALG_P256
};

#define EVI_SPKI_ED25519_LEN 44
#define EVI_SPKI_P256_LEN 91

struct evi_secret;	/* a secret key, in sodium memory; libcrypto's while in
			 * use for P-256, cleansed after */

/* sodium_init and what libcrypto needs; safe to call often, from any thread */
enum evid_status evi_crypto_init(struct evid_error *err);
void evi_random(void *out, size_t len);
/* a part of the one stream that @seed gives for @use: from byte 64 * @block
 * on (ChaCha20, RFC 8439).  It cannot be told from random bytes without it */
#define EVI_SEED_LEN 32
void evi_random_from(const uint8_t seed[EVI_SEED_LEN], uint32_t use,
    uint32_t block, void *out, size_t len);

/*
 * The algorithm of a SubjectPublicKeyInfo in DER: ED25519 and P256 for the one
 * encoding of each (RFC 8410 section 4: 44 bytes; RFC 5480: named curve,
 * uncompressed point: 91 bytes), else UNKNOWN.
 */
enum evi_algorithm evi_spki_algorithm(const uint8_t *spki, size_t len);

/* is signature @sig over @data by the key?  *valid_out false is no error.
 * P-256: DER in its one encoding, s in the lower half; Ed25519: libsodium's
 * strictness.  UNKNOWN algorithms are EVID_ERR_TOO_NEW */
enum evid_status evi_signature_verify(const uint8_t *spki, size_t spki_len,
    const void *data, size_t len, const uint8_t *sig, size_t sig_len,
    bool *valid_out, struct evid_error *err);

enum evid_status evi_secret_generate(struct evi_secret **out,
    struct evid_error *err);		/* Ed25519 */
void evi_secret_free(struct evi_secret *secret);
enum evi_algorithm evi_secret_algorithm(const struct evi_secret *secret);
enum evid_status evi_secret_spki(const struct evi_secret *secret,
    struct evi_buf *spki_out, struct evid_error *err);
/* P-256 signatures come out with s in the lower half */
enum evid_status evi_secret_sign(const struct evi_secret *secret,
    const void *data, size_t len, struct evi_buf *sig_out,
    struct evid_error *err);

/* PKCS#8 PEM; with @passphrase (may be NULL for none) PBES2, scrypt N 16384
 * r 8 p 1, AES-256-CBC.  *pem_out is to be wiped by the caller */
enum evid_status evi_secret_to_pem(const struct evi_secret *secret,
    const char *passphrase, struct evi_buf *pem_out, struct evid_error *err);
/* asked for when the file is encrypted; fills @out with at most @cap-1 bytes
 * and a NUL.  Not called for a plain key */
typedef enum evid_status evi_passphrase_fn(void *context, char *out,
    size_t cap, struct evid_error *err);
/* wrong passphrase: EVID_ERR_KEY; a public key or certificate where a secret
 * key should be: EVID_ERR_FORMAT with a message that says which it is; an
 * algorithm not known: EVID_ERR_TOO_NEW.  @name is for messages */
enum evid_status evi_secret_from_pem(const void *pem, size_t len,
    const char *name, evi_passphrase_fn *ask, void *context,
    struct evi_secret **out, struct evid_error *err);

/* SubjectPublicKeyInfo PEM to DER; a secret key where a public one should be
 * is EVID_ERR_FORMAT and says so.  Another algorithm is no error here */
enum evid_status evi_spki_from_pem(const void *pem, size_t len,
    const char *name, struct evi_buf *spki_out, struct evid_error *err);
enum evid_status evi_spki_to_pem(const uint8_t *spki, size_t len,
    struct evi_buf *pem_out, struct evid_error *err);

/* memory for passphrases: sodium's, wiped when freed */
void *evi_secure_alloc(size_t len);
void evi_secure_free(void *p);

#endif
