/* record/case.c, identity.c: what people write is cut and checked. */
#include "base/memory.h"
#include "record/tags.h"

#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SALT_1 "01010101010101010101010101010101"
#define SALT_2 "02020202020202020202020202020202"
#define SCHEMA "\"schema\":\"urn:libevidence:case:1\""

static const uint8_t salts[2][16] = {
	{ 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 },
	{ 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2 },
};

struct halves {
	struct evi_buf first, conditions;
	struct evi_case_marks marks;
	struct evid_error err;
};

static enum evid_status
split(const char *text, struct halves *h)
{
	memset(h, 0, sizeof(*h));
	return evi_case_split(text, text == NULL ? 0 : strlen(text),
	    "case\n.json", salts, &h->first, &h->conditions, &h->marks,
	    &h->err);
}

static void
wipe(struct halves *h)
{
	evi_buf_free(&h->first);
	evi_buf_free(&h->conditions);
	evi_case_marks_free(&h->marks);
}

static const char *
case_fault(const char *text, size_t len)
{
	const char *why = "unset";

	assert_int_equal(evi_case_check(text, len, &why, NULL), EVID_OK);
	return why;
}

static void
a_case_is_cut_into_its_halves_in_its_order(void **state)
{
	struct halves h;

	(void)state;
	assert_int_equal(split("{ \"zeta\": 1, \"handling\": {\"tlp\":"
	    "\"RED\"},\n \"salt\": \"mine\", " SCHEMA ", \"alpha\": [null],"
	    "\"conditions\": [], \"reference\": {\"own\":\"\\u00e9/\"} ,"
	    "\"exhibits\": [{\"id\":\"E1\"},{\"id\":\"E2\"}]}", &h),
	    EVID_OK);
	assert_string_equal(evi_buf_text(&h.first), "{" SCHEMA ",\"salt\":\""
	    SALT_1 "\",\"zeta\":1,\"alpha\":[null],\"reference\":{\"own\":"
	    "\"\xc3\xa9/\"},\"exhibits\":[{\"id\":\"E1\"},{\"id\":\"E2\"}]}\n");
	assert_string_equal(evi_buf_text(&h.conditions), "{" SCHEMA
	    ",\"salt\":\"" SALT_2 "\",\"handling\":{\"tlp\":\"RED\"},"
	    "\"conditions\":[]}\n");
	assert_int_equal(h.marks.exhibits.count, 2);
	assert_string_equal(h.marks.exhibits.items[1], "E2");
	assert_null(case_fault(evi_buf_text(&h.first), h.first.len));
	assert_null(case_fault(evi_buf_text(&h.conditions),
	    h.conditions.len));
	wipe(&h);
}

static void
every_key_of_the_conditions_goes_there(void **state)
{
	static const char *const keys[][2] = { { "inReplyTo", "[]" },
	    { "legalBasis", "[]" }, { "conditions", "[]" },
	    { "confidential", "{}" }, { "personalData",
	    "{\"present\":\"no\"}" }, { "handling", "{}" },
	    { "preservation", "[]" } };
	struct evi_buf text = EVI_BUF_INIT;
	struct halves h;

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		evi_buf_clear(&text);
		evi_buf_add_format(&text, "{" SCHEMA ",\"%s\":%s,\"%sX\":2}",
		    keys[i][0], keys[i][1], keys[i][0]);
		assert_int_equal(split(evi_buf_text(&text), &h), EVID_OK);
		evi_buf_clear(&text);
		evi_buf_add_format(&text, "\"%s\":%s}\n", keys[i][0],
		    keys[i][1]);
		assert_non_null(strstr(evi_buf_text(&h.conditions),
		    evi_buf_text(&text)));
		assert_null(strstr(evi_buf_text(&h.first),
		    evi_buf_text(&text)));
		assert_null(strstr(evi_buf_text(&h.conditions), "X"));
		wipe(&h);
	}
	evi_buf_free(&text);
}

