/*
 * A directory under way: a draft is made and changed until it is signed; a
 * signed one becomes the draft of the version that follows.  The payload is
 * written anew after each change, so that a draft in memory is always what
 * its file would be.
 */
#include "bundle/trust/directory.h"

#include "adapt/key.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/key.h"
#include "bundle/tell.h"
#include "record/field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct evi_instant
instant(struct evid_time t)
{
	return (struct evi_instant){ t.seconds, t.nanoseconds };
}

static enum evid_status
refused(const struct evid_error *why, struct evid_error *err)
{
	evi_fail(err, EVID_ERR_ARGUMENT, "%s", why->message);
	evi_hint(err, "change what was asked for: nothing was written");
	return EVID_ERR_ARGUMENT;
}

/* what was changed is written, and read again by all its rules */
static enum evid_status
settle(struct evid_directory *s, struct evid_error *err)
{
	struct evid_error why = EVID_ERROR_INIT;
	struct evi_directory again;
	struct evi_buf payload = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	status = evi_directory_write(&s->d, &payload, err);
	if (status == EVID_OK) {
		/* The file is well: it is what was asked for that is not. */
		status = evi_directory_read(payload.data, payload.len,
		    "so the draft would be none", &again, &why);
		if (status == EVID_OK)
			evi_directory_free(&again);
		else if (status == EVID_ERR_FORMAT)
			status = refused(&why, err);
		else if (err != NULL)
			*err = why;
	}
	if (status != EVID_OK) {
		evi_buf_free(&payload);
		return status;
	}
	evi_buf_free(&s->envelope->payload);
	s->envelope->payload = payload;
	return EVID_OK;
}

/* A change that is refused leaves no trace: the draft is read again. */
static void
take_back(struct evid_directory *s)
{
	const struct evi_buf *payload = &s->envelope->payload;
	struct evi_directory was;

	if (payload->len == 0 || evi_directory_read(payload->data,
	    payload->len, s->file, &was, NULL) != EVID_OK)
		return;
	evi_directory_free(&s->d);
	s->d = was;
}

/* what became of a change: @status of making it, then its rules */
static enum evid_status
changed(struct evid_directory *s, enum evid_status status,
    struct evid_error *err)
{
	if (status == EVID_OK)
		status = settle(s, err);
	if (status != EVID_OK)
		take_back(s);
	return status;
}

static enum evid_status
is_draft(const struct evid_directory *s, struct evid_error *err)
{
	if (s->envelope->n_signatures == 0)
		return EVID_OK;
	return evi_fail_path(err, EVID_ERR_ARGUMENT, s->file,
	    "it is signed: a change would void the signatures",
	    "begin the next version, or change the draft that nobody signed");
}

static enum evid_status
copy(const char *text, char **out, struct evid_error *err)
{
	char *fresh;

	if (text == NULL && *out != NULL)
		return EVID_OK;
	fresh = evi_strdup(text == NULL ? "" : text);
	if (fresh == NULL)
		return evi_fail_memory(err);
	free(*out);
	*out = fresh;
	return EVID_OK;
}

static enum evid_status
copy_texts(const char *const *items, size_t n, struct evi_texts *out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	if (n > 0)
		evi_texts_free(out);
	for (i = 0; i < n && status == EVID_OK; i++)
		status = evi_texts_add(out, items[i], err);
	return status;
}

enum evid_status
evid_directory_new(const char *name, unsigned int threshold,
    struct evid_time issued_at, struct evid_time expires,
    struct evid_directory **directory_out, struct evid_error *err)
{
	struct evid_directory *s = evi_directory_alloc("the draft");
	enum evid_status status = evi_crypto_init(err);
	uint8_t random[16];

	*directory_out = NULL;
	if (s != NULL)
		s->d.name = evi_strdup(name);
	if (status == EVID_OK && (s == NULL || s->d.name == NULL))
		status = evi_fail_memory(err);
	if (status == EVID_OK) {
		evi_random(random, sizeof(random));
		evi_uuid_format(random, s->d.id);
		s->d.version = 1;
		s->d.threshold = threshold;
		s->d.issued_at = instant(issued_at);
		s->d.expires = instant(expires);
		status = settle(s, err);
	}
	if (status == EVID_OK) {
		*directory_out = s;
		s = NULL;
	}
	evid_directory_free(s);
	return status;
}

static void
drop_signatures(struct evid_directory *s)
{
	while (s->envelope->n_signatures > 0)
		evi_buf_free(&s->envelope->signatures[
		    --s->envelope->n_signatures].sig);
}

enum evid_status
evid_directory_begin_again(struct evid_directory *directory,
    size_t *n_left_out, struct evid_error *err)
{
	struct evi_quorum q;
	enum evid_status status;

	*n_left_out = 0;
	status = evi_directory_quorum(directory, &directory->d, &q, err);
	if (status != EVID_OK || q.have >= q.want)
		return status;
	*n_left_out = directory->envelope->n_signatures;
	drop_signatures(directory);
	return EVID_OK;
}

