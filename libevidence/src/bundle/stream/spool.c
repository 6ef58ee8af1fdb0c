/*
 * A growing file without a name, written in large pieces (spool.h).  What
 * stands in it is its user's.
 */
#include "bundle/stream/spool.h"

#include "base/file.h"
#include "base/num.h"

#include <unistd.h>

#define PIECE ((size_t)1 << 16)

static const char spool_name[] = "temporary file";

enum evid_status
evi_spool_begin(struct evi_spool *spool, const char *folder,
    struct evid_error *err)
{
	enum evid_status status;

	*spool = (struct evi_spool)EVI_SPOOL_INIT;
	status = evi_digest_new(EVI_SHA256, &spool->digest, err);
	if (status == EVID_OK)
		status = evi_spool_open(folder, &spool->fd, err);
	return status;
}

static enum evid_status
flush(struct evi_spool *spool, struct evid_error *err)
{
	enum evid_status status = evi_buf_status(&spool->buf, err);

	if (status != EVID_OK || spool->buf.len == 0)
		return status;
	status = evi_digest_add(spool->digest, spool->buf.data,
	    spool->buf.len, err);
	if (status == EVID_OK)
		status = evi_write_full(spool->fd, spool->buf.data,
		    spool->buf.len, spool_name, err);
	evi_buf_clear(&spool->buf);
	return status;
}

enum evid_status
evi_spool_add(struct evi_spool *spool, const void *data, size_t len,
    struct evid_error *err)
{
	evi_buf_add(&spool->buf, data, len);
	spool->size += len;
	return spool->buf.len < PIECE ? EVID_OK : flush(spool, err);
}

enum evid_status
evi_spool_end(struct evi_spool *spool, uint8_t digest_out[EVI_SHA256_LEN],
    struct evid_error *err)
{
	enum evid_status status = flush(spool, err);

	if (status == EVID_OK)
		status = evi_digest_finish(spool->digest, digest_out, err);
	return status;
}

enum evid_status
evi_spool_read(const struct evi_spool *spool, uint64_t at, void *data,
    size_t len, struct evid_error *err)
{
	enum evid_status status;
	size_t n;

	status = evi_pread_full(spool->fd, data, len, at, &n, spool_name, err);
	if (status == EVID_OK && n != len)
		status = evi_fail(err, EVID_ERR_IO,
		    "%s: it is shorter than what was written", spool_name);
	return status;
}

static enum evid_status
digest_again(struct evi_spool *spool, uint8_t digest_out[EVI_SHA256_LEN],
    struct evid_error *err)
{
	uint8_t piece[8192];
	enum evid_status status;
	uint64_t at = 0;
	size_t n;

	status = evi_digest_start(spool->digest, err);
	while (status == EVID_OK && at < spool->size) {
		n = spool->size - at < sizeof(piece) ?
		    (size_t)(spool->size - at) : sizeof(piece);
		status = evi_spool_read(spool, at, piece, n, err);
		if (status == EVID_OK)
			status = evi_digest_add(spool->digest, piece, n, err);
		at += n;
	}
	if (status == EVID_OK)
		status = evi_digest_finish(spool->digest, digest_out, err);
	return status;
}

enum evid_status
evi_spool_set_count(struct evi_spool *spool, uint64_t count,
    uint8_t digest_out[EVI_SHA256_LEN], struct evid_error *err)
{
	enum evid_status status;
	uint8_t text[8];

	evi_put_le64(text, count);
	status = evi_pwrite_full(spool->fd, text, sizeof(text), 0, spool_name,
	    err);
	return status != EVID_OK ? status :
	    digest_again(spool, digest_out, err);
}

void
evi_spool_close(struct evi_spool *spool)
{
	if (spool->fd >= 0)
		close(spool->fd);
	evi_digest_free(spool->digest);
	evi_buf_free(&spool->buf);
	*spool = (struct evi_spool)EVI_SPOOL_INIT;
}
