/* bundle/entry/next.c: whom a draft speaks for. */
#include "support_custody.h"

#include "base/text.h"
#include "bundle/entry/sign.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

/* K names L as the next */
static const struct said rows[] = {
	{ 'A', 'K', EVI_EVENT_STORED, 1, 0, .answers = NULL },
	{ 'B', 'K', EVI_EVENT_KEY_SUCCEEDED, 2, 'A', .answers = NULL,
	    .ref = 'L' },
	{ 'C', 'L', EVI_EVENT_STORED, 3, 0, .answers = NULL },
	{ 'D', 'L', EVI_EVENT_STORED, 4, 0, .answers = "B", .branch = 'c' },
};

static char digits[2 * EVI_SHA256_LEN + 1];
static const char *const naming[] = { digits };

/* what is said to be answered: event B, or nothing */
static struct evid_custody_entry
entry_of(bool named)
{
	struct evid_custody_entry entry = EVID_CUSTODY_ENTRY_INIT;

	evi_hex(support_digest('B'), EVI_SHA256_LEN, digits);
	entry.answers = naming;
	entry.n_answers = named ? 1 : 0;
	return entry;
}

static size_t
namings(const struct evi_draft *d)
{
	uint32_t items[4];
	bool more;

	return evi_draft_namings(d, items, 4, &more);
}

static void
the_first_event_of_a_chain_takes_up_what_is_named(void **state)
{
	struct evid_custody_entry entry = entry_of(true);
	struct evi_draft d = { .succession = EVI_NONE, .entry = &entry };

	(void)state;
	d.set = support_judged(rows, 2);
	d.event.type = EVI_EVENT_RECEIVED;
	memcpy(d.event.keyid, support_digest('L'), EVI_SHA256_LEN);
	assert_false(evi_draft_speaks_for(&d, support_digest('K')));
	d.event.has_prev = true;
	assert_int_equal(evi_draft_succeed(&d, NULL), EVID_ERR_ARGUMENT);
	assert_int_equal(d.joins.count, 0);
	assert_int_equal(namings(&d), 1);
	d.event.has_prev = false;
	assert_int_equal(evi_draft_succeed(&d, NULL), EVID_OK);
	assert_int_equal(d.joins.count, 1);
	assert_memory_equal(d.joins.items[0], support_digest('B'),
	    EVI_SHA256_LEN);
	assert_int_equal(namings(&d), 0);
	assert_true(evi_draft_speaks_for(&d, support_digest('K')));
	assert_true(evi_draft_speaks_for(&d, support_digest('L')));
	assert_false(evi_draft_speaks_for(&d, support_digest('M')));
	evi_digests_free(&d.joins);
	evid_custody_free(d.set);
}

static void
nothing_is_taken_up_in_silence_where_nobody_is_known(void **state)
{
	struct evid_custody_entry entry = entry_of(false);
	struct evi_draft d = { .succession = EVI_NONE, .entry = &entry };
	struct evid_custody_added added = { .n_named = 0 };

	(void)state;
	d.set = support_judged(rows, 2);
	memcpy(d.event.keyid, support_digest('L'), EVI_SHA256_LEN);
	assert_int_equal(evi_draft_succeed(&d, NULL), EVID_OK);
	assert_int_equal(d.joins.count, 0);
	assert_false(evi_draft_speaks_for(&d, support_digest('K')));
	evi_draft_tell_next(&d, &added);
	assert_int_equal(added.n_named, 1);
	evi_hex(support_digest('B'), EVI_SHA256_LEN, digits);
	assert_string_equal(added.named[0].event, digits);
	assert_string_equal(added.succession, "");
	evid_custody_free(d.set);
}

static void
nobody_takes_up_what_is_not_his_or_was_taken_up(void **state)
{
	struct evid_custody_entry entry = entry_of(true);
	struct evi_draft d = { .succession = EVI_NONE, .entry = &entry };

	(void)state;
	d.set = support_judged(rows, 3);
	d.event.type = EVI_EVENT_RECEIVED;
	memcpy(d.event.keyid, support_digest('L'), EVI_SHA256_LEN);
	assert_int_equal(namings(&d), 1);
	memcpy(d.event.keyid, support_digest('M'), EVI_SHA256_LEN);
	assert_int_equal(namings(&d), 0);
	assert_int_equal(evi_draft_succeed(&d, NULL), EVID_ERR_ARGUMENT);
	evid_custody_free(d.set);
	d.set = support_judged(rows, 4);
	memcpy(d.event.keyid, support_digest('L'), EVI_SHA256_LEN);
	assert_int_equal(namings(&d), 0);
	assert_int_equal(evi_draft_succeed(&d, NULL), EVID_OK);
	assert_int_equal(d.joins.count, 0);
	assert_true(evi_draft_speaks_for(&d, support_digest('K')));
	evid_custody_free(d.set);
}

