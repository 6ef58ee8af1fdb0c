/*
 * A key that another named as the next (`key-succeeded`): its first event
 * takes that up, for only there does it count (docs/format.md, 9.6).  By
 * itself where trust knows the other; else where its holder says so: anybody
 * can name it, and would speak for it.
 */
#include "bundle/entry/sign.h"
#include "bundle/custody/word.h"

#include "base/text.h"
#include "bundle/tell.h"

#include <stdio.h>
#include <string.h>

#define HINTED_MAX 3			/* successions in a hint */

/* it names this key, whatever that is worth */
static bool
is_for_us(const struct evi_draft *d, uint32_t i)
{
	const struct evid_custody *c = d->set;
	const struct evi_custody_event *e = &c->events[i];

	return e->type == EVI_EVENT_KEY_SUCCEEDED &&
	    memcmp(e->ref, d->event.keyid, EVI_SHA256_LEN) == 0 &&
	    memcmp(c->keys[e->key].id, d->event.keyid, EVI_SHA256_LEN) != 0;
}

/* the event by which this key is the next of another; or NONE */
static uint32_t
taken_up(const struct evi_draft *d)
{
	const struct evid_custody *c = d->set;
	uint32_t mine = evi_custody_find_key(c, d->event.keyid);

	return mine == EVI_NONE || c->keys[mine].before == EVI_NONE ?
	    EVI_NONE : c->keys[mine].succession;
}

/* a first event that answers it makes this key the next of its signer's */
static bool
can_take(const struct evi_draft *d, uint32_t i)
{
	uint32_t taken = taken_up(d);

	return is_for_us(d, i) &&
	    evi_word_succession(d->set, i, &d->event.spki) &&
	    (taken == EVI_NONE || (evi_word_names_next(d->set, i) &&
	    !evi_word_names_next(d->set, taken)));
}

static const char *
why_not(const struct evi_draft *d, uint32_t i)
{
	const struct evid_custody *c = d->set;
	struct evi_known_key known;

	if (evi_custody_aside(c, i))
		return "it is of other evidence";
	if (c->events[i].unchecked)
		return "its signature cannot be checked here";
	if (c->keys[c->events[i].key].compromised)
		return evi_word_standing(EVI_STANDING_COMPROMISED);
	if (taken_up(d) != EVI_NONE)
		return "this key is the next of another already";
	if (evi_custody_known(c, i, &known))
		return evi_word_standing(known.at_claimed);
	return "its signer is not known here";
}

static enum evid_status
take(struct evi_draft *d, const char *digits, uint32_t i,
    struct evid_error *err)
{
	char why[160];

	if (!can_take(d, i)) {
		(void)snprintf(why, sizeof(why), "it names this key as the "
		    "next, and cannot be taken up: %s", why_not(d, i));
		return evi_fail_path(err, EVID_ERR_ARGUMENT, digits, why,
		    "where its key is one that is known, name whom you trust "
		    "(-p, -t, --pins); evid-custody list shows whose it is");
	}
	if (d->event.has_prev)
		return evi_fail_path(err, EVID_ERR_ARGUMENT, digits,
		    "it names this key as the next, which a key takes up "
		    "with its first event; this one has signed in this log "
		    "already", "add --new-branch: the first event of a new "
		    "branch takes it up");
	if (d->succession != EVI_NONE && d->set->events[d->succession].key !=
	    d->set->events[i].key)
		return evi_fail_path(err, EVID_ERR_ARGUMENT, digits,
		    "it is the second that names this key as the next: a key "
		    "is the next of one other", "name one of them");
	d->succession = i;
	return EVID_OK;
}

/* Events of these types answer hand-overs, and else a succession alone. */
static bool
answers_freely(enum evi_event_type type)
{
	return type != EVI_EVENT_HANDED_OVER && type != EVI_EVENT_RECEIVED &&
	    type != EVI_EVENT_REFUSED && type != EVI_EVENT_ACKNOWLEDGED &&
	    type != EVI_EVENT_DELIVERED;
}

static enum evid_status
take_named(struct evi_draft *d, const char *digits, struct evid_error *err)
{
	uint32_t i = EVI_NONE;
	enum evid_status status = evi_custody_by_prefix(d->set, digits, &i,
	    err);
	bool plain = answers_freely((enum evi_event_type)d->event.type);

	if (status != EVID_OK || i == taken_up(d))
		return status;
	if (is_for_us(d, i))
		return plain && d->event.has_prev && !can_take(d, i) ?
		    EVID_OK : take(d, digits, i, err);
	return plain ? EVID_OK : evi_fail_path(err, EVID_ERR_ARGUMENT, digits,
	    "it does not name this key as the next, which is all that this "
	    "event can answer so", "the hand-over to answer is named by "
	    "--hand-over");
}

/* of the only key that trust knows and that names this one; or NONE */
static uint32_t
only_known(const struct evi_draft *d)
{
	const struct evid_custody *c = d->set;
	uint32_t found = EVI_NONE, i;

	for (i = 0; i < c->n_events; i++) {
		if (!is_for_us(d, i) || !evi_word_names_next(c, i))
			continue;
		if (found == EVI_NONE)
			found = i;
		else if (c->events[i].key != c->events[found].key)
			return EVI_NONE;
	}
	return found;
}

