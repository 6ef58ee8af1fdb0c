/*
 * The set of events: what is kept of each, found by digest in a table.  A
 * digest from outside may be chosen, so places in a table come from it and a
 * number that nobody outside knows.
 */
#include "bundle/custody/custody.h"

#include "adapt/key.h"
#include "base/memory.h"
#include "base/num.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum evid_status
evi_custody_new(const struct evid_custody_options *options, const char *name,
    struct evid_custody **out, struct evid_error *err)
{
	struct evid_custody *c = evi_zalloc(sizeof(*c));
	struct evi_buf shown = EVI_BUF_INIT;
	enum evid_status status;

	*out = NULL;
	if (c == NULL)
		return evi_fail_memory(err);
	c->options = *options;
	c->now.seconds = options->now.seconds;
	c->now.nanoseconds = options->now.nanoseconds;
	evi_random(&c->seed, sizeof(c->seed));
	c->seed |= 1;
	evi_text_escape(&shown, name, strlen(name));
	status = evi_buf_take(&shown, &c->name, err);
	if (status != EVID_OK)
		evid_custody_free(c);
	else
		*out = c;
	return status;
}

void
evid_custody_free(struct evid_custody *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->n_sources; i++) {
		if (c->sources[i].fd >= 0)
			close(c->sources[i].fd);
		free(c->sources[i].name);
	}
	for (i = 0; i < c->n_keys; i++)
		evi_buf_free(&c->keys[i].spki);
	for (i = 0; i < c->n_sealers; i++)
		evi_buf_free(&c->sealers[i].spki);
	for (i = 0; i < c->n_findings; i++)
		free(c->findings[i].message);
	free(c->sealers);
	free(c->conditions);
	free(c->asked);
	free(c->turns);
	free(c->by_condition.slots);
	free(c->sources);
	free(c->events);
	free(c->keys);
	free(c->subjects);
	free(c->pool);
	free(c->newer);
	free(c->by_newer.slots);
	free(c->by_digest.slots);
	free(c->by_key.slots);
	free(c->by_subject.slots);
	free(c->overs);
	free(c->findings);
	free(c->name);
	evi_json_free(c->sealed_conditions);
	evi_texts_free(&c->uids);
	evi_buf_free(&c->case_text);
	evi_custody_masking_free(c->masking);
	evi_digests_free(&c->seal_heads);
	evi_digests_free(&c->strays);
	free(c);
}

/* @items: of @size bytes each, beginning with their digest */
static const uint8_t *
digest_at(const void *items, size_t size, uint32_t place)
{
	return (const uint8_t *)items + size * place;
}

static size_t
slot_of(const struct evid_custody *c, const struct evi_custody_index *index,
    const uint8_t digest[EVI_SHA256_LEN])
{
	uint64_t h = (evi_get_le64(digest) ^ c->seed) * c->seed;

	return (size_t)((h ^ h >> 32) & (index->cap - 1));
}

static uint32_t
lookup(const struct evid_custody *c, const struct evi_custody_index *index,
    const void *items, size_t size, const uint8_t digest[EVI_SHA256_LEN])
{
	size_t i;

	if (index->cap == 0)
		return EVI_NONE;
	for (i = slot_of(c, index, digest); index->slots[i] != 0;
	    i = (i + 1) & (index->cap - 1))
		if (memcmp(digest_at(items, size, index->slots[i] - 1),
		    digest, EVI_SHA256_LEN) == 0)
			return index->slots[i] - 1;
	return EVI_NONE;
}

static void
place(const struct evid_custody *c, struct evi_custody_index *index,
    const uint8_t digest[EVI_SHA256_LEN], uint32_t number)
{
	size_t i = slot_of(c, index, digest);

	while (index->slots[i] != 0)
		i = (i + 1) & (index->cap - 1);
	index->slots[i] = number + 1;
	index->count++;
}

