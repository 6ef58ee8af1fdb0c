/*
 * Where a bundle is written: one file, standard output, or volumes of equal
 * size (docs/format.md, section 6).  Nothing has its name before the end.
 *
 * What is kept, for a sealing that may be resumed, stands in a folder: as
 * FOLDER/bundle, or as FOLDER/bundle.001 and so on.
 */
#ifndef EVI_BUNDLE_STREAM_VOLUMES_H
#define EVI_BUNDLE_STREAM_VOLUMES_H

#include "base/file.h"
#include "record/block.h"

struct evi_volumes {
	const char *path;		/* borrowed */
	const char *keep;		/* the folder, borrowed; or NULL */
	bool force;
	uint64_t size;			/* of one volume; 0: one file */
	uint64_t at;			/* bytes written so far */
	uint64_t on_way;		/* of them, on their way to the disk */
	uint64_t sure;			/* a size that surely works; 0: not
					 * known */
	struct evi_output *parts;
	size_t count, cap;
};

#define EVI_VOLUMES_INIT { NULL, NULL, false, 0, 0, 0, 0, NULL, 0, 0 }
#define EVI_VOLUMES_KEPT "bundle"

/* @keep: NULL, or where it is kept
 * @leftover_out: a dead run's file, borrowed from @v, or NULL */
enum evid_status evi_volumes_open(struct evi_volumes *v, const char *path,
    const char *keep, bool force, uint64_t size, const char **leftover_out,
    struct evid_error *err);
/* what is kept has @at bytes that are good: go on after them.  What else is
 * there goes away; EVID_ERR_MISMATCH where it is less */
enum evid_status evi_volumes_resume(struct evi_volumes *v, uint64_t at,
    struct evid_error *err);
/* what was written is on the disk */
enum evid_status evi_volumes_sync(struct evi_volumes *v,
    struct evid_error *err);
enum evid_status evi_volumes_write(struct evi_volumes *v, const void *data,
    size_t len, struct evid_error *err);
/* gives the names, the first volume's last */
enum evid_status evi_volumes_commit(struct evi_volumes *v,
    struct evid_error *err);
void evi_volumes_close(struct evi_volumes *v);	/* also after commit */

#endif
