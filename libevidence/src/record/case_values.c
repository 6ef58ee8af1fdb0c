/*
 * Every field of a case by the table: what is expected and absent, left
 * empty, outside its vocabulary, or no time, State, language or digest.
 */
#include "record/case_parts.h"
#include "record/field.h"
#include "record/statement.h"

#include "base/text.h"

#include <string.h>

struct walk {
	struct evi_case_findings *out;
	struct evi_buf path;
	bool times;			/* those that are none, alone */
};

static void values_object(struct walk *w, const struct evi_json *object,
    const struct evi_case_shape *shape);

static void
add(struct walk *w, enum evi_case_rule rule, const char *format,
    const char *text)
{
	char shown[EVI_CASE_SHOWN_CAP];

	if (!w->times || rule == EVI_RULE_TIME)
		evi_case_add(w->out, rule, evi_buf_text(&w->path), format,
		    evi_case_shown(text, shown));
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The outline of RFC 5646: 2 to 8 letters, then parts of 1 to 8. */
static bool
is_language(const char *text)
{
	size_t part = 0, first = 0;

	while (is_letter(text[first]))
		first++;
	if (first < 2 || first > 8)
		return strncmp(text, "x-", 2) == 0 && text[2] != '\0';
	for (const char *p = text + first; *p != '\0'; p++) {
		if (*p == '-') {
			if (p != text + first && part == 0)
				return false;
			part = 0;
		} else if ((!is_letter(*p) && (*p < '0' || *p > '9')) ||
		    ++part > 8) {
			return false;
		}
	}
	return text[first] == '\0' || part > 0;
}

static void
one_time(struct walk *w, const char *text, bool date)
{
	struct evi_instant t;

	if (evi_case_time(text, date || w->times, &t, NULL))
		return;
	add(w, EVI_RULE_TIME, evi_case_time(text, true, &t, NULL) ?
	    "\"%s\" is a day: here an hour and its offset are needed" :
	    "\"%s\" is no time with its offset from UTC", text);
}

/* Not filled in: told by the check.  Before sealing, only what is meant as a
 * time and is none. */
static bool
is_empty(const struct walk *w, const char *text)
{
	return text[0] == '\0' || (!w->times && evi_text_blank(text));
}

/* A text of the forms that say more than a text. */
static void
one_string(struct walk *w, const char *text, const struct evi_case_key *key)
{
	uint8_t digest[32];

	if (is_empty(w, text)) {
		add(w, (key->flags & (EVI_CASE_REQUIRED |
		    EVI_CASE_EXPECTED)) != 0 ? EVI_RULE_EMPTY_NEEDED :
		    EVI_RULE_EMPTY, "it is not filled in%s", "");
		return;
	}
	switch (key->form) {
	case EVI_CASE_TIME:
	case EVI_CASE_DATE:
		one_time(w, text, key->form == EVI_CASE_DATE);
		break;
	case EVI_CASE_STATE:
		if (!evi_state_good(text))
			add(w, EVI_RULE_STATE, "\"%s\" is no State's code",
			    text);
		break;
	case EVI_CASE_LANG:
		if (!is_language(text))
			add(w, EVI_RULE_LANGUAGE,
			    "\"%s\" is no language's tag", text);
		break;
	case EVI_CASE_DIGEST:
		if (!evi_unhex(text, strlen(text), digest, sizeof(digest)))
			add(w, EVI_RULE_DIGEST, "\"%s\" is no SHA-256 of 64 "
			    "hex digits in lower case", text);
		break;
	case EVI_CASE_UUID:
		if (!evi_uuid_good(text))
			add(w, EVI_RULE_EXHIBIT_UID,
			    "\"%s\" is no UUID of version 4", text);
		break;
	case EVI_CASE_CHOICE:
		if (!evi_case_among(text, key->values) &&
		    (strncmp(text, "x-", 2) != 0 || text[2] == '\0'))
			add(w, EVI_RULE_VALUE_UNKNOWN,
			    "\"%s\" is no value known here", text);
		break;
	default:
		break;
	}
}

static void
push_index(struct walk *w, size_t i)
{
	evi_buf_add_format(&w->path, "[%zu]", i);
}

static void
pop(struct walk *w, size_t len)
{
	if (w->path.failed) {
		w->out->memory = true;
		return;
	}
	w->path.len = len;
	w->path.data[len] = '\0';
}

static void
until(struct walk *w, const struct evi_json *value)
{
	const char *text;

	if (evi_json_string(value, &text)) {
		if (is_empty(w, text))
			add(w, EVI_RULE_EMPTY, "it is not filled in%s", "");
		else
			one_time(w, text, true);
	}
}

static void
values_one(struct walk *w, const struct evi_json *value,
    const struct evi_case_key *key)
{
	size_t len = w->path.len;
	const char *text;

	if (evi_json_string(value, &text) && key->form >= EVI_CASE_TEXT &&
	    key->form <= EVI_CASE_CHOICE)
		one_string(w, text, key);
	else if (key->form == EVI_CASE_UNTIL)
		until(w, value);
	else if (key->form == EVI_CASE_OBJECT)
		values_object(w, value, key->shape);
	for (size_t i = 0; key->form == EVI_CASE_TEXTS &&
	    i < evi_json_count(value); i++) {
		push_index(w, i);
		values_object(w, evi_json_at(value, i),
		    &evi_case_texts_shape);
		pop(w, len);
	}
}

static void
values_key(struct walk *w, const struct evi_json *value,
    const struct evi_case_key *key)
{
	size_t len = w->path.len;

	if ((key->flags & EVI_CASE_LIST) == 0) {
		values_one(w, value, key);
		return;
	}
	for (size_t i = 0; i < evi_json_count(value); i++) {
		push_index(w, i);
		values_one(w, evi_json_at(value, i), key);
		pop(w, len);
	}
}

static void
values_object(struct walk *w, const struct evi_json *object,
    const struct evi_case_shape *shape)
{
	size_t len = w->path.len;
	struct evi_json *value;
	const char *name;
	void *place = NULL;

	while (!w->path.failed &&
	    evi_json_next(object, &place, &name, &value)) {
		const struct evi_case_key *key = evi_case_key(shape, name,
		    strlen(name));

		evi_buf_add_format(&w->path, "%s%s", len > 0 ? "." : "",
		    name);
		if (key != NULL)
			values_key(w, value, key);
		else if (strncmp(name, "x-", 2) != 0)
			add(w, EVI_RULE_KEY_UNKNOWN,
			    "the field \"%s\" is not known here", name);
		pop(w, len);
	}
	for (size_t i = 0; i < shape->n && !w->path.failed; i++) {
		if ((shape->keys[i].flags & EVI_CASE_EXPECTED) == 0 ||
		    evi_json_get(object, shape->keys[i].name) != NULL)
			continue;
		evi_buf_add_format(&w->path, "%s%s", len > 0 ? "." : "",
		    shape->keys[i].name);
		add(w, EVI_RULE_MISSING, "nothing is stated%s", "");
		pop(w, len);
	}
}

static void
walk_all(const struct evi_json *json, bool times,
    struct evi_case_findings *out)
{
	struct walk w = { out, EVI_BUF_INIT, times };

	values_object(&w, json, &evi_case_root);
	if (w.path.failed)
		out->memory = true;
	evi_buf_free(&w.path);
}

void
evi_case_check_values(struct evi_case_checking *c)
{
	walk_all(c->json, false, c->out);
}

void
evi_case_check_times(const struct evi_json *json,
    struct evi_case_findings *out)
{
	walk_all(json, true, out);
}
