/*
 * Which chain an event goes on.  A station keeps 8 random bytes for each key;
 * the branch of a log is made of these and of the subject that the log began
 * with.  So the same station beginning anew on the same subject is seen to,
 * while logs of different evidence cannot be told to be of one station.
 */
#include "bundle/custody/sign.h"

#include "adapt/key.h"
#include "base/file.h"
#include "base/text.h"
#include "bundle/key.h"
#include "bundle/tell.h"
#include "bundle/trust/state.h"
#include "record/statement_parts.h"

#include <stdlib.h>
#include <string.h>

#define STATION_LIMIT 64

static void
random_bytes(const struct evid_custody_entry *o, void *out, size_t len)
{
	if (o->random != NULL)
		o->random(o->context, out, len);
	else
		evi_random(out, len);
}

static enum evid_status
read_station(const char *path, uint8_t out[EVI_BRANCH_LEN],
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = evi_file_read(path, STATION_LIMIT, &text,
	    err);

	if (status == EVID_OK && (text.len != 2 * EVI_BRANCH_LEN + 1 ||
	    text.data[text.len - 1] != '\n' ||
	    !evi_unhex(evi_buf_text(&text), 2 * EVI_BRANCH_LEN, out,
	    EVI_BRANCH_LEN)))
		status = evi_fail_path(err, EVID_ERR_ARGUMENT, path,
		    "it is not what this station keeps of a key",
		    "move it away; a new branch then begins");
	evi_buf_free(&text);
	return status;
}

static enum evid_status
new_station(const char *folder, const char *path,
    const struct evid_custody_entry *o, struct evid_error *err)
{
	char text[2 * EVI_BRANCH_LEN + 2];
	uint8_t bytes[EVI_BRANCH_LEN];
	struct evid_error why = EVID_ERROR_INIT;
	enum evid_status status = evi_state_folders(folder, err);

	if (status != EVID_OK)
		return status;
	random_bytes(o, bytes, sizeof(bytes));
	evi_hex(bytes, sizeof(bytes), text);
	text[2 * EVI_BRANCH_LEN] = '\n';
	status = evi_file_write(path, text, 2 * EVI_BRANCH_LEN + 1, 0600,
	    false, &why);
	/* Another process was faster: its bytes are this station's. */
	if (status == EVID_ERR_EXISTS)
		return EVID_OK;
	if (status != EVID_OK && err != NULL)
		*err = why;
	return status;
}

enum evid_status
evi_station_read(const char *state, const uint8_t keyid[EVI_SHA256_LEN],
    const struct evid_custody_entry *o, uint8_t station_out[EVI_BRANCH_LEN],
    struct evid_error *err)
{
	char hex[2 * EVI_SHA256_LEN + 1];
	char *folder = NULL, *path = NULL;	/* owned here */
	struct evid_error why = EVID_ERROR_INIT;
	enum evid_status status;

	evi_hex(keyid, EVI_SHA256_LEN, hex);
	status = evi_path_join(state, "branch", &folder, err);
	if (status == EVID_OK)
		status = evi_path_join(folder, hex, &path, err);
	if (status != EVID_OK)
		goto out;
	status = read_station(path, station_out, &why);
	if (status == EVID_ERR_NOT_FOUND) {
		status = new_station(folder, path, o, err);
		if (status == EVID_OK)
			status = read_station(path, station_out, err);
	} else if (status != EVID_OK && err != NULL) {
		*err = why;
	}
out:
	free(folder);
	free(path);
	return status;
}

enum evid_status
evi_station_branch(const uint8_t station[EVI_BRANCH_LEN],
    const uint8_t subject[EVI_SHA256_LEN], uint8_t branch_out[EVI_BRANCH_LEN],
    struct evid_error *err)
{
	uint8_t text[EVI_BRANCH_LEN + EVI_SHA256_LEN];
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;

	memcpy(text, station, EVI_BRANCH_LEN);
	memcpy(text + EVI_BRANCH_LEN, subject, EVI_SHA256_LEN);
	status = evi_sha256(text, sizeof(text), digest, err);
	memcpy(branch_out, digest, EVI_BRANCH_LEN);
	return status;
}

/* the branches that this station may have begun in the log; as digests */
static enum evid_status
branches(const struct evid_custody *c, const uint8_t station[EVI_BRANCH_LEN],
    struct evi_digests *out, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < c->n_subjects && status == EVID_OK; i++) {
		uint8_t padded[EVI_SHA256_LEN] = { 0 };

		status = evi_station_branch(station, c->subjects[i].digest,
		    padded, err);
		if (status == EVID_OK)
			status = evi_digests_add(out, padded, err);
	}
	evi_digests_sort(out);
	return status;
}

static bool
is_ours(const struct evi_custody_event *e, uint32_t key,
    const struct evi_digests *ours)
{
	uint8_t padded[EVI_SHA256_LEN] = { 0 };

	memcpy(padded, e->branch, EVI_BRANCH_LEN);
	return e->key == key && evi_digests_have(ours, padded);
}

/* the latest head of this station; other heads of that chain are joined */
static enum evid_status
go_on(struct evi_draft *d, const struct evi_digests *ours, bool *found_out,
    struct evid_error *err)
{
	const struct evid_custody *c = d->set;
	uint32_t key = evi_custody_find_key(c, d->event.keyid);
	const struct evi_custody_event *last = NULL;
	enum evid_status status = EVID_OK;
	size_t i;

	*found_out = false;
	for (i = c->n_events; i-- > 0 && key != EVI_NONE && last == NULL;)
		if (!c->events[i].named && is_ours(&c->events[i], key, ours) &&
		    !evi_custody_aside(c, (uint32_t)i))
			last = &c->events[i];
	if (last == NULL)
		return EVID_OK;
	*found_out = true;
	memcpy(d->event.branch, last->branch, EVI_BRANCH_LEN);
	memcpy(d->event.prev, last->digest, EVI_SHA256_LEN);
	d->event.has_prev = true;
	for (i = 0; i < c->n_events && status == EVID_OK; i++) {
		const struct evi_custody_event *e = &c->events[i];

		if (e != last && !e->named && e->key == key &&
		    memcmp(e->branch, last->branch, EVI_BRANCH_LEN) == 0)
			status = evi_digests_add(&d->event.answers,
			    e->digest, err);
	}
	if (status == EVID_OK && evi_instant_before(evi_event_when(&d->event),
	    last->when)) {
		evi_fail(err, EVID_ERR_ARGUMENT, "the clock is behind the "
		    "last event of this key");
		evi_hint(err, "set the clock right, then try again");
		status = EVID_ERR_ARGUMENT;
	}
	return status;
}

enum evid_status
evi_station_place(struct evi_draft *d, struct evid_error *err)
{
	struct evi_digests ours = { NULL, 0, 0 };	/* owned here */
	uint8_t station[EVI_BRANCH_LEN];
	enum evid_status status;
	bool found = false;

	status = evi_station_read(d->entry->state, d->event.keyid, d->entry,
	    station, err);
	if (status == EVID_OK)
		status = branches(d->set, station, &ours, err);
	if (status == EVID_OK)
		status = go_on(d, &ours, &found, err);
	if (status == EVID_OK && !found)
		status = evi_station_branch(station, d->event.subject,
		    d->event.branch, err);
	evi_digests_free(&ours);
	evi_digests_sort(&d->event.answers);
	return status;
}
