/*
 * Of which subject events are, and which of them are set aside: of another
 * bundle, or of an exhibit that did not go into this one (docs/format.md, 9.4).
 */
#include "bundle/custody/judge.h"

#include "base/text.h"

#include <string.h>

bool
evi_custody_of_bundle(const struct evid_custody *c, uint32_t event)
{
	return c->subjects[c->events[event].subject].uid[0] == '\0';
}

bool
evi_custody_aside(const struct evid_custody *c, uint32_t event)
{
	return c->subjects[c->events[event].subject].other;
}

static bool
before(const struct evi_custody_subject *a,
    const struct evi_custody_subject *b)
{
	if (a->n_trusted != b->n_trusted)
		return a->n_trusted > b->n_trusted;
	if (a->n_events != b->n_events)
		return a->n_events > b->n_events;
	return memcmp(a->digest, b->digest, EVI_SHA256_LEN) < 0;
}

/* Without a bundle, the log is of the bundle that most events are of, by those
 * who are trusted first: anybody can write many. */
static const struct evi_custody_subject *
main_bundle(struct evid_custody *c)
{
	const struct evi_custody_subject *best = NULL;
	struct evi_known_key known;
	size_t i;

	for (i = 0; i < c->n_events && c->n_subjects > 1; i++)
		c->subjects[c->events[i].subject].n_trusted +=
		    evi_custody_known(c, (uint32_t)i, &known) &&
		    known.at_claimed == EVI_STANDING_VALID &&
		    !c->events[i].unchecked;
	for (i = 0; i < c->n_subjects; i++) {
		const struct evi_custody_subject *s = &c->subjects[i];

		if (s->uid[0] == '\0' && (best == NULL || before(s, best)))
			best = s;
	}
	return best;
}

void
evi_custody_judge_subjects(struct evid_custody *c)
{
	const struct evi_custody_subject *bundle = NULL;
	uint32_t about = c->about == NULL ? EVI_NONE :
	    evi_custody_find_subject(c, c->about);
	size_t i;

	if (about != EVI_NONE)
		bundle = &c->subjects[about];
	else if (!c->has_seal && !c->sealing)
		bundle = main_bundle(c);
	for (i = 0; i < c->n_subjects; i++) {
		struct evi_custody_subject *s = &c->subjects[i];

		if (s->uid[0] != '\0')
			s->other = c->has_seal && !s->sealed &&
			    !evi_texts_have(&c->uids, s->uid);
		else if (c->has_seal)
			s->other = memcmp(s->digest, c->seal,
			    EVI_SHA256_LEN) != 0;
		else
			s->other = s != bundle;
	}
}

static void
spare(struct evid_custody *c, uint32_t at, uint32_t n)
{
	uint32_t k, event;

	for (k = 0; k < n; k++) {
		event = evi_custody_find(c, c->pool[at + k]);
		if (event != EVI_NONE)
			c->events[event].spared = true;
	}
}

void
evi_custody_spare_named(struct evid_custody *c)
{
	uint32_t i, prev;

	for (i = 0; i < c->n_events; i++) {
		const struct evi_custody_event *e = &c->events[i];

		if (!e->sealed || evi_custody_of_bundle(c, i))
			continue;
		prev = e->has_prev ? evi_custody_find(c, e->prev) : EVI_NONE;
		if (prev != EVI_NONE)
			c->events[prev].spared = true;
		spare(c, e->answers, e->n_answers);
		spare(c, e->heads, e->n_heads);
		if (e->type == EVI_EVENT_HANDED_OVER)
			spare(c, e->terms, e->n_terms);
	}
}

/* What is of another bundle, or of an exhibit that is none of this one's.  In
 * the sealed log its sealer kept it for what names it. */
enum evid_status
evi_custody_tell_aside(struct evid_custody *c, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	evi_custody_spare_named(c);
	for (i = 0; i < c->n_events && status == EVID_OK; i++) {
		const struct evi_custody_subject *s =
		    &c->subjects[c->events[i].subject];
		bool kept = c->events[i].sealed && c->events[i].spared;
		char hex[2 * EVI_SHA256_LEN + 1];

		if (!s->other)
			continue;
		evi_hex(s->digest, EVI_SHA256_LEN, hex);
		status = evi_custody_tell(c, kept ?
		    EVI_FINDING_CUSTODY_SEALED_ASIDE :
		    EVI_FINDING_CUSTODY_OTHER_SUBJECT,
		    (uint32_t)i, err, "it is of %s %.*s",
		    s->uid[0] == '\0' ? "the bundle" : "the exhibit",
		    s->uid[0] == '\0' ? EVI_HEX_SHOWN : EVI_UUID_LEN,
		    s->uid[0] == '\0' ? hex : s->uid);
	}
	return status;
}
