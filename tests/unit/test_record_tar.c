/* record/tar.c: one encoding, to the last byte, and nothing else is read. */
#include "base/text.h"
#include "record/tar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define OTCHET "SMS/data/\xd0\xbe\xd1\x82\xd1\x87\xd1\x91\xd1\x82.txt"

static void
assert_line(const uint8_t *data, size_t at, const char *hex)
{
	uint8_t bytes[16];

	assert_true(evi_unhex(hex, strlen(hex), bytes, sizeof(bytes)));
	assert_memory_equal(data + at, bytes, sizeof(bytes));
}

static void
the_plain_header_of_the_format_is_written(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	assert_int_equal(evi_tar_write_header(&out, "SMS/bagit.txt", 13, 55,
	    1792833243, NULL), EVID_OK);
	assert_int_equal(out.len, 512);
	assert_line(out.data, 0x00, "534d532f62616769742e747874000000");
	assert_line(out.data, 0x60, "00000000303030303634340030303030");
	assert_line(out.data, 0x70, "30303000303030303030300030303030");
	assert_line(out.data, 0x80, "30303030303637003135323637303733");
	assert_line(out.data, 0x90, "33333300303131353531002030000000");
	assert_line(out.data, 0x100, "00757374617200303000000000000000");
	assert_line(out.data, 0x140, "00000000000000000030303030303030");
	assert_line(out.data, 0x150, "00303030303030300000000000000000");
	for (size_t i = 0x159; i < 512; i++)
		assert_int_equal(out.data[i], 0);
	evi_buf_free(&out);
}

static void
the_pax_header_of_the_format_is_written(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	assert_int_equal(evi_tar_write_header(&out, OTCHET, strlen(OTCHET), 7,
	    1000000000, NULL), EVID_OK);
	assert_int_equal(out.len, 3 * 512);
	assert_int_equal(evi_tar_header_len(OTCHET, strlen(OTCHET), 7),
	    out.len);
	assert_line(out.data, 0x00, "2e2f2e2f405061784865616465720000");
	assert_line(out.data, 0x80, "30303030303430003037333436353435");
	assert_line(out.data, 0x90, "30303000303131353237002078000000");
	assert_line(out.data, 0x200, "333220706174683d534d532f64617461");
	assert_line(out.data, 0x210, "2fd0bed182d187d191d1822e7478740a");
	assert_line(out.data, 0x400, "534d532f646174612f5f5f5f5f5f5f5f");
	assert_line(out.data, 0x410, "5f5f5f2e747874000000000000000000");
	assert_line(out.data, 0x480, "30303030303037003037333436353435");
	assert_line(out.data, 0x490, "30303000303133333235002030000000");
	evi_buf_free(&out);
}

static void
a_size_of_8_gib_has_a_record_and_zeros(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;
	struct evi_tar_entry entry;
	const char *why;
	size_t used;

	(void)state;
	assert_int_equal(evi_tar_write_header(&out, "a/data/x", 8,
	    8589934592u, 0, NULL), EVID_OK);
	assert_int_equal(out.len, 3 * 512);
	assert_memory_equal(out.data + 512, "19 size=8589934592\n\0", 20);
	assert_memory_equal(out.data + 1024 + 124, "00000000000", 12);
	assert_int_equal(evi_tar_read_header(out.data, out.len, &entry, &used,
	    &why), EVI_TAR_HEADER);
	assert_true(entry.size == 8589934592u);
	assert_string_equal(entry.path, "a/data/x");
	evi_buf_clear(&out);
	assert_int_equal(evi_tar_write_header(&out, "a/data/x", 8,
	    8589934591u, 0, NULL), EVID_OK);
	assert_int_equal(out.len, 512);
	assert_memory_equal(out.data + 124, "77777777777", 12);
	evi_buf_free(&out);
}

/* Write, read, compare; every shorter input asks for more. */
static void
round_trip(const char *path, size_t len, uint64_t size, uint64_t mtime)
{
	struct evi_buf out = EVI_BUF_INIT;
	struct evi_tar_entry entry;
	const char *why;
	size_t used;

	assert_int_equal(evi_tar_write_header(&out, path, len, size, mtime,
	    NULL), EVID_OK);
	assert_int_equal(out.len, evi_tar_header_len(path, len, size));
	assert_true(out.len <= EVI_TAR_HEADER_MAX);
	assert_int_equal(evi_tar_read_header(out.data, out.len, &entry, &used,
	    &why), EVI_TAR_HEADER);
	assert_null(why);
	assert_int_equal(used, out.len);
	assert_int_equal(entry.path_len, len);
	assert_memory_equal(entry.path, path, len);
	assert_int_equal(entry.path[len], 0);
	assert_true(entry.size == size);
	assert_true(entry.mtime == mtime);
	for (size_t n = 0; n < out.len; n += 51) {
		uint8_t *cut = malloc(n + 1);

		assert_non_null(cut);
		/* The end of the allocation is the end of what may be read. */
		memcpy(cut + 1, out.data, n);
		assert_int_equal(evi_tar_read_header(cut + 1, n, &entry,
		    &used, &why), EVI_TAR_NEED_MORE);
		free(cut);
	}
	evi_buf_free(&out);
}

