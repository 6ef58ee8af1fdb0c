/*
 * A receipt: it states what was found and what is accepted, and is signed for
 * nothing else.
 */
#include "bundle/custody/hand.h"

#include "base/file.h"
#include "base/text.h"
#include "bundle/tell.h"
#include "bundle/verdict/verdict.h"

#include <stdlib.h>
#include <string.h>

/* every file that the hand-over names is there, as it says */
static enum evid_status
check_files(const struct evi_json *named, const char *folder,
    struct evid_error *err)
{
	static const char *const words[] = {
		[EVI_FILE_MISSING] = "the hand-over names it, and it is not "
		    "there",
		[EVI_FILE_CUT] = "it is shorter than the hand-over says",
		[EVI_FILE_CHANGED] = "it is not what the hand-over says",
	};
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < evi_json_count(named) && status == EVID_OK; i++) {
		struct evi_file_check check;

		status = evi_file_check(evi_json_at(named, i), folder,
		    &check, err);
		if (status == EVID_OK && check.result != EVI_FILE_GOOD) {
			status = check.result == EVI_FILE_MISSING ?
			    EVID_ERR_NOT_FOUND :
			    check.result == EVI_FILE_CUT ?
			    EVID_ERR_TRUNCATED : EVID_ERR_MISMATCH;
			evi_fail_path(err, status, check.path,
			    words[check.result],
			    "fetch it again; nothing was signed");
		}
		evi_file_check_free(&check);
	}
	return status;
}

struct receiving {
	const struct evid_receipt *receipt;
	const struct evid_verdict *verdict;
	char *folder;			/* of the bundle */
};

static const char *
answer_name(enum evid_acceptance answer)
{
	switch (answer) {
	case EVID_ACCEPTED:
		return "accepted";
	case EVID_WITH_RESERVATION:
		return "with-reservation";
	case EVID_NOT_ACCEPTED:
		break;
	}
	return "not-accepted";
}

static enum evid_status
set_verdict(struct evi_draft *d, const struct evid_verdict *v,
    struct evid_error *err)
{
	enum evid_result result;
	struct evi_json *o = NULL, *tool = NULL;
	enum evid_status status;

	if (v == NULL)
		return evi_details_set(d->event.details, "verdict",
		    evi_json_new_null(), err);
	result = evid_verdict_result(v);
	status = evi_details_object(d->event.details, "verdict", &o, err);
	if (status == EVID_OK)
		status = evi_details_text(o, "status",
		    evid_result_name(result), err);
	if (status == EVID_OK)
		status = evi_details_set(o, "exitStatus",
		    evi_json_new_u64((uint64_t)result), err);
	if (status == EVID_OK && v->has_policy)
		status = evi_details_hex(o, "policySha256", v->policy_sha256,
		    err);
	else if (status == EVID_OK)
		status = evi_details_set(o, "policySha256",
		    evi_json_new_null(), err);
	if (status == EVID_OK)
		status = evi_details_object(o, "tool", &tool, err);
	if (status == EVID_OK)
		status = evi_details_text(tool, "name", v->tool == NULL ?
		    "libevidence" : v->tool, err);
	if (status == EVID_OK)
		status = evi_details_text(tool, "version", evid_version(), err);
	return status;
}

static enum evid_status
unanswered(const char *id, struct evid_error *err)
{
	return evi_fail_path(err, EVID_ERR_ARGUMENT, id,
	    "this condition must be answered", "read it (evid-inspect), then "
	    "say --condition ID=accepted, with-reservation or not-accepted; "
	    "or --accept all");
}

static enum evid_status
add_answer(struct evi_json *array, const char *id,
    enum evid_acceptance answer, const char *text, struct evid_error *err)
{
	struct evi_json *one = evi_json_new_object();
	enum evid_status status;

	if (!evi_json_append(array, one))
		return evi_fail_memory(err);
	status = evi_details_text(one, "id", id, err);
	if (status == EVID_OK)
		status = evi_details_text(one, "answer", answer_name(answer),
		    err);
	if (status == EVID_OK && text != NULL)
		status = evi_details_text(one, "text", text, err);
	return status;
}

static const struct evid_condition_answer *
answer_of(const struct evid_receipt *receipt, const char *id)
{
	size_t i;

	for (i = 0; i < receipt->n_conditions; i++)
		if (strcmp(receipt->conditions[i].id, id) == 0)
			return &receipt->conditions[i];
	return NULL;
}

