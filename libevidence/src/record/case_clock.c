/*
 * The clocks of a case: gathered from its fields, in the order of their ends.
 */
#include "record/case_clock.h"
#include "record/case_parts.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gather {
	const struct evi_json *json;
	struct evi_clocks_log *log;	/* or NULL */
	struct evi_instant at;
	struct evi_json *const *lengths;
	size_t n_lengths;
	struct evi_clocks *out;
	bool memory;
};

void
evi_clocks_free(struct evi_clocks *clocks)
{
	for (size_t i = 0; i < clocks->n; i++) {
		free(clocks->items[i].path);
		free(clocks->items[i].of);
		free(clocks->items[i].about);
		free(clocks->items[i].end_text);
		free(clocks->items[i].source);
		free(clocks->items[i].counted_by);
	}
	free(clocks->items);
	memset(clocks, 0, sizeof(*clocks));
}

bool
evi_clock_is_overdue(const struct evi_clock *clock)
{
	return clock->limit && clock->state == EVI_CLOCK_ENDED;
}

const char *
evi_clock_state_name(const struct evi_clock *clock)
{
	static const char *const names[] = { "running", "ended", "held",
		"stopped", "open" };

	return evi_clock_is_overdue(clock) ? "overdue" : names[clock->state];
}

/* A clock with its end as stated, which may be no time at all. */
static struct evi_clock *
add(struct gather *g, const char *what, const char *path, const char *about,
    const char *end)
{
	struct evi_clock *clock;

	if (evi_grow(&g->out->items, g->out->n, &g->out->cap,
	    sizeof(*g->out->items)) != 0) {
		g->memory = true;
		return NULL;
	}
	clock = &g->out->items[g->out->n++];
	clock->what = what;
	clock->path = evi_strdup(path);
	clock->of = evi_strdup(path);
	clock->about = evi_strdup(about);
	clock->end_text = evi_strdup(end == NULL ? "" : end);
	clock->source = evi_strdup("");
	clock->counted_by = evi_strdup("");
	if (clock->path == NULL || clock->of == NULL ||
	    clock->about == NULL || clock->end_text == NULL ||
	    clock->source == NULL || clock->counted_by == NULL)
		g->memory = true;
	clock->has_end = end != NULL &&
	    evi_case_time(end, true, &clock->end, &clock->day);
	clock->state = !clock->has_end ? EVI_CLOCK_OPEN :
	    evi_instant_before(clock->end, g->at) ? EVI_CLOCK_ENDED :
	    EVI_CLOCK_RUNNING;
	return clock;
}

/* The clock of one field, where it says anything; NULL where not. */
static struct evi_clock *
field(struct gather *g, const char *what, const struct evi_json *object,
    const char *owner, const char *key, const char *about)
{
	const char *end = evi_case_text(object, key);
	char path[96];

	if (end == NULL)
		return NULL;
	(void)snprintf(path, sizeof(path), "%s.%s", owner, key);
	return add(g, what, path, about, end);
}

static void
replace(struct gather *g, char **text, const char *with)
{
	free(*text);
	*text = evi_strdup(with);
	if (*text == NULL)
		g->memory = true;
}

static void
suggest(struct gather *g, struct evi_clock *clock,
    const struct evi_json *preservation)
{
	char text[EVI_LATER_CAP];
	const char *source;

	if (!evi_preservation_suggest(g->json, preservation, g->lengths,
	    g->n_lengths, text, &source) ||
	    !evi_case_time(text, false, &clock->end, NULL))
		return;
	clock->has_end = clock->suggested = true;
	clock->state = evi_instant_before(clock->end, g->at) ?
	    EVI_CLOCK_ENDED : EVI_CLOCK_RUNNING;
	replace(g, &clock->end_text, text);
	replace(g, &clock->source, source[0] == '\0' ?
	    "the days stated beside it" : source);
}

static void
about_preservation(const struct evi_json *o, size_t i, struct evi_buf *out)
{
	const struct evi_json *items;
	char shown[EVI_CASE_STATED_CAP];
	const char *text, *before = " of item ";
	size_t n;

	items = evi_case_list(o, "items", &n);
	evi_buf_add_format(out, "preservation %zu", i + 1);
	for (size_t k = 0; k < n && k < 8; k++) {
		if (!evi_json_string(evi_json_at(items, k), &text))
			continue;
		evi_buf_add_format(out, "%s%s", before,
		    evi_case_stated(text, shown));
		before = ", ";
	}
	if (n > 8)
		evi_buf_add_format(out, " and %zu more", n - 8);
	text = evi_case_text(o, "custodian");
	if (text != NULL)
		evi_buf_add_format(out, " with %s",
		    evi_case_stated(text, shown));
}

