/*
 * Folders that moved after their inventory line was out.
 */
#ifndef EVI_BUNDLE_SEAL_AMEND_H
#define EVI_BUNDLE_SEAL_AMEND_H

#include "bundle/seal/source.h"
#include "bundle/stream/spool.h"
#include "record/merkle.h"

/*
 * evi_amend - write `changed` into the lines of @moved
 *
 * @inventory: all of it; another one takes its place, kept in @folder
 * @merkle: made anew
 * Memory is a line, and @moved, which is put in order.
 */
enum evid_status evi_amend(struct evi_spool *inventory, const char *folder,
    struct evi_moved *moved, struct evi_merkle *merkle,
    struct evid_error *err);

#endif
