/*
 * Locks: so that of two processes, or threads, that change one file none loses
 * what the other did.  They are advisory, and go with the open file.
 */
#ifndef EVI_BASE_LOCK_H
#define EVI_BASE_LOCK_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/types.h>

/* wait for the whole of a file; EVI_UNLOCK gives it back.  False and errno
 * where there are no locks; EVI_LOCK_NOW is to change, without waiting: errno
 * is EAGAIN where another has it */
enum evi_lock {
	EVI_UNLOCK, EVI_LOCK_TO_READ, EVI_LOCK_TO_CHANGE, EVI_LOCK_NOW
};
bool evi_lock(int fd, enum evi_lock how);

/* is it still the file of that name in @dir (AT_FDCWD)?  Another one may have
 * replaced it */
bool evi_is_named(int fd, int dir, const char *path);

/* Is it a link to what is not there?  A link to a file that is to be changed is
 * followed; what would be made where one leads to nothing was not meant. */
bool evi_leads_nowhere(const char *path);

/*
 * evi_open_locked - open a file that is to be changed, when no other has it
 *
 * Read and write.  Waits for whoever holds it, and opens anew where he
 * replaced it: so the file may be changed in place, or by another of its name,
 * as long as the descriptor stays open.
 *
 * @create: make it, with @mode, where it is not there; *created_out says so
 *
 * Returns EVID_OK; EVID_ERR_ARGUMENT for what is no regular file;
 * EVID_ERR_NOT_FOUND, EVID_ERR_UNREADABLE, EVID_ERR_IO, EVID_ERR_SPACE.
 */
enum evid_status evi_open_locked(const char *path, bool create, mode_t mode,
    bool *created_out, int *fd_out, struct evid_error *err);

#endif
