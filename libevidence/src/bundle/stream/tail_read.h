/*
 * The tail of a bundle, and no more of it than is needed to find it.
 */
#ifndef EVI_BUNDLE_STREAM_TAIL_READ_H
#define EVI_BUNDLE_STREAM_TAIL_READ_H

#include "bundle/stream/container.h"
#include "record/tags.h"

struct evi_tail_reader {
	struct evi_input input;
	const char *path;
	bool folder;
	enum evi_container_kind kind;	/* of the file itself */
	bool recompressed;
	int spool;			/* the tail's tar bytes, or -1 */
	uint64_t file_offset;		/* where it begins, without a spool */
};

/*
 * evi_tail_find - where the tail of a BGZF file begins, as its locator says
 *
 * Only tried: that a manifest begins there is looked at, no more.  *found_out
 * false: it must be read through.
 */
enum evid_status evi_tail_find(struct evi_input *input,
    struct evi_locator *locator_out, bool *found_out,
    struct evid_error *err);

/* content of a member, in pieces */
typedef enum evid_status evi_tail_fn(void *context, enum evi_tag tag,
    const uint8_t *data, size_t len, struct evid_error *err);

/* EVID_ERR_FORMAT where there is none, TRUNCATED where the file is cut,
 * TOO_NEW where evidence/format is of another number and was seen.  To be
 * closed also after a failure */
enum evid_status evi_tail_reader_open(struct evi_tail_reader *tail,
    const char *path, struct evid_error *err);
/* all members from the manifest on; may be called again */
enum evid_status evi_tail_reader_read(struct evi_tail_reader *tail,
    evi_tail_fn *content, void *context, struct evid_error *err);
/* is it a folder with a seal, or a file that begins as a bundle may?  A failure
 * as of evi_tail_reader_open */
enum evid_status evi_tail_begins(const char *path, struct evid_error *err);
const char *evi_tail_reader_container(const struct evi_tail_reader *tail);
/* more of a member's content, kept in @text; EVID_ERR_FORMAT past 16 MiB */
enum evid_status evi_tail_keep(struct evi_buf *text, enum evi_tag tag,
    const uint8_t *data, size_t len, struct evid_error *err);
void evi_tail_reader_close(struct evi_tail_reader *tail);

#endif
