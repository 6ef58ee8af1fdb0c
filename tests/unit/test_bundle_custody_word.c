/* bundle/custody/word.c, key.c: who may say what, whose key is whose. */
#include "support_custody.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

static bool
counts(const struct evid_custody *c, char name)
{
	return support_event(c, name)->counts;
}

static void
who_said_it_corrects_it(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', EVI_EVENT_STORED, 1, 0, .answers = NULL },
		{ 'B', 'K', EVI_EVENT_CORRECTED, 2, 'A', "A", .ref = 'A' },
		{ 'C', 'L', EVI_EVENT_CORRECTED, 3, 0, "A", .ref = 'A' },
		{ 'D', 'L', EVI_EVENT_CORRECTED, 4, 'C', "C", .ref = 'Z' },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_true(counts(c, 'B'));
	assert_false(counts(c, 'C'));
	assert_false(counts(c, 'D'));
	assert_int_equal(support_told(c, "custody-claim", 0), 1);
	assert_int_equal(support_told(c, "custody-claim", 'C'), 1);
	/* No bundle would help there. */
	assert_null(strstr(evi_custody_hint(c, support_finding(c,
	    "custody-claim", 'C')), "name its bundle"));
	evid_custody_free(c);
}

/* K names L, L names M: a first event of each takes it up */
static const struct said line[] = {
	{ 'A', 'K', EVI_EVENT_STORED, 1, 0, .answers = NULL },
	{ 'B', 'K', EVI_EVENT_KEY_SUCCEEDED, 2, 'A', NULL, .ref = 'L' },
	{ 'C', 'L', EVI_EVENT_STORED, 3, 0, .answers = "B" },
	{ 'D', 'L', EVI_EVENT_KEY_SUCCEEDED, 4, 'C', NULL, .ref = 'M' },
	{ 'E', 'M', EVI_EVENT_CORRECTED, 5, 0, "AD", .ref = 'A' },
};

static void
a_line_of_successors_speaks_for_the_first(void **state)
{
	struct evid_custody *c = SUPPORT_JUDGED(line);

	(void)state;
	assert_true(counts(c, 'E'));
	assert_int_equal(c->n_findings, 0);
	evid_custody_free(c);
}

static void
a_later_event_takes_up_no_succession(void **state)
{
	struct said rows[5];
	struct evid_custody *c;

	(void)state;
	memcpy(rows, line, sizeof(rows));
	rows[2].answers = NULL;
	rows[3].answers = "B";
	c = SUPPORT_JUDGED(rows);
	assert_false(counts(c, 'E'));
	evid_custody_free(c);
	memcpy(rows, line, sizeof(rows));
	rows[1].ref = 'X';		/* names another */
	c = SUPPORT_JUDGED(rows);
	assert_false(counts(c, 'E'));
	evid_custody_free(c);
}

static void
the_first_event_of_a_new_branch_takes_it_up(void **state)
{
	struct said rows[6];
	struct evid_custody *c;

	(void)state;
	memcpy(rows, line, sizeof(line));
	rows[2].answers = NULL;
	rows[5] = (struct said){ 'F', 'L', EVI_EVENT_STORED, 9, 0, "B",
		.branch = 'c' };
	c = SUPPORT_JUDGED(rows);
	assert_true(counts(c, 'E'));
	assert_int_equal(c->n_findings, 0);
	evid_custody_free(c);
}

static void
a_key_that_says_that_it_is_stolen_counts_no_more(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', EVI_EVENT_STORED, 1, 0, .answers = NULL },
		{ 'B', 'K', EVI_EVENT_KEY_COMPROMISED, 2, 'A', NULL,
		    .ref = 'K' },
		{ 'C', 'L', EVI_EVENT_STORED, 3, 0, .answers = NULL },
		{ 'D', 'M', EVI_EVENT_KEY_COMPROMISED, 4, 0, NULL,
		    .ref = 'L' },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_false(counts(c, 'A'));
	assert_true(counts(c, 'B'));
	assert_true(counts(c, 'C'));
	assert_false(counts(c, 'D'));
	assert_int_equal(support_told(c, "custody-key-compromised", 0), 1);
	assert_int_equal(support_told(c, "custody-claim", 'D'), 1);
	evid_custody_free(c);
}

