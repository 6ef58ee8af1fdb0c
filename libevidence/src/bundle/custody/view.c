/*
 * A log shown: each chain with its events as a tree, or the open hand-overs;
 * as JSON in view_json.c.  It goes out piece by piece, so that it is never all
 * in memory.
 */
#include "bundle/custody/custody.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define PIECE ((size_t)64 << 10)
#define SHOWN 12			/* hex digits of a digest in a list */
#define DEPTH_SHOWN 16			/* forks are indented no further */

enum evid_status
evi_view_flush(struct evi_view *v, struct evid_error *err)
{
	enum evid_status status = evi_buf_status(&v->text, err);

	if (status != EVID_OK || v->text.len == 0)
		return status;
	if (v->take(v->context, evi_buf_text(&v->text), v->text.len) != 0)
		return evi_fail(err, EVID_ERR_CANCELLED,
		    "the writing was stopped as asked");
	evi_buf_clear(&v->text);
	return EVID_OK;
}

enum evid_status
evi_view_flush_some(struct evi_view *v, struct evid_error *err)
{
	return v->text.len < PIECE ? EVID_OK : evi_view_flush(v, err);
}

enum evid_status
evid_custody_write(const struct evid_custody *c, enum evid_custody_view view,
    evid_text_fn *take, void *context, struct evid_error *err)
{
	struct evi_view v = { c, take, context, EVI_BUF_INIT };
	enum evid_status status = EVID_ERR_ARGUMENT;
	uint64_t lacks = evi_memory_lacks();

	switch (view) {
	case EVID_CUSTODY_TREE:
		status = evi_view_tree(&v, err);
		break;
	case EVID_CUSTODY_OPEN:
		status = evi_view_open(&v, err);
		break;
	case EVID_CUSTODY_JSON:
		status = evi_view_json(&v, err);
		break;
	case EVID_CUSTODY_VERDICT:
	case EVID_CUSTODY_VERDICT_JSON:
		status = evi_view_verdict(&v,
		    view == EVID_CUSTODY_VERDICT_JSON, err);
		break;
	case EVID_CUSTODY_FORM:
	case EVID_CUSTODY_FORM_HTML:
		status = evi_view_form(&v, view == EVID_CUSTODY_FORM_HTML,
		    err);
		break;
	}
	if (status == EVID_OK)
		status = evi_view_flush(&v, err);
	evi_buf_free(&v.text);
	return evi_whole(lacks, status, err);
}

static void
summary_of(struct evi_view *v, const struct evi_event *full)
{
	static const char *const worth[] = { "reason", "acceptance", "result",
		"reservation", "condition", "change", "name", "copy" };
	const char *text;
	size_t i;

	for (i = 0; i < sizeof(worth) / sizeof(worth[0]); i++) {
		if (!evi_json_get_string(full->details, worth[i], &text) ||
		    *text == '\0')
			continue;
		evi_buf_add_text(&v->text, ", ");
		evi_text_escape(&v->text, text, strlen(text));
	}
}

/* whom it was handed to, or which key is the next */
static void
add_to(struct evi_buf *out, const struct evi_custody_event *e,
    const struct evi_party *to)
{
	if (to->name != NULL) {
		evi_buf_add_text(out, " to ");
		evi_party_text(out, to);
	} else if (e->type == EVI_EVENT_KEY_SUCCEEDED) {
		evi_view_key(out, " to ", e->ref);
	}
}

/* "[claim: by a stranger]"; of what counts nothing */
static void
add_standing(struct evi_buf *out, const struct evid_custody *c, uint32_t i)
{
	const char *why = evi_view_why(c, i);

	if (!c->events[i].counts || evi_custody_aside(c, i))
		evi_buf_add_format(out, " [%s%s%s]", evi_view_standing(c, i),
		    why == NULL ? "" : ": ", why == NULL ? "" : why);
	if (c->events[i].sealed)
		evi_buf_add_text(out, " [sealed]");
}

static enum evid_status
event_line(struct evi_view *v, uint32_t i, const char *before,
    struct evid_error *err)
{
	const struct evi_custody_event *e = &v->c->events[i];
	char at[EVI_INSTANT_TEXT_CAP], hex[2 * EVI_SHA256_LEN + 1];
	struct evi_party to = { .name = NULL };	/* both owned here */
	struct evi_event full;
	enum evid_status status;
	size_t k;

