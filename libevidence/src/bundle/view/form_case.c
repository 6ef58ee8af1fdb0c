/*
 * What the sealed case says that a form asks for: the numbers of the case, and
 * of each exhibit what it is, its numbers, who seized it, and its bag.  It is
 * the word of whoever sealed the bundle.
 */
#include "bundle/view/form.h"

#include "base/text.h"
#include "record/case_parts.h"
#include "record/field.h"

#include <stdlib.h>
#include <string.h>

#define BY_SEALER "as stated by who sealed it"

const struct evi_form_column evi_form_case_columns[EVI_FORM_CASE_COLUMNS] = {
	{ EVI_FORM_EVENT, "Exhibit" },
	{ EVI_FORM_ITEM, "What it is" },
	{ EVI_FORM_SIGNED, "Its numbers" },
	{ EVI_FORM_WHEN, "Seized" },
	{ EVI_FORM_RELEASED, "Seized by" },
	{ EVI_FORM_SEALS, "Seal and bag numbers" },
	{ EVI_FORM_WHAT, "Sealed as" },
};

static const struct {
	const char *object, *key;	/* of the exhibit; object "": its own */
	enum evi_form_cell cell;
	const char *label;
} table[] = {
	{ "", "id", EVI_FORM_EVENT, "" },
	{ "", "parent", EVI_FORM_EVENT, "part of " },
	{ "", "uid", EVI_FORM_EVENT, "uid " },
	{ "", "description", EVI_FORM_ITEM, "description: " },
	{ "", "quantity", EVI_FORM_ITEM, "quantity: " },
	{ "", "kind", EVI_FORM_ITEM, "kind: " },
	{ "", "maker", EVI_FORM_ITEM, "maker: " },
	{ "", "model", EVI_FORM_ITEM, "model: " },
	{ "", "capacity", EVI_FORM_ITEM, "capacity: " },
	{ "", "serial", EVI_FORM_SIGNED, "serial number: " },
	{ "", "imei", EVI_FORM_SIGNED, "IMEI " },
	{ "seizure", "record", EVI_FORM_WHEN, "record " },
	{ "seizure", "at", EVI_FORM_WHEN, "at " },
	{ "seizure", "place", EVI_FORM_WHEN, "place: " },
	{ "seizure", "authority", EVI_FORM_WHEN, "authority: " },
	{ "seizure", "by", EVI_FORM_RELEASED, "" },
	{ "seizure", "witnesses", EVI_FORM_RELEASED, "witness: " },
	{ "bag", "sealNumber", EVI_FORM_SEALS, "bag " },
	{ "bag", "condition", EVI_FORM_SEALS, "its condition: " },
	{ "", "paths", EVI_FORM_WHAT, "" },
};

#define N_TABLE (sizeof(table) / sizeof(table[0]))

/* a day, a time or a text as it is stated; of anything else its JSON */
static void
add_value(struct evi_buf *out, const struct evi_json *value)
{
	struct evi_buf json = EVI_BUF_INIT;	/* owned here */
	struct evi_instant end;
	const char *text;

	if (evi_json_string(value, &text)) {
		if (evi_case_time(text, true, &end, NULL))
			evi_buf_add_text(out, text);
		else
			evi_form_words(out, text, "case");
		return;
	}
	if (evi_json_type(value) == EVI_JSON_OBJECT) {
		if (evi_form_text(out, value, "case"))
			return;
		evi_form_person(out, value, "case");
		if (out->len > 0)
			return;
	}
	evi_json_write(&json, value);
	evi_form_words(out, evi_buf_text(&json), "case");
	out->failed |= json.failed;
	evi_buf_free(&json);
}

/* one entry of the table, or, of a list, each */
static void
add_values(struct evi_form_row *row, size_t i, const struct evi_json *value)
{
	bool list = evi_json_type(value) == EVI_JSON_ARRAY;
	size_t n = list ? evi_json_count(value) : 1, k;

	for (k = 0; k < n; k++) {
		struct evi_buf text = EVI_BUF_INIT;	/* used up below */

		add_value(&text, list ? evi_json_at(value, k) : value);
		if (k < EVI_FORM_EACH)
			evi_form_put_stated(row, table[i].cell,
			    table[i].label, &text);
		else
			evi_form_leave(row, &text);
	}
}

