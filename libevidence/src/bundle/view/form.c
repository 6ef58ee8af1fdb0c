/*
 * The chain-of-custody record as a form that a court takes: the sealed case,
 * what the log comes to and whose word names stand by, then one row an event.
 * Plain text, or one page of HTML that needs nothing else.
 */
#include "bundle/view/form.h"
#include "bundle/custody/party.h"

#include "base/memory.h"
#include "base/text.h"
#include "record/number.h"

#include <stdlib.h>
#include <string.h>

const char *const evi_form_titles[EVI_FORM_CELLS] = { "Event",
    "Date and time", "Exhibit", "Released by", "Received by", "Recorded by",
    "Purpose", "Place and way", "Seal and bag numbers", "What it says",
    "Chain", "Signature" };

void
evi_form_head(struct evi_view *v, bool html, const char *title,
    struct evi_buf *text)
{
	if (html)
		evi_form_html_line(&v->text, title, evi_buf_text(text));
	else
		evi_form_text_line(&v->text, title, evi_buf_text(text));
	v->text.failed |= text->failed;
	evi_buf_free(text);
}

static void
head_bundle(struct evi_view *v, bool html)
{
	struct evi_buf line = EVI_BUF_INIT;
	char number[EVI_NUMBER_TEXT_CAP];

	evi_number_format(v->c->seal, number);
	evi_buf_add_text(&line, number);
	evi_form_head(v, html, "Seal number", &line);
	evi_buf_add_hex(&line, v->c->seal, EVI_SHA256_LEN);
	evi_form_head(v, html, "Seal digest", &line);
}

static void
head_log(struct evi_view *v, bool html)
{
	const struct evid_custody *c = v->c;
	struct evi_buf line = EVI_BUF_INIT;
	size_t n_sealed = 0, i;

	for (i = 0; i < c->n_events; i++)
		n_sealed += c->events[i].sealed;
	evi_buf_add_format(&line, "%s: %zu event%s", c->name, c->n_events,
	    c->n_events == 1 ? "" : "s");
	if (c->has_seal && n_sealed > 0)
		evi_buf_add_format(&line, ", %zu sealed with the bundle",
		    n_sealed);
	evi_form_head(v, html, "Log", &line);
}

/* One of each kind; what has no effect is not to be passed over either. */
static bool
head_findings(struct evi_view *v, bool html, bool effect)
{
	struct evi_buf line = EVI_BUF_INIT;	/* used up by evi_form_head */
	size_t place = 0;
	uint64_t more = 0;
	uint32_t event = EVI_NONE;
	bool cut = false;

	while (evi_view_finding(&line, v->c, effect, &place, &event, &more)) {
		if (!effect)
			evi_buf_add_text(&line, ", without effect");
		if (event != EVI_NONE)
			evi_buf_add_format(&line, ", row %zu",
			    (size_t)event + 1);
		if (more > 0)
			evi_buf_add_format(&line, ", and %llu more like it",
			    (unsigned long long)more);
		cut |= more > 0;
		evi_form_head(v, html, effect ? "Fault" : "Noted", &line);
	}
	return cut;
}

/* as of when it is judged, if not as of now */
static void
head_as_at(struct evi_view *v, bool html)
{
	struct evi_buf line = EVI_BUF_INIT;	/* used up by evi_form_head */

	if (evi_view_as_at(&line, v->c))
		evi_form_head(v, html, "Judged as at", &line);
}

/* as verify says it, and what is wrong */
static enum evid_status
head_verdict(struct evi_view *v, bool html, struct evid_error *err)
{
	const struct evid_custody *c = v->c;
	struct evi_buf line = EVI_BUF_INIT;	/* used up by evi_form_head */
	enum evid_status status;
	bool cut;

	evi_buf_add_text(&line, evi_view_headline(c));
	if (evi_custody_no_trust(c) && c->worst_but_trust == 0)
		evi_buf_add_text(&line, ": nothing is wrong with the log, and "
		    "nobody vouches for who signed it");
	else if (c->worst == 0)
		evi_buf_add_text(&line, ": nothing is wrong with the log");
	if (c->has_seal)
		evi_buf_add_text(&line, "; of the bundle its end alone was "
		    "read: evid-verify checks its content");
	else if (evi_custody_without_bundle(c))
		evi_buf_add_text(&line, "; " EVI_CUSTODY_WITHOUT);
	evi_form_head(v, html, "Verdict on the log", &line);
	cut = head_findings(v, html, true);
	cut |= head_findings(v, html, false);
	if (evi_view_rest(&line, c, cut)) {
		if (c->room.left_out > 0)
			evi_buf_add_text(&line, "; the rows say no more");
		evi_form_head(v, html, "What else", &line);
	}
	status = evi_custody_summary(c, &line, err);
	evi_form_head(v, html, "What it comes to", &line);
	return status;
}

