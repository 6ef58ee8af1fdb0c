/*
 * Normalisation and case folding, by utf8proc.
 */
#ifndef EVI_ADAPT_UNICODE_H
#define EVI_ADAPT_UNICODE_H

#include "base/buf.h"

/* NFC of valid UTF-8 */
enum evid_status evi_nfc(const char *text, size_t len, struct evi_buf *out,
    struct evid_error *err);
/* what two names share that a system without case would take for one: case
 * folding of the NFC, in NFC */
enum evid_status evi_fold(const char *text, size_t len, struct evi_buf *out,
    struct evid_error *err);

#endif
