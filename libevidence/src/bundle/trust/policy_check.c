/*
 * The policy: read, and what it allows; and what is to be found of directory
 * and policy themselves, apart from any bundle.
 */
#include "bundle/trust/parts.h"

#include "adapt/key.h"
#include "base/file.h"
#include "base/text.h"
#include "bundle/tell.h"

#include <string.h>

/* Each signature by a key that is known here must be good.  Whether one of
 * them is trusted to make policies depends on the instant, and is found
 * later. */
static enum evid_status
check_signatures(const struct evid_trust *trust, const char *path,
    const struct evi_envelope *e, struct evid_error *err)
{
	struct evi_buf pae = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;
	size_t i;

	evi_pae_as(&pae, EVI_POLICY_TYPE, e->payload.data, e->payload.len);
	status = evi_buf_status(&pae, err);
	for (i = 0; i < e->n_signatures && status == EVID_OK; i++) {
		const struct evi_signature *s = &e->signatures[i];
		const struct evi_buf *spki = evi_trust_spki(trust, s->keyid);
		bool valid = false;

		if (spki == NULL || evi_spki_algorithm(spki->data,
		    spki->len) == EVI_ALG_UNKNOWN)
			continue;
		status = evi_signature_verify(spki->data, spki->len, pae.data,
		    pae.len, s->sig.data, s->sig.len, &valid, err);
		if (status == EVID_OK && !valid)
			status = evi_fail_path(err, EVID_ERR_FORGED, path,
			    "a signature of the policy is false",
			    "do not rely on it; fetch it again from who "
			    "made it");
	}
	evi_buf_free(&pae);
	return status;
}

static enum evid_status
read_signed(struct evid_trust *trust, const char *path,
    const struct evi_buf *text, struct evid_error *err)
{
	struct evi_envelope *e = &trust->policy_envelope;
	const char *why = NULL;
	enum evid_status status;

	status = evi_envelope_read_as(text->data, text->len, EVI_POLICY_TYPE,
	    true, e, &why, err);
	if (status != EVID_OK)
		return status;
	if (why != NULL)
		return evi_fail_kind(path, text, EVID_TRUST_KIND_POLICY, why,
		    err);
	status = evi_policy_read(e->payload.data, e->payload.len, path,
	    &trust->policy, err);
	if (status == EVID_OK)
		status = check_signatures(trust, path, e, err);
	trust->policy_is_signed = true;
	return status;
}

enum evid_status
evid_trust_read_policy(struct evid_trust *trust, const char *path,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	if (trust->has_policy)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "one policy is given already");
	status = evi_file_read(path, EVI_POLICY_LIMIT, &text, err);
	if (status == EVID_OK)
		status = evi_sha256(text.data, text.len,
		    trust->policy_sha256, err);
	if (status == EVID_OK)
		status = evi_is_envelope(&text) ?
		    read_signed(trust, path, &text, err) :
		    evi_policy_read(text.data, text.len, path,
		    &trust->policy, err);
	trust->has_policy = status == EVID_OK;
	if (status != EVID_OK) {
		evi_policy_free(&trust->policy);
		evi_envelope_free(&trust->policy_envelope);
		trust->policy_is_signed = false;
	}
	evi_buf_free(&text);
	return status;
}

const struct evi_policy *
evi_trust_policy(const struct evid_trust *trust)
{
	return trust == NULL || !trust->has_policy ? NULL : &trust->policy;
}

const uint8_t *
evi_trust_policy_sha256(const struct evid_trust *trust)
{
	return trust == NULL || !trust->has_policy ? NULL :
	    trust->policy_sha256;
}

bool
evi_trust_allows_open(const struct evid_trust *trust)
{
	const struct evi_policy *p = evi_trust_policy(trust);

	return p == NULL || p->open_hand_overs;
}

bool
evi_trust_allows_partial(const struct evid_trust *trust)
{
	const struct evi_policy *p = evi_trust_policy(trust);

	return p != NULL && p->partial;
}

bool
evi_trust_understands(const struct evid_trust *trust, const char *urn)
{
	const struct evi_policy *p = evi_trust_policy(trust);

	return p != NULL && evi_texts_have(&p->understood, urn);
}

