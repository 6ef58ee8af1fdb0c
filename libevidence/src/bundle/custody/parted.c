/*
 * Who says that he holds what, by his own word, he gave up before: all events
 * of one holder count, in whatever branch and by whichever of his keys
 * (docs/format.md, section 9.5).
 */
#include "bundle/custody/judge.h"

#include "base/memory.h"
#include "base/num.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* it says that the evidence is at hand */
static bool
holds(enum evi_event_type type)
{
	switch (type) {
	case EVI_EVENT_PHOTOGRAPHED:
	case EVI_EVENT_STORED:
	case EVI_EVENT_RETRIEVED:
	case EVI_EVENT_TRANSPORTED:
	case EVI_EVENT_COPIED:
	case EVI_EVENT_EXAMINED:
	case EVI_EVENT_SEALED:
	case EVI_EVENT_OPENED:
	case EVI_EVENT_VERIFIED:
	case EVI_EVENT_DISCLOSED:
	case EVI_EVENT_HANDED_OVER:
	case EVI_EVENT_PRESERVATION_EFFECTED:
	case EVI_EVENT_PRESERVATION_EXTENDED:
	case EVI_EVENT_RETURNED:
	case EVI_EVENT_COPY_DESTROYED:
	case EVI_EVENT_DESTROYED:
		return true;
	default:
		return false;
	}
}

static bool
parts(const struct evi_custody_event *e)
{
	return e->only_copy && e->taken_back == EVI_NONE;
}

/* He has it again. */
static bool
takes(const struct evi_custody_event *e)
{
	return e->type == EVI_EVENT_COLLECTED ||
	    e->type == EVI_EVENT_RECEIVED;
}

/* the first key of its line */
static uint32_t
holder(const struct evid_custody *c, uint32_t key)
{
	unsigned int steps;

	for (steps = 0; steps < EVI_SUCCESSIONS_MAX &&
	    c->keys[key].before != EVI_NONE; steps++)
		key = c->keys[key].before;
	return key;
}

/* Who corrects `only` says that he had another copy; he is named by the first
 * that counts, or else by the first. */
static void
note_taken_back(struct evid_custody *c)
{
	uint32_t by;
	size_t i;

	for (i = 0; i < c->n_events; i++) {
		const struct evi_custody_event *e = &c->events[i];
		uint32_t of = e->type == EVI_EVENT_CORRECTED && e->may &&
		    e->value == EVI_VALUE_NOT_ONLY ?
		    evi_custody_find(c, e->ref) : EVI_NONE;

		if (of == EVI_NONE || !c->events[of].only_copy)
			continue;
		by = c->events[of].taken_back;
		if (by == EVI_NONE || (e->counts && !c->events[by].counts))
			c->events[of].taken_back = (uint32_t)i;
	}
}

/* where what a holder has of a subject changes */
struct turn {
	uint32_t holder, subject, event;
	struct evi_instant at;
	bool taken;
};

/* Of one time, who took it has it. */
static int
by_time(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;

	if (x->holder != y->holder)
		return evi_order_u64(x->holder, y->holder);
	if (x->subject != y->subject)
		return evi_order_u64(x->subject, y->subject);
	if (evi_instant_before(x->at, y->at))
		return -1;
	if (evi_instant_before(y->at, x->at))
		return 1;
	if (x->taken != y->taken)
		return x->taken ? 1 : -1;
	return evi_order_u64(x->event, y->event);
}

static struct turn
turn_of(const struct evid_custody *c, uint32_t i)
{
	const struct evi_custody_event *e = &c->events[i];

	return (struct turn){ holder(c, e->key), e->subject, i, e->at,
		takes(e) };
}

static enum evid_status
gather(const struct evid_custody *c, struct turn **turns_out, size_t *n_out,
    struct evid_error *err)
{
	struct turn *turns = NULL;
	size_t n = 0, cap = 0;
	uint32_t i;

	for (i = 0; i < c->n_events; i++) {
		if (evi_custody_aside(c, i) ||
		    (!parts(&c->events[i]) && !takes(&c->events[i])))
			continue;
		if (evi_grow(&turns, n, &cap, sizeof(*turns)) != 0) {
			free(turns);
			return evi_fail_memory(err);
		}
		turns[n++] = turn_of(c, i);
	}
	if (n > 1)
		qsort(turns, n, sizeof(*turns), by_time);
	*turns_out = turns;
	*n_out = n;
	return EVID_OK;
}

/* by which event it was gone at that time; or NONE */
static uint32_t
gone(const struct turn *turns, size_t n, struct turn at)
{
	size_t low = 0, high = n;

	/* No turn of that time itself is before it. */
	at.taken = false;
	at.event = 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_time(&turns[middle], &at) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 || turns[low - 1].holder != at.holder ||
	    turns[low - 1].subject != at.subject || turns[low - 1].taken ?
	    EVI_NONE : turns[low - 1].event;
}

static enum evid_status
tell(struct evid_custody *c, uint32_t i, uint32_t parting,
    struct evid_error *err)
{
	char hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(c->events[parting].digest, EVI_SHA256_LEN, hex);
	return evi_custody_tell(c, EVI_FINDING_CUSTODY_AFTER_RETURN, i, err,
	    "%s, event %.16s…", evi_event_name(
	    (enum evi_event_type)c->events[parting].type), hex);
}

enum evid_status
evi_custody_judge_parted(struct evid_custody *c, struct evid_error *err)
{
	struct turn *turns = NULL;		/* owned here */
	enum evid_status status;
	size_t n = 0;
	uint32_t i;

	note_taken_back(c);
	status = gather(c, &turns, &n, err);
	for (i = 0; i < c->n_events && n > 0 && status == EVID_OK; i++) {
		uint32_t parting;

		if (evi_custody_aside(c, i) ||
		    !holds((enum evi_event_type)c->events[i].type))
			continue;
		parting = gone(turns, n, turn_of(c, i));
		if (parting != EVI_NONE)
			status = tell(c, i, parting, err);
	}
	free(turns);
	return status;
}

enum evid_status
evi_custody_parting(const struct evid_custody *c, enum evi_event_type type,
    uint32_t key, uint32_t subject, struct evi_instant at,
    uint32_t *parting_out, struct evid_error *err)
{
	struct turn *turns = NULL;		/* owned here */
	enum evid_status status;
	size_t n = 0;

	*parting_out = EVI_NONE;
	if (!holds(type))
		return EVID_OK;
	status = gather(c, &turns, &n, err);
	if (status == EVID_OK)
		*parting_out = gone(turns, n, (struct turn){
		    .holder = holder(c, key), .subject = subject, .at = at });
	free(turns);
	return status;
}
