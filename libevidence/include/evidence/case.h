/*
 * The case: who asks whom for what, under which law, on which conditions.
 *
 * A case is a JSON document (schema case) that its author writes, and that is
 * sealed with the evidence.  Nothing here states law: no instrument is taken
 * to be in force, no State to be a party; what the authorities state is
 * carried, held against itself, and shown.
 */
#ifndef EVIDENCE_CASE_H
#define EVIDENCE_CASE_H

#include "evidence/custody.h"
#include "evidence/key.h"
#include "evidence/verdict.h"

#ifdef __cplusplus
extern "C" {
#endif

struct evid_case;

/**
 * evid_case_read - read a case: a case.json, or what a bundle was sealed with
 *
 * Of a bundle (a file, the first of its volumes, an unpacked folder) only the
 * tail is read, both halves are joined, and nothing is verified.
 *
 * @path: "-" is a case.json on standard input
 * @case_out: for evid_case_free(); NULL on failure
 * @sealed_out: whether @path is a bundle, also on failure; may be NULL
 *
 * Returns EVID_OK; EVID_ERR_FORMAT if it is neither JSON nor a bundle, with
 * the line or the field; EVID_ERR_LIMIT; EVID_ERR_NOT_FOUND,
 * EVID_ERR_UNREADABLE, EVID_ERR_IO; EVID_ERR_TRUNCATED for a bundle;
 * EVID_ERR_TOO_NEW for a bundle or a case; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_case_read(const char *path, struct evid_case **case_out,
    int *sealed_out, struct evid_error *err);

/**
 * evid_case_read_masked - the same, with names masked as asked
 *
 * What evid_case_check(), evid_case_clocks() and evid_case_ics() tell of the
 * case of a bundle has the names of masked objects replaced, as struct
 * evid_masks says, also with evid_case_read(), which masks by default.  Where
 * the inventory is not what was sealed, whatever may be a name is.  A case in
 * a file has no inventory, and nothing of it is masked; nor is what
 * evid_case_get() and evid_case_text() give.
 *
 * @masks: NULL for the defaults; borrowed until evid_case_free()
 *
 * Returns as evid_case_read(); EVID_ERR_ARGUMENT for a flag that is none.
 */
EVID_API EVID_CHECKED enum evid_status
evid_case_read_masked(const char *path, const struct evid_masks *masks,
    struct evid_case **case_out, int *sealed_out, struct evid_error *err);

/**
 * evid_case_is_none - was it read from a bundle that was sealed without a case?
 *
 * Then it has no field, and to check it says nothing of any case.
 */
EVID_API int evid_case_is_none(const struct evid_case *c);

/**
 * evid_case_new - begin a case from a template and an instrument
 *
 * The template gives the fields of a kind of case, empty; the instrument its
 * entry of the legal basis, with the articles for that kind, and `binding`
 * "unknown": whether it binds is for the user to say, and on which date.
 * Exhibits of the template get UUIDs of their own.
 *
 * @template_path: a file of schema template
 * @instrument_path: a file of schema instrument, or NULL for no legal basis
 *
 * Returns EVID_OK; EVID_ERR_FORMAT if a file is not one, or the form of a
 * template's case is broken or its kind another; EVID_ERR_TOO_NEW if it
 * is of a later version; EVID_ERR_NOT_FOUND, EVID_ERR_UNREADABLE, EVID_ERR_IO;
 * EVID_ERR_MEMORY; EVID_ERR_CRYPTO.
 */
EVID_API EVID_CHECKED enum evid_status
evid_case_new(const char *template_path, const char *instrument_path,
    struct evid_case **case_out, struct evid_error *err);

/**
 * evid_case_reply - begin the answer to a case
 *
 * As evid_case_new(), and then: it points at @request by its number and, if
 * that was read from a bundle, its seal digest and time; the parties are
 * those of the request; each item stands there with its outcome empty.  With
 * no @instrument_path the legal basis is the request's, its `binding`
 * "unknown": what the other side said is not said by this one.
 *
 * @request: borrowed, unchanged
 *
 * Returns as evid_case_new(); EVID_ERR_ARGUMENT if @request has no number.
 */
EVID_API EVID_CHECKED enum evid_status
evid_case_reply(const struct evid_case *request, const char *template_path,
    const char *instrument_path, struct evid_case **case_out,
    struct evid_error *err);

/**
 * evid_case_reply_kind - the kind of case that answers this one
 *
 * Never NULL; "" where its kind has no usual answer.
 */
EVID_API const char *evid_case_reply_kind(const struct evid_case *request);

/**
 * evid_case_question - what the template asks to be filled in
 *
 * Returns 1 and fills @path_out and @question_out (the case's own strings),
 * or 0 where there is no @index-th question.
 */
EVID_API int evid_case_question(const struct evid_case *c, size_t index,
    const char **path_out, const char **question_out);

/**
 * evid_case_origin - which data files it was made from, of which dates, and
 * against what they were checked
 *
 * One line, escaped for a terminal; "" for a case that was read.  The case's
 * own string.
 */
EVID_API const char *evid_case_origin(const struct evid_case *c);

/**
 * evid_case_words - what is known to be said in a field
 *
 * Of a field that takes one of several words, as `items[0].outcome` or
 * `parties[0].role`: these, ended by NULL.  A word of one's own begins with
 * `x-`.  NULL where the field takes any text, or @path is none.
 */
EVID_API const char *const *evid_case_words(const char *path);

/**
 * evid_case_set - set one field
 *
 * @path: `parties[0].state`; the index after the last adds an entry
 * @value: as the field is: a text; digits; true or false; JSON for an object,
 *         and for a list where it begins with a bracket; a plain text for a
 *         list of texts in several languages is its first one, in the
 *         language of the case
 *
 * Returns EVID_OK; EVID_ERR_ARGUMENT if there cannot be such a field or it
 * cannot have this value; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_case_set(struct evid_case *c, const char *path, const char *value,
    struct evid_error *err);

/**
 * evid_case_get - one field, as text
 *
 * @text_out: for free(); a text as it is, anything else as JSON; NULL where
 *            there is none
 *
 * Returns EVID_OK; EVID_ERR_ARGUMENT if @path is none; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_case_get(const struct evid_case *c, const char *path, char **text_out,
    struct evid_error *err);

/**
 * evid_case_text - the case as JSON, to be written to a file
 *
 * @text_out: for free(); ends with a newline
 *
 * Returns EVID_OK; EVID_ERR_LIMIT over 16 MiB; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_case_text(const struct evid_case *c, char **text_out,
    struct evid_error *err);

/**
 * struct evid_case_options - of which instant, and with which lengths
 *
 * @now: the instant for which is asked
 * @lengths: files of schema clock-lengths, from which an end that nobody
 *           stated is suggested
 */
struct evid_case_options {
	uint32_t version;	/**< EVID_CASE_OPTIONS_VERSION */
	struct evid_time now;
	const char *const *lengths;
	size_t n_lengths;
	uint64_t reserved[8];
};

#define EVID_CASE_OPTIONS_VERSION 1
#define EVID_CASE_OPTIONS_INIT { .version = EVID_CASE_OPTIONS_VERSION }

/**
 * evid_case_finding_fn - told of one finding of a check
 *
 * As in a verdict: cls and axis are "legal"; @path is the field, as
 * `items[2].identifiers[0].port`.  Its effect is 2 where the form is broken
 * (then nothing else is told), 3 where a person is asked, 0 otherwise.
 * A return other than 0 ends the telling.
 */
typedef int evid_case_finding_fn(void *context,
    const struct evid_finding *finding);

/**
 * evid_case_check - what is missing in a case, or strange
 *
 * @worst_out: 2, 3 or 0
 *
 * Returns EVID_OK, whatever was found; EVID_ERR_ARGUMENT; EVID_ERR_FORMAT,
 * EVID_ERR_TOO_NEW (a later version) and others for a file of lengths;
 * EVID_ERR_CANCELLED; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_case_check(const struct evid_case *c,
    const struct evid_case_options *options, evid_case_finding_fn *told,
    void *context, int *worst_out, struct evid_error *err);

/**
 * struct evid_clock - what runs out, and when
 *
 * @what: "preservation", "order", "condition", "answer", "assistance",
 *        "consultation", "confidentiality", "notification", "retention",
 *        "review", "consent" (of the custody log); or "assistance-received",
 *        the day of a receipt that is none
 * @path: the field that states the end; "event DIGEST: value.until" where an
 *        event of the custody log does
 * @about: for people, escaped
 * @ends: as it was stated, or suggested; ""
 * @has_end, @end: the instant; of a date alone its last second in UTC
 * @suggested: nobody stated it: it was counted here
 * @source: whence the length of a suggestion; ""
 * @counted_by: the State that counted it; ""
 * @state: "running", "ended", "overdue" (ended, and something was to be done by
 *         then: a condition such as `return-after`, or "retention"), "held"
 *         (goes on until the request for assistance is decided), "stopped",
 *         "open" (no end, or, where @ends is not "", one that is stated and is
 *         no time)
 *
 * Strings are the library's, until the callback returns.
 */
struct evid_clock {
	const char *what;
	const char *path;
	const char *about;
	const char *ends;
	int has_end;
	struct evid_time end;
	int suggested;
	const char *source;
	const char *counted_by;
	const char *state;
};

/**
 * evid_case_take_log - take a custody log for what it says of conditions
 *
 * From then on evid_case_clocks() and evid_case_ics() have the conditions as
 * of the instant asked for (docs/format.md, section 11): what its State moved
 * ends as it said, what it lifted runs no more, what it added is there.  Whose
 * word counts is by the trust with which the log was read; what the log itself
 * comes to, evid_custody_result() says.  evid_case_check() goes by the case
 * alone.
 *
 * @log: read with the bundle of this case, for the same instant; borrowed
 *       until evid_case_free(); NULL for none any more
 *
 * Returns EVID_OK; EVID_ERR_ARGUMENT if the case was not read from a bundle,
 * or the log was read without one; EVID_ERR_MISMATCH if with another.
 */
EVID_API EVID_CHECKED enum evid_status
evid_case_take_log(struct evid_case *c, const struct evid_custody *log,
    struct evid_error *err);

/** evid_clock_fn - told of one clock; other than 0 ends the telling */
typedef int evid_case_clock_fn(void *context, const struct evid_clock *clock);

/**
 * evid_case_clocks - what runs out when, that which ends first first
 *
 * Returns as evid_case_check(); where a log was taken, EVID_ERR_CHANGED if a
 * file of it changed since it was read, and EVID_ERR_IO.
 */
EVID_API EVID_CHECKED enum evid_status
evid_case_clocks(const struct evid_case *c,
    const struct evid_case_options *options, evid_case_clock_fn *told,
    void *context, struct evid_error *err);

/**
 * evid_case_unmoved - which events of the log on preservations move no clock
 *
 * Of the log that was taken, those by whom one trusts, until the instant asked
 * for: code `preservation-change-ignored`, effect 0, @path `event DIGEST`, and
 * why.  None without a log.
 *
 * Returns as evid_case_clocks().
 */
EVID_API EVID_CHECKED enum evid_status
evid_case_unmoved(const struct evid_case *c,
    const struct evid_case_options *options, evid_case_finding_fn *told,
    void *context, struct evid_error *err);

/**
 * evid_case_ics - the clocks as iCalendar (RFC 5545)
 *
 * One event for each that has an end and is not "stopped"; where there is
 * none, a calendar without events, which is one all the same.
 *
 * @warn_seconds: an alarm so long before each end; 0 for none
 * @text_out: for free()
 *
 * Returns as evid_case_clocks().
 */
EVID_API EVID_CHECKED enum evid_status
evid_case_ics(const struct evid_case *c,
    const struct evid_case_options *options, uint64_t warn_seconds,
    char **text_out, struct evid_error *err);

/** evid_case_free - release; NULL does nothing */
EVID_API void evid_case_free(struct evid_case *c);

#ifdef __cplusplus
}
#endif

#endif
