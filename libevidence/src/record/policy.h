/*
 * The policy (docs/format.md, section 10.3): what must hold for a bundle to
 * be called trusted.  Read, never written here but as its author wrote it.  A
 * key that is not known is a demand that is not understood, and so cannot be
 * met, unless it begins with "x-".
 *
 *	{"schema","name","signers"?:{"states"?,"keys"?,"kinds"?},
 *	 "threshold"?,"openHandOvers"?,"understood"?,"directoryMaxAgeDays"?,
 *	 "staleDirectory"?,"partial"?,"critical"?}
 */
#ifndef EVI_RECORD_POLICY_H
#define EVI_RECORD_POLICY_H

#include "adapt/json.h"
#include "record/statement.h"

#define EVI_POLICY_TYPE "application/vnd.libevidence.policy+json"
#define EVI_POLICY_SCHEMA "urn:libevidence:policy:1"
#define EVI_POLICY_LIMIT ((size_t)1 << 20)

struct evi_policy {
	char *name;
	bool has_states, has_keys, has_kinds;	/* each must then be met */
	struct evi_texts states, keys, kinds;	/* keys: key ids in hex */
	uint64_t threshold;			/* 0: says nothing */
	bool open_hand_overs;			/* allowed; true unless said */
	struct evi_texts understood;		/* none of them blank */
	struct evi_texts blank;		/* which were, as "understood[0]" */
	bool has_max_age;
	uint64_t max_age_days;
	bool stale_directory, partial;		/* allowed; false unless said */
	struct evi_texts critical;
	struct evi_texts unknown;	/* keys not known here that do not
				 * begin with "x-", as "signers.state" */
};

void evi_policy_free(struct evi_policy *policy);
enum evid_status evi_policy_read(const void *text, size_t len,
    const char *file, struct evi_policy *out, struct evid_error *err);

#endif