bool
evi_trust_allows_signer(const struct evid_trust *trust,
    const struct evi_known_key *key, const uint8_t keyid[EVI_SHA256_LEN])
{
	const struct evi_policy *p = evi_trust_policy(trust);
	char hex[2 * EVI_SHA256_LEN + 1];

	if (p == NULL)
		return true;
	evi_hex(keyid, EVI_SHA256_LEN, hex);
	return (!p->has_states || evi_texts_have(&p->states, key->state)) &&
	    (!p->has_keys || evi_texts_have(&p->keys, hex)) &&
	    (!p->has_kinds || evi_texts_have(&p->kinds, key->kind));
}

unsigned int
evi_trust_threshold(const struct evid_trust *trust)
{
	const struct evi_policy *p = evi_trust_policy(trust);
	unsigned int n = trust == NULL ? 0 : trust->threshold;

	if (p != NULL && p->threshold > n)
		n = (unsigned int)p->threshold;
	return n == 0 ? 1 : n;
}

/* what the station saw of it before, and its end */
static enum evid_status
directory_place(const struct evid_trust *trust, struct evi_instant now,
    struct evid_verdict *v, struct evid_error *err)
{
	const struct evi_directory *d = &trust->directory->d;
	char when[EVI_INSTANT_TEXT_CAP];
	enum evid_status status = EVID_OK;

	if (trust->seen.version > d->version)
		status = evi_verdict_add(v, EVI_FINDING_DIRECTORY_ROLLED_BACK,
		    NULL, err, "this is version %llu, and %llu was seen "
		    "before", (unsigned long long)d->version,
		    (unsigned long long)trust->seen.version);
	if (status == EVID_OK && trust->other_seen)
		status = evi_verdict_add(v, EVI_FINDING_DIRECTORY_FORKED,
		    NULL, err, "another version %llu was seen before",
		    (unsigned long long)d->version);
	if (status == EVID_OK && evi_instant_before(d->expires, now)) {
		evi_instant_people(d->expires, when);
		status = evi_verdict_add(v, trust->has_policy &&
		    trust->policy.stale_directory ?
		    EVI_FINDING_DIRECTORY_STALE_ALLOWED :
		    EVI_FINDING_DIRECTORY_STALE, NULL, err,
		    "version %llu held until %s",
		    (unsigned long long)d->version, when);
	}
	if (status == EVID_OK && evi_instant_before(now, d->issued_at)) {
		evi_instant_people(d->issued_at, when);
		status = evi_verdict_add(v,
		    EVI_FINDING_INSTANT_BEFORE_DIRECTORY, NULL, err,
		    "version %llu was issued on %s",
		    (unsigned long long)d->version, when);
	}
	return status;
}

/* A directory that is not there, or is of later, is not a young one. */
static enum evid_status
directory_age(const struct evid_trust *trust, struct evi_instant now,
    struct evid_verdict *v, struct evid_error *err)
{
	const struct evi_policy *p = &trust->policy;
	unsigned long long days = p->max_age_days;
	char when[EVI_INSTANT_TEXT_CAP];
	struct evi_instant issued;

	if (!trust->has_policy || !p->has_max_age)
		return EVID_OK;
	if (trust->directory == NULL)
		return evi_verdict_add(v, EVI_FINDING_DIRECTORY_AGE_UNKNOWN,
		    NULL, err, "the policy allows %llu days, and no directory "
		    "was given", days);
	issued = trust->directory->d.issued_at;
	evi_instant_people(issued, when);
	if (evi_instant_before(now, issued))
		return evi_verdict_add(v, EVI_FINDING_DIRECTORY_AGE_UNKNOWN,
		    NULL, err, "it is of %s, which is after the instant that "
		    "is judged", when);
	if (now.seconds - issued.seconds <= (int64_t)p->max_age_days * 86400)
		return EVID_OK;
	return evi_verdict_add(v, EVI_FINDING_DIRECTORY_TOO_OLD, NULL, err,
	    "it is of %s, and the policy allows %llu days", when, days);
}

