/* bundle/entry/fields.c, summary.c: what goes into an event's details, and
 * what is kept of them. */
#include "support_case.h"
#include "support_custody.h"

#include "bundle/entry/sign.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

static enum evid_status
set(struct evi_json *details, const char *path, const char *value)
{
	const struct evid_custody_field field = { path, value, 1 };

	return evi_fields_set(details, &field, NULL);
}

static void
is(const struct evi_json *details, const char *text)
{
	struct evi_json *want = support_json(text);
	struct evi_buf a = EVI_BUF_INIT, b = EVI_BUF_INIT;

	evi_json_write(&a, details);
	evi_json_write(&b, want);
	assert_string_equal(evi_buf_text(&a), evi_buf_text(&b));
	evi_buf_free(&a);
	evi_buf_free(&b);
	evi_json_free(want);
}

static void
a_field_goes_where_its_name_says(void **state)
{
	struct evi_json *d = evi_json_new_object();

	(void)state;
	assert_int_equal(set(d, "place.address", "Street 1"), EVID_OK);
	assert_int_equal(set(d, "place.room", "7"), EVID_OK);
	assert_int_equal(set(d, "only", "true"), EVID_OK);
	assert_int_equal(set(d, "names", "[\"a\"]"), EVID_OK);
	is(d, "{'place':{'address':'Street 1','room':7},'only':true,"
	    "'names':['a']}");
	assert_int_equal(set(d, "only", "false"), EVID_ERR_ARGUMENT);
	assert_int_equal(set(d, "only.more", "1"), EVID_ERR_ARGUMENT);
	assert_int_equal(set(d, "", "1"), EVID_ERR_ARGUMENT);
	assert_int_equal(set(d, "a..b", "1"), EVID_ERR_ARGUMENT);
	assert_int_equal(set(d, "a.", "1"), EVID_ERR_ARGUMENT);
	assert_int_equal(set(d, "bad", "\xff"), EVID_ERR_ARGUMENT);
	assert_int_equal(set(d, "\xff", "1"), EVID_ERR_ARGUMENT);
	assert_int_equal(set(d, "a.\xff", "1"), EVID_ERR_ARGUMENT);
	assert_int_equal(set(d, "\xff.a", "1"), EVID_ERR_ARGUMENT);
	evi_json_free(d);
}

/* What only looks like a number: a text where the format has one there, and
 * nothing that could be taken for one elsewhere. */
static void
a_number_that_the_format_lacks_is_a_text_where_texts_stand(void **state)
{
	static const struct {
		const char *path;
		bool text;
	} rows[] = {
		{ "serial", true }, { "place.room", true },
		{ "fields.place.room", true }, { "purpose", true },
		{ "releasedBy.name", true }, { "corrects.why", true },
		{ "condition", true }, { "condition.before", true },
		{ "ser", false }, { "serials", false }, { "place", false },
		{ "place.roo", false }, { "place.room.door", false },
		{ "imei", false }, { "witnesses.name", false },
		{ "medium.encrypted", false }, { "fileSha256", false },
		{ "corrects.whys", false }, { "my.own", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evi_json *d = evi_json_new_object();

		if (set(d, rows[i].path, "1.5") != (rows[i].text ? EVID_OK :
		    EVID_ERR_ARGUMENT))
			fail_msg("%s", rows[i].path);
		evi_json_free(d);
	}
}

static void
a_time_becomes_one_as_the_format_has_it(void **state)
{
	static const char *const rows[][2] = {
		{ "{'since':'2026-10-26T09:14:03+05:00'}",
		    "{'since':'2026-10-26T04:14:03.000000000Z'}" },
		{ "{'since':'2026-10-26'}",
		    "{'since':'2026-10-26T00:00:00.000000000Z'}" },
		{ "{'since':'2026-10-26T00:00:00.123456789Z'}",
		    "{'since':'2026-10-26T00:00:00.123456789Z'}" },
		{ "{'since':7}", "{'since':7}" },
		{ "{}", "{}" },
	};
	struct evi_json *d;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		d = support_json(rows[i][0]);
		assert_int_equal(evi_fields_time(d, "since", NULL), EVID_OK);
		is(d, rows[i][1]);
		evi_json_free(d);
	}
	d = support_json("{'since':'yesterday'}");
	assert_int_equal(evi_fields_time(d, "since", NULL),
	    EVID_ERR_ARGUMENT);
	evi_json_free(d);
}

/* what is kept of details, as an event of that type */
static struct evi_custody_parsed
kept(enum evi_event_type type, const char *details)
{
	struct evi_custody_parsed p;
	struct evi_event e;

	memset(&p, 0, sizeof(p));
	memset(&e, 0, sizeof(e));
	e.type = type;
	e.details = support_json(details);
	assert_int_equal(evi_custody_summarize(&e, &p, NULL), EVID_OK);
	evi_json_free(e.details);
	return p;
}

