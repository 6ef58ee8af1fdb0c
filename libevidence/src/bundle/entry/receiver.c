/*
 * To whom nothing is handed over: to oneself, and to a key that, by whoever is
 * trusted, cannot sign for it.  Such a hand-over would stay open for ever.
 */
#include "bundle/entry/hand.h"
#include "bundle/custody/word.h"

#include "base/text.h"
#include "bundle/clock.h"
#include "bundle/key.h"
#include "bundle/tell.h"

#include <string.h>

static const char *
what_to_do(enum evi_standing standing)
{
	switch (standing) {
	case EVI_STANDING_WRONG_USE:
		return "ask the receiver which key of his is for custody; if "
		    "it is this one, have its pin or the directory say so "
		    "(evid-trust)";
	case EVI_STANDING_NOT_YET:
		return "hand it over to the key of his that is valid now, or "
		    "once this one is; look at the clock";
	default:
		return "ask the receiver, by a way that you knew before, which "
		    "key took its place; a new one goes into the directory "
		    "or the pins first (evid-trust)";
	}
}

static void
why_not(const struct evi_known_key *known, struct evi_buf *out)
{
	const struct evi_directory_key *e = known->entry;
	char when[EVI_INSTANT_TEXT_CAP];

	switch (known->at_now) {
	case EVI_STANDING_WRONG_USE:
		evi_buf_add_format(out, "not for custody, as its %s says",
		    known->source == EVI_SOURCE_PIN ? "pin" :
		    "entry in the directory");
		return;
	case EVI_STANDING_NOT_YET:
		evi_instant_people(e->valid_from, when);
		evi_buf_add_format(out, "not yet valid, but from %s", when);
		return;
	case EVI_STANDING_EXPIRED:
		evi_instant_people(e->valid_until, when);
		evi_buf_add_format(out, "no longer valid: it was until %s",
		    when);
		return;
	case EVI_STANDING_REVOKED:
		evi_instant_people(e->revoked_at, when);
		evi_buf_add_format(out, "revoked since %s", when);
		return;
	default:
		evi_buf_add_text(out, "compromised, as the directory says");
	}
}

static enum evid_status
cannot(const struct evid_public_key *to, const char *why,
    enum evi_standing standing, struct evid_error *err)
{
	char hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(to->keyid, EVI_SHA256_LEN, hex);
	evi_fail(err, EVID_ERR_UNTRUSTED, "nothing was signed, for the "
	    "receiver could not sign for it: his key %.4s…%s is %s", hex,
	    hex + 60, why);
	evi_hint(err, "%s", what_to_do(standing));
	return EVID_ERR_UNTRUSTED;
}

/* Whoever signs for it does so later than now, whenever it was handed over.  A
 * key that nobody knows may receive: the hand-over names it. */
enum evid_status
evi_receiver_allowed(const struct evid_custody_entry *o,
    const struct evid_public_key *to, struct evid_error *err)
{
	struct evid_seal_options clock = evi_entry_clock(o);
	struct evi_instant now = evi_clock_now(&clock);
	struct evi_buf why = EVI_BUF_INIT;	/* owned here */
	struct evi_known_key known;
	enum evid_status status;

	if (o->key != NULL && memcmp(to->keyid, o->key->keyid,
	    EVI_SHA256_LEN) == 0) {
		evi_fail(err, EVID_ERR_ARGUMENT, "nothing was signed: the "
		    "receiver's key is the one that signs, and nobody hands "
		    "over to himself");
		evi_hint(err, "name the public key of who receives it (--to); "
		    "what stays with its holder is `add stored`, `add "
		    "transported` or `add copied`");
		return EVID_ERR_ARGUMENT;
	}
	if (o->trust == NULL || !evi_trust_find(o->trust, to->spki.data,
	    to->spki.len, EVID_USE_CUSTODY, now, now, &known) ||
	    known.at_now == EVI_STANDING_VALID)
		return EVID_OK;
	why_not(&known, &why);
	status = evi_buf_status(&why, err);
	if (status == EVID_OK)
		status = cannot(to, evi_buf_text(&why), known.at_now, err);
	evi_buf_free(&why);
	return status;
}

/* Of a key that signed nothing here, the log does not keep that it is; as soon
 * as it signed for this, it would. */
enum evid_status
evi_receiver_in_log(const struct evid_custody *c,
    const struct evid_public_key *to, struct evid_error *err)
{
	return evi_stolen_by(c, to->keyid, &to->spki) == EVI_NONE ? EVID_OK :
	    cannot(to, "compromised, as an event of this log says",
	    EVI_STANDING_COMPROMISED, err);
}
