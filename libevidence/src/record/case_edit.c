/*
 * One field of a case (case_edit.h).  The table of fields says what a typed
 * text becomes: a number, a truth, one text of several languages.
 */
#include "record/case_edit.h"
#include "record/case_parts.h"

#include "base/num.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define PATH_MAX_LEN 512

/* One step: a name, and the index that may follow it. */
struct step {
	const char *name;
	size_t len;
	bool has_index;
	size_t index;
};

/* False where @p does not begin a step; *next_out is "" after the last. */
static bool
next_step(const char *p, struct step *out, const char **next_out)
{
	uint64_t index;
	size_t n;

	out->name = p;
	out->len = strcspn(p, ".[");
	out->has_index = false;
	if (out->len == 0)
		return false;
	p += out->len;
	if (*p == '[') {
		n = strspn(p + 1, "0123456789");
		if (p[1 + n] != ']' || !evi_parse_u64(p + 1, n, &index) ||
		    index > EVI_JSON_LIMIT)
			return false;
		out->has_index = true;
		out->index = (size_t)index;
		p += n + 2;
	}
	if (*p == '.' && p[1] != '\0')
		p++;
	else if (*p != '\0')
		return false;
	*next_out = p;
	return true;
}

bool
evi_case_path_get(const struct evi_json *json, const char *path,
    struct evi_json **value_out)
{
	char name[PATH_MAX_LEN];
	struct evi_json *value = NULL;
	struct step step;
	const char *p = path;

	if (strlen(path) >= sizeof(name))
		return false;
	do {
		if (!next_step(p, &step, &p))
			return false;
		memcpy(name, step.name, step.len);
		name[step.len] = '\0';
		value = evi_json_get(json, name);
		if (value != NULL && step.has_index)
			value = evi_json_type(value) == EVI_JSON_ARRAY ?
			    evi_json_at(value, step.index) : NULL;
		json = value;
	} while (value != NULL && *p != '\0');
	*value_out = value;
	return value != NULL;
}

static enum evid_status
wrong(struct evid_error *err, const char *path, const char *what,
    const char *hint)
{
	char shown[EVI_CASE_SHOWN_CAP];

	(void)evi_fail(err, EVID_ERR_ARGUMENT, "%s: %s",
	    evi_case_shown(path, shown), what);
	evi_hint(err, "%s", hint);
	return EVID_ERR_ARGUMENT;
}

/* The first text of several: in the language of the case. */
static struct evi_json *
first_text(const struct evi_json *json, const char *value)
{
	const char *written = evi_case_text(evi_json_get(json, "language"),
	    "written");
	struct evi_json *text = evi_json_new_object();
	struct evi_json *list = evi_json_new_array();

	bool good = evi_json_set(text, "lang", evi_json_new_string(
	    written != NULL ? written : "und"));

	good &= evi_json_set(text, "text", evi_json_new_string(value));
	good &= evi_json_set(text, "status", evi_json_new_string("original"));
	good &= evi_json_append(list, text);
	if (!good) {
		evi_json_free(list);
		return NULL;
	}
	return list;
}

/* A field that takes @type has something else. */
static enum evid_status
wrong_kind(struct evid_error *err, const char *path, enum evi_json_type type)
{
	switch (type) {
	case EVI_JSON_BOOL:
		return wrong(err, path, "this field takes true or false",
		    "write one of these two");
	case EVI_JSON_INTEGER:
		return wrong(err, path, "this field takes a whole number",
		    "write digits alone, as 10; at most 9007199254740991");
	case EVI_JSON_ARRAY:
		return wrong(err, path, "this field takes a list",
		    "a list is [\"text\"]");
	default:
		return wrong(err, path, "this field takes an object",
		    "an object is {\"field\": \"text\"}");
	}
}

/* What stops it being JSON is told where it looks like some, with its place. */
static enum evid_status
parsed(const char *path, const char *value, enum evi_json_type type,
    struct evi_json **out, struct evid_error *err)
{
	struct evid_error why = EVID_ERROR_INIT;
	char shown[EVI_CASE_SHOWN_CAP];

	if (evi_json_parse_to_sign(value, strlen(value),
	    evi_case_shown(path, shown), out, &why) != EVID_OK) {
		if (why.status == EVID_ERR_MEMORY)
			return evi_fail_memory(err);
		if (value[0] != '{' && value[0] != '[')
			return wrong_kind(err, path, type);
		if (why.status == EVID_ERR_ARGUMENT && err != NULL)
			*err = why;
		(void)evi_fail(err, EVID_ERR_ARGUMENT, "%s", why.message);
		evi_hint(err, "mend it there; an object is "
		    "{\"field\": \"text\"}, a list [\"text\"]");
		return EVID_ERR_ARGUMENT;
	}
	if (evi_json_type(*out) == type)
		return EVID_OK;
	evi_json_free(*out);
	*out = NULL;
	return wrong_kind(err, path, type);
}

