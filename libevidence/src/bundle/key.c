/*
 * Keys as files: PEM by adapt/key.h, the identity beside them by
 * record/tags.h.  Passphrases and secret PEM are wiped here.
 */
#include "bundle/key.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "record/number.h"
#include "record/tags.h"

#include <stdlib.h>
#include <string.h>


#define KEY_FILE_MAX ((size_t)64 << 10)

static enum evid_status
set_text(char **field, const char *text, const char *what,
    struct evid_error *err)
{
	char *copy;

	if (text == NULL)
		text = "";
	if (!evi_text_good(text))
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "the %s must be UTF-8 without control characters, of at "
		    "most 1,024 bytes", what);
	copy = evi_strdup(text);
	if (copy == NULL)
		return evi_fail_memory(err);
	free(*field);
	*field = copy;
	return EVID_OK;
}

/* takes @secret, on failure too */
static enum evid_status
key_of(struct evi_secret *secret, struct evid_key **key_out,
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
		status = evid_key_set_identity(key, NULL, NULL, NULL, err);
	if (status != EVID_OK) {
		evid_key_free(key);
		return status;
	}
	*key_out = key;
	return EVID_OK;
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
	return status != EVID_OK ? status : key_of(secret, key_out, err);
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
		status = evi_file_read(path, KEY_FILE_MAX, &pem, err);
	if (status == EVID_OK)
		status = evi_secret_from_pem(pem.data, pem.len, path, ask,
		    context, &secret, err);
	evi_buf_wipe(&pem);
	return status != EVID_OK ? status : key_of(secret, key_out, err);
}

enum evid_status
evid_key_write(const struct evid_key *key, const char *path,
    const char *passphrase, struct evid_error *err)
{
	struct evi_buf pem = EVI_BUF_INIT;
	enum evid_status status;

	if (passphrase != NULL && passphrase[0] == '\0')
		passphrase = NULL;
	status = evi_secret_to_pem(key->secret, passphrase, &pem, err);
	if (status == EVID_OK)
		status = evi_file_write(path, pem.data, pem.len, 0600, false,
		    err);
	evi_buf_wipe(&pem);
	return status;
}

enum evid_status
evid_key_set_identity(struct evid_key *key, const char *name,
    const char *organization, const char *state, struct evid_error *err)
{
	enum evid_status status = set_text(&key->name, name, "name", err);

	if (status == EVID_OK)
		status = set_text(&key->organization, organization,
		    "organization", err);
	if (status == EVID_OK)
		status = set_text(&key->state, state, "state", err);
	return status;
}

enum evid_status
evid_key_read_identity(struct evid_key *key, const char *path,
    struct evid_error *err)
{
	struct evi_identity identity;
	struct evi_buf text = EVI_BUF_INIT, name = EVI_BUF_INIT;
	uint8_t keyid[EVI_SHA256_LEN];
	enum evid_status status;

	memset(&identity, 0, sizeof(identity));
	status = evi_file_read(path, KEY_FILE_MAX, &text, err);
	if (status == EVID_OK)
		status = evi_identity_read(text.data, text.len, path,
		    &identity, err);
	if (status == EVID_OK)
		status = evi_sha256(key->spki.data, key->spki.len, keyid,
		    err);
	if (status == EVID_OK &&
	    memcmp(keyid, identity.keyid, EVI_SHA256_LEN) != 0) {
		evi_text_escape(&name, path, strlen(path));
		status = evi_fail(err, EVID_ERR_ARGUMENT,
		    "%s: it is of another key", evi_buf_text(&name));
		evi_hint(err, "give the .id file that was made with the key");
	}
	if (status == EVID_OK)
		status = evid_key_set_identity(key, identity.name,
		    identity.organization, identity.state, err);
	evi_identity_free(&identity);
	evi_buf_free(&text);
	evi_buf_free(&name);
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

	status = evi_sha256(key->spki.data, key->spki.len, identity.keyid,
	    err);
	if (status == EVID_OK)
		status = evi_identity_write(&identity, &text, err);
	if (status == EVID_OK)
		status = evi_file_write(path, text.data, text.len, 0644,
		    false, err);
	evi_buf_free(&text);
	return status;
}

static enum evid_status
public_of(const struct evi_buf *spki, struct evid_public_key **out,
    struct evid_error *err)
{
	struct evid_public_key *key = evi_zalloc(sizeof(*key));
	enum evid_status status;

	if (key == NULL)
		return evi_fail_memory(err);
	evi_buf_add(&key->spki, spki->data, spki->len);
	status = evi_buf_status(&key->spki, err);
	if (status != EVID_OK) {
		evid_public_key_free(key);
		return status;
	}
	*out = key;
	return EVID_OK;
}

enum evid_status
evid_key_public(const struct evid_key *key,
    struct evid_public_key **public_out, struct evid_error *err)
{
	*public_out = NULL;
	return public_of(&key->spki, public_out, err);
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

enum evid_status
evid_public_key_read(const char *path, struct evid_public_key **key_out,
    struct evid_error *err)
{
	struct evi_buf pem = EVI_BUF_INIT, spki = EVI_BUF_INIT;
	enum evid_status status;

	*key_out = NULL;
	status = evi_crypto_init(err);
	if (status == EVID_OK)
		status = evi_file_read(path, KEY_FILE_MAX, &pem, err);
	if (status == EVID_OK)
		status = evi_spki_from_pem(pem.data, pem.len, path, &spki,
		    err);
	if (status == EVID_OK)
		status = public_of(&spki, key_out, err);
	/* It may have been a secret one, given by mistake. */
	evi_buf_wipe(&pem);
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
	uint8_t keyid[EVI_SHA256_LEN] = { 0 };

	/* The one way this fails is a libcrypto without SHA-256. */
	if (evi_sha256(key->spki.data, key->spki.len, keyid, NULL) != EVID_OK)
		memset(keyid, 0, sizeof(keyid));
	evi_hex(keyid, sizeof(keyid), out);
}

void
evid_public_key_number(const struct evid_public_key *key,
    char out[EVID_NUMBER_TEXT_CAP])
{
	uint8_t keyid[EVI_SHA256_LEN] = { 0 };

	if (evi_sha256(key->spki.data, key->spki.len, keyid, NULL) != EVID_OK)
		memset(keyid, 0, sizeof(keyid));
	evi_number_format(keyid, out);
}

void
evid_public_key_free(struct evid_public_key *key)
{
	if (key == NULL)
		return;
	evi_buf_free(&key->spki);
	free(key);
}

const struct evi_buf *
evi_public_key_spki(const struct evid_public_key *key)
{
	return &key->spki;
}
