/*
 * Whose key is it: what trust knows of the key of an event, which are
 * compromised, and so which events count.  Which succeeds which: succession.c.
 */
#include "bundle/custody/word.h"
#include "bundle/custody/judge.h"

#include "base/text.h"
#include "bundle/key.h"

#include <string.h>

bool
evi_custody_no_trust(const struct evid_custody *c)
{
	return c->n_given == 0 && !c->numbered &&
	    evi_trust_is_empty(c->options.trust);
}

struct evi_custody_sealer *
evi_custody_sealer_of(const struct evid_custody *c,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	size_t i;

	for (i = 0; i < c->n_sealers; i++)
		if (memcmp(c->sealers[i].id, keyid, EVI_SHA256_LEN) == 0)
			return &c->sealers[i];
	return NULL;
}

const struct evi_buf *
evi_custody_spki(const struct evid_custody *c,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	const struct evi_custody_sealer *sealer = evi_custody_sealer_of(c,
	    keyid);
	uint32_t key = evi_custody_find_key(c, keyid);

	return key != EVI_NONE ? &c->keys[key].spki :
	    sealer != NULL ? &sealer->spki : NULL;
}

static bool
is_given(const struct evid_custody *c, const struct evi_buf *spki)
{
	uint8_t id[EVI_SHA256_LEN];
	size_t i;

	if (c->numbered && evi_sha256(spki->data, spki->len, id, NULL) ==
	    EVID_OK && evi_custody_sealer_of(c, id) != NULL)
		return true;

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

bool
evi_word_known(const struct evid_custody *c, uint32_t key, unsigned int use,
    struct evi_instant at, struct evi_known_key *out)
{
	return evi_custody_known_spki(c, &c->keys[key].spki, use, at, out);
}

bool
evi_custody_known(const struct evid_custody *c, uint32_t event,
    struct evi_known_key *out)
{
	const struct evi_custody_event *e = &c->events[event];
	unsigned int use = e->type == EVI_EVENT_ENDORSED ? EVID_USE_ENDORSE :
	    EVID_USE_CUSTODY;
	bool known = evi_word_known(c, e->key, use, e->at, out);

	/* It was signed when it was written down, not when it happened. */
	return known && out->at_claimed == EVI_STANDING_VALID ?
	    evi_word_known(c, e->key, use, e->when, out) : known;
}

bool
evi_word_one_contact(const struct evi_known_key *a,
    const struct evi_known_key *b)
{
	return a->entry != NULL && b->entry != NULL && a->holder != NULL &&
	    b->holder != NULL && strcmp(a->holder, b->holder) == 0;
}

enum evid_status
evi_word_deny(struct evid_custody *c, uint32_t i, enum evi_custody_denied why,
    struct evid_error *err)
{
	c->events[i].denied = (uint8_t)why;
	return evi_custody_tell(c, EVI_FINDING_CUSTODY_CLAIM, i, err, "%s",
	    evi_word_denied(why));
}

/* by that key itself, or by another of its State, where both are known for
 * that */
bool
evi_custody_says_stolen(const struct evid_custody *c, uint32_t event,
    const struct evi_buf *spki)
{
	const struct evi_custody_event *e = &c->events[event];
	struct evi_known_key by, whose;

	/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): has a key */
	return memcmp(c->keys[e->key].id, e->ref, EVI_SHA256_LEN) == 0 ||
	    (evi_custody_known(c, event, &by) &&
	    by.at_claimed == EVI_STANDING_VALID && *by.state != '\0' &&
	    evi_custody_known_spki(c, spki, EVID_USE_CUSTODY, e->at, &whose) &&
	    strcmp(by.state, whose.state) == 0);
}

bool
evi_custody_rests_on(const struct evid_custody *c,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	uint32_t key = evi_custody_find_key(c, keyid);

	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): found */
	return (key != EVI_NONE && c->keys[key].heard) ||
	    evi_custody_sealer_of(c, keyid) != NULL;
}

static void
judge_compromise(struct evid_custody *c, uint32_t i)
{
	struct evi_custody_event *e = &c->events[i];
	uint32_t of = evi_custody_find_key(c, e->ref);
	const struct evi_buf *spki = evi_custody_spki(c, e->ref);
	bool stolen = spki != NULL && evi_custody_says_stolen(c, i, spki);

	e->may = stolen || !evi_custody_rests_on(c, e->ref);
	if (stolen && of != EVI_NONE)
		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): found */
		c->keys[of].compromised = true;
}

/* What may be said speaks against the seal, whether or not that key signed
 * events, too. */
