/*
 * A word on a condition that would have no effect is not signed: of one that
 * is not there, or that another State imposed (docs/format.md, section 11).
 * What cannot be known here is no reason to refuse: whose State a key is of,
 * others may know.
 */
#include "bundle/entry/sign.h"

#include "bundle/clock.h"
#include "bundle/key.h"
#include "bundle/tell.h"
#include "record/case_parts.h"

#include <string.h>

enum source {
	BY_TRUST, BY_ITSELF,		/* pins or directory; its own .id */
	BY_VALUE,			/* else who must sign it, to count */
	BY_NOBODY
};

struct word {
	const struct evi_draft *draft;
	const struct evid_custody *set;
	const char *id, *change;	/* "" of a consent */
	const char *imposed_by;		/* of its value; "" where it has none */
	struct evi_known_key known;
	const char *state;		/* of who signs, or "" */
	enum source by;
	bool sealed_it;			/* its key is a signer of the seal */
	uint8_t digest[EVI_SHA256_LEN];	/* of the id */
};

static bool
by_trust(struct word *w)
{
	struct evi_known_key *k = &w->known;

	return evi_draft_known(w->draft, &w->draft->entry->key->spki, k) &&
	    k->at_claimed == EVI_STANDING_VALID && *k->state != '\0';
}

static bool
binds(const struct word *w)
{
	return strcmp(w->change, "added") == 0 ||
	    strcmp(w->change, "tightened") == 0;
}

static enum evid_status
begin(struct word *w, const struct evi_draft *d, struct evid_error *err)
{
	const struct evi_json *details = d->event.details;

	memset(w, 0, sizeof(*w));
	w->draft = d;
	w->set = d->set;
	w->id = w->change = w->imposed_by = "";
	(void)evi_json_get_string(details, "condition", &w->id);
	(void)evi_json_get_string(details, "change", &w->change);
	(void)evi_json_get_string(evi_json_get(details, "value"), "imposedBy",
	    &w->imposed_by);
	w->by = by_trust(w) ? BY_TRUST : *d->entry->key->state != '\0' ?
	    BY_ITSELF : *w->imposed_by != '\0' ? BY_VALUE : BY_NOBODY;
	w->state = w->by == BY_TRUST ? w->known.state : w->by == BY_ITSELF ?
	    d->entry->key->state : w->imposed_by;
	w->sealed_it = evi_custody_sealer_of(w->set, d->event.keyid) != NULL;
	/* Who sealed may bind in another's name, which he passes on. */
	if (w->by == BY_ITSELF && binds(w) && w->sealed_it &&
	    *w->imposed_by != '\0' && strcmp(w->imposed_by, w->state) != 0) {
		w->by = BY_VALUE;
		w->state = w->imposed_by;
	}
	return evi_sha256(w->id, strlen(w->id), w->digest, err);
}

/* who imposed a sealed condition of this id: @state, or with NULL anybody;
 * NULL where nobody did */
static const char *
sealed(const struct word *w, const char *state)
{
	const struct evi_json *list;
	size_t i, n;

	list = evi_case_list(w->set->sealed_conditions, "conditions", &n);
	for (i = 0; i < n; i++) {
		const struct evi_json *one = evi_json_at(list, i);
		const char *by = evi_case_text(one, "imposedBy");

		if (by != NULL && evi_case_is(one, "id", w->id) &&
		    evi_case_text(one, "type") != NULL &&
		    (state == NULL || strcmp(by, state) == 0))
			return by;
	}
	return NULL;
}

/* Was one of this id bound by an event before?  @sure: of one of which it is
 * known here that it is by that State; else of any that may be. */
static bool
bound(const struct word *w, const char *state, bool sure)
{
	const struct evid_custody *c = w->set;
	uint8_t name[EVI_SHA256_LEN];
	bool there = false;
	uint32_t i;

	for (i = 0; i < c->n_events && !there; i++) {
		const struct evi_custody_event *e = &c->events[i];
		struct evi_known_key known;
		const char *why, *by;

		if (e->value != EVI_VALUE_STRICTER || e->n_terms < 2 ||
		    e->unchecked || evi_custody_aside(c, i) ||
		    evi_instant_before(w->draft->event.at, e->at) ||
		    memcmp(c->pool[e->terms], w->digest, EVI_SHA256_LEN) != 0)
			continue;
		by = evi_custody_state(c, i, &known, &why);
		if (*by == '\0' && sure && memcmp(c->keys[e->key].id,
		    w->draft->event.keyid, EVI_SHA256_LEN) != 0)
			continue;
		if (*by == '\0')
			by = state;
		/* A State's word is of its own condition alone. */
		there = by == NULL || ((state == NULL ||
		    strcmp(by, state) == 0) && evi_custody_condition_name(
		    w->digest, by, name, NULL) == EVID_OK &&
		    memcmp(name, c->pool[e->terms + 1], EVI_SHA256_LEN) == 0);
	}
	return there;
}

/* by whom the State is said that a word is held against */
static const char *
by_whom(const struct word *w)
{
	return w->by == BY_TRUST ? "by whom you trust this key is of" :
	    w->by == BY_ITSELF ? "by its own word this key is of" :
	    "this says to be of";
}

static enum evid_status
refused(const struct word *w)
{
	return w->by == BY_TRUST ? EVID_ERR_UNTRUSTED : EVID_ERR_ARGUMENT;
}

