/*
 * Answers to hand-overs: receipts and refusals by whom the sender named, his
 * own word on an answer outside, and what makes them fit.
 */
#include "bundle/custody/word.h"

#include "base/text.h"

#include <string.h>

/* two keys of one holder, as a directory has it */
static bool
one_holder(const struct evid_custody *c, uint32_t i, uint32_t other_key)
{
	struct evi_known_key a, b;

	return other_key != EVI_NONE && evi_custody_known(c, i, &a) &&
	    evi_word_known(c, other_key, EVID_USE_CUSTODY, c->events[i].at,
	    &b) && evi_word_one_contact(&a, &b);
}

/* the receiver's key need not have signed anything itself */
static bool
receiver_or_holder(const struct evid_custody *c, uint32_t i, uint32_t over,
    struct evid_error *err, enum evid_status *status)
{
	const struct evi_custody_event *h = &c->events[over];
	uint32_t named = evi_custody_find_key(c, h->ref);
	struct evi_known_key mine, his;
	struct evi_event full;
	struct evi_buf spki = EVI_BUF_INIT;	/* owned here */
	const char *text = NULL;
	bool same = false;

	if (memcmp(c->keys[c->events[i].key].id, h->ref,
	    EVI_SHA256_LEN) == 0)
		return true;
	if (named != EVI_NONE)
		return evi_custody_succeeds(c, c->events[i].key, named) ||
		    one_holder(c, i, named);
	if (!evi_custody_known(c, i, &mine) || mine.entry == NULL)
		return false;
	*status = evi_custody_event_read(c, over, &full, err);
	if (*status != EVID_OK)
		return false;
	same = evi_json_get_string(evi_json_get(full.details, "receiver"),
	    "publicKey", &text) && evi_unbase64(text, strlen(text), &spki) &&
	    evi_custody_known_spki(c, &spki, EVID_USE_CUSTODY,
	    c->events[i].at, &his) && evi_word_one_contact(&mine, &his);
	evi_buf_free(&spki);
	evi_event_free(&full);
	return same;
}

/* what an answer says, held against the hand-overs that it answers */
struct answer {
	bool any;			/* hand-overs of its subject */
	bool absent;			/* something that it answers */
	bool good;			/* each is to, or by, this key */
	bool same_files;		/* as in each of them */
	bool early;			/* before one of them */
	struct evi_buf unanswered;	/* conditions that one of them asks */
	bool nameless;			/* one was let go by a key whose State
					 * is not known */
};

/* What is not accepted may be other bytes than were sent: that is told. */
static bool
same_files(const struct evid_custody *c, const struct evi_custody_event *e,
    const struct evi_custody_event *h)
{
	return e->type != EVI_EVENT_RECEIVED ||
	    e->value == EVI_VALUE_NOT_ACCEPTED ||
	    memcmp(c->pool[e->facts], c->pool[h->facts],
	    EVI_SHA256_LEN) == 0;
}

/* What takes it must answer what was asked; of several hand-overs, those that
 * the first of them misses are named. */
static enum evid_status
unanswered(const struct evid_custody *c, uint32_t i, uint32_t over,
    struct answer *a, struct evid_error *err)
{
	enum evi_custody_value value = c->events[i].value;

	return (value != EVI_VALUE_ACCEPTED &&
	    value != EVI_VALUE_RESERVATION) || a->unanswered.len > 0 ?
	    EVID_OK : evi_word_unanswered(c, i, over, &a->unanswered,
	    &a->nameless, err);
}

static enum evid_status
look(struct evid_custody *c, uint32_t i, struct answer *out,
    struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[i];
	bool sender = e->type == EVI_EVENT_ACKNOWLEDGED;
	enum evid_status status = EVID_OK;
	uint32_t k;

	*out = (struct answer){ .good = true, .same_files = true,
		.unanswered = EVI_BUF_INIT };
	for (k = 0; k < e->n_answers && status == EVID_OK; k++) {
		uint32_t at = evi_custody_find(c, c->pool[e->answers + k]);
		const struct evi_custody_event *h;

		out->absent |= at == EVI_NONE &&
		    !evi_custody_there(c, c->pool[e->answers + k]);
		if (at == EVI_NONE || evi_custody_aside(c, at))
			continue;
		h = &c->events[at];
		if (h->type != EVI_EVENT_HANDED_OVER ||
		    h->subject != e->subject)
			continue;
		out->any = true;
		out->good &= sender ? evi_custody_succeeds(c, e->key,
		    h->key) || one_holder(c, i, h->key) :
		    receiver_or_holder(c, i, at, err, &status);
		out->same_files &= same_files(c, e, h);
		out->early |= evi_instant_before(e->at, h->at);
		if (status == EVID_OK)
			status = unanswered(c, i, at, out, err);
	}
	return status;
}

