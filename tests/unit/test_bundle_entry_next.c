/* bundle/entry/next.c: whom a draft speaks for. */
#include "support_custody.h"

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

static void
the_first_event_of_a_chain_takes_a_succession_up(void **state)
{
	struct evi_draft d = { .succession = EVI_NONE };

	(void)state;
	d.set = support_judged(rows, 2);
	memcpy(d.event.keyid, support_digest('L'), EVI_SHA256_LEN);
	assert_false(evi_draft_speaks_for(&d, support_digest('K')));
	d.event.has_prev = true;
	assert_int_equal(evi_draft_succeed(&d, NULL), EVID_OK);
	assert_int_equal(d.joins.count, 0);
	assert_int_not_equal(evi_draft_named(&d), EVI_NONE);
	d.event.has_prev = false;
	assert_int_equal(evi_draft_succeed(&d, NULL), EVID_OK);
	assert_int_equal(d.joins.count, 1);
	assert_memory_equal(d.joins.items[0], support_digest('B'),
	    EVI_SHA256_LEN);
	assert_true(evi_draft_speaks_for(&d, support_digest('K')));
	assert_true(evi_draft_speaks_for(&d, support_digest('L')));
	assert_false(evi_draft_speaks_for(&d, support_digest('M')));
	evi_digests_free(&d.joins);
	evid_custody_free(d.set);
}

static void
nobody_takes_up_what_is_not_his_or_was_taken_up(void **state)
{
	struct evi_draft d = { .succession = EVI_NONE };

	(void)state;
	d.set = support_judged(rows, 3);
	memcpy(d.event.keyid, support_digest('L'), EVI_SHA256_LEN);
	assert_int_not_equal(evi_draft_named(&d), EVI_NONE);
	memcpy(d.event.keyid, support_digest('M'), EVI_SHA256_LEN);
	assert_int_equal(evi_draft_named(&d), EVI_NONE);
	evid_custody_free(d.set);
	d.set = support_judged(rows, 4);
	memcpy(d.event.keyid, support_digest('L'), EVI_SHA256_LEN);
	assert_int_equal(evi_draft_named(&d), EVI_NONE);
	assert_true(evi_draft_speaks_for(&d, support_digest('K')));
	evid_custody_free(d.set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_first_event_of_a_chain_takes_a_succession_up),
		cmocka_unit_test(
		    nobody_takes_up_what_is_not_his_or_was_taken_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
