/*
 * What an event states, between quotes, and cut where it is longer than
 * anybody reads.
 */
#include "bundle/view/view.h"

#include "base/text.h"

#include <string.h>

void
evi_view_words(struct evi_buf *out, const char *text, size_t most)
{
	size_t len = strlen(text);
	struct evi_buf part = EVI_BUF_INIT;	/* owned here */

	if (len <= most) {
		evi_text_stated(out, text);
		return;
	}
	evi_buf_add(&part, text, evi_utf8_cut(text, most));
	evi_text_stated(out, evi_buf_text(&part));
	evi_buf_add_format(out, " [cut here: the event has %zu bytes]", len);
	out->failed |= part.failed;
	evi_buf_free(&part);
}
