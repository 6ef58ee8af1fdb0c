/*
 * What an object of the file system is, and what its system tells of it, as
 * the inventory has it.
 */
#ifndef EVI_BUNDLE_SEAL_DESCRIBE_H
#define EVI_BUNDLE_SEAL_DESCRIBE_H

#include "adapt/metadata.h"
#include "bundle/seal/walk.h"
#include "record/object.h"

/* path, original path */
enum evid_status evi_describe_names(const struct evi_visit *visit,
    struct evi_object *object, struct evid_error *err);
/* all of the metadata; *st_out: as it is now.  @fd: the object, or -1 */
enum evid_status evi_describe_metadata(struct evi_metadata_source *source,
    const struct evi_visit *visit, int fd, struct evi_object *object,
    struct stat *st_out, struct evid_error *err);
/* a symbolic link's target; *missing_out: errno, where it is one no more */
enum evid_status evi_describe_link(const struct evi_visit *visit,
    struct evi_object *object, int *missing_out, struct evid_error *err);
/* a special object's kind and device */
void evi_describe_special(const struct stat *st, struct evi_object *object);
/* it could not be read: unreadable, with a reason; a folder keeps its '/' */
enum evid_status evi_describe_unreadable(struct evi_object *object,
    const char *reason, unsigned int changed, struct evid_error *err);
/* bytes of an open block device */
enum evid_status evi_device_size(int fd, const char *shown,
    uint64_t *size_out, struct evid_error *err);

#endif
