/*
 * A verdict under way: findings as they come, facts as they are known.
 */
#ifndef EVI_BUNDLE_VERDICT_VERDICT_H
#define EVI_BUNDLE_VERDICT_VERDICT_H

#include "adapt/json.h"
#include "bundle/room.h"
#include "bundle/stream/container.h"
#include "bundle/verdict/masks.h"
#include "evidence/verdict.h"
#include "record/finding.h"
#include "record/statement.h"

enum evi_signer_status {
	EVI_SIGNER_GOOD, EVI_SIGNER_BAD, EVI_SIGNER_UNKNOWN
};

enum evi_trust_status {
	EVI_TRUST_NOT_GIVEN, EVI_TRUST_NOT_CHECKED, EVI_TRUST_NOT_MET,
	EVI_TRUST_MET
};

enum evi_trust_source {
	EVI_SOURCE_NONE,
	EVI_SOURCE_GIVEN,		/* of the caller's own choice */
	EVI_SOURCE_PIN,
	EVI_SOURCE_DIRECTORY
};

enum evi_standing {
	EVI_STANDING_UNKNOWN,		/* nobody's, here */
	EVI_STANDING_VALID,
	EVI_STANDING_NOT_YET,		/* before validFrom */
	EVI_STANDING_EXPIRED,		/* after validUntil */
	EVI_STANDING_REVOKED,		/* lost or superseded, at or before
					 * the instant */
	EVI_STANDING_COMPROMISED,	/* whatever the instant */
	EVI_STANDING_WRONG_USE
};

/* what is known of a signer here; texts are the verdict's own */
struct evi_signer_trust {
	enum evi_trust_source source;
	char *name, *organization, *state;	/* NULL where not known */
	unsigned int uses;			/* 0: not known */
	enum evi_standing at_sealing, now;
	bool revoked_since;
	char *source_words, *standing_words;	/* for people, or NULL */
	bool by_directory, by_event;	/* it is named as the next key */
	uint8_t before[EVI_SHA256_LEN];		/* of that one */
	uint8_t event[EVI_SHA256_LEN];		/* by_event: this one */
	bool called_compromised;	/* by its holder or its State, in the
					 * custody log */
	uint8_t called_by[EVI_SHA256_LEN];	/* then by this event */
};

struct evi_verdict_finding {
	enum evi_finding_code code;
	char *path;			/* escaped, never NULL */
	bool has_range;
	uint64_t offset, length;
	char *message;
	const char *hint;		/* a constant text, or NULL: as for
					 * all of its code */
	bool anybodys;			/* of what anybody can write */
};

struct evid_verdict {
	char *file;
	enum evi_container_kind container;
	bool recompressed;
	bool whole;			/* every byte was read and judged */
	bool members_only;		/* the payload was read in part, as
					 * asked */
	bool inventory_signed;		/* the one read is the one signed */
	bool detached;
	int worst;			/* exit status of the worst effect */
	bool has_effect[6];		/* also of findings left out */
	int axis_worst[EVI_N_AXES];	/* likewise */
	struct evi_verdict_finding *findings;
	size_t n_findings, findings_cap;
	struct evi_room room;		/* for them */
	uint64_t files, bytes;		/* intact */
	bool uncounted;			/* for want of room: neither is known */
	bool has_statement;		/* read, though not yet believed */
	struct evi_statement statement;
	enum evi_signer_status signer_status[EVI_SIGNERS_MAX];
	bool signer_trusted[EVI_SIGNERS_MAX];
	struct evi_signer_trust signer_trust[EVI_SIGNERS_MAX];
	enum evi_trust_status trust;
	bool has_policy;
	uint8_t policy_sha256[EVI_SHA256_LEN];
	char *policy_name;		/* or NULL */
	uint64_t directory_version;	/* 0: none */
	char *directory_name;		/* or NULL */
	bool has_at;			/* judged as at another instant */
	struct evi_instant at;
	bool number_good;		/* it is the seal that was expected */
	bool by_number;			/* and nothing else is trusted */
	bool keys_asked;		/* keys, a policy or a threshold were
					 * given, too */
	bool has_seal_digest;
	uint8_t seal_digest[EVI_SHA256_LEN];
	bool has_manifest;
	uint8_t manifest[EVI_SHA256_LEN];
	struct evi_buf conditions;	/* conditions.json, believed or not */
	const char *custody_status;	/* NULL: not judged */
	uint64_t custody_events;
	struct evi_texts custody_heads;	/* of the sealed log and the other */
	struct evi_buf custody_open;	/* a JSON array, or empty */
	char *custody_words;		/* for people, or NULL */
	struct evi_buf successions;	/* a JSON array, or empty */
	struct evi_buf succession_text;	/* lines for people */
	struct evi_masks masks;
	struct evi_json *legal;		/* of bundle/verify/legal.c, or NULL */
	struct evi_buf legal_text;	/* lines for people */
	char *tool;
	bool has_now;
	struct evi_instant now;
};

