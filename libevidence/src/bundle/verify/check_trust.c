/*
 * Trust: whether what was found intact comes from whom the caller asked for.
 * Nothing that a bundle says of itself counts here but its keys, and the
 * instant at which it claims to be sealed: valid when sealed, valid now and
 * revoked since are three different things.
 */
#include "bundle/key.h"
#include "bundle/trust/trust.h"
#include "bundle/verify/check.h"

#include "base/memory.h"
#include "base/text.h"
#include "record/number.h"

#include <string.h>

/* By the number, too, where it is all the trust there is: else it comes on
 * top of what keys, pins and directory say. */
static bool
is_given(const struct evi_check *c, const struct evi_signer *s)
{
	const struct evid_verify_options *o = c->options;
	size_t i;

	if (c->v->by_number)
		return true;
	for (i = 0; i < o->n_keys; i++) {
		const struct evi_buf *spki = evi_public_key_spki(o->keys[i]);

		if (spki->len == s->spki.len &&
		    memcmp(spki->data, s->spki.data, spki->len) == 0)
			return true;
	}
	return false;
}

/* What the verdict keeps of it, for the trust may be gone before it. */
static enum evid_status
keep(const struct evi_check *c, const struct evi_known_key *known,
    struct evi_signer_trust *out, struct evid_error *err)
{
	struct evi_buf words = EVI_BUF_INIT;
	enum evid_status status = EVID_OK;

	out->source = known->source;
	out->uses = known->source == EVI_SOURCE_GIVEN ? 0 : known->uses;
	out->at_sealing = known->at_claimed;
	out->now = known->at_now;
	out->revoked_since = known->revoked_since;
	out->by_directory = known->entry != NULL && known->entry->has_succeeds;
	if (out->by_directory)
		memcpy(out->before, known->entry->succeeds, EVI_SHA256_LEN);
	if (known->pin != NULL || known->entry != NULL) {
		out->name = evi_strdup(known->name);
		out->organization = evi_strdup(known->organization);
		out->state = evi_strdup(known->state);
		if (out->name == NULL || out->organization == NULL ||
		    out->state == NULL)
			return evi_fail_memory(err);
	}
	if (c->v->by_number)
		evi_buf_add_text(&words, "the seal number is right");
	else
		status = evi_source_words(c->options->trust, known, &words,
		    err);
	if (status == EVID_OK)
		status = evi_buf_take(&words, &out->source_words, err);
	if (status == EVID_OK)
		status = evi_standing_words(known, "sealed", &words, err);
	if (status == EVID_OK)
		status = evi_buf_take(&words, &out->standing_words, err);
	evi_buf_free(&words);
	return status;
}

/* The finding that a standing is; EVI_FINDING_COUNT for none. */
static enum evi_finding_code
finding_of(const struct evi_known_key *known)
{
	enum evi_finding_code code = evi_standing_finding(known->at_claimed);

	return code != EVI_FINDING_COUNT ? code :
	    known->revoked_since ? EVI_FINDING_KEY_REVOKED_SINCE :
	    known->at_now == EVI_STANDING_EXPIRED ?
	    EVI_FINDING_KEY_EXPIRED_SINCE : EVI_FINDING_COUNT;
}

/* what counting the signers came to */
struct tally {
	const char *holders[EVI_SIGNERS_MAX];	/* NULL: the key is one */
	unsigned int valid;		/* whose key was valid when sealing */
	unsigned int counted;		/* distinct, and as the policy asks */
	bool told;			/* why one does not count */
};

/* One holder counts once; a key without one is a holder of its own. */
static void
count(struct tally *t, const char *holder)
{
	unsigned int i;

	for (i = 0; holder != NULL && i < t->counted; i++)
		if (t->holders[i] != NULL &&
		    strcmp(t->holders[i], holder) == 0)
			return;
	t->holders[t->counted++] = holder;
}

static enum evid_status
one_signer(struct evi_check *c, size_t i, struct tally *t,
    struct evid_error *err)
{
	const struct evi_signer *s = &c->v->statement.signers[i];
	const struct evid_trust *trust = c->options->trust;
	struct evi_signer_trust *kept = &c->v->signer_trust[i];
	enum evi_finding_code code;
	struct evi_known_key known;
	enum evid_status status;

