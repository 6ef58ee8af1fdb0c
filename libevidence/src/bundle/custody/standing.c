/*
 * How an event stands, in words: does it count, why not, and by whose next
 * key it is.
 */
#include "bundle/custody/word.h"
#include "bundle/custody/party.h"

#include "base/text.h"
#include "record/emit.h"

#include <string.h>

const char *
evi_view_standing(const struct evid_custody *c, uint32_t i)
{
	if (evi_custody_aside(c, i))
		return "set-aside";
	if (c->events[i].unchecked)
		return "unchecked";
	if (!c->events[i].counts)
		return "claim";
	return evi_custody_no_effect(c, i) != NULL ? "no-effect" : "counts";
}

const char *
evi_word_standing(enum evi_standing standing)
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

const char *
evi_word_denied(enum evi_custody_denied why)
{
	static const char *const words[] = {
		[EVI_DENIED_NOT] = "not for this key to say",
		[EVI_DENIED_TYPE] = "its type is not known here",
		[EVI_DENIED_NO_HAND_OVER] =
		    "it answers no hand-over that is here",
		[EVI_DENIED_SENDER] = "it is not by who handed over",
		[EVI_DENIED_RECEIVER] = "it is not by whom the hand-over is to",
		[EVI_DENIED_FILES] =
		    "its files are not those that were handed over",
		[EVI_DENIED_CONTRADICTS] =
		    "it takes what its own verdict or answers speak against",
		[EVI_DENIED_UNANSWERED] = ("it leaves without an answer a "
		    "condition that asks for one"),
		[EVI_DENIED_AUTHOR] = "it corrects what somebody else said",
		[EVI_DENIED_ABSENT] = "what it corrects is not here",
		[EVI_DENIED_STATE] = "the State of its key is not known here",
		[EVI_DENIED_IMPOSER] =
		    "it is not by the State that imposed the condition",
		[EVI_DENIED_CONDITION] = "the condition is not known here",
		[EVI_DENIED_UNSEEN] = ("who imposed the condition is not known "
		    "without the bundle"),
		[EVI_DENIED_HOLDER] = "it is not by the key or its State",
	};

	return words[why];
}

/* That a key is compromised, which it or its State says, holds even by a key
 * that is not valid itself: what was lost may be stolen, too. */
static bool
compromises(const struct evid_custody *c, const struct evi_custody_event *e)
{
	uint32_t of;

	if (e->type != EVI_EVENT_KEY_COMPROMISED || !e->may)
		return false;
	of = evi_custody_find_key(c, e->ref);
	return (of != EVI_NONE && c->keys[of].compromised) ||
	    evi_custody_sealer_of(c, e->ref) != NULL;
}

/* Whom somebody known handed something to is no stranger. */
static const char *
unknown(const struct evid_custody *c, const struct evi_custody_event *e)
{
	if (!c->keys[e->key].named)
		return "by a stranger";
	return e->may ? evi_word_standing(EVI_STANDING_UNKNOWN) :
	    evi_word_denied((enum evi_custody_denied)e->denied);
}

const char *
evi_custody_why(const struct evid_custody *c, uint32_t i)
{
	const struct evi_custody_event *e = &c->events[i];
	struct evi_known_key known;

	if (e->counts)
		return evi_custody_no_effect(c, i);
	if (e->unchecked || evi_custody_aside(c, i))
		return NULL;
	if (c->keys[e->key].compromised &&
	    e->type != EVI_EVENT_KEY_COMPROMISED)
		return evi_word_standing(EVI_STANDING_COMPROMISED);
	if (compromises(c, e))
		return "its own key does not count here; that the key which "
		    "it names is compromised holds all the same";
	if (evi_custody_no_trust(c))
		return evi_word_denied((enum evi_custody_denied)e->denied);
	if (!evi_custody_known(c, i, &known))
		return unknown(c, e);
	return known.at_claimed != EVI_STANDING_VALID ?
	    evi_word_standing(known.at_claimed) :
	    evi_word_denied((enum evi_custody_denied)e->denied);
}

void
evi_view_key(struct evi_buf *out, const char *before,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	char hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(keyid, EVI_SHA256_LEN, hex);
	evi_buf_add_format(out, "%s(key %.4s…%s)", before, hex, hex + 60);
}

void
evi_view_succeeds(struct evi_buf *out, const struct evid_custody *c,
    uint32_t key)
{
	if (c->keys[key].before != EVI_NONE)
		evi_view_key(out, ", the next key of ",
		    c->keys[c->keys[key].before].id);
}

void
evi_view_succession(struct evi_buf *out, const struct evid_custody *c,
    const struct evi_custody_key *key)
{
	char old[2 * EVI_SHA256_LEN + 1], new[2 * EVI_SHA256_LEN + 1];
	char hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(c->keys[key->before].id, EVI_SHA256_LEN, old);
	evi_hex(key->id, EVI_SHA256_LEN, new);
	evi_hex(c->events[key->succession].digest, EVI_SHA256_LEN, hex);
	evi_buf_add_format(out, "  succession  key %.4s…%s is the next key of "
	    "%.4s…%s, named by event %.12s\n", new, new + 60, old, old + 60,
	    hex);
}

void
evi_view_succession_json(struct evi_emit *out, const struct evid_custody *c,
    const struct evi_custody_key *key)
{
	evi_emit_open(out, '{');
	evi_emit_hex_at(out, "keyid", key->id, EVI_SHA256_LEN);
	evi_emit_hex_at(out, "succeeds", c->keys[key->before].id,
	    EVI_SHA256_LEN);
	evi_emit_hex_at(out, "event", c->events[key->succession].digest,
	    EVI_SHA256_LEN);
	evi_emit_close(out, '}');
}

void
evi_custody_answered_by(struct evi_buf *out, const struct evid_custody *c,
    uint32_t over, uint32_t answer)
{
	const struct evi_custody_event *e = &c->events[answer];
	const uint8_t *keyid = c->keys[e->key].id;
	uint32_t named = e->type == EVI_EVENT_ACKNOWLEDGED ?
	    c->events[over].key :
	    evi_custody_find_key(c, c->events[over].ref);

	if (e->type == EVI_EVENT_ACKNOWLEDGED ? e->key == named :
	    memcmp(keyid, c->events[over].ref, EVI_SHA256_LEN) == 0)
		return;
	evi_view_key(out, named != EVI_NONE &&
	    evi_custody_succeeds(c, e->key, named) ? " by the next key " :
	    " by another key of that contact ", keyid);
}
