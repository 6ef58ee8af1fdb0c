/*
 * What a key is to whoever verifies.
 */
#ifndef EVI_BUNDLE_TRUST_TRUST_H
#define EVI_BUNDLE_TRUST_TRUST_H

#include "bundle/verdict/verdict.h"
#include "evidence/trust.h"
#include "record/directory.h"
#include "record/pins.h"
#include "record/policy.h"

/* enum evi_trust_source and enum evi_standing stand in verdict/verdict.h */

struct evi_known_key {		/* borrowed from the evid_trust */
	enum evi_trust_source source;
	const char *name, *organization, *state;	/* "" where not known:
				 * of a key that is only given, all are */
	const char *holder;	/* an id; equal ids are one holder: of the
				 * contact, else of the pin, else NULL: then
				 * the key itself is the holder */
	const char *kind;	/* of a directory's contact, or "" */
	unsigned int uses;
	bool revoked_since;	/* revoked by now, but after @claimed, and
				 * lost or superseded */
	enum evi_standing at_claimed, at_now;
	const struct evi_pin *pin;		/* or NULL */
	const struct evi_directory_key *entry;	/* or NULL */
};

/* what is known of a key for one use, at the instant that is claimed and at
 * now; false and all unknown where nothing is.  A key given before a pin
 * before a directory entry; a directory's revocation holds for all three */
bool evi_trust_find(const struct evid_trust *trust, const uint8_t *spki,
    size_t spki_len, unsigned int use, struct evi_instant claimed,
    struct evi_instant now, struct evi_known_key *out);
/* the same, of a key that is given if @given, whatever @trust (may be NULL)
 * holds */
bool evi_trust_find_given(const struct evid_trust *trust, bool given,
    const uint8_t *spki, size_t spki_len, unsigned int use,
    struct evi_instant claimed, struct evi_instant now,
    struct evi_known_key *out);
/* was anything named, though it may hold nobody? */
bool evi_trust_is_named(const struct evid_trust *trust);
/* is there anything to trust at all?  NULL is empty */
bool evi_trust_is_empty(const struct evid_trust *trust);

/* policy: may a hand-over be open?  true without a policy */
bool evi_trust_allows_open(const struct evid_trust *trust);
/* may objects be partial?  false without a policy */
bool evi_trust_allows_partial(const struct evid_trust *trust);
/* is @urn understood? */
bool evi_trust_understands(const struct evid_trust *trust, const char *urn);
/* may this holder be a signer? */
bool evi_trust_allows_signer(const struct evid_trust *trust,
    const struct evi_known_key *key, const uint8_t keyid[EVI_SHA256_LEN]);
/* how many distinct holders must have signed: at least 1 */
unsigned int evi_trust_threshold(const struct evid_trust *trust);

/* the policy's file, by its digest; NULL without one */
const uint8_t *evi_trust_policy_sha256(const struct evid_trust *trust);
const struct evi_policy *evi_trust_policy(const struct evid_trust *trust);
/* NULL without one */
const struct evi_directory *evi_trust_directory(
    const struct evid_trust *trust);

/* what is to be found of directory and policy themselves: stale, rolled back,
 * too old, not trusted, not understood.  Call it once a verdict */
enum evid_status evi_trust_findings(const struct evid_trust *trust,
    struct evi_instant now, struct evid_verdict *v, struct evid_error *err);
/* the same for who makes no verdict: each is told, with its whole message and
 * the part of it that is not the code's meaning ("" where there is none) */
typedef enum evid_status evi_trust_tell_fn(void *context,
    enum evi_finding_code code, const char *message, const char *detail,
    struct evid_error *err);
enum evid_status evi_trust_tell_each(const struct evid_trust *trust,
    struct evi_instant now, evi_trust_tell_fn *tell, void *context,
    struct evid_error *err);

/* "2026-10-26 09:14:03Z" */
void evi_words_time(struct evi_buf *out, struct evi_instant t);
/* words on a key's standing that a court can read; "" where there is nothing
 * to say.  @what: "sealed", "signed" */
enum evid_status evi_standing_words(const struct evi_known_key *key,
    const char *what, struct evi_buf *out, struct evid_error *err);
/* "listed in the directory un247, version 7" */
enum evid_status evi_source_words(const struct evid_trust *trust,
    const struct evi_known_key *key, struct evi_buf *out,
    struct evid_error *err);
/* all that @trust holds: "2 pinned keys, the directory un247, version 7" */
void evi_trust_words(const struct evid_trust *trust, struct evi_buf *out);
/* the same as an object; NULL is empty */
struct evi_emit;
void evi_trust_json(const struct evid_trust *trust, struct evi_emit *out);
/* "valid", "not-yet", "expired", "revoked", "compromised", "wrong-use",
 * "unknown" */
const char *evi_standing_name(enum evi_standing standing);
/* the finding that it is of a key that is known; EVI_FINDING_COUNT for none */
enum evi_finding_code evi_standing_finding(enum evi_standing standing);
/* "given", "pin", "directory", or NULL */
const char *evi_source_name(enum evi_trust_source source);
/* what gives a key its name and State, however it is trusted: "pin",
 * "directory"; NULL: nothing does */
const char *evi_named_by(const struct evi_known_key *key);

#endif
