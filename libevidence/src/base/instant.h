/*
 * Instants: RFC 3339 in UTC, nine decimals.  No clock is read here.
 */
#ifndef EVI_BASE_INSTANT_H
#define EVI_BASE_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

/* since 1970-01-01T00:00:00Z without leap seconds; nanoseconds 0..999999999
 * count forward, also before 1970 */
struct evi_instant {
	int64_t seconds;
	uint32_t nanoseconds;
};

#define EVI_INSTANT_TEXT_CAP 31


/* "2026-10-26T09:14:03.000000000Z" (30 characters); false outside the years
 * 0000 to 9999 */
bool evi_instant_format(struct evi_instant t, char out[EVI_INSTANT_TEXT_CAP]);
/* exactly that form; false otherwise (also day 31 of a month of 30) */
bool evi_instant_parse(const char *text, struct evi_instant *out);
/* "2026-10-26 09:14:03Z" for people; @out as above */
void evi_instant_people(struct evi_instant t, char out[EVI_INSTANT_TEXT_CAP]);
/* RFC 3339 as people type it: any offset, 0 to 9 decimals */
bool evi_instant_parse_any(const char *text, struct evi_instant *out);

#endif