	status = evi_custody_event_read(v->c, i, &full, err);
	if (status == EVID_OK && full.type == EVI_EVENT_HANDED_OVER)
		status = evi_custody_receiver(v->c, i, &full, &to, err);
	if (status != EVID_OK)
		goto out;
	evi_instant_people(e->at, at);
	evi_hex(e->digest, EVI_SHA256_LEN, hex);
	evi_buf_add_format(&v->text, "%s%.*s  %s  %s", before, SHOWN, hex, at,
	    full.type_name);
	if (full.of_exhibit)
		evi_buf_add_format(&v->text, " (exhibit %s)", full.uid);
	add_to(&v->text, e, &to);
	summary_of(v, &full);
	for (k = 0; k < e->n_answers; k++) {
		evi_hex(v->c->pool[e->answers + k], EVI_SHA256_LEN, hex);
		evi_buf_add_format(&v->text, "%s%.*s", k == 0 ?
		    ", answers " : " ", SHOWN, hex);
	}
	add_standing(&v->text, v->c, i);
	evi_buf_add_byte(&v->text, '\n');
	status = evi_view_flush_some(v, err);
out:
	evi_party_free(&to);
	evi_event_free(&full);
	return status;
}

/* children of each event, as lists: `first` and `next` of places */
struct forest {
	uint32_t *first, *next;
	uint32_t *stack;
	uint8_t *level;			/* forks above it */
};

static void
forest_free(struct forest *f)
{
	free(f->first);
	free(f->next);
	free(f->stack);
	free(f->level);
}

static enum evid_status
forest_new(const struct evid_custody *c, struct forest *f,
    struct evid_error *err)
{
	size_t n = c->n_events + 1, i;

	f->first = evi_zalloc_array(n, sizeof(*f->first));
	f->next = evi_zalloc_array(n, sizeof(*f->next));
	f->stack = evi_zalloc_array(n, sizeof(*f->stack));
	f->level = evi_zalloc(n);
	if (f->first == NULL || f->next == NULL || f->stack == NULL ||
	    f->level == NULL)
		return evi_fail_memory(err);
	memset(f->first, 0xff, n * sizeof(*f->first));
	memset(f->next, 0xff, n * sizeof(*f->next));
	/* From the last on, so that the earliest comes first. */
	for (i = c->n_events; i-- > 0;) {
		uint32_t parent = c->events[i].parent;

		if (parent == EVI_NONE)
			continue;
		f->next[i] = f->first[parent];
		f->first[parent] = (uint32_t)i;
	}
	return EVID_OK;
}

/* a line of events stands straight; where it forks, what follows is moved */
static void
indent(const struct forest *f, uint32_t i, bool fork, char *out)
{
	unsigned int level = f->level[i], k;

	memcpy(out, "  ", 2);
	out += 2;
	for (k = 0; k < level; k++, out += 2)
		memcpy(out, "  ", 2);
	memcpy(out, fork ? "+ " : "| ", 3);
}

/* the events after @i, the earliest on top of the stack */
static size_t
push_next(struct forest *f, uint32_t i, size_t n)
{
	uint32_t child, count = 0, k;

	for (child = f->first[i]; child != EVI_NONE; child = f->next[child])
		count++;
	k = count;
	for (child = f->first[i]; child != EVI_NONE; child = f->next[child]) {
		f->level[child] = f->level[i];
		if (count > 1 && f->level[i] < DEPTH_SHOWN)
			f->level[child]++;
		f->stack[n + --k] = child;
	}
	return n + count;
}

static enum evid_status
chain(struct evi_view *v, struct forest *f, uint32_t root,
    struct evid_error *err)
{
	char before[2 * DEPTH_SHOWN + 8];
	enum evid_status status = EVID_OK;
	size_t n = 0;

	f->stack[n++] = root;
	while (n > 0 && status == EVID_OK) {
		uint32_t i = f->stack[--n];
		uint32_t parent = v->c->events[i].parent;

		indent(f, i, parent == EVI_NONE ||
		    f->next[f->first[parent]] != EVI_NONE, before);
		status = event_line(v, i, before, err);
		n = push_next(f, i, n);
	}
	return status;
}

