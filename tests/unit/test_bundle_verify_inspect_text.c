/* bundle/verify/inspect_text.c: what an inspection gathered, as JSON and for
 * people. */
#include "bundle/verify/inspect_text.h"

#include "base/text.h"

#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
begin(struct evi_inspected *in)
{
	memset(in, 0, sizeof(*in));
	in->file = "b\x1b.gz";
	in->container = "bgzf";
	in->n_objects = 3;
	in->n_files = 2;
	in->n_bytes = 9;
	memcpy(in->statement.name, "SMS", 4);
	assert_int_equal(evi_masks_init(&in->masks, NULL, NULL), EVID_OK);
}

static struct evi_json *
json_of(struct evi_inspected *in)
{
	struct evi_buf text = EVI_BUF_INIT;
	struct evi_json *json = NULL;

	assert_int_equal(evi_inspected_json(in, &text, NULL), EVID_OK);
	assert_int_equal(evi_json_parse(text.data, text.len, "it", &json,
	    NULL), EVID_OK);
	evi_buf_free(&text);
	return json;
}

static void
the_tail_is_gathered_by_its_tags(void **state)
{
	struct evi_inspected in;

	(void)state;
	begin(&in);
	assert_ptr_equal(evi_inspected_text(&in, EVI_TAG_SEAL), &in.seal);
	assert_ptr_equal(evi_inspected_text(&in, EVI_TAG_CASE),
	    &in.case_file);
	assert_ptr_equal(evi_inspected_text(&in, EVI_TAG_CONDITIONS),
	    &in.conditions);
	assert_null(evi_inspected_text(&in, EVI_TAG_MANIFEST));
	evi_inspected_free(&in);
}

static void
an_object_trusts_nothing_and_invents_nothing(void **state)
{
	struct evi_inspected in;
	struct evi_json *json;
	bool trusted = true;
	uint64_t bytes;

	(void)state;
	begin(&in);
	evi_buf_add_text(&in.conditions, "{not json");
	json = json_of(&in);
	assert_true(evi_json_get_bool(json, "trusted", &trusted));
	assert_false(trusted);
	assert_int_equal(evi_json_type(evi_json_get(json, "case")),
	    EVI_JSON_NULL);
	assert_int_equal(evi_json_type(evi_json_get(json, "conditions")),
	    EVI_JSON_NULL);
	assert_true(evi_json_get_u64(evi_json_get(json, "payload"), "bytes",
	    &bytes));
	assert_int_equal(bytes, 9);
	evi_json_free(json);
	evi_inspected_free(&in);
}

/* What a masked object is called may also stand in the case. */
static void
documents_have_labels_for_masked_names(void **state)
{
	struct evi_inspected in;
	struct evi_json *json, *paths;
	const char *text;

	(void)state;
	begin(&in);
	assert_int_equal(evi_masks_note(&in.masks, "phone/x", 4, NULL),
	    EVID_OK);
	evi_buf_add_text(&in.case_file,
	    "{\"paths\":[\"phone/x\",\"phone/y\"]}");
	json = json_of(&in);
	paths = evi_json_get(evi_json_get(json, "case"), "paths");
	assert_true(evi_json_string(evi_json_at(paths, 0), &text));
	assert_string_equal(text, "[masked object 4]");
	assert_true(evi_json_string(evi_json_at(paths, 1), &text));
	assert_string_equal(text, "phone/y");
	evi_json_free(json);
	evi_inspected_free(&in);
}

static void
people_are_told_that_nothing_was_checked(void **state)
{
	struct evi_inspected in;
	struct evi_buf out = EVI_BUF_INIT;
	const char *text;

	(void)state;
	begin(&in);
	assert_int_equal(evi_inspected_write(&in, &out, NULL), EVID_OK);
	text = evi_buf_text(&out);
	assert_non_null(strstr(text, "b\\u{001B}.gz: what it says of itself; "
	    "nothing was checked\n"));
	assert_non_null(strstr(text, "3 objects, 2 files, 9 bytes"));
	assert_non_null(strstr(text, "  case        none\n"));
	assert_null(strchr(text, 0x1b));
	evi_buf_free(&out);
	evi_inspected_free(&in);
}

static void
what_a_seal_states_stands_between_quotes(void **state)
{
	char name[] = "N, KZ, key 00", empty[] = "", kz[] = "KZ";
	struct evi_signer signer = { .name = name, .organization = empty,
		.state = kz };
	struct evi_inspected in;
	struct evi_buf out = EVI_BUF_INIT;
	const char *text;

	(void)state;
	begin(&in);
	in.statement.signers = &signer;
	in.statement.n_signers = 1;
	evi_buf_add_text(&in.conditions, "{\"conditions\":[{\"id\":\"C: x\","
	    "\"type\":\"x-y, ended\",\"imposedBy\":\"K\","
	    "\"until\":\"2027, ended\",\"text\":[{\"lang\":\"en\","
	    "\"text\":\"a\\u001bb\"}]}]}");
	assert_int_equal(evi_inspected_write(&in, &out, NULL), EVID_OK);
	text = evi_buf_text(&out);
	assert_non_null(strstr(text, "  claims      \"N, KZ, key 00, KZ\", "
	    "key 0000"));
	assert_non_null(strstr(text, "  condition   \"C: x\": \"x-y, ended\", "
	    "imposed by \"K\", until \"2027, ended\"\n"
	    "    \"en\": \"a\\u{001B}b\"\n"));
	in.statement.signers = NULL;
	in.statement.n_signers = 0;
	evi_buf_free(&out);
	evi_inspected_free(&in);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tail_is_gathered_by_its_tags),
		cmocka_unit_test(an_object_trusts_nothing_and_invents_nothing),
		cmocka_unit_test(documents_have_labels_for_masked_names),
		cmocka_unit_test(people_are_told_that_nothing_was_checked),
		cmocka_unit_test(what_a_seal_states_stands_between_quotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
