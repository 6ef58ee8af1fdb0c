/*
 * Which chain an event goes on.  The branch of a log is made of what the
 * station keeps of the key and of the subject that the log began with: so the
 * same station beginning anew on the same subject is seen to, while logs of
 * different evidence cannot be told to be of one station.
 *
 * A branch is gone on with only where the log at hand has the last event of
 * it that was signed here.  A log that lacks it is an older copy, or another
 * log of the same evidence: to go on there from what it has would be to say
 * two things of one moment, so there a new branch begins.
 */
#include "bundle/entry/station.h"

#include "adapt/key.h"
#include "base/text.h"

#include <string.h>

enum evid_status
evi_station_branch(const uint8_t id[EVI_BRANCH_LEN],
    const uint8_t subject[EVI_SHA256_LEN], uint8_t branch_out[EVI_BRANCH_LEN],
    struct evid_error *err)
{
	uint8_t text[EVI_BRANCH_LEN + EVI_SHA256_LEN];
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;

	memcpy(text, id, EVI_BRANCH_LEN);
	memcpy(text + EVI_BRANCH_LEN, subject, EVI_SHA256_LEN);
	status = evi_sha256(text, sizeof(text), digest, err);
	memcpy(branch_out, digest, EVI_BRANCH_LEN);
	return status;
}

/* the branches that this station may have begun in the log; as digests */
static enum evid_status
branches(const struct evid_custody *c, const uint8_t id[EVI_BRANCH_LEN],
    struct evi_digests *out, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < c->n_subjects && status == EVID_OK; i++) {
		uint8_t padded[EVI_SHA256_LEN] = { 0 };

		status = evi_station_branch(id, c->subjects[i].digest,
		    padded, err);
		if (status == EVID_OK)
			status = evi_digests_add(out, padded, err);
	}
	evi_digests_sort(out);
	return status;
}

static bool
made_here(const struct evi_digests *ours, const uint8_t branch[EVI_BRANCH_LEN])
{
	uint8_t padded[EVI_SHA256_LEN] = { 0 };

	memcpy(padded, branch, EVI_BRANCH_LEN);
	return evi_digests_have(ours, padded);
}

/* What it signed in a later version is there, and nobody here knows how to go
 * on from that. */
static void
lack(struct evi_draft *d, const uint8_t last[EVI_SHA256_LEN])
{
	if (d->lacks || evi_custody_there(d->set, last))
		return;
	d->lacks = true;
	memcpy(d->lacking, last, EVI_SHA256_LEN);
}

/* Has this key signed in a later version there?  What that goes on from is not
 * known here. */
static bool
signed_later(const struct evi_draft *d)
{
	const struct evid_custody *c = d->set;
	uint32_t key = evi_custody_find_key(c, d->event.keyid);
	size_t i;

	for (i = 0; i < c->n_newer && key != EVI_NONE; i++)
		if (c->newer[i].key == key)
			return true;
	return false;
}

/* May it be gone on with?  A branch of which nothing is kept, from before
 * anything was, or lost, too: unless a later version may have gone on. */
static enum evid_status
may_go_on(struct evi_station *s, struct evi_draft *d,
    const struct evi_digests *ours, const uint8_t branch[EVI_BRANCH_LEN],
    bool *may_out, struct evid_error *err)
{
	uint8_t last[EVI_SHA256_LEN];
	bool known;
	enum evid_status status = evi_station_last(s, branch, &known, last,
	    err);

	*may_out = status == EVID_OK && (known ?
	    evi_custody_find(d->set, last) != EVI_NONE :
	    made_here(ours, branch) && !s->later);
	if (status == EVID_OK && known && !*may_out)
		lack(d, last);
	return status;
}

/* the latest head of this station that may be gone on from */
static enum evid_status
find_head(struct evi_station *s, struct evi_draft *d,
    const struct evi_digests *ours, const struct evi_custody_event **out,
    struct evid_error *err)
{
	const struct evid_custody *c = d->set;
	uint32_t key = evi_custody_find_key(c, d->event.keyid);
	enum evid_status status = EVID_OK;
	size_t i;

	*out = NULL;
	for (i = c->n_events; i-- > 0 && key != EVI_NONE && *out == NULL &&
	    status == EVID_OK;) {
		const struct evi_custody_event *e = &c->events[i];
		bool may = false;

		if (e->named || e->key != key ||
		    evi_custody_aside(c, (uint32_t)i))
			continue;
		status = may_go_on(s, d, ours, e->branch, &may, err);
		if (may)
			*out = e;
	}
	return status;
}

/* other heads of the same chain are joined */
static enum evid_status
go_on(struct evi_draft *d, const struct evi_custody_event *last,
    struct evid_error *err)
{
	const struct evid_custody *c = d->set;
	enum evid_status status = EVID_OK;
	size_t i;

	d->lacks = false;
	memcpy(d->event.branch, last->branch, EVI_BRANCH_LEN);
	memcpy(d->event.prev, last->digest, EVI_SHA256_LEN);
	d->event.has_prev = true;
	for (i = 0; i < c->n_events && status == EVID_OK; i++) {
		const struct evi_custody_event *e = &c->events[i];

		if (e != last && !e->named && e->key == last->key &&
		    memcmp(e->branch, last->branch, EVI_BRANCH_LEN) == 0)
			status = evi_digests_add(&d->joins, e->digest, err);
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

/* The log's own branch, unless it has begun: then bytes that nobody has. */
static enum evid_status
begin(struct evi_station *s, struct evi_draft *d, struct evid_error *err)
{
	const struct evid_custody *c = d->set;
	uint32_t key = evi_custody_find_key(c, d->event.keyid);
	uint8_t last[EVI_SHA256_LEN];
	enum evid_status status;
	bool taken;
	size_t i;

	status = evi_station_branch(s->id, d->event.subject, d->event.branch,
	    err);
	if (status == EVID_OK)
		status = evi_station_last(s, d->event.branch, &taken, last,
		    err);
	if (status != EVID_OK)
		return status;
	if (taken && !d->entry->new_branch)
		lack(d, last);
	taken |= s->later;
	for (i = 0; i < c->n_events && !taken; i++)
		taken = c->events[i].key == key && memcmp(c->events[i].branch,
		    d->event.branch, EVI_BRANCH_LEN) == 0;
	if (taken)
		evi_entry_random(d->entry, d->event.branch, EVI_BRANCH_LEN);
	return EVID_OK;
}

enum evid_status
evi_station_place(struct evi_station *s, struct evi_draft *d,
    struct evid_error *err)
{
	struct evi_digests ours = { NULL, 0, 0 };	/* owned here */
	const struct evi_custody_event *last = NULL;
	enum evid_status status = EVID_OK;

	s->later = signed_later(d);
	if (!d->entry->new_branch)
		status = branches(d->set, s->id, &ours, err);
	if (status == EVID_OK && !d->entry->new_branch)
		status = find_head(s, d, &ours, &last, err);
	if (status == EVID_OK)
		status = last != NULL ? go_on(d, last, err) :
		    begin(s, d, err);
	evi_digests_free(&ours);
	return status;
}
