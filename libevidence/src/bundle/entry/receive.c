/*
 * A receipt: it states what was found and what is accepted, and is signed for
 * nothing else.
 */
#include "bundle/entry/hand.h"
#include "bundle/custody/party.h"

#include "base/file.h"
#include "base/text.h"
#include "bundle/stream/tail_read.h"
#include "bundle/tell.h"
#include "bundle/verdict/verdict.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct receiving {
	const struct evid_receipt *receipt;
	struct evid_verdict *verdict;
	enum evid_status unread;	/* why there is none of a bundle */
	char *folder;			/* of the bundle */
};

/* files as they were sent, or, of what is not taken, as they are here */
static enum evid_status
set_files(struct evi_draft *d, const struct receiving *r,
    const struct evi_json *named, struct evid_error *err)
{
	struct evi_json *found = NULL;
	enum evid_status status;

	status = d->not_taken ? evi_files_found(named, r->folder,
	    d->entry->bundle, &found, err) : evi_files_came(named, r->folder,
	    d->entry->bundle, &found, err);
	if (status == EVID_OK)
		status = evi_details_set(d->event.details, "files", found,
		    err);
	if (status != EVID_OK || !d->not_taken || d->event.of_exhibit ||
	    evi_json_count(found) > 0)
		return status;
	evi_fail(err, EVID_ERR_NOT_FOUND, "nothing was signed: no file that "
	    "the hand-over names is there");
	evi_hint(err, "evid-custody refuse says that nothing came");
	return EVID_ERR_NOT_FOUND;
}

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
set_verdict(struct evi_draft *d, const struct receiving *r,
    struct evid_error *err)
{
	const struct evid_verdict *v = r->verdict;
	struct evi_json *o = NULL, *tool = NULL;
	enum evid_status status;

	if (v == NULL && r->unread == EVID_OK)
		return evi_details_set(d->event.details, "verdict",
		    evi_json_new_null(), err);
	status = evi_details_object(d->event.details, "verdict", &o, err);
	if (status == EVID_OK)
		status = evi_details_text(o, "status", v == NULL ?
		    "not-a-bundle" : evid_result_name(evid_verdict_result(v)),
		    err);
	if (status == EVID_OK)
		status = evi_details_set(o, "exitStatus", evi_json_new_u64(
		    v == NULL ? 2 : (uint64_t)evid_verdict_result(v)), err);
	if (status == EVID_OK && v != NULL && v->has_policy)
		status = evi_details_hex(o, "policySha256", v->policy_sha256,
		    err);
	else if (status == EVID_OK)
		status = evi_details_set(o, "policySha256",
		    evi_json_new_null(), err);
	if (status == EVID_OK)
		status = evi_details_object(o, "tool", &tool, err);
	if (status == EVID_OK)
		status = evi_details_text(tool, "name", v == NULL ||
		    v->tool == NULL ? "libevidence" : v->tool, err);
	if (status == EVID_OK)
		status = evi_details_text(tool, "version", evid_version(), err);
	return status;
}

