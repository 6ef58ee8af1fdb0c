/*
 * What was seen of the payload.  A record of the file is the fixed part of a
 * tuple and its path; it never leaves this process.
 */
#include "bundle/stream/tuples.h"

#include "adapt/deflate.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/num.h"
#include "record/lines.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PENDING ((size_t)256 << 10)
#define FIXED (8 * 5 + 1 + EVI_SHA256_LEN)
#define BUFFER ((size_t)64 << 10)

enum evid_status
evi_tuples_open(struct evi_tuples *t, const char *folder,
    struct evid_error *err)
{
	enum evid_status status;

	memset(t, 0, sizeof(*t));
	t->folder = folder;
	/* Without room it still says yes or no; it cannot name then. */
	if (evi_spool_open(folder, &t->fd, &t->lack) != EVID_OK)
		t->fd = -1;
	status = evi_digest_new(EVI_SHA256, &t->manifest, err);
	if (status == EVID_OK)
		status = evi_digest_new(EVI_SHA256, &t->members, err);
	return status;
}

void
evi_tuples_close(struct evi_tuples *t)
{
	if (t->fd >= 0)
		close(t->fd);
	evi_buf_free(&t->pending);
	evi_digest_free(t->manifest);
	evi_digest_free(t->members);
	memset(t, 0, sizeof(*t));
	t->fd = -1;
}

enum evid_status
evi_tuple_digest(struct evi_digest *digest, const char *path,
    size_t path_len, uint64_t size, uint64_t mtime,
    const uint8_t sha256[EVI_SHA256_LEN], struct evid_error *err)
{
	uint8_t fixed[24 + EVI_SHA256_LEN];
	enum evid_status status;

	evi_put_le64(fixed, path_len);
	evi_put_le64(fixed + 8, size);
	evi_put_le64(fixed + 16, mtime);
	memcpy(fixed + 24, sha256, EVI_SHA256_LEN);
	status = evi_digest_add(digest, fixed, sizeof(fixed), err);
	if (status == EVID_OK)
		status = evi_digest_add(digest, path, path_len, err);
	return status;
}

static void
flush(struct evi_tuples *t)
{
	if (t->fd < 0 || t->pending.len == 0)
		return;
	if (evi_spool_write(t->fd, t->folder, t->pending.data, t->pending.len,
	    t->written, &t->lack) != EVID_OK) {
		close(t->fd);
		t->fd = -1;
	}
	t->crc = evi_crc32(t->crc, t->pending.data, t->pending.len);
	t->written += t->pending.len;
	evi_buf_clear(&t->pending);
}

static void
put(struct evi_buf *out, const struct evi_tuple *tuple)
{
	uint8_t fixed[FIXED];

	evi_put_le64(fixed, tuple->path_len);
	evi_put_le64(fixed + 8, tuple->size);
	evi_put_le64(fixed + 16, tuple->mtime);
	evi_put_le64(fixed + 24, tuple->lost_offset);
	evi_put_le64(fixed + 32, tuple->lost_len);
	fixed[40] = (uint8_t)(tuple->damaged | tuple->unread << 1);
	memcpy(fixed + 41, tuple->sha256, EVI_SHA256_LEN);
	evi_buf_add(out, fixed, sizeof(fixed));
	evi_buf_add(out, tuple->path, tuple->path_len);
}

enum evid_status
evi_tuples_add(struct evi_tuples *t, const struct evi_tuple *tuple,
    struct evid_error *err)
{
	struct evi_buf line = EVI_BUF_INIT;
	enum evid_status status;

