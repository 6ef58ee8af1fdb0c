/*
 * A row of the form: when, how it stands among the others, and the signature.
 * What its event says is put in by form_people.c, form_type.c and
 * form_details.c.
 */
#include "bundle/view/form.h"
#include "bundle/custody/idle.h"
#include "bundle/custody/party.h"

#include "base/text.h"
#include "record/number.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define INK "______________________"
#define CORRECTIONS_SHOWN 16
#define STATED_MAX ((size_t)128 << 10)	/* bytes that an event fills */

void
evi_form_row_free(struct evi_form_row *row)
{
	size_t i;

	for (i = 0; i < EVI_FORM_CELLS; i++)
		evi_buf_free(&row->cells[i]);
}

void
evi_form_add(struct evi_form_row *row, enum evi_form_cell cell,
    const char *label, const char *value)
{
	struct evi_buf safe = EVI_BUF_INIT;	/* used up by evi_form_put */

	evi_text_escape(&safe, value, strlen(value));
	evi_form_put(row, cell, label, &safe);
}

void
evi_form_stated(struct evi_form_row *row, enum evi_form_cell cell,
    const char *label, const char *value)
{
	struct evi_buf safe = EVI_BUF_INIT;	/* used up by evi_form_put */

	evi_form_words(&safe, value, "event");
	evi_form_put_stated(row, cell, label, &safe);
}

void
evi_form_put(struct evi_form_row *row, enum evi_form_cell cell,
    const char *label, struct evi_buf *value)
{
	struct evi_buf *out = &row->cells[cell];

	evi_buf_add(out, label, strlen(label) + 1);
	evi_buf_add(out, evi_buf_text(value), value->len + 1);
	out->failed |= value->failed;
	evi_buf_free(value);
}

void
evi_form_leave(struct evi_form_row *row, struct evi_buf *value)
{
	row->left_out++;
	row->left_bytes += value->len;
	evi_buf_free(value);
}

bool
evi_form_room(const struct evi_form_row *row, size_t len)
{
	return len <= STATED_MAX - row->stated;
}

void
evi_form_put_stated(struct evi_form_row *row, enum evi_form_cell cell,
    const char *label, struct evi_buf *value)
{
	if (!evi_form_room(row, value->len)) {
		evi_form_leave(row, value);
		return;
	}
	row->stated += value->len;
	evi_form_put(row, cell, label, value);
}

/* nothing is left out without a word */
static void
left_out(struct evi_form_row *row)
{
	if (row->left_out > 0)
		evi_form_add_format(row, EVI_FORM_WHAT, "", "and %llu more "
		    "details, of %llu bytes, not shown here: evid-custody "
		    "list --json has them", (unsigned long long)row->left_out,
		    (unsigned long long)row->left_bytes);
}

void
evi_form_add_format(struct evi_form_row *row, enum evi_form_cell cell,
    const char *label, const char *format, ...)
{
	char words[512];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	evi_form_add(row, cell, label, words);
}

bool
evi_form_line(const struct evi_buf *cell, size_t *place,
    const char **label_out, const char **value_out)
{
	const char *at;

	if (cell->failed || *place >= cell->len)
		return false;
	at = (const char *)cell->data + *place;
	*label_out = at;
	at += strlen(at) + 1;
	*value_out = at;
	*place = (size_t)(at - (const char *)cell->data) + strlen(at) + 1;
	return true;
}

/* as it is where it is of a vocabulary that is known */
static void
word(struct evi_form_row *row, enum evi_form_cell cell, const char *label,
    const char *text, bool known)
{
	if (known)
		evi_form_add(row, cell, label, text);
	else
		evi_form_stated(row, cell, label, text);
}

/* "+05:00", as a writer has it */
static bool
is_zone(const char *text)
{
	static const char shape[] = "+00:00";
	size_t i;

	for (i = 0; shape[i] != '\0' && text[i] != '\0'; i++)
		if (i == 0 ? text[i] != '+' && text[i] != '-' : i == 3 ?
		    text[i] != ':' : text[i] < '0' || text[i] > '9')
			return false;
	return shape[i] == text[i];
}