static enum evid_status
no_utf8(const char *path, struct evid_error *err)
{
	return wrong(err, path, "its value is not UTF-8",
	    "write it in UTF-8, as a terminal of today does");
}

/* In a field that no table names it is JSON where it is JSON, and a text
 * otherwise, as in an event. */
static enum evid_status
free_value(const char *path, const char *value, struct evi_json **out,
    struct evid_error *err)
{
	struct evid_error why = EVID_ERROR_INIT;
	char shown[EVI_CASE_SHOWN_CAP];

	if (evi_json_parse_to_sign(value, strlen(value),
	    evi_case_shown(path, shown), out, &why) == EVID_OK)
		return EVID_OK;
	if (why.status == EVID_ERR_MEMORY)
		return evi_fail_memory(err);
	if (value[0] == '"') {
		(void)evi_fail(err, EVID_ERR_ARGUMENT, "%s", why.message);
		evi_hint(err, "mend it there; a text that begins with a quote "
		    "is written as one of JSON");
		return EVID_ERR_ARGUMENT;
	}
	if (evi_number_like(value) && strcmp(value, "-0") != 0)
		return wrong(err, path, EVI_NO_NUMBER, EVI_HINT_NO_NUMBER);
	*out = evi_json_new_string(value);
	return *out != NULL ? EVID_OK : evi_fail_memory(err);
}

/* What a typed text is in a field of this form. */
static enum evid_status
value_of(const struct evi_json *json, const char *path, const char *value,
    const struct evi_case_key *key, bool whole_list, struct evi_json **out,
    struct evid_error *err)
{
	enum evi_case_form form = key == NULL ? EVI_CASE_ANY : key->form;

	*out = NULL;
	if (!evi_utf8_valid(value, strlen(value)))
		return no_utf8(path, err);
	if (whole_list && value[0] == '[')
		return parsed(path, value, EVI_JSON_ARRAY, out, err);
	if (key == NULL && value[0] != '{' && value[0] != '[')
		return free_value(path, value, out, err);
	switch (form) {
	case EVI_CASE_COUNT:
	case EVI_CASE_INTEGER:
		return parsed(path, value, EVI_JSON_INTEGER, out, err);
	case EVI_CASE_COUNT_OR_FLAG:
		if (value[0] >= '0' && value[0] <= '9')
			return parsed(path, value, EVI_JSON_INTEGER, out,
			    err);
		if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
			return wrong(err, path, "this field takes a whole "
			    "number, or true or false",
			    "write digits alone, as 10, or one of these two");
		return parsed(path, value, EVI_JSON_BOOL, out, err);
	case EVI_CASE_FLAG:
		return parsed(path, value, EVI_JSON_BOOL, out, err);
	case EVI_CASE_OBJECT:
		return parsed(path, value, EVI_JSON_OBJECT, out, err);
	case EVI_CASE_TEXTS:
		if (value[0] == '[')
			return parsed(path, value, EVI_JSON_ARRAY, out, err);
		*out = first_text(json, value);
		return *out != NULL ? EVID_OK : evi_fail_memory(err);
	case EVI_CASE_ANY:
	case EVI_CASE_UNTIL:
	case EVI_CASE_WHO:
		if (value[0] == '{')
			return parsed(path, value, EVI_JSON_OBJECT, out, err);
		if (value[0] == '[' && form != EVI_CASE_UNTIL)
			return parsed(path, value, EVI_JSON_ARRAY, out, err);
		break;
	default:
		break;
	}
	*out = evi_json_new_string(value);
	return *out != NULL ? EVID_OK : evi_fail_memory(err);
}

/* The array at @name of @object, made where there is none. */
static struct evi_json *
array_at(struct evi_json *object, const char *name)
{
	struct evi_json *array = evi_json_get(object, name);

	if (array != NULL)
		return evi_json_type(array) == EVI_JSON_ARRAY ? array : NULL;
	if (!evi_json_set(object, name, evi_json_new_array()))
		return NULL;
	return evi_json_get(object, name);
}

/* Put @value (taken) where the step leads. */
static bool
put(struct evi_json *object, const char *name, const struct step *step,
    struct evi_json *value)
{
	struct evi_json *array;

	if (!step->has_index)
		return evi_json_set(object, name, value);
	array = array_at(object, name);
	if (array == NULL || step->index > evi_json_count(array)) {
		evi_json_free(value);
		return false;
	}
	if (step->index == evi_json_count(array))
		return evi_json_append(array, value);
	return evi_json_put(array, step->index, value);
}

