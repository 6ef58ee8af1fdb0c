/*
 * Which key succeeds which: the old one names the new, which takes that up in
 * a first event (docs/format.md, section 9.6).
 */
#include "bundle/custody/word.h"

#include <string.h>

bool
evi_custody_succeeds(const struct evid_custody *c, uint32_t key, uint32_t old)
{
	unsigned int steps;

	for (steps = 0; steps <= EVI_SUCCESSIONS_MAX && key != EVI_NONE;
	    steps++) {
		if (key == old)
			return true;
		key = c->keys[key].before;
	}
	return false;
}

/* of a type, and by a key, that may have an effect at all */
static bool
may_be(const struct evid_custody *c, uint32_t i, enum evi_event_type type)
{
	const struct evi_custody_event *e = &c->events[i];

	return e->type == type && !e->unchecked &&
	    !evi_custody_aside(c, i) && !c->keys[e->key].compromised;
}

bool
evi_word_names_next(const struct evid_custody *c, uint32_t i)
{
	struct evi_known_key known;

	return may_be(c, i, EVI_EVENT_KEY_SUCCEEDED) &&
	    evi_custody_known(c, i, &known) &&
	    known.at_claimed == EVI_STANDING_VALID;
}

/*
 * A key that is known and may not say so has no next one: the thief of a lost
 * key would name his own.  One that is not known has one where somebody who is
 * known handed over to it: a stranger would make an honest key his.  And its
 * next is none that is known: whose that is, trust says, and not who received.
 */
bool
evi_word_succession(const struct evid_custody *c, uint32_t i,
    const struct evi_buf *next)
{
	static const struct evi_instant any;
	struct evi_known_key known;

	if (!may_be(c, i, EVI_EVENT_KEY_SUCCEEDED))
		return false;
	if (evi_custody_no_trust(c))
		return true;
	if (evi_custody_known(c, i, &known))
		return known.at_claimed == EVI_STANDING_VALID;
	return c->keys[c->events[i].key].named && !evi_custody_known_spki(c,
	    next, EVID_USE_CUSTODY, any, &known);
}

static void
name_receivers(struct evid_custody *c)
{
	struct evi_known_key known;
	uint32_t i, key;

	for (i = 0; i < c->n_events; i++) {
		if (!may_be(c, i, EVI_EVENT_HANDED_OVER) ||
		    !evi_custody_known(c, i, &known) ||
		    known.at_claimed != EVI_STANDING_VALID)
			continue;
		key = evi_custody_find_key(c, c->events[i].ref);
		if (key != EVI_NONE)
			c->keys[key].named = true;
	}
}

/* the old key names the new, whose first event answers that */
static bool
takes_up(const struct evid_custody *c, uint32_t first, uint32_t s,
    bool known_only)
{
	const struct evi_custody_key *key = &c->keys[c->events[first].key];

	return s != EVI_NONE && key->before == EVI_NONE &&
	    c->events[s].type == EVI_EVENT_KEY_SUCCEEDED &&
	    c->events[s].key != c->events[first].key &&
	    memcmp(c->events[s].ref, key->id, EVI_SHA256_LEN) == 0 &&
	    !evi_custody_aside(c, first) && (known_only ?
	    evi_word_names_next(c, s) :
	    evi_word_succession(c, s, &key->spki));
}

/* is there one more than before? */
static bool
succeed_once(struct evid_custody *c, bool known_only)
{
	bool more = false;
	uint32_t i, k;

	for (i = 0; i < c->n_events; i++) {
		const struct evi_custody_event *e = &c->events[i];
		struct evi_custody_key *key = &c->keys[e->key];

		for (k = 0; !e->has_prev && k < e->n_answers; k++) {
			uint32_t s = evi_custody_find(c,
			    c->pool[e->answers + k]);

			if (!takes_up(c, i, s, known_only))
				continue;
			key->before = c->events[s].key;
			key->succession = s;
			more = key->named = true;
		}
	}
	return more;
}

/* Whom trust knows goes before whom it does not. */
void
evi_word_successions(struct evid_custody *c)
{
	unsigned int rounds = 0;

	name_receivers(c);
	(void)succeed_once(c, true);
	while (succeed_once(c, false) && ++rounds < EVI_SUCCESSIONS_MAX)
		continue;
}
