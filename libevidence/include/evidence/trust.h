/*
 * Trust: whose a key is, for whoever verifies.  Keys of one's own choice,
 * pins, a trust directory and a policy come together in one value.
 */
#ifndef EVIDENCE_TRUST_H
#define EVIDENCE_TRUST_H

#include "evidence/key.h"
#include "evidence/progress.h"

#ifdef __cplusplus
extern "C" {
#endif

struct evid_trust;		/* keys, pins, a directory and a policy */

/** enum evid_use - what a key is for; uses are or-ed together */
enum evid_use {
	EVID_USE_SEAL = 1,	/**< to seal bundles */
	EVID_USE_CUSTODY = 2,	/**< to sign events of a custody log */
	EVID_USE_ENDORSE = 4,	/**< to endorse what another sealed */
	EVID_USE_DIRECTORY = 8,	/**< to sign versions of the directory */
	EVID_USE_INTAKE = 16	/**< to sign policies */
};

#define EVID_USES_ALL 31u

/**
 * evid_trust_new - trust in nothing so far
 *
 * @trust_out: for evid_trust_free(); NULL on failure
 *
 * Returns EVID_OK; EVID_ERR_MEMORY; EVID_ERR_CRYPTO.  Safe from any thread.
 */
EVID_API EVID_CHECKED enum evid_status
evid_trust_new(struct evid_trust **trust_out, struct evid_error *err);

/**
 * evid_trust_add_key - trust a key, for every use
 *
 * Who holds it is not known by this.  Copied; a key given twice counts once.
 *
 * Returns EVID_OK; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_trust_add_key(struct evid_trust *trust,
    const struct evid_public_key *key, struct evid_error *err);

/**
 * evid_trust_read_pins - trust the keys of a pin list, each for its uses
 *
 * @path: one's own file (schema pins); given again, lists are put together,
 *        in whatever order
 *
 * Returns EVID_OK; EVID_ERR_FORMAT, with the JSON path of what is wrong, or,
 * where it pins a key of a list that was read before for another holder or
 * other uses, with both files and the key: nothing of it is added;
 * EVID_ERR_TOO_NEW for a schema of a later version; EVID_ERR_NOT_FOUND,
 * EVID_ERR_UNREADABLE, EVID_ERR_IO, EVID_ERR_LIMIT, EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_trust_read_pins(struct evid_trust *trust, const char *path,
    struct evid_error *err);

/**
 * evid_trust_read_directory - trust the contacts of a directory
 *
 * Naming the file is trust in it.  It must be signed by a threshold of its
 * own directory keys.  That it is older than the highest version seen, or
 * past its end, is found when something is verified with it, not here.
 *
 * @path: one directory; a second one is EVID_ERR_ARGUMENT
 * @state: the folder where the highest versions seen are kept (see
 *         evid_directory_remember()); NULL: none are known
 *
 * Returns EVID_OK; EVID_ERR_FORMAT if it is no directory, with the JSON path
 * of what is wrong; EVID_ERR_FORGED if a signature of it is false, or fewer
 * have signed than it demands; EVID_ERR_TOO_NEW; as evid_trust_read_pins()
 * for what the system says.
 */
EVID_API EVID_CHECKED enum evid_status
evid_trust_read_directory(struct evid_trust *trust, const char *path,
    const char *state, struct evid_error *err);

/**
 * evid_trust_read_policy - demand what a policy says
 *
 * @path: a policy as bare JSON, one's own; or a signed one, which counts if
 *        a signer of it is trusted with use `intake`
 *
 * Returns as evid_trust_read_directory(); a second policy is
 * EVID_ERR_ARGUMENT.
 */
EVID_API EVID_CHECKED enum evid_status
evid_trust_read_policy(struct evid_trust *trust, const char *path,
    struct evid_error *err);

/**
 * evid_trust_set_threshold - so many distinct holders must have signed
 *
 * Where a key's holder is not known, each key is a holder.  A policy may
 * demand more.
 *
 * @threshold: 0 is 1
 */
EVID_API void evid_trust_set_threshold(struct evid_trust *trust,
    unsigned int threshold);

/**
 * evid_trust_digest - what is trusted and demanded, as one digest
 *
 * For whoever keeps verdicts and asks whether the same would be asked again:
 * over the keys, pins, directory, policy and threshold that were read, not
 * over their files' names; over what the folder of states says against the
 * directory; and over which of the directory's dates have come: its end, its
 * age by the policy, and when keys begin, end and are revoked.  Made by one
 * version of the library it is compared with those of the same version; it is
 * no digest of any file.
 *
 * @at: the instant that is judged
 * @out: 64 hex digits; "" on failure
 *
 * Returns EVID_OK; EVID_ERR_MEMORY; EVID_ERR_CRYPTO.
 */
EVID_API EVID_CHECKED enum evid_status
evid_trust_digest(const struct evid_trust *trust, struct evid_time at,
    char out[65], struct evid_error *err);

/**
 * evid_policy_sign - sign a policy, or add a signature to a signed one
 *
 * @path: a policy as bare JSON, which is put into the envelope byte for
 *        byte; or one that is signed
 * @output: where it goes, mode 0644; it appears as a whole
 * @force: replace an output that is there
 *
 * Returns EVID_OK; EVID_ERR_EXISTS; EVID_ERR_LIMIT past 64 signatures;
 * EVID_ERR_SPACE; EVID_ERR_CRYPTO; as evid_trust_read_policy() for @path.
 */
EVID_API EVID_CHECKED enum evid_status
evid_policy_sign(const char *path, const struct evid_key *key,
    const char *output, int force, struct evid_error *err);

/**
 * evid_policy_check - what of a policy is not understood
 *
 * It could never be met: each verdict by it ends in 3.
 *
 * @path: as evid_trust_read_policy(); who signed it is not judged
 * @missing_out: lines for people, one for each key or text, "" where there is
 *      none; for free()
 * @result_out: 0, or 3
 *
 * Returns as evid_trust_read_policy().
 */
EVID_API EVID_CHECKED enum evid_status
evid_policy_check(const char *path, char **missing_out, int *result_out,
    struct evid_error *err);

/**
 * evid_trust_unknown_keys - what a directory or pin list has that is not known
 *
 * Such keys have no effect, whatever their author meant: one that is misspelt
 * may have been to take trust away.  Those that begin with "x-" are somebody's
 * own notes, and not told.
 *
 * @path: a directory or a pin list; of a policy evid_policy_check() tells
 * @lines_out: lines for people, one for each key, with its place; "" where
 *      there is none; for free()
 *
 * Returns as evid_trust_kind_of(), and as evid_directory_read() and
 * evid_trust_read_pins().
 */
EVID_API EVID_CHECKED enum evid_status
evid_trust_unknown_keys(const char *path, char **lines_out,
    struct evid_error *err);

/** enum evid_trust_kind - what a file of trust is */
enum evid_trust_kind {
	EVID_TRUST_KIND_NONE = 0,
	EVID_TRUST_KIND_DIRECTORY = 1,
	EVID_TRUST_KIND_PINS = 2,
	EVID_TRUST_KIND_POLICY = 3
};

/**
 * evid_trust_kind_of - what a file says that it is; its form is not checked
 *
 * Returns EVID_OK; EVID_ERR_FORMAT for none of the three; as
 * evid_trust_read_pins() for what the system says.
 */
EVID_API EVID_CHECKED enum evid_status
evid_trust_kind_of(const char *path, enum evid_trust_kind *kind_out,
    struct evid_error *err);

/** evid_trust_free - release; NULL does nothing */
EVID_API void evid_trust_free(struct evid_trust *trust);

#ifdef __cplusplus
}
#endif

#endif
