/* bundle/custody/set.c: what is kept of events, and found again. */
#include "support_custody.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define STORED EVI_EVENT_STORED

static void
an_event_that_stands_twice_is_one(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'A', 'K', STORED, 1, 0, .answers = NULL, .sealed = true },
		{ 'B', 'K', STORED, 2, 'A', .answers = "A" },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_int_equal(evid_custody_events(c), 2);
	assert_true(support_event(c, 'A')->sealed);
	assert_int_equal(c->n_keys, 1);
	assert_int_equal(c->n_findings, 0);
	evid_custody_free(c);
}

static void
of_many_events_each_is_found(void **state)
{
	struct evid_custody *c = support_set();
	uint8_t digest[EVI_SHA256_LEN] = { 0 };
	struct evi_custody_parsed p;
	uint32_t i;

	(void)state;
	for (i = 0; i < 5000; i++) {
		memset(&p, 0, sizeof(p));
		/* all alike where a table looks first */
		p.event.digest[31] = (uint8_t)i;
		p.event.digest[30] = (uint8_t)(i >> 8);
		p.event.when.seconds = 5000 - (int64_t)i;
		p.keyid[31] = (uint8_t)(i % 7);
		assert_int_equal(evi_custody_keep(c, &p, NULL), EVID_OK);
	}
	assert_int_equal(c->n_keys, 7);
	assert_int_equal(c->n_subjects, 1);
	assert_int_equal(evi_custody_sort(c, NULL), EVID_OK);
	for (i = 0; i < 5000; i++) {
		digest[31] = (uint8_t)i;
		digest[30] = (uint8_t)(i >> 8);
		assert_int_equal(evi_custody_find(c, digest), 4999 - i);
	}
	digest[29] = 1;
	assert_int_equal(evi_custody_find(c, digest), EVI_NONE);
	evid_custody_free(c);
}

static void
the_order_is_of_time_and_then_of_digests(void **state)
{
	static const struct said rows[] = {
		{ 'C', 'K', STORED, 2, 0, .answers = NULL, .branch = 'x' },
		{ 'B', 'K', STORED, 2, 0, .answers = NULL, .branch = 'y' },
		{ 'D', 'K', STORED, 1, 0, .answers = NULL, .branch = 'z' },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_ptr_equal(support_event(c, 'D'), &c->events[0]);
	assert_ptr_equal(support_event(c, 'B'), &c->events[1]);
	assert_ptr_equal(support_event(c, 'C'), &c->events[2]);
	evid_custody_free(c);
}

static void
findings_past_the_limit_are_counted_and_have_their_effect(void **state)
{
	struct evid_custody *c = support_set();
	size_t i;

	(void)state;
	for (i = 0; i < EVI_FINDINGS_MAX + 3; i++)
		assert_int_equal(evi_custody_tell(c,
		    EVI_FINDING_CUSTODY_CLAIM, EVI_NONE, NULL, "%zu", i),
		    EVID_OK);
	assert_int_equal(c->worst, 0);
	assert_int_equal(c->n_findings, EVI_FINDINGS_MAX);
	for (i = 0; i < 2; i++)		/* one of each code is kept */
		assert_int_equal(evi_custody_tell(c,
		    EVI_FINDING_CUSTODY_EQUIVOCATION, EVI_NONE, NULL, NULL),
		    EVID_OK);
	assert_int_equal(c->n_findings, EVI_FINDINGS_MAX + 1);
	assert_int_equal(c->room.left_out, 4);
	assert_int_equal(c->room.counts[EVI_FINDING_CUSTODY_CLAIM],
	    EVI_FINDINGS_MAX + 3);
	assert_int_equal(c->room.counts[EVI_FINDING_CUSTODY_EQUIVOCATION], 2);
	assert_int_equal(c->worst, 3);
	assert_string_equal(evi_custody_status(c), "not-trusted");
	assert_non_null(strstr(c->findings[7].message, ": 7"));
	evid_custody_free(c);
}

/* A finding is cut as an event may be long, and stays text. */
static void
a_finding_is_cut_between_characters(void **state)
{
	struct evid_custody *c = support_set();
	char text[1024];
	const char *told;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		size_t n = i;

		/* U+20AC, three bytes */
		memset(text, 'x', n);
		for (; n + 3 < sizeof(text); n += 3)
			memcpy(text + n, "\xe2\x82\xac", 3);
		text[n] = '\0';
		assert_int_equal(evi_custody_tell(c,
		    EVI_FINDING_CUSTODY_CLAIM, EVI_NONE, NULL, "%s", text),
		    EVID_OK);
		told = strstr(c->findings[i].message, ": ");
		assert_non_null(told);
		assert_int_equal(strlen(told + 2), i + (511 - i) / 3 * 3);
		assert_memory_equal(told + 2, text, strlen(told + 2));
	}
	evid_custody_free(c);
}

