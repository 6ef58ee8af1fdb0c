/*
 * A log as a list: each chain with its events as a tree, or the open
 * hand-overs; at its end, by what trust names stand and what is wrong.
 */
#include "bundle/view/view.h"
#include "bundle/custody/party.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_SHOWN 16			/* forks are indented no further */

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
		status = evi_view_event(v, i, before, err);
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
	if (status == EVID_OK)
		status = evi_view_faults(v, err);
	forest_free(&f);
	return status;
}

/* A hand-over by a stranger, or by a key that is compromised, is not open, and
 * not to be passed over either. */
static bool
worth_telling(const struct evid_custody *c, const struct evi_custody_over *o)
{
	return o->open || (o->answer == EVI_NONE &&
	    !c->events[o->event].counts);
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
		if (!worth_telling(v->c, &v->c->overs[i]))
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
	return status == EVID_OK ? evi_view_faults(v, err) : status;
}
