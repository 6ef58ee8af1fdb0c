/*
 * The versions that evid-trust update is given, one by one: which may follow,
 * and what is said of the one that may not.
 */
#include "trust/update.h"
#include "common/message.h"

#include <stdlib.h>
#include <string.h>

static int
exit_of(enum evid_follow follow)
{
	switch (follow) {
	case EVID_FOLLOWS:
		return EXIT_DONE;
	case EVID_FOLLOW_OTHER:
		return EXIT_USAGE;
	case EVID_FOLLOW_NOT_NEXT:
		return EXIT_POLICY;
	case EVID_FOLLOW_FORGED:
	case EVID_FOLLOW_TOO_FEW:
		break;
	}
	return EXIT_NOT_INTACT;
}

static const char *
hint_of(enum evid_follow follow)
{
	switch (follow) {
	case EVID_FOLLOW_OTHER:
		return "two directories are never merged: name each by itself";
	case EVID_FOLLOW_NOT_NEXT:
		return "versions follow one by one: name those between, too; "
		    "one that is old, or issued before it, and offered as "
		    "new is a reason to ask";
	case EVID_FOLLOWS:
	case EVID_FOLLOW_FORGED:
	case EVID_FOLLOW_TOO_FEW:
		break;
	}
	return "do not rely on it; evid-trust check --previous says what is "
	    "missing";
}

enum evid_status
update_look_back(const struct update *u,
    const struct evid_directory *directory, enum evid_seen *seen_out,
    struct evid_error *err)
{
	*seen_out = EVID_SEEN_NOT;
	return u->state == NULL ? EVID_OK : evid_directory_seen(directory,
	    u->state, seen_out, err);
}

int
update_refuse(struct update *u, const char *file, int status, const char *hint)
{
	u->refused = file;
	u->status = status;
	u->hint = hint;
	return 0;
}

/* a result of evid_directory_follow() that is none of FOLLOWS */
static int
refuse_follow(struct update *u, const char *file, enum evid_follow follow)
{
	return update_refuse(u, file, exit_of(follow), hint_of(follow));
}

static int
refuse_unread(struct update *u, const char *file, enum evid_status status)
{
	return update_refuse(u, file, message_exit(status), NULL);
}

/* What it holds is the lock, if it has one. */
static void
hold(struct update *u, struct evid_directory *next)
{
	if (u->first == NULL)
		u->first = u->current;
	else
		evid_directory_free(u->current);
	u->current = next;
}

void
update_tell_future(const struct update *u, const char *file,
    const struct evid_directory *directory)
{
	struct evid_directory_facts facts;

	evid_directory_tell(directory, &facts);
	if (!u->o->common.quiet &&
	    facts.issued_at.seconds > trust_now(u->o).seconds)
		message_of(file, "see whether the clock here is right; else "
		    "ask those who signed it", "it is issued in the future: "
		    "none that is issued before may follow it");
}

/* What those who must sign may do, and whoever takes it should know. */
static enum evid_status
note(struct update *u, const char *file, const struct evid_directory *next)
{
	const struct evid_time ever = { INT64_MIN, 0 };
	char *lines = NULL, *line, *rest = NULL;
	enum evid_status status;
	int result;

	if (u->o->common.quiet)
		return EVID_OK;
	status = evid_directory_check(next, u->current, ever, &lines, &result,
	    &u->err);
	if (status == EVID_OK)
		for (line = strtok_r(lines, "\n", &rest); line != NULL;
		    line = strtok_r(NULL, "\n", &rest))
			message_of(file, "all who must have signed it: ask "
			    "them whether it was meant", "%s", line);
	if (status == EVID_OK)
		update_tell_future(u, file, next);
	free(lines);
	return status;
}