static enum evid_status
unanswered(const char *id, struct evid_error *err)
{
	return evi_fail_condition(err, id, "it must be answered", "read what it says, then "
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

/* What it was handed over under must be there to be read. */
static enum evid_status
changes_there(const struct evi_draft *d, uint32_t over,
    struct evid_error *err)
{
	const struct evi_json *changes = NULL;
	struct evi_digests named = { NULL, 0, 0 };	/* owned here */
	char hex[2 * EVI_SHA256_LEN + 1] = "";
	struct evi_event full;
	enum evid_status status;
	size_t i;

	status = evi_custody_event_read(d->set, over, &full, err);
	if (status != EVID_OK)
		return status;
	changes = evi_json_get(full.details, "conditions");
	if (!evi_digests_get(changes, "changes", &named))
		status = evi_fail_memory(err);
	for (i = 0; i < named.count && hex[0] == '\0'; i++)
		if (evi_custody_find(d->set, named.items[i]) == EVI_NONE)
			evi_hex(named.items[i], EVI_SHA256_LEN, hex);
	if (status == EVID_OK && hex[0] != '\0') {
		evi_fail(err, EVID_ERR_TRUNCATED, "%s: nothing was signed: "
		    "the hand-over is under a change of conditions that this "
		    "log lacks, event %.16s", d->set->name, hex);
		evi_hint(err, "ask the sender for his log, and merge");
		status = EVID_ERR_TRUNCATED;
	}
	evi_digests_free(&named);
	evi_event_free(&full);
	return status;
}

/* each condition that asks for it is answered, and no other than there is */
static enum evid_status
set_answers(struct evi_draft *d, const struct receiving *r, uint32_t over,
    struct evid_error *err)
{
	const struct evid_receipt *receipt = r->receipt;
	struct evi_wanted wanted = EVI_WANTED_INIT;	/* owned here */
	struct evi_json *array = evi_json_new_array();	/* taken */
	enum evid_status status;
	size_t i;

	status = evi_details_set(d->event.details, "conditions", array, err);
	if (status == EVID_OK)
		status = evi_wanted_gather(d->set, over, d->event.at,
		    &wanted, err);
	if (status == EVID_OK && receipt->asked != NULL && !d->not_taken)
		status = evi_wanted_tell(d->set, &wanted, receipt->language,
		    r->verdict == NULL ? NULL : &r->verdict->masks,
		    receipt->asked, receipt->asked_context, err);
	for (i = 0; i < receipt->n_conditions && status == EVID_OK; i++) {
		const struct evid_condition_answer *a =
		    &receipt->conditions[i];

		if (!d->by_log && !evi_wanted_have(&wanted, a->id))
			status = evi_fail_condition(err, a->id,
			    "there is none of that id", "evid-inspect shows "
			    "those that are sealed, evid-custody list those "
			    "that were added");
		else if (receipt->acceptance == EVID_ACCEPTED &&
		    a->answer != EVID_ACCEPTED)
			status = evi_fail_condition(err, a->id,
			    "it is not accepted as it is, and the whole is",
			    "receive with --with-reservation or "
			    "--not-accepted and say why");
	}
	for (i = 0; i < wanted.count && status == EVID_OK; i++) {
		const char *id = wanted.items[i].id;
		const struct evid_condition_answer *a = answer_of(receipt,
		    id);
		bool needs = !d->not_taken && evi_wanted_needs(&wanted, id);

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

	if (d->entry->bundle == NULL || d->not_taken ||
	    (evi_digest_get(evi_json_get(over->details, "conditions"),
	    "sealed", sealed) &&
	    memcmp(sealed, d->set->conditions_digest, sizeof(sealed)) == 0))
		return EVID_OK;
	evi_fail(err, EVID_ERR_MISMATCH, "nothing was signed: the hand-over "
	    "states other conditions than those of the bundle");
	evi_hint(err, "ask the sender for one that states these; "
	    "evid-custody refuse says why it is not taken");
	return EVID_ERR_MISMATCH;
}

/* What is accepted as it is rests on whoever handed it over. */
static enum evid_status
handed_over_well(const struct evi_draft *d, const struct evid_receipt *receipt,
    uint32_t over, struct evid_error *err)
{
	const char *why = evi_custody_why(d->set, over);

	if (d->set->events[over].counts ||
	    receipt->acceptance != EVID_ACCEPTED)
		return EVID_OK;
	evi_fail(err, EVID_ERR_UNTRUSTED, "nothing was signed: the hand-over "
	    "is a claim: %s", why == NULL ? "it does not count" : why);
	evi_hint(err, EVI_HINT_HAND_OVER_ANEW);
	return EVID_ERR_UNTRUSTED;
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
	status = handed_over_well(d, r->receipt, event, err);
	if (status == EVID_OK)
		status = same_conditions(d, &over, err);
	if (status == EVID_OK && !d->not_taken)
		status = changes_there(d, event, err);
	if (status == EVID_OK)
		status = set_files(d, r, files, err);
	if (status == EVID_OK)
		status = evi_details_text(details, "acceptance",
		    answer_name(r->receipt->acceptance), err);
	if (status == EVID_OK && r->receipt->acceptance != EVID_ACCEPTED)
		status = evi_details_text(details, "reservation",
		    r->receipt->reservation, err);
	if (status == EVID_OK)
		status = set_answers(d, r, event, err);
	if (status == EVID_OK)
		status = set_verdict(d, r, err);
	if (status == EVID_OK)
		status = evi_draft_heads(d, err);
	if (status == EVID_OK)
		status = evi_draft_fields(d, err);
	evi_event_free(&over);
	return status;
}

static enum evid_status
check_receipt(const struct evid_custody_entry *entry,
    const struct evid_receipt *r, struct evid_error *err)
{
	size_t i;

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
	for (i = 0; i < r->n_conditions; i++)
		if (answer_of(r, r->conditions[i].id) != &r->conditions[i])
			return evi_fail_condition(err, r->conditions[i].id,
			    "it is answered twice",
			    "give one answer to each (--condition)");
	return evi_entry_allowed(entry, "received", err);
}

/* Of what is not taken it is a verdict, too, that it is no bundle. */
static enum evid_status
verify(const struct evid_custody_entry *entry, struct receiving *r,
    struct evid_verdict **verdict_out, struct evid_error *err)
{
	struct evid_verify_options how = *r->receipt->verify;
	struct evid_error why = EVID_ERROR_INIT;
	enum evid_status status;

	how.custody = entry->log;
	how.custody_mended = entry->mend;
	status = evid_verify_path(entry->bundle, &how, verdict_out, &why);
	r->verdict = *verdict_out;
	if (status == EVID_OK)
		return evi_receipt_allowed(*verdict_out, r->receipt, err);
	if (r->receipt->acceptance == EVID_NOT_ACCEPTED &&
	    (status == EVID_ERR_FORMAT || status == EVID_ERR_TRUNCATED)) {
		r->unread = status;
		return EVID_OK;
	}
	if (err != NULL)
		*err = why;
	return status;
}

/* The hand-over comes in the sender's log: without one there is nothing that a
 * verdict on the bundle could be signed in answer to. */
static enum evid_status
check_log(const struct evid_custody_entry *entry, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	struct stat st;

	if (lstat(entry->log, &st) != 0) {
		if (errno != ENOENT)
			return EVID_OK;
		/* What is no bundle has none beside it. */
		if (entry->bundle != NULL)
			status = evi_tail_begins(entry->bundle, err);
		return status != EVID_OK ? status : evi_fail_path(err,
		    EVID_ERR_NOT_FOUND, entry->log, "there is no custody log "
		    "here", "it comes from the sender, with the bundle: put "
		    "it there, or name it (--log)");
	}
	if (!S_ISREG(st.st_mode) || st.st_size > 0)
		return EVID_OK;
	return evi_fail_path(err, EVID_ERR_TRUNCATED, entry->log, "the custody "
	    "log is empty: no hand-over stands in it", "fetch it again from "
	    "the sender, or name the right one (--log)");
}

enum evid_status
evid_custody_receive(const struct evid_custody_entry *entry,
    const struct evid_receipt *receipt, struct evid_verdict **verdict_out,
    struct evid_custody_added *added_out, struct evid_error *err)
{
	struct receiving r = { .receipt = receipt };	/* owned here */
	enum evid_status status = check_receipt(entry, receipt, err);

	*verdict_out = NULL;
	memset(added_out, 0, sizeof(*added_out));
	if (status == EVID_OK)
		status = check_log(entry, err);
	if (status != EVID_OK)
		return status;
	status = evi_path_folder(entry->bundle != NULL ? entry->bundle :
	    entry->log, &r.folder, err);
	if (status == EVID_OK && entry->bundle != NULL)
		status = verify(entry, &r, verdict_out, err);
	if (status == EVID_OK)
		status = evi_custody_sign(entry, "received",
		    receipt->acceptance == EVID_NOT_ACCEPTED, fill_receipt,
		    &r, added_out, err);
	free(r.folder);
	return status;
}