static void
fill(struct evi_form_row *row, const struct evi_json *exhibit)
{
	size_t i;

	for (i = 0; i < N_TABLE; i++) {
		const struct evi_json *at = *table[i].object == '\0' ?
		    exhibit : evi_json_get(exhibit, table[i].object);
		const struct evi_json *value = evi_json_get(at, table[i].key);

		if (value != NULL)
			add_values(row, i, value);
	}
	if (row->left_out > 0)
		evi_form_add_format(row, EVI_FORM_WHAT, "", "and %llu more, "
		    "of %llu bytes, not shown here: evid-inspect --json has "
		    "them", (unsigned long long)row->left_out,
		    (unsigned long long)row->left_bytes);
}

/* a number, or each of a list */
static void
add_number(struct evi_buf *line, const char *before,
    const struct evi_json *value)
{
	bool list = evi_json_type(value) == EVI_JSON_ARRAY;
	size_t n = value == NULL ? 0 : list ? evi_json_count(value) : 1, i;

	for (i = 0; i < n && i < EVI_FORM_EACH; i++) {
		evi_buf_add_format(line, "%s%s", line->len > 0 ? "; " : "",
		    before);
		add_value(line, list ? evi_json_at(value, i) : value);
	}
}

static void
head_reference(struct evi_view *v, const struct evi_json *json, bool html)
{
	const struct evi_json *r = evi_json_get(json, "reference");
	struct evi_buf line = EVI_BUF_INIT;	/* used up by evi_form_head */

	add_number(&line, "", evi_json_get(r, "own"));
	add_number(&line, "of the counterpart ",
	    evi_json_get(r, "counterpart"));
	add_number(&line, "of the prosecution ",
	    evi_json_get(r, "prosecution"));
	add_number(&line, "of the court ", evi_json_get(r, "court"));
	add_number(&line, "of the police ", evi_json_get(r, "police"));
	evi_buf_add_text(&line, line.len > 0 ? "; " BY_SEALER :
	    "the sealed case states none");
	evi_form_head(v, html, "Case number", &line);
}

static void
head_without(struct evi_view *v, bool html, const char *why)
{
	struct evi_buf line = EVI_BUF_INIT;	/* used up by evi_form_head */

	evi_buf_add_text(&line, why);
	evi_form_head(v, html, "Case", &line);
}

enum evid_status
evi_form_case_read(struct evi_form *f, struct evid_error *err)
{
	const struct evi_buf *text = &f->c->case_text;

	if (text->len == 0 || evi_json_parse(text->data, text->len,
	    "case.json", &f->sealed_case, NULL) != EVID_OK) {
		f->sealed_case = NULL;
		return EVID_OK;
	}
	return evi_custody_mask(f->c, f->sealed_case, err);
}

void
evi_form_case_head(struct evi_view *v, const struct evi_form *f, bool html)
{
	if (!f->c->has_seal)
		return;
	if (f->sealed_case != NULL)
		head_reference(v, f->sealed_case, html);
	else
		head_without(v, html, f->c->has_case ==
		    EVI_CUSTODY_CASE_NONE ? "none is in the bundle" :
		    f->c->has_case == EVI_CUSTODY_CASE_OTHER ? "it is not "
		    "what was sealed, and is not shown" : "it cannot be read");
}

static void
head_exhibits(struct evi_view *v, size_t n, bool html)
{
	struct evi_buf line = EVI_BUF_INIT;	/* used up by evi_form_head */

	if (n == 0)
		evi_buf_add_text(&line, "the sealed case names none");
	else
		evi_buf_add_format(&line, "%zu of the sealed case, "
		    BY_SEALER ":", n);
	evi_form_head(v, html, "Exhibits", &line);
}

enum evid_status
evi_form_case_exhibits(struct evi_view *v, const struct evi_form *f,
    bool html, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	const struct evi_json *list;
	size_t n, i;

	if (f->sealed_case == NULL)
		return EVID_OK;
	list = evi_case_list(f->sealed_case, "exhibits", &n);
	head_exhibits(v, n, html);
	if (html && n > 0)
		evi_form_html_case(&v->text);
	for (i = 0; i < n && status == EVID_OK; i++) {
		struct evi_form_row row;		/* owned here */

		memset(&row, 0, sizeof(row));
		fill(&row, evi_json_at(list, i));
		if (html)
			evi_form_html_exhibit(&v->text, &row);
		else
			evi_form_text_exhibit(&v->text, &row);
		evi_form_row_free(&row);
		status = evi_view_flush_some(v, err);
	}
	if (html && n > 0)
		evi_form_html_case_end(&v->text);
	return status;
}
