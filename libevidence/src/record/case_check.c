/*
 * The check of a case: its findings as a list, its form against the table of
 * fields, and the order in which the other parts look at it.
 */
#include "record/case_parts.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define URN "urn:libevidence:case:1"

const struct evi_case_rule_kind evi_case_rules[EVI_RULE_COUNT] = {
#define R(id, code, effect, hint) { code, effect, hint },
	EVI_CASE_RULES(R)
#undef R
};

void
evi_case_findings_free(struct evi_case_findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		free(findings->items[i].path);
		free(findings->items[i].message);
	}
	free(findings->items);
	memset(findings, 0, sizeof(*findings));
}

static void
keep(struct evi_case_findings *out, enum evi_case_rule rule,
    const char *path, const char *message)
{
	struct evi_case_finding *f;
	struct evi_buf shown = EVI_BUF_INIT;

	if (evi_grow(&out->items, out->n, &out->cap, sizeof(*out->items)) !=
	    0) {
		out->memory = true;
		return;
	}
	f = &out->items[out->n];
	evi_text_escape(&shown, path, strlen(path));
	f->rule = rule;
	f->path = NULL;
	f->message = evi_strdup(message);
	if (evi_buf_take(&shown, &f->path, NULL) != EVID_OK ||
	    f->message == NULL)
		out->memory = true;
	out->n++;
}

void
evi_case_add(struct evi_case_findings *out, enum evi_case_rule rule,
    const char *path, const char *format, ...)
{
	int effect = evi_case_rules[rule].effect;
	char message[1024];
	va_list arguments;

	if (effect == 2 || (effect == 3 && out->worst == 0))
		out->worst = effect;
	if (out->n >= EVI_CASE_FINDINGS_MAX && rule != EVI_RULE_MORE) {
		out->left_out++;
		return;
	}
	va_start(arguments, format);
	(void)vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	keep(out, rule, path, message);
}

const char *
evi_case_shown(const char *text, char out[EVI_CASE_SHOWN_CAP])
{
	struct evi_buf shown = EVI_BUF_INIT;
	size_t len;

	evi_text_escape(&shown, text, strlen(text));
	len = shown.len;
	if (len > EVI_CASE_SHOWN_CAP - 4)
		len = evi_utf8_cut(shown.data, EVI_CASE_SHOWN_CAP - 4);
	(void)snprintf(out, EVI_CASE_SHOWN_CAP, "%.*s%s", (int)len,
	    evi_buf_text(&shown), len < shown.len ? "..." : "");
	evi_buf_free(&shown);
	return out;
}

const char *
evi_case_stated(const char *text, char out[EVI_CASE_STATED_CAP])
{
	char shown[EVI_CASE_SHOWN_CAP];
	struct evi_buf stated = EVI_BUF_INIT;	/* owned here */

	evi_text_quote(&stated, evi_case_shown(text, shown));
	(void)snprintf(out, EVI_CASE_STATED_CAP, "%s", evi_buf_text(&stated));
	evi_buf_free(&stated);
	return out;
}

/* ---- form ---- */

static bool
is_string(enum evi_case_form form)
{
	return form >= EVI_CASE_TEXT && form <= EVI_CASE_CHOICE;
}

static bool
is_count(const struct evi_json *value)
{
	uint64_t number;

	return evi_json_u64(value, &number);
}

/* What would stand there, or NULL where @value is of @form. */
static const char *
wanted(const struct evi_json *value, enum evi_case_form form)
{
	enum evi_json_type type = evi_json_type(value);

	if (is_string(form))
		return type == EVI_JSON_STRING ? NULL : "a text";
	switch (form) {
	case EVI_CASE_TEXTS:
		return type == EVI_JSON_ARRAY ? NULL :
		    "a list of texts, each {\"lang\", \"text\"}";
	case EVI_CASE_COUNT:
		return is_count(value) ? NULL :
		    "a whole number that is not negative";
	case EVI_CASE_INTEGER:
		return type == EVI_JSON_INTEGER ? NULL : "a whole number";
	case EVI_CASE_FLAG:
		return type == EVI_JSON_BOOL ? NULL : "true or false";
	case EVI_CASE_COUNT_OR_FLAG:
		return type == EVI_JSON_BOOL || is_count(value) ? NULL :
		    "a whole number, or true or false";
	case EVI_CASE_UNTIL:
		return type == EVI_JSON_STRING || type == EVI_JSON_OBJECT ?
		    NULL : "a time, or {\"event\": text}";
	case EVI_CASE_WHO:
		return type == EVI_JSON_STRING || type == EVI_JSON_OBJECT ||
		    type == EVI_JSON_ARRAY ? NULL :
		    "a text, an object or a list";
	case EVI_CASE_OBJECT:
		return type == EVI_JSON_OBJECT ? NULL : "an object";
	default:
		return NULL;
	}
}

static void form_object(const struct evi_json *object,
    const struct evi_case_shape *shape, struct evi_buf *path,
    struct evi_case_findings *out);

static void
form_value(const struct evi_json *value, const struct evi_case_key *key,
    struct evi_buf *path, struct evi_case_findings *out)
{
	const char *want = wanted(value, key->form);
	size_t len = path->len;

