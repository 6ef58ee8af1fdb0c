/*
 * Who may say what: an event counts where its key is one that was asked for,
 * and its type is one that this key may say of this subject.  Everything else
 * is a claim: kept, shown, without effect.
 */
#include "bundle/custody/custody.h"

#include "base/memory.h"
#include "base/text.h"
#include "bundle/key.h"

#include <stdlib.h>
#include <string.h>

#define SUCCESSIONS_MAX 64		/* a line of keys longer is none */

bool
evi_custody_no_trust(const struct evid_custody *c)
{
	return c->n_given == 0 && evi_trust_is_empty(c->options.trust);
}

static bool
is_given(const struct evid_custody *c, const struct evi_buf *spki)
{
	size_t i;

	for (i = 0; i < c->n_given; i++) {
		const struct evi_buf *one = evi_public_key_spki(c->given[i]);

		if (one->len == spki->len &&
		    memcmp(one->data, spki->data, one->len) == 0)
			return true;
	}
	return false;
}

bool
evi_custody_known_spki(const struct evid_custody *c,
    const struct evi_buf *spki, unsigned int use, struct evi_instant at,
    struct evi_known_key *out)
{
	memset(out, 0, sizeof(*out));
	out->name = out->organization = out->state = out->kind = "";
	return !evi_custody_no_trust(c) && evi_trust_find_given(
	    c->options.trust, is_given(c, spki), spki->data, spki->len, use,
	    at, c->now, out);
}

static bool
known_key(const struct evid_custody *c, uint32_t key, unsigned int use,
    struct evi_instant at, struct evi_known_key *out)
{
	return evi_custody_known_spki(c, &c->keys[key].spki, use, at, out);
}

bool
evi_custody_known(const struct evid_custody *c, uint32_t event,
    struct evi_known_key *out)
{
	const struct evi_custody_event *e = &c->events[event];

	return known_key(c, e->key, e->type == EVI_EVENT_ENDORSED ?
	    EVID_USE_ENDORSE : EVID_USE_CUSTODY, e->at, out);
}

bool
evi_custody_succeeds(const struct evid_custody *c, uint32_t key, uint32_t old)
{
	unsigned int steps;

	for (steps = 0; steps <= SUCCESSIONS_MAX && key != EVI_NONE; steps++) {
		if (key == old)
			return true;
		key = c->keys[key].before;
	}
	return false;
}

static enum evid_status
claim(struct evid_custody *c, uint32_t i, const char *why,
    struct evid_error *err)
{
	return evi_custody_tell(c, EVI_FINDING_CUSTODY_CLAIM, i, err, "%s",
	    why);
}

static bool
same_contact(const struct evi_known_key *a, const struct evi_known_key *b)
{
	return a->entry != NULL && b->entry != NULL && a->holder != NULL &&
	    b->holder != NULL && strcmp(a->holder, b->holder) == 0;
}

/* two keys of one holder, as a directory has it */
static bool
one_holder(const struct evid_custody *c, uint32_t i, uint32_t other_key)
{
	struct evi_known_key a, b;

	return other_key != EVI_NONE && evi_custody_known(c, i, &a) &&
	    known_key(c, other_key, EVID_USE_CUSTODY, c->events[i].at, &b) &&
	    same_contact(&a, &b);
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
	    c->events[i].at, &his) && same_contact(&mine, &his);
	evi_buf_free(&spki);
	evi_event_free(&full);
	return same;
}

/* received, refused, acknowledged-outside: of which hand-overs? */
static enum evid_status
judge_answer(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_event *e = &c->events[i];
	bool sender = e->type == EVI_EVENT_ACKNOWLEDGED;
	bool any = false, absent = false, good = true;
	enum evid_status status = EVID_OK;
	uint32_t k;

	for (k = 0; k < e->n_answers && status == EVID_OK; k++) {
		uint32_t h = evi_custody_find(c, c->pool[e->answers + k]);

		absent |= h == EVI_NONE;
		if (h == EVI_NONE || evi_custody_aside(c, h) ||
		    c->events[h].type != EVI_EVENT_HANDED_OVER ||
		    c->events[h].subject != e->subject)
			continue;
		any = true;
		good &= sender ? evi_custody_succeeds(c, e->key,
		    c->events[h].key) || one_holder(c, i, c->events[h].key) :
		    receiver_or_holder(c, i, h, err, &status);
	}
	e->may = any && good;
	if (status != EVID_OK || e->may || (!any && absent))
		return status;
	if (!any)
		return evi_custody_tell(c, EVI_FINDING_CUSTODY_RECEIPT_OTHER,
		    i, err, NULL);
	if (sender)
		return claim(c, i, "it is not by who handed over", err);
	return evi_custody_tell(c, EVI_FINDING_CUSTODY_RECEIPT_OTHER_KEY, i,
	    err, NULL);
}

