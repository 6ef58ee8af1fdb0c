/*
 * Extracting: what a bundle holds, given out once it is verified.
 */
#ifndef EVIDENCE_EXTRACT_H
#define EVIDENCE_EXTRACT_H

#include "evidence/verify.h"

#ifdef __cplusplus
extern "C" {
#endif

struct evid_extraction;		/* what was given out, and the verdict */

/**
 * struct evid_extract_options - what to give out, where and under what terms
 *
 * Strings and arrays are borrowed for the call.
 */
struct evid_extract_options {
	uint32_t version;	/**< EVID_EXTRACT_OPTIONS_VERSION */
	const struct evid_verify_options *verify; /**< required: whom to trust,
				 * threads, progress */
	const char *folder;	/**< where to: absent or empty; NULL: the
				 * bundle's name, in the current folder.  Not
				 * looked at where @output is given */
	const char *output;	/**< one member's content to this file, "-"
				 * standard output; NULL: all into @folder */
	int force;		/**< replace @output if it exists */
	const char *const *members;	/**< globs over original paths; what is
				 * below a path is meant, too */
	size_t n_members;	/**< 0: everything */
	int damaged;		/**< of a bundle that is not intact: what is */
	int untrusted;		/**< also where the verdict is not trusted */
	int xattrs;		/**< attributes of the user's namespace */
	int links;		/**< links that stay within the folder */
	uint64_t reserved[8];
};

#define EVID_EXTRACT_OPTIONS_VERSION 1
#define EVID_EXTRACT_OPTIONS_INIT { .version = EVID_EXTRACT_OPTIONS_VERSION }

/**
 * struct evid_extracted - what became of one object
 *
 * @path: as the bundle has it ("data/...")
 * @original: as it was named
 * @given: its path below the folder; "" where it was withheld
 * @note: why it was withheld, has another name, or is not in all as it was;
 *        or ""
 * @type: as in struct evid_member
 * @size: bytes of content
 * @renamed: whether @given is not the original name
 * @masked: whether a label stands for its names, as the verify options' masks
 *          have it
 *
 * Texts are escaped for a terminal, and the library's until the callback
 * returns.
 */
struct evid_extracted {
	const char *path;
	const char *original;
	const char *given;
	const char *note;
	const char *type;
	uint64_t size;
	int renamed;
	int masked;
};

/** struct evid_extract_totals - counts over all that was asked for */
struct evid_extract_totals {
	uint64_t objects, files, bytes;	/**< given out */
	uint64_t renamed;		/**< of them, under another name */
	uint64_t withheld;
	uint64_t unset;			/**< given out, but times, mode or
					 * attributes could not all be set */
};

/** evid_extracted_fn - told of each object asked for, in the inventory's
 * order; other than 0 ends it with EVID_ERR_CANCELLED */
typedef int evid_extracted_fn(void *context,
    const struct evid_extracted *row);

/**
 * evid_extract_path - verify a bundle, and give out what it holds
 *
 * The content is written, while it is verified, into a hidden folder beside
 * the target that nobody else may enter; it gets the original names, and the
 * target its name, after the verdict, and only if that is verified (or, as
 * asked, not trusted).  With @damaged and a verdict that is not intact or
 * incomplete, the files that a signed inventory shows to be intact are given
 * out; the others are withheld, and the table says so.
 *
 * With @members, of a BGZF file that can be sought in, the tail and the blocks
 * of those members alone are read: the verdict's scope is then "members", and
 * it is never EVID_VERIFIED.  Of anything else all is read.
 *
 * Nothing leads outside of the target: no link is followed, and none is made
 * that leads there.  Modes lose setuid, setgid and sticky; owners, access
 * lists and special files are never made.
 *
 * @path: as for evid_verify_path()
 * @extraction_out: for evid_extraction_free(); NULL on failure
 *
 * Returns EVID_OK when a verdict was reached, whatever it is, and what it
 * permits was given out; EVID_ERR_EXISTS if the target is there;
 * EVID_ERR_SPACE, EVID_ERR_IO if it cannot be written; EVID_ERR_ARGUMENT, also
 * for a glob that matches nothing; as evid_verify_path().  A failure leaves
 * nothing behind.
 */
EVID_API EVID_CHECKED enum evid_status
evid_extract_path(const char *path,
    const struct evid_extract_options *options,
    struct evid_extraction **extraction_out, struct evid_error *err);

/** evid_extraction_verdict - the verdict; belongs to the extraction */
EVID_API const struct evid_verdict *
evid_extraction_verdict(const struct evid_extraction *x);

/**
 * evid_extraction_exit_status - what a tool ends with
 *
 * The verdict's; 0 also where only members were read, and are as sealed.
 */
EVID_API int evid_extraction_exit_status(const struct evid_extraction *x);

/** evid_extraction_given - whether anything was given out */
EVID_API int evid_extraction_given(const struct evid_extraction *x);

/** evid_extraction_target - the folder or file, as named; NULL where none
 * is known: the bundle's name could not be read */
EVID_API const char *
evid_extraction_target(const struct evid_extraction *x);

/** evid_extraction_leftover - a hidden folder beside the target that a run
 * which was killed left, or that this one could not remove; NULL where there
 * is none */
EVID_API const char *
evid_extraction_leftover(const struct evid_extraction *x);

/** evid_extraction_more_leftovers - how many more of them there are */
EVID_API uint64_t
evid_extraction_more_leftovers(const struct evid_extraction *x);

/** evid_extraction_totals - counts; belong to the extraction */
EVID_API const struct evid_extract_totals *
evid_extraction_totals(const struct evid_extraction *x);

/**
 * evid_extraction_each - what became of each object
 *
 * None where nothing was given out.  Returns EVID_OK; EVID_ERR_CANCELLED;
 * EVID_ERR_IO; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_extraction_each(const struct evid_extraction *x,
    evid_extracted_fn *tell, void *context, struct evid_error *err);

/** evid_extraction_free - release; NULL does nothing */
EVID_API void evid_extraction_free(struct evid_extraction *x);

#ifdef __cplusplus
}
#endif

#endif
