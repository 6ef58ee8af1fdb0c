/*
 * What the verbs of evid-trust share: the options, and small words.
 */
#ifndef EVID_TOOLS_TRUST_VERBS_H
#define EVID_TOOLS_TRUST_VERBS_H

#include "common/options.h"
#include "common/passphrase.h"

#include <evidence/evidence.h>

#include <stdio.h>

#define TRUST_IDS 512		/* more than there are option numbers */

struct trust_verb_options {
	struct common_options common;
	unsigned char seen[TRUST_IDS];		/* which options were given */
	const char *key_file;			/* -k */
	struct passphrase passphrase;
	const char *pins;
	const char *name, *organization, *state;
	unsigned int uses;
	const char *by, *document, *number;
	int has_how;
	enum evid_how how;
	int has_when, has_at, has_expires, has_since;
	struct evid_time when, at, expires, since;
	unsigned int threshold;
	const char *contact, *hours, *zone;
	int has_kind;
	enum evid_contact_kind kind;
	struct option_list authority, telephone, email, languages,
	    recipients;
	const char *key;			/* --key */
	int has_valid_from, has_valid_until;
	struct evid_time valid_from, valid_until;
	const char *storage, *succeeds;
	int has_reason;
	enum evid_revocation reason;
	const char *previous;
	char **operands;			/* after the verb */
	size_t n_operands;
};

extern const struct usage trust_usage;
/* an option_take_fn; @context is a struct trust_verb_options */
int trust_take_option(void *context, int id, const char *value);
/* 0 if @verb takes all options that were given; else EXIT_USAGE, told of */
int trust_check_options(struct trust_verb_options *o, const char *verb);

/* each returns an exit status; what was wrong was told of */
int trust_pin(struct trust_verb_options *o);
int trust_pins(struct trust_verb_options *o);
int trust_init(struct trust_verb_options *o);
int trust_add(struct trust_verb_options *o);
int trust_revoke(struct trust_verb_options *o);
int trust_sign(struct trust_verb_options *o);
int trust_update(struct trust_verb_options *o);
int trust_show(struct trust_verb_options *o);
int trust_check(struct trust_verb_options *o);

/* the instant to act as at: --at, or now */
struct evid_time trust_now(const struct trust_verb_options *o);
/* tell of an error of the library, unless the user cancelled it */
int trust_failed(const struct evid_error *err, enum evid_status status);
/* under -v: the folder where the versions seen are noted; NULL: none */
void trust_tell_state(const char *state);
/* @directory, written to @output, which is that of -o or else the operand, in
 * its own place; 0, or an exit status, told of */
int trust_put(const struct trust_verb_options *o,
    const struct evid_directory *directory, const char *output);
/* the same, and noted in @state, a folder or NULL, as seen; nothing is told */
enum evid_status trust_put_noted(const struct trust_verb_options *o,
    const struct evid_directory *directory, const char *output,
    const char *state, struct evid_error *err);
/* as it stands it could never be complete: told, unless quiet */
void trust_warn_if_unable(const struct trust_verb_options *o,
    const char *file, const struct evid_directory *directory);
/* where "-" names a file that a verb reads, it can be read again; 0, or an exit
 * status, told of; before the sandbox */
int trust_keep_input(const struct trust_verb_options *o);
/* 0, or EXIT_USAGE, told of: "-" would be written in its own place */
int trust_changes_input(const struct trust_verb_options *o);
/* from its beginning, if it is "-" */
void trust_again(const char *file);
/* the only operand; 0, or EXIT_USAGE, told of */
int trust_one_operand(const struct trust_verb_options *o, const char *what,
    const char **out);
/* where a verb tells what it did: where -o leads its result to standard
 * output, standard error */
FILE *trust_out(const struct trust_verb_options *o);
/* "FILE: text" there, the name escaped; nothing if quiet or as JSON */
void trust_tell(const struct trust_verb_options *o, const char *file,
    const char *format, ...) __attribute__((format(printf, 3, 4)));
/* lines as a JSON array of texts */
void trust_lines_json(FILE *out, const char *lines);

#endif
