/*
 * Trust as a caller puts it together (evidence/trust.h), and what a key is by
 * it (trust.h).  What it comes to for a bundle is verify/check_trust.c's.
 */
#include "bundle/trust/parts.h"

#include "adapt/key.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/key.h"
#include "bundle/tell.h"

#include <stdlib.h>
#include <string.h>

enum evid_status
evid_trust_new(struct evid_trust **trust_out, struct evid_error *err)
{
	enum evid_status status = evi_crypto_init(err);

	*trust_out = NULL;
	if (status != EVID_OK)
		return status;
	*trust_out = evi_zalloc(sizeof(**trust_out));
	return *trust_out == NULL ? evi_fail_memory(err) : EVID_OK;
}

void
evid_trust_free(struct evid_trust *trust)
{
	size_t i;

	if (trust == NULL)
		return;
	for (i = 0; i < trust->n_given; i++)
		evi_buf_free(&trust->given[i].spki);
	free(trust->given);
	for (i = 0; i < trust->n_pins; i++)
		evi_pins_free(&trust->pins[i]);
	free(trust->pins);
	evid_directory_free(trust->directory);
	free(trust->places);
	evi_policy_free(&trust->policy);
	evi_envelope_free(&trust->policy_envelope);
	free(trust);
}

void
evid_trust_set_threshold(struct evid_trust *trust, unsigned int threshold)
{
	trust->threshold = threshold;
}

enum evid_status
evid_trust_add_key(struct evid_trust *trust,
    const struct evid_public_key *key, struct evid_error *err)
{
	struct evi_given *g;
	size_t i;

	for (i = 0; i < trust->n_given; i++)
		if (memcmp(trust->given[i].keyid, key->keyid,
		    EVI_SHA256_LEN) == 0)
			return EVID_OK;
	if (evi_grow(&trust->given, trust->n_given, &trust->given_cap,
	    sizeof(*trust->given)) != 0)
		return evi_fail_memory(err);
	g = &trust->given[trust->n_given];
	memset(g, 0, sizeof(*g));
	memcpy(g->keyid, key->keyid, EVI_SHA256_LEN);
	evi_hex(key->keyid, EVI_SHA256_LEN, g->hex);
	evi_buf_add(&g->spki, key->spki.data, key->spki.len);
	if (g->spki.failed)
		return evi_buf_status(&g->spki, err);
	trust->n_given++;
	return EVID_OK;
}

static int
by_keyid(const void *left, const void *right)
{
	const struct evi_key_place *a = left, *b = right;

	return memcmp(a->key->keyid, b->key->keyid, EVI_SHA256_LEN);
}

/* The directory's keys by their ids: found in a time that does not grow with
 * it. */
static enum evid_status
index_keys(struct evid_trust *trust, struct evid_error *err)
{
	const struct evi_directory *d = &trust->directory->d;
	size_t n = 0, i, k;

	for (i = 0; i < d->n_contacts; i++)
		n += d->contacts[i].n_keys;
	trust->places = evi_zalloc_array(n + 1, sizeof(*trust->places));
	if (trust->places == NULL)
		return evi_fail_memory(err);
	for (i = 0; i < d->n_contacts; i++)
		for (k = 0; k < d->contacts[i].n_keys; k++) {
			struct evi_key_place *p =
			    &trust->places[trust->n_places++];

			p->contact = &d->contacts[i];
			p->key = &d->contacts[i].keys[k];
		}
	qsort(trust->places, n, sizeof(*trust->places), by_keyid);
	return EVID_OK;
}

static enum evid_status
read_seen(struct evid_trust *trust, const char *state, struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;

	status = evi_state_highest(state, trust->directory->d.id,
	    &trust->seen, err);
	if (status == EVID_OK)
		status = evi_directory_digest(trust->directory, digest, err);
	trust->other_seen = status == EVID_OK && evi_seen_other(&trust->seen,
	    trust->directory->d.version, digest);
	return status;
}

enum evid_status
evid_trust_read_directory(struct evid_trust *trust, const char *path,
    const char *state, struct evid_error *err)
{
	enum evid_status status;

	if (trust->directory != NULL)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "one directory is given already");
	status = evid_directory_read(path, &trust->directory, err);
	if (status == EVID_OK)
		status = evi_directory_require(trust->directory, err);
	if (status == EVID_OK && state != NULL)
		status = read_seen(trust, state, err);
	if (status == EVID_OK)
		status = index_keys(trust, err);
	if (status != EVID_OK) {
		evid_directory_free(trust->directory);
		trust->directory = NULL;
		free(trust->places);
		trust->places = NULL;
		trust->n_places = 0;
	}
	return status;
}

