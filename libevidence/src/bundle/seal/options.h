/*
 * What a sealing is asked for: whether it can be done so.
 */
#ifndef EVI_BUNDLE_SEAL_OPTIONS_H
#define EVI_BUNDLE_SEAL_OPTIONS_H

#include "adapt/deflate.h"
#include "evidence/seal.h"

enum evid_status evi_options_check(const struct evid_seal_options *options,
    struct evid_error *err);
enum evi_engine evi_options_engine(const struct evid_seal_options *options);
/* the options that have to do with the operands */
enum evid_status evi_options_check_paths(
    const struct evid_seal_options *options, const char *const *paths,
    size_t n_paths, struct evid_error *err);

#endif
