/*
 * What is to be sealed, as the look before the first byte found it: one entry
 * an object, in order.  A sealing that is resumed looks again, and must find
 * the same.
 */
#ifndef EVI_BUNDLE_SEAL_PLAN_H
#define EVI_BUNDLE_SEAL_PLAN_H

#include "base/instant.h"
#include "bundle/seal/walk.h"
#include "bundle/stream/spool.h"

struct evi_plan;

/* @path: the file that keeps it.  @known: of a run before; NULL: it is made
 * now.  @shown: where all is kept, for messages; both borrowed */
enum evid_status evi_plan_open(const char *path,
    const struct evi_extent *known, const char *shown,
    struct evi_plan **plan_out, struct evid_error *err);
void evi_plan_free(struct evi_plan *plan);

/* the next object; @size: of its content.  EVID_ERR_CHANGED where it is not
 * the one that was found before, and says in what */
enum evid_status evi_plan_next(struct evi_plan *plan,
    const struct evi_visit *visit, uint64_t size, struct evid_error *err);
/* there is no more; on the disk */
enum evid_status evi_plan_end(struct evi_plan *plan,
    struct evi_extent *extent_out, struct evid_error *err);

/* of a list that is known: when the object @path was last accessed.  Asked in
 * order; *found_out false: it is not on the list */
enum evid_status evi_plan_accessed(struct evi_plan *plan, const char *path,
    struct evi_instant *at_out, bool *found_out, struct evid_error *err);

#endif
