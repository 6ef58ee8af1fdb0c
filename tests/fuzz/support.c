/*
 * Checks and inputs of the fuzz targets; the mutators are in support_*.c.
 */
#include "support.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

void
fuzz_holds(bool good, const char *property, const char *file, int line)
{
	if (good)
		return;
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, property);
	abort();
}

uint8_t
fuzz_byte(struct fuzz_input *in)
{
	return (uint8_t)fuzz_number(in, 1);
}

uint64_t
fuzz_number(struct fuzz_input *in, unsigned int n_bytes)
{
	uint64_t value = 0;

	for (; n_bytes > 0 && in->len > 0; n_bytes--) {
		value = value << 8 | *in->data++;
		in->len--;
	}
	return value;
}

static char *
copy(const uint8_t *data, size_t len)
{
	char *text = malloc(len + 1);

	HOLDS(text != NULL);
	if (len > 0)
		memcpy(text, data, len);
	text[len] = '\0';
	return text;
}

char *
fuzz_text(struct fuzz_input *in, uint8_t end)
{
	const uint8_t *stop = in->len == 0 ? NULL :
	    memchr(in->data, end, in->len);
	size_t len = stop == NULL ? in->len : (size_t)(stop - in->data);
	char *text = copy(in->data, len);

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\0')
			text[i] = '0';
	}
	in->data += len;
	in->len -= len;
	if (stop != NULL)
		(void)fuzz_byte(in);
	return text;
}

char *
fuzz_rest(struct fuzz_input *in, size_t *len_out)
{
	*len_out = in->len;
	return copy(in->data, in->len);
}

bool
fuzz_same(const struct evi_buf *buf, const void *data, size_t len)
{
	return !buf->failed && buf->len == len &&
	    (len == 0 || memcmp(buf->data, data, len) == 0);
}

uint32_t
fuzz_random(uint32_t *state, uint32_t below)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	if (*state == 0)
		*state = 0x9e3779b9u;
	return below == 0 ? 0 : *state % below;
}

/* a code that RFC 1951 reserves, by which zlib refuses what others read
 * (docs/decisions/0003) */
static bool
is_reserved(const z_stream *z, int result)
{
	return result == Z_DATA_ERROR && z->msg != NULL &&
	    (strstr(z->msg, "invalid literal/length code") != NULL ||
	    strstr(z->msg, "invalid distance code") != NULL);
}

bool
fuzz_reserved(const uint8_t *data, size_t len, bool raw)
{
	uint8_t room[16384];
	z_stream z = { 0 };
	int result = Z_OK;
	bool reserved;

	if (inflateInit2(&z, raw ? -15 : 15 + 16) != Z_OK)
		return false;
	z.next_in = (Bytef *)(uintptr_t)data;
	z.avail_in = (uInt)len;
	while (result == Z_OK) {
		z.next_out = room;
		z.avail_out = sizeof(room);
		result = inflate(&z, Z_NO_FLUSH);
		if (result == Z_STREAM_END && !raw && z.avail_in > 0)
			result = inflateReset(&z);
	}
	reserved = is_reserved(&z, result);
	(void)inflateEnd(&z);
	return reserved;
}

bool
fuzz_gunzip(const uint8_t *data, size_t len, size_t limit,
    struct evi_buf *out)
{
	uint8_t room[16384];
	z_stream z = { 0 };
	int result = Z_OK;

	if (inflateInit2(&z, 15 + 16) != Z_OK)
		return false;
	z.next_in = (Bytef *)(uintptr_t)data;
	z.avail_in = (uInt)len;
	while (z.avail_in > 0 && out->len <= limit) {
		do {
			z.next_out = room;
			z.avail_out = sizeof(room);
			result = inflate(&z, Z_NO_FLUSH);
			evi_buf_add(out, room, sizeof(room) - z.avail_out);
		} while (result == Z_OK && out->len <= limit &&
		    (z.avail_in > 0 || z.avail_out == 0));
		if (result != Z_STREAM_END || inflateReset(&z) != Z_OK)
			break;
	}
	(void)inflateEnd(&z);
	return result == Z_STREAM_END && z.avail_in == 0 &&
	    out->len <= limit && !out->failed;
}
