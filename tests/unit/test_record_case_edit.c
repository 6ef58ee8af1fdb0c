/* record/case_edit.c: one field by its path. */
#include "support_case.h"

#include "record/case_edit.h"

#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
set(struct evi_json *json, const char *path, const char *value)
{
	struct evid_error err = EVID_ERROR_INIT;

	if (evi_case_path_set(json, path, value, &err) != EVID_OK)
		print_message("# %s\n", err.message);
	assert_int_equal(err.status, EVID_OK);
}

static void
refuse(struct evi_json *json, const char *path, const char *value)
{
	struct evid_error err = EVID_ERROR_INIT;

	assert_int_equal(evi_case_path_set(json, path, value, &err),
	    EVID_ERR_ARGUMENT);
	assert_true(err.hint[0] != '\0');
}

static void
what_is_typed_becomes_what_the_field_is(void **state)
{
	struct evi_json *json = evi_json_new_object();
	struct evi_buf text = EVI_BUF_INIT;

	(void)state;
	set(json, "language.written", "ar");
	set(json, "parties[0].state", "KZ");
	set(json, "parties[1].state", "VN");
	set(json, "facts.summary", "نص \"و\" شرح");
	set(json, "facts.intendsMla", "true");
	set(json, "items[0].identifiers[0].port", "443");
	set(json, "measures", "preserve");
	set(json, "measures[1]", "traffic");
	set(json, "reference.police", "[\"1\",\"2\"]");
	set(json, "conditions[0].until", "{\"event\":\"e\"}");
	set(json, "conditions[1].until", "2027-01-01");
	set(json, "conditions[1].consentFrom", "[\"KZ\"]");
	set(json, "conditions[2].until", "[");
	set(json, "x-own.deep[0].more", "free");
	evi_json_write(&text, json);
	assert_string_equal(evi_buf_text(&text),
	    "{\"language\":{\"written\":\"ar\"},\"parties\":[{\"state\":"
	    "\"KZ\"},{\"state\":\"VN\"}],\"facts\":{\"summary\":[{\"lang\":"
	    "\"ar\",\"text\":\"نص \\\"و\\\" شرح\",\"status\":\"original\"}],"
	    "\"intendsMla\":true},\"items\":[{\"identifiers\":[{\"port\":443}"
	    "]}],\"measures\":[\"preserve\",\"traffic\"],\"reference\":{"
	    "\"police\":[\"1\",\"2\"]},\"conditions\":[{\"until\":{\"event\":"
	    "\"e\"}},{\"until\":\"2027-01-01\",\"consentFrom\":[\"KZ\"]},{"
	    "\"until\":\"[\"}],\"x-own\":{\"deep\":[{\"more\":\"free\"}]}}");
	evi_buf_free(&text);
	evi_json_free(json);
}

/* An entry that is there is replaced; a list of texts is typed as JSON too. */
static void
what_is_typed_replaces_what_was_there(void **state)
{
	struct evi_json *json = support_json("{'measures':['a','b']}");
	struct evi_buf text = EVI_BUF_INIT;

	(void)state;
	set(json, "measures[0]", "preserve");
	set(json, "facts.summary", "[{\"lang\":\"fr\",\"text\":\"t\"}]");
	set(json, "facts.summary[0].lang", "fr-CH");
	evi_json_write(&text, json);
	assert_string_equal(evi_buf_text(&text), "{\"measures\":[\"preserve\""
	    ",\"b\"],\"facts\":{\"summary\":[{\"lang\":\"fr-CH\","
	    "\"text\":\"t\"}]}}");
	evi_buf_free(&text);
	evi_json_free(json);
}

static void
what_cannot_be_is_refused_with_the_path(void **state)
{
	struct evi_json *json = support_json("{'kind':'a','items':['odd'],"
	    "'measures':'odd'}");

	(void)state;
	refuse(json, "", "x");
	refuse(json, "a..b", "x");
	refuse(json, "parties[0", "x");
	refuse(json, "parties[0]state", "x");
	refuse(json, "parties[-1].state", "x");
	refuse(json, "measures[0]", "x");
	refuse(json, "measures[2]", "x");
	refuse(json, "parties[1].state", "x");
	refuse(json, "parties[99999999999999999999].state", "x");
	refuse(json, "parties.state", "x");
	refuse(json, "kind[0]", "x");
	refuse(json, "kind.below", "x");
	refuse(json, "measures[0].below", "x");
	refuse(json, "items[0].id", "x");
	refuse(json, "facts.intendsMla", "yes");
	refuse(json, "preservation[0].days", "sixty");
	refuse(json, "reference", "text");
	refuse(json, "reference", "{\"own\":1.5}");
	evi_json_free(json);
}

static void
a_field_is_found_by_its_path(void **state)
{
	struct evi_json *json = support_json(
	    "{'a':[{'b':'c'},{'b':['d','e']}]}");
	struct evi_json *value;
	const char *text;

	(void)state;
	assert_true(evi_case_path_get(json, "a[1].b[0]", &value));
	assert_true(evi_json_string(value, &text));
	assert_string_equal(text, "d");
	assert_false(evi_case_path_get(json, "a[2].b", &value));
	assert_false(evi_case_path_get(json, "a.b", &value));
	assert_false(evi_case_path_get(json, "a[0].b[0]", &value));
	assert_false(evi_case_path_get(json, "a[1].b[x]", &value));
	assert_false(evi_case_path_get(json, "", &value));
	evi_json_free(json);
}

static void
the_words_of_a_choice_are_those_of_the_table(void **state)
{
	const char *const *words = evi_case_path_words("items[3].outcome");

	(void)state;
	assert_non_null(words);
	assert_string_equal(words[0], "provided");
	assert_null(evi_case_path_words("items[3].id"));
	assert_null(evi_case_path_words("items[3].outcome.more"));
	assert_null(evi_case_path_words("items"));
	assert_null(evi_case_path_words("no.such"));
	assert_null(evi_case_path_words("..outcome"));
	assert_null(evi_case_path_words(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_words_of_a_choice_are_those_of_the_table),
		cmocka_unit_test(what_is_typed_becomes_what_the_field_is),
		cmocka_unit_test(what_is_typed_replaces_what_was_there),
		cmocka_unit_test(what_cannot_be_is_refused_with_the_path),
		cmocka_unit_test(a_field_is_found_by_its_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
