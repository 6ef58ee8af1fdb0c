/* bundle/custody/asked.c: conditions that a receipt leaves without answer. */
#include "support_custody.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define HANDED EVI_EVENT_HANDED_OVER
#define GOT EVI_EVENT_RECEIVED
#define CHANGED EVI_EVENT_CONDITION_CHANGED
#define TOLD "custody-condition-unanswered"
/* a change that asks, of the condition of that letter; its name is no
 * matter */
#define ASKS(letter) .value = EVI_VALUE_STRICTER, .asks = true, \
	.terms = letter "n"

static const struct said changes[] = {
	{ 'A', 'K', CHANGED, 1, 0, NULL, ASKS("1") },
	{ 'B', 'K', CHANGED, 2, 'A', NULL, ASKS("2") },
	{ 'C', 'K', CHANGED, 3, 'B', NULL, .value = EVI_VALUE_STRICTER,
	    .terms = "3n" },
	{ 'D', 'K', HANDED, 4, 'C', NULL, .ref = 'L', .facts = "F",
	    .terms = "ABCZ" },
	{ 'E', 'K', HANDED, 5, 'D', NULL, .ref = 'L', .facts = "F",
	    .terms = "A" },
};

/* a receipt of those hand-overs, with answers to those conditions */
static struct evid_custody *
received(const char *overs, const char *answers, enum evi_custody_value how)
{
	struct said rows[6];

	memcpy(rows, changes, sizeof(changes));
	rows[5] = (struct said){ 'R', 'L', GOT, 9, 0, overs, .facts = "F",
		.terms = answers, .value = how };
	return SUPPORT_JUDGED(rows);
}

static size_t
told(const char *overs, const char *answers, enum evi_custody_value how)
{
	struct evid_custody *c = received(overs, answers, how);
	size_t n = support_told(c, TOLD, 'R');

	assert_int_equal(support_told(c, TOLD, 0), n);
	assert_int_equal(support_event(c, 'R')->counts, n == 0);
	evid_custody_free(c);
	return n;
}

static void
each_that_the_hand_over_names_and_that_asks_is_answered(void **state)
{
	(void)state;
	assert_int_equal(told("D", "12", EVI_VALUE_ACCEPTED), 0);
	assert_int_equal(told("D", "123", EVI_VALUE_RESERVATION), 0);
	assert_int_equal(told("D", "1", EVI_VALUE_ACCEPTED), 1);
	assert_int_equal(told("D", "2", EVI_VALUE_RESERVATION), 1);
	assert_int_equal(told("D", NULL, EVI_VALUE_ACCEPTED), 1);
	assert_int_equal(told("D", "3", EVI_VALUE_ACCEPTED), 1);
	assert_int_equal(told("E", "1", EVI_VALUE_ACCEPTED), 0);
	assert_int_equal(told("DE", "1", EVI_VALUE_ACCEPTED), 1);
}

/* Two changes of one condition ask for one answer. */
static void
each_is_named_once(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', CHANGED, 1, 0, NULL, ASKS("1") },
		{ 'B', 'K', CHANGED, 2, 'A', NULL, ASKS("1") },
		{ 'C', 'K', CHANGED, 3, 'B', NULL, ASKS("2") },
		{ 'D', 'K', HANDED, 4, 'C', NULL, .ref = 'L', .facts = "F",
		    .terms = "ABC" },
		{ 'R', 'L', GOT, 9, 0, "D", .facts = "F",
		    .value = EVI_VALUE_ACCEPTED },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);
	const char *message = support_finding(c, TOLD, 'R')->message;

	(void)state;
	assert_non_null(strstr(message, ": that of event 4141414141414141, "
	    "that of event 4343434343434343"));
	assert_null(strstr(message, "4242424242424242"));
	evid_custody_free(c);
}

static void
what_is_not_accepted_needs_no_answer_to_any(void **state)
{
	(void)state;
	assert_int_equal(told("D", NULL, EVI_VALUE_NOT_ACCEPTED), 0);
}

static void
it_stays_open_until_all_are_answered(void **state)
{
	struct evid_custody *c = received("E", NULL, EVI_VALUE_ACCEPTED);

	(void)state;
	assert_int_equal(support_told(c, "hand-over-open", 'E'), 1);
	evid_custody_free(c);
	c = received("E", "1", EVI_VALUE_ACCEPTED);
	assert_int_equal(support_told(c, "hand-over-open", 'E'), 0);
	evid_custody_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    each_that_the_hand_over_names_and_that_asks_is_answered),
		cmocka_unit_test(each_is_named_once),
		cmocka_unit_test(what_is_not_accepted_needs_no_answer_to_any),
		cmocka_unit_test(it_stays_open_until_all_are_answered),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
