/*
 * Trust: whether what was found intact comes from whom the caller asked for.
 * Nothing that a bundle says of itself counts here but its keys.
 */
#include "bundle/check.h"
#include "bundle/key.h"

#include "base/text.h"
#include "record/number.h"

#include <string.h>

static bool
is_trusted(const struct evid_verify_options *o, const struct evi_signer *s)
{
	size_t i;

	for (i = 0; i < o->n_keys; i++) {
		const struct evi_buf *spki = evi_public_key_spki(o->keys[i]);

		if (spki->len == s->spki.len &&
		    memcmp(spki->data, s->spki.data, spki->len) == 0)
			return true;
	}
	return false;
}

/* signers' keys are distinct, and a key given twice counts once */
static unsigned int
count_trusted(struct evi_check *c)
{
	const struct evi_statement *s = &c->v->statement;
	unsigned int n = 0;
	size_t i;

	for (i = 0; i < s->n_signers; i++) {
		if (c->v->signer_status[i] != EVI_SIGNER_GOOD ||
		    !is_trusted(c->options, &s->signers[i]))
			continue;
		c->v->signer_trusted[i] = true;
		n++;
	}
	return n;
}

static enum evid_status
by_number(struct evi_check *c, bool *good_out, struct evid_error *err)
{
	unsigned int group = 0;

	*good_out = false;
	/* That it can be a number at all was seen before anything was read. */
	if (evi_number_compare(c->options->expect, c->v->seal_digest,
	    &group) == EVI_NUMBER_GOOD) {
		*good_out = true;
		return EVID_OK;
	}
	return evi_verdict_add(c->v, EVI_FINDING_NUMBER_OTHER, NULL, err,
	    "it differs from group %u on", group + 1);
}

static enum evid_status
by_keys(struct evi_check *c, bool *good_out, struct evid_error *err)
{
	unsigned int want = c->options->threshold;
	unsigned int n = count_trusted(c);

	if (want == 0)
		want = 1;
	*good_out = n >= want;
	if (*good_out)
		return EVID_OK;
	if (n == 0)
		return evi_verdict_add(c->v, EVI_FINDING_SIGNER_NOT_TRUSTED,
		    NULL, err, NULL);
	return evi_verdict_add(c->v, EVI_FINDING_TOO_FEW_SIGNERS, NULL, err,
	    "%u of %u", n, want);
}

static enum evid_status
critical(struct evi_check *c, struct evid_error *err)
{
	const struct evi_texts *texts = &c->v->statement.critical;
	enum evid_status status = EVID_OK;
	size_t i;

	/* Format 1 defines none that would be understood. */
	for (i = 0; i < texts->count && status == EVID_OK; i++) {
		struct evi_buf name = EVI_BUF_INIT;

		evi_text_escape(&name, texts->items[i],
		    strlen(texts->items[i]));
		status = evi_verdict_add(c->v, EVI_FINDING_CRITICAL_UNKNOWN,
		    NULL, err, "%s", evi_buf_text(&name));
		evi_buf_free(&name);
	}
	return status;
}

enum evid_status
evi_check_trust(struct evi_check *c, struct evid_error *err)
{
	const struct evid_verify_options *o = c->options;
	bool number = true, keys = true;
	enum evid_status status = EVID_OK;

	if (!c->v->has_statement) {
		c->v->trust = EVI_TRUST_NOT_CHECKED;
		return EVID_OK;
	}
	if (c->v->statement.synchronised == 0)
		status = evi_verdict_add(c->v,
		    EVI_FINDING_TIME_NOT_SYNCHRONISED, NULL, err, NULL);
	if (status == EVID_OK)
		status = critical(c, err);
	if (status != EVID_OK)
		return status;
	if (o->n_keys == 0 && o->expect == NULL) {
		c->v->trust = EVI_TRUST_NOT_GIVEN;
		return evi_verdict_add(c->v, EVI_FINDING_NO_TRUST_GIVEN, NULL,
		    err, NULL);
	}
	if (o->expect != NULL)
		status = by_number(c, &number, err);
	if (status == EVID_OK && o->n_keys > 0)
		status = by_keys(c, &keys, err);
	c->v->trusted_by_number = number && o->expect != NULL;
	c->v->trust = number && keys && !evi_verdict_has(c->v, 3) ?
	    EVI_TRUST_MET : EVI_TRUST_NOT_MET;
	return status;
}
