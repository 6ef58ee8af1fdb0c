/*
 * The seal's statement, what it says before the payload is known, and the
 * envelope with all signatures.
 */
#ifndef EVI_BUNDLE_SEAL_SIGN_H
#define EVI_BUNDLE_SEAL_SIGN_H

#include "bundle/seal/chance.h"
#include "record/statement.h"

/* all of the statement that is known before the payload: id, name, clock,
 * signers, what is left out, tool.  EVID_ERR_ARGUMENT for no key, too many,
 * or one twice */
enum evid_status evi_statement_begin(const struct evid_seal_options *options,
    const struct evi_chance *chance, struct evi_statement *statement,
    struct evid_error *err);
/* evidence/seal.json */
enum evid_status evi_sign(const struct evi_statement *statement,
    struct evid_key *const *keys, size_t n_keys, struct evi_buf *seal_out,
    struct evid_error *err);
/* the mtime of all members but the payload's */
uint64_t evi_tag_mtime(const struct evi_statement *statement);

#endif
