/*
 * The seal: its form, its signatures, and whether what it says is what was
 * read.
 */
#include "bundle/verify/check.h"

#include "adapt/key.h"
#include "base/memory.h"
#include "record/number.h"

#include <stdlib.h>
#include <string.h>

static enum evid_status
seal_form(struct evi_check *c, const char *why, struct evid_error *err)
{
	return evi_verdict_add(c->v, EVI_FINDING_SEAL_FORM,
	    evi_tag_path(EVI_TAG_SEAL), err, "%s", why);
}

static enum evid_status
contradicts(struct evi_check *c, const char *what, struct evid_error *err)
{
	return evi_verdict_add(c->v, EVI_FINDING_SEAL_CONTRADICTS,
	    evi_tag_path(EVI_TAG_SEAL), err, "%s", what);
}

/* one signature a signer, in order */
static enum evid_status
one_signature(struct evi_check *c, const struct evi_envelope *e, size_t i,
    const struct evi_buf *pae, struct evid_error *err)
{
	const struct evi_signer *s = &c->v->statement.signers[i];
	const struct evi_signature *sig = &e->signatures[i];
	enum evid_status status;
	bool valid = false;

	c->v->signer_status[i] = EVI_SIGNER_BAD;
	if (memcmp(sig->keyid, s->keyid, EVI_SHA256_LEN) != 0)
		return evi_verdict_add(c->v, EVI_FINDING_SIGNATURE_INVALID,
		    evi_tag_path(EVI_TAG_SEAL), err,
		    "signature %zu names another key than its signer's",
		    i + 1);
	if (evi_spki_algorithm(s->spki.data, s->spki.len) ==
	    EVI_ALG_UNKNOWN) {
		c->v->signer_status[i] = EVI_SIGNER_UNKNOWN;
		return evi_verdict_add(c->v,
		    EVI_FINDING_SIGNER_UNKNOWN_ALGORITHM,
		    evi_tag_path(EVI_TAG_SEAL), err, "signer %zu", i + 1);
	}
	status = evi_signature_verify(s->spki.data, s->spki.len, pae->data,
	    pae->len, sig->sig.data, sig->sig.len, &valid, err);
	if (status != EVID_OK)
		return status;
	if (!valid)
		return evi_verdict_add(c->v, EVI_FINDING_SIGNATURE_INVALID,
		    evi_tag_path(EVI_TAG_SEAL), err, "signer %zu", i + 1);
	c->v->signer_status[i] = EVI_SIGNER_GOOD;
	return EVID_OK;
}

static enum evid_status
signatures(struct evi_check *c, const struct evi_envelope *e,
    struct evid_error *err)
{
	const struct evi_statement *s = &c->v->statement;
	struct evi_buf pae = EVI_BUF_INIT;
	enum evid_status status;
	size_t i, n_unknown = 0;

	if (e->n_signatures != s->n_signers)
		return evi_verdict_add(c->v, EVI_FINDING_SIGNATURE_COUNT,
		    evi_tag_path(EVI_TAG_SEAL), err,
		    "%zu signatures for %zu signers", e->n_signatures,
		    s->n_signers);
	evi_pae(&pae, e->payload.data, e->payload.len);
	status = evi_buf_status(&pae, err);
	for (i = 0; i < s->n_signers && status == EVID_OK; i++) {
		status = one_signature(c, e, i, &pae, err);
		if (c->v->signer_status[i] == EVI_SIGNER_UNKNOWN)
			n_unknown++;
	}
	if (status == EVID_OK && n_unknown == s->n_signers)
		status = evi_verdict_add(c->v,
		    EVI_FINDING_NO_CHECKABLE_SIGNATURE,
		    evi_tag_path(EVI_TAG_SEAL), err, NULL);
	evi_buf_free(&pae);
	return status;
}

static bool
is_sealed_tagmanifest(const struct evi_check *c)
{
	return memcmp(c->v->statement.tagmanifest,
	    c->sha256[EVI_TAG_TAGMANIFEST], EVI_SHA256_LEN) == 0;
}

bool
evi_check_flags_known(const struct evi_check *c)
{
	const struct evi_inventory_check *in = &c->inventory;

	return c->v->has_statement && is_sealed_tagmanifest(c) &&
	    evi_check_tag_listed(c, EVI_TAG_INVENTORY) && !in->unreadable &&
	    !in->lines.too_long && in->lines.pending.len == 0;
}

static enum evid_status
subject(struct evi_check *c, struct evid_error *err)
{
	if (!c->seen[EVI_TAG_TAGMANIFEST] || c->damaged[EVI_TAG_TAGMANIFEST] ||
	    is_sealed_tagmanifest(c))
		return EVID_OK;
	return evi_verdict_add(c->v, EVI_FINDING_SEAL_SUBJECT,
	    evi_tag_path(EVI_TAG_TAGMANIFEST), err,
	    "it is not the file that was signed");
}

