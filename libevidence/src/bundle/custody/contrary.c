/*
 * A receiver who answers a condition of a hand-over in two ways: in one receipt
 * so and in another otherwise, or both in one (docs/format.md, section 9.7).
 */
#include "bundle/custody/judge.h"

#include "base/memory.h"
#include "base/num.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* a receipt of a hand-over */
struct receipt {
	uint32_t over, event;
};

/* an answer in a receipt; several to one condition, in one receipt, make one
 * of several bits */
struct answer {
	const uint8_t *condition;	/* in the pool: its id's digest */
	uint32_t event;
	uint8_t how;
};

struct found {
	struct evid_custody *c;
	struct receipt *receipts;
	size_t n_receipts, receipts_cap;
	struct answer *answers;		/* of one hand-over at a time */
	size_t n_answers, answers_cap;
	struct evid_error *err;
};

static enum evid_status
note_receipt(struct found *f, uint32_t i)
{
	const struct evi_custody_event *e = &f->c->events[i];
	uint32_t k;

	for (k = 0; k < e->n_answers; k++) {
		uint32_t h = evi_custody_find(f->c, f->c->pool[e->answers +
		    k]);

		if (h == EVI_NONE || evi_custody_over_of(f->c, h) == NULL)
			continue;
		if (evi_grow(&f->receipts, f->n_receipts, &f->receipts_cap,
		    sizeof(*f->receipts)) != 0)
			return evi_fail_memory(f->err);
		f->receipts[f->n_receipts++] = (struct receipt){ h, i };
	}
	return EVID_OK;
}

/* Where the whole is accepted, so is each condition. */
static enum evid_status
note_all(struct found *f)
{
	enum evid_status status = EVID_OK;
	uint32_t i;

	for (i = 0; i < f->c->n_events && status == EVID_OK; i++) {
		const struct evi_custody_event *e = &f->c->events[i];

		if (e->type == EVI_EVENT_RECEIVED && e->counts &&
		    e->value != EVI_VALUE_ACCEPTED && e->n_terms > 0)
			status = note_receipt(f, i);
	}
	return status;
}

static int
by_over(const void *a, const void *b)
{
	const struct receipt *x = a, *y = b;

	if (x->over != y->over)
		return evi_order_u64(x->over, y->over);
	return evi_order_u64(x->event, y->event);
}

static int
by_condition(const void *a, const void *b)
{
	const struct answer *x = a, *y = b;
	int order = memcmp(x->condition, y->condition, EVI_SHA256_LEN);

	if (order != 0)
		return order;
	return evi_order_u64(x->event, y->event);
}

static enum evid_status
take_answers(struct found *f, uint32_t event)
{
	const struct evi_custody_event *e = &f->c->events[event];
	uint32_t denied = e->n_terms - e->n_denied;
	uint32_t reserved = denied - e->n_reserved;
	uint32_t k;

	for (k = 0; k < e->n_terms; k++) {
		if (evi_grow(&f->answers, f->n_answers, &f->answers_cap,
		    sizeof(*f->answers)) != 0)
			return evi_fail_memory(f->err);
		f->answers[f->n_answers++] = (struct answer){
			.condition = f->c->pool[e->terms + k],
			.event = event, .how = k < reserved ? 1 :
			    k < denied ? 2 : 4 };
	}
	return EVID_OK;
}

static bool
is_one(uint8_t how)
{
	return (how & (how - 1)) == 0;
}

/* The answers that one receipt gives to one condition become one.  Which
 * answer, in a receipt as early as may be, is otherwise than the first to its
 * condition, or several at once?  @first_out: the first, which may be the same;
 * NULL: none */
static const struct answer *
find_contrary(struct found *f, const struct answer **first_out)
{
	const struct answer *first = NULL, *found = NULL;
	size_t i, next;

	for (i = 0; i < f->n_answers; i = next) {
		struct answer *one = &f->answers[i];

		for (next = i + 1; next < f->n_answers && by_condition(one,
		    &f->answers[next]) == 0; next++)
			one->how |= f->answers[next].how;
		if (first == NULL || memcmp(first->condition, one->condition,
		    EVI_SHA256_LEN) != 0)
			first = one;
		if ((first->how == one->how && is_one(one->how)) ||
		    (found != NULL && found->event <= one->event))
			continue;
		found = one;
		*first_out = first;
	}
	return found;
}

