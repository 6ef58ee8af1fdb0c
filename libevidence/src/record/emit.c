/*
 * Writing JSON in the one encoding, without a tree of values: an inventory
 * has a line for each of a million objects.
 */
#include "record/emit.h"
#include "adapt/json.h"
#include "base/num.h"
#include "base/text.h"
#include "record/statement.h"

#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"		/* U+FFFD */

static void
before_value(struct evi_emit *e)
{
	if (e->comma)
		evi_buf_add_byte(e->out, ',');
	e->comma = true;
}

void
evi_emit_open(struct evi_emit *e, char bracket)
{
	before_value(e);
	evi_buf_add_byte(e->out, (uint8_t)bracket);
	e->comma = false;
}

void
evi_emit_close(struct evi_emit *e, char bracket)
{
	evi_buf_add_byte(e->out, (uint8_t)bracket);
	e->comma = true;
}

void
evi_emit_key(struct evi_emit *e, const char *key)
{
	before_value(e);
	evi_json_write_string(e->out, key, strlen(key));
	evi_buf_add_byte(e->out, ':');
	e->comma = false;
}

void
evi_emit_text(struct evi_emit *e, const char *text)
{
	size_t len = strlen(text);

	before_value(e);
	if (!evi_utf8_valid(text, len))
		e->bad_text = true;
	evi_json_write_string(e->out, text, len);
}

void
evi_emit_lossy(struct evi_emit *e, const char *text)
{
	struct evi_buf clean = EVI_BUF_INIT;	/* owned here */
	size_t left = strlen(text);

	if (evi_utf8_valid(text, left)) {
		evi_emit_text(e, text);
		return;
	}
	while (left > 0) {
		uint32_t code;
		size_t n = evi_utf8_next((const uint8_t *)text, left, &code);

		if (n == 0)
			evi_buf_add_text(&clean, REPLACEMENT);
		else
			evi_buf_add(&clean, text, n);
		text += n == 0 ? 1 : n;
		left -= n == 0 ? 1 : n;
	}
	if (clean.failed)
		e->out->failed = true;
	evi_emit_text(e, evi_buf_text(&clean));
	evi_buf_free(&clean);
}

/* Past 2^53-1 there is no encoding: the caller's value is wrong. */
void
evi_emit_u64(struct evi_emit *e, uint64_t value)
{
	before_value(e);
	if (value > EVI_MAX_INTEGER)
		e->bad_text = true;
	evi_buf_add_u64(e->out, value);
}

void
evi_emit_bool(struct evi_emit *e, bool value)
{
	before_value(e);
	evi_buf_add_text(e->out, value ? "true" : "false");
}

void
evi_emit_null(struct evi_emit *e)
{
	before_value(e);
	evi_buf_add_text(e->out, "null");
}

void
evi_emit_hex(struct evi_emit *e, const void *data, size_t len)
{
	before_value(e);
	evi_buf_add_byte(e->out, '"');
	evi_buf_add_hex(e->out, data, len);
	evi_buf_add_byte(e->out, '"');
}

void
evi_emit_base64(struct evi_emit *e, const void *data, size_t len)
{
	before_value(e);
	evi_buf_add_byte(e->out, '"');
	evi_base64_add(e->out, data, len);
	evi_buf_add_byte(e->out, '"');
}

void
evi_emit_bytes(struct evi_emit *e, const char *key, const char *bytes)
{
	char name[32];
	size_t len = strlen(key);

	if (evi_utf8_valid(bytes, strlen(bytes))) {
		evi_emit_key(e, key);
		evi_emit_text(e, bytes);
		return;
	}
	if (len + sizeof("Base64") > sizeof(name)) {
		e->bad_text = true;
		return;
	}
	memcpy(name, key, len);
	memcpy(name + len, "Base64", sizeof("Base64"));
	evi_emit_key(e, name);
	evi_emit_base64(e, bytes, strlen(bytes));
}

void
evi_emit_open_at(struct evi_emit *e, const char *key, char bracket)
{
	evi_emit_key(e, key);
	evi_emit_open(e, bracket);
}

void
evi_emit_text_at(struct evi_emit *e, const char *key, const char *text)
{
	evi_emit_key(e, key);
	evi_emit_text(e, text);
}

void
evi_emit_u64_at(struct evi_emit *e, const char *key, uint64_t value)
{
	evi_emit_key(e, key);
	evi_emit_u64(e, value);
}

void
evi_emit_hex_at(struct evi_emit *e, const char *key, const void *data,
    size_t len)
{
	evi_emit_key(e, key);
	evi_emit_hex(e, data, len);
}

void
evi_emit_texts_at(struct evi_emit *e, const char *key,
    const struct evi_texts *texts)
{
	evi_emit_open_at(e, key, '[');
	for (size_t i = 0; i < texts->count; i++)
		evi_emit_text(e, texts->items[i]);
	evi_emit_close(e, ']');
}

void
evi_emit_time_at(struct evi_emit *e, const char *key, struct evi_instant t)
{
	char text[EVI_INSTANT_TEXT_CAP];

	evi_emit_key(e, key);
	if (evi_instant_format(t, text))
		evi_emit_text(e, text);
	else
		e->bad_text = true;
}

enum evid_status
evi_emit_status(const struct evi_emit *e, const char *what,
    struct evid_error *err)
{
	if (e->bad_text)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "%s: a text is not UTF-8, or a number is over 2^53-1",
		    what);
	return evi_buf_status(e->out, err);
}