static enum evid_status
judge_correction(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_event *e = &c->events[i];
	uint32_t of = evi_custody_find(c, e->ref);

	e->may = of != EVI_NONE && evi_custody_succeeds(c, e->key,
	    c->events[of].key);
	return e->may || of == EVI_NONE ? EVID_OK :
	    claim(c, i, "it corrects what somebody else said", err);
}

/* who imposed the sealed conditions */
static enum evid_status
sealed_imposers(struct evid_custody *c, struct evid_error *err)
{
	const struct evi_json *list = evi_json_get(c->sealed_conditions,
	    "conditions");
	enum evid_status status = EVID_OK;
	const char *id, *state;
	size_t i, n;

	n = list != NULL && evi_json_type(list) == EVI_JSON_ARRAY ?
	    evi_json_count(list) : 0;
	for (i = 0; i < n && status == EVID_OK; i++) {
		const struct evi_json *one = evi_json_at(list, i);

		if (evi_json_get_string(one, "id", &id) &&
		    evi_json_get_string(one, "imposedBy", &state))
			status = evi_custody_keep_imposer(c, id, state, err);
	}
	return status;
}

/* a condition that a State adds for itself, it may loosen later */
static enum evid_status
condition_added(struct evid_custody *c, uint32_t i,
    const struct evi_known_key *known, struct evid_error *err)
{
	enum evid_status status;
	const char *id, *change, *state;
	struct evi_event full;

	if (known->at_claimed != EVI_STANDING_VALID ||
	    *known->state == '\0' || c->events[i].unchecked ||
	    c->keys[c->events[i].key].compromised)
		return EVID_OK;
	status = evi_custody_event_read(c, i, &full, err);
	if (status != EVID_OK)
		return status;
	if (evi_json_get_string(full.details, "condition", &id) &&
	    evi_json_get_string(full.details, "change", &change) &&
	    strcmp(change, "added") == 0 &&
	    evi_json_get_string(evi_json_get(full.details, "value"),
	    "imposedBy", &state) && strcmp(state, known->state) == 0)
		status = evi_custody_keep_imposer(c, id, state, err);
	evi_event_free(&full);
	return status;
}

static enum evid_status
judge_condition(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_event *e = &c->events[i];
	struct evi_known_key known;
	struct evi_event full;
	const char *id = "", *state;
	bool is_known = evi_custody_known(c, i, &known);
	enum evid_status status;

	/* Anyone may bind himself; only who imposed may let go. */
	if (e->value == EVI_VALUE_STRICTER) {
		e->may = true;
		return is_known ? condition_added(c, i, &known, err) :
		    EVID_OK;
	}
	if (!is_known || *known.state == '\0')
		return claim(c, i, "the State of its key is not known here",
		    err);
	status = evi_custody_event_read(c, i, &full, err);
	if (status != EVID_OK)
		return status;
	(void)evi_json_get_string(full.details, "condition", &id);
	state = evi_custody_imposer(c, id);
	evi_event_free(&full);
	e->may = state != NULL && strcmp(state, known.state) == 0;
	return e->may ? EVID_OK : claim(c, i, state == NULL ?
	    "the condition is not known here" :
	    "it is not by the State that imposed the condition", err);
}

static enum evid_status
judge_compromise(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_event *e = &c->events[i];
	uint32_t of = evi_custody_find_key(c, e->ref);
	struct evi_known_key by, whose;

	if (of == EVI_NONE) {
		/* No event here is by that key: nothing rests on it. */
		e->may = true;
		return EVID_OK;
	}
	e->may = of == e->key || (evi_custody_known(c, i, &by) &&
	    by.at_claimed == EVI_STANDING_VALID && *by.state != '\0' &&
	    known_key(c, of, EVID_USE_CUSTODY, e->at, &whose) &&
	    strcmp(by.state, whose.state) == 0);
	if (!e->may)
		return claim(c, i, "it is not by the key or its State", err);
	c->keys[of].compromised = true;
	return EVID_OK;
}