static void
drop(struct evi_custody_parsed *p)
{
	evi_digests_free(&p->answers);
	evi_digests_free(&p->heads);
	evi_digests_free(&p->facts);
	evi_digests_free(&p->terms);
}

#define D1 "1111111111111111111111111111111111111111111111111111111111111111"
#define D2 "2222222222222222222222222222222222222222222222222222222222222222"
#define FILE_OF(name, size, digest) \
    "{'name':'" name "','size':" size ",'sha256':'" digest "'}"
#define RECEIPT(files, how, exit) "{'acceptance':'" how "','files':[" files \
    "],'verdict':{" exit "},'heads':[],'conditions':[]}"
#define ANSWER(how, answer) "{'acceptance':'" how "','files':[],'verdict':" \
    "{" V0 "},'heads':[],'conditions':[{'id':'C','answer':'" answer "'}]}"
#define V0 "'exitStatus':0,'status':'verified'"
#define V1 "'exitStatus':1,'status':'not-intact'"
#define V3 "'exitStatus':3,'status':'not-trusted'"
#define V4 "'exitStatus':4,'status':'incomplete'"
#define TWO_WORDS "'exitStatus':0,'status':'not-intact'"

static bool
alike(const char *a, const char *b)
{
	struct evi_custody_parsed x = kept(EVI_EVENT_RECEIVED, a);
	struct evi_custody_parsed y = kept(EVI_EVENT_RECEIVED, b);
	bool same;

	assert_int_equal(x.facts.count, 1);
	same = memcmp(x.facts.items[0], y.facts.items[0],
	    EVI_SHA256_LEN) == 0;
	drop(&x);
	drop(&y);
	return same;
}

static void
files_are_alike_by_digest_and_size(void **state)
{
	const char *one = RECEIPT(FILE_OF("a", "3", D1) "," FILE_OF("b", "4",
	    D2), "accepted", V0);

	(void)state;
	assert_true(alike(one, one));
	assert_true(alike(one, RECEIPT(FILE_OF("x", "4", D2) "," FILE_OF("y",
	    "3", D1), "not-accepted", V1)));
	assert_false(alike(one, RECEIPT(FILE_OF("a", "3", D1), "accepted",
	    V0)));
	assert_false(alike(one, RECEIPT(FILE_OF("a", "4", D1) "," FILE_OF("b",
	    "4", D2), "accepted", V0)));
	assert_false(alike(one, RECEIPT(FILE_OF("a", "3", D1) "," FILE_OF("b",
	    "4", D2) "," FILE_OF("c", "4", D2), "accepted", V0)));
	assert_false(alike(one, RECEIPT("", "accepted", V0)));
}

static void
a_receipt_may_not_take_what_it_speaks_against_itself(void **state)
{
	static const struct {
		const char *details;
		bool contradicts;
		enum evi_custody_value value;
	} rows[] = {
		{ RECEIPT("", "accepted", V1), true, EVI_VALUE_ACCEPTED },
		{ RECEIPT("", "with-reservation", V1), true,
		    EVI_VALUE_RESERVATION },
		{ RECEIPT("", "not-accepted", V1), false,
		    EVI_VALUE_NOT_ACCEPTED },
		{ RECEIPT("", "accepted", V0), false, EVI_VALUE_ACCEPTED },
		{ RECEIPT("", "with-reservation", V3), false,
		    EVI_VALUE_RESERVATION },
		{ RECEIPT("", "accepted", V3), true, EVI_VALUE_ACCEPTED },
		{ RECEIPT("", "with-reservation", V4), true,
		    EVI_VALUE_RESERVATION },
		{ RECEIPT("", "accepted", TWO_WORDS), true,
		    EVI_VALUE_ACCEPTED },
		{ ANSWER("accepted", "accepted"), false, EVI_VALUE_ACCEPTED },
		{ ANSWER("accepted", "not-accepted"), true,
		    EVI_VALUE_ACCEPTED },
		{ ANSWER("with-reservation", "not-accepted"), false,
		    EVI_VALUE_RESERVATION },
		{ "{'acceptance':'accepted','files':[],'verdict':null,"
		    "'heads':[]}", false, EVI_VALUE_ACCEPTED },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evi_custody_parsed p = kept(EVI_EVENT_RECEIVED,
		    rows[i].details);

		assert_int_equal(p.event.contradicts, rows[i].contradicts);
		assert_int_equal(p.event.value, rows[i].value);
		drop(&p);
	}
}