/* The object where the step leads, made where there is none. */
static struct evi_json *
enter(struct evi_json *object, const char *name, const struct step *step)
{
	struct evi_json *next = evi_json_get(object, name);

	if (next != NULL && step->has_index)
		next = evi_json_type(next) == EVI_JSON_ARRAY ?
		    evi_json_at(next, step->index) : NULL;
	if (next != NULL)
		return evi_json_type(next) == EVI_JSON_OBJECT ? next : NULL;
	if (!put(object, name, step, evi_json_new_object()))
		return NULL;
	next = evi_json_get(object, name);
	return step->has_index ? evi_json_at(next, step->index) : next;
}

/* Into the shape: NULL where the table does not know it. */
static const struct evi_case_shape *
below(const struct evi_case_key *key)
{
	if (key == NULL)
		return NULL;
	return key->form == EVI_CASE_TEXTS ? &evi_case_texts_shape :
	    key->shape;
}

static bool
is_list(const struct evi_case_key *key)
{
	return key != NULL && ((key->flags & EVI_CASE_LIST) != 0 ||
	    key->form == EVI_CASE_TEXTS);
}

/* A known field takes an index where it is a list, and nowhere else. */
static bool
fits(const struct evi_case_key *key, const struct step *step, bool last)
{
	if (key == NULL || key->form == EVI_CASE_ANY)
		return true;
	if (step->has_index)
		return is_list(key);
	return last || !is_list(key);
}

static enum evid_status
set_last(const struct evi_json *json, struct evi_json *object,
    const char *path, const char *name, const struct step *step,
    const struct evi_case_key *key, const char *value,
    struct evid_error *err)
{
	struct evi_json *made = NULL, *list;
	bool whole = is_list(key) && !step->has_index &&
	    key->form != EVI_CASE_TEXTS;
	enum evid_status status;

	if (key != NULL && key->form == EVI_CASE_TEXTS && step->has_index)
		status = parsed(path, value, EVI_JSON_OBJECT, &made, err);
	else
		status = value_of(json, path, value, key, whole, &made, err);
	if (status != EVID_OK)
		return status;
	if (whole && evi_json_type(made) != EVI_JSON_ARRAY) {
		list = evi_json_new_array();
		if (!evi_json_append(list, made)) {
			evi_json_free(list);
			return evi_fail_memory(err);
		}
		made = list;
	}
	if (!put(object, name, step, made))
		return wrong(err, path, "there are fewer entries before it",
		    "entries are numbered from [0], without a gap");
	return EVID_OK;
}

enum evid_status
evi_case_path_set(struct evi_json *json, const char *path, const char *value,
    struct evid_error *err)
{
	const struct evi_case_shape *shape = &evi_case_root;
	struct evi_json *object = json;
	char name[PATH_MAX_LEN];
	const char *p = path;
	unsigned int depth = 0;

	if (strlen(path) >= sizeof(name))
		return wrong(err, path, "the name is too long",
		    "a field is named as in parties[0].state");
	for (;;) {
		const struct evi_case_key *key;
		struct step step;

		if (!next_step(p, &step, &p) || ++depth > EVI_JSON_DEPTH / 2)
			return wrong(err, path, "no field is named so",
			    "a field is named as in parties[0].state");
		memcpy(name, step.name, step.len);
		name[step.len] = '\0';
		key = shape == NULL ? NULL : evi_case_key(shape, name,
		    step.len);
		if (!fits(key, &step, *p == '\0'))
			return wrong(err, path, step.has_index ?
			    "this field is no list" : "this field is a list",
			    "an entry of a list is named as in "
			    "parties[0].state");
		if (*p == '\0')
			return set_last(json, object, path, name, &step, key,
			    value, err);
		shape = below(key);
		if (key != NULL && shape == NULL &&
		    key->form != EVI_CASE_ANY && key->form < EVI_CASE_UNTIL)
			return wrong(err, path, "this field has none below it",
			    "the manual lists the fields");
		object = enter(object, name, &step);
		if (object == NULL)
			return wrong(err, path,
			    "there are fewer entries before it, or another "
			    "value stands there",
			    "entries are numbered from [0], without a gap");
	}
}

const char *const *
evi_case_path_words(const char *path)
{
	const struct evi_case_shape *shape = &evi_case_root;
	const struct evi_case_key *key = NULL;
	const char *p = path;
	struct step step;

	while (shape != NULL && next_step(p, &step, &p)) {
		key = evi_case_key(shape, step.name, step.len);
		shape = below(key);
	}
	return key != NULL && *p == '\0' && key->form == EVI_CASE_CHOICE ?
	    key->values : NULL;
}
