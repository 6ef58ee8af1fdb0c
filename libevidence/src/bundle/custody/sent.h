/*
 * Files held against what a hand-over says was sent.
 */
#ifndef EVI_BUNDLE_CUSTODY_SENT_H
#define EVI_BUNDLE_CUSTODY_SENT_H

#include "bundle/custody/custody.h"

/* Is there a file, also behind a link?  Nothing is opened. */
enum evid_status evi_file_there(const char *path, struct evid_error *err);
/* a file's size and digest */
enum evid_status evi_file_fact(const char *path, uint64_t *size_out,
    uint8_t digest_out[EVI_SHA256_LEN], struct evid_error *err);

enum evi_file_result {
	EVI_FILE_GOOD, EVI_FILE_MISSING, EVI_FILE_CUT, EVI_FILE_CHANGED
};

struct evi_file_check {
	enum evi_file_result result;
	char *path;			/* where it was looked for */
	uint64_t size;			/* as found */
};

/* @named: {name,size,sha256} of a hand-over; the file that came for it */
enum evid_status evi_file_check_at(const struct evi_json *named,
    const char *path, struct evi_file_check *out, struct evid_error *err);
/* the same, of the file of that name in @folder */
enum evid_status evi_file_check(const struct evi_json *named,
    const char *folder, struct evi_file_check *out, struct evid_error *err);
void evi_file_check_free(struct evi_file_check *check);

#endif
