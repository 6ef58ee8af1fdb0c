/*
 * Whom to trust, as every tool that verifies is told: -p, -t, --pins,
 * --policy, --threshold, --at, --state.
 */
#ifndef EVID_TOOLS_TRUST_H
#define EVID_TOOLS_TRUST_H

#include "common/options.h"

#include <evidence/trust.h>

/* numbers of the long options: far from those of any tool's own */
enum {
	OPTION_TRUST_PINS = 1000,
	OPTION_TRUST_POLICY,
	OPTION_TRUST_THRESHOLD,
	OPTION_TRUST_AT,
	OPTION_TRUST_STATE
};

#define OPTION_ROWS_WHOSE \
	{ 'p', NULL, "PUB", \
	    "trust this public key; given again, any one suffices" }, \
	{ 't', NULL, "DIRECTORY", "trust the contacts of this directory" }, \
	{ OPTION_TRUST_PINS, "pins", "FILE", \
	    "trust the keys of this pin list; may be given again" }

#define OPTION_ROWS_KNOWN \
	OPTION_ROWS_WHOSE, \
	{ OPTION_TRUST_POLICY, "policy", "FILE", \
	    "demand what this policy says" }

#define OPTION_ROW_STATE(text) \
	{ OPTION_TRUST_STATE, "state", "DIR", text \
	    "default: libevidence in XDG_STATE_HOME, or in\n" \
	    "~/.local/state" }

#define OPTION_ROWS_TRUST \
	OPTION_ROWS_KNOWN, \
	{ OPTION_TRUST_THRESHOLD, "threshold", "M", \
	    "so many distinct holders must have signed; where a\n" \
	    "holder is not known, each key is one" }, \
	{ OPTION_TRUST_AT, "at", "TIME", \
	    "judge as at that instant, not as of now" }, \
	OPTION_ROW_STATE( \
	    "where it is remembered which versions of a directory\n" \
	    "were seen, and what was signed here in custody logs;\n")

struct trust_options {
	struct option_list keys, pins;		/* paths */
	const char *directory, *policy, *state;
	unsigned int threshold;			/* 0: not given */
	int has_at;
	struct evid_time at;
};

/* is anything given by which a key is known? */
int trust_is_given(const struct trust_options *o);
/* an option of OPTION_ROWS_TRUST: 0 or an exit status; -1: it is another */
int trust_take(struct trust_options *o, int id, const char *value);
/* could so many keys sign?  Of a seal that is known by its number all its
 * signers may, where no other key is named.  0, or EXIT_USAGE, told of */
int trust_check_threshold(const struct trust_options *o, int by_number);
/* all of it read, for evid_trust_free(); 0, or an exit status, told of */
int trust_read(const struct trust_options *o, struct evid_trust **out);
/* what it reads, named to the sandbox */
void trust_sandbox(const struct trust_options *o);
void trust_options_free(struct trust_options *o);

/* a time as typed after @option; 0, or EXIT_USAGE, told of */
int trust_time(const char *option, const char *value, struct evid_time *out);

#endif
