/*
 * One object of the payload, with all that its source told, and its line in
 * the inventory (docs/format.md, section 3.4): to a line and back.
 */
#ifndef EVI_RECORD_OBJECT_H
#define EVI_RECORD_OBJECT_H

#include "adapt/digest.h"
#include "adapt/json.h"
#include "base/instant.h"

#define EVI_SALT_LEN 16
#define EVI_RANGES_MAX 10000

enum evi_type {
	EVI_TYPE_FILE, EVI_TYPE_DIRECTORY, EVI_TYPE_SYMLINK, EVI_TYPE_HARDLINK,
	EVI_TYPE_SPECIAL, EVI_TYPE_UNREADABLE
};

enum evi_kind { EVI_KIND_TREE, EVI_KIND_BLOCK_DEVICE, EVI_KIND_STDIN };

enum evi_change {		/* bits */
	EVI_CHANGE_GREW = 1, EVI_CHANGE_SHRANK = 2, EVI_CHANGE_MODIFIED = 4,
	EVI_CHANGE_REPLACED = 8, EVI_CHANGE_REMOVED = 16
};

struct evi_range {
	uint64_t offset, length;
	bool from_source;	/* unread: fill "source", else "zero" */
};

/* sorted ranges, joined when there would be more than EVI_RANGES_MAX: the
 * nearest two become one */
struct evi_ranges {
	struct evi_range *items;
	size_t count, cap;
	bool joined;
};

void evi_ranges_free(struct evi_ranges *r);
enum evid_status evi_ranges_add(struct evi_ranges *r, uint64_t offset,
    uint64_t length, bool from_source, struct evid_error *err);

struct evi_named_value {	/* an extended attribute */
	char *name;		/* bytes; NUL-terminated */
	uint8_t *value;
	size_t value_len;
};

struct evi_object {
	char *path;		/* data/..., '/' at the end of a folder */
	enum evi_type type;
	uint64_t size;
	uint8_t sha256[EVI_SHA256_LEN];		/* of EVI_TYPE_FILE alone */
	uint8_t salt[EVI_SALT_LEN];
	char *exhibit;				/* or NULL */
	char **flags;				/* sorted, distinct */
	size_t n_flags;
	bool has_hash[EVI_HASH_COUNT];		/* md5, sha1, sha512 */
	uint8_t hash[EVI_HASH_COUNT][EVI_HASH_MAX];
	struct evi_ranges unread;
	unsigned int changed;			/* enum evi_change bits */
	char *reason;

	enum evi_kind kind;
	char *original;				/* bytes, NUL-terminated */
	bool has_modified, has_accessed, has_changed, has_born;
	struct evi_instant modified, accessed, status_changed, born;
	bool has_mode, has_owner;
	unsigned int mode;			/* 07777 at most */
	uint64_t uid, gid;
	char *user, *group;			/* or NULL */
	struct evi_named_value *xattrs;
	size_t n_xattrs;
	char *acl_access, *acl_default;		/* or NULL */
	char *target;				/* a symbolic link's, bytes */
	char *link;				/* a hard link's first path */
	const char *special;			/* "fifo", ... or NULL */
	bool has_device;
	unsigned int device_major, device_minor;
	struct evi_ranges holes;
};

/* what it holds, not itself */
void evi_object_free(struct evi_object *object);
/* is something of it missing or uncertain (section 3.4, last paragraph)? */
bool evi_object_partial(const struct evi_object *object);
/* what the tar header of its member says */
uint64_t evi_object_mtime(const struct evi_object *object);

/* the line, without its LF */
enum evid_status evi_object_write(const struct evi_object *object,
    struct evi_buf *line_out, struct evid_error *err);

/*
 * evi_object_read - a line of the inventory, checked
 *
 * @line: without its LF
 * @object_out: filled on EVID_OK with *why_out NULL; for evi_object_free()
 * @why_out: NULL, or what is wrong with the line (a constant text); then
 *           @object_out has at least what could be read of path (may be NULL)
 * @unknown_out: may be NULL; whether there were keys not known here
 *
 * Everything of section 3.4 is checked that one line shows: encoding, order
 * and types of keys, path and original (evi_path_check), no link where none
 * may be.  Fails only for memory.
 */
enum evid_status evi_object_read(const char *line, size_t len,
    struct evi_object *object_out, const char **why_out, bool *unknown_out,
    struct evid_error *err);

const char *evi_type_name(enum evi_type type);

#endif
