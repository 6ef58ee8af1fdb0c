/*
 * A directory with its signatures, as a file holds it.
 */
#ifndef EVI_BUNDLE_TRUST_DIRECTORY_H
#define EVI_BUNDLE_TRUST_DIRECTORY_H

#include "evidence/directory.h"
#include "record/directory.h"

struct evid_directory {
	char *file;			/* for messages */
	struct evi_directory d;
	struct evi_envelope *envelope;	/* payload of @d, signatures */
	int lock;			/* of its file, or -1 */
};

struct evid_directory *evi_directory_alloc(const char *file);

/* the one that @text is; @path is for messages */
enum evid_status evi_directory_of_text(const char *path,
    const struct evi_buf *text, struct evid_directory **directory_out,
    struct evid_error *err);

/* who of the contacts of @judge signed @s, and well: what counts is a key that
 * @judge lists with use `directory`, does not list as revoked, and lists as
 * valid at the instant @s was issued.  A false signature by a key that @judge
 * lists is no threshold: *false_out is its index plus 1, or 0 */
struct evi_quorum {
	uint64_t have, want;		/* distinct contacts */
	size_t false_at;
	bool is_false[EVI_SIGNERS_MAX];	/* of each signature */
	bool unknown_algorithm;		/* one could not be checked here */
};
enum evid_status evi_directory_quorum(const struct evid_directory *s,
    const struct evi_directory *judge, struct evi_quorum *out,
    struct evid_error *err);
/* may this key sign a version issued at @at, by whoever lists it? */
bool evi_directory_key_counts(const struct evi_directory_key *k,
    struct evi_instant at);
/* how many contacts of @judge have a key that may sign one issued at @at */
size_t evi_directory_able(const struct evi_directory *judge,
    struct evi_instant at);
/* of the payload, by which versions of one number are told apart */
enum evid_status evi_directory_digest(const struct evid_directory *s,
    uint8_t out[EVI_SHA256_LEN], struct evid_error *err);
/* add a signature in its place, or replace the one by that key */
enum evid_status evi_envelope_sign(struct evi_envelope *e, const char *type,
    const struct evid_key *key, struct evid_error *err);
/* does a file begin as an envelope does? */
bool evi_is_envelope(const struct evi_buf *text);
/* what a file's text is; EVID_ERR_FORMAT where it is nothing of ours */
enum evid_status evi_kind_of_text(const char *path,
    const struct evi_buf *text, enum evid_trust_kind *kind_out,
    struct evid_error *err);
/* the failure of a file that is not of the kind that was asked for: what it is
 * instead, where that can be seen, else @why */
enum evid_status evi_fail_kind(const char *path, const struct evi_buf *text,
    enum evid_trust_kind wanted, const char *why, struct evid_error *err);
/* signed by a threshold of its own keys: EVID_OK, or EVID_ERR_FORGED */
enum evid_status evi_directory_require(const struct evid_directory *s,
    struct evid_error *err);

#endif
