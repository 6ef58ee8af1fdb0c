/*
 * What an event under way is of: the log as it is, with its bundle, and the
 * bundle or exhibit that it is about.
 */
#include "bundle/entry/sign.h"
#include "bundle/stream/tail_read.h"

#include "base/text.h"
#include "bundle/clock.h"
#include "bundle/custody/file.h"
#include "bundle/tell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

struct evid_seal_options
evi_entry_clock(const struct evid_custody_entry *o)
{
	struct evid_seal_options clock = EVID_SEAL_OPTIONS_INIT;

	clock.clock = o->clock;
	clock.random = o->random;
	clock.context = o->context;
	return clock;
}

bool
evi_draft_known(const struct evi_draft *d, const struct evi_buf *spki,
    struct evi_known_key *out)
{
	return d->entry->trust != NULL && evi_trust_find(d->entry->trust,
	    spki->data, spki->len, EVID_USE_CUSTODY, d->event.at, d->set->now,
	    out);
}

/* The log is read through the descriptor that has the lock. */
static enum evid_status
read_log(struct evi_draft *d, struct evi_log *log, const char *bundle,
    struct evid_error *err)
{
	const struct evid_custody_entry *o = d->entry;
	struct evid_custody_options how = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_seal_options clock = evi_entry_clock(o);
	struct evi_instant now = evi_clock_now(&clock);
	enum evid_status status;
	int fd;

	how.bundle = bundle;
	how.trust = o->trust;
	how.threads = o->threads;
	how.has_now = 1;
	how.now.seconds = now.seconds;
	how.now.nanoseconds = now.nanoseconds;
	status = evi_custody_new(&how, o->log, &d->set, err);
	if (status != EVID_OK)
		return status;
	d->set->mend = o->mend != 0;
	if (bundle != NULL)
		status = evi_custody_add_bundle(d->set, bundle, err);
	if (status != EVID_OK)
		return status;
	fd = fcntl(log->fd, F_DUPFD_CLOEXEC, 0);
	if (fd < 0)
		return evi_fail_errno(err, errno, "open", o->log);
	status = evi_custody_add_fd(d->set, fd, o->log, false, err);
	return status == EVID_OK ? evi_custody_judge(d->set, err) : status;
}

/* is the bundle at hand one that is handed over in the log? */
static bool
handed_over(const struct evid_custody *c)
{
	size_t i;

	for (i = 0; i < c->n_events; i++)
		if (c->events[i].type == EVI_EVENT_HANDED_OVER &&
		    memcmp(c->subjects[c->events[i].subject].digest, c->seal,
		    EVI_SHA256_LEN) == 0)
			return true;
	return false;
}

/* What is not taken may be cut, another's, or not there at all. */
enum evid_status
evi_draft_read(struct evi_draft *d, struct evi_log *log,
    struct evid_error *err)
{
	const struct evid_custody_entry *o = d->entry;
	struct evid_error why = EVID_ERROR_INIT;
	enum evid_status status = EVID_ERR_NOT_FOUND;

	if (!d->not_taken || (o->bundle == NULL && o->exhibit != NULL)) {
		status = read_log(d, log, o->bundle, err);
		return status == EVID_OK ? evi_draft_same_log(d, err) :
		    status;
	}
	if (o->bundle != NULL)
		status = read_log(d, log, o->bundle, &why);
	if (status == EVID_OK && handed_over(d->set))
		return EVID_OK;
	if (status == EVID_ERR_MEMORY)
		return evi_fail_memory(err);
	evid_custody_free(d->set);
	d->set = NULL;
	d->by_log = true;
	status = read_log(d, log, NULL, err);
	/* Beside what is no bundle no log was found. */
	if (status == EVID_OK && o->bundle != NULL && d->set->n_events == 0 &&
	    d->set->n_newer == 0)
		status = evi_tail_begins(o->bundle, err);
	return status;
}

/* Is the log that of a bundle?  Anybody can add a line of one to that of
 * exhibits: such lines are of nothing here. */
static enum evid_status
of_bundle(struct evi_draft *d, bool *of_bundle_out, struct evid_error *err)
{
	const struct evid_custody *c = d->set;
	bool exhibits = false, bundle = false, any = false;
	bool *held;				/* owned here */
	enum evid_status status = evi_draft_holders(d, &held, err);
	size_t i;

	for (i = 0; i < c->n_subjects; i++)
		exhibits = exhibits || c->subjects[i].uid[0] != '\0';
	for (i = 0; i < c->n_events && status == EVID_OK; i++) {
		if (!evi_custody_of_bundle(c, (uint32_t)i))
			continue;
		any = true;
		bundle = bundle || !exhibits || held[c->events[i].key];
	}
	*of_bundle_out = bundle;
	if (any && !bundle) {
		d->note = "the log has events of a bundle, too, by nobody "
		    "who is known here: they are taken for a stranger's";
		d->advice = "evid-custody list shows them; if it is the log "
		    "of that bundle, exhibits are collected into another";
	}
	free(held);
	return status;
}