static void
what_is_written_is_read_round_every_border(void **state)
{
	static const size_t lengths[] = { 1, 2, 78, 79, 80, 83, 84, 85, 88, 89,
	    90, 98, 99, 100, 101, 102, 255, 500, 501, 502, 503, 504, 505, 506,
	    984, 985, 986, 987, 988, 989, 990, 991, 992, 993, 994, 995, 996,
	    4096, 4172, 4199, 4200 };
	static const uint64_t sizes[] = { 0, 1, 511, 512, 513, 65279, 65280,
	    65281, 8589934591u, 8589934592u, 8589934593u, 9999999999u,
	    10000000000u, UINT64_C(9007199254740991) };
	static const uint64_t times[] = { 0, 1, 1792833243, 8589934591u };
	char path[4200];

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
			memset(path, 'a', sizeof(path));
			round_trip(path, lengths[i], sizes[k], times[k % 4]);
			path[lengths[i] / 2] = '/';
			path[lengths[i] - 1] = (char)0xff;
			round_trip(path, lengths[i], sizes[k], times[k % 4]);
		}
	}
}

static void
a_stand_in_never_ends_like_a_folder(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;
	char path[120];

	(void)state;
	memset(path, 'a', sizeof(path));
	path[99] = '/';
	assert_int_equal(evi_tar_write_header(&out, path, sizeof(path), 0, 0,
	    NULL), EVID_OK);
	assert_int_equal(out.data[1024 + 98], 'a');
	assert_int_equal(out.data[1024 + 99], '_');
	round_trip(path, sizeof(path), 0, 0);
	evi_buf_free(&out);
}

