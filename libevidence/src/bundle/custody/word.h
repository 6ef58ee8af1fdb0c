/*
 * What the parts of the judging of words share (word.c).
 */
#ifndef EVI_BUNDLE_CUSTODY_WORD_H
#define EVI_BUNDLE_CUSTODY_WORD_H

#include "bundle/custody/custody.h"

/* key.c: what trust knows of a key of the log */
bool evi_word_known(const struct evid_custody *c, uint32_t key,
    unsigned int use, struct evi_instant at, struct evi_known_key *out);
/* two keys of one contact of a directory */
bool evi_word_one_contact(const struct evi_known_key *a,
    const struct evi_known_key *b);
/* standing.c: why an event of a key that stands so does not count */
const char *evi_word_standing(enum evi_standing standing);
/* an event that its key may not say: why is kept, and told as a claim */
enum evid_status evi_word_deny(struct evid_custody *c, uint32_t event,
    enum evi_custody_denied why, struct evid_error *err);
/* standing.c: why, in words */
const char *evi_word_denied(enum evi_custody_denied why);
/* succession.c: does this event name the next key of one that trust knows,
 * which may? */
bool evi_word_names_next(const struct evid_custody *c, uint32_t event);
/* may this event name @next as the next key of its own? */
bool evi_word_succession(const struct evid_custody *c, uint32_t event,
    const struct evi_buf *next);
/* all of them: evi_custody_key's before, succession and named */
void evi_word_successions(struct evid_custody *c);
/* of a key-compromised that may be said: is it of a key that sealed? */
enum evid_status evi_word_sealer(struct evid_custody *c, uint32_t event,
    struct evid_error *err);
/* after its word: does it count? */
enum evid_status evi_word_key(struct evid_custody *c,
    uint32_t event, struct evid_error *err);

/* answer.c: received, refused, acknowledged-outside */
enum evid_status evi_word_answer(struct evid_custody *c,
    uint32_t event, struct evid_error *err);
/* handed-over: under the conditions of the bundle that was given? */
enum evid_status evi_word_hand_over(struct evid_custody *c, uint32_t event,
    struct evid_error *err);

/* turns.c: after the words on conditions: what became of each by the rules of
 * section 11, and which of the sealed ones events can reach */
enum evid_status evi_word_turns(struct evid_custody *c,
    struct evid_error *err);
/* as of when a receipt of @at answers the conditions of a hand-over */
struct evi_instant evi_word_answered_at(const struct evid_custody *c,
    struct evi_instant at, uint32_t hand_over);
/* how a condition stands at an instant; NULL: as it was at first */
const struct evi_custody_turn *evi_word_turn(const struct evid_custody *c,
    uint32_t condition, struct evi_instant at);
/* was one of this id let go by then by a key that is known, and would have
 * been, if it were known of which State? */
bool evi_word_nameless(const struct evid_custody *c,
    const uint8_t id[EVI_SHA256_LEN], struct evi_instant at);

/* asked.c: after the words on conditions, and before those of receivers: what
 * each hand-over asks */
enum evid_status evi_word_asked(struct evid_custody *c,
    struct evid_error *err);
/* the names of the conditions that a hand-over asks and a receipt of it does
 * not answer, escaped; *nameless_out is set where the above is so of one */
enum evid_status evi_word_unanswered(const struct evid_custody *c,
    uint32_t receipt, uint32_t hand_over, struct evi_buf *names,
    bool *nameless_out, struct evid_error *err);

/* imposer.c: who imposed the sealed conditions; then words on conditions */
enum evid_status evi_word_imposers(struct evid_custody *c,
    struct evid_error *err);
enum evid_status evi_word_condition(struct evid_custody *c,
    uint32_t event, struct evid_error *err);

#endif