/* A log takes up an exhibit by "collected", or by its first event: a uid that
 * it does not know is one that was mistyped, or the log is another's. */
static enum evid_status
check_exhibit(struct evi_draft *d, struct evid_error *err)
{
	const struct evid_custody *c = d->set;
	enum evid_status status;
	bool bundle;
	size_t i;

	for (i = 0; i < c->n_subjects; i++)
		if (strcmp(c->subjects[i].uid, d->event.uid) == 0)
			return EVID_OK;
	status = of_bundle(d, &bundle, err);
	if (status != EVID_OK || c->n_subjects == 0 ||
	    (d->event.type == EVI_EVENT_COLLECTED && !bundle))
		return status;
	return evi_fail_path(err, EVID_ERR_ARGUMENT, d->entry->log,
	    bundle ? "this is the log of a bundle, and no event of it is "
	    "of that exhibit" : "no event of this log is of that exhibit",
	    bundle ? "name the bundle, or the log of the exhibit" :
	    "evid-custody list shows whose log it is; another exhibit is "
	    "taken up by `collected`");
}

/* Where no bundle is read, it is of what was handed over; of which evidence,
 * whoever is trusted says, and not whoever wrote most. */
static enum evid_status
fill_handed_over(struct evi_draft *d, struct evid_error *err)
{
	const struct evid_custody *c = d->set;
	enum evid_status status = EVID_OK;
	uint32_t event = EVI_NONE;
	size_t i;

	if (d->entry->hand_over == NULL && c->n_subjects > 1 &&
	    evi_custody_no_trust(c))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, d->entry->log,
		    "it has events of several exhibits or bundles, and "
		    "nobody is trusted who says which is meant", "name the "
		    "hand-over (--hand-over), or whom you trust (-p, -t, "
		    "--pins)");
	if (d->entry->hand_over != NULL)
		status = evi_custody_by_prefix(c, d->entry->hand_over, &event,
		    err);
	for (i = 0; i < c->n_events && status == EVID_OK &&
	    event == EVI_NONE; i++)
		if (c->events[i].type == EVI_EVENT_HANDED_OVER &&
		    !evi_custody_aside(c, (uint32_t)i) &&
		    evi_custody_of_bundle(c, (uint32_t)i))
			event = (uint32_t)i;
	if (status == EVID_OK && event == EVI_NONE)
		status = evi_fail_path(err, EVID_ERR_ARGUMENT, d->entry->log,
		    "there is no open hand-over to this key: the log has "
		    "none of a bundle", "merge the sender's log first: "
		    "evid-custody list --open shows what is open");
	if (status != EVID_OK)
		return status;
	memcpy(d->event.subject,
	    c->subjects[c->events[event].subject].digest, EVI_SHA256_LEN);
	memcpy(d->event.uid, c->subjects[c->events[event].subject].uid,
	    sizeof(d->event.uid));
	d->event.of_exhibit = d->event.uid[0] != '\0';
	return EVID_OK;
}

enum evid_status
evi_draft_subject(struct evi_draft *d, struct evid_error *err)
{
	const struct evid_custody_entry *o = d->entry;
	enum evid_status status;
	uint8_t bytes[16];

	if (d->by_log)
		return fill_handed_over(d, err);
	if (o->bundle != NULL) {
		memcpy(d->event.subject, d->set->seal, EVI_SHA256_LEN);
		return EVID_OK;
	}
	d->event.of_exhibit = true;
	if (o->exhibit != NULL) {
		memcpy(d->event.uid, o->exhibit, sizeof(d->event.uid));
	} else if (d->event.type == EVI_EVENT_COLLECTED) {
		evi_entry_random(o, bytes, sizeof(bytes));
		evi_uuid_format(bytes, d->event.uid);
	} else {
		evi_fail(err, EVID_ERR_ARGUMENT, "neither a bundle nor an "
		    "exhibit is named");
		evi_hint(err, "name the bundle, or --exhibit with the uid "
		    "that `collected` gave");
		return EVID_ERR_ARGUMENT;
	}
	status = check_exhibit(d, err);
	return status != EVID_OK ? status : evi_event_subject_of_uid(
	    d->event.uid, d->event.subject, err);
}
