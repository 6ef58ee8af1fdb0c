/*
 * Which conditions a hand-over asks an answer to, and which of them a receipt
 * leaves without one (docs/format.md, section 9.6).
 */
#include "bundle/custody/word.h"

#include "base/memory.h"
#include "base/text.h"
#include "record/case_parts.h"

#include <string.h>

#define NAMED_MAX 4			/* conditions in one message */
#define LONG ((uint32_t)64 << 10)	/* an event not read for a name */

/* It lets a condition go without an answer: only who imposed it may. */
static bool
eases(const struct evi_custody_event *e)
{
	return e->type == EVI_EVENT_CONDITION_CHANGED && e->counts &&
	    e->value != EVI_VALUE_STRICTER && !e->asks;
}

/* the id of its change's condition */
static const uint8_t *
term(const struct evid_custody *c, uint32_t i)
{
	return c->pool[c->events[i].terms];
}

/* of the condition of this id, that the event's own State imposed */
static enum evid_status
note_eased(struct evid_custody *c, uint32_t i, struct evid_error *err)
{
	struct evi_custody_condition *one;
	uint8_t name[EVI_SHA256_LEN];
	struct evi_known_key known;
	enum evid_status status;

	if (!evi_custody_known(c, i, &known))
		return EVID_OK;
	status = evi_custody_condition_name(term(c, i), known.state, name,
	    err);
	one = status == EVID_OK ? evi_custody_condition(c, name) : NULL;
	if (one != NULL)
		one->eased = i;
	return status;
}

/* is an answer to a condition, by its name, still asked that @since, an
 * event's place, asked for? */
static bool
still(const struct evid_custody *c, const uint8_t name[EVI_SHA256_LEN],
    uint32_t since)
{
	const struct evi_custody_condition *one = evi_custody_condition(c,
	    name);

	return one == NULL || one->eased == EVI_NONE ||
	    (since != EVI_NONE && since > one->eased);
}

static enum evid_status
note_sealed(struct evid_custody *c, const char *id, const char *state,
    struct evid_error *err)
{
	struct evi_custody_asked *one;
	uint8_t name[EVI_SHA256_LEN];
	enum evid_status status;

	if (evi_grow(&c->asked, c->n_asked, &c->asked_cap,
	    sizeof(*c->asked)) != 0)
		return evi_fail_memory(err);
	one = &c->asked[c->n_asked];
	one->id = id;
	status = evi_sha256(id, strlen(id), one->digest, err);
	if (status == EVID_OK)
		status = evi_custody_condition_name(one->digest, state, name,
		    err);
	if (status == EVID_OK && still(c, name, EVI_NONE))
		c->n_asked++;
	return status;
}

static enum evid_status
gather_sealed(struct evid_custody *c, struct evid_error *err)
{
	const struct evi_json *list;
	enum evid_status status = EVID_OK;
	const char *id;
	size_t i, n;

	list = evi_case_list(c->sealed_conditions, "conditions", &n);
	for (i = 0; i < n && status == EVID_OK; i++) {
		const struct evi_json *one = evi_json_at(list, i);
		const char *state = "";
		bool asks = false;

		(void)evi_json_get_string(one, "imposedBy", &state);
		if (evi_json_get_bool(one, "needsAcceptance", &asks) &&
		    asks && evi_json_get_string(one, "id", &id) &&
		    *id != '\0')
			status = note_sealed(c, id, state, err);
	}
	return status;
}

/* Of the changes that a hand-over names, those stay that ask. */
static void
keep_asking(struct evid_custody *c, struct evi_custody_event *over)
{
	uint32_t k, n = 0;

	for (k = 0; k < over->n_terms; k++) {
		uint32_t i = evi_custody_find(c, c->pool[over->terms + k]);

		if (i != EVI_NONE && c->events[i].asks &&
		    c->events[i].counts &&
		    still(c, c->pool[c->events[i].terms + 1], i))
			memmove(c->pool[over->terms + n++],
			    c->pool[over->terms + k], EVI_SHA256_LEN);
	}
	over->n_terms = n;
}

enum evid_status
evi_word_asked(struct evid_custody *c, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint32_t i;

	for (i = 0; i < c->n_events && status == EVID_OK; i++)
		if (eases(&c->events[i]) && c->events[i].n_terms > 0)
			status = note_eased(c, i, err);
	if (status == EVID_OK)
		status = gather_sealed(c, err);
	for (i = 0; i < c->n_events; i++)
		if (c->events[i].type == EVI_EVENT_HANDED_OVER)
			keep_asking(c, &c->events[i]);
	return status;
}

/* names of conditions without an answer, each once */
struct missing {
	struct evi_buf *names;
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

	if (c->events[i].len > LONG) {
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

enum evid_status
evi_word_unanswered(const struct evid_custody *c, uint32_t receipt,
    uint32_t hand_over, struct evi_buf *names, struct evid_error *err)
{
	const struct evi_custody_event *e = &c->events[receipt];
	const struct evi_custody_event *over = &c->events[hand_over];
	const struct evi_digests answered = {
		e->n_terms == 0 ? NULL : c->pool + e->terms, e->n_terms, 0 };
	struct missing m = { .names = names };
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; of_sealed(c, over) && i < c->n_asked &&
	    m.n <= NAMED_MAX; i++)
		if (!evi_digests_have(&answered, c->asked[i].digest) &&
		    begin_name(&m, c->asked[i].digest))
			evi_text_stated(names, c->asked[i].id);
	for (i = 0; i < over->n_terms && m.n <= NAMED_MAX &&
	    status == EVID_OK; i++) {
		uint32_t change = evi_custody_find(c,
		    c->pool[over->terms + i]);

		if (!evi_digests_have(&answered, term(c, change)) &&
		    begin_name(&m, term(c, change)))
			status = name_change(c, change, names, err);
	}
	return status == EVID_OK ? evi_buf_status(names, err) : status;
}
