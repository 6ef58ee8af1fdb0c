/*
 * Conditions as of an instant (condition.h).  Pure: who a signer is was found
 * out by the caller.
 */
#include "record/condition.h"
#include "record/case_parts.h"

#include "base/memory.h"
#include "record/field.h"

#include <stdlib.h>
#include <string.h>

void
evi_conditions_free(struct evi_conditions *conditions)
{
	for (size_t i = 0; i < conditions->n; i++)
		free(conditions->items[i].consents);
	free(conditions->items);
	free(conditions->ignored);
	memset(conditions, 0, sizeof(*conditions));
}

const char *
evi_condition_how_name(enum evi_condition_how how)
{
	static const char *const names[] = { "sealed", "loosened",
		"tightened", "added", "lifted" };

	return names[how];
}

const char *
evi_condition_why_text(enum evi_condition_why why)
{
	static const char *const texts[] = {
		"its signer is not known here",
		"its signer's State did not impose this condition",
		"there is no such condition",
		"its State has a condition of this id, whose place its "
		    "tightened or loosened takes",
		"it is not as the format says",
	};

	return texts[why];
}

/* What a condition must say to be one; the rest is for people. */
static bool
take_value(struct evi_condition *c, const struct evi_json *value)
{
	const struct evi_json *critical = evi_json_get(value, "critical");

	c->id = evi_case_text(value, "id");
	c->type = evi_case_text(value, "type");
	c->state = evi_case_text(value, "imposedBy");
	c->critical = NULL;
	if (critical != NULL && !evi_json_string(critical, &c->critical))
		c->critical = "";
	c->value = value;
	return c->id != NULL && c->type != NULL && c->state != NULL;
}

static struct evi_condition *
append(struct evi_conditions *out)
{
	if (evi_grow(&out->items, out->n, &out->cap, sizeof(*out->items)) != 0)
		return NULL;
	return &out->items[out->n++];
}

static enum evid_status
take_sealed(const struct evi_json *sealed, struct evi_conditions *out,
    struct evid_error *err)
{
	const struct evi_json *list = evi_json_get(sealed, "conditions");
	size_t n;

	if (list == NULL)
		return EVID_OK;
	if (evi_json_type(list) != EVI_JSON_ARRAY) {
		out->unreadable = true;
		return EVID_OK;
	}
	n = evi_json_count(list);
	for (size_t i = 0; i < n; i++) {
		struct evi_condition one;

		memset(&one, 0, sizeof(one));
		one.malformed = !take_value(&one, evi_json_at(list, i));
		out->n_malformed += one.malformed;
		one.id = one.id == NULL ? "" : one.id;
		one.type = one.type == NULL ? "" : one.type;
		one.state = one.state == NULL ? "" : one.state;
		if (append(out) == NULL)
			return evi_fail_memory(err);
		out->items[out->n - 1] = one;
	}
	return EVID_OK;
}

/* the condition of this id that this State imposed; NULL where none is */
static struct evi_condition *
find(struct evi_conditions *out, const char *id, const char *state)
{
	for (size_t i = 0; i < out->n; i++) {
		if (!out->items[i].malformed && !out->items[i].by_sealer &&
		    strcmp(out->items[i].id, id) == 0 && (state == NULL ||
		    strcmp(out->items[i].state, state) == 0))
			return &out->items[i];
	}
	return NULL;
}

static enum evid_status
ignore(struct evi_conditions *out, size_t event, enum evi_condition_why why,
    struct evid_error *err)
{
	if (evi_grow(&out->ignored, out->n_ignored, &out->ignored_cap,
	    sizeof(*out->ignored)) != 0)
		return evi_fail_memory(err);
	out->ignored[out->n_ignored].event = event;
	out->ignored[out->n_ignored++].why = why;
	return EVID_OK;
}

bool
evi_condition_change(const struct evi_json *details,
    enum evi_condition_how *out)
{
	static const enum evi_condition_how known[] = { EVI_CONDITION_LOOSENED,
		EVI_CONDITION_TIGHTENED, EVI_CONDITION_ADDED,
		EVI_CONDITION_LIFTED };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!evi_case_is(details, "change",
		    evi_condition_how_name(known[i])))
			continue;
		*out = known[i];
		return true;
	}
	return false;
}

