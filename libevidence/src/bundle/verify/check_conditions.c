/*
 * What the custody log says of conditions, for the legal axis (docs/format.md,
 * section 11): its events on conditions and consents, each with the State that
 * trust knows its signer by.
 */
#include "bundle/custody/custody.h"
#include "bundle/verify/check.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* The events as the legal axis takes them, and what of them they borrow. */
struct words {
	struct evi_condition_event *events;
	struct evi_event *full;
	char **states;
	size_t n;
};

static void
words_free(struct words *w)
{
	for (size_t i = 0; i < w->n; i++) {
		evi_event_free(&w->full[i]);
		free(w->states[i]);
	}
	free(w->events);
	free(w->full);
	free(w->states);
}

static bool
is_word(const struct evid_custody *log, uint32_t i)
{
	const struct evi_custody_event *e = &log->events[i];

	return (e->type == EVI_EVENT_CONDITION_CHANGED ||
	    e->type == EVI_EVENT_CONSENT_GIVEN ||
	    e->type == EVI_EVENT_CONSENT_REFUSED) && !e->unchecked &&
	    !evi_custody_aside(log, i);
}

/* Its signer's State by pins or directory; "" where there is none. */
static const char *
state_of(const struct evid_custody *log, uint32_t i,
    struct evi_known_key *known)
{
	const struct evi_custody_event *e = &log->events[i];

	if (!e->trusted || log->keys[e->key].compromised ||
	    !evi_custody_known(log, i, known))
		return "";
	return known->state;
}

/* One more; what nobody vouches for is kept without its details, so that
 * memory does not grow by what strangers write. */
static enum evid_status
take(struct words *w, const struct evid_custody *log, uint32_t i,
    struct evid_error *err)
{
	struct evi_known_key known;
	const char *state = state_of(log, i, &known);
	struct evi_condition_event *out = &w->events[w->n];

	memcpy(out->digest, log->events[i].digest, EVI_SHA256_LEN);
	out->type = evi_event_name((enum evi_event_type)log->events[i].type);
	out->at = log->events[i].at;
	w->states[w->n] = evi_strdup(state);
	out->state = w->states[w->n];
	w->n++;
	if (out->state == NULL)
		return evi_fail_memory(err);
	if (*state == '\0')
		return EVID_OK;
	return evi_custody_event_read(log, i, &w->full[w->n - 1], err);
}

static enum evid_status
gather(const struct evid_custody *log, struct words *w,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t n = 0;

	for (size_t i = 0; i < log->n_events; i++)
		n += is_word(log, (uint32_t)i);
	if (n == 0)
		return EVID_OK;
	w->events = evi_zalloc_array(n, sizeof(*w->events));
	w->full = evi_zalloc_array(n, sizeof(*w->full));
	w->states = evi_zalloc_array(n, sizeof(*w->states));
	if (w->events == NULL || w->full == NULL || w->states == NULL)
		return evi_fail_memory(err);
	for (size_t i = 0; i < log->n_events && status == EVID_OK; i++)
		if (is_word(log, (uint32_t)i))
			status = take(w, log, (uint32_t)i, err);
	for (size_t i = 0; i < w->n; i++)
		w->events[i].details = w->full[i].details;
	return status;
}

enum evid_status
evi_check_conditions(struct evi_check *c, struct evid_error *err)
{
	struct words words = { NULL, NULL, NULL, 0 };	/* owned here */
	enum evid_status status = EVID_OK;

	if (c->log != NULL)
		status = gather(c->log, &words, err);
	if (status == EVID_OK)
		status = evi_legal_judge(c->v, c->options->trust,
		    words.events, words.n, err);
	words_free(&words);
	return status;
}
