/*
 * Which conditions want an answer from who receives: the sealed ones, with
 * what later events that count made of them, and all that the hand-over was
 * made under.
 */
#include "bundle/custody/word.h"
#include "bundle/entry/hand.h"

#include "base/memory.h"
#include "record/case_parts.h"

#include <stdlib.h>
#include <string.h>

void
evi_wanted_free(struct evi_wanted *wanted)
{
	size_t i;

	for (i = 0; i < wanted->count; i++) {
		free(wanted->items[i].id);
		free(wanted->items[i].state);
	}
	for (i = 0; i < wanted->n_words; i++)
		free(wanted->words[i].id);
	free(wanted->items);
	free(wanted->words);
	memset(wanted, 0, sizeof(*wanted));
}

static struct evi_wanted_one *
find(const struct evi_wanted *wanted, const char *id, const char *state,
    bool apart)
{
	size_t i;

	for (i = 0; i < wanted->count; i++)
		if (wanted->items[i].apart == apart &&
		    strcmp(wanted->items[i].id, id) == 0 &&
		    strcmp(wanted->items[i].state, state) == 0)
			return &wanted->items[i];
	return NULL;
}

bool
evi_wanted_have(const struct evi_wanted *wanted, const char *id)
{
	size_t i;

	for (i = 0; i < wanted->count; i++)
		if (!wanted->items[i].lifted &&
		    strcmp(wanted->items[i].id, id) == 0)
			return true;
	return false;
}

bool
evi_wanted_needs(const struct evi_wanted *wanted, const char *id)
{
	size_t i;

	for (i = 0; i < wanted->count; i++)
		if (wanted->items[i].needs && !wanted->items[i].lifted &&
		    strcmp(wanted->items[i].id, id) == 0)
			return true;
	return false;
}

bool
evi_wanted_first(const struct evi_wanted *wanted, size_t index)
{
	size_t i = 0;

	while (strcmp(wanted->items[i].id, wanted->items[index].id) != 0)
		i++;
	return i == index;
}

static struct evi_wanted_one *
append(struct evi_wanted *wanted, const char *id, const char *state)
{
	struct evi_wanted_one *one;

	if (evi_grow(&wanted->items, wanted->count, &wanted->cap,
	    sizeof(*wanted->items)) != 0)
		return NULL;
	one = &wanted->items[wanted->count++];
	memset(one, 0, sizeof(*one));
	one->id = evi_strdup(id);
	one->state = evi_strdup(state);
	return one->id == NULL || one->state == NULL ? NULL : one;
}

/* Whose wording a later one took the place of asks for nothing: what is
 * sealed (no event), or what an event said. */
static bool
is_superseded(const struct evid_custody *c, uint32_t condition,
    uint32_t event, struct evi_instant at)
{
	const struct evi_custody_turn *turn = evi_word_turn(c, condition, at);

	return turn != NULL && turn->event != event;
}

static enum evid_status
keep_words(struct evi_wanted *wanted, const char *id, uint32_t event,
    const struct evi_json *sealed, struct evid_error *err)
{
	struct evi_wanted_words *one;

	if (evi_grow(&wanted->words, wanted->n_words, &wanted->words_cap,
	    sizeof(*wanted->words)) != 0)
		return evi_fail_memory(err);
	one = &wanted->words[wanted->n_words++];
	one->id = evi_strdup(id);
	one->event = event;
	one->sealed = sealed;
	return one->id == NULL ? evi_fail_memory(err) : EVID_OK;
}

/* One on which events act is as the last of them up to @at left it; what no
 * event reaches is apart. */
static enum evid_status
put(const struct evid_custody *c, struct evi_wanted *wanted, const char *id,
    const char *state, uint32_t condition, bool asks, struct evi_instant at,
    struct evid_error *err)
{
	const struct evi_custody_turn *turn = evi_word_turn(c, condition, at);
	struct evi_wanted_one *one = find(wanted, id, state,
	    condition == EVI_NONE);

	if (one == NULL)
		one = append(wanted, id, state);
	if (one == NULL)
		return evi_fail_memory(err);
	one->apart = condition == EVI_NONE;
	one->needs = turn == NULL ? one->needs || asks : turn->asks;
	one->lifted = turn != NULL && turn->lifted;
	return EVID_OK;
}

