/* bundle/custody/contrary.c: a condition answered in two ways. */
#include "support_custody.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define GOT EVI_EVENT_RECEIVED
#define TOLD "custody-answers-differ"
/* a receipt with a reservation, of those hand-overs, whose last terms are
 * reserved, or not accepted */
#define RECEIPT(name_, at_, overs, terms_, reserved, denied) \
	{ .name = (name_), .key = 'L', .type = GOT, .at = (at_), \
	    .answers = (overs), .branch = (name_), .facts = "F", \
	    .value = EVI_VALUE_RESERVATION, .terms = (terms_), \
	    .n_reserved = (reserved), .n_denied = (denied) }

/* hand-overs D and E to L, and these */
static struct evid_custody *
judged(const struct said *rows, size_t n)
{
	static const struct said overs[] = {
		{ 'D', 'K', EVI_EVENT_HANDED_OVER, 1, 0, NULL, .ref = 'L',
		    .facts = "F" },
		{ 'E', 'K', EVI_EVENT_HANDED_OVER, 2, 'D', NULL, .ref = 'L',
		    .facts = "F" },
	};
	struct evid_custody *c = support_set();
	size_t i;

	support_say(c, &overs[0]);
	support_say(c, &overs[1]);
	for (i = 0; i < n; i++)
		support_say(c, &rows[i]);
	assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
	return c;
}
#define JUDGED(rows) judged(rows, sizeof(rows) / sizeof((rows)[0]))

/* it is told of that event alone; '-': of none */
static bool
told(const struct said *rows, size_t n, char name)
{
	struct evid_custody *c = judged(rows, n);
	size_t all = support_told(c, TOLD, 0);
	bool good = name == '-' ? all == 0 :
	    all == 1 && support_told(c, TOLD, name) == 1;

	evid_custody_free(c);
	return good;
}
#define TOLD_OF(rows, name) \
	told(rows, sizeof(rows) / sizeof((rows)[0]), name)

static void
the_same_answers_are_none(void **state)
{
	const struct said same[] = {
		RECEIPT('R', 10, "D", "12", 1, 0),
		RECEIPT('S', 11, "D", "12", 1, 0),
		RECEIPT('T', 12, "D", "2", 1, 0),
		RECEIPT('U', 13, "D", "3", 0, 1),
	};
	const struct said of_two[] = {
		RECEIPT('R', 10, "D", "1", 0, 0),
		RECEIPT('S', 11, "E", "1", 0, 1),
	};

	(void)state;
	assert_true(TOLD_OF(same, '-'));
	assert_true(TOLD_OF(of_two, '-'));
}

static void
a_condition_answered_otherwise_is_told(void **state)
{
	const struct said reserved[] = {
		RECEIPT('R', 10, "D", "12", 0, 0),
		RECEIPT('S', 11, "D", "12", 1, 0),
	};
	const struct said denied[] = {
		RECEIPT('R', 10, "D", "1", 1, 0),
		RECEIPT('S', 11, "DE", "1", 0, 1),
	};
	const struct said back[] = {
		RECEIPT('R', 10, "D", "1", 0, 1),
		RECEIPT('S', 11, "D", "1", 0, 0),
		RECEIPT('T', 12, "D", "1", 1, 0),
	};

	(void)state;
	assert_true(TOLD_OF(reserved, 'S'));
	assert_true(TOLD_OF(denied, 'S'));
	assert_true(TOLD_OF(back, 'S'));
}

static void
also_where_the_first_receipt_does_not_answer_it(void **state)
{
	const struct said rows[] = {
		RECEIPT('R', 10, "D", "1", 0, 0),
		RECEIPT('S', 11, "D", "29", 0, 0),
		RECEIPT('T', 12, "D", "92", 2, 0),
		RECEIPT('U', 13, "D", "1", 0, 1),
	};

	(void)state;
	assert_true(TOLD_OF(rows, 'T'));
}

static void
once_a_hand_over_and_naming_both(void **state)
{
	const struct said rows[] = {
		RECEIPT('R', 10, "DE", "1", 0, 0),
		RECEIPT('S', 11, "DE", "1", 1, 0),
		RECEIPT('T', 12, "DE", "1", 0, 1),
	};
	struct evid_custody *c = JUDGED(rows);

	(void)state;
	assert_int_equal(support_told(c, TOLD, 'S'), 2);
	assert_int_equal(support_told(c, TOLD, 0), 2);
	assert_non_null(strstr(c->findings[0].message, ": a condition "
	    "with a reservation, and by event 5252525252525252 before "
	    "it accepted"));
	assert_string_equal(evi_custody_status(c), "not-trusted");
	evid_custody_free(c);
}

static void
a_receipt_that_does_not_count_contradicts_nothing(void **state)
{
	struct said rows[] = {
		RECEIPT('R', 10, "D", "1", 0, 0),
		RECEIPT('S', 11, "D", "1", 1, 0),
	};

	(void)state;
	rows[1].key = 'X';
	assert_true(TOLD_OF(rows, '-'));
}

/* The whole, taken in two ways, is told, and not each condition, too. */
static void
the_whole_goes_before_its_conditions(void **state)
{
	struct said rows[] = {
		RECEIPT('R', 10, "D", "1", 0, 0),
		RECEIPT('S', 11, "D", "1", 1, 0),
		RECEIPT('T', 12, "D", "1", 0, 1),
	};

	(void)state;
	rows[2].value = EVI_VALUE_NOT_ACCEPTED;
	assert_true(TOLD_OF(rows, 'T'));
}

static void
two_answers_in_one_are_told(void **state)
{
	const struct said one[] = {
		RECEIPT('R', 10, "D", "121", 0, 1),
	};
	const struct said both[] = {
		RECEIPT('R', 10, "D", "11", 1, 0),
		RECEIPT('S', 11, "D", "11", 1, 0),
	};
	const struct said later[] = {
		RECEIPT('R', 10, "D", "1", 1, 0),
		RECEIPT('S', 11, "D", "11", 1, 0),
	};
	const struct said twice[] = {
		RECEIPT('R', 10, "D", "1122", 2, 0),
	};
	struct evid_custody *c = JUDGED(one);

	(void)state;
	assert_non_null(strstr(c->findings[0].message, ": a condition "
	    "accepted and not accepted, in one receipt"));
	evid_custody_free(c);
	assert_true(TOLD_OF(one, 'R'));
	assert_true(TOLD_OF(both, 'R'));
	assert_true(TOLD_OF(later, 'S'));
	assert_true(TOLD_OF(twice, '-'));
}

/* Not accepted as a whole is no leave to answer both ways. */
static void
in_one_that_is_not_accepted_either(void **state)
{
	struct said rows[] = {
		RECEIPT('R', 10, "D", "11", 0, 1),
	};

	(void)state;
	rows[0].value = EVI_VALUE_NOT_ACCEPTED;
	assert_true(TOLD_OF(rows, 'R'));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_answers_are_none),
		cmocka_unit_test(a_condition_answered_otherwise_is_told),
		cmocka_unit_test(
		    also_where_the_first_receipt_does_not_answer_it),
		cmocka_unit_test(once_a_hand_over_and_naming_both),
		cmocka_unit_test(
		    a_receipt_that_does_not_count_contradicts_nothing),
		cmocka_unit_test(the_whole_goes_before_its_conditions),
		cmocka_unit_test(two_answers_in_one_are_told),
		cmocka_unit_test(in_one_that_is_not_accepted_either),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
