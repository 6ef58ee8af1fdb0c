/*
 * A growing file, written in large pieces (spool.h).  What
 * stands in it is its user's.
 */
#include "bundle/stream/spool.h"

#include "base/file.h"
#include "base/num.h"
#include "base/sync.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)1 << 16)

static const char spool_name[] = "temporary file";

enum evid_status
evi_spool_begin(struct evi_spool *spool, const char *folder,
    struct evid_error *err)
{
	enum evid_status status;

	*spool = (struct evi_spool)EVI_SPOOL_INIT;
	spool->folder = folder;
	status = evi_digest_new(EVI_SHA256, &spool->digest, err);
	if (status == EVID_OK)
		status = evi_spool_open(folder, &spool->fd, err);
	return status;
}

static enum evid_status
fail_known(struct evid_error *err)
{
	evi_fail(err, EVID_ERR_MISMATCH,
	    "what was kept of the sealing is not what was written");
	evi_hint(err, "it was damaged or altered since: remove it, and seal "
	    "anew");
	return EVID_ERR_MISMATCH;
}

enum evid_status
evi_spool_begin_named(struct evi_spool *spool, const char *path,
    const struct evi_extent *known, struct evid_error *err)
{
	enum evid_status status;
	struct stat st;

	*spool = (struct evi_spool)EVI_SPOOL_INIT;
	spool->folder = "";
	spool->known = *known;
	status = evi_digest_new(EVI_SHA256, &spool->digest, err);
	if (status != EVID_OK)
		return status;
	spool->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
	    O_NOCTTY, 0600);
	if (spool->fd < 0)
		return evi_fail_errno(err, errno, "open", path);
	if (fstat(spool->fd, &st) != 0)
		return evi_fail_errno(err, errno, "look at", path);
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size < known->size)
		return fail_known(err);
	if ((uint64_t)st.st_size > known->size &&
	    evi_set_size(spool->fd, known->size) != 0)
		return evi_fail_errno(err, errno, "write", path);
	return EVID_OK;
}

/* What was written before must be what is to be written now. */
static enum evid_status
compare(struct evi_spool *spool, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	uint8_t piece[8192], digest[EVI_SHA256_LEN];
	enum evid_status status = EVID_OK;
	size_t done, n;

	for (done = 0; status == EVID_OK && done < len; done += n) {
		n = len - done < sizeof(piece) ? len - done : sizeof(piece);
		status = evi_spool_read(spool, spool->written + done, piece, n,
		    err);
		if (status == EVID_OK && memcmp(piece, data + done, n) != 0)
			status = fail_known(err);
	}
	if (status != EVID_OK || spool->written + len < spool->known.size)
		return status;
	status = evi_digest_peek(spool->digest, digest, err);
	return status == EVID_OK && memcmp(digest, spool->known.sha256,
	    sizeof(digest)) != 0 ? fail_known(err) : status;
}

static enum evid_status
put(struct evi_spool *spool, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	enum evid_status status = evi_digest_add(spool->digest, data, len,
	    err);

	if (status == EVID_OK)
		status = spool->written < spool->known.size ?
		    compare(spool, data, len, err) :
		    evi_spool_write(spool->fd, spool->folder, data, len,
		    spool->written, err);
	spool->written += len;
	return status;
}

static enum evid_status
flush(struct evi_spool *spool, struct evid_error *err)
{
	enum evid_status status = evi_buf_status(&spool->buf, err);
	uint64_t known = spool->known.size > spool->written ?
	    spool->known.size - spool->written : 0;
	size_t n = known < spool->buf.len ? (size_t)known : spool->buf.len;

	if (status == EVID_OK && n > 0)
		status = put(spool, spool->buf.data, n, err);
	if (status == EVID_OK && spool->buf.len > n)
		status = put(spool, spool->buf.data + n, spool->buf.len - n,
		    err);
	evi_buf_clear(&spool->buf);
	return status;
}

