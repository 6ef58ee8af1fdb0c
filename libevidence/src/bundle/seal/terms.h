/*
 * What a sealing was asked for, as far as it decides on the bytes of the
 * bundle: so that a sealing that is resumed is the same.
 */
#ifndef EVI_BUNDLE_SEAL_TERMS_H
#define EVI_BUNDLE_SEAL_TERMS_H

#include "evidence/seal.h"
#include "record/resume.h"

/* a digest of each; files that the options name are read */
enum evid_status evi_terms_read(const struct evid_seal_options *options,
    uint8_t terms_out[EVI_N_TERMS][EVI_SHA256_LEN], struct evid_error *err);
/* EVID_ERR_ARGUMENT, with the first that differs from what was kept in
 * @folder */
enum evid_status evi_terms_compare(
    const uint8_t kept[EVI_N_TERMS][EVI_SHA256_LEN],
    const uint8_t now[EVI_N_TERMS][EVI_SHA256_LEN], const char *folder,
    struct evid_error *err);

#endif
