/*
 * What the custody log says of conditions (docs/format.md, section 11): its
 * events on conditions and consents, each with the State that trust knows its
 * signer by.  What becomes of them record/condition.c judges, for whoever
 * shows the log as for the legal axis of a verdict.
 */
#include "bundle/custody/said.h"
#include "bundle/custody/judge.h"

#include "base/memory.h"
#include "base/text.h"
#include "record/case_parts.h"

#include <stdlib.h>
#include <string.h>

#define ID_KEPT ((size_t)256)	/* bytes of a condition's id */

void
evi_custody_said_free(struct evi_custody_said *w)
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
		len = evi_utf8_cut(id, ID_KEPT);
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
take(struct evi_custody_said *w, const struct evid_custody *log, uint32_t i,
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
	out->anybodys = log->keys[log->events[i].key].unknown;
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

enum evid_status
evi_custody_said_gather(const struct evid_custody *log,
    struct evi_custody_said *w, struct evid_error *err)
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

/* What is a claim is told as that. */
static enum evid_status
tell(struct evid_custody *c, const struct evi_custody_said *w, size_t k,
    struct evid_error *err)
{
	const char *id = evi_case_text(w->events[k].details, "condition");
	char shown[EVI_CASE_STATED_CAP];
	uint32_t i = w->places[k];

	c->events[i].no_effect = w->ignored[k];
	return evi_custody_no_effect(c, i) == NULL ? EVID_OK :
	    evi_custody_tell(c, EVI_FINDING_CONDITION_CHANGE_IGNORED, i, err,
	    "on condition %s: %s", id == NULL ? "?" :
	    evi_case_stated(id, shown), evi_custody_no_effect(c, i));
}

enum evid_status
evi_custody_judge_effect(struct evid_custody *c, struct evid_error *err)
{
	struct evi_custody_said w = { .n = 0 };	/* both owned here */
	struct evi_conditions then;
	enum evid_status status;
	size_t k;

	if (c->sealed_conditions == NULL)
		return EVID_OK;
	memset(&then, 0, sizeof(then));
	status = evi_custody_said_gather(c, &w, err);
	if (status == EVID_OK && w.n > 0)
		status = evi_conditions_at(c->sealed_conditions, w.events,
		    w.n, c->options.has_now ? c->now : c->sealed_at, &then,
		    err);
	for (k = 0; k < then.n_ignored; k++)
		w.ignored[then.ignored[k].event] =
		    (uint8_t)(then.ignored[k].why + 1);
	for (k = 0; k < w.n && status == EVID_OK; k++)
		if (w.ignored[k] != 0)
			status = tell(c, &w, k, err);
	evi_conditions_free(&then);
	evi_custody_said_free(&w);
	return status;
}

const char *
evi_custody_no_effect(const struct evid_custody *c, uint32_t event)
{
	const struct evi_custody_event *e = &c->events[event];
	struct evi_known_key known;
	const char *why = NULL;

	if (e->no_effect == 0 || !e->counts)
		return NULL;
	if (e->no_effect == EVI_CHANGE_BY_STRANGER + 1)
		(void)evi_custody_state(c, event, &known, &why);
	return why != NULL ? why : evi_condition_why_text(
	    (enum evi_condition_why)(e->no_effect - 1));
}
