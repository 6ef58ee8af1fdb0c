/* record/number.c: numbers that people read to each other. */
#include "record/number.h"

#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define OF_ABC "68131-3 22268-8 48876-5 42855-5 77578-3 " \
    "85267-7 22034-5 74783-7 51036-9 02917-5"

static void
digest_of(const char *text, uint8_t out[EVI_SHA256_LEN])
{
	assert_int_equal(evi_sha256(text, strlen(text), out, NULL), EVID_OK);
}

static void
numbers_are_those_of_the_format(void **state)
{
	uint8_t digest[EVI_SHA256_LEN];
	char text[EVI_NUMBER_TEXT_CAP];

	(void)state;
	digest_of("", digest);
	evi_number_format(digest, text);
	assert_string_equal(text, "83192-4 50769-9 93269-8 43178-7 99332-4 "
	    "50028-7 81188-6 45488-6 13352-0 12313-1");
	digest_of("abc", digest);
	evi_number_format(digest, text);
	assert_string_equal(text, OF_ABC);
	memset(digest, 0, sizeof(digest));
	evi_number_format(digest, text);
	assert_string_equal(text, "00000-0 00000-2 00000-4 00000-6 00000-9 "
	    "00000-3 00000-5 00000-8 00000-7 00000-1");
	memset(digest, 0xff, sizeof(digest));
	evi_number_format(digest, text);
	assert_string_equal(text, "93536-0 10478-6 91777-1 86765-2 03582-8 "
	    "92938-4 42113-3 25797-1 96827-7 50463-7");
}

static void
the_check_digit_of_572_is_4(void **state)
{
	(void)state;
	assert_int_equal(evi_damm("572", 3), 4);
	assert_int_equal(evi_damm("5724", 4), 0);
	assert_int_equal(evi_damm("", 0), 0);
}

static void
spaces_hyphens_and_scripts_are_taken(void **state)
{
	uint8_t digest[EVI_SHA256_LEN];
	unsigned int group;
	char text[512];
	size_t at = 0;

	(void)state;
	digest_of("abc", digest);
	assert_int_equal(evi_number_compare(OF_ABC, digest, &group),
	    EVI_NUMBER_GOOD);
	assert_int_equal(evi_number_compare("  6-8-1-3-1 3222688488765428555775"
	    "783852677220345\n747837510369029175\t", digest, &group),
	    EVI_NUMBER_GOOD);
	/* Arabic-Indic digits are U+0660 to U+0669: d9 a0 to d9 a9. */
	for (const char *p = OF_ABC; *p != '\0'; p++) {
		if (*p >= '0' && *p <= '9') {
			text[at++] = (char)0xd9;
			text[at++] = (char)(0xa0 + (*p - '0'));
		} else {
			/* U+2011 and U+00A0 */
			at += (size_t)sprintf(text + at, "%s",
			    *p == '-' ? "\xe2\x80\x91" : "\xc2\xa0");
		}
	}
	text[at] = '\0';
	assert_int_equal(evi_number_compare(text, digest, &group),
	    EVI_NUMBER_GOOD);
	/* U+FEFF U+200F, U+200B U+2060 U+00AD, U+202C */
	(void)sprintf(text, "\xef\xbb\xbf\xe2\x80\x8f%.9s\xe2\x80\x8b\xe2\x81"
	    "\xa0\xc2\xad%s\xe2\x80\xac", OF_ABC, OF_ABC + 9);
	assert_int_equal(evi_number_compare(text, digest, &group),
	    EVI_NUMBER_GOOD);
	text[strlen(OF_ABC)] = '\0';
	assert_int_equal(evi_number_compare(text, digest, &group),
	    EVI_NUMBER_LENGTH);
	(void)sprintf(text, "%s,", OF_ABC);
	assert_int_equal(evi_number_compare(text, digest, &group),
	    EVI_NUMBER_LENGTH);
}

static void
a_wrong_digit_and_a_swapped_group_are_named(void **state)
{
	uint8_t digest[EVI_SHA256_LEN];
	char text[EVI_NUMBER_TEXT_CAP], group_text[8];
	unsigned int group;

	(void)state;
	digest_of("abc", digest);
	for (size_t i = 0; i < strlen(OF_ABC); i++) {
		for (char c = '0'; c <= '9'; c++) {
			strcpy(text, OF_ABC);
			if (text[i] < '0' || text[i] > '9' || text[i] == c)
				continue;
			text[i] = c;
			assert_int_equal(evi_number_compare(text, digest,
			    &group), EVI_NUMBER_GROUP);
			assert_int_equal(group, i / 8);
		}
	}
	for (size_t i = 0; i + 1 < 10; i++) {
		strcpy(text, OF_ABC);
		memcpy(group_text, text + 8 * i, 7);
		memcpy(text + 8 * i, text + 8 * i + 8, 7);
		memcpy(text + 8 * i + 8, group_text, 7);
		assert_int_equal(evi_number_compare(text, digest, &group),
		    EVI_NUMBER_GROUP);
		assert_int_equal(group, i);
	}
}

static void
another_number_is_told_from_a_bad_one(void **state)
{
	uint8_t digest[EVI_SHA256_LEN];
	unsigned int group;

	(void)state;
	digest_of("", digest);
	assert_int_equal(evi_number_compare(OF_ABC, digest, &group),
	    EVI_NUMBER_OTHER);
	assert_int_equal(group, 0);
	assert_int_equal(evi_number_compare("", digest, &group),
	    EVI_NUMBER_LENGTH);
	assert_int_equal(evi_number_compare("68131-3", digest, &group),
	    EVI_NUMBER_LENGTH);
	assert_int_equal(evi_number_compare(OF_ABC "0", digest, &group),
	    EVI_NUMBER_LENGTH);
	assert_int_equal(evi_number_compare(OF_ABC "x", digest, &group),
	    EVI_NUMBER_LENGTH);
	assert_int_equal(evi_number_compare(OF_ABC "\xff", digest, &group),
	    EVI_NUMBER_LENGTH);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_those_of_the_format),
		cmocka_unit_test(the_check_digit_of_572_is_4),
		cmocka_unit_test(spaces_hyphens_and_scripts_are_taken),
		cmocka_unit_test(a_wrong_digit_and_a_swapped_group_are_named),
		cmocka_unit_test(another_number_is_told_from_a_bad_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
