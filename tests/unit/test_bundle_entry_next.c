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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
