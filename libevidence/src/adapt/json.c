/*
 * JSON: reading by jansson, writing by ourselves.
 *
 * Before jansson sees a text, one pass over its tokens refuses what jansson
 * would take or would take otherwise: nesting past our limit (jansson's is
 * 2048), numbers with a fraction or exponent, integers past 2^53-1.  That pass
 * needs no grammar: outside strings, a digit or a minus begins a number.
 */
#include "adapt/json.h"
#include "base/memory.h"
#include "base/num.h"
#include "base/text.h"

#include <jansson.h>
#include <string.h>

/*
 * What a value costs in jansson's tree, about: "{}," is three bytes of text
 * and half a KiB of memory, so that 16 MiB of it, which deflate makes 30 KiB
 * of, would cost 2 GiB.  A text may cost so much and no more.
 */
#define COST_OBJECT 512
#define COST_ARRAY 320
#define COST_TEXT 64
#define COST_NUMBER 48
#define COST_MAX ((size_t)64 << 20)

struct scan {
	const char *text;
	size_t len;
	size_t at;
	size_t line, line_start;
	unsigned int depth;
	size_t cost;
	const char *name;
};

/*
 * Trees are built by many small additions, of which some are not looked at:
 * where one lacked memory, the tree is not whole.  So what this thread writes
 * next fails, once.  A tree given up in between makes the next one fail in
 * vain, which does no harm: memory lacked.
 */
static _Thread_local bool lost;

static json_t *
inside(const struct evi_json *value)
{
	return (json_t *)value;
}

static struct evi_json *
outside(json_t *value)
{
	return (struct evi_json *)value;
}

/* what was to be made anew: NULL where memory lacked */
static struct evi_json *
made(json_t *value)
{
	if (value == NULL)
		lost = true;
	return outside(value);
}

static enum evid_status
fail_at(struct evid_error *err, enum evid_status status, const char *name,
    size_t line, size_t column, const char *what)
{
	struct evi_buf shown = EVI_BUF_INIT, why = EVI_BUF_INIT;

	evi_text_escape(&shown, name, strlen(name));
	evi_text_escape(&why, what, strlen(what));
	evi_fail(err, status, "%s:%zu:%zu: %s", evi_buf_text(&shown), line,
	    column, evi_buf_text(&why));
	evi_buf_free(&shown);
	evi_buf_free(&why);
	return status;
}

static enum evid_status
fail_scan(const struct scan *s, enum evid_status status, const char *what,
    struct evid_error *err)
{
	return fail_at(err, status, s->name, s->line,
	    s->at - s->line_start + 1, what);
}

/* Not a limit of the format: so no word on the bundle, but none for it. */
static enum evid_status
fail_cost(struct evid_error *err)
{
	evi_memory_refused("a JSON text has so many values that they would "
	    "take more than 64 MiB of memory");
	lost = true;
	return evi_fail_memory(err);
}

/* To the byte after the closing quote, or to the end. */
static void
pass_string(struct scan *s)
{
	size_t from = s->at;

	for (s->at++; s->at < s->len && s->text[s->at] != '"'; s->at++) {
		if (s->text[s->at] == '\\')
			s->at++;
	}
	s->at++;
	s->cost += COST_TEXT + s->at - from;
}

static enum evid_status
pass_number(struct scan *s, struct evid_error *err)
{
	size_t start, end = s->at;
	uint64_t value;

	while (end < s->len && s->text[end] != '\0' &&
	    strchr("+-0123456789.eE", s->text[end]) != NULL) {
		if (strchr(".eE", s->text[end]) != NULL)
			return fail_scan(s, EVID_ERR_FORMAT,
			    "a number that is no integer", err);
		end++;
	}
	start = s->at + (s->text[s->at] == '-');
	if (!evi_parse_u64(s->text + start, end - start, &value) ||
	    value > EVI_MAX_INTEGER)
		return fail_scan(s, EVID_ERR_FORMAT,
		    "not an integer from -(2^53-1) to 2^53-1", err);
	s->at = end;
	s->cost += COST_NUMBER;
	return EVID_OK;
}

