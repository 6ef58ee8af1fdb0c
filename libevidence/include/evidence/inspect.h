/*
 * Inspecting: what a bundle says of itself, trusting nothing.
 */
#ifndef EVIDENCE_INSPECT_H
#define EVIDENCE_INSPECT_H

#include "evidence/key.h"
#include "evidence/verdict.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct evid_member - one object of the inventory
 *
 * @path: as the bundle has it ("data/...")
 * @original: as it was named; @path and @original are escaped for a terminal
 * @type: "file", "directory", "symlink", "hardlink", "special", "unreadable"
 * @size: bytes of content
 * @sha256: hex, or ""
 * @modified: as the inventory has it, or ""
 * @partial: whether something of it could not be read, or changed
 * @line: the inventory's line, JSON; of an object that is not to be previewed
 *       without its extended attributes, of a masked one without its names
 * @flags: its handling flags, "csam, medical", or ""; one that is not known,
 *        or is the sealer's own (x-...), stands between quotes
 * @masked: whether its names are masked
 * @detail: what there is instead of content, escaped: a symbolic link's
 *          target, the first name of a hard link, the kind of a special; or
 *          the reason why something could not be read, between quotes; or "";
 *          of a masked object "" or "[masked]"
 *
 * Strings are the library's, until the callback returns.
 */
struct evid_member {
	const char *path;
	const char *original;
	const char *type;
	uint64_t size;
	const char *sha256;
	const char *modified;
	int partial;
	const char *line;
	const char *flags;
	int masked;
	const char *detail;
};

/**
 * evid_summary_fn - told once, before the members, what the bundle says
 *
 * @json: one JSON object (schema inspect, without "members")
 * @text: the same for people
 *
 * A return other than 0 ends the inspection with EVID_ERR_CANCELLED.
 */
typedef int evid_summary_fn(void *context, const char *json,
    const char *text);

/** evid_member_fn - told of each object, in the inventory's order; as above */
typedef int evid_member_fn(void *context, const struct evid_member *member);

/**
 * evid_inspect_path - list what a bundle says of itself
 *
 * Reads only the tail of a bundle that can be sought in.  Checks nothing but
 * what is needed to read it; no signature is checked.
 *
 * @path: as for evid_verify_path()
 * @member: may be NULL
 *
 * Returns EVID_OK; EVID_ERR_FORMAT if it is no bundle or its tail is damaged;
 * EVID_ERR_TRUNCATED; EVID_ERR_TOO_NEW; EVID_ERR_NOT_FOUND,
 * EVID_ERR_UNREADABLE, EVID_ERR_IO; EVID_ERR_CANCELLED; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_inspect_path(const char *path, evid_summary_fn *summary,
    evid_member_fn *member, void *context, struct evid_error *err);

/**
 * evid_inspect_masked - the same, with names masked as asked
 *
 * evid_inspect_path() masks by default, as struct evid_masks says.  Also in
 * what the case says, a text that is the name of a masked object is masked.
 * Objects with one of the flags `csam`, `child-victim`, `legal-privilege`,
 * `classified`, or one for which the case has the rule `no-preview`, are shown
 * without what a file system keeps beside their content.
 *
 * @masks: NULL for the defaults
 *
 * Returns as evid_inspect_path(); EVID_ERR_ARGUMENT for a flag that is none.
 */
EVID_API EVID_CHECKED enum evid_status
evid_inspect_masked(const char *path, const struct evid_masks *masks,
    evid_summary_fn *summary, evid_member_fn *member, void *context,
    struct evid_error *err);

#ifdef __cplusplus
}
#endif

#endif
