/*
 * Which key the log says is compromised: nothing is signed by it, for it would
 * have no effect, nor handed over to it.
 *
 * A key-compromised that would be a claim is not signed where that is known:
 * of another State's key (docs/format.md, 9.6).  Where it is not known whose
 * the keys are, or nothing here is by that key, others may know, and it is
 * signed, with a word to its signer that it has no effect here.
 */
#include "bundle/entry/sign.h"

#include "base/text.h"
#include "bundle/key.h"
#include "bundle/tell.h"
#include "record/case_parts.h"

#include <string.h>

static enum evid_status
other_state(const uint8_t keyid[EVI_SHA256_LEN], const char *theirs,
    const char *ours, struct evid_error *err)
{
	char hex[2 * EVI_SHA256_LEN + 1];
	char mine[EVI_CASE_SHOWN_CAP], other[EVI_CASE_SHOWN_CAP];

	evi_hex(keyid, EVI_SHA256_LEN, hex);
	evi_fail(err, EVID_ERR_UNTRUSTED, "nothing was signed, for it would "
	    "be a claim without effect: by whom you trust key %.4s…%s is of "
	    "%s, and this key is of %s", hex, hex + 60,
	    evi_case_shown(theirs, other), evi_case_shown(ours, mine));
	evi_hint(err, "its holder says that of his key, or another key of "
	    "%s: ask there", other);
	return EVID_ERR_UNTRUSTED;
}

/* What is still to come nobody can know. */
static enum evid_status
check_since(const struct evi_draft *d, struct evid_error *err)
{
	const struct evi_event *e = &d->event;
	struct evi_instant now = e->has_recorded_at ? e->recorded_at : e->at;
	char at[EVI_INSTANT_TEXT_CAP], is[EVI_INSTANT_TEXT_CAP];
	struct evi_instant since;
	const char *text;

	if (!evi_json_get_string(e->details, "since", &text) ||
	    !evi_instant_parse(text, &since) ||
	    !evi_instant_before(now, since))
		return EVID_OK;
	evi_instant_people(since, at);
	evi_instant_people(now, is);
	evi_fail(err, EVID_ERR_ARGUMENT, "`details.since`, %s, lies in the "
	    "future: it is %s", at, is);
	evi_hint(err, "state since when the key is, or may be, in other "
	    "hands; a day alone is its first instant, in UTC");
	return EVID_ERR_ARGUMENT;
}

enum evid_status
evi_draft_stolen(struct evi_draft *d, struct evid_error *err)
{
	uint8_t keyid[EVI_SHA256_LEN];
	const struct evi_buf *spki;
	struct evi_known_key by, of;
	enum evid_status status;

	if (d->event.type != EVI_EVENT_KEY_COMPROMISED)
		return EVID_OK;
	status = check_since(d, err);
	if (status != EVID_OK || !evi_digest_get(d->event.details, "keyid",
	    keyid) || memcmp(keyid, d->event.keyid, sizeof(keyid)) == 0)
		return status;
	spki = evi_custody_spki(d->set, keyid);
	if (spki == NULL || !evi_custody_rests_on(d->set, keyid))
		d->no_effect = d->set->has_seal ? "no event of this log is "
		    "by that key, and the bundle is not sealed with it" :
		    "no event of this log is by that key";
	else if (!evi_draft_known(d, &d->entry->key->spki, &by) ||
	    *by.state == '\0' || by.at_claimed != EVI_STANDING_VALID)
		d->no_effect = "that the key which signs it is of a State is "
		    "not known here, and it is another's key";
	else if (!evi_draft_known(d, spki, &of) || *of.state == '\0')
		d->no_effect = "of which State that key is, is not known here";
	else if (strcmp(by.state, of.state) != 0)
		return other_state(keyid, of.state, by.state, err);
	if (d->no_effect != NULL)
		d->advice = "look at the key id that was set; name the keys "
		    "with their States (--pins, -t); where a log that is "
		    "merged knows more, it has its effect there";
	return EVID_OK;
}

uint32_t
evi_stolen_by(const struct evid_custody *c,
    const uint8_t keyid[EVI_SHA256_LEN], const struct evi_buf *spki)
{
	uint32_t i;

	for (i = 0; i < c->n_events; i++)
		if (c->events[i].type == EVI_EVENT_KEY_COMPROMISED &&
		    !c->events[i].unchecked && !evi_custody_aside(c, i) &&
		    memcmp(c->events[i].ref, keyid, EVI_SHA256_LEN) == 0 &&
		    evi_custody_says_stolen(c, i, spki))
			return i;
	return EVI_NONE;
}

/* What it says is a claim, whenever it was signed; but that a key is
 * compromised, also a stolen one may say. */
enum evid_status
evi_draft_own_key(const struct evi_draft *d, struct evid_error *err)
{
	char key[2 * EVI_SHA256_LEN + 1], hex[2 * EVI_SHA256_LEN + 1];
	uint32_t by;

	if (d->event.type == EVI_EVENT_KEY_COMPROMISED)
		return EVID_OK;
	by = evi_stolen_by(d->set, d->event.keyid, &d->event.spki);
	if (by == EVI_NONE)
		return EVID_OK;
	evi_hex(d->event.keyid, EVI_SHA256_LEN, key);
	evi_hex(d->set->events[by].digest, EVI_SHA256_LEN, hex);
	evi_fail(err, EVID_ERR_UNTRUSTED, "nothing was signed, for by key "
	    "%.4s…%s it would be a claim without effect: it is compromised, "
	    "as event %.*s of this log says", key, key + 60, EVI_HEX_SHOWN,
	    hex);
	evi_hint(err, "sign with a new key, which goes into the directory or "
	    "the pins first (evid-trust): one that is compromised names no "
	    "next key");
	return EVID_ERR_UNTRUSTED;
}