static enum evid_status
changed(const struct evid_custody *c, uint32_t i, struct evi_instant at,
    struct evi_wanted *out, struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[i];
	const char *id = "", *state = "", *why;
	const struct evi_json *value;
	struct evi_known_key known;
	struct evi_event full;			/* owned here */
	enum evid_status status;

	status = evi_custody_event_read(c, i, &full, err);
	if (status != EVID_OK)
		return status;
	value = evi_json_get(full.details, "value");
	if (e->condition != EVI_NONE)
		state = evi_custody_state(c, i, &known, &why);
	else
		(void)evi_json_get_string(value, "imposedBy", &state);
	(void)evi_json_get_string(full.details, "condition", &id);
	status = put(c, out, id, state, e->condition, e->asks, at, err);
	if (status == EVID_OK && value != NULL &&
	    !is_superseded(c, e->condition, i, at))
		status = keep_words(out, id, i, NULL, err);
	evi_event_free(&full);
	return status;
}

/* What lets go has its effect, or none; what binds may be asked all the
 * same, where it has none here. */
static bool
matters(const struct evi_custody_event *e, struct evi_instant at)
{
	return e->type == EVI_EVENT_CONDITION_CHANGED && e->counts &&
	    !evi_instant_before(at, e->at) &&
	    (e->acts || e->asks || e->value == EVI_VALUE_STRICTER);
}

/* One that does not count here is asked all the same, and nothing that is
 * known here lets it go. */
static enum evid_status
apart(const struct evid_custody *c, uint32_t i, struct evi_wanted *out,
    struct evid_error *err)
{
	struct evi_event full;			/* owned here */
	const char *id = "", *state = "";
	enum evid_status status;

	status = evi_custody_event_read(c, i, &full, err);
	if (status != EVID_OK)
		return status;
	(void)evi_json_get_string(full.details, "condition", &id);
	(void)evi_json_get_string(evi_json_get(full.details, "value"),
	    "imposedBy", &state);
	status = put(c, out, id, state, EVI_NONE, true,
	    c->events[i].at, err);
	if (status == EVID_OK)
		status = keep_words(out, id, i, NULL, err);
	evi_event_free(&full);
	return status;
}

/* one that the hand-over names: also of a later date than what is asked of */
static enum evid_status
one_named(const struct evid_custody *c, uint32_t i, struct evi_instant at,
    struct evi_wanted *out, struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[i];

	if (e->type != EVI_EVENT_CONDITION_CHANGED || !e->asks ||
	    evi_custody_aside(c, i) || matters(e, at))
		return EVID_OK;
	return e->counts ? changed(c, i, at, out, err) : apart(c, i, out,
	    err);
}

/* @over: its terms are those that count, once judged: all stand in itself */
static enum evid_status
named(const struct evid_custody *c, uint32_t over, struct evi_instant at,
    struct evi_wanted *out, struct evid_error *err)
{
	struct evi_digests changes = { NULL, 0, 0 };	/* both owned here */
	struct evi_event full;
	enum evid_status status;
	size_t k;

	status = evi_custody_event_read(c, over, &full, err);
	if (status != EVID_OK)
		return status;
	if (!evi_digests_get(evi_json_get(full.details, "conditions"),
	    "changes", &changes))
		status = evi_fail_memory(err);
	for (k = 0; k < changes.count && status == EVID_OK; k++) {
		uint32_t i = evi_custody_find(c, changes.items[k]);

		if (i != EVI_NONE)
			status = one_named(c, i, at, out, err);
	}
	evi_digests_free(&changes);
	evi_event_free(&full);
	return status;
}

enum evid_status
evi_wanted_gather(const struct evid_custody *c, uint32_t over,
    struct evi_instant at, struct evi_wanted *out, struct evid_error *err)
{
	const struct evi_json *list;
	enum evid_status status = EVID_OK;
	size_t i, k, n;

	at = evi_word_answered_at(c, at, over);
	list = evi_case_list(c->sealed_conditions, "conditions", &n);
	for (i = k = 0; i < n && status == EVID_OK; i++) {
		const struct evi_json *one = evi_json_at(list, i);
		const struct evi_custody_asked *a;
		const char *state = "";

		if (evi_case_text(one, "id") == NULL)
			continue;
		a = &c->asked[k++];
		(void)evi_json_get_string(one, "imposedBy", &state);
		status = put(c, out, a->id, state, a->condition, a->asks, at,
		    err);
		if (status == EVID_OK &&
		    !is_superseded(c, a->condition, EVI_NONE, at))
			status = keep_words(out, a->id, EVI_NONE, one, err);
	}
	for (i = 0; i < c->n_events && status == EVID_OK; i++)
		if (matters(&c->events[i], at))
			status = changed(c, (uint32_t)i, at, out, err);
	if (status == EVID_OK && over != EVI_NONE)
		status = named(c, over, at, out, err);
	return status;
}
