/*
 * A growing run of bytes, with sticky failure.
 */
#include "base/buf.h"
#include "base/memory.h"
#include "base/num.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 64

void
evi_buf_free(struct evi_buf *buf)
{
	free(buf->data);
	*buf = (struct evi_buf)EVI_BUF_INIT;
}

void
evi_buf_wipe(struct evi_buf *buf)
{
	if (buf->data != NULL)
		explicit_bzero(buf->data, buf->cap);
	evi_buf_free(buf);
}

void
evi_buf_clear(struct evi_buf *buf)
{
	buf->len = 0;
	buf->failed = false;
	if (buf->data != NULL)
		buf->data[0] = '\0';
}

void
evi_buf_cut(struct evi_buf *buf, size_t len)
{
	if (buf->failed || len >= buf->len)
		return;
	buf->len = len;
	buf->data[len] = '\0';
}

static bool
make_room(struct evi_buf *buf, size_t more)
{
	size_t need, cap;
	uint8_t *data;

	if (!evi_add_size(buf->len, more, &need) ||
	    !evi_add_size(need, 1, &need)) {
		buf->failed = true;
		return false;
	}
	cap = buf->cap < FIRST_CAP ? FIRST_CAP : buf->cap;
	while (cap < need) {
		if (!evi_mul_size(cap, 2, &cap))
			cap = need;
	}
	data = realloc(buf->data, cap);
	if (data == NULL) {
		evi_memory_lacked();
		buf->failed = true;
		return false;
	}
	buf->data = data;
	buf->cap = cap;
	buf->data[buf->len] = '\0';
	return true;
}

/* Room for @more bytes and the NUL after them: nearly always it is there. */
static inline bool
reserve(struct evi_buf *buf, size_t more)
{
	if (buf->failed)
		return false;
	return more < buf->cap - buf->len || make_room(buf, more);
}

bool
evi_buf_reserve(struct evi_buf *buf, size_t more)
{
	return reserve(buf, more);
}

void
evi_buf_add(struct evi_buf *buf, const void *data, size_t len)
{
	if (!reserve(buf, len) || len == 0)
		return;
	memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void
evi_buf_add_byte(struct evi_buf *buf, uint8_t byte)
{
	if (!reserve(buf, 1))
		return;
	buf->data[buf->len++] = byte;
	buf->data[buf->len] = '\0';
}

void
evi_buf_add_quoted(struct evi_buf *buf, const void *data, size_t len)
{
	uint8_t *out;

	if (len > SIZE_MAX - 2) {
		buf->failed = true;
		return;
	}
	if (!reserve(buf, len + 2))
		return;
	out = buf->data + buf->len;
	*out++ = '"';
	if (len > 0)
		memcpy(out, data, len);
	out[len] = '"';
	out[len + 1] = '\0';
	buf->len += len + 2;
}

void
evi_buf_add_text(struct evi_buf *buf, const char *text)
{
	evi_buf_add(buf, text, strlen(text));
}

void
evi_buf_add_format(struct evi_buf *buf, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0) {
		buf->failed = true;
		return;
	}
	if (!reserve(buf, (size_t)n))
		return;
	va_start(args, format);
	n = vsnprintf((char *)buf->data + buf->len, (size_t)n + 1, format,
	    args);
	va_end(args);
	if (n < 0)
		buf->failed = true;
	else
		buf->len += (size_t)n;
}

void
evi_buf_add_u64(struct evi_buf *buf, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	evi_buf_add(buf, digits + at, sizeof(digits) - at);
}

void
evi_buf_add_hex(struct evi_buf *buf, const void *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *p = data;
	uint8_t *out;
	size_t room;

	if (!evi_mul_size(len, 2, &room)) {
		buf->failed = true;
		return;
	}
	if (!reserve(buf, room))
		return;
	out = buf->data + buf->len;
	for (size_t i = 0; i < len; i++) {
		*out++ = (uint8_t)digits[p[i] >> 4];
		*out++ = (uint8_t)digits[p[i] & 15];
	}
	buf->len += room;
	buf->data[buf->len] = '\0';
}

enum evid_status
evi_buf_status(const struct evi_buf *buf, struct evid_error *err)
{
	return buf->failed ? evi_fail_memory(err) : EVID_OK;
}

const char *
evi_buf_text(const struct evi_buf *buf)
{
	return buf->failed || buf->data == NULL ? "" : (const char *)buf->data;
}

enum evid_status
evi_buf_take(struct evi_buf *buf, char **text_out, struct evid_error *err)
{
	enum evid_status status;

	*text_out = NULL;
	(void)evi_buf_reserve(buf, 0);
	status = evi_buf_status(buf, err);
	if (status != EVID_OK) {
		evi_buf_free(buf);
		return status;
	}
	*text_out = (char *)buf->data;
	*buf = (struct evi_buf)EVI_BUF_INIT;
	return EVID_OK;
}
