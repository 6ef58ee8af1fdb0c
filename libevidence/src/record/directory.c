/*
 * The trust directory as a value, and written.  It is read in
 * directory_read.c, and held to its rules in directory_rules.c.
 */
#include "record/directory.h"

#include "base/memory.h"
#include "evidence/trust.h"
#include "record/emit.h"
#include "record/field.h"

#include <stdlib.h>
#include <string.h>

const char *const evi_revocation_names[EVI_N_REVOCATIONS] = { "lost",
	"compromised", "superseded" };
const char *const evi_contact_kind_names[EVI_N_CONTACT_KINDS] = { "24-7",
	"central-authority", "laboratory", "court", "other" };

static void
free_key(struct evi_directory_key *k)
{
	evi_buf_free(&k->spki);
	free(k->storage);
	evi_json_free(k->revoked_rest);
	evi_json_free(k->rest);
}

static void
free_contact(struct evi_contact *c)
{
	size_t i;

	free(c->state);
	for (i = 0; i < c->n_authority; i++) {
		free(c->authority[i].lang);
		free(c->authority[i].text);
		evi_json_free(c->authority[i].rest);
	}
	free(c->authority);
	evi_texts_free(&c->telephone);
	evi_texts_free(&c->email);
	free(c->hours);
	free(c->zone);
	evi_texts_free(&c->languages);
	evi_texts_free(&c->recipients);
	for (i = 0; i < c->n_keys; i++)
		free_key(&c->keys[i]);
	free(c->keys);
	evi_json_free(c->rest);
}

void
evi_directory_free(struct evi_directory *d)
{
	size_t i;

	for (i = 0; i < d->n_contacts; i++)
		free_contact(&d->contacts[i]);
	free(d->contacts);
	free(d->name);
	evi_texts_free(&d->critical);
	evi_texts_free(&d->unknown);
	evi_json_free(d->rest);
	memset(d, 0, sizeof(*d));
}

struct evi_contact *
evi_directory_new_contact(struct evi_directory *d)
{
	if (evi_grow(&d->contacts, d->n_contacts, &d->contacts_cap,
	    sizeof(*d->contacts)) != 0)
		return NULL;
	memset(&d->contacts[d->n_contacts], 0, sizeof(*d->contacts));
	return &d->contacts[d->n_contacts++];
}

struct evi_directory_key *
evi_contact_new_key(struct evi_contact *c)
{
	if (evi_grow(&c->keys, c->n_keys, &c->keys_cap, sizeof(*c->keys)) !=
	    0)
		return NULL;
	memset(&c->keys[c->n_keys], 0, sizeof(*c->keys));
	return &c->keys[c->n_keys++];
}

enum evid_status
evi_contact_add_authority(struct evi_contact *c, const char *lang,
    const char *text, struct evid_error *err)
{
	struct evi_authority *a;

	if (evi_grow(&c->authority, c->n_authority, &c->authority_cap,
	    sizeof(*c->authority)) != 0)
		return evi_fail_memory(err);
	a = &c->authority[c->n_authority++];
	memset(a, 0, sizeof(*a));
	a->lang = evi_strdup(lang);
	a->text = evi_strdup(text);
	return a->lang == NULL || a->text == NULL ? evi_fail_memory(err) :
	    EVID_OK;
}

struct evi_contact *
evi_directory_contact(const struct evi_directory *d, const char *id)
{
	size_t i;

	for (i = 0; i < d->n_contacts; i++)
		if (strcmp(d->contacts[i].id, id) == 0)
			return &d->contacts[i];
	return NULL;
}

struct evi_directory_key *
evi_directory_key(const struct evi_directory *d,
    const uint8_t keyid[EVI_SHA256_LEN], struct evi_contact **contact_out)
{
	size_t i, k;

	for (i = 0; i < d->n_contacts; i++) {
		struct evi_contact *c = &d->contacts[i];

		for (k = 0; k < c->n_keys; k++) {
			if (memcmp(c->keys[k].keyid, keyid,
			    EVI_SHA256_LEN) != 0)
				continue;
			if (contact_out != NULL)
				*contact_out = c;
			return &c->keys[k];
		}
	}
	return NULL;
}

const char *
evi_contact_authority(const struct evi_contact *c)
{
	size_t i;

	for (i = 0; i < c->n_authority; i++)
		if (strcmp(c->authority[i].lang, "en") == 0 ||
		    strncmp(c->authority[i].lang, "en-", 3) == 0)
			return c->authority[i].text;
	return c->n_authority > 0 ? c->authority[0].text : "";
}

