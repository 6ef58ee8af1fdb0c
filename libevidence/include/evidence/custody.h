/*
 * The custody log: who held the evidence, and who says so.
 *
 * A log is a set of signed events, a line each (docs/format.md, section 9).
 * Before sealing it is of exhibits; afterwards it goes on beside the bundle.
 */
#ifndef EVIDENCE_CUSTODY_H
#define EVIDENCE_CUSTODY_H

#include "evidence/key.h"
#include "evidence/seal.h"
#include "evidence/trust.h"
#include "evidence/verdict.h"
#include "evidence/verify.h"

#ifdef __cplusplus
extern "C" {
#endif

#define EVID_EVENT_TEXT_CAP 65		/* 64 hex digits and a NUL */
#define EVID_UUID_TEXT_CAP 37

struct evid_custody;		/* a log, read and judged */

/**
 * struct evid_custody_options - how to read a log
 *
 * Strings are borrowed until evid_custody_free(), @trust too.
 */
struct evid_custody_options {
	uint32_t version;	/**< EVID_CUSTODY_OPTIONS_VERSION */
	const char *bundle;	/**< whose log it is, or NULL; of it the tail
				     is read: the seal and the sealed log */
	const struct evid_trust *trust;	/**< NULL: nobody, all is a claim;
				     needs @has_now */
	unsigned int threads;	/**< 0: all cores */
	int has_now;
	int as_of;		/**< other than 0: @now is an instant that was
				     asked for, and hand-overs are told as
				     they were then */
	struct evid_time now;	/**< the instant to judge at, if @has_now */
	const char *tool_name;	/**< NULL: "libevidence" */
	const struct evid_masks *masks;	/**< whose names no view shows, of the
				     bundle's objects; NULL: the default */
	uint64_t reserved[7];
};

#define EVID_CUSTODY_OPTIONS_VERSION 1
#define EVID_CUSTODY_OPTIONS_INIT { .version = EVID_CUSTODY_OPTIONS_VERSION }

/**
 * evid_custody_read - read logs as one set of events, and judge it
 *
 * @logs: files; "-" is standard input.  May be none where a bundle is named
 * @custody_out: for evid_custody_free(); NULL on failure
 *
 * Of each event some 250 bytes are kept; the rest is read again when it is
 * asked for, so the files must stay.  Nothing of the bundle's payload is read.
 *
 * Returns EVID_OK, whatever was found; EVID_ERR_ARGUMENT, also for a bundle in
 * the place of a log; for the bundle as evid_inspect_path();
 * EVID_ERR_NOT_FOUND, EVID_ERR_UNREADABLE, EVID_ERR_IO; EVID_ERR_LIMIT past
 * 16,000,000 events; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_custody_read(const char *const *logs, size_t n_logs,
    const struct evid_custody_options *options,
    struct evid_custody **custody_out, struct evid_error *err);

/** evid_custody_events - how many events there are */
EVID_API uint64_t evid_custody_events(const struct evid_custody *c);

/** evid_custody_open_hand_overs - how many hand-overs nobody answered yet */
EVID_API uint64_t evid_custody_open_hand_overs(const struct evid_custody *c);

/** evid_custody_result - the log's verdict in a word */
EVID_API enum evid_result evid_custody_result(const struct evid_custody *c);

/**
 * evid_custody_log_result - the same of the log itself, whoever signed it
 *
 * That no trust was given at all is no fault then.  Where any was given, it is
 * what evid_custody_result() says.
 */
EVID_API enum evid_result
evid_custody_log_result(const struct evid_custody *c);

/** evid_custody_findings - how many findings are listed */
EVID_API size_t evid_custody_findings(const struct evid_custody *c);

/**
 * evid_custody_finding - the @index-th finding
 *
 * @event_out: the digest of the event that it is about, or ""
 *
 * Returns 1 and fills both, or 0 where there is none.  Strings belong to @c.
 */
EVID_API int evid_custody_finding(const struct evid_custody *c, size_t index,
    struct evid_finding *finding_out, char event_out[EVID_EVENT_TEXT_CAP]);

/**
 * evid_text_fn - takes a piece of text
 *
 * A return other than 0 ends the writing with EVID_ERR_CANCELLED.
 */
typedef int evid_text_fn(void *context, const char *text, size_t len);

/** enum evid_custody_view - what to write of a log */
enum evid_custody_view {
	EVID_CUSTODY_TREE = 0,	/**< each chain with its events, for people */
	EVID_CUSTODY_OPEN = 1,	/**< the open hand-overs, and for how long */
	EVID_CUSTODY_JSON = 2,	/**< all of it (schema custody-list) */
	EVID_CUSTODY_VERDICT = 3,	/**< what was found, for people */
	EVID_CUSTODY_VERDICT_JSON = 4,	/**< the same (schema
					     custody-verdict) */
	EVID_CUSTODY_FORM = 5,	/**< a chain-of-custody record, plain text:
				     the verdict, then a row an event */
	EVID_CUSTODY_FORM_HTML = 6	/**< the same, one page of HTML */
};

/**
 * evid_custody_write - write a view of a log, piece by piece
 *
 * All that comes from outside is escaped.
 *
 * Returns EVID_OK; EVID_ERR_CANCELLED; EVID_ERR_CHANGED if a file changed
 * since it was read; EVID_ERR_IO; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_custody_write(const struct evid_custody *c, enum evid_custody_view view,
    evid_text_fn *take, void *context, struct evid_error *err);

/** evid_custody_free - release; NULL does nothing */
EVID_API void evid_custody_free(struct evid_custody *c);

/**
 * evid_custody_log_path - NAME.custody.jsonl beside a bundle
 *
 * @bundle: of a folder named "." or "..", NAME is its own name, where it is
 *          there
 * @path_out: for free()
 *
 * Returns EVID_OK; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_custody_log_path(const char *bundle, char **path_out,
    struct evid_error *err);

/** struct evid_custody_field - one value of an event's details */
struct evid_custody_field {
	const char *path;	/**< keys joined by dots: "place.address" */
	const char *value;
	int json;		/**< other than 0: JSON where it is JSON, and
				     else a text; one that begins with {, [
				     or " and is none is refused */
};

/**
 * struct evid_custody_entry - an event to be signed and added
 *
 * Strings and arrays are borrowed for the call.
 */
struct evid_custody_entry {
	uint32_t version;	/**< EVID_CUSTODY_ENTRY_VERSION */
	const char *log;	/**< the file; created where it is not there */
	const char *bundle;	/**< the event is of it; or NULL */
	const char *exhibit;	/**< else of this UUID; NULL for "collected":
				     one is drawn */
	const struct evid_key *key;	/**< signs; required */
	const char *state;	/**< folder that holds what this station
				     keeps, created where needed; required */
	const char *type;	/**< "stored", ... or one of others, "x-..." */
	const struct evid_custody_field *fields;
	size_t n_fields;
	const char *const *answers;	/**< digests of events, or 8 or more
				     of the first digits of one; of what goes
				     from hand to hand, of "key-succeeded"
				     that name @key, alone */
	size_t n_answers;
	const char *hand_over;	/**< the one to answer, as in @answers; NULL:
				     the only open one that can be */
	const char *file;	/**< attached, or scanned; or NULL */
	int has_at;
	struct evid_time at;	/**< when it happened, if not just now */
	const char *certainty;	/**< of that time; or NULL */
	const struct evid_public_key *new_key;	/**< of "key-succeeded" */
	int mend;		/**< a torn last line is mended, once nothing
				     speaks against adding */
	int new_branch;		/**< begin a new branch of the key, not go on
				     with one */
	const struct evid_trust *trust;	/**< or NULL */
	unsigned int threads;	/**< 0: all cores */
	evid_random_fn *random;	/**< NULL: the system's */
	evid_clock_fn *clock;	/**< NULL: the system's */
	void *context;		/**< for both */
	uint64_t reserved[8];
};

#define EVID_CUSTODY_ENTRY_VERSION 1
#define EVID_CUSTODY_ENTRY_INIT { .version = EVID_CUSTODY_ENTRY_VERSION }

#define EVID_NAMED_MAX 4

/** struct evid_custody_named - who says that a key is the next of his */
struct evid_custody_named {
	char event[EVID_EVENT_TEXT_CAP];	/**< "key-succeeded" */
	char key[EVID_EVENT_TEXT_CAP];	/**< whose next, by its key id */
};

/** struct evid_custody_mended - what became of a torn last line */
struct evid_custody_mended {
	uint64_t cut;		/**< bytes that were cut off */
	int ended;		/**< other than 0: an event that lacked its line
				     feed got that */
};

/** struct evid_custody_added - what was added */
struct evid_custody_added {
	char event[EVID_EVENT_TEXT_CAP];	/**< its digest */
	char exhibit[EVID_UUID_TEXT_CAP];	/**< or "" of a bundle */
	uint64_t mended;	/**< bytes of a torn line that were cut off,
				     also where it failed after that, and
				     nothing was added */
	char lacking[EVID_EVENT_TEXT_CAP];	/**< an event that this
				     station signed and this log lacks, so that
				     a new branch was begun; or "" */
	int by_log;		/**< other than 0: the bundle could not be
				     read, or is not the one handed over, and
				     what is not taken is what the log says */
	char hand_over[EVID_EVENT_TEXT_CAP];	/**< that it answers, or "" */
	char hand_over_to[EVID_EVENT_TEXT_CAP];	/**< the key id to which that
				     was, or "" */
	char succession[EVID_EVENT_TEXT_CAP];	/**< the event that names this
				     key as the next, taken up by this one; or
				     "" */
	char succeeds[EVID_EVENT_TEXT_CAP];	/**< the key id of that, or "" */
	struct evid_custody_named named[EVID_NAMED_MAX];	/**< others that
				     name it, and were not taken up */
	size_t n_named;
	int more_named;		/**< there are others still */
	const char *no_effect;	/**< why it has no effect by what is known
				     here, where others may know more: a
				     constant text; or NULL */
	const char *note;	/**< what it does that may not be meant, where
				     it has an effect: the same */
	const char *advice;	/**< what to do about either; or NULL */
	int ended;		/**< other than 0: the last event before it
				     lacked its line feed and got that; as
				     @mended */
	char change_left[EVID_EVENT_TEXT_CAP];	/**< of a hand-over: the first
				     change of a condition that it does not
				     name, where nobody is trusted, being by a
				     key through whose hands the evidence did
				     not go; or "" */
	char change_left_by[EVID_EVENT_TEXT_CAP];	/**< its key id, or "" */
	size_t n_changes_left;	/**< how many these are */
};

/**
 * evid_custody_add - sign an event and add it to a log
 *
 * It follows the last event of this key and station.  Where the log lacks
 * that, as an older copy does, a new branch begins and @added_out says so; the
 * first event of a key that another named as its successor answers that, where
 * @entry->trust knows the other, and no second one, or @entry->answers names
 * it; @added_out tells of it, and of what was not taken up.  The log is locked,
 * written and synced; ended at any moment, it is as before or as after.  A
 * failed write is taken back.
 *
 * Returns EVID_OK; EVID_ERR_ARGUMENT for what no event may say, for an
 * @exhibit that is no UUID, or that a log with events does not know (only
 * "collected" takes one up, before there is a bundle), for an answer to what is
 * not there (EVID_ERR_TOO_NEW to what is of a later version of the log), for a
 * clock behind the event before, for the log of another bundle, for a word on a
 * condition that would have no effect, for a correction of what another key
 * said, or of what is no field of the event's details, for a field that begins
 * as JSON and is none, or is not what the schema of events has there, and for a
 * key that names itself as the next;
 * EVID_ERR_UNTRUSTED where by @entry->trust the key may not sign it, so that it
 * would be a claim, as a "key-compromised" of another State's key would, or
 * where the log says that the key is compromised, but for "key-compromised";
 * EVID_ERR_FORMAT for a field that cannot be read, or a file that is not empty
 * and has no event in it, or where @entry->mend may not mend
 * (evid_custody_mend()): it is not added to; EVID_ERR_TRUNCATED for a log
 * whose last line is torn; EVID_ERR_SPACE, EVID_ERR_IO, EVID_ERR_UNREADABLE; as
 * evid_custody_read(); EVID_ERR_CRYPTO.
 */
EVID_API EVID_CHECKED enum evid_status
evid_custody_add(const struct evid_custody_entry *entry,
    struct evid_custody_added *added_out, struct evid_error *err);

/** struct evid_hand_over - to whom, and what */
struct evid_hand_over {
	uint32_t version;	/**< EVID_HAND_OVER_VERSION */
	const struct evid_public_key *to;	/**< the receiver's; required */
	const char *name, *organization, *state;	/**< who that is said
							     to be; or NULL */
	const char *const *files;	/**< what is sent; none: the bundle
					     and its volumes */
	size_t n_files;
	uint64_t reserved[4];
};

#define EVID_HAND_OVER_VERSION 1
#define EVID_HAND_OVER_INIT { .version = EVID_HAND_OVER_VERSION }

/**
 * evid_custody_hand_over - sign that a bundle is handed over
 *
 * Names the receiver's key, every file sent with size and digest, the
 * conditions in force and the heads of the log.  Where @entry->trust is NULL
 * or empty, the changes of conditions are those by who sealed, who signs, and
 * the keys with which these handed over, received or succeeded each other; of
 * others @added_out tells.
 *
 * @entry: type is "handed-over" or NULL
 *
 * Returns as evid_custody_add(); EVID_ERR_ARGUMENT where @over->to is the key
 * that signs; EVID_ERR_UNTRUSTED where by @entry->trust, or by what the log
 * says of it, the receiver's key could not sign for it.  One that nobody knows
 * may.
 */
EVID_API EVID_CHECKED enum evid_status
evid_custody_hand_over(const struct evid_custody_entry *entry,
    const struct evid_hand_over *over, struct evid_custody_added *added_out,
    struct evid_error *err);

/** enum evid_acceptance - the answer to a hand-over, or to a condition */
enum evid_acceptance {
	EVID_ACCEPTED = 0,
	EVID_WITH_RESERVATION = 1,
	EVID_NOT_ACCEPTED = 2
};

/** struct evid_condition_answer - to one condition */
struct evid_condition_answer {
	const char *id;
	enum evid_acceptance answer;
	const char *text;	/**< or NULL */
};

/** struct evid_receipt - how a hand-over is received */
struct evid_receipt {
	uint32_t version;	/**< EVID_RECEIPT_VERSION */
	enum evid_acceptance acceptance;
	const char *reservation;	/**< where not accepted as it is */
	const struct evid_condition_answer *conditions;
	size_t n_conditions;
	int accept_all;		/**< of the conditions not answered */
	const struct evid_verify_options *verify;	/**< trust; required */
	evid_text_fn *asked;	/**< told, for people and escaped, of each
				     condition that asks for an answer, before
				     anything is signed: whose it is and what
				     it says; or NULL */
	void *asked_context;	/**< its */
	const char *language;	/**< of the wording, where it is in several:
				     a tag such as "ru"; or NULL */
	uint64_t reserved[4];
};

#define EVID_RECEIPT_VERSION 1
#define EVID_RECEIPT_INIT { .version = EVID_RECEIPT_VERSION }

/**
 * evid_custody_receive - verify a bundle, and sign for what was found
 *
 * Signs only where the bundle is intact and trusted (or, with a reservation,
 * intact), and every file that the hand-over names is there as it says; the
 * bundle's own may have another name by now.  What is not accepted may be
 * anything: its files and the verdict on them are signed as they are.  What
 * was handed over by a key that is compromised, or was not valid, is not
 * accepted as it is (EVID_ERR_UNTRUSTED); otherwise @added_out->note says so.
 *
 * @entry: type is "received" or NULL
 * @verdict_out: the bundle's, for evid_verdict_free(), also where nothing was
 *               signed; NULL where none was reached
 *
 * Returns as evid_custody_add() and evid_verify_path(); EVID_ERR_MISMATCH
 * where the verdict, or a file, does not allow to sign: nothing was written.
 */
EVID_API EVID_CHECKED enum evid_status
evid_custody_receive(const struct evid_custody_entry *entry,
    const struct evid_receipt *receipt, struct evid_verdict **verdict_out,
    struct evid_custody_added *added_out, struct evid_error *err);

/**
 * evid_custody_merge - the union of logs, as one file
 *
 * Lines in byte order of their SHA-256, each once; what is no event is kept.
 * The same set gives the same bytes.
 *
 * @output: "-" is standard output
 * @force: replace an @output that exists, whose lines are kept
 * @n_lines_out: how many lines the union has; may be NULL
 * @n_foreign_out: how many of them are no events; may be NULL
 *
 * Returns EVID_OK; EVID_ERR_ARGUMENT for logs of different bundles;
 * EVID_ERR_EXISTS; EVID_ERR_FORMAT for an @output that is not
 * empty and has no event in it; EVID_ERR_TRUNCATED for a log whose last
 * line is torn; EVID_ERR_NOT_FOUND, EVID_ERR_UNREADABLE, EVID_ERR_IO,
 * EVID_ERR_SPACE, EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_custody_merge(const char *const *logs, size_t n_logs,
    const char *output, int force, uint64_t *n_lines_out,
    uint64_t *n_foreign_out, struct evid_error *err);

/**
 * evid_custody_merge_mended - the union of logs as they are once mended
 *
 * Of a log whose last line is torn the union has what evid_custody_mend() would
 * leave; the log itself stays as it is.
 *
 * @mended_out: @n_logs + 1: what was mended so of each log, and of an @output
 *              whose lines are kept; NULL: as evid_custody_merge()
 *
 * Returns as evid_custody_merge(); EVID_ERR_FORMAT as evid_custody_mend().
 */
EVID_API EVID_CHECKED enum evid_status
evid_custody_merge_mended(const char *const *logs, size_t n_logs,
    const char *output, int force, struct evid_custody_mended *mended_out,
    uint64_t *n_lines_out, uint64_t *n_foreign_out, struct evid_error *err);

/**
 * evid_custody_mend - end a log whose last line is torn with a whole line
 *
 * A last line that is a whole event but for its line feed gets that; the
 * beginning of an event, or zeros, after the last line feed or after that
 * event are cut off, and white space after it.
 *
 * @cut_out: how many bytes were cut off, also where it failed after that
 *
 * Returns EVID_OK, also where nothing was to mend; EVID_ERR_FORMAT where other
 * bytes stand there, such as an event whose signature is false, and
 * EVID_ERR_TOO_NEW where an event of a later version of the log does: nothing
 * is changed; as evid_custody_add().
 */
EVID_API EVID_CHECKED enum evid_status
evid_custody_mend(const char *log, uint64_t *cut_out,
    struct evid_error *err);

/**
 * evid_delivery_check - files that arrived against a signed hand-over
 *
 * Compares names, sizes and digests with what the hand-over states; nothing
 * is opened or decrypted, so the files may be encrypted.
 *
 * @hand_over: a file with the hand-over's line, judged with options->custody,
 *             if that is given; or 8 or more hex digits of its digest, to be
 *             found in options->custody or in the log beside the first of
 *             @paths
 * @paths: files that arrived, each of which is looked at; the others that the
 *         hand-over names are looked for beside the first.  Of volumes the
 *         first suffices
 * @options: trust, keys, threads, and @reads; a hand-over has one signature,
 *           and a threshold over 1 is EVID_ERR_ARGUMENT; that of a policy is
 *           not applied, and said not to be
 * @text_out: for people, or with @json one JSON object (schema delivery); for
 *            free()
 * @result_out: what it comes to
 *
 * Returns EVID_OK, whatever was found; EVID_ERR_FORMAT if @hand_over is none;
 * EVID_ERR_ARGUMENT if several are meant by it, it can be neither, or
 * options->custody is of another bundle, or one of @paths is a folder;
 * EVID_ERR_NOT_FOUND, also of one of @paths that the hand-over does not name;
 * EVID_ERR_CANCELLED; as evid_custody_read().
 */
EVID_API EVID_CHECKED enum evid_status
evid_delivery_check(const char *hand_over, const char *const *paths,
    size_t n_paths, const struct evid_verify_options *options, int json,
    char **text_out, enum evid_result *result_out, struct evid_error *err);

#ifdef __cplusplus
}
#endif

#endif
