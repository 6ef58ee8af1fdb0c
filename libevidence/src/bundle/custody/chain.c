/*
 * What events say of each other whoever signed them: which stands before
 * which, what is missing, and what contradicts.
 */
#include "bundle/custody/judge.h"

#include "base/memory.h"
#include "base/text.h"
#include "record/statement_parts.h"

#include <stdlib.h>
#include <string.h>

static bool
same_chain(const struct evi_custody_event *a,
    const struct evi_custody_event *b)
{
	return a->key == b->key &&
	    memcmp(a->branch, b->branch, EVI_BRANCH_LEN) == 0;
}

/* prev leads to an event of the same chain, or to none */
static void
link_all(struct evid_custody *c)
{
	size_t i;

	for (i = 0; i < c->n_events; i++) {
		struct evi_custody_event *e = &c->events[i];
		uint32_t prev = e->has_prev ? evi_custody_find(c, e->prev) :
		    EVI_NONE;

		if (prev == EVI_NONE || !same_chain(e, &c->events[prev]))
			continue;
		e->parent = prev;
		if (!evi_custody_aside(c, (uint32_t)i))
			c->events[prev].named = true;
		if (e->sealed)
			c->events[prev].named_sealed = true;
	}
}

static enum evid_status
missing(struct evid_custody *c, enum evi_finding_code code, uint32_t i,
    const uint8_t digest[EVI_SHA256_LEN], struct evid_error *err)
{
	char hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(digest, EVI_SHA256_LEN, hex);
	return evi_custody_tell(c, code, i, err, "%.*s…", EVI_HEX_SHOWN, hex);
}

/* the first of @n digests of the pool, from @at, that is not there; or NULL */
static const uint8_t *
absent(const struct evid_custody *c, uint32_t at, uint32_t n)
{
	uint32_t k;

	for (k = 0; k < n; k++)
		if (!evi_custody_there(c, c->pool[at + k]))
			return c->pool[at + k];
	return NULL;
}

/* what its signer had before him when he signed: heads, changes */
static const uint8_t *
seen_and_absent(const struct evid_custody *c,
    const struct evi_custody_event *e)
{
	const uint8_t *digest = absent(c, e->heads, e->n_heads);

	return digest != NULL || e->type != EVI_EVENT_HANDED_OVER ? digest :
	    absent(c, e->terms, e->n_terms);
}

static bool
from_hand_to_hand(enum evi_event_type type)
{
	return type == EVI_EVENT_HANDED_OVER || type == EVI_EVENT_RECEIVED ||
	    type == EVI_EVENT_REFUSED || type == EVI_EVENT_ACKNOWLEDGED;
}

/* Clocks differ a little; a year is a mistake, or meant to deceive. */
#define CLOCKS_DIFFER 300

bool
evi_custody_before_seal(const struct evid_custody *c, struct evi_instant at)
{
	at.seconds += CLOCKS_DIFFER;
	return c->has_seal && evi_instant_before(at, c->sealed_at);
}

/* Nobody gave or took what was not sealed yet. */
static enum evid_status
judge_seal_time(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[i];
	char at[EVI_INSTANT_TEXT_CAP];

	if (!evi_custody_of_bundle(c, i) ||
	    !from_hand_to_hand((enum evi_event_type)e->type) ||
	    !evi_custody_before_seal(c, e->at))
		return EVID_OK;
	evi_instant_people(c->sealed_at, at);
	return evi_custody_tell(c, EVI_FINDING_CUSTODY_BEFORE_SEAL, i, err,
	    "sealed %s", at);
}

/* what one event names, and the time of the one before it */
static enum evid_status
judge_event(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[i];
	const uint8_t *answered = absent(c, e->answers, e->n_answers);
	const uint8_t *seen = seen_and_absent(c, e);
	enum evid_status status = EVID_OK;

	if (e->has_prev && e->parent == EVI_NONE &&
	    evi_custody_newer_key(c, e->prev) != e->key)
		status = missing(c, EVI_FINDING_CUSTODY_PREV_MISSING, i,
		    e->prev, err);
	if (status == EVID_OK && answered != NULL)
		status = missing(c, EVI_FINDING_CUSTODY_ANSWERS_MISSING, i,
		    answered, err);
	if (status == EVID_OK && seen != NULL)
		status = missing(c, EVI_FINDING_CUSTODY_CUT_SHORT, i, seen,
		    err);
	if (status == EVID_OK && e->parent != EVI_NONE &&
	    evi_instant_before(e->when, c->events[e->parent].when))
		status = evi_custody_tell(c,
		    EVI_FINDING_CUSTODY_TIME_BACKWARDS, i, err, NULL);
	if (status == EVID_OK)
		status = judge_seal_time(c, i, err);
	if (status == EVID_OK && e->unknown_keys)
		status = evi_custody_tell(c, EVI_FINDING_UNKNOWN_KEYS, i, err,
		    NULL);
	return status;
}

