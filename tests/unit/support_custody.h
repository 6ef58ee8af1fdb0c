/*
 * A set of events made by hand, each a row: digests, keys, branches and
 * subjects are a letter repeated.  Nothing is signed and nothing is read, so
 * what judges a set is tested by itself.
 */
#ifndef EVID_TESTS_SUPPORT_CUSTODY_H
#define EVID_TESTS_SUPPORT_CUSTODY_H

#include "bundle/custody/custody.h"
#include "bundle/entry/sign.h"

struct said {
	char name, key;
	enum evi_event_type type;
	int at;				/* seconds */
	char prev;			/* 0: a first event */
	const char *answers;		/* names; NULL: none */
	char branch, subject;		/* 0: 'b', 'S'; a small letter is an
					 * exhibit */
	char ref;			/* as in struct evi_custody_event */
	enum evi_custody_value value;
	const char *facts;		/* letters of its facts' digests */
	const char *heads;
	bool only_copy, contradicts, unchecked, sealed;
	const char *terms;		/* as in struct evi_custody_event */
	bool asks;
	uint32_t n_reserved, n_denied;	/* the last of its terms */
	uint8_t rewrites;
};

/* what is known of the key of that letter */
struct known {
	char key;
	const char *state;		/* of its contact in the directory;
					 * NULL: the key is given, no more */
	char contact;			/* 0: one of its own */
	unsigned int uses;		/* 0: for the custody log */
	int from;			/* seconds */
	int revoked;			/* 0: it is not */
	enum evi_revocation reason;
};

/* an empty set, for evid_custody_free() */
struct evid_custody *support_set(void);
/* one in which these are trusted; one such set at a time */
struct evid_custody *support_trusting(const struct known *known, size_t n);
#define SUPPORT_TRUSTING(rows) \
	support_trusting(rows, sizeof(rows) / sizeof((rows)[0]))
/* one more; an event of that name that is there stays */
void support_say(struct evid_custody *c, const struct said *said);
/* all of them, and judged; with nobody trusted */
struct evid_custody *support_judged(const struct said *said, size_t n);
#define SUPPORT_JUDGED(rows) \
	support_judged(rows, sizeof(rows) / sizeof((rows)[0]))
/* these as well, and all judged */
void support_judge(struct evid_custody *c, const struct said *said, size_t n);
#define SUPPORT_JUDGE(c, rows) \
	support_judge(c, rows, sizeof(rows) / sizeof((rows)[0]))
/* a draft on that set, by the key of that letter, which states that State of
 * itself; one at a time, for support_entry_drop(), which frees the set, too */
struct evi_draft support_entry(struct evid_custody *c, char key,
    const char *state, enum evi_event_type type, int at,
    const char *details);
void support_entry_drop(struct evi_draft *draft);
/* 32 times the letter */
const uint8_t *support_digest(char name);
const struct evi_custody_event *support_event(const struct evid_custody *c,
    char name);
/* how often a code was told, of the event of that name, or (0) of any */
size_t support_told(const struct evid_custody *c, const char *code,
    char name);
/* the finding of that code, of the event of that name, or (0) of any */
const struct evi_custody_finding *support_finding(
    const struct evid_custody *c, const char *code, char name);

#endif
