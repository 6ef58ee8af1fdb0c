/*
 * Keys: secret ones that seal, public ones that are trusted.
 *
 * Secret keys are PKCS#8 in PEM (RFC 5958, RFC 7468), encrypted with PBES2 and
 * scrypt (RFC 8018, RFC 7914); public keys SubjectPublicKeyInfo in PEM
 * (RFC 5280).  Ed25519 (RFC 8410) is made here; ECDSA P-256 (RFC 5480) is
 * also read.
 */
#ifndef EVIDENCE_KEY_H
#define EVIDENCE_KEY_H

#include "evidence/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define EVID_KEYID_TEXT_CAP 65		/* 64 hex digits and a NUL */
#define EVID_NUMBER_TEXT_CAP 80		/* ten groups and a NUL */

struct evid_key;		/* a secret key and who signs with it */
struct evid_public_key;		/* a public key */

/**
 * evid_passphrase_fn - asked for when a key file is encrypted
 *
 * Fill @out with at most @cap - 1 bytes and a NUL.  Anything but EVID_OK ends
 * the reading with that status.
 */
typedef enum evid_status evid_passphrase_fn(void *context, char *out,
    size_t cap, struct evid_error *err);

/**
 * evid_key_generate - make an Ed25519 key
 *
 * @key_out: for evid_key_free(); NULL on failure
 *
 * Returns EVID_OK; EVID_ERR_MEMORY; EVID_ERR_CRYPTO.  Safe from any thread.
 */
EVID_API EVID_CHECKED enum evid_status
evid_key_generate(struct evid_key **key_out, struct evid_error *err);

/**
 * evid_key_read - read a secret key file
 *
 * @path: PKCS#8 PEM of Ed25519 or P-256
 * @ask, @context: asked when it is encrypted; @ask NULL then gives
 *                 EVID_ERR_KEY
 * @key_out: for evid_key_free(); NULL on failure
 *
 * Returns EVID_OK; EVID_ERR_NOT_FOUND, EVID_ERR_UNREADABLE, EVID_ERR_IO;
 * EVID_ERR_FORMAT if it is no secret key (a public one is said to be one);
 * EVID_ERR_TOO_NEW for another algorithm; EVID_ERR_KEY for a wrong
 * passphrase.  Safe from any thread.
 */
EVID_API EVID_CHECKED enum evid_status
evid_key_read(const char *path, evid_passphrase_fn *ask, void *context,
    struct evid_key **key_out, struct evid_error *err);

/**
 * evid_key_write - write a secret key file, mode 0600, never over another
 *
 * @passphrase: NULL or "" leaves it unencrypted
 *
 * Returns EVID_OK; EVID_ERR_EXISTS; EVID_ERR_SPACE; EVID_ERR_IO;
 * EVID_ERR_MEMORY; EVID_ERR_CRYPTO.
 */
EVID_API EVID_CHECKED enum evid_status
evid_key_write(const struct evid_key *key, const char *path,
    const char *passphrase, struct evid_error *err);

/**
 * evid_key_set_identity - say who signs with the key
 *
 * @name, @organization, @state: UTF-8 without control characters, at most
 *     1,024 bytes; NULL or "" states nothing.  @state is ISO 3166-1 alpha-2
 *     or "org:NAME".  Copied.
 *
 * It is stated in each seal, and proves nothing of itself.
 *
 * Returns EVID_OK; EVID_ERR_ARGUMENT; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_key_set_identity(struct evid_key *key, const char *name,
    const char *organization, const char *state, struct evid_error *err);

/**
 * evid_key_read_identity - take who signs from a NAME.id file
 *
 * Returns EVID_OK; EVID_ERR_ARGUMENT if the file is of another key;
 * EVID_ERR_FORMAT; as evid_key_read() for what the system says.
 */
EVID_API EVID_CHECKED enum evid_status
evid_key_read_identity(struct evid_key *key, const char *path,
    struct evid_error *err);

/**
 * evid_key_write_identity - write the NAME.id file of a key
 *
 * Mode 0644; never over another file.  Returns as evid_key_write().
 */
EVID_API EVID_CHECKED enum evid_status
evid_key_write_identity(const struct evid_key *key, const char *path,
    struct evid_error *err);

/**
 * evid_key_public - the public half
 *
 * @public_out: for evid_public_key_free()
 *
 * Returns EVID_OK; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_key_public(const struct evid_key *key,
    struct evid_public_key **public_out, struct evid_error *err);

/** evid_key_free - wipe and release; NULL does nothing */
EVID_API void evid_key_free(struct evid_key *key);

/**
 * evid_public_key_read - read a public key file
 *
 * @path: SubjectPublicKeyInfo in PEM, of any algorithm
 * @key_out: for evid_public_key_free(); NULL on failure
 *
 * Returns EVID_OK; EVID_ERR_FORMAT if it is none (a secret one is said to be
 * one); EVID_ERR_NOT_FOUND, EVID_ERR_UNREADABLE, EVID_ERR_IO,
 * EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_public_key_read(const char *path, struct evid_public_key **key_out,
    struct evid_error *err);

/**
 * evid_public_key_write - write a public key file, mode 0644
 *
 * Never over another file.  Returns as evid_key_write().
 */
EVID_API EVID_CHECKED enum evid_status
evid_public_key_write(const struct evid_public_key *key, const char *path,
    struct evid_error *err);

/** evid_public_key_id - the key id: SHA-256 of the SubjectPublicKeyInfo, hex */
EVID_API void evid_public_key_id(const struct evid_public_key *key,
    char out[EVID_KEYID_TEXT_CAP]);

/** evid_public_key_number - the key number, to be compared by telephone */
EVID_API void evid_public_key_number(const struct evid_public_key *key,
    char out[EVID_NUMBER_TEXT_CAP]);

/** enum evid_number_result - what comparing a number came to */
enum evid_number_result {
	EVID_NUMBER_SAME = 0,
	EVID_NUMBER_LENGTH = 1,	/**< it has not 60 digits */
	EVID_NUMBER_GROUP = 2,	/**< a group was heard or typed wrong */
	EVID_NUMBER_OTHER = 3	/**< well formed, but of another key */
};

/**
 * evid_public_key_compare_number - hold a number that was read to the key's
 *
 * @text: as typed: digits of any script, spaces and hyphens anywhere
 * @group_out: 1 to 10: the group that is wrong, or the first that differs; 0
 *             otherwise
 */
EVID_API enum evid_number_result
evid_public_key_compare_number(const struct evid_public_key *key,
    const char *text, unsigned int *group_out);
/**
 * evid_public_key_algorithm - by what it signs: "ed25519" or "ecdsa-p256"
 *
 * "" where signatures by it cannot be checked here: such a key can be asked
 * for, and no signature by it counts.  Never NULL.  Safe from any thread.
 */
EVID_API const char *evid_public_key_algorithm(
    const struct evid_public_key *key);

/** evid_public_key_free - release; NULL does nothing */
EVID_API void evid_public_key_free(struct evid_public_key *key);

#ifdef __cplusplus
}
#endif

#endif