/* Each field that is a time, and where it stands. */
static const struct {
	const char *before, *after, *path;
} times[] = {
	{ "'inReplyTo':[{'reference':'r','date':", "}]", "inReplyTo[0].date" },
	{ "'orders':[{'issued':", "}]", "orders[0].issued" },
	{ "'orders':[{'validUntil':", "}]", "orders[0].validUntil" },
	{ "'offences':[{'title':[],'law':[],'provisions':[],'committed':"
	    "{'from':", "}}]", "offences[0].committed.from" },
	{ "'offences':[{'title':[],'law':[],'provisions':[],'committed':"
	    "{'to':", "}}]", "offences[0].committed.to" },
	{ "'facts':{'mlaDue':", "}", "facts.mlaDue" },
	{ "'persons':[{'identifiers':[{'at':", "}]}]",
	    "persons[0].identifiers[0].at" },
	{ "'items':[{'id':'1','category':'log','identifiers':[{'at':",
	    "}]}]", "items[0].identifiers[0].at" },
	{ "'items':[{'id':'1','category':'log','period':{'from':", "}}]",
	    "items[0].period.from" },
	{ "'items':[{'id':'1','category':'log','period':{'to':", "}}]",
	    "items[0].period.to" },
	{ "'exhibits':[{'id':'E','seizure':{'at':", "}}]",
	    "exhibits[0].seizure.at" },
	{ "'exhibits':[{'id':'E','acquisition':{'from':", "}}]",
	    "exhibits[0].acquisition.from" },
	{ "'exhibits':[{'id':'E','acquisition':{'to':", "}}]",
	    "exhibits[0].acquisition.to" },
	{ "'conditions':[{'id':'C','type':'cost','text':[{'lang':'en','text':"
	    "'t'}],'imposedBy':'KZ','appliesTo':['all'],'until':", "}]", "conditions[0].until" },
	{ "'confidential':{'until':", "}", "confidential.until" },
	{ "'confidential':{'after':", "}", "confidential.after" },
	{ "'personalData':{'present':'no','retention':{'until':", "}}",
	    "personalData.retention.until" },
	{ "'personalData':{'present':'no','retention':{'reviewOn':", "}}",
	    "personalData.retention.reviewOn" },
	{ "'urgency':{'level':'routine','answerBy':", "}",
	    "urgency.answerBy" },
	{ "'preservation':[{'ends':", "}]", "preservation[0].ends" },
	{ "'preservation':[{'ends':'','requested':", "}]",
	    "preservation[0].requested" },
	{ "'preservation':[{'ends':'','received':", "}]",
	    "preservation[0].received" },
	{ "'preservation':[{'ends':'','effected':", "}]",
	    "preservation[0].effected" },
	{ "'preservation':[{'ends':'','mlaReceived':", "}]",
	    "preservation[0].mlaReceived" },
	{ "'preservation':[{'ends':'','renewals':[{'granted':", "}]}]",
	    "preservation[0].renewals[0].granted" },
	{ "'preservation':[{'ends':'','renewals':[{'ends':", "}]}]",
	    "preservation[0].renewals[0].ends" },
	{ "'refusal':{'consultBy':", "}", "refusal.consultBy" },
};

/* The case with that time at the @i-th place. */
static enum evid_status
split_time(size_t i, const char *time, struct halves *h)
{
	struct evi_buf text = EVI_BUF_INIT;
	enum evid_status status;

	evi_buf_add_format(&text, "{" SCHEMA ",%s%s%s}", times[i].before,
	    time, times[i].after);
	for (size_t k = 0; k < text.len; k++)
		if (text.data[k] == '\'')
			text.data[k] = '"';
	status = split(evi_buf_text(&text), h);
	evi_buf_free(&text);
	return status;
}

static void
what_is_no_time_is_not_sealed_as_one(void **state)
{
	static const char *const none[] = { "'soon'", "'2026-02-30'", "' '",
		"'2026-10-26T09:14:03'", "'26.10.2026'" };
	static const char *const good[] = { "'2026-10-26'",
		"'2026-10-26T09:14:03+05:00'" };
	char part[64];
	struct halves h;

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		(void)snprintf(part, sizeof(part), "`%s`: ", times[i].path);
		for (size_t k = 0; k < sizeof(none) / sizeof(none[0]); k++) {
			assert_int_equal(split_time(i, none[k], &h),
			    EVID_ERR_FORMAT);
			assert_non_null(strstr(h.err.message, part));
			assert_non_null(strstr(h.err.message, "is no time"));
			assert_non_null(strstr(h.err.hint, "2026-10-26T"));
			wipe(&h);
		}
		for (size_t k = 0; k < sizeof(good) / sizeof(good[0]); k++) {
			assert_int_equal(split_time(i, good[k], &h), EVID_OK);
			wipe(&h);
		}
		/* What is not filled in is told by evid-case check. */
		assert_int_equal(split_time(i, "''", &h),
		    strcmp(times[i].path, "conditions[0].until") == 0 ?
		    EVID_ERR_FORMAT : EVID_OK);
		wipe(&h);
	}
}

static void
without_a_case_the_conditions_are_schema_and_salt(void **state)
{
	struct halves h;

	(void)state;
	assert_int_equal(split(NULL, &h), EVID_OK);
	assert_int_equal(h.first.len, 0);
	assert_string_equal(evi_buf_text(&h.conditions), "{" SCHEMA
	    ",\"salt\":\"" SALT_2 "\"}\n");
	wipe(&h);
}

