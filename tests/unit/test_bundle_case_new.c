/* bundle/case/new.c, ask.c: cases from data files, and what those must be. */
#include "evidence/case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define DATA EVID_SOURCE "/libevidence/data/case/"
#define TEMPLATE DATA "kinds/preservation-request.json"
#define INSTRUMENT DATA "instruments/UNCC.json"

static char file[256];

static const char *
holds(const char *text)
{
	const char *tmp = getenv("TMPDIR");
	FILE *out;

	(void)snprintf(file, sizeof(file), "%s/data.json", tmp == NULL ?
	    "/tmp" : tmp);
	out = fopen(file, "w");
	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
	return file;
}

static void
a_case_says_nothing_of_force_and_tells_its_origin(void **state)
{
	struct evid_case *c = NULL;
	const char *origin, *path, *question;
	char *text = NULL;
	size_t n = 0;

	(void)state;
	assert_int_equal(evid_case_new(TEMPLATE, INSTRUMENT, &c, NULL),
	    EVID_OK);
	assert_int_equal(evid_case_get(c, "legalBasis[0].binding", &text,
	    NULL), EVID_OK);
	assert_string_equal(text, "unknown");
	free(text);
	assert_int_equal(evid_case_get(c, "legalBasis[0].checkedBy", &text,
	    NULL), EVID_OK);
	assert_string_equal(text, "");
	free(text);
	origin = evid_case_origin(c);
	assert_memory_equal(origin, "preservation-request, checked on 20", 35);
	assert_non_null(strstr(origin, "; UNCC, checked on 20"));
	assert_non_null(strstr(origin, "not collated"));
	while (evid_case_question(c, n, &path, &question)) {
		assert_string_not_equal(path, "");
		assert_string_not_equal(question, "");
		n++;
	}
	assert_true(n > 3);
	evid_case_free(c);
}

static void
a_data_file_is_what_it_says_or_of_a_later_version(void **state)
{
	static const struct {
		const char *template, *instrument;
		enum evid_status status;
	} rows[] = {
		{ "{\"schema\":\"urn:libevidence:template:2\"}", NULL,
		    EVID_ERR_TOO_NEW },
		{ "{\"schema\":\"urn:libevidence:template:12\",\"case\":{}}",
		    NULL, EVID_ERR_TOO_NEW },
		{ "{\"schema\":\"urn:libevidence:template:\",\"case\":{}}",
		    NULL, EVID_ERR_FORMAT },
		{ "{\"schema\":\"urn:libevidence:instrument:1\",\"case\":{}}",
		    NULL, EVID_ERR_FORMAT },
		{ "{\"schema\":\"urn:libevidence:template:1\",\"case\":[]}",
		    NULL, EVID_ERR_FORMAT },
		{ "[]", NULL, EVID_ERR_FORMAT },
		{ NULL, "{\"schema\":\"urn:libevidence:instrument:2\"}",
		    EVID_ERR_TOO_NEW },
		{ NULL, "{\"schema\":\"urn:libevidence:template:1\"}",
		    EVID_ERR_FORMAT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;
		struct evid_case *c = NULL;

		assert_int_equal(evid_case_new(rows[i].template == NULL ?
		    TEMPLATE : holds(rows[i].template),
		    rows[i].instrument == NULL ? NULL :
		    holds(rows[i].instrument), &c, &err), rows[i].status);
		assert_null(c);
		assert_non_null(strstr(err.message, "data.json: "));
		assert_string_not_equal(err.hint, "");
	}
	(void)unlink(file);
}

static char *
uid_of(const char *template)
{
	struct evid_error err = EVID_ERROR_INIT;
	struct evid_case *c = NULL;
	char *uid = NULL;

	if (evid_case_new(template, NULL, &c, &err) != EVID_OK)
		fail_msg("%s", err.message);
	assert_int_equal(evid_case_get(c, "exhibits[0].uid", &uid, NULL),
	    EVID_OK);
	assert_non_null(uid);
	evid_case_free(c);
	return uid;
}

/* An exhibit is known by its uid: each has one, or keeps its own. */
static void
an_exhibit_has_a_uid_or_keeps_its_own(void **state)
{
	static const char none[] = "\"uid\": \"\"";
	static const char own[] = "0f8fad5b-d9cb-4569-a165-70867728950e";
	static char text[32768], with[33000];
	char *one = uid_of(DATA "kinds/domestic.json"), *two, *at;
	FILE *f = fopen(DATA "kinds/domestic.json", "r");
	size_t n;

	(void)state;
	two = uid_of(DATA "kinds/domestic.json");
	assert_int_equal(strlen(one), 36);
	assert_string_not_equal(one, two);
	free(one);
	free(two);
	assert_non_null(f);
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	at = strstr(text, none);
	assert_non_null(at);
	(void)snprintf(with, sizeof(with), "%.*s\"uid\": \"%s\"%s",
	    (int)(at - text), text, own, at + strlen(none));
	one = uid_of(holds(with));
	assert_string_equal(one, own);
	free(one);
	(void)unlink(file);
}

static int
pass(void *context, const struct evid_clock *clock)
{
	(void)context;
	(void)clock;
	return 0;
}

static void
so_are_the_lengths_of_clocks(void **state)
{
	static const struct {
		const char *text;
		enum evid_status status;
	} rows[] = {
		{ "{\"schema\":\"urn:libevidence:clock-lengths:1\","
		    "\"clocks\":[]}", EVID_OK },
		{ "{\"schema\":\"urn:libevidence:clock-lengths:1\"}",
		    EVID_ERR_FORMAT },
		{ "{\"schema\":\"urn:libevidence:clock-lengths:1\","
		    "\"clocks\":5}", EVID_ERR_FORMAT },
		{ "{\"schema\":\"urn:libevidence:clock-lengths:2\"}",
		    EVID_ERR_TOO_NEW },
		{ "{\"schema\":\"urn:libevidence:template:1\"}",
		    EVID_ERR_FORMAT },
	};
	struct evid_case *c = NULL;

	(void)state;
	assert_int_equal(evid_case_new(TEMPLATE, NULL, &c, NULL), EVID_OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evid_case_options options = EVID_CASE_OPTIONS_INIT;
		const char *lengths = holds(rows[i].text);

		options.lengths = &lengths;
		options.n_lengths = 1;
		assert_int_equal(evid_case_clocks(c, &options, pass, NULL,
		    NULL), rows[i].status);
	}
	evid_case_free(c);
	(void)unlink(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_case_says_nothing_of_force_and_tells_its_origin),
		cmocka_unit_test(
		    a_data_file_is_what_it_says_or_of_a_later_version),
		cmocka_unit_test(an_exhibit_has_a_uid_or_keeps_its_own),
		cmocka_unit_test(so_are_the_lengths_of_clocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