/* An end that is no time, beside the one that counts, is not passed over. */
static void
unreadable(struct gather *g, const struct evi_json *object, const char *path,
    const char *about, enum evi_clock_state state, const char *main_path)
{
	const char *end = evi_case_text(object, "ends");
	struct evi_clock *clock;
	struct evi_instant t;

	if (end == NULL || evi_case_time(end, true, &t, NULL) ||
	    strcmp(path, main_path) == 0)
		return;
	clock = add(g, "preservation", path, about, end);
	if (clock != NULL && (state == EVI_CLOCK_STOPPED ||
	    state == EVI_CLOCK_HELD))
		clock->state = state;
}

static void
unreadable_ends(struct gather *g, const struct evi_json *o, size_t i,
    const char *about, enum evi_clock_state state, const char *main_path)
{
	const struct evi_json *list;
	char path[80];
	size_t n;

	(void)snprintf(path, sizeof(path), "preservation[%zu].ends", i);
	unreadable(g, o, path, about, state, main_path);
	list = evi_case_list(o, "renewals", &n);
	for (size_t k = 0; k < n; k++) {
		(void)snprintf(path, sizeof(path),
		    "preservation[%zu].renewals[%zu].ends", i, k);
		unreadable(g, evi_json_at(list, k), path, about, state,
		    main_path);
	}
}

/* The like of the day of a receipt, which holds nothing then. */
static void
unreadable_receipt(struct gather *g, const struct evi_json *o, size_t i,
    const char *about)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "preservation[%zu].mlaReceived",
	    i);
	(void)add(g, "assistance-received", path, about,
	    evi_case_text(o, "mlaReceived"));
}

/* It is the same clock, whoever extends it. */
static void
name_extended(struct gather *g, struct evi_clock *clock,
    const struct evi_preservation_word *word)
{
	char path[64], hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(word->digest, EVI_SHA256_LEN, hex);
	(void)snprintf(path, sizeof(path), "event %.16s: ends", hex);
	replace(g, &clock->path, path);
}

static void
one_preservation(struct gather *g, const struct evi_json *o, size_t i)
{
	static const char *const over[] = { "lapsed", "released", "refused",
		NULL };
	struct evi_buf about = EVI_BUF_INIT;
	const char *text = evi_case_text(o, "status");
	char path[80], end_path[40] = "ends";
	const char *end = evi_preservation_end(o, end_path);
	enum evi_receipt receipt;
	enum evi_clock_state state;
	const struct evi_preservation_word *word;
	struct evi_clock *clock;
	bool released;

	about_preservation(o, i, &about);
	word = evi_preservation_words(g->log, o, &about, &released);
	if (word != NULL)
		end = evi_case_text(word->details, "ends");
	(void)snprintf(path, sizeof(path), "preservation[%zu].%s", i,
	    end_path);
	clock = add(g, "preservation", path, evi_buf_text(&about), end);
	if (clock == NULL || g->memory || about.failed) {
		g->memory = true;
		goto out;
	}
	if (word != NULL)
		name_extended(g, clock, word);
	if (end == NULL)
		suggest(g, clock, o);
	receipt = evi_preservation_receipt(o, clock->end_text[0] == '\0' ?
	    NULL : clock->end_text, g->at);
	if (released || (text != NULL && evi_case_among(text, over)))
		clock->state = EVI_CLOCK_STOPPED;
	else if (receipt == EVI_RECEIPT_HOLDS)
		clock->state = EVI_CLOCK_HELD;
	state = clock->state;
	text = evi_case_text(o, "countedBy");
	if (text != NULL)
		replace(g, &clock->counted_by, text);
	/* These grow the array, and leave @clock behind. */
	unreadable_ends(g, o, i, evi_buf_text(&about), state, path);
	if (receipt == EVI_RECEIPT_NO_TIME && state != EVI_CLOCK_STOPPED)
		unreadable_receipt(g, o, i, evi_buf_text(&about));
out:
	evi_buf_free(&about);
}

