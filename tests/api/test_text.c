/* A caller that shows names by itself tells what deceives as we do. */
#include "evidence/evidence.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

static void
a_text_is_gone_through_character_by_character(void **state)
{
	/* "a", U+00E9, U+20AC, U+1F600, a lone byte, a cut sequence */
	static const char text[] =
	    "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xff\xe2\x82";
	static const uint32_t codes[] = { 'a', 0xe9, 0x20ac, 0x1f600, 0, 0 };
	static const size_t lengths[] = { 1, 2, 3, 4, 0, 0 };
	size_t at = 0, left = sizeof(text) - 1;

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		uint32_t code = 7;
		size_t n = evid_text_next(text + at, left, &code);

		assert_int_equal(n, lengths[i]);
		assert_int_equal(code, codes[i]);
		at += n == 0 ? 1 : n;
		left -= n == 0 ? 1 : n;
	}
	assert_int_equal(left, 1);
}

static void
nothing_left_is_no_character(void **state)
{
	uint32_t code = 7;

	(void)state;
	assert_int_equal(evid_text_next("", 0, &code), 0);
	assert_int_equal(code, 0);
}

static void
what_deceives_is_told_from_what_writing_needs(void **state)
{
	static const uint32_t deceive[] = { 0, '\n', 0x1b, 0x7f, 0x9f, 0xad,
		0x202e, 0x2066, 0x200b, 0xfeff, 0xe0041, 0xfffe, 0x10ffff };
	static const uint32_t needed[] = { ' ', 'a', '\\', 0xe9, 0x200c,
		0x200d, 0x180b, 0x4e2d, 0x1f600 };

	(void)state;
	for (size_t i = 0; i < sizeof(deceive) / sizeof(deceive[0]); i++)
		assert_true(evid_text_deceives(deceive[i]));
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		assert_false(evid_text_deceives(needed[i]));
}

static void
escaped_it_is_one_line_that_a_terminal_does_nothing_with(void **state)
{
	struct evid_error err = EVID_ERROR_INIT;
	char *escaped = NULL;

	(void)state;
	assert_int_equal(evid_text_escape("a\n\x1b[2J\xe2\x80\xae\xff\\b",
	    &escaped, &err), EVID_OK);
	assert_string_equal(escaped, "a\\n\\u{001B}[2J\\u{202E}\\xFF\\\\b");
	free(escaped);
	assert_int_equal(evid_text_escape("", &escaped, &err), EVID_OK);
	assert_string_equal(escaped, "");
	free(escaped);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_gone_through_character_by_character),
		cmocka_unit_test(nothing_left_is_no_character),
		cmocka_unit_test(what_deceives_is_told_from_what_writing_needs),
		cmocka_unit_test(
		    escaped_it_is_one_line_that_a_terminal_does_nothing_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
