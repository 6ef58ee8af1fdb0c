/*
 * A sealing, as the command line asks for it.
 */
#ifndef EVID_TOOLS_SEAL_SETTLE_H
#define EVID_TOOLS_SEAL_SETTLE_H

#include "common/options.h"
#include "common/passphrase.h"
#include "common/trust.h"
#include "seal/keys.h"
#include "seal/report.h"

#include <evidence/evidence.h>

struct seal {
	struct common_options common;
	struct evid_seal_options options;
	struct option_list keys, ids, exclude;
	struct trust_options whom;	/* for --custody alone */
	struct evid_trust *trust;
	struct evid_mark *marks[2];	/* exhibits, flags */
	size_t n_marks[2];
	struct passphrase passphrase;
	struct signers signers;
	struct events events;
	int verify;
	int exit_status;		/* once it is sealed */
	int sealed;			/* and all that was asked is done */
	char name[65];
	char *output;			/* owned, where not given */
	char *payload;			/* where a detached payload stands */
	char supersedes[65];
};

/* check the options and settle names; 0, or an exit status, told of */
int seal_settle(struct seal *s, char **operands, size_t n);

/* warns where a secret key, or its passphrase, is in what is sealed */
void seal_tell_own(const struct seal *s, char **operands, size_t n);

/* once the keys are read: all that the library is told */
void seal_settle_options(struct seal *s);

#endif
