/* base/num.c: nothing wraps, no number is read that is not one. */
#include "base/num.h"

#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
sums_and_products_stop_at_the_border(void **state)
{
	uint64_t out = 5;
	size_t size = 5;

	(void)state;
	assert_true(evi_add_u64(UINT64_MAX - 1, 1, &out));
	assert_true(out == UINT64_MAX);
	assert_false(evi_add_u64(UINT64_MAX, 1, &out));
	assert_true(out == UINT64_MAX);
	assert_true(evi_mul_u64(UINT64_C(1) << 32, (UINT64_C(1) << 32) - 1,
	    &out));
	out = 5;
	assert_false(evi_mul_u64(UINT64_C(1) << 32, UINT64_C(1) << 32, &out));
	assert_int_equal(out, 5);
	assert_true(evi_mul_u64(0, UINT64_MAX, &out));
	assert_int_equal(out, 0);
	assert_false(evi_add_size(SIZE_MAX, 1, &size));
	assert_false(evi_mul_size(SIZE_MAX / 2, 3, &size));
	assert_int_equal(size, 5);
	assert_true(evi_add_size(2, 3, &size));
	assert_true(evi_mul_size(size, 0, &size));
	assert_int_equal(size, 0);
}

static void
what_is_sorted_comes_in_its_order(void **state)
{
	(void)state;
	assert_true(evi_order_u64(1, 2) < 0);
	assert_true(evi_order_u64(2, 1) > 0);
	assert_int_equal(evi_order_u64(3, 3), 0);
	/* further apart than an int is wide */
	assert_true(evi_order_u64(0, UINT64_MAX) < 0);
	assert_true(evi_order_u64(UINT64_C(1) << 32, 0) > 0);
}

static void
only_plain_decimal_numbers_are_read(void **state)
{
	static const char *const bad[] = { "", "00", "01", "-1", "+1", " 1",
		"1 ", "1x", "0x1", "18446744073709551616",
		"99999999999999999999999" };
	uint64_t out = 5;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(evi_parse_u64(bad[i], strlen(bad[i]), &out));
	assert_int_equal(out, 5);
	assert_true(evi_parse_u64("18446744073709551615", 20, &out));
	assert_true(out == UINT64_MAX);
	assert_true(evi_parse_u64("0", 1, &out));
	assert_int_equal(out, 0);
	assert_true(evi_parse_u64("123456", 3, &out));
	assert_int_equal(out, 123);
}

static void
sizes_take_the_four_suffixes(void **state)
{
	static const char *const bad[] = { "", "k", "1kk", "1K", "1 k", "1.5G",
		"-1k", "16777216T", "1B" };
	uint64_t out = 5;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(evi_parse_size(bad[i], &out));
	assert_int_equal(out, 5);
	assert_true(evi_parse_size("700", &out));
	assert_int_equal(out, 700);
	assert_true(evi_parse_size("3k", &out));
	assert_int_equal(out, 3072);
	assert_true(evi_parse_size("2M", &out));
	assert_int_equal(out, 2097152);
	assert_true(evi_parse_size("1G", &out));
	assert_int_equal(out, 1073741824);
	assert_true(evi_parse_size("16777215T", &out));
	assert_true(out == UINT64_C(0xffffff0000000000));
}

static void
little_endian_numbers_have_their_bytes(void **state)
{
	uint8_t p[8];

	(void)state;
	evi_put_le16(p, 0x1234);
	assert_memory_equal(p, "\x34\x12", 2);
	assert_int_equal(evi_get_le16(p), 0x1234);
	evi_put_le32(p, 0x89abcdef);
	assert_memory_equal(p, "\xef\xcd\xab\x89", 4);
	assert_int_equal(evi_get_le32(p), 0x89abcdef);
	evi_put_le64(p, UINT64_C(0xf123456789abcdef));
	assert_memory_equal(p, "\xef\xcd\xab\x89\x67\x45\x23\xf1", 8);
	assert_true(evi_get_le64(p) == UINT64_C(0xf123456789abcdef));
}

static void
what_json_takes_for_a_number_is_like_one(void **state)
{
	static const char *const like[] = { "0", "-0", "17", "1.5", "-1.50",
		"0.5", "1e3", "1E+3", "1.5e-10", "98765432109876543210" };
	static const char *const unlike[] = { "", "-", "01", "1.", ".5", "1e",
		"1e+", "1.5.2", "1.5a", "+1", " 1", "1 ", "0x1", "1,5" };

	(void)state;
	for (size_t i = 0; i < sizeof(like) / sizeof(like[0]); i++)
		assert_true(evi_number_like(like[i]));
	for (size_t i = 0; i < sizeof(unlike) / sizeof(unlike[0]); i++)
		assert_false(evi_number_like(unlike[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_and_products_stop_at_the_border),
		cmocka_unit_test(what_is_sorted_comes_in_its_order),
		cmocka_unit_test(only_plain_decimal_numbers_are_read),
		cmocka_unit_test(what_json_takes_for_a_number_is_like_one),
		cmocka_unit_test(sizes_take_the_four_suffixes),
		cmocka_unit_test(little_endian_numbers_have_their_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
