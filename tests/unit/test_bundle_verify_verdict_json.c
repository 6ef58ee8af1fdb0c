/* bundle/verify/verdict_json.c, verdict_text.c: a verdict as one object, each
 * finding under its axis, nothing said that was not found out. */
#include "adapt/json.h"
#include "bundle/verdict/verdict.h"

#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct evi_json *
json_of(struct evid_verdict *v)
{
	struct evi_json *json = NULL;
	char *text = NULL;

	assert_int_equal(evid_verdict_json(v, &text, NULL), EVID_OK);
	assert_int_equal(evi_json_parse(text, strlen(text), "verdict", &json,
	    NULL), EVID_OK);
	free(text);
	return json;
}

/* the text at AXIS.KEY, or "" */
static const char *
at(const struct evi_json *json, const char *axis, const char *key)
{
	const char *text = "";

	(void)evi_json_get_string(evi_json_get(json, axis), key, &text);
	return text;
}

static size_t
count(const struct evi_json *json, const char *axis)
{
	return evi_json_count(evi_json_get(evi_json_get(json, axis),
	    "findings"));
}

static struct evid_verdict *
verdict(void)
{
	struct evid_verdict *v = NULL;

	assert_int_equal(evi_verdict_new("b\xff\x1b.gz", &v, NULL), EVID_OK);
	return v;
}

static void
what_was_not_looked_at_is_not_called_intact(void **state)
{
	struct evid_verdict *v = verdict();
	struct evi_json *json = json_of(v);
	const char *text;

	(void)state;
	assert_string_equal(at(json, "integrity", "status"), "not-checked");
	assert_true(evi_json_get_string(json, "verdict", &text));
	assert_string_not_equal(text, "verified");
	assert_string_equal(at(json, "bundle", "file"), "b\\xFF\\u{001B}.gz");
	assert_int_equal(evi_json_type(evi_json_get(json, "sealDigest")),
	    EVI_JSON_NULL);
	assert_int_equal(evi_json_type(evi_json_get(json, "checkedAt")),
	    EVI_JSON_NULL);
	assert_int_equal(evi_json_type(evi_json_get(json, "completeness")),
	    EVI_JSON_NULL);
	evi_json_free(json);
	evid_verdict_free(v);
}

static void
each_finding_stands_under_its_axis(void **state)
{
	struct evid_verdict *v = verdict();
	struct evi_json *json, *f;
	const char *text;
	uint64_t number;

	(void)state;
	assert_int_equal(evi_verdict_add_range(v, EVI_FINDING_MEMBER_DAMAGED,
	    "data/a\n", 7, 9, NULL, "of %d", 3), EVID_OK);
	assert_int_equal(evi_verdict_add(v, EVI_FINDING_SIGNATURE_INVALID,
	    NULL, NULL, NULL), EVID_OK);
	assert_int_equal(evi_verdict_add(v, EVI_FINDING_CUSTODY_TORN, NULL,
	    NULL, NULL), EVID_OK);
	json = json_of(v);
	assert_int_equal(count(json, "integrity"), 1);
	assert_int_equal(count(json, "trust"), 1);	/* whose it is */
	assert_int_equal(count(json, "custody"), 1);
	assert_int_equal(count(json, "time") + count(json, "legal"), 0);
	f = evi_json_at(evi_json_get(evi_json_get(json, "integrity"),
	    "findings"), 0);
	assert_true(evi_json_get_string(f, "code", &text));
	assert_string_equal(text, "member-damaged");
	assert_true(evi_json_get_string(f, "path", &text));
	assert_string_equal(text, "data/a\\n");
	assert_true(evi_json_get_u64(evi_json_get(f, "range"), "offset",
	    &number));
	assert_int_equal(number, 7);
	assert_true(evi_json_get_u64(json, "exitStatus", &number));
	assert_int_equal(number, 1);
	assert_string_equal(at(json, "integrity", "status"), "altered");
	evi_json_free(json);
	evid_verdict_free(v);
}

