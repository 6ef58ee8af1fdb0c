/*
 * Which conditions want an answer from who receives: the sealed ones, with
 * what later events that count made of them, and all that the hand-over was
 * made under.
 */
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
find(const struct evi_wanted *wanted, const char *id, const char *state)
{
	size_t i;

	for (i = 0; i < wanted->count; i++)
		if (!wanted->items[i].apart &&
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

/* @value: the condition as it is to be, or NULL where it is lifted; @lets_go:
 * it is by who may let an answer go, too */
static enum evid_status
put(struct evi_wanted *wanted, const char *id, const char *state,
    const struct evi_json *value, bool lets_go, struct evid_error *err)
{
	struct evi_wanted_one *one = find(wanted, id, state);
	bool needs = false;

	if (one == NULL)
		one = append(wanted, id, state);
	if (one == NULL)
		return evi_fail_memory(err);
	one->lifted = value == NULL;
	if (evi_json_get_bool(value, "needsAcceptance", &needs) && needs)
		one->needs = true;
	else if (lets_go)
		one->needs = false;
	return EVID_OK;
}

/* Who lets go does so of his State's own; who binds says whose it is. */
static enum evid_status
changed(const struct evid_custody *c, uint32_t i, struct evi_wanted *out,
    struct evid_error *err)
{
	bool lets_go = c->events[i].value != EVI_VALUE_STRICTER;
	const char *id = NULL, *state = "";
	const struct evi_json *value;
	struct evi_known_key known;
	struct evi_event full;			/* owned here */
	enum evid_status status;

	status = evi_custody_event_read(c, i, &full, err);
	if (status != EVID_OK)
		return status;
	value = evi_json_get(full.details, "value");
	if (lets_go && evi_custody_known(c, i, &known))
		state = known.state;
	else
		(void)evi_json_get_string(value, "imposedBy", &state);
	if (evi_json_get_string(full.details, "condition", &id))
		status = put(out, id, state, value, lets_go, err);
	if (status == EVID_OK && id != NULL && value != NULL)
		status = keep_words(out, id, i, NULL, err);
	evi_event_free(&full);
	return status;
}

/* One that does not count here is asked all the same, and nothing that is
 * known here lets it go. */
static enum evid_status
apart(const struct evid_custody *c, uint32_t i, struct evi_wanted *out,
    struct evid_error *err)
{
	struct evi_wanted_one *one;
	struct evi_event full;			/* owned here */
	const char *id = "", *state = "";
	enum evid_status status;

	status = evi_custody_event_read(c, i, &full, err);
	if (status != EVID_OK)
		return status;
	(void)evi_json_get_string(full.details, "condition", &id);
	(void)evi_json_get_string(evi_json_get(full.details, "value"),
	    "imposedBy", &state);
	one = append(out, id, state);
	if (one == NULL)
		status = evi_fail_memory(err);
	else
		one->needs = one->apart = true;
	if (status == EVID_OK)
		status = keep_words(out, id, i, NULL, err);
	evi_event_free(&full);
	return status;
}

/* @over: its terms are those that count, once judged: all stand in itself */
static enum evid_status
named(const struct evid_custody *c, uint32_t over, struct evi_wanted *out,
    struct evid_error *err)
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

		if (i != EVI_NONE && c->events[i].type ==
		    EVI_EVENT_CONDITION_CHANGED && c->events[i].asks &&
		    !c->events[i].counts && !evi_custody_aside(c, i))
			status = apart(c, i, out, err);
	}
	evi_digests_free(&changes);
	evi_event_free(&full);
	return status;
}

enum evid_status
evi_wanted_gather(const struct evid_custody *c, uint32_t over,
    struct evi_wanted *out, struct evid_error *err)
{
	const struct evi_json *list;
	enum evid_status status = EVID_OK;
	const char *id;
	size_t i, n;

	list = evi_case_list(c->sealed_conditions, "conditions", &n);
	for (i = 0; i < n && status == EVID_OK; i++) {
		const struct evi_json *one = evi_json_at(list, i);
		const char *state = "";

		(void)evi_json_get_string(one, "imposedBy", &state);
		if (evi_json_get_string(one, "id", &id) && *id != '\0')
			status = put(out, id, state, one, false, err);
		else
			continue;
		if (status == EVID_OK)
			status = keep_words(out, id, EVI_NONE, one, err);
	}
	for (i = 0; i < c->n_events && status == EVID_OK; i++)
		if (c->events[i].type == EVI_EVENT_CONDITION_CHANGED &&
		    c->events[i].counts)
			status = changed(c, (uint32_t)i, out, err);
	if (status == EVID_OK && over != EVI_NONE)
		status = named(c, over, out, err);
	return status;
}
