/*
 * Keys as the caller has them (evidence/key.h): a secret or public key with
 * who signs with it.  The cryptography and the PEM are adapt/key.h's.
 */


#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/key.h"
#include "bundle/tell.h"
#include "record/field.h"
#include "record/number.h"
#include "record/tags.h"

#include <stdlib.h>
#include <string.h>

#define KEY_FILE_LIMIT ((size_t)1 << 20)

/* The key around a secret; @secret is taken. */
static enum evid_status
key_new(struct evi_secret *secret, struct evid_key **key_out,
    struct evid_error *err)
{
	struct evid_key *key = evi_zalloc(sizeof(*key));
	enum evid_status status;

	if (key == NULL) {
		evi_secret_free(secret);
		return evi_fail_memory(err);
	}
	key->secret = secret;
	status = evi_secret_spki(secret, &key->spki, err);
	if (status == EVID_OK)
		status = evi_sha256(key->spki.data, key->spki.len, key->keyid,
		    err);
	if (status == EVID_OK)
		status = evid_key_set_identity(key, NULL, NULL, NULL, err);
	if (status != EVID_OK)
		evid_key_free(key);
	else
		*key_out = key;
	return status;
}

enum evid_status
evid_key_generate(struct evid_key **key_out, struct evid_error *err)
{
	struct evi_secret *secret = NULL;
	enum evid_status status;

	*key_out = NULL;
	status = evi_crypto_init(err);
	if (status == EVID_OK)
		status = evi_secret_generate(&secret, err);
	if (status == EVID_OK)
		status = key_new(secret, key_out, err);
	return status;
}

enum evid_status
evid_key_read(const char *path, evid_passphrase_fn *ask, void *context,
    struct evid_key **key_out, struct evid_error *err)
{
	struct evi_secret *secret = NULL;
	struct evi_buf pem = EVI_BUF_INIT;
	enum evid_status status;

	*key_out = NULL;
	status = evi_crypto_init(err);
	if (status == EVID_OK)
		status = evi_file_read(path, KEY_FILE_LIMIT, &pem, err);
	if (status == EVID_OK)
		status = evi_secret_from_pem(pem.data, pem.len, path, ask,
		    context, &secret, err);
	if (status == EVID_OK)
		status = key_new(secret, key_out, err);
	evi_buf_wipe(&pem);
	return status;
}

enum evid_status
evid_key_write(const struct evid_key *key, const char *path,
    const char *passphrase, struct evid_error *err)
{
	struct evi_buf pem = EVI_BUF_INIT;
	enum evid_status status;

	if (passphrase != NULL && *passphrase == '\0')
		passphrase = NULL;
	status = evi_secret_to_pem(key->secret, passphrase, &pem, err);
	if (status == EVID_OK)
		status = evi_file_write(path, pem.data, pem.len, 0600, false,
		    err);
	evi_buf_wipe(&pem);
	return status;
}

/* @text copied, "" for NULL; held to the rules of the seal's texts. */
static enum evid_status
copy_text(const char *what, const char *text, char **out,
    struct evid_error *err)
{
	*out = NULL;
	if (text == NULL)
		text = "";
	if (!evi_text_good(text)) {
		evi_fail(err, EVID_ERR_ARGUMENT, "%s: not a text of at most "
		    "1,024 bytes without control characters", what);
		return EVID_ERR_ARGUMENT;
	}
	*out = evi_strdup(text);
	return *out == NULL ? evi_fail_memory(err) : EVID_OK;
}

enum evid_status
evid_key_set_identity(struct evid_key *key, const char *name,
    const char *organization, const char *state, struct evid_error *err)
{
	char *texts[3] = { NULL, NULL, NULL };
	enum evid_status status;

	if (state != NULL && *state != '\0' && !evi_state_good(state))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, state,
		    "not a State", "give two capital letters (ISO 3166-1), or "
		    "org:NAME");
	status = copy_text("name", name, &texts[0], err);
	if (status == EVID_OK)
		status = copy_text("organization", organization, &texts[1],
		    err);
	if (status == EVID_OK)
		status = copy_text("state", state, &texts[2], err);
	if (status != EVID_OK) {
		free(texts[0]);
		free(texts[1]);
		free(texts[2]);
		return status;
	}
	free(key->name);
	free(key->organization);
	free(key->state);
	key->name = texts[0];
	key->organization = texts[1];
	key->state = texts[2];
	return EVID_OK;
}

enum evid_status
evid_key_read_identity(struct evid_key *key, const char *path,
    struct evid_error *err)
{
	struct evi_identity identity = { 0 };
	struct evi_buf text = EVI_BUF_INIT;
	enum evid_status status;

	status = evi_file_read(path, KEY_FILE_LIMIT, &text, err);
	if (status == EVID_OK)
		status = evi_identity_read(text.data, text.len, path,
		    &identity, err);
	if (status == EVID_OK && memcmp(identity.keyid, key->keyid,
	    EVI_SHA256_LEN) != 0)
		status = evi_fail_path(err, EVID_ERR_ARGUMENT, path,
		    "it is of another key", "give the .id file that was made "
		    "with this key");
	if (status == EVID_OK)
		status = evid_key_set_identity(key, identity.name,
		    identity.organization, identity.state, err);
	evi_identity_free(&identity);
	evi_buf_free(&text);
	return status;
}

