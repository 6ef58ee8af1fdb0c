/*
 * Events that a person states: what happened to an exhibit or a bundle, and
 * the answers to a hand-over that need no verification.
 */
#include "bundle/entry/sign.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/custody/sent.h"
#include "bundle/key.h"
#include "bundle/tell.h"

#include <stdlib.h>
#include <string.h>

static enum evid_status
take_answers(struct evi_draft *d, struct evid_error *err)
{
	const struct evid_custody_entry *o = d->entry;
	enum evid_status status = EVID_OK;
	uint32_t event = EVI_NONE;
	size_t i;

	for (i = 0; i < o->n_answers && status == EVID_OK; i++) {
		status = evi_custody_by_prefix(d->set, o->answers[i], &event,
		    err);
		if (status == EVID_OK)
			status = evi_digests_add(&d->event.answers,
			    d->set->events[event].digest, err);
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
	if (status == EVID_OK && evi_json_type(corrects) != EVI_JSON_OBJECT) {
		evi_fail(err, EVID_ERR_ARGUMENT, "corrected: "
		    "`details.corrects` is not an object");
		evi_hint(err, "%s", evi_fields_wanted(EVI_EVENT_CORRECTED));
		return EVID_ERR_ARGUMENT;
	}
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

/* what is there in the place of what was sent */
static enum evid_status
fill_found(struct evi_draft *d, uint32_t over, struct evid_error *err)
{
	const char *bundle = d->entry->bundle;
	struct evi_json *found = NULL;
	struct evi_event full;			/* both owned here */
	char *folder = NULL;
	enum evid_status status;

	if (bundle == NULL || d->event.type != EVI_EVENT_REFUSED)
		return EVID_OK;
	status = evi_custody_event_read(d->set, over, &full, err);
	if (status != EVID_OK)
		return status;
	status = evi_path_folder(bundle, &folder, err);
	if (status == EVID_OK)
		status = evi_files_found(evi_json_get(full.details, "files"),
		    folder, bundle, &found, err);
	if (status == EVID_OK)
		status = evi_details_set(d->event.details, "found", found,
		    err);
	free(folder);
	evi_event_free(&full);
	return status;
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
	uint32_t over = EVI_NONE;
	size_t i;

	(void)context;
	status = take_answers(d, err);
	if (status == EVID_OK && answers_hand_over(d->event.type))
		status = evi_draft_answer(d, &over, err);
	if (status == EVID_OK && answers_hand_over(d->event.type))
		status = fill_found(d, over, err);
	if (status == EVID_OK)
		status = fill_file(d, err);
	if (status == EVID_OK)
		status = fill_key(d, err);
	if (status == EVID_OK)
		status = fill_exhibit(d, err);
	for (i = 0; i < o->n_fields && status == EVID_OK; i++)
		status = evi_fields_set(d->event.details, &o->fields[i], err);
	if (status == EVID_OK && d->event.type == EVI_EVENT_KEY_COMPROMISED)
		status = evi_fields_time(d->event.details, "since", err);
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
	if (type == EVI_EVENT_UNKNOWN && (strncmp(entry->type, "x-", 2) != 0 ||
	    entry->type[2] == '\0'))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, entry->type,
		    "there is no such type of event", "evid-custody(1) lists "
		    "them; one of your own is x- and its name");
	return evi_custody_sign(entry, entry->type,
	    type == EVI_EVENT_REFUSED, fill, NULL, added_out, err);
}

/* "." or ".." in the end: the folder's own name, where it can be had, is
 * another one. */
static char *
own_name(const char *bundle)
{
	size_t len = strlen(bundle);
	const char *last;

	while (len > 1 && bundle[len - 1] == '/')
		len--;
	last = bundle + len;
	while (last > bundle && last[-1] == '.')
		last--;
	if (last == bundle + len || bundle + len - last > 2 ||
	    (last > bundle && last[-1] != '/'))
		return NULL;
	return realpath(bundle, NULL);
}

static enum evid_status
log_path(const char *bundle, char **path_out, struct evid_error *err)
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

enum evid_status
evid_custody_log_path(const char *bundle, char **path_out,
    struct evid_error *err)
{
	char *own = own_name(bundle);
	enum evid_status status = log_path(own != NULL ? own : bundle,
	    path_out, err);

	free(own);
	return status;
}