/*
 * loosened, lifted: of one's own alone.  tightened: of one's own, or beside
 * another's.  added: under an id that this State has not: another's of the
 * same id is another condition.
 */
bool
evi_condition_acts(enum evi_condition_how how, bool good, bool own, bool any,
    enum evi_condition_why *why_out)
{
	if (!good)
		*why_out = EVI_CHANGE_FORM;
	else if (how == EVI_CONDITION_ADDED && own)
		*why_out = EVI_CHANGE_DOUBLED;
	else if (how != EVI_CONDITION_ADDED && !any)
		*why_out = EVI_CHANGE_NO_SUCH;
	else if (!own && (how == EVI_CONDITION_LOOSENED ||
	    how == EVI_CONDITION_LIFTED))
		*why_out = EVI_CHANGE_NOT_OWN;
	else
		return true;
	return false;
}

static void
note(struct evi_condition *c, const struct evi_condition_event *event,
    enum evi_condition_how how)
{
	c->how = how;
	c->at = event->at;
	memcpy(c->digest, event->digest, sizeof(c->digest));
	if (how == EVI_CONDITION_LIFTED)
		return;
	c->restated = true;
	memcpy(c->stated, event->digest, sizeof(c->stated));
}

static enum evid_status
change(struct evi_conditions *out, const struct evi_condition_event *event,
    size_t index, struct evid_error *err)
{
	const char *id = evi_case_text(event->details, "condition");
	struct evi_condition next, *own;
	enum evi_condition_how how;
	enum evi_condition_why why;

	memset(&next, 0, sizeof(next));
	if (id == NULL || !evi_condition_change(event->details, &how))
		return ignore(out, index, EVI_CHANGE_FORM, err);
	own = find(out, id, event->state);
	if (!evi_condition_acts(how, how == EVI_CONDITION_LIFTED ||
	    (take_value(&next, evi_json_get(event->details, "value")) &&
	    strcmp(next.id, id) == 0 &&
	    strcmp(next.state, event->state) == 0), own != NULL,
	    find(out, id, NULL) != NULL, &why))
		return ignore(out, index, why, err);
	if (own == NULL) {
		own = append(out);
		if (own == NULL)
			return evi_fail_memory(err);
		own->own_use = how == EVI_CONDITION_TIGHTENED;
	}
	if (how != EVI_CONDITION_LIFTED) {
		own->id = next.id;
		own->type = next.type;
		own->state = next.state;
		own->critical = next.critical;
		own->value = next.value;
	}
	note(own, event, how);
	return EVID_OK;
}

/*
 * By whoever sealed the bundle, of a State that is not known here: what could
 * have been sealed may be said later.  It stands beside what is there, and
 * takes no place and no id: the State that it names may say its own.
 */
static enum evid_status
bind(struct evi_conditions *out, const struct evi_condition_event *event,
    size_t index, struct evid_error *err)
{
	const char *id = evi_case_text(event->details, "condition");
	struct evi_condition next;
	enum evi_condition_how how;

	memset(&next, 0, sizeof(next));
	if (id == NULL || strcmp(event->type, "condition-changed") != 0 ||
	    !evi_condition_change(event->details, &how) ||
	    (how != EVI_CONDITION_ADDED && how != EVI_CONDITION_TIGHTENED))
		return ignore(out, index, EVI_CHANGE_BY_STRANGER, err);
	if (!take_value(&next, evi_json_get(event->details, "value")) ||
	    strcmp(next.id, id) != 0)
		return ignore(out, index, EVI_CHANGE_FORM, err);
	if (how == EVI_CONDITION_TIGHTENED && find(out, id, NULL) == NULL)
		return ignore(out, index, EVI_CHANGE_NO_SUCH, err);
	next.by_sealer = true;
	note(&next, event, how);
	if (append(out) == NULL)
		return evi_fail_memory(err);
	out->items[out->n - 1] = next;
	return EVID_OK;
}

/* {"to": {"state": XX}} */
static const char *
consent_to(const struct evi_json *details)
{
	return evi_case_text(evi_json_get(details, "to"), "state");
}

