/*
 * The tree that is given out: objects under their original names, with their
 * times and modes, below one folder and never out of it.
 */
#ifndef EVI_BUNDLE_EXTRACT_TREE_H
#define EVI_BUNDLE_EXTRACT_TREE_H

#include "base/beneath.h"
#include "bundle/extract/ahead.h"
#include "bundle/extract/name.h"
#include "bundle/extract/table.h"

struct evi_level;

struct evi_tree {
	bool xattrs, links;
	bool no_hard_links;		/* the file system has none */
	struct evi_beneath below;	/* the folder that all is below */
	struct evi_naming naming;
	struct evi_store *store;	/* borrowed */
	struct evi_bin bin;
	struct evi_table *table;	/* borrowed */
	struct evi_level *levels;	/* folders that we are in */
	size_t n_levels, levels_cap;
	size_t n_made;			/* of them are there */
	unsigned int plain_mode;	/* of a folder that has none stated */
	int fd;				/* of the deepest that is there */
	char mapped[EVI_TAR_PATH_MAX + 1];	/* of the deepest, with '/' */
};

/* @hidden: where names may be tried out; @root: the folder; both borrowed */
void evi_tree_init(struct evi_tree *tree, int hidden, int root,
    struct evi_store *store, struct evi_table *table);
/*
 * evi_tree_add - the next object, in the inventory's order
 *
 * @one: a folder that is not chosen is made if something in it is
 * @why: for the table, of a file that was not found as the inventory says
 * What the object holds may be taken.
 */
enum evid_status evi_tree_add(struct evi_tree *tree,
    struct evi_ahead_one *one, const char *why, struct evid_error *err);
/* leaves all folders, with their times and modes */
enum evid_status evi_tree_end(struct evi_tree *tree, struct evid_error *err);
void evi_tree_close(struct evi_tree *tree);

/* does a symbolic link with this text, in a folder @depth below the top, stay
 * within it whatever other links there are? */
bool evi_link_stays(const char *target, size_t depth);

/* times, mode, and as asked attributes of what is open; false where some of it
 * could not be had */
bool evi_apply_metadata(int fd, const struct evi_object *object, bool xattrs);

#endif