/* A false signature alters the whole; a torn log beside it does not. */
static void
integrity_is_as_the_worst_of_it(void **state)
{
	static const struct {
		enum evi_finding_code code;
		const char *status;
	} rows[] = {
		{ EVI_FINDING_TRUNCATED, "incomplete" },
		{ EVI_FINDING_SIGNATURE_INVALID, "altered" },
		{ EVI_FINDING_CUSTODY_TORN, "intact" },
		{ EVI_FINDING_CONTAINER_RECOMPRESSED, "intact" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_verdict *v = verdict();
		struct evi_json *json;

		v->whole = true;
		assert_int_equal(evi_verdict_add(v, rows[i].code, NULL, NULL,
		    NULL), EVID_OK);
		json = json_of(v);
		assert_string_equal(at(json, "integrity", "status"),
		    rows[i].status);
		evi_json_free(json);
		evid_verdict_free(v);
	}
}

static void
a_text_says_what_the_object_says(void **state)
{
	struct evid_verdict *v = verdict();
	char *text = NULL;

	(void)state;
	assert_int_equal(evi_verdict_add(v, EVI_FINDING_MEMBER_MISSING,
	    "data/\x1b[2J", NULL, NULL), EVID_OK);
	assert_int_equal(evid_verdict_text(v, 1, &text, NULL), EVID_OK);
	assert_non_null(strstr(text, "b\\xFF\\u{001B}.gz: NOT INTACT\n"));
	assert_non_null(strstr(text, "data/\\u{001B}[2J: "));
	assert_non_null(strstr(text, "[member-missing]"));
	assert_null(strchr(text, 0x1b));
	free(text);
	evid_verdict_free(v);
}

static void
a_flood_buries_no_code_and_all_are_counted(void **state)
{
	struct evid_verdict *v = verdict();
	struct evi_json *json;
	uint64_t n = 0;
	size_t i;

	(void)state;
	for (i = 0; i < 3000; i++)
		assert_int_equal(evi_verdict_add_hint(v,
		    EVI_FINDING_CONDITION_CHANGE_IGNORED, NULL, "ask him",
		    true, NULL, "%zu", i), EVID_OK);
	for (i = 0; i < 2; i++)
		assert_int_equal(evi_verdict_add_hint(v,
		    EVI_FINDING_CUSTODY_LINE_FOREIGN, "log", NULL, true, NULL,
		    NULL), EVID_OK);
	json = json_of(v);
	assert_int_equal(count(json, "legal"), EVI_ANYBODYS_MAX);
	assert_int_equal(count(json, "custody"), 1);
	assert_true(evi_json_get_u64(evi_json_get(json, "findingCounts"),
	    "condition-change-ignored", &n) && n == 3000);
	assert_true(evi_json_get_u64(evi_json_get(json, "findingCounts"),
	    "custody-line-foreign", &n) && n == 2);
	assert_true(evi_json_get_u64(json, "findingsLeftOut", &n) &&
	    n == 3000 - EVI_ANYBODYS_MAX + 1);
	evi_json_free(json);
	evid_verdict_free(v);
}

static void
told_with(size_t n, size_t n_hidden, struct evid_verdict **out, char **text_out)
{
	*out = verdict();
	for (size_t i = 0; i < n_hidden; i++)
		assert_int_equal(evi_verdict_add(*out,
		    EVI_FINDING_CONTAINER_RECOMPRESSED, NULL, NULL, NULL),
		    EVID_OK);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(evi_verdict_add(*out,
		    EVI_FINDING_MEMBER_MISSING, "data/a", NULL, NULL),
		    EVID_OK);
	assert_int_equal(evid_verdict_text(*out, 0, text_out, NULL), EVID_OK);
}

static void
of_many_that_are_all_told_none_is_said_to_be_hidden(void **state)
{
	struct evid_verdict *v;
	char *text;

	(void)state;
	told_with(1500, 0, &v, &text);
	assert_true(v->room.left_out > 0);
	assert_null(strstr(text, "not shown here"));
	assert_null(strstr(text, "-v shows them"));
	free(text);
	evid_verdict_free(v);
	told_with(1500, 2, &v, &text);
	assert_non_null(strstr(text, "  listed, and not shown here: 2 "
	    "[container-recompressed]\n    hint: -v shows them\n"));
	free(text);
	evid_verdict_free(v);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_not_looked_at_is_not_called_intact),
		cmocka_unit_test(each_finding_stands_under_its_axis),
		cmocka_unit_test(integrity_is_as_the_worst_of_it),
		cmocka_unit_test(a_text_says_what_the_object_says),
		cmocka_unit_test(a_flood_buries_no_code_and_all_are_counted),
		cmocka_unit_test(
		    of_many_that_are_all_told_none_is_said_to_be_hidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
