/*
 * What the parts of a delivery's check share: delivery_find.c reads the
 * hand-over, delivery.c looks at the files, delivery_tell.c says what was
 * found.
 */
#ifndef EVI_BUNDLE_VERIFY_DELIVERY_H
#define EVI_BUNDLE_VERIFY_DELIVERY_H

#include "bundle/custody/party.h"
#include "bundle/custody/sent.h"
#include "record/emit.h"

struct evi_delivery {
	struct evid_custody *log;	/* the hand-over's */
	uint32_t over;
	uint8_t digest[EVI_SHA256_LEN], subject[EVI_SHA256_LEN];
	bool of_bundle;			/* the subject is, and no exhibit */
	struct evi_event event;
	struct evi_party from, to;
	const char *const *paths;	/* what is offered */
	size_t n_paths;
	char *folder;			/* of the first */
	bool no_file;			/* what is looked at is none */
	const struct evid_verify_options *options;
	int worst;
	struct evi_buf files, findings;	/* JSON, or lines for people */
	struct evi_emit files_json, findings_json;
	bool json;
};

/* the hand-over itself, judged */
enum evid_status evi_delivery_find(struct evi_delivery *d,
    const char *hand_over, struct evid_error *err);

/* @path: of the file, as it is offered or was looked for, or NULL; its base is
 * its name; @message and @hint NULL: those of the code */
void evi_delivery_tell(struct evi_delivery *d, enum evi_finding_code code,
    const char *path, const char *message, const char *hint);
/* @named: the file, as the hand-over has it; @path: as it is looked at */
void evi_delivery_tell_file(struct evi_delivery *d,
    const struct evi_json *named, const char *path,
    enum evi_file_result result);
/* How many the policy asks of a seal, which a hand-over cannot have; 0: no
 * more than it has. */
uint64_t evi_delivery_threshold(const struct evi_delivery *d);
void evi_delivery_write(const struct evi_delivery *d, struct evi_buf *out);

#endif