/* may it be said?  Else why not. */
static enum evi_custody_denied
denied(const struct evi_custody_event *e, const struct answer *a)
{
	if (!a->any)
		return EVI_DENIED_NO_HAND_OVER;
	if (!a->good)
		return e->type == EVI_EVENT_ACKNOWLEDGED ?
		    EVI_DENIED_SENDER : EVI_DENIED_RECEIVER;
	if (!a->same_files)
		return EVI_DENIED_FILES;
	if (e->contradicts)
		return EVI_DENIED_CONTRADICTS;
	return a->unanswered.len > 0 ? EVI_DENIED_UNANSWERED : EVI_DENIED_NOT;
}

/* Why it may not be said is told; where what it answers is not here, that was
 * told already. */
static enum evid_status
judge(struct evid_custody *c, uint32_t i, const struct answer *a,
    struct evid_error *err)
{
	struct evi_custody_event *e = &c->events[i];
	enum evi_custody_denied why = denied(e, a);

	e->denied = (uint8_t)why;
	if (!a->any && a->absent)
		return EVID_OK;
	switch (why) {
	case EVI_DENIED_NOT:
		e->may = true;
		return EVID_OK;
	case EVI_DENIED_SENDER:
		return evi_word_deny(c, i, why, err);
	case EVI_DENIED_RECEIVER:
		return evi_custody_tell(c,
		    EVI_FINDING_CUSTODY_RECEIPT_OTHER_KEY, i, err, NULL);
	case EVI_DENIED_UNANSWERED:
		return evi_custody_tell(c,
		    EVI_FINDING_CUSTODY_CONDITION_UNANSWERED, i, err, "%s",
		    evi_buf_text(&a->unanswered));
	default:
		return evi_custody_tell(c, EVI_FINDING_CUSTODY_RECEIPT_OTHER,
		    i, err, "%s", evi_word_denied(why));
	}
}

/* What let a condition go may have no effect here alone, and the receipt be
 * good: what was told of it since the @n-th finding. */
static void
hint_nameless(struct evid_custody *c, size_t n)
{
	for (; n < c->n_findings; n++)
		if (c->findings[n].code ==
		    EVI_FINDING_CUSTODY_CONDITION_UNANSWERED)
			c->findings[n].hint = "a change that lets it go has "
			    "no effect here, for its key is known and its "
			    "State is not: name that key with its State, "
			    "one's own too, by a pin or the directory; "
			    "otherwise ask who received to receive it again, "
			    "and to answer each";
}

enum evid_status
evi_word_answer(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	size_t n = c->n_findings;
	struct answer a;			/* owned here */
	enum evid_status status = look(c, i, &a, err);

	/* Clocks of two holders differ: told, and no more than that. */
	if (status == EVID_OK && a.early)
		status = evi_custody_tell(c,
		    EVI_FINDING_CUSTODY_ANSWER_EARLY, i, err, NULL);
	if (status == EVID_OK)
		status = judge(c, i, &a, err);
	if (a.nameless)
		hint_nameless(c, n);
	evi_buf_free(&a.unanswered);
	return status;
}

enum evid_status
evi_word_hand_over(struct evid_custody *c, uint32_t i,
    struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[i];

	if (!c->has_seal || e->n_facts < 2 || memcmp(c->pool[e->facts + 1],
	    c->conditions_digest, EVI_SHA256_LEN) == 0)
		return EVID_OK;
	return evi_custody_tell(c, EVI_FINDING_CUSTODY_HAND_OVER_OTHER, i,
	    err, NULL);
}
