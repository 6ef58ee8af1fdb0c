/*
 * The inventory that was kept (store.h), line by line.
 */
#include "bundle/extract/store.h"

#include <string.h>

#define LINE_CHUNK ((size_t)256 << 10)

/* the whole lines in @pending, of which the bytes before @old hold no LF */
static enum evid_status
whole_lines(struct evi_buf *pending, size_t old, evi_store_line_fn *line,
    void *context, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	const uint8_t *lf;
	size_t start = 0;

	while (status == EVID_OK && (lf = memchr(pending->data + old, '\n',
	    pending->len - old)) != NULL) {
		old = (size_t)(lf - pending->data) + 1;
		status = line(context, (const char *)pending->data + start,
		    old - 1 - start, err);
		start = old;
	}
	memmove(pending->data, pending->data + start, pending->len - start);
	pending->len -= start;
	if (status == EVID_OK && pending->len > EVI_JSON_LIMIT)
		status = evi_fail(err, EVID_ERR_LIMIT,
		    "evidence/inventory.jsonl: a line is over 16 MiB");
	return status;
}

enum evid_status
evi_store_lines(struct evi_store *s, evi_store_line_fn *line, void *context,
    struct evid_error *err)
{
	struct evi_buf pending = EVI_BUF_INIT;
	enum evid_status status = EVID_OK;
	uint64_t at = 0;
	size_t n;

	for (; status == EVID_OK && at < s->inventory.size; at += n) {
		uint64_t left = s->inventory.size - at;
		size_t old = pending.len;

		n = left < LINE_CHUNK ? (size_t)left : LINE_CHUNK;
		if (!evi_buf_reserve(&pending, n)) {
			status = evi_fail_memory(err);
			break;
		}
		status = evi_heap_read(&s->inventory, at, pending.data + old,
		    n, err);
		pending.len += n;
		if (status == EVID_OK)
			status = whole_lines(&pending, old, line, context,
			    err);
	}
	evi_buf_free(&pending);
	return status;
}
