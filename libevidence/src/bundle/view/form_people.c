/*
 * Who stands in a row: who released, who received, and who says so.  Where a
 * name stands by no trust, it is said whose word it is; a key's number stands
 * beside each name.
 */
#include "bundle/view/form.h"
#include "bundle/custody/party.h"

#include "base/text.h"
#include "record/number.h"

#include <string.h>

#define SENDERS_SHOWN 32
#define NAMES_MAX ((size_t)1 << 20)	/* bytes of names that are kept */

/* "A. Officer, Unit, KZ"; each between quotes where trust does not say it */
static void
names(struct evi_buf *out, const struct evi_party *p)
{
	const char *const parts[] = { p->name, p->organization, p->state };
	size_t i;

	for (i = 0; i < 3; i++) {
		if (*parts[i] == '\0')
			continue;
		evi_buf_add_text(out, out->len > 0 ? ", " : "");
		if (p->trusted)
			evi_text_escape(out, parts[i], strlen(parts[i]));
		else
			evi_text_stated_cut(out, parts[i], EVI_NAME_SHOWN,
			    "event");
	}
}

static const char *
by_trust(const struct evi_party *p)
{
	return p->source != NULL && strcmp(p->source, "directory") == 0 ?
	    "by the directory: " : "by pin: ";
}

/* @whose: whose word the names are where they stand by no trust */
static void
party(struct evi_form_row *row, enum evi_form_cell cell,
    const struct evi_party *p, const char *whose)
{
	struct evi_buf text = EVI_BUF_INIT;	/* used up by evi_form_put */
	char number[EVI_NUMBER_TEXT_CAP];

	names(&text, p);
	if (text.len == 0)
		evi_form_add(row, cell, "", "no name stated");
	else
		evi_form_put(row, cell, p->trusted ? by_trust(p) : whose,
		    &text);
	evi_number_format(p->keyid, number);
	evi_form_add(row, cell, "key ", number);
}

static bool
has_names(const struct evi_party *p)
{
	return *p->name != '\0' || *p->organization != '\0' ||
	    *p->state != '\0';
}

#define OWN_WORD "as stated by the key's own event: "

/* What the signer of an event states of himself, ready to be shown, read once
 * and kept: many rows may show it, and an event may be large.  *out: NULL where
 * there is no room for more. */
static enum evid_status
own_names(const struct evi_form *f, uint32_t event, const char **out,
    struct evid_error *err)
{
	struct evi_form_names *kept = f->names;
	uint32_t *at = &kept->of_event[event];
	uint32_t *last = &kept->last_of_key[f->c->events[event].key];
	struct evi_buf text = EVI_BUF_INIT;
	struct evi_party by = { .name = NULL };
	struct evi_event full;			/* all owned here */
	enum evid_status status;

	*out = NULL;
	if (*at != 0) {
		*out = evi_buf_text(&kept->text) + *at - 1;
		return EVID_OK;
	}
	if (kept->text.len > NAMES_MAX)
		return EVID_OK;
	status = evi_custody_event_read(f->c, event, &full, err);
	if (status == EVID_OK)
		status = evi_custody_signer(f->c, event, &full, &by, err);
	if (status == EVID_OK)
		names(&text, &by);
	if (status == EVID_OK && *last != 0 && strcmp(evi_buf_text(&text),
	    evi_buf_text(&kept->text) + *last - 1) == 0) {
		*at = *last;
	} else if (status == EVID_OK) {
		*at = *last = (uint32_t)kept->text.len + 1;
		evi_buf_add(&kept->text, evi_buf_text(&text), text.len + 1);
		kept->text.failed |= text.failed;
		status = evi_buf_status(&kept->text, err);
	}
	if (status == EVID_OK)
		*out = evi_buf_text(&kept->text) + *at - 1;
	evi_party_free(&by);
	evi_event_free(&full);
	evi_buf_free(&text);
	return status;
}

