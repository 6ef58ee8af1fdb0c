/*
 * What the writing and the reading of an event share.  For event*.c alone.
 */
#ifndef EVI_RECORD_EVENT_PARTS_H
#define EVI_RECORD_EVENT_PARTS_H

#include "record/event.h"
#include "record/statement_parts.h"

#define EVI_SUBJECT_SEAL "evidence/seal.json"

bool evi_event_type_good(const char *name);
/* what of the rules it breaks, or NULL */
const char *evi_event_fault(const struct evi_event *e);

#endif
