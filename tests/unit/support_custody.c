/*
 * Sets of events made by hand (support_custody.h).
 */
#include "support_custody.h"

#include "adapt/digest.h"
#include "bundle/key.h"
#include "bundle/trust/parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const uint8_t *
support_digest(char name)
{
	static uint8_t digests[8][EVI_SHA256_LEN];
	static size_t n;
	uint8_t *digest = digests[n++ % 8];

	memset(digest, name, EVI_SHA256_LEN);
	return digest;
}

struct evid_custody *
support_set(void)
{
	struct evid_custody_options how = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_custody *c = NULL;

	assert_int_equal(evi_custody_new(&how, "log", &c, NULL), EVID_OK);
	return c;
}

#define KNOWN_MAX 8

static int
by_keyid(const void *left, const void *right)
{
	const struct evi_key_place *a = left, *b = right;

	return memcmp(a->key->keyid, b->key->keyid, EVI_SHA256_LEN);
}

/* All of it is kept here, as a set borrows its trust. */
struct evid_custody *
support_trusting(const struct known *known, size_t n)
{
	static struct evid_trust trust;
	static struct evi_given given[KNOWN_MAX];
	static struct evi_key_place places[KNOWN_MAX];
	static struct evi_directory_key keys[KNOWN_MAX];
	static struct evi_contact contacts[KNOWN_MAX];
	static char states[KNOWN_MAX][8];
	struct evid_custody *c = support_set();
	size_t i;

	assert_true(n <= KNOWN_MAX);
	memset(&trust, 0, sizeof(trust));
	memset(given, 0, sizeof(given));
	memset(keys, 0, sizeof(keys));
	memset(contacts, 0, sizeof(contacts));
	trust.given = given;
	trust.places = places;
	for (i = 0; i < n; i++) {
		uint8_t spki = (uint8_t)known[i].key;
		struct evi_directory_key *key = &keys[i];

		assert_int_equal(evi_sha256(&spki, 1, key->keyid, NULL),
		    EVID_OK);
		if (known[i].state == NULL) {
			memcpy(given[trust.n_given++].keyid, key->keyid,
			    EVI_SHA256_LEN);
			continue;
		}
		(void)snprintf(states[i], sizeof(states[i]), "%s",
		    known[i].state);
		contacts[i].state = states[i];
		contacts[i].id[0] = known[i].contact == 0 ? known[i].key :
		    known[i].contact;
		key->uses = known[i].uses == 0 ? EVID_USE_CUSTODY :
		    known[i].uses;
		key->valid_from.seconds = known[i].from;
		key->revoked = known[i].revoked != 0;
		key->revoked_at.seconds = known[i].revoked;
		key->reason = known[i].reason;
		places[trust.n_places++] = (struct evi_key_place){
			&contacts[i], key };
	}
	qsort(places, trust.n_places, sizeof(*places), by_keyid);
	c->options.trust = &trust;
	return c;
}

static void
add_all(struct evi_digests *out, const char *names)
{
	for (; names != NULL && *names != '\0'; names++)
		assert_int_equal(evi_digests_add(out, support_digest(*names),
		    NULL), EVID_OK);
}

