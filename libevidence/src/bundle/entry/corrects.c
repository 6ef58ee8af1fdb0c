/*
 * A correction is by the key that signed what it corrects, or by one that
 * succeeds it (docs/format.md, 9.6): by any other it would be a claim, and is
 * not signed.  One that states no field corrects nothing, and that is told.
 */
#include "bundle/entry/sign.h"

#include "base/text.h"
#include "bundle/tell.h"

static enum evid_status
of_another(const struct evi_draft *d, uint32_t of, struct evid_error *err)
{
	const uint8_t *keyid = d->set->keys[d->set->events[of].key].id;
	char key[2 * EVI_SHA256_LEN + 1], hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(keyid, EVI_SHA256_LEN, key);
	evi_hex(d->set->events[of].digest, EVI_SHA256_LEN, hex);
	evi_fail(err, EVID_ERR_ARGUMENT, "nothing was signed, for it would "
	    "be a claim without effect: event %.*s is by key %.4s…%s, and "
	    "who signed an event corrects it", EVI_HEX_SHOWN, hex, key,
	    key + 60);
	if (!evi_draft_hint_named(d, keyid, err))
		evi_hint(err, "ask its signer to correct it; what you know "
		    "yourself is an event of your own, such as examined");
	return EVID_ERR_ARGUMENT;
}

enum evid_status
evi_draft_corrects(struct evi_draft *d, struct evid_error *err)
{
	const struct evi_json *fields = evi_json_get(d->event.details,
	    "fields");
	uint8_t digest[EVI_SHA256_LEN];
	uint32_t of;

	if (d->event.type != EVI_EVENT_CORRECTED ||
	    !evi_digest_get(evi_json_get(d->event.details, "corrects"),
	    "event", digest))
		return EVID_OK;
	of = evi_custody_find(d->set, digest);
	if (of != EVI_NONE && !evi_draft_speaks_for(d,
	    d->set->keys[d->set->events[of].key].id))
		return of_another(d, of, err);
	if (evi_json_count(fields) == 0) {
		d->no_effect = "it states no field, so that nothing is "
		    "corrected: its words are shown, and no more";
		d->advice = "sign once more, and state what is right: --set "
		    "fields.NAME=VALUE, such as fields.only=false";
	}
	return EVID_OK;
}
