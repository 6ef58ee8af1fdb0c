/*
 * An event of the custody log (docs/format.md, section 9): statement and line,
 * to bytes and back, and the one table of types with who may say what.
 * Signing, and judging events against each other, are others'.
 */
#ifndef EVI_RECORD_EVENT_H
#define EVI_RECORD_EVENT_H

#include "record/statement.h"

#define EVI_CUSTODY_TYPE_ANY "urn:libevidence:custody:v"
#define EVI_CUSTODY_TYPE EVI_CUSTODY_TYPE_ANY "1"
#define EVI_EVENT_TYPE_MAX 64
#define EVI_BRANCH_LEN 8
#define EVI_EVENT_SALT_LEN 16
#define EVI_UUID_LEN 36
#define EVI_ANSWERS_MAX 1024

/* who an event of a type counts from; from anybody else it is a claim */
enum evi_who {
	EVI_WHO_ANYONE,		/* who is trusted, of what he did himself */
	EVI_WHO_RECEIVER,	/* the key that the hand-over names */
	EVI_WHO_SENDER,		/* the key that signed the hand-over */
	EVI_WHO_AUTHOR,		/* the key of the event corrected */
	EVI_WHO_IMPOSER,	/* the State that imposed the condition */
	EVI_WHO_KEY_HOLDER,	/* the key itself, or one of its State */
	EVI_WHO_NOBODY		/* a type that is not known */
};

/* EVI_EVENT(identifier, name, who) */
#define EVI_EVENTS(E) \
	E(COLLECTED, "collected", ANYONE) \
	E(PHOTOGRAPHED, "photographed", ANYONE) \
	E(STORED, "stored", ANYONE) \
	E(RETRIEVED, "retrieved", ANYONE) \
	E(TRANSPORTED, "transported", ANYONE) \
	E(COPIED, "copied", ANYONE) \
	E(EXAMINED, "examined", ANYONE) \
	E(SEALED, "sealed", ANYONE) \
	E(OPENED, "opened", ANYONE) \
	E(VERIFIED, "verified", ANYONE) \
	E(HANDED_OVER, "handed-over", ANYONE) \
	E(DELIVERED, "delivered", ANYONE) \
	E(RECEIVED, "received", RECEIVER) \
	E(ACKNOWLEDGED, "acknowledged-outside", SENDER) \
	E(REFUSED, "refused", RECEIVER) \
	E(ENDORSED, "endorsed", ANYONE) \
	E(TIMESTAMPED, "timestamped", ANYONE) \
	E(DISCLOSED, "disclosed", ANYONE) \
	E(USE_REPORTED, "use-reported", ANYONE) \
	E(CONDITION_CHANGED, "condition-changed", IMPOSER) \
	E(CONSENT_GIVEN, "consent-given", IMPOSER) \
	E(CONSENT_REFUSED, "consent-refused", IMPOSER) \
	E(PRESERVATION_EFFECTED, "preservation-effected", ANYONE) \
	E(PRESERVATION_EXTENDED, "preservation-extended", ANYONE) \
	E(PRESERVATION_RELEASED, "preservation-released", ANYONE) \
	E(RETURNED, "returned", ANYONE) \
	E(COPY_DESTROYED, "copy-destroyed", ANYONE) \
	E(DESTROYED, "destroyed", ANYONE) \
	E(KEY_COMPROMISED, "key-compromised", KEY_HOLDER) \
	E(KEY_SUCCEEDED, "key-succeeded", ANYONE) \
	E(CORRECTED, "corrected", AUTHOR) \
	E(ATTACHED, "attached", ANYONE)

enum evi_event_type {
#define E(id, name, who) EVI_EVENT_##id,
	EVI_EVENTS(E)
#undef E
	EVI_EVENT_UNKNOWN		/* of a later version, or of others */
};

/* NULL for UNKNOWN */
const char *evi_event_name(enum evi_event_type type);
enum evi_event_type evi_event_by_name(const char *name);
enum evi_who evi_event_who(enum evi_event_type type);

struct evi_digests {
	uint8_t (*items)[EVI_SHA256_LEN];
	size_t count, cap;
};
void evi_digests_free(struct evi_digests *digests);
enum evid_status evi_digests_add(struct evi_digests *digests,
    const uint8_t digest[EVI_SHA256_LEN], struct evid_error *err);
/* in byte order, each once */
void evi_digests_sort(struct evi_digests *digests);
bool evi_digests_have(const struct evi_digests *sorted,
    const uint8_t digest[EVI_SHA256_LEN]);

