/*
 * What the verbs of evid-custody share: the options, and small words.
 */
#ifndef EVID_TOOLS_CUSTODY_VERBS_H
#define EVID_TOOLS_CUSTODY_VERBS_H

#include "common/mask.h"
#include "common/options.h"
#include "common/passphrase.h"
#include "common/trust.h"

#include <evidence/evidence.h>

struct custody_options {
	struct common_options common;
	struct trust_options whom;
	struct mask_options mask;
	struct passphrase passphrase;
	const char *key_file, *id_file;		/* -k, --id */
	const char *log, *exhibit, *hand_over;
	struct evid_custody_field *fields;	/* of --set; owned */
	size_t n_fields;
	struct option_list answers, send;
	const char *to, *to_name, *to_organization, *to_state;
	int has_when;
	struct evid_time when;
	const char *certainty;
	int mend, new_branch;
	const char *accept, *reservation, *not_accepted;
	struct evid_condition_answer *conditions;	/* ids owned */
	size_t n_conditions;
	const char *reason, *means, *result, *by, *scan;
	const char *statement, *language, *media_type, *payload;
	int open, html, mask_given;
	int verifies;				/* the verb: a bundle, too */
	char **operands;			/* after the verb */
	size_t n_operands;
};

/* each returns an exit status; what was wrong was told of */
int custody_add(struct custody_options *o);
int custody_hand_over(struct custody_options *o);
int custody_deliver(struct custody_options *o);
int custody_receive(struct custody_options *o);
int custody_refuse(struct custody_options *o);
int custody_acknowledge(struct custody_options *o);
int custody_endorse(struct custody_options *o);
int custody_attach(struct custody_options *o);
int custody_merge(struct custody_options *o);
int custody_list(struct custody_options *o);
int custody_verify(struct custody_options *o);
int custody_form(struct custody_options *o);

/* an event under way: the key, the log, who is trusted */
struct custody_signing {
	struct evid_custody_entry entry;
	struct evid_key *key;
	struct evid_trust *trust;
	char *log, *state;
};

#define CUSTODY_SIGNING_INIT \
	{ EVID_CUSTODY_ENTRY_INIT, NULL, NULL, NULL, NULL }

/* @bundle may be NULL: then of an exhibit, and the log must be named.  0, or
 * an exit status, told of */
int custody_signing_begin(struct custody_signing *s,
    const struct custody_options *o, const char *bundle);
void custody_signing_end(struct custody_signing *s);
/* tell why nothing was, and of what was mended before it failed */
int custody_not_added(const struct custody_signing *s,
    const struct evid_custody_added *added, const struct evid_error *err,
    enum evid_status why);
/* tell of what was added; @verdict: of the bundle, or NULL */
int custody_tell_added(const struct custody_options *o,
    const struct custody_signing *s, const char *type,
    const struct evid_custody_added *added,
    const struct evid_verdict *verdict);

#endif
