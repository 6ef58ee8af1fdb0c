/*
 * Who stands at an end of a hand-over, and how an event, a hand-over and a log
 * are told to people and programs.  party.c, outcome.c, standing.c,
 * succession.c.
 */
#ifndef EVI_BUNDLE_CUSTODY_PARTY_H
#define EVI_BUNDLE_CUSTODY_PARTY_H

#include "bundle/custody/custody.h"

struct evi_emit;

/* party.c: who stands at an end of a hand-over */
struct evi_party {
	uint8_t keyid[EVI_SHA256_LEN];
	char *name, *organization, *state;	/* by trust, or as claimed */
	bool trusted;
	const char *source;		/* then what names it: "pin",
					 * "directory"; else NULL */
};
/* @full NULL: who is not named by trust has no names */
enum evid_status evi_custody_signer(const struct evid_custody *c,
    uint32_t event, const struct evi_event *full, struct evi_party *out,
    struct evid_error *err);
enum evid_status evi_custody_receiver(const struct evid_custody *c,
    uint32_t event, const struct evi_event *full, struct evi_party *out,
    struct evid_error *err);
void evi_party_free(struct evi_party *party);
/* "Department, Kazakhstan (key 5f0c…91aa)", escaped; a name that nobody
 * vouches for says so */
void evi_party_text(struct evi_buf *out, const struct evi_party *party);
void evi_party_json(struct evi_emit *out, const struct evi_party *party);
/* an open hand-over as one JSON object, and in words */
enum evid_status evi_custody_open_json(const struct evid_custody *c,
    const struct evi_custody_over *over, struct evi_emit *out,
    struct evid_error *err);
enum evid_status evi_custody_open_text(const struct evid_custody *c,
    const struct evi_custody_over *over, struct evi_buf *out,
    struct evid_error *err);
/* outcome.c: one line for people on what the log comes to */
enum evid_status evi_custody_summary(const struct evid_custody *c,
    struct evi_buf *out, struct evid_error *err);

/* standing.c: "counts", "no-effect", "claim", "unchecked", "set-aside" */
const char *evi_view_standing(const struct evid_custody *c, uint32_t event);
/* why it is a claim, or has no effect; else NULL */
const char *evi_custody_why(const struct evid_custody *c, uint32_t event);
/* "(key 5f0c…91aa)" */
void evi_view_key(struct evi_buf *out, const char *before,
    const uint8_t keyid[EVI_SHA256_LEN]);
/* ", the next key of (key 5f0c…91aa)", if it is one's */
void evi_view_succeeds(struct evi_buf *out, const struct evid_custody *c,
    uint32_t key);
/* that a key has one before it, which event says so: a line, and an object */
void evi_view_succession(struct evi_buf *out, const struct evid_custody *c,
    const struct evi_custody_key *key);
void evi_view_succession_json(struct evi_emit *out,
    const struct evid_custody *c, const struct evi_custody_key *key);
/* by which key, if it is another than the hand-over names, and why it may */
void evi_custody_answered_by(struct evi_buf *out, const struct evid_custody *c,
    uint32_t over, uint32_t answer);

#endif
