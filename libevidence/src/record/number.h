/*
 * Numbers that people read to each other (docs/format.md, section 4.1).
 */
#ifndef EVI_RECORD_NUMBER_H
#define EVI_RECORD_NUMBER_H

#include "adapt/digest.h"

#define EVI_NUMBER_TEXT_CAP 80		/* 79 characters and a NUL */

/* "83192-4 50769-9 ..." of a digest */
void evi_number_format(const uint8_t digest[EVI_SHA256_LEN],
    char out[EVI_NUMBER_TEXT_CAP]);

enum evi_number_check {
	EVI_NUMBER_GOOD,
	EVI_NUMBER_LENGTH,	/* not 60 digits */
	EVI_NUMBER_GROUP,	/* *group_out (0..9) fails its check digit */
	EVI_NUMBER_OTHER	/* well-formed, not this digest's: *group_out is
				 * the first group that differs */
};

/* can @text be the number of any digest?  GOOD, LENGTH or GROUP */
enum evi_number_check evi_number_check(const char *text,
    unsigned int *group_out);

/* read a number as typed (digits of any script, spaces, hyphens anywhere) and
 * hold it against @digest */
enum evi_number_check evi_number_compare(const char *text,
    const uint8_t digest[EVI_SHA256_LEN], unsigned int *group_out);

/* the check digit of a run of ASCII digits; 572 gives 4 */
unsigned int evi_damm(const char *digits, size_t len);

#endif