static enum evid_status
payload_facts(struct evi_check *c, struct evid_error *err)
{
	const struct evi_statement *s = &c->v->statement;
	uint8_t root[EVI_SHA256_LEN];
	enum evid_status status;

	if (!c->seen[EVI_TAG_INVENTORY] || c->damaged[EVI_TAG_INVENTORY])
		return EVID_OK;
	if (s->n_objects != c->inventory.n_objects)
		return contradicts(c, "the number of objects", err);
	status = evi_merkle_root(&c->inventory.tree, root, err);
	if (status == EVID_OK &&
	    memcmp(root, s->merkle_root, EVI_SHA256_LEN) != 0)
		status = contradicts(c, "the Merkle root", err);
	if (status == EVID_OK && s->partial != (c->inventory.n_partial > 0))
		status = contradicts(c, "complete or partial", err);
	return status;
}

/* Was it lost, as is told, or could it not be read? */
static bool
lost(const struct evi_check *c, enum evi_tag tag)
{
	return c->damaged[tag] ||
	    (!c->seen[tag] && evi_check_excused(c, evi_tag_path(tag)));
}

static bool
digest_is(const struct evi_check *c, enum evi_tag tag, bool stated,
    const uint8_t digest[EVI_SHA256_LEN])
{
	if (lost(c, tag))
		return true;
	return stated == c->seen[tag] && (!stated ||
	    memcmp(digest, c->sha256[tag], EVI_SHA256_LEN) == 0);
}

static enum evid_status
custody_facts(struct evi_check *c, struct evid_error *err)
{
	const struct evi_statement *s = &c->v->statement;

	if (lost(c, EVI_TAG_CUSTODY))
		return EVID_OK;
	if (c->seen[EVI_TAG_CUSTODY] != (s->custody_count > 0) ||
	    s->custody_count != c->custody.number ||
	    s->custody_count < s->custody_heads.count)
		return contradicts(c, "the custody log", err);
	return EVID_OK;
}

static uint64_t
tar_time(struct evi_instant t)
{
	return t.seconds < 0 || (uint64_t)t.seconds > EVI_TAR_MTIME_MAX ? 0 :
	    (uint64_t)t.seconds;
}

/* one time for all tag files: told of each file that has another, or of the
 * seal if all of them have it */
static enum evid_status
times(struct evi_check *c, struct evid_error *err)
{
	uint64_t want = tar_time(c->v->statement.started_at);
	size_t n_good = 0, n_bad = 0;
	enum evid_status status = EVID_OK;
	int tag;

	for (tag = 0; tag < EVI_TAG_NONE; tag++) {
		if (tag == EVI_TAG_PAYLOAD || !c->has_time[tag] || c->folder)
			continue;
		n_good += c->tag_time[tag] == want;
		n_bad += c->tag_time[tag] != want;
	}
	if (n_bad > 0 && n_good == 0)
		return contradicts(c, "startedAt", err);
	for (tag = 0; tag < EVI_TAG_NONE && n_bad > 0 && status == EVID_OK;
	    tag++) {
		const char *path = evi_tag_path((enum evi_tag)tag);

		if (tag == EVI_TAG_PAYLOAD || !c->has_time[tag] ||
		    c->tag_time[tag] == want)
			continue;
		status = evi_verdict_add(c->v, EVI_FINDING_TAR_TIME,
		    path != NULL ? path : tag == EVI_TAG_X ? "evidence/x/" :
		    "evidence/origin/", err, NULL);
	}
	return status;
}

static enum evid_status
other_facts(struct evi_check *c, struct evid_error *err)
{
	const struct evi_statement *s = &c->v->statement;
	enum evid_status status = EVID_OK;

	if (c->base[0] != '\0' && !c->folder && strcmp(s->name, c->base) != 0)
		status = contradicts(c, "the bundle's name", err);
	if (status == EVID_OK)
		status = times(c, err);
	if (status == EVID_OK && !s->detached && c->seen[EVI_TAG_PAYLOAD])
		status = evi_check_tag_there(c, EVI_TAG_GZI, err);
	else if (status == EVID_OK && (s->detached ? c->seen[EVI_TAG_GZI] ||
	    c->seen[EVI_TAG_PAYLOAD] : !c->seen[EVI_TAG_GZI] &&
	    !evi_check_excused(c, evi_tag_path(EVI_TAG_GZI))))
		status = contradicts(c, "detached or not", err);
	if (status == EVID_OK && c->seen[EVI_TAG_CONDITIONS] && !digest_is(c,
	    EVI_TAG_CONDITIONS, true, s->conditions))
		status = contradicts(c, "conditions.json", err);
	if (status == EVID_OK && !digest_is(c, EVI_TAG_RECIPIENTS,
	    s->has_recipients, s->recipients))
		status = contradicts(c, "recipients.json", err);
	if (status == EVID_OK)
		status = custody_facts(c, err);
	return status;
}

