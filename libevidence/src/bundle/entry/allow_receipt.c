/*
 * May a receipt be signed on this verdict?  If not, why not, and what to do.
 */
#include "bundle/entry/hand.h"

#include "bundle/tell.h"
#include "bundle/verdict/verdict.h"

#include <string.h>

/* is a hand-over that counts open, then by another key than that? */
static bool
handed_over_again(const struct evid_verdict *v)
{
	return v->custody_open.len > strlen("[]");
}

/* What it was handed over under nobody can receive; and what a compromised key
 * signed is told however often it is confirmed. */
static void
hint_of(const struct evid_verdict *v, const struct evi_verdict_finding *f,
    struct evid_error *err)
{
	enum evi_finding_code code = f->code;

	if (code == EVI_FINDING_CUSTODY_KEY_COMPROMISED &&
	    handed_over_again(v))
		evi_hint(err, "what that key signed stays in the log, also "
		    "where it was handed over again with a new key: receive it "
		    "--with-reservation TEXT, which names that; evid-custody "
		    "refuse says why it is not taken");
	else if (code == EVI_FINDING_CUSTODY_KEY_COMPROMISED)
		evi_hint(err, "where it was handed over by that key, "
		    EVI_HINT_HAND_OVER_ANEW);
	else
		evi_hint(err, code == EVI_FINDING_CUSTODY_HAND_OVER_OTHER ?
		    "%s; evid-custody refuse says why it is not taken" :
		    "%s; or receive it --with-reservation TEXT",
		    evi_verdict_hint(f));
}

static void
not_trusted(const struct evid_verdict *v, struct evid_error *err)
{
	const struct evi_verdict_finding *f = evi_verdict_not_trusted_for(v);

	if (f == NULL) {
		evi_fail(err, EVID_ERR_MISMATCH, "the bundle is %s; nothing "
		    "was signed", evi_result_words(EVID_NOT_TRUSTED));
		evi_hint(err, "name whom you trust (-p, -t, --pins), or "
		    "receive it --with-reservation TEXT");
		return;
	}
	evi_fail(err, EVID_ERR_MISMATCH, "nothing was signed, for it is %s: "
	    "%s", evi_result_words(EVID_NOT_TRUSTED), f->message);
	hint_of(v, f, err);
}

/* What is wrong with the log, where nothing else makes it @result: of what is
 * missing that it is torn, for the rest may be there; or NULL. */
static const struct evi_verdict_finding *
wrong_in_log(const struct evid_verdict *v, enum evid_result result)
{
	const struct evi_verdict_finding *found = NULL;
	size_t i;

	for (i = 0; i < v->n_findings; i++) {
		const struct evi_verdict_finding *f = &v->findings[i];
		const struct evi_finding_kind *kind =
		    &evi_finding_kinds[f->code];

		if (kind->effect != (int)result)
			continue;
		if (kind->axis != EVI_AXIS_CUSTODY)
			return NULL;
		if (found == NULL || f->code == EVI_FINDING_CUSTODY_TORN)
			found = f;
	}
	return found;
}

static enum evid_status
log_not_sound(const struct evi_verdict_finding *f, enum evid_result result,
    struct evid_error *err)
{
	evi_fail(err, EVID_ERR_MISMATCH, "nothing was signed, for the custody "
	    "log is %s: %s", evi_result_words(result), f->message);
	if (result == EVID_NOT_INTACT || result == EVID_NOT_CHECKED)
		evi_hint(err, "%s; or evid-custody refuse says why it is not "
		    "taken", evi_verdict_hint(f));
	else
		evi_hint(err, f->code == EVI_FINDING_CUSTODY_TORN ? "add "
		    "--mend to end or cut that line: no whole event is lost; "
		    "or fetch the log again" : "ask the sender for his log, and "
		    "merge, or evid-custody refuse says why it is not taken");
	return EVID_ERR_MISMATCH;
}

/* What is there may be all that was sent: the payload stands elsewhere. */
static bool
lacks_payload_alone(const struct evid_verdict *v)
{
	bool absent = false;
	size_t i;

	for (i = 0; i < v->n_findings; i++) {
		enum evi_finding_code code = v->findings[i].code;

		if (code == EVI_FINDING_PAYLOAD_ABSENT)
			absent = true;
		else if (evi_finding_kinds[code].effect ==
		    (int)EVID_INCOMPLETE)
			return false;
	}
	return absent;
}

/* may a receipt be signed on this verdict? */
enum evid_status
evi_receipt_allowed(const struct evid_verdict *v,
    const struct evid_receipt *receipt, struct evid_error *err)
{
	enum evid_result result = evid_verdict_result(v);
	const struct evi_verdict_finding *f = wrong_in_log(v, result);

	if (result == EVID_VERIFIED || (result == EVID_NOT_TRUSTED &&
	    receipt->acceptance != EVID_ACCEPTED) ||
	    receipt->acceptance == EVID_NOT_ACCEPTED)
		return EVID_OK;
	if (result == EVID_NOT_TRUSTED) {
		not_trusted(v, err);
		return EVID_ERR_MISMATCH;
	}
	if (f != NULL)
		return log_not_sound(f, result, err);
	evi_fail(err, EVID_ERR_MISMATCH, "the bundle is %s; nothing was "
	    "signed", evi_result_words(result));
	evi_hint(err, result == EVID_NOT_CHECKED ? "use a newer version, or "
	    "evid-custody refuse says why it is not taken" :
	    lacks_payload_alone(v) ? "its payload stands apart: say where, "
	    "with --payload DIR" :
	    "fetch it again, or evid-custody refuse says why it is not taken");
	return EVID_ERR_MISMATCH;
}
