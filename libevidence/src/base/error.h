/*
 * Failures: fill the caller's error value, once, where first seen.
 */
#ifndef EVI_BASE_ERROR_H
#define EVI_BASE_ERROR_H

#include "evidence/status.h"

#include <stdarg.h>

/*
 * evi_fail - fill @err (unless NULL or already set) and return @status, so
 * that a failure is one line: return evi_fail(err, EVID_ERR_IO, "...", ...).
 * errno is kept in err->system for EVID_ERR_IO, SPACE, NOT_FOUND, UNREADABLE.
 * The text is cut at a character when too long.
 */
enum evid_status evi_fail(struct evid_error *err, enum evid_status status,
    const char *format, ...) EVID_PRINTF(3, 4);

/* evi_hint - add what to do next, unless a hint stands already */
void evi_hint(struct evid_error *err, const char *format, ...)
    EVID_PRINTF(2, 3);

/*
 * evi_fail_errno - the status for a failed system call on @path: ENOENT and
 * ENOTDIR give NOT_FOUND, ENOSPC EDQUOT EFBIG give SPACE, EEXIST gives EXISTS,
 * EACCES EPERM give UNREADABLE, all others IO.  The message is
 * "PATH: what: strerror", with @path escaped (evi_text_escape); the hint says
 * what to do for the known ones.  @what: "open", "write", ...
 */
enum evid_status evi_fail_errno(struct evid_error *err, int error,
    const char *what, const char *path);

/* @status, unless memory lacked since evi_memory_lacks() was @lacks: then what
 * was judged or made is not to be relied on, and it is EVID_ERR_MEMORY.  What
 * the place says (no file, a full disk) stays. */
enum evid_status evi_whole(uint64_t lacks, enum evid_status status,
    struct evid_error *err);
/* says before the message where it was, "PATH: "; @err and @path may be NULL */
void evi_fail_within(struct evid_error *err, const char *path);
/* the same as evi_whole; EVID_ERR_MEMORY, of whatever cause, is told with
 * @path, which may be NULL */
enum evid_status evi_whole_of(const char *path, uint64_t lacks,
    enum evid_status status, struct evid_error *err);

/* @status with "PATH: text", @path escaped; @hint may be NULL */
enum evid_status evi_fail_path(struct evid_error *err,
    enum evid_status status, const char *path, const char *text,
    const char *hint);

enum evid_status evi_fail_memory(struct evid_error *err);

/* What the system calls this error, in English and ASCII whatever language
 * the program has set: it goes into verdicts.  Never NULL; from any thread. */
const char *evi_errno_text(int error);

#endif
