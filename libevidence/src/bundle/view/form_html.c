/*
 * The form as one page of HTML that needs nothing else and runs nothing.  An
 * event has a row with what forms ask for, and below it one with all else that
 * it says.  Every text is escaped for HTML here, and kept apart from its
 * surroundings whichever way it runs.
 */
#include "bundle/view/form.h"

#include "base/text.h"

#include <string.h>

/* what stands in the second row of an event, and how many columns it takes */
static const struct {
	enum evi_form_cell cell;
	unsigned int span;
} below[] = { { EVI_FORM_WHAT, 5 }, { EVI_FORM_CHAIN, 2 },
	{ EVI_FORM_SIGNED, 3 } };

#define N_BELOW (sizeof(below) / sizeof(below[0]))

void
evi_form_html_open(struct evi_buf *out)
{
	evi_buf_add_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n"
	    "<head><meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	    "<title>Chain of custody</title>\n<style>\n"
	    "body{font:9pt sans-serif;margin:1em}\n"
	    "h1{font-size:15pt;margin:0 0 .4em}\n"
	    "p{margin:.15em 0}\n"
	    "p b{display:inline-block;min-width:11em}\n"
	    "table{border-collapse:collapse;width:100%;table-layout:fixed;"
	    "margin-top:.8em;font-size:8pt}\n"
	    ".events th:first-child{width:2em}\n"
	    "td,th{border:1px solid #444;padding:3px;vertical-align:top;"
	    "text-align:start}\n"
	    "td,th,p{overflow-wrap:anywhere;overflow:hidden;"
	    "unicode-bidi:isolate}\n"
	    "td div+div{margin-top:2px}\n"
	    ".event{font-weight:bold}\n"
	    ".title{color:#444;font-size:7pt}\n"
	    "thead{display:table-header-group}\n"
	    ".events tbody{break-inside:avoid;"
	    "border-bottom:2px solid #000}\n"
	    ".exhibits tr{break-inside:avoid}\n"
	    "@page{size:A4 landscape;margin:1cm}\n"
	    "@media print{body{margin:0}}\n"
	    "</style></head>\n<body>\n<h1>Chain of custody</h1>\n");
}

void
evi_form_html_line(struct evi_buf *out, const char *title, const char *text)
{
	evi_buf_add_format(out, "<p><b>%s</b> <bdi>", title);
	evi_html_entities(out, text, strlen(text));
	evi_buf_add_text(out, "</bdi></p>\n");
}

void
evi_form_html_table(struct evi_buf *out)
{
	size_t i;

	evi_buf_add_text(out, "<table class=\"events\">\n"
	    "<thead><tr><th>No.</th>");
	for (i = 0; i < EVI_FORM_WHAT; i++)
		evi_buf_add_format(out, "<th>%s</th>", evi_form_titles[i]);
	evi_buf_add_text(out, "</tr></thead>\n");
}

static void
lines(struct evi_buf *out, const struct evi_buf *cell)
{
	const char *label, *value;
	size_t place = 0;

	while (evi_form_line(cell, &place, &label, &value)) {
		evi_buf_add_text(out, "<div>");
		evi_html_entities(out, label, strlen(label));
		evi_buf_add_text(out, "<bdi>");
		evi_html_entities(out, value, strlen(value));
		evi_buf_add_text(out, "</bdi></div>");
	}
}

void
evi_form_html_case(struct evi_buf *out)
{
	size_t i;

	evi_buf_add_text(out, "<table class=\"exhibits\">\n<thead><tr>");
	for (i = 0; i < EVI_FORM_CASE_COLUMNS; i++)
		evi_buf_add_format(out, "<th>%s</th>",
		    evi_form_case_columns[i].title);
	evi_buf_add_text(out, "</tr></thead>\n<tbody>\n");
}

void
evi_form_html_exhibit(struct evi_buf *out, const struct evi_form_row *row)
{
	size_t i;

	evi_buf_add_text(out, "<tr class=\"exhibit\">");
	for (i = 0; i < EVI_FORM_CASE_COLUMNS; i++) {
		evi_buf_add_text(out, i == 0 ? "<td class=\"event\">" :
		    "<td>");
		lines(out, &row->cells[evi_form_case_columns[i].cell]);
		evi_buf_add_text(out, "</td>");
	}
	evi_buf_add_text(out, "</tr>\n");
}

void
evi_form_html_case_end(struct evi_buf *out)
{
	evi_buf_add_text(out, "</tbody>\n</table>\n");
}

void
evi_form_html_row(struct evi_buf *out, const struct evi_form_row *row,
    size_t number)
{
	size_t i;

	evi_buf_add_format(out, "<tbody>\n<tr><td>%zu</td>", number);
	for (i = 0; i < EVI_FORM_WHAT; i++) {
		evi_buf_add_text(out, i == EVI_FORM_EVENT ?
		    "<td class=\"event\">" : "<td>");
		lines(out, &row->cells[i]);
		evi_buf_add_text(out, "</td>");
	}
	evi_buf_add_text(out, "</tr>\n<tr class=\"more\">");
	for (i = 0; i < N_BELOW; i++) {
		evi_buf_add_format(out, "<td colspan=\"%u\"><div "
		    "class=\"title\">%s</div>", below[i].span,
		    evi_form_titles[below[i].cell]);
		lines(out, &row->cells[below[i].cell]);
		evi_buf_add_text(out, "</td>");
	}
	evi_buf_add_text(out, "</tr>\n</tbody>\n");
}

void
evi_form_html_close(struct evi_buf *out)
{
	evi_buf_add_text(out, "</table>\n</body></html>\n");
}
