/*
 * Key files: PKCS#8 and SubjectPublicKeyInfo in PEM, by libcrypto.
 *
 * A key is looked at in its ASN.1 before libcrypto makes one of it, so that an
 * algorithm not known here, or a curve spelled out instead of named, is told
 * apart from damage.
 */
#include "adapt/key.h"
#include "adapt/key_parts.h"
#include "base/memory.h"
#include "base/text.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#define SALT_LEN 16
#define SCRYPT_N 16384
#define SCRYPT_R 8
#define SCRYPT_P 1
#define PASSPHRASE_CAP 1024
#define FILE_MAX (1 << 20)

/* One block of a PEM file: its label and its bytes. */
struct block {
	char *label;
	char *header;
	unsigned char *data;
	long len;
};

enum parameters { PARAMETERS_P256, PARAMETERS_EXPLICIT, PARAMETERS_OTHER };

static enum evid_status
fail_named(struct evid_error *err, enum evid_status status, const char *name,
    const char *text, const char *hint)
{
	struct evi_buf shown = EVI_BUF_INIT;

	evi_text_escape(&shown, name, strlen(name));
	evi_fail(err, status, "%s: %s", evi_buf_text(&shown), text);
	evi_hint(err, "%s", hint);
	evi_buf_free(&shown);
	return status;
}

static enum evid_status
fail_crypto(struct evid_error *err, const char *what)
{
	return evi_fail(err, EVID_ERR_CRYPTO, "libcrypto cannot %s", what);
}

static enum evid_status
fail_damaged(struct evid_error *err, const char *name)
{
	return fail_named(err, EVID_ERR_FORMAT, name,
	    "a damaged key file", "have it again from where it came");
}

static enum evid_status
fail_algorithm(struct evid_error *err, const char *name)
{
	return fail_named(err, EVID_ERR_TOO_NEW, name,
	    "a key of an algorithm that is not known here",
	    "Ed25519 and ECDSA over P-256 are known");
}

static enum evid_status
fail_explicit(struct evid_error *err, const char *name)
{
	return fail_named(err, EVID_ERR_FORMAT, name,
	    "a key whose curve is spelled out instead of named",
	    "make the key with a named curve (prime256v1)");
}

static void
block_free(struct block *b)
{
	OPENSSL_free(b->label);
	OPENSSL_free(b->header);
	if (b->data != NULL)
		OPENSSL_clear_free(b->data, (size_t)b->len);
	memset(b, 0, sizeof(*b));
}

/*
 * The next block that holds anything: openssl ecparam puts the curve's name
 * in a block of its own before the key.
 */
static bool
block_next(BIO *bio, struct block *b)
{
	do {
		block_free(b);
		if (PEM_read_bio(bio, &b->label, &b->header, &b->data,
		    &b->len) != 1)
			return false;
	} while (strcmp(b->label, "EC PARAMETERS") == 0);
	return true;
}

/* The first block of the file, or why there is none. */
static enum evid_status
block_first(BIO *bio, const uint8_t *pem, size_t len, const char *name,
    struct block *b, struct evid_error *err)
{
	unsigned long why;

	if (block_next(bio, b))
		return EVID_OK;
	why = ERR_peek_last_error();
	if (ERR_GET_LIB(why) == ERR_LIB_PEM &&
	    ERR_GET_REASON(why) != PEM_R_NO_START_LINE)
		return fail_damaged(err, name);
	if (len > 0 && pem[0] == 0x30)
		return fail_named(err, EVID_ERR_FORMAT, name,
		    "not a key in PEM (it looks like DER)",
		    "openssl pkey -inform DER writes it as PEM");
	return fail_named(err, EVID_ERR_FORMAT, name, "not a key file",
	    "a key file is PEM: it begins with -----BEGIN");
}

static bool
is_secret_label(const char *label)
{
	size_t len = strlen(label), tail = strlen("PRIVATE KEY");

	return len >= tail && strcmp(label + len - tail, "PRIVATE KEY") == 0;
}

static enum parameters
curve_of(const X509_ALGOR *algorithm)
{
	const ASN1_OBJECT *object;
	const void *value;
	int type;

	X509_ALGOR_get0(&object, &type, &value, algorithm);
	if (type == V_ASN1_SEQUENCE)
		return PARAMETERS_EXPLICIT;
	if (type == V_ASN1_OBJECT &&
	    OBJ_obj2nid(value) == NID_X9_62_prime256v1)
		return PARAMETERS_P256;
	return PARAMETERS_OTHER;
}

