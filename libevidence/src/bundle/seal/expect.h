/*
 * Hashes noted at the scene, held against what is sealed.
 */
#ifndef EVI_BUNDLE_SEAL_EXPECT_H
#define EVI_BUNDLE_SEAL_EXPECT_H

#include "bundle/tell.h"
#include "record/noted.h"

struct evi_expect;

/* the list at @path */
enum evid_status evi_expect_new(const char *path, struct evi_tell *tell,
    struct evi_expect **out, struct evid_error *err);
void evi_expect_free(struct evi_expect *expect);
bool evi_expect_wants(const struct evi_expect *expect, enum evi_hash hash);
/* what has this original path exists.  @content: it may have some */
enum evid_status evi_expect_see(struct evi_expect *expect,
    const char *original, bool content, struct evid_error *err);
/* EVID_ERR_MISMATCH for a listed file that does not exist, EVID_ERR_ARGUMENT
 * for one that may be either of two */
enum evid_status evi_expect_check_seen(const struct evi_expect *expect,
    struct evid_error *err);
/* the finished @object, in order: its digests are those of the list?
 * @linked: it has further names, to be compared with the same digests */
enum evid_status evi_expect_compare(struct evi_expect *expect,
    const struct evi_object *object, bool linked, struct evid_error *err);

#endif
