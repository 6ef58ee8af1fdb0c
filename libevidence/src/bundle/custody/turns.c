/*
 * What became of conditions by the rules of section 11 (docs/format.md), at
 * any instant, from what is kept of events: so that an answer is let go by
 * what had an effect, and by nothing else.
 */
#include "bundle/custody/word.h"

#include "base/memory.h"
#include "base/num.h"
#include "record/case_parts.h"
#include "record/condition.h"

#include <stdlib.h>
#include <string.h>

static struct evi_custody_condition *
by_state(const struct evid_custody *c, const uint8_t id[EVI_SHA256_LEN],
    const char *state)
{
	uint8_t name[EVI_SHA256_LEN];

	return evi_custody_condition_name(id, state, name, NULL) ==
	    EVID_OK ? evi_custody_condition(c, name) : NULL;
}

/* Of several of one id and State, events reach the first. */
static enum evid_status
take_sealed(struct evid_custody *c, const struct evi_json *value,
    struct evid_error *err)
{
	struct evi_custody_condition *own, *any;
	struct evi_custody_asked *one;
	const char *id = evi_case_text(value, "id");
	const char *state = evi_case_text(value, "imposedBy");
	enum evid_status status;

	if (id == NULL)
		return EVID_OK;
	if (evi_grow(&c->asked, c->n_asked, &c->asked_cap,
	    sizeof(*c->asked)) != 0)
		return evi_fail_memory(err);
	one = &c->asked[c->n_asked];
	*one = (struct evi_custody_asked){ .id = id, .condition = EVI_NONE };
	(void)evi_json_get_bool(value, "needsAcceptance", &one->asks);
	status = evi_sha256(id, strlen(id), one->digest, err);
	if (status != EVID_OK)
		return status;
	c->n_asked++;
	if (state == NULL || evi_case_text(value, "type") == NULL)
		return EVID_OK;
	own = by_state(c, one->digest, state);
	any = by_state(c, one->digest, "");
	if (own == NULL || any == NULL)
		return evi_fail_memory(err);
	if (!own->there)
		one->condition = (uint32_t)(own - c->conditions);
	own->there = any->there = true;
	return EVID_OK;
}

/* Without its bundle it is not known what was sealed: then what is tightened
 * is taken to be there. */
static bool
acts(const struct evid_custody *c, const struct evi_custody_event *e,
    const struct evi_custody_condition *own,
    const struct evi_custody_condition *any)
{
	enum evi_condition_why why;

	return evi_condition_acts((enum evi_condition_how)e->how,
	    e->condition != EVI_NONE, own->there, any->there || !c->has_seal,
	    &why);
}

/* What would let an answer go, had its key a State here: whoever is told that
 * an answer lacks is told of that. */
static void
note_nameless(struct evid_custody *c, uint32_t i,
    const struct evi_known_key *known)
{
	const struct evi_custody_event *e = &c->events[i];
	struct evi_custody_condition *any = e->asks ? NULL : by_state(c,
	    c->pool[e->terms], "");

	/* They come in the order of their times: the first is noted. */
	if (any == NULL || any->nameless ||
	    known->at_claimed != EVI_STANDING_VALID ||
	    e->how == EVI_CONDITION_ADDED)
		return;
	any->nameless = true;
	any->nameless_at = e->at;
}

/* What is stated in the name of another than its signer's State is about no
 * condition of that. */
static enum evid_status
act(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_event *e = &c->events[i];
	bool lifts = e->how == EVI_CONDITION_LIFTED;
	struct evi_custody_condition *own, *any;
	struct evi_known_key known;
	const char *why, *state = evi_custody_state(c, i, &known, &why);

	if (*state == '\0') {
		if (!c->keys[e->key].compromised &&
		    evi_custody_known(c, i, &known))
			note_nameless(c, i, &known);
		return EVID_OK;
	}
	own = by_state(c, c->pool[e->terms], state);
	any = by_state(c, c->pool[e->terms], "");
	if (own == NULL || any == NULL)
		return EVID_OK;		/* that State imposed none */
	if (lifts || (e->readable && memcmp(own->digest,
	    c->pool[e->terms + 1], EVI_SHA256_LEN) == 0))
		e->condition = (uint32_t)(own - c->conditions);
	if (!acts(c, e, own, any))
		return EVID_OK;
	if (evi_grow(&c->turns, c->n_turns, &c->turns_cap,
	    sizeof(*c->turns)) != 0)
		return evi_fail_memory(err);
	e->acts = own->there = any->there = true;
	c->turns[c->n_turns] = (struct evi_custody_turn){
		.condition = e->condition, .nth = (uint32_t)c->n_turns,
		.event = i, .at = e->at, .asks = e->asks, .lifted = lifts };
	c->n_turns++;
	return EVID_OK;
}