static enum evid_status
head_names(struct evi_view *v, bool html, struct evid_error *err)
{
	struct evi_buf line = EVI_BUF_INIT;	/* used up by evi_form_head */
	enum evid_status status;

	evi_buf_add_text(&line, "vouched for by ");
	status = evi_view_trust(&line, v->c, err);
	evi_form_head(v, html, "Names", &line);
	evi_buf_add_text(&line, "what is marked \"as stated\" is the word of "
	    "whoever signed the row, or of the key's owner, and no more");
	evi_form_head(v, html, "", &line);
	return status;
}

/* from the last on, so that the earliest comes first */
static void
survey_corrections(struct evi_form *f)
{
	const struct evid_custody *c = f->c;
	size_t i;

	for (i = c->n_events; i-- > 0;) {
		const struct evi_custody_event *e = &c->events[i];
		uint32_t of = e->type == EVI_EVENT_CORRECTED && e->may ?
		    evi_custody_find(c, e->ref) : EVI_NONE;

		if (of == EVI_NONE)
			continue;
		f->next_correction[i] = f->corrected_by[of];
		f->corrected_by[of] = (uint32_t)i;
	}
}

static enum evid_status
survey(struct evi_form *f, struct evid_error *err)
{
	const struct evid_custody *c = f->c;
	size_t n_keys = c->n_keys + 1, n_events = c->n_events + 1;
	uint32_t i;

	f->first_of_key = evi_zalloc_array(n_keys, sizeof(*f->first_of_key));
	f->corrected_by = evi_zalloc_array(n_events,
	    sizeof(*f->corrected_by));
	f->next_correction = evi_zalloc_array(n_events,
	    sizeof(*f->next_correction));
	f->names->of_event = evi_zalloc_array(n_events,
	    sizeof(*f->names->of_event));
	f->names->last_of_key = evi_zalloc_array(n_keys,
	    sizeof(*f->names->last_of_key));
	if (f->first_of_key == NULL || f->corrected_by == NULL ||
	    f->next_correction == NULL || f->names->of_event == NULL ||
	    f->names->last_of_key == NULL)
		return evi_fail_memory(err);
	memset(f->first_of_key, 0xff, n_keys * sizeof(*f->first_of_key));
	memset(f->corrected_by, 0xff, n_events * sizeof(*f->corrected_by));
	for (i = 0; i < c->n_events; i++) {
		const struct evi_custody_event *e = &c->events[i];

		if (f->first_of_key[e->key] == EVI_NONE && !e->unchecked)
			f->first_of_key[e->key] = i;
	}
	survey_corrections(f);
	return EVID_OK;
}

static enum evid_status
rows(struct evi_view *v, const struct evi_form *f, bool html,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint32_t i;

	for (i = 0; i < v->c->n_events && status == EVID_OK; i++) {
		struct evi_form_row row;		/* owned here */

		memset(&row, 0, sizeof(row));
		status = evi_form_fill(f, i, &row, err);
		if (status == EVID_OK && html)
			evi_form_html_row(&v->text, &row, (size_t)i + 1);
		else if (status == EVID_OK)
			evi_form_text_row(&v->text, &row, (size_t)i + 1);
		evi_form_row_free(&row);
		if (status == EVID_OK)
			status = evi_view_flush(v, err);
	}
	return status;
}

enum evid_status
evi_view_form(struct evi_view *v, bool html, struct evid_error *err)
{
	struct evi_form_names names = { .text = EVI_BUF_INIT };
	struct evi_form f = { .c = v->c, .names = &names };
						/* both owned here */
	enum evid_status status = survey(&f, err);

	if (status == EVID_OK)
		status = evi_form_survey_found(&f, err);
	if (status == EVID_OK)
		status = evi_form_case_read(&f, err);
	if (status != EVID_OK)
		goto out;
	if (html)
		evi_form_html_open(&v->text);
	else
		evi_buf_add_text(&v->text, "CHAIN OF CUSTODY\n\n");
	if (v->c->has_seal)
		head_bundle(v, html);
	evi_form_case_head(v, &f, html);
	head_log(v, html);
	head_as_at(v, html);
	status = head_verdict(v, html, err);
	if (status == EVID_OK)
		status = head_names(v, html, err);
	if (status == EVID_OK)
		status = evi_form_exhibits(v, &f, html, err);
	if (status == EVID_OK)
		status = evi_form_case_exhibits(v, &f, html, err);
	if (html)
		evi_form_html_table(&v->text);
	if (status == EVID_OK)
		status = rows(v, &f, html, err);
	if (html)
		evi_form_html_close(&v->text);
out:
	free(f.first_of_key);
	free(f.corrected_by);
	free(f.next_correction);
	free(f.found);
	free(f.found_of_key);
	free(f.next_found);
	evi_buf_free(&names.text);
	free(names.of_event);
	free(names.last_of_key);
	evi_json_free(f.sealed_case);
	return status;
}
