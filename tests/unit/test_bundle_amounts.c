/* bundle/amounts.c: numbers as people read them. */
#include "bundle/amounts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
expect_size(uint64_t bytes, const char *wanted)
{
	struct evi_buf out = EVI_BUF_INIT;

	evi_amount_bytes(&out, bytes);
	assert_string_equal(evi_buf_text(&out), wanted);
	evi_buf_free(&out);
}

static void
a_size_has_two_or_three_digits_and_a_unit(void **state)
{
	(void)state;
	expect_size(0, "0 bytes");
	expect_size(1, "1 byte");
	expect_size(999, "999 bytes");
	expect_size(1000, "1.0 kB");
	expect_size(1049, "1.0 kB");
	expect_size(1050, "1.1 kB");
	expect_size(9949, "9.9 kB");
	expect_size(9950, "10 kB");
	expect_size(999400, "999 kB");
	expect_size(999600, "1.0 MB");
	expect_size(448000000, "448 MB");
	expect_size(3000000, "3.0 MB");
	expect_size(UINT64_MAX, "18 EB");
}

static void
a_count_has_commas_and_its_noun(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	evi_amount_counted(&out, 1, "file", "files");
	evi_buf_add_byte(&out, '|');
	evi_amount_counted(&out, 0, "file", "files");
	evi_buf_add_byte(&out, '|');
	evi_amount_counted(&out, 12961, "file", "files");
	evi_buf_add_byte(&out, '|');
	evi_amount_counted(&out, 1000001, "file", "files");
	assert_string_equal(evi_buf_text(&out),
	    "1 file|0 files|12,961 files|1,000,001 files");
	evi_buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_size_has_two_or_three_digits_and_a_unit),
		cmocka_unit_test(a_count_has_commas_and_its_noun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
