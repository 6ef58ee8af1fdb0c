/*
 * The chain-of-custody record as a form that a court takes: one row an event,
 * with the exhibit, the seal numbers, who released and who received, why, and
 * a line to sign on or the digital signature.  Plain text, or one page of
 * HTML that needs nothing else.  Every text from outside is escaped.
 */
#include "bundle/custody/custody.h"

#include "base/memory.h"
#include "base/text.h"
#include "record/number.h"

#include <string.h>

enum { WHAT, WHEN, ITEM, RELEASED, RECEIVED, PURPOSE, PLACE, SEALS, SIGNED,
    N_CELLS };

static const char *const titles[N_CELLS] = { "Event", "Date and time",
    "Exhibit", "Released by", "Received by", "Purpose", "Place and way",
    "Seal and bag numbers", "Signature" };

struct row {
	struct evi_buf cells[N_CELLS];		/* as they are, not escaped */
};

static void
row_free(struct row *row)
{
	size_t i;

	for (i = 0; i < N_CELLS; i++)
		evi_buf_free(&row->cells[i]);
}

static void
join(struct evi_buf *out, const char *before, const char *text)
{
	if (*text == '\0')
		return;
	if (out->len > 0)
		evi_buf_add_text(out, "; ");
	evi_buf_add_text(out, before);
	evi_buf_add_text(out, text);
}

/* a text, a person, or texts in several languages: the first of them */
static const char *
words(const struct evi_json *value)
{
	const char *text = "";

	if (value == NULL)
		return "";
	switch (evi_json_type(value)) {
	case EVI_JSON_STRING:
		(void)evi_json_string(value, &text);
		break;
	case EVI_JSON_ARRAY:
		text = words(evi_json_at(value, 0));
		break;
	case EVI_JSON_OBJECT:
		if (!evi_json_get_string(value, "text", &text) &&
		    !evi_json_get_string(value, "address", &text))
			(void)evi_json_get_string(value, "name", &text);
		break;
	default:
		break;
	}
	return text;
}

static void
join_words(struct evi_buf *out, const char *before,
    const struct evi_json *object, const char *key)
{
	join(out, before, words(evi_json_get(object, key)));
}

static void
add_party(struct evi_buf *out, const struct evi_party *party)
{
	join(out, "", party->name);
	join(out, "", party->organization);
	join(out, "", party->state);
	if (out->len == 0)
		evi_buf_add_text(out, "(no name stated)");
	else if (!party->trusted)
		evi_buf_add_text(out, " (as stated)");
}

static void
person(struct evi_buf *out, const struct evi_json *p)
{
	join_words(out, "", p, "rank");
	join_words(out, "", p, "name");
	join_words(out, "", p, "organization");
	join_words(out, "", p, "state");
	join_words(out, "badge ", p, "badge");
}

static void
exhibit(struct evi_buf *out, const struct evi_event *e)
{
	static const char *const keys[] = { "maker", "model", "serial" };
	const struct evi_json *list = evi_json_get(e->details, "exhibits");
	size_t i;

	if (e->of_exhibit)
		join(out, "", e->uid);
	join_words(out, "", e->details, "description");
	for (i = 0; i < 3; i++)
		join_words(out, "", e->details, keys[i]);
	for (i = 0; list != NULL && evi_json_type(list) == EVI_JSON_ARRAY &&
	    i < evi_json_count(list); i++)
		join(out, "", words(evi_json_at(list, i)));
	if (out->len == 0)
		evi_buf_add_text(out, "the sealed bundle");
}

static void
seals(struct evi_buf *out, const struct evi_event *e)
{
	const struct evi_json *c = evi_json_get(e->details, "container");
	const struct evi_json *bag = evi_json_get(e->details, "bag");

	join_words(out, "bag ", c, "bag");
	join_words(out, "old seal ", c, "oldSeal");
	join_words(out, "new seal ", c, "newSeal");
	join_words(out, "bag ", bag, "sealNumber");
}