	evi_sum_line_write(&line, tuple->sha256, tuple->path, tuple->path_len);
	status = evi_buf_status(&line, err);
	if (status == EVID_OK)
		status = evi_digest_add(t->manifest, line.data, line.len, err);
	if (status == EVID_OK)
		status = evi_tuple_digest(t->members, tuple->path,
		    tuple->path_len, tuple->size, tuple->mtime, tuple->sha256,
		    err);
	evi_buf_free(&line);
	if (status != EVID_OK)
		return status;
	t->count++;
	t->unread |= tuple->unread;
	if (t->fd < 0)
		return EVID_OK;
	put(&t->pending, tuple);
	if (t->pending.len >= PENDING)
		flush(t);
	return evi_buf_status(&t->pending, err);
}

bool
evi_tuple_covers(const struct evi_tuple *tuple, const char *path,
    size_t path_len)
{
	size_t len = tuple->path_len;

	return tuple->unread && path_len >= len && len > 0 &&
	    memcmp(path, tuple->path, len) == 0 &&
	    (path_len == len || tuple->path[len - 1] == '/');
}

enum evid_status
evi_tuple_first(struct evi_tuple_cursor *c, struct evi_tuples *tuples,
    struct evid_error *err)
{
	memset(c, 0, sizeof(*c));
	c->tuples = tuples;
	flush(tuples);
	if (tuples->fd < 0)
		return EVID_OK;
	c->left = tuples->count;
	c->buffer = malloc(BUFFER);
	if (c->buffer == NULL)
		return evi_fail_memory(err);
	return evi_tuple_next(c, err);
}

/* have @want bytes from c->start on */
static enum evid_status
fail_lost(struct evid_error *err)
{
	evi_fail(err, EVID_ERR_IO, "temporary file: what is read back is not "
	    "what was written");
	evi_hint(err, "name a folder of another file system for temporary "
	    "files with TMPDIR");
	return EVID_ERR_IO;
}

static enum evid_status
have(struct evi_tuple_cursor *c, size_t want, struct evid_error *err)
{
	enum evid_status status;
	size_t n;

	if (c->fill - c->start >= want)
		return EVID_OK;
	memmove(c->buffer, c->buffer + c->start, c->fill - c->start);
	c->fill -= c->start;
	c->start = 0;
	status = evi_pread_full(c->tuples->fd, c->buffer + c->fill,
	    BUFFER - c->fill, c->offset, &n, "temporary file", err);
	if (status != EVID_OK)
		return status;
	c->crc = evi_crc32(c->crc, c->buffer + c->fill, n);
	c->offset += n;
	c->fill += n;
	if (c->fill >= want && (c->offset < c->tuples->written ||
	    c->crc == c->tuples->crc))
		return EVID_OK;
	return fail_lost(err);
}

enum evid_status
evi_tuple_next(struct evi_tuple_cursor *c, struct evid_error *err)
{
	enum evid_status status;
	const uint8_t *p;

	c->valid = false;
	if (c->left == 0)
		return EVID_OK;
	status = have(c, FIXED, err);
	if (status != EVID_OK)
		return status;
	p = c->buffer + c->start;
	c->now.path_len = (size_t)evi_get_le64(p);
	c->now.size = evi_get_le64(p + 8);
	c->now.mtime = evi_get_le64(p + 16);
	c->now.lost_offset = evi_get_le64(p + 24);
	c->now.lost_len = evi_get_le64(p + 32);
	c->now.damaged = (p[40] & 1) != 0;
	c->now.unread = (p[40] & 2) != 0;
	memcpy(c->now.sha256, p + 41, EVI_SHA256_LEN);
	c->start += FIXED;
	if (c->now.path_len >= sizeof(c->now.path))
		return fail_lost(err);
	status = have(c, c->now.path_len, err);
	if (status != EVID_OK)
		return status;
	memcpy(c->now.path, c->buffer + c->start, c->now.path_len);
	c->now.path[c->now.path_len] = '\0';
	c->start += c->now.path_len;
	c->left--;
	c->valid = true;
	return EVID_OK;
}

void
evi_tuple_cursor_close(struct evi_tuple_cursor *c)
{
	free(c->buffer);
	memset(c, 0, sizeof(*c));
}
