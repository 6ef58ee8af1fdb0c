/*
 * What became of each hand-over: received, refused, acknowledged by its
 * sender, or open.
 */
#include "bundle/custody/judge.h"

#include "base/memory.h"
#include "base/text.h"

#include <string.h>

static enum evid_status
note(struct evid_custody *c, uint32_t event, struct evid_error *err)
{
	if (evi_grow(&c->overs, c->n_overs, &c->overs_cap,
	    sizeof(*c->overs)) != 0)
		return evi_fail_memory(err);
	c->overs[c->n_overs++] = (struct evi_custody_over){ .event = event,
		.answer = EVI_NONE, .first = EVI_NONE, .outside = EVI_NONE };
	return EVID_OK;
}

bool
evi_custody_later(const struct evid_custody *c, uint32_t event)
{
	return c->options.has_now && c->options.as_of &&
	    evi_instant_before(c->now, c->events[event].when);
}

static const char *
value_name(uint8_t value)
{
	switch (value) {
	case EVI_VALUE_ACCEPTED:
		return "received";
	case EVI_VALUE_RESERVATION:
		return "received-with-reservation";
	case EVI_VALUE_NOT_ACCEPTED:
		return "received-not-accepted";
	case EVI_VALUE_REFUSED:
		return "refused";
	case EVI_VALUE_ACK_RECEIVED:
		return "acknowledged-received";
	case EVI_VALUE_ACK_REFUSED:
		return "acknowledged-refused";
	default:
		return "claimed";
	}
}

/* the same in words, of who received */
static const char *
value_words(uint8_t value)
{
	switch (value) {
	case EVI_VALUE_ACCEPTED:
		return "received it";
	case EVI_VALUE_RESERVATION:
		return "received it with a reservation";
	case EVI_VALUE_NOT_ACCEPTED:
		return "received it and did not accept it";
	case EVI_VALUE_ACK_RECEIVED:
		return "received it, as the sender notes";
	case EVI_VALUE_ACK_REFUSED:
		return "refused it, as the sender notes";
	default:
		return "refused it";
	}
}

/* The receiver's word goes before the sender's.  Of two of the sender's, who
 * tells what he was told, the later holds; of two of the receiver's the
 * first, for he cannot take it back, and that he says otherwise is told,
 * whenever he does: what is later than the instant asked for answers nothing
 * as of then, and is no less a fault. */
static enum evid_status
close_by(struct evid_custody *c, struct evi_custody_over *over, uint32_t i,
    struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[i], *first;
	char hex[2 * EVI_SHA256_LEN + 1];

	if (over->first == EVI_NONE && !evi_custody_later(c, i))
		over->answer = i;
	if (e->type == EVI_EVENT_ACKNOWLEDGED) {
		over->outside = i;
		return EVID_OK;
	}
	if (over->first == EVI_NONE) {
		over->first = i;
		return EVID_OK;
	}
	first = &c->events[over->first];
	if (e->value == first->value || over->contradicted)
		return EVID_OK;
	over->contradicted = true;
	evi_hex(first->digest, EVI_SHA256_LEN, hex);
	return evi_custody_tell(c, EVI_FINDING_CUSTODY_ANSWERS_DIFFER, i, err,
	    "here he %s; by event %.16s before it he %s",
	    value_words(e->value), hex, value_words(first->value));
}

static bool
took_it(uint8_t value)
{
	return value == EVI_VALUE_ACCEPTED || value == EVI_VALUE_RESERVATION ||
	    value == EVI_VALUE_ACK_RECEIVED;
}

/* What the sender noted last of an answer outside, and what the receiver
 * signed, must not contradict each other in silence.  It has no effect: the
 * sender's word is not to spoil what the receiver signed. */
static enum evid_status
judge_outside(struct evid_custody *c, const struct evi_custody_over *over,
    struct evid_error *err)
{
	const struct evi_custody_event *noted, *signed_one;
	char hex[2 * EVI_SHA256_LEN + 1];

	if (over->outside == EVI_NONE || over->first == EVI_NONE)
		return EVID_OK;
	noted = &c->events[over->outside];
	signed_one = &c->events[over->first];
	if (took_it(noted->value) == took_it(signed_one->value))
		return EVID_OK;
	evi_hex(signed_one->digest, EVI_SHA256_LEN, hex);
	return evi_custody_tell(c, EVI_FINDING_CUSTODY_OUTSIDE_DIFFERS,
	    over->outside, err, "here the receiver %s; by his own event "
	    "%.16s he %s", value_words(noted->value), hex,
	    value_words(signed_one->value));
}

/* overs stand in the order of events */
struct evi_custody_over *
evi_custody_over_of(const struct evid_custody *c, uint32_t event)
{
	size_t low = 0, high = c->n_overs;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->overs[middle].event < event)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->n_overs && c->overs[low].event == event ?
	    &c->overs[low] : NULL;
}

