/*
 * Events that a person states: what happened to an exhibit or a bundle, and
 * the answers to a hand-over that need no verification.
 */
#include "bundle/custody/sign.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/key.h"
#include "bundle/tell.h"

#include <stdlib.h>
#include <string.h>

static bool
same_key(const struct evid_custody *c, const struct evi_draft *d,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	uint32_t mine = evi_custody_find_key(c, d->event.keyid);
	uint32_t other = evi_custody_find_key(c, keyid);

	return memcmp(d->event.keyid, keyid, EVI_SHA256_LEN) == 0 ||
	    (mine != EVI_NONE && other != EVI_NONE &&
	    evi_custody_succeeds(c, mine, other));
}

/* another key of the same contact of a directory */
static enum evid_status
same_contact(const struct evi_draft *d, uint32_t over, bool *same_out,
    struct evid_error *err)
{
	struct evi_known_key mine, his;
	struct evi_buf spki = EVI_BUF_INIT;	/* both owned here */
	struct evi_event full;
	const char *text = "";
	enum evid_status status;

	*same_out = false;
	status = evi_custody_event_read(d->set, over, &full, err);
	if (status != EVID_OK)
		return status;
	(void)evi_json_get_string(evi_json_get(full.details, "receiver"),
	    "publicKey", &text);
	*same_out = evi_unbase64(text, strlen(text), &spki) &&
	    evi_custody_known_spki(d->set, &d->event.spki, EVID_USE_CUSTODY,
	    d->event.at, &mine) && evi_custody_known_spki(d->set, &spki,
	    EVID_USE_CUSTODY, d->event.at, &his) && mine.entry != NULL &&
	    his.entry != NULL && strcmp(mine.holder, his.holder) == 0;
	evi_buf_free(&spki);
	evi_event_free(&full);
	return EVID_OK;
}

/* may this draft answer the hand-over? */
static enum evid_status
may_answer(const struct evi_draft *d, const struct evi_custody_over *over,
    bool *may_out, struct evid_error *err)
{
	const struct evi_custody_event *h = &d->set->events[over->event];

	*may_out = false;
	if (memcmp(d->set->subjects[h->subject].digest, d->event.subject,
	    EVI_SHA256_LEN) != 0)
		return EVID_OK;
	if (d->event.type == EVI_EVENT_DELIVERED)
		*may_out = true;
	else if (!over->open)
		return EVID_OK;
	else if (d->event.type == EVI_EVENT_ACKNOWLEDGED)
		*may_out = same_key(d->set, d, d->set->keys[h->key].id);
	else if (same_key(d->set, d, h->ref))
		*may_out = true;
	else
		return same_contact(d, over->event, may_out, err);
	return EVID_OK;
}

static enum evid_status
no_such(const struct evi_draft *d, size_t n, struct evid_error *err)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */
	bool sender = d->event.type == EVI_EVENT_ACKNOWLEDGED;

	evi_text_escape(&shown, d->entry->log, strlen(d->entry->log));
	if (n > 1) {
		evi_fail(err, EVID_ERR_ARGUMENT, "%s: there are %zu open "
		    "hand-overs that this key can answer",
		    evi_buf_text(&shown), n);
		evi_hint(err, "name one of them (--hand-over); evid-custody "
		    "list --open shows them");
	} else if (d->entry->hand_over != NULL) {
		evi_fail(err, EVID_ERR_ARGUMENT, "%s: it has no open "
		    "hand-over of that digest that this key can answer",
		    evi_buf_text(&shown));
		evi_hint(err, "evid-custody list --open shows those that are "
		    "open, by whom and to whom");
	} else {
		evi_fail(err, EVID_ERR_ARGUMENT, "%s: there is no open "
		    "hand-over %s this key", evi_buf_text(&shown),
		    sender ? "by" : "to");
		evi_hint(err, "merge the sender's log first: evid-custody "
		    "list --open shows what is open");
	}
	evi_buf_free(&shown);
	return EVID_ERR_ARGUMENT;
}

enum evid_status
evi_draft_answer(struct evi_draft *d, uint32_t *over_out,
    struct evid_error *err)
{
	const char *hex = d->entry->hand_over;
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status = EVID_OK;
	size_t i, n = 0;

