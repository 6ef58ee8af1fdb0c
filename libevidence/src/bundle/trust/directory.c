/*
 * The directory as a file holds it: read, written, signed, and who signed it
 * (directory.h).  Its payload is record/directory.h's.
 */
#include "bundle/trust/directory.h"

#include "adapt/key.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/memory.h"
#include "bundle/key.h"
#include "bundle/tell.h"
#include "bundle/trust/state.h"
#include "evidence/trust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
evid_directory_free(struct evid_directory *directory)
{
	if (directory == NULL)
		return;
	if (directory->lock >= 0)
		close(directory->lock);
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
		status = evi_fail_kind(s->file, text,
		    EVID_TRUST_KIND_DIRECTORY, why, err);
	if (status == EVID_OK)
		status = evi_directory_read(s->envelope->payload.data,
		    s->envelope->payload.len, s->file, &s->d, err);
	return status;
}

struct evid_directory *
evi_directory_alloc(const char *file)
{
	struct evid_directory *s = evi_zalloc(sizeof(*s));

	if (s == NULL)
		return NULL;
	s->lock = -1;
	s->file = evi_strdup(file);
	s->envelope = evi_zalloc(sizeof(*s->envelope));
	if (s->file != NULL && s->envelope != NULL)
		return s;
	evid_directory_free(s);
	return NULL;
}

enum evid_status
evi_directory_of_text(const char *path, const struct evi_buf *text,
    struct evid_directory **directory_out, struct evid_error *err)
{
	struct evid_directory *s = evi_directory_alloc(path);	/* owned */
	enum evid_status status = evi_crypto_init(err);

	*directory_out = NULL;
	if (status == EVID_OK && s == NULL)
		status = evi_fail_memory(err);
	if (status == EVID_OK)
		status = read_envelope(s, text, err);
	if (status == EVID_OK) {
		*directory_out = s;
		s = NULL;
	}
	evid_directory_free(s);
	return status;
}

static enum evid_status
read_file(const char *path, bool to_change,
    struct evid_directory **directory_out, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;		/* owned here */
	enum evid_status status = EVID_OK;
	int lock = -1;				/* owned here */
	bool created;

	*directory_out = NULL;
	if (to_change)
		status = evi_open_locked(path, false, 0, &created, &lock, err);
	if (status == EVID_OK)
		status = evi_file_read(path, EVI_DIRECTORY_LIMIT, &text, err);
	if (status == EVID_OK)
		status = evi_directory_of_text(path, &text, directory_out,
		    err);
	if (status == EVID_OK)
		(*directory_out)->lock = lock;
	else if (lock >= 0)
		close(lock);
	evi_buf_free(&text);
	return status;
}

enum evid_status
evid_directory_read(const char *path, struct evid_directory **directory_out,
    struct evid_error *err)
{
	return read_file(path, false, directory_out, err);
}

enum evid_status
evid_directory_read_to_change(const char *path,
    struct evid_directory **directory_out, struct evid_error *err)
{
	return read_file(path, true, directory_out, err);
}

/* Noted, unless another run noted a later one since the caller looked. */
static enum evid_status
note(const struct evid_directory *directory, const char *state,
    const char *path, struct evid_error *err)
{
	enum evid_status status = evid_directory_remember(directory, state,
	    err);
	uint64_t highest = 0;

	if (status == EVID_OK)
		status = evid_directory_highest(directory, state, &highest,
		    err);
	if (status == EVID_OK && highest > directory->d.version)
		status = evi_fail_path(err, EVID_ERR_UNTRUSTED, path,
		    "a later version was seen meanwhile: nothing was changed",
		    "use the newest");
	return status;
}

/* What is whole on the disk is noted, and then gets its name: where either
 * fails, the same may be tried again.  Standard output takes nothing back. */
static enum evid_status
put_text(struct evi_output *out, const struct evi_buf *text,
    const struct evid_directory *directory, const char *state,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	if (out->standard && state != NULL)
		status = note(directory, state, "standard output", err);
	if (status == EVID_OK)
		status = evi_write_full(out->fd, text->data, text->len,
		    out->standard ? "standard output" : out->path, err);
	if (status == EVID_OK && !out->standard && state != NULL)
		status = note(directory, state, out->path, err);
	return status == EVID_OK ? evi_output_commit(out, err) : status;
}

