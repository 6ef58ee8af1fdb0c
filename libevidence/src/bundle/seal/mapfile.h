/*
 * The files that options name and that were noted elsewhere: a ddrescue map.
 */
#ifndef EVI_BUNDLE_SEAL_MAPFILE_H
#define EVI_BUNDLE_SEAL_MAPFILE_H

#include "record/object.h"

/* what the image @object lacks, by the map at @path: `unread`, as the source
 * has it */
enum evid_status evi_mapfile_read(const char *path, struct evi_object *object,
    struct evid_error *err);

#endif