static int
nid_of(const X509_ALGOR *algorithm)
{
	const ASN1_OBJECT *object;

	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	return OBJ_obj2nid(object);
}

/*
 * What must hold of the algorithm's name and parameters, of public and secret
 * keys alike, before libcrypto is asked to read the key.
 */
static enum evid_status
check_algorithm(const X509_ALGOR *algorithm, const char *name,
    enum evi_algorithm *out, struct evid_error *err)
{
	*out = EVI_ALG_UNKNOWN;
	switch (nid_of(algorithm)) {
	case NID_ED25519:
		*out = EVI_ALG_ED25519;
		return EVID_OK;
	case NID_X9_62_id_ecPublicKey:
		break;
	default:
		return EVID_OK;
	}
	switch (curve_of(algorithm)) {
	case PARAMETERS_P256:
		*out = EVI_ALG_P256;
		return EVID_OK;
	case PARAMETERS_EXPLICIT:
		return fail_explicit(err, name);
	case PARAMETERS_OTHER:
		break;
	}
	return EVID_OK;
}

/* The 91 bytes of a P-256 key, whatever form its point was read in. */
static bool
p256_spki(EVP_PKEY *key, uint8_t spki[EVI_SPKI_MAX])
{
	if (EVP_PKEY_set_utf8_string_param(key,
	    OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
	    "uncompressed") != 1 ||
	    i2d_PUBKEY(key, NULL) != EVI_SPKI_P256_LEN)
		return false;
	(void)i2d_PUBKEY(key, &spki);
	return true;
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
		status = fail_damaged(err, name);
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
static bool
keep_pkcs8(struct evi_secret *secret, const PKCS8_PRIV_KEY_INFO *info)
{
	int len = i2d_PKCS8_PRIV_KEY_INFO(info, NULL);
	uint8_t *p;

	if (len <= 0)
		return false;
	secret->pkcs8 = evi_secure_alloc((size_t)len);
	if (secret->pkcs8 == NULL)
		return false;
	p = secret->pkcs8;
	secret->pkcs8_len = (size_t)len;
	return i2d_PKCS8_PRIV_KEY_INFO(info, &p) == len;
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
	if (!halves_agree(key) || !p256_spki(key, secret->spki)) {
		status = fail_damaged(err, name);
		goto out;
	}
	secret->spki_len = EVI_SPKI_P256_LEN;
	info = EVP_PKEY2PKCS8(key);
	if (info == NULL || !keep_pkcs8(secret, info)) {
		status = fail_crypto(err, "encode the key");
		goto out;
	}
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
		return fail_damaged(err, name);
	status = check_algorithm(algorithm, name, &which, err);
	if (status != EVID_OK)
		return status;
	if (which == EVI_ALG_UNKNOWN)
		return fail_algorithm(err, name);
	key = EVP_PKCS82PKEY(info);
	if (key == NULL)
		return fail_damaged(err, name);
	status = which == EVI_ALG_ED25519 ?
	    ed25519_secret(key, name, out, err) :
	    p256_secret(key, name, out, err);
	EVP_PKEY_free(key);
	return status;
}

/* "PRIVATE KEY" */
static enum evid_status
read_plain(const struct block *b, const char *name, struct evi_secret **out,
    struct evid_error *err)
{
	const unsigned char *p = b->data;
	PKCS8_PRIV_KEY_INFO *info;	/* owned here */
	enum evid_status status;

	info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, b->len);
	if (info == NULL || p != b->data + b->len)
		status = fail_damaged(err, name);
	else
		status = secret_of_info(info, name, out, err);
	PKCS8_PRIV_KEY_INFO_free(info);
	return status;
}

/* "EC PRIVATE KEY": SEC 1, as openssl ecparam -genkey writes it */
static enum evid_status
read_sec1(const struct block *b, const char *name, struct evi_secret **out,
    struct evid_error *err)
{
	const unsigned char *p = b->data;
	PKCS8_PRIV_KEY_INFO *info = NULL;	/* owned here */
	EVP_PKEY *key = NULL;			/* owned here */
	enum evid_status status;