	*over_out = EVI_NONE;
	if (hex != NULL && !evi_unhex(hex, strlen(hex), digest,
	    sizeof(digest)))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, hex,
		    "not the digest of an event", "it has 64 hex digits: "
		    "evid-custody list --open shows it");
	for (i = 0; i < d->set->n_overs && status == EVID_OK; i++) {
		const struct evi_custody_over *over = &d->set->overs[i];
		bool may = false;

		if (hex != NULL && memcmp(d->set->events[over->event].digest,
		    digest, sizeof(digest)) != 0)
			continue;
		status = may_answer(d, over, &may, err);
		if (!may)
			continue;
		*over_out = over->event;
		n++;
	}
	if (status != EVID_OK)
		return status;
	if (n != 1)
		return no_such(d, n, err);
	return evi_digests_add(&d->event.answers,
	    d->set->events[*over_out].digest, err);
}

static enum evid_status
take_answers(struct evi_draft *d, struct evid_error *err)
{
	const struct evid_custody_entry *o = d->entry;
	enum evid_status status = EVID_OK;
	uint8_t digest[EVI_SHA256_LEN];
	size_t i;

	for (i = 0; i < o->n_answers && status == EVID_OK; i++) {
		if (!evi_unhex(o->answers[i], strlen(o->answers[i]), digest,
		    sizeof(digest)))
			return evi_fail_path(err, EVID_ERR_ARGUMENT,
			    o->answers[i], "not the digest of an event",
			    "it has 64 hex digits");
		if (evi_custody_find(d->set, digest) == EVI_NONE)
			return evi_fail_path(err, EVID_ERR_ARGUMENT,
			    o->answers[i], "the log has no such event",
			    "merge the log that has it first");
		status = evi_digests_add(&d->event.answers, digest, err);
	}
	return status;
}

/* what a correction corrects, where one event alone is answered */
static enum evid_status
fill_correction(struct evi_draft *d, struct evid_error *err)
{
	struct evi_json *corrects = evi_json_get(d->event.details,
	    "corrects");
	char hex[2 * EVI_SHA256_LEN + 1];
	enum evid_status status = EVID_OK;

	if (d->event.answers.count != 1) {
		evi_fail(err, EVID_ERR_ARGUMENT,
		    "a correction answers the one event that it corrects");
		evi_hint(err, "name its digest (--answers)");
		return EVID_ERR_ARGUMENT;
	}
	evi_hex(d->event.answers.items[0], EVI_SHA256_LEN, hex);
	if (corrects == NULL)
		status = evi_details_set(d->event.details, "corrects",
		    evi_json_new_object(), err);
	corrects = evi_json_get(d->event.details, "corrects");
	if (status == EVID_OK && evi_json_get(corrects, "event") == NULL)
		status = evi_details_set(corrects, "event",
		    evi_json_new_string(hex), err);
	if (status == EVID_OK &&
	    evi_json_get(d->event.details, "fields") == NULL)
		status = evi_details_set(d->event.details, "fields",
		    evi_json_new_object(), err);
	return status;
}

static enum evid_status
fill_key(struct evi_draft *d, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	const struct evi_buf *spki;
	enum evid_status status;

	if (d->entry->new_key == NULL)
		return EVID_OK;
	spki = evi_public_key_spki(d->entry->new_key);
	evi_base64_add(&text, spki->data, spki->len);
	status = evi_buf_status(&text, err);
	if (status == EVID_OK)
		status = evi_details_set(d->event.details, "newKey",
		    evi_json_new_string(evi_buf_text(&text)), err);
	evi_buf_free(&text);
	return status;
}

/* a file that is attached, or the scan of an answer on paper */
static enum evid_status
fill_file(struct evi_draft *d, struct evid_error *err)
{
	struct evi_json *details = d->event.details, *scan;
	const char *path = d->entry->file;
	char hex[2 * EVI_SHA256_LEN + 1];
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;
	uint64_t size;

	if (path == NULL)
		return EVID_OK;
	status = evi_file_fact(path, &size, digest, err);
	if (status != EVID_OK)
		return status;
	evi_hex(digest, EVI_SHA256_LEN, hex);
	if (d->event.type == EVI_EVENT_ACKNOWLEDGED) {
		scan = evi_json_new_object();
		if (!evi_json_set(scan, "sha256", evi_json_new_string(hex))) {
			evi_json_free(scan);
			return evi_fail_memory(err);
		}
		return evi_details_set(details, "scan", scan, err);
	}
	if (!evi_utf8_valid(path, strlen(path)))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, path,
		    "its name is not UTF-8", "rename it first");
	status = evi_details_set(details, "name",
	    evi_json_new_string(evi_path_base(path)), err);
	if (status == EVID_OK)
		status = evi_details_set(details, "size",
		    evi_json_new_u64(size), err);
	if (status == EVID_OK)
		status = evi_details_set(details, "sha256",
		    evi_json_new_string(hex), err);
	return status;
}

