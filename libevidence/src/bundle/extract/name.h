/*
 * Which names the target's file system holds as they are.
 */
#ifndef EVI_BUNDLE_EXTRACT_NAME_H
#define EVI_BUNDLE_EXTRACT_NAME_H

#include "base/error.h"

#include <limits.h>
#include <stdbool.h>

struct evi_naming {
	int folder;		/* borrowed: where it may be tried */
	bool tried;
	unsigned int bad;	/* classes of names that it does not keep */
};

/* does the file system keep names like @name as they are?  A name is tried by
 * its kind; one that is refused all the same is found out by whoever gives it.
 * Fails for memory alone */
enum evid_status evi_naming_keeps(struct evi_naming *naming,
    const char *name, bool *good_out, struct evid_error *err);

/* the @attempt-th name to try for an object, from 0 on: the original, the
 * mapped one, then made up from the original's digest.  False: no more */
enum evid_status evi_naming_try(struct evi_naming *naming,
    const char *original, const char *mapped, unsigned int attempt,
    char out[NAME_MAX + 1], bool *usable_out, struct evid_error *err);

#define EVI_NAMING_TRIES 1000

#endif
