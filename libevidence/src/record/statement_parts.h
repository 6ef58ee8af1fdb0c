/*
 * What the writing and the reading of a statement share.  For statement*.c
 * alone.
 */
#ifndef EVI_RECORD_STATEMENT_PARTS_H
#define EVI_RECORD_STATEMENT_PARTS_H

#include "record/statement.h"

#define EVI_STATEMENT_TYPE "https://in-toto.io/Statement/v1"
#define EVI_SUBJECT_NAME "tagmanifest-sha256.txt"
#define EVI_OBJECTS_MAX (UINT64_C(1) << 31)

/* a UUID of version 4 and the RFC's variant, in lower case */
bool evi_uuid_good(const char *text);
bool evi_instant_before(struct evi_instant a, struct evi_instant b);
bool evi_signers_distinct(const struct evi_statement *s);

#endif
