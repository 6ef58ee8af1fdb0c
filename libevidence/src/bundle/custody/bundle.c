/*
 * What a custody log needs of its bundle: the seal, what it says of the
 * custody log, that log, the conditions, and the exhibits of the case.  Only
 * the tail is read; each of these is held against the tag manifest, and that
 * against the seal, so that none of them can be another bundle's.
 */
#include "bundle/custody/masked.h"

#include "adapt/key.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/stream/spool.h"
#include "bundle/stream/tail_read.h"
#include "record/lines.h"

#include <stdlib.h>
#include <string.h>

struct parts {
	struct evid_custody *c;
	struct evi_buf seal, conditions, case_text, tagmanifest;
	struct evi_spool custody;
	struct evi_statement statement;
	bool has_custody;
	bool sealed;			/* the tag manifest is what the seal
					 * signs */
};

static struct evi_buf *
text_of(struct parts *p, enum evi_tag tag)
{
	switch (tag) {
	case EVI_TAG_SEAL:
		return &p->seal;
	case EVI_TAG_CONDITIONS:
		return &p->conditions;
	case EVI_TAG_CASE:
		return &p->case_text;
	case EVI_TAG_TAGMANIFEST:
		return &p->tagmanifest;
	default:
		return NULL;
	}
}

static enum evid_status
content(void *context, enum evi_tag tag, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	struct parts *p = context;
	struct evi_buf *text = text_of(p, tag);
	enum evid_status status = EVID_OK;

	if (tag == EVI_TAG_INVENTORY)
		return evi_masking_add(p->c->masking, data, len, err);
	if (tag == EVI_TAG_CUSTODY) {
		if (!p->has_custody)
			status = evi_spool_begin(&p->custody, NULL, err);
		p->has_custody = true;
		return status != EVID_OK ? status :
		    evi_spool_add(&p->custody, data, len, err);
	}
	if (text == NULL)
		return EVID_OK;
	if (text->len + len > EVI_JSON_LIMIT)
		return evi_fail(err, EVID_ERR_FORMAT, "%s: it is over 16 MiB",
		    evi_tag_path(tag));
	evi_buf_add(text, data, len);
	return evi_buf_status(text, err);
}

/* what the seal signs, and who signs; the caller judges whether to trust */
static enum evid_status
check_seal(struct evid_custody *c, struct parts *p, struct evid_error *err)
{
	struct evi_envelope *e = evi_zalloc(sizeof(*e));	/* owned */
	struct evi_buf pae = EVI_BUF_INIT;
	uint8_t digest[EVI_SHA256_LEN];
	const char *why = NULL;
	bool valid = true, subject = false;
	enum evid_status status;
	size_t i;

	if (e == NULL)
		return evi_fail_memory(err);
	status = evi_envelope_read(p->seal.data, p->seal.len, e, &why, err);
	if (status == EVID_OK && why == NULL)
		status = evi_statement_read(e->payload.data, e->payload.len,
		    &p->statement, &why, NULL, err);
	if (status != EVID_OK)
		goto out;
	if (why != NULL || e->n_signatures != p->statement.n_signers) {
		status = evi_fail(err, EVID_ERR_FORMAT, "%s: %s",
		    "evidence/seal.json", why != NULL ? why :
		    "signatures and signers do not agree");
		goto out;
	}
	evi_pae(&pae, e->payload.data, e->payload.len);
	status = evi_buf_status(&pae, err);
	for (i = 0; i < e->n_signatures && valid && status == EVID_OK; i++) {
		const struct evi_signer *s = &p->statement.signers[i];

		valid = memcmp(e->signatures[i].keyid, s->keyid,
		    EVI_SHA256_LEN) == 0;
		if (valid && evi_spki_algorithm(s->spki.data, s->spki.len) !=
		    EVI_ALG_UNKNOWN)
			status = evi_signature_verify(s->spki.data,
			    s->spki.len, pae.data, pae.len,
			    e->signatures[i].sig.data,
			    e->signatures[i].sig.len, &valid, err);
	}
	if (status == EVID_OK && !valid)
		status = evi_custody_tell(c, EVI_FINDING_SIGNATURE_INVALID,
		    EVI_NONE, err, "the bundle's seal");
	if (status == EVID_OK)
		status = evi_sha256(p->tagmanifest.data, p->tagmanifest.len,
		    digest, err);
	subject = status == EVID_OK && memcmp(digest,
	    p->statement.tagmanifest, EVI_SHA256_LEN) == 0;
	if (status == EVID_OK && !subject)
		status = evi_custody_tell(c, EVI_FINDING_SEAL_SUBJECT,
		    EVI_NONE, err, NULL);
	p->sealed = valid && subject;
out:
	evi_buf_free(&pae);
	evi_envelope_free(e);
	free(e);
	return status;
}

