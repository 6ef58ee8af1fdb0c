/*
 * May these keys seal that log?  By one of which the log says, or those who
 * are trusted with it, that it is compromised, nothing is sealed: no bundle
 * like that is ever trusted.  Of whatever evidence that is said: a word on a
 * key is no word on an exhibit.
 */
#include "bundle/custody/seal_parts.h"

#include "base/memory.h"
#include "base/text.h"
#include "bundle/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_TOLD 8		/* that say so of one that seals */

bool
evi_seal_is_sealer(const struct evid_seal_options *o,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	size_t i;

	for (i = 0; i < o->n_keys; i++)
		if (memcmp(o->keys[i]->keyid, keyid, EVI_SHA256_LEN) == 0)
			return true;
	return false;
}

/* ---- what is refused ---- */

/* Did it say anything else of the exhibits? */
static bool
signed_by(const struct evid_custody *c, const struct evid_key *key)
{
	uint32_t i;

	for (i = 0; i < c->n_events; i++)
		if (c->events[i].type != EVI_EVENT_KEY_COMPROMISED &&
		    !evi_custody_of_bundle(c, i) &&
		    memcmp(c->keys[c->events[i].key].id, key->keyid,
		    EVI_SHA256_LEN) == 0)
			return true;
	return false;
}

static enum evid_status
stolen(const struct evid_custody *c, const struct evid_key *key,
    const char *says, struct evid_error *err)
{
	char id[2 * EVI_SHA256_LEN + 1];

	evi_hex(key->keyid, EVI_SHA256_LEN, id);
	evi_fail(err, EVID_ERR_UNTRUSTED, "%s: nothing was sealed, for by key "
	    "%.4s…%s it would not be trusted: it is compromised, as %s",
	    c->name, id, id + 60, says);
	evi_hint(err, "seal with a new key, which goes into the directory or "
	    "the pins first (evid-trust)%s", signed_by(c, key) ?
	    ", and without --custody: what the old one signed in this log "
	    "proves nothing any more; the log may be one of the paths" : "");
	return EVID_ERR_UNTRUSTED;
}

static bool
is_about(const struct evid_custody *c, uint32_t i, const struct evid_key *key)
{
	const struct evi_custody_event *e = &c->events[i];

	return e->type == EVI_EVENT_KEY_COMPROMISED && !e->unchecked &&
	    memcmp(e->ref, key->keyid, EVI_SHA256_LEN) == 0;
}

/* by who seals, or, where trust is given, by whom that lets say it */
static enum evid_status
by_event(const struct evid_custody *c, const struct evid_seal_options *o,
    const struct evid_key *key, struct evid_error *err)
{
	char hex[2 * EVI_SHA256_LEN + 1], says[64];
	uint32_t i;

	for (i = 0; i < c->n_events; i++) {
		if (!is_about(c, i, key) ||
		    (!evi_seal_is_sealer(o, c->keys[c->events[i].key].id) &&
		    !evi_custody_says_stolen(c, i, &key->spki)))
			continue;
		evi_hex(c->events[i].digest, EVI_SHA256_LEN, hex);
		(void)snprintf(says, sizeof(says), "event %.*s of this log "
		    "says", EVI_HEX_SHOWN, hex);
		return stolen(c, key, says, err);
	}
	return EVID_OK;
}

/* ---- what is told ---- */

/* It may be about to be valid, or be trusted for this elsewhere. */
static enum evid_status
not_valid(const char *path, const struct evid_key *key,
    const struct evi_known_key *known, struct evi_tell *tell,
    struct evid_error *err)
{
	struct evi_buf words = EVI_BUF_INIT;	/* owned here */
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evi_finding_code code = evi_standing_finding(known->at_claimed);
	char id[2 * EVI_SHA256_LEN + 1];
	enum evid_status status = evi_standing_words(known, "sealed", &words,
	    err);

	evi_hex(key->keyid, EVI_SHA256_LEN, id);
	evi_buf_add_format(&text, "key %.4s…%s, which seals, is not valid for "
	    "that by those trusted with the log: %s; by whoever trusts "
	    "likewise what is sealed is not trusted: seal with a key that is "
	    "valid", id, id + 60, evi_buf_text(&words));
	if (status == EVID_OK)
		status = evi_buf_status(&text, err);
	if (status == EVID_OK)
		evi_tell_finding(tell, path, code, evi_buf_text(&text));
	evi_buf_free(&words);
	evi_buf_free(&text);
	return status;
}

/* What those trusted with the log say of the key is what whoever trusts
 * likewise has of the seal. */
static enum evid_status
by_trust(const struct evid_custody *c, const struct evid_seal_options *o,
    const struct evid_key *key, struct evi_tell *tell, struct evid_error *err)
{
	struct evi_known_key known;

	if (!evi_trust_find(o->trust, key->spki.data, key->spki.len,
	    EVID_USE_SEAL, c->now, c->now, &known) ||
	    known.at_claimed == EVI_STANDING_VALID)
		return EVID_OK;
	if (known.at_claimed == EVI_STANDING_COMPROMISED)
		return stolen(c, key, "the directory says, which has it "
		    "revoked as that", err);
	return tell == NULL ? EVID_OK : not_valid(o->custody, key, &known,
	    tell, err);
}

/* how far the word of a key that is no measure here may be of weight
 * elsewhere */
enum weight { WEIGHT_NONE, WEIGHT_ANYBODYS, WEIGHT_STATE, WEIGHT_KNOWN };

struct word {			/* of a key of the log */
	uint32_t event;		/* its weightiest that says so, the first */
	enum weight weight;
};

