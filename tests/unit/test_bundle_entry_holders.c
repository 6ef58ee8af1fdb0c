/* bundle/entry/holders.c, fields.c: whose words go into what is signed here. */
#include "support_custody.h"

#include "bundle/entry/hand.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define STORED EVI_EVENT_STORED
#define OVER EVI_EVENT_HANDED_OVER
#define RECEIVED EVI_EVENT_RECEIVED
#define NEXT EVI_EVENT_KEY_SUCCEEDED
#define TAKEN .value = EVI_VALUE_ACCEPTED, .facts = "F"

/* the keys of @keys that hold it, for a draft by L that takes up event
 * @taken; 0: none */
static void
holds(const struct said *said, size_t n, char taken, const char *keys,
    const char *wanted)
{
	struct evi_draft d = support_entry(support_judged(said, n), 'L', "",
	    STORED, 99, "{}");
	char found[8] = "";
	size_t k = 0;
	bool *held;

	if (taken != 0)
		d.succession = evi_custody_find(d.set, support_digest(taken));
	assert_int_equal(evi_draft_holders(&d, &held, NULL), EVID_OK);
	for (; *keys != '\0'; keys++)
		if (held[evi_custody_find_key(d.set, support_digest(*keys))])
			found[k++] = *keys;
	assert_string_equal(found, wanted);
	free(held);
	support_entry_drop(&d);
}
#define HOLDS(rows, taken, keys, wanted) \
	holds(rows, sizeof(rows) / sizeof((rows)[0]), taken, keys, wanted)

static void
whose_next_it_is_holds_too(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', NEXT, 1, 0, .answers = NULL, .ref = 'L' },
		{ 'B', 'M', OVER, 2, 0, .answers = NULL, .ref = 'K',
		    .facts = "F" },
		{ 'C', 'K', RECEIVED, 3, 'A', "B", TAKEN },
	};

	(void)state;
	HOLDS(rows, 'A', "KM", "KM");
	HOLDS(rows, 0, "KM", "");
}

/* from whom he took, and to whom that one handed over */
static void
a_chain_is_followed_both_ways(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'K', OVER, 1, 0, .answers = NULL, .ref = 'L',
		    .facts = "F" },
		{ 'B', 'L', RECEIVED, 2, 0, "A", TAKEN },
		{ 'C', 'K', OVER, 3, 'A', .answers = NULL, .ref = 'M',
		    .facts = "F" },
		{ 'D', 'M', STORED, 4, 0, .answers = NULL },
		{ 'E', 'X', STORED, 5, 0, .answers = NULL },
	};

	(void)state;
	HOLDS(rows, 0, "KLMX", "KLM");
}

static void
what_is_not_taken_leads_to_nobody(void **state)
{
	struct said rows[] = {
		{ 'A', 'K', OVER, 1, 0, .answers = NULL, .ref = 'L',
		    .facts = "F" },
		{ 'B', 'L', RECEIVED, 2, 0, "A",
		    .value = EVI_VALUE_NOT_ACCEPTED, .facts = "F" },
		{ 'C', 'X', STORED, 3, 0, .answers = NULL },
	};

	(void)state;
	HOLDS(rows, 0, "KX", "");
	rows[1].value = EVI_VALUE_RESERVATION;
	HOLDS(rows, 0, "KX", "K");
	/* what is missing, or no hand-over, leads nowhere, and hides none */
	rows[1].answers = "ZCA";
	HOLDS(rows, 0, "KX", "K");
}

static void
what_does_not_count_or_is_of_other_evidence_leads_nowhere(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'L', STORED, 1, 0, .answers = NULL },
		{ 'B', 'L', OVER, 2, 'A', .answers = NULL, .ref = 'K',
		    .facts = "F" },
		{ 'C', 'L', OVER, 3, 0, .answers = NULL, .branch = 'c',
		    .subject = 'T', .ref = 'M' },
		{ 'D', 'L', OVER, 4, 0, .answers = NULL, .branch = 'd',
		    .unchecked = true, .ref = 'N' },
		{ 'E', 'K', STORED, 5, 0, .answers = NULL },
		{ 'F', 'M', STORED, 5, 0, .answers = NULL },
		{ 'G', 'N', STORED, 5, 0, .answers = NULL },
	};

	(void)state;
	HOLDS(rows, 0, "KMN", "K");
}

/* how many heads a draft on an exhibit names */
static size_t
heads(struct evid_custody *c, bool of_exhibit)
{
	struct evi_draft d = support_entry(c, 'L', "", STORED, 99, "{}");
	size_t n;

	d.event.of_exhibit = of_exhibit;
	assert_int_equal(evi_draft_heads(&d, NULL), EVID_OK);
	n = evi_json_count(evi_json_get(d.event.details, "heads"));
	support_entry_drop(&d);
	return n;
}

/* What a stranger says of a bundle is not sealed with an exhibit. */
static void
of_an_exhibit_the_heads_of_strangers_bundles_are_left_out(void **state)
{
	static const struct said rows[] = {
		{ 'A', 'L', STORED, 1, 0, NULL, .subject = 'x' },
		{ 'B', 'L', STORED, 2, 0, NULL, .branch = 'c' },
		{ 'C', 'X', STORED, 3, 0, NULL, .subject = 'x' },
		{ 'D', 'X', STORED, 4, 0, NULL, .branch = 'c' },
	};
	struct evid_custody *sealed = support_set();

	(void)state;
	assert_int_equal(heads(SUPPORT_JUDGED(rows), true), 3);
	assert_int_equal(heads(SUPPORT_JUDGED(rows), false), 4);
	sealed->has_seal = true;
	memcpy(sealed->seal, support_digest('S'), EVI_SHA256_LEN);
	assert_int_equal(evi_texts_add(&sealed->uids, "exhibit-x", NULL),
	    EVID_OK);
	SUPPORT_JUDGE(sealed, rows);
	assert_int_equal(heads(sealed, true), 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whose_next_it_is_holds_too),
		cmocka_unit_test(a_chain_is_followed_both_ways),
		cmocka_unit_test(what_is_not_taken_leads_to_nobody),
		cmocka_unit_test(
		    what_does_not_count_or_is_of_other_evidence_leads_nowhere),
		cmocka_unit_test(
		    of_an_exhibit_the_heads_of_strangers_bundles_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
