/*
 * What kept.c, state.c and sealed.c share.
 */
#ifndef EVI_BUNDLE_SEAL_KEPT_PARTS_H
#define EVI_BUNDLE_SEAL_KEPT_PARTS_H

#include "bundle/seal/kept.h"

/* "FOLDER: @text", and what to do */
enum evid_status evi_kept_fail(const struct evi_kept *kept,
    enum evid_status status, const char *text, struct evid_error *err);

/* kept_look.c: why there is no such folder (@error: errno of opening it) */
enum evid_status evi_kept_no_folder(const struct evi_kept *kept, int error,
    struct evid_error *err);
/* is the lock, or are the other parts, plain files of their own, or absent?
 * Else EVID_ERR_MISMATCH.  @bundle_out: how many bytes of the bundle stand
 * there */
enum evid_status evi_kept_look_lock(const struct evi_kept *kept,
    struct evid_error *err);
enum evid_status evi_kept_look(const struct evi_kept *kept,
    uint64_t *bundle_out, struct evid_error *err);

/* a small file of the folder, on the disk */
enum evid_status evi_kept_write(const struct evi_kept *kept,
    const char *name, const void *data, size_t len, struct evid_error *err);
/* the state, if the first key has signed it: EVID_ERR_MISMATCH; of another
 * key, EVID_ERR_ARGUMENT */
enum evid_status evi_kept_read(struct evi_kept *kept, struct evid_error *err);

/*
 * evi_kept_sealed - the state says that the bundle was whole, and was getting
 * its name: finish that, or go back to before
 *
 * @done_out: it has its name.  Otherwise kept->resumed says whether there is
 *            something to go on from
 */
enum evid_status evi_kept_sealed(struct evi_kept *kept,
    struct evi_tell *tell, bool *done_out,
    struct evid_seal_result *result_out, struct evid_error *err);

#endif
