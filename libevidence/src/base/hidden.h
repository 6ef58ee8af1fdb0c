/*
 * A folder that appears under its name only when it is whole: until then it
 * stands in a hidden folder beside it (".NAME.PID-RANDOM.partial", which
 * nobody else may enter).  Where the folder is there already, and empty, the
 * hidden one stands in it, and what is whole is moved out of it at the end.
 */
#ifndef EVI_BASE_HIDDEN_H
#define EVI_BASE_HIDDEN_H

#include "base/error.h"

#include <limits.h>
#include <stdbool.h>

struct evi_hidden {
	int parent;		/* where the hidden folder stands */
	int fd;			/* of the hidden folder */
	int tree;		/* of the folder in it that is to appear */
	bool inside;		/* the target was there, and is @parent */
	bool in_place;		/* folders cannot be renamed here: the tree is
				 * the target itself */
	char name[NAME_MAX + 1];	/* of the hidden folder */
	char *target;
	char *own;		/* the hidden folder, as a path */
	char *leftover;		/* a dead run's folder, or NULL */
	size_t others;		/* how many more of them there are */
	uint64_t lacks;		/* evi_memory_lacks() when it was opened */
};

#define EVI_HIDDEN_INIT { -1, -1, -1, false, false, "", NULL, NULL, NULL, \
    0, 0 }

/*
 * evi_hidden_open - make ready for a folder @target
 *
 * EVID_ERR_EXISTS where it is there and not empty (a dead run's hidden folder
 * in it does not count), or is no folder, or is a link.
 */
enum evid_status evi_hidden_open(struct evi_hidden *hidden,
    const char *target, struct evid_error *err);
/*
 * evi_hidden_tree - the folder that is to appear, as hidden->tree
 *
 * Asked for when what goes into it is known to be good: on a file system that
 * loses a folder's content when the folder is renamed (FAT by FUSE), it stands
 * under the target's name at once.
 */
enum evid_status evi_hidden_tree(struct evi_hidden *hidden,
    struct evid_error *err);
/* all on the disk, then the name; what fails leaves nothing under it */
enum evid_status evi_hidden_commit(struct evi_hidden *hidden,
    struct evid_error *err);
/* takes back what is not committed; also after commit.  False where something
 * of it could not be removed */
bool evi_hidden_abandon(struct evi_hidden *hidden);

#endif
