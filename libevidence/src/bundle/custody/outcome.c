/*
 * What a log comes to, in one line for people: the last hand-over that counts,
 * and how many are open.  Of a hand-over that is a claim, what rests on it is
 * said as a claim, too.
 */
#include "bundle/custody/party.h"

static const char *
over_words(const struct evid_custody *c, const struct evi_custody_over *o)
{
	if (o->answer == EVI_NONE)
		return o->open ? "no answer yet" : o->later ? "later than "
		    "the instant judged" : "not answered";
	switch (c->events[o->answer].value) {
	case EVI_VALUE_ACCEPTED:
		return "received there";
	case EVI_VALUE_RESERVATION:
		return "received there with a reservation";
	case EVI_VALUE_NOT_ACCEPTED:
		return "received there, not accepted";
	case EVI_VALUE_REFUSED:
		return "refused there";
	case EVI_VALUE_ACK_RECEIVED:
		return "received there, as its sender says";
	default:
		return "refused there, as its sender says";
	}
}

/* the last that counts, at the instant asked for if one is of before it, else
 * the last; how many do not count */
static const struct evi_custody_over *
last_over(const struct evid_custody *c, size_t *n_claims_out)
{
	const struct evi_custody_over *last = NULL;
	size_t i;

	*n_claims_out = 0;
	for (i = 0; i < c->n_overs; i++)
		if (!c->events[c->overs[i].event].counts)
			++*n_claims_out;
		else if (last == NULL || !c->overs[i].later)
			last = &c->overs[i];
	return last != NULL || c->n_overs == 0 ? last :
	    &c->overs[c->n_overs - 1];
}

static void
over_text(const struct evid_custody *c, const struct evi_custody_over *o,
    const struct evi_party *to, size_t n_claims, struct evi_buf *out)
{
	const char *why = evi_custody_why(c, o->event);
	bool claim = !c->events[o->event].counts;

	evi_buf_add_text(out, claim ? "; that it was handed over to " :
	    "; handed over to ");
	evi_party_text(out, to);
	if (claim)
		evi_buf_add_format(out, " is a claim: %s", why == NULL ?
		    "its signature is not checked here" : why);
	evi_buf_add_format(out, "%s%s", claim && o->answer != EVI_NONE ?
	    ", and it rests on that: " : ", ", over_words(c, o));
	if (o->answer != EVI_NONE && evi_custody_ahead(c, o->answer))
		evi_buf_add_text(out, ", by an event dated ahead");
	if (o->answer != EVI_NONE)
		evi_custody_answered_by(out, c, o->event, o->answer);
	n_claims -= claim;
	if (n_claims > 0)
		evi_buf_add_format(out, "; %zu %shand-over%s a claim",
		    n_claims, claim ? "more " : "", n_claims == 1 ? " is" :
		    "s are each");
}

enum evid_status
evi_custody_summary(const struct evid_custody *c, struct evi_buf *out,
    struct evid_error *err)
{
	uint64_t n_open = evid_custody_open_hand_overs(c);
	size_t n_claims;
	const struct evi_custody_over *last = last_over(c, &n_claims);
	enum evid_status status = EVID_OK;
	struct evi_party to = { .name = NULL };	/* both owned here */
	struct evi_event full;

	evi_buf_add_format(out, "%zu event%s", c->n_events,
	    c->n_events == 1 ? "" : "s");
	if (last == NULL)
		return EVID_OK;
	status = evi_custody_event_read(c, last->event, &full, err);
	if (status == EVID_OK)
		status = evi_custody_receiver(c, last->event, &full, &to,
		    err);
	if (status == EVID_OK)
		over_text(c, last, &to, n_claims, out);
	evi_party_free(&to);
	evi_event_free(&full);
	if (n_open > 0)
		evi_buf_add_format(out, "; %llu open",
		    (unsigned long long)n_open);
	else
		evi_buf_add_text(out, n_claims == 0 ? "; none open" :
		    "; none that counts is open");
	return status;
}