static void
when(struct evi_form_row *row, const struct evi_event *e, bool ahead)
{
	char at[EVI_INSTANT_TEXT_CAP];

	evi_instant_people(e->at, at);
	evi_form_add(row, EVI_FORM_WHEN, "", at);
	if (*e->zone != '\0')
		word(row, EVI_FORM_WHEN, "zone ", e->zone, is_zone(e->zone));
	if (*e->source != '\0')
		word(row, EVI_FORM_WHEN, "clock: ", e->source,
		    strcmp(e->source, "system") == 0);
	if (e->certainty != NULL && *e->certainty != '\0')
		evi_form_stated(row, EVI_FORM_WHEN, "how sure: ",
		    e->certainty);
	if (e->has_recorded_at) {
		evi_instant_people(e->recorded_at, at);
		evi_form_add(row, EVI_FORM_WHEN, "written down ", at);
	}
	if (ahead)
		evi_form_add(row, EVI_FORM_WHEN, "", "LATER THAN THE INSTANT "
		    "JUDGED");
}

static void
item(struct evi_form_row *row, const struct evi_event *e)
{
	if (e->of_exhibit)
		evi_form_add(row, EVI_FORM_ITEM, "", e->uid);
	else
		evi_form_add(row, EVI_FORM_ITEM, "", "the sealed bundle");
}

static const char *
answer_words(const struct evi_custody_event *answer)
{
	switch (answer->value) {
	case EVI_VALUE_ACCEPTED:
		return "received";
	case EVI_VALUE_RESERVATION:
		return "received with a reservation";
	case EVI_VALUE_NOT_ACCEPTED:
		return "received, and not accepted";
	case EVI_VALUE_REFUSED:
		return "refused";
	case EVI_VALUE_ACK_RECEIVED:
		return "received, as its sender says";
	default:
		return "refused, as its sender says";
	}
}

static void
hand_over(struct evi_form_row *row, const struct evid_custody *c, uint32_t i)
{
	const struct evi_custody_over *over = evi_custody_over_of(c, i);
	bool claim = !c->events[i].counts;

	if (over == NULL)
		return;
	if (over->answer == EVI_NONE)
		evi_form_add(row, EVI_FORM_EVENT, over->open ? "OPEN: " : "",
		    over->open ? "nobody has answered" : over->later ?
		    "later than the instant judged" : "not answered");
	else
		evi_form_add_format(row, EVI_FORM_EVENT, claim ?
		    "and so is what rests on it: " : "", "%s, row %lu",
		    answer_words(&c->events[over->answer]),
		    (unsigned long)over->answer + 1);
}

/* a receipt that counts may answer a hand-over that does not */
static void
rests_on(struct evi_form_row *row, const struct evid_custody *c, uint32_t i)
{
	const struct evi_custody_event *e = &c->events[i];
	uint32_t k, n = 0;

	for (k = 0; k < e->n_answers && e->counts; k++) {
		uint32_t h = evi_custody_find(c, c->pool[e->answers + k]);

		if (h != EVI_NONE && !c->events[h].counts &&
		    c->events[h].type == EVI_EVENT_HANDED_OVER &&
		    n++ < EVI_FORM_EACH)
			evi_form_add_format(row, EVI_FORM_EVENT,
			    "IT RESTS ON A CLAIM: ", "row %lu",
			    (unsigned long)h + 1);
	}
	if (n > EVI_FORM_EACH)
		evi_form_add_format(row, EVI_FORM_EVENT,
		    "IT RESTS ON A CLAIM: ", "%lu more rows",
		    (unsigned long)n - EVI_FORM_EACH);
}

