/*
 * The check of a bundle's members as they come, whatever they come from: a
 * tar, or a folder.  bundle/verify/check.c tells how; the parts of it stand in
 * check_*.c.
 */
#ifndef EVI_BUNDLE_VERIFY_CHECK_H
#define EVI_BUNDLE_VERIFY_CHECK_H

#include "bundle/stream/order.h"
#include "bundle/stream/sink.h"
#include "bundle/stream/spool.h"
#include "bundle/stream/tuples.h"
#include "bundle/verdict/verdict.h"
#include "bundle/verify/legal.h"
#include "bundle/verify/originals.h"
#include "evidence/verify.h"
#include "record/merkle.h"
#include "record/object.h"
#include "record/tags.h"

#define EVI_LOST_MAX 4096

/* a run of the tar that was lost, and where it stood in the file */
struct evi_lost {
	uint64_t tar_offset, tar_len;
	uint64_t file_offset, file_len;
};

/* lines of a file that comes in pieces */
struct evi_lines {
	struct evi_buf pending;
	uint64_t number;		/* of the last line, from 1 */
	bool too_long;
};

/* the inventory while it comes */
struct evi_inventory_check {
	struct evi_lines lines;
	struct evi_order order;
	struct evi_merkle tree;
	struct evi_tuple_cursor cursor;
	struct evi_digest *manifest;	/* that these lines would have */
	struct evi_digest *members;	/* of path, size, mtime, sha256 */
	struct evi_originals originals;
	uint64_t n_objects, n_files, n_bytes, n_partial;
	uint64_t next_offset;		/* of the next member in the tar */
	bool begun, unknown_keys;
	bool unreadable;		/* a line of it */
};

/* the manifest while it comes: the first line that is not as the payload */
struct evi_manifest_check {
	struct evi_lines lines;
	struct evi_order order;
	struct evi_tuple_cursor cursor;
	bool begun, differs;
	char *differs_at;		/* path, or NULL */
};

struct evi_gzi_check {
	struct evi_buf pending;
	bool has_count;
	uint64_t count, n_pairs;
	uint64_t last_file, last_tar;
	bool wrong;
	struct evi_digest *digest;	/* of the pairs */
};

struct evi_check {
	struct evid_verdict *v;
	const struct evid_verify_options *options;
	const struct evi_sink *sink;	/* or NULL */
	bool members_only;		/* the payload is read in part, as
					 * asked */
	bool tail_first;		/* and after the tail: its members are
					 * not missing */
	bool folder;			/* no tar: no times, no offsets seen */
	int payload_fd;			/* of a detached payload, or -1 */

	char base[256];			/* BASE, "" until known */
	bool named;			/* the sink was told of it */
	char *stranger;			/* the first member, of no bundle */
	enum evi_tag tag;		/* of the member under way */
	enum evi_tag last_tag;
	bool ignored;			/* the member under way has no place */
	struct evi_order order;		/* of payload, or of origin/, x/ */
	struct evi_tuple now;		/* path, size, mtime of it */
	uint64_t content_offset;	/* in the tar */

	bool seen[EVI_TAG_NONE], damaged[EVI_TAG_NONE];
	uint8_t sha256[EVI_TAG_NONE][EVI_SHA256_LEN];
	uint64_t size[EVI_TAG_NONE];
	uint64_t content_at[EVI_TAG_NONE];
	struct evi_buf text[EVI_TAG_NONE];	/* of the small ones */
	struct evi_buf tagmanifest;	/* as it should be */
	bool has_time[EVI_TAG_NONE];
	uint64_t tag_time[EVI_TAG_NONE];	/* of the last one, of many */
	bool part_unknown;

	struct evi_tuples tuples;
	struct evi_inventory_check inventory;
	struct evi_manifest_check manifest;
	struct evi_gzi_check gzi;
	struct evi_lines custody, disclosure;
	struct evi_spool custody_text;	/* the sealed log, to be judged */
	struct evid_custody *log;	/* all events, when judged; or NULL */
	struct evi_digest *places;	/* pairs that the blocks' places give */
	uint64_t n_places;

	uint64_t payload_offset;	/* in the tar, where data/ begins */
	uint64_t tail_offset;		/* where the tail begins */
	uint64_t tar_len;		/* all of it */
	bool unread;			/* something could not be read */
	struct evi_buf unread_paths;	/* of the tail, each with a NUL; a
					 * folder's ends in '/' */
	bool finished;			/* the tar ended as it should */
	bool cut_short;			/* it ended, and more came after */
	struct evi_lost lost[EVI_LOST_MAX];
	size_t n_lost;
	uint64_t n_lost_blocks;
};

enum evid_status evi_check_open(struct evi_check *c, struct evid_verdict *v,
    const struct evid_verify_options *options, struct evid_error *err);
void evi_check_close(struct evi_check *c);

/*
 * The members, in their order: begin, content in pieces, end with the digest
 * of it.  @tar_offset: of the first header.  EVID_ERR_TOO_NEW: a format that
 * cannot be read further; a finding says so
 */
