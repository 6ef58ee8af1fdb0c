/*
 * PEM by libcrypto: blocks, what they hold, and public keys.  Secret keys are
 * in openssl_secret.c.
 *
 * A key is looked at in its ASN.1 before libcrypto makes one of it, so that an
 * algorithm not known here, or a curve spelled out instead of named, is told
 * apart from damage.
 */
#include "adapt/openssl_error.h"
#include "adapt/openssl_pem.h"
#include "base/text.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#define FILE_MAX (1 << 20)

enum parameters { PARAMETERS_P256, PARAMETERS_EXPLICIT, PARAMETERS_OTHER };

enum evid_status
evi_pem_fail(struct evid_error *err, enum evid_status status, const char *name,
    const char *text, const char *hint)
{
	struct evi_buf shown = EVI_BUF_INIT;

	evi_text_escape(&shown, name, strlen(name));
	evi_fail(err, status, "%s: %s", evi_buf_text(&shown), text);
	evi_hint(err, "%s", hint);
	evi_buf_free(&shown);
	return status;
}

enum evid_status
evi_pem_fail_crypto(struct evid_error *err, const char *what)
{
	if (evi_libcrypto_no_memory())
		return evi_fail_memory(err);
	return evi_fail(err, EVID_ERR_CRYPTO, "libcrypto cannot %s", what);
}

enum evid_status
evi_pem_fail_damaged(struct evid_error *err, const char *name)
{
	if (evi_libcrypto_no_memory())
		return evi_fail_memory(err);
	return evi_pem_fail(err, EVID_ERR_FORMAT, name,
	    "a damaged key file", "have it again from where it came");
}

static enum evid_status
fail_explicit(struct evid_error *err, const char *name)
{
	return evi_pem_fail(err, EVID_ERR_FORMAT, name,
	    "a key whose curve is spelled out instead of named",
	    "make the key with a named curve (prime256v1)");
}

void
evi_pem_free(struct evi_pem *b)
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
bool
evi_pem_next(BIO *bio, struct evi_pem *b)
{
	do {
		evi_pem_free(b);
		if (PEM_read_bio(bio, &b->label, &b->header, &b->data,
		    &b->len) != 1)
			return false;
	} while (strcmp(b->label, "EC PARAMETERS") == 0);
	return true;
}

/* The first block of the file, or why there is none. */
enum evid_status
evi_pem_first(BIO *bio, const uint8_t *pem, size_t len, const char *name,
    struct evi_pem *b, struct evid_error *err)
{
	unsigned long why;

	if (evi_pem_next(bio, b))
		return EVID_OK;
	if (evi_libcrypto_no_memory())
		return evi_fail_memory(err);
	why = ERR_peek_last_error();
	if (ERR_GET_LIB(why) == ERR_LIB_PEM &&
	    ERR_GET_REASON(why) != PEM_R_NO_START_LINE)
		return evi_pem_fail_damaged(err, name);
	if (len > 0 && pem[0] == 0x30)
		return evi_pem_fail(err, EVID_ERR_FORMAT, name,
		    "not a key in PEM (it looks like DER)",
		    "openssl pkey -inform DER writes it as PEM");
	return evi_pem_fail(err, EVID_ERR_FORMAT, name, "not a key file",
	    "a key file is PEM: it begins with -----BEGIN");
}