static enum evid_status
scan_text(struct scan *s, struct evid_error *err)
{
	enum evid_status status;

	while (s->at < s->len) {
		char c = s->text[s->at];

		if (s->cost > COST_MAX)
			return fail_cost(err);
		if (c == '"') {
			pass_string(s);
			continue;
		}
		if (c == '-' || (c >= '0' && c <= '9')) {
			status = pass_number(s, err);
			if (status != EVID_OK)
				return status;
			continue;
		}
		if (c == '[' || c == '{') {
			if (++s->depth > EVI_JSON_DEPTH)
				return fail_scan(s, EVID_ERR_LIMIT,
				    "nested deeper than 32", err);
			s->cost += c == '{' ? COST_OBJECT : COST_ARRAY;
		} else if (c == ']' || c == '}') {
			if (s->depth > 0)
				s->depth--;
		} else if (c == '\n') {
			s->line++;
			s->line_start = s->at + 1;
		} else if (c == '\0') {
			/* jansson takes it for the end of the text. */
			return fail_scan(s, EVID_ERR_FORMAT, "a NUL byte",
			    err);
		}
		s->at++;
	}
	return EVID_OK;
}

enum evid_status
evi_json_parse(const void *text, size_t len, const char *name,
    struct evi_json **out, struct evid_error *err)
{
	struct scan s = { .text = text, .len = len, .line = 1, .name = name };
	enum evid_status status;
	json_error_t why;
	json_t *value;

	*out = NULL;
	if (len > EVI_JSON_LIMIT)
		return fail_at(err, EVID_ERR_LIMIT, name, 1, 1,
		    "larger than 16 MiB");
	if (len == 0)
		return fail_at(err, EVID_ERR_FORMAT, name, 1, 1,
		    "nothing is in it");
	status = scan_text(&s, err);
	if (status != EVID_OK)
		return status;
	value = json_loadb(text, len, JSON_DECODE_ANY |
	    JSON_REJECT_DUPLICATES, &why);
	if (value == NULL) {
		if (json_error_code(&why) == json_error_out_of_memory) {
			lost = true;
			return evi_fail_memory(err);
		}
		return fail_at(err, EVID_ERR_FORMAT, name,
		    why.line > 0 ? (size_t)why.line : 1,
		    why.column > 0 ? (size_t)why.column : 1, why.text);
	}
	*out = outside(value);
	return EVID_OK;
}

enum evid_status
evi_json_parse_canonical(const void *text, size_t len, const char *name,
    struct evi_json **out, bool *canonical_out, struct evid_error *err)
{
	struct evi_buf again = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	*canonical_out = false;
	status = evi_json_parse(text, len, name, out, err);
	if (status != EVID_OK)
		return status;
	(void)evi_buf_reserve(&again, len);
	evi_json_write(&again, *out);
	status = evi_buf_status(&again, err);
	if (status != EVID_OK) {
		evi_json_free(*out);
		*out = NULL;
	} else {
		*canonical_out = again.len == len &&
		    memcmp(again.data, text, len) == 0;
	}
	evi_buf_free(&again);
	return status;
}

void
evi_json_free(struct evi_json *value)
{
	json_decref(inside(value));
}

struct evi_json *
evi_json_ref(struct evi_json *value)
{
	return outside(json_incref(inside(value)));
}

/* The escape of @c, or NULL where there is none that is short. */
static const char *
short_escape(uint8_t c)
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\b':
		return "\\b";
	case '\t':
		return "\\t";
	case '\n':
		return "\\n";
	case '\f':
		return "\\f";
	case '\r':
		return "\\r";
	default:
		return NULL;
	}
}

void
evi_json_write_string(struct evi_buf *out, const char *text, size_t len)
{
	size_t from = 0;

	evi_buf_add_byte(out, '"');
	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)text[i];
		const char *escape;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		escape = short_escape(c);
		evi_buf_add(out, text + from, i - from);
		if (escape != NULL)
			evi_buf_add(out, escape, 2);
		else
			evi_buf_add_format(out, "\\u%04x", c);
		from = i + 1;
	}
	evi_buf_add(out, text + from, len - from);
	evi_buf_add_byte(out, '"');
}