/* What is not known here, after what is. */
static void
rest(struct evi_emit *e, const struct evi_json *object)
{
	void *place = NULL;
	struct evi_json *value;
	const char *key;

	while (object != NULL && evi_json_next(object, &place, &key,
	    &value)) {
		evi_emit_key(e, key);
		evi_json_write(e->out, value);
		e->comma = true;
	}
}

static void
write_revoked(struct evi_emit *e, const struct evi_directory_key *k)
{
	evi_emit_key(e, "revoked");
	evi_emit_open(e, '{');
	evi_emit_time_at(e, "at", k->revoked_at);
	evi_emit_text_at(e, "reason", evi_revocation_names[k->reason]);
	if (k->has_since)
		evi_emit_time_at(e, "compromisedSince", k->since);
	rest(e, k->revoked_rest);
	evi_emit_close(e, '}');
}

static void
write_key(struct evi_emit *e, const struct evi_directory_key *k)
{
	size_t i;

	evi_emit_open(e, '{');
	evi_emit_key(e, "publicKey");
	evi_emit_base64(e, k->spki.data, k->spki.len);
	evi_emit_key(e, "uses");
	evi_emit_open(e, '[');
	for (i = 0; i < EVI_N_USES; i++)
		if ((k->uses & 1u << i) != 0)
			evi_emit_text(e, evi_use_names[i]);
	evi_emit_close(e, ']');
	evi_emit_time_at(e, "validFrom", k->valid_from);
	if (k->has_valid_until) {
		evi_emit_time_at(e, "validUntil", k->valid_until);
	} else {
		evi_emit_key(e, "validUntil");
		evi_emit_null(e);
	}
	evi_emit_text_at(e, "storage", k->storage);
	if (k->has_succeeds) {
		evi_emit_key(e, "succeeds");
		evi_emit_hex(e, k->succeeds, EVI_SHA256_LEN);
	}
	if (k->revoked)
		write_revoked(e, k);
	rest(e, k->rest);
	evi_emit_close(e, '}');
}

static void
write_contact(struct evi_emit *e, const struct evi_contact *c)
{
	size_t i;

	evi_emit_open(e, '{');
	evi_emit_text_at(e, "id", c->id);
	evi_emit_text_at(e, "state", c->state);
	evi_emit_key(e, "authority");
	evi_emit_open(e, '[');
	for (i = 0; i < c->n_authority; i++) {
		evi_emit_open(e, '{');
		evi_emit_text_at(e, "lang", c->authority[i].lang);
		evi_emit_text_at(e, "text", c->authority[i].text);
		rest(e, c->authority[i].rest);
		evi_emit_close(e, '}');
	}
	evi_emit_close(e, ']');
	evi_emit_text_at(e, "kind", evi_contact_kind_names[c->kind]);
	evi_emit_texts_at(e, "telephone", &c->telephone);
	evi_emit_texts_at(e, "email", &c->email);
	evi_emit_text_at(e, "hours", c->hours);
	evi_emit_text_at(e, "zone", c->zone);
	evi_emit_texts_at(e, "languages", &c->languages);
	evi_emit_texts_at(e, "recipients", &c->recipients);
	evi_emit_key(e, "keys");
	evi_emit_open(e, '[');
	for (i = 0; i < c->n_keys; i++)
		write_key(e, &c->keys[i]);
	evi_emit_close(e, ']');
	rest(e, c->rest);
	evi_emit_close(e, '}');
}

enum evid_status
evi_directory_write(const struct evi_directory *d,
    struct evi_buf *payload_out, struct evid_error *err)
{
	struct evi_emit e = { payload_out, false, false };
	size_t i;

	evi_emit_open(&e, '{');
	evi_emit_text_at(&e, "schema", EVI_DIRECTORY_SCHEMA);
	evi_emit_text_at(&e, "id", d->id);
	evi_emit_text_at(&e, "name", d->name);
	evi_emit_key(&e, "version");
	evi_emit_u64(&e, d->version);
	evi_emit_time_at(&e, "issuedAt", d->issued_at);
	evi_emit_time_at(&e, "expires", d->expires);
	evi_emit_key(&e, "threshold");
	evi_emit_u64(&e, d->threshold);
	evi_emit_key(&e, "contacts");
	evi_emit_open(&e, '[');
	for (i = 0; i < d->n_contacts; i++)
		write_contact(&e, &d->contacts[i]);
	evi_emit_close(&e, ']');
	evi_emit_texts_at(&e, "critical", &d->critical);
	rest(&e, d->rest);
	evi_emit_close(&e, '}');
	return evi_emit_status(&e, "directory", err);
}