static enum evid_status
seal_heads(struct evid_custody *c, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < c->seal_heads.count && status == EVID_OK; i++)
		if (!evi_custody_there(c, c->seal_heads.items[i]))
			status = missing(c, EVI_FINDING_CUSTODY_CUT_SHORT,
			    EVI_NONE, c->seal_heads.items[i], err);
	return status;
}

/* for sorting places by chain and prev: events of one array */
struct chain_place {
	const struct evi_custody_event *event;
	uint32_t place;
};

static int
by_chain(const void *a, const void *b)
{
	const struct evi_custody_event *x =
	    ((const struct chain_place *)a)->event;
	const struct evi_custody_event *y =
	    ((const struct chain_place *)b)->event;
	int order;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	order = memcmp(x->branch, y->branch, EVI_BRANCH_LEN);
	if (order == 0 && x->has_prev != y->has_prev)
		order = x->has_prev ? 1 : -1;
	if (order == 0 && x->has_prev)
		order = memcmp(x->prev, y->prev, EVI_SHA256_LEN);
	return order != 0 ? order : x < y ? -1 : x > y;
}

static bool
twins(const struct evi_custody_event *x, const struct evi_custody_event *y)
{
	return same_chain(x, y) && x->has_prev == y->has_prev &&
	    (!x->has_prev || memcmp(x->prev, y->prev, EVI_SHA256_LEN) == 0);
}

/* one finding a group of events that cannot all be true */
static enum evid_status
judge_twins(struct evid_custody *c, struct evid_error *err)
{
	struct chain_place *places;		/* owned here */
	enum evid_status status = EVID_OK;
	size_t n = 0, i, k;

	places = evi_zalloc_array(c->n_events + 1, sizeof(*places));
	if (places == NULL)
		return evi_fail_memory(err);
	for (i = 0; i < c->n_events; i++)
		if (!evi_custody_aside(c, (uint32_t)i))
			places[n++] = (struct chain_place){ &c->events[i],
			    (uint32_t)i };
	qsort(places, n, sizeof(*places), by_chain);
	for (i = 0; i < n && status == EVID_OK; i = k) {
		for (k = i + 1; k < n && twins(places[i].event,
		    places[k].event); k++)
			;
		if (k - i < 2)
			continue;
		status = evi_custody_tell(c, places[i].event->has_prev ?
		    EVI_FINDING_CUSTODY_EQUIVOCATION :
		    EVI_FINDING_CUSTODY_TWO_FIRSTS, places[i + 1].place, err,
		    "%zu events", k - i);
	}
	free(places);
	return status;
}

/* than the instant judged, if that is known */
static bool
later_by(const struct evid_custody *c, size_t i, int64_t seconds)
{
	struct evi_instant limit = c->now;

	limit.seconds += seconds;
	return c->options.has_now &&
	    evi_instant_before(limit, c->events[i].when);
}

bool
evi_custody_in_future(const struct evid_custody *c, uint32_t event)
{
	return later_by(c, event, CLOCKS_DIFFER);
}

bool
evi_custody_ahead(const struct evid_custody *c, uint32_t event)
{
	return later_by(c, event, c->options.as_of ? 0 : CLOCKS_DIFFER);
}

/* once a key, of its latest event: what it says has not yet been */
static enum evid_status
judge_future(struct evid_custody *c, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	char at[EVI_INSTANT_TEXT_CAP];
	size_t i;

	for (i = c->n_events; i-- > 0 && later_by(c, i, CLOCKS_DIFFER) &&
	    status == EVID_OK;) {
		struct evi_custody_key *key = &c->keys[c->events[i].key];

		if (evi_custody_aside(c, (uint32_t)i) || key->told_future)
			continue;
		key->told_future = true;
		evi_instant_people(c->events[i].when, at);
		status = evi_custody_tell(c,
		    EVI_FINDING_CUSTODY_IN_FUTURE, (uint32_t)i, err, "%s",
		    at);
	}
	return status;
}

enum evid_status
evi_custody_judge_chains(struct evid_custody *c, struct evid_error *err)
{
	enum evid_status status = evi_custody_tell_aside(c, err);
	size_t i;

	link_all(c);
	for (i = 0; i < c->n_events && status == EVID_OK; i++)
		if (!evi_custody_aside(c, (uint32_t)i))
			status = judge_event(c, (uint32_t)i, err);
	if (status == EVID_OK)
		status = seal_heads(c, err);
	if (status == EVID_OK)
		status = judge_twins(c, err);
	if (status == EVID_OK)
		status = judge_future(c, err);
	return status;
}
