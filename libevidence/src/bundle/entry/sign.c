/*
 * From what a caller wants to say to a line in the log: the log is locked and
 * read, the event gets its place, is signed, and is added; then the lock goes.
 */
#include "bundle/entry/sign.h"

#include "adapt/key.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/clock.h"
#include "bundle/custody/file.h"
#include "bundle/entry/station.h"
#include "bundle/key.h"
#include "bundle/tell.h"

#include <stdlib.h>
#include <string.h>

void
evi_entry_random(const struct evid_custody_entry *o, void *out, size_t len)
{
	if (o->random != NULL)
		o->random(o->context, out, len);
	else
		evi_random(out, len);
}

static enum evid_status
check_entry(const struct evid_custody_entry *o, struct evid_error *err)
{
	if (o->version != EVID_CUSTODY_ENTRY_VERSION)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "custody entry of an unknown version");
	if (o->log == NULL || o->key == NULL || o->state == NULL)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "an event needs a log, a key and a folder for what this "
		    "station keeps");
	if (o->exhibit != NULL && o->bundle == NULL &&
	    !evi_uuid_good(o->exhibit)) {
		evi_fail_path(err, EVID_ERR_ARGUMENT, o->exhibit,
		    "not an exhibit's uid", "it is a UUID of version 4, in "
		    "small letters, that `collected` was given");
		return EVID_ERR_ARGUMENT;
	}
	return evi_crypto_init(err);
}

/* how well the clock is held, in words; NULL where nothing is known */
static enum evid_status
certainty(const struct evi_statement *s, char **out, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;

	if (s->synchronised < 0)
		return EVID_OK;
	evi_buf_add_text(&text, s->synchronised == 1 ? "synchronised" :
	    "not synchronised");
	if (s->has_error)
		evi_buf_add_format(&text, ", within %llu ms",
		    (unsigned long long)s->error_milliseconds);
	return evi_buf_take(&text, out, err);
}

static enum evid_status
in_future(const struct evi_event *e, struct evid_error *err)
{
	char at[EVI_INSTANT_TEXT_CAP], now[EVI_INSTANT_TEXT_CAP];

	evi_instant_people(e->at, at);
	evi_instant_people(e->recorded_at, now);
	evi_fail(err, EVID_ERR_ARGUMENT, "the time stated, %s, lies in the "
	    "future: it is %s", at, now);
	evi_hint(err, "state when it happened (--when), or set the clock "
	    "right");
	return EVID_ERR_ARGUMENT;
}

static enum evid_status
fill_time(const struct evid_custody_entry *o, struct evi_event *e,
    struct evid_error *err)
{
	struct evid_seal_options clock = evi_entry_clock(o);
	struct evi_statement s;			/* owned here */
	enum evid_status status;

	memset(&s, 0, sizeof(s));
	s.started_at = evi_clock_now(&clock);
	status = evi_clock_describe(&clock, &s, err);
	if (status != EVID_OK)
		goto out;
	e->at = s.started_at;
	e->zone = s.zone;
	s.zone = NULL;
	if (o->has_at) {
		e->recorded_at = e->at;
		e->has_recorded_at = true;
		e->at.seconds = o->at.seconds;
		e->at.nanoseconds = o->at.nanoseconds;
		e->source = evi_strdup("stated");
		if (evi_instant_before(e->recorded_at, e->at))
			status = in_future(e, err);
	} else {
		e->source = s.clock_source;
		s.clock_source = NULL;
	}
	if (status == EVID_OK && o->certainty != NULL) {
		e->certainty = evi_strdup(o->certainty);
		status = e->certainty == NULL ? evi_fail_memory(err) : EVID_OK;
	} else if (!o->has_at) {
		status = certainty(&s, &e->certainty, err);
	}
	if (status == EVID_OK && e->source == NULL)
		status = evi_fail_memory(err);
out:
	evi_statement_free(&s);
	return status;
}

