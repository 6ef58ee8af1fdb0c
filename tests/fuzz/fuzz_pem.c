/*
 * Key files: what is read as a public key, written and read again is the same
 * key; a secret key that is read signs what its public half checks; a file is
 * never both.
 */
#include "support.h"

#include "adapt/key.h"

#include <stdio.h>

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	HOLDS(evi_crypto_init(NULL) == EVID_OK);
	return 0;
}

static enum evid_status
ask(void *context, char *out, size_t cap, struct evid_error *err)
{
	(void)context;
	(void)err;
	(void)snprintf(out, cap, "fuzz");
	return EVID_OK;
}

static void
check_public(const struct evi_buf *spki)
{
	struct evi_buf pem = EVI_BUF_INIT;	/* owned here */
	struct evi_buf same = EVI_BUF_INIT;	/* owned here */
	enum evi_algorithm algorithm = evi_spki_algorithm(spki->data,
	    spki->len);

	HOLDS(algorithm != EVI_ALG_ED25519 ||
	    spki->len == EVI_SPKI_ED25519_LEN);
	HOLDS(algorithm != EVI_ALG_P256 || spki->len == EVI_SPKI_P256_LEN);
	HOLDS(evi_spki_to_pem(spki->data, spki->len, &pem, NULL) == EVID_OK);
	HOLDS(evi_spki_from_pem(pem.data, pem.len, "again", &same, NULL) ==
	    EVID_OK);
	HOLDS(fuzz_same(&same, spki->data, spki->len));
	evi_buf_free(&pem);
	evi_buf_free(&same);
}

static void
check_secret(struct evi_secret *secret)
{
	struct evi_buf spki = EVI_BUF_INIT;	/* owned here */
	struct evi_buf also = EVI_BUF_INIT;	/* owned here */
	struct evi_buf pem = EVI_BUF_INIT;	/* owned here */
	struct evi_buf sig = EVI_BUF_INIT;	/* owned here */
	struct evi_secret *same = NULL;		/* owned here */
	bool valid = false;

	HOLDS(evi_secret_spki(secret, &spki, NULL) == EVID_OK);
	HOLDS(evi_secret_algorithm(secret) == evi_spki_algorithm(spki.data,
	    spki.len));
	HOLDS(evi_secret_sign(secret, "abc", 3, &sig, NULL) == EVID_OK);
	HOLDS(evi_signature_verify(spki.data, spki.len, "abc", 3, sig.data,
	    sig.len, &valid, NULL) == EVID_OK && valid);
	HOLDS(evi_secret_to_pem(secret, NULL, &pem, NULL) == EVID_OK);
	HOLDS(evi_secret_from_pem(pem.data, pem.len, "again", NULL, NULL,
	    &same, NULL) == EVID_OK);
	HOLDS(evi_secret_spki(same, &also, NULL) == EVID_OK);
	HOLDS(fuzz_same(&also, spki.data, spki.len));
	evi_secret_free(same);
	evi_buf_free(&spki);
	evi_buf_free(&also);
	evi_buf_wipe(&pem);
	evi_buf_free(&sig);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct evi_buf spki = EVI_BUF_INIT;	/* owned here */
	struct evi_secret *secret = NULL;	/* owned here */
	struct evid_error err = EVID_ERROR_INIT;
	bool is_public, is_secret;

	is_public = evi_spki_from_pem(data, len, "fuzz", &spki, &err) ==
	    EVID_OK;
	HOLDS(is_public || err.message[0] != '\0');
	memset(&err, 0, sizeof(err));
	is_secret = evi_secret_from_pem(data, len, "fuzz", ask, NULL, &secret,
	    &err) == EVID_OK;
	HOLDS(is_secret || err.message[0] != '\0');
	HOLDS(!is_public || !is_secret);
	if (is_public)
		check_public(&spki);
	if (is_secret)
		check_secret(secret);
	evi_secret_free(secret);
	evi_buf_free(&spki);
	return 0;
}
