/*
 * What hand-overs and receipts share: the conditions that want an answer, and
 * what neither may be signed for.
 */
#ifndef EVI_BUNDLE_ENTRY_HAND_H
#define EVI_BUNDLE_ENTRY_HAND_H

#include "bundle/entry/sign.h"

/* the conditions, sealed and as later events have them when it is received, at
 * @at; and each change that @over, a hand-over (or NONE), names and that asks,
 * whoever is known here: whoever trusts more than this reader finds it asked */
struct evi_wanted_one {
	char *id, *state;		/* who imposed it; "" if none says */
	bool needs;			/* an answer */
	bool lifted;
	bool apart;			/* no event reaches it here */
};
/* what says so: an event, or a sealed condition */
struct evi_wanted_words {
	char *id;
	uint32_t event;			/* or NONE */
	const struct evi_json *sealed;	/* borrowed from the log */
};
struct evi_wanted {
	struct evi_wanted_one *items;
	size_t count, cap;
	struct evi_wanted_words *words;
	size_t n_words, words_cap;
};
#define EVI_WANTED_INIT { NULL, 0, 0, NULL, 0, 0 }
enum evid_status evi_wanted_gather(const struct evid_custody *c,
    uint32_t over, struct evi_instant at, struct evi_wanted *out,
    struct evid_error *err);
/* asked_text.c: those that need an answer, for people, piece by piece; of a
 * wording in several languages that of @language (a tag, or NULL).  @masks:
 * of what is not to be named, or NULL */
enum evid_status evi_wanted_tell(const struct evid_custody *c,
    const struct evi_wanted *wanted, const char *language,
    struct evi_masks *masks, evid_text_fn *take, void *context,
    struct evid_error *err);
/* is one of this id in force? */
bool evi_wanted_have(const struct evi_wanted *wanted, const char *id);
/* does one of this id that is in force need an answer? */
bool evi_wanted_needs(const struct evi_wanted *wanted, const char *id);
/* is it the first of its id? */
bool evi_wanted_first(const struct evi_wanted *wanted, size_t index);
void evi_wanted_free(struct evi_wanted *wanted);

/* holders.c: the changes of conditions that a hand-over names, sorted */
enum evid_status evi_draft_changes(struct evi_draft *draft,
    struct evi_digests *out, struct evid_error *err);

/* receiver.c: can this key receive it, by whoever is trusted; and by what the
 * log says of it? */
enum evid_status evi_receiver_allowed(const struct evid_custody_entry *o,
    const struct evid_public_key *to, struct evid_error *err);
enum evid_status evi_receiver_in_log(const struct evid_custody *c,
    const struct evid_public_key *to, struct evid_error *err);

/* what to do about one by a key that does not count */
#define EVI_HINT_NEW_KEY "ask its sender to hand it over again with a new " \
    "key, which is pinned or goes into the directory first (evid-trust)"
#define EVI_HINT_HAND_OVER_ANEW EVI_HINT_NEW_KEY "; or receive it " \
    "--with-reservation TEXT; evid-custody refuse says why it is not taken"
/* allow_receipt.c: may it be signed on this verdict? */
enum evid_status evi_receipt_allowed(const struct evid_verdict *verdict,
    const struct evid_receipt *receipt, struct evid_error *err);

/* asked_text.c: what is wrong with the answer to a condition, by its id as it
 * is shown */
enum evid_status evi_fail_condition(struct evid_error *err, const char *id,
    const char *text, const char *hint);

#endif
