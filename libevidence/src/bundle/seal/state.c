/*
 * The state of a sealing, signed and on the disk (kept_parts.h).
 */
#include "bundle/seal/kept_parts.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/sync.h"
#include "bundle/key.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STATE_LIMIT ((size_t)48 << 20)

static enum evid_status
sync_folder(const struct evi_kept *kept, struct evid_error *err)
{
	if (evi_sync_if_known(kept->dir) == 0)
		return EVID_OK;
	return evi_fail_errno(err, errno, "write into", kept->folder);
}

static enum evid_status
sign_state(const struct evi_kept *kept, struct evi_buf *out,
    struct evid_error *err)
{
	const struct evid_key *key = kept->options->keys[0];
	struct evi_envelope *e = evi_zalloc(sizeof(*e));
	struct evi_buf pae = EVI_BUF_INIT;
	enum evid_status status;

	if (e == NULL)
		return evi_fail_memory(err);
	status = evi_resume_write(&kept->state, &e->payload, err);
	evi_pae_as(&pae, EVI_RESUME_TYPE, e->payload.data, e->payload.len);
	if (status == EVID_OK)
		status = evi_buf_status(&pae, err);
	e->n_signatures = 1;
	memcpy(e->signatures[0].keyid, key->keyid, EVI_SHA256_LEN);
	if (status == EVID_OK)
		status = evi_secret_sign(key->secret, pae.data, pae.len,
		    &e->signatures[0].sig, err);
	if (status == EVID_OK)
		status = evi_envelope_write_as(e, EVI_RESUME_TYPE, out, err);
	evi_buf_free(&pae);
	evi_envelope_free(e);
	free(e);
	return status;
}

enum evid_status
evi_kept_save(struct evi_kept *kept, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;
	enum evid_status status;

	status = sign_state(kept, &text, err);
	if (status == EVID_OK)
		status = evi_kept_write(kept, "state.new", text.data, text.len,
		    err);
	/* What it speaks of has its name before it has its own. */
	if (status == EVID_OK)
		status = sync_folder(kept, err);
	if (status == EVID_OK && renameat(kept->dir, "state.new", kept->dir,
	    "state") != 0)
		status = evi_fail_errno(err, errno, "write into",
		    kept->folder);
	if (status == EVID_OK)
		status = sync_folder(kept, err);
	evi_buf_free(&text);
	if (status == EVID_OK)
		kept->saved = kept->state.output > 0;
	return status;
}

/* Its signature is that of our first key. */
static enum evid_status
check_signature(const struct evi_kept *kept, const struct evi_envelope *e,
    struct evid_error *err)
{
	const struct evid_key *key = kept->options->keys[0];
	struct evi_buf pae = EVI_BUF_INIT;
	enum evid_status status;
	bool valid = false;

	if (e->n_signatures == 1 && memcmp(e->signatures[0].keyid, key->keyid,
	    EVI_SHA256_LEN) != 0)
		return evi_kept_fail(kept, EVID_ERR_ARGUMENT, "the sealing "
		    "began with another key (-k)", err);
	evi_pae_as(&pae, EVI_RESUME_TYPE, e->payload.data, e->payload.len);
	status = evi_buf_status(&pae, err);
	if (status == EVID_OK && e->n_signatures == 1)
		status = evi_signature_verify(key->spki.data, key->spki.len,
		    pae.data, pae.len, e->signatures[0].sig.data,
		    e->signatures[0].sig.len, &valid, err);
	evi_buf_free(&pae);
	return status == EVID_OK && !valid ? evi_kept_fail(kept,
	    EVID_ERR_MISMATCH, "its state was altered: the signature is not "
	    "that of the key", err) : status;
}

enum evid_status
evi_kept_read(struct evi_kept *kept, struct evid_error *err)
{
	struct evi_envelope *e = evi_zalloc(sizeof(*e));
	struct evi_buf text = EVI_BUF_INIT;
	enum evid_status status;
	const char *why = NULL;
	char *path = NULL;

	if (e == NULL)
		return evi_fail_memory(err);
	status = evi_kept_path(kept, "state", &path, err);
	if (status == EVID_OK)
		status = evi_file_read(path, STATE_LIMIT, &text, err);
	if (status == EVID_OK)
		status = evi_envelope_read_as(text.data, text.len,
		    EVI_RESUME_TYPE, true, e, &why, err);
	if (status == EVID_OK && why != NULL)
		status = evi_kept_fail(kept, EVID_ERR_MISMATCH, "its state "
		    "was damaged or altered", err);
	if (status == EVID_OK)
		status = check_signature(kept, e, err);
	if (status == EVID_OK)
		status = evi_resume_read(e->payload.data, e->payload.len,
		    path, &kept->state, err);
	evi_envelope_free(e);
	free(e);
	evi_buf_free(&text);
	free(path);
	return status;
}
