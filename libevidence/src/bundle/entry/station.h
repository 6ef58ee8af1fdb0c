/*
 * What this station keeps of a key that signs here (station_kept.c): 8 random
 * bytes, of which its branches are made, and of each branch that it began the
 * last event that it signed.
 *
 *	STATE/branch/KEYID			16 hex digits, LF
 *	STATE/branch/KEYID.chains/BRANCH	64 hex digits, LF
 *	STATE/branch/KEYID.chains/.lock		held while an event is made
 */
#ifndef EVI_BUNDLE_ENTRY_STATION_H
#define EVI_BUNDLE_ENTRY_STATION_H

#include "base/file.h"
#include "bundle/entry/sign.h"

struct evi_station {
	char *folder;			/* of the chains */
	int lock;			/* -1: not held */
	uint8_t id[EVI_BRANCH_LEN];	/* the random bytes */
	struct evi_output next;		/* what is to be kept, not yet there */
	bool later;			/* its key has signed in a later
					 * version in the log at hand */
};

#define EVI_STATION_INIT { NULL, -1, { 0 }, EVI_OUTPUT_INIT, false }

/* makes what is not there, and waits for whoever signs with the key here */
enum evid_status evi_station_open(struct evi_station *station,
    const struct evid_custody_entry *o, const uint8_t keyid[EVI_SHA256_LEN],
    struct evid_error *err);
/* the branch that it begins in a log that begins with a subject */
enum evid_status evi_station_branch(const uint8_t id[EVI_BRANCH_LEN],
    const uint8_t subject[EVI_SHA256_LEN], uint8_t branch_out[EVI_BRANCH_LEN],
    struct evid_error *err);
/* the last event signed here in a branch; *known_out false where none is
 * kept */
enum evid_status evi_station_last(const struct evi_station *station,
    const uint8_t branch[EVI_BRANCH_LEN], bool *known_out,
    uint8_t digest_out[EVI_SHA256_LEN], struct evid_error *err);
/* the same, as it will be: written, and in its place by evi_station_keep() */
enum evid_status evi_station_prepare(struct evi_station *station,
    const uint8_t branch[EVI_BRANCH_LEN],
    const uint8_t digest[EVI_SHA256_LEN], struct evid_error *err);
enum evid_status evi_station_keep(struct evi_station *station,
    struct evid_error *err);
void evi_station_close(struct evi_station *station);

/* station.c: where the draft goes on: its branch, prev, and what it joins */
enum evid_status evi_station_place(struct evi_station *station,
    struct evi_draft *draft, struct evid_error *err);

#endif
