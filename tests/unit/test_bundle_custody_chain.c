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
the_latest_event_of_a_key_in_the_future_is_told(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1300, 0, .answers = NULL },
		{ 'B', 'K', STORED, 1301, 'A', .answers = NULL },
		{ 'C', 'K', STORED, 5000, 0, NULL, .branch = 'c' },
		{ 'D', 'L', STORED, 1301, 0, .answers = NULL },
		{ 'E', 'M', STORED, 1300, 0, .answers = NULL },
		{ 'F', 'N', STORED, 9000, 0, NULL, .subject = 'T' },
	};
	struct evid_custody *c = support_set();
	size_t i;

	(void)state;
	c->options.has_now = 1;
	c->now.seconds = 1000;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		support_say(c, &rows[i]);
	assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
	assert_int_equal(support_told(c, "custody-in-future", 0), 2);
	assert_int_equal(support_told(c, "custody-in-future", 'C'), 1);
	assert_int_equal(support_told(c, "custody-in-future", 'D'), 1);
	evid_custody_free(c);
	c = support_judged(rows, 5);
	assert_int_equal(c->n_findings, 0);	/* no clock was given */
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
		    the_latest_event_of_a_key_in_the_future_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