	if (b->header[0] != '\0')
		return fail_named(err, EVID_ERR_FORMAT, name,
		    "a key encrypted in OpenSSL's old way",
		    "openssl pkcs8 -topk8 -scrypt writes it in the way of "
		    "today");
	key = d2i_PrivateKey(EVP_PKEY_EC, NULL, &p, b->len);
	if (key != NULL && p == b->data + b->len)
		info = EVP_PKEY2PKCS8(key);
	if (info == NULL)
		status = fail_damaged(err, name);
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
		return fail_named(err, EVID_ERR_KEY, name,
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
	status = cipher_unknown() ?
	    fail_named(err, EVID_ERR_TOO_NEW, name,
	    "encrypted in a way that is not known here",
	    "openssl pkcs8 -topk8 -scrypt writes it in one that is") :
	    fail_named(err, EVID_ERR_KEY, name, "wrong passphrase",
	    "check the keyboard's layout and capitals");
out:
	evi_secure_free(passphrase);
	return status;
}

/* "ENCRYPTED PRIVATE KEY" */
static enum evid_status
read_encrypted(const struct block *b, const char *name,
    evi_passphrase_fn *ask, void *context, struct evi_secret **out,
    struct evid_error *err)
{
	PKCS8_PRIV_KEY_INFO *info = NULL;	/* owned here */
	const unsigned char *p = b->data;
	enum evid_status status;
	X509_SIG *sealed;			/* owned here */

	sealed = d2i_X509_SIG(NULL, &p, b->len);
	if (sealed == NULL || p != b->data + b->len)
		status = fail_damaged(err, name);
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
		return fail_named(err, EVID_ERR_FORMAT, name,
		    "a public key, where a secret key is needed",
		    "the secret key's file ends in .key");
	if (strcmp(label, "CERTIFICATE") == 0)
		return fail_named(err, EVID_ERR_FORMAT, name,
		    "a certificate, where a secret key is needed",
		    "name the file of the secret key");
	if (strcmp(label, "OPENSSH PRIVATE KEY") == 0)
		return fail_named(err, EVID_ERR_FORMAT, name,
		    "a key in the form of OpenSSH",
		    "make a key of its own for sealing");
	if (is_secret_label(label))
		return fail_algorithm(err, name);
	return fail_named(err, EVID_ERR_FORMAT, name,
	    "holds something else than a key",
	    "name the file of the secret key");
}

/* A reader over @pem, or NULL and why in *status_out. */
static BIO *
open_pem(const void *pem, size_t len, const char *name,
    enum evid_status *status_out, struct evid_error *err)
{
	BIO *bio;

	*status_out = evi_crypto_init(err);
	if (*status_out != EVID_OK)
		return NULL;
	if (len > FILE_MAX) {
		*status_out = fail_named(err, EVID_ERR_FORMAT, name,
		    "too large for a key file",
		    "check that it is the file you meant");
		return NULL;
	}
	bio = BIO_new_mem_buf(len == 0 ? "" : pem, (int)len);
	if (bio == NULL)
		*status_out = evi_fail_memory(err);
	return bio;
}

enum evid_status
evi_secret_from_pem(const void *pem, size_t len, const char *name,
    evi_passphrase_fn *ask, void *context, struct evi_secret **out,
    struct evid_error *err)
{
	struct block b = { NULL, NULL, NULL, 0 };	/* owned here */
	enum evid_status status;
	BIO *bio = NULL;				/* owned here */

	*out = NULL;
	bio = open_pem(pem, len, name, &status, err);
	if (bio == NULL)
		return status;
	ERR_clear_error();
	status = block_first(bio, pem, len, name, &b, err);
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
	block_free(&b);
	BIO_free(bio);
	ERR_clear_error();
	return status;
}

static enum evid_status
not_public(const char *label, const char *name, struct evid_error *err)
{
	if (is_secret_label(label))
		return fail_named(err, EVID_ERR_FORMAT, name,
		    "a secret key, where a public key is needed",
		    "give away the file that ends in .pub, never this one");
	if (strcmp(label, "CERTIFICATE") == 0)
		return fail_named(err, EVID_ERR_FORMAT, name,
		    "a certificate, where a public key is needed",
		    "openssl x509 -pubkey -noout writes its public key");
	return fail_named(err, EVID_ERR_FORMAT, name,
	    "holds something else than a key",
	    "name the file of the public key");
}

/* The one encoding of the key in @b: P-256 points are written out in full. */
static enum evid_status
spki_of_block(const struct block *b, const char *name,
    struct evi_buf *spki_out, struct evid_error *err)
{
	const unsigned char *p = b->data;
	uint8_t spki[EVI_SPKI_MAX];
	X509_ALGOR *algorithm = NULL;
	enum evi_algorithm which;
	enum evid_status status;
	X509_PUBKEY *read;	/* owned here */
	EVP_PKEY *key = NULL;	/* borrowed */

