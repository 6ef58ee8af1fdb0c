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

bool evi_signers_distinct(const struct evi_statement *s);

#endif