/* room for one more; all are placed anew where the table grows */
static enum evid_status
make_room(const struct evid_custody *c, struct evi_custody_index *index,
    const void *items, size_t size, size_t count, struct evid_error *err)
{
	size_t cap = index->cap == 0 ? 64 : index->cap;
	uint32_t i;

	while (cap / 2 < count + 1)
		cap *= 2;
	if (cap == index->cap)
		return EVID_OK;
	free(index->slots);
	index->count = 0;
	index->cap = 0;
	index->slots = evi_zalloc_array(cap, sizeof(*index->slots));
	if (index->slots == NULL)
		return evi_fail_memory(err);
	index->cap = cap;
	for (i = 0; i < count; i++)
		place(c, index, digest_at(items, size, i), i);
	return EVID_OK;
}

uint32_t
evi_custody_find(const struct evid_custody *c,
    const uint8_t digest[EVI_SHA256_LEN])
{
	return lookup(c, &c->by_digest, c->events, sizeof(*c->events),
	    digest);
}

static uint32_t
find_newer(const struct evid_custody *c, const uint8_t digest[EVI_SHA256_LEN])
{
	return lookup(c, &c->by_newer, c->newer, sizeof(*c->newer), digest);
}

bool
evi_custody_there(const struct evid_custody *c,
    const uint8_t digest[EVI_SHA256_LEN])
{
	return evi_custody_find(c, digest) != EVI_NONE ||
	    find_newer(c, digest) != EVI_NONE;
}

uint32_t
evi_custody_newer_key(const struct evid_custody *c,
    const uint8_t digest[EVI_SHA256_LEN])
{
	uint32_t i = find_newer(c, digest);

	return i == EVI_NONE ? EVI_NONE : c->newer[i].key;
}

uint32_t
evi_custody_find_key(const struct evid_custody *c,
    const uint8_t keyid[EVI_SHA256_LEN])
{
	return lookup(c, &c->by_key, c->keys, sizeof(*c->keys), keyid);
}

uint32_t
evi_custody_find_subject(const struct evid_custody *c,
    const uint8_t digest[EVI_SHA256_LEN])
{
	return lookup(c, &c->by_subject, c->subjects, sizeof(*c->subjects),
	    digest);
}

enum evid_status
evi_custody_condition_name(const uint8_t id[EVI_SHA256_LEN],
    const char *state, uint8_t out[EVI_SHA256_LEN], struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;

	evi_buf_add(&text, id, EVI_SHA256_LEN);
	evi_buf_add_text(&text, state);
	status = evi_buf_status(&text, err);
	if (status == EVID_OK)
		status = evi_sha256(text.data, text.len, out, err);
	evi_buf_free(&text);
	return status;
}

struct evi_custody_condition *
evi_custody_condition(const struct evid_custody *c,
    const uint8_t name[EVI_SHA256_LEN])
{
	uint32_t i = lookup(c, &c->by_condition, c->conditions,
	    sizeof(*c->conditions), name);

	return i == EVI_NONE ? NULL : &c->conditions[i];
}

bool
evi_custody_imposed(const struct evid_custody *c,
    const uint8_t id[EVI_SHA256_LEN], const char *state)
{
	uint8_t name[EVI_SHA256_LEN];

	return evi_custody_condition_name(id, state, name, NULL) ==
	    EVID_OK && evi_custody_condition(c, name) != NULL;
}

static enum evid_status
keep_condition(struct evid_custody *c, const uint8_t id[EVI_SHA256_LEN],
    const char *state, struct evid_error *err)
{
	struct evi_custody_condition *one;
	enum evid_status status;

	if (evi_custody_imposed(c, id, state))
		return EVID_OK;
	if (evi_grow(&c->conditions, c->n_conditions, &c->conditions_cap,
	    sizeof(*c->conditions)) != 0)
		return evi_fail_memory(err);
	status = make_room(c, &c->by_condition, c->conditions,
	    sizeof(*c->conditions), c->n_conditions, err);
	one = &c->conditions[c->n_conditions];
	if (status == EVID_OK)
		status = evi_custody_condition_name(id, state, one->digest,
		    err);
	if (status != EVID_OK)
		return status;
	one->there = false;
	one->turns = one->n_turns = 0;
	place(c, &c->by_condition, one->digest, (uint32_t)c->n_conditions++);
	return EVID_OK;
}