static enum evid_status
other_state(const struct word *w, struct evid_error *err)
{
	char mine[EVI_CASE_SHOWN_CAP], other[EVI_CASE_SHOWN_CAP];

	evi_fail(err, refused(w), "nothing was signed, for it would have no "
	    "effect: `value.imposedBy` is %s, and %s %s",
	    evi_case_shown(w->imposed_by, other), by_whom(w),
	    evi_case_shown(w->state, mine));
	evi_hint(err, "a State speaks of its own conditions: set imposedBy "
	    "to %s, or sign with a key of %s%s", mine, other,
	    w->by == BY_TRUST ? "" : "; if this key is of that State, name "
	    "who says so (--pins, -t)");
	return refused(w);
}

static enum evid_status
doubled(const struct word *w, struct evid_error *err)
{
	char id[EVI_CASE_SHOWN_CAP], state[EVI_CASE_SHOWN_CAP];

	evi_fail(err, EVID_ERR_ARGUMENT, "nothing was signed, for it would "
	    "have no effect: %s has a condition %s already, %s",
	    evi_case_shown(w->state, state), evi_case_shown(w->id, id),
	    sealed(w, w->state) != NULL ? "sealed in the bundle in its name" :
	    "added by an event");
	evi_hint(err, "say --set change=tightened, or loosened: whoever "
	    "sealed it, the value then takes its place; or choose another id");
	return EVID_ERR_ARGUMENT;
}

static enum evid_status
no_such(const struct word *w, struct evid_error *err)
{
	char id[EVI_CASE_SHOWN_CAP];

	evi_fail(err, EVID_ERR_ARGUMENT, "nothing was signed, for it would "
	    "have no effect: there is no condition %s, neither sealed in the "
	    "bundle nor added in this log before",
	    evi_case_shown(w->id, id));
	evi_hint(err, "evid-inspect shows those that are sealed, evid-custody "
	    "list what was added, which may stand in another's log: merge it; "
	    "--set change=added adds one");
	return EVID_ERR_ARGUMENT;
}

static enum evid_status
not_own(const struct word *w, struct evid_error *err)
{
	char id[EVI_CASE_SHOWN_CAP], state[EVI_CASE_SHOWN_CAP];
	char other[EVI_CASE_SHOWN_CAP];
	const char *by = sealed(w, NULL);

	evi_fail(err, refused(w), "nothing was signed, for it would have no "
	    "effect: condition %s was imposed by %s, and %s %s",
	    evi_case_shown(w->id, id), by == NULL ? "another State" :
	    evi_case_shown(by, other), by_whom(w),
	    evi_case_shown(w->state, state));
	evi_hint(err, "who imposed it alone loosens or lifts it, or consents: "
	    "ask there; --set change=tightened binds one's own use; if this "
	    "key is of that State, name who says so (--pins, -t)");
	return refused(w);
}

static enum evid_status
judge(const struct word *w, struct evid_error *err)
{
	bool added = strcmp(w->change, "added") == 0;
	bool tightened = strcmp(w->change, "tightened") == 0;

	if ((w->by == BY_TRUST || w->by == BY_ITSELF) &&
	    *w->imposed_by != '\0' && strcmp(w->imposed_by, w->state) != 0)
		return other_state(w, err);
	/* Who sealed binds also as a key of no State that is known. */
	if (added)
		return (w->by != BY_VALUE || !w->sealed_it) &&
		    (sealed(w, w->state) != NULL || bound(w, w->state,
		    true)) ? doubled(w, err) : EVID_OK;
	/* Without its bundle it is not known what was sealed. */
	if (!w->set->has_seal)
		return EVID_OK;
	if (sealed(w, NULL) == NULL && !bound(w, NULL, false))
		return no_such(w, err);
	return tightened || w->by == BY_NOBODY ||
	    sealed(w, w->state) != NULL || bound(w, w->state, false) ?
	    EVID_OK : not_own(w, err);
}

/* Where somebody is trusted, and does not say whose State this key is of, its
 * word changes nothing; but that whoever sealed may bind, beside what is there
 * and without taking its place. */
static void
tell_nameless(const struct word *w, struct evi_draft *d)
{
	struct evi_known_key known;

	if (w->by == BY_TRUST || evi_custody_no_trust(w->set))
		return;
	d->beside = binds(w) && w->sealed_it &&
	    evi_draft_known(d, &d->entry->key->spki, &known) &&
	    known.at_claimed == EVI_STANDING_VALID;
	if (d->beside)
		return;
	d->no_effect = "by those trusted here it is not known of which State "
	    "this key is";
	d->advice = "name your own key with its State, too: evid-trust pin "
	    "--pins PINS --state XX KEY.pub, or a directory that has it (-t); "
	    "what a key states of itself is its claim, and -p alone names no "
	    "State; where others know it, it has its effect";
}

enum evid_status
evi_draft_effect(struct evi_draft *d, struct evid_error *err)
{
	struct word w;
	enum evid_status status;

	if (d->event.type != EVI_EVENT_CONDITION_CHANGED &&
	    d->event.type != EVI_EVENT_CONSENT_GIVEN &&
	    d->event.type != EVI_EVENT_CONSENT_REFUSED)
		return EVID_OK;
	status = begin(&w, d, err);
	if (status == EVID_OK)
		status = judge(&w, err);
	if (status == EVID_OK)
		tell_nameless(&w, d);
	return status;
}
