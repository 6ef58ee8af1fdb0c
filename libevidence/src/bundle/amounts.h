/*
 * Numbers as people read them.
 */
#ifndef EVI_BUNDLE_AMOUNTS_H
#define EVI_BUNDLE_AMOUNTS_H

#include "base/buf.h"

/* 12,961 */
void evi_amount_count(struct evi_buf *out, uint64_t n);
/* "12,961 files", "1 file" */
void evi_amount_counted(struct evi_buf *out, uint64_t n, const char *one,
    const char *many);
/* "1 byte", "448 MB", "3.0 GB": powers of 1,000 */
void evi_amount_bytes(struct evi_buf *out, uint64_t bytes);

#endif
