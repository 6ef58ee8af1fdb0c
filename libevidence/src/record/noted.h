/*
 * What was noted at the scene: lists of hashes (sha256sum, md5sum, their BSD
 * form, hashdeep) and ddrescue's map files.
 */
#ifndef EVI_RECORD_NOTED_H
#define EVI_RECORD_NOTED_H

#include "record/object.h"

struct evi_noted {
	char *path;			/* as it stands, "./" before it cut */
	bool has_size;
	uint64_t size;
	bool has[EVI_HASH_COUNT];
	uint8_t hash[EVI_HASH_COUNT][EVI_HASH_MAX];
	bool seen, exact;		/* set by who matches: by what, and */
	char *by, *also_by;		/* by the very path, or by what else */
};

struct evi_noted_list {
	struct evi_noted *items;	/* in the order of the paths read from
					 * their ends; one a path */
	size_t count, cap;
	bool wants[EVI_HASH_COUNT];	/* algorithms that occur */
};

void evi_noted_free(struct evi_noted_list *list);
/* the form is found by looking; lines "# ..." and "%%%% ..." as hashdeep has
 * them.  The escaped form of sha256sum (a leading backslash) is read too.
 * EVID_ERR_FORMAT names file and line */
enum evid_status evi_noted_read(const void *text, size_t len,
    const char *name, struct evi_noted_list *out, struct evid_error *err);
/*
 * the item for an original path (as source.path): the same path, or one of
 * them ends in '/' and the other (lists have absolute paths, or paths from
 * another folder), the longest match wins; NULL where there is none or two
 * match alike
 */
struct evi_noted *evi_noted_find(const struct evi_noted_list *list,
    const char *original);

/* ddrescue map: ranges that are not '+' (finished) below @size.
 * EVID_ERR_FORMAT names file and line */
enum evid_status evi_map_read(const void *text, size_t len, const char *name,
    uint64_t size, struct evi_ranges *unread_out, struct evid_error *err);

#endif