static void
place_and_way(struct evi_buf *out, const struct evi_event *e)
{
	join_words(out, "", e->details, "place");
	join_words(out, "", e->details, "from");
	join_words(out, "to ", e->details, "to");
	join_words(out, "by ", e->details, "method");
	join_words(out, "carrier ", e->details, "carrier");
	join_words(out, "tracking ", e->details, "tracking");
	join_words(out, "", evi_json_get(e->details, "storage"), "location");
}

static void
purpose(struct evi_buf *out, const struct evi_event *e)
{
	static const char *const keys[] = { "purpose", "reason", "acceptance",
		"reservation", "statement", "change", "copies" };
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		join_words(out, "", e->details, keys[i]);
	join_words(out, "authority ", evi_json_get(e->details, "authority"),
	    "number");
	join_words(out, "corrects an event: ",
	    evi_json_get(e->details, "corrects"), "why");
	join_words(out, "by ", e->details, "means");
}

/* the sender of the hand-over that a receipt answers */
static enum evid_status
sender(const struct evid_custody *c, const struct evi_custody_event *e,
    struct evi_buf *out, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint32_t k;

	for (k = 0; k < e->n_answers && status == EVID_OK; k++) {
		uint32_t h = evi_custody_find(c, c->pool[e->answers + k]);
		struct evi_party by = { .name = NULL };	/* owned here */
		struct evi_event full;

		if (h == EVI_NONE ||
		    c->events[h].type != EVI_EVENT_HANDED_OVER)
			continue;
		status = evi_custody_event_read(c, h, &full, err);
		if (status == EVID_OK)
			status = evi_custody_signer(c, h, &full, &by, err);
		if (status == EVID_OK)
			add_party(out, &by);
		evi_party_free(&by);
		evi_event_free(&full);
	}
	return status;
}

static enum evid_status
people(const struct evid_custody *c, uint32_t i, const struct evi_event *full,
    struct row *row, struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[i];
	struct evi_party by = { .name = NULL }, to = { .name = NULL };
	enum evid_status status;			/* owned here */

	status = evi_custody_signer(c, i, full, &by, err);
	if (status == EVID_OK && full->type == EVI_EVENT_HANDED_OVER)
		status = evi_custody_receiver(c, i, full, &to, err);
	if (status != EVID_OK)
		goto out;
	person(&row->cells[RELEASED], evi_json_get(full->details,
	    "releasedBy"));
	person(&row->cells[RECEIVED], evi_json_get(full->details,
	    "receivedBy"));
	if (full->type == EVI_EVENT_HANDED_OVER) {
		add_party(&row->cells[RELEASED], &by);
		add_party(&row->cells[RECEIVED], &to);
	} else if (full->type == EVI_EVENT_RECEIVED ||
	    full->type == EVI_EVENT_REFUSED) {
		add_party(&row->cells[RECEIVED], &by);
		status = sender(c, e, &row->cells[RELEASED], err);
	} else if (row->cells[RELEASED].len + row->cells[RECEIVED].len == 0) {
		add_party(&row->cells[full->type == EVI_EVENT_RETURNED ||
		    full->type == EVI_EVENT_DISCLOSED ? RELEASED : RECEIVED],
		    &by);
	}
out:
	evi_party_free(&by);
	evi_party_free(&to);
	return status;
}

static bool
wants_ink(const struct evi_event *e)
{
	static const char *const who[] = { "releasedBy", "receivedBy" };
	const char *text;
	size_t i;

	for (i = 0; i < 2; i++)
		if (evi_json_get_string(evi_json_get(e->details, who[i]),
		    "signature", &text) && strcmp(text, "ink") == 0)
			return true;
	return false;
}