static void
what_strangers_write_buries_nothing_and_has_no_effect(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'L', STORED, 2, 0, .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);
	uint32_t mine = evi_custody_find(c, support_digest('A'));
	uint32_t his = evi_custody_find(c, support_digest('B'));
	size_t i;

	(void)state;
	c->keys[c->events[his].key].unknown = true;
	for (i = 0; i < 2000; i++)
		assert_int_equal(evi_custody_tell(c, i % 2 == 0 ?
		    EVI_FINDING_CUSTODY_TWO_FIRSTS :
		    EVI_FINDING_CUSTODY_CLAIM, his, NULL, "%zu", i), EVID_OK);
	assert_int_equal(c->worst, 0);
	assert_int_equal(c->n_findings, EVI_ANYBODYS_MAX);
	assert_int_equal(support_told(c, "custody-two-firsts", 'B'), 0);
	assert_int_equal(support_told(c, "custody-stranger", 'B'),
	    EVI_ANYBODYS_MAX / 2);
	assert_non_null(strstr(c->findings[2].message,
	    ": custody-two-firsts: one holder's record begins twice: 2"));
	assert_int_equal(evi_custody_tell(c, EVI_FINDING_CUSTODY_EQUIVOCATION,
	    mine, NULL, NULL), EVID_OK);
	assert_int_equal(support_told(c, "custody-equivocation", 'A'), 1);
	assert_int_equal(c->room.left_out, 2000 - EVI_ANYBODYS_MAX);
	assert_int_equal(c->worst, 3);
	evid_custody_free(c);
}

static void
whom_trust_does_not_know_buries_nothing_either(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'L', STORED, 2, 0, .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);
	uint32_t mine = evi_custody_find(c, support_digest('A'));
	uint32_t his = evi_custody_find(c, support_digest('B'));
	size_t i;

	(void)state;
	c->keys[c->events[his].key].unknown = true;
	c->keys[c->events[his].key].named = true;
	for (i = 0; i < 2000; i++)
		assert_int_equal(evi_custody_tell(c,
		    EVI_FINDING_CUSTODY_TWO_FIRSTS, his, NULL, "%zu", i),
		    EVID_OK);
	assert_int_equal(c->worst, 3);
	assert_int_equal(c->n_findings, EVI_ANYBODYS_MAX);
	assert_int_equal(evi_custody_tell(c, EVI_FINDING_CUSTODY_EQUIVOCATION,
	    mine, NULL, NULL), EVID_OK);
	assert_int_equal(support_told(c, "custody-equivocation", 'A'), 1);
	evid_custody_free(c);
}

static void
lines_set_aside_bury_no_event_and_have_their_effect(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);
	struct evi_custody_place place = { .source = 0, .key = EVI_NONE };
	size_t i;

	(void)state;
	for (i = 0; i < 2000; i++) {
		place.line = i + 1;
		assert_int_equal(evi_custody_tell_line(c,
		    EVI_FINDING_CUSTODY_LINE_FOREIGN, &place, NULL, NULL),
		    EVID_OK);
	}
	assert_int_equal(evi_custody_tell(c, EVI_FINDING_CUSTODY_EQUIVOCATION,
	    0, NULL, NULL), EVID_OK);
	assert_int_equal(support_told(c, "custody-equivocation", 'A'), 1);
	assert_int_equal(c->n_findings, EVI_ANYBODYS_MAX + 1);
	assert_int_equal(c->worst, 1);
	evid_custody_free(c);
}

static void
sealed_heads_are_those_of_the_sealed_events_alone(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL, .sealed = true },
		{ 'B', 'K', STORED, 2, 'A', .answers = NULL, .sealed = true },
		{ 'C', 'K', STORED, 3, 'B', .answers = NULL },
	};
	struct evi_digests heads = { NULL, 0, 0 };
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_int_equal(evi_custody_heads(c, true, &heads, NULL), EVID_OK);
	assert_int_equal(heads.count, 1);
	assert_memory_equal(heads.items[0], support_digest('B'),
	    EVI_SHA256_LEN);
	evi_digests_free(&heads);
	evid_custody_free(c);
}

static const uint8_t *
number(int i)
{
	static uint8_t digest[EVI_SHA256_LEN];
	char id[16];

	(void)snprintf(id, sizeof(id), "C-%d", i);
	assert_int_equal(evi_sha256(id, strlen(id), digest, NULL), EVID_OK);
	return digest;
}

static void
each_state_that_imposed_a_condition_of_an_id_did(void **state)
{
	struct evid_custody *c = support_set();
	int i;

	(void)state;
	assert_false(evi_custody_imposed(c, number(1), "KZ"));
	assert_false(evi_custody_imposed(c, number(1), ""));
	for (i = 0; i < 200; i++)
		assert_int_equal(evi_custody_keep_imposer(c, number(i),
		    i % 2 ? "KZ" : "VN", NULL), EVID_OK);
	assert_int_equal(evi_custody_keep_imposer(c, number(1), "FR", NULL),
	    EVID_OK);
	assert_true(evi_custody_imposed(c, number(1), "KZ"));
	assert_true(evi_custody_imposed(c, number(1), "FR"));
	assert_false(evi_custody_imposed(c, number(1), "VN"));
	assert_true(evi_custody_imposed(c, number(198), "VN"));
	assert_true(evi_custody_imposed(c, number(198), ""));
	assert_false(evi_custody_imposed(c, number(200), ""));
	evid_custody_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_that_stands_twice_is_one),
		cmocka_unit_test(of_many_events_each_is_found),
		cmocka_unit_test(the_order_is_of_time_and_then_of_digests),
		cmocka_unit_test(
		    findings_past_the_limit_are_counted_and_have_their_effect),
		cmocka_unit_test(a_finding_is_cut_between_characters),
		cmocka_unit_test(
		    what_strangers_write_buries_nothing_and_has_no_effect),
		cmocka_unit_test(
		    whom_trust_does_not_know_buries_nothing_either),
		cmocka_unit_test(
		    lines_set_aside_bury_no_event_and_have_their_effect),
		cmocka_unit_test(
		    sealed_heads_are_those_of_the_sealed_events_alone),
		cmocka_unit_test(
		    each_state_that_imposed_a_condition_of_an_id_did),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
