/*
 * The one tar encoding (docs/format.md, section 2): values to header bytes
 * and back.
 */
#ifndef EVI_RECORD_TAR_H
#define EVI_RECORD_TAR_H

#include "base/buf.h"

#define EVI_TAR_BLOCK 512
#define EVI_TAR_PATH_MAX 4200		/* BASE/ and a path of the format */
/* x header, body (path and size records), header */
#define EVI_TAR_HEADER_MAX (EVI_TAR_BLOCK * 11)
#define EVI_TAR_MTIME_MAX 8589934591u
#define EVI_TAR_LAST_RUN 2048		/* locator member and the end */

struct evi_tar_entry {
	char path[EVI_TAR_PATH_MAX + 1];	/* ends with the one NUL */
	size_t path_len;
	uint64_t size;
	uint64_t mtime;		/* at most EVI_TAR_MTIME_MAX */
};

/* does what begins so, of which a block is given, or all that there is, begin
 * as a tar does, or as gzip? */
bool evi_head_is_packed(const uint8_t *head, size_t len);

/* zero bytes that follow a content of @size */
size_t evi_tar_padding(uint64_t size);
/* length of all headers of a member: 512, or x header, body and 512 */
size_t evi_tar_header_len(const char *path, size_t path_len, uint64_t size);
/* add the header bytes of a member; EVID_ERR_LIMIT for what does not fit */
enum evid_status evi_tar_write_header(struct evi_buf *out, const char *path,
    size_t path_len, uint64_t size, uint64_t mtime, struct evid_error *err);

enum evi_tar_read {
	EVI_TAR_HEADER,		/* *entry_out is filled, *used_out consumed */
	EVI_TAR_NEED_MORE,	/* @len is too short to tell (grows to at most
				 * EVI_TAR_HEADER_MAX) */
	EVI_TAR_END,		/* 512 zero bytes */
	EVI_TAR_BAD		/* no encoding of anything; *why_out says */
};

/*
 * evi_tar_read_header - what the bytes at @data say, if they are exactly what
 * evi_tar_write_header gives for it
 */
enum evi_tar_read evi_tar_read_header(const uint8_t *data, size_t len,
    struct evi_tar_entry *entry_out, size_t *used_out, const char **why_out);

/* is it the header of a folder, which no bundle has? */
bool evi_tar_is_folder(const uint8_t block[EVI_TAR_BLOCK]);
/*
 * evi_tar_could_begin - the bytes where a tar was cut within a header
 *
 * Could more of them make the headers of a member of the bundle @base ("" for
 * its first member), or the end of the tar?
 */
bool evi_tar_could_begin(const uint8_t *data, size_t len, const char *base);

#endif
