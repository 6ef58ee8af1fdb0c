/* bundle/custody/which.c: an event by its first digits. */
#include "support_custody.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

static void
digits_are_a_digest_or_its_beginning(void **state)
{
	char long_one[66];

	(void)state;
	memset(long_one, 'a', 65);
	long_one[65] = '\0';
	assert_true(evi_custody_is_prefix("0123abcd"));
	assert_true(evi_custody_is_prefix(long_one + 1));
	assert_false(evi_custody_is_prefix(long_one));
	assert_false(evi_custody_is_prefix("0123abc"));
	assert_false(evi_custody_is_prefix("0123ABCD"));
	assert_false(evi_custody_is_prefix("0123abcg"));
	assert_false(evi_custody_is_prefix(""));
}

static void
one_event_is_meant_or_it_is_said_why_not(void **state)
{
	struct evid_custody *c = support_set();
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_custody_parsed p;
	uint32_t event;
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		memset(&p, 0, sizeof(p));
		memset(p.event.digest, 0xab, EVI_SHA256_LEN);
		p.event.digest[10] = (uint8_t)i;
		assert_int_equal(evi_custody_keep(c, &p, NULL), EVID_OK);
	}
	assert_int_equal(evi_custody_by_prefix(c, "abababababababababab01",
	    &event, NULL), EVID_OK);
	assert_int_equal(event, 1);
	assert_int_equal(evi_custody_by_prefix(c, "abababab", &event, &err),
	    EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "several events"));
	err = (struct evid_error)EVID_ERROR_INIT;
	assert_int_equal(evi_custody_by_prefix(c, "abababac", &event, &err),
	    EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "no such event"));
	err = (struct evid_error)EVID_ERROR_INIT;
	assert_int_equal(evi_custody_by_prefix(c, "abab", &event, &err),
	    EVID_ERR_ARGUMENT);
	assert_non_null(strstr(err.message, "not the digest of an event"));
	assert_non_null(strstr(err.hint, "8 or more"));
	evid_custody_free(c);
}

static void
a_message_lists_a_few_digests_and_no_more(void **state)
{
	struct evi_buf list = EVI_BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < 9; i++)
		evi_custody_list_add(&list, i, support_digest((char)('A' +
		    i)));
	assert_string_equal(evi_buf_text(&list), "4141414141414141, "
	    "4242424242424242, 4343434343434343, 4444444444444444, "
	    "4545454545454545, 4646464646464646, …");
	evi_buf_free(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_are_a_digest_or_its_beginning),
		cmocka_unit_test(one_event_is_meant_or_it_is_said_why_not),
		cmocka_unit_test(a_message_lists_a_few_digests_and_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
