/*
 * What the seal says and who signs it (sign.h).  Its bytes are
 * record/statement.h's, the signatures adapt/key.h's.
 */
#include "bundle/seal/sign.h"

#include "base/memory.h"
#include "base/text.h"
#include "bundle/clock.h"
#include "bundle/key.h"
#include "bundle/tell.h"
#include "record/tar.h"

#include <stdlib.h>
#include <string.h>

static enum evid_status
add_signer(struct evi_statement *s, const struct evid_key *key,
    struct evid_error *err)
{
	struct evi_signer *signer = &s->signers[s->n_signers];
	size_t i;

	for (i = 0; i < s->n_signers; i++)
		if (memcmp(s->signers[i].keyid, key->keyid,
		    EVI_SHA256_LEN) == 0)
			return evi_fail(err, EVID_ERR_ARGUMENT,
			    "one key is given twice; each signer has his own");
	s->n_signers++;
	signer->name = evi_strdup(key->name);
	signer->organization = evi_strdup(key->organization);
	signer->state = evi_strdup(key->state);
	memcpy(signer->keyid, key->keyid, EVI_SHA256_LEN);
	evi_buf_add(&signer->spki, key->spki.data, key->spki.len);
	if (signer->name == NULL || signer->organization == NULL ||
	    signer->state == NULL)
		return evi_fail_memory(err);
	return evi_buf_status(&signer->spki, err);
}

static enum evid_status
add_signers(struct evi_statement *s, struct evid_key *const *keys,
    size_t n_keys, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	if (n_keys == 0 || n_keys > EVI_SIGNERS_MAX)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "a bundle has 1 to %d signers", EVI_SIGNERS_MAX);
	s->signers = evi_zalloc_array(n_keys, sizeof(*s->signers));
	if (s->signers == NULL)
		return evi_fail_memory(err);
	for (i = 0; i < n_keys && status == EVID_OK; i++)
		status = add_signer(s, keys[i], err);
	return status;
}

static void
make_id(const struct evi_chance *chance, char out[37])
{
	uint8_t id[16];

	evi_chance_draw(chance, EVI_CHANCE_ID, 0, id, sizeof(id));
	evi_uuid_format(id, out);
}

/* The options that leave something out are told in the seal. */
static enum evid_status
add_excluded(const struct evid_seal_options *o, struct evi_statement *st,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	struct evi_buf text = EVI_BUF_INIT;
	size_t i;

	for (i = 0; i < o->n_exclude && status == EVID_OK; i++) {
		evi_buf_clear(&text);
		evi_buf_add_format(&text, "exclude:%s", o->exclude[i]);
		status = evi_buf_status(&text, err);
		if (status == EVID_OK &&
		    !evi_utf8_valid(text.data, text.len))
			status = evi_fail_path(err, EVID_ERR_ARGUMENT,
			    o->exclude[i], "the pattern is not UTF-8", NULL);
		if (status == EVID_OK)
			status = evi_texts_add(&st->excluded,
			    evi_buf_text(&text), err);
	}
	if (status == EVID_OK && o->one_file_system)
		status = evi_texts_add(&st->excluded,
		    "one-file-system", err);
	evi_buf_free(&text);
	return status;
}

enum evid_status
evi_statement_begin(const struct evid_seal_options *o,
    const struct evi_chance *chance, struct evi_statement *st,
    struct evid_error *err)
{
	enum evid_status status;

	st->started_at = evi_clock_now(o);
	make_id(chance, st->id);
	memcpy(st->name, o->name, strlen(o->name) + 1);
	st->detached = o->detached != 0;
	st->tool_name = evi_strdup(o->tool_name == NULL ? "libevidence" :
	    o->tool_name);
	st->tool_version = evi_strdup(o->tool_version == NULL ?
	    evid_version() : o->tool_version);
	if (st->tool_name == NULL || st->tool_version == NULL)
		return evi_fail_memory(err);
	if (!evi_text_good(st->tool_name) || !evi_text_good(st->tool_version))
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "the tool's name or version is no text for a seal");
	if (o->supersedes != NULL)
		st->has_supersedes = evi_unhex(o->supersedes,
		    strlen(o->supersedes), st->supersedes, EVI_SHA256_LEN);
	status = evi_clock_describe(o, st, err);
	if (status == EVID_OK)
		status = add_signers(st, o->keys, o->n_keys, err);
	if (status == EVID_OK)
		status = add_excluded(o, st, err);
	return status;
}

enum evid_status
evi_sign(const struct evi_statement *statement, struct evid_key *const *keys,
    size_t n_keys, struct evi_buf *seal_out, struct evid_error *err)
{
	struct evi_envelope *envelope = evi_zalloc(sizeof(*envelope));
	struct evi_buf signed_bytes = EVI_BUF_INIT;
	enum evid_status status;
	size_t i;

	if (envelope == NULL)
		return evi_fail_memory(err);
	status = evi_statement_write(statement, &envelope->payload, err);
	evi_pae(&signed_bytes, envelope->payload.data, envelope->payload.len);
	if (status == EVID_OK)
		status = evi_buf_status(&signed_bytes, err);
	for (i = 0; i < n_keys && status == EVID_OK; i++) {
		struct evi_signature *s = &envelope->signatures[i];

		memcpy(s->keyid, keys[i]->keyid, EVI_SHA256_LEN);
		envelope->n_signatures++;
		status = evi_secret_sign(keys[i]->secret, signed_bytes.data,
		    signed_bytes.len, &s->sig, err);
	}
	if (status == EVID_OK)
		status = evi_envelope_write(envelope, seal_out, err);
	evi_buf_free(&signed_bytes);
	evi_envelope_free(envelope);
	free(envelope);
	return status;
}

uint64_t
evi_tag_mtime(const struct evi_statement *statement)
{
	int64_t seconds = statement->started_at.seconds;

	return seconds < 0 || seconds > (int64_t)EVI_TAR_MTIME_MAX ? 0 :
	    (uint64_t)seconds;
}
