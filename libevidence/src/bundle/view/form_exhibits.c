/*
 * What was collected, in the head of the form: of each thing what counts; of
 * one of which nothing does, what is claimed, marked as that, and by whom.
 */
#include "bundle/view/form.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define CLAIMS_SHOWN 16

/* the lines of a cell, after what stands there */
static void
add_lines(struct evi_buf *out, const struct evi_buf *cell)
{
	const char *label, *value;
	size_t place = 0;

	while (evi_form_line(cell, &place, &label, &value)) {
		evi_buf_add_format(out, "%s%s", out->len > 0 ? "; " : "",
		    label);
		evi_buf_add_text(out, value);
	}
	out->failed |= cell->failed;
}

/* A thing is said to be what its row says, and what becomes of that row is
 * said with it. */
static enum evid_status
exhibit(struct evi_view *v, const struct evi_form *f, uint32_t i, bool html,
    struct evid_error *err)
{
	struct evi_buf line = EVI_BUF_INIT;	/* used up by evi_form_head */
	struct evi_form_row row, marks;		/* owned here */
	bool held = f->c->events[i].counts;
	enum evid_status status;

	memset(&row, 0, sizeof(row));
	memset(&marks, 0, sizeof(marks));
	status = evi_form_fill(f, i, &row, err);
	if (status == EVID_OK)
		status = evi_form_marks(f, i, &marks, err);
	if (!held)
		add_lines(&line, &marks.cells[EVI_FORM_EVENT]);
	add_lines(&line, &row.cells[EVI_FORM_ITEM]);
	if (held)
		add_lines(&line, &marks.cells[EVI_FORM_EVENT]);
	evi_buf_add_format(&line, "; stated in row %lu", (unsigned long)i + 1);
	if (!held || evi_custody_no_trust(f->c))
		add_lines(&line, &row.cells[EVI_FORM_RECORDED]);
	evi_form_head(v, html, held ? "Exhibit" : "Exhibit, as claimed",
	    &line);
	evi_form_row_free(&row);
	evi_form_row_free(&marks);
	return status == EVID_OK ? evi_view_flush_some(v, err) : status;
}

static void
more_claims(struct evi_view *v, uint32_t n, bool html)
{
	struct evi_buf line = EVI_BUF_INIT;	/* used up by evi_form_head */

	if (n <= CLAIMS_SHOWN)
		return;
	evi_buf_add_format(&line, "%lu more of what nobody collected by an "
	    "event that counts; see the rows",
	    (unsigned long)n - CLAIMS_SHOWN);
	evi_form_head(v, html, "Exhibit, as claimed", &line);
}

enum evid_status
evi_form_exhibits(struct evi_view *v, const struct evi_form *f, bool html,
    struct evid_error *err)
{
	const struct evid_custody *c = f->c;
	bool *held = evi_zalloc_array(c->n_subjects + 1, sizeof(*held));
	enum evid_status status = EVID_OK;
	uint32_t i, claims = 0;

	if (held == NULL)
		return evi_fail_memory(err);
	for (i = 0; i < c->n_events; i++)
		if (c->events[i].type == EVI_EVENT_COLLECTED &&
		    c->events[i].counts)
			held[c->events[i].subject] = true;
	for (i = 0; i < c->n_events && status == EVID_OK; i++) {
		const struct evi_custody_event *e = &c->events[i];

		if (e->type == EVI_EVENT_COLLECTED && (e->counts ||
		    (!held[e->subject] && claims++ < CLAIMS_SHOWN)))
			status = exhibit(v, f, i, html, err);
	}
	more_claims(v, claims, html);
	free(held);
	return status;
}
