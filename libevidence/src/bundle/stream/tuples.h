/*
 * What was seen of the payload, member by member, kept without growing: in a
 * file without a name, and as running digests that need no room at all.
 */
#ifndef EVI_BUNDLE_STREAM_TUPLES_H
#define EVI_BUNDLE_STREAM_TUPLES_H

#include "adapt/digest.h"
#include "record/tar.h"

struct evi_tuple {
	char path[EVI_TAR_PATH_MAX + 1];	/* data/... */
	size_t path_len;
	uint64_t size, mtime;
	uint8_t sha256[EVI_SHA256_LEN];
	bool damaged;			/* some of it was lost, or cut */
	bool unread;			/* it is there, and could not be read;
					 * a folder, where @path ends in '/' */
	uint64_t lost_offset, lost_len;	/* what, from first to last */
};

struct evi_tuples {
	int fd;				/* -1: no room; digests alone */
	struct evid_error lack;		/* then why */
	const char *folder;
	bool unread;			/* one of them */
	uint64_t count;
	uint64_t written;
	uint32_t crc;			/* of that */
	struct evi_buf pending;
	struct evi_digest *manifest;	/* that these members would have */
	struct evi_digest *members;	/* of path, size, mtime, sha256 */
};

enum evid_status evi_tuples_open(struct evi_tuples *t, const char *folder,
    struct evid_error *err);
void evi_tuples_close(struct evi_tuples *t);
enum evid_status evi_tuples_add(struct evi_tuples *t,
    const struct evi_tuple *tuple, struct evid_error *err);

/* is @path what could not be read, or below it? */
bool evi_tuple_covers(const struct evi_tuple *tuple, const char *path,
    size_t path_len);

/* into any running digest, as evi_tuples_add does into `members` */
enum evid_status evi_tuple_digest(struct evi_digest *digest,
    const char *path, size_t path_len, uint64_t size, uint64_t mtime,
    const uint8_t sha256[EVI_SHA256_LEN], struct evid_error *err);

/* reading them again, from the first; several at once */
struct evi_tuple_cursor {
	struct evi_tuples *tuples;
	uint64_t offset, left;
	uint32_t crc;			/* up to @offset */
	uint8_t *buffer;
	size_t start, fill;
	bool valid;			/* @now is one */
	struct evi_tuple now;
};
enum evid_status evi_tuple_first(struct evi_tuple_cursor *c,
    struct evi_tuples *tuples, struct evid_error *err);
enum evid_status evi_tuple_next(struct evi_tuple_cursor *c,
    struct evid_error *err);
void evi_tuple_cursor_close(struct evi_tuple_cursor *c);

#endif
