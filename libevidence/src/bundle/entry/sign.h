/*
 * An event under way: made, signed and added to its log.
 */
#ifndef EVI_BUNDLE_ENTRY_SIGN_H
#define EVI_BUNDLE_ENTRY_SIGN_H

#include "bundle/custody/custody.h"

struct evi_draft {
	const struct evid_custody_entry *entry;
	bool not_taken;			/* it says that what came is not taken:
					 * it may be anything, or nothing */
	bool by_log;			/* so it is of what the hand-over is
					 * of; no bundle was read */
	struct evid_custody *set;	/* the log as it is, under the lock */
	struct evi_event event;
	struct evi_digests joins;	/* answered because of its place */
	bool lacks;			/* the log lacks an event signed here,
					 * so that a new branch is begun */
	uint8_t lacking[EVI_SHA256_LEN];
	uint32_t succession;		/* the event that names this key as
					 * the next, taken up by the draft as
					 * its first; or NONE */
	bool beside;			/* a word on a condition by who sealed
					 * and is of no State that is known
					 * here: it takes no place of one */
	const char *no_effect;		/* why it has none by what is known
					 * here: a constant text; or NULL */
	const char *note;		/* what it does that may not be meant;
					 * the same */
	const char *advice;		/* what to do about either */
	uint32_t over;			/* the hand-over that it answers; or
					 * NONE */
	uint32_t change_left;		/* the first change of a condition that
					 * a hand-over does not name, being by
					 * nobody known */
	size_t n_changes_left;		/* how many these are */
};

/* fills what is the type's own: type, details, answers */
typedef enum evid_status evi_draft_fn(void *context, struct evi_draft *draft,
    struct evid_error *err);

/* @not_taken: the log suffices, whatever the bundle is that is named */
enum evid_status evi_custody_sign(const struct evid_custody_entry *entry,
    const char *type, bool not_taken, evi_draft_fn *fill, void *context,
    struct evid_custody_added *added_out, struct evid_error *err);

/* allow.c: EVID_ERR_UNTRUSTED where by entry->trust its key may not say that */
enum evid_status evi_entry_allowed(const struct evid_custody_entry *entry,
    const char *type, struct evid_error *err);
/* is the log that of the draft's bundle? */
enum evid_status evi_draft_same_log(const struct evi_draft *draft,
    struct evid_error *err);
/* may it be of then? */
enum evid_status evi_draft_sealed_before(const struct evi_draft *draft,
    struct evid_error *err);
/* will its word on a condition be read as one? */
enum evid_status evi_draft_clear(const struct evi_draft *draft,
    struct evid_error *err);

/* blank.c: do the words that a person states say something? */
enum evid_status evi_draft_said(const struct evi_draft *draft,
    struct evid_error *err);

/* effect.c: will it have one? */
enum evid_status evi_draft_effect(struct evi_draft *draft,
    struct evid_error *err);

/* left_out.c: does its value no longer ask what the condition asked? */
enum evid_status evi_draft_left_out(struct evi_draft *draft,
    struct evid_error *err);

/* corrects.c: it is of what its key said; what will it correct? */
enum evid_status evi_draft_corrects(struct evi_draft *draft,
    struct evid_error *err);

/* names_next.c: may it name that key as the next, and is it the only one? */
enum evid_status evi_draft_names_next(struct evi_draft *draft,
    struct evid_error *err);

/* stolen.c: of a key-compromised: will it have one, or why not? */
enum evid_status evi_draft_stolen(struct evi_draft *draft,
    struct evid_error *err);

/* the first event that says that a key is compromised, and may; or NONE */
uint32_t evi_stolen_by(const struct evid_custody *c,
    const uint8_t keyid[EVI_SHA256_LEN], const struct evi_buf *spki);
/* EVID_ERR_UNTRUSTED where one says so of the draft's own */
enum evid_status evi_draft_own_key(const struct evi_draft *draft,
    struct evid_error *err);

/* draft.c: what those trusted know of a key as of the draft's time; false where
 * nothing */
bool evi_draft_known(const struct evi_draft *draft,
    const struct evi_buf *spki, struct evi_known_key *out);
/* the caller's clock and random bytes, as sealing takes them */
struct evid_seal_options evi_entry_clock(const struct evid_custody_entry *o);
/* the log, judged: draft->set */
struct evi_log;
enum evid_status evi_draft_read(struct evi_draft *draft, struct evi_log *log,
    struct evid_error *err);
