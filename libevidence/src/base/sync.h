/*
 * Bringing to the disk what was written, and the names that were given.
 */
#ifndef EVI_BASE_SYNC_H
#define EVI_BASE_SYNC_H

#include "base/error.h"

#include <stdbool.h>

/* fsync, however often a signal comes between; 0, or -1 and errno */
int evi_sync(int fd);

/*
 * evi_sync_is_unknown - does it say that there is no sync of such a thing?
 *
 * EINVAL is what a pipe says, and a file system that cannot sync a folder;
 * ENOTSUP and ENOSYS are what those over a network or in user space say.  All
 * else is a failure: EROFS, too, for that is what a file system says which was
 * written to, and gave up after an error.
 *
 * @error: errno of fsync or syncfs
 */
bool evi_sync_is_unknown(int error);

/* evi_sync of what need not be synced where it cannot be: a folder, standard
 * output.  0, or -1 and errno; of @fd -1, 0 */
int evi_sync_if_known(int fd);

/*
 * evi_folder_to_sync - the folder of @path, for evi_sync_if_known
 *
 * To be had before a name is given there, so that nothing but the sync can
 * fail afterwards.
 *
 * *fd_out: for close; -1 where others may write there and only its owner look:
 * that is no reason to call a whole output failed
 */
enum evid_status evi_folder_to_sync(const char *path, int *fd_out,
    struct evid_error *err);

/* the same, synced at once */
enum evid_status evi_folder_sync(const char *path, struct evid_error *err);

#endif
