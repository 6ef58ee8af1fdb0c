/*
 * Text: hex, base64, UTF-8, and escaping for what shows it.  What a name may
 * hold in a bundle is decided elsewhere; here it is only made safe to show.
 */
#include "base/text.h"
#include "base/num.h"

#include <string.h>

void
evi_hex(const void *data, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i++) {
		*out++ = digits[p[i] >> 4];
		*out++ = digits[p[i] & 15];
	}
	*out = '\0';
}

/* A digit's value and one; 0 for what is none.  Digests are nearly half of an
 * inventory, and no branch foresees their digits. */
static const uint8_t hex_values[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6,
	['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16
};

bool
evi_unhex(const char *text, size_t text_len, uint8_t *out, size_t len)
{
	bool good = true;
	size_t want;

	if (!evi_mul_size(len, 2, &want) || text_len != want)
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned int high = hex_values[(uint8_t)text[2 * i]];
		unsigned int low = hex_values[(uint8_t)text[2 * i + 1]];

		good &= high != 0 && low != 0;
		out[i] = (uint8_t)(((high - 1) & 15) << 4 | ((low - 1) & 15));
	}
	return good;
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
evi_base64_add(struct evi_buf *out, const void *data, size_t len)
{
	const uint8_t *p = data;
	size_t room = len / 3 + 1;

	if (!evi_mul_size(room, 4, &room)) {
		out->failed = true;
		return;
	}
	if (!evi_buf_reserve(out, room))
		return;
	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t v = (uint32_t)p[i] << 16;
		uint8_t four[4];

		if (n > 1)
			v |= (uint32_t)p[i + 1] << 8;
		if (n > 2)
			v |= p[i + 2];
		for (unsigned int k = 0; k < 4; k++)
			four[k] = k > n ? '=' :
			    (uint8_t)base64_digits[v >> (18 - 6 * k) & 63];
		evi_buf_add(out, four, sizeof(four));
	}
}

static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* One group of four at @text into at most three bytes; 0 when it is none. */
static size_t
base64_group(const char *text, bool last, uint8_t out[3])
{
	uint32_t v = 0;
	size_t n = 4;

	if (last && text[3] == '=')
		n = text[2] == '=' ? 2 : 3;
	for (size_t k = 0; k < 4; k++) {
		int six = k < n ? base64_value(text[k]) : 0;

		if (six < 0)
			return 0;
		v = v << 6 | (uint32_t)six;
	}
	out[0] = (uint8_t)(v >> 16);
	out[1] = (uint8_t)(v >> 8);
	out[2] = (uint8_t)v;
	/* Spare bits set would be a second spelling of the same bytes. */
	if ((n == 2 && out[1] != 0) || (n < 4 && out[2] != 0))
		return 0;
	return n - 1;
}

bool
evi_unbase64(const char *text, size_t text_len, struct evi_buf *out)
{
	if (text_len % 4 != 0 ||
	    !evi_buf_reserve(out, text_len / 4 * 3))
		return false;
	for (size_t i = 0; i < text_len; i += 4) {
		uint8_t three[3];
		size_t n = base64_group(text + i, i + 4 == text_len, three);

		if (n == 0)
			return false;
		evi_buf_add(out, three, n);
	}
	return !out->failed;
}

/* The second byte's range depends on the first (Unicode, table 3-7). */
static bool
second_byte_good(uint8_t first, uint8_t second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0 && second <= 0xbf;
	case 0xed:
		return second >= 0x80 && second <= 0x9f;
	case 0xf0:
		return second >= 0x90 && second <= 0xbf;
	case 0xf4:
		return second >= 0x80 && second <= 0x8f;
	default:
		return second >= 0x80 && second <= 0xbf;
	}
}

size_t
evi_utf8_next(const uint8_t *p, size_t len, uint32_t *code_out)
{
	uint32_t code;
	size_t n;

	if (p[0] < 0x80) {
		*code_out = p[0];
		return 1;
	}
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (len < n || !second_byte_good(p[0], p[1]))
		return 0;
	code = p[0] & (0x7fU >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3fU);
	}
	*code_out = code;
	return n;
}

size_t
evi_utf8_cut(const void *text, size_t most)
{
	const uint8_t *p = text;

	while (most > 0 && (p[most] & 0xc0) == 0x80)
		most--;
	return most;
}

bool
evi_utf8_valid(const void *data, size_t len)
{
	const uint8_t *p = data;

	while (len > 0) {
		uint64_t eight;
		uint32_t code;
		size_t n;

		/* Most texts are ASCII, or nearly. */
		while (len >= sizeof(eight)) {
			memcpy(&eight, p, sizeof(eight));
			if ((eight & 0x8080808080808080u) != 0)
				break;
			p += sizeof(eight);
			len -= sizeof(eight);
		}
		if (len == 0)
			break;
		n = evi_utf8_next(p, len, &code);
		if (n == 0)
			return false;
		p += n;
		len -= n;
	}
	return true;
}

bool
evi_is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code <= 0x9f) ||
	    code == 0x2028 || code == 0x2029;
}

