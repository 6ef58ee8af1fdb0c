/*
 * A file below a folder, found step by step and never through a link.
 */
#ifndef EVI_BUNDLE_STREAM_BELOW_H
#define EVI_BUNDLE_STREAM_BELOW_H

#include <stddef.h>

/*
 * Open @path below @folder for reading, with @flags besides (O_DIRECTORY,
 * O_PATH).  No component may be a link, and the path may be longer than the
 * system takes at once, as the format's longest is.  A '/' at its end asks for
 * a folder.
 *
 * Returns a descriptor, or -1 with errno as openat() left it: ELOOP or ENOTDIR
 * where a link stands.
 */
int evi_open_below(int folder, const char *path, int flags);

/* the length of the part of @path, from its beginning, that is a link in a
 * folder's place; 0 where there is none */
size_t evi_link_below(int folder, const char *path);

#endif
