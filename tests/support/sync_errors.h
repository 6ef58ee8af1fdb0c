/*
 * What the library (base/sync.h) and the tools (common/output.c) make of each
 * error of fsync: one list, so that they agree.
 */
#ifndef TEST_SUPPORT_SYNC_ERRORS_H
#define TEST_SUPPORT_SYNC_ERRORS_H

#include <errno.h>

/* there is no sync of such a thing: no failure */
static const int sync_unknown[] = { EINVAL, ENOTSUP, ENOSYS };

/* what was written may be lost: EROFS is what a file system says that gave up
 * after an error and can no longer be written to */
static const int sync_failed[] = { EIO, ENOSPC, EDQUOT, EROFS, EBADF, EACCES,
	EPERM, ENOMEM };

#define N_SYNC_UNKNOWN (sizeof(sync_unknown) / sizeof(sync_unknown[0]))
#define N_SYNC_FAILED (sizeof(sync_failed) / sizeof(sync_failed[0]))

#endif
