/*
 * The seal's statement: who signs, and the envelope with all signatures.
 */
#ifndef EVI_BUNDLE_SIGN_H
#define EVI_BUNDLE_SIGN_H

#include "evidence/key.h"
#include "record/statement.h"

/* the signers of the statement, in the order of the keys; EVID_ERR_ARGUMENT
 * for none, too many, or one key twice */
enum evid_status evi_sign_add_signers(struct evi_statement *statement,
    struct evid_key *const *keys, size_t n_keys, struct evid_error *err);
/* evidence/seal.json */
enum evid_status evi_sign(const struct evi_statement *statement,
    struct evid_key *const *keys, size_t n_keys, struct evi_buf *seal_out,
    struct evid_error *err);
/* the mtime of all members but the payload's */
uint64_t evi_tag_mtime(const struct evi_statement *statement);

#endif
