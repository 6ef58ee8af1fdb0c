/*
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

static bool
find(const struct evi_draft *d, const struct evi_buf *spki,
    struct evi_known_key *out)
{
	return d->entry->trust != NULL && evi_trust_find(d->entry->trust,
	    spki->data, spki->len, EVID_USE_CUSTODY, d->event.at, d->set->now,
	    out);
}

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

enum evid_status
evi_draft_stolen(struct evi_draft *d, struct evid_error *err)
{
	uint8_t keyid[EVI_SHA256_LEN];
	const struct evi_buf *spki;
	struct evi_known_key by, of;

	if (d->event.type != EVI_EVENT_KEY_COMPROMISED ||
	    !evi_digest_get(d->event.details, "keyid", keyid) ||
	    memcmp(keyid, d->event.keyid, sizeof(keyid)) == 0)
		return EVID_OK;
	spki = evi_custody_spki(d->set, keyid);
	if (spki == NULL)
		d->no_effect = d->set->has_seal ? "no event of this log is "
		    "by that key, and the bundle is not sealed with it" :
		    "no event of this log is by that key";
	else if (!find(d, &d->entry->key->spki, &by) || *by.state == '\0' ||
	    by.at_claimed != EVI_STANDING_VALID)
		d->no_effect = "that the key which signs it is of a State is "
		    "not known here, and it is another's key";
	else if (!find(d, spki, &of) || *of.state == '\0')
		d->no_effect = "of which State that key is, is not known here";
	else if (strcmp(by.state, of.state) != 0)
		return other_state(keyid, of.state, by.state, err);
	return EVID_OK;
}