/* one finding for each text, but for those that the policy understands */
enum evid_status
evi_trust_tell_texts(const struct evid_trust *trust, enum evi_finding_code code,
    const char *what, const struct evi_texts *texts, struct evid_verdict *v,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < texts->count && status == EVID_OK; i++) {
		struct evi_buf name = EVI_BUF_INIT;

		if (evi_trust_understands(trust, texts->items[i]))
			continue;
		evi_text_stated_cut(&name, texts->items[i], EVI_SHOWN_MAX,
		    "text");
		status = evi_verdict_add(v, code, NULL, err, "%s%s", what,
		    evi_buf_text(&name));
		evi_buf_free(&name);
	}
	return status;
}

/* one signer of a signed policy is trusted to make policies */
static bool
policy_is_trusted(const struct evid_trust *trust, struct evi_instant now)
{
	const struct evi_envelope *e = &trust->policy_envelope;
	struct evi_known_key known;
	size_t i;

	for (i = 0; i < e->n_signatures; i++) {
		const struct evi_buf *spki = evi_trust_spki(trust,
		    e->signatures[i].keyid);

		if (spki != NULL && evi_spki_algorithm(spki->data,
		    spki->len) != EVI_ALG_UNKNOWN &&
		    evi_trust_find(trust, spki->data, spki->len,
		    EVID_USE_INTAKE, now, now, &known) &&
		    known.at_now == EVI_STANDING_VALID)
			return true;
	}
	return false;
}

static enum evid_status
policy_findings(const struct evid_trust *trust, struct evi_instant now,
    struct evid_verdict *v, struct evid_error *err)
{
	enum evid_status status;

	/* What a policy calls critical, it cannot itself declare known. */
	status = evi_trust_tell_texts(NULL, EVI_FINDING_CRITICAL_UNKNOWN,
	    "the policy: ", &trust->policy.critical, v, err);
	if (status == EVID_OK)
		status = evi_trust_tell_texts(NULL, EVI_FINDING_POLICY_UNKNOWN_KEY, "",
		    &trust->policy.unknown, v, err);
	if (status == EVID_OK)
		status = evi_trust_tell_texts(NULL, EVI_FINDING_POLICY_BLANK,
		    "", &trust->policy.blank, v, err);
	if (status == EVID_OK && trust->policy_is_signed &&
	    !policy_is_trusted(trust, now))
		status = evi_verdict_add(v, EVI_FINDING_POLICY_NOT_TRUSTED,
		    NULL, err, NULL);
	return status;
}

enum evid_status
evi_trust_findings(const struct evid_trust *trust, struct evi_instant now,
    struct evid_verdict *v, struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	if (trust == NULL)
		return EVID_OK;
	if (trust->directory != NULL)
		status = directory_place(trust, now, v, err);
	if (status == EVID_OK)
		status = directory_age(trust, now, v, err);
	if (status == EVID_OK && trust->directory != NULL)
		status = evi_trust_tell_texts(trust,
		    EVI_FINDING_CRITICAL_UNKNOWN, "the directory: ",
		    &trust->directory->d.critical, v, err);
	if (status == EVID_OK)
		status = evi_trust_unknown_findings(trust, v, err);
	if (status == EVID_OK)
		status = evi_trust_apart_findings(trust, v, err);
	return status != EVID_OK || !trust->has_policy ? status :
	    policy_findings(trust, now, v, err);
}

enum evid_status
evi_trust_tell_each(const struct evid_trust *trust, struct evi_instant now,
    evi_trust_tell_fn *tell, void *context, struct evid_error *err)
{
	struct evid_verdict *v = NULL;		/* owned here */
	enum evid_status status;
	size_t i;

	if (trust == NULL)
		return EVID_OK;
	status = evi_verdict_new("", &v, err);
	if (status == EVID_OK)
		status = evi_trust_findings(trust, now, v, err);
	for (i = 0; status == EVID_OK && i < v->n_findings; i++) {
		const struct evi_verdict_finding *f = &v->findings[i];
		const char *detail = f->message +
		    strlen(evi_finding_kinds[f->code].meaning);

		status = tell(context, f->code, f->message, *detail == '\0' ?
		    "" : detail + 2, err);
	}
	evid_verdict_free(v);
	return status;
}
