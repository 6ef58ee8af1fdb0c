/*
 * What reading a list of hashes and looking into it share.  For noted*.c
 * alone.
 */
#ifndef EVI_RECORD_NOTED_PARTS_H
#define EVI_RECORD_NOTED_PARTS_H

#include "record/noted.h"

/* byte order of paths read from their ends: what ends alike is together */
int evi_compare_ends(const char *a, size_t a_len, const char *b,
    size_t b_len);

#endif