static enum evid_status
consent(struct evi_conditions *out, const struct evi_condition_event *event,
    size_t index, struct evid_error *err)
{
	const char *id = evi_case_text(event->details, "condition");
	const char *to = consent_to(event->details);
	struct evi_condition *own;
	struct evi_consent *c = NULL;

	if (id == NULL || to == NULL || !evi_state_good(to))
		return ignore(out, index, EVI_CHANGE_FORM, err);
	own = find(out, id, event->state);
	if (own == NULL)
		return ignore(out, index, find(out, id, NULL) == NULL ?
		    EVI_CHANGE_NO_SUCH : EVI_CHANGE_NOT_OWN, err);
	for (size_t i = 0; i < own->n_consents && c == NULL; i++) {
		if (strcmp(consent_to(own->consents[i].details), to) == 0)
			c = &own->consents[i];
	}
	if (c == NULL) {
		if (evi_grow(&own->consents, own->n_consents,
		    &own->consents_cap, sizeof(*own->consents)) != 0)
			return evi_fail_memory(err);
		c = &own->consents[own->n_consents++];
	}
	memcpy(c->digest, event->digest, sizeof(c->digest));
	c->details = event->details;
	c->at = event->at;
	c->given = strcmp(event->type, "consent-given") == 0;
	return EVID_OK;
}

/* Of these types `until` is what must be done by then, not the end. */
bool
evi_condition_is_limit(const char *type)
{
	static const char *const limits[] = { "retain-until", "delete-after",
		"return-after", NULL };

	return evi_case_among(type, limits);
}

static bool
passed(const struct evi_json *value, const char *type, struct evi_instant at)
{
	const char *until = evi_case_text(value, "until");
	struct evi_instant end;

	return until != NULL && (type == NULL ||
	    !evi_condition_is_limit(type)) &&
	    evi_case_time(until, true, &end, NULL) &&
	    evi_instant_before(end, at);
}

static void
settle(struct evi_conditions *out, struct evi_instant at)
{
	for (size_t i = 0; i < out->n; i++) {
		struct evi_condition *c = &out->items[i];

		c->ended = passed(c->value, c->type, at);
		c->in_force = !c->ended && c->how != EVI_CONDITION_LIFTED;
		for (size_t k = 0; k < c->n_consents; k++)
			c->consents[k].expired = passed(
			    c->consents[k].details, NULL, at);
	}
}

struct place {
	const struct evi_condition_event *event;
	size_t index;
};

static int
by_time(const void *a, const void *b)
{
	const struct evi_condition_event *x = ((const struct place *)a)->event;
	const struct evi_condition_event *y = ((const struct place *)b)->event;

	if (evi_instant_before(x->at, y->at))
		return -1;
	if (evi_instant_before(y->at, x->at))
		return 1;
	return memcmp(x->digest, y->digest, sizeof(x->digest));
}

static enum evid_status
act(struct evi_conditions *out, const struct place *place,
    struct evid_error *err)
{
	const struct evi_condition_event *e = place->event;

	if (e->binds)
		return bind(out, e, place->index, err);
	if (e->state == NULL || e->state[0] == '\0')
		return ignore(out, place->index, EVI_CHANGE_BY_STRANGER, err);
	if (strcmp(e->type, "condition-changed") == 0)
		return change(out, e, place->index, err);
	if (strcmp(e->type, "consent-given") == 0 ||
	    strcmp(e->type, "consent-refused") == 0)
		return consent(out, e, place->index, err);
	return EVID_OK;
}

enum evid_status
evi_conditions_at(const struct evi_json *sealed,
    const struct evi_condition_event *events, size_t n_events,
    struct evi_instant at, struct evi_conditions *out,
    struct evid_error *err)
{
	struct place *places = NULL;		/* owned here */
	enum evid_status status;

	memset(out, 0, sizeof(*out));
	status = take_sealed(sealed, out, err);
	if (status != EVID_OK)
		goto out;
	places = evi_zalloc_array(n_events + 1, sizeof(*places));
	if (places == NULL) {
		status = evi_fail_memory(err);
		goto out;
	}
	for (size_t i = 0; i < n_events; i++) {
		places[i].event = &events[i];
		places[i].index = i;
	}
	qsort(places, n_events, sizeof(*places), by_time);
	for (size_t i = 0; i < n_events && status == EVID_OK; i++) {
		if (!evi_instant_before(at, places[i].event->at))
			status = act(out, &places[i], err);
	}
	settle(out, at);
out:
	free(places);
	if (status != EVID_OK)
		evi_conditions_free(out);
	return status;
}