enum evid_status
evi_word_sealer(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_sealer *sealer = evi_custody_sealer_of(c,
	    c->events[i].ref);
	char hex[2 * EVI_SHA256_LEN + 1];

	if (sealer == NULL || sealer->told_compromised)
		return EVID_OK;
	sealer->told_compromised = true;
	sealer->compromised_by = i;
	evi_hex(sealer->id, EVI_SHA256_LEN, hex);
	return evi_custody_tell(c, EVI_FINDING_CUSTODY_SEALER_COMPROMISED, i,
	    err, "key %.4s…%s", hex, hex + 60);
}

/* by events, or by the directory, which says so of all times and uses */
static void
find_compromised(struct evid_custody *c)
{
	static const struct evi_instant any;
	struct evi_known_key known;
	size_t i;

	for (i = 0; i < c->n_events; i++)
		if (!evi_custody_aside(c, (uint32_t)i))
			c->keys[c->events[i].key].heard = true;
	for (i = 0; i < c->n_newer; i++)
		c->keys[c->newer[i].key].heard = true;
	for (i = 0; i < c->n_events; i++)
		if (c->events[i].type == EVI_EVENT_KEY_COMPROMISED &&
		    !c->events[i].unchecked &&
		    !evi_custody_aside(c, (uint32_t)i))
			judge_compromise(c, (uint32_t)i);
	for (i = 0; i < c->n_keys; i++)
		if (evi_word_known(c, (uint32_t)i, EVID_USE_CUSTODY, any,
		    &known) &&
		    known.at_claimed == EVI_STANDING_COMPROMISED)
			c->keys[i].compromised = true;
}

static void
find_unknown(struct evid_custody *c)
{
	static const struct evi_instant any;
	struct evi_known_key known;
	size_t i;

	for (i = 0; i < c->n_keys && !evi_custody_no_trust(c); i++)
		c->keys[i].unknown = !evi_word_known(c, (uint32_t)i,
		    EVID_USE_CUSTODY, any, &known);
}

void
evi_custody_judge_keys(struct evid_custody *c)
{
	find_compromised(c);
	evi_word_successions(c);
	find_unknown(c);
}

const char *
evi_custody_state(const struct evid_custody *c, uint32_t event,
    struct evi_known_key *known, const char **why_out)
{
	*why_out = NULL;
	if (c->keys[c->events[event].key].compromised)
		*why_out = evi_word_standing(EVI_STANDING_COMPROMISED);
	else if (!evi_custody_known(c, event, known))
		*why_out = "its signer is not known here";
	else if (known->at_claimed != EVI_STANDING_VALID)
		*why_out = evi_word_standing(known->at_claimed);
	else if (*known->state == '\0')
		*why_out = "the State of its signer is not known here; a pin "
		    "or the directory names it";
	return *why_out == NULL ? known->state : "";
}

bool
evi_custody_binds(const struct evid_custody *c, uint32_t event)
{
	const struct evi_custody_key *key = &c->keys[c->events[event].key];
	struct evi_known_key known;

	return !key->compromised &&
	    evi_custody_sealer_of(c, key->id) != NULL &&
	    evi_custody_known(c, event, &known) && *known.state == '\0' &&
	    known.at_claimed == EVI_STANDING_VALID;
}

static enum evid_status
compromised(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_key *key = &c->keys[c->events[i].key];
	char hex[2 * EVI_SHA256_LEN + 1];

	if (key->told_compromised)
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
not_valid(struct evid_custody *c, uint32_t i,
    const struct evi_known_key *known, struct evid_error *err)
{
	const char *why = evi_word_standing(known->at_claimed);
	char from[EVI_INSTANT_TEXT_CAP];

	if (known->at_claimed != EVI_STANDING_NOT_YET || known->entry == NULL)
		return evi_custody_tell(c, EVI_FINDING_CUSTODY_CLAIM, i, err,
		    "%s", why);
	evi_instant_people(known->entry->valid_from, from);
	return evi_custody_tell(c, EVI_FINDING_CUSTODY_CLAIM, i, err,
	    "%s: it is valid from %s", why, from);
}

/* Somebody else may have the key by now, and date as he likes. */
static enum evid_status
revoked_since(struct evid_custody *c, uint32_t i,
    const struct evi_known_key *known, struct evid_error *err)
{
	struct evi_custody_key *key = &c->keys[c->events[i].key];
	char hex[2 * EVI_SHA256_LEN + 1];

	if (!known->revoked_since || !c->events[i].counts ||
	    key->told_revoked)
		return EVID_OK;
	key->told_revoked = true;
	evi_hex(key->id, EVI_SHA256_LEN, hex);
	return evi_custody_tell(c, EVI_FINDING_CUSTODY_KEY_REVOKED_SINCE, i,
	    err, "key %.4s…%s", hex, hex + 60);
}

enum evid_status
evi_word_key(struct evid_custody *c, uint32_t i, struct evid_error *err)
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
		if (key->compromised)
			return EVID_OK;
		if (e->trusted)
			return revoked_since(c, i, &known, err);
		return not_valid(c, i, &known, err);
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