enum evid_status
evi_custody_keep_imposer(struct evid_custody *c,
    const uint8_t id[EVI_SHA256_LEN], const char *state,
    struct evid_error *err)
{
	enum evid_status status = keep_condition(c, id, "", err);

	return status != EVID_OK ? status : keep_condition(c, id, state, err);
}

static enum evid_status
keep_key(struct evid_custody *c, struct evi_custody_parsed *p,
    uint32_t *key_out, struct evid_error *err)
{
	struct evi_custody_key *key;
	enum evid_status status;

	*key_out = evi_custody_find_key(c, p->keyid);
	if (*key_out != EVI_NONE)
		return EVID_OK;
	if (evi_grow(&c->keys, c->n_keys, &c->keys_cap,
	    sizeof(*c->keys)) != 0)
		return evi_fail_memory(err);
	status = make_room(c, &c->by_key, c->keys, sizeof(*c->keys),
	    c->n_keys, err);
	if (status != EVID_OK)
		return status;
	*key_out = (uint32_t)c->n_keys;
	key = &c->keys[c->n_keys++];
	memset(key, 0, sizeof(*key));
	memcpy(key->id, p->keyid, EVI_SHA256_LEN);
	key->before = EVI_NONE;
	key->spki = p->spki;
	p->spki = (struct evi_buf)EVI_BUF_INIT;
	place(c, &c->by_key, key->id, *key_out);
	return EVID_OK;
}

static enum evid_status
keep_subject(struct evid_custody *c, const struct evi_custody_parsed *p,
    uint32_t *subject_out, struct evid_error *err)
{
	struct evi_custody_subject *s;
	enum evid_status status;

	*subject_out = evi_custody_find_subject(c, p->subject);
	if (*subject_out == EVI_NONE) {
		if (evi_grow(&c->subjects, c->n_subjects, &c->subjects_cap,
		    sizeof(*c->subjects)) != 0)
			return evi_fail_memory(err);
		status = make_room(c, &c->by_subject, c->subjects,
		    sizeof(*c->subjects), c->n_subjects, err);
		if (status != EVID_OK)
			return status;
		*subject_out = (uint32_t)c->n_subjects;
		s = &c->subjects[c->n_subjects++];
		memset(s, 0, sizeof(*s));
		memcpy(s->digest, p->subject, EVI_SHA256_LEN);
		memcpy(s->uid, p->uid, sizeof(s->uid));
		place(c, &c->by_subject, s->digest, *subject_out);
	}
	s = &c->subjects[*subject_out];
	s->n_events++;
	if (p->event.sealed)
		s->sealed = true;
	return EVID_OK;
}

static enum evid_status
keep_digests(struct evid_custody *c, const struct evi_digests *digests,
    uint32_t *at_out, uint32_t *n_out, struct evid_error *err)
{
	size_t i;

	if (c->n_pool + digests->count >= EVI_NONE)
		return evi_fail(err, EVID_ERR_LIMIT,
		    "%s: its events name too many others", c->name);
	*at_out = (uint32_t)c->n_pool;
	*n_out = (uint32_t)digests->count;
	for (i = 0; i < digests->count; i++) {
		if (evi_grow(&c->pool, c->n_pool, &c->pool_cap,
		    sizeof(*c->pool)) != 0)
			return evi_fail_memory(err);
		memcpy(c->pool[c->n_pool++], digests->items[i],
		    EVI_SHA256_LEN);
	}
	return EVID_OK;
}

enum evid_status
evi_custody_keep(struct evid_custody *c, struct evi_custody_parsed *p,
    struct evid_error *err)
{
	struct evi_custody_event *e = &p->event;
	uint32_t here = evi_custody_find(c, e->digest);
	enum evid_status status;

