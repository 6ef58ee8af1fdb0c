/*
 * What the writing and the reading of a statement share.  For statement*.c
 * and, of the clock, resume.c.
 */
#ifndef EVI_RECORD_STATEMENT_PARTS_H
#define EVI_RECORD_STATEMENT_PARTS_H

#include "record/emit.h"
#include "record/statement.h"

#define EVI_STATEMENT_TYPE "https://in-toto.io/Statement/v1"
#define EVI_SUBJECT_NAME "tagmanifest-sha256.txt"
#define EVI_OBJECTS_MAX (UINT64_C(1) << 31)

bool evi_signers_distinct(const struct evi_statement *s);
/* the key `clock` and its object, which a state (resume.h) has, too */
void evi_statement_emit_clock(struct evi_emit *e,
    const struct evi_statement *s);

#endif