enum evid_status
evid_key_write_identity(const struct evid_key *key, const char *path,
    struct evid_error *err)
{
	struct evi_identity identity = { .name = key->name,
		.organization = key->organization, .state = key->state };
	struct evi_buf text = EVI_BUF_INIT;
	enum evid_status status;

	memcpy(identity.keyid, key->keyid, EVI_SHA256_LEN);
	status = evi_identity_write(&identity, &text, err);
	if (status == EVID_OK)
		status = evi_file_write(path, text.data, text.len, 0644, false,
		    err);
	evi_buf_free(&text);
	return status;
}

void
evid_key_free(struct evid_key *key)
{
	if (key == NULL)
		return;
	evi_secret_free(key->secret);
	evi_buf_free(&key->spki);
	free(key->name);
	free(key->organization);
	free(key->state);
	free(key);
}

/* The key around a SubjectPublicKeyInfo; @spki is taken. */
static enum evid_status
public_new(struct evi_buf *spki, struct evid_public_key **key_out,
    struct evid_error *err)
{
	struct evid_public_key *key = evi_zalloc(sizeof(*key));
	enum evid_status status;

	if (key == NULL) {
		evi_buf_free(spki);
		return evi_fail_memory(err);
	}
	key->spki = *spki;
	*spki = (struct evi_buf)EVI_BUF_INIT;
	status = evi_sha256(key->spki.data, key->spki.len, key->keyid, err);
	if (status != EVID_OK)
		evid_public_key_free(key);
	else
		*key_out = key;
	return status;
}

enum evid_status
evid_key_public(const struct evid_key *key,
    struct evid_public_key **public_out, struct evid_error *err)
{
	struct evi_buf spki = EVI_BUF_INIT;
	enum evid_status status;

	*public_out = NULL;
	evi_buf_add(&spki, key->spki.data, key->spki.len);
	status = evi_buf_status(&spki, err);
	if (status != EVID_OK)
		evi_buf_free(&spki);
	else
		status = public_new(&spki, public_out, err);
	return status;
}

enum evid_status
evid_public_key_read(const char *path, struct evid_public_key **key_out,
    struct evid_error *err)
{
	struct evi_buf pem = EVI_BUF_INIT, spki = EVI_BUF_INIT;
	enum evid_status status;

	*key_out = NULL;
	status = evi_crypto_init(err);
	if (status == EVID_OK)
		status = evi_file_read(path, KEY_FILE_LIMIT, &pem, err);
	if (status == EVID_OK)
		status = evi_spki_from_pem(pem.data, pem.len, path, &spki,
		    err);
	if (status == EVID_OK)
		status = public_new(&spki, key_out, err);
	evi_buf_wipe(&pem);	/* it may have been a secret one */
	evi_buf_free(&spki);
	return status;
}

enum evid_status
evid_public_key_write(const struct evid_public_key *key, const char *path,
    struct evid_error *err)
{
	struct evi_buf pem = EVI_BUF_INIT;
	enum evid_status status;

	status = evi_spki_to_pem(key->spki.data, key->spki.len, &pem, err);
	if (status == EVID_OK)
		status = evi_file_write(path, pem.data, pem.len, 0644, false,
		    err);
	evi_buf_free(&pem);
	return status;
}

void
evid_public_key_id(const struct evid_public_key *key,
    char out[EVID_KEYID_TEXT_CAP])
{
	evi_hex(key->keyid, EVI_SHA256_LEN, out);
}

void
evid_public_key_number(const struct evid_public_key *key,
    char out[EVID_NUMBER_TEXT_CAP])
{
	evi_number_format(key->keyid, out);
}

enum evid_number_result
evid_public_key_compare_number(const struct evid_public_key *key,
    const char *text, unsigned int *group_out)
{
	unsigned int group = 0;

	*group_out = 0;
	switch (evi_number_compare(text, key->keyid, &group)) {
	case EVI_NUMBER_GOOD:
		return EVID_NUMBER_SAME;
	case EVI_NUMBER_LENGTH:
		return EVID_NUMBER_LENGTH;
	case EVI_NUMBER_GROUP:
		*group_out = group + 1;
		return EVID_NUMBER_GROUP;
	case EVI_NUMBER_OTHER:
		break;
	}
	*group_out = group + 1;
	return EVID_NUMBER_OTHER;
}

const char *
evid_public_key_algorithm(const struct evid_public_key *key)
{
	switch (evi_spki_algorithm(key->spki.data, key->spki.len)) {
	case EVI_ALG_ED25519:
		return "ed25519";
	case EVI_ALG_P256:
		return "ecdsa-p256";
	default:
		return "";
	}
}

const struct evi_buf *
evi_public_key_spki(const struct evid_public_key *key)
{
	return &key->spki;
}

void
evid_public_key_free(struct evid_public_key *key)
{
	if (key == NULL)
		return;
	evi_buf_free(&key->spki);
	free(key);
}