/* which exhibit of a bundle it is about */
static enum evid_status
fill_exhibit(struct evi_draft *d, struct evid_error *err)
{
	struct evi_json *array;

	if (d->entry->bundle == NULL || d->entry->exhibit == NULL)
		return EVID_OK;
	array = evi_json_new_array();
	if (!evi_json_append(array, evi_json_new_string(d->entry->exhibit))) {
		evi_json_free(array);
		return evi_fail_memory(err);
	}
	return evi_details_set(d->event.details, "exhibits", array, err);
}

static bool
answers_hand_over(enum evi_event_type type)
{
	return type == EVI_EVENT_DELIVERED || type == EVI_EVENT_REFUSED ||
	    type == EVI_EVENT_ACKNOWLEDGED;
}

static enum evid_status
fill(void *context, struct evi_draft *d, struct evid_error *err)
{
	const struct evid_custody_entry *o = d->entry;
	enum evid_status status;
	uint32_t over;
	size_t i;

	(void)context;
	status = take_answers(d, err);
	if (status == EVID_OK && answers_hand_over(d->event.type))
		status = evi_draft_answer(d, &over, err);
	if (status == EVID_OK)
		status = fill_file(d, err);
	if (status == EVID_OK)
		status = fill_key(d, err);
	if (status == EVID_OK)
		status = fill_exhibit(d, err);
	for (i = 0; i < o->n_fields && status == EVID_OK; i++)
		status = evi_fields_set(d->event.details, &o->fields[i], err);
	evi_digests_sort(&d->event.answers);
	if (status == EVID_OK && d->event.type == EVI_EVENT_CORRECTED)
		status = fill_correction(d, err);
	return status;
}

enum evid_status
evid_custody_add(const struct evid_custody_entry *entry,
    struct evid_custody_added *added_out, struct evid_error *err)
{
	enum evi_event_type type;

	memset(added_out, 0, sizeof(*added_out));
	if (entry->type == NULL)
		return evi_fail(err, EVID_ERR_ARGUMENT, "no type is named");
	type = evi_event_by_name(entry->type);
	if (type == EVI_EVENT_HANDED_OVER || type == EVI_EVENT_RECEIVED) {
		evi_fail(err, EVID_ERR_ARGUMENT, "%s: it states files and "
		    "conditions that were looked at", entry->type);
		evi_hint(err, "use evid-custody %s", type ==
		    EVI_EVENT_RECEIVED ? "receive" : "hand-over");
		return EVID_ERR_ARGUMENT;
	}
	if (type == EVI_EVENT_UNKNOWN && strncmp(entry->type, "x-", 2) != 0)
		return evi_fail_path(err, EVID_ERR_ARGUMENT, entry->type,
		    "there is no such type of event", "evid-custody(1) lists "
		    "them; one of your own begins with x-");
	return evi_custody_sign(entry, entry->type, fill, NULL, added_out,
	    err);
}

enum evid_status
evid_custody_log_path(const char *bundle, char **path_out,
    struct evid_error *err)
{
	static const char *const ends[] = { ".001", ".age", ".gz", ".tar",
		".evidence" };
	struct evi_buf path = EVI_BUF_INIT;
	size_t len = strlen(bundle), i;

	while (len > 1 && bundle[len - 1] == '/')
		len--;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t n = strlen(ends[i]);

		if (len > n && bundle[len - n - 1] != '/' &&
		    memcmp(bundle + len - n, ends[i], n) == 0)
			len -= n;
	}
	evi_buf_add(&path, bundle, len);
	evi_buf_add_text(&path, ".custody.jsonl");
	return evi_buf_take(&path, path_out, err);
}