static void
lists(struct gather *g)
{
	const struct evi_json *list;
	char path[64], about[64];
	size_t n;

	list = evi_case_list(g->json, "preservation", &n);
	for (size_t i = 0; i < n; i++)
		one_preservation(g, evi_json_at(list, i), i);
	list = evi_case_list(g->json, "orders", &n);
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(path, sizeof(path), "orders[%zu]", i);
		(void)snprintf(about, sizeof(about), "order %zu is valid",
		    i + 1);
		(void)field(g, "order", evi_json_at(list, i), path,
		    "validUntil", about);
	}
}

/* What was moved is the same clock: the place where it was sealed, or the
 * State and the id by which it is known.  Of what the sealer says, and nobody
 * moves, the event is enough. */
static void
name_moved(struct gather *g, struct evi_clock *clock, size_t i,
    const struct evi_condition *changed)
{
	struct evi_buf of = EVI_BUF_INIT;	/* owned here */
	size_t n;

	(void)evi_case_list(g->json, "conditions", &n);
	if (i < n)
		evi_buf_add_format(&of, "conditions[%zu].until", i);
	else if (!changed->by_sealer)
		evi_buf_add_format(&of, "condition\n%s\n%s", changed->state,
		    changed->id);
	else
		evi_buf_add_text(&of, clock->path);
	if (of.failed)
		g->memory = true;
	else
		replace(g, &clock->of, evi_buf_text(&of));
	evi_buf_free(&of);
}

/* By whose word, and by which event it was lifted: what else an event said of
 * it is named by the path of its end. */
static void
about_change(const struct evi_condition *changed, struct evi_buf *about)
{
	char state[EVI_CASE_SHOWN_CAP], hex[2 * EVI_SHA256_LEN + 1];

	evi_buf_add_format(about, ", %s by %s",
	    evi_condition_how_name(changed->how), changed->by_sealer ?
	    "who sealed it" : evi_case_shown(changed->state, state));
	if (changed->how != EVI_CONDITION_LIFTED)
		return;
	evi_hex(changed->digest, EVI_SHA256_LEN, hex);
	evi_buf_add_format(about, " with event %.16s", hex);
}

/* @changed: by an event, or NULL */
static void
one_condition(struct gather *g, const struct evi_json *o, size_t i,
    const struct evi_condition *changed)
{
	const char *type = evi_case_text(o, "type");
	char shown[EVI_CASE_STATED_CAP], path[64], hex[2 * EVI_SHA256_LEN + 1];
	struct evi_buf about = EVI_BUF_INIT;	/* owned here */
	struct evi_clock *clock = NULL;

	evi_buf_add_format(&about, "condition %zu: %s", i + 1,
	    type == NULL ? "?" : evi_case_condition_type(type) ? type :
	    evi_case_stated(type, shown));
	(void)snprintf(path, sizeof(path), "conditions[%zu]", i);
	if (changed != NULL)
		about_change(changed, &about);
	if (changed != NULL && changed->restated) {
		evi_hex(changed->stated, EVI_SHA256_LEN, hex);
		(void)snprintf(path, sizeof(path), "event %.16s: value", hex);
	}
	if (about.failed)
		g->memory = true;
	else
		clock = field(g, "condition", o, path, "until",
		    evi_buf_text(&about));
	if (clock != NULL) {
		clock->limit = type != NULL && evi_condition_is_limit(type);
		if (changed != NULL && !g->memory)
			name_moved(g, clock, i, changed);
		/* What was lifted runs no more, whatever day it had. */
		if (changed != NULL && changed->how == EVI_CONDITION_LIFTED)
			clock->state = EVI_CLOCK_STOPPED;
	}
	evi_buf_free(&about);
}

static void
about_consent(const struct evi_condition *c, size_t i, const char *to,
    struct evi_buf *about)
{
	char shown[EVI_CASE_STATED_CAP], state[EVI_CASE_SHOWN_CAP];

	evi_buf_add_format(about, "consent of %s to ", c->state[0] == '\0' ?
	    "?" : evi_case_shown(c->state, state));
	evi_buf_add_format(about, "%s, condition %zu: %s", to == NULL ? "?" :
	    evi_case_shown(to, state), i + 1,
	    evi_case_condition_type(c->type) ? c->type :
	    evi_case_stated(c->type, shown));
}

/* A later consent to the same State is the same clock.  What is lifted needs
 * none. */
