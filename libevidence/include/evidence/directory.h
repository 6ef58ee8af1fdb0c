/*
 * The trust directory: the contact points of States and their keys, in
 * versions that follow on each other, each signed by a threshold.
 */
#ifndef EVIDENCE_DIRECTORY_H
#define EVIDENCE_DIRECTORY_H

#include "evidence/trust.h"

#ifdef __cplusplus
extern "C" {
#endif

struct evid_directory;		/* a version, with its signatures or a draft */

/** enum evid_contact_kind - what a contact is */
enum evid_contact_kind {
	EVID_CONTACT_24_7 = 0,
	EVID_CONTACT_CENTRAL_AUTHORITY = 1,
	EVID_CONTACT_LABORATORY = 2,
	EVID_CONTACT_COURT = 3,
	EVID_CONTACT_OTHER = 4
};

/** enum evid_revocation - why a key is revoked */
enum evid_revocation {
	EVID_REVOKED_LOST = 0,
	EVID_REVOKED_COMPROMISED = 1,
	EVID_REVOKED_SUPERSEDED = 2
};

/** struct evid_directory_facts - a version in short; texts are borrowed */
struct evid_directory_facts {
	const char *id;
	const char *name;
	uint64_t version;
	struct evid_time issued_at, expires;
	unsigned int threshold;
	size_t n_contacts, n_keys;
	size_t n_signatures;	/**< 0: a draft */
	size_t n_able;		/**< contacts with a key that may sign it */
};

/**
 * struct evid_contact_options - a contact to add, or what changes of one
 *
 * Texts and arrays are borrowed for the call; NULL leaves out, or as it was.
 * @authority, @authority_language: the names by language, side by side
 */
struct evid_contact_options {
	uint32_t version;	/**< EVID_CONTACT_OPTIONS_VERSION */
	const char *id;		/**< of a contact that is there; NULL: new */
	const char *state;	/**< required of a new one */
	const char *const *authority_language;
	const char *const *authority;
	size_t n_authority;
	int has_kind;		/**< required of a new one */
	enum evid_contact_kind kind;
	const char *const *telephone;
	size_t n_telephone;
	const char *const *email;
	size_t n_email;
	const char *hours;
	const char *zone;
	const char *const *languages;
	size_t n_languages;
	const char *const *recipients;	/**< age recipients, as text */
	size_t n_recipients;
	uint64_t reserved[8];
};

#define EVID_CONTACT_OPTIONS_VERSION 1
#define EVID_CONTACT_OPTIONS_INIT { .version = EVID_CONTACT_OPTIONS_VERSION }

/** struct evid_directory_key_options - a key to add to a contact */
struct evid_directory_key_options {
	uint32_t version;	/**< EVID_DIRECTORY_KEY_OPTIONS_VERSION */
	const struct evid_public_key *key;
	unsigned int uses;	/**< enum evid_use, or-ed; not 0 */
	int has_valid_from;	/**< 0: from when this version is issued */
	struct evid_time valid_from;
	int has_valid_until;
	struct evid_time valid_until;
	const char *storage;	/**< where the secret key is kept, or NULL */
	const char *succeeds;	/**< id of the contact's earlier key, or NULL */
	uint64_t reserved[8];
};

#define EVID_DIRECTORY_KEY_OPTIONS_VERSION 1
#define EVID_DIRECTORY_KEY_OPTIONS_INIT \
	{ .version = EVID_DIRECTORY_KEY_OPTIONS_VERSION }

/**
 * evid_directory_new - a draft of version 1, without contacts
 *
 * @directory_out: for evid_directory_free(); NULL on failure
 *
 * Returns EVID_OK; EVID_ERR_ARGUMENT for a name with control characters, a
 * threshold not from 1 to 64, an end that is not after the start;
 * EVID_ERR_MEMORY; EVID_ERR_CRYPTO.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_new(const char *name, unsigned int threshold,
    struct evid_time issued_at, struct evid_time expires,
    struct evid_directory **directory_out, struct evid_error *err);

/**
 * evid_directory_read - read a version, or a draft
 *
 * Its form is checked; who signed it is not: evid_directory_check() tells.
 *
 * Returns EVID_OK; EVID_ERR_FORMAT, with the JSON path of what is wrong;
 * EVID_ERR_TOO_NEW; EVID_ERR_LIMIT; EVID_ERR_NOT_FOUND, EVID_ERR_UNREADABLE,
 * EVID_ERR_IO, EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_read(const char *path, struct evid_directory **directory_out,
    struct evid_error *err);

/**
 * evid_directory_read_to_change - read one whose file is to be written again
 *
 * Waits for whoever else has it so, and keeps it until evid_directory_free():
 * of two who add to one draft, none loses what the other did.
 *
 * Returns as evid_directory_read(); EVID_ERR_UNREADABLE also for a file that
 * may not be written.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_read_to_change(const char *path,
    struct evid_directory **directory_out, struct evid_error *err);

/**
 * evid_directory_write - write it as it is, signed or not, mode 0644
 *
 * @force: replace a file that is there; it appears as a whole either way
 *
 * Returns EVID_OK; EVID_ERR_EXISTS; EVID_ERR_SPACE; EVID_ERR_IO;
 * EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_write(const struct evid_directory *directory,
    const char *path, int force, struct evid_error *err);

/** enum evid_put - where a directory that is written goes */
enum evid_put {
	EVID_PUT_NEW = 0,	/**< a file that is not there */
	EVID_PUT_OVER = 1,	/**< or one whose place it takes */
	EVID_PUT_IN_PLACE = 2	/**< one that is there, and is changed */
};

/**
 * evid_directory_put - write it, and note the version as seen
 *
 * @how: a file that is changed in its own place stays what it was, with its
 *	mode and, where one may, its owner; a link to it is followed
 * @state: as of evid_directory_remember(); NULL: it is not noted.  It is
 *	noted when it is whole on the disk, before it has its name: after a
 *	failure the same may be tried again.
 *
 * Returns as evid_directory_write() and evid_directory_remember();
 * EVID_ERR_UNTRUSTED if a later version of it was noted: then nothing is
 * written.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_put(const struct evid_directory *directory, const char *path,
    enum evid_put how, const char *state, struct evid_error *err);

/** evid_directory_free - release; NULL does nothing */
EVID_API void evid_directory_free(struct evid_directory *directory);

/** evid_directory_tell - the version in short */
EVID_API void evid_directory_tell(const struct evid_directory *directory,
    struct evid_directory_facts *facts_out);

/**
 * evid_directory_begin_next - become the draft of the version that follows
 *
 * The number is raised by one, the signatures are left behind.
 *
 * Returns EVID_OK; EVID_ERR_ARGUMENT if the end is not after the start, the
 * start is before that of the version it follows, or it is a draft itself;
 * EVID_ERR_FORGED if it is not signed by a threshold of its own keys;
 * EVID_ERR_LIMIT; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_begin_next(struct evid_directory *directory,
    struct evid_time issued_at, struct evid_time expires,
    struct evid_error *err);

/**
 * evid_directory_begin_again - become a draft again, of the same version
 *
 * Only where fewer have signed than must, by its own keys: what is changed
 * then must be signed by all again.
 *
 * @n_left_out: signatures that were left behind; 0: none, it is signed as it
 *	must be, or by nobody
 *
 * Returns EVID_OK; EVID_ERR_MEMORY; EVID_ERR_CRYPTO.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_begin_again(struct evid_directory *directory,
    size_t *n_left_out, struct evid_error *err);

/**
 * evid_directory_set_contact - add a contact to a draft, or change one
 *
 * @id_out: 37 bytes for its id
 *
 * A change that fails, this or another, leaves the directory as it was.
 *
 * Returns EVID_OK; EVID_ERR_ARGUMENT for what is no State, text or contact,
 * or a directory that is signed already; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_set_contact(struct evid_directory *directory,
    const struct evid_contact_options *contact, char id_out[37],
    struct evid_error *err);

/**
 * evid_directory_add_key - add a key to a contact of a draft
 *
 * Returns as evid_directory_set_contact(); EVID_ERR_ARGUMENT also for a key
 * that stands in the directory already.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_add_key(struct evid_directory *directory,
    const char *contact_id, const struct evid_directory_key_options *key,
    struct evid_error *err);

/**
 * evid_directory_revoke - revoke a key in a draft
 *
 * @keyid: 64 hex digits
 * @since: from when it must be feared, of a compromised key; NULL: not known
 *
 * Returns as evid_directory_set_contact(); EVID_ERR_ARGUMENT also where it
 * would take back a revocation: of a key that is revoked the time is made
 * earlier, or the reason EVID_REVOKED_COMPROMISED.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_revoke(struct evid_directory *directory, const char *keyid,
    enum evid_revocation reason, struct evid_time at,
    const struct evid_time *since, struct evid_error *err);

/**
 * evid_directory_set_threshold - so many contacts must sign, of a draft
 *
 * Returns as evid_directory_set_contact().
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_set_threshold(struct evid_directory *directory,
    unsigned int threshold, struct evid_error *err);

/**
 * evid_directory_sign - add a signature
 *
 * The key must stand in the directory with use `directory`, not be revoked in
 * it, and be valid when it is issued.  A second signature by one key replaces
 * the first.
 *
 * Returns EVID_OK; EVID_ERR_ARGUMENT for a key whose signature would count for
 * nothing; EVID_ERR_LIMIT past 64 signatures; EVID_ERR_MEMORY;
 * EVID_ERR_CRYPTO.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_sign(struct evid_directory *directory,
    const struct evid_key *key, struct evid_error *err);

/**
 * evid_directory_sign_after - the same, with the version that it follows
 *
 * That one's keys must sign, too: a key that it lists may, though this version
 * revokes it.  EVID_ERR_ARGUMENT, too, where it is not the version before.
 *
 * @last: borrowed; may be NULL
 * @before_alone_out: not 0: the signature counts by @last alone
 *
 * Returns as evid_directory_sign().
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_sign_after(struct evid_directory *directory,
    const struct evid_directory *last, const struct evid_key *key,
    int *before_alone_out, struct evid_error *err);

/**
 * evid_directory_leave_out - drop the signatures that count for nobody
 *
 * False ones, by keys that the version lists, or the one before it; and those
 * by keys that neither lists, if @last is the version before it, or it is the
 * first: whoever carries a draft could fill it with them.
 *
 * @last: borrowed; may be NULL
 *
 * Returns EVID_OK; EVID_ERR_MEMORY; EVID_ERR_CRYPTO.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_leave_out(struct evid_directory *directory,
    const struct evid_directory *last, size_t *n_false_out,
    size_t *n_unknown_out, struct evid_error *err);

/** enum evid_follow - whether a version may take the place of another */
enum evid_follow {
	EVID_FOLLOWS = 0,
	EVID_FOLLOW_OTHER = 1,		/**< it is of another directory */
	EVID_FOLLOW_FORGED = 2,		/**< a signature of it is false */
	EVID_FOLLOW_NOT_NEXT = 3,	/**< its number or time is not next */
	EVID_FOLLOW_TOO_FEW = 4		/**< fewer have signed than must */
};

/**
 * evid_directory_follow - may @next take the place of @last?
 *
 * It must have the same id and exactly the next number, not be issued before
 * it, and be signed by a threshold of the keys of @last and by one of its
 * own.  That @last is past its end is no hindrance: otherwise nobody could
 * get on.  @last itself is not judged: it is the one that is trusted.
 *
 * @why_out: one line for people, for free(); NULL where it follows
 *
 * Returns EVID_OK with a result, whatever it is; EVID_ERR_MEMORY;
 * EVID_ERR_CRYPTO.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_follow(const struct evid_directory *last,
    const struct evid_directory *next, enum evid_follow *result_out,
    char **why_out, struct evid_error *err);

/**
 * evid_directory_check - what is missing of a version
 *
 * @last: the version that it follows, or NULL: that is then not checked
 * @now: for its end
 * @missing_out: lines for people, one for each thing that is missing or
 *      wrong, "" where there is none; for free()
 * @result_out: 0: nothing is missing; 1: forged; 2: @last is another
 *      directory; 3: signatures are missing, it is past its end, or it takes
 *      back what @last revoked
 *
 * Returns EVID_OK; EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_check(const struct evid_directory *directory,
    const struct evid_directory *last, struct evid_time now,
    char **missing_out, int *result_out, struct evid_error *err);

/**
 * evid_directory_json - the payload as it is signed, a JSON object
 *
 * @text_out: for free(); without a newline at its end
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_json(const struct evid_directory *directory, char **text_out,
    struct evid_error *err);

/**
 * evid_directory_text - the whole for people, several lines
 *
 * @now: what is expired then is shown as such
 * @text_out: for free(); ends with a newline
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_text(const struct evid_directory *directory,
    struct evid_time now, char **text_out, struct evid_error *err);

/**
 * evid_directory_remember - note the version as seen
 *
 * The highest version seen of each directory stands in @state/directory/ID,
 * with its digest where it is signed; it is raised, never lowered.  Folders
 * are made as needed, mode 0700.
 *
 * Returns EVID_OK; EVID_ERR_FORGED if another version of this number was
 * noted; EVID_ERR_FORMAT if what stands there is no number; EVID_ERR_IO,
 * EVID_ERR_SPACE, EVID_ERR_UNREADABLE, EVID_ERR_MEMORY.
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_remember(const struct evid_directory *directory,
    const char *state, struct evid_error *err);

/**
 * evid_directory_highest - the highest version seen of this directory
 *
 * @version_out: 0 where none was
 *
 * Returns as evid_directory_remember().
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_highest(const struct evid_directory *directory,
    const char *state, uint64_t *version_out, struct evid_error *err);

/** enum evid_seen - what of a directory was noted before */
enum evid_seen {
	EVID_SEEN_NOT = 0,	/**< none, an earlier one, its number alone */
	EVID_SEEN_THIS = 1,	/**< this version */
	EVID_SEEN_OTHER = 2,	/**< another one of the same number */
	EVID_SEEN_LATER = 3	/**< one of a higher number */
};

/**
 * evid_directory_seen - how a version stands to what was noted
 *
 * Returns as evid_directory_highest().
 */
EVID_API EVID_CHECKED enum evid_status
evid_directory_seen(const struct evid_directory *directory,
    const char *state, enum evid_seen *seen_out, struct evid_error *err);

#ifdef __cplusplus
}
#endif

#endif
