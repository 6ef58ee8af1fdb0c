/*
 * A custody log as a set of events, judged (docs/format.md, section 9).
 *
 * Of each event a short summary is kept in memory; all else is read again
 * from where it stands.  set.c keeps, read.c reads, summary.c sums up;
 * subject.c sets aside what is of other evidence, chain.c judges events by
 * each other, word.c by who says them, parted.c by what their
 * holder gave up; over.c tells what became of each hand-over, said.c which
 * words on conditions have no effect.
 */
#ifndef EVI_BUNDLE_CUSTODY_CUSTODY_H
#define EVI_BUNDLE_CUSTODY_CUSTODY_H

#include "bundle/room.h"
#include "bundle/trust/trust.h"
#include "evidence/custody.h"
#include "record/event.h"
#include "record/finding.h"

#define EVI_NONE UINT32_MAX
#define EVI_CUSTODY_EVENTS_MAX 16000000
#define EVI_SUCCESSIONS_MAX 64		/* a line of keys longer is none */

/* where lines stand: a log beside the bundle, or the one sealed in it */
struct evi_custody_source {
	int fd;				/* ours to close */
	char *name;			/* escaped, for messages */
	bool sealed;
	uint64_t size;
	uint64_t n_lines;
};

struct evi_custody_key {
	uint8_t id[EVI_SHA256_LEN];
	struct evi_buf spki;
	uint32_t before;		/* the key that it succeeds, or NONE */
	uint32_t succession;		/* then the event that names it */
	bool heard;			/* by it is one that is not aside */
	bool compromised;
	bool told_unknown, told_algorithm, told_compromised, told_future;
	bool told_revoked;
	bool named;			/* somebody known handed over to it, or
					 * it succeeds one like that */
	bool unknown;			/* trust was given, and knows it not;
					 * not named either: a stranger's */
};

struct evi_custody_subject {
	uint8_t digest[EVI_SHA256_LEN];
	char uid[EVI_UUID_LEN + 1];	/* "" of a bundle */
	uint32_t n_events;
	uint32_t n_trusted;		/* of those, by whom trust vouches for;
					 * counted where it matters */
	bool sealed;			/* a sealed event is of it */
	bool other;			/* not of what the log is about */
};

/* what a receipt, an acknowledgement or a change comes to */
enum evi_custody_value {
	EVI_VALUE_NONE, EVI_VALUE_ACCEPTED, EVI_VALUE_RESERVATION,
	EVI_VALUE_NOT_ACCEPTED, EVI_VALUE_REFUSED, EVI_VALUE_ACK_RECEIVED,
	EVI_VALUE_ACK_REFUSED, EVI_VALUE_STRICTER,
	EVI_VALUE_NOT_ONLY		/* corrected: there was another copy */
};

/* a correction of the answers to conditions, or to no known acceptance */
#define EVI_REWRITES UINT8_MAX

/* why an event may not be said by its key */
enum evi_custody_denied {
	EVI_DENIED_NOT,
	EVI_DENIED_TYPE,		/* not known */
	EVI_DENIED_NO_HAND_OVER,	/* an answer to none */
	EVI_DENIED_SENDER,		/* not by who handed over */
	EVI_DENIED_RECEIVER,		/* not by whom that was to */
	EVI_DENIED_FILES,
	EVI_DENIED_CONTRADICTS,
	EVI_DENIED_UNANSWERED,
	EVI_DENIED_AUTHOR,		/* corrects another's */
	EVI_DENIED_ABSENT,		/* corrects what is not there */
	EVI_DENIED_STATE,		/* that of its key is not known */
	EVI_DENIED_IMPOSER,
	EVI_DENIED_CONDITION,		/* not known */
	EVI_DENIED_UNSEEN,		/* who imposed it is said in a bundle
					 * that was not named */
	EVI_DENIED_HOLDER		/* not by the key or its State */
};