static void
one_consent(struct gather *g, const struct evi_condition *c, size_t i,
    const struct evi_consent *consent)
{
	const char *end = evi_case_text(consent->details, "until");
	const char *to = evi_case_text(evi_json_get(consent->details, "to"),
	    "state");
	char path[64], hex[2 * EVI_SHA256_LEN + 1];
	struct evi_buf about = EVI_BUF_INIT, of = EVI_BUF_INIT;	/* owned */
	struct evi_clock *clock = NULL;

	if (end == NULL)
		return;
	evi_hex(consent->digest, EVI_SHA256_LEN, hex);
	(void)snprintf(path, sizeof(path), "event %.16s: until", hex);
	about_consent(c, i, to, &about);
	evi_buf_add_format(&of, "consent\n%s\n%s\n%s", c->state, c->id,
	    to == NULL ? "" : to);
	if (about.failed || of.failed)
		g->memory = true;
	else
		clock = add(g, "consent", path, evi_buf_text(&about), end);
	if (clock != NULL && !g->memory)
		replace(g, &clock->of, evi_buf_text(&of));
	if (clock != NULL && c->how == EVI_CONDITION_LIFTED)
		clock->state = EVI_CLOCK_STOPPED;
	evi_buf_free(&about);
	evi_buf_free(&of);
}

static void
consents(struct gather *g, const struct evi_condition *c, size_t i)
{
	for (size_t k = 0; k < c->n_consents; k++)
		if (c->consents[k].given)
			one_consent(g, c, i, &c->consents[k]);
}

/* As stated, or as they are as of the instant: what a State moved or lifted
 * ends as it said, and not as it was sealed. */
static void
conditions(struct gather *g)
{
	const struct evi_conditions *then = g->log == NULL ? NULL :
	    g->log->conditions;
	const struct evi_json *list;
	size_t n;

	for (size_t i = 0; then != NULL && i < then->n; i++) {
		const struct evi_condition *c = &then->items[i];

		one_condition(g, c->value, i,
		    c->how == EVI_CONDITION_SEALED ? NULL : c);
		consents(g, c, i);
	}
	if (then != NULL)
		return;
	list = evi_case_list(g->json, "conditions", &n);
	for (size_t i = 0; i < n; i++)
		one_condition(g, evi_json_at(list, i), i, NULL);
}

static void
fields(struct gather *g)
{
	static const struct {
		const char *what, *owner, *inner, *key, *about;
	} rows[] = {
		{ "answer", "urgency", NULL, "answerBy", "answer is due" },
		{ "assistance", "facts", NULL, "mlaDue",
		    "the request for assistance is due" },
		{ "consultation", "refusal", NULL, "consultBy",
		    "consultation is due" },
		{ "confidentiality", "confidential", NULL, "until",
		    "confidentiality was asked for" },
		{ "notification", "confidential", NULL, "after",
		    "the person is to be notified from then on" },
		{ "retention", "personalData", "retention", "until",
		    "personal data are kept" },
		{ "review", "personalData", "retention", "reviewOn",
		    "the keeping of personal data is reviewed" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct evi_json *object = evi_json_get(g->json,
		    rows[i].owner);
		struct evi_clock *clock;
		char owner[64];

		(void)snprintf(owner, sizeof(owner), "%s%s%s", rows[i].owner,
		    rows[i].inner != NULL ? "." : "",
		    rows[i].inner != NULL ? rows[i].inner : "");
		if (rows[i].inner != NULL)
			object = evi_json_get(object, rows[i].inner);
		clock = field(g, rows[i].what, object, owner, rows[i].key,
		    rows[i].about);
		if (clock != NULL)
			clock->limit = strcmp(rows[i].what, "retention") == 0;
	}
}

static int
by_end(const void *a, const void *b)
{
	const struct evi_clock *x = a, *y = b;

	if (x->has_end != y->has_end)
		return x->has_end ? -1 : 1;
	if (x->has_end && evi_instant_before(x->end, y->end))
		return -1;
	if (x->has_end && evi_instant_before(y->end, x->end))
		return 1;
	return strcmp(x->path, y->path);
}

enum evid_status
evi_clocks_of(const struct evi_json *json,
    struct evi_clocks_log *log, struct evi_instant at,
    struct evi_json *const *lengths, size_t n_lengths,
    struct evi_clocks *out, struct evid_error *err)
{
	struct gather g = { .json = json, .log = log, .at = at,
		.lengths = lengths, .n_lengths = n_lengths, .out = out };

	if (log != NULL)
		evi_preservation_begin(log, at);
	lists(&g);
	conditions(&g);
	fields(&g);
	if (g.memory)
		return evi_fail_memory(err);
	if (out->n > 0)
		qsort(out->items, out->n, sizeof(*out->items), by_end);
	return EVID_OK;
}
