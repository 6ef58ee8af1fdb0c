/*
 * Secret keys in PEM, by libcrypto: PKCS#8, plain or encrypted, and what
 * openssl ecparam writes.  Blocks and public keys are in openssl_pem.c.
 */
#include "adapt/openssl_error.h"
#include "adapt/openssl_pem.h"
#include "base/memory.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <stdlib.h>
#include <string.h>

#define SALT_LEN 16
#define SCRYPT_N 16384
#define SCRYPT_R 8
#define SCRYPT_P 1
#define PASSPHRASE_CAP 1024

static enum evid_status
fail_algorithm(struct evid_error *err, const char *name)
{
	return evi_pem_fail(err, EVID_ERR_TOO_NEW, name,
	    "a key of an algorithm that is not known here",
	    "Ed25519 and ECDSA over P-256 are known");
}

static enum evid_status
ed25519_secret(EVP_PKEY *key, const char *name, struct evi_secret **out,
    struct evid_error *err)
{
	size_t len = EVI_ED25519_SEED_LEN;
	enum evid_status status;
	uint8_t *seed = evi_secure_alloc(len);	/* owned here */

	if (seed == NULL)
		return evi_fail_memory(err);
	if (EVP_PKEY_get_raw_private_key(key, seed, &len) != 1 ||
	    len != EVI_ED25519_SEED_LEN)
		status = evi_pem_fail_damaged(err, name);
	else
		status = evi_secret_from_seed(seed, out, err);
	evi_secure_free(seed);
	return status;
}

/* Does the public half belong to the secret one?  Else we would sign with a
 * key that nobody can check. */
static bool
halves_agree(EVP_PKEY *key)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
	bool good = context != NULL && EVP_PKEY_check(context) == 1;

	EVP_PKEY_CTX_free(context);
	return good;
}

/* Moves the key's PKCS#8 into sodium memory. */
static enum evid_status
keep_pkcs8(struct evi_secret *secret, const PKCS8_PRIV_KEY_INFO *info,
    struct evid_error *err)
{
	int len = i2d_PKCS8_PRIV_KEY_INFO(info, NULL);
	uint8_t *p;

	if (len <= 0)
		return evi_pem_fail_crypto(err, "encode the key");
	secret->pkcs8 = evi_secure_alloc((size_t)len);
	if (secret->pkcs8 == NULL)
		return evi_fail_memory(err);
	p = secret->pkcs8;
	secret->pkcs8_len = (size_t)len;
	if (i2d_PKCS8_PRIV_KEY_INFO(info, &p) != len)
		return evi_pem_fail_crypto(err, "encode the key");
	return EVID_OK;
}

static enum evid_status
p256_secret(EVP_PKEY *key, const char *name, struct evi_secret **out,
    struct evid_error *err)
{
	struct evi_secret *secret = NULL;	/* owned until handed out */
	PKCS8_PRIV_KEY_INFO *info = NULL;	/* owned here */
	enum evid_status status = EVID_OK;

	secret = evi_zalloc(sizeof(*secret));
	if (secret == NULL)
		return evi_fail_memory(err);
	secret->algorithm = EVI_ALG_P256;
	if (!halves_agree(key) || !evi_pem_p256_spki(key, secret->spki)) {
		status = evi_pem_fail_damaged(err, name);
		goto out;
	}
	secret->spki_len = EVI_SPKI_P256_LEN;
	info = EVP_PKEY2PKCS8(key);
	status = info == NULL ? evi_pem_fail_crypto(err, "encode the key") :
	    keep_pkcs8(secret, info, err);
	if (status != EVID_OK)
		goto out;
	*out = secret;
	secret = NULL;
out:
	PKCS8_PRIV_KEY_INFO_free(info);
	evi_secret_free(secret);
	return status;
}

static enum evid_status
secret_of_info(const PKCS8_PRIV_KEY_INFO *info, const char *name,
    struct evi_secret **out, struct evid_error *err)
{
	const X509_ALGOR *algorithm = NULL;
	enum evi_algorithm which;
	enum evid_status status;
	EVP_PKEY *key = NULL;	/* owned here */

	if (PKCS8_pkey_get0(NULL, NULL, NULL, &algorithm, info) != 1)
		return evi_pem_fail_damaged(err, name);
	status = evi_pem_algorithm(algorithm, name, &which, err);
	if (status != EVID_OK)
		return status;
	if (which == EVI_ALG_UNKNOWN)
		return fail_algorithm(err, name);
	key = EVP_PKCS82PKEY(info);
	if (key == NULL)
		return evi_pem_fail_damaged(err, name);
	status = which == EVI_ALG_ED25519 ?
	    ed25519_secret(key, name, out, err) :
	    p256_secret(key, name, out, err);
	EVP_PKEY_free(key);
	return status;
}

/* "PRIVATE KEY" */
static enum evid_status
read_plain(const struct evi_pem *b, const char *name, struct evi_secret **out,
    struct evid_error *err)
{
	const unsigned char *p = b->data;
	PKCS8_PRIV_KEY_INFO *info;	/* owned here */
	enum evid_status status;