static enum evid_status
begin(struct evi_draft *d, const char *type, struct evid_error *err)
{
	const struct evid_custody_entry *o = d->entry;
	struct evi_event *e = &d->event;
	enum evid_status status;

	if (type == NULL || strlen(type) > EVI_EVENT_TYPE_MAX)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "an event needs a type of at most 64 letters");
	memcpy(e->type_name, type, strlen(type) + 1);
	e->type = evi_event_by_name(type);
	evi_entry_random(o, e->salt, sizeof(e->salt));
	evi_buf_add(&e->spki, o->key->spki.data, o->key->spki.len);
	memcpy(e->keyid, o->key->keyid, EVI_SHA256_LEN);
	e->holder_name = evi_strdup(o->key->name);
	e->holder_organization = evi_strdup(o->key->organization);
	e->holder_state = evi_strdup(o->key->state);
	e->details = evi_json_new_object();
	if (e->holder_name == NULL || e->holder_organization == NULL ||
	    e->holder_state == NULL || e->details == NULL)
		return evi_fail_memory(err);
	status = evi_buf_status(&e->spki, err);
	if (status == EVID_OK)
		status = fill_time(o, e, err);
	if (status == EVID_OK)
		status = evi_draft_subject(d, err);
	return status == EVID_OK ? evi_draft_sealed_before(d, err) : status;
}

static enum evid_status
sign(const struct evi_draft *d, struct evi_buf *line_out,
    struct evid_error *err)
{
	struct evi_envelope *envelope = evi_zalloc(sizeof(*envelope));
	struct evi_buf pae = EVI_BUF_INIT;	/* both owned here */
	enum evid_status status;

	if (envelope == NULL)
		return evi_fail_memory(err);
	status = evi_event_write(&d->event, &envelope->payload, err);
	if (status == EVID_ERR_ARGUMENT)
		evi_hint(err, "%s", evi_fields_wanted(d->event.type));
	if (status == EVID_OK && evi_json_too_heavy(envelope->payload.data,
	    envelope->payload.len))
		status = evi_fail(err, EVID_ERR_LIMIT, "the event would have "
		    "so many values that they weigh more than 64 MiB");
	if (status == EVID_OK)
		status = evi_event_fields_check(&d->event, err);
	evi_pae(&pae, envelope->payload.data, envelope->payload.len);
	if (status == EVID_OK)
		status = evi_buf_status(&pae, err);
	envelope->n_signatures = 1;
	memcpy(envelope->signatures[0].keyid, d->event.keyid, EVI_SHA256_LEN);
	if (status == EVID_OK)
		status = evi_secret_sign(d->entry->key->secret, pae.data,
		    pae.len, &envelope->signatures[0].sig, err);
	if (status == EVID_OK)
		status = evi_envelope_write(envelope, line_out, err);
	if (status == EVID_OK && line_out->len > EVI_JSON_LIMIT)
		status = evi_fail(err, EVID_ERR_LIMIT,
		    "the event would be larger than 16 MiB");
	evi_envelope_free(envelope);
	free(envelope);
	evi_buf_free(&pae);
	return status;
}

/* the changes of conditions that it does not name */
static void
tell_changes_left(const struct evi_draft *d, struct evid_custody_added *out)
{
	const struct evi_custody_event *e;

	out->n_changes_left = d->n_changes_left;
	if (d->n_changes_left == 0)
		return;
	e = &d->set->events[d->change_left];
	evi_hex(e->digest, EVI_SHA256_LEN, out->change_left);
	evi_hex(d->set->keys[e->key].id, EVI_SHA256_LEN, out->change_left_by);
}

/* the hand-over, and whose next this key is */
static void
tell_answers(const struct evi_draft *d, struct evid_custody_added *out)
{
	if (d->over != EVI_NONE) {
		evi_hex(d->set->events[d->over].digest, EVI_SHA256_LEN,
		    out->hand_over);
		evi_hex(d->set->events[d->over].ref, EVI_SHA256_LEN,
		    out->hand_over_to);
	}
	evi_draft_tell_next(d, out);
}

/* The line first: a station that remembers less than the log goes on all the
 * same, one that remembers more would not. */
static enum evid_status
add_line(const struct evi_draft *d, struct evi_log *log,
    const struct evi_mend *mend, struct evi_station *station,
    struct evid_custody_added *added_out, struct evid_error *err)
{
	struct evi_buf line = EVI_BUF_INIT;	/* owned here */
	struct evid_custody_mended mended = { 0, 0 };
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status = sign(d, &line, err);

