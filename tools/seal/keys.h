/*
 * The keys that sign: read, with who signs with them.
 */
#ifndef EVID_TOOLS_SEAL_KEYS_H
#define EVID_TOOLS_SEAL_KEYS_H

#include "common/options.h"
#include "common/passphrase.h"

#include <evidence/key.h>

struct signers {
	struct evid_key **keys;
	struct evid_public_key **publics;
	size_t n;
	int quiet;		/* no warnings */
};

#define SIGNERS_INIT { NULL, NULL, 0, 0 }

/*
 * signers_read - read the key files @keys, and @ids: each of one of them
 *
 * Without an id of its own, NAME.key takes NAME.id where that stands beside
 * it.  0, or an exit status, told of.
 */
int signers_read(struct signers *s, const struct option_list *keys,
    const struct option_list *ids, struct passphrase *passphrase);
void signers_free(struct signers *s);

#endif
