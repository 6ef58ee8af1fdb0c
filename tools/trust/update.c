/*
 * evid-trust update, show: the directory that is trusted takes the versions
 * that follow, one by one, and stops at the first that may not.
 */
#include "trust/verbs.h"
#include "common/message.h"
#include "common/state.h"
#include "common/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	const char *refused;		/* file, or NULL */
	char *why;
	const char *hint;
	struct evid_error err;		/* where it could not be read */
	int status;			/* of what was refused */
};

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
		    "an old one that is offered as new is a reason to ask";
	case EVID_FOLLOWS:
	case EVID_FOLLOW_FORGED:
	case EVID_FOLLOW_TOO_FEW:
		break;
	}
	return "do not rely on it; evid-trust check --previous says what is "
	    "missing";
}

static enum evid_status
look_back(const struct update *u, const struct evid_directory *directory,
    enum evid_seen *seen_out, struct evid_error *err)
{
	*seen_out = EVID_SEEN_NOT;
	return u->state == NULL ? EVID_OK : evid_directory_seen(directory,
	    u->state, seen_out, err);
}

static int
refuse(struct update *u, const char *file, int status, const char *hint)
{
	u->refused = file;
	u->status = status;
	u->hint = hint;
	return 0;
}

/* The one version; false ends the row, and the last good one stays. */
static int
take_one(struct update *u, const char *file)
{
	struct evid_directory *next = NULL;
	enum evid_follow follow = EVID_FOLLOWS;
	enum evid_seen seen = EVID_SEEN_NOT;
	enum evid_status status;

	status = evid_directory_read(file, &next, &u->err);
	if (status == EVID_OK)
		status = evid_directory_follow(u->current, next, &follow,
		    &u->why, &u->err);
	if (status == EVID_OK && follow == EVID_FOLLOWS)
		status = look_back(u, next, &seen, &u->err);
	if (status == EVID_OK && follow == EVID_FOLLOWS &&
	    seen != EVID_SEEN_OTHER) {
		/* What it holds is the lock, if it has one. */
		if (u->first == NULL)
			u->first = u->current;
		else
			evid_directory_free(u->current);
		u->current = next;
		return 1;
	}
	evid_directory_free(next);
	if (status != EVID_OK)
		return refuse(u, file, message_exit(status), NULL);
	if (follow != EVID_FOLLOWS)
		return refuse(u, file, exit_of(follow), hint_of(follow));
	u->why = strdup(FORKED);
	return refuse(u, file, EXIT_POLICY, FORKED_HINT);
}

/* Last, so that it does not stand before what did happen. */
static void
tell_refused(struct update *u)
{
	if (u->refused == NULL)
		return;
	fflush(stdout);
	if (u->hint == NULL)
		(void)trust_failed(&u->err, u->err.status);
	else
		message_of(u->refused, u->hint, "%s", u->why == NULL ?
		    "(no memory)" : u->why);
}

/* The version one starts from must hold by its own keys. */
static int
check_current(struct update *u, const char *file)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	char *missing = NULL;
	enum evid_seen seen;
	int result = 0;

	status = evid_directory_check(u->current, NULL,
	    (struct evid_time){ INT64_MIN, 0 }, &missing, &result, &err);
	if (status == EVID_OK)
		status = look_back(u, u->current, &seen, &err);
	if (status != EVID_OK) {
		free(missing);
		return trust_failed(&err, status);
	}
	if (result != 0) {
		/* The first line says it; the rest is for `check`. */
		missing[strcspn(missing, "\n")] = '\0';
		message_of(file, "start from a version that is signed as it "
		    "must be", "%s", missing);
		result = EXIT_NOT_INTACT;
	} else if (seen == EVID_SEEN_OTHER) {
		u->why = strdup(FORKED);
		(void)refuse(u, file, EXIT_POLICY, FORKED_HINT);
	}
	u->noted = seen == EVID_SEEN_NOT && u->state != NULL;
	free(missing);
	return result;
}

static int
open_current(struct update *u, const char *file)
{
	struct evid_directory_facts facts;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;

	/* Where it may be replaced, no other does so meanwhile. */
	status = u->o->common.output == NULL && u->o->n_operands > 1 ?
	    evid_directory_read_to_change(file, &u->current, &err) :
	    evid_directory_read(file, &u->current, &err);
	if (status == EVID_OK && u->state != NULL)
		status = evid_directory_highest(u->current, u->state,
		    &u->highest, &err);
	if (status != EVID_OK)
		return trust_failed(&err, status);
	evid_directory_tell(u->current, &facts);
	u->began = u->held = facts.version;
	return check_current(u, file);
}