static void
what_does_not_fit_is_not_written(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;
	char path[4201];

	(void)state;
	memset(path, 'a', sizeof(path));
	assert_int_equal(evi_tar_write_header(&out, path, 4201, 0, 0, NULL),
	    EVID_ERR_LIMIT);
	assert_int_equal(evi_tar_write_header(&out, "a", 1, 0, 8589934592u,
	    NULL), EVID_ERR_LIMIT);
	assert_int_equal(evi_tar_write_header(&out, "a", 1,
	    UINT64_C(9007199254740992), 0, NULL), EVID_ERR_LIMIT);
	assert_int_equal(evi_tar_write_header(&out, "a\0b", 3, 0, 0, NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(evi_tar_write_header(&out, "", 0, 0, 0, NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(out.len, 0);
	evi_buf_free(&out);
}

/* A changed header is refused, or says something else and says it in the one
 * encoding: never the same values from other bytes. */
static void
flip_every_bit(const char *path, uint64_t size, uint64_t mtime)
{
	struct evi_buf out = EVI_BUF_INIT;
	struct evi_tar_entry entry;
	const char *why;
	size_t used, len = strlen(path);

	assert_int_equal(evi_tar_write_header(&out, path, len, size, mtime,
	    NULL), EVID_OK);
	for (size_t bit = 0; bit < out.len * 8; bit++) {
		enum evi_tar_read is;

		out.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		is = evi_tar_read_header(out.data, out.len, &entry, &used,
		    &why);
		if (is == EVI_TAR_HEADER)
			assert_false(entry.path_len == len &&
			    memcmp(entry.path, path, len) == 0 &&
			    entry.size == size && entry.mtime == mtime);
		else
			assert_int_equal(is, EVI_TAR_BAD);
		/* A lone bit breaks a header's sum; a body has none. */
		if (bit < 512 * 8 || bit >= (out.len - 512) * 8)
			assert_int_equal(is, EVI_TAR_BAD);
		assert_true((is == EVI_TAR_BAD) == (why != NULL));
		out.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	evi_buf_free(&out);
}

static void
every_flipped_bit_is_refused(void **state)
{
	char path[200];

	(void)state;
	flip_every_bit("SMS/bagit.txt", 55, 1792833243);
	flip_every_bit("a/data/x", 8589934592u, 0);
	memset(path, 'b', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	flip_every_bit(path, 8589934592u, 8589934591u);
}

/* A body by hand, in headers that are right for it. */
static enum evi_tar_read
read_with_body(const char *body)
{
	struct evi_buf out = EVI_BUF_INIT;
	struct evi_tar_entry entry;
	enum evi_tar_read is;
	const char *why;
	size_t used;
	char x[200];

	/* The x header of a body of that length, from one that has it. */
	memset(x, 'p', sizeof(x));
	assert_int_equal(evi_tar_write_header(&out, x,
	    strlen(body) - strlen("118 path=\n"), 0, 0, NULL), EVID_OK);
	assert_int_equal(out.len, 3 * 512);
	memset(out.data + 512, 0, 512);
	memcpy(out.data + 512, body, strlen(body));
	is = evi_tar_read_header(out.data, out.len, &entry, &used, &why);
	evi_buf_free(&out);
	return is;
}

static void
other_records_are_refused(void **state)
{
	char p[102], body[200];

	(void)state;
	memset(p, 'p', 101);
	p[101] = '\0';
	/* The control: the body as it should be. */
	(void)snprintf(body, sizeof(body), "111 path=%s\n", p);
	assert_int_equal(strlen(body), 111);
	assert_int_equal(read_with_body(body), EVI_TAR_HEADER);
	(void)snprintf(body, sizeof(body), "111 path=%sp", p);
	assert_int_equal(read_with_body(body), EVI_TAR_BAD);
	(void)snprintf(body, sizeof(body), "112 path=%s\n", p);
	assert_int_equal(read_with_body(body), EVI_TAR_BAD);
	(void)snprintf(body, sizeof(body), "110 path=%s\n", p);
	assert_int_equal(read_with_body(body), EVI_TAR_BAD);
	(void)snprintf(body, sizeof(body), "111 Path=%s\n", p);
	assert_int_equal(read_with_body(body), EVI_TAR_BAD);
	(void)snprintf(body, sizeof(body), "0112 path=%s\n", p);
	assert_int_equal(read_with_body(body), EVI_TAR_BAD);
	(void)snprintf(body, sizeof(body), "99999999999999999999 p=%s\n", p);
	assert_int_equal(read_with_body(body), EVI_TAR_BAD);
	(void)snprintf(body, sizeof(body), "111 path=%s\n11 mtime=1\n", p);
	assert_int_equal(read_with_body(body), EVI_TAR_BAD);
	(void)snprintf(body, sizeof(body), "10 size=1\n111 path=%s\n", p);
	assert_int_equal(read_with_body(body), EVI_TAR_BAD);
	(void)snprintf(body, sizeof(body), "111 path=%s\n10 size=0\n", p);
	assert_int_equal(read_with_body(body), EVI_TAR_BAD);
	/* 2^53 is more than any size of the format. */
	(void)snprintf(body, sizeof(body), "111 path=%s\n"
	    "25 size=9007199254740992\n", p);
	assert_int_equal(read_with_body(body), EVI_TAR_BAD);
}

static void
what_is_left_of_a_cut_header_could_begin_one(void **state)
{
	static const char *const paths[] = { "B/data/a",
	    "B/data/\xd1\x8f", "B/bagit.txt" };
	struct evi_buf header = EVI_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		evi_buf_clear(&header);
		assert_int_equal(evi_tar_write_header(&header, paths[i],
		    strlen(paths[i]), 8589934592, 7, NULL), EVID_OK);
		for (size_t n = 1; n < header.len; n++) {
			assert_true(evi_tar_could_begin(header.data, n, "B"));
			/* in names and in records any byte may stand */
			header.data[n - 1] ^= 0x80;
			if (n > 100 && n <= 512 && evi_tar_could_begin(
			    header.data, n, "B"))
				fail_msg("%s, %zu", paths[i], n);
			header.data[n - 1] ^= 0x80;
		}
	}
	evi_buf_clear(&header);
	assert_int_equal(evi_tar_write_header(&header, "B/bagit.txt", 11, 54,
	    7, NULL), EVID_OK);
	for (size_t n = 1; n < header.len; n++) {
		assert_true(evi_tar_could_begin(header.data, n, ""));
		assert_true(evi_tar_could_begin(header.data, n, "B"));
		assert_false(evi_tar_could_begin(header.data, n, "C"));
	}
	evi_buf_free(&header);
}

static void
a_block_of_zeros_is_the_end(void **state)
{
	uint8_t zeros[512] = { 0 };
	struct evi_tar_entry entry;
	const char *why;
	size_t used;

	(void)state;
	assert_int_equal(evi_tar_read_header(zeros, 511, &entry, &used, &why),
	    EVI_TAR_NEED_MORE);
	assert_int_equal(evi_tar_read_header(zeros, 512, &entry, &used, &why),
	    EVI_TAR_END);
	assert_int_equal(used, 512);
	zeros[511] = 1;
	assert_int_equal(evi_tar_read_header(zeros, 512, &entry, &used, &why),
	    EVI_TAR_BAD);
}

static void
padding_fills_the_block(void **state)
{
	(void)state;
	assert_int_equal(evi_tar_padding(0), 0);
	assert_int_equal(evi_tar_padding(1), 511);
	assert_int_equal(evi_tar_padding(511), 1);
	assert_int_equal(evi_tar_padding(512), 0);
	assert_int_equal(evi_tar_padding(513), 511);
	assert_int_equal(evi_tar_padding(8589934593u), 511);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_plain_header_of_the_format_is_written),
		cmocka_unit_test(the_pax_header_of_the_format_is_written),
		cmocka_unit_test(a_size_of_8_gib_has_a_record_and_zeros),
		cmocka_unit_test(what_is_written_is_read_round_every_border),
		cmocka_unit_test(a_stand_in_never_ends_like_a_folder),
		cmocka_unit_test(what_does_not_fit_is_not_written),
		cmocka_unit_test(every_flipped_bit_is_refused),
		cmocka_unit_test(other_records_are_refused),
		cmocka_unit_test(what_is_left_of_a_cut_header_could_begin_one),
		cmocka_unit_test(a_block_of_zeros_is_the_end),
		cmocka_unit_test(padding_fills_the_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