/* one that readers act on, not at all, or in part */
static enum evid_status
label_of(const struct evid_custody *c, uint32_t k, const char **label_out,
    struct evid_error *err)
{
	static const char *const labels[][3] = { { "CORRECTED: ",
		"CORRECTED, WITHOUT EFFECT: ",
		"CORRECTED, IN PART WITHOUT EFFECT: " },
		{ "CORRECTED, WHICH IS A CLAIM: ",
		"CORRECTED, A CLAIM WITHOUT EFFECT: ",
		"CORRECTED, A CLAIM IN PART WITHOUT EFFECT: " } };
	struct evi_event full;			/* owned here */
	struct evi_idle idle;
	enum evid_status status = evi_custody_event_read(c, k, &full, err);
	size_t place = 0, n = 0, all;

	if (status == EVID_OK) {
		while (evi_idle_next(c, k, full.details, &place, &idle))
			n++;
		all = evi_json_count(evi_json_get(full.details, "fields"));
		*label_out = labels[!c->events[k].counts][n == 0 ? 0 :
		    n == all ? 1 : 2];
	}
	evi_event_free(&full);
	return status;
}

/* All of them: which one has an effect is not for the last to say. */
static enum evid_status
corrections(struct evi_form_row *row, const struct evi_form *f, uint32_t i,
    struct evid_error *err)
{
	const struct evid_custody *c = f->c;
	enum evid_status status = EVID_OK;
	uint32_t k, n = 0;

	for (k = f->corrected_by[i]; k != EVI_NONE && status == EVID_OK;
	    k = f->next_correction[k]) {
		const char *label = "";

		if (n++ >= CORRECTIONS_SHOWN)
			continue;
		status = label_of(c, k, &label, err);
		evi_form_add_format(row, EVI_FORM_EVENT, label, "see row %lu%s",
		    (unsigned long)k + 1, c->events[k].value ==
		    EVI_VALUE_NOT_ONLY && c->events[i].only_copy ?
		    ", by which there was another copy" : "");
	}
	if (n > CORRECTIONS_SHOWN)
		evi_form_add_format(row, EVI_FORM_EVENT, "CORRECTED: ",
		    "and by %lu more rows", (unsigned long)n -
		    CORRECTIONS_SHOWN);
	return status;
}

enum evid_status
evi_form_marks(const struct evi_form *f, uint32_t i, struct evi_form_row *row,
    struct evid_error *err)
{
	const struct evid_custody *c = f->c;
	const char *why = evi_custody_why(c, i);

	if (evi_custody_aside(c, i))
		evi_form_add(row, EVI_FORM_EVENT, "SET ASIDE: ",
		    "of other evidence, without effect");
	else if (c->events[i].unchecked)
		evi_form_add(row, EVI_FORM_EVENT, "NOT CHECKED: ",
		    "a signature of a kind not known here, without effect");
	else if (why != NULL)
		evi_form_add(row, EVI_FORM_EVENT, c->events[i].counts ?
		    "WITHOUT EFFECT ON THE CONDITIONS: " :
		    "A CLAIM, WITHOUT EFFECT: ", why);
	return corrections(row, f, i, err);
}

/* what it says and readers do not act on, of what they act on */
static void
idle(struct evi_form_row *row, const struct evid_custody *c, uint32_t i,
    const struct evi_event *full)
{
	struct evi_idle one;
	size_t place = 0;

	while (evi_idle_next(c, i, full->details, &place, &one))
		evi_form_add_format(row, EVI_FORM_EVENT, "WITHOUT EFFECT: ",
		    "\"%s\": %s", one.key, one.why);
}

/* its type, does it count, and what later rows say of it */
static enum evid_status
standing(struct evi_form_row *row, const struct evi_form *f, uint32_t i,
    const struct evi_event *full, struct evid_error *err)
{
	enum evid_status status;

	word(row, EVI_FORM_EVENT, "", full->type_name,
	    evi_event_who(full->type) != EVI_WHO_NOBODY);
	status = evi_form_marks(f, i, row, err);
	idle(row, f->c, i, full);
	if (full->type == EVI_EVENT_HANDED_OVER)
		hand_over(row, f->c, i);
	else
		rests_on(row, f->c, i);
	evi_form_found(f, i, row);
	return status;
}

