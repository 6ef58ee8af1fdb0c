/*
 * A file without a name that grows and is then read (store.h).
 */
#include "bundle/extract/store.h"

#include "adapt/deflate.h"
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
	heap->crc = evi_crc32(heap->crc, heap->buf.data, heap->buf.len);
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
evi_heap_lost(struct evid_error *err)
{
	evi_fail(err, EVID_ERR_IO, "temporary file: what is read back "
	    "is not what was written");
	evi_hint(err, "name a folder of another file system for temporary "
	    "files with TMPDIR");
	return EVID_ERR_IO;
}

enum evid_status
evi_heap_end(struct evi_heap *heap, struct evid_error *err)
{
	enum evid_status status = flush(heap, err);
	uint8_t piece[16384];
	uint32_t crc = 0;
	uint64_t at = 0;
	size_t n;

	for (; status == EVID_OK && at < heap->size; at += n) {
		n = heap->size - at < sizeof(piece) ?
		    (size_t)(heap->size - at) : sizeof(piece);
		status = evi_heap_read(heap, at, piece, n, err);
		crc = evi_crc32(crc, piece, n);
	}
	return status == EVID_OK && crc != heap->crc ? evi_heap_lost(err) :
	    status;
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
