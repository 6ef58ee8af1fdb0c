/* bundle/custody/answer.c, over.c: which answer fits a hand-over, and what
 * became of it. */
#include "support_custody.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define OVER EVI_EVENT_HANDED_OVER
#define RECEIVED EVI_EVENT_RECEIVED
#define TAKEN .value = EVI_VALUE_ACCEPTED

/* K hands files F under conditions C to L, who may answer */
static struct evid_custody *
answered(const struct said *answers, size_t n)
{
	static const struct said over = { 'H', 'K', OVER, 10, 0, NULL,
		.ref = 'L', .facts = "FC" };
	struct evid_custody *c = support_set();
	size_t i;

	support_say(c, &over);
	for (i = 0; i < n; i++)
		support_say(c, &answers[i]);
	assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
	assert_int_equal(c->n_overs, 1);
	return c;
}

/* what one answer comes to, and the one code that is told beside "open" */
static void
one(const struct said *answer, const char *name, const char *code)
{
	struct evid_custody *c = answered(answer, 1);

	assert_string_equal(evi_custody_over_name(c, &c->overs[0]), name);
	assert_int_equal(c->overs[0].open, strcmp(name, "open") == 0);
	assert_int_equal(c->n_findings, (size_t)(code != NULL) +
	    (size_t)c->overs[0].open);
	if (code != NULL)
		assert_int_equal(support_told(c, code, answer->name), 1);
	evid_custody_free(c);
}

#define ONE(name, code, ...) do { \
	static const struct said answer = { __VA_ARGS__ }; \
	one(&answer, name, code); \
} while (0)

static void
a_receipt_of_the_same_files_closes_it(void **state)
{
	(void)state;
	ONE("received", NULL, 'R', 'L', RECEIVED, 20, 0, "H", TAKEN,
	    .facts = "F");
	ONE("received-with-reservation", NULL, 'R', 'L', RECEIVED, 20, 0, "H",
	    .value = EVI_VALUE_RESERVATION, .facts = "F");
	ONE("refused", NULL, 'R', 'L', EVI_EVENT_REFUSED, 20, 0, "H",
	    .value = EVI_VALUE_REFUSED);
}

static void
a_receipt_of_other_files_does_not(void **state)
{
	(void)state;
	ONE("open", "custody-receipt-other", 'R', 'L', RECEIVED, 20, 0, "H",
	    TAKEN, .facts = "G");
	ONE("open", "custody-receipt-other", 'R', 'L', RECEIVED, 20, 0, "H",
	    .value = EVI_VALUE_RESERVATION, .facts = "G");
	ONE("received-not-accepted", NULL, 'R', 'L', RECEIVED, 20, 0, "H",
	    .value = EVI_VALUE_NOT_ACCEPTED, .facts = "G");
}

static void
nor_one_that_its_own_verdict_speaks_against(void **state)
{
	(void)state;
	ONE("open", "custody-receipt-other", 'R', 'L', RECEIVED, 20, 0, "H",
	    TAKEN, .facts = "F", .contradicts = true);
}

static void
nor_one_by_another_key_or_of_something_else(void **state)
{
	(void)state;
	ONE("open", "custody-receipt-other-key", 'R', 'M', RECEIVED, 20, 0,
	    "H", TAKEN, .facts = "F");
	ONE("open", "custody-receipt-other", 'R', 'L', RECEIVED, 20, 0, NULL,
	    TAKEN, .facts = "F");
	ONE("open", "custody-answers-missing", 'R', 'L', RECEIVED, 20, 0, "Z",
	    TAKEN, .facts = "F");
	ONE("open", "custody-receipt-other", 'R', 'L', RECEIVED, 20, 0, "H",
	    TAKEN, .facts = "F", .subject = 'x');
}

static void
one_that_is_dated_before_it_closes_it_and_is_told(void **state)
{
	(void)state;
	ONE("received", "custody-answer-early", 'R', 'L', RECEIVED, 9, 0, "H",
	    TAKEN, .facts = "F");
	ONE("refused", "custody-answer-early", 'R', 'L', EVI_EVENT_REFUSED, 9,
	    0, "H", .value = EVI_VALUE_REFUSED);
}