void
support_say(struct evid_custody *c, const struct said *said)
{
	struct evi_custody_parsed p;
	char subject = said->subject == 0 ? 'S' : said->subject;
	struct evi_custody_event *e = &p.event;

	memset(&p, 0, sizeof(p));
	memcpy(e->digest, support_digest(said->name), EVI_SHA256_LEN);
	memcpy(p.keyid, support_digest(said->key), EVI_SHA256_LEN);
	memcpy(p.subject, support_digest(subject), EVI_SHA256_LEN);
	if (subject >= 'a')
		(void)snprintf(p.uid, sizeof(p.uid), "exhibit-%c", subject);
	memset(e->branch, said->branch == 0 ? 'b' : said->branch,
	    EVI_BRANCH_LEN);
	e->type = (uint8_t)said->type;
	e->at.seconds = e->when.seconds = said->at;
	e->has_prev = said->prev != 0;
	memcpy(e->prev, support_digest(said->prev), EVI_SHA256_LEN);
	memcpy(e->ref, support_digest(said->ref), EVI_SHA256_LEN);
	e->value = (uint8_t)said->value;
	e->only_copy = said->only_copy;
	e->contradicts = said->contradicts;
	e->unchecked = said->unchecked;
	e->sealed = said->sealed;
	e->asks = said->asks;
	e->n_reserved = said->n_reserved;
	e->n_denied = said->n_denied;
	e->rewrites = said->rewrites;
	e->len = UINT32_MAX;		/* nothing that could be read again */
	evi_buf_add_byte(&p.spki, (uint8_t)said->key);
	add_all(&p.answers, said->answers);
	add_all(&p.facts, said->facts);
	add_all(&p.heads, said->heads);
	add_all(&p.terms, said->terms);
	assert_int_equal(evi_custody_keep(c, &p, NULL), EVID_OK);
	evi_buf_free(&p.spki);
	evi_digests_free(&p.answers);
	evi_digests_free(&p.facts);
	evi_digests_free(&p.heads);
	evi_digests_free(&p.terms);
}

void
support_judge(struct evid_custody *c, const struct said *said, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		support_say(c, &said[i]);
	assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
}

struct evid_custody *
support_judged(const struct said *said, size_t n)
{
	struct evid_custody *c = support_set();

	support_judge(c, said, n);
	return c;
}

const struct evi_custody_event *
support_event(const struct evid_custody *c, char name)
{
	uint32_t i = evi_custody_find(c, support_digest(name));

	assert_int_not_equal(i, EVI_NONE);
	return &c->events[i];
}

static struct evid_key signer;

struct evi_draft
support_entry(struct evid_custody *c, char key, const char *state,
    enum evi_event_type type, int at, const char *details)
{
	static struct evid_custody_entry entry;
	static char of[8];
	struct evi_draft d = { .succession = EVI_NONE, .over = EVI_NONE,
		.entry = &entry, .set = c };

	entry = (struct evid_custody_entry)EVID_CUSTODY_ENTRY_INIT;
	entry.log = "log";
	entry.key = &signer;
	entry.trust = c->options.trust;
	(void)snprintf(of, sizeof(of), "%s", state);
	memset(&signer, 0, sizeof(signer));
	signer.state = of;
	evi_buf_add_byte(&signer.spki, (uint8_t)key);
	memcpy(signer.keyid, support_digest(key), EVI_SHA256_LEN);
	evi_buf_add_byte(&d.event.spki, (uint8_t)key);
	memcpy(d.event.keyid, support_digest(key), EVI_SHA256_LEN);
	memcpy(d.event.subject, support_digest('S'), EVI_SHA256_LEN);
	d.event.type = type;
	d.event.at.seconds = at;
	assert_int_equal(evi_json_parse(details, strlen(details), "details",
	    &d.event.details, NULL), EVID_OK);
	return d;
}

void
support_entry_drop(struct evi_draft *d)
{
	evi_buf_free(&signer.spki);
	evi_event_free(&d->event);
	evi_digests_free(&d->joins);
	evid_custody_free(d->set);
}

static bool
is_finding(const struct evid_custody *c, const struct evi_custody_finding *f,
    const char *code, char name)
{
	return strcmp(evi_finding_kinds[f->code].code, code) == 0 &&
	    (name == 0 || (f->event != EVI_NONE && memcmp(
	    c->events[f->event].digest, support_digest(name),
	    EVI_SHA256_LEN) == 0));
}

size_t
support_told(const struct evid_custody *c, const char *code, char name)
{
	size_t i, n = 0;

	for (i = 0; i < c->n_findings; i++)
		n += is_finding(c, &c->findings[i], code, name);
	return n;
}

const struct evi_custody_finding *
support_finding(const struct evid_custody *c, const char *code, char name)
{
	size_t i;

	for (i = 0; i < c->n_findings; i++)
		if (is_finding(c, &c->findings[i], code, name))
			return &c->findings[i];
	fail_msg("%s is not told of '%c'", code, name == 0 ? '*' : name);
	return NULL;
}
