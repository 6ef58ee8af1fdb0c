/*
 * The directory as a file holds it: read, written, signed, and who signed it
 * (directory.h).  Its payload is record/directory.h's.
 */
#include "bundle/trust/directory.h"

#include "adapt/key.h"
#include "base/file.h"
#include "base/memory.h"
#include "bundle/key.h"
#include "bundle/tell.h"
#include "bundle/trust/state.h"
#include "evidence/trust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
evid_directory_free(struct evid_directory *directory)
{
	if (directory == NULL)
		return;
	evi_directory_free(&directory->d);
	if (directory->envelope != NULL)
		evi_envelope_free(directory->envelope);
	free(directory->envelope);
	free(directory->file);
	free(directory);
}

static enum evid_status
read_envelope(struct evid_directory *s, const struct evi_buf *text,
    struct evid_error *err)
{
	const char *why = NULL;
	enum evid_status status;

	status = evi_envelope_read_as(text->data, text->len,
	    EVI_DIRECTORY_TYPE, true, s->envelope, &why, err);
	if (status == EVID_OK && why != NULL)
		status = evi_fail_path(err, EVID_ERR_FORMAT, s->file,
		    why, "it is no directory: check that it is the file that "
		    "was meant");
	if (status == EVID_OK)
		status = evi_sha256(text->data, text->len, s->sha256, err);
	if (status == EVID_OK)
		status = evi_directory_read(s->envelope->payload.data,
		    s->envelope->payload.len, s->file, &s->d, err);
	return status;
}

enum evid_status
evid_directory_read(const char *path, struct evid_directory **directory_out,
    struct evid_error *err)
{
	struct evid_directory *s = evi_zalloc(sizeof(*s));	/* owned */
	struct evi_buf text = EVI_BUF_INIT;		/* owned here */
	enum evid_status status = evi_crypto_init(err);

	*directory_out = NULL;
	if (s != NULL) {
		s->file = evi_strdup(path);
		s->envelope = evi_zalloc(sizeof(*s->envelope));
	}
	if (status == EVID_OK && (s == NULL || s->file == NULL ||
	    s->envelope == NULL))
		status = evi_fail_memory(err);
	if (status == EVID_OK)
		status = evi_file_read(path, EVI_DIRECTORY_LIMIT, &text, err);
	if (status == EVID_OK)
		status = read_envelope(s, &text, err);
	if (status == EVID_OK) {
		*directory_out = s;
		s = NULL;
	}
	evid_directory_free(s);
	evi_buf_free(&text);
	return status;
}

enum evid_status
evid_directory_write(const struct evid_directory *directory,
    const char *path, int force, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	status = evi_envelope_write_as(directory->envelope,
	    EVI_DIRECTORY_TYPE, &text, err);
	if (status == EVID_OK && text.len > EVI_DIRECTORY_LIMIT)
		status = evi_fail_path(err, EVID_ERR_LIMIT, path,
		    "the directory would be larger than 16 MiB", NULL);
	if (status == EVID_OK)
		status = evi_file_write(path, text.data, text.len, 0644,
		    force != 0, err);
	evi_buf_free(&text);
	return status;
}

void
evid_directory_tell(const struct evid_directory *directory,
    struct evid_directory_facts *facts_out)
{
	const struct evi_directory *d = &directory->d;
	size_t i;

	memset(facts_out, 0, sizeof(*facts_out));
	facts_out->id = d->id;
	facts_out->name = d->name;
	facts_out->version = d->version;
	facts_out->issued_at.seconds = d->issued_at.seconds;
	facts_out->issued_at.nanoseconds = d->issued_at.nanoseconds;
	facts_out->expires.seconds = d->expires.seconds;
	facts_out->expires.nanoseconds = d->expires.nanoseconds;
	facts_out->threshold = (unsigned int)d->threshold;
	facts_out->n_contacts = d->n_contacts;
	for (i = 0; i < d->n_contacts; i++)
		facts_out->n_keys += d->contacts[i].n_keys;
	facts_out->n_signatures = directory->envelope->n_signatures;
}

bool
evi_directory_key_counts(const struct evi_directory_key *k,
    struct evi_instant at)
{
	return (k->uses & EVID_USE_DIRECTORY) != 0 && !k->revoked &&
	    !evi_instant_before(at, k->valid_from) &&
	    !(k->has_valid_until && evi_instant_before(k->valid_until, at));
}

enum evid_status
evi_directory_quorum(const struct evid_directory *s,
    const struct evi_directory *judge, struct evi_quorum *out,
    struct evid_error *err)
{
	const struct evi_contact *signed_by[EVI_SIGNERS_MAX];
	struct evi_buf pae = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;
	size_t have = 0, i, k;