static void
of_a_hand_over_the_sealed_conditions_are_kept_too(void **state)
{
	struct evi_custody_parsed p = kept(EVI_EVENT_HANDED_OVER,
	    "{'files':[],'heads':['" D1 "'],'conditions':{'sealed':'" D2
	    "','changes':['" D1 "','" D2 "']}}");

	(void)state;
	assert_int_equal(p.facts.count, 2);
	assert_int_equal(p.facts.items[1][0], 0x22);
	assert_int_equal(p.heads.count, 1);
	assert_int_equal(p.terms.count, 2);
	drop(&p);
	p = kept(EVI_EVENT_HANDED_OVER, "{'files':[],'heads':[],"
	    "'conditions':{'sealed':null,'changes':[]}}");
	assert_int_equal(p.facts.count, 1);
	assert_int_equal(p.terms.count, 0);
	drop(&p);
}

/* what is kept of a change: does it ask, does it let go? */
static void
changed(const char *details, bool asks, enum evi_custody_value value)
{
	struct evi_custody_parsed p = kept(EVI_EVENT_CONDITION_CHANGED,
	    details);

	assert_int_equal(p.event.asks, asks);
	assert_int_equal(p.event.value, value);
	/* by its id, and by its id and State */
	assert_int_equal(p.terms.count, 2);
	drop(&p);
}

static void
of_a_change_and_of_its_answers_the_conditions_are_kept(void **state)
{
	struct evi_custody_parsed p, q;

	(void)state;
	changed("{'condition':'C','change':'added','value':"
	    "{'needsAcceptance':true}}", true, EVI_VALUE_STRICTER);
	changed("{'condition':'C','change':'loosened','value':"
	    "{'needsAcceptance':false}}", false, EVI_VALUE_NONE);
	changed("{'condition':'C','change':'lifted'}", false,
	    EVI_VALUE_NONE);
	p = kept(EVI_EVENT_CONDITION_CHANGED,
	    "{'condition':'C','change':'lifted'}");
	q = kept(EVI_EVENT_RECEIVED, "{'acceptance':'accepted','files':[],"
	    "'verdict':null,'heads':[],'conditions':["
	    "{'id':'B','answer':'accepted'},{'id':'C','answer':'accepted'},"
	    "{'id':'B','answer':'accepted'}]}");
	assert_int_equal(q.terms.count, 2);
	assert_true(evi_digests_have(&q.terms, p.terms.items[0]));
	drop(&p);
	drop(&q);
}

static void
a_correction_says_whether_it_was_the_only_copy(void **state)
{
	static const char *const rows[] = { "{'fields':{'only':false}}",
	    "{'fields':{'only':true}}", "{'fields':{}}",
	    "{'fields':{'only':'false'}}" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evi_custody_parsed p = kept(EVI_EVENT_CORRECTED,
		    rows[i]);

		assert_int_equal(p.event.value, i == 0 ? EVI_VALUE_NOT_ONLY :
		    EVI_VALUE_NONE);
		drop(&p);
	}
}

static void
a_condition_is_known_by_its_id_and_its_state(void **state)
{
	struct evi_custody_parsed a = kept(EVI_EVENT_CONDITION_CHANGED,
	    "{'condition':'C','change':'added','value':{'imposedBy':'KZ',"
	    "'needsAcceptance':true}}");
	struct evi_custody_parsed b = kept(EVI_EVENT_CONDITION_CHANGED,
	    "{'condition':'C','change':'added','value':{'imposedBy':'VN'}}");
	uint8_t name[EVI_SHA256_LEN];

	(void)state;
	assert_int_equal(a.terms.count, 2);
	assert_memory_equal(a.terms.items[0], b.terms.items[0],
	    EVI_SHA256_LEN);
	assert_memory_not_equal(a.terms.items[1], b.terms.items[1],
	    EVI_SHA256_LEN);
	assert_int_equal(evi_custody_condition_name(a.terms.items[0], "KZ",
	    name, NULL), EVID_OK);
	assert_memory_equal(a.terms.items[1], name, EVI_SHA256_LEN);
	assert_true(a.event.asks);
	assert_false(b.event.asks);
	drop(&a);
	drop(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_field_goes_where_its_name_says),
		cmocka_unit_test(
	    a_number_that_the_format_lacks_is_a_text_where_texts_stand),
		cmocka_unit_test(a_time_becomes_one_as_the_format_has_it),
		cmocka_unit_test(files_are_alike_by_digest_and_size),
		cmocka_unit_test(
		    a_receipt_may_not_take_what_it_speaks_against_itself),
		cmocka_unit_test(
		    of_a_hand_over_the_sealed_conditions_are_kept_too),
		cmocka_unit_test(
		    of_a_change_and_of_its_answers_the_conditions_are_kept),
		cmocka_unit_test(
		    a_correction_says_whether_it_was_the_only_copy),
		cmocka_unit_test(
		    a_condition_is_known_by_its_id_and_its_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
