/*
 * A file that grows while the payload is written: manifest, inventory, block
 * index.  Its digest runs along.  It has no name, or, where a sealing may be
 * resumed, one: then what a run before wrote of it is written again only in
 * so far as it must be the same.
 */
#ifndef EVI_BUNDLE_STREAM_SPOOL_H
#define EVI_BUNDLE_STREAM_SPOOL_H

#include "adapt/digest.h"
#include "base/buf.h"

struct evi_spool {
	int fd;
	const char *folder;		/* NULL: where TMPDIR says; "": it
					 * has a name */
	uint64_t size;			/* with what is still in @buf */
	struct evi_digest *digest;
	struct evi_buf buf;
	uint64_t written;		/* without that */
	struct evi_extent known;	/* written by a run before */
	uint8_t sha256[EVI_SHA256_LEN];	/* of all, once it has ended */
	uint64_t at;			/* of evi_spool_next */
};

#define EVI_SPOOL_INIT { -1, NULL, 0, NULL, EVI_BUF_INIT, 0, { 0, { 0 } }, \
	{ 0 }, 0 }

enum evid_status evi_spool_begin(struct evi_spool *spool, const char *folder,
    struct evid_error *err);
/* the file @path (mode 0600), of which @known stands already: additions are
 * compared with it as far as it goes.  EVID_ERR_MISMATCH, here or then, where
 * it is not so.  What stands after it goes away */
enum evid_status evi_spool_begin_named(struct evi_spool *spool,
    const char *path, const struct evi_extent *known, struct evid_error *err);
/* all of it is on the disk; *extent_out tells what that is */
enum evid_status evi_spool_sync(struct evi_spool *spool,
    struct evi_extent *extent_out, struct evid_error *err);
enum evid_status evi_spool_add(struct evi_spool *spool, const void *data,
    size_t len, struct evid_error *err);
/* writes out what is buffered; then the spool may be read, and patched */
enum evid_status evi_spool_end(struct evi_spool *spool,
    uint8_t digest_out[EVI_SHA256_LEN], struct evid_error *err);
/* put the count at the front of a block index, whose digest is made anew */
enum evid_status evi_spool_set_count(struct evi_spool *spool, uint64_t count,
    uint8_t digest_out[EVI_SHA256_LEN], struct evid_error *err);
/* once it has ended: its next bytes, from the first on.  EVID_ERR_IO, with the
 * last of them, where they are not what was written */
enum evid_status evi_spool_next(struct evi_spool *spool, void *data,
    size_t len, struct evid_error *err);
/* once it has ended: all of it is read as it was written */
enum evid_status evi_spool_check(struct evi_spool *spool,
    struct evid_error *err);
/* bytes of it, which nothing was compared with */
enum evid_status evi_spool_read(const struct evi_spool *spool, uint64_t at,
    void *data, size_t len, struct evid_error *err);
void evi_spool_close(struct evi_spool *spool);

#endif