static const struct evi_key_place *
find_place(const struct evid_trust *trust,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	size_t low = 0, high = trust->n_places;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(trust->places[middle].key->keyid, keyid,
		    EVI_SHA256_LEN);

		if (order == 0)
			return &trust->places[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static const struct evi_given *
find_given(const struct evid_trust *trust,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	size_t i;

	for (i = 0; i < trust->n_given; i++)
		if (memcmp(trust->given[i].keyid, keyid, EVI_SHA256_LEN) == 0)
			return &trust->given[i];
	return NULL;
}

const struct evi_buf *
evi_trust_spki(const struct evid_trust *trust,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	const struct evi_given *given = find_given(trust, keyid);
	const struct evi_pin *pin = evi_trust_pin(trust, keyid);
	const struct evi_key_place *place = find_place(trust, keyid);

	return given != NULL ? &given->spki : pin != NULL ? &pin->spki :
	    place != NULL ? &place->key->spki : NULL;
}

/* A revocation holds, wherever the trust in the key comes from; the dates and
 * uses are those of whoever is trusted. */
static enum evi_standing
standing(const struct evi_known_key *k, unsigned int use,
    struct evi_instant t)
{
	const struct evi_directory_key *e = k->entry;

	if (e != NULL && e->revoked && e->reason == EVI_REVOKED_COMPROMISED)
		return EVI_STANDING_COMPROMISED;
	if ((k->uses & use) == 0)
		return EVI_STANDING_WRONG_USE;
	if (e != NULL && e->revoked && !evi_instant_before(t, e->revoked_at))
		return EVI_STANDING_REVOKED;
	if (k->source != EVI_SOURCE_DIRECTORY)
		return EVI_STANDING_VALID;
	if (evi_instant_before(t, e->valid_from))
		return EVI_STANDING_NOT_YET;
	if (e->has_valid_until && evi_instant_before(e->valid_until, t))
		return EVI_STANDING_EXPIRED;
	return EVI_STANDING_VALID;
}

/* Who holds it: by a pin, else by the directory.  One holder is one contact,
 * however the key is trusted. */
static void
name_holder(struct evi_known_key *k, const struct evi_key_place *place)
{
	k->name = k->organization = k->state = k->kind = "";
	if (place != NULL) {
		k->organization = evi_contact_authority(place->contact);
		k->state = place->contact->state;
		k->kind = evi_contact_kind_names[place->contact->kind];
		k->holder = place->contact->id;
	}
	if (k->pin != NULL) {
		k->name = k->pin->name;
		k->organization = k->pin->organization;
		k->state = k->pin->state;
		if (k->holder == NULL)
			k->holder = k->pin->holder;
	}
}

bool
evi_trust_find_given(const struct evid_trust *trust, bool given,
    const uint8_t *spki, size_t spki_len, unsigned int use,
    struct evi_instant claimed, struct evi_instant now,
    struct evi_known_key *out)
{
	const struct evi_key_place *place = NULL;
	const struct evi_given *own = NULL;
	uint8_t keyid[EVI_SHA256_LEN];

	memset(out, 0, sizeof(*out));
	out->name = out->organization = out->state = out->kind = "";
	if (evi_sha256(spki, spki_len, keyid, NULL) != EVID_OK)
		return false;
	if (trust != NULL) {
		own = find_given(trust, keyid);
		out->pin = evi_trust_pin(trust, keyid);
		place = find_place(trust, keyid);
	}
	if (place != NULL)
		out->entry = place->key;
	if (given || own != NULL) {
		out->source = EVI_SOURCE_GIVEN;
		out->uses = EVID_USES_ALL;
	} else if (out->pin != NULL) {
		out->source = EVI_SOURCE_PIN;
		out->uses = out->pin->uses;
	} else if (place != NULL) {
		out->source = EVI_SOURCE_DIRECTORY;
		out->uses = place->key->uses;
	} else {
		return false;
	}
	name_holder(out, place);
	if (out->holder == NULL && own != NULL)
		out->holder = own->hex;
	out->at_claimed = standing(out, use, claimed);
	out->at_now = standing(out, use, now);
	out->revoked_since = out->at_claimed != EVI_STANDING_REVOKED &&
	    out->at_now == EVI_STANDING_REVOKED;
	return true;
}

bool
evi_trust_find(const struct evid_trust *trust, const uint8_t *spki,
    size_t spki_len, unsigned int use, struct evi_instant claimed,
    struct evi_instant now, struct evi_known_key *out)
{
	return evi_trust_find_given(trust, false, spki, spki_len, use,
	    claimed, now, out);
}

bool
evi_trust_is_empty(const struct evid_trust *trust)
{
	size_t i;

	if (trust == NULL)
		return true;
	for (i = 0; i < trust->n_pins; i++)
		if (trust->pins[i].count > 0)
			return false;
	return trust->n_given == 0 && trust->n_places == 0;
}

bool
evi_trust_is_named(const struct evid_trust *trust)
{
	return trust != NULL && (trust->n_given > 0 || trust->n_pins > 0 ||
	    trust->directory != NULL);
}

const struct evi_directory *
evi_trust_directory(const struct evid_trust *trust)
{
	return trust == NULL || trust->directory == NULL ? NULL :
	    &trust->directory->d;
}
