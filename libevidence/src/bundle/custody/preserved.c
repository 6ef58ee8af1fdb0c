/*
 * Which preservations were extended or released, by the events of a log that
 * count: each with the State that trust knows its signer by.  What becomes of
 * the clocks record/case_clock.c judges.
 */
#include "bundle/custody/preserved.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static bool
is_word(const struct evid_custody *log, size_t i)
{
	const struct evi_custody_event *e = &log->events[i];

	return (e->type == EVI_EVENT_PRESERVATION_EXTENDED ||
	    e->type == EVI_EVENT_PRESERVATION_RELEASED) && e->counts &&
	    !e->unchecked && !evi_custody_aside(log, (uint32_t)i);
}

static enum evid_status
take(struct evi_custody_preserved *p, const struct evid_custody *log,
    uint32_t i, struct evid_error *err)
{
	struct evi_preservation_word *word = &p->words[p->n];
	struct evi_event *full = &p->full[p->n];
	struct evi_known_key known;
	const char *why, *state = evi_custody_state(log, i, &known, &why);
	enum evid_status status;

	p->states[p->n] = evi_strdup(state);
	memcpy(word->digest, log->events[i].digest, EVI_SHA256_LEN);
	word->state = p->states[p->n];
	word->at = log->events[i].at;
	word->released = log->events[i].type ==
	    EVI_EVENT_PRESERVATION_RELEASED;
	p->n++;
	if (word->state == NULL)
		return evi_fail_memory(err);
	status = evi_custody_event_read(log, i, full, err);
	word->details = full->details;
	return status;
}

enum evid_status
evi_custody_preserved_gather(const struct evid_custody *log,
    struct evi_custody_preserved *p, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t n = 0, i;

	for (i = 0; i < log->n_events; i++)
		n += is_word(log, i);
	if (n == 0)
		return EVID_OK;
	p->words = evi_zalloc_array(n, sizeof(*p->words));
	p->full = evi_zalloc_array(n, sizeof(*p->full));
	p->states = evi_zalloc_array(n, sizeof(*p->states));
	if (p->words == NULL || p->full == NULL || p->states == NULL)
		return evi_fail_memory(err);
	for (i = 0; i < log->n_events && status == EVID_OK; i++)
		if (is_word(log, i))
			status = take(p, log, (uint32_t)i, err);
	return status;
}

void
evi_custody_preserved_free(struct evi_custody_preserved *p)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		evi_event_free(&p->full[i]);
		free(p->states[i]);
	}
	free(p->words);
	free(p->full);
	free(p->states);
}