static enum evid_status
bag_info(struct evi_check *c, struct evid_error *err)
{
	const struct evi_buf *text = &c->text[EVI_TAG_BAG_INFO];
	struct evi_buf want = EVI_BUF_INIT;
	enum evid_status status;

	if (!c->seen[EVI_TAG_BAG_INFO] || c->damaged[EVI_TAG_BAG_INFO] ||
	    lost(c, EVI_TAG_INVENTORY))
		return EVID_OK;
	evi_bag_info_write(&want, &c->v->statement, c->inventory.n_bytes,
	    c->inventory.n_files);
	status = evi_buf_status(&want, err);
	if (status == EVID_OK && (want.len != text->len ||
	    memcmp(want.data, text->data, want.len) != 0))
		status = evi_verdict_add(c->v, EVI_FINDING_BAG_INFO_MISMATCH,
		    evi_tag_path(EVI_TAG_BAG_INFO), err, NULL);
	evi_buf_free(&want);
	return status;
}

/* a detached payload that was not given, or none where one must be */
static enum evid_status
payload_given(struct evi_check *c, struct evid_error *err)
{
	if (c->v->detached && c->seen[EVI_TAG_PAYLOAD])
		return EVID_OK;
	if (!c->v->detached && c->options->payload != NULL) {
		enum evid_status status = evi_verdict_add(c->v,
		    EVI_FINDING_PAYLOAD_NOT_USED, NULL, err, NULL);

		if (status != EVID_OK)
			return status;
	}
	if (c->v->detached && c->payload_fd < 0)
		return evi_verdict_add(c->v, EVI_FINDING_PAYLOAD_ABSENT, NULL,
		    err, NULL);
	/* Without a file in the inventory there is none to miss. */
	if (c->seen[EVI_TAG_INVENTORY] && c->inventory.n_files == 0)
		return EVID_OK;
	if (!c->v->detached && !c->seen[EVI_TAG_PAYLOAD] && c->n_lost == 0 &&
	    !c->tail_first)
		return evi_verdict_add(c->v, EVI_FINDING_MEMBER_MISSING, NULL,
		    err, "no file of the payload is there");
	return EVID_OK;
}

/*
 * Is the inventory that was read the one that was signed?  Then each line of
 * it says what a file should be, whatever else is damaged.
 */
static enum evid_status
inventory_signed(struct evi_check *c, struct evid_error *err)
{
	const struct evi_statement *s = &c->v->statement;
	uint8_t root[EVI_SHA256_LEN];
	enum evid_status status;
	size_t i, n_good = 0;

	for (i = 0; i < s->n_signers; i++) {
		if (c->v->signer_status[i] == EVI_SIGNER_BAD)
			return EVID_OK;
		n_good += c->v->signer_status[i] == EVI_SIGNER_GOOD;
	}
	if (n_good == 0 || c->damaged[EVI_TAG_TAGMANIFEST] ||
	    !evi_check_tag_listed(c, EVI_TAG_INVENTORY) ||
	    !is_sealed_tagmanifest(c) || s->n_objects != c->inventory.n_objects)
		return EVID_OK;
	status = evi_merkle_root(&c->inventory.tree, root, err);
	c->v->inventory_signed = status == EVID_OK &&
	    memcmp(root, s->merkle_root, EVI_SHA256_LEN) == 0;
	return status;
}

static enum evid_status
statement(struct evi_check *c, const struct evi_envelope *e,
    struct evid_error *err)
{
	const char *why = NULL;
	bool unknown = false;
	enum evid_status status;

	status = evi_statement_read(e->payload.data, e->payload.len,
	    &c->v->statement, &why, &unknown, err);
	if (status != EVID_OK)
		return status;
	if (why != NULL)
		return seal_form(c, why, err);
	c->v->has_statement = true;
	c->v->detached = c->v->statement.detached;
	if (unknown)
		status = evi_verdict_add(c->v, EVI_FINDING_UNKNOWN_KEYS,
		    evi_tag_path(EVI_TAG_SEAL), err, NULL);
	if (status == EVID_OK)
		status = signatures(c, e, err);
	if (status == EVID_OK)
		status = subject(c, err);
	if (status == EVID_OK)
		status = payload_facts(c, err);
	if (status == EVID_OK)
		status = other_facts(c, err);
	if (status == EVID_OK)
		status = bag_info(c, err);
	if (status == EVID_OK)
		status = payload_given(c, err);
	if (status == EVID_OK)
		status = inventory_signed(c, err);
	return status;
}

enum evid_status
evi_check_seal(struct evi_check *c, struct evid_error *err)
{
	struct evi_envelope *e = NULL;
	const struct evi_buf *text = &c->text[EVI_TAG_SEAL];
	const char *why = NULL;
	enum evid_status status;

	if (!c->seen[EVI_TAG_SEAL] || c->damaged[EVI_TAG_SEAL])
		return EVID_OK;
	c->v->has_seal_digest = true;
	memcpy(c->v->seal_digest, c->sha256[EVI_TAG_SEAL], EVI_SHA256_LEN);
	e = evi_zalloc(sizeof(*e));
	if (e == NULL)
		return evi_fail_memory(err);
	status = evi_envelope_read(text->data, text->len, e, &why, err);
	if (status == EVID_OK)
		status = why != NULL ? seal_form(c, why, err) :
		    statement(c, e, err);
	evi_envelope_free(e);
	free(e);
	return status;
}
