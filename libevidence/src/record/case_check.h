/*
 * A case held against what a case says, in a lawyer's words.  Nothing here
 * states law: it reads what was stated, and says what is missing or strange.
 */
#ifndef EVI_RECORD_CASE_CHECK_H
#define EVI_RECORD_CASE_CHECK_H

#include "adapt/json.h"
#include "base/instant.h"
#include "record/case_rules.h"

#define EVI_CASE_FINDINGS_MAX 1000

struct evi_case_finding {
	enum evi_case_rule rule;
	char *path;		/* items[2].identifiers[0].port; escaped */
	char *message;		/* escaped */
};

struct evi_case_findings {
	struct evi_case_finding *items;
	size_t n, cap;
	size_t left_out;
	int worst;		/* effect: 0, 3 or 2 */
	bool memory;
};

void evi_case_findings_free(struct evi_case_findings *findings);

/* EVID_ERR_TOO_NEW for a case of another version than this one */
enum evid_status evi_case_version(const struct evi_json *json,
    const char *name, struct evid_error *err);
/* the same for another document of the kind @what; @urn: its schema here, which
 * ends in one digit */
enum evid_status evi_case_version_of(const struct evi_json *json,
    const char *urn, const char *what, const char *name,
    struct evid_error *err);
/* EVID_ERR_FORMAT for another document of ours in the place of a case, told as
 * what it is (case_other.c); @name "-" is standard input */
#define EVI_CASE_HINT_PIPED "name a bundle by its path: - is a case.json alone"
enum evid_status evi_case_no_other(const void *text, size_t len,
    const char *name, struct evid_error *err);
/* the form alone: types, and the keys without which an entry is none */
void evi_case_check_form(const struct evi_json *json,
    struct evi_case_findings *out);
/* of a case of good form: the times that are stated and are neither a time with
 * its offset nor a day (case_values.c) */
void evi_case_check_times(const struct evi_json *json,
    struct evi_case_findings *out);
/*
 * One condition by itself, as a later event states it (case_condition.c): its
 * form, and what nobody could read, meet or hold somebody to; of the first
 * alone where that is broken.
 */
void evi_case_check_condition(const struct evi_json *value,
    struct evi_case_findings *out);
/* the same of the conditions of a case of good form, before they are sealed */
void evi_case_check_conditions(const struct evi_json *json,
    struct evi_case_findings *out);
/* how a time is written, where it may be a day: a part of a hint */
#define EVI_CASE_HINT_TIME "write a day such as 2026-10-26, or a time such " \
    "as 2026-10-26T09:14:03+05:00"
/*
 * All of it.  Where the form is broken, only that is told.  @now: of the
 * check.  @lengths: documents of clock lengths, from which an end of a
 * preservation is suggested.  EVID_ERR_MEMORY
 */
enum evid_status evi_case_check_all(const struct evi_json *json,
    struct evi_instant now, struct evi_json *const *lengths,
    size_t n_lengths, struct evi_case_findings *out, struct evid_error *err);

/* RFC 3339 with offset, or a date alone where @date; *day_out: it was one,
 * and *out is the end of that day in UTC */
bool evi_case_time(const char *text, bool date, struct evi_instant *out,
    bool *day_out);

#endif