	read = d2i_X509_PUBKEY(NULL, &p, b->len);
	if (read == NULL || p != b->data + b->len ||
	    X509_PUBKEY_get0_param(NULL, NULL, NULL, &algorithm, read) != 1) {
		status = fail_damaged(err, name);
		goto out;
	}
	status = check_algorithm(algorithm, name, &which, err);
	if (status != EVID_OK)
		goto out;
	if (which == EVI_ALG_P256) {
		key = X509_PUBKEY_get0(read);
		if (key == NULL || !p256_spki(key, spki)) {
			status = fail_damaged(err, name);
			goto out;
		}
		evi_buf_add(spki_out, spki, EVI_SPKI_P256_LEN);
	} else {
		if (which == EVI_ALG_ED25519 &&
		    evi_spki_algorithm(b->data, (size_t)b->len) != which) {
			status = fail_damaged(err, name);
			goto out;
		}
		evi_buf_add(spki_out, b->data, (size_t)b->len);
	}
	status = evi_buf_status(spki_out, err);
out:
	X509_PUBKEY_free(read);
	return status;
}

enum evid_status
evi_spki_from_pem(const void *pem, size_t len, const char *name,
    struct evi_buf *spki_out, struct evid_error *err)
{
	struct block b = { NULL, NULL, NULL, 0 };	/* owned here */
	enum evid_status status;
	BIO *bio = NULL;				/* owned here */

	bio = open_pem(pem, len, name, &status, err);
	if (bio == NULL)
		return status;
	ERR_clear_error();
	status = block_first(bio, pem, len, name, &b, err);
	if (status != EVID_OK)
		goto out;
	if (strcmp(b.label, "PUBLIC KEY") != 0) {
		status = not_public(b.label, name, err);
		goto out;
	}
	status = spki_of_block(&b, name, spki_out, err);
	/* Of two keys in a file, one would be trusted unseen or not at all. */
	if (status == EVID_OK && block_next(bio, &b))
		status = fail_named(err, EVID_ERR_FORMAT, name,
		    "holds more than one key", "put each in a file of its own");
out:
	block_free(&b);
	BIO_free(bio);
	ERR_clear_error();
	return status;
}

/* What was written to the memory @bio, into a buffer that never moves: a
 * secret must not be left in memory given up by growing. */
static enum evid_status
take_text(BIO *bio, struct evi_buf *out, struct evid_error *err)
{
	char *text = NULL;
	long len = BIO_get_mem_data(bio, &text);

	if (len <= 0)
		return fail_crypto(err, "write the key");
	evi_buf_add(out, text, (size_t)len);
	return evi_buf_status(out, err);
}

enum evid_status
evi_spki_to_pem(const uint8_t *spki, size_t len, struct evi_buf *pem_out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	BIO *bio;	/* owned here */

	if (len > FILE_MAX)
		return evi_fail(err, EVID_ERR_ARGUMENT, "a key too large");
	bio = BIO_new(BIO_s_mem());
	if (bio == NULL)
		return evi_fail_memory(err);
	if (PEM_write_bio(bio, "PUBLIC KEY", "", spki, (long)len) <= 0)
		status = fail_crypto(err, "write the key");
	else
		status = take_text(bio, pem_out, err);
	BIO_free(bio);
	return status;
}

/* PBES2 with scrypt and AES-256-CBC; OpenSSL reads no dearer scrypt unasked. */
static X509_SIG *
encrypt(PKCS8_PRIV_KEY_INFO *info, const char *passphrase)
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
		status = fail_crypto(err, "write the key");
		goto out;
	}
	if (passphrase == NULL) {
		written = PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, info);
	} else {
		sealed = encrypt(info, passphrase);
		if (sealed != NULL)
			written = PEM_write_bio_PKCS8(bio, sealed);
	}
	status = written <= 0 ? fail_crypto(err, "write the key") :
	    take_text(bio, pem_out, err);
out:
	BIO_free(bio);
	X509_SIG_free(sealed);
	PKCS8_PRIV_KEY_INFO_free(info);
	ERR_pop_to_mark();
	return status;
}
