/*
 * The verdict: what was found, as a value, its axes apart.
 */
#ifndef EVIDENCE_VERDICT_H
#define EVIDENCE_VERDICT_H

#include "evidence/progress.h"

#ifdef __cplusplus
extern "C" {
#endif

struct evid_verdict;

/** enum evid_result - the verdict in a word; its number is the exit status */
enum evid_result {
	EVID_VERIFIED = 0,
	EVID_NOT_INTACT = 1,
	EVID_NOT_TRUSTED = 3,
	EVID_INCOMPLETE = 4,
	EVID_NOT_CHECKED = 5
};

/**
 * struct evid_finding - one thing found
 *
 * @code: stable, listed in evid-verify(1)
 * @cls: "altered", "incomplete", "untrusted", "foreign-files", "local",
 *       "legal"
 * @axis: "integrity", "signature", "trust", "time", "custody", "legal"
 * @effect: the exit status that it alone leads to; 0 for none
 * @path: the file, escaped for a terminal; "" where it is about the bundle
 * @has_range, @offset, @length: the bytes of that file (of the bundle file
 *       where @path is "") that it is about
 * @message, @hint: for people
 *
 * Strings belong to the verdict.
 */
struct evid_finding {
	const char *code;
	const char *cls;
	const char *axis;
	int effect;
	const char *path;
	int has_range;
	uint64_t offset, length;
	const char *message;
	const char *hint;
};

/**
 * struct evid_masks - whose names are not shown
 *
 * The name of an object with one of these handling flags is replaced by a
 * label that stays the same for one bundle: [masked object N], N its line in
 * the inventory.  `csam` and `child-victim` are masked unless asked otherwise.
 *
 * @flags, @n_flags: further flags.  Where these are given and the inventory
 *     cannot be read, so that nobody knows which objects have them, all names
 *     are masked
 * @all: every object that has any flag
 * @no_defaults: not `csam` and `child-victim`, unless among @flags
 */
struct evid_masks {
	const char *const *flags;
	size_t n_flags;
	int all;
	int no_defaults;
};

/**
 * evid_masks_check - are these handling flags?
 *
 * Whatever takes masks refuses others; a program asks here before it begins.
 *
 * Returns EVID_OK, also for NULL; EVID_ERR_ARGUMENT names the one that is none.
 */
EVID_API EVID_CHECKED enum evid_status
evid_masks_check(const struct evid_masks *masks, struct evid_error *err);

/** evid_verdict_result - the verdict in a word */
EVID_API enum evid_result evid_verdict_result(const struct evid_verdict *v);

/** evid_result_name - "verified", "not-intact", ...; never NULL */
EVID_API const char *evid_result_name(enum evid_result result);

/** evid_verdict_files - files of payload that were found intact */
EVID_API uint64_t evid_verdict_files(const struct evid_verdict *v);

/** evid_verdict_bytes - bytes of payload that were found intact */
EVID_API uint64_t evid_verdict_bytes(const struct evid_verdict *v);

/** evid_verdict_findings - how many findings there are */
EVID_API size_t evid_verdict_findings(const struct evid_verdict *v);

/**
 * evid_verdict_finding - the @index-th finding
 *
 * Returns 1 and fills @finding_out, or 0 where there is none.
 */
EVID_API int evid_verdict_finding(const struct evid_verdict *v, size_t index,
    struct evid_finding *finding_out);

/**
 * evid_verdict_not_trusted_for - why it is not trusted, where more is wrong
 * than that nobody trusts its signer
 *
 * Returns 1 and fills @finding_out with the first finding that makes it so; 0
 * where there is none, or where no trust was given or no signer is trusted.
 */
EVID_API int evid_verdict_not_trusted_for(const struct evid_verdict *v,
    struct evid_finding *finding_out);

/**
 * evid_verdict_json - the whole as one JSON object (schema verdict)
 *
 * @text_out: for free(); without a newline at its end
 *
 * Returns EVID_OK; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_verdict_json(const struct evid_verdict *v, char **text_out,
    struct evid_error *err);

/**
 * evid_verdict_text - the whole for people, several lines
 *
 * @verbose: also findings without effect
 * @text_out: for free(); ends with a newline
 *
 * Returns EVID_OK; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_verdict_text(const struct evid_verdict *v, int verbose, char **text_out,
    struct evid_error *err);

/** evid_verdict_free - release; NULL does nothing */
EVID_API void evid_verdict_free(struct evid_verdict *v);

#ifdef __cplusplus
}
#endif

#endif
