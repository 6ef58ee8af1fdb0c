/*
 * Checked arithmetic and the reading of numbers: each returns false where the
 * result does not fit, and then leaves *out alone.
 */
#ifndef EVI_BASE_NUM_H
#define EVI_BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVI_MAX_INTEGER 9007199254740991	/* 2^53-1 */
/* of what evi_number_like takes, and the format does not */
#define EVI_NO_NUMBER "numbers are whole, of at most 9007199254740991, and " \
    "this is none"
#define EVI_HINT_NO_NUMBER "as a text, between double quotes, it may stand " \
    "there: FIELD='\"1.5\"'"

bool evi_add_u64(uint64_t a, uint64_t b, uint64_t *out);
bool evi_mul_u64(uint64_t a, uint64_t b, uint64_t *out);
bool evi_add_size(size_t a, size_t b, size_t *out);
bool evi_mul_size(size_t a, size_t b, size_t *out);

/* for sorting: below 0 where @a comes first, 0 where they are the same */
int evi_order_u64(uint64_t a, uint64_t b);

/* decimal digits alone, no sign, no space, no leading zero but "0" */
bool evi_parse_u64(const char *text, size_t len, uint64_t *out);
/* does JSON take it for a number, whole or not, of whatever size? */
bool evi_number_like(const char *text);
/* an option's number with an optional suffix k, M, G, T (powers of 1024) */
bool evi_parse_size(const char *text, uint64_t *out);

void evi_put_le16(uint8_t *p, uint16_t v);
void evi_put_le32(uint8_t *p, uint32_t v);
void evi_put_le64(uint8_t *p, uint64_t v);
uint16_t evi_get_le16(const uint8_t *p);
uint32_t evi_get_le32(const uint8_t *p);
uint64_t evi_get_le64(const uint8_t *p);

#endif
