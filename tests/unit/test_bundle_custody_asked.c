/* bundle/custody/asked.c: conditions that a receipt leaves without answer. */
#include "support_custody.h"

#include "record/condition.h"

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

/* change 'A' of K asks, and @lets goes on; handed over at 20 under 'A', and
 * received without an answer at @received: what helps */
static const char *
hint_of(struct said lets, enum evi_condition_how how, int received)
{
	static const struct known known[] = {
		{ .key = 'K', .state = "KZ" },
		{ .key = 'L', .state = NULL },
		{ .key = 'G', .state = NULL },
		{ .key = 'R', .state = "KZ", .revoked = 1 },
	};
	const struct said rows[] = {
		{ 'A', 'K', CHANGED, 10, 0, NULL, ASKS("1") },
		{ 'D', 'K', HANDED, 20, 'A', NULL, .ref = 'L', .facts = "F",
		    .terms = "A" },
		{ 'R', 'L', GOT, received, 0, "D", .facts = "F",
		    .value = EVI_VALUE_ACCEPTED },
	};
	struct evid_custody *c = SUPPORT_TRUSTING(known);
	const struct evi_custody_finding *f;
	const char *hint;
	size_t i;

	lets.type = CHANGED;
	lets.branch = 'l';
	lets.terms = "1n";
	support_say(c, &rows[0]);
	support_say(c, &lets);
	for (i = 0; i < 2; i++) {
		struct evi_custody_event *e = &c->events[i];

		e->how = (uint8_t)(i == 0 ? EVI_CONDITION_ADDED : how);
		e->readable = true;
		assert_int_equal(evi_custody_condition_name(
		    c->pool[e->terms], "KZ", c->pool[e->terms + 1], NULL),
		    EVID_OK);
	}
	support_judge(c, rows + 1, 2);
	f = support_finding(c, TOLD, 'R');
	hint = evi_custody_hint(c, f);
	assert_int_equal(support_told(c, "custody-answer-early", 'R'),
	    received < 20);
	if (received < 20)
		assert_string_not_equal(evi_custody_hint(c, support_finding(c,
		    "custody-answer-early", 'R')), hint);
	evid_custody_free(c);
	return hint;
}

/* What lets it go, and counts where its State is known, helps whoever reads
 * that an answer lacks. */
static void
who_is_of_no_known_state_is_named_as_the_way_out(void **state)
{
	static const struct {
		struct said lets;
		enum evi_condition_how how;
		int received;
		bool helps;
	} rows[] = {
		{ { 'B', 'G', .at = 25 }, EVI_CONDITION_LIFTED, 30, true },
		{ { 'B', 'G', .at = 30 }, EVI_CONDITION_LOOSENED, 30, true },
		{ { 'B', 'G', .at = 18 }, EVI_CONDITION_LIFTED, 15, true },
		{ { 'B', 'G', .at = 31 }, EVI_CONDITION_LIFTED, 30, false },
		{ { 'B', 'G', .at = 25, .asks = true },
		    EVI_CONDITION_LOOSENED, 30, false },
		{ { 'B', 'G', .at = 25, .value = EVI_VALUE_STRICTER },
		    EVI_CONDITION_ADDED, 30, false },
		{ { 'B', 'R', .at = 25 }, EVI_CONDITION_LIFTED, 30, false },
		{ { 'B', 'X', .at = 25 }, EVI_CONDITION_LIFTED, 30, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *hint = hint_of(rows[i].lets, rows[i].how,
		    rows[i].received);

		if ((strstr(hint, "a change that lets it go has no effect "
		    "here") != NULL) != rows[i].helps)
			fail_msg("row %zu: %s", i, hint);
	}
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
		cmocka_unit_test(
		    who_is_of_no_known_state_is_named_as_the_way_out),
		cmocka_unit_test(what_is_not_accepted_needs_no_answer_to_any),
		cmocka_unit_test(it_stays_open_until_all_are_answered),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
