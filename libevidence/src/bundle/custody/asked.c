/*
 * Which conditions a hand-over asks an answer to, and which of them a receipt
 * leaves without one (docs/format.md, section 9.6).
 */
#include "bundle/custody/word.h"

#include "base/text.h"

#include <string.h>

#define NAMED_MAX 4			/* conditions in one message */

/* the id of its change's condition */
static const uint8_t *
term(const struct evid_custody *c, uint32_t i)
{
	return c->pool[c->events[i].terms];
}

/* is an answer still asked as of @at?  What no event reaches asks on. */
static bool
still(const struct evid_custody *c, uint32_t condition,
    struct evi_instant at)
{
	const struct evi_custody_turn *turn = evi_word_turn(c, condition, at);

	return turn == NULL || turn->asks;
}

/* Of the changes that a hand-over names, those stay that ask. */
static void
keep_asking(struct evid_custody *c, struct evi_custody_event *over)
{
	uint32_t k, n = 0;

	for (k = 0; k < over->n_terms; k++) {
		uint32_t i = evi_custody_find(c, c->pool[over->terms + k]);

		if (i != EVI_NONE && c->events[i].asks &&
		    c->events[i].counts)
			memmove(c->pool[over->terms + n++],
			    c->pool[over->terms + k], EVI_SHA256_LEN);
	}
	over->n_terms = n;
}

enum evid_status
evi_word_asked(struct evid_custody *c, struct evid_error *err)
{
	enum evid_status status = evi_word_turns(c, err);
	uint32_t i;

	for (i = 0; i < c->n_events; i++)
		if (c->events[i].type == EVI_EVENT_HANDED_OVER)
			keep_asking(c, &c->events[i]);
	return status;
}

/* names of conditions without an answer, each once */
struct missing {
	const struct evid_custody *c;
	struct evi_instant at;
	struct evi_buf *names;
	bool *nameless;
	uint8_t digests[NAMED_MAX][EVI_SHA256_LEN];
	size_t n;
};

/* is it new to them?  After a few, "..." stands for all others. */
static bool
begin_name(struct missing *m, const uint8_t digest[EVI_SHA256_LEN])
{
	size_t i;

	for (i = 0; i < m->n && i < NAMED_MAX; i++)
		if (memcmp(m->digests[i], digest, EVI_SHA256_LEN) == 0)
			return false;
	*m->nameless |= evi_word_nameless(m->c, digest, m->at);
	if (m->n++ > 0)
		evi_buf_add_text(m->names, ", ");
	if (m->n > NAMED_MAX) {
		evi_buf_add_text(m->names, "...");
		return false;
	}
	memcpy(m->digests[m->n - 1], digest, EVI_SHA256_LEN);
	return true;
}

static enum evid_status
name_change(const struct evid_custody *c, uint32_t i, struct evi_buf *names,
    struct evid_error *err)
{
	char hex[2 * EVI_SHA256_LEN + 1];
	enum evid_status status;
	struct evi_event full;
	const char *id = "";

	if (c->events[i].len > EVI_UNNAMED_LEN) {
		evi_hex(c->events[i].digest, EVI_SHA256_LEN, hex);
		evi_buf_add_format(names, "that of event %.16s", hex);
		return EVID_OK;
	}
	status = evi_custody_event_read(c, i, &full, err);
	if (status == EVID_OK && evi_json_get_string(full.details,
	    "condition", &id))
		evi_text_stated(names, id);
	evi_event_free(&full);
	return status;
}

/* does it ask what is sealed in the bundle at hand? */
static bool
of_sealed(const struct evid_custody *c, const struct evi_custody_event *over)
{
	return c->has_seal && over->n_facts > 1 &&
	    memcmp(c->pool[over->facts + 1], c->conditions_digest,
	    EVI_SHA256_LEN) == 0;
}

/* does a receipt answer that condition, however? */
static bool
answers(const struct evid_custody *c, const struct evi_custody_event *e,
    const uint8_t condition[EVI_SHA256_LEN])
{
	const uint32_t groups[] = { e->n_terms - e->n_reserved - e->n_denied,
		e->n_reserved, e->n_denied };
	uint32_t begin = e->terms;
	size_t i;

	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		const struct evi_digests group = {
			groups[i] == 0 ? NULL : c->pool + begin, groups[i],
			0 };

		if (evi_digests_have(&group, condition))
			return true;
		begin += groups[i];
	}
	return false;
}

enum evid_status
evi_word_unanswered(const struct evid_custody *c, uint32_t receipt,
    uint32_t hand_over, struct evi_buf *names, bool *nameless_out,
    struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[receipt];
	const struct evi_custody_event *over = &c->events[hand_over];
	struct evi_instant at = evi_word_answered_at(c, e->at, hand_over);
	struct missing m = { .c = c, .at = at, .names = names,
		.nameless = nameless_out };
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; of_sealed(c, over) && i < c->n_asked &&
	    m.n <= NAMED_MAX; i++)
		if (c->asked[i].asks && still(c, c->asked[i].condition, at) &&
		    !answers(c, e, c->asked[i].digest) &&
		    begin_name(&m, c->asked[i].digest))
			evi_text_stated(names, c->asked[i].id);
	for (i = 0; i < over->n_terms && m.n <= NAMED_MAX &&
	    status == EVID_OK; i++) {
		uint32_t change = evi_custody_find(c,
		    c->pool[over->terms + i]);

		if (still(c, c->events[change].condition, at) &&
		    !answers(c, e, term(c, change)) &&
		    begin_name(&m, term(c, change)))
			status = name_change(c, change, names, err);
	}
	return status == EVID_OK ? evi_buf_status(names, err) : status;
}