enum evid_status
evi_draft_succeed(struct evi_draft *d, struct evid_error *err)
{
	struct evid_custody *c = d->set;
	enum evid_status status = EVID_OK;
	uint32_t mine;
	size_t i;

	for (i = 0; i < d->entry->n_answers && status == EVID_OK; i++)
		status = take_named(d, d->entry->answers[i], err);
	if (status == EVID_OK && d->succession == EVI_NONE &&
	    !d->event.has_prev && taken_up(d) == EVI_NONE)
		d->succession = only_known(d);
	if (status != EVID_OK || d->succession == EVI_NONE)
		return status;
	/* What this key said already is of that holder from now on. */
	mine = evi_custody_find_key(c, d->event.keyid);
	if (mine != EVI_NONE) {
		c->keys[mine].before = c->events[d->succession].key;
		c->keys[mine].succession = d->succession;
	}
	return evi_digests_add(&d->joins,
	    c->events[d->succession].digest, err);
}

static bool
is_listed(const struct evi_draft *d, const uint32_t *items, size_t n,
    uint32_t key)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (d->set->events[items[i]].key == key)
			return true;
	return false;
}

size_t
evi_draft_namings(const struct evi_draft *d, uint32_t *items, size_t cap,
    bool *more_out)
{
	const struct evid_custody *c = d->set;
	size_t n = 0;
	int known;
	uint32_t i;

	/* Whom trust knows first: the others may be many. */
	*more_out = false;
	if (d->succession != EVI_NONE || taken_up(d) != EVI_NONE)
		return 0;
	for (known = 1; known >= 0; known--)
		for (i = 0; i < c->n_events; i++) {
			if (!can_take(d, i) ||
			    evi_word_names_next(c, i) != (known == 1) ||
			    is_listed(d, items, n, c->events[i].key))
				continue;
			if (n == cap) {
				*more_out = true;
				return n;
			}
			items[n++] = i;
		}
	return n;
}

/* that of key @of, which is not known here while this one is */
static uint32_t
named_by(const struct evi_draft *d, const uint8_t of[EVI_SHA256_LEN])
{
	const struct evid_custody *c = d->set;
	uint32_t i;

	for (i = 0; i < c->n_events; i++)
		if (is_for_us(d, i) && memcmp(c->keys[c->events[i].key].id,
		    of, EVI_SHA256_LEN) == 0)
			return i;
	return EVI_NONE;
}

bool
evi_draft_hint_named(const struct evi_draft *d,
    const uint8_t of[EVI_SHA256_LEN], struct evid_error *err)
{
	const struct evid_custody *c = d->set;
	char key[2 * EVI_SHA256_LEN + 1], hex[2 * EVI_SHA256_LEN + 1];
	struct evi_buf list = EVI_BUF_INIT;	/* owned here */
	uint32_t items[HINTED_MAX], i;
	bool more = false;
	size_t n = evi_draft_namings(d, items, HINTED_MAX, &more), k;

	for (k = 0; k < n; k++) {
		evi_hex(c->keys[c->events[items[k]].key].id, EVI_SHA256_LEN,
		    key);
		evi_hex(c->events[items[k]].digest, EVI_SHA256_LEN, hex);
		evi_buf_add_format(&list, "%s%.4s…%s (--answers %.*s)",
		    k == 0 ? "" : " or ", key, key + 60, EVI_HEX_SHOWN, hex);
	}
	if (n > 0) {
		evi_hint(err, "this key is named as the next of %s%s; where "
		    "that is so, add that%s", evi_buf_text(&list), more ?
		    " or others" : "", d->event.has_prev ?
		    ", and --new-branch" : "");
	} else if (of != NULL && taken_up(d) == EVI_NONE &&
	    d->succession == EVI_NONE && (i = named_by(d, of)) != EVI_NONE) {
		evi_hex(c->events[i].digest, EVI_SHA256_LEN, hex);
		evi_hint(err, "that key names this one as the next, by event "
		    "%.*s, which cannot be taken up: %s; name whom you trust "
		    "(-p, -t, --pins)", EVI_HEX_SHOWN, hex, why_not(d, i));
		n = 1;
	}
	evi_buf_free(&list);
	return n > 0;
}

void
evi_draft_tell_next(const struct evi_draft *d,
    struct evid_custody_added *out)
{
	const struct evid_custody *c = d->set;
	uint32_t items[EVID_NAMED_MAX] = { 0 };
	bool more = false;
	size_t i;

	if (d->succession != EVI_NONE) {
		evi_hex(c->events[d->succession].digest, EVI_SHA256_LEN,
		    out->succession);
		evi_hex(c->keys[c->events[d->succession].key].id,
		    EVI_SHA256_LEN, out->succeeds);
	}
	if (d->event.has_prev)
		return;
	out->n_named = evi_draft_namings(d, items, EVID_NAMED_MAX, &more);
	out->more_named = more;
	for (i = 0; i < out->n_named; i++) {
		evi_hex(c->events[items[i]].digest, EVI_SHA256_LEN,
		    out->named[i].event);
		evi_hex(c->keys[c->events[items[i]].key].id, EVI_SHA256_LEN,
		    out->named[i].key);
	}
}

bool
evi_draft_speaks_for(const struct evi_draft *d,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	const struct evid_custody *c = d->set;
	uint32_t mine = evi_custody_find_key(c, d->event.keyid);
	uint32_t other = evi_custody_find_key(c, keyid);

	if (memcmp(d->event.keyid, keyid, EVI_SHA256_LEN) == 0)
		return true;
	if (other == EVI_NONE)
		return false;
	if (d->succession != EVI_NONE)
		return evi_custody_succeeds(c,
		    c->events[d->succession].key, other);
	return mine != EVI_NONE && evi_custody_succeeds(c, mine, other);
}