enum evid_status
evid_directory_begin_next(struct evid_directory *directory,
    struct evid_time issued_at, struct evid_time expires,
    struct evid_error *err)
{
	struct evi_directory *d = &directory->d;
	enum evid_status status;

	if (directory->envelope->n_signatures == 0)
		return evi_fail_path(err, EVID_ERR_ARGUMENT, directory->file,
		    "it is a draft itself", "have it signed first");
	status = evi_directory_require(directory, err);
	if (status != EVID_OK)
		return status;
	if (evi_instant_before(instant(issued_at), d->issued_at))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, directory->file,
		    "the next version would be issued before this one",
		    "look at the clock");
	if (d->version == EVI_VERSION_MAX)
		return evi_fail_path(err, EVID_ERR_LIMIT, directory->file,
		    "there is no number after this version's", NULL);
	d->version++;
	d->issued_at = instant(issued_at);
	d->expires = instant(expires);
	status = changed(directory, EVID_OK, err);
	if (status == EVID_OK)
		drop_signatures(directory);
	return status;
}

static enum evid_status
new_contact(struct evid_directory *s, const struct evid_contact_options *o,
    struct evi_contact **out, struct evid_error *err)
{
	uint8_t random[16];

	if (o->state == NULL || !o->has_kind || o->n_authority == 0) {
		evi_fail(err, EVID_ERR_ARGUMENT, "a new contact needs "
		    "a State, a kind and the name of the authority");
		evi_hint(err, "name them (--state, --kind, --authority), or "
		    "a contact that is there (--contact)");
		return EVID_ERR_ARGUMENT;
	}
	*out = evi_directory_new_contact(&s->d);
	if (*out == NULL)
		return evi_fail_memory(err);
	evi_random(random, sizeof(random));
	evi_uuid_format(random, (*out)->id);
	return EVID_OK;
}

/* the names that are given take the place of those of their languages */
static enum evid_status
set_authority(struct evi_contact *c, const struct evid_contact_options *o,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i, k;

	for (i = 0; i < o->n_authority && status == EVID_OK; i++) {
		for (k = 0; k < c->n_authority; k++)
			if (strcmp(c->authority[k].lang,
			    o->authority_language[i]) == 0)
				break;
		status = k < c->n_authority ?
		    copy(o->authority[i], &c->authority[k].text, err) :
		    evi_contact_add_authority(c, o->authority_language[i],
		    o->authority[i], err);
	}
	return status;
}

static enum evid_status
set_contact(struct evi_contact *c, const struct evid_contact_options *o,
    struct evid_error *err)
{
	enum evid_status status;

	if (o->has_kind)
		c->kind = (unsigned int)o->kind;
	status = copy(o->state, &c->state, err);
	if (status == EVID_OK)
		status = copy(o->hours, &c->hours, err);
	if (status == EVID_OK)
		status = copy(o->zone, &c->zone, err);
	if (status == EVID_OK)
		status = set_authority(c, o, err);
	if (status == EVID_OK)
		status = copy_texts(o->telephone, o->n_telephone,
		    &c->telephone, err);
	if (status == EVID_OK)
		status = copy_texts(o->email, o->n_email, &c->email, err);
	if (status == EVID_OK)
		status = copy_texts(o->languages, o->n_languages,
		    &c->languages, err);
	if (status == EVID_OK)
		status = copy_texts(o->recipients, o->n_recipients,
		    &c->recipients, err);
	return status;
}

enum evid_status
evid_directory_set_contact(struct evid_directory *directory,
    const struct evid_contact_options *contact, char id_out[37],
    struct evid_error *err)
{
	struct evi_contact *c = NULL;
	enum evid_status status = is_draft(directory, err);

	if (status != EVID_OK)
		return status;
	if (contact->version != EVID_CONTACT_OPTIONS_VERSION ||
	    (contact->has_kind &&
	    (unsigned int)contact->kind >= EVI_N_CONTACT_KINDS))
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "contact options of an unknown version or kind");
	if (contact->id == NULL)
		status = new_contact(directory, contact, &c, err);
	else
		c = evi_directory_contact(&directory->d, contact->id);
	if (status == EVID_OK && c == NULL)
		status = evi_fail_path(err, EVID_ERR_ARGUMENT, contact->id,
		    "no contact of the directory has this id",
		    "evid-trust show lists the contacts");
	if (status == EVID_OK)
		status = set_contact(c, contact, err);
	if (status == EVID_OK)
		memcpy(id_out, c->id, sizeof(c->id));
	return changed(directory, status, err);
}