	if (c->v->signer_status[i] != EVI_SIGNER_GOOD ||
	    !evi_trust_find_given(trust, is_given(c, s),
	    s->spki.data, s->spki.len, EVID_USE_SEAL,
	    c->v->statement.sealed_at, evi_verdict_instant(c->v), &known))
		return EVID_OK;
	status = keep(c, &known, kept, err);
	if (status != EVID_OK)
		return status;
	code = finding_of(&known);
	if (code != EVI_FINDING_COUNT) {
		t->told = t->told || known.at_claimed != EVI_STANDING_VALID;
		status = evi_verdict_add(c->v, code, NULL, err,
		    "signer %zu: %s", i + 1, kept->standing_words);
	}
	if (status != EVID_OK || known.at_claimed != EVI_STANDING_VALID)
		return status;
	t->valid++;
	if (!evi_trust_allows_signer(trust, &known, s->keyid))
		return EVID_OK;
	c->v->signer_trusted[i] = true;
	count(t, known.holder);
	return EVID_OK;
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

static unsigned int
wanted(const struct evid_verify_options *o)
{
	unsigned int want = evi_trust_threshold(o->trust);

	return o->threshold > want ? o->threshold : want;
}

static enum evid_status
by_keys(struct evi_check *c, bool *good_out, struct evid_error *err)
{
	unsigned int want = wanted(c->options);
	enum evid_status status = EVID_OK;
	struct tally t = { .valid = 0 };
	size_t i;

	for (i = 0; i < c->v->statement.n_signers && status == EVID_OK; i++)
		status = one_signer(c, i, &t, err);
	*good_out = t.counted >= want;
	if (status != EVID_OK || *good_out)
		return status;
	if (t.valid > 0 && t.counted == 0)
		return evi_verdict_add(c->v, EVI_FINDING_POLICY_NOT_MET, NULL,
		    err, NULL);
	if (t.counted > 0)
		return evi_verdict_add(c->v, EVI_FINDING_TOO_FEW_SIGNERS,
		    NULL, err, "%u of %u", t.counted, want);
	/* Where a key is known and was not valid, that is the reason. */
	if (t.told)
		return EVID_OK;
	/* The one that is right is said beside the one that is not. */
	return evi_verdict_add(c->v, EVI_FINDING_SIGNER_NOT_TRUSTED, NULL,
	    err, c->v->number_good ? "%s" : NULL, "the seal number is the one "
	    "expected, and a key of those that were given must have signed, "
	    "too");
}

static enum evid_status
critical(struct evi_check *c, struct evid_error *err)
{
	const struct evi_texts *texts = &c->v->statement.critical;
	enum evid_status status = EVID_OK;
	size_t i;

	/* Format 1 defines none; the policy may name what its author knows
	 * how to meet. */
	for (i = 0; i < texts->count && status == EVID_OK; i++) {
		struct evi_buf name = EVI_BUF_INIT;

		if (evi_trust_understands(c->options->trust, texts->items[i]))
			continue;
		evi_text_stated_cut(&name, texts->items[i], EVI_SHOWN_MAX,
		    "seal");
		status = evi_verdict_add(c->v, EVI_FINDING_CRITICAL_UNKNOWN,
		    NULL, err, "the seal: %s", evi_buf_text(&name));
		evi_buf_free(&name);
	}
	return status;
}

/* which policy and directory it was judged by */
static enum evid_status
note_sources(struct evid_verdict *v, const struct evid_trust *trust,
    struct evid_error *err)
{
	const struct evi_directory *d = evi_trust_directory(trust);
	const struct evi_policy *p = evi_trust_policy(trust);

	if (p != NULL) {
		v->has_policy = true;
		memcpy(v->policy_sha256, evi_trust_policy_sha256(trust),
		    EVI_SHA256_LEN);
		v->policy_name = evi_strdup(p->name);
	}
	if (d != NULL) {
		v->directory_version = d->version;
		v->directory_name = evi_strdup(d->name);
	}
	return (p != NULL && v->policy_name == NULL) ||
	    (d != NULL && v->directory_name == NULL) ?
	    evi_fail_memory(err) : EVID_OK;
}

/* the claimed time beside the signer's clock and the instant that is judged */
static enum evid_status
claimed_time(struct evi_check *c, struct evid_error *err)
{
	const struct evi_statement *s = &c->v->statement;
	char when[EVI_INSTANT_TEXT_CAP];
	enum evid_status status = EVID_OK;

	if (s->synchronised == 0)
		status = evi_verdict_add(c->v,
		    EVI_FINDING_TIME_NOT_SYNCHRONISED, NULL, err, NULL);
	if (status != EVID_OK || !(c->v->has_now || c->v->has_at) ||
	    !evi_instant_before(evi_verdict_instant(c->v), s->sealed_at))
		return status;
	evi_instant_people(s->sealed_at, when);
	return evi_verdict_add(c->v, EVI_FINDING_INSTANT_BEFORE_SEAL, NULL,
	    err, "it claims %s", when);
}

static enum evid_status
judge(struct evi_check *c, struct evid_error *err)
{
	const struct evid_verify_options *o = c->options;
	bool number = true, keys = true, known;
	enum evid_status status = EVID_OK;

	known = o->n_keys > 0 || !evi_trust_is_empty(o->trust);
	if (!known && o->expect == NULL) {
		c->v->trust = EVI_TRUST_NOT_GIVEN;
		return evi_verdict_add(c->v, EVI_FINDING_NO_TRUST_GIVEN, NULL,
		    err, NULL);
	}
	if (o->expect != NULL)
		status = by_number(c, &number, err);
	c->v->number_good = status == EVID_OK && number && o->expect != NULL;
	c->v->by_number = c->v->number_good && !known;
	/* A number is trust in the one seal; a policy asks for more. */
	c->v->keys_asked = known || evi_trust_policy(o->trust) != NULL ||
	    wanted(o) > 1;
	if (status == EVID_OK && c->v->keys_asked)
		status = by_keys(c, &keys, err);
	c->v->trust = number && keys && !evi_verdict_has(c->v, 3) ?
	    EVI_TRUST_MET : EVI_TRUST_NOT_MET;
	return status;
}

enum evid_status
evi_check_trust(struct evi_check *c, struct evid_error *err)
{
	enum evid_status status;

	status = note_sources(c->v, c->options->trust, err);
	if (!c->v->has_statement) {
		c->v->trust = EVI_TRUST_NOT_CHECKED;
		return status;
	}
	if (status == EVID_OK)
		status = claimed_time(c, err);
	if (status == EVID_OK)
		status = critical(c, err);
	if (status == EVID_OK)
		status = evi_trust_findings(c->options->trust,
		    evi_verdict_instant(c->v), c->v, err);
	return status == EVID_OK ? judge(c, err) : status;
}