static void
write_integer(struct evi_buf *out, json_int_t value)
{
	if (value < 0) {
		evi_buf_add_byte(out, '-');
		evi_buf_add_u64(out, UINT64_C(0) - (uint64_t)value);
	} else {
		evi_buf_add_u64(out, (uint64_t)value);
	}
}

/* A new line of @level indents; nothing in the one encoding (@level < 0). */
static void
new_line(struct evi_buf *out, int level)
{
	if (level < 0)
		return;
	evi_buf_add_byte(out, '\n');
	for (int i = 0; i < level; i++)
		evi_buf_add(out, "  ", 2);
}

static void write_value(struct evi_buf *out, json_t *value, int level);

static void
write_object(struct evi_buf *out, json_t *object, int level)
{
	int below = level < 0 ? level : level + 1;
	bool first = true;

	evi_buf_add_byte(out, '{');
	for (void *place = json_object_iter(object); place != NULL;
	    place = json_object_iter_next(object, place)) {
		const char *key = json_object_iter_key(place);

		if (!first)
			evi_buf_add_byte(out, ',');
		first = false;
		new_line(out, below);
		evi_json_write_string(out, key, strlen(key));
		evi_buf_add(out, ": ", level < 0 ? 1 : 2);
		write_value(out, json_object_iter_value(place), below);
	}
	if (!first)
		new_line(out, level);
	evi_buf_add_byte(out, '}');
}

static void
write_array(struct evi_buf *out, json_t *array, int level)
{
	int below = level < 0 ? level : level + 1;
	size_t n = json_array_size(array);

	evi_buf_add_byte(out, '[');
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			evi_buf_add_byte(out, ',');
		new_line(out, below);
		write_value(out, json_array_get(array, i), below);
	}
	if (n > 0)
		new_line(out, level);
	evi_buf_add_byte(out, ']');
}

/* As deep as what was read (32) or built by us: recursion is bounded. */
static void
write_value(struct evi_buf *out, json_t *value, int level)
{
	if (value == NULL) {
		out->failed = true;
		return;
	}
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		write_object(out, value, level);
		break;
	case JSON_ARRAY:
		write_array(out, value, level);
		break;
	case JSON_STRING:
		evi_json_write_string(out, json_string_value(value),
		    json_string_length(value));
		break;
	case JSON_INTEGER:
		write_integer(out, json_integer_value(value));
		break;
	case JSON_TRUE:
		evi_buf_add_text(out, "true");
		break;
	case JSON_FALSE:
		evi_buf_add_text(out, "false");
		break;
	case JSON_NULL:
		evi_buf_add_text(out, "null");
		break;
	case JSON_REAL:	/* neither read nor built */
		out->failed = true;
		break;
	}
}

static void
write_whole(struct evi_buf *out, json_t *value, int level)
{
	write_value(out, value, level);
	if (lost)
		out->failed = true;
	lost = false;
}

void
evi_json_write(struct evi_buf *out, const struct evi_json *value)
{
	write_whole(out, inside(value), -1);
}

void
evi_json_write_pretty(struct evi_buf *out, const struct evi_json *value)
{
	write_whole(out, inside(value), 0);
}

enum evi_json_type
evi_json_type(const struct evi_json *value)
{
	if (value == NULL)
		return EVI_JSON_NULL;
	switch (json_typeof(inside(value))) {
	case JSON_OBJECT:
		return EVI_JSON_OBJECT;
	case JSON_ARRAY:
		return EVI_JSON_ARRAY;
	case JSON_STRING:
		return EVI_JSON_STRING;
	case JSON_INTEGER:
	case JSON_REAL:
		return EVI_JSON_INTEGER;
	case JSON_TRUE:
	case JSON_FALSE:
		return EVI_JSON_BOOL;
	case JSON_NULL:
		break;
	}
	return EVI_JSON_NULL;
}