/* by events, or by the directory, which says so of all times and uses */
static enum evid_status
judge_compromised(struct evid_custody *c, struct evid_error *err)
{
	static const struct evi_instant any;
	enum evid_status status = EVID_OK;
	struct evi_known_key known;
	size_t i;

	for (i = 0; i < c->n_events && status == EVID_OK; i++)
		if (c->events[i].type == EVI_EVENT_KEY_COMPROMISED &&
		    !c->events[i].unchecked &&
		    !evi_custody_aside(c, (uint32_t)i))
			status = judge_compromise(c, (uint32_t)i, err);
	for (i = 0; i < c->n_keys; i++)
		if (known_key(c, (uint32_t)i, EVID_USE_CUSTODY, any, &known) &&
		    known.at_claimed == EVI_STANDING_COMPROMISED)
			c->keys[i].compromised = true;
	return status;
}

/* the old key names the new, whose first event answers that */
static void
judge_successions(struct evid_custody *c)
{
	size_t i;
	uint32_t k;

	for (i = 0; i < c->n_events; i++) {
		const struct evi_custody_event *e = &c->events[i];
		struct evi_custody_key *key = &c->keys[e->key];

		for (k = 0; !e->has_prev && k < e->n_answers; k++) {
			uint32_t s = evi_custody_find(c,
			    c->pool[e->answers + k]);

			if (s == EVI_NONE || key->before != EVI_NONE ||
			    c->events[s].type != EVI_EVENT_KEY_SUCCEEDED ||
			    c->events[s].unchecked ||
			    c->keys[c->events[s].key].compromised ||
			    evi_custody_aside(c, s) ||
			    evi_custody_aside(c, (uint32_t)i) ||
			    c->events[s].key == e->key ||
			    memcmp(c->events[s].ref, key->id,
			    EVI_SHA256_LEN) != 0)
				continue;
			key->before = c->events[s].key;
		}
	}
}

static const char *
standing_words(enum evi_standing standing)
{
	switch (standing) {
	case EVI_STANDING_NOT_YET:
		return "its key was not yet valid then";
	case EVI_STANDING_EXPIRED:
		return "its key was no longer valid then";
	case EVI_STANDING_REVOKED:
		return "its key was revoked before";
	case EVI_STANDING_WRONG_USE:
		return "its key is not for this";
	case EVI_STANDING_COMPROMISED:
		return "its key is compromised";
	default:
		return "its key is not known here";
	}
}

static enum evid_status
compromised(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_key *key = &c->keys[c->events[i].key];
	char hex[2 * EVI_SHA256_LEN + 1];

	if (key->told_compromised ||
	    c->events[i].type == EVI_EVENT_KEY_COMPROMISED)
		return EVID_OK;
	key->told_compromised = true;
	evi_hex(key->id, EVI_SHA256_LEN, hex);
	return evi_custody_tell(c, EVI_FINDING_CUSTODY_KEY_COMPROMISED, i,
	    err, "key %.4s…%s", hex, hex + 60);
}

/* a receipt of a hand-over that counts is by whom its sender named */
static bool
vouched(const struct evid_custody *c, const struct evi_custody_event *e)
{
	uint32_t k;

	if (e->type != EVI_EVENT_RECEIVED && e->type != EVI_EVENT_REFUSED)
		return false;
	for (k = 0; k < e->n_answers; k++) {
		uint32_t h = evi_custody_find(c, c->pool[e->answers + k]);

		if (h != EVI_NONE && c->events[h].counts &&
		    c->events[h].type == EVI_EVENT_HANDED_OVER)
			return true;
	}
	return false;
}