/* its subject */
enum evid_status evi_draft_subject(struct evi_draft *draft,
    struct evid_error *err);

/* random bytes, the caller's where it gives some */
void evi_entry_random(const struct evid_custody_entry *o, void *out,
    size_t len);

/* next.c: the succession that this draft, the first event of its chain, takes
 * up: that which entry->answers name, or of the only key that trust knows */
enum evid_status evi_draft_succeed(struct evi_draft *draft,
    struct evid_error *err);
/* those of this draft's key that could be taken up and are not, one of each
 * key, those of known ones first; returns how many, @cap at most */
size_t evi_draft_namings(const struct evi_draft *draft, uint32_t *items,
    size_t cap, bool *more_out);
/* a hint that names them, or why that by @of (may be NULL) is none; false
 * where there are none */
bool evi_draft_hint_named(const struct evi_draft *draft,
    const uint8_t of[EVI_SHA256_LEN], struct evid_error *err);
/* what was taken up, and what was not */
void evi_draft_tell_next(const struct evi_draft *draft,
    struct evid_custody_added *added_out);
/* is the draft's key that of @keyid, or will it have succeeded it? */
bool evi_draft_speaks_for(const struct evi_draft *draft,
    const uint8_t keyid[EVI_SHA256_LEN]);

/* held.c: it is refused if its holder said before that he gave up what it
 * says that he holds: signed once, it would speak against him for ever */
enum evid_status evi_draft_parted(const struct evi_draft *draft,
    struct evid_error *err);

/* fields.c */
enum evid_status evi_fields_set(struct evi_json *details,
    const struct evid_custody_field *field, struct evid_error *err);
/* what an event of a type must be given, as a hint */
const char *evi_fields_wanted(enum evi_event_type type);
/* a time as people type it becomes one as the format has it */
enum evid_status evi_fields_time(struct evi_json *details, const char *key,
    struct evid_error *err);
/* each of these takes its value, also NULL for a want of memory */
enum evid_status evi_details_set(struct evi_json *details, const char *key,
    struct evi_json *value, struct evid_error *err);
enum evid_status evi_details_text(struct evi_json *object, const char *key,
    const char *text, struct evid_error *err);
enum evid_status evi_details_hex(struct evi_json *object, const char *key,
    const uint8_t digest[EVI_SHA256_LEN], struct evid_error *err);
/* a new object at @key, borrowed */
enum evid_status evi_details_object(struct evi_json *object, const char *key,
    struct evi_json **out, struct evid_error *err);
/* holders.c: of each key of the log, does it vouch for itself here?  For
 * free(); NULL where it fails */
enum evid_status evi_draft_holders(const struct evi_draft *draft, bool **out,
    struct evid_error *err);
/* the heads of the log, of an exhibit but those of a bundle by strangers, which
 * go into none; the caller's fields */
enum evid_status evi_draft_heads(struct evi_draft *draft,
    struct evid_error *err);
enum evid_status evi_draft_fields(struct evi_draft *draft,
    struct evid_error *err);
struct evi_json *evi_json_digests(const struct evi_digests *digests);
/* files.c: {name,size,sha256} of one more */
enum evid_status evi_files_add(struct evi_json *array, const char *name,
    uint64_t size, const uint8_t sha256[EVI_SHA256_LEN],
    struct evid_error *err);
/* the same of each, by name */
enum evid_status evi_files_state(const char *const *paths, size_t n,
    struct evi_json **out, struct evid_error *err);
/* of those of @named, {name,size,sha256} of a hand-over, and of
 * @bundle (may be NULL), that are in @folder, as they are there */
enum evid_status evi_files_found(const struct evi_json *named,
    const char *folder, const char *bundle, struct evi_json **out,
    struct evid_error *err);
/* came.c: each of @named, under the name that it has here: by its name in
 * @folder, or one of @bundle's own (may be NULL); fails where one lacks */
enum evid_status evi_files_came(const struct evi_json *named,
    const char *folder, const char *bundle, struct evi_json **out,
    struct evid_error *err);
/* a bundle's file and its volumes */
enum evid_status evi_bundle_files(const char *bundle, struct evi_texts *out,
    struct evid_error *err);

/* answers.c: the hand-over that the draft answers, put into its answers */
enum evid_status evi_draft_answer(struct evi_draft *draft,
    uint32_t *over_out, struct evid_error *err);

#endif