static void
signature(struct evi_buf *out, const struct evid_custody *c, uint32_t i,
    const struct evi_event *full)
{
	char hex[2 * EVI_SHA256_LEN + 1], number[EVI_NUMBER_TEXT_CAP];

	evi_hex(c->events[i].digest, EVI_SHA256_LEN, hex);
	evi_number_format(full->keyid, number);
	if (c->events[i].unchecked)
		evi_buf_add_format(out, "digital, not checked here; key %s; "
		    "event %s", number, hex);
	else
		evi_buf_add_format(out, "digital, good; key %s; event %s",
		    number, hex);
	if (wants_ink(full))
		evi_buf_add_text(out, "; ink: ______________________");
	if (evi_custody_aside(c, i))
		evi_buf_add_text(out, "; of other evidence: without effect");
	else if (!c->events[i].counts)
		evi_buf_add_text(out, "; a claim: without effect");
}

static enum evid_status
fill_row(const struct evid_custody *c, uint32_t i, struct row *row,
    struct evid_error *err)
{
	struct evi_event full;			/* owned here */
	char at[EVI_INSTANT_TEXT_CAP];
	enum evid_status status;

	status = evi_custody_event_read(c, i, &full, err);
	if (status != EVID_OK)
		return status;
	evi_buf_add_text(&row->cells[WHAT], full.type_name);
	evi_instant_people(full.at, at);
	evi_buf_add_format(&row->cells[WHEN], "%s (zone %s)", at, full.zone);
	if (full.certainty != NULL)
		join(&row->cells[WHEN], "", full.certainty);
	if (full.has_recorded_at) {
		evi_instant_people(full.recorded_at, at);
		join(&row->cells[WHEN], "written down ", at);
	}
	exhibit(&row->cells[ITEM], &full);
	purpose(&row->cells[PURPOSE], &full);
	place_and_way(&row->cells[PLACE], &full);
	seals(&row->cells[SEALS], &full);
	signature(&row->cells[SIGNED], c, i, &full);
	status = people(c, i, &full, row, err);
	evi_event_free(&full);
	return status;
}

static void
row_text(struct evi_buf *out, const struct row *row, size_t number)
{
	size_t i;

	evi_buf_add_format(out, "\n%3zu  ", number);
	evi_text_escape(out, row->cells[WHAT].data, row->cells[WHAT].len);
	evi_buf_add_byte(out, '\n');
	for (i = WHAT + 1; i < N_CELLS; i++) {
		evi_buf_add_format(out, "     %-21s", titles[i]);
		if (row->cells[i].len == 0)
			evi_buf_add_byte(out, '-');
		evi_text_escape(out, row->cells[i].data, row->cells[i].len);
		evi_buf_add_byte(out, '\n');
	}
}

static void
row_html(struct evi_buf *out, const struct row *row, size_t number)
{
	size_t i;

	evi_buf_add_format(out, "<tr><td>%zu</td>", number);
	for (i = 0; i < N_CELLS; i++) {
		evi_buf_add_text(out, "<td dir=\"auto\">");
		evi_html_escape(out, row->cells[i].data, row->cells[i].len);
		evi_buf_add_text(out, "</td>");
	}
	evi_buf_add_text(out, "</tr>\n");
}