/* each condition that asks for it is answered, and no other than there is */
static enum evid_status
set_answers(struct evi_draft *d, const struct evid_receipt *receipt,
    struct evid_error *err)
{
	struct evi_wanted wanted = { NULL, 0, 0 };	/* owned here */
	struct evi_json *array = evi_json_new_array();	/* taken */
	enum evid_status status;
	size_t i;

	status = evi_details_set(d->event.details, "conditions", array, err);
	if (status == EVID_OK)
		status = evi_wanted_gather(d->set, &wanted, err);
	for (i = 0; i < receipt->n_conditions && status == EVID_OK; i++) {
		const struct evid_condition_answer *a =
		    &receipt->conditions[i];

		if (!evi_wanted_have(&wanted, a->id))
			status = evi_fail_path(err, EVID_ERR_ARGUMENT, a->id,
			    "there is no condition of that id",
			    "evid-inspect shows the conditions");
		else if (receipt->acceptance == EVID_ACCEPTED &&
		    a->answer != EVID_ACCEPTED)
			status = evi_fail_path(err, EVID_ERR_ARGUMENT, a->id,
			    "a condition is not accepted as it is, and the "
			    "whole is", "receive with --with-reservation or "
			    "--not-accepted and say why");
	}
	for (i = 0; i < wanted.count && status == EVID_OK; i++) {
		const char *id = wanted.items[i].id;
		const struct evid_condition_answer *a = answer_of(receipt,
		    id);
		bool needs = evi_wanted_needs(&wanted, id);

		/* One answer is to all of its id. */
		if (!evi_wanted_have(&wanted, id) || !evi_wanted_first(&wanted,
		    i))
			continue;
		if (a != NULL)
			status = add_answer(array, id, a->answer, a->text,
			    err);
		else if (needs && receipt->accept_all)
			status = add_answer(array, id, EVID_ACCEPTED, NULL,
			    err);
		else if (needs)
			status = unanswered(id, err);
	}
	evi_wanted_free(&wanted);
	return status;
}

static enum evid_status
same_conditions(const struct evi_draft *d, const struct evi_event *over,
    struct evid_error *err)
{
	uint8_t sealed[EVI_SHA256_LEN];

	if (d->entry->bundle == NULL || (evi_digest_get(evi_json_get(
	    over->details, "conditions"), "sealed", sealed) &&
	    memcmp(sealed, d->set->conditions_digest, sizeof(sealed)) == 0))
		return EVID_OK;
	evi_fail(err, EVID_ERR_MISMATCH, "nothing was signed: the hand-over "
	    "states other conditions than those of the bundle");
	evi_hint(err, "ask the sender for one that states these; "
	    "evid-custody refuse says why it is not taken");
	return EVID_ERR_MISMATCH;
}

static enum evid_status
fill_receipt(void *context, struct evi_draft *d, struct evid_error *err)
{
	const struct receiving *r = context;
	struct evi_json *details = d->event.details;
	const struct evi_json *files;
	struct evi_event over;			/* owned here */
	enum evid_status status;
	uint32_t event;

	memset(&over, 0, sizeof(over));
	status = evi_draft_answer(d, &event, err);
	if (status == EVID_OK)
		status = evi_custody_event_read(d->set, event, &over, err);
	if (status != EVID_OK)
		return status;
	files = evi_json_get(over.details, "files");
	status = same_conditions(d, &over, err);
	if (status == EVID_OK)
		status = check_files(files, r->folder, err);
	if (status == EVID_OK)
		status = evi_details_text(details, "acceptance",
		    answer_name(r->receipt->acceptance), err);
	if (status == EVID_OK && r->receipt->acceptance != EVID_ACCEPTED)
		status = evi_details_text(details, "reservation",
		    r->receipt->reservation, err);
	if (status == EVID_OK)
		status = set_answers(d, r->receipt, err);
	if (status == EVID_OK)
		status = evi_details_set(details, "files",
		    evi_json_ref((struct evi_json *)files), err);
	if (status == EVID_OK)
		status = set_verdict(d, r->verdict, err);
	if (status == EVID_OK)
		status = evi_draft_heads(d, err);
	if (status == EVID_OK)
		status = evi_draft_fields(d, err);
	evi_event_free(&over);
	return status;
}

