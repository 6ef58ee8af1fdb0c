/*
 * Progress and time: what the caller is told while work goes on, and what it
 * says to the library.
 */
#ifndef EVIDENCE_PROGRESS_H
#define EVIDENCE_PROGRESS_H

#include "evidence/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct evid_time - an instant
 *
 * @seconds: since 1970-01-01T00:00:00Z, without leap seconds
 * @nanoseconds: 0 to 999,999,999, counted forward
 */
struct evid_time {
	int64_t seconds;
	uint32_t nanoseconds;
};

#define EVID_TIME_TEXT_CAP 31		/* 30 characters and a NUL */

/**
 * evid_time_parse - an instant from RFC 3339, as people write it
 *
 * Any offset, 0 to 9 decimals; a date alone is its first instant in UTC.
 *
 * Returns 1 and fills @out, or 0 where @text is none.
 */
EVID_API int evid_time_parse(const char *text, struct evid_time *out);

/**
 * evid_time_format - "2026-10-26T09:14:03.000000000Z"
 *
 * @out: "" outside the years 0000 to 9999
 */
EVID_API void evid_time_format(struct evid_time time,
    char out[EVID_TIME_TEXT_CAP]);

/**
 * evid_progress_fn - told from time to time how far the work is
 *
 * @done: bytes of payload dealt with so far
 * @total: bytes to deal with; 0 where it is not known
 *
 * A return other than 0 ends the work with EVID_ERR_CANCELLED; nothing is
 * left half-written.  Called from any thread, from one at a time.
 */
typedef int evid_progress_fn(void *context, uint64_t done, uint64_t total);

#ifdef __cplusplus
}
#endif

#endif