struct evi_custody_event {
	uint8_t digest[EVI_SHA256_LEN];
	uint8_t prev[EVI_SHA256_LEN];
	uint8_t ref[EVI_SHA256_LEN];	/* a key id: the receiver's, the new
					 * one's, the compromised one's; or
					 * the event corrected */
	uint8_t branch[EVI_BRANCH_LEN];
	uint64_t offset, line;
	struct evi_instant at, when;
	uint32_t len, source, key, subject;
	uint32_t answers, n_answers, heads, n_heads;	/* in the pool */
	uint32_t facts, n_facts;	/* there, too, of hand-overs and
					 * receipts: the files as a digest,
					 * the sealed conditions */
	uint32_t terms, n_terms;	/* there, too: of a hand-over the
					 * changes of conditions that it
					 * names, once judged those that ask
					 * for an answer; of a receipt the
					 * conditions answered, by their id's
					 * digest; of a change its condition
					 * so, and with its `imposedBy` */
	uint32_t n_reserved, n_denied;	/* of a receipt's terms, which stand
					 * in that order: accepted, these two;
					 * each of the three sorted */
	uint32_t parent;		/* the event before in the chain */
	uint32_t condition;		/* of a change, once judged: that of its
					 * signer's State; NONE: none that is
					 * known here */
	uint32_t taken_back;		/* that it was the only copy: the
					 * correction by which there was
					 * another; or NONE */
	uint8_t type, value;
	uint8_t rewrites;		/* a correction: how it has a receipt
					 * answer, as `value`, or
					 * EVI_REWRITES; 0: it says nothing of
					 * that */
	uint8_t how;			/* a change: enum evi_condition_how */
	bool has_prev, sealed, only_copy, critical, unknown_keys;
	bool asks;			/* a change: for an answer */
	bool readable;			/* its value is a condition of the id
					 * that it is about */
	bool acts;			/* it has an effect, by section 11 */
	bool contradicts;		/* a receipt that its own verdict or
					 * answers speak against */
	bool unchecked;			/* an algorithm not known here */
	bool named;			/* some event of its chain follows */
	bool named_sealed;		/* and is sealed with it */
	bool spared;			/* what is sealed, and not of a bundle,
					 * names it */
	bool may;			/* who says it may say it */
	bool trusted;			/* and is whom he was asked to be */
	bool counts;			/* so never what is set aside, or
					 * unchecked */
	uint8_t denied;			/* it may not: why; enum
					 * evi_custody_denied */
	uint8_t no_effect;		/* a word on a condition that has
					 * none: why, and 1; else 0 */
	uint8_t n_claims;		/* times it was told as a claim */
};

/* an event of a later version of the log: that it is there is known, and who
 * signed it, and no more */
struct evi_custody_newer {
	uint8_t digest[EVI_SHA256_LEN];
	uint64_t line, offset;
	uint32_t source, key, version, len;
	bool sealed;
	bool unchecked;
};

/* a line that is no event here */
struct evi_custody_place {
	uint32_t source, key;		/* @key: who signed it, or NONE */
	uint64_t line;
	const char *hint;		/* NULL: that of its kind */
};

struct evi_custody_finding {
	enum evi_finding_code code;
	uint32_t event;			/* or NONE */
	uint32_t key;			/* then who signed the line, or NONE */
	uint64_t line;			/* of @source, or 0 */
	uint32_t source;		/* or NONE */
	char *message;
	const char *hint;		/* what to do in this case: a constant
					 * text; or NULL, that of its kind */
};

/* a key that signed the bundle's seal */
struct evi_custody_sealer {
	uint8_t id[EVI_SHA256_LEN];
	struct evi_buf spki;
	bool told_compromised;
	uint32_t compromised_by;	/* then the first event that says so */
};

