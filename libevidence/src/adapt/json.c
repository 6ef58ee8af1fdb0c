/*
 * Values of JSON, which are jansson's: looked at, built, counted (json.h).
 */
#include "adapt/json.h"
#include "adapt/json_parts.h"
#include "base/num.h"
#include "base/text.h"

#include <jansson.h>
#include <string.h>

static _Thread_local bool lost;

void
evi_json_lose(void)
{
	lost = true;
}

bool
evi_json_take_lost(void)
{
	bool was = lost;

	lost = false;
	return was;
}

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

struct evi_json *
evi_json_new_hex(const void *data, size_t len)
{
	struct evi_buf text = EVI_BUF_INIT;
	struct evi_json *value;

	evi_buf_add_hex(&text, data, len);
	value = evi_json_new_buf(&text);
	evi_buf_free(&text);
	return value;
}

struct evi_json *
evi_json_new_instant(struct evi_instant t)
{
	char text[EVI_INSTANT_TEXT_CAP];

	return evi_instant_format(t, text) ? evi_json_new_string(text) :
	    evi_json_new_null();
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