/* the order of section 11: by when it was, not by when it was written down */
static int
by_time(const void *a, const void *b)
{
	const struct evi_custody_event *x =
	    *(const struct evi_custody_event *const *)a;
	const struct evi_custody_event *y =
	    *(const struct evi_custody_event *const *)b;

	if (evi_instant_before(x->at, y->at))
		return -1;
	if (evi_instant_before(y->at, x->at))
		return 1;
	return memcmp(x->digest, y->digest, EVI_SHA256_LEN);
}

static bool
is_change(const struct evid_custody *c, uint32_t i)
{
	return c->events[i].type == EVI_EVENT_CONDITION_CHANGED &&
	    c->events[i].n_terms > 1 && !c->events[i].unchecked &&
	    !evi_custody_aside(c, i);
}

static enum evid_status
act_all(struct evid_custody *c, struct evid_error *err)
{
	const struct evi_custody_event **order;	/* owned here */
	enum evid_status status = EVID_OK;
	size_t k, n = 0;
	uint32_t i;

	for (i = 0; i < c->n_events; i++)
		n += is_change(c, i);
	order = evi_zalloc_array(n + 1, sizeof(*order));
	if (order == NULL)
		return evi_fail_memory(err);
	for (n = i = 0; i < c->n_events; i++)
		if (is_change(c, i))
			order[n++] = &c->events[i];
	qsort(order, n, sizeof(*order), by_time);
	for (k = 0; k < n && status == EVID_OK; k++)
		status = act(c, (uint32_t)(order[k] - c->events), err);
	free(order);
	return status;
}

static int
by_condition(const void *a, const void *b)
{
	const struct evi_custody_turn *x = a, *y = b;

	if (x->condition != y->condition)
		return evi_order_u64(x->condition, y->condition);
	return evi_order_u64(x->nth, y->nth);
}

enum evid_status
evi_word_turns(struct evid_custody *c, struct evid_error *err)
{
	const struct evi_json *list;
	enum evid_status status = EVID_OK;
	size_t i, n;

	list = evi_case_list(c->sealed_conditions, "conditions", &n);
	for (i = 0; i < n && status == EVID_OK; i++)
		status = take_sealed(c, evi_json_at(list, i), err);
	for (i = 0; i < c->n_events; i++)
		c->events[i].condition = EVI_NONE;
	if (status == EVID_OK)
		status = act_all(c, err);
	if (status != EVID_OK || c->n_turns == 0)
		return status;
	qsort(c->turns, c->n_turns, sizeof(*c->turns), by_condition);
	for (i = 0; i < c->n_turns; i++) {
		struct evi_custody_condition *one =
		    &c->conditions[c->turns[i].condition];

		if (one->n_turns++ == 0)
			one->turns = (uint32_t)i;
	}
	return EVID_OK;
}

bool
evi_word_nameless(const struct evid_custody *c,
    const uint8_t id[EVI_SHA256_LEN], struct evi_instant at)
{
	const struct evi_custody_condition *any = by_state(c, id, "");

	return any != NULL && any->nameless &&
	    !evi_instant_before(at, any->nameless_at);
}

struct evi_instant
evi_word_answered_at(const struct evid_custody *c, struct evi_instant at,
    uint32_t hand_over)
{
	if (hand_over != EVI_NONE &&
	    evi_instant_before(at, c->events[hand_over].at))
		at = c->events[hand_over].at;
	/* What is dated later than now has changed nothing yet. */
	return c->options.has_now && !c->options.as_of &&
	    evi_instant_before(c->now, at) ? c->now : at;
}

const struct evi_custody_turn *
evi_word_turn(const struct evid_custody *c, uint32_t condition,
    struct evi_instant at)
{
	const struct evi_custody_condition *one;
	uint32_t low = 0, high;

	if (condition == EVI_NONE)
		return NULL;
	one = &c->conditions[condition];
	for (high = one->n_turns; low < high;) {
		uint32_t middle = low + (high - low) / 2;

		if (evi_instant_before(at, c->turns[one->turns + middle].at))
			high = middle;
		else
			low = middle + 1;
	}
	return low == 0 ? NULL : &c->turns[one->turns + low - 1];
}