static void
tell_update(const struct update *u, const char *file, int status)
{
	struct evid_directory_facts facts;

	evid_directory_tell(u->current, &facts);
	if (u->noted && u->held == u->began)
		trust_tell(u->o, file, "version %llu is noted as the highest "
		    "seen", (unsigned long long)u->held);
	else if (u->held == u->began)
		trust_tell(u->o, file, "version %llu stays",
		    (unsigned long long)u->held);
	else
		trust_tell(u->o, file, "version %llu took the place of %llu",
		    (unsigned long long)u->held,
		    (unsigned long long)u->began);
	if (!u->o->common.json)
		return;
	fputs("{\"verb\":\"update\",\"file\":", stdout);
	text_json(stdout, file);
	printf(",\"id\":\"%s\",\"from\":%llu,\"version\":%llu,"
	    "\"highestSeen\":%llu,\"refused\":", facts.id,
	    (unsigned long long)u->began, (unsigned long long)u->held,
	    (unsigned long long)(u->highest > u->held ? u->highest :
	    u->held));
	if (u->refused == NULL) {
		fputs("null", stdout);
	} else {
		fputs("{\"file\":", stdout);
		text_json(stdout, u->refused);
		fputs(",\"why\":", stdout);
		text_json(stdout, u->why != NULL ? u->why : u->err.message);
		fputs("}", stdout);
	}
	printf(",\"exitStatus\":%d}\n", status);
}

/* First the file, then the number: what was seen is in place. */
static int
install(struct update *u, const char *file)
{
	const char *output = u->o->common.output;
	struct evid_directory_facts facts;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status = EVID_OK;

	evid_directory_tell(u->current, &facts);
	if (facts.version < u->highest) {
		message_of(file, "use the newest; find out who offered the "
		    "old one", "it ends in version %llu, and %llu was seen "
		    "before: nothing was changed",
		    (unsigned long long)facts.version,
		    (unsigned long long)u->highest);
		return EXIT_POLICY;
	}
	if (output != NULL)
		status = evid_directory_write(u->current, output,
		    u->o->common.force, &err);
	else if (facts.version != u->began)
		status = evid_directory_write(u->current, file, 1, &err);
	if (status == EVID_OK)
		u->held = facts.version;
	if (status == EVID_OK && u->state != NULL)
		status = evid_directory_remember(u->current, u->state, &err);
	return status == EVID_OK ? 0 : trust_failed(&err, status);
}

static int
run_update(struct update *u)
{
	const struct trust_verb_options *o = u->o;
	int status = open_current(u, o->operands[0]);

	if (status != 0)
		return status;
	if (u->refused == NULL) {
		for (size_t i = 1; i < o->n_operands; i++)
			if (!take_one(u, o->operands[i]))
				break;
		status = install(u, o->operands[0]);
		u->noted = u->noted && status == 0;
	}
	if (status == 0)
		status = u->status;
	tell_update(u, o->common.output != NULL ? o->common.output :
	    o->operands[0], status);
	tell_refused(u);
	return status;
}

int
trust_update(struct trust_verb_options *o)
{
	struct update u = { .o = o };
	char *state = NULL;
	int status;

	if (o->n_operands < 1)
		return options_wrong("update needs the directory that is "
		    "trusted, and the versions that follow it");
	status = state_folder(o->state, &state);
	if (status == 0) {
		u.state = state;
		trust_tell_state(state);
		if (state == NULL)
			state_tell_none(o->operands[0]);
		status = run_update(&u);
	}
	evid_directory_free(u.current);
	evid_directory_free(u.first);
	free(u.why);
	free(state);
	return status;
}

int
trust_show(struct trust_verb_options *o)
{
	struct evid_directory *directory = NULL;
	struct evid_directory_facts facts;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;
	char *text = NULL, *unknown = NULL;
	const char *file;
	int told = trust_one_operand(o, "the directory", &file);

	if (told != 0)
		return told;
	status = evid_directory_read(file, &directory, &err);
	if (status == EVID_OK)
		status = o->common.json ?
		    evid_directory_json(directory, &text, &err) :
		    evid_directory_text(directory, trust_now(o), &text, &err);
	if (status == EVID_OK && o->common.json)
		status = evid_trust_unknown_keys(file, &unknown, &err);
	if (status == EVID_OK && o->common.json) {
		evid_directory_tell(directory, &facts);
		printf("{\"verb\":\"show\",\"signatures\":%zu,"
		    "\"directory\":", facts.n_signatures);
		text_json_value(stdout, text, strlen(text));
		fputs(",\"notKnown\":", stdout);
		trust_lines_json(unknown);
		puts("}");
	} else if (status == EVID_OK) {
		fputs(text, stdout);
	}
	free(text);
	free(unknown);
	evid_directory_free(directory);
	return status == EVID_OK ? 0 : trust_failed(&err, status);
}
