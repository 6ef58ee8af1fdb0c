/*
 * The legal axis (legal.h).  What it comes to is kept as values of the
 * verdict's own: the events and the trust may be gone when it is shown.
 */
#include "bundle/trust/trust.h"
#include "bundle/verify/legal.h"
#include "bundle/verify/shown.h"

#include "base/text.h"
#include "record/case_clock.h"
#include "record/case_parts.h"
#include "record/field.h"

#include <stdio.h>
#include <string.h>

#define PATH "evidence/conditions.json"

struct legal {
	struct evid_verdict *v;
	const struct evid_trust *trust;
	const struct evi_condition_event *events;
	struct evi_instant at;
	struct evi_json *sealed;
	struct evi_conditions conditions;
	struct evi_clocks clocks;
	struct evid_error *err;
};

static struct evi_json *
text_or_null(const char *text)
{
	return text == NULL || text[0] == '\0' ? evi_json_new_null() :
	    evi_json_new_string(text);
}

static struct evi_json *
consent_json(const struct evi_consent *c)
{
	struct evi_json *o = evi_json_new_object();

	evi_json_set(o, "to", text_or_null(evi_case_text(evi_json_get(
	    c->details, "to"), "state")));
	evi_json_set(o, "given", evi_json_new_bool(c->given));
	evi_json_set(o, "scope", evi_json_get(c->details, "scope") != NULL ?
	    evi_json_dup(evi_json_get(c->details, "scope")) :
	    evi_json_new_null());
	evi_json_set(o, "until", text_or_null(evi_case_text(c->details,
	    "until")));
	evi_json_set(o, "expired", evi_json_new_bool(c->expired));
	evi_json_set(o, "event", evi_json_new_hex(c->digest, EVI_SHA256_LEN));
	evi_json_set(o, "at", evi_json_new_instant(c->at));
	return o;
}

static struct evi_json *
condition_json(const struct evi_condition *c)
{
	bool sealed = c->how == EVI_CONDITION_SEALED;
	struct evi_json *o = evi_json_new_object();
	struct evi_json *consents = evi_json_new_array();

	for (size_t i = 0; i < c->n_consents; i++)
		evi_json_append(consents, consent_json(&c->consents[i]));
	evi_json_set(o, "id", text_or_null(c->id));
	evi_json_set(o, "type", text_or_null(c->type));
	evi_json_set(o, "imposedBy", text_or_null(c->state));
	evi_json_set(o, "state", evi_json_new_string(
	    evi_condition_how_name(c->how)));
	evi_json_set(o, "event", sealed ? evi_json_new_null() :
	    evi_json_new_hex(c->digest, EVI_SHA256_LEN));
	evi_json_set(o, "at", sealed ? evi_json_new_null() :
	    evi_json_new_instant(c->at));
	evi_json_set(o, "bySealer", evi_json_new_bool(c->by_sealer));
	evi_json_set(o, "ownUse", evi_json_new_bool(c->own_use));
	evi_json_set(o, "inForce", evi_json_new_bool(c->in_force));
	evi_json_set(o, "ended", evi_json_new_bool(c->ended));
	evi_json_set(o, "consents", consents);
	evi_json_set(o, "condition", evi_json_dup(c->value));
	return o;
}

static struct evi_json *
clock_json(const struct evi_clock *c)
{
	struct evi_json *o = evi_json_new_object();

	evi_json_set(o, "what", evi_json_new_string(c->what));
	evi_json_set(o, "path", evi_json_new_string(c->path));
	evi_json_set(o, "about", evi_json_new_string(c->about));
	evi_json_set(o, "ends", text_or_null(c->end_text));
	evi_json_set(o, "end", c->has_end ? evi_json_new_instant(c->end) :
	    evi_json_new_null());
	evi_json_set(o, "suggested", evi_json_new_bool(c->suggested));
	evi_json_set(o, "state", evi_json_new_string(
	    evi_clock_state_name(c)));
	evi_json_set(o, "source", text_or_null(c->source));
	evi_json_set(o, "countedBy", text_or_null(c->counted_by));
	return o;
}

static const char *
why_of(const struct legal *l, const struct evi_ignored_change *change)
{
	const char *stranger = l->events[change->event].stranger;

	return change->why == EVI_CHANGE_BY_STRANGER && stranger != NULL ?
	    stranger : evi_condition_why_text(change->why);
}

