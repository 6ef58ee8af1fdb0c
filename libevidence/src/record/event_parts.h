/*
 * What the writing and the reading of an event share.  For event*.c alone.
 */
#ifndef EVI_RECORD_EVENT_PARTS_H
#define EVI_RECORD_EVENT_PARTS_H

#include "record/event.h"
#include "record/statement_parts.h"

#define EVI_SUBJECT_SEAL "evidence/seal.json"

bool evi_event_type_good(const char *name);
/* event_read.c: the envelope of a line, of one signature */
enum evid_status evi_event_envelope(const void *line, size_t len,
    struct evi_envelope *out, const char **why_out, struct evid_error *err);
/* what is signed, and the signature */
enum evid_status evi_event_signed(const struct evi_envelope *e,
    struct evi_buf *pae_out, struct evi_buf *sig_out, struct evid_error *err);
/* what of the rules it breaks, or NULL */
const char *evi_event_fault(const struct evi_event *e);

#endif
