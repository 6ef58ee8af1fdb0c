/*
 * The form as plain text: of a row, each cell that says something, a line for
 * each thing that is said.
 */
#include "bundle/view/form.h"

#define TITLE_WIDTH 21

void
evi_form_text_line(struct evi_buf *out, const char *title, const char *text)
{
	evi_buf_add_format(out, "%-*s  ", TITLE_WIDTH, title);
	evi_buf_add_text(out, text);
	evi_buf_add_byte(out, '\n');
}

static void
cell(struct evi_buf *out, const struct evi_buf *lines, const char *title)
{
	const char *label, *value;
	size_t place = 0;

	while (evi_form_line(lines, &place, &label, &value)) {
		evi_buf_add_format(out, "     %-*s%s", TITLE_WIDTH, title,
		    label);
		evi_buf_add_text(out, value);
		evi_buf_add_byte(out, '\n');
		title = "";
	}
}

void
evi_form_text_exhibit(struct evi_buf *out, const struct evi_form_row *row)
{
	size_t i;

	evi_buf_add_byte(out, '\n');
	for (i = 0; i < EVI_FORM_CASE_COLUMNS; i++)
		cell(out, &row->cells[evi_form_case_columns[i].cell],
		    evi_form_case_columns[i].title);
}

/* the first line of the event is its type */
void
evi_form_text_row(struct evi_buf *out, const struct evi_form_row *row,
    size_t number)
{
	const char *label, *value;
	size_t place = 0, i;

	evi_buf_add_format(out, "\n%3zu  ", number);
	if (evi_form_line(&row->cells[EVI_FORM_EVENT], &place, &label,
	    &value))
		evi_buf_add_text(out, value);
	evi_buf_add_byte(out, '\n');
	while (evi_form_line(&row->cells[EVI_FORM_EVENT], &place, &label,
	    &value)) {
		evi_buf_add_format(out, "     %s", label);
		evi_buf_add_text(out, value);
		evi_buf_add_byte(out, '\n');
	}
	for (i = EVI_FORM_EVENT + 1; i < EVI_FORM_CELLS; i++)
		cell(out, &row->cells[i], evi_form_titles[i]);
}
