/*
 * What an evid_trust is inside.  For trust*.c alone.
 */
#ifndef EVI_BUNDLE_TRUST_PARTS_H
#define EVI_BUNDLE_TRUST_PARTS_H

#include "bundle/trust/directory.h"
#include "bundle/trust/state.h"
#include "bundle/trust/trust.h"

struct evi_given {		/* a key of one's own choice */
	uint8_t keyid[EVI_SHA256_LEN];
	char hex[2 * EVI_SHA256_LEN + 1];	/* of keyid */
	struct evi_buf spki;
};

struct evi_key_place {		/* a key of the directory */
	const struct evi_contact *contact;
	const struct evi_directory_key *key;
};

struct evid_trust {
	struct evi_given *given;
	size_t n_given, given_cap;
	struct evi_pins *pins;		/* lists */
	size_t n_pins, pins_cap;
	struct evid_directory *directory;	/* or NULL */
	struct evi_seen seen;		/* of it */
	bool other_seen;		/* another version of its number */
	struct evi_key_place *places;	/* by key id */
	size_t n_places;
	bool has_policy, policy_is_signed;
	struct evi_policy policy;
	struct evi_envelope policy_envelope;	/* where it is signed */
	uint8_t policy_sha256[EVI_SHA256_LEN];	/* of the file's bytes */
	unsigned int threshold;
};

/* pinned.c: the pin of that key, in whichever list; NULL: it has none */
const struct evi_pin *evi_trust_pin(const struct evid_trust *trust,
    const uint8_t keyid[EVI_SHA256_LEN]);

/* the key of that id, wherever it stands; NULL: it is not known */
const struct evi_buf *evi_trust_spki(const struct evid_trust *trust,
    const uint8_t keyid[EVI_SHA256_LEN]);

/* one finding for each text, but for those that @trust, which may be NULL,
 * understands */
enum evid_status evi_trust_tell_texts(const struct evid_trust *trust,
    enum evi_finding_code code, const char *what,
    const struct evi_texts *texts, struct evid_verdict *v,
    struct evid_error *err);
/* the keys of pin lists and directory that are not known here */
enum evid_status evi_trust_unknown_findings(const struct evid_trust *trust,
    struct evid_verdict *v, struct evid_error *err);
/* apart.c: keys that pin and directory say to be of two States */
enum evid_status evi_trust_apart_findings(const struct evid_trust *trust,
    struct evid_verdict *v, struct evid_error *err);

#endif