/* whom to ask, and for what: by the cause */
static const char *
hint_of(const struct legal *l, const struct evi_ignored_change *change)
{
	static const char *const hints[] = {
		[EVI_CHANGE_BY_STRANGER] = "get that key from its holder, and "
		    "name it with its State, by a pin or the directory",
		[EVI_CHANGE_NOT_OWN] = "ask the State that imposed the "
		    "condition",
		[EVI_CHANGE_NO_SUCH] = "ask its signer which condition he "
		    "means; if it was added later, fetch the log of who added "
		    "it, and merge",
		[EVI_CHANGE_DOUBLED] = "ask its signer: what is there is not "
		    "added again, but loosened, tightened or lifted",
		[EVI_CHANGE_FORM] = "ask its signer to sign it anew, as "
		    "evid-custody add does",
	};
	const char *hint = l->events[change->event].hint;

	return change->why == EVI_CHANGE_BY_STRANGER && hint != NULL ? hint :
	    hints[change->why];
}

static struct evi_json *
ignored_json(const struct legal *l, const struct evi_ignored_change *change)
{
	const struct evi_condition_event *e = &l->events[change->event];
	struct evi_json *o = evi_json_new_object();

	evi_json_set(o, "event", evi_json_new_hex(e->digest, EVI_SHA256_LEN));
	evi_json_set(o, "type", evi_json_new_string(e->type));
	evi_json_set(o, "state", text_or_null(e->state));
	evi_json_set(o, "condition", text_or_null(evi_case_text(e->details,
	    "condition")));
	evi_json_set(o, "why", evi_json_new_string(why_of(l, change)));
	return o;
}

/* What is shown as JSON; any want of memory leaves an incomplete object, so
 * the last step counts what is there. */
static enum evid_status
build_json(struct legal *l)
{
	struct evi_json *o = evi_json_new_object();
	struct evi_json *list = evi_json_new_array();
	struct evi_json *clocks = evi_json_new_array();
	struct evi_json *ignored = evi_json_new_array();
	struct evi_json *basis = evi_json_get(l->sealed, "legalBasis");
	size_t n, have;
	bool good;

	for (size_t i = 0; i < l->conditions.n; i++)
		evi_json_append(list,
		    condition_json(&l->conditions.items[i]));
	for (size_t i = 0; i < l->clocks.n; i++)
		evi_json_append(clocks, clock_json(&l->clocks.items[i]));
	for (size_t i = 0; i < l->conditions.n_ignored; i++)
		evi_json_append(ignored, ignored_json(l,
		    &l->conditions.ignored[i]));
	n = l->conditions.n + l->clocks.n + l->conditions.n_ignored;
	have = list == NULL || clocks == NULL || ignored == NULL ? n + 1 :
	    evi_json_count(list) + evi_json_count(clocks) +
	    evi_json_count(ignored);
	/* Each takes its value, whatever became of those before. */
	good = evi_json_set(o, "at", evi_json_new_instant(l->at));
	good &= evi_json_set(o, "legalBasis", basis != NULL ?
	    evi_json_dup(basis) : evi_json_new_array());
	good &= evi_json_set(o, "conditions", list);
	good &= evi_json_set(o, "clocks", clocks);
	good &= evi_json_set(o, "ignored", ignored);
	if (!good || have != n) {
		evi_json_free(o);
		return evi_fail_memory(l->err);
	}
	l->v->legal = o;
	return EVID_OK;
}

/* ---- the line for people ---- */

static void
condition_line(const struct evi_condition *c, struct evi_buf *out)
{
	const char *until = evi_case_text(c->value, "until");

	if (c->malformed)
		evi_buf_add_text(out, "one that cannot be read");
	else
		evi_shown_condition(out, c->type);
	if (until != NULL) {
		evi_buf_add_text(out, strncmp(c->type, "retain-until",
		    12) == 0 ? " " : strstr(c->type, "-after") != NULL ?
		    " " : " until ");
		evi_shown_time(out, until);
	}
	if (c->by_sealer) {
		evi_buf_add_format(out, " %s by who sealed it",
		    evi_condition_how_name(c->how));
	} else if (c->own_use) {
		evi_buf_add_text(out, " for ");
		evi_shown_state(out, c->state);
		evi_buf_add_text(out, " itself");
		if (c->how == EVI_CONDITION_LIFTED)
			evi_buf_add_text(out, ", lifted");
	} else if (c->how != EVI_CONDITION_SEALED) {
		evi_buf_add_format(out, " %s by ",
		    evi_condition_how_name(c->how));
		evi_shown_state(out, c->state);
	}
	if (c->ended)
		evi_buf_add_text(out, " (ended)");
	for (size_t i = 0; i < c->n_consents; i++) {
		const struct evi_consent *k = &c->consents[i];

		evi_buf_add_text(out, k->given ? " (consent to " :
		    " (refused to ");
		evi_shown_state(out, evi_case_text(evi_json_get(k->details,
		    "to"), "state"));
		if (evi_json_get(k->details, "scope") != NULL)
			evi_buf_add_text(out, ", for what its scope says");
		if (evi_case_text(k->details, "until") != NULL) {
			evi_buf_add_text(out, ", until ");
			evi_shown_time(out, evi_case_text(k->details, "until"));
		}
		evi_buf_add_text(out, k->expired ? ", expired)" : ")");
	}
}

