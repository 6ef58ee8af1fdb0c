/*
 * A file that is whole gets its name: for a caller that writes its results
 * beside their place first, as the library does with all that it writes.
 */
#ifndef EVIDENCE_FILE_H
#define EVIDENCE_FILE_H

#include "evidence/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * evid_file_name - give a file another name, but never that of a file that is
 * there
 *
 * @from, @to: paths in one file system
 *
 * Where kernel or file system has no such rename, a hard link does the same;
 * where there are no hard links either (FAT), nothing better can be had than a
 * look before the rename.  Neither file nor folder is synced.  Safe from any
 * thread.
 *
 * Errors: EVID_ERR_EXISTS where @to is there; else as the system says.
 */
EVID_API EVID_CHECKED enum evid_status
evid_file_name(const char *from, const char *to, struct evid_error *err);

#ifdef __cplusplus
}
#endif

#endif