static enum evid_status
close_all(struct evid_custody *c, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint32_t i, k;

	for (i = 0; i < c->n_events && status == EVID_OK; i++) {
		const struct evi_custody_event *e = &c->events[i];

		if (e->value < EVI_VALUE_ACCEPTED ||
		    e->value > EVI_VALUE_ACK_REFUSED || !e->counts)
			continue;
		for (k = 0; k < e->n_answers && status == EVID_OK; k++) {
			uint32_t h = evi_custody_find(c,
			    c->pool[e->answers + k]);
			struct evi_custody_over *over = h == EVI_NONE ?
			    NULL : evi_custody_over_of(c, h);

			if (over != NULL)
				status = close_by(c, over, i, err);
		}
	}
	return status;
}

/* Who received cannot take it back as a slip either. */
static enum evid_status
judge_rewritten(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[i], *of;
	uint32_t receipt = evi_custody_find(c, e->ref), k;
	enum evid_status status = EVID_OK;
	char hex[2 * EVI_SHA256_LEN + 1];

	if (receipt == EVI_NONE)
		return EVID_OK;
	of = &c->events[receipt];
	if (of->type != EVI_EVENT_RECEIVED || !of->counts ||
	    of->value == e->rewrites)
		return EVID_OK;
	evi_hex(of->digest, EVI_SHA256_LEN, hex);
	for (k = 0; k < of->n_answers && status == EVID_OK; k++) {
		uint32_t h = evi_custody_find(c, c->pool[of->answers + k]);
		struct evi_custody_over *over = h == EVI_NONE ? NULL :
		    evi_custody_over_of(c, h);

		if (over == NULL || over->contradicted)
			continue;
		over->contradicted = true;
		status = evi_custody_tell(c,
		    EVI_FINDING_CUSTODY_ANSWERS_DIFFER, i, err, "here he "
		    "corrects how he answered; by event %.16s he %s", hex,
		    value_words(of->value));
	}
	return status;
}

enum evid_status
evi_custody_judge_overs(struct evid_custody *c, struct evid_error *err)
{
	bool allowed = evi_trust_allows_open(c->options.trust);
	enum evid_status status = EVID_OK;
	uint32_t i;

	for (i = 0; i < c->n_events && status == EVID_OK; i++)
		if (c->events[i].type == EVI_EVENT_HANDED_OVER &&
		    !evi_custody_aside(c, i))
			status = note(c, i, err);
	if (status == EVID_OK)
		status = close_all(c, err);
	for (i = 0; i < c->n_events && status == EVID_OK; i++)
		if (c->events[i].rewrites != 0 && c->events[i].counts)
			status = judge_rewritten(c, i, err);
	if (status == EVID_OK)
		status = evi_custody_judge_contrary(c, err);
	for (i = 0; i < c->n_overs && status == EVID_OK; i++) {
		struct evi_custody_over *over = &c->overs[i];

		status = judge_outside(c, over, err);
		/* What is not there yet has no answer either, though the clock
		 * of its receiver was behind.  A stranger's hand-over is a
		 * claim, and not open either. */
		over->later = evi_custody_later(c, over->event);
		if (over->later)
			over->answer = EVI_NONE;
		over->open = over->answer == EVI_NONE && !over->later &&
		    c->events[over->event].counts;
		if (over->open && status == EVID_OK)
			status = evi_custody_tell(c, allowed ?
			    EVI_FINDING_HAND_OVER_OPEN :
			    EVI_FINDING_HAND_OVER_OPEN_FORBIDDEN,
			    over->event, err, NULL);
	}
	return status;
}

const char *
evi_custody_over_name(const struct evid_custody *c,
    const struct evi_custody_over *over)
{
	if (over->answer == EVI_NONE)
		return over->open ? "open" : over->later &&
		    c->events[over->event].counts ? "later" : "claimed";
	return value_name(c->events[over->answer].value);
}

enum evid_status
evi_custody_judge(struct evid_custody *c, struct evid_error *err)
{
	enum evid_status status = evi_custody_sort(c, err);

	if (status != EVID_OK)
		return status;
	/* Whose an event is, first: it says what a finding of it comes to. */
	evi_custody_judge_subjects(c);
	evi_custody_judge_keys(c);
	status = evi_custody_judge_newer(c, err);
	if (status == EVID_OK)
		status = evi_custody_judge_chains(c, err);
	if (status == EVID_OK)
		status = evi_custody_judge_words(c, err);
	if (status == EVID_OK)
		status = evi_custody_judge_parted(c, err);
	if (status == EVID_OK)
		status = evi_custody_judge_overs(c, err);
	return status;
}

const char *
evi_custody_status(const struct evid_custody *c)
{
	switch (c->worst) {
	case 1:
		return "altered";
	case 4:
		return "incomplete";
	case 3:
		return "not-trusted";
	case 5:
		return "not-checked";
	default:
		return c->n_events == 0 ? "none" : "sound";
	}
}