bool
evi_pem_is_secret(const char *label)
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
enum evid_status
evi_pem_algorithm(const X509_ALGOR *algorithm, const char *name,
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
bool
evi_pem_p256_spki(EVP_PKEY *key, uint8_t spki[EVI_SPKI_MAX])
{
	if (EVP_PKEY_set_utf8_string_param(key,
	    OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
	    "uncompressed") != 1 ||
	    i2d_PUBKEY(key, NULL) != EVI_SPKI_P256_LEN)
		return false;
	return i2d_PUBKEY(key, &spki) == EVI_SPKI_P256_LEN;
}

/* A reader over @pem, or NULL and why in *status_out. */
BIO *
evi_pem_open(const void *pem, size_t len, const char *name,
    enum evid_status *status_out, struct evid_error *err)
{
	BIO *bio;

	*status_out = evi_crypto_init(err);
	if (*status_out != EVID_OK)
		return NULL;
	if (len > FILE_MAX) {
		*status_out = evi_pem_fail(err, EVID_ERR_FORMAT, name,
		    "too large for a key file",
		    "check that it is the file you meant");
		return NULL;
	}
	bio = BIO_new_mem_buf(len == 0 ? "" : pem, (int)len);
	if (bio == NULL)
		*status_out = evi_fail_memory(err);
	return bio;
}

static enum evid_status
not_public(const char *label, const char *name, struct evid_error *err)
{
	if (evi_pem_is_secret(label))
		return evi_pem_fail(err, EVID_ERR_FORMAT, name,
		    "a secret key, where a public key is needed",
		    "give away the file that ends in .pub, never this one");
	if (strcmp(label, "CERTIFICATE") == 0)
		return evi_pem_fail(err, EVID_ERR_FORMAT, name,
		    "a certificate, where a public key is needed",
		    "openssl x509 -pubkey -noout writes its public key");
	return evi_pem_fail(err, EVID_ERR_FORMAT, name,
	    "holds something else than a key",
	    "name the file of the public key");
}

/* The one encoding of the key in @b: P-256 points are written out in full. */
static enum evid_status
spki_of_block(const struct evi_pem *b, const char *name,
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
		status = evi_pem_fail_damaged(err, name);
		goto out;
	}
	status = evi_pem_algorithm(algorithm, name, &which, err);
	if (status != EVID_OK)
		goto out;
	if (which == EVI_ALG_P256) {
		key = X509_PUBKEY_get0(read);
		if (key == NULL || !evi_pem_p256_spki(key, spki)) {
			status = evi_pem_fail_damaged(err, name);
			goto out;
		}
		evi_buf_add(spki_out, spki, EVI_SPKI_P256_LEN);
	} else {
		if (which == EVI_ALG_ED25519 &&
		    evi_spki_algorithm(b->data, (size_t)b->len) != which) {
			status = evi_pem_fail_damaged(err, name);
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
	struct evi_pem b = EVI_PEM_INIT;	/* owned here */
	enum evid_status status;
	BIO *bio = NULL;				/* owned here */

	bio = evi_pem_open(pem, len, name, &status, err);
	if (bio == NULL)
		return status;
	ERR_clear_error();
	status = evi_pem_first(bio, pem, len, name, &b, err);
	if (status != EVID_OK)
		goto out;
	if (strcmp(b.label, "PUBLIC KEY") != 0) {
		status = not_public(b.label, name, err);
		goto out;
	}
	status = spki_of_block(&b, name, spki_out, err);
	/* Of two keys in a file, one would be trusted unseen or not at all. */
	if (status != EVID_OK)
		goto out;
	ERR_clear_error();
	if (evi_pem_next(bio, &b))
		status = evi_pem_fail(err, EVID_ERR_FORMAT, name,
		    "holds more than one key", "put each in a file of its own");
	else if (evi_libcrypto_no_memory())
		status = evi_fail_memory(err);
out:
	evi_pem_free(&b);
	BIO_free(bio);
	ERR_clear_error();
	return status;
}

/* What was written to the memory @bio, into a buffer that never moves: a
 * secret must not be left in memory given up by growing. */
enum evid_status
evi_pem_take(BIO *bio, struct evi_buf *out, struct evid_error *err)
{
	char *text = NULL;
	long len = BIO_get_mem_data(bio, &text);

	if (len <= 0)
		return evi_pem_fail_crypto(err, "write the key");
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
		status = evi_pem_fail_crypto(err, "write the key");
	else
		status = evi_pem_take(bio, pem_out, err);
	BIO_free(bio);
	return status;
}
