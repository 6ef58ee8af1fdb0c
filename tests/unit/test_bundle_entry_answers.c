/* bundle/entry/answers.c: which hand-over an answer answers, or why none. */
#include "support_custody.h"

#include "bundle/entry/hand.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define OVER EVI_EVENT_HANDED_OVER
#define REFUSED EVI_EVENT_REFUSED
#define HANDS(name, key, at) { name, key, OVER, at, 0, .answers = NULL, \
	.branch = name, .ref = 'L', .facts = "F" }

/* a draft by L finds none, and is told that, and how to go on */
static void
none(struct evid_custody *c, enum evi_event_type type, const char *message,
    const char *hint)
{
	struct evi_draft d = support_entry(c, 'L', "", type, 99, "{}");
	struct evid_error err = EVID_ERROR_INIT;
	uint32_t over;

	assert_int_equal(evi_draft_answer(&d, &over, &err),
	    EVID_ERR_ARGUMENT);
	if (strstr(err.message, message) == NULL)
		fail_msg("%s", err.message);
	if (strstr(err.hint, hint) == NULL)
		fail_msg("%s", err.hint);
	support_entry_drop(&d);
}

static void
of_several_deliveries_one_is_to_be_named(void **state)
{
	static const struct said rows[] = {
		HANDS('A', 'K', 1), HANDS('B', 'K', 2),
	};

	(void)state;
	none(SUPPORT_JUDGED(rows), EVI_EVENT_DELIVERED, "log: there are 2 "
	    "hand-overs: 4141414141414141, 4242424242424242",
	    "name one of them (--hand-over); evid-custody list --open");
	none(SUPPORT_JUDGED(rows), REFUSED, "log: there are 2 open hand-overs "
	    "that this key can answer: ", "name one of them (--hand-over)");
}

static void
one_of_other_evidence_is_none(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', OVER, 1, 0, .answers = NULL, .ref = 'L',
		    .facts = "F", .subject = 'x' },
	};

	(void)state;
	none(SUPPORT_JUDGED(rows), REFUSED, "there is no open hand-over to "
	    "this key: the log has none of this evidence that is open",
	    "merge the sender's log first");
}

static void
whoever_is_named_as_the_next_is_told_so(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', EVI_EVENT_KEY_SUCCEEDED, 1, 0, .answers = NULL,
		    .ref = 'L' },
	};

	(void)state;
	none(SUPPORT_JUDGED(rows), REFUSED, "the log has none of this "
	    "evidence that is open", "this key is named as the next of "
	    "4b4b…4b4b (--answers 4141414141414141); where that is so, add "
	    "that");
}

/* K hands over to L, who refuses: what is told of it */
static void
claimed(const struct known *known, size_t n, const struct said *also,
    const char *note, bool effect)
{
	static const struct said over = HANDS('A', 'K', 2);
	struct evid_custody *c = n == 0 ? support_set() :
	    support_trusting(known, n);
	struct evi_draft d;
	uint32_t at;

	support_say(c, &over);
	support_judge(c, also, 1);
	d = support_entry(c, 'L', "", REFUSED, 99, "{}");
	assert_int_equal(evi_draft_answer(&d, &at, NULL), EVID_OK);
	assert_int_equal(d.event.answers.count, 1);
	assert_memory_equal(d.event.answers.items[0], support_digest('A'),
	    EVI_SHA256_LEN);
	assert_non_null(strstr(d.note, note));
	assert_int_equal(d.no_effect == NULL, effect);
	assert_non_null(strstr(d.advice, effect ? "ask its sender to hand it "
	    "over again with a new key" : "it counts for whoever knows this "
	    "key"));
	support_entry_drop(&d);
}

static void
of_a_claim_it_is_told_why_it_is_one(void **state)
{
	static const struct known known[] = {
		{ .key = 'K', .state = "KZ", .uses = EVID_USE_SEAL },
		{ .key = 'L', .state = "VN" },
	};
	static const struct known valid[] = {
		{ .key = 'K', .state = "KZ" },
	};
	static const struct said stolen = { 'B', 'K',
		EVI_EVENT_KEY_COMPROMISED, 1, 0, .answers = NULL,
		.ref = 'K' };
	static const struct said nothing = { 'B', 'L', EVI_EVENT_STORED, 1, 0,
		.answers = NULL };

	(void)state;
	claimed(known, 2, &nothing, "the key that signed that was not valid "
	    "for it", true);
	claimed(known, 1, &nothing, "the key that signed that was not valid "
	    "for it", false);
	claimed(valid, 1, &stolen, "the key that signed that is compromised",
	    false);
	claimed(NULL, 0, &stolen, "the key that signed that is compromised",
	    true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_several_deliveries_one_is_to_be_named),
		cmocka_unit_test(one_of_other_evidence_is_none),
		cmocka_unit_test(whoever_is_named_as_the_next_is_told_so),
		cmocka_unit_test(of_a_claim_it_is_told_why_it_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