static enum evid_status
chain_head(struct evi_view *v, uint32_t root, struct evid_error *err)
{
	struct evi_party by = { .name = NULL };	/* both owned here */
	struct evi_event full;
	char branch[2 * EVI_BRANCH_LEN + 1];
	enum evid_status status;

	status = evi_custody_event_read(v->c, root, &full, err);
	if (status == EVID_OK)
		status = evi_custody_signer(v->c, root, &full, &by, err);
	if (status == EVID_OK) {
		evi_hex(full.branch, EVI_BRANCH_LEN, branch);
		evi_party_text(&v->text, &by);
		evi_view_succeeds(&v->text, v->c, v->c->events[root].key);
		evi_buf_add_format(&v->text, ", branch %s\n", branch);
	}
	evi_party_free(&by);
	evi_event_free(&full);
	return status;
}

enum evid_status
evi_view_tree(struct evi_view *v, struct evid_error *err)
{
	struct forest f = { NULL, NULL, NULL, NULL };	/* owned here */
	enum evid_status status = forest_new(v->c, &f, err);
	uint32_t i;

	evi_buf_add_format(&v->text, "%s: %zu event%s, %llu open hand-over%s"
	    "\n", v->c->name, v->c->n_events,
	    v->c->n_events == 1 ? "" : "s",
	    (unsigned long long)evid_custody_open_hand_overs(v->c),
	    evid_custody_open_hand_overs(v->c) == 1 ? "" : "s");
	for (i = 0; i < v->c->n_events && status == EVID_OK; i++) {
		if (v->c->events[i].parent != EVI_NONE)
			continue;
		status = chain_head(v, i, err);
		if (status == EVID_OK)
			status = chain(v, &f, i, err);
	}
	for (i = 0; i < v->c->n_findings && status == EVID_OK; i++) {
		const struct evi_custody_finding *t = &v->c->findings[i];

		if (t->event == EVI_NONE && t->line > 0) {
			evi_buf_add_format(&v->text, "%s\n", t->message);
			status = evi_view_flush_some(v, err);
		}
	}
	forest_free(&f);
	return status;
}

/* A hand-over that was set aside is neither open nor answered: whoever adds
 * lines of another bundle must not make one of this disappear. */
static enum evid_status
open_aside(struct evi_view *v, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	char event[2 * EVI_SHA256_LEN + 1], seal[2 * EVI_SHA256_LEN + 1];
	uint32_t i;

	for (i = 0; i < v->c->n_events && status == EVID_OK; i++) {
		const struct evi_custody_event *e = &v->c->events[i];

		if (e->type != EVI_EVENT_HANDED_OVER ||
		    !evi_custody_aside(v->c, i))
			continue;
		evi_hex(e->digest, EVI_SHA256_LEN, event);
		evi_hex(v->c->subjects[e->subject].digest, EVI_SHA256_LEN,
		    seal);
		evi_buf_add_format(&v->text, "%.12s  set aside, as of other "
		    "evidence (%.16s): name its bundle to see whether it is "
		    "open\n", event, seal);
		status = evi_view_flush_some(v, err);
	}
	return status;
}

enum evid_status
evi_view_open(struct evi_view *v, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	if (evid_custody_open_hand_overs(v->c) == 0)
		evi_buf_add_format(&v->text, "%s: no open hand-over\n",
		    v->c->name);
	for (i = 0; i < v->c->n_overs && status == EVID_OK; i++) {
		if (!v->c->overs[i].open)
			continue;
		status = evi_custody_open_text(v->c, &v->c->overs[i],
		    &v->text, err);
		if (status == EVID_OK)
			status = evi_view_flush_some(v, err);
	}
	if (status == EVID_OK)
		status = open_aside(v, err);
	if (v->c->n_overs > 0 && evi_custody_no_trust(v->c))
		evi_buf_add_text(&v->text, "nobody is trusted here: a "
		    "hand-over is answered by the key that it names, or by "
		    "the next key of that\n");
	return status;
}
