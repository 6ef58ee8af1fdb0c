/* record/lines.c: a manifest's line has one form. */
#include "record/lines.h"

#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HEX "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static bool
readable(const char *line, size_t len)
{
	uint8_t digest[EVI_SHA256_LEN];
	const char *path;
	size_t path_len;

	return evi_sum_line_read(line, len, digest, &path, &path_len);
}

static void
a_line_is_written_as_sha256sum_does_and_read_back(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;
	uint8_t digest[EVI_SHA256_LEN], back[EVI_SHA256_LEN];
	const char *path;
	size_t len;

	(void)state;
	assert_int_equal(evi_sha256("abc", 3, digest, NULL), EVID_OK);
	evi_sum_line_write(&out, digest, "data/a b", 8);
	assert_string_equal(evi_buf_text(&out), HEX "  data/a b\n");
	assert_true(evi_sum_line_read(evi_buf_text(&out), out.len - 1, back,
	    &path, &len));
	assert_memory_equal(back, digest, sizeof(digest));
	assert_int_equal(len, 8);
	assert_memory_equal(path, "data/a b", 8);
	evi_buf_free(&out);
}

static void
other_forms_are_refused(void **state)
{
	static const char *const bad[] = { "", HEX, HEX "  ", HEX " *data/a",
	    HEX " data/a", HEX "\t\tdata/a", HEX "  data/a\n", "\\" HEX "  a",
	    " " HEX "  a",
	    "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
	    "  data/a" };
	static const char nul[] = HEX "  a\0b";

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(readable(bad[i], strlen(bad[i])));
	assert_false(readable(nul, sizeof(nul) - 1));
	assert_true(readable(HEX "  a", 67));
	/* A third space is the path's. */
	assert_true(readable(HEX "   a", 68));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_line_is_written_as_sha256sum_does_and_read_back),
		cmocka_unit_test(other_forms_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