struct evi_json *
evi_json_get(const struct evi_json *object, const char *key)
{
	return outside(json_object_get(inside(object), key));
}

bool
evi_json_get_string(const struct evi_json *object, const char *key,
    const char **out)
{
	return evi_json_string(evi_json_get(object, key), out);
}

bool
evi_json_get_u64(const struct evi_json *object, const char *key,
    uint64_t *out)
{
	return evi_json_u64(evi_json_get(object, key), out);
}

bool
evi_json_get_bool(const struct evi_json *object, const char *key, bool *out)
{
	json_t *value = json_object_get(inside(object), key);

	if (!json_is_boolean(value))
		return false;
	*out = json_is_true(value);
	return true;
}

bool
evi_json_string(const struct evi_json *value, const char **out)
{
	if (!json_is_string(inside(value)))
		return false;
	*out = json_string_value(inside(value));
	return true;
}

bool
evi_json_u64(const struct evi_json *value, uint64_t *out)
{
	if (!json_is_integer(inside(value)) ||
	    json_integer_value(inside(value)) < 0)
		return false;
	*out = (uint64_t)json_integer_value(inside(value));
	return true;
}

size_t
evi_json_count(const struct evi_json *value)
{
	return json_is_object(inside(value)) ?
	    json_object_size(inside(value)) : json_array_size(inside(value));
}

struct evi_json *
evi_json_at(const struct evi_json *array, size_t index)
{
	return outside(json_array_get(inside(array), index));
}

bool
evi_json_member(const struct evi_json *object, size_t index,
    const char **key_out, struct evi_json **value_out)
{
	void *place = NULL;

	do {
		if (!evi_json_next(object, &place, key_out, value_out))
			return false;
	} while (index-- > 0);
	return true;
}

bool
evi_json_next(const struct evi_json *object, void **place,
    const char **key_out, struct evi_json **value_out)
{
	*place = *place == NULL ? json_object_iter(inside(object)) :
	    json_object_iter_next(inside(object), *place);
	if (*place == NULL)
		return false;
	*key_out = json_object_iter_key(*place);
	*value_out = outside(json_object_iter_value(*place));
	return true;
}

struct evi_json *
evi_json_new_object(void)
{
	return made(json_object());
}

struct evi_json *
evi_json_new_array(void)
{
	return made(json_array());
}

struct evi_json *
evi_json_new_string(const char *text)
{
	/* None, or none that is UTF-8, is no text; that is the caller's. */
	if (text == NULL || !evi_utf8_valid(text, strlen(text)))
		return NULL;
	return made(json_string(text));
}

struct evi_json *
evi_json_new_buf(const struct evi_buf *text)
{
	if (text->failed)
		return made(NULL);
	return evi_json_new_string(evi_buf_text(text));
}

struct evi_json *
evi_json_new_u64(uint64_t value)
{
	if (value > EVI_MAX_INTEGER)
		return NULL;
	return made(json_integer((json_int_t)value));
}

struct evi_json *
evi_json_new_bool(bool value)
{
	return outside(json_boolean(value));
}

struct evi_json *
evi_json_new_null(void)
{
	return outside(json_null());
}

bool
evi_json_set(struct evi_json *object, const char *key,
    struct evi_json *value)
{
	if (json_object_set_new(inside(object), key, inside(value)) == 0)
		return true;
	lost |= object != NULL && value != NULL;
	return false;
}

bool
evi_json_append(struct evi_json *array, struct evi_json *value)
{
	if (json_array_append_new(inside(array), inside(value)) == 0)
		return true;
	lost |= array != NULL && value != NULL;
	return false;
}

bool
evi_json_put(struct evi_json *array, size_t index, struct evi_json *value)
{
	return json_array_set_new(inside(array), index, inside(value)) == 0;
}

void
evi_json_remove(struct evi_json *object, const char *key)
{
	(void)json_object_del(inside(object), key);
}

struct evi_json *
evi_json_dup(const struct evi_json *value)
{
	return value == NULL ? NULL : made(json_deep_copy(inside(value)));
}
