/* bundle/custody/parted.c: who says that he holds what he gave up before. */
#include "support_custody.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define STORED EVI_EVENT_STORED
#define GONE EVI_EVENT_RETURNED
#define COLLECTED EVI_EVENT_COLLECTED
#define TOLD "custody-after-return"

static void
in_any_branch_of_the_key_and_of_the_same_subject(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', GONE, 10, 0, NULL, .only_copy = true },
		{ 'B', 'K', STORED, 11, 'A', .answers = NULL },
		{ 'C', 'K', EVI_EVENT_CONSENT_GIVEN, 12, 'B',
		    .answers = NULL },
		{ 'D', 'K', STORED, 13, 'C', NULL, .subject = 'x' },
		{ 'E', 'K', STORED, 11, 0, NULL, .branch = 'c' },
		{ 'F', 'K', STORED, 10, 0, NULL, .branch = 'd' },
		{ 'G', 'L', STORED, 11, 0, .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_int_equal(support_told(c, TOLD, 0), 2);
	assert_int_equal(support_told(c, TOLD, 'B'), 1);
	assert_int_equal(support_told(c, TOLD, 'E'), 1);
	evid_custody_free(c);
}

static void
what_was_received_since_is_held_again(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', GONE, 10, 0, NULL, .only_copy = true },
		{ 'B', 'K', COLLECTED, 20, 'A', .answers = NULL },
		{ 'C', 'K', STORED, 30, 0, NULL, .branch = 'c' },
		{ 'D', 'K', STORED, 15, 0, NULL, .branch = 'd' },
		{ 'E', 'K', GONE, 40, 'B', NULL, .only_copy = true },
		{ 'F', 'K', COLLECTED, 40, 0, NULL, .branch = 'e' },
		{ 'G', 'K', STORED, 41, 'E', .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_int_equal(support_told(c, TOLD, 0), 1);
	assert_int_equal(support_told(c, TOLD, 'D'), 1);
	evid_custody_free(c);
}

/* whatever the order in which they were read */
static void
of_two_at_one_time_the_last_is_named(void **state)
{
	static const struct said rows[] = {
		{ 'X', 'K', GONE, 10, 0, NULL, .branch = 'x',
		    .only_copy = true },
		{ 'A', 'K', GONE, 10, 0, NULL, .only_copy = true },
		{ 'M', 'K', GONE, 10, 0, NULL, .branch = 'm',
		    .only_copy = true },
		{ 'B', 'K', STORED, 11, 'A', .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_int_equal(support_told(c, TOLD, 0), 1);
	assert_non_null(strstr(support_finding(c, TOLD, 'B')->message,
	    ": returned, event 5858585858585858"));
	evid_custody_free(c);
}

static void
the_keys_of_a_line_are_one_holder(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', EVI_EVENT_KEY_SUCCEEDED, 1, 0, NULL, .ref = 'L' },
		{ 'B', 'L', GONE, 10, 0, "A", .only_copy = true },
		{ 'C', 'K', STORED, 11, 'A', .answers = NULL },
		{ 'D', 'M', STORED, 11, 0, .answers = "A" },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_int_equal(support_told(c, TOLD, 0), 1);
	assert_int_equal(support_told(c, TOLD, 'C'), 1);
	evid_custody_free(c);
}

static void
whoever_said_it_may_correct_it(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', GONE, 10, 0, NULL, .only_copy = true },
		{ 'B', 'K', STORED, 11, 'A', .answers = NULL },
		{ 'C', 'K', EVI_EVENT_CORRECTED, 12, 'B', "A", .ref = 'A',
		    .value = EVI_VALUE_NOT_ONLY },
		{ 'D', 'L', GONE, 10, 0, NULL, .only_copy = true },
		{ 'E', 'L', STORED, 11, 'D', .answers = NULL },
		{ 'F', 'K', EVI_EVENT_CORRECTED, 13, 'C', "D", .ref = 'D',
		    .value = EVI_VALUE_NOT_ONLY },
		{ 'G', 'L', EVI_EVENT_CORRECTED, 14, 'E', "D", .ref = 'D' },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_int_equal(support_told(c, TOLD, 0), 1);
	assert_int_equal(support_told(c, TOLD, 'E'), 1);
	assert_int_equal(support_event(c, 'A')->taken_back,
	    support_event(c, 'C') - c->events);
	assert_int_equal(support_event(c, 'D')->taken_back, EVI_NONE);
	evid_custody_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    in_any_branch_of_the_key_and_of_the_same_subject),
		cmocka_unit_test(what_was_received_since_is_held_again),
		cmocka_unit_test(of_two_at_one_time_the_last_is_named),
		cmocka_unit_test(the_keys_of_a_line_are_one_holder),
		cmocka_unit_test(whoever_said_it_may_correct_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