static void
the_sender_alone_notes_an_answer_outside(void **state)
{
	(void)state;
	ONE("acknowledged-received", NULL, 'R', 'K', EVI_EVENT_ACKNOWLEDGED,
	    20, 'H', "H", .value = EVI_VALUE_ACK_RECEIVED);
	ONE("acknowledged-refused", NULL, 'R', 'K', EVI_EVENT_ACKNOWLEDGED,
	    20, 'H', "H", .value = EVI_VALUE_ACK_REFUSED);
	ONE("open", "custody-claim", 'R', 'L', EVI_EVENT_ACKNOWLEDGED, 20, 0,
	    "H", .value = EVI_VALUE_ACK_RECEIVED);
}

static void
the_receivers_word_goes_before_the_senders(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', EVI_EVENT_ACKNOWLEDGED, 20, 'H', "H",
		    .value = EVI_VALUE_ACK_REFUSED },
		{ 'B', 'L', RECEIVED, 21, 0, "H", TAKEN, .facts = "F" },
		{ 'C', 'K', EVI_EVENT_ACKNOWLEDGED, 22, 'A', "H",
		    .value = EVI_VALUE_ACK_REFUSED },
		{ 'D', 'L', RECEIVED, 23, 'B', "H", TAKEN, .facts = "F" },
	};
	struct evid_custody *c = answered(rows, 4);

	(void)state;
	assert_string_equal(evi_custody_over_name(c, &c->overs[0]),
	    "received");
	assert_int_equal(c->n_findings, 1);
	assert_int_equal(support_told(c, "custody-outside-differs", 'C'), 1);
	assert_non_null(strstr(c->findings[0].message, ": here the "
	    "receiver refused it, as the sender notes; by his own event "
	    "4242424242424242 he received it"));
	assert_string_equal(evi_custody_status(c), "sound");
	evid_custody_free(c);
}

/* the sender's last note, whatever came first; what is not taken is not */
static void
a_note_that_contradicts_what_was_signed_is_told(void **state)
{
	static const struct {
		uint8_t noted, type, value;
		uint32_t at;
		bool told;
	} rows[] = {
		{ EVI_VALUE_ACK_RECEIVED, EVI_EVENT_REFUSED,
		    EVI_VALUE_REFUSED, 30, true },
		{ EVI_VALUE_ACK_RECEIVED, EVI_EVENT_REFUSED,
		    EVI_VALUE_REFUSED, 15, true },
		{ EVI_VALUE_ACK_RECEIVED, RECEIVED, EVI_VALUE_NOT_ACCEPTED,
		    30, true },
		{ EVI_VALUE_ACK_REFUSED, RECEIVED, EVI_VALUE_RESERVATION, 15,
		    true },
		{ EVI_VALUE_ACK_RECEIVED, RECEIVED, EVI_VALUE_RESERVATION, 30,
		    false },
		{ EVI_VALUE_ACK_REFUSED, RECEIVED, EVI_VALUE_NOT_ACCEPTED, 30,
		    false },
		{ EVI_VALUE_ACK_REFUSED, EVI_EVENT_REFUSED,
		    EVI_VALUE_REFUSED, 15, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct said said[] = {
			{ 'A', 'K', EVI_EVENT_ACKNOWLEDGED, 20, 'H', "H",
			    .value = rows[i].noted },
			{ 'B', 'L', rows[i].type, rows[i].at, 0, "H",
			    .value = rows[i].value, .facts = "F" },
		};
		struct evid_custody *c = answered(said, 2);

		assert_int_equal(c->n_findings, rows[i].told);
		assert_int_equal(support_told(c, "custody-outside-differs",
		    'A'), rows[i].told);
		evid_custody_free(c);
	}
}

/* what he said first holds, and is told against the first that differs */
static void
the_receiver_cannot_take_it_back(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'L', RECEIVED, 20, 0, "H", TAKEN, .facts = "F" },
		{ 'B', 'L', RECEIVED, 21, 'A', "H", TAKEN, .facts = "F" },
		{ 'C', 'L', EVI_EVENT_REFUSED, 22, 'B', "H",
		    .value = EVI_VALUE_REFUSED },
		{ 'D', 'L', EVI_EVENT_REFUSED, 23, 'C', "H",
		    .value = EVI_VALUE_REFUSED },
	};
	struct evid_custody *c = answered(rows, 4);

	(void)state;
	assert_string_equal(evi_custody_over_name(c, &c->overs[0]),
	    "received");
	assert_int_equal(c->n_findings, 1);
	assert_int_equal(support_told(c, "custody-answers-differ", 'C'), 1);
	assert_non_null(strstr(c->findings[0].message,
	    ": here he refused it; by event 4141414141414141 before it he "
	    "received it"));
	assert_string_equal(evi_custody_status(c), "not-trusted");
	evid_custody_free(c);
	/* in another branch, and dated before */
	c = answered((const struct said[]){ rows[0], { 'E', 'L',
	    EVI_EVENT_REFUSED, 19, 0, "H", .branch = 'c',
	    .value = EVI_VALUE_REFUSED } }, 2);
	assert_string_equal(evi_custody_over_name(c, &c->overs[0]),
	    "refused");
	assert_int_equal(support_told(c, "custody-answers-differ", 'A'), 1);
	evid_custody_free(c);
}

