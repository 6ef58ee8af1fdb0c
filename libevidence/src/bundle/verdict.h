/*
 * A verdict under way: findings as they come, facts as they are known.
 */
#ifndef EVI_BUNDLE_VERDICT_H
#define EVI_BUNDLE_VERDICT_H

#include "bundle/container.h"
#include "evidence/verdict.h"
#include "record/finding.h"
#include "record/statement.h"

#define EVI_FINDINGS_MAX 1000

enum evi_signer_status {
	EVI_SIGNER_GOOD, EVI_SIGNER_BAD, EVI_SIGNER_UNKNOWN
};

enum evi_trust_status {
	EVI_TRUST_NOT_GIVEN, EVI_TRUST_NOT_CHECKED, EVI_TRUST_NOT_MET,
	EVI_TRUST_MET
};

struct evi_verdict_finding {
	enum evi_finding_code code;
	char *path;			/* escaped, never NULL */
	bool has_range;
	uint64_t offset, length;
	char *message;
};

struct evid_verdict {
	char *file;
	enum evi_container_kind container;
	bool recompressed;
	bool whole;			/* every byte was read and judged */
	bool detached;
	int worst;			/* exit status of the worst effect */
	struct evi_verdict_finding *findings;
	size_t n_findings, findings_cap;
	uint64_t left_out;		/* findings past EVI_FINDINGS_MAX */
	uint64_t files, bytes;		/* intact */
	bool has_statement;		/* read, though not yet believed */
	struct evi_statement statement;
	enum evi_signer_status signer_status[EVI_SIGNERS_MAX];
	bool signer_trusted[EVI_SIGNERS_MAX];
	enum evi_trust_status trust;
	bool trusted_by_number;
	bool has_seal_digest;
	uint8_t seal_digest[EVI_SHA256_LEN];
	bool has_manifest;
	uint8_t manifest[EVI_SHA256_LEN];
	struct evi_buf conditions;	/* conditions.json, believed or not */
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
/* the same with a range of bytes */
enum evid_status evi_verdict_add_range(struct evid_verdict *v,
    enum evi_finding_code code, const char *path, uint64_t offset,
    uint64_t length, struct evid_error *err, const char *format, ...)
    EVID_PRINTF(7, 8);

/* is there a finding of this code for @path?  NULL: for any */
bool evi_verdict_names(const struct evid_verdict *v,
    enum evi_finding_code code, const char *path);
/* is there a finding of this effect? */
bool evi_verdict_has(const struct evid_verdict *v, int effect);

const char *evi_container_name(const struct evid_verdict *v);

#endif