static enum evid_status
check_text(struct evid_custody *c, const struct parts *p, enum evi_tag tag,
    const struct evi_buf *text, bool *listed_out, struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;

	*listed_out = false;
	if (text->len == 0)
		return EVID_OK;
	status = evi_sha256(text->data, text->len, digest, err);
	*listed_out = status == EVID_OK &&
	    evi_masking_listed(&p->tagmanifest, tag, digest);
	if (status == EVID_OK && !*listed_out)
		status = evi_custody_tell(c, EVI_FINDING_TAG_CHANGED,
		    EVI_NONE, err, "%s", evi_tag_path(tag));
	return status;
}

enum evid_status
evi_custody_exhibits(struct evid_custody *c, const void *text, size_t len,
    struct evid_error *err)
{
	struct evi_json *json = NULL;		/* owned here */
	const struct evi_json *list;
	enum evid_status status = EVID_OK;
	const char *uid;
	size_t i;

	if (len == 0 || evi_json_parse(text, len, "case.json", &json,
	    NULL) != EVID_OK)
		return EVID_OK;			/* said elsewhere */
	list = evi_json_get(json, "exhibits");
	for (i = 0; list != NULL && evi_json_type(list) == EVI_JSON_ARRAY &&
	    i < evi_json_count(list) && status == EVID_OK; i++)
		if (evi_json_get_string(evi_json_at(list, i), "uid", &uid))
			status = evi_texts_add(&c->uids, uid, err);
	evi_json_free(json);
	return status;
}

enum evid_status
evi_custody_keep_sealer(struct evid_custody *c,
    const uint8_t keyid[EVI_SHA256_LEN], const struct evi_buf *spki,
    struct evid_error *err)
{
	struct evi_custody_sealer *one;

	if (evi_grow(&c->sealers, c->n_sealers, &c->sealers_cap,
	    sizeof(*c->sealers)) != 0)
		return evi_fail_memory(err);
	one = &c->sealers[c->n_sealers++];
	*one = (struct evi_custody_sealer){ .spki = EVI_BUF_INIT };
	memcpy(one->id, keyid, EVI_SHA256_LEN);
	evi_buf_add(&one->spki, spki->data, spki->len);
	return evi_buf_status(&one->spki, err);
}

enum evid_status
evi_custody_set_seal(struct evid_custody *c,
    const uint8_t seal[EVI_SHA256_LEN], const struct evi_statement *s,
    const struct evi_buf *conditions, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint8_t digest[EVI_SHA256_LEN];
	size_t i;

	c->has_seal = true;
	c->seal_count = s->custody_count;
	memcpy(c->seal, seal, EVI_SHA256_LEN);
	memcpy(c->conditions_digest, s->conditions, EVI_SHA256_LEN);
	c->sealed_at = s->sealed_at;
	for (i = 0; i < s->custody_heads.count && status == EVID_OK; i++) {
		const char *hex = s->custody_heads.items[i];

		if (evi_unhex(hex, strlen(hex), digest, sizeof(digest)))
			status = evi_digests_add(&c->seal_heads, digest, err);
	}
	for (i = 0; i < s->n_signers && status == EVID_OK; i++)
		status = evi_custody_keep_sealer(c, s->signers[i].keyid,
		    &s->signers[i].spki, err);
	if (status == EVID_OK && conditions->len > 0 &&
	    evi_json_parse(conditions->data, conditions->len,
	    "conditions.json", &c->sealed_conditions, NULL) != EVID_OK)
		c->sealed_conditions = NULL;
	return status;
}

/* The log is as long as the seal says, and ends as it says; what follows what
 * in a later version is not known. */
enum evid_status
evi_custody_sealed_agrees(const struct evid_custody *c, bool *agrees_out,
    struct evid_error *err)
{
	struct evi_digests heads = { NULL, 0, 0 };	/* owned here */
	enum evid_status status = evi_custody_heads(c, true, &heads, err);
	uint64_t n_lines = 0;
	bool newer = false;
	size_t i;