static enum evid_status
fill_key(struct evi_directory_key *k, struct evi_instant issued_at,
    const struct evid_directory_key_options *o, struct evid_error *err)
{
	memcpy(k->keyid, o->key->keyid, EVI_SHA256_LEN);
	evi_buf_add(&k->spki, o->key->spki.data, o->key->spki.len);
	k->uses = o->uses & EVID_USES_ALL;
	/* Not the moment of typing: its own version could not be signed by a
	 * key that begins after it was issued. */
	k->valid_from = o->has_valid_from ? instant(o->valid_from) :
	    issued_at;
	k->has_valid_until = o->has_valid_until != 0;
	k->valid_until = instant(o->valid_until);
	k->has_succeeds = o->succeeds != NULL;
	if (k->has_succeeds && !evi_unhex(o->succeeds, strlen(o->succeeds),
	    k->succeeds, EVI_SHA256_LEN))
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "a key id has 64 lower-case hex digits");
	if (copy(o->storage, &k->storage, err) != EVID_OK)
		return EVID_ERR_MEMORY;
	return evi_buf_status(&k->spki, err);
}

enum evid_status
evid_directory_add_key(struct evid_directory *directory,
    const char *contact_id, const struct evid_directory_key_options *key,
    struct evid_error *err)
{
	struct evi_directory_key *k;
	enum evid_status status = is_draft(directory, err);
	struct evi_contact *c;

	if (status != EVID_OK)
		return status;
	if (key->version != EVID_DIRECTORY_KEY_OPTIONS_VERSION ||
	    (key->uses & ~EVID_USES_ALL) != 0 || key->uses == 0)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "key options of an unknown version, or without a use");
	c = evi_directory_contact(&directory->d, contact_id);
	if (c == NULL)
		return evi_fail_path(err, EVID_ERR_ARGUMENT, contact_id,
		    "no contact of the directory has this id",
		    "evid-trust show lists the contacts");
	if (evi_directory_key(&directory->d, key->key->keyid, NULL) != NULL)
		return evi_fail_path(err, EVID_ERR_ARGUMENT, directory->file,
		    "the key stands in the directory already",
		    "a key stands once in a whole directory");
	k = evi_contact_new_key(c);
	if (k == NULL)
		return evi_fail_memory(err);
	status = fill_key(k, directory->d.issued_at, key, err);
	return changed(directory, status, err);
}

/* What it signed between the two would be trusted again. */
static enum evid_status
fail_later(const struct evi_directory_key *k, const char *keyid,
    struct evid_error *err)
{
	char when[EVI_INSTANT_TEXT_CAP], text[128];

	if (!evi_instant_format(k->revoked_at, when))
		when[0] = '\0';
	(void)snprintf(text, sizeof(text), "it is revoked already, from %s: a "
	    "later time would make it valid until then", when);
	return evi_fail_path(err, EVID_ERR_ARGUMENT, keyid, text,
	    "name an earlier time (--when), or the reason compromised; a draft "
	    "with a wrong time is begun anew from the version before it");
}

enum evid_status
evid_directory_revoke(struct evid_directory *directory, const char *keyid,
    enum evid_revocation reason, struct evid_time at,
    const struct evid_time *since, struct evid_error *err)
{
	uint8_t id[EVI_SHA256_LEN];
	struct evi_directory_key *k = NULL;
	enum evid_status status = is_draft(directory, err);

	if (status != EVID_OK)
		return status;
	if (evi_unhex(keyid, strlen(keyid), id, sizeof(id)))
		k = evi_directory_key(&directory->d, id, NULL);
	if (k == NULL || (unsigned int)reason >= EVI_N_REVOCATIONS)
		return evi_fail_path(err, EVID_ERR_ARGUMENT, keyid,
		    "no key of the directory has this id",
		    "evid-trust show lists the keys");
	/* A key once called compromised stays so. */
	if (k->revoked && k->reason == EVI_REVOKED_COMPROMISED)
		return evi_fail_path(err, EVID_ERR_ARGUMENT, keyid,
		    "it is revoked as compromised already",
		    "what it signed is trusted by nobody who has this version");
	if (k->revoked && (unsigned int)reason != EVI_REVOKED_COMPROMISED &&
	    evi_instant_before(k->revoked_at, instant(at)))
		return fail_later(k, keyid, err);
	k->revoked = true;
	k->reason = (enum evi_revocation)reason;
	k->revoked_at = instant(at);
	k->has_since = since != NULL;
	if (since != NULL)
		k->since = instant(*since);
	return changed(directory, EVID_OK, err);
}

enum evid_status
evid_directory_set_threshold(struct evid_directory *directory,
    unsigned int threshold, struct evid_error *err)
{
	enum evid_status status = is_draft(directory, err);

	if (status != EVID_OK)
		return status;
	directory->d.threshold = threshold;
	return changed(directory, EVID_OK, err);
}
