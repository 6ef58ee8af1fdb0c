/*
 * Text made safe for what shows it.  What a name may hold in a bundle is
 * decided elsewhere.
 */
#include "base/text.h"

#include <string.h>

#include "evidence/text.h"

size_t
evid_text_next(const void *text, size_t len, uint32_t *code_out)
{
	*code_out = 0;
	return len == 0 ? 0 : evi_utf8_next(text, len, code_out);
}

int
evid_text_deceives(uint32_t code)
{
	return evi_is_control(code) || evi_is_bidi(code) ||
	    evi_is_invisible(code);
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
	if (evid_text_deceives(code))
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

enum evid_status
evid_text_escape(const char *text, char **escaped_out, struct evid_error *err)
{
	struct evi_buf escaped = EVI_BUF_INIT;

	evi_text_escape(&escaped, text, strlen(text));
	return evi_buf_take(&escaped, escaped_out, err);
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
