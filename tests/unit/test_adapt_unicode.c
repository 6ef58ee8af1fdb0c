/* adapt/unicode.h: NFC, and names that a system without case takes for one. */
#include "adapt/unicode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
expect_nfc(const char *in, const char *want)
{
	struct evi_buf out = EVI_BUF_INIT;

	assert_int_equal(evi_nfc(in, strlen(in), &out, NULL), EVID_OK);
	assert_string_equal(evi_buf_text(&out), want);
	evi_buf_free(&out);
}

static bool
same_folded(const char *a, const char *b)
{
	struct evi_buf x = EVI_BUF_INIT, y = EVI_BUF_INIT;
	bool same;

	assert_int_equal(evi_fold(a, strlen(a), &x, NULL), EVID_OK);
	assert_int_equal(evi_fold(b, strlen(b), &y, NULL), EVID_OK);
	same = strcmp(evi_buf_text(&x), evi_buf_text(&y)) == 0;
	evi_buf_free(&x);
	evi_buf_free(&y);
	return same;
}

static void
composition_is_that_of_nfc(void **state)
{
	(void)state;
	expect_nfc("", "");
	expect_nfc("plain", "plain");
	expect_nfc("cafe\xcc\x81", "caf\xc3\xa9");
	expect_nfc("\xd0\xb8\xcc\x86", "\xd0\xb9");	/* Cyrillic short i */
	expect_nfc("\xe2\x84\xab", "\xc3\x85");	/* Angstrom, Latin A ring */
	expect_nfc("\xe1\x84\x80\xe1\x85\xa1", "\xea\xb0\x80");	/* Hangul */
	/* Marks in their order; what is excluded stays apart. */
	expect_nfc("q\xcc\x87\xcc\xa3", "q\xcc\xa3\xcc\x87");
	expect_nfc("\xe0\xa5\x98", "\xe0\xa4\x95\xe0\xa4\xbc");
	/* NFC, not NFKC. */
	expect_nfc("\xef\xac\x81", "\xef\xac\x81");
}

static void
folding_finds_names_that_collide(void **state)
{
	(void)state;
	assert_true(same_folded("README.txt", "readme.TXT"));
	assert_true(same_folded("\xd0\x96", "\xd0\xb6"));
	assert_true(same_folded("Stra\xc3\x9f" "e", "STRASSE"));
	assert_true(same_folded("CAFE\xcc\x81", "caf\xc3\xa9"));
	assert_true(same_folded("\xcf\x83", "\xcf\x82"));	/* sigmas */
	assert_false(same_folded("a", "b"));
	assert_false(same_folded("e", "\xc3\xa9"));
	assert_false(same_folded("fi", "f"));
}

static void
bytes_that_are_not_utf_8_are_refused(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	assert_int_equal(evi_nfc("\xff", 1, &out, NULL), EVID_ERR_ARGUMENT);
	assert_int_equal(evi_fold("a\xed\xa0\x80", 4, &out, NULL),
	    EVID_ERR_ARGUMENT);
	evi_buf_free(&out);
}

/* The short way that ASCII goes comes to what the long way comes to: behind a
 * letter that is not ASCII every text goes the long way. */
static void
ascii_is_mapped_as_beside_other_letters(void **state)
{
	struct evi_buf alone = EVI_BUF_INIT, beside = EVI_BUF_INIT;
	char text[128 + 2];
	int c;

	(void)state;
	memcpy(text, "\xd0\xb6", 2);
	for (c = 0; c < 128; c++)
		text[2 + c] = (char)c;
	assert_int_equal(evi_nfc(text + 2, 128, &alone, NULL), EVID_OK);
	assert_int_equal(evi_nfc(text, 130, &beside, NULL), EVID_OK);
	assert_int_equal(alone.len, 128);
	assert_int_equal(beside.len, 130);
	assert_memory_equal(alone.data, beside.data + 2, 128);
	evi_buf_clear(&alone);
	evi_buf_clear(&beside);
	assert_int_equal(evi_fold(text + 2, 128, &alone, NULL), EVID_OK);
	assert_int_equal(evi_fold(text, 130, &beside, NULL), EVID_OK);
	assert_int_equal(alone.len, 128);
	assert_int_equal(beside.len, 130);
	assert_memory_equal(alone.data, beside.data + 2, 128);
	evi_buf_free(&alone);
	evi_buf_free(&beside);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ascii_is_mapped_as_beside_other_letters),
		cmocka_unit_test(composition_is_that_of_nfc),
		cmocka_unit_test(folding_finds_names_that_collide),
		cmocka_unit_test(bytes_that_are_not_utf_8_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
