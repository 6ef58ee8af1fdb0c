/*
 * A file without a name that grows and is then read (store.h).
 */
#include "bundle/extract/store.h"

#include "base/file.h"

#include <unistd.h>

#define PENDING ((size_t)256 << 10)

enum evid_status
evi_heap_open(struct evi_heap *heap, const char *folder,
    struct evid_error *err)
{
	*heap = (struct evi_heap){ .fd = -1, .folder = folder };
	return evi_spool_open(folder, &heap->fd, err);
}

static enum evid_status
flush(struct evi_heap *heap, struct evid_error *err)
{
	uint64_t at = heap->size - heap->buf.len;
	enum evid_status status = evi_buf_status(&heap->buf, err);

	if (status == EVID_OK && heap->buf.len > 0)
		status = evi_spool_write(heap->fd, heap->folder,
		    heap->buf.data, heap->buf.len, at, err);
	evi_buf_clear(&heap->buf);
	return status;
}

enum evid_status
evi_heap_add(struct evi_heap *heap, const void *data, size_t len,
    struct evid_error *err)
{
	evi_buf_add(&heap->buf, data, len);
	heap->size += len;
	return heap->buf.len < PENDING ? evi_buf_status(&heap->buf, err) :
	    flush(heap, err);
}

enum evid_status
evi_heap_end(struct evi_heap *heap, struct evid_error *err)
{
	return flush(heap, err);
}

enum evid_status
evi_heap_read(const struct evi_heap *heap, uint64_t at, void *data,
    size_t len, struct evid_error *err)
{
	return evi_spool_pread(heap->fd, heap->folder, data, len, at, err);
}

void
evi_heap_close(struct evi_heap *heap)
{
	if (heap->fd >= 0)
		close(heap->fd);
	evi_buf_free(&heap->buf);
	heap->fd = -1;
}