/* L received as 'A'; a correction 'C' by L is said to have @of so */
static void
corrects(const struct said *also, uint8_t rewrites, char of, bool told)
{
	const struct said rows[] = {
		{ 'A', 'L', RECEIVED, 20, 0, "H", TAKEN, .facts = "F" },
		{ 'C', 'L', EVI_EVENT_CORRECTED, 22, 'A', "A", .ref = of,
		    .rewrites = rewrites },
		*also,
	};
	struct evid_custody *c = answered(rows, 3);

	assert_string_equal(evi_custody_over_name(c, &c->overs[0]),
	    "received");
	assert_int_equal(support_told(c, "custody-answers-differ", 'C'),
	    told);
	assert_int_equal(support_told(c, "custody-answers-differ", 0),
	    c->overs[0].contradicted);
	evid_custody_free(c);
}

static void
nor_correct_how_he_answered(void **state)
{
	static const struct said nothing = { 'S', 'L', EVI_EVENT_STORED, 21,
		'C', .answers = NULL };
	static const struct said refused = { 'S', 'L', EVI_EVENT_REFUSED, 21,
		'C', "H", .value = EVI_VALUE_REFUSED };
	static const struct said claim = { 'S', 'X', RECEIVED, 21, 0, "H",
		TAKEN, .facts = "F" };

	(void)state;
	corrects(&nothing, EVI_VALUE_NOT_ACCEPTED, 'A', true);
	corrects(&nothing, EVI_REWRITES, 'A', true);
	corrects(&nothing, EVI_VALUE_ACCEPTED, 'A', false);
	corrects(&nothing, 0, 'A', false);
	/* what is no receipt, not here, or has no effect */
	corrects(&nothing, EVI_VALUE_NOT_ACCEPTED, 'S', false);
	corrects(&nothing, EVI_VALUE_NOT_ACCEPTED, 'Z', false);
	corrects(&claim, EVI_VALUE_NOT_ACCEPTED, 'S', false);
	/* once a hand-over */
	corrects(&refused, EVI_VALUE_NOT_ACCEPTED, 'A', false);
}

/* What a later version says of it is not known, and so not contradicted. */
static void
a_receipt_of_a_later_version_is_not_contradicted(void **state)
{
	static const struct said over = { 'H', 'K', OVER, 10, 0, NULL,
		.ref = 'L', .facts = "F" };
	static const struct said said = { 'C', 'L', EVI_EVENT_CORRECTED, 22,
		0, NULL, .ref = 'N', .rewrites = EVI_VALUE_NOT_ACCEPTED };
	struct evid_custody *c = support_set();
	struct evi_custody_parsed newer;
	size_t i;

	(void)state;
	support_say(c, &over);
	support_say(c, &said);
	for (i = 0; i < 2; i++) {	/* merged, it stands twice */
		memset(&newer, 0, sizeof(newer));
		memcpy(newer.event.digest, support_digest('N'),
		    EVI_SHA256_LEN);
		memcpy(newer.keyid, support_digest('L'), EVI_SHA256_LEN);
		newer.event.sealed = i == 1;
		newer.version = 2;
		assert_int_equal(evi_custody_keep_newer(c, &newer, NULL),
		    EVID_OK);
	}
	assert_int_equal(c->n_newer, 1);
	assert_true(c->newer[0].sealed);
	assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
	assert_true(support_event(c, 'C')->counts);
	assert_int_equal(support_told(c, "custody-answers-differ", 0), 0);
	assert_int_equal(support_told(c, "custody-version-unknown", 0), 1);
	assert_true(c->overs[0].open);
	evid_custody_free(c);
}