static enum evid_status
build_line(struct legal *l)
{
	struct evi_buf *out = &l->v->legal_text;
	bool changed = false, any = false;

	for (size_t i = 0; i < l->conditions.n; i++) {
		const struct evi_condition *c = &l->conditions.items[i];

		evi_buf_add_text(out, i == 0 ? "  conditions  " : "; ");
		condition_line(c, out);
		changed |= c->how != EVI_CONDITION_SEALED ||
		    c->n_consents > 0;
	}
	if (l->conditions.n == 0)
		evi_buf_add_text(out, "  conditions  none stated\n");
	else
		evi_buf_add_text(out, changed ? "\n" : " (as sealed)\n");
	for (size_t i = 0; i < l->clocks.n; i++) {
		const struct evi_clock *c = &l->clocks.items[i];

		/* A consent stands beside its condition. */
		if (!c->has_end || strcmp(c->what, "condition") == 0 ||
		    strcmp(c->what, "consent") == 0)
			continue;
		evi_buf_add_text(out, any ? "; " : "  clocks      ");
		evi_buf_add_format(out, "%s%s ", c->about,
		    evi_clock_is_overdue(c) ? ", OVERDUE since" :
		    c->state == EVI_CLOCK_ENDED ? " ENDED" :
		    c->state == EVI_CLOCK_HELD ? " goes on after" :
		    c->state == EVI_CLOCK_STOPPED ? " over, was to" :
		    " until");
		evi_shown_time(out, c->end_text);
		if (c->suggested)
			evi_buf_add_text(out, " (suggested)");
		any = true;
	}
	if (any)
		evi_buf_add_text(out, "\n");
	return evi_buf_status(out, l->err);
}

/* ---- findings: an end that has passed is a time, and needs no quotes ---- */

static enum evid_status
find_condition(struct legal *l, const struct evi_condition *c)
{
	char id[EVI_CASE_STATED_CAP], text[EVI_CASE_STATED_CAP];
	enum evid_status status = EVID_OK;

	(void)evi_case_stated(c->id, id);
	/* What is no text is kept as an empty one, which no policy names. */
	if (c->critical != NULL && c->in_force && (l->trust == NULL ||
	    !evi_trust_understands(l->trust, c->critical)))
		status = evi_verdict_add(l->v,
		    EVI_FINDING_CONDITION_NOT_UNDERSTOOD, PATH, l->err,
		    "condition %s: %s", id, evi_case_stated(c->critical, text));
	if (status == EVID_OK && c->ended && c->how != EVI_CONDITION_LIFTED)
		status = evi_verdict_add(l->v, EVI_FINDING_CONDITION_ENDED,
		    PATH, l->err, "condition %s: %s", id,
		    evi_case_shown(evi_case_text(c->value, "until"), text));
	return status;
}

/* An ended condition was told as such; a deadline of one is a limit. */
static enum evid_status
find_clock(struct legal *l, const struct evi_clock *c)
{
	char text[EVI_CASE_SHOWN_CAP];

	if (c->state != EVI_CLOCK_ENDED || (strcmp(c->what, "condition") == 0 &&
	    !c->limit))
		return EVID_OK;
	return evi_verdict_add(l->v, c->limit ? EVI_FINDING_LIMIT_PASSED :
	    EVI_FINDING_CLOCK_ENDED, PATH, l->err, "%s: %s", c->about,
	    evi_case_shown(c->end_text, text));
}