	info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, b->len);
	if (info == NULL || p != b->data + b->len)
		status = evi_pem_fail_damaged(err, name);
	else
		status = secret_of_info(info, name, out, err);
	PKCS8_PRIV_KEY_INFO_free(info);
	return status;
}

/* "EC PRIVATE KEY": SEC 1, as openssl ecparam -genkey writes it */
static enum evid_status
read_sec1(const struct evi_pem *b, const char *name, struct evi_secret **out,
    struct evid_error *err)
{
	const unsigned char *p = b->data;
	PKCS8_PRIV_KEY_INFO *info = NULL;	/* owned here */
	EVP_PKEY *key = NULL;			/* owned here */
	enum evid_status status;

	if (b->header[0] != '\0')
		return evi_pem_fail(err, EVID_ERR_FORMAT, name,
		    "a key encrypted in OpenSSL's old way",
		    "openssl pkcs8 -topk8 -scrypt writes it in the way of "
		    "today");
	key = d2i_PrivateKey(EVP_PKEY_EC, NULL, &p, b->len);
	if (key != NULL && p == b->data + b->len)
		info = EVP_PKEY2PKCS8(key);
	if (info == NULL)
		status = evi_pem_fail_damaged(err, name);
	else
		status = secret_of_info(info, name, out, err);
	PKCS8_PRIV_KEY_INFO_free(info);
	EVP_PKEY_free(key);
	return status;
}

/* Was it the cipher that libcrypto does not have, not the passphrase? */
static bool
cipher_unknown(void)
{
	unsigned long code;
	bool unknown = false;

	while ((code = ERR_get_error()) != 0) {
		int reason = ERR_GET_REASON(code);

		if (reason == ERR_R_UNSUPPORTED ||
		    (ERR_GET_LIB(code) == ERR_LIB_EVP &&
		    (reason == EVP_R_UNKNOWN_PBE_ALGORITHM ||
		    reason == EVP_R_UNSUPPORTED_CIPHER ||
		    reason == EVP_R_UNSUPPORTED_ALGORITHM ||
		    reason == EVP_R_UNSUPPORTED_KEY_DERIVATION_FUNCTION ||
		    reason == EVP_R_UNSUPPORTED_PRF)))
			unknown = true;
	}
	return unknown;
}

static enum evid_status
decrypt(const X509_SIG *sealed, const char *name, evi_passphrase_fn *ask,
    void *context, PKCS8_PRIV_KEY_INFO **info_out, struct evid_error *err)
{
	enum evid_status status;
	char *passphrase = NULL;	/* owned here, sodium's */

	if (ask == NULL)
		return evi_pem_fail(err, EVID_ERR_KEY, name,
		    "the key is encrypted", "give its passphrase");
	passphrase = evi_secure_alloc(PASSPHRASE_CAP);
	if (passphrase == NULL)
		return evi_fail_memory(err);
	status = ask(context, passphrase, PASSPHRASE_CAP, err);
	if (status != EVID_OK)
		goto out;
	ERR_clear_error();
	*info_out = PKCS8_decrypt(sealed, passphrase,
	    (int)strnlen(passphrase, PASSPHRASE_CAP));
	if (*info_out != NULL)
		goto out;
	if (evi_libcrypto_no_memory()) {
		status = evi_fail_memory(err);
		goto out;
	}
	status = cipher_unknown() ?
	    evi_pem_fail(err, EVID_ERR_TOO_NEW, name,
	    "encrypted in a way that is not known here",
	    "openssl pkcs8 -topk8 -scrypt writes it in one that is") :
	    evi_pem_fail(err, EVID_ERR_KEY, name, "wrong passphrase",
	    "check the keyboard's layout and capitals");
out:
	evi_secure_free(passphrase);
	return status;
}

/* "ENCRYPTED PRIVATE KEY" */
static enum evid_status
read_encrypted(const struct evi_pem *b, const char *name,
    evi_passphrase_fn *ask, void *context, struct evi_secret **out,
    struct evid_error *err)
{
	PKCS8_PRIV_KEY_INFO *info = NULL;	/* owned here */
	const unsigned char *p = b->data;
	enum evid_status status;
	X509_SIG *sealed;			/* owned here */

	sealed = d2i_X509_SIG(NULL, &p, b->len);
	if (sealed == NULL || p != b->data + b->len)
		status = evi_pem_fail_damaged(err, name);
	else
		status = decrypt(sealed, name, ask, context, &info, err);
	if (status == EVID_OK)
		status = secret_of_info(info, name, out, err);
	PKCS8_PRIV_KEY_INFO_free(info);
	X509_SIG_free(sealed);
	return status;
}