/* who signed another event than that of the row */
static enum evid_status
signer_of(const struct evi_form *f, uint32_t event,
    struct evi_form_row *row, enum evi_form_cell cell, struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* used up by evi_form_put */
	struct evi_party by = { .name = NULL };	/* owned here */
	enum evid_status status = evi_custody_signer(f->c, event, NULL, &by,
	    err);
	char number[EVI_NUMBER_TEXT_CAP];
	const char *own = NULL;

	if (status == EVID_OK && by.trusted)
		party(row, cell, &by, "");
	else if (status == EVID_OK)
		status = own_names(f, event, &own, err);
	if (status != EVID_OK || by.trusted)
		goto out;
	if (own == NULL)
		evi_form_add_format(row, cell, "", "who states his name in "
		    "row %lu", (unsigned long)event + 1);
	else if (*own == '\0')
		evi_form_add(row, cell, "", "no name stated");
	else {
		evi_buf_add_text(&text, own);
		evi_form_put(row, cell, OWN_WORD, &text);
	}
	evi_number_format(by.keyid, number);
	evi_form_add(row, cell, "key ", number);
out:
	evi_party_free(&by);
	return status;
}

/* A hand-over may name a key alone: then what that key says of itself. */
static enum evid_status
receiver(const struct evi_form *f, uint32_t i, const struct evi_event *full,
    struct evi_form_row *row, struct evid_error *err)
{
	struct evi_party to = { .name = NULL };	/* owned here */
	uint32_t key, event;
	enum evid_status status = evi_custody_receiver(f->c, i, full, &to,
	    err);

	if (status != EVID_OK)
		return status;
	key = evi_custody_find_key(f->c, to.keyid);
	event = key == EVI_NONE ? EVI_NONE : f->first_of_key[key];
	if (has_names(&to) || event == EVI_NONE)
		party(row, EVI_FORM_RECEIVED, &to,
		    "as stated by the sender: ");
	else
		status = signer_of(f, event, row, EVI_FORM_RECEIVED, err);
	evi_party_free(&to);
	return status;
}

/* the senders of the hand-overs that a receipt answers */
static enum evid_status
senders(const struct evi_form *f, const struct evi_custody_event *e,
    struct evi_form_row *row, struct evid_error *err)
{
	const struct evid_custody *c = f->c;
	enum evid_status status = EVID_OK;
	uint32_t k, n = 0;

	for (k = 0; k < e->n_answers && status == EVID_OK; k++) {
		uint32_t h = evi_custody_find(c, c->pool[e->answers + k]);

		if (h == EVI_NONE ||
		    c->events[h].type != EVI_EVENT_HANDED_OVER ||
		    n++ >= SENDERS_SHOWN)
			continue;
		status = signer_of(f, h, row, EVI_FORM_RELEASED, err);
	}
	if (n > SENDERS_SHOWN)
		evi_form_add_format(row, EVI_FORM_RELEASED, "", "and by %lu "
		    "more, of the rows that it answers",
		    (unsigned long)n - SENDERS_SHOWN);
	return status;
}

enum evid_status
evi_form_people(const struct evi_form *f, uint32_t i,
    const struct evi_event *full, struct evi_form_row *row,
    struct evid_error *err)
{
	struct evi_party by = { .name = NULL };	/* owned here */
	enum evi_form_cell cell = EVI_FORM_RECORDED;
	enum evid_status status = evi_custody_signer(f->c, i, full, &by, err);

	if (status != EVID_OK)
		goto out;
	if (full->type == EVI_EVENT_HANDED_OVER) {
		cell = EVI_FORM_RELEASED;
		status = receiver(f, i, full, row, err);
	} else if (full->type == EVI_EVENT_RECEIVED) {
		cell = EVI_FORM_RECEIVED;
		status = senders(f, &f->c->events[i], row, err);
	}
	if (status == EVID_OK)
		party(row, cell, &by, OWN_WORD);
out:
	evi_party_free(&by);
	return status;
}
