/* bundle/verify/legal.c: the legal axis of a verdict, with events. */
#include "support_case.h"

#include "bundle/verify/legal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static uint8_t ignored[4];
static struct evi_preservation_word preserved[4];
static size_t n_preserved;

static struct evid_verdict *
judge(const char *conditions, const struct evi_condition_event *events,
    size_t n)
{
	struct evi_json *json = support_json(conditions);
	struct evid_verdict *v = NULL;
	struct evi_legal_said said = { .preserved = preserved,
		.n_preserved = n_preserved };

	assert_int_equal(evi_verdict_new("b", &v, NULL), EVID_OK);
	evi_json_write(&v->conditions, json);
	evi_json_free(json);
	v->has_now = true;
	v->now.seconds = 1000;
	memset(ignored, 0, sizeof(ignored));
	said.events = events;
	said.n_events = n;
	said.ignored = ignored;
	assert_int_equal(evi_legal_judge(v, NULL, &said, NULL), EVID_OK);
	return v;
}

static bool
has(const struct evid_verdict *v, const char *code, const char *part)
{
	struct evid_finding f;

	for (size_t i = 0; evid_verdict_finding(v, i, &f); i++) {
		if (strcmp(f.code, code) == 0 &&
		    strstr(f.message, part) != NULL)
			return true;
	}
	return false;
}

static bool
hints(const struct evid_verdict *v, const char *code, const char *part)
{
	struct evid_finding f;

	for (size_t i = 0; evid_verdict_finding(v, i, &f); i++) {
		if (strcmp(f.code, code) == 0)
			return strstr(f.hint, part) != NULL;
	}
	return false;
}

static const char one[] = "{'conditions':[{'id':'C1','type':"
    "'onward-forbidden','imposedBy':'KZ','critical':'urn:a:b'}]}";

static void
a_change_by_its_state_is_shown_with_its_event(void **state)
{
	struct evi_json *details = support_json(
	    "{'condition':'C1','change':'lifted'}");
	struct evi_condition_event e = { { 0xab }, "condition-changed", "KZ",
		{ 500, 0 }, details, NULL, false, NULL, false };
	struct evid_verdict *v = judge(one, &e, 1);
	char *text = NULL;

	(void)state;
	/* what is lifted need not be understood */
	assert_int_equal(v->worst, 0);
	assert_int_equal(evid_verdict_json(v, &text, NULL), EVID_OK);
	assert_non_null(strstr(text, "\"state\":\"lifted\",\"event\":\"ab00"));
	assert_non_null(strstr(text, "\"inForce\":false"));
	free(text);
	assert_non_null(strstr(evi_buf_text(&v->legal_text),
	    "onward-forbidden lifted by KZ"));
	evid_verdict_free(v);
	evi_json_free(details);
}

static void
a_strangers_change_is_told_and_has_no_effect(void **state)
{
	struct evi_json *details = support_json(
	    "{'condition':'C1','change':'lifted'}");
	struct evi_condition_event e = { { 0xab }, "condition-changed", "",
		{ 500, 0 }, details, NULL, false, NULL, false };
	struct evid_verdict *v = judge(one, &e, 1);
	char *text = NULL;

	(void)state;
	assert_true(has(v, "condition-change-ignored",
	    "event ab000000 on condition \"C1\": its signer is not known here"));
	assert_int_equal(ignored[0], 1 + EVI_CHANGE_BY_STRANGER);
	evid_verdict_free(v);
	e.stranger = "its key was revoked before";
	v = judge(one, &e, 1);
	assert_true(has(v, "condition-change-ignored",
	    "event ab000000 on condition \"C1\": its key was revoked before"));
	assert_true(has(v, "condition-not-understood",
	    "condition \"C1\": \"urn:a:b\""));
	assert_int_equal(v->worst, 3);
	assert_int_equal(evid_verdict_json(v, &text, NULL), EVID_OK);
	assert_non_null(strstr(text, "\"ignored\":[{\"event\":\"ab00"));
	free(text);
	evid_verdict_free(v);
	evi_json_free(details);
}

