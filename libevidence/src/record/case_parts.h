/*
 * What the parts of a case's check share.
 */
#ifndef EVI_RECORD_CASE_PARTS_H
#define EVI_RECORD_CASE_PARTS_H

#include "record/case_check.h"
#include "record/case_fields.h"
#include "record/statement.h"

struct evi_case_checking {
	const struct evi_json *json;	/* the case */
	struct evi_case_findings *out;
	struct evi_instant now;
	struct evi_json *const *lengths;
	size_t n_lengths;
	const char *kind;		/* "" where none is stated */
	struct evi_json *items, *exhibits, *states;	/* sets, as keys */
};

/* "items[%zu].outcome" and a message; text from the case goes through
 * evi_case_shown */
void evi_case_add(struct evi_case_findings *out, enum evi_case_rule rule,
    const char *path, const char *format, ...) EVID_PRINTF(4, 5);

/* @text of the case, escaped and cut, in a buffer of the caller's */
#define EVI_CASE_SHOWN_CAP 128
const char *evi_case_shown(const char *text, char out[EVI_CASE_SHOWN_CAP]);
/* the same, between quotes */
#define EVI_CASE_STATED_CAP (2 * EVI_CASE_SHOWN_CAP + 3)
const char *evi_case_stated(const char *text, char out[EVI_CASE_STATED_CAP]);

/* a text that is there and not empty; NULL otherwise */
const char *evi_case_text(const struct evi_json *object, const char *key);
/* Text[]: some text in it is not empty */
bool evi_case_has_texts(const struct evi_json *object, const char *key);
/* the array at @key; n of it, 0 where it is none */
const struct evi_json *evi_case_list(const struct evi_json *object,
    const char *key, size_t *n_out);
bool evi_case_is(const struct evi_json *object, const char *key,
    const char *value);
/* the list at @key holds the string @value */
bool evi_case_holds(const struct evi_json *object, const char *key,
    const char *value);
bool evi_case_flag(const struct evi_json *object, const char *key);
/* is it one of the types of conditions that are known? */
bool evi_case_condition_type(const char *type);
/* is @text one of the NULL-ended @list? */
bool evi_case_among(const char *text, const char *const *list);

/* what an answer is, and what a request is, by kind */
bool evi_case_is_request(const char *kind);
bool evi_case_is_answer(const char *kind);

/* the texts at @key of the objects of @list, as keys of a new object */
struct evi_json *evi_case_set_of(const struct evi_json *json,
    const char *list, const char *key);

/* the form alone of an object of a shape */
void evi_case_check_form_of(const struct evi_json *object,
    const struct evi_case_shape *shape, struct evi_case_findings *out);
/* is it a name that others can understand: urn:WHO:WHAT? */
bool evi_case_is_urn(const char *text);

/* values and vocabulary of every field: case_values.c */
void evi_case_check_values(struct evi_case_checking *c);
/* parties, legal basis, offences, orders: case_request.c */
void evi_case_check_request(struct evi_case_checking *c);
/* items and their identifiers, exhibits, ids: case_items.c */
void evi_case_check_items(struct evi_case_checking *c);
/* what answers what; preservation: case_answer.c */
void evi_case_check_answer(struct evi_case_checking *c);
void evi_case_check_preservation(struct evi_case_checking *c);
/* the @i-th condition by itself, but for what the values tell:
 * case_condition.c */
void evi_case_check_one(struct evi_case_checking *c,
    const struct evi_json *condition, size_t i);
/* conditions, confidentiality, personal data, flags: case_limits.c */
void evi_case_check_limits(struct evi_case_checking *c);

#endif
