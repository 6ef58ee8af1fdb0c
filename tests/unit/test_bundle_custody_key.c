/* bundle/custody/key.c, imposer.c: what trust knows of a key, and what its
 * word comes to by that. */
#include "support_custody.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

#define STORED EVI_EVENT_STORED
#define OVER EVI_EVENT_HANDED_OVER
#define RECEIVED EVI_EVENT_RECEIVED
#define STOLEN EVI_EVENT_KEY_COMPROMISED
#define CHANGED EVI_EVENT_CONDITION_CHANGED
#define TAKEN .value = EVI_VALUE_ACCEPTED, .facts = "F"

static bool
counts(const struct evid_custody *c, char name)
{
	return support_event(c, name)->counts;
}

static void
a_key_revoked_since_is_told_once_of_what_counts(void **state)
{
	static const struct known known[] = {
		{ .key = 'K', .state = "KZ", .revoked = 50,
		    .reason = EVI_REVOKED_LOST },
		{ .key = 'L', .state = "VN" },
	};
	static const struct said rows[] = {
		{ 'A', 'L', STORED, 1, 0, .answers = NULL },
		{ 'B', 'K', EVI_EVENT_CORRECTED, 2, 0, "A", .ref = 'A' },
		{ 'C', 'K', STORED, 3, 'B', .answers = NULL },
		{ 'D', 'K', STORED, 4, 'C', .answers = NULL },
		{ 'E', 'K', STORED, 60, 'D', .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_TRUSTING(known);

	(void)state;
	c->now.seconds = 100;
	SUPPORT_JUDGE(c, rows);
	assert_false(counts(c, 'B'));
	assert_true(counts(c, 'C'));
	assert_true(counts(c, 'D'));
	assert_false(counts(c, 'E'));
	assert_int_equal(support_told(c, "custody-key-revoked-since", 0), 1);
	assert_int_equal(support_told(c, "custody-key-revoked-since", 'C'),
	    1);
	assert_non_null(strstr(support_finding(c, "custody-claim",
	    'E')->message, ": its key was revoked before"));
	evid_custody_free(c);
}

static void
since_when_a_key_is_valid_is_told(void **state)
{
	static const struct known known[] = {
		{ .key = 'K', .state = "KZ", .from = 86400 },
	};
	static const struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'K', STORED, 86400, 'A', .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_TRUSTING(known);

	(void)state;
	SUPPORT_JUDGE(c, rows);
	assert_false(counts(c, 'A'));
	assert_true(counts(c, 'B'));
	assert_non_null(strstr(support_finding(c, "custody-claim",
	    'A')->message, ": its key was not yet valid then: it is valid "
	    "from 1970-01-02 00:00:00Z"));
	evid_custody_free(c);
}

/* K hands over to L, and M receives */
static void
another_key_of_the_same_contact_receives(void **state)
{
	static const struct {
		const char *of_l, *of_m;
		char contact;
		bool counts;
	} rows[] = {
		{ "VN", "VN", 'L', true },
		{ "VN", "VN", 'M', false },	/* another's, of that State */
		{ "VN", NULL, 0, false },
		{ NULL, "VN", 'L', false },
		{ NULL, NULL, 0, false },
	};
	static const struct said said[] = {
		{ 'A', 'K', OVER, 1, 0, NULL, .ref = 'L', .facts = "F" },
		{ 'B', 'L', STORED, 2, 0, .answers = NULL },
		{ 'C', 'M', RECEIVED, 3, 0, "A", TAKEN },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct known known[] = {
			{ .key = 'K', .state = "KZ" },
			{ .key = 'L', .state = rows[i].of_l, .contact = 'L' },
			{ .key = 'M', .state = rows[i].of_m,
			    .contact = rows[i].contact },
		};
		struct evid_custody *c = SUPPORT_TRUSTING(known);

		SUPPORT_JUDGE(c, said);
		if (counts(c, 'C') != rows[i].counts)
			fail_msg("row %zu: %d", i, counts(c, 'C'));
		assert_int_equal(support_told(c, "custody-receipt-other-key",
		    'C'), !rows[i].counts);
		assert_int_equal(c->overs[0].open, !rows[i].counts);
		evid_custody_free(c);
	}
}

/* of K, by L */
static void
a_key_of_its_state_says_that_it_is_stolen(void **state)
{
	static const struct {
		struct known k, l;
		bool holds;
	} rows[] = {
		{ { 'K', .state = "KZ" }, { 'L', .state = "KZ" }, true },
		{ { 'K', .state = "KZ" }, { 'L', .state = "VN" }, false },
		{ { 'K', .state = "KZ" }, { 'L', .state = NULL }, false },
		{ { 'K', .state = NULL }, { 'L', .state = "KZ" }, false },
		{ { 'K', .state = NULL }, { 'L', .state = NULL }, false },
		{ { 'K', .state = "KZ" }, { 'X', .state = "KZ" }, false },
		{ { 'X', .state = "KZ" }, { 'L', .state = "KZ" }, false },
		{ { 'K', .state = "KZ" }, { 'L', .state = "KZ",
		    .uses = EVID_USE_SEAL }, false },
		{ { 'K', .state = "KZ" }, { 'L', .state = "KZ",
		    .revoked = 1 }, false },
	};
	static const struct said said[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'L', STOLEN, 2, 0, NULL, .ref = 'K' },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct known known[] = { rows[i].k, rows[i].l };
		struct evid_custody *c = SUPPORT_TRUSTING(known);
		size_t told;

		SUPPORT_JUDGE(c, said);
		told = support_told(c, "custody-key-compromised", 'A');
		if (told != rows[i].holds)
			fail_msg("row %zu: %zu", i, told);
		assert_int_equal(counts(c, 'A'), !rows[i].holds &&
		    rows[i].k.key == 'K');
		assert_int_equal(counts(c, 'B'), rows[i].holds);
		evid_custody_free(c);
	}
}

static void
that_it_is_stolen_is_of_this_evidence_and_can_be_checked(void **state)
{
	struct said rows[] = {
		{ 'A', 'K', STORED, 1, 0, .answers = NULL },
		{ 'B', 'K', STORED, 2, 'A', .answers = NULL },
		{ 'C', 'K', STOLEN, 3, 0, NULL, .branch = 'c', .ref = 'K',
		    .subject = 'T' },
	};
	struct evid_custody *c = SUPPORT_JUDGED(rows);

	(void)state;
	assert_true(counts(c, 'A'));
	assert_int_equal(support_told(c, "custody-key-compromised", 0), 0);
	assert_int_equal(support_told(c, "custody-other-subject", 'C'), 1);
	evid_custody_free(c);
	rows[2].subject = 'S';
	rows[2].unchecked = true;
	c = SUPPORT_JUDGED(rows);
	assert_true(counts(c, 'A'));
	assert_false(counts(c, 'C'));
	assert_int_equal(support_told(c, "custody-key-compromised", 0), 0);
	/* and is no claim either */
	assert_int_equal(support_told(c, "custody-claim", 0), 0);
	assert_int_equal(support_told(c, "custody-algorithm-unknown", 'C'),
	    1);
	evid_custody_free(c);
}

/* by L, whom trust does not know */
static void
whoever_counts_vouches_for_whom_he_hands_over_to(void **state)
{
	static const struct known known[] = { { .key = 'K', .state = "KZ" } };
	static const struct said rows[] = {
		{ 'A', 'K', OVER, 1, 0, NULL, .ref = 'L', .facts = "F" },
		{ 'B', 'L', RECEIVED, 2, 0, "A", TAKEN },
		{ 'C', 'L', RECEIVED, 3, 'B', "ZA", TAKEN },
		{ 'D', 'M', OVER, 4, 0, NULL, .ref = 'N', .facts = "F" },
		{ 'E', 'N', RECEIVED, 5, 0, "D", TAKEN },
		{ 'F', 'N', EVI_EVENT_REFUSED, 6, 'E', "D",
		    .value = EVI_VALUE_REFUSED },
		{ 'G', 'N', STORED, 7, 'F', .answers = NULL },
	};
	struct evid_custody *c = SUPPORT_TRUSTING(known);
	const char *each;

	(void)state;
	SUPPORT_JUDGE(c, rows);
	assert_true(counts(c, 'B'));
	assert_true(counts(c, 'C'));
	for (each = "DEFG"; *each != '\0'; each++)
		assert_false(counts(c, *each));
	assert_int_equal(support_told(c, "custody-signer-unknown", 'D'), 1);
	/* once a key, and answers are judged last */
	assert_int_equal(support_told(c, "custody-signer-unknown", 'G'), 1);
	assert_int_equal(support_told(c, "custody-signer-unknown", 0), 2);
	evid_custody_free(c);
}

/* Whoever sealed binds, where his key is trusted, and valid, without a
 * State. */
static void
only_a_valid_key_that_sealed_binds_without_a_state(void **state)
{
	static const struct {
		struct known known;
		char sealer;
		bool binds;
	} rows[] = {
		{ { 'K', .state = NULL }, 'K', true },
		{ { 'K', .state = "" }, 'K', true },
		{ { 'K', .state = NULL }, 'L', false },
		{ { 'K', .state = "KZ" }, 'K', false },
		{ { 'L', .state = NULL }, 'K', false },
		{ { 'K', .state = "", .uses = EVID_USE_SEAL }, 'K', false },
	};
	static const struct said said = { 'A', 'K', STORED, 1,
		.answers = NULL };
	static const struct said stolen = { 'B', 'K', STOLEN, 1, 'A', NULL,
		.ref = 'K' };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_custody *c = support_trusting(&rows[i].known, 1);
		struct evi_buf spki = EVI_BUF_INIT;

		evi_buf_add_byte(&spki, (uint8_t)rows[i].sealer);
		assert_int_equal(evi_custody_keep_sealer(c, support_digest(
		    rows[i].sealer), &spki, NULL), EVID_OK);
		support_say(c, &said);
		assert_int_equal(evi_custody_binds(c, 0), rows[i].binds);
		support_judge(c, &stolen, 1);
		assert_false(evi_custody_binds(c, 0));
		evi_buf_free(&spki);
		evid_custody_free(c);
	}
}

