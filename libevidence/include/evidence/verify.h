/*
 * Verifying: a bundle in, a verdict out.
 */
#ifndef EVIDENCE_VERIFY_H
#define EVIDENCE_VERIFY_H

#include "evidence/key.h"
#include "evidence/trust.h"
#include "evidence/verdict.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * evid_read_fn - bytes of a bundle, from anywhere, in order
 *
 * Fill at most @len bytes; *@n_out 0 is the end.  A status other than EVID_OK
 * ends the verification with it.
 */
typedef enum evid_status evid_read_fn(void *context, void *data, size_t len,
    size_t *n_out, struct evid_error *err);

/**
 * evid_reads_fn - told of a file that will be read, before any of its like is
 *
 * Another value than 0 ends the call, with EVID_ERR_CANCELLED.
 */
typedef int evid_reads_fn(void *context, const char *path);

/**
 * struct evid_verify_options - whom to trust, and how to go about it
 *
 * Strings and arrays are borrowed for the call, and only read: several calls
 * may share them, with @keys and @trust, at once.
 */
struct evid_verify_options {
	uint32_t version;	/**< EVID_VERIFY_OPTIONS_VERSION */
	struct evid_public_key *const *keys;	/**< trusted; one suffices */
	size_t n_keys;
	unsigned int threshold;	/**< distinct holders that must sign; 0: 1 */
	const char *expect;	/**< seal number as typed, or NULL: where
				 * nothing else is trusted, the keys of the
				 * seal that has it are */
	const char *payload;	/**< folder of a detached payload, or NULL */
	unsigned int threads;	/**< 0: all cores */
	const char *spool;	/**< folder for temporary files; NULL: TMPDIR */
	int has_now;
	struct evid_time now;	/**< the verdict's checkedAt, if @has_now */
	const char *tool_name;	/**< NULL: "libevidence" */
	const struct evid_masks *masks;	/**< NULL: the defaults */
	evid_progress_fn *progress;	/**< or NULL */
	void *context;		/**< for @progress and @reads */
	const struct evid_trust *trust;	/**< beside @keys, or NULL; needs
				 * @has_now or @has_at */
	int has_at;
	struct evid_time at;	/**< if @has_at, judge as at that instant, not
				 * as @now */
	const char *custody;	/**< custody log beside the bundle, or NULL;
				 * the sealed one is judged in any case */
	evid_reads_fn *reads;	/**< of evid_delivery_check(), each file that
				 * is named; or NULL */
	int custody_mended;	/**< other than 0: @custody is judged as
				 * evid_custody_mend() would leave it */
	uint64_t reserved[6];
};

#define EVID_VERIFY_OPTIONS_VERSION 1
#define EVID_VERIFY_OPTIONS_INIT { .version = EVID_VERIFY_OPTIONS_VERSION }

/**
 * evid_verify_path - verify a bundle file, its volumes, or an unpacked folder
 *
 * @path: the file, the first volume (.001), or the folder with bagit.txt;
 *        "-" is standard input
 * @verdict_out: for evid_verdict_free(); NULL on failure
 *
 * Returns EVID_OK when a verdict was reached, whatever it is;
 * EVID_ERR_NOT_FOUND, EVID_ERR_UNREADABLE, EVID_ERR_IO if the file cannot be
 * read at all; EVID_ERR_ARGUMENT, also for an @expect that can be no seal
 * number, before anything is read; EVID_ERR_MEMORY; EVID_ERR_CANCELLED.
 * Memory does not grow with the bundle.  Starts threads of its own, which
 * have ended when it returns.
 */
EVID_API EVID_CHECKED enum evid_status
evid_verify_path(const char *path, const struct evid_verify_options *options,
    struct evid_verdict **verdict_out, struct evid_error *err);

/**
 * evid_verify_fd - verify what a descriptor gives, from where it stands
 *
 * @fd: borrowed; need not be seekable
 * @name: for messages
 *
 * Returns as evid_verify_path().
 */
EVID_API EVID_CHECKED enum evid_status
evid_verify_fd(int fd, const char *name,
    const struct evid_verify_options *options,
    struct evid_verdict **verdict_out, struct evid_error *err);

/**
 * evid_verify_read - verify what a callback gives
 *
 * @read is called from one thread at a time.  Returns as evid_verify_path(),
 * and what @read returned.
 */
EVID_API EVID_CHECKED enum evid_status
evid_verify_read(evid_read_fn *read, void *read_context, const char *name,
    const struct evid_verify_options *options,
    struct evid_verdict **verdict_out, struct evid_error *err);

#ifdef __cplusplus
}
#endif

#endif
