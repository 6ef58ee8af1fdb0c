/*
 * What evid-trust update knows while it takes one version after the other.
 */
#ifndef EVID_TOOLS_TRUST_UPDATE_H
#define EVID_TOOLS_TRUST_UPDATE_H

#include "trust/verbs.h"

#define FORKED "another version of this number was seen before"
#define FORKED_HINT "nothing was changed: ask the contacts which version is " \
	"theirs, and who signed the other"

struct update {
	const struct trust_verb_options *o;
	struct evid_directory *current;
	struct evid_directory *first;	/* where current is another, or NULL */
	const char *state;		/* folder, or NULL */
	uint64_t began, held, highest;	/* versions */
	int noted;			/* the first one, for the first time */
	int written;			/* a version, to where it goes */
	int past_end;			/* the version that is held */
	struct evid_directory *passed;	/* the last of those, or NULL */
	const char *passed_first;	/* file of the first one, or NULL */
	const char *refused;		/* file, or NULL */
	char *why;
	const char *hint;
	struct evid_error err;		/* where it could not be read */
	int status;			/* of what was refused */
};

/* takes the row of versions that the operands name, after the first; where one
 * may not follow, it is in u->refused, and the last good one stays */
void update_take_row(struct update *u);
void update_tell_future(const struct update *u, const char *file,
    const struct evid_directory *directory);
/* for update_take_row() and what comes before it; refuse returns 0 */
enum evid_status update_look_back(const struct update *u,
    const struct evid_directory *directory, enum evid_seen *seen_out,
    struct evid_error *err);
int update_refuse(struct update *u, const char *file, int status,
    const char *hint);

#endif
