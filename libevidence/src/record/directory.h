/*
 * The trust directory (docs/format.md, section 10.2), to bytes and back: the
 * payload of a DSSE envelope, in the one encoding.
 *
 *	{"schema","id","name","version","issuedAt","expires","threshold",
 *	 "contacts":[{"id","state","authority":[{"lang","text"}],"kind",
 *	 "telephone","email","hours","zone","languages","recipients",
 *	 "keys":[{"publicKey","uses","validFrom","validUntil","storage",
 *	 "succeeds"?,"revoked"?:{"at","reason","compromisedSince"?}}]}],
 *	 "critical"}
 *
 * Keys not known here stand after the known ones of their object, and are
 * kept.  Whether signatures suffice is bundle/trust/directory.h's.
 */
#ifndef EVI_RECORD_DIRECTORY_H
#define EVI_RECORD_DIRECTORY_H

#include "adapt/json.h"
#include "record/statement.h"

#define EVI_DIRECTORY_TYPE "application/vnd.libevidence.directory+json"
#define EVI_DIRECTORY_SCHEMA "urn:libevidence:directory:1"
#define EVI_DIRECTORY_LIMIT EVI_JSON_LIMIT	/* of an envelope */
#define EVI_CONTACT_KEYS_MAX 1024
#define EVI_VERSION_MAX ((UINT64_C(1) << 53) - 1)

enum evi_revocation {
	EVI_REVOKED_LOST, EVI_REVOKED_COMPROMISED, EVI_REVOKED_SUPERSEDED
};
#define EVI_N_REVOCATIONS 3
extern const char *const evi_revocation_names[EVI_N_REVOCATIONS];
#define EVI_N_CONTACT_KINDS 5
extern const char *const evi_contact_kind_names[EVI_N_CONTACT_KINDS];

struct evi_directory_key {
	struct evi_buf spki;
	uint8_t keyid[EVI_SHA256_LEN];		/* of spki */
	unsigned int uses;			/* enum evid_use, or-ed */
	struct evi_instant valid_from;
	bool has_valid_until;
	struct evi_instant valid_until;
	char *storage;
	bool has_succeeds;
	uint8_t succeeds[EVI_SHA256_LEN];
	bool revoked;
	struct evi_instant revoked_at;
	enum evi_revocation reason;
	bool has_since;
	struct evi_instant since;		/* compromisedSince */
	struct evi_json *revoked_rest, *rest;	/* unknown keys, or NULL */
};

struct evi_authority {
	char *lang, *text;
	struct evi_json *rest;
};

struct evi_contact {
	char id[37];
	char *state;
	struct evi_authority *authority;
	size_t n_authority, authority_cap;
	unsigned int kind;			/* of evi_contact_kind_names */
	struct evi_texts telephone, email;
	char *hours, *zone;
	struct evi_texts languages, recipients;
	struct evi_directory_key *keys;
	size_t n_keys, keys_cap;
	struct evi_json *rest;
};

struct evi_directory {
	char id[37];
	char *name;
	uint64_t version;
	struct evi_instant issued_at, expires;
	uint64_t threshold;
	struct evi_contact *contacts;
	size_t n_contacts, contacts_cap;
	struct evi_texts critical;
	struct evi_json *rest;
	struct evi_texts unknown;	/* where keys stand that are not known
					 * here and do not begin with "x-" */
};

void evi_directory_free(struct evi_directory *d);
enum evid_status evi_directory_write(const struct evi_directory *d,
    struct evi_buf *payload_out, struct evid_error *err);
/* @file: for messages, which give the JSON path.  EVID_ERR_FORMAT,
 * EVID_ERR_TOO_NEW */
enum evid_status evi_directory_read(const void *payload, size_t len,
    const char *file, struct evi_directory *out, struct evid_error *err);

/* a new one at the end, zeroed; NULL without memory.  Others' places move */
struct evi_contact *evi_directory_new_contact(struct evi_directory *d);
struct evi_directory_key *evi_contact_new_key(struct evi_contact *c);
enum evid_status evi_contact_add_authority(struct evi_contact *c,
    const char *lang, const char *text, struct evid_error *err);
/* borrowed; NULL where it is not there.  @contact_out may be NULL */
struct evi_contact *evi_directory_contact(const struct evi_directory *d,
    const char *id);
struct evi_directory_key *evi_directory_key(const struct evi_directory *d,
    const uint8_t keyid[EVI_SHA256_LEN], struct evi_contact **contact_out);

/* what of the rules does not hold in @d by itself, or NULL: distinct keys and
 * contacts, order of times, succession within a contact.  @where_out: the
 * JSON path, added to */
const char *evi_directory_fault(const struct evi_directory *d,
    struct evi_buf *where_out, bool *memory_out);
/* why @next does not follow on @last (its number, id, time), or NULL; who
 * signed is another matter */
const char *evi_directory_follows(const struct evi_directory *last,
    const struct evi_directory *next);

/* authority of a contact to show: the English one, else the first, else "" */
const char *evi_contact_authority(const struct evi_contact *c);

#endif
