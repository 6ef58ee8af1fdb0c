/*
 * What the caller is told while sealing goes on, and messages that name an
 * object of the source.
 */
#ifndef EVI_BUNDLE_TELL_H
#define EVI_BUNDLE_TELL_H

#include "base/error.h"
#include "evidence/seal.h"
#include "record/finding.h"

#include <pthread.h>

/* the caller's callbacks, called by one thread at a time */
struct evi_tell {
	const struct evid_seal_options *options;
	pthread_mutex_t lock;
	uint64_t done, total;
};

void evi_tell_init(struct evi_tell *tell,
    const struct evid_seal_options *options);
void evi_tell_free(struct evi_tell *tell);
/* @path: original bytes, escaped here; or NULL */
void evi_tell_event(struct evi_tell *tell, const char *path,
    const char *message);
/* the same, of a finding of that code */
void evi_tell_finding(struct evi_tell *tell, const char *path,
    enum evi_finding_code code, const char *message);
/* @more bytes of payload are dealt with; EVID_ERR_CANCELLED if the caller
 * wants no more */
enum evid_status evi_tell_progress(struct evi_tell *tell, uint64_t more,
    struct evid_error *err);

#endif
