/*
 * What the source's file system tells of an object: statx, extended
 * attributes, access lists (libacl), names of owners.
 */
#ifndef EVI_ADAPT_METADATA_H
#define EVI_ADAPT_METADATA_H

#include "base/buf.h"
#include "base/instant.h"

#include <sys/stat.h>

struct evi_xattr {
	char *name;
	uint8_t *value;
	size_t value_len;
};

/* struct evi_stat - what one look tells: @st, and the time of birth */
struct evi_stat {
	struct stat st;
	struct evi_instant born;
	bool has_born;
};

struct evi_metadata {
	struct stat st;
	struct evi_instant modified, accessed, changed, born;
	bool has_born;
	char *user;		/* NULL where the system has no name */
	char *group;
	struct evi_xattr *xattrs;	/* sorted by name; no ACL among them */
	size_t n_xattrs;
	char *acl_access;	/* text; NULL: no more than mode says */
	char *acl_default;
};

struct evi_metadata_source;	/* keeps names of owners; one a thread */

enum evid_status evi_metadata_source_new(struct evi_metadata_source **out,
    struct evid_error *err);
void evi_metadata_source_free(struct evi_metadata_source *source);

/* one look at what is open as @fd or, where that is -1, at @name in @dirfd,
 * which is not followed */
enum evid_status evi_metadata_look(int dirfd, const char *name, int fd,
    struct evi_stat *out, struct evid_error *err);

/*
 * evi_metadata_read - all of it, of the object @name in the folder @dirfd
 *
 * @fd: the object opened, or -1 (links, fifos, sockets, devices: never opened)
 * @known: NULL, or what a look at it told just now
 * Never follows a link, never changes the object.  Attributes that may not be
 * read are left out.
 */
enum evid_status evi_metadata_read(struct evi_metadata_source *source,
    int dirfd, const char *name, int fd, const struct evi_stat *known,
    struct evi_metadata *out, struct evid_error *err);
void evi_metadata_free(struct evi_metadata *m);

#endif