/* One receipt answers several: what is missing, or no hand-over, closes
 * none, and hinders no other. */
static void
a_receipt_closes_those_of_its_hand_overs_that_are_here(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'L', EVI_EVENT_STORED, 15, 0, .answers = NULL },
		{ 'R', 'L', RECEIVED, 20, 'A', "ZAH", TAKEN, .facts = "F" },
		{ 'C', 'L', EVI_EVENT_CORRECTED, 22, 'R', "R", .ref = 'R',
		    .rewrites = EVI_VALUE_NOT_ACCEPTED },
	};
	struct evid_custody *c = answered(rows, 3);

	(void)state;
	assert_string_equal(evi_custody_over_name(c, &c->overs[0]),
	    "received");
	assert_int_equal(support_told(c, "custody-answers-missing", 'R'), 1);
	assert_int_equal(support_told(c, "custody-answers-differ", 'C'), 1);
	assert_int_equal(c->n_findings, 2);
	evid_custody_free(c);
}

static void
as_of_then_what_is_later_is_later_or_a_claim(void **state)
{
	static const struct {
		int at;
		bool unchecked;
		const char *name;
	} rows[] = {
		{ 10, false, "open" }, { 30, false, "later" },
		{ 10, true, "claimed" }, { 30, true, "claimed" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_custody *c = support_set();
		const struct said over = { 'H', 'K', OVER, rows[i].at, 0,
			NULL, .ref = 'L', .facts = "F",
			.unchecked = rows[i].unchecked };

		c->options.has_now = c->options.as_of = 1;
		c->now.seconds = 20;
		support_judge(c, &over, 1);
		assert_string_equal(evi_custody_over_name(c, &c->overs[0]),
		    rows[i].name);
		assert_int_equal(support_told(c, "hand-over-open", 'H'),
		    strcmp(rows[i].name, "open") == 0);
		evid_custody_free(c);
	}
}

static void
the_conditions_are_those_of_the_bundle_that_is_given(void **state)
{
	static const struct said over = { 'H', 'K', OVER, 10, 0, NULL,
		.ref = 'L', .facts = "FC" };
	static const struct {
		char conditions;
		size_t told;
	} rows[] = { { 'C', 0 }, { 'D', 1 } };
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct evid_custody *c = support_set();

		c->has_seal = true;
		memcpy(c->seal, support_digest('S'), EVI_SHA256_LEN);
		memcpy(c->conditions_digest,
		    support_digest(rows[i].conditions), EVI_SHA256_LEN);
		support_say(c, &over);
		assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
		assert_int_equal(support_told(c, "custody-hand-over-other",
		    'H'), rows[i].told);
		assert_true(c->overs[0].open);
		evid_custody_free(c);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_receipt_of_the_same_files_closes_it),
		cmocka_unit_test(a_receipt_of_other_files_does_not),
		cmocka_unit_test(nor_one_that_its_own_verdict_speaks_against),
		cmocka_unit_test(nor_one_by_another_key_or_of_something_else),
		cmocka_unit_test(
		    one_that_is_dated_before_it_closes_it_and_is_told),
		cmocka_unit_test(the_sender_alone_notes_an_answer_outside),
		cmocka_unit_test(the_receivers_word_goes_before_the_senders),
		cmocka_unit_test(
		    a_note_that_contradicts_what_was_signed_is_told),
		cmocka_unit_test(the_receiver_cannot_take_it_back),
		cmocka_unit_test(nor_correct_how_he_answered),
		cmocka_unit_test(
		    a_receipt_of_a_later_version_is_not_contradicted),
		cmocka_unit_test(
		    a_receipt_closes_those_of_its_hand_overs_that_are_here),
		cmocka_unit_test(
		    as_of_then_what_is_later_is_later_or_a_claim),
		cmocka_unit_test(
		    the_conditions_are_those_of_the_bundle_that_is_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