/* The one version; false ends the row, and the last good one stays. */
static int
take_one(struct update *u, const char *file, struct evid_directory *next)
{
	enum evid_follow follow = EVID_FOLLOWS;
	enum evid_seen seen = EVID_SEEN_NOT;
	enum evid_status status;

	status = evid_directory_follow(u->current, next, &follow, &u->why,
	    &u->err);
	if (status == EVID_OK && follow == EVID_FOLLOWS)
		status = update_look_back(u, next, &seen, &u->err);
	if (status == EVID_OK && follow == EVID_FOLLOWS &&
	    seen != EVID_SEEN_OTHER)
		status = note(u, file, next);
	if (status == EVID_OK && follow == EVID_FOLLOWS &&
	    seen != EVID_SEEN_OTHER) {
		hold(u, next);
		return 1;
	}
	evid_directory_free(next);
	if (status != EVID_OK)
		return refuse_unread(u, file, status);
	if (follow != EVID_FOLLOWS)
		return refuse_follow(u, file, follow);
	u->why = strdup(FORKED);
	return update_refuse(u, file, EXIT_POLICY, FORKED_HINT);
}

/* Two of one number that say the same, whoever signed them. */
static enum evid_status
is_held(struct update *u, const struct evid_directory *next, int *held_out)
{
	char *mine = NULL, *theirs = NULL;	/* both owned here */
	enum evid_status status;

	status = evid_directory_json(u->current, &mine, &u->err);
	if (status == EVID_OK)
		status = evid_directory_json(next, &theirs, &u->err);
	*held_out = status == EVID_OK && strcmp(mine, theirs) == 0;
	free(mine);
	free(theirs);
	return status;
}

/*
 * Before any is taken, a row may lead to the version that is held: another
 * run took it meanwhile, or this command is given again.  Each must follow on
 * the one before, and the last be the one held.  @next is taken.
 */
static int
pass_one(struct update *u, const char *file, struct evid_directory *next,
    int is_last)
{
	enum evid_follow follow = EVID_FOLLOWS;
	enum evid_status status = EVID_OK;
	int held = 0;

	if (u->passed == NULL)
		u->passed_first = file;
	else
		status = evid_directory_follow(u->passed, next, &follow,
		    &u->why, &u->err);
	evid_directory_free(u->passed);
	u->passed = next;
	if (status == EVID_OK && follow == EVID_FOLLOWS && is_last)
		status = is_held(u, next, &held);
	if (status != EVID_OK)
		return refuse_unread(u, file, status);
	if (follow != EVID_FOLLOWS)
		return refuse_follow(u, file, follow);
	if (is_last && !held) {
		u->why = strdup(FORKED);
		return update_refuse(u, file, EXIT_POLICY, FORKED_HINT);
	}
	if (held) {
		evid_directory_free(u->passed);
		u->passed = NULL;
	}
	return 1;
}

/* A row that ends below what is held, or leads past it. */
static void
refuse_passed(struct update *u)
{
	enum evid_follow follow = EVID_FOLLOWS;
	enum evid_status status = evid_directory_follow(u->current, u->passed,
	    &follow, &u->why, &u->err);

	if (status != EVID_OK)
		(void)refuse_unread(u, u->passed_first, status);
	else
		(void)refuse_follow(u, u->passed_first, follow);
}

/* 0: it ends here */
static int
take_next(struct update *u, const char *file)
{
	struct evid_directory_facts mine, theirs;
	struct evid_directory *next = NULL;
	enum evid_status status = evid_directory_read(file, &next, &u->err);

	if (status != EVID_OK)
		return refuse_unread(u, file, status);
	evid_directory_tell(u->current, &mine);
	evid_directory_tell(next, &theirs);
	if (u->first == NULL && strcmp(mine.id, theirs.id) == 0 &&
	    theirs.version <= mine.version)
		return pass_one(u, file, next,
		    theirs.version == mine.version);
	if (u->passed == NULL)
		return take_one(u, file, next);
	evid_directory_free(next);
	return 0;
}

void
update_take_row(struct update *u)
{
	for (size_t i = 1; i < u->o->n_operands; i++)
		if (!take_next(u, u->o->operands[i]))
			break;
	if (u->passed != NULL && u->refused == NULL)
		refuse_passed(u);
}