static enum evid_status
find_ignored(struct legal *l, const struct evi_ignored_change *change)
{
	const struct evi_condition_event *e = &l->events[change->event];
	const char *id = evi_case_text(e->details, "condition");
	char digest[2 * EVI_SHA256_LEN + 1], shown[EVI_CASE_STATED_CAP];

	evi_hex(e->digest, EVI_SHA256_LEN, digest);
	return evi_verdict_add_hint(l->v,
	    EVI_FINDING_CONDITION_CHANGE_IGNORED, NULL, hint_of(l, change),
	    e->anybodys, l->err,
	    "event %.8s on condition %s: %s", digest,
	    id == NULL ? "?" : evi_case_stated(id, shown), why_of(l, change));
}

static enum evid_status
find_unmoved(struct legal *l, const struct evi_preservation_word *word)
{
	const char *why = evi_preservation_unmoved(word);
	char digest[2 * EVI_SHA256_LEN + 1];

	if (why == NULL)
		return EVID_OK;
	evi_hex(word->digest, EVI_SHA256_LEN, digest);
	return evi_verdict_add(l->v, EVI_FINDING_PRESERVATION_CHANGE_IGNORED,
	    NULL, l->err, "event %.8s: %s", digest, why);
}

static enum evid_status
find_all(struct legal *l, const struct evi_legal_said *said)
{
	enum evid_status status = EVID_OK;
	size_t i;

	if (l->conditions.n_malformed > 0)
		status = evi_verdict_add(l->v, EVI_FINDING_CONDITION_FORM,
		    PATH, l->err, "%zu without id, type or State",
		    l->conditions.n_malformed);
	if (status == EVID_OK && l->conditions.unreadable)
		status = evi_verdict_add(l->v,
		    EVI_FINDING_CONDITION_NOT_UNDERSTOOD, PATH, l->err,
		    "the list of conditions is none");
	for (i = 0; i < l->conditions.n && status == EVID_OK; i++)
		status = find_condition(l, &l->conditions.items[i]);
	for (i = 0; i < l->clocks.n && status == EVID_OK; i++)
		status = find_clock(l, &l->clocks.items[i]);
	for (i = 0; i < l->conditions.n_ignored && status == EVID_OK; i++)
		status = find_ignored(l, &l->conditions.ignored[i]);
	for (i = 0; i < said->n_preserved && status == EVID_OK; i++)
		status = find_unmoved(l, &said->preserved[i]);
	return status;
}

/* With no instant asked for, as of the sealing: then nothing has passed. */
static struct evi_instant
instant_of(const struct evid_verdict *v)
{
	return v->has_at || v->has_now ? evi_verdict_instant(v) :
	    v->statement.sealed_at;
}

enum evid_status
evi_legal_judge(struct evid_verdict *v, const struct evid_trust *trust,
    const struct evi_legal_said *said, struct evid_error *err)
{
	struct legal l = { .v = v, .trust = trust, .events = said->events,
		.err = err };
	struct evi_clocks_log log = { .conditions = &l.conditions,
		.words = said->preserved, .n_words = said->n_preserved };
	enum evid_status status;
	size_t i;

	if (v->conditions.len == 0 || evi_json_parse(v->conditions.data,
	    v->conditions.len, PATH, &l.sealed, NULL) != EVID_OK)
		return EVID_OK;		/* told of as damage */
	l.at = instant_of(v);
	status = evi_conditions_at(l.sealed, said->events, said->n_events, l.at,
	    &l.conditions, err);
	if (status == EVID_OK)
		status = evi_clocks_of(l.sealed, &log, l.at, NULL, 0,
		    &l.clocks, err);
	if (status == EVID_OK)
		status = build_json(&l);
	if (status == EVID_OK)
		status = build_line(&l);
	if (status == EVID_OK)
		status = find_all(&l, said);
	for (i = 0; said->ignored != NULL && i < l.conditions.n_ignored; i++)
		said->ignored[l.conditions.ignored[i].event] =
		    (uint8_t)(l.conditions.ignored[i].why + 1);
	evi_conditions_free(&l.conditions);
	evi_clocks_free(&l.clocks);
	evi_json_free(l.sealed);
	return status;
}

struct evi_json *
evi_legal_json(const struct evid_verdict *v)
{
	struct evi_json *o;

	if (v->legal != NULL)
		return evi_json_dup(v->legal);
	o = evi_json_new_object();
	evi_json_set(o, "at", evi_json_new_null());
	evi_json_set(o, "legalBasis", evi_json_new_array());
	evi_json_set(o, "conditions", evi_json_new_array());
	evi_json_set(o, "clocks", evi_json_new_array());
	evi_json_set(o, "ignored", evi_json_new_array());
	return o;
}