/* a bundle that K sealed, and these events */
static struct evid_custody *
sealed_by_k(const struct said *rows, size_t n)
{
	struct evid_custody *c = support_set();
	struct evi_custody_sealer *one;
	size_t i;

	for (i = 0; i < n; i++)
		support_say(c, &rows[i]);
	assert_int_equal(evi_grow(&c->sealers, 0, &c->sealers_cap,
	    sizeof(*c->sealers)), 0);
	one = &c->sealers[c->n_sealers++];
	*one = (struct evi_custody_sealer){ .spki = EVI_BUF_INIT };
	memcpy(one->id, support_digest('K'), EVI_SHA256_LEN);
	evi_buf_add_byte(&one->spki, 'K');
	assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
	return c;
}

static void
of_a_key_that_sealed_its_holder_says_that_it_is_stolen(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'L', EVI_EVENT_KEY_COMPROMISED, 1, 0, NULL,
		    .ref = 'K' },
		{ 'B', 'K', EVI_EVENT_KEY_COMPROMISED, 2, 0, NULL,
		    .ref = 'K' },
		{ 'C', 'K', EVI_EVENT_KEY_COMPROMISED, 3, 'B', NULL,
		    .ref = 'K' },
		{ 'D', 'L', EVI_EVENT_KEY_COMPROMISED, 4, 'A', NULL,
		    .ref = 'M' },
	};
	struct evid_custody *c = sealed_by_k(rows, 4);

	(void)state;
	assert_false(counts(c, 'A'));
	assert_int_equal(support_told(c, "custody-claim", 'A'), 1);
	assert_int_equal(support_told(c, "custody-sealer-compromised", 'B'),
	    1);
	assert_true(counts(c, 'D'));
	assert_int_equal(c->n_findings, 2);
	evid_custody_free(c);
	/* nobody of his State is known: a claim, and no more */
	c = sealed_by_k(rows, 1);
	assert_int_equal(support_told(c, "custody-claim", 'A'), 1);
	assert_int_equal(c->n_findings, 1);
	evid_custody_free(c);
	/* without the bundle anybody may, and nothing rests on it */
	c = support_judged(rows, 1);
	assert_int_equal(c->n_findings, 0);
	evid_custody_free(c);
}

static void
what_cannot_be_checked_counts_for_nothing(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', EVI_EVENT_STORED, 1, 0, NULL, .unchecked = true },
		{ 'B', 'K', EVI_EVENT_STORED, 2, 'A', NULL,
		    .unchecked = true },
		{ 'C', 'L', EVI_EVENT_KEY_SUCCEEDED, 3, 0, NULL, .ref = 'M',
		    .unchecked = true },
		{ 'D', 'M', EVI_EVENT_STORED, 4, 0, .answers = "C" },
		{ 'E', 'M', EVI_EVENT_CORRECTED, 5, 'D', "C", .ref = 'C' },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_false(counts(c, 'A'));
	assert_false(counts(c, 'E'));
	/* once a key */
	assert_int_equal(support_told(c, "custody-algorithm-unknown", 0), 2);
	evid_custody_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_said_it_corrects_it),
		cmocka_unit_test(a_line_of_successors_speaks_for_the_first),
		cmocka_unit_test(a_later_event_takes_up_no_succession),
		cmocka_unit_test(the_first_event_of_a_new_branch_takes_it_up),
		cmocka_unit_test(
		    a_key_that_says_that_it_is_stolen_counts_no_more),
		cmocka_unit_test(
		    of_a_key_that_sealed_its_holder_says_that_it_is_stolen),
		cmocka_unit_test(what_cannot_be_checked_counts_for_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