	for (i = 0; i < c->n_sources; i++)
		if (c->sources[i].sealed)
			n_lines = c->sources[i].n_lines;
	for (i = 0; i < c->n_newer; i++)
		newer |= c->newer[i].sealed;
	*agrees_out = c->seal_count == n_lines && (newer ||
	    (heads.count == c->seal_heads.count && (heads.count == 0 ||
	    memcmp(heads.items, c->seal_heads.items,
	    heads.count * sizeof(*heads.items)) == 0)));
	evi_digests_free(&heads);
	return status;
}

static enum evid_status
add_sealed(struct evid_custody *c, struct parts *p, struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;
	int fd;

	if (!p->has_custody)
		return EVID_OK;
	status = evi_spool_end(&p->custody, digest, err);
	if (status == EVID_OK)
		status = evi_spool_check(&p->custody, err);
	if (status == EVID_OK && !evi_masking_listed(
	    &p->tagmanifest, EVI_TAG_CUSTODY, digest))
		status = evi_custody_tell(c, EVI_FINDING_TAG_CHANGED,
		    EVI_NONE, err, "%s", evi_tag_path(EVI_TAG_CUSTODY));
	if (status != EVID_OK)
		return status;
	fd = p->custody.fd;
	p->custody.fd = -1;			/* taken */
	return evi_custody_add_fd(c, fd, evi_tag_path(EVI_TAG_CUSTODY), true,
	    err);
}

/* what is shown of the case is what was sealed, and nothing else */
static enum evid_status
take_case(struct evid_custody *c, struct parts *p, struct evid_error *err)
{
	bool good;
	enum evid_status status = check_text(c, p, EVI_TAG_CASE,
	    &p->case_text, &good, err);

	if (status == EVID_OK)
		status = evi_custody_exhibits(c, p->case_text.data,
		    p->case_text.len, err);
	if (status != EVID_OK || p->case_text.len == 0)
		return status;
	c->has_case = good && p->sealed ? EVI_CUSTODY_CASE_SEALED :
	    EVI_CUSTODY_CASE_OTHER;
	if (c->masking == NULL || c->has_case == EVI_CUSTODY_CASE_OTHER)
		return EVID_OK;
	c->case_text = p->case_text;
	p->case_text = (struct evi_buf)EVI_BUF_INIT;	/* taken */
	return EVID_OK;
}

static enum evid_status
end_masking(struct evid_custody *c, const struct parts *p,
    struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;

	if (c->masking == NULL)
		return EVID_OK;
	status = evi_masking_digest(c->masking, digest, err);
	if (status == EVID_OK)
		status = evi_masking_end(c->masking, evi_masking_listed(
		    &p->tagmanifest, EVI_TAG_INVENTORY, digest), err);
	return status;
}

static enum evid_status
take_parts(struct evid_custody *c, struct parts *p, struct evid_error *err)
{
	uint8_t seal[EVI_SHA256_LEN];
	enum evid_status status;
	bool good;

	status = check_seal(c, p, err);
	if (status == EVID_OK)
		status = evi_sha256(p->seal.data, p->seal.len, seal, err);
	if (status == EVID_OK)
		status = check_text(c, p, EVI_TAG_CONDITIONS, &p->conditions,
		    &good, err);
	if (status == EVID_OK)
		status = evi_custody_set_seal(c, seal, &p->statement,
		    &p->conditions, err);
	if (status == EVID_OK)
		status = take_case(c, p, err);
	if (status == EVID_OK)
		status = end_masking(c, p, err);
	return status == EVID_OK ? add_sealed(c, p, err) : status;
}

enum evid_status
evi_custody_add_bundle(struct evid_custody *c, const char *path,
    struct evid_error *err)
{
	struct parts p;				/* owned here */
	struct evi_tail_reader tail;
	enum evid_status status;

	memset(&p, 0, sizeof(p));
	p.custody = (struct evi_spool)EVI_SPOOL_INIT;
	p.c = c;
	status = evi_tail_reader_open(&tail, path, err);
	if (status == EVID_OK)
		status = evi_tail_reader_read(&tail, content, &p, err);
	if (status == EVID_OK)
		status = take_parts(c, &p, err);
	evi_tail_reader_close(&tail);
	evi_buf_free(&p.seal);
	evi_buf_free(&p.conditions);
	evi_buf_free(&p.case_text);
	evi_buf_free(&p.tagmanifest);
	evi_statement_free(&p.statement);
	evi_spool_close(&p.custody);
	return status;
}
