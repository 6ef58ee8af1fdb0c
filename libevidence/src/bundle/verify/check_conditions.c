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

#define ID_KEPT ((size_t)256)	/* bytes of a condition's id */

/* The events as the legal axis takes them, and what of them they borrow. */
struct words {
	struct evi_condition_event *events;
	struct evi_event *full;
	char **states;
	uint32_t *places;		/* of the events in the log */
	bool *ignored;
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
	free(w->places);
	free(w->ignored);
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

/* Of what nobody vouches for, the id alone and no more than people would
 * read of it: memory does not grow by what strangers write. */
static enum evid_status
keep_id(struct evi_event *full, struct evid_error *err)
{
	struct evi_json *kept = evi_json_new_object();
	const char *id = "";
	char text[ID_KEPT + 1];
	size_t len;

	(void)evi_json_get_string(full->details, "condition", &id);
	len = strnlen(id, ID_KEPT + 1);
	if (len > ID_KEPT)
		for (len = ID_KEPT; len > 0 && (id[len] & 0xc0) == 0x80;)
			len--;
	memcpy(text, id, len);
	text[len] = '\0';
	evi_event_free(full);
	full->details = kept;
	return evi_json_set(kept, "condition", evi_json_new_string(text)) ?
	    EVID_OK : evi_fail_memory(err);
}

/* What makes the word of a signer count whose State is not known. */
static const char *
hint_of(const struct evid_custody *log, uint32_t i)
{
	const struct evi_custody_key *key = &log->keys[log->events[i].key];
	struct evi_known_key known;

	if (key->compromised)
		return "ask its holder, by another way, whether it is his, "
		    "and to say it anew with his new key";
	if (!evi_custody_known(log, i, &known))
		return NULL;
	if (known.at_claimed != EVI_STANDING_VALID)
		return "ask its signer to say it anew with a key that is "
		    "valid for the custody log";
	if (evi_custody_binds(log, i))
		return "ask who sealed it: he may add and tighten; to loosen "
		    "or lift, his State must be known, by a pin or the "
		    "directory";
	return "name that key with its State, by a pin or the directory";
}

static enum evid_status
take(struct words *w, const struct evid_custody *log, uint32_t i,
    struct evid_error *err)
{
	struct evi_known_key known;
	struct evi_condition_event *out = &w->events[w->n];
	struct evi_event *full = &w->full[w->n];
	const char *state = evi_custody_state(log, i, &known, &out->stranger);
	enum evid_status status;

	memcpy(out->digest, log->events[i].digest, EVI_SHA256_LEN);
	out->type = evi_event_name((enum evi_event_type)log->events[i].type);
	out->at = log->events[i].at;
	out->binds = *state == '\0' && evi_custody_binds(log, i);
	out->hint = *state == '\0' ? hint_of(log, i) : NULL;
	w->states[w->n] = evi_strdup(state);
	out->state = w->states[w->n];
	w->places[w->n] = i;
	w->n++;
	if (out->state == NULL)
		return evi_fail_memory(err);
	status = evi_custody_event_read(log, i, full, err);
	return status == EVID_OK && *state == '\0' && !out->binds ?
	    keep_id(full, err) : status;
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
	w->places = evi_zalloc_array(n, sizeof(*w->places));
	w->ignored = evi_zalloc_array(n, sizeof(*w->ignored));
	if (w->events == NULL || w->full == NULL || w->states == NULL ||
	    w->places == NULL || w->ignored == NULL)
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
	struct words words = { .n = 0 };	/* owned here */
	enum evid_status status = EVID_OK;
	size_t i;

	if (c->log != NULL)
		status = gather(c->log, &words, err);
	if (status == EVID_OK)
		status = evi_legal_judge(c->v, c->options->trust,
		    words.events, words.n, words.ignored, err);
	for (i = 0; i < words.n; i++)
		c->log->events[words.places[i]].ignored = words.ignored[i];
	words_free(&words);
	return status;
}
