/*
 * Whose words go into what is signed here.  Where somebody is trusted, those of
 * keys that he knows, or that are named.  Where nobody is, every one would
 * count, and a stranger's with them: there it is the keys through whose hands
 * the evidence went (docs/format.md, 9.7), and of others the sender is told.
 */
#include "bundle/entry/hand.h"

#include "base/memory.h"
#include "bundle/key.h"
#include "bundle/tell.h"

#include <stdlib.h>
#include <string.h>

/* Events are in the order of their times, and so is a chain, mostly: one turn
 * finds it all, and nobody has us turn for each event that he made up. */
#define TURNS_MAX 64

static bool
take(bool *held, uint32_t key)
{
	bool taken = key != EVI_NONE && !held[key];

	if (taken)
		held[key] = true;
	return taken;
}

/* who sealed, who signs, and whose next that is */
static void
begin(const struct evi_draft *d, bool *held)
{
	const struct evid_custody *c = d->set;
	size_t i;

	for (i = 0; i < c->n_sealers; i++)
		(void)take(held, evi_custody_find_key(c, c->sealers[i].id));
	(void)take(held, evi_custody_find_key(c, d->event.keyid));
	if (d->succession != EVI_NONE)
		(void)take(held, c->events[d->succession].key);
}

/* to whom he hands over, or whom he names as the next; from whom he took */
static bool
follow(const struct evid_custody *c, const struct evi_custody_event *e,
    bool *held)
{
	bool more = false;
	uint32_t i, over;

	if (e->type == EVI_EVENT_HANDED_OVER ||
	    e->type == EVI_EVENT_KEY_SUCCEEDED)
		return take(held, evi_custody_find_key(c, e->ref));
	if (e->type != EVI_EVENT_RECEIVED ||
	    e->value == EVI_VALUE_NOT_ACCEPTED)
		return false;
	for (i = 0; i < e->n_answers; i++) {
		over = evi_custody_find(c, c->pool[e->answers + i]);
		if (over != EVI_NONE &&
		    c->events[over].type == EVI_EVENT_HANDED_OVER)
			more |= take(held, c->events[over].key);
	}
	return more;
}

static void
find_holders(const struct evi_draft *d, bool *held)
{
	const struct evid_custody *c = d->set;
	bool trust = !evi_custody_no_trust(c), more = !trust;
	unsigned int turns = 0;
	uint32_t i;

	for (i = 0; i < c->n_keys; i++)
		held[i] = trust && !c->keys[i].unknown;
	begin(d, held);
	while (more && turns++ < TURNS_MAX) {
		more = false;
		for (i = 0; i < c->n_events; i++) {
			const struct evi_custody_event *e = &c->events[i];

			if (held[e->key] && e->counts)
				more |= follow(c, e, held);
		}
	}
}

enum evid_status
evi_draft_holders(const struct evi_draft *d, bool **out,
    struct evid_error *err)
{
	*out = evi_zalloc_array(d->set->n_keys + 1, sizeof(**out));
	if (*out == NULL)
		return evi_fail_memory(err);
	find_holders(d, *out);
	return EVID_OK;
}

enum evid_status
evi_draft_changes(struct evi_draft *d, struct evi_digests *out,
    struct evid_error *err)
{
	const struct evid_custody *c = d->set;
	bool *held;			/* owned here */
	enum evid_status status = evi_draft_holders(d, &held, err);
	uint32_t i;

	for (i = 0; i < c->n_events && status == EVID_OK; i++) {
		const struct evi_custody_event *e = &c->events[i];

		if (e->type != EVI_EVENT_CONDITION_CHANGED || !e->counts)
			continue;
		if (held[e->key])
			status = evi_digests_add(out, e->digest, err);
		else if (d->n_changes_left++ == 0)
			d->change_left = i;
	}
	evi_digests_sort(out);
	free(held);
	return status;
}
