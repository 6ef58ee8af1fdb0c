/*
 * An event under way: made, signed and added to its log.
 */
#ifndef EVI_BUNDLE_CUSTODY_SIGN_H
#define EVI_BUNDLE_CUSTODY_SIGN_H

#include "bundle/custody/custody.h"

struct evi_draft {
	const struct evid_custody_entry *entry;
	struct evid_custody *set;	/* the log as it is, under the lock */
	struct evi_event event;
};

/* fills what is the type's own: type, details, answers */
typedef enum evid_status evi_draft_fn(void *context, struct evi_draft *draft,
    struct evid_error *err);

enum evid_status evi_custody_sign(const struct evid_custody_entry *entry,
    const char *type, evi_draft_fn *fill, void *context,
    struct evid_custody_added *added_out, struct evid_error *err);

/* station.c: the branch of a key on this station, for the log that
 * begins with a subject.  @station: what is kept of the key here */
enum evid_status evi_station_read(const char *state,
    const uint8_t keyid[EVI_SHA256_LEN], const struct evid_custody_entry *o,
    uint8_t station_out[EVI_BRANCH_LEN], struct evid_error *err);
enum evid_status evi_station_branch(const uint8_t station[EVI_BRANCH_LEN],
    const uint8_t subject[EVI_SHA256_LEN], uint8_t branch_out[EVI_BRANCH_LEN],
    struct evid_error *err);
/* where the event goes on: its branch, prev, and what it joins */
enum evid_status evi_station_place(struct evi_draft *draft,
    struct evid_error *err);

/* fields.c */
enum evid_status evi_fields_set(struct evi_json *details,
    const struct evid_custody_field *field, struct evid_error *err);
/* each of these takes its value, also NULL for a want of memory */
enum evid_status evi_details_set(struct evi_json *details, const char *key,
    struct evi_json *value, struct evid_error *err);
struct evi_json *evi_json_digests(const struct evi_digests *digests);
/* a file's size and digest */
enum evid_status evi_file_fact(const char *path, uint64_t *size_out,
    uint8_t digest_out[EVI_SHA256_LEN], struct evid_error *err);
/* {name,size,sha256} of each, by name */
enum evid_status evi_files_state(const char *const *paths, size_t n,
    struct evi_json **out, struct evid_error *err);
/* a bundle's file and its volumes */
enum evid_status evi_bundle_files(const char *bundle, struct evi_texts *out,
    struct evid_error *err);

/* the hand-over that the draft answers, put into its answers */
enum evid_status evi_draft_answer(struct evi_draft *draft,
    uint32_t *over_out, struct evid_error *err);

#endif
