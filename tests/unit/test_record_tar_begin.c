/* record/tar_begin.c: of what is left of a header, each byte must be that of
 * one; once all of them are there, none can be another. */
#include "record/tar.h"

#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const uint8_t others[] = { 0, ' ', '/', '0', '7', '8', 'x', 0xff };

static void
write_header(struct evi_buf *out, const char *path, uint64_t size)
{
	evi_buf_clear(out);
	assert_int_equal(evi_tar_write_header(out, path, strlen(path), size,
	    1000000000, NULL), EVID_OK);
}

/* The bytes of a record's value: what they are, only the header behind them
 * shows, which is not all there. */
static bool
in_a_value(const struct evi_buf *header, size_t at)
{
	const uint8_t *p = header->data, *value;

	if (at < EVI_TAR_BLOCK || at >= 2 * EVI_TAR_BLOCK ||
	    header->len == EVI_TAR_BLOCK)
		return false;
	value = memchr(p + EVI_TAR_BLOCK, '=', EVI_TAR_BLOCK);
	return value != NULL && p + at > value && p[at] != '\n' && p[at] != 0;
}

/* Each byte of a header but the last is another: no header begins so, while
 * what stands before it still is one's beginning. */
static void
each_byte(const struct evi_buf *header, const char *base)
{
	size_t n = header->len - 1;

	assert_true(evi_tar_could_begin(header->data, n, base));
	for (size_t i = 0; i < n; i++) {
		uint8_t was = header->data[i];

		for (size_t k = 0; k < sizeof(others); k++) {
			if (others[k] == was || in_a_value(header, i))
				continue;
			header->data[i] = others[k];
			if (evi_tar_could_begin(header->data, n, base))
				fail_msg("byte %zu as %u", i, others[k]);
			if (i > 0 && !evi_tar_could_begin(header->data, i,
			    base))
				fail_msg("before byte %zu", i);
		}
		header->data[i] = was;
	}
}

static void
no_byte_of_a_header_can_be_another(void **state)
{
	static const char long_path[] = "B/data/"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
	struct evi_buf header = EVI_BUF_INIT;

	(void)state;
	write_header(&header, "B/data/a", 8);
	assert_int_equal(header.len, EVI_TAR_BLOCK);
	each_byte(&header, "B");
	write_header(&header, "B/bagit.txt", 55);
	each_byte(&header, "");
	write_header(&header, long_path, 8);
	assert_int_equal(header.len, 3 * EVI_TAR_BLOCK);
	each_byte(&header, "B");
	write_header(&header, "B/data/a", (uint64_t)1 << 40);
	each_byte(&header, "B");
	write_header(&header, "B/data/\xd1\x8f", (uint64_t)1 << 40);
	each_byte(&header, "B");
	evi_buf_free(&header);
}

static bool
begins(const char *text, const char *base)
{
	return evi_tar_could_begin((const uint8_t *)text, strlen(text), base);
}

static void
a_first_member_is_bagit_txt_of_some_folder(void **state)
{
	char name[102];

	(void)state;
	assert_true(begins("SMS", ""));
	assert_true(begins("SMS-1.", ""));
	assert_true(begins("SMS/bag", ""));
	assert_false(begins("SMS/data", ""));
	assert_false(begins(".SMS", ""));
	assert_false(begins("con/bagit", ""));
	assert_false(begins("/bagit", ""));
	assert_false(begins("././@PaxHeader", ""));
	assert_true(begins("././@PaxHeader", "SMS"));
	assert_true(begins("SMS/data", "SMS"));
	assert_false(begins("SMS2", "SMS"));
	/* a base of 64 bytes, and one byte more */
	memset(name, 'a', 64);
	name[64] = '\0';
	assert_true(begins(name, ""));
	strcpy(name + 64, "a");
	assert_false(begins(name, ""));
	/* all of the name, and no folder */
	memset(name, 'a', 100);
	name[100] = '0';
	name[101] = '\0';
	assert_false(begins(name, ""));
}

static void
zeros_may_be_the_end(void **state)
{
	uint8_t zeros[EVI_TAR_BLOCK] = { 0 };

	(void)state;
	assert_true(evi_tar_could_begin(zeros, EVI_TAR_BLOCK - 1, "B"));
	assert_true(evi_tar_could_begin(zeros, 1, ""));
	/* a whole block of them was told as the end, not as a header */
	assert_false(evi_tar_could_begin(zeros, EVI_TAR_BLOCK, "B"));
	zeros[EVI_TAR_BLOCK - 2] = 1;
	assert_false(evi_tar_could_begin(zeros, EVI_TAR_BLOCK - 1, "B"));
}

static void
records_that_were_cut_begin_as_records_do(void **state)
{
	static const struct {
		const char *records;
		bool could;
	} rows[] = {
		{ "", true }, { "1", true }, { "120 ", true },
		{ "120 pa", true }, { "120 path=B/data", true },
		{ "30 size=1", true }, { "0", false }, { " ", false },
		{ "x", false }, { "12x", false }, { "120 mtime", false },
		{ "120  path", false },
	};
	struct evi_buf header = EVI_BUF_INIT;

	(void)state;
	write_header(&header, "B/data/\xd1\x8f", 8);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct evi_buf cut = EVI_BUF_INIT;

		evi_buf_add(&cut, header.data, EVI_TAR_BLOCK);
		evi_buf_add_text(&cut, rows[i].records);
		assert_false(cut.failed);
		if (evi_tar_could_begin(cut.data, cut.len, "B") !=
		    rows[i].could)
			fail_msg("%s", rows[i].records);
		evi_buf_free(&cut);
	}
	/* the same behind a header that is none of an x header's */
	write_header(&header, "B/data/a", 8);
	evi_buf_add_text(&header, "120 pa");
	assert_false(evi_tar_could_begin(header.data, header.len, "B"));
	evi_buf_free(&header);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_byte_of_a_header_can_be_another),
		cmocka_unit_test(a_first_member_is_bagit_txt_of_some_folder),
		cmocka_unit_test(zeros_may_be_the_end),
		cmocka_unit_test(records_that_were_cut_begin_as_records_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