static enum evid_status
judge_key(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_event *e = &c->events[i];
	struct evi_custody_key *key = &c->keys[e->key];
	struct evi_known_key known;
	char hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(key->id, EVI_SHA256_LEN, hex);
	if (e->unchecked) {
		if (key->told_algorithm)
			return EVID_OK;
		key->told_algorithm = true;
		return evi_custody_tell(c,
		    EVI_FINDING_CUSTODY_ALGORITHM_UNKNOWN, i, err,
		    "key %.4s…%s", hex, hex + 60);
	}
	if (key->compromised && e->type != EVI_EVENT_KEY_COMPROMISED)
		return compromised(c, i, err);
	if (evi_custody_no_trust(c)) {
		e->counts = e->may;
		return EVID_OK;
	}
	if (evi_custody_known(c, i, &known)) {
		e->trusted = known.at_claimed == EVI_STANDING_VALID;
		e->counts = e->may && e->trusted;
		if (e->trusted || key->compromised)
			return EVID_OK;
		return claim(c, i, standing_words(known.at_claimed), err);
	}
	if (key->compromised)
		return EVID_OK;
	e->counts = e->may && vouched(c, e);
	if (e->counts || key->told_unknown)
		return EVID_OK;
	key->told_unknown = true;
	return evi_custody_tell(c, EVI_FINDING_CUSTODY_SIGNER_UNKNOWN, i, err,
	    "key %.4s…%s", hex, hex + 60);
}

static enum evid_status
judge_critical(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_event full;
	enum evid_status status;
	size_t k;

	status = evi_custody_event_read(c, i, &full, err);
	if (status != EVID_OK)
		return status;
	for (k = 0; k < full.critical.count && status == EVID_OK; k++) {
		const char *urn = full.critical.items[k];
		struct evi_buf shown = EVI_BUF_INIT;	/* owned here */

		if (evi_trust_understands(c->options.trust, urn))
			continue;
		evi_text_escape(&shown, urn, strlen(urn));
		status = evi_custody_tell(c,
		    EVI_FINDING_CUSTODY_CRITICAL_UNKNOWN, i, err, "%s",
		    evi_buf_text(&shown));
		evi_buf_free(&shown);
	}
	evi_event_free(&full);
	return status;
}

static enum evid_status
judge_type(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_event full;
	enum evid_status status;

	status = evi_custody_event_read(c, i, &full, err);
	if (status == EVID_OK)
		status = evi_custody_tell(c, EVI_FINDING_CUSTODY_TYPE_UNKNOWN,
		    i, err, "%s", full.type_name);
	evi_event_free(&full);
	return status;
}

static enum evid_status
judge_word(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_event *e = &c->events[i];
	enum evid_status status = EVID_OK;

	switch (evi_event_who((enum evi_event_type)e->type)) {
	case EVI_WHO_ANYONE:
		e->may = true;
		break;
	case EVI_WHO_RECEIVER:
	case EVI_WHO_SENDER:
		status = judge_answer(c, i, err);
		break;
	case EVI_WHO_AUTHOR:
		status = judge_correction(c, i, err);
		break;
	case EVI_WHO_IMPOSER:
		status = judge_condition(c, i, err);
		break;
	case EVI_WHO_KEY_HOLDER:
		break;			/* judged before all others */
	case EVI_WHO_NOBODY:
		status = judge_type(c, i, err);
		break;
	}
	if (status == EVID_OK && e->critical)
		status = judge_critical(c, i, err);
	return status;
}

/* Some judgements rest on others: hand-overs before their receipts. */
static enum evid_status
judge_pass(struct evid_custody *c, bool answers, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint32_t i;

	for (i = 0; i < c->n_events && status == EVID_OK; i++) {
		enum evi_who who = evi_event_who(
		    (enum evi_event_type)c->events[i].type);

		if (evi_custody_aside(c, i) || answers !=
		    (who == EVI_WHO_RECEIVER || who == EVI_WHO_SENDER))
			continue;
		status = judge_word(c, i, err);
		if (status == EVID_OK)
			status = judge_key(c, i, err);
	}
	return status;
}

enum evid_status
evi_custody_judge_words(struct evid_custody *c, struct evid_error *err)
{
	enum evid_status status = judge_compromised(c, err);

	judge_successions(c);
	if (status == EVID_OK)
		status = sealed_imposers(c, err);
	if (status == EVID_OK)
		status = judge_pass(c, false, err);
	if (status == EVID_OK)
		status = judge_pass(c, true, err);
	return status;
}