	if (want != NULL) {
		evi_case_add(out, EVI_RULE_FORM, evi_buf_text(path),
		    "here stands no %s", strncmp(want, "a ", 2) == 0 ?
		    want + 2 : strncmp(want, "an ", 3) == 0 ? want + 3 :
		    want);
		return;
	}
	if (key->form == EVI_CASE_OBJECT)
		form_object(value, key->shape, path, out);
	for (size_t i = 0; key->form == EVI_CASE_TEXTS &&
	    i < evi_json_count(value); i++) {
		static const struct evi_case_key one = { "", EVI_CASE_OBJECT,
			0, &evi_case_texts_shape, NULL };

		evi_buf_add_format(path, "[%zu]", i);
		form_value(evi_json_at(value, i), &one, path, out);
		path->len = len;
		path->data[len] = '\0';
	}
}

static void
form_key(const struct evi_json *value, const struct evi_case_key *key,
    struct evi_buf *path, struct evi_case_findings *out)
{
	size_t len = path->len;

	if ((key->flags & EVI_CASE_LIST) == 0) {
		form_value(value, key, path, out);
		return;
	}
	if (evi_json_type(value) != EVI_JSON_ARRAY) {
		evi_case_add(out, EVI_RULE_FORM, evi_buf_text(path),
		    "here stands no list");
		return;
	}
	for (size_t i = 0; i < evi_json_count(value); i++) {
		evi_buf_add_format(path, "[%zu]", i);
		form_value(evi_json_at(value, i), key, path, out);
		if (path->failed)
			return;
		path->len = len;
		path->data[len] = '\0';
	}
}

static void
form_object(const struct evi_json *object,
    const struct evi_case_shape *shape, struct evi_buf *path,
    struct evi_case_findings *out)
{
	size_t len = path->len;

	for (size_t i = 0; i < shape->n; i++) {
		const struct evi_case_key *key = &shape->keys[i];
		struct evi_json *value = evi_json_get(object, key->name);

		evi_buf_add_format(path, "%s%s", len > 0 ? "." : "",
		    key->name);
		if (path->failed) {
			out->memory = true;
			return;
		}
		if (value != NULL)
			form_key(value, key, path, out);
		else if ((key->flags & EVI_CASE_REQUIRED) != 0)
			evi_case_add(out, EVI_RULE_FORM, evi_buf_text(path),
			    "it is missing");
		if (path->failed)
			return;
		path->len = len;
		path->data[len] = '\0';
	}
}

enum evid_status
evi_case_version(const struct evi_json *json, const char *name,
    struct evid_error *err)
{
	return evi_case_version_of(json, URN, "a case", name, err);
}

enum evid_status
evi_case_version_of(const struct evi_json *json, const char *urn,
    const char *what, const char *name, struct evid_error *err)
{
	size_t len = strlen(urn) - 1;		/* without the number */
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */
	const char *schema;

	if (evi_json_type(json) != EVI_JSON_OBJECT ||
	    !evi_json_get_string(json, "schema", &schema) ||
	    strncmp(schema, urn, len) != 0 || schema[len] == '\0' ||
	    strcmp(schema, urn) == 0)
		return EVID_OK;
	evi_text_escape(&shown, name, strlen(name));
	evi_fail(err, EVID_ERR_TOO_NEW, "%s: %s of a version that is not "
	    "known here", evi_buf_text(&shown), what);
	evi_hint(err, "use a newer version");
	evi_buf_free(&shown);
	return EVID_ERR_TOO_NEW;
}

void
evi_case_check_form_of(const struct evi_json *object,
    const struct evi_case_shape *shape, struct evi_case_findings *out)
{
	struct evi_buf path = EVI_BUF_INIT;	/* owned here */

	form_object(object, shape, &path, out);
	if (path.failed)
		out->memory = true;
	evi_buf_free(&path);
}

void
evi_case_check_form(const struct evi_json *json,
    struct evi_case_findings *out)
{
	const char *schema;

	if (evi_json_type(json) != EVI_JSON_OBJECT) {
		evi_case_add(out, EVI_RULE_FORM, "", "a case is an object");
		return;
	}
	if (evi_json_get_string(json, "schema", &schema) &&
	    strcmp(schema, URN) != 0)
		evi_case_add(out, EVI_RULE_FORM, "schema",
		    "it is not \"" URN "\"");
	evi_case_check_form_of(json, &evi_case_root, out);
}

/* ---- all of it ---- */

enum evid_status
evi_case_check_all(const struct evi_json *json, struct evi_instant now,
    struct evi_json *const *lengths, size_t n_lengths,
    struct evi_case_findings *out, struct evid_error *err)
{
	struct evi_case_checking c = { .json = json, .out = out, .now = now,
		.lengths = lengths, .n_lengths = n_lengths, .kind = "" };

	evi_case_check_form(json, out);
	c.items = evi_case_set_of(json, "items", "id");
	c.exhibits = evi_case_set_of(json, "exhibits", "id");
	c.states = evi_case_set_of(json, "parties", "state");
	if (c.items == NULL || c.exhibits == NULL || c.states == NULL)
		out->memory = true;
	if (out->worst != 2 && !out->memory) {
		(void)evi_json_get_string(json, "kind", &c.kind);
		evi_case_check_values(&c);
		evi_case_check_request(&c);
		evi_case_check_items(&c);
		evi_case_check_answer(&c);
		evi_case_check_preservation(&c);
		evi_case_check_limits(&c);
	}
	if (out->left_out > 0)
		evi_case_add(out, EVI_RULE_MORE, "",
		    "%zu more are not listed", out->left_out);
	evi_json_free(c.items);
	evi_json_free(c.exhibits);
	evi_json_free(c.states);
	return out->memory ? evi_fail_memory(err) : EVID_OK;
}
