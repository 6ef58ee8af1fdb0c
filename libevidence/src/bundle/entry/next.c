/*
 * A key that another named as the next (`key-succeeded`): its first event
 * takes that up, by itself, for only there does it count (docs/format.md,
 * 9.6).
 */
#include "bundle/entry/sign.h"
#include "bundle/custody/word.h"

#include <string.h>

/* a succession of this key that may be taken up */
static bool
names_us(const struct evi_draft *d, uint32_t i)
{
	const struct evid_custody *c = d->set;
	const struct evi_custody_event *e = &c->events[i];

	return evi_word_succession(c, i) &&
	    memcmp(e->ref, d->event.keyid, EVI_SHA256_LEN) == 0 &&
	    memcmp(c->keys[e->key].id, d->event.keyid, EVI_SHA256_LEN) != 0;
}

uint32_t
evi_draft_named(const struct evi_draft *d)
{
	const struct evid_custody *c = d->set;
	uint32_t key = evi_custody_find_key(c, d->event.keyid), i;

	if (key != EVI_NONE && c->keys[key].before != EVI_NONE)
		return EVI_NONE;
	for (i = 0; i < c->n_events; i++)
		if (names_us(d, i))
			return i;
	return EVI_NONE;
}

enum evid_status
evi_draft_succeed(struct evi_draft *d, struct evid_error *err)
{
	if (!d->event.has_prev)
		d->succession = evi_draft_named(d);
	return d->succession == EVI_NONE ? EVID_OK : evi_digests_add(
	    &d->joins, d->set->events[d->succession].digest, err);
}

bool
evi_draft_speaks_for(const struct evi_draft *d,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	const struct evid_custody *c = d->set;
	uint32_t mine = evi_custody_find_key(c, d->event.keyid);
	uint32_t other = evi_custody_find_key(c, keyid);

	if (memcmp(d->event.keyid, keyid, EVI_SHA256_LEN) == 0)
		return true;
	if (other == EVI_NONE)
		return false;
	if (d->succession != EVI_NONE)
		return evi_custody_succeeds(c,
		    c->events[d->succession].key, other);
	return mine != EVI_NONE && evi_custody_succeeds(c, mine, other);
}
