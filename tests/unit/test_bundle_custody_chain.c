/* bundle/custody/chain.c: what events say of each other, whoever signed. */
#include "support_custody.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define STORED EVI_EVENT_STORED

static void
a_chain_has_one_head_and_nothing_is_told(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'K', STORED, 2, 'A', .answers = NULL },
		{ 'C', 'K', STORED, 3, 'B', .answers = NULL },
		{ 'D', 'L', STORED, 2, 0, .answers = NULL },
		{ 'E', 'K', STORED, 2, 0, NULL, .branch = 'c' },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);
	struct evi_digests heads = { NULL, 0, 0 };

	(void)state;
	assert_int_equal(c->n_findings, 0);
	assert_int_equal(support_event(c, 'C')->depth, 2);
	assert_int_equal(evi_custody_heads(c, false, &heads, NULL), EVID_OK);
	assert_int_equal(heads.count, 3);
	assert_memory_equal(heads.items[0], support_digest('C'),
	    EVI_SHA256_LEN);
	evi_digests_free(&heads);
	evid_custody_free(c);
}

static void
two_events_on_one_prev_are_told_once(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'K', STORED, 2, 'A', .answers = NULL },
		{ 'C', 'K', STORED, 3, 'A', .answers = NULL },
		{ 'D', 'K', STORED, 4, 'A', .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_int_equal(support_told(c, "custody-equivocation", 0), 1);
	assert_int_equal(c->n_findings, 1);
	evid_custody_free(c);
}

static void
two_firsts_are_told_of_one_branch_alone(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'K', STORED, 2, 0, .answers = NULL },
		{ 'C', 'K', STORED, 3, 0, NULL, .branch = 'c' },
		{ 'D', 'L', STORED, 3, 0, .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_int_equal(support_told(c, "custody-two-firsts", 0), 1);
	assert_int_equal(c->n_findings, 1);
	evid_custody_free(c);
}

static void
a_prev_of_another_chain_is_missing(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'L', STORED, 2, 'A', .answers = NULL },
		{ 'C', 'K', STORED, 2, 'A', NULL, .branch = 'c' },
		{ 'D', 'K', STORED, 2, 'Z', .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_int_equal(support_told(c, "custody-prev-missing", 0), 3);
	assert_int_equal(support_told(c, "custody-prev-missing", 'A'), 0);
	assert_int_equal(c->worst, 4);
	evid_custody_free(c);
}

static void
what_is_named_and_not_there_is_told_once_an_event(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = "XY" },
		{ 'B', 'K', STORED, 2, 'A', .answers = "A" },
		{ 'C', 'L', EVI_EVENT_HANDED_OVER, 3, 0, NULL, .heads = "BZ",
		    .facts = "FC" },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_int_equal(support_told(c, "custody-answers-missing", 0), 1);
	assert_int_equal(support_told(c, "custody-answers-missing", 'A'), 1);
	assert_int_equal(support_told(c, "custody-cut-short", 'C'), 1);
	evid_custody_free(c);
}

static void
time_runs_backwards_within_a_chain_alone(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 9, 0, .answers = NULL },
		{ 'B', 'K', STORED, 8, 'A', .answers = NULL },
		{ 'C', 'L', STORED, 1, 0, .answers = "A" },
		{ 'D', 'K', STORED, 8, 'B', .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_int_equal(support_told(c, "custody-time-backwards", 'B'), 1);
	assert_int_equal(support_told(c, "custody-time-backwards", 0), 1);
	evid_custody_free(c);
}

static void
after_the_only_copy_of_the_same_is_given_back(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', EVI_EVENT_RETURNED, 1, 0, NULL,
		    .only_copy = true },
		{ 'B', 'K', STORED, 2, 'A', .answers = NULL },
		{ 'C', 'K', EVI_EVENT_KEY_SUCCEEDED, 3, 'B', .answers = NULL },
		{ 'D', 'K', STORED, 4, 'C', NULL, .subject = 'x' },
		{ 'E', 'K', STORED, 5, 'D', .answers = NULL },
		{ 'F', 'K', STORED, 2, 0, NULL, .branch = 'c' },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_int_equal(support_told(c, "custody-after-return", 0), 2);
	assert_int_equal(support_told(c, "custody-after-return", 'B'), 1);
	assert_int_equal(support_told(c, "custody-after-return", 'E'), 1);
	evid_custody_free(c);
}

static void
the_bundle_of_most_events_is_the_logs(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, NULL, .subject = 'T' },
		{ 'B', 'K', STORED, 2, 'A', NULL, .subject = 'T' },
		{ 'C', 'K', STORED, 3, 'B', NULL, .subject = 'S' },
		{ 'D', 'K', STORED, 4, 'B', NULL, .subject = 'x' },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_int_equal(support_told(c, "custody-other-subject", 0), 1);
	assert_int_equal(support_told(c, "custody-other-subject", 'C'), 1);
	/* What is aside contradicts nothing. */
	assert_int_equal(support_told(c, "custody-equivocation", 0), 0);
	evid_custody_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chain_has_one_head_and_nothing_is_told),
		cmocka_unit_test(two_events_on_one_prev_are_told_once),
		cmocka_unit_test(two_firsts_are_told_of_one_branch_alone),
		cmocka_unit_test(a_prev_of_another_chain_is_missing),
		cmocka_unit_test(
		    what_is_named_and_not_there_is_told_once_an_event),
		cmocka_unit_test(time_runs_backwards_within_a_chain_alone),
		cmocka_unit_test(
		    after_the_only_copy_of_the_same_is_given_back),
		cmocka_unit_test(the_bundle_of_most_events_is_the_logs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