enum evid_status evi_verdict_new(const char *file,
    struct evid_verdict **out, struct evid_error *err);

/* @path: as it stands in the bundle, bytes; NULL or "" is the bundle itself.
 * @format NULL: the code's own meaning alone.  Text from outside that goes
 * into the message is the caller's to escape */
enum evid_status evi_verdict_add(struct evid_verdict *v,
    enum evi_finding_code code, const char *path, struct evid_error *err,
    const char *format, ...) EVID_PRINTF(5, 6);
/* the same, with what to do in this case, a constant text, or NULL; @anybodys:
 * of what anybody can write, which has a part of the room alone */
enum evid_status evi_verdict_add_hint(struct evid_verdict *v,
    enum evi_finding_code code, const char *path, const char *hint,
    bool anybodys, struct evid_error *err, const char *format, ...)
    EVID_PRINTF(7, 8);
const char *evi_verdict_hint(const struct evi_verdict_finding *finding);
/* evid_verdict_not_trusted_for(); NULL: nothing but whose it is */
const struct evi_verdict_finding *evi_verdict_not_trusted_for(
    const struct evid_verdict *v);
/* the same with a range of bytes */
enum evid_status evi_verdict_add_range(struct evid_verdict *v,
    enum evi_finding_code code, const char *path, uint64_t offset,
    uint64_t length, struct evid_error *err, const char *format, ...)
    EVID_PRINTF(7, 8);

/* names that are not to be shown, taken out of the findings; @known: whether
 * the inventory could be read, so that it is known which these are */
enum evid_status evi_verdict_mask(struct evid_verdict *v, bool known,
    struct evid_error *err);

/* is there a finding of this code for @path?  NULL: for any */
bool evi_verdict_names(const struct evid_verdict *v,
    enum evi_finding_code code, const char *path);
/* what the worst effect comes to, where nothing else is asked */
enum evid_result evi_result_of(int effect);
/* for people: @good of EVID_VERIFIED, else "NOT INTACT" and so on */
/* within a sentence: "not trusted" and so on */
const char *evi_result_words(enum evid_result result);
const char *evi_result_headline(enum evid_result result, const char *good);
/* is there a finding of this effect? */
bool evi_verdict_has(const struct evid_verdict *v, int effect);

/* the instant that is judged: the one asked for, else now */
struct evi_instant evi_verdict_instant(const struct evid_verdict *v);

/* the exit status of who read what was asked for: 0 for members that are as
 * sealed, too, though no such verdict is `verified` */
int evi_verdict_exit(const struct evid_verdict *v);
/* the worst effect of what was found of content and signatures alone */
int evi_verdict_integrity(const struct evid_verdict *v);
/* "whole" or "members" */
const char *evi_verdict_scope(const struct evid_verdict *v);

const char *evi_container_name(const struct evid_verdict *v);

#endif