static void
a_case_that_breaks_the_rules_is_named_with_its_field(void **state)
{
	static const struct {
		const char *text, *part;
	} rows[] = {
		{ "", ":1:" }, { "{", "case" }, { "[]", "object" },
		{ "{}", "`schema`" },
		{ "{\"schema\":\"urn:libevidence:case\"}", "`schema`" },
		{ "{\"schema\":\"urn:libevidence:case:\"}", "`schema`" },
		{ "{" SCHEMA ",\"reference\":\"x\"}", "`reference`" },
		{ "{" SCHEMA ",\"exhibits\":{}}", "`exhibits`" },
		{ "{" SCHEMA ",\"exhibits\":[{}]}", "`exhibits[0].id`" },
		{ "{" SCHEMA ",\"items\":[{\"id\":\"1\",\"category\":\"log\"},"
		    "{\"id\":2,\"category\":\"log\"}]}", "`items[1].id`" },
		{ "{" SCHEMA ",\"flags\":[{\"flag\":\"secret\"}]}", "flag" },
		{ "{" SCHEMA ",\n\"a\":1.5}", ":2:" },
		{ "{" SCHEMA ",\"a\":1,\"a\":2}", "a" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct halves h;

		assert_int_equal(split(rows[i].text, &h), EVID_ERR_FORMAT);
		assert_non_null(strstr(h.err.message, rows[i].part));
		assert_null(strchr(h.err.message, '\n'));
		wipe(&h);
	}
}

static void
a_case_of_a_later_version_is_told_as_that(void **state)
{
	struct halves h;

	(void)state;
	assert_int_equal(split("{\"schema\":\"urn:libevidence:case:2\","
	    "\"items\":7}", &h), EVID_ERR_TOO_NEW);
	assert_non_null(strstr(h.err.message, "version"));
	wipe(&h);
}

static void
exhibits_and_flags_say_what_they_are_laid_on(void **state)
{
	struct halves h;

	(void)state;
	assert_int_equal(split("{" SCHEMA ",\"items\":[{\"id\":\"1\","
	    "\"category\":\"log\",\"exhibit\":\"E2\"}],"
	    "\"exhibits\":[{\"id\":\"E1\",\"paths\":[\"a\",\"\",\"b/c\"]},"
	    "{\"id\":\"E2\"}],\"flags\":[{\"flag\":\"csam\","
	    "\"appliesTo\":[\"1\",\"\",\"all\",\"E1\"]}]}", &h), EVID_OK);
	assert_int_equal(h.marks.paths.count, 2);
	assert_string_equal(h.marks.path_ids.items[1], "E1");
	assert_string_equal(h.marks.paths.items[1], "b/c");
	assert_int_equal(h.marks.flags.count, 3);
	assert_string_equal(h.marks.flag_ids.items[0], "E2");
	assert_string_equal(h.marks.flag_ids.items[1], "");
	assert_string_equal(h.marks.flag_ids.items[2], "E1");
	wipe(&h);
	/* an id that no line of the inventory can have */
	assert_int_equal(split("{" SCHEMA ",\"exhibits\":[{\"id\":\"a\\nb\","
	    "\"paths\":[\"a\"]}]}", &h), EVID_ERR_FORMAT);
	assert_non_null(strstr(h.err.message, "case\\n.json: the id of an "
	    "exhibit that has paths has control characters"));
	wipe(&h);
	assert_int_equal(split("{" SCHEMA ",\"exhibits\":[{\"id\":\"a\\nb\"}]}",
	    &h), EVID_OK);
	wipe(&h);
}

static void
a_real_number_comes_with_a_hint(void **state)
{
	struct halves h;

	(void)state;
	assert_int_equal(split("{" SCHEMA ",\"a\":1.5}", &h),
	    EVID_ERR_FORMAT);
	assert_non_null(strstr(h.err.hint, "text"));
	wipe(&h);
}

static void
a_reader_checks_encoding_schema_and_salt(void **state)
{
	static const char *const bad[] = { "", "\n", "{}\n", "[]\n",
		"{" SCHEMA ",\"salt\":\"" SALT_1 "\"}",
		"{" SCHEMA ",\"salt\":\"" SALT_1 "\"}\n\n",
		"{" SCHEMA ", \"salt\":\"" SALT_1 "\"}\n",
		"{\"salt\":\"" SALT_1 "\"," SCHEMA "}\n",
		"{\"a\":1," SCHEMA ",\"salt\":\"" SALT_1 "\"}\n",
		"{" SCHEMA ",\"a\":1,\"salt\":\"" SALT_1 "\"}\n",
		"{" SCHEMA ",\"salt\":\"01\"}\n",
		"{\"schema\":\"urn:libevidence:case:2\",\"salt\":\"" SALT_1
		    "\"}\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_non_null(case_fault(bad[i], strlen(bad[i])));
}

static const char *
recipients_fault(const char *text)
{
	const char *why = "unset";

	assert_int_equal(evi_recipients_check(text, strlen(text), &why, NULL),
	    EVID_OK);
	return why;
}

static void
recipients_are_salt_and_an_array(void **state)
{
	(void)state;
	assert_null(recipients_fault("{\"salt\":\"" SALT_1
	    "\",\"recipients\":[]}\n"));
	assert_null(recipients_fault("{\"salt\":\"" SALT_1
	    "\",\"recipients\":[\"a\"],\"more\":1}\n"));
	assert_non_null(recipients_fault("{\"salt\":\"" SALT_1 "\"}\n"));
	assert_non_null(recipients_fault("{\"salt\":\"" SALT_1
	    "\",\"recipients\":{}}\n"));
	assert_non_null(recipients_fault("{\"recipients\":[],\"salt\":\""
	    SALT_1 "\"}\n"));
	assert_non_null(recipients_fault("{\"salt\":\"" SALT_1
	    "\",\"recipients\":[]}"));
}

static void
flags_are_those_of_the_vocabulary_or_free(void **state)
{
	(void)state;
	assert_true(evi_flag_known("csam"));
	assert_true(evi_flag_known("third-party-bulk"));
	assert_true(evi_flag_known("x-\xd1\x8f"));
	assert_false(evi_flag_known(""));
	assert_false(evi_flag_known("x-"));
	assert_false(evi_flag_known("x-a\n"));
	assert_false(evi_flag_known("CSAM"));
	assert_false(evi_flag_known("medical2"));
}

static void
an_identity_is_read_back(void **state)
{
	struct evi_identity id = { (char *)"N \xd1\x8f", (char *)"",
		(char *)"TJ", { 1, 2, 3 } }, back;
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	assert_int_equal(evi_identity_write(&id, &out, NULL), EVID_OK);
	assert_int_equal(out.data[out.len - 1], '\n');
	assert_int_equal(evi_identity_read(out.data, out.len, "a.id", &back,
	    NULL), EVID_OK);
	assert_string_equal(back.name, id.name);
	assert_string_equal(back.organization, "");
	assert_string_equal(back.state, "TJ");
	assert_memory_equal(back.keyid, id.keyid, sizeof(id.keyid));
	evi_identity_free(&back);
	id.state = (char *)"T\nJ";
	assert_int_equal(evi_identity_write(&id, &out, NULL),
	    EVID_ERR_ARGUMENT);
	evi_buf_free(&out);
}

static void
another_file_is_no_identity(void **state)
{
	static const char *const bad[] = { "", "x", "[]", "{}",
		"{\"schema\":\"urn:libevidence:key-id:2\"}",
		"{\"schema\":\"urn:libevidence:key-id:1\",\"name\":\"\","
		    "\"organization\":\"\",\"state\":\"\"}",
		"{\"schema\":\"urn:libevidence:key-id:1\",\"name\":\"\\n\","
		    "\"organization\":\"\",\"state\":\"\"}",
		"{\"schema\":\"urn:libevidence:key-id:1\",\"name\":\"\","
		    "\"organization\":\"\",\"state\":\"\",\"keyid\":\"0g\"}" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;
		struct evi_identity back;

		assert_int_equal(evi_identity_read(bad[i], strlen(bad[i]),
		    "a.id", &back, &err), EVID_ERR_FORMAT);
		assert_int_equal(strncmp(err.message, "a.id:", 5), 0);
		assert_null(back.name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_is_cut_into_its_halves_in_its_order),
		cmocka_unit_test(every_key_of_the_conditions_goes_there),
		cmocka_unit_test(what_is_no_time_is_not_sealed_as_one),
		cmocka_unit_test(
		    without_a_case_the_conditions_are_schema_and_salt),
		cmocka_unit_test(
		    a_case_that_breaks_the_rules_is_named_with_its_field),
		cmocka_unit_test(a_case_of_a_later_version_is_told_as_that),
		cmocka_unit_test(exhibits_and_flags_say_what_they_are_laid_on),
		cmocka_unit_test(a_real_number_comes_with_a_hint),
		cmocka_unit_test(a_reader_checks_encoding_schema_and_salt),
		cmocka_unit_test(recipients_are_salt_and_an_array),
		cmocka_unit_test(flags_are_those_of_the_vocabulary_or_free),
		cmocka_unit_test(an_identity_is_read_back),
		cmocka_unit_test(another_file_is_no_identity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
