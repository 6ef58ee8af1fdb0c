/*
 * Text that a tool shows.  What the library says to people is escaped
 * already; this is for what comes from the command line, and for JSON.
 */
#include "common/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "evidence/text.h"

char *
text_escaped(const char *text)
{
	struct evid_error err = EVID_ERROR_INIT;
	char *escaped = NULL;

	if (evid_text_escape(text, &escaped, &err) != EVID_OK)
		return NULL;
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
		size_t n = evid_text_next(p, left, &code);

		if (n == 0)
			fputs("\xef\xbf\xbd", out);
		else if (code == '"' || code == '\\')
			fprintf(out, "\\%c", (int)code);
		else if (evid_text_deceives(code))
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
		size_t n = evid_text_next(p, len, &code);

		/* Outside strings, white space is the one that deceives. */
		if (n == 0 || !evid_text_deceives(code) || code < ' ') {
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
		size_t n = evid_text_next(p, left, &code);

		if (n == 0)
			fputs("\xef\xbf\xbd", out);
		else if (code == '&' || code == '<' || code == '>' ||
		    code == '"' || code == '\'')
			fprintf(out, "&#%d;", (int)code);
		else if (!evid_text_deceives(code))
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
