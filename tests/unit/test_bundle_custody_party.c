/* bundle/custody/party.c: who stands at an end of a hand-over, in words. */
#include "support_custody.h"

#include "base/text.h"
#include "bundle/custody/party.h"
#include "record/emit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

static const char *
words(struct evi_party party)
{
	static struct evi_buf out;

	evi_buf_free(&out);
	memset(party.keyid, 0xab, sizeof(party.keyid));
	party.keyid[31] = 0x01;
	evi_party_text(&out, &party);
	return evi_buf_text(&out);
}

static void
a_name_that_nobody_vouches_for_says_so(void **state)
{
	char none[] = "", name[] = "A. Officer", state_of[] = "KZ";

	(void)state;
	assert_string_equal(words((struct evi_party){ .name = name,
	    .organization = none, .state = state_of, .trusted = true }),
	    "A. Officer, KZ (key abab…ab01)");
	assert_string_equal(words((struct evi_party){ .name = name,
	    .organization = none, .state = none }),
	    "\"A. Officer\" (as stated; key abab…ab01)");
	assert_string_equal(words((struct evi_party){ .name = none,
	    .organization = none, .state = none }), "(key abab…ab01)");
}

static void
names_are_escaped(void **state)
{
	char none[] = "", name[] = "a\x1b[31m\xe2\x80\xae";
	const char *text = words((struct evi_party){ .name = name,
	    .organization = none, .state = none });

	(void)state;
	assert_null(strchr(text, 0x1b));
	assert_null(strstr(text, "\xe2\x80\xae"));
	assert_non_null(strstr(text, "[31m"));
}

static void
as_json_what_is_not_known_is_empty(void **state)
{
	char none[] = "";
	struct evi_party party = { .name = none, .organization = none,
		.state = none };
	struct evi_buf text = EVI_BUF_INIT;
	struct evi_emit out = { &text, false, false };

	(void)state;
	evi_party_json(&out, &party);
	assert_non_null(strstr(evi_buf_text(&text), "\"name\":\"\","
	    "\"organization\":\"\",\"state\":\"\",\"trusted\":false,"
	    "\"source\":null}"));
	evi_buf_free(&text);
	party.trusted = true;
	party.source = "pin";
	evi_party_json(&out, &party);
	assert_non_null(strstr(evi_buf_text(&text), "\"trusted\":true,"
	    "\"source\":\"pin\"}"));
	evi_buf_free(&text);
}

static void
who_is_not_there_is_freed_as_well(void **state)
{
	struct evi_party party = { .name = NULL };

	(void)state;
	evi_party_free(&party);
	assert_null(party.name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_that_nobody_vouches_for_says_so),
		cmocka_unit_test(names_are_escaped),
		cmocka_unit_test(as_json_what_is_not_known_is_empty),
		cmocka_unit_test(who_is_not_there_is_freed_as_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