	if (status == EVID_OK)
		status = evi_sha256(line.data, line.len - 1, digest, err);
	if (status == EVID_OK)
		status = evi_station_prepare(station, d->event.branch, digest,
		    err);
	/* Nothing is refused from here on. */
	if (status == EVID_OK)
		status = evi_log_mend(log, mend, &mended, err);
	added_out->mended = mended.cut;
	added_out->ended = mended.ended;
	if (status == EVID_OK)
		status = evi_log_append(log, line.data, line.len, err);
	if (status == EVID_OK) {
		status = evi_station_keep(station, err);
		if (status != EVID_OK)
			evi_log_take_back(log, line.len);
	}
	if (status == EVID_OK) {
		evi_hex(digest, EVI_SHA256_LEN, added_out->event);
		memcpy(added_out->exhibit, d->event.uid,
		    sizeof(added_out->exhibit));
		added_out->by_log = d->by_log;
		added_out->no_effect = d->no_effect;
		added_out->note = d->no_effect == NULL ? d->note : NULL;
		added_out->advice = d->advice;
		if (d->lacks)
			evi_hex(d->lacking, EVI_SHA256_LEN,
			    added_out->lacking);
		tell_answers(d, added_out);
		tell_changes_left(d, added_out);
	}
	evi_buf_free(&line);
	return status;
}

static enum evid_status
fill_all(struct evi_draft *d, struct evi_station *station, evi_draft_fn *fill,
    void *context, struct evid_error *err)
{
	enum evid_status status;
	size_t i;

	status = evi_station_open(station, d->entry, d->event.keyid, err);
	if (status == EVID_OK)
		status = evi_station_place(station, d, err);
	if (status == EVID_OK)
		status = evi_draft_succeed(d, err);
	if (status == EVID_OK)
		status = fill(context, d, err);
	if (status == EVID_OK)
		status = evi_draft_said(d, err);
	if (status == EVID_OK)
		status = evi_draft_clear(d, err);
	if (status == EVID_OK)
		status = evi_draft_effect(d, err);
	if (status == EVID_OK)
		status = evi_draft_left_out(d, err);
	if (status == EVID_OK)
		status = evi_draft_stolen(d, err);
	if (status == EVID_OK)
		status = evi_draft_corrects(d, err);
	if (status == EVID_OK)
		status = evi_draft_names_next(d, err);
	if (status == EVID_OK)
		status = evi_draft_parted(d, err);
	for (i = 0; i < d->joins.count && status == EVID_OK; i++)
		status = evi_digests_add(&d->event.answers,
		    d->joins.items[i], err);
	evi_digests_sort(&d->event.answers);
	return status;
}

static enum evid_status
add(struct evi_draft *d, const char *type, struct evi_log *log,
    evi_draft_fn *fill, void *context, struct evid_custody_added *added_out,
    struct evid_error *err)
{
	struct evi_station station = EVI_STATION_INIT;	/* owned here */
	enum evid_status status = evi_log_check(log, err);
	struct evi_mend mend;

	if (status == EVID_OK && !d->entry->mend && log->torn > 0)
		status = evi_log_torn(log, err);
	if (status == EVID_OK)
		status = evi_log_mending(log, &mend, err);
	if (status == EVID_OK)
		status = evi_draft_read(d, log, err);
	if (status == EVID_OK)
		status = begin(d, type, err);
	if (status == EVID_OK)
		status = evi_draft_own_key(d, err);
	if (status == EVID_OK)
		status = fill_all(d, &station, fill, context, err);
	if (status == EVID_OK)
		status = add_line(d, log, &mend, &station, added_out, err);
	evi_station_close(&station);
	return status;
}

enum evid_status
evi_custody_sign(const struct evid_custody_entry *entry, const char *type,
    bool not_taken, evi_draft_fn *fill, void *context,
    struct evid_custody_added *added_out, struct evid_error *err)
{
	struct evi_draft d = { .entry = entry, .not_taken = not_taken,
		.succession = EVI_NONE, .over = EVI_NONE };
	struct evi_log log = { .fd = -1 };
	enum evid_status status = check_entry(entry, err);

	memset(added_out, 0, sizeof(*added_out));
	if (status == EVID_OK && type != NULL)
		status = evi_entry_allowed(entry, type, err);
	if (status != EVID_OK)
		return status;
	status = evi_log_open(&log, entry->log, true, err);
	if (status == EVID_OK)
		status = add(&d, type, &log, fill, context, added_out, err);
	if (status != EVID_OK) {
		status = evi_whole(log.lacks, status, err);
		evi_log_forget(&log);
	}
	evi_log_close(&log);
	evid_custody_free(d.set);
	evi_event_free(&d.event);
	evi_digests_free(&d.joins);
	return status;
}
