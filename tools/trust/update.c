/*
 * evid-trust update: the directory that is trusted takes the versions
 * that follow, one by one, and stops at the first that may not.
 */
#include "trust/update.h"
#include "common/message.h"
#include "common/signals.h"
#include "common/state.h"
#include "common/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
		status = update_look_back(u, u->current, &seen, &err);
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
		(void)update_refuse(u, file, EXIT_POLICY, FORKED_HINT);
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

/* in words */
static void
say_update(const struct update *u, const char *file)
{
	unsigned long long held = u->held;

	if (u->held != u->began)
		trust_tell(u->o, file, "version %llu took the place of %llu",
		    held, (unsigned long long)u->began);
	else if (u->o->common.output != NULL)
		trust_tell(u->o, file, u->written ? "version %llu stays, and "
		    "was written here" : "version %llu stays; no other file "
		    "was written", held);
	else if (u->noted)
		trust_tell(u->o, file, "version %llu is noted as the highest "
		    "seen", held);
	else
		trust_tell(u->o, file, "version %llu stays", held);
}

/* the file that has it */
static const char *
held_in(const struct update *u)
{
	return u->written && u->o->common.output != NULL ?
	    u->o->common.output : u->o->operands[0];
}

static void
refused_json(const struct update *u, FILE *out)
{
	fputs(",\"refused\":", out);
	if (u->refused == NULL) {
		fputs("null", out);
	} else {
		fputs("{\"file\":", out);
		text_json(out, u->refused);
		fputs(",\"why\":", out);
		text_json(out, u->why != NULL ? u->why : u->err.message);
		fputs("}", out);
	}
}

static void
tell_update(const struct update *u, int status)
{
	const char *file = held_in(u);
	struct evid_directory_facts facts;
	FILE *out = trust_out(u->o);

	say_update(u, file);
	if (!u->o->common.json)
		return;
	evid_directory_tell(u->current, &facts);
	fputs("{\"verb\":\"update\",\"file\":", out);
	text_json(out, file);
	fprintf(out, ",\"written\":%s,\"id\":\"%s\",\"from\":%llu,"
	    "\"version\":%llu,\"pastEnd\":%s,\"highestSeen\":",
	    u->written ? "true" : "false", facts.id,
	    (unsigned long long)u->began, (unsigned long long)u->held,
	    u->past_end ? "true" : "false");
	if (u->highest == 0)
		fputs("null", out);
	else
		fprintf(out, "%llu", (unsigned long long)u->highest);
	refused_json(u, out);
	fprintf(out, ",\"exitStatus\":%d}\n", status);
}

/* Where it goes, if anywhere, and that it is noted; and what is noted then,
 * whatever came of it. */
static enum evid_status
put(struct update *u, const char *file, uint64_t version,
    struct evid_error *err)
{
	const char *output = u->o->common.output;
	enum evid_status status = EVID_OK;
	uint64_t highest;

	if (output != NULL || version != u->began) {
		status = trust_put_noted(u->o, u->current, output != NULL ?
		    output : file, u->state, err);
		u->written = status == EVID_OK;
	} else if (u->state != NULL) {
		signals_note();
		status = evid_directory_remember(u->current, u->state, err);
	}
	if (u->state != NULL && evid_directory_highest(u->current, u->state,
	    &highest, NULL) == EVID_OK)
		u->highest = highest;
	return status;
}

/* A version past its end is taken, too: nobody could get on otherwise. */
static int
look_at_end(struct update *u, const struct evid_directory_facts *facts)
{
	struct evid_time now = trust_now(u->o);

	u->past_end = facts->expires.seconds < now.seconds ||
	    (facts->expires.seconds == now.seconds &&
	    facts->expires.nanoseconds < now.nanoseconds);
	return u->past_end ? EXIT_POLICY : 0;
}

static void
tell_end(const struct update *u)
{
	struct evid_directory_facts facts;
	char end[EVID_TIME_TEXT_CAP];

	if (!u->past_end)
		return;
	evid_directory_tell(u->current, &facts);
	evid_time_format(facts.expires, end);
	fflush(stdout);
	message_of(held_in(u), "ask the contacts for the version that "
	    "follows: by this one nothing is trusted",
	    "version %llu is past its end, which was %s",
	    (unsigned long long)u->held, end);
}

/* Also where another run noted it meanwhile. */
static int
tell_below(const char *file, uint64_t version, uint64_t highest)
{
	message_of(file, "use the newest; find out who offered the old one",
	    "it ends in version %llu, and %llu was seen before: nothing was "
	    "changed", (unsigned long long)version,
	    (unsigned long long)highest);
	return EXIT_POLICY;
}

static int
install(struct update *u, const char *file)
{
	struct evid_directory_facts facts;
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;

	evid_directory_tell(u->current, &facts);
	if (facts.version < u->highest)
		return tell_below(file, facts.version, u->highest);
	status = put(u, file, facts.version, &err);
	if (!u->written && facts.version < u->highest)
		return tell_below(file, facts.version, u->highest);
	if (status != EVID_OK)
		return trust_failed(&err, status);
	if (facts.version == u->began)
		update_tell_future(u, file, u->current);
	u->held = facts.version;
	return look_at_end(u, &facts);
}

static int
run_update(struct update *u)
{
	const struct trust_verb_options *o = u->o;
	int status = open_current(u, o->operands[0]);

	if (status != 0)
		return status;
	if (u->refused == NULL) {
		update_take_row(u);
		status = install(u, o->operands[0]);
		u->noted = u->noted && (status == 0 || u->past_end);
	}
	if ((status == 0 || u->past_end) && u->status != 0)
		status = u->status;
	tell_update(u, status);
	tell_end(u);
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
	if (o->n_operands > 1 && trust_changes_input(o) != 0)
		return EXIT_USAGE;
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
	evid_directory_free(u.passed);
	free(u.why);
	free(state);
	return status;
}