static void
chain(struct evi_form_row *row, const struct evid_custody *c, uint32_t i,
    const struct evi_event *full)
{
	const struct evi_custody_event *e = &c->events[i];
	char hex[2 * EVI_SHA256_LEN + 1];

	evi_hex(e->branch, EVI_BRANCH_LEN, hex);
	evi_form_add(row, EVI_FORM_CHAIN, "branch ", hex);
	if (!e->has_prev) {
		evi_form_add(row, EVI_FORM_CHAIN, "", "the first of it");
	} else if (e->parent != EVI_NONE) {
		evi_form_add_format(row, EVI_FORM_CHAIN, "after ", "row %lu",
		    (unsigned long)e->parent + 1);
	} else {
		evi_hex(full->prev, EVI_SHA256_LEN, hex);
		evi_form_add(row, EVI_FORM_CHAIN,
		    "after an event that is MISSING here: ", hex);
	}
	if (e->sealed)
		evi_form_add(row, EVI_FORM_CHAIN, "", "sealed with the "
		    "bundle");
	else if (c->has_seal)
		evi_form_add(row, EVI_FORM_CHAIN, "", "added after the "
		    "sealing");
}

static void
signature(struct evi_form_row *row, const struct evid_custody *c, uint32_t i,
    const struct evi_event *full)
{
	static const char *const who[] = { "releasedBy", "receivedBy" };
	char hex[2 * EVI_SHA256_LEN + 1], number[EVI_NUMBER_TEXT_CAP];
	const char *text;
	size_t k;

	evi_hex(c->events[i].digest, EVI_SHA256_LEN, hex);
	evi_number_format(full->keyid, number);
	evi_form_add_format(row, EVI_FORM_SIGNED, c->events[i].unchecked ?
	    "digital, not checked here; " : "digital, good; ", "key %s",
	    number);
	evi_form_add(row, EVI_FORM_SIGNED, "event ", hex);
	for (k = 0; k < 2; k++)
		if (evi_json_get_string(evi_json_get(full->details, who[k]),
		    "signature", &text) && strcmp(text, "ink") == 0)
			evi_form_add(row, EVI_FORM_SIGNED, k == 0 ?
			    "released, in ink: " : "received, in ink: ", INK);
}

/* what a reader must understand to read it rightly */
static void
critical(struct evi_form_row *row, const struct evi_event *full)
{
	size_t i;

	for (i = 0; i < full->critical.count; i++) {
		struct evi_buf words = EVI_BUF_INIT;	/* used up below */

		evi_form_words(&words, full->critical.items[i], "event");
		if (i < EVI_FORM_EACH)
			evi_form_put_stated(row, EVI_FORM_WHAT,
			    "must be understood: ", &words);
		else
			evi_form_leave(row, &words);
	}
}

enum evid_status
evi_form_fill(const struct evi_form *f, uint32_t i, struct evi_form_row *row,
    struct evid_error *err)
{
	struct evi_event full;			/* owned here */
	enum evid_status status;

	status = evi_custody_event_read(f->c, i, &full, err);
	if (status == EVID_OK)
		status = evi_custody_mask_event(f->c, &full, err);
	if (status == EVID_OK)
		status = standing(row, f, i, &full, err);
	if (status != EVID_OK)
		goto out;
	when(row, &full, evi_custody_ahead(f->c, i));
	item(row, &full);
	critical(row, &full);
	status = evi_form_people(f, i, &full, row, err);
	if (status == EVID_OK)
		status = evi_custody_mask(f->c, full.details, err);
	if (status == EVID_OK) {
		evi_form_type(f, i, &full, row);
		evi_form_details(&full, row);
		left_out(row);
		chain(row, f->c, i, &full);
		signature(row, f->c, i, &full);
	}
out:
	evi_event_free(&full);
	return status;
}
