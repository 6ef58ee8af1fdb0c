/*
 * A hand-over: it states to whom, what is sent, and under what conditions.
 */
#include "bundle/entry/hand.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/key.h"
#include "bundle/tell.h"
#include "bundle/verdict/verdict.h"

#include <stdlib.h>
#include <string.h>

static enum evid_status
set_receiver(struct evi_draft *d, const struct evid_hand_over *over,
    struct evid_error *err)
{
	const struct evi_buf *spki = evi_public_key_spki(over->to);
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	struct evi_json *r = NULL;
	enum evid_status status;

	evi_base64_add(&text, spki->data, spki->len);
	status = evi_details_object(d->event.details, "receiver", &r, err);
	if (status == EVID_OK)
		status = evi_buf_status(&text, err);
	if (status == EVID_OK)
		status = evi_details_text(r, "publicKey",
		    evi_buf_text(&text), err);
	if (status == EVID_OK)
		status = evi_details_text(r, "name", over->name, err);
	if (status == EVID_OK)
		status = evi_details_text(r, "organization",
		    over->organization, err);
	if (status == EVID_OK)
		status = evi_details_text(r, "state", over->state, err);
	evi_buf_free(&text);
	return status;
}

/* conditions in force: the sealed ones, and the changes of them */
static enum evid_status
set_conditions(struct evi_draft *d, struct evid_error *err)
{
	struct evi_digests changes = { NULL, 0, 0 };	/* owned here */
	struct evi_json *c = NULL;
	enum evid_status status;

	status = evi_details_object(d->event.details, "conditions", &c, err);
	if (status == EVID_OK && d->entry->bundle == NULL)
		status = evi_details_set(c, "sealed", evi_json_new_null(),
		    err);
	else if (status == EVID_OK)
		status = evi_details_hex(c, "sealed",
		    d->set->conditions_digest, err);
	if (status == EVID_OK)
		status = evi_draft_changes(d, &changes, err);
	if (status == EVID_OK)
		status = evi_details_set(c, "changes",
		    evi_json_digests(&changes), err);
	evi_digests_free(&changes);
	return status;
}

struct handing {
	const struct evid_hand_over *over;
	struct evi_json *files;		/* taken by the event */
};

/* Who hands over twice has his receiver say which he answers: often the first
 * was meant, or went astray. */
static void
tell_open_before(struct evi_draft *d, const struct evid_public_key *to)
{
	const struct evid_custody *c = d->set;
	size_t i;

	for (i = 0; i < c->n_overs && d->note == NULL; i++) {
		const struct evi_custody_event *h =
		    &c->events[c->overs[i].event];

		if (!c->overs[i].open || memcmp(h->ref, to->keyid,
		    EVI_SHA256_LEN) != 0 || memcmp(
		    c->subjects[h->subject].digest, d->event.subject,
		    EVI_SHA256_LEN) != 0)
			continue;
		d->note = "a hand-over to this key is open already: whoever "
		    "receives must name the one that he answers "
		    "(--hand-over)";
		d->advice = "evid-custody list --open shows all; one that "
		    "went astray is closed by acknowledge --result refused "
		    "--hand-over DIGEST";
	}
}

static enum evid_status
fill_hand_over(void *context, struct evi_draft *d, struct evid_error *err)
{
	struct handing *h = context;
	struct evi_json *files = h->files;
	enum evid_status status;

	if (d->entry->bundle != NULL && d->set->worst == 1) {
		evi_fail(err, EVID_ERR_MISMATCH, "%s: the log or the bundle "
		    "is not intact", d->set->name);
		evi_hint(err, "evid-custody verify says what is wrong");
		return EVID_ERR_MISMATCH;
	}
	status = evi_receiver_in_log(d->set, h->over->to, err);
	if (status != EVID_OK)
		return status;
	tell_open_before(d, h->over->to);
	h->files = NULL;
	status = set_receiver(d, h->over, err);
	if (status != EVID_OK)
		evi_json_free(files);
	else
		status = evi_details_set(d->event.details, "files", files,
		    err);
	if (status == EVID_OK)
		status = set_conditions(d, err);
	if (status == EVID_OK)
		status = evi_draft_heads(d, err);
	return status == EVID_OK ? evi_draft_fields(d, err) : status;
}

enum evid_status
evid_custody_hand_over(const struct evid_custody_entry *entry,
    const struct evid_hand_over *over, struct evid_custody_added *added_out,
    struct evid_error *err)
{
	struct evi_texts own = { NULL, 0, 0 };	/* both owned here */
	struct handing h = { over, NULL };
	enum evid_status status;

	memset(added_out, 0, sizeof(*added_out));
	if (over->version != EVID_HAND_OVER_VERSION || over->to == NULL)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "a hand-over needs the receiver's key");
	status = evi_receiver_allowed(entry, over->to, err);
	if (status == EVID_OK && over->n_files == 0 && entry->bundle != NULL)
		status = evi_bundle_files(entry->bundle, &own, err);
	/* Hashed before the log is locked: it may take long. */
	if (status == EVID_OK)
		status = evi_files_state(own.count > 0 ?
		    (const char *const *)own.items : over->files,
		    own.count > 0 ? own.count : over->n_files, &h.files, err);
	if (status == EVID_OK)
		status = evi_custody_sign(entry, "handed-over", false,
		    fill_hand_over, &h, added_out, err);
	evi_json_free(h.files);
	evi_texts_free(&own);
	return status;
}
