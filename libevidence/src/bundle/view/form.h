/*
 * The parts of the chain-of-custody form: what stands in a row, and how it is
 * laid out.
 */
#ifndef EVI_BUNDLE_VIEW_FORM_H
#define EVI_BUNDLE_VIEW_FORM_H

#include "bundle/view/view.h"

#define EVI_FORM_EACH 64		/* lines of one kind in a row */

enum evi_form_cell { EVI_FORM_EVENT, EVI_FORM_WHEN, EVI_FORM_ITEM,
    EVI_FORM_RELEASED, EVI_FORM_RECEIVED, EVI_FORM_RECORDED, EVI_FORM_PURPOSE,
    EVI_FORM_PLACE, EVI_FORM_SEALS, EVI_FORM_WHAT, EVI_FORM_CHAIN,
    EVI_FORM_SIGNED, EVI_FORM_CELLS };

/* form.c: "Date and time" and so on */
extern const char *const evi_form_titles[EVI_FORM_CELLS];

/* a line of the head, of a text that is escaped, which is used up */
void evi_form_head(struct evi_view *v, bool html, const char *title,
    struct evi_buf *text);

/*
 * A cell holds lines: a label, which is ours, and a value; each ends with a
 * NUL, and both are escaped as they are put in.  No value can make a line or a
 * label, and what is stated, between quotes, none of our words either.
 */
struct evi_form_row {
	struct evi_buf cells[EVI_FORM_CELLS];
	size_t stated;			/* bytes of what the event states, and
					 * of what was found of it past the
					 * first of each code */
	uint64_t left_out, left_bytes;	/* of what had no room, or was one too
					 * many of its kind */
};

/* what signers state of themselves, each text with its NUL; a place in it is
 * one more, and 0 where there is none */
struct evi_form_names {
	struct evi_buf text;
	uint32_t *of_event;
	uint32_t *last_of_key;
};

/* what is known of the whole log before a row is filled */
struct evi_form {
	const struct evid_custody *c;
	uint32_t *first_of_key;		/* its first event, or NONE */
	uint32_t *corrected_by;		/* the first that may be said, or
					 * NONE */
	uint32_t *next_correction;	/* of the same event, likewise */
	uint32_t *found;		/* the first finding of an event, or
					 * NONE */
	uint32_t *found_of_key;		/* that of a key, likewise */
	uint32_t *next_found;		/* of the same */
	struct evi_form_names *names;	/* which grow as rows are filled */
	struct evi_json *sealed_case;	/* as it may be shown, or NULL */
};

/* form_found.c: which events have findings; what was found is said in the row
 * of its event, and of those of its key */
enum evid_status evi_form_survey_found(struct evi_form *f,
    struct evid_error *err);
void evi_form_found(const struct evi_form *f, uint32_t event,
    struct evi_form_row *row);

/* form_row.c */
void evi_form_row_free(struct evi_form_row *row);
/* a value of ours, of a vocabulary that is known, or that trust vouches for */
void evi_form_add(struct evi_form_row *row, enum evi_form_cell cell,
    const char *label, const char *value);
/* one that the event, or another than trust, states: between quotes */
void evi_form_stated(struct evi_form_row *row, enum evi_form_cell cell,
    const char *label, const char *value);
/* one that is escaped, and quoted where it is to be; it is used up */
void evi_form_put(struct evi_form_row *row, enum evi_form_cell cell,
    const char *label, struct evi_buf *value);
/* the same, of what the event states: while the row has room for it */
void evi_form_put_stated(struct evi_form_row *row, enum evi_form_cell cell,
    const char *label, struct evi_buf *value);
/* has the row room for so many bytes more of that? */
bool evi_form_room(const struct evi_form_row *row, size_t len);
/* leave it out, and count it; it is used up */
void evi_form_leave(struct evi_form_row *row, struct evi_buf *value);
void evi_form_add_format(struct evi_form_row *row, enum evi_form_cell cell,
    const char *label, const char *format, ...) EVID_PRINTF(4, 5);
/* the next line of a cell; *place begins as 0; false after the last */
bool evi_form_line(const struct evi_buf *cell, size_t *place,
    const char **label_out, const char **value_out);
enum evid_status evi_form_fill(const struct evi_form *f, uint32_t event,
    struct evi_form_row *row, struct evid_error *err);

/* whether it counts, and which rows correct it and with what effect, as lines
 * of its first cell */
enum evid_status evi_form_marks(const struct evi_form *f, uint32_t event,
    struct evi_form_row *row, struct evid_error *err);

/* form_exhibits.c: what was collected, in the head */
enum evid_status evi_form_exhibits(struct evi_view *v,
    const struct evi_form *f, bool html, struct evid_error *err);

/* form_case.c: the sealed case, as far as it may be shown, in the head */
enum evid_status evi_form_case_read(struct evi_form *f,
    struct evid_error *err);
void evi_form_case_head(struct evi_view *v, const struct evi_form *f,
    bool html);
enum evid_status evi_form_case_exhibits(struct evi_view *v,
    const struct evi_form *f, bool html, struct evid_error *err);

/* where what is said of an exhibit of the case stands */
#define EVI_FORM_CASE_COLUMNS 7
struct evi_form_column {
	enum evi_form_cell cell;
	const char *title;
};
extern const struct evi_form_column
    evi_form_case_columns[EVI_FORM_CASE_COLUMNS];

/* form_people.c: who released, who received, who says so */
enum evid_status evi_form_people(const struct evi_form *f, uint32_t event,
    const struct evi_event *full, struct evi_form_row *row,
    struct evid_error *err);

/* form_type.c: what an event of its type says beside what any may say */
void evi_form_type(const struct evi_form *f, uint32_t event,
    const struct evi_event *full, struct evi_form_row *row);
/* the place of an event of the log: "row 3"; of one that is not there its
 * digest */
void evi_form_event(struct evi_form_row *row, const struct evid_custody *c,
    enum evi_form_cell cell, const char *label,
    const uint8_t digest[EVI_SHA256_LEN]);

/* form_details.c: all else that stands in the details */
void evi_form_details(const struct evi_event *full, struct evi_form_row *row);

/* form_words.c: what is stated, between quotes, and cut where it is longer than
 * anybody reads; @where: in what, as "event" */
void evi_form_words(struct evi_buf *out, const char *text, const char *where);
/* one text of several languages, {lang, text, status} and nothing else; false
 * where it is none */
bool evi_form_text(struct evi_buf *out, const struct evi_json *value,
    const char *where);
/* a person, of the members that it has of one */
void evi_form_person(struct evi_buf *out, const struct evi_json *p,
    const char *where);
/* is it such a member? */
bool evi_form_is_part(const char *key, const struct evi_json *value);

/* how it looks: form_text.c, form_html.c */
void evi_form_text_line(struct evi_buf *out, const char *title,
    const char *text);
void evi_form_text_row(struct evi_buf *out, const struct evi_form_row *row,
    size_t number);
void evi_form_text_exhibit(struct evi_buf *out,
    const struct evi_form_row *row);
void evi_form_html_open(struct evi_buf *out);
void evi_form_html_line(struct evi_buf *out, const char *title,
    const char *text);
void evi_form_html_case(struct evi_buf *out);
void evi_form_html_exhibit(struct evi_buf *out,
    const struct evi_form_row *row);
void evi_form_html_case_end(struct evi_buf *out);
void evi_form_html_table(struct evi_buf *out);
void evi_form_html_row(struct evi_buf *out, const struct evi_form_row *row,
    size_t number);
void evi_form_html_close(struct evi_buf *out);

#endif