/* A State binds itself beside another's condition, and lets that go again. */
static void
a_states_own_use_is_shown_with_its_lifting(void **state)
{
	struct evi_json *bound = support_json("{'condition':'C1','change':"
	    "'tightened','value':{'id':'C1','type':'onward-forbidden',"
	    "'imposedBy':'VN'}}");
	struct evi_json *free_again = support_json(
	    "{'condition':'C1','change':'lifted'}");
	struct evi_condition_event events[] = {
		{ { 0xab }, "condition-changed", "VN", { 500, 0 }, bound,
		    NULL, false, NULL, false },
		{ { 0xac }, "condition-changed", "VN", { 600, 0 }, free_again,
		    NULL, false, NULL, false },
	};
	struct evid_verdict *v = judge(one, events, 1);

	(void)state;
	assert_non_null(strstr(evi_buf_text(&v->legal_text),
	    "; onward-forbidden for VN itself\n"));
	evid_verdict_free(v);
	v = judge(one, events, 2);
	assert_non_null(strstr(evi_buf_text(&v->legal_text),
	    "; onward-forbidden for VN itself, lifted\n"));
	evid_verdict_free(v);
	evi_json_free(bound);
	evi_json_free(free_again);
}

static void
what_cannot_be_read_is_told_and_shown(void **state)
{
	struct evid_verdict *v = judge("{'conditions':[{'kind':'old','text':"
	    "'This case.'}]}", NULL, 0);

	(void)state;
	assert_true(has(v, "condition-form", "1 without"));
	assert_int_equal(v->worst, 0);
	assert_non_null(strstr(evi_buf_text(&v->legal_text),
	    "one that cannot be read"));
	evid_verdict_free(v);
	v = judge("{'conditions':{}}", NULL, 0);
	assert_true(has(v, "condition-not-understood", "none"));
	evid_verdict_free(v);
}

static void
text_of_a_condition_is_escaped(void **state)
{
	struct evid_verdict *v = judge("{'conditions':[{'id':'C\\u001b[2J',"
	    "'type':'t\\u202e\\n','imposedBy':'K\\u0007','critical':"
	    "'urn:\\u001b:b','until':'\\u001b'}]}", NULL, 0);
	struct evid_finding f;

	(void)state;
	assert_null(strchr(evi_buf_text(&v->legal_text), 0x1b));
	assert_null(strstr(evi_buf_text(&v->legal_text), "\xe2\x80\xae"));
	for (size_t i = 0; evid_verdict_finding(v, i, &f); i++)
		assert_null(strchr(f.message, 0x1b));
	evid_verdict_free(v);
}

static void
words_of_no_vocabulary_stand_between_quotes(void **state)
{
	struct evid_verdict *v = judge("{'conditions':[{'id':'C1','type':"
	    "'cost lifted; \\\"x\\\"','imposedBy':'KZ','until':'2026; y'}]}",
	    NULL, 0);

	(void)state;
	assert_non_null(strstr(evi_buf_text(&v->legal_text), "  conditions  "
	    "\"cost lifted; \\\"x\\\"\" until \"2026; y\" (as sealed)"));
	evid_verdict_free(v);
}

static void
consents_are_shown_with_whom_they_are_to(void **state)
{
	struct evi_json *details[] = {
		support_json("{'condition':'C1','to':{'state':'VN'},"
		    "'scope':{'lang':'en'},'until':'1970-01-01T00:10:00Z'}"),
		support_json("{'condition':'C1','to':{'state':'CL'}}"),
		support_json("{'condition':'C1','to':{'state':'UZ'}}"),
		support_json("{'condition':'C9','to':{'state':'UZ'}}"),
	};
	struct evi_condition_event events[] = {
		{ { 1 }, "consent-given", "KZ", { 500, 0 }, details[0],
		    NULL, false, NULL, false },
		{ { 2 }, "consent-refused", "KZ", { 501, 0 }, details[1],
		    NULL, false, NULL, false },
		{ { 3 }, "consent-given", "KZ", { 502, 0 }, details[2],
		    NULL, false, NULL, false },
		{ { 4 }, "consent-given", "KZ", { 503, 0 }, details[3],
		    NULL, false, NULL, false },
	};
	struct evid_verdict *v = judge(one, events, 4);
	char *text = NULL;

	(void)state;
	assert_non_null(strstr(evi_buf_text(&v->legal_text),
	    "onward-forbidden (consent to VN, for what its scope says, until "
	    "1970-01-01T00:10:00Z, expired) (refused to CL) "
	    "(consent to UZ)"));
	assert_int_equal(evid_verdict_json(v, &text, NULL), EVID_OK);
	assert_non_null(strstr(text, "{\"to\":\"VN\",\"given\":true,"
	    "\"scope\":{\"lang\":\"en\"},\"until\":"
	    "\"1970-01-01T00:10:00Z\",\"expired\":true,\"event\":\"01"));
	assert_non_null(strstr(text, "{\"to\":\"CL\",\"given\":false,"
	    "\"scope\":null,\"until\":null,\"expired\":false"));
	free(text);
	assert_int_equal(ignored[3], 1 + EVI_CHANGE_NO_SUCH);
	assert_false(ignored[0] || ignored[1] || ignored[2]);
	assert_true(has(v, "condition-change-ignored", "on condition \"C9\""));
	evid_verdict_free(v);
	for (size_t i = 0; i < 4; i++)
		evi_json_free(details[i]);
}