/* a change of condition '1', in the name of that State */
static void
say_change(struct evid_custody *c, struct said said, const char *of)
{
	struct evi_custody_event *e;

	said.type = CHANGED;
	said.branch = said.name;
	said.terms = "1n";
	support_say(c, &said);
	e = &c->events[c->n_events - 1];
	assert_int_equal(evi_custody_condition_name(c->pool[e->terms], of,
	    c->pool[e->terms + 1], NULL), EVID_OK);
}

/* A tightens, and K of KZ loosens that */
static const struct evi_custody_finding *
loosened(struct evid_custody *c, struct said tightens, const char *of,
    bool *may_out)
{
	tightens.name = 'A';
	tightens.at = 1;
	tightens.value = EVI_VALUE_STRICTER;
	say_change(c, tightens, of);
	say_change(c, (struct said){ .name = 'B', .key = 'K', .at = 2 }, "KZ");
	assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
	*may_out = support_event(c, 'B')->may;
	return *may_out ? NULL : support_finding(c, "custody-claim", 'B');
}

static void
a_state_lets_go_what_it_bound_itself(void **state)
{
	static const struct {
		struct said tightens;
		const char *of;
		bool may;
	} rows[] = {
		{ { .key = 'K' }, "KZ", true },
		{ { .key = 'J' }, "KZ", true },
		{ { .key = 'K' }, "VN", false },
		{ { .key = 'K', .unchecked = true }, "KZ", false },
		{ { .key = 'V' }, "VN", false },
		{ { .key = 'V' }, "KZ", false },
		{ { .key = 'G' }, "", false },
		{ { .key = 'R' }, "KZ", false },
		{ { .key = 'C' }, "KZ", false },
		{ { .key = 'X' }, "KZ", false },
		{ { .key = 'T' }, "KZ", false },
	};
	static const struct said stolen = { 'C', 'T', STOLEN, 9, 0, NULL,
		.ref = 'T' };
	static const struct known known[] = {
		{ .key = 'K', .state = "KZ" },
		{ .key = 'J', .state = "KZ" },
		{ .key = 'V', .state = "VN" },
		{ .key = 'G', .state = NULL },
		{ .key = 'R', .state = "KZ", .uses = EVID_USE_SEAL },
		{ .key = 'C', .state = "KZ", .revoked = 100,
		    .reason = EVI_REVOKED_COMPROMISED },
		{ .key = 'T', .state = "KZ" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_custody *c = SUPPORT_TRUSTING(known);
		const struct evi_custody_finding *f;
		bool may;

		support_say(c, &stolen);
		f = loosened(c, rows[i].tightens, rows[i].of, &may);
		if (may != rows[i].may)
			fail_msg("row %zu: %d", i, may);
		if (f != NULL) {
			assert_non_null(strstr(f->message, ": who imposed the "
			    "condition is not known without the bundle"));
			assert_string_equal(evi_custody_hint(c, f), "name its "
			    "bundle beside the log, for the condition may be "
			    "sealed in that");
		}
		evid_custody_free(c);
	}
}

/* with the bundle of seal 'S', in which these conditions are */
static struct evid_custody *
with_conditions(const char *text)
{
	static const struct known known[] = {
		{ .key = 'K', .state = "KZ" },
		{ .key = 'G', .state = NULL },
	};
	struct evid_custody *c = SUPPORT_TRUSTING(known);

	c->has_seal = true;
	memcpy(c->seal, support_digest('S'), EVI_SHA256_LEN);
	assert_int_equal(evi_json_parse(text, strlen(text), "conditions.json",
	    &c->sealed_conditions, NULL), EVID_OK);
	return c;
}

/* the condition that is meant, by its id's digest */
static void
about(struct evid_custody *c, char name, const char *id)
{
	uint32_t i = evi_custody_find(c, support_digest(name));

	assert_int_not_equal(i, EVI_NONE);
	assert_int_equal(evi_sha256(id, strlen(id),
	    c->pool[c->events[i].terms], NULL), EVID_OK);
}

static void
of_what_is_sealed_whoever_imposed_it_lets_it_go(void **state)
{
	static const struct {
		const char *id;
		char key;
		const char *denied;	/* NULL: it may */
	} rows[] = {
		{ "one", 'K', NULL },
		{ "two", 'K', ": it is not by the State that imposed the "
		    "condition" },
		/* by nobody, so far as is said there */
		{ "three", 'K', ": the condition is not known here" },
		{ "four", 'K', ": the condition is not known here" },
		{ "one", 'G', ": the State of its key is not known here" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_custody *c = with_conditions("{\"conditions\":["
		    "{\"imposedBy\":\"KZ\"},"
		    "{\"id\":\"three\"},"
		    "{\"id\":\"two\",\"imposedBy\":\"VN\"},"
		    "{\"id\":\"one\",\"imposedBy\":\"KZ\"}]}");
		const struct evi_custody_finding *f;

		say_change(c, (struct said){ .name = 'B', .key = rows[i].key,
		    .at = 2 }, "KZ");
		about(c, 'B', rows[i].id);
		assert_int_equal(evi_custody_judge(c, NULL), EVID_OK);
		assert_int_equal(counts(c, 'B'), rows[i].denied == NULL);
		if (rows[i].denied != NULL) {
			f = support_finding(c, "custody-claim", 'B');
			assert_non_null(strstr(f->message, rows[i].denied));
			assert_null(strstr(evi_custody_hint(c, f),
			    "name its bundle"));
		}
		evid_custody_free(c);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_key_revoked_since_is_told_once_of_what_counts),
		cmocka_unit_test(since_when_a_key_is_valid_is_told),
		cmocka_unit_test(another_key_of_the_same_contact_receives),
		cmocka_unit_test(a_key_of_its_state_says_that_it_is_stolen),
		cmocka_unit_test(
		    that_it_is_stolen_is_of_this_evidence_and_can_be_checked),
		cmocka_unit_test(
		    whoever_counts_vouches_for_whom_he_hands_over_to),
		cmocka_unit_test(
		    only_a_valid_key_that_sealed_binds_without_a_state),
		cmocka_unit_test(a_state_lets_go_what_it_bound_itself),
		cmocka_unit_test(
		    of_what_is_sealed_whoever_imposed_it_lets_it_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