static void
head(struct evi_view *v, bool html)
{
	const struct evid_custody *c = v->c;
	char number[EVI_NUMBER_TEXT_CAP], hex[2 * EVI_SHA256_LEN + 1];
	struct evi_buf *out = &v->text;

	if (html)
		evi_buf_add_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n"
		    "<head><meta charset=\"utf-8\">\n"
		    "<meta http-equiv=\"Content-Security-Policy\" "
		    "content=\"default-src 'none'; style-src "
		    "'unsafe-inline'\">\n"
		    "<title>Chain of custody</title>\n<style>\n"
		    "body{font:10pt sans-serif;margin:1em}\n"
		    "table{border-collapse:collapse;width:100%;"
		    "table-layout:fixed}\n"
		    "th:first-child{width:2em}\n"
		    "th:last-child{width:17%}\n"
		    "td,th{border:1px solid #444;padding:3px;"
		    "vertical-align:top;text-align:start}\n"
		    "td,th,p{overflow-wrap:anywhere;overflow:hidden;"
		    "unicode-bidi:isolate}\n"
		    "thead{display:table-header-group}\n"
		    "tr{break-inside:avoid}\n"
		    "@page{size:landscape;margin:1cm}\n"
		    "</style></head>\n<body>\n<h1>Chain of custody</h1>\n");
	else
		evi_buf_add_text(out, "CHAIN OF CUSTODY\n\n");
	if (c->has_seal) {
		evi_number_format(c->seal, number);
		evi_hex(c->seal, EVI_SHA256_LEN, hex);
		evi_buf_add_format(out, html ? "<p>Seal number %s<br>\n"
		    "Seal digest %s</p>\n" : "Seal number  %s\n"
		    "Seal digest  %s\n", number, hex);
	}
	evi_buf_add_text(out, html ? "<p>Log " : "Log          ");
	if (html)
		evi_html_escape(out, c->name, strlen(c->name));
	else
		evi_buf_add_text(out, c->name);
	evi_buf_add_format(out, html ? ": %zu event%s.  Names marked \"as "
	    "stated\" are their owners' own words.</p>\n" :
	    ": %zu event%s\nNames marked \"as stated\" are their owners' own "
	    "words.\n", c->n_events, c->n_events == 1 ? "" : "s");
}

static void
table_head(struct evi_buf *out)
{
	size_t i;

	evi_buf_add_text(out, "<table>\n<thead><tr><th>No.</th>");
	for (i = 0; i < N_CELLS; i++)
		evi_buf_add_format(out, "<th>%s</th>", titles[i]);
	evi_buf_add_text(out, "</tr></thead>\n<tbody>\n");
}

/* what was collected, once, with its description */
static enum evid_status
exhibits(struct evi_view *v, bool html, struct evid_error *err)
{
	const struct evid_custody *c = v->c;
	enum evid_status status = EVID_OK;
	uint32_t i;

	for (i = 0; i < c->n_events && status == EVID_OK; i++) {
		struct evi_buf text = EVI_BUF_INIT;	/* both owned here */
		struct evi_event full;

		if (c->events[i].type != EVI_EVENT_COLLECTED)
			continue;
		status = evi_custody_event_read(c, i, &full, err);
		if (status != EVID_OK)
			break;
		exhibit(&text, &full);
		evi_buf_add_text(&v->text, html ? "<p dir=\"auto\">Exhibit " :
		    "Exhibit      ");
		if (html)
			evi_html_escape(&v->text, text.data, text.len);
		else
			evi_text_escape(&v->text, text.data, text.len);
		evi_buf_add_text(&v->text, html ? "</p>\n" : "\n");
		evi_buf_free(&text);
		evi_event_free(&full);
		status = evi_view_flush(v, err);
	}
	return status;
}

enum evid_status
evi_view_form(struct evi_view *v, bool html, struct evid_error *err)
{
	enum evid_status status;
	uint32_t i;

	head(v, html);
	status = exhibits(v, html, err);
	if (html)
		table_head(&v->text);
	for (i = 0; i < v->c->n_events && status == EVID_OK; i++) {
		struct row row;			/* owned here */

		memset(&row, 0, sizeof(row));
		status = fill_row(v->c, i, &row, err);
		if (status == EVID_OK && html)
			row_html(&v->text, &row, (size_t)i + 1);
		else if (status == EVID_OK)
			row_text(&v->text, &row, (size_t)i + 1);
		row_free(&row);
		if (status == EVID_OK)
			status = evi_view_flush(v, err);
	}
	if (html)
		evi_buf_add_text(&v->text, "</tbody></table>\n</body></html>"
		    "\n");
	return status;
}
