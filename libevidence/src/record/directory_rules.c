/*
 * What holds of a directory by itself, and between one version and the next.
 */
#include "record/directory.h"

#include "base/memory.h"
#include "base/num.h"

#include <stdlib.h>
#include <string.h>

/* where a key or a contact stands, to find doubles by sorting */
struct place {
	const void *name;
	size_t len, contact, key;
};

static int
by_name(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	int order = memcmp(a->name, b->name, a->len);

	if (order != 0)
		return order;
	/* Of two alike, the later one is told of. */
	order = evi_order_u64(a->contact, b->contact);
	return order != 0 ? order : evi_order_u64(a->key, b->key);
}

/* A contact that stands twice, or a key; memory for either is bounded by the
 * document. */
static const char *
doubles(const struct evi_directory *d, bool keys, struct evi_buf *where,
    bool *memory_out)
{
	size_t n = 0, at = 0, i, k;
	const char *why = NULL;
	struct place *places;

	for (i = 0; i < d->n_contacts; i++)
		n += keys ? d->contacts[i].n_keys : 1;
	places = evi_zalloc_array(n + 1, sizeof(*places));
	if (places == NULL) {
		*memory_out = true;
		return NULL;
	}
	for (i = 0; i < d->n_contacts; i++) {
		const struct evi_contact *c = &d->contacts[i];

		if (!keys)
			places[at++] = (struct place){ c->id, 36, i, 0 };
		for (k = 0; keys && k < c->n_keys; k++)
			places[at++] = (struct place){ c->keys[k].keyid,
			    EVI_SHA256_LEN, i, k };
	}
	qsort(places, n, sizeof(*places), by_name);
	for (i = 1; i < n && why == NULL; i++) {
		if (memcmp(places[i - 1].name, places[i].name,
		    places[i].len) != 0)
			continue;
		why = keys ? "the key stands in the directory already" :
		    "two contacts have one id";
		evi_buf_add_format(where, ".contacts[%zu]",
		    places[i].contact);
		if (keys)
			evi_buf_add_format(where, ".keys[%zu]",
			    places[i].key);
	}
	free(places);
	return why;
}

static const char *
key_fault(const struct evi_contact *c, const struct evi_directory_key *k)
{
	size_t i;

	if (k->has_valid_until && evi_instant_before(k->valid_until,
	    k->valid_from))
		return "`validUntil` is before `validFrom`";
	if (k->has_since && k->reason != EVI_REVOKED_COMPROMISED)
		return "`compromisedSince` of a key that is not compromised";
	if (k->has_since && evi_instant_before(k->revoked_at, k->since))
		return "`compromisedSince` is after `at`";
	if (!k->has_succeeds)
		return NULL;
	for (i = 0; i < c->n_keys; i++)
		if (&c->keys[i] != k && memcmp(c->keys[i].keyid, k->succeeds,
		    EVI_SHA256_LEN) == 0)
			return NULL;
	return "`succeeds` names no other key of this contact";
}

const char *
evi_directory_fault(const struct evi_directory *d,
    struct evi_buf *where_out, bool *memory_out)
{
	const char *why;
	size_t i, k;

	*memory_out = false;
	if (!evi_instant_before(d->issued_at, d->expires))
		return "`expires` is not after `issuedAt`";
	why = doubles(d, false, where_out, memory_out);
	if (why == NULL && !*memory_out)
		why = doubles(d, true, where_out, memory_out);
	for (i = 0; i < d->n_contacts && why == NULL; i++) {
		const struct evi_contact *c = &d->contacts[i];

		for (k = 0; k < c->n_keys && why == NULL; k++) {
			why = key_fault(c, &c->keys[k]);
			if (why != NULL)
				evi_buf_add_format(where_out,
				    ".contacts[%zu].keys[%zu]", i, k);
		}
	}
	return why;
}

const char *
evi_directory_follows(const struct evi_directory *last,
    const struct evi_directory *next)
{
	if (strcmp(last->id, next->id) != 0)
		return "it is another directory: the ids differ";
	if (next->version <= last->version)
		return "it is no newer version";
	if (next->version != last->version + 1)
		return "a version between them is missing";
	if (evi_instant_before(next->issued_at, last->issued_at))
		return "it was issued before the version that it follows";
	return NULL;
}
