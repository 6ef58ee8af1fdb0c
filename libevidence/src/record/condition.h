/*
 * Conditions as of an instant (docs/format.md, section 11): those that were
 * sealed, with what the States that imposed them said later.
 *
 * A condition is known by the State that imposed it and its id, and an event
 * acts on the conditions of its signer's State alone.  So nobody loosens what
 * another imposed, nor takes its id away; and a State that tightens another's
 * condition tightens its own use: that stands beside the other's, which stays.
 */
#ifndef EVI_RECORD_CONDITION_H
#define EVI_RECORD_CONDITION_H

#include "adapt/digest.h"
#include "adapt/json.h"
#include "base/instant.h"

/* a condition-changed, consent-given or consent-refused event */
struct evi_condition_event {
	uint8_t digest[EVI_SHA256_LEN];	/* of the event */
	const char *type;		/* "condition-changed", ... */
	const char *state;		/* its signer's, by pins or directory;
					 * "" or NULL: nobody's known here */
	struct evi_instant at;		/* as the event claims */
	const struct evi_json *details;
	const char *stranger;		/* why there is no State, or NULL */
	bool binds;			/* its State is not known, but it may
					 * bind: it sealed the bundle */
	const char *hint;		/* what to do where its State is not
					 * known, or NULL */
	bool anybodys;			/* its key is unknown: anybody can
					 * have written it */
};

enum evi_condition_how {
	EVI_CONDITION_SEALED,		/* as it was sealed */
	EVI_CONDITION_LOOSENED,
	EVI_CONDITION_TIGHTENED,
	EVI_CONDITION_ADDED,
	EVI_CONDITION_LIFTED		/* kept, to be shown; not in force */
};

/* to whom its State consented, or refused to */
struct evi_consent {
	uint8_t digest[EVI_SHA256_LEN];
	const struct evi_json *details;	/* borrowed from the event */
	struct evi_instant at;
	bool given;
	bool expired;			/* its `until` has passed */
};

struct evi_condition {
	const char *id, *type, *state;	/* borrowed: state imposed it; "" in a
					 * malformed one */
	const char *critical;		/* a URN, "" for what is none, or
					 * NULL */
	bool malformed;			/* without id, type or State; nobody
					 * can change it */
	const struct evi_json *value;	/* borrowed */
	enum evi_condition_how how;
	uint8_t digest[EVI_SHA256_LEN];	/* of the event, unless sealed */
	bool restated;			/* what it says now is by an event, */
	uint8_t stated[EVI_SHA256_LEN];	/* this one; it may be lifted since */
	struct evi_instant at;		/* of the event */
	bool by_sealer;			/* not by its State: by who sealed;
					 * nobody's word reaches it */
	bool own_use;			/* tightens its State's own use of what
					 * another imposed */
	bool ended;			/* its `until` has passed */
	bool in_force;			/* not lifted, not ended */
	struct evi_consent *consents;	/* the last one to each State */
	size_t n_consents, consents_cap;
};

/* why an event has no effect */
enum evi_condition_why {
	EVI_CHANGE_BY_STRANGER,	/* its signer is not known here */
	EVI_CHANGE_NOT_OWN,	/* its signer's State did not impose it */
	EVI_CHANGE_NO_SUCH,	/* no condition has this id */
	EVI_CHANGE_DOUBLED,	/* added, and its State has this one */
	EVI_CHANGE_FORM		/* its details are not as the format says */
};

struct evi_ignored_change {
	size_t event;		/* index of it, as given */
	enum evi_condition_why why;
};

struct evi_conditions {
	struct evi_condition *items;
	size_t n, cap;
	struct evi_ignored_change *ignored;
	size_t n_ignored, ignored_cap;
	size_t n_malformed;	/* sealed ones that cannot be read */
	bool unreadable;	/* the list of them is none */
};

/*
 * @sealed: the object of conditions.json.  @events: in any order: they act in
 * that of their times, then of their digests; those after @at do not act.
 * What *out borrows lives in @sealed and @events.  EVID_ERR_MEMORY
 */
enum evid_status evi_conditions_at(const struct evi_json *sealed,
    const struct evi_condition_event *events, size_t n_events,
    struct evi_instant at, struct evi_conditions *out,
    struct evid_error *err);
void evi_conditions_free(struct evi_conditions *conditions);

/* what a change's `change` says; false: nothing that there is */
bool evi_condition_change(const struct evi_json *details,
    enum evi_condition_how *out);
/*
 * Does a change by a State that is known act?  Else why not in *why_out.
 * @good: its details are as the format says; @own: its State has a condition
 * of this id; @any: some State has
 */
bool evi_condition_acts(enum evi_condition_how how, bool good, bool own,
    bool any, enum evi_condition_why *why_out);
/* is `until` of this type a day set for doing something, and not the end? */
bool evi_condition_is_limit(const char *type);
/* "sealed", "loosened", ... */
const char *evi_condition_how_name(enum evi_condition_how how);
/* "its signer is not known here", ... */
const char *evi_condition_why_text(enum evi_condition_why why);

#endif
