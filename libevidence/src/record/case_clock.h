/*
 * What runs out when, of a case.  An end is what was stated by whoever counted
 * it; one that is computed here is only suggested, and says so.
 */
#ifndef EVI_RECORD_CASE_CLOCK_H
#define EVI_RECORD_CASE_CLOCK_H

#include "adapt/json.h"
#include "base/instant.h"
#include "record/condition.h"

enum evi_clock_state {
	EVI_CLOCK_RUNNING,	/* its end is to come */
	EVI_CLOCK_ENDED,	/* its end has passed; of a limit: overdue */
	EVI_CLOCK_HELD,		/* its end does not count: goes on until the
				 * request for assistance is decided */
	EVI_CLOCK_STOPPED,	/* released, lapsed or refused */
	EVI_CLOCK_OPEN		/* no end is stated, none can be suggested;
				 * or what is stated is no time */
};

struct evi_clock {
	const char *what;	/* "preservation", "order", ... */
	char *path;		/* of the field with its end */
	char *of;		/* what a calendar knows it by, wherever its
				 * end was moved */
	char *about;		/* one line for people; escaped */
	char *end_text;		/* as it was stated; "" where none was */
	struct evi_instant end;
	bool has_end, day;	/* day: a date alone, its end in UTC */
	bool limit;		/* a day that is set for doing something */
	bool suggested;
	char *source;		/* of a suggested length; "" */
	char *counted_by;	/* "" */
	enum evi_clock_state state;
};

struct evi_clocks {
	struct evi_clock *items;
	size_t n, cap;
};

/* what became of a word on preservations; of several of them, the last named
 * here */
enum evi_preservation_fate {
	EVI_WORD_LATER,		/* than the instant asked for */
	EVI_WORD_NONE,		/* the case has no preservation */
	EVI_WORD_OTHER_STATE,	/* its signer's is not the one that preserves */
	EVI_WORD_OTHER_ITEMS,
	EVI_WORD_OVER,		/* what is released cannot be extended */
	EVI_WORD_NO_TIME,
	EVI_WORD_MOVES
};

/* what a custody log says of preservations: an extended or a released, by whom
 * one trusts */
struct evi_preservation_word {
	uint8_t digest[EVI_SHA256_LEN];	/* of the event */
	const char *state;		/* its signer's, by trust, or "" */
	const struct evi_json *details;
	struct evi_instant at;
	bool released;
	enum evi_preservation_fate fate;	/* once it was heard */
};

/* what it says of a case that was sealed */
struct evi_clocks_log {
	const struct evi_conditions *conditions;	/* as of the instant */
	struct evi_preservation_word *words;	/* in their order */
	size_t n_words;
};

/* case_words.c: nothing was heard yet, as of an instant */
void evi_preservation_begin(struct evi_clocks_log *log, struct evi_instant at);
/* the words on one preservation as of that instant, told in @about: the last
 * by which an end is stated, or NULL; *released_out: it is over.  @log may be
 * NULL */
const struct evi_preservation_word *evi_preservation_words(
    struct evi_clocks_log *log, const struct evi_json *preservation,
    struct evi_buf *about, bool *released_out);
/* why a word moves no clock; NULL where it does, or is of later */
const char *evi_preservation_unmoved(const struct evi_preservation_word *word);

void evi_clocks_free(struct evi_clocks *clocks);
/* the clocks of a case (or of either half), those that end first first.
 * @log: with conditions in the place of those that the case states, and what
 * becomes of its words; or NULL.
 * EVID_ERR_MEMORY */
enum evid_status evi_clocks_of(const struct evi_json *json,
    struct evi_clocks_log *log, struct evi_instant at,
    struct evi_json *const *lengths, size_t n_lengths,
    struct evi_clocks *out, struct evid_error *err);
/* as it is told: what was to be done by a day that has passed is "overdue" */
const char *evi_clock_state_name(const struct evi_clock *clock);
bool evi_clock_is_overdue(const struct evi_clock *clock);

/* @text (RFC 3339, any offset) and so many calendar months, then days, later
 * on the same clock at the same offset; the last day of a month that is too
 * short.  False past the year 9999 or where it is no time.  @out as much as
 * RFC 3339 with whole seconds needs */
#define EVI_LATER_CAP 32
bool evi_time_later(const char *text, unsigned int months, unsigned int days,
    char out[EVI_LATER_CAP]);

/* a length in the documents of lengths, for the primary legal basis of the
 * case and its kind; NULL where there is none.  *doc_out: whence */
const struct evi_json *evi_length_find(const struct evi_json *json,
    struct evi_json *const *lengths, size_t n_lengths,
    const struct evi_json **doc_out);
/* where a preservation would end by the days that it states, or by @lengths;
 * false where nothing can be said.  *source_out: borrowed, "" for its own
 * days */
bool evi_preservation_suggest(const struct evi_json *json,
    const struct evi_json *preservation, struct evi_json *const *lengths,
    size_t n_lengths, char out[EVI_LATER_CAP], const char **source_out);
/* the last of its stated ends, with the path's end ("ends",
 * "renewals[2].ends"); NULL where none is stated */
const char *evi_preservation_end(const struct evi_json *preservation,
    char path_out[40]);

/* Does the receipt of a request for assistance hold a preservation (rule
 * minimum) whose last end is @end, or NULL?  It does once it is there, if it
 * came before that end, on the calendar by which both were written: an end
 * with an hour on the day of the receipt leaves that open, and is not held. */
enum evi_receipt {
	EVI_RECEIPT_NONE,	/* none that holds it */
	EVI_RECEIPT_HOLDS,
	EVI_RECEIPT_NO_TIME	/* one is stated, and is no time */
};
enum evi_receipt evi_preservation_receipt(const struct evi_json *preservation,
    const char *end, struct evi_instant at);

/* iCalendar (RFC 5545), one event a clock that has an end and is not over.
 * @shown: the reference as it is shown; a UID goes by the whole one.
 * @stamp: DTSTAMP; @warn_seconds: an alarm so long before, 0 for none */
enum evid_status evi_clocks_ics(const struct evi_clocks *clocks,
    const char *reference, const char *shown, struct evi_instant stamp,
    uint64_t warn_seconds, struct evi_buf *out, struct evid_error *err);

#endif
