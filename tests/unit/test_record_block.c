/* record/block.c: members have one header, and the index its little ends. */
#include "base/text.h"
#include "record/block.h"

#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
headers_are_read_back_at_every_length(void **state)
{
	uint8_t header[EVI_BLOCK_HEADER];

	(void)state;
	for (size_t total = 28; total <= EVI_BLOCK_MAX; total++) {
		size_t read = 0;

		evi_block_write_header(header, total);
		assert_true(evi_block_read_header(header, sizeof(header),
		    &read));
		assert_int_equal(read, total);
	}
	assert_false(evi_block_read_header(header, sizeof(header) - 1,
	    &(size_t){ 0 }));
	evi_block_write_header(header, 27);
	assert_false(evi_block_read_header(header, sizeof(header),
	    &(size_t){ 0 }));
}

static void
every_flipped_bit_of_a_header_is_seen(void **state)
{
	uint8_t header[EVI_BLOCK_HEADER];

	(void)state;
	evi_block_write_header(header, 4000);
	for (size_t bit = 0; bit < sizeof(header) * 8; bit++) {
		size_t total = 4000;

		header[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_true(!evi_block_read_header(header, sizeof(header),
		    &total) || total != 4000);
		if (bit / 8 < 16)
			assert_false(evi_block_read_header(header,
			    sizeof(header), &total));
		header[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

static void
the_end_of_file_member_is_that_of_the_format(void **state)
{
	char hex[2 * EVI_BLOCK_EOF_LEN + 1];
	size_t total;

	(void)state;
	evi_hex(evi_block_eof, EVI_BLOCK_EOF_LEN, hex);
	assert_string_equal(hex, "1f8b08040000000000ff0600424302001b000300"
	    "0000000000000000");
	assert_true(evi_block_read_header(evi_block_eof, 28, &total));
	assert_int_equal(total, 28);
}

static void
a_stored_member_has_31_bytes_more_than_its_data(void **state)
{
	uint8_t data[2048], out[EVI_BLOCK_LAST_LEN];
	uint32_t crc, size;
	size_t total;

	(void)state;
	memset(data, 'x', sizeof(data));
	assert_int_equal(evi_block_write_stored(out, data, sizeof(data),
	    0x12345678), EVI_BLOCK_LAST_LEN);
	assert_true(evi_block_read_header(out, sizeof(out), &total));
	assert_int_equal(total, EVI_BLOCK_LAST_LEN);
	assert_memory_equal(out + 18, "\x01\x00\x08\xff\xf7", 5);
	assert_memory_equal(out + 23, data, sizeof(data));
	evi_block_read_trailer(out + total - 8, &crc, &size);
	assert_true(crc == 0x12345678);
	assert_int_equal(size, 2048);
}

static void
a_full_stored_member_fits(void **state)
{
	static uint8_t data[EVI_BLOCK_DATA], out[EVI_BLOCK_MAX];
	size_t total;

	(void)state;
	assert_int_equal(evi_block_write_stored(out, data, sizeof(data), 0),
	    EVI_BLOCK_DATA + 31);
	assert_true(evi_block_read_header(out, sizeof(out), &total));
	assert_int_equal(total, EVI_BLOCK_DATA + 31);
}

static void
only_an_extra_field_with_bc_claims_bgzf(void **state)
{
	uint8_t bytes[20];

	(void)state;
	memcpy(bytes, evi_block_eof, sizeof(bytes));
	assert_true(evi_block_claims_bgzf(bytes, sizeof(bytes)));
	assert_false(evi_block_claims_bgzf(bytes, 13));
	bytes[4] = 9;			/* a time: a claim all the same */
	assert_true(evi_block_claims_bgzf(bytes, sizeof(bytes)));
	bytes[12] = 'b';
	assert_false(evi_block_claims_bgzf(bytes, sizeof(bytes)));
	bytes[12] = 'B';
	bytes[10] = 0;
	assert_false(evi_block_claims_bgzf(bytes, sizeof(bytes)));
	bytes[10] = 6;
	bytes[3] = 0;
	assert_false(evi_block_claims_bgzf(bytes, sizeof(bytes)));
}

static void
index_numbers_are_little_endian(void **state)
{
	uint8_t count[8], pair[16];
	uint64_t file, tar;

	(void)state;
	evi_gzi_write_count(count, 258);
	assert_memory_equal(count, "\x02\x01\0\0\0\0\0\0", 8);
	assert_int_equal(evi_gzi_read_count(count), 258);
	evi_gzi_write_pair(pair, UINT64_C(0x0102030405060708), 65280);
	assert_memory_equal(pair, "\x08\7\6\5\4\3\2\1\x00\xff\0\0\0\0\0\0",
	    16);
	evi_gzi_read_pair(pair, &file, &tar);
	assert_true(file == UINT64_C(0x0102030405060708));
	assert_int_equal(tar, 65280);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_read_back_at_every_length),
		cmocka_unit_test(every_flipped_bit_of_a_header_is_seen),
		cmocka_unit_test(the_end_of_file_member_is_that_of_the_format),
		cmocka_unit_test(
		    a_stored_member_has_31_bytes_more_than_its_data),
		cmocka_unit_test(a_full_stored_member_fits),
		cmocka_unit_test(only_an_extra_field_with_bc_claims_bgzf),
		cmocka_unit_test(index_numbers_are_little_endian),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