enum evid_status
evid_directory_put(const struct evid_directory *directory, const char *path,
    enum evid_put how, const char *state, struct evid_error *err)
{
	struct evi_output out = EVI_OUTPUT_INIT;
	struct evi_buf text = EVI_BUF_INIT;	/* both owned here */
	enum evid_status status;

	status = evi_envelope_write_as(directory->envelope,
	    EVI_DIRECTORY_TYPE, &text, err);
	if (status == EVID_OK && text.len > EVI_DIRECTORY_LIMIT)
		status = evi_fail_path(err, EVID_ERR_LIMIT, path,
		    "the directory would be larger than 16 MiB", NULL);
	if (status == EVID_OK)
		status = how == EVID_PUT_IN_PLACE ?
		    evi_output_open_change(&out, path, err) :
		    evi_output_open(&out, path, 0644, how == EVID_PUT_OVER,
		    err);
	if (status == EVID_OK)
		evi_output_clear(&out);
	if (status == EVID_OK)
		status = put_text(&out, &text, directory, state, err);
	evi_output_abandon(&out);
	evi_buf_free(&text);
	return status;
}

enum evid_status
evid_directory_write(const struct evid_directory *directory,
    const char *path, int force, struct evid_error *err)
{
	return evid_directory_put(directory, path, force != 0 ?
	    EVID_PUT_OVER : EVID_PUT_NEW, NULL, err);
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
	facts_out->n_able = evi_directory_able(d, d->issued_at);
}

bool
evi_directory_key_counts(const struct evi_directory_key *k,
    struct evi_instant at)
{
	return (k->uses & EVID_USE_DIRECTORY) != 0 && !k->revoked &&
	    !evi_instant_before(at, k->valid_from) &&
	    !(k->has_valid_until && evi_instant_before(k->valid_until, at));
}

size_t
evi_directory_able(const struct evi_directory *judge, struct evi_instant at)
{
	size_t n = 0, i, k;

	for (i = 0; i < judge->n_contacts; i++) {
		const struct evi_contact *c = &judge->contacts[i];

		for (k = 0; k < c->n_keys; k++)
			if (evi_directory_key_counts(&c->keys[k], at))
				break;
		n += k < c->n_keys;
	}
	return n;
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
		out->is_false[i] = status == EVID_OK && !valid;
		if (out->is_false[i] && out->false_at == 0)
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

enum evid_status
evi_directory_digest(const struct evid_directory *s,
    uint8_t out[EVI_SHA256_LEN], struct evid_error *err)
{
	return evi_sha256(s->envelope->payload.data,
	    s->envelope->payload.len, out, err);
}

/* A draft becomes another until it is signed: its number alone is noted. */
enum evid_status
evid_directory_remember(const struct evid_directory *directory,
    const char *state, struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status = evi_directory_digest(directory, digest, err);

	return status != EVID_OK ? status : evi_state_raise(state,
	    directory->d.id, directory->d.version,
	    directory->envelope->n_signatures == 0 ? NULL : digest, err);
}

enum evid_status
evid_directory_highest(const struct evid_directory *directory,
    const char *state, uint64_t *version_out, struct evid_error *err)
{
	struct evi_seen seen;
	enum evid_status status = evi_state_highest(state, directory->d.id,
	    &seen, err);

	*version_out = seen.version;
	return status;
}

enum evid_status
evid_directory_seen(const struct evid_directory *directory,
    const char *state, enum evid_seen *seen_out, struct evid_error *err)
{
	uint64_t version = directory->d.version;
	uint8_t digest[EVI_SHA256_LEN];
	struct evi_seen seen;
	enum evid_status status = evi_state_highest(state, directory->d.id,
	    &seen, err);

	*seen_out = EVID_SEEN_NOT;
	if (status == EVID_OK)
		status = evi_directory_digest(directory, digest, err);
	if (status != EVID_OK)
		return status;
	if (seen.version > version)
		*seen_out = EVID_SEEN_LATER;
	else if (seen.version == version && seen.has_sha256)
		*seen_out = evi_seen_other(&seen, version, digest) ?
		    EVID_SEEN_OTHER : EVID_SEEN_THIS;
	return EVID_OK;
}
