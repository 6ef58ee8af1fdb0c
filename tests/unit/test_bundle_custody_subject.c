/* bundle/custody/subject.c: which events are set aside, and what is told of
 * those that were sealed. */
#include "support_custody.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define STORED EVI_EVENT_STORED
#define OVER EVI_EVENT_HANDED_OVER

/* judged with the bundle of seal 'S' */
static struct evid_custody *
with_bundle(const struct said *rows, size_t n)
{
	struct evid_custody *c = support_set();
	size_t i;

	c->has_seal = true;
	memcpy(c->seal, support_digest('S'), EVI_SHA256_LEN);
	for (i = 0; i < n; i++)
		support_say(c, &rows[i]);
	assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
	return c;
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

/* Anybody can write many of another; and what cannot be checked anybody can
 * write in another's name. */
static void
but_by_those_who_are_trusted_and_checked_first(void **state)
{
	static const struct known known[] = {
		{ .key = 'K', .state = "KZ" },
		{ .key = 'L', .state = "KZ", .revoked = 1 },
	};
	static const struct {
		char key;
		bool unchecked;
	} rows[] = { { 'K', true }, { 'L', false }, { 'X', false } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct said said[] = {
			{ 'A', rows[i].key, STORED, 1, 0, NULL,
			    .subject = 'T', .unchecked = rows[i].unchecked },
			{ 'B', rows[i].key, STORED, 2, 'A', NULL,
			    .subject = 'T', .unchecked = rows[i].unchecked },
			{ 'C', 'K', STORED, 3, 0, NULL, .branch = 'c' },
		};
		struct evid_custody *c = SUPPORT_TRUSTING(known);

		SUPPORT_JUDGE(c, said);
		assert_true(support_event(c, 'C')->counts);
		assert_true(evi_custody_aside(c, evi_custody_find(c,
		    support_digest('A'))));
		assert_false(evi_custody_aside(c, evi_custody_find(c,
		    support_digest('C'))));
		assert_false(support_event(c, 'A')->counts);
		evid_custody_free(c);
	}
}

static void
what_is_sealed_of_another_bundle_is_kept_for_what_names_it(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, NULL, 0, 'T', .sealed = true },
		{ 'B', 'L', STORED, 1, 0, NULL, 0, 'T', .sealed = true },
		{ 'C', 'M', STORED, 1, 0, NULL, 0, 'T', .sealed = true },
		{ 'D', 'N', STORED, 1, 0, NULL, 0, 'T', .sealed = true },
		{ 'E', 'O', STORED, 1, 0, NULL, 0, 'T', .sealed = true },
		{ 'F', 'K', STORED, 2, 'A', NULL, 0, 'x', .sealed = true },
		{ 'G', 'P', STORED, 2, 0, "B", 0, 'x', .sealed = true },
		{ 'H', 'Q', OVER, 2, 0, NULL, 0, 'x', .heads = "C",
		    .terms = "D", .sealed = true },
	};
	struct evid_custody *c = with_bundle(rows, 8);
	const char *each;

	(void)state;
	for (each = "ABCD"; *each != '\0'; each++)
		assert_int_equal(support_told(c, "custody-sealed-aside",
		    *each), 1);
	assert_int_equal(support_told(c, "custody-other-subject", 0), 1);
	assert_int_equal(support_told(c, "custody-other-subject", 'E'), 1);
	assert_int_equal(support_told(c, "custody-prev-missing", 0), 0);
	assert_int_equal(support_told(c, "custody-answers-missing", 0), 0);
	assert_int_equal(support_told(c, "custody-cut-short", 0), 0);
	evid_custody_free(c);
}

/* Else a log of another bundle could be laid beside it unseen. */
static void
but_for_no_event_that_is_beside_or_aside(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, NULL, 0, 'T', .sealed = true },
		{ 'B', 'L', STORED, 1, 0, NULL, 0, 'T', .sealed = false },
		{ 'C', 'M', STORED, 2, 0, "A", 0, 'S', .sealed = false },
		{ 'D', 'N', STORED, 2, 0, "A", 0, 'T', .sealed = true },
		{ 'E', 'O', STORED, 2, 0, "B", 0, 'x', .sealed = true },
	};
	struct evid_custody *c = with_bundle(rows, 5);

	(void)state;
	assert_int_equal(support_told(c, "custody-sealed-aside", 0), 0);
	assert_int_equal(support_told(c, "custody-other-subject", 0), 3);
	evid_custody_free(c);
}

static void
on_its_way_into_a_bundle_it_is_of_none(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 'Z', NULL, 0, 'T', .sealed = true },
		{ 'B', 'L', STORED, 2, 0, "A", 0, 'x', .sealed = true },
	};
	struct evid_custody *c = support_set();
	struct evi_digests heads = { NULL, 0, 0 };
	size_t i;

	(void)state;
	c->sealing = true;
	for (i = 0; i < 2; i++)
		support_say(c, &rows[i]);
	assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
	assert_int_equal(c->n_findings, 1);
	assert_int_equal(support_told(c, "custody-sealed-aside", 'A'), 1);
	assert_int_equal(c->worst, 0);
	/* The seal counts it all the same. */
	assert_int_equal(evi_custody_heads(c, true, &heads, NULL), EVID_OK);
	assert_int_equal(heads.count, 2);
	evi_digests_free(&heads);
	evid_custody_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_bundle_of_most_events_is_the_logs),
		cmocka_unit_test(
		    but_by_those_who_are_trusted_and_checked_first),
		cmocka_unit_test(
		    what_is_sealed_of_another_bundle_is_kept_for_what_names_it),
		cmocka_unit_test(but_for_no_event_that_is_beside_or_aside),
		cmocka_unit_test(on_its_way_into_a_bundle_it_is_of_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