enum evid_status evi_check_begin(struct evi_check *c, const char *path,
    uint64_t size, uint64_t mtime, uint64_t tar_offset,
    uint64_t content_offset, struct evid_error *err);
enum evid_status evi_check_content(struct evi_check *c, const uint8_t *data,
    size_t len, struct evid_error *err);
void evi_check_lost_content(struct evi_check *c, uint64_t offset,
    uint64_t len);
enum evid_status evi_check_end(struct evi_check *c,
    const uint8_t sha256[EVI_SHA256_LEN], struct evid_error *err);
/*
 * What is there and could not be read: the member under way, instead of its
 * end; a folder, whose path ends in '/', or "" for all.  It is told of, and
 * what follows from it is not.
 */
enum evid_status evi_check_unread(struct evi_check *c, const char *why,
    struct evid_error *err);
enum evid_status evi_check_unread_folder(struct evi_check *c,
    const char *path, const char *why, struct evid_error *err);
/* is @path of the tail what could not be read, or below it? */
bool evi_check_unseen(const struct evi_check *c, const char *path);
/* a run of the tar was lost */
void evi_check_lost(struct evi_check *c, const struct evi_lost *lost);

/* after the last member: what is missing, and what the whole says */
enum evid_status evi_check_finish(struct evi_check *c,
    struct evid_error *err);

/* parts, for check.c and each other */
enum evid_status evi_check_inventory(struct evi_check *c,
    const uint8_t *data, size_t len, struct evid_error *err);
enum evid_status evi_check_inventory_end(struct evi_check *c,
    struct evid_error *err);
enum evid_status evi_check_manifest(struct evi_check *c, const uint8_t *data,
    size_t len, struct evid_error *err);
enum evid_status evi_check_manifest_end(struct evi_check *c,
    struct evid_error *err);
/* its header has come, with this size */
void evi_check_gzi_begin(struct evi_check *c, uint64_t size);
/* the input ended within a file: what there is of it may be wrong already */
enum evid_status evi_check_cut(struct evi_check *c, struct evid_error *err);
enum evid_status evi_check_gzi_cut(struct evi_check *c,
    struct evid_error *err);
enum evid_status evi_check_gzi(struct evi_check *c, const uint8_t *data,
    size_t len, struct evid_error *err);
enum evid_status evi_check_gzi_end(struct evi_check *c,
    struct evid_error *err);
/* custody.jsonl, disclosure.jsonl: lines of JSON; what custody.jsonl says is
 * kept for evi_check_custody */
enum evid_status evi_check_jsonl(struct evi_check *c, const uint8_t *data,
    size_t len, struct evid_error *err);
enum evid_status evi_check_jsonl_end(struct evi_check *c,
    struct evid_error *err);
enum evid_status evi_check_tags(struct evi_check *c, struct evid_error *err);
enum evid_status evi_check_tagmanifest(struct evi_check *c,
    struct evid_error *err);
/* tells of a file that is not there, and should be */
enum evid_status evi_check_tag_there(struct evi_check *c, enum evi_tag tag,
    struct evid_error *err);
/* need it not be told that this file is not there? */
bool evi_check_excused(const struct evi_check *c, const char *path);
/* is the file of this tag, as it was read, the one in the tag manifest? */
bool evi_check_tag_listed(const struct evi_check *c, enum evi_tag tag);
/* was the inventory that was sealed read whole, so that no flag is missing? */
bool evi_check_flags_known(const struct evi_check *c);
enum evid_status evi_check_seal(struct evi_check *c, struct evid_error *err);
/* the legal axis, by the conditions and what the log says of them; call it
 * between evi_check_custody() and evi_check_custody_tell() */
enum evid_status evi_check_conditions(struct evi_check *c,
    struct evid_error *err);
/* is it a file that is kept whole? */
bool evi_check_is_small(enum evi_tag tag);
/* when the seal was read: trust, custody, conditions */
enum evid_status evi_check_whose(struct evi_check *c, struct evid_error *err);
enum evid_status evi_check_trust(struct evi_check *c, struct evid_error *err);
/* the log, judged; then its findings, but for claims about conditions that
 * the legal axis tells of */
enum evid_status evi_check_custody_tell(struct evi_check *c,
    struct evid_error *err);
enum evid_status evi_check_custody(struct evi_check *c,
    struct evid_error *err);
/* length of the headers of the member of a file */
size_t evi_check_header_len(const struct evi_check *c,
    const struct evi_object *object);
/* a file of a detached payload; adds its findings */
enum evid_status evi_check_payload_file(struct evi_check *c,
    const struct evi_object *object, struct evid_error *err);

/* calls @line for each whole line of what comes; @line's status ends it */
typedef enum evid_status evi_line_fn(struct evi_check *c, const char *line,
    size_t len, struct evid_error *err);
enum evid_status evi_lines_add(struct evi_check *c, struct evi_lines *lines,
    const uint8_t *data, size_t len, evi_line_fn *line,
    struct evid_error *err);

#endif