/* what to do goes by the cause */
static void
each_cause_has_a_hint_of_its_own(void **state)
{
	static const struct {
		const char *state, *details, *hint;
	} rows[] = {
		{ "", "{'condition':'C1','change':'lifted'}",
		    "get that key from its holder" },
		{ "VN", "{'condition':'C1','change':'lifted'}",
		    "ask the State that imposed the condition" },
		{ "KZ", "{'condition':'C9','change':'lifted'}",
		    "fetch the log of who added it" },
		{ "KZ", "{'condition':'C1','change':'added','value':{'id':"
		    "'C1','type':'t','imposedBy':'KZ'}}",
		    "what is there is not added again" },
		{ "KZ", "{'condition':'C1','change':'loosened'}",
		    "ask its signer to sign it anew" },
	};
	char *text = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evi_json *details = support_json(rows[i].details);
		struct evi_condition_event e = { { 1 }, "condition-changed",
			rows[i].state, { 500, 0 }, details, NULL, false,
			NULL, false };
		struct evid_verdict *v = judge(one, &e, 1);

		assert_true(hints(v, "condition-change-ignored",
		    rows[i].hint));
		assert_int_equal(evid_verdict_json(v, &text, NULL), EVID_OK);
		assert_non_null(strstr(text, rows[i].hint));
		free(text);
		assert_int_equal(evid_verdict_text(v, 0, &text, NULL), EVID_OK);
		assert_non_null(strstr(text, rows[i].hint));
		free(text);
		evid_verdict_free(v);
		e.hint = "do this";
		v = judge(one, &e, 1);
		assert_int_equal(hints(v, "condition-change-ignored",
		    "do this"), i == 0);
		evid_verdict_free(v);
		evi_json_free(details);
	}
}

static void
a_change_without_a_condition_is_told_as_one(void **state)
{
	struct evi_json *details = support_json("{'change':'lifted'}");
	struct evi_condition_event e = { { 0xcd }, "condition-changed", "KZ",
		{ 500, 0 }, details, NULL, false, NULL, false };
	struct evid_verdict *v = judge(one, &e, 1);

	(void)state;
	assert_true(has(v, "condition-change-ignored",
	    "event cd000000 on condition ?: "));
	evid_verdict_free(v);
	evi_json_free(details);
}

#define EARLY "'1970-01-01T00:10:00Z'"

static void
clocks_are_shown_as_they_stand(void **state)
{
	struct evid_verdict *v = judge("{'conditions':[],'preservation':["
	    "{'items':['I1'],'status':'released','ends':" EARLY "},"
	    "{'items':['I2'],'rule':'minimum','mlaReceived':"
	    "'1970-01-01T00:09:59Z','ends':" EARLY "},"
	    "{'items':['I3'],'days':1,'effected':" EARLY ",'startsAt':"
	    "'effect'}],"
	    "'urgency':{'answerBy':" EARLY "},'facts':{'mlaDue':"
	    "'2099-01-01'},'personalData':{'retention':{'until':" EARLY
	    "}}}", NULL, 0);
	const char *text = evi_buf_text(&v->legal_text);

	(void)state;
	assert_non_null(strstr(text, "conditions  none stated"));
	assert_non_null(strstr(text, "preservation 1 of item \"I1\" over, was "
	    "to 1970-01-01T00:10:00Z"));
	assert_non_null(strstr(text, "preservation 2 of item \"I2\" goes on "
	    "after 1970-01-01T00:10:00Z"));
	assert_non_null(strstr(text, "preservation 3 of item \"I3\" until "
	    "1970-01-02T00:10:00Z (suggested)"));
	assert_non_null(strstr(text, "answer is due ENDED 1970"));
	assert_non_null(strstr(text, "is due until 2099-01-01"));
	assert_true(has(v, "limit-passed", "personal data are kept"));
	assert_true(has(v, "clock-ended", "answer is due"));
	assert_false(has(v, "clock-ended", "preservation"));
	evid_verdict_free(v);
}