/* what became of a hand-over */
struct evi_custody_over {
	uint32_t event, answer;		/* answer NONE: open; as of the
					 * instant asked for */
	uint32_t first;			/* the receiver's first word, whenever
					 * it was; or NONE */
	uint32_t outside;		/* the last that its sender noted of
					 * an answer outside, or NONE */
	bool open;
	bool later;			/* not yet there at that instant; then
					 * no answer is either */
	bool contradicted;		/* a later answer says otherwise */
};

/* a condition of which it is known that a State imposed it */
struct evi_custody_condition {
	uint8_t digest[EVI_SHA256_LEN];		/* of id and State */
	bool there;			/* readable, as section 11 has it; of
					 * no State: some of this id */
	uint32_t turns, n_turns;	/* what became of it, in order */
	bool nameless;			/* of no State: a key that is known, of
					 * no State that is, would let one of
					 * this id go, as of the time below */
	struct evi_instant nameless_at;	/* the first such time */
};

/* what an event made of a condition by the rules of section 11 */
struct evi_custody_turn {
	uint32_t condition, nth;	/* its place in order */
	uint32_t event;
	struct evi_instant at;
	bool asks, lifted;
};

/* a sealed condition */
struct evi_custody_asked {
	uint8_t digest[EVI_SHA256_LEN];		/* of its id */
	const char *id;			/* of the sealed conditions */
	uint32_t condition;		/* or NONE: no event reaches it */
	bool asks;
};

/* hex digits of a digest in a message */
#define EVI_HEX_SHOWN 16
/* bytes of an event that is not read only to name what it is about */
#define EVI_UNNAMED_LEN ((uint32_t)64 << 10)

/* digests to places in an array */
struct evi_custody_index {
	uint32_t *slots;		/* place + 1, or 0 */
	size_t cap, count;
};

/* what is sealed as its case */
enum evi_custody_case {
	EVI_CUSTODY_CASE_NONE, EVI_CUSTODY_CASE_SEALED,
	EVI_CUSTODY_CASE_OTHER		/* not what was sealed */
};

struct evi_custody_masking;		/* bundle/custody/masked.h */

struct evid_custody {
	struct evid_custody_options options;
	struct evid_public_key *const *given;	/* trusted beside the trust */
	size_t n_given;
	struct evi_instant now;
	char *name;			/* of the log, escaped */
	struct evi_custody_source *sources;
	size_t n_sources, sources_cap;
	struct evi_custody_event *events;
	size_t n_events, events_cap;
	struct evi_custody_key *keys;
	size_t n_keys, keys_cap;
	struct evi_custody_subject *subjects;
	size_t n_subjects, subjects_cap;
	uint8_t (*pool)[EVI_SHA256_LEN];
	size_t n_pool, pool_cap;
	struct evi_custody_condition *conditions;
	size_t n_conditions, conditions_cap;
	struct evi_custody_turn *turns;
	size_t n_turns, turns_cap;
	struct evi_custody_asked *asked;
	size_t n_asked, asked_cap;
	struct evi_custody_newer *newer;
	size_t n_newer, newer_cap;
	struct evi_custody_index by_digest, by_key, by_subject, by_condition,
	    by_newer;
	uint64_t seed;
	struct evi_custody_over *overs;
	size_t n_overs, overs_cap;
	struct evi_custody_finding *findings;
	size_t n_findings, findings_cap;
	struct evi_room room;		/* for them */
	struct evi_digests strays;	/* lines set aside and told */
	int worst;
	int worst_but_trust;		/* but that no trust was given */
	bool mend;			/* logs are read as they are once their
					 * torn last lines are mended */
	const uint8_t *about;		/* without one, the bundle of an event
					 * that is asked about, borrowed;
					 * NULL: that of the most events */
	bool sealing;			/* it is on its way into a bundle, and
					 * of none yet */
	bool has_seal;			/* a bundle was given */
	uint8_t seal[EVI_SHA256_LEN];
	uint64_t seal_count;		/* lines that the seal counts */
	uint8_t conditions_digest[EVI_SHA256_LEN];
	struct evi_json *sealed_conditions;	/* or NULL */
	struct evi_texts uids;		/* of the case's exhibits */
	enum evi_custody_case has_case;
	struct evi_buf case_text;	/* where it is sealed, for a view */
	struct evi_custody_masking *masking;	/* of what is to be shown, or
					 * NULL */
	struct evi_digests seal_heads;	/* that the seal names */
	struct evi_custody_sealer *sealers;
	size_t n_sealers, sealers_cap;
	bool numbered;			/* the seal is the one whose number was
					 * given: its signers' keys are, too */
	struct evi_instant sealed_at;
};