	if (here != EVI_NONE) {
		if (e->sealed && !c->events[here].sealed) {
			c->events[here].sealed = true;
			c->subjects[c->events[here].subject].sealed = true;
		}
		return EVID_OK;
	}
	if (c->n_events == EVI_CUSTODY_EVENTS_MAX)
		return evi_fail(err, EVID_ERR_LIMIT,
		    "%s: it has more than 16,000,000 events", c->name);
	if (evi_grow(&c->events, c->n_events, &c->events_cap,
	    sizeof(*c->events)) != 0)
		return evi_fail_memory(err);
	status = make_room(c, &c->by_digest, c->events, sizeof(*c->events),
	    c->n_events, err);
	if (status == EVID_OK)
		status = keep_key(c, p, &e->key, err);
	if (status == EVID_OK)
		status = keep_subject(c, p, &e->subject, err);
	if (status == EVID_OK)
		status = keep_digests(c, &p->answers, &e->answers,
		    &e->n_answers, err);
	if (status == EVID_OK)
		status = keep_digests(c, &p->heads, &e->heads, &e->n_heads,
		    err);
	if (status == EVID_OK)
		status = keep_digests(c, &p->facts, &e->facts, &e->n_facts,
		    err);
	if (status == EVID_OK)
		status = keep_digests(c, &p->terms, &e->terms, &e->n_terms,
		    err);
	if (status != EVID_OK)
		return status;
	e->parent = e->taken_back = EVI_NONE;
	place(c, &c->by_digest, e->digest, (uint32_t)c->n_events);
	c->events[c->n_events++] = *e;
	return EVID_OK;
}

enum evid_status
evi_custody_keep_newer(struct evid_custody *c, struct evi_custody_parsed *p,
    struct evid_error *err)
{
	const struct evi_custody_event *e = &p->event;
	uint32_t here = find_newer(c, e->digest);
	struct evi_custody_newer *one;
	enum evid_status status;

	if (here != EVI_NONE) {
		c->newer[here].sealed |= e->sealed;
		return EVID_OK;
	}
	if (c->n_newer == EVI_CUSTODY_EVENTS_MAX)
		return evi_fail(err, EVID_ERR_LIMIT,
		    "%s: it has more than 16,000,000 events", c->name);
	if (evi_grow(&c->newer, c->n_newer, &c->newer_cap,
	    sizeof(*c->newer)) != 0)
		return evi_fail_memory(err);
	status = make_room(c, &c->by_newer, c->newer, sizeof(*c->newer),
	    c->n_newer, err);
	one = &c->newer[c->n_newer];
	if (status == EVID_OK)
		status = keep_key(c, p, &one->key, err);
	if (status != EVID_OK)
		return status;
	memcpy(one->digest, e->digest, EVI_SHA256_LEN);
	one->line = e->line;
	one->source = e->source;
	one->offset = e->offset;
	one->len = e->len;
	one->version = p->version;
	one->sealed = e->sealed;
	one->unchecked = e->unchecked;
	place(c, &c->by_newer, one->digest, (uint32_t)c->n_newer++);
	return EVID_OK;
}

static int
by_time(const void *a, const void *b)
{
	const struct evi_custody_event *x = a, *y = b;

	if (x->when.seconds != y->when.seconds)
		return x->when.seconds < y->when.seconds ? -1 : 1;
	if (x->when.nanoseconds != y->when.nanoseconds)
		return x->when.nanoseconds < y->when.nanoseconds ? -1 : 1;
	return memcmp(x->digest, y->digest, EVI_SHA256_LEN);
}

enum evid_status
evi_custody_sort(struct evid_custody *c, struct evid_error *err)
{
	if (c->n_events == 0)
		return EVID_OK;
	qsort(c->events, c->n_events, sizeof(*c->events), by_time);
	free(c->by_digest.slots);
	memset(&c->by_digest, 0, sizeof(c->by_digest));
	return make_room(c, &c->by_digest, c->events, sizeof(*c->events),
	    c->n_events, err);
}

enum evid_status
evi_custody_heads(const struct evid_custody *c, bool sealed,
    struct evi_digests *out, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < c->n_events && status == EVID_OK; i++) {
		const struct evi_custody_event *e = &c->events[i];

		if (sealed ? e->sealed && !e->named_sealed :
		    !e->named && !evi_custody_aside(c, (uint32_t)i))
			status = evi_digests_add(out, e->digest, err);
	}
	evi_digests_sort(out);
	return status;
}