static void
an_extension_that_is_no_time_is_told(void **state)
{
	struct evi_json *details = support_json("{'ends':'2026-02-30'}");
	struct evid_verdict *v;

	(void)state;
	preserved[0] = (struct evi_preservation_word){ .digest = { 0xab },
		.state = "KZ", .details = details, .at = { 900, 0 } };
	preserved[1] = preserved[0];
	preserved[1].at.seconds = 1001;	/* later than is judged */
	n_preserved = 2;
	v = judge("{'preservation':[{'state':'KZ','ends':" EARLY "}]}", NULL,
	    0);
	assert_true(has(v, "preservation-change-ignored",
	    "event ab000000: `ends` is no time"));
	assert_true(has(v, "clock-ended", "extended to no day that can be "
	    "read by KZ with event ab00"));
	assert_int_equal(preserved[1].fate, EVI_WORD_LATER);
	evid_verdict_free(v);
	n_preserved = 0;
	evi_json_free(details);
}

/* What nobody can read must not be taken for all. */
static void
items_that_are_no_list_of_texts_name_nothing(void **state)
{
	static const char *const rows[] = { "'I1'", "null", "{'a':'I1'}",
		"{}", "[1]", "['I1',1]", "17" };
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evi_json *details;
		struct evid_verdict *v;

		(void)snprintf(text, sizeof(text), "{'items':%s}", rows[i]);
		details = support_json(text);
		preserved[0] = (struct evi_preservation_word){ .state = "KZ",
			.details = details, .at = { 900, 0 },
			.released = true };
		n_preserved = 1;
		v = judge("{'preservation':[{'state':'KZ','items':['I1']}]}",
		    NULL, 0);
		assert_true(has(v, "preservation-change-ignored",
		    "no preservation has only items that it names"));
		evid_verdict_free(v);
		evi_json_free(details);
	}
	n_preserved = 0;
}

/* What silences the end of a preservation is the rule of the clocks. */
static void
a_receipt_that_is_none_silences_no_end(void **state)
{
	static const char *const received[] = { "not yet", "2026-02-30",
		"2999-01-01", "1970-01-02" };
	char text[200];

	(void)state;
	for (size_t i = 0; i < sizeof(received) / sizeof(received[0]); i++) {
		struct evid_verdict *v;

		(void)snprintf(text, sizeof(text), "{'preservation':["
		    "{'rule':'minimum','mlaReceived':'%s','ends':" EARLY
		    "}]}", received[i]);
		v = judge(text, NULL, 0);
		assert_true(has(v, "clock-ended", "preservation 1"));
		evid_verdict_free(v);
	}
}

static void
what_is_to_be_done_by_a_day_is_a_limit(void **state)
{
	static const struct {
		const char *type;
		bool limit, ended;
	} rows[] = {
		{ "retain-until", true, false }, { "delete-after", true, false },
		{ "return-after", true, false },
		{ "onward-forbidden", false, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[200];
		struct evid_verdict *v;

		(void)snprintf(text, sizeof(text), "{'conditions':[{'id':'C1',"
		    "'type':'%s','imposedBy':'KZ','until':" EARLY "}]}",
		    rows[i].type);
		v = judge(text, NULL, 0);
		assert_int_equal(has(v, "limit-passed", rows[i].type),
		    rows[i].limit);
		assert_int_equal(has(v, "condition-ended", "C1"),
		    rows[i].ended);
		evid_verdict_free(v);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_by_its_state_is_shown_with_its_event),
		cmocka_unit_test(a_strangers_change_is_told_and_has_no_effect),
		cmocka_unit_test(a_states_own_use_is_shown_with_its_lifting),
		cmocka_unit_test(what_cannot_be_read_is_told_and_shown),
		cmocka_unit_test(text_of_a_condition_is_escaped),
		cmocka_unit_test(words_of_no_vocabulary_stand_between_quotes),
		cmocka_unit_test(consents_are_shown_with_whom_they_are_to),
		cmocka_unit_test(each_cause_has_a_hint_of_its_own),
		cmocka_unit_test(a_change_without_a_condition_is_told_as_one),
		cmocka_unit_test(clocks_are_shown_as_they_stand),
		cmocka_unit_test(an_extension_that_is_no_time_is_told),
		cmocka_unit_test(items_that_are_no_list_of_texts_name_nothing),
		cmocka_unit_test(a_receipt_that_is_none_silences_no_end),
		cmocka_unit_test(what_is_to_be_done_by_a_day_is_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