/* set.c */
enum evid_status evi_custody_new(const struct evid_custody_options *options,
    const char *name, struct evid_custody **out, struct evid_error *err);
/* the place of a digest, or NONE */
uint32_t evi_custody_find(const struct evid_custody *c,
    const uint8_t digest[EVI_SHA256_LEN]);
/* is it there, as an event of whatever version? */
bool evi_custody_there(const struct evid_custody *c,
    const uint8_t digest[EVI_SHA256_LEN]);
/* the key of one of a later version; NONE where it is none */
uint32_t evi_custody_newer_key(const struct evid_custody *c,
    const uint8_t digest[EVI_SHA256_LEN]);
uint32_t evi_custody_find_key(const struct evid_custody *c,
    const uint8_t keyid[EVI_SHA256_LEN]);
uint32_t evi_custody_find_subject(const struct evid_custody *c,
    const uint8_t digest[EVI_SHA256_LEN]);
/* what a condition is known by: its id's digest, and who imposed it; with ""
 * for a State, that somebody imposed one of this id */
enum evid_status evi_custody_condition_name(
    const uint8_t id[EVI_SHA256_LEN], const char *state,
    uint8_t out[EVI_SHA256_LEN], struct evid_error *err);
/* one of which it is known that it was imposed, by that; or NULL */
struct evi_custody_condition *evi_custody_condition(
    const struct evid_custody *c, const uint8_t name[EVI_SHA256_LEN]);
/* did the State impose a condition of this id? */
bool evi_custody_imposed(const struct evid_custody *c,
    const uint8_t id[EVI_SHA256_LEN], const char *state);
enum evid_status evi_custody_keep_imposer(struct evid_custody *c,
    const uint8_t id[EVI_SHA256_LEN], const char *state,
    struct evid_error *err);
/* an event as read.c made it, but for what is places here */
struct evi_custody_parsed {
	struct evi_custody_event event;
	uint8_t keyid[EVI_SHA256_LEN];
	struct evi_buf spki;
	uint8_t subject[EVI_SHA256_LEN];
	char uid[EVI_UUID_LEN + 1];
	struct evi_digests answers, heads, facts, terms;
	const char *why;		/* no event: a constant text */
	bool by_key;			/* and yet signed, by the key above */
	uint32_t version;		/* of a later one; or 0 */
	bool false_signature;
};
/* an event that is there already is passed over */
enum evid_status evi_custody_keep(struct evid_custody *c,
    struct evi_custody_parsed *parsed, struct evid_error *err);
/* the same of one of a later version */
enum evid_status evi_custody_keep_newer(struct evid_custody *c,
    struct evi_custody_parsed *parsed, struct evid_error *err);
/* by time and digest, so that one set gives one order; the index anew */
enum evid_status evi_custody_sort(struct evid_custody *c,
    struct evid_error *err);
/* found.c: is it of what anybody can write? */
bool evi_custody_anybodys(const struct evid_custody *c,
    const struct evi_custody_finding *f);
/* a finding of an event (NONE), or of a line of a source (line 0) */
enum evid_status evi_custody_tell(struct evid_custody *c,
    enum evi_finding_code code, uint32_t event, struct evid_error *err,
    const char *format, ...) EVID_PRINTF(5, 6);
enum evid_status evi_custody_tell_line(struct evid_custody *c,
    enum evi_finding_code code, const struct evi_custody_place *place,
    struct evid_error *err, const char *format, ...) EVID_PRINTF(5, 6);
