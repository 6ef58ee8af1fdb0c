/*
 * Keys of which pin and directory do not say the same, told: the pin holds
 * (docs/format.md, section 10.4), and whose the key is was confirmed by
 * somebody, but one of the two is wrong.
 */
#include "bundle/trust/parts.h"

#include "base/text.h"
#include "record/field.h"

#include <string.h>

static void
add_state(struct evi_buf *out, const char *state)
{
	if (evi_state_letters(state))
		evi_buf_add_text(out, state);
	else
		evi_text_stated(out, state);
}

static enum evid_status
tell(const struct evi_pin *pin, const struct evi_contact *contact,
    struct evid_verdict *v, struct evid_error *err)
{
	char hex[2 * EVI_SHA256_LEN + 1];
	struct evi_buf states = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	evi_hex(pin->keyid, EVI_SHA256_LEN, hex);
	add_state(&states, pin->state);
	evi_buf_add_text(&states, " by the pin, which holds, and ");
	add_state(&states, contact->state);
	evi_buf_add_text(&states, " by the directory");
	status = evi_buf_status(&states, err);
	if (status == EVID_OK)
		status = evi_verdict_add(v,
		    EVI_FINDING_PIN_AND_DIRECTORY_DIFFER, NULL, err,
		    "key %.4s…%s is of %s", hex, hex + 60,
		    evi_buf_text(&states));
	evi_buf_free(&states);
	return status;
}

enum evid_status
evi_trust_apart_findings(const struct evid_trust *trust,
    struct evid_verdict *v, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < trust->n_places && status == EVID_OK; i++) {
		const struct evi_contact *contact = trust->places[i].contact;
		const struct evi_pin *pin = evi_trust_pin(trust,
		    trust->places[i].key->keyid);

		if (pin != NULL && strcmp(pin->state, contact->state) != 0)
			status = tell(pin, contact, v, err);
	}
	return status;
}