#define SAYS_NEXT(name, key, at, ref_) \
	{ name, key, EVI_EVENT_KEY_SUCCEEDED, at, 0, .answers = NULL, \
	    .branch = name, .ref = ref_ }

static void
whoever_names_himself_names_no_next(void **state)
{
	static const struct said own[] = { SAYS_NEXT('B', 'L', 1, 'L') };
	struct evid_custody_entry entry = entry_of(false);
	struct evi_draft d = { .succession = EVI_NONE, .entry = &entry };

	(void)state;
	d.set = SUPPORT_JUDGED(own);
	memcpy(d.event.keyid, support_digest('L'), EVI_SHA256_LEN);
	assert_int_equal(namings(&d), 0);
	assert_int_equal(evi_draft_succeed(&d, NULL), EVID_OK);
	assert_int_equal(d.succession, EVI_NONE);
	evid_custody_free(d.set);
}

static void
each_key_that_names_it_is_told_once_and_not_too_many(void **state)
{
	static const struct said many[] = {
		SAYS_NEXT('A', 'K', 1, 'L'), SAYS_NEXT('B', 'K', 2, 'L'),
		SAYS_NEXT('C', 'M', 3, 'L'), SAYS_NEXT('D', 'N', 4, 'L'),
	};
	struct evid_custody_entry entry = entry_of(false);
	struct evi_draft d = { .succession = EVI_NONE, .entry = &entry };
	struct evid_error err = EVID_ERROR_INIT;
	uint32_t items[4];
	bool more;

	(void)state;
	d.set = SUPPORT_JUDGED(many);
	memcpy(d.event.keyid, support_digest('L'), EVI_SHA256_LEN);
	assert_int_equal(evi_draft_namings(&d, items, 4, &more), 3);
	assert_false(more);
	assert_int_equal(items[0], 0);
	assert_int_equal(items[1], 2);
	assert_int_equal(items[2], 3);
	assert_int_equal(evi_draft_namings(&d, items, 2, &more), 2);
	assert_true(more);
	assert_true(evi_draft_hint_named(&d, NULL, &err));
	assert_non_null(strstr(err.hint, "this key is named as the next of "
	    "4b4b…4b4b (--answers 4141414141414141) or 4d4d…4d4d "
	    "(--answers 4343434343434343) or 4e4e…4e4e (--answers "
	    "4444444444444444); where that is so, add that"));
	evid_custody_free(d.set);
}

/* the one that is taken up unasked; 0: none */
static char
unasked(const struct said *said, size_t n)
{
	static const struct known known[] = {
		{ .key = 'K', .state = "KZ" }, { .key = 'M', .state = "KZ" },
	};
	struct evid_custody_entry entry = entry_of(false);
	struct evi_draft d = { .succession = EVI_NONE, .entry = &entry };
	char taken;

	d.set = SUPPORT_TRUSTING(known);
	support_judge(d.set, said, n);
	memcpy(d.event.keyid, support_digest('L'), EVI_SHA256_LEN);
	assert_int_equal(evi_draft_succeed(&d, NULL), EVID_OK);
	taken = d.succession == EVI_NONE ? 0 :
	    (char)d.set->events[d.succession].digest[0];
	assert_int_equal(d.joins.count, taken != 0);
	evi_digests_free(&d.joins);
	evid_custody_free(d.set);
	return taken;
}

static void
of_one_key_alone_that_is_known_it_is_taken_up_unasked(void **state)
{
	static const struct said said[] = {
		SAYS_NEXT('A', 'K', 1, 'L'), SAYS_NEXT('B', 'K', 2, 'L'),
		SAYS_NEXT('C', 'X', 3, 'L'), SAYS_NEXT('D', 'M', 4, 'L'),
	};

	(void)state;
	assert_int_equal(unasked(said, 1), 'A');
	assert_int_equal(unasked(said, 2), 'A');
	assert_int_equal(unasked(said, 3), 'A');
	assert_int_equal(unasked(said + 2, 1), 0);
	/* of two: whoever signs says of which */
	assert_int_equal(unasked(said, 4), 0);
}