enum evid_status
evi_spool_sync(struct evi_spool *spool, struct evi_extent *extent_out,
    struct evid_error *err)
{
	enum evid_status status = flush(spool, err);

	if (status == EVID_OK && evi_sync(spool->fd) != 0)
		status = evi_fail_errno(err, errno, "write", spool_name);
	extent_out->size = spool->size;
	return status != EVID_OK ? status :
	    evi_digest_peek(spool->digest, extent_out->sha256, err);
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

	if (status == EVID_OK && spool->written < spool->known.size)
		status = fail_known(err);
	if (status == EVID_OK)
		status = evi_digest_finish(spool->digest, spool->sha256, err);
	memcpy(digest_out, spool->sha256, EVI_SHA256_LEN);
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
fail_lost(const struct evi_spool *spool, struct evid_error *err)
{
	evi_fail(err, EVID_ERR_IO, "%s: what is read back is not what was "
	    "written", spool_name);
	evi_hint(err, "%s", spool->folder == NULL ? "name a folder of another "
	    "file system for temporary files with TMPDIR" : "its file system "
	    "loses what is written: put the output on another one");
	return EVID_ERR_IO;
}

enum evid_status
evi_spool_next(struct evi_spool *spool, void *data, size_t len,
    struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status = EVID_OK;

	if (spool->at == 0)
		status = evi_digest_start(spool->digest, err);
	if (status == EVID_OK)
		status = evi_spool_read(spool, spool->at, data, len, err);
	if (status == EVID_OK)
		status = evi_digest_add(spool->digest, data, len, err);
	spool->at += len;
	if (status != EVID_OK || spool->at < spool->size)
		return status;
	spool->at = 0;
	status = evi_digest_finish(spool->digest, digest, err);
	return status == EVID_OK && memcmp(digest, spool->sha256,
	    sizeof(digest)) != 0 ? fail_lost(spool, err) : status;
}

enum evid_status
evi_spool_check(struct evi_spool *spool, struct evid_error *err)
{
	uint8_t piece[8192];
	enum evid_status status = EVID_OK;
	uint64_t left = spool->size;
	size_t n;

	for (; status == EVID_OK && left > 0; left -= n) {
		n = left < sizeof(piece) ? (size_t)left : sizeof(piece);
		status = evi_spool_next(spool, piece, n, err);
	}
	return status;
}

/* The digest of what was written with the count in its place, from a copy that
 * is compared with what was written. */
static enum evid_status
digest_again(struct evi_spool *spool, const uint8_t count[8],
    uint8_t digest_out[EVI_SHA256_LEN], struct evid_error *err)
{
	struct evi_digest *digest = NULL;	/* owned here */
	uint8_t piece[8192];
	enum evid_status status;
	uint64_t left = spool->size;
	size_t n;

	status = evi_digest_new(EVI_SHA256, &digest, err);
	for (; status == EVID_OK && left > 0; left -= n) {
		n = left < sizeof(piece) ? (size_t)left : sizeof(piece);
		status = evi_spool_next(spool, piece, n, err);
		if (left == spool->size)
			memcpy(piece, count, 8);
		if (status == EVID_OK)
			status = evi_digest_add(digest, piece, n, err);
	}
	if (status == EVID_OK)
		status = evi_digest_finish(digest, digest_out, err);
	evi_digest_free(digest);
	return status;
}

enum evid_status
evi_spool_set_count(struct evi_spool *spool, uint64_t count,
    uint8_t digest_out[EVI_SHA256_LEN], struct evid_error *err)
{
	enum evid_status status;
	uint8_t text[8];

	evi_put_le64(text, count);
	status = digest_again(spool, text, digest_out, err);
	if (status == EVID_OK)
		status = evi_pwrite_full(spool->fd, text, sizeof(text), 0,
		    spool_name, err);
	if (status == EVID_OK)
		memcpy(spool->sha256, digest_out, EVI_SHA256_LEN);
	return status;
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