static enum evid_status
not_secret(const char *label, const char *name, struct evid_error *err)
{
	if (strcmp(label, "PUBLIC KEY") == 0)
		return evi_pem_fail(err, EVID_ERR_FORMAT, name,
		    "a public key, where a secret key is needed",
		    "the secret key's file ends in .key");
	if (strcmp(label, "CERTIFICATE") == 0)
		return evi_pem_fail(err, EVID_ERR_FORMAT, name,
		    "a certificate, where a secret key is needed",
		    "name the file of the secret key");
	if (strcmp(label, "OPENSSH PRIVATE KEY") == 0)
		return evi_pem_fail(err, EVID_ERR_FORMAT, name,
		    "a key in the form of OpenSSH",
		    "make a key of its own for sealing");
	if (evi_pem_is_secret(label))
		return fail_algorithm(err, name);
	return evi_pem_fail(err, EVID_ERR_FORMAT, name,
	    "holds something else than a key",
	    "name the file of the secret key");
}

/* Of two secret keys in a file one would sign that was not meant.  What else
 * follows the first, as its public key, is passed over. */
static enum evid_status
alone(BIO *bio, const char *name, struct evid_error *err)
{
	struct evi_pem more = EVI_PEM_INIT;	/* owned here */
	enum evid_status status = EVID_OK;
	bool second = false;

	while (!second && evi_pem_next(bio, &more))
		second = evi_pem_is_secret(more.label);
	if (second)
		status = evi_pem_fail(err, EVID_ERR_FORMAT, name,
		    "holds more than one key", "put each in a file of its own");
	else if (evi_libcrypto_no_memory())
		status = evi_fail_memory(err);
	evi_pem_free(&more);
	ERR_clear_error();
	return status;
}

enum evid_status
evi_secret_from_pem(const void *pem, size_t len, const char *name,
    evi_passphrase_fn *ask, void *context, struct evi_secret **out,
    struct evid_error *err)
{
	struct evi_pem b = EVI_PEM_INIT;	/* owned here */
	enum evid_status status;
	BIO *bio = NULL;				/* owned here */

	*out = NULL;
	bio = evi_pem_open(pem, len, name, &status, err);
	if (bio == NULL)
		return status;
	ERR_clear_error();
	status = evi_pem_first(bio, pem, len, name, &b, err);
	if (status == EVID_OK)
		status = alone(bio, name, err);
	if (status != EVID_OK)
		goto out;
	if (strcmp(b.label, "PRIVATE KEY") == 0)
		status = read_plain(&b, name, out, err);
	else if (strcmp(b.label, "EC PRIVATE KEY") == 0)
		status = read_sec1(&b, name, out, err);
	else if (strcmp(b.label, "ENCRYPTED PRIVATE KEY") == 0)
		status = read_encrypted(&b, name, ask, context, out, err);
	else
		status = not_secret(b.label, name, err);
out:
	evi_pem_free(&b);
	BIO_free(bio);
	ERR_clear_error();
	return status;
}

/* PBES2 with scrypt and AES-256-CBC; OpenSSL reads no dearer scrypt unasked. */
static X509_SIG *
encrypted(PKCS8_PRIV_KEY_INFO *info, const char *passphrase)
{
	uint8_t salt[SALT_LEN];
	X509_ALGOR *scheme;
	X509_SIG *sealed;

	evi_random(salt, sizeof(salt));
	scheme = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), salt, sizeof(salt),
	    NULL, SCRYPT_N, SCRYPT_R, SCRYPT_P);
	if (scheme == NULL)
		return NULL;
	sealed = PKCS8_set0_pbe(passphrase, (int)strlen(passphrase), info,
	    scheme);
	if (sealed == NULL)
		X509_ALGOR_free(scheme);	/* else it is its */
	return sealed;
}

enum evid_status
evi_secret_to_pem(const struct evi_secret *secret, const char *passphrase,
    struct evi_buf *pem_out, struct evid_error *err)
{
	const uint8_t *p = secret->pkcs8;
	PKCS8_PRIV_KEY_INFO *info = NULL;	/* owned here */
	X509_SIG *sealed = NULL;		/* owned here */
	enum evid_status status = EVID_OK;
	BIO *bio = NULL;			/* owned here */
	int written = 0;

	if (passphrase != NULL && strlen(passphrase) >= PASSPHRASE_CAP)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "the passphrase is longer than %d bytes",
		    PASSPHRASE_CAP - 1);
	ERR_set_mark();
	info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, (long)secret->pkcs8_len);
	bio = BIO_new(BIO_s_secmem());
	if (info == NULL || bio == NULL) {
		status = evi_pem_fail_crypto(err, "write the key");
		goto out;
	}
	if (passphrase == NULL) {
		written = PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, info);
	} else {
		sealed = encrypted(info, passphrase);
		if (sealed != NULL)
			written = PEM_write_bio_PKCS8(bio, sealed);
	}
	status = written <= 0 ? evi_pem_fail_crypto(err, "write the key") :
	    evi_pem_take(bio, pem_out, err);
out:
	BIO_free(bio);
	X509_SIG_free(sealed);
	PKCS8_PRIV_KEY_INFO_free(info);
	ERR_pop_to_mark();
	return status;
}