/* Why is it not trusted?  NULL: whoever sealed it is not. */
static const struct evi_verdict_finding *
not_trusted_for(const struct evid_verdict *v)
{
	const struct evi_verdict_finding *found = NULL;
	size_t i;

	for (i = 0; i < v->n_findings; i++) {
		const struct evi_verdict_finding *f = &v->findings[i];

		if (f->code == EVI_FINDING_NO_TRUST_GIVEN ||
		    f->code == EVI_FINDING_SIGNER_NOT_TRUSTED)
			return NULL;
		if (found == NULL && evi_finding_kinds[f->code].effect ==
		    (int)EVID_NOT_TRUSTED)
			found = f;
	}
	return found;
}

static void
not_trusted(const struct evid_verdict *v, struct evid_error *err)
{
	const struct evi_verdict_finding *f = not_trusted_for(v);

	if (f == NULL) {
		evi_fail(err, EVID_ERR_MISMATCH, "the bundle is %s; nothing "
		    "was signed", evid_result_name(EVID_NOT_TRUSTED));
		evi_hint(err, "name whom you trust (-p, -t, --pins), or "
		    "receive it --with-reservation TEXT");
		return;
	}
	evi_fail(err, EVID_ERR_MISMATCH, "nothing was signed, for it is %s: "
	    "%s", evid_result_name(EVID_NOT_TRUSTED), f->message);
	/* What it was handed over under nobody can receive. */
	evi_hint(err, f->code == EVI_FINDING_CUSTODY_HAND_OVER_OTHER ?
	    "%s; evid-custody refuse says why it is not taken" :
	    "%s; or receive it --with-reservation TEXT",
	    evi_finding_kinds[f->code].hint);
}

/* may a receipt be signed on this verdict? */
static enum evid_status
verdict_allows(const struct evid_verdict *v,
    const struct evid_receipt *receipt, struct evid_error *err)
{
	enum evid_result result = evid_verdict_result(v);

	if (result == EVID_VERIFIED || (result == EVID_NOT_TRUSTED &&
	    receipt->acceptance != EVID_ACCEPTED))
		return EVID_OK;
	if (result == EVID_NOT_TRUSTED) {
		not_trusted(v, err);
		return EVID_ERR_MISMATCH;
	}
	evi_fail(err, EVID_ERR_MISMATCH, "the bundle is %s; nothing was "
	    "signed", evid_result_name(result));
	evi_hint(err, "fetch it again, or evid-custody refuse says why it is "
	    "not taken");
	return EVID_ERR_MISMATCH;
}

static enum evid_status
check_receipt(const struct evid_custody_entry *entry,
    const struct evid_receipt *r, struct evid_error *err)
{
	if (r->version != EVID_RECEIPT_VERSION ||
	    (entry->bundle != NULL && r->verify == NULL))
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "a receipt needs to know whom to trust");
	if (r->acceptance != EVID_ACCEPTED && (r->reservation == NULL ||
	    *r->reservation == '\0'))
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "a reservation or refusal needs its words");
	if (r->acceptance == EVID_ACCEPTED && r->reservation != NULL)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "what is accepted as it is has no reservation");
	return EVID_OK;
}

enum evid_status
evid_custody_receive(const struct evid_custody_entry *entry,
    const struct evid_receipt *receipt, struct evid_verdict **verdict_out,
    struct evid_custody_added *added_out, struct evid_error *err)
{
	struct evid_verify_options how;
	struct receiving r = { receipt, NULL, NULL };	/* owned here */
	enum evid_status status = check_receipt(entry, receipt, err);

	*verdict_out = NULL;
	memset(added_out, 0, sizeof(*added_out));
	if (status != EVID_OK)
		return status;
	status = evi_path_folder(entry->bundle != NULL ? entry->bundle :
	    entry->log, &r.folder, err);
	if (status == EVID_OK && entry->bundle != NULL) {
		how = *receipt->verify;
		how.custody = entry->log;
		status = evid_verify_path(entry->bundle, &how, verdict_out,
		    err);
		if (status == EVID_OK)
			status = verdict_allows(*verdict_out, receipt, err);
		r.verdict = *verdict_out;
	}
	if (status == EVID_OK)
		status = evi_custody_sign(entry, "received", fill_receipt, &r,
		    added_out, err);
	free(r.folder);
	return status;
}
