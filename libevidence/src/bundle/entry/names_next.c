/*
 * A key that names the next: not itself; and where it names a second one, or
 * one of another State, that is told, for whoever takes it up speaks for its
 * holder (docs/format.md, 9.6), and nothing takes that back.
 */
#include "bundle/entry/sign.h"

#include "bundle/key.h"
#include "bundle/tell.h"

#include <string.h>

static bool
of_another_state(const struct evi_draft *d)
{
	struct evi_known_key mine, next;

	return d->entry->new_key != NULL &&
	    evi_draft_known(d, &d->entry->key->spki, &mine) &&
	    evi_draft_known(d, evi_public_key_spki(d->entry->new_key),
	    &next) && *mine.state != '\0' && *next.state != '\0' &&
	    strcmp(mine.state, next.state) != 0;
}

/* has this key named another one before? */
static bool
named_another(const struct evi_draft *d, const uint8_t next[EVI_SHA256_LEN])
{
	const struct evid_custody *c = d->set;
	uint32_t mine = evi_custody_find_key(c, d->event.keyid), i;

	for (i = 0; mine != EVI_NONE && i < c->n_events; i++) {
		const struct evi_custody_event *e = &c->events[i];

		if (e->type == EVI_EVENT_KEY_SUCCEEDED && e->key == mine &&
		    !e->unchecked && !evi_custody_aside(c, i) &&
		    memcmp(e->ref, next, EVI_SHA256_LEN) != 0)
			return true;
	}
	return false;
}

/* is that key the next of another one already? */
static bool
of_another(const struct evi_draft *d, const uint8_t next[EVI_SHA256_LEN])
{
	const struct evid_custody *c = d->set;
	uint32_t key = evi_custody_find_key(c, next);

	return key != EVI_NONE && c->keys[key].before != EVI_NONE &&
	    memcmp(c->keys[c->keys[key].before].id, d->event.keyid,
	    EVI_SHA256_LEN) != 0;
}

enum evid_status
evi_draft_names_next(struct evi_draft *d, struct evid_error *err)
{
	uint8_t next[EVI_SHA256_LEN];

	if (!evi_event_new_key(&d->event, next))
		return EVID_OK;
	if (memcmp(next, d->event.keyid, sizeof(next)) == 0) {
		evi_fail(err, EVID_ERR_ARGUMENT, "nothing was signed: the new "
		    "key is the one that signs, and no key is the next of "
		    "itself");
		evi_hint(err, "name the public key that takes its place "
		    "(--to)");
		return EVID_ERR_ARGUMENT;
	}
	if (of_another(d, next)) {
		d->no_effect = "that key is the next of another key already, "
		    "and a key is the next of one";
		d->advice = "evid-custody list shows of which; make a new key "
		    "(evid-keygen), and name that";
	} else if (of_another_state(d)) {
		d->note = "the new key is of another State by those trusted "
		    "here, and will speak for the holder of this one";
		d->advice = "if that is not meant, make it known at once: add "
		    "key-compromised by this key of itself, for it cannot be "
		    "taken back";
	} else if (named_another(d, next)) {
		d->note = "this key has named another one as its next "
		    "before: both can take its place, and speak for its "
		    "holder";
		d->advice = "evid-custody list shows both; of one that is not "
		    "meant add key-compromised with its key id";
	}
	return EVID_OK;
}
