/*
 * Text that a tool shows.  What the library says to people is escaped
 * already; this is for what comes from the command line, and for JSON.
 */
#include "common/text.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
 * The length of the well-formed sequence at @p (Unicode, table 3-7) and its
 * code point; 0 where there is none.  @left: bytes that stand there, 1 at
 * least.
 */
static size_t
next(const unsigned char *p, size_t left, uint32_t *code_out)
{
	unsigned char low = 0x80, high = 0xbf;
	uint32_t code;
	size_t n;

	if (p[0] < 0x80) {
		*code_out = p[0];
		return 1;
	}
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (n > left)
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	code = p[0] & (0x7fU >> n);
	for (size_t i = 1; i < n; i++) {
		if (p[i] < low || p[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
		code = code << 6 | (p[i] & 0x3fU);
	}
	*code_out = code;
	return n;
}

/* What a terminal, or the eye, would take for something else. */
static bool
deceives(uint32_t code)
{
	/* Controls; what turns the direction; what shows nothing; what is no
	 * character, and one in each plane besides (below).  What writing
	 * needs (U+200C, U+200D, Mongolian) is let be. */
	static const uint32_t runs[][2] = {
		{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad },
		{ 0x034f, 0x034f }, { 0x061c, 0x061c }, { 0x115f, 0x1160 },
		{ 0x17b4, 0x17b5 }, { 0x180e, 0x180e }, { 0x200b, 0x200b },
		{ 0x200e, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
		{ 0x3164, 0x3164 }, { 0xfdd0, 0xfdef }, { 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb },
		{ 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
		{ 0xe0000, 0xe0fff },
	};

	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++)
		if (code >= runs[i][0] && code <= runs[i][1])
			return true;
	return (code & 0xfffe) == 0xfffe;
}

static void
escape_one(FILE *out, const unsigned char *p, size_t n, uint32_t code)
{
	if (code == '\n')
		fputs("\\n", out);
	else if (code == '\t')
		fputs("\\t", out);
	else if (code == '\r')
		fputs("\\r", out);
	else if (code == '\\')
		fputs("\\\\", out);
	else if (deceives(code))
		fprintf(out, "\\u{%04" PRIX32 "}", code);
	else
		fwrite(p, 1, n, out);
}

char *
text_escaped(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t left = strlen(text), len = 0;
	char *escaped = NULL;
	FILE *out = open_memstream(&escaped, &len);

	if (out == NULL)
		return NULL;
	while (left > 0) {
		uint32_t code;
		size_t n = next(p, left, &code);

		if (n == 0)
			fprintf(out, "\\x%02X", *p);
		else
			escape_one(out, p, n, code);
		p += n == 0 ? 1 : n;
		left -= n == 0 ? 1 : n;
	}
	if (fclose(out) != 0) {
		free(escaped);
		return NULL;
	}
	return escaped;
}

/* @code as JSON's escape, two of them past the basic plane. */
static void
json_escape(FILE *out, uint32_t code)
{
	if (code > 0xffff) {
		code -= 0x10000;
		fprintf(out, "\\u%04" PRIx32, 0xd800 + (code >> 10));
		code = 0xdc00 + (code & 0x3ff);
	}
	fprintf(out, "\\u%04" PRIx32, code);
}

void
text_json(FILE *out, const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t left = strlen(text);

	putc('"', out);
	while (left > 0) {
		uint32_t code;
		size_t n = next(p, left, &code);

		if (n == 0)
			fputs("\xef\xbf\xbd", out);
		else if (code == '"' || code == '\\')
			fprintf(out, "\\%c", (int)code);
		else if (deceives(code))
			json_escape(out, code);
		else
			fwrite(p, 1, n, out);
		p += n == 0 ? 1 : n;
		left -= n == 0 ? 1 : n;
	}
	putc('"', out);
}

void
text_json_value(FILE *out, const char *json, size_t len)
{
	const unsigned char *p = (const unsigned char *)json;
	size_t kept = 0;		/* bytes before @p, not yet written */

	while (len > 0) {
		uint32_t code;
		size_t n = next(p, len, &code);

		/* Outside strings, white space is the one that deceives. */
		if (n == 0 || !deceives(code) || code < ' ') {
			n = n == 0 ? 1 : n;
			kept += n;
		} else {
			fwrite(p - kept, 1, kept, out);
			json_escape(out, code);
			kept = 0;
		}
		p += n;
		len -= n;
	}
	fwrite(p - kept, 1, kept, out);
}

void
text_html(FILE *out, const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t left = strlen(text);

	while (left > 0) {
		uint32_t code;
		size_t n = next(p, left, &code);

		if (n == 0)
			fputs("\xef\xbf\xbd", out);
		else if (code == '&' || code == '<' || code == '>' ||
		    code == '"' || code == '\'')
			fprintf(out, "&#%d;", (int)code);
		else if (!deceives(code))
			fwrite(p, 1, n, out);
		p += n == 0 ? 1 : n;
		left -= n == 0 ? 1 : n;
	}
}

const char *
text_count(uint64_t number, char out[32])
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%" PRIu64, number);
	char *q = out;

	for (int i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			*q++ = ',';
		*q++ = digits[i];
	}
	*q = '\0';
	return out;
}

const char *
text_bytes(uint64_t bytes, char out[32])
{
	static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB",
	    "PB", "EB" };
	uint64_t scale = 1, tenths;
	size_t unit = 0;

	while (bytes / scale >= 1000) {
		scale *= 1000;
		unit++;
	}
	/* Whole numbers alone: a decimal comma would depend on the locale. */
	tenths = scale == 1 ? bytes * 10 :
	    (bytes + scale / 20) / (scale / 10);
	if (unit > 0 && tenths < 100)
		snprintf(out, 32, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10,
		    tenths % 10, units[unit]);
	else
		snprintf(out, 32, "%" PRIu64 " %s", (tenths + 5) / 10,
		    bytes == 1 ? "byte" : units[unit]);
	return out;
}

int
text_utc(int64_t seconds, char out[TEXT_UTC_CAP])
{
	time_t at = (time_t)seconds;
	struct tm utc;
	size_t len;

	out[0] = '\0';
	if (gmtime_r(&at, &utc) == NULL)
		return 0;
	(void)snprintf(out, TEXT_UTC_CAP, "%04lld",
	    (long long)utc.tm_year + 1900);
	len = strlen(out);
	(void)strftime(out + len, TEXT_UTC_CAP - len, "-%m-%dT%H:%M:%S",
	    &utc);
	return 1;
}
