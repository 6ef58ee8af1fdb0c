/*
 * What the files that read and write PEM by libcrypto share: openssl_pem.c
 * (blocks, public keys) and openssl_secret.c (secret keys).  No other file
 * includes this.
 */
#ifndef EVI_ADAPT_OPENSSL_PEM_H
#define EVI_ADAPT_OPENSSL_PEM_H

#include "adapt/key_parts.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

/* One block of a PEM file: its label and its bytes. */
struct evi_pem {
	char *label;
	char *header;
	unsigned char *data;
	long len;
};

#define EVI_PEM_INIT { NULL, NULL, NULL, 0 }

/* "NAME: text", with the name made safe to show */
enum evid_status evi_pem_fail(struct evid_error *err, enum evid_status status,
    const char *name, const char *text, const char *hint);
enum evid_status evi_pem_fail_crypto(struct evid_error *err,
    const char *what);
enum evid_status evi_pem_fail_damaged(struct evid_error *err,
    const char *name);

/* a reader over @pem, or NULL and why in *status_out */
BIO *evi_pem_open(const void *pem, size_t len, const char *name,
    enum evid_status *status_out, struct evid_error *err);
/* the first block of the file, or why there is none */
enum evid_status evi_pem_first(BIO *bio, const uint8_t *pem, size_t len,
    const char *name, struct evi_pem *b, struct evid_error *err);
bool evi_pem_next(BIO *bio, struct evi_pem *b);
void evi_pem_free(struct evi_pem *b);
bool evi_pem_is_secret(const char *label);

/* what the ASN.1 names, before libcrypto makes a key of it; another algorithm
 * is EVI_ALG_UNKNOWN, a curve spelled out is EVID_ERR_FORMAT */
enum evid_status evi_pem_algorithm(const X509_ALGOR *algorithm,
    const char *name, enum evi_algorithm *out, struct evid_error *err);
bool evi_pem_p256_spki(EVP_PKEY *key, uint8_t spki[EVI_SPKI_MAX]);
/* what was written to the memory @bio */
enum evid_status evi_pem_take(BIO *bio, struct evi_buf *out,
    struct evid_error *err);

#endif