bool
evi_is_bidi(uint32_t code)
{
	return code == 0x061c || code == 0x200e || code == 0x200f ||
	    (code >= 0x202a && code <= 0x202e) ||
	    (code >= 0x2066 && code <= 0x2069);
}

bool
evi_is_invisible(uint32_t code)
{
	static const uint32_t runs[][2] = {
		{ 0x00ad, 0x00ad }, { 0x034f, 0x034f }, { 0x061c, 0x061c },
		{ 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180e, 0x180e },
		{ 0x200b, 0x200b }, { 0x200e, 0x200f }, { 0x202a, 0x202e },
		{ 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xfdd0, 0xfdef },
		{ 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },
		{ 0xfff0, 0xfffb },
		{ 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
		{ 0xe0000, 0xe0fff },
	};

	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++)
		if (code >= runs[i][0] && code <= runs[i][1])
			return true;
	return (code & 0xfffe) == 0xfffe;
}

bool
evi_is_space(uint32_t code)
{
	switch (code) {
	case 0x20:
	case 0x85:
	case 0xa0:
	case 0x1680:
	case 0x2028:
	case 0x2029:
	case 0x202f:
	case 0x205f:
	case 0x3000:
		return true;
	default:
		return (code >= 0x09 && code <= 0x0d) ||
		    (code >= 0x2000 && code <= 0x200a);
	}
}

bool
evi_text_blank(const char *text)
{
	const uint8_t *p = (const uint8_t *)text;
	size_t len = strlen(text), n;
	uint32_t code;

	for (; len > 0; p += n, len -= n) {
		n = evi_utf8_next(p, len, &code);
		if (n == 0 || (!evi_is_space(code) && !evi_is_invisible(code)))
			return false;
	}
	return true;
}

/* One character of @len bytes at @p, made safe. */
static void
escape_one(struct evi_buf *out, const uint8_t *p, size_t len, uint32_t code)
{
	switch (code) {
	case '\n':
		evi_buf_add(out, "\\n", 2);
		return;
	case '\t':
		evi_buf_add(out, "\\t", 2);
		return;
	case '\r':
		evi_buf_add(out, "\\r", 2);
		return;
	case '\\':
		evi_buf_add(out, "\\\\", 2);
		return;
	default:
		break;
	}
	if (evi_is_control(code) || evi_is_bidi(code) ||
	    evi_is_invisible(code))
		evi_buf_add_format(out, "\\u{%04X}", (unsigned int)code);
	else
		evi_buf_add(out, p, len);
}

/* how many characters at @p are ASCII that is shown as it is */
static size_t
plain(const uint8_t *p, size_t len)
{
	size_t n = 0;

	while (n < len && p[n] >= 0x20 && p[n] < 0x7f && p[n] != '\\')
		n++;
	return n;
}

void
evi_text_escape(struct evi_buf *out, const void *data, size_t len)
{
	const uint8_t *p = data;

	while (len > 0) {
		uint32_t code = 0;
		size_t n = plain(p, len);

		if (n > 0) {
			evi_buf_add(out, p, n);
		} else if ((n = evi_utf8_next(p, len, &code)) == 0) {
			evi_buf_add_format(out, "\\x%02X", p[0]);
			n = 1;
		} else {
			escape_one(out, p, n, code);
		}
		p += n;
		len -= n;
	}
}

void
evi_text_list(struct evi_buf *out, const char *const *parts, size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		if (parts[i][0] == '\0')
			continue;
		if (any)
			evi_buf_add_text(out, ", ");
		evi_text_escape(out, parts[i], strlen(parts[i]));
		any = true;
	}
}

void
evi_text_show_path(struct evi_buf *out, const char *path)
{
	struct evi_buf whole = EVI_BUF_INIT;
	size_t from = 0;

	evi_text_escape(&whole, path, strlen(path));
	if (whole.len > EVI_SHOWN_MAX) {
		evi_buf_add_text(out, "...");
		from = whole.len - EVI_SHOWN_MAX;
		while (from < whole.len && (whole.data[from] & 0xc0) == 0x80)
			from++;
	}
	if (whole.len > 0)
		evi_buf_add(out, whole.data + from, whole.len - from);
	evi_buf_free(&whole);
}

void
evi_html_entities(struct evi_buf *out, const void *data, size_t len)
{
	const uint8_t *safe = data;

	for (size_t i = 0; i < len; i++) {
		switch (safe[i]) {
		case '&':
			evi_buf_add_text(out, "&amp;");
			break;
		case '<':
			evi_buf_add_text(out, "&lt;");
			break;
		case '>':
			evi_buf_add_text(out, "&gt;");
			break;
		case '"':
			evi_buf_add_text(out, "&quot;");
			break;
		case '\'':
			evi_buf_add_text(out, "&#39;");
			break;
		default:
			evi_buf_add_byte(out, safe[i]);
			break;
		}
	}
}

void
evi_html_escape(struct evi_buf *out, const void *data, size_t len)
{
	struct evi_buf safe = EVI_BUF_INIT;

	evi_text_escape(&safe, data, len);
	if (safe.failed)
		out->failed = true;
	evi_html_entities(out, safe.data, safe.len);
	evi_buf_free(&safe);
}