struct evi_event {
	bool of_exhibit;		/* else of a bundle */
	char uid[EVI_UUID_LEN + 1];	/* the exhibit's */
	uint8_t subject[EVI_SHA256_LEN];
	enum evi_event_type type;
	char type_name[EVI_EVENT_TYPE_MAX + 1];
	uint8_t salt[EVI_EVENT_SALT_LEN];
	struct evi_buf spki;
	uint8_t keyid[EVI_SHA256_LEN];	/* of spki */
	uint8_t branch[EVI_BRANCH_LEN];
	bool has_prev;
	uint8_t prev[EVI_SHA256_LEN];
	struct evi_digests answers;
	struct evi_instant at;
	char *zone, *source;
	char *certainty;		/* or NULL */
	bool has_recorded_at;
	struct evi_instant recorded_at;
	char *holder_name, *holder_organization, *holder_state;
	struct evi_texts critical;
	struct evi_json *details;	/* an object */
};

void evi_event_free(struct evi_event *e);
/* an exhibit's subject: the digest of its 36 characters */
enum evid_status evi_event_subject_of_uid(const char *uid,
    uint8_t out[EVI_SHA256_LEN], struct evid_error *err);
/* what breaks the rules of section 9.2 is EVID_ERR_ARGUMENT and says why */
enum evid_status evi_event_write(const struct evi_event *e,
    struct evi_buf *payload_out, struct evid_error *err);
/* *why_out NULL: good; else a constant text.  @unknown_out: may be NULL */
enum evid_status evi_event_read(const void *payload, size_t len,
    struct evi_event *out, const char **why_out, bool *unknown_out,
    struct evid_error *err);

/* of an envelope without a text; nothing shorter is an event */
#define EVI_EVENT_LINE_MIN \
	(sizeof("{\"payload\":\"\",\"payloadType\":\"\",\"signatures\":[]}") - 1)

/* a line without its LF: envelope of one signature and the event in it; what
 * is signed goes into @pae_out, the signature into @sig_out.  The signature is
 * not checked; *keyid_good_out: it names the key that the event carries */
enum evid_status evi_event_read_line(const void *line, size_t len,
    struct evi_event *out, struct evi_buf *pae_out, struct evi_buf *sig_out,
    bool *keyid_good_out, const char **why_out, bool *unknown_out,
    struct evid_error *err);

/* what is no event, and says by which key it is signed: one of a later version
 * of the log, or one that is not as it should be */
struct evi_event_other {
	uint32_t version;		/* 2 or more; 0: of no later one */
	struct evi_buf spki;
	uint8_t keyid[EVI_SHA256_LEN];	/* of spki */
	bool keyid_good;		/* the signature names that */
};
#define EVI_EVENT_VERSION_DIGITS 9
/* *found_out false: neither.  The signature is not checked. */
enum evid_status evi_event_read_other(const void *line, size_t len,
    struct evi_event_other *out, struct evi_buf *pae_out,
    struct evi_buf *sig_out, bool *found_out, struct evid_error *err);

/* the order of a chain goes by this: when it was written down */
struct evi_instant evi_event_when(const struct evi_event *e);

/* what is read of `details`, for event.c and event_details.c */
const char *evi_event_details_fault(const struct evi_event *e);
/* event_fields.c: before signing: is what may stand in its details, beside what
 * is read of them, as the schema has it?  EVID_ERR_ARGUMENT */
enum evid_status evi_event_fields_check(const struct evi_event *e,
    struct evid_error *err);
/* is what stands at @path in the details of some type a text, of one line? */
bool evi_event_field_is_text(const char *path);
/* digests at @key of an object: an array, strictly increasing; false where it
 * is none.  Absent is false, too */
bool evi_digests_get(const struct evi_json *object, const char *key,
    struct evi_digests *out);
bool evi_digest_get(const struct evi_json *object, const char *key,
    uint8_t out[EVI_SHA256_LEN]);

/* the details that machines act on, by type; false where @e is of another */
bool evi_event_receiver(const struct evi_event *e,
    uint8_t keyid_out[EVI_SHA256_LEN]);		/* handed-over */
bool evi_event_new_key(const struct evi_event *e,
    uint8_t keyid_out[EVI_SHA256_LEN]);		/* key-succeeded */
bool evi_event_only_copy(const struct evi_event *e);

#endif
