/*
 * Work below one folder that cannot be led out of it: no link is followed, no
 * other file system entered, and no path goes up, whoever plants what there
 * meanwhile.
 */
#ifndef EVI_BASE_BENEATH_H
#define EVI_BASE_BENEATH_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

struct evi_beneath {
	int root;		/* borrowed */
	bool by_steps;		/* openat2 is not there, or not wanted */
};

/*
 * evi_beneath_open - as open(2), of @path below the root
 *
 * @path: relative; "." is the root.  An empty component, "..", and a path
 *        that begins with a slash are EXDEV.
 * @flags: O_CLOEXEC and O_NOFOLLOW are added
 *
 * Returns a descriptor, or -1 with errno: ELOOP where a link stands in the
 * way, ENOTDIR where anything else does, EXDEV where another file system
 * begins.
 */
int evi_beneath_open(struct evi_beneath *beneath, const char *path, int flags,
    mode_t mode);

/* make a folder @name (one component) in @dirfd, and open it; EEXIST where
 * anything has that name.  @mode: of the folder */
int evi_beneath_make(int dirfd, const char *name, mode_t mode);

/*
 * evi_beneath_move - rename, but never over anything
 *
 * @from, @to: one component each.  Where the file system has no such rename
 * (it says EINVAL), a look before the rename is the best there is.
 *
 * Returns 0, or -1 with errno, EEXIST where @to is taken.
 */
int evi_beneath_move(int from_dir, const char *from, int to_dir,
    const char *to);

/* the mode of a folder, also of one that may not be read; never through a
 * link */
int evi_beneath_chmod(int dirfd, const char *name, mode_t mode);

/* remove @name in @dirfd, and all below it; false where something stays */
bool evi_beneath_remove(int dirfd, const char *name);

#endif
