/* bundle/custody/turns.c: what became of conditions, at any instant. */
#include "bundle/custody/word.h"
#include "bundle/key.h"
#include "evidence/pins.h"
#include "record/condition.h"
#include "support_custody.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HANDED EVI_EVENT_HANDED_OVER
#define GOT EVI_EVENT_RECEIVED

static char folder[64];
static struct evid_public_key *holder;	/* of KZ: the key 'K' */
static struct evid_trust *trust;

static int
set_up(void **state)
{
	struct evid_pin_options pin = EVID_PIN_OPTIONS_INIT;
	struct evid_key *key = NULL;
	char path[128];
	bool good;

	(void)state;
	strcpy(folder, "/tmp/evid-turns-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return 1;
	(void)snprintf(path, sizeof(path), "%s/p.json", folder);
	good = evid_key_generate(&key, NULL) == EVID_OK &&
	    evid_key_public(key, &holder, NULL) == EVID_OK;
	pin.key = holder;
	pin.name = "N";
	pin.state = "KZ";
	pin.by = "B";
	pin.uses = EVID_USE_CUSTODY;
	good = good && evid_pins_add(path, &pin, NULL) == EVID_OK &&
	    evid_trust_new(&trust, NULL) == EVID_OK &&
	    evid_trust_read_pins(trust, path, NULL) == EVID_OK;
	evid_key_free(key);
	return !good;
}

static int
tear_down(void **state)
{
	char command[96];

	(void)state;
	evid_public_key_free(holder);
	evid_trust_free(trust);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

/* a change of condition '1' */
struct turn {
	char name, key;
	int at;
	enum evi_condition_how how;
	bool asks;
	const char *state;		/* its value's; NULL: no condition */
	int recorded;			/* 0: then */
};

static void
say_turn(struct evid_custody *c, const struct turn *t)
{
	bool stricter = t->how == EVI_CONDITION_ADDED ||
	    t->how == EVI_CONDITION_TIGHTENED;
	const struct said said = { .name = t->name, .key = t->key,
		.type = EVI_EVENT_CONDITION_CHANGED, .at = t->at,
		.branch = t->name, .terms = "1n", .asks = t->asks,
		.value = stricter ? EVI_VALUE_STRICTER : EVI_VALUE_NONE };
	struct evi_custody_event *e;

	support_say(c, &said);
	e = &c->events[c->n_events - 1];
	if (t->recorded != 0)
		e->when.seconds = t->recorded;
	e->how = (uint8_t)t->how;
	e->readable = t->state != NULL;
	assert_int_equal(evi_custody_condition_name(c->pool[e->terms],
	    t->state == NULL ? "" : t->state, c->pool[e->terms + 1], NULL),
	    EVID_OK);
}

/* @now: as of then, unasked; 0: not known */
static struct evid_custody *
began(int now)
{
	struct evid_custody_options how = EVID_CUSTODY_OPTIONS_INIT;
	struct evid_custody *c = NULL;

	how.trust = trust;
	how.has_now = now != 0;
	how.now.seconds = now;
	assert_int_equal(evi_custody_new(&how, "log", &c, NULL), EVID_OK);
	return c;
}

static void
judge(struct evid_custody *c)
{
	size_t i;

	for (i = 0; i < c->n_keys; i++) {
		if (c->keys[i].id[0] != 'K')
			continue;
		evi_buf_clear(&c->keys[i].spki);
		evi_buf_add(&c->keys[i].spki, holder->spki.data,
		    holder->spki.len);
	}
	assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
}

static struct evid_custody *
judged(const struct turn *turns, size_t n)
{
	struct evid_custody *c = began(0);
	size_t i;

	for (i = 0; i < n; i++)
		say_turn(c, &turns[i]);
	judge(c);
	return c;
}
#define JUDGED(turns) judged(turns, sizeof(turns) / sizeof((turns)[0]))

/* how the condition of change 'A' stands: 'a' asks, 'n' does not, 'l' lifted,
 * '-' as it was at first */
static char
stands(const struct evid_custody *c, int at)
{
	const struct evi_instant instant = { at, 0 };
	const struct evi_custody_turn *t = evi_word_turn(c,
	    support_event(c, 'A')->condition, instant);

	return t == NULL ? '-' : t->lifted ? 'l' : t->asks ? 'a' : 'n';
}

static void
it_stands_as_the_last_that_acted_left_it(void **state)
{
	/* not in the order of their times */
	static const struct turn turns[] = {
		{ 'D', 'K', 40, EVI_CONDITION_LIFTED, false, NULL, 0 },
		{ 'C', 'K', 30, EVI_CONDITION_TIGHTENED, true, "KZ", 0 },
		{ 'A', 'K', 10, EVI_CONDITION_ADDED, true, "KZ", 0 },
		{ 'B', 'K', 20, EVI_CONDITION_LOOSENED, false, "KZ", 0 },
	};
	static const struct {
		int at;
		char stands;
	} rows[] = { { 0, '-' }, { 9, '-' }, { 10, 'a' }, { 19, 'a' },
		{ 20, 'n' }, { 29, 'n' }, { 30, 'a' }, { 39, 'a' },
		{ 40, 'l' }, { 1000, 'l' } };
	struct evid_custody *c = JUDGED(turns);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (stands(c, rows[i].at) != rows[i].stands)
			fail_msg("at %d: %c", rows[i].at,
			    stands(c, rows[i].at));
	evid_custody_free(c);
}

static void
the_last_is_by_when_it_was_said_to_be_and_by_digest(void **state)
{
	static const struct turn late[] = {
		{ 'A', 'K', 10, EVI_CONDITION_ADDED, true, "KZ", 0 },
		{ 'B', 'K', 30, EVI_CONDITION_LOOSENED, false, "KZ", 0 },
		{ 'C', 'K', 20, EVI_CONDITION_TIGHTENED, true, "KZ", 50 },
	};
	static const struct turn at_once[] = {
		{ 'A', 'K', 10, EVI_CONDITION_ADDED, true, "KZ", 0 },
		{ 'C', 'K', 20, EVI_CONDITION_LOOSENED, false, "KZ", 0 },
		{ 'B', 'K', 20, EVI_CONDITION_TIGHTENED, true, "KZ", 0 },
	};
	struct evid_custody *c = JUDGED(late);

	(void)state;
	assert_int_equal(stands(c, 29), 'a');
	assert_int_equal(stands(c, 100), 'n');
	evid_custody_free(c);
	c = JUDGED(at_once);
	assert_int_equal(stands(c, 20), 'n');
	evid_custody_free(c);
}

/* Each of these is of one that asks, and is said later. */
static void
what_has_no_effect_lets_nothing_go(void **state)
{
	static const struct turn rows[] = {
		{ 'B', 'K', 20, EVI_CONDITION_LOOSENED, false, NULL, 0 },
		{ 'B', 'K', 20, EVI_CONDITION_LOOSENED, false, "VN", 0 },
		{ 'B', 'K', 20, EVI_CONDITION_ADDED, false, "KZ", 0 },
		{ 'B', 'L', 20, EVI_CONDITION_LIFTED, false, NULL, 0 },
		{ 'B', 'L', 20, EVI_CONDITION_LOOSENED, false, "KZ", 0 },
		{ 'B', 'K', 5, EVI_CONDITION_LIFTED, false, NULL, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct turn turns[] = { { 'A', 'K', 10,
			EVI_CONDITION_ADDED, true, "KZ", 0 }, rows[i] };
		struct evid_custody *c = JUDGED(turns);

		if (stands(c, 30) != 'a' || support_event(c, 'B')->acts)
			fail_msg("row %zu: %c", i, stands(c, 30));
		evid_custody_free(c);
	}
}

static void
an_own_word_without_effect_is_of_the_same_condition(void **state)
{
	static const struct turn turns[] = {
		{ 'B', 'K', 10, EVI_CONDITION_ADDED, true, "KZ", 0 },
		{ 'A', 'K', 20, EVI_CONDITION_ADDED, true, "KZ", 0 },
		{ 'C', 'K', 30, EVI_CONDITION_LIFTED, false, NULL, 0 },
	};
	struct evid_custody *c = JUDGED(turns);

	(void)state;
	assert_false(support_event(c, 'A')->acts);
	assert_int_equal(stands(c, 25), 'a');
	assert_int_equal(stands(c, 30), 'l');
	evid_custody_free(c);
}

/* 'A' asks from 10, and is lifted at @lifted; handed over at 20, received
 * without an answer at @received, judged as of @now */
static bool
closes(int lifted, int received, int now)
{
	const struct turn asks = { 'A', 'K', 10, EVI_CONDITION_ADDED, true,
		"KZ", 0 };
	const struct turn lifts = { 'B', 'K', lifted, EVI_CONDITION_LIFTED,
		false, NULL, 0 };
	const struct said rows[] = {
		{ 'D', 'K', HANDED, 20, 0, NULL, .ref = 'L', .facts = "F",
		    .terms = "A" },
		{ 'R', 'L', GOT, received, 0, "D", .facts = "F",
		    .value = EVI_VALUE_ACCEPTED },
	};
	struct evid_custody *c = began(now);
	size_t told;
	bool counts;

	say_turn(c, &asks);
	say_turn(c, &lifts);
	support_say(c, &rows[0]);
	support_say(c, &rows[1]);
	judge(c);
	counts = support_event(c, 'R')->counts;
	told = support_told(c, "custody-condition-unanswered", 'R');
	assert_int_equal(told, !counts);
	assert_int_equal(support_told(c, "hand-over-open", 'D'), !counts);
	evid_custody_free(c);
	return counts;
}

static void
a_receipt_answers_what_is_asked_when_it_is_received(void **state)
{
	(void)state;
	assert_true(closes(25, 30, 1000));
	assert_true(closes(30, 30, 1000));
	assert_false(closes(31, 30, 1000));
	/* dated before its hand-over: then of that */
	assert_true(closes(20, 15, 1000));
	assert_false(closes(21, 15, 1000));
	/* what is dated ahead lets nothing go before its time */
	assert_false(closes(2000, 2001, 1000));
	assert_true(closes(2000, 2001, 3000));
	assert_true(closes(2000, 2001, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_stands_as_the_last_that_acted_left_it),
		cmocka_unit_test(
		    the_last_is_by_when_it_was_said_to_be_and_by_digest),
		cmocka_unit_test(what_has_no_effect_lets_nothing_go),
		cmocka_unit_test(
		    an_own_word_without_effect_is_of_the_same_condition),
		cmocka_unit_test(
		    a_receipt_answers_what_is_asked_when_it_is_received),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
