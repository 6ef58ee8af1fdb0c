/*
 * The tar, read as it comes: members, their content, and what could not be
 * seen.  Pieces go in; events come out, which later stages of the pipeline
 * hash and judge.
 */
#ifndef EVI_BUNDLE_STREAM_TARSCAN_H
#define EVI_BUNDLE_STREAM_TARSCAN_H

#include "bundle/stream/container.h"
#include "record/tar.h"

enum evi_event_kind {
	EVI_EVENT_MEMBER,	/* a header: @member */
	EVI_EVENT_DATA,		/* content: @at, @len of the piece */
	EVI_EVENT_LOST,		/* content that was lost: @offset in the member,
				 * @len */
	EVI_EVENT_END,		/* the member is over */
	EVI_EVENT_BAD,		/* no encoding of anything: @tar_offset, @why */
	EVI_EVENT_TRAILING,	/* bytes after the end: @tar_offset */
	EVI_EVENT_FINISH	/* the second zero block: the tar's end is
				 * @tar_offset */
};

struct evi_event {
	enum evi_event_kind kind;
	size_t member;		/* of the piece's members */
	size_t at, len;
	uint64_t offset;
	uint64_t tar_offset;
	const char *why;
	bool bundle;		/* BAD, the first: the piece has a bagit.txt */
	bool folder;		/* BAD: it is the header of a folder */
};

/* a member, as far as this piece knows it; one that goes on from the piece
 * before is members[0], with `begun` false */
struct evi_seen {
	size_t path_at;		/* in the events' text, NUL-terminated */
	uint64_t size, mtime;
	uint64_t tar_offset;	/* of its first header */
	uint64_t content_offset;
	bool begun, ended;	/* in this piece */
	size_t at, len;		/* its content in the piece, when it is here as
				 * a whole */
	uint8_t sha256[32];	/* when it ended, by whoever hashes */
};

struct evi_events {
	struct evi_event *items;
	size_t count, cap;
	struct evi_seen *members;
	size_t n_members, members_cap;
	struct evi_buf text;
	bool tail_known;	/* after this piece: where the tail begins */
	uint64_t tail;
};

void evi_events_free(struct evi_events *events);

struct evi_tarscan {
	enum evi_scan_state {
		EVI_SCAN_HEADER, EVI_SCAN_DATA, EVI_SCAN_PADDING,
		EVI_SCAN_SEARCH, EVI_SCAN_ZERO, EVI_SCAN_OVER
	} state;
	uint8_t head[EVI_TAR_HEADER_MAX];
	size_t head_len;
	uint64_t head_offset;
	struct evi_tar_entry entry;
	uint64_t content_offset;
	uint64_t left;			/* of content or padding */
	uint64_t tar_offset;
	uint64_t member_offset;		/* header of the member under way */
	bool open;			/* a member is under way */
	bool trailing;
	bool tail_known;
	uint64_t tail;
};

void evi_tarscan_init(struct evi_tarscan *scan);
/* all of @piece; @events is emptied first */
enum evid_status evi_tarscan_piece(struct evi_tarscan *scan,
    const struct evi_piece *piece, struct evi_events *events,
    struct evid_error *err);

#endif