/* Event B names L, which names it, too: what is told */
static void
why_not(const struct known *known, const struct said *said, size_t n,
    const char *why)
{
	struct evid_custody_entry entry = entry_of(true);
	struct evi_draft d = { .succession = EVI_NONE, .entry = &entry };
	struct evid_error err = EVID_ERROR_INIT;

	d.set = known == NULL ? support_set() : support_trusting(known, 1);
	support_judge(d.set, said, n);
	d.event.type = EVI_EVENT_RECEIVED;
	memcpy(d.event.keyid, support_digest('L'), EVI_SHA256_LEN);
	if (why == NULL) {
		assert_int_equal(evi_draft_succeed(&d, &err), EVID_OK);
		assert_int_equal(d.joins.count, 1);
	} else {
		assert_int_equal(evi_draft_succeed(&d, &err),
		    EVID_ERR_ARGUMENT);
		assert_non_null(strstr(err.message, "it names this key as "
		    "the next, and cannot be taken up: "));
		if (strstr(err.message, why) == NULL)
			fail_msg("%s", err.message);
	}
	evi_digests_free(&d.joins);
	evid_custody_free(d.set);
}
#define WHY_NOT(known, rows, why) \
	why_not(known, rows, sizeof(rows) / sizeof((rows)[0]), why)

static void
why_it_cannot_be_taken_up_is_told(void **state)
{
	static const struct known k = { .key = 'K', .state = "KZ" };
	static const struct known wrong = { .key = 'K', .state = "KZ",
		.uses = EVID_USE_SEAL };
	static const struct known other = { .key = 'X', .state = "KZ" };
	static const struct said one[] = { SAYS_NEXT('B', 'K', 1, 'L') };
	static const struct said aside[] = {
		{ 'A', 'K', EVI_EVENT_STORED, 1, .answers = NULL },
		{ 'C', 'K', EVI_EVENT_STORED, 2, 'A', .answers = NULL },
		{ 'B', 'K', EVI_EVENT_KEY_SUCCEEDED, 3, 0, NULL, 'c', 'T',
		    .ref = 'L' },
	};
	static const struct said unchecked[] = {
		{ 'B', 'K', EVI_EVENT_KEY_SUCCEEDED, 1, 0, NULL, .ref = 'L',
		    .unchecked = true },
	};
	static const struct said stolen[] = {
		SAYS_NEXT('B', 'K', 1, 'L'),
		{ 'C', 'K', EVI_EVENT_KEY_COMPROMISED, 2, 'B', NULL,
		    .ref = 'K' },
	};
	/* L took up that M named it */
	static const struct said taken[] = {
		SAYS_NEXT('A', 'M', 1, 'L'),
		{ 'C', 'L', EVI_EVENT_STORED, 2, 0, .answers = "A" },
		SAYS_NEXT('B', 'K', 3, 'L'),
	};
	/* the same, and M is one to whom K handed over */
	static const struct said named[] = {
		{ 'D', 'K', EVI_EVENT_HANDED_OVER, 0, 0, NULL, .branch = 'd',
		    .ref = 'M' },
		SAYS_NEXT('A', 'M', 1, 'L'),
		{ 'C', 'L', EVI_EVENT_STORED, 2, 0, .answers = "A" },
		SAYS_NEXT('B', 'K', 3, 'L'),
	};
	/* the same, but the other way round */
	static const struct said known[] = {
		SAYS_NEXT('A', 'K', 1, 'L'),
		{ 'C', 'L', EVI_EVENT_STORED, 2, 0, .answers = "A" },
		SAYS_NEXT('B', 'K', 3, 'L'),
	};

	(void)state;
	WHY_NOT(NULL, one, NULL);
	WHY_NOT(&k, one, NULL);
	WHY_NOT(NULL, aside, "taken up: it is of other evidence");
	WHY_NOT(NULL, unchecked,
	    "taken up: its signature cannot be checked here");
	WHY_NOT(NULL, stolen, "taken up: its key is compromised");
	WHY_NOT(NULL, taken,
	    "taken up: this key is the next of another already");
	WHY_NOT(&wrong, one, "taken up: its key is not for this");
	WHY_NOT(&other, one, "taken up: its signer is not known here");
	/* Whom trust knows goes before whom it does not. */
	WHY_NOT(&k, named, NULL);
	WHY_NOT(&k, known,
	    "taken up: this key is the next of another already");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_first_event_of_a_chain_takes_up_what_is_named),
		cmocka_unit_test(
		    nothing_is_taken_up_in_silence_where_nobody_is_known),
		cmocka_unit_test(
		    nobody_takes_up_what_is_not_his_or_was_taken_up),
		cmocka_unit_test(whoever_names_himself_names_no_next),
		cmocka_unit_test(
		    each_key_that_names_it_is_told_once_and_not_too_many),
		cmocka_unit_test(
		    of_one_key_alone_that_is_known_it_is_taken_up_unasked),
		cmocka_unit_test(why_it_cannot_be_taken_up_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