/* by which key is what it is of? or NONE */
uint32_t evi_custody_key_of(const struct evid_custody *c,
    const struct evi_custody_finding *f);
/* standing events that no event of their chain names as prev, sorted;
 * @sealed: among those that are sealed, alone */
enum evid_status evi_custody_heads(const struct evid_custody *c, bool sealed,
    struct evi_digests *out, struct evid_error *err);
/* source.c: the whole event, read again; for evi_event_free() */
enum evid_status evi_custody_event_read(const struct evid_custody *c,
    uint32_t event, struct evi_event *out, struct evid_error *err);
/* its line, without the LF */
enum evid_status evi_custody_event_line(const struct evid_custody *c,
    uint32_t event, struct evi_buf *out, struct evid_error *err);

/* summary.c: what is kept of an event */
enum evid_status evi_custody_summarize(const struct evi_event *e,
    struct evi_custody_parsed *parsed, struct evid_error *err);

/* read.c: does it stand (docs/format.md, 9.1), unchecked or not? */
enum evid_status evi_custody_signed(const struct evi_event *e,
    bool keyid_good, const struct evi_buf *pae, const struct evi_buf *sig,
    bool *stands_out, bool *unchecked_out, struct evid_error *err);
/* read.c: all lines of @fd, which is taken; @sealed: as in a bundle */
enum evid_status evi_custody_add_fd(struct evid_custody *c, int fd,
    const char *name, bool sealed, struct evid_error *err);
/* source.c: to be read from any place; what cannot be sought in is copied */
enum evid_status evi_custody_open_log(const char *path, int *fd_out,
    struct evid_error *err);
/* a log file, "-" standard input */
enum evid_status evi_custody_add_file(struct evid_custody *c,
    const char *path, struct evid_error *err);

/* when all is added: findings and what became of the hand-overs */
enum evid_status evi_custody_judge(struct evid_custody *c,
    struct evid_error *err);
/* is it before the bundle was sealed, by more than clocks differ? */
bool evi_custody_before_seal(const struct evid_custody *c,
    struct evi_instant at);
/* is it set aside, as of another subject? */
bool evi_custody_aside(const struct evid_custody *c, uint32_t event);
/* is it of a bundle, and not of an exhibit? */
bool evi_custody_of_bundle(const struct evid_custody *c, uint32_t event);
/* of those that are sealed, which others that are not of a bundle name: what
 * a log has of a bundle is kept for them */
void evi_custody_spare_named(struct evid_custody *c);
/* is @key the successor of @old, or of a successor of it? */
bool evi_custody_succeeds(const struct evid_custody *c, uint32_t key,
    uint32_t old);
/* what trust knows of the key of an event; false where nothing */
bool evi_custody_known(const struct evid_custody *c, uint32_t event,
    struct evi_known_key *out);
bool evi_custody_known_spki(const struct evid_custody *c,
    const struct evi_buf *spki, unsigned int use, struct evi_instant at,
    struct evi_known_key *out);
/* of a key-compromised: may it be said, by its signer, of the key @spki? */
bool evi_custody_says_stolen(const struct evid_custody *c, uint32_t event,
    const struct evi_buf *spki);
bool evi_custody_no_trust(const struct evid_custody *c);
/* the key that signed the seal, if it is one that did; or NULL */
struct evi_custody_sealer *evi_custody_sealer_of(const struct evid_custody *c,
    const uint8_t keyid[EVI_SHA256_LEN]);
/* Does something rest on that key: an event that is not aside, or the seal? */
bool evi_custody_rests_on(const struct evid_custody *c,
    const uint8_t keyid[EVI_SHA256_LEN]);
/* the key of an event that stands, or of the seal; NULL: of neither */
const struct evi_buf *evi_custody_spki(const struct evid_custody *c,
    const uint8_t keyid[EVI_SHA256_LEN]);