	memset(out, 0, sizeof(*out));
	out->want = judge->threshold;
	evi_pae_as(&pae, EVI_DIRECTORY_TYPE, s->envelope->payload.data,
	    s->envelope->payload.len);
	status = evi_buf_status(&pae, err);
	for (i = 0; i < s->envelope->n_signatures && status == EVID_OK; i++) {
		const struct evi_signature *sig = &s->envelope->signatures[i];
		struct evi_contact *contact = NULL;
		const struct evi_directory_key *key =
		    evi_directory_key(judge, sig->keyid, &contact);
		bool valid = false;

		if (key == NULL)
			continue;
		if (evi_spki_algorithm(key->spki.data, key->spki.len) ==
		    EVI_ALG_UNKNOWN) {
			out->unknown_algorithm = true;
			continue;
		}
		status = evi_signature_verify(key->spki.data, key->spki.len,
		    pae.data, pae.len, sig->sig.data, sig->sig.len, &valid,
		    err);
		if (status == EVID_OK && !valid && out->false_at == 0)
			out->false_at = i + 1;
		if (!valid || !evi_directory_key_counts(key, s->d.issued_at))
			continue;
		/* One contact counts once, however many keys it has. */
		for (k = 0; k < have && signed_by[k] != contact; k++)
			continue;
		if (k == have)
			signed_by[have++] = contact;
	}
	out->have = have;
	evi_buf_free(&pae);
	return status;
}

enum evid_status
evi_directory_require(const struct evid_directory *s, struct evid_error *err)
{
	struct evi_quorum q;
	enum evid_status status;
	char text[96];

	status = evi_directory_quorum(s, &s->d, &q, err);
	if (status != EVID_OK)
		return status;
	if (q.false_at > 0)
		return evi_fail_path(err, EVID_ERR_FORGED, s->file,
		    "a signature of the directory is false",
		    "do not rely on it; fetch it again from who made it");
	if (q.have >= q.want)
		return EVID_OK;
	(void)snprintf(text, sizeof(text), "signed by %llu of the %llu "
	    "contacts that it demands", (unsigned long long)q.have,
	    (unsigned long long)q.want);
	return evi_fail_path(err, EVID_ERR_FORGED, s->file, text,
	    "evid-trust check says who is missing");
}

static enum evid_status
may_sign(const struct evid_directory *directory, const struct evid_key *key,
    struct evid_error *err)
{
	const struct evi_directory_key *k = evi_directory_key(&directory->d,
	    key->keyid, NULL);

	if (k == NULL)
		return evi_fail_path(err, EVID_ERR_ARGUMENT, directory->file,
		    "the key does not stand in this directory",
		    "sign with a key of one of its contacts");
	if ((k->uses & EVID_USE_DIRECTORY) == 0)
		return evi_fail_path(err, EVID_ERR_ARGUMENT, directory->file,
		    "the key is not for signing the directory",
		    "sign with one that has the use `directory`");
	return EVID_OK;
}

/* where the signature of this key is, or is to be */
static size_t
place_of(struct evi_envelope *e, const uint8_t keyid[EVI_SHA256_LEN],
    bool *there_out)
{
	size_t i;

	*there_out = false;
	for (i = 0; i < e->n_signatures; i++) {
		int order = memcmp(e->signatures[i].keyid, keyid,
		    EVI_SHA256_LEN);

		*there_out = order == 0;
		if (order >= 0)
			break;
	}
	return i;
}

enum evid_status
evi_envelope_sign(struct evi_envelope *e, const char *type,
    const struct evid_key *key, struct evid_error *err)
{
	struct evi_buf pae = EVI_BUF_INIT, sig = EVI_BUF_INIT;	/* owned */
	enum evid_status status;
	bool there;
	size_t at = place_of(e, key->keyid, &there);

	if (!there && e->n_signatures == EVI_SIGNERS_MAX)
		return evi_fail(err, EVID_ERR_LIMIT,
		    "there are 64 signatures already");
	evi_pae_as(&pae, type, e->payload.data, e->payload.len);
	status = evi_buf_status(&pae, err);
	if (status == EVID_OK)
		status = evi_secret_sign(key->secret, pae.data, pae.len, &sig,
		    err);
	evi_buf_free(&pae);
	if (status != EVID_OK) {
		evi_buf_free(&sig);
		return status;
	}
	if (there) {
		evi_buf_free(&e->signatures[at].sig);
	} else {
		memmove(&e->signatures[at + 1], &e->signatures[at],
		    (e->n_signatures - at) * sizeof(e->signatures[0]));
		e->n_signatures++;
	}
	memcpy(e->signatures[at].keyid, key->keyid, EVI_SHA256_LEN);
	e->signatures[at].sig = sig;
	return EVID_OK;
}

enum evid_status
evid_directory_sign(struct evid_directory *directory,
    const struct evid_key *key, struct evid_error *err)
{
	enum evid_status status = may_sign(directory, key, err);

	return status != EVID_OK ? status : evi_envelope_sign(
	    directory->envelope, EVI_DIRECTORY_TYPE, key, err);
}

enum evid_status
evid_directory_remember(const struct evid_directory *directory,
    const char *state, struct evid_error *err)
{
	return evi_state_raise(state, directory->d.id, directory->d.version,
	    err);
}

enum evid_status
evid_directory_highest(const struct evid_directory *directory,
    const char *state, uint64_t *version_out, struct evid_error *err)
{
	return evi_state_highest(state, directory->d.id, version_out, err);
}
