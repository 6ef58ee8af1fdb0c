/*
 * Names: what stands in the bag for an original name, and the check of it
 * (docs/format.md, section 3.2); names of bundles; globs of options.
 */
#ifndef EVI_RECORD_NAME_H
#define EVI_RECORD_NAME_H

#include "base/buf.h"

#define EVI_BASE_MAX 64			/* bytes of BASE */
#define EVI_NAME_MAX 200		/* a mapped component */
#define EVI_COMPONENT_MAX 255
#define EVI_PATH_MAX 4096		/* data/... */

/* NAME of a bundle: [A-Za-z0-9][A-Za-z0-9._-]{0,63}, no device name, no dot
 * at its end */
bool evi_name_is_base(const char *text);
/* is it, or begins it with, what is a device on Windows (con, nul.txt)? */
bool evi_name_is_device(const char *text);

/* steps 1 and 2 and, where @collides or the rules ask, the mark.  @original is
 * any bytes but NUL and '/' */
enum evid_status evi_name_map(const char *original, size_t len, bool collides,
    struct evi_buf *out, struct evid_error *err);

/* the key under which two names of a folder collide: case-folded NFC; the
 * bytes themselves where they are not UTF-8 */
enum evid_status evi_name_fold(const char *original, size_t len,
    struct evi_buf *out, struct evid_error *err);

/* the reader's check of one component; allocates and fails only for memory */
enum evid_status evi_name_check(const char *mapped, size_t mapped_len,
    const char *original, size_t original_len, bool *good_out,
    struct evid_error *err);

/* the reader's check of a whole path (without "data/", without the final '/')
 * against an original path, component by component; also lengths, and that
 * no component is empty, "." or ".." */
enum evid_status evi_path_check(const char *mapped, size_t mapped_len,
    const char *original, size_t original_len, bool *good_out,
    struct evid_error *err);

/* does the byte grammar alone hold for a path below evidence/x/ (mapped form
 * without knowledge of an original)? */
bool evi_path_grammar(const char *mapped, size_t len);

/*
 * evi_glob - shell pattern: * (not across '/'), ** (across), ?, [set]; a
 * pattern without '/' is matched against the last component, one with '/'
 * against the whole of @path or what begins it at a component's border
 */
bool evi_glob(const char *pattern, const char *path);

/* is @path @prefix, or below it? (both without a final '/') */
bool evi_path_covers(const char *prefix, const char *path);

#endif
