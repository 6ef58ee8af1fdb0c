/*
 * The signer's clock: what it says, and what the system says of it.
 */
#ifndef EVI_BUNDLE_CLOCK_H
#define EVI_BUNDLE_CLOCK_H

#include "evidence/seal.h"
#include "record/statement.h"

struct evi_instant evi_clock_now(const struct evid_seal_options *options);
/* source, synchronised, error and zone of @s, at its started_at */
enum evid_status evi_clock_describe(const struct evid_seal_options *options,
    struct evi_statement *s, struct evid_error *err);

#endif