/* may it bind, though its State is not known: a key that was given, and that
 * sealed the bundle? */
bool evi_custody_binds(const struct evid_custody *c, uint32_t event);
/* the State of an event's signer, by trust; "" where it has none that counts,
 * and why in *why_out */
const char *evi_custody_state(const struct evid_custody *c, uint32_t event,
    struct evi_known_key *known, const char **why_out);

/* bundle.c: seal, sealed log and conditions of a bundle file */
enum evid_status evi_custody_add_bundle(struct evid_custody *c,
    const char *path, struct evid_error *err);
/* the same, for who has read the bundle already */
enum evid_status evi_custody_set_seal(struct evid_custody *c,
    const uint8_t seal[EVI_SHA256_LEN], const struct evi_statement *statement,
    const struct evi_buf *conditions, struct evid_error *err);
/* a key that signs the seal */
enum evid_status evi_custody_keep_sealer(struct evid_custody *c,
    const uint8_t keyid[EVI_SHA256_LEN], const struct evi_buf *spki,
    struct evid_error *err);
enum evid_status evi_custody_exhibits(struct evid_custody *c,
    const void *case_text, size_t len, struct evid_error *err);
/* masked.c */
void evi_custody_masking_free(struct evi_custody_masking *m);
/* after the judging: are count and heads what the sealed log gives? */
enum evid_status evi_custody_sealed_agrees(const struct evid_custody *c,
    bool *agrees_out, struct evid_error *err);

/* said.c: why an event that counts has no effect on conditions; else NULL */
const char *evi_custody_no_effect(const struct evid_custody *c,
    uint32_t event);

/* without.c: is it of a bundle that was not named?  Then what is sealed in
 * that, its conditions and a part of the log, was not looked at. */
bool evi_custody_without_bundle(const struct evid_custody *c);
/* that, in words; a part of a sentence */
#define EVI_CUSTODY_WITHOUT "no bundle was named: what is sealed in it, " \
    "conditions and a part of the log, was not looked at"
/* what to do about a finding */
const char *evi_custody_hint(const struct evid_custody *c,
    const struct evi_custody_finding *f);

/* "none", "sound", "not-trusted", "incomplete", "not-checked", "altered" */
const char *evi_custody_status(const struct evid_custody *c);
/* what became of the hand-over @event; NULL where it is none */
struct evi_custody_over *evi_custody_over_of(const struct evid_custody *c,
    uint32_t event);
/* over.c: was it written down after the instant that was asked for? */
bool evi_custody_later(const struct evid_custody *c, uint32_t event);
/* chain.c: is it of after the instant that was asked for, or later than now by
 * more than clocks differ? */
bool evi_custody_ahead(const struct evid_custody *c, uint32_t event);
/* the same, as it is told (`custody-in-future`): clocks may differ */
bool evi_custody_in_future(const struct evid_custody *c, uint32_t event);
/* what a value or an open hand-over is called */
const char *evi_custody_over_name(const struct evid_custody *c,
    const struct evi_custody_over *over);

/* word.c: a text of `critical` as it is told, escaped; NULL where it is
 * understood.  For evi_buf_free() of @out */
const char *evi_custody_critical(const struct evid_custody *c,
    const char *text, struct evi_buf *out);

/* which.c: is it of hex digits, as many as may name an event? */
bool evi_custody_is_prefix(const char *text);
/* does a digest begin with these digits? */
bool evi_custody_begins(const uint8_t digest[EVI_SHA256_LEN],
    const char *prefix);
/* the first digits of the @n-th of some digests, for a message that names
 * them; after a few of them no more */
void evi_custody_list_add(struct evi_buf *list, size_t n,
    const uint8_t digest[EVI_SHA256_LEN]);
/* the event whose digest begins with these; EVID_ERR_ARGUMENT where there are
 * none or several */
enum evid_status evi_custody_by_prefix(const struct evid_custody *c,
    const char *text, uint32_t *event_out, struct evid_error *err);

#endif
