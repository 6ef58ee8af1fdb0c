/*
 * Writing JSON ourselves, in the one encoding or for people (json.h).
 */
#include "adapt/json.h"
#include "adapt/json_parts.h"

#include <jansson.h>
#include <string.h>

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

/* Is there one among @eight bytes that is written otherwise?  A byte under
 * @n, or equal to @c, borrows from its own highest bit, and none other does
 * first. */
#define EACH(c) (UINT64_C(0x0101010101010101) * (c))
#define ANY_UNDER(v, n) (((v) - EACH(n)) & ~(v) & EACH(0x80))

static bool
any_escaped(uint64_t eight)
{
	uint64_t quote = eight ^ EACH('"'), back = eight ^ EACH('\\');

	return (ANY_UNDER(eight, 0x20) | ANY_UNDER(quote, 1) |
	    ANY_UNDER(back, 1)) != 0;
}

/* How many bytes from here on are written as they are: nearly always all. */
static size_t
plain_len(const char *text, size_t len)
{
	uint64_t eight;
	size_t n = 0;

	for (; len - n >= sizeof(eight); n += sizeof(eight)) {
		memcpy(&eight, text + n, sizeof(eight));
		if (any_escaped(eight))
			break;
	}
	while (n < len && (uint8_t)text[n] >= 0x20 && text[n] != '"' &&
	    text[n] != '\\')
		n++;
	return n;
}

void
evi_json_write_string(struct evi_buf *out, const char *text, size_t len)
{
	size_t n = plain_len(text, len);

	if (n == len) {
		evi_buf_add_quoted(out, text, len);
		return;
	}
	evi_buf_add_byte(out, '"');
	for (;; n = plain_len(text, len)) {
		const char *escape;

		evi_buf_add(out, text, n);
		if (n == len)
			break;
		escape = short_escape((uint8_t)text[n]);
		if (escape != NULL)
			evi_buf_add(out, escape, 2);
		else
			evi_buf_add_format(out, "\\u%04x",
			    (uint8_t)text[n]);
		text += n + 1;
		len -= n + 1;
	}
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
	if (evi_json_take_lost())
		out->failed = true;
}

void
evi_json_write(struct evi_buf *out, const struct evi_json *value)
{
	write_whole(out, (json_t *)value, -1);
}

void
evi_json_write_pretty(struct evi_buf *out, const struct evi_json *value)
{
	write_whole(out, (json_t *)value, 0);
}