static enum evid_status
weigh(const struct evid_custody *c, const struct evid_seal_options *o,
    uint32_t i, const struct evid_key *key, enum weight *out,
    struct evid_error *err)
{
	struct evi_known_key by, whose;
	struct evi_event full;			/* owned here */
	enum evid_status status;
	const char *state;

	*out = WEIGHT_KNOWN;
	if (evi_custody_known(c, i, &by))
		return EVID_OK;
	*out = WEIGHT_ANYBODYS;
	(void)evi_trust_find(o->trust, key->spki.data, key->spki.len,
	    EVID_USE_SEAL, c->now, c->now, &whose);
	status = evi_custody_event_read(c, i, &full, err);
	state = status == EVID_OK ? full.holder_state : "";
	if (*state != '\0' && (strcmp(state, key->state) == 0 ||
	    strcmp(state, whose.state) == 0))
		*out = WEIGHT_STATE;
	evi_event_free(&full);
	return status;
}

static enum evid_status
tell_word(const struct evid_custody *c, const char *path,
    const struct word *word, const struct evid_key *key,
    struct evi_tell *tell, struct evid_error *err)
{
	static const char *const whose[] = {
		[WEIGHT_NONE] = "",
		[WEIGHT_ANYBODYS] = "",
		[WEIGHT_STATE] = ", which states that it is of the same State",
		[WEIGHT_KNOWN] = ", which is known here",
	};
	char id[2 * EVI_SHA256_LEN + 1];
	struct evi_buf text = EVI_BUF_INIT;	/* used up by tell_event */
	struct evi_buf after = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	evi_hex(key->keyid, EVI_SHA256_LEN, id);
	evi_buf_add_format(&text, "key %.4s…%s, which seals, is compromised "
	    "by the word of ", id, id + 60);
	/* Whoever is trusted to verify it knows whose State that is; here it
	 * is not known, and anybody can write it. */
	evi_buf_add_format(&after, "%s; where that key is of the same State "
	    "by those trusted, what is sealed is not trusted: if it is so, "
	    "seal with a new key", whose[word->weight]);
	status = evi_buf_status(&after, err);
	if (status == EVID_OK)
		status = evi_seal_tell_event(c, path, &text, word->event,
		    evi_buf_text(&after),
		    EVI_FINDING_CUSTODY_SEALER_COMPROMISED, tell, err);
	else
		evi_buf_free(&text);
	evi_buf_free(&after);
	return status;
}

static enum evid_status
tell_rest(const char *path, const struct evid_key *key, size_t n,
    struct evi_tell *tell, struct evid_error *err)
{
	char id[2 * EVI_SHA256_LEN + 1];
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	evi_hex(key->keyid, EVI_SHA256_LEN, id);
	evi_buf_add_format(&text, "%zu more key%s so of key %.4s…%s, which "
	    "seals: evid-custody list shows who", n, n == 1 ? " says" :
	    "s say", id, id + 60);
	status = evi_buf_status(&text, err);
	if (status == EVID_OK)
		evi_tell_finding(tell, path,
		    EVI_FINDING_CUSTODY_SEALER_COMPROMISED,
		    evi_buf_text(&text));
	evi_buf_free(&text);
	return status;
}

/* a line for each key, the weightiest first: anybody can put one in front */
static enum evid_status
tell_words(const struct evid_custody *c, const char *path,
    const struct word *words, size_t n, const struct evid_key *key,
    struct evi_tell *tell, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t told = 0, i;
	int weight;

	for (weight = WEIGHT_KNOWN; weight > WEIGHT_NONE; weight--)
		for (i = 0; i < c->n_keys && told < KEYS_TOLD &&
		    status == EVID_OK; i++) {
			if ((int)words[i].weight != weight)
				continue;
			status = tell_word(c, path, &words[i], key, tell,
			    err);
			told++;
		}
	return status != EVID_OK || told == n ? status :
	    tell_rest(path, key, n - told, tell, err);
}

static enum evid_status
by_others(const struct evid_custody *c, const struct evid_seal_options *o,
    const struct evid_key *key, struct evi_tell *tell, struct evid_error *err)
{
	struct word *words = NULL;		/* by key; owned here */
	enum evid_status status = EVID_OK;
	enum weight weight;
	uint32_t i;
	size_t n = 0;

	for (i = 0; i < c->n_events && status == EVID_OK; i++) {
		struct word *word;

		if (!is_about(c, i, key))
			continue;
		if (words == NULL)
			words = evi_zalloc_array(c->n_keys, sizeof(*words));
		if (words == NULL)
			return evi_fail_memory(err);
		word = &words[c->events[i].key];
		status = weigh(c, o, i, key, &weight, err);
		n += word->weight == WEIGHT_NONE;
		if (weight > word->weight)
			*word = (struct word){ i, weight };
	}
	if (status == EVID_OK && n > 0)
		status = tell_words(c, o->custody, words, n, key, tell, err);
	free(words);
	return status;
}

enum evid_status
evi_seal_keys(const struct evid_custody *c, const struct evid_seal_options *o,
    struct evi_tell *tell, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	/* What is refused, before anything is told. */
	for (i = 0; i < o->n_keys && status == EVID_OK; i++) {
		status = by_event(c, o, o->keys[i], err);
		if (status == EVID_OK)
			status = by_trust(c, o, o->keys[i], NULL, err);
	}
	for (i = 0; i < o->n_keys && status == EVID_OK; i++) {
		status = by_trust(c, o, o->keys[i], tell, err);
		if (status == EVID_OK)
			status = by_others(c, o, o->keys[i], tell, err);
	}
	return status;
}
