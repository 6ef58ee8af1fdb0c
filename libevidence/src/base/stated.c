/*
 * What somebody else states, as text for people: escaped, between quotes, and
 * cut where it is longer than anybody reads.
 */
#include "base/text.h"

#include <string.h>

void
evi_text_quote(struct evi_buf *out, const char *safe)
{
	evi_buf_add_byte(out, '"');
	for (; *safe != '\0'; safe++) {
		if (*safe == '"')
			evi_buf_add_byte(out, '\\');
		evi_buf_add_byte(out, (uint8_t)*safe);
	}
	evi_buf_add_byte(out, '"');
}

static void
stated(struct evi_buf *out, const char *text, size_t len)
{
	struct evi_buf safe = EVI_BUF_INIT;	/* owned here */

	evi_text_escape(&safe, text, len);
	evi_text_quote(out, evi_buf_text(&safe));
	out->failed |= safe.failed;
	evi_buf_free(&safe);
}

void
evi_text_stated(struct evi_buf *out, const char *text)
{
	stated(out, text, strlen(text));
}

/* That it is cut stands outside the quotes, where no text can say so. */
void
evi_text_stated_cut(struct evi_buf *out, const char *text, size_t most,
    const char *where)
{
	size_t len = strlen(text);

	if (len <= most) {
		stated(out, text, len);
		return;
	}
	stated(out, text, evi_utf8_cut(text, most));
	evi_buf_add_format(out, " [cut here: the %s has %zu bytes]", where,
	    len);
}

/* Where one is cut they stand apart, so that it hides none of the others. */
void
evi_text_stated_names(struct evi_buf *out, const char *const *parts, size_t n,
    const char *where)
{
	struct evi_buf names = EVI_BUF_INIT;	/* owned here */
	const char *before = "";
	bool cut = false;
	size_t i;

	for (i = 0; i < n; i++)
		cut = cut || strlen(parts[i]) > EVI_NAME_SHOWN;
	for (i = 0; i < n && cut; i++) {
		if (parts[i][0] == '\0')
			continue;
		evi_buf_add_text(out, before);
		evi_text_stated_cut(out, parts[i], EVI_NAME_SHOWN, where);
		before = ", ";
	}
	if (cut)
		return;
	evi_text_list(&names, parts, n);
	if (names.len > 0)
		evi_text_quote(out, evi_buf_text(&names));
	out->failed |= names.failed;
	evi_buf_free(&names);
}