/* the id of a condition that an event answers, escaped */
static enum evid_status
name_condition(const struct evid_custody *c, const struct answer *a,
    struct evi_buf *out, struct evid_error *err)
{
	const struct evi_json *list;
	uint8_t digest[EVI_SHA256_LEN];
	struct evi_event full;			/* owned here */
	enum evid_status status;
	const char *id;
	size_t i;

	if (c->events[a->event].len > EVI_UNNAMED_LEN) {
		evi_buf_add_text(out, "a condition");
		return EVID_OK;
	}
	status = evi_custody_event_read(c, a->event, &full, err);
	if (status != EVID_OK)
		return status;
	list = evi_json_get(full.details, "conditions");
	for (i = 0; i < evi_json_count(list) && out->len == 0; i++)
		if (evi_json_get_string(evi_json_at(list, i), "id", &id) &&
		    evi_sha256(id, strlen(id), digest, NULL) == EVID_OK &&
		    memcmp(digest, a->condition, EVI_SHA256_LEN) == 0) {
			evi_buf_add_text(out, "condition ");
			evi_text_stated(out, id);
		}
	evi_event_free(&full);
	return evi_buf_status(out, err);
}

/* "accepted and not accepted" */
static void
add_how(struct evi_buf *out, uint8_t how)
{
	static const char *const names[] = { "accepted",
		"with a reservation", "not accepted" };
	const char *before = "";
	unsigned int i;

	for (i = 0; i < 3; i++)
		if (how & 1U << i) {
			evi_buf_add_format(out, "%s%s", before, names[i]);
			before = " and ";
		}
}

static enum evid_status
tell(struct found *f, const struct answer *a, const struct answer *first)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	char hex[2 * EVI_SHA256_LEN + 1];
	enum evid_status status = name_condition(f->c, a, &text, f->err);

	evi_buf_add_byte(&text, ' ');
	add_how(&text, a->how);
	evi_hex(f->c->events[first->event].digest, EVI_SHA256_LEN, hex);
	if (first == a) {
		evi_buf_add_text(&text, ", in one receipt");
	} else {
		evi_buf_add_format(&text, ", and by event %.16s before it ",
		    hex);
		add_how(&text, first->how);
	}
	if (status == EVID_OK)
		status = evi_custody_tell(f->c,
		    EVI_FINDING_CUSTODY_ANSWERS_DIFFER, a->event, f->err,
		    "%s", evi_buf_text(&text));
	evi_buf_free(&text);
	return status;
}

/* @n receipts of one hand-over, in their order */
static enum evid_status
judge_over(struct found *f, const struct receipt *receipts, size_t n)
{
	struct evi_custody_over *over = evi_custody_over_of(f->c,
	    receipts->over);
	const struct answer *first = NULL, *found;
	enum evid_status status = EVID_OK;
	size_t i;

	if (over->contradicted)
		return EVID_OK;
	f->n_answers = 0;
	for (i = 0; i < n && status == EVID_OK; i++)
		status = take_answers(f, receipts[i].event);
	if (status != EVID_OK || f->n_answers == 0)
		return status;
	qsort(f->answers, f->n_answers, sizeof(*f->answers), by_condition);
	found = find_contrary(f, &first);
	if (found == NULL)
		return EVID_OK;
	over->contradicted = true;
	return tell(f, found, first);
}

enum evid_status
evi_custody_judge_contrary(struct evid_custody *c, struct evid_error *err)
{
	struct found f = { .c = c, .err = err };	/* owned here */
	enum evid_status status = note_all(&f);
	size_t i, next;

	if (f.n_receipts > 0)
		qsort(f.receipts, f.n_receipts, sizeof(*f.receipts), by_over);
	for (i = 0; i < f.n_receipts && status == EVID_OK; i = next) {
		for (next = i + 1; next < f.n_receipts &&
		    f.receipts[next].over == f.receipts[i].over;)
			next++;
		status = judge_over(&f, &f.receipts[i], next - i);
	}
	free(f.receipts);
	free(f.answers);
	return status;
}
