/*
 * base/text.c, stated.c: RFC 4648's vectors, Unicode's table 3-7, a terminal's
 * view.
 */
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
hex_is_lower_case_both_ways(void **state)
{
	char text[9];
	uint8_t bytes[4] = { 1, 1, 1, 1 };

	(void)state;
	evi_hex("\x00\x9f\xab\xff", 4, text);
	assert_string_equal(text, "009fabff");
	assert_true(evi_unhex(text, 8, bytes, 4));
	assert_memory_equal(bytes, "\x00\x9f\xab\xff", 4);
	assert_false(evi_unhex("009FABFF", 8, bytes, 4));
	assert_false(evi_unhex("009fabf", 7, bytes, 4));
	assert_false(evi_unhex("009fabff0", 9, bytes, 4));
	assert_false(evi_unhex("009fabf ", 8, bytes, 4));
	assert_false(evi_unhex("0g", 2, bytes, 1));
	assert_true(evi_unhex("", 0, bytes, 0));
}

static void
base64_gives_the_vectors_of_rfc_4648(void **state)
{
	static const char *const vectors[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
		{ "\xfb\xff\xfe", "+//+" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		struct evi_buf there = EVI_BUF_INIT, back = EVI_BUF_INIT;

		evi_base64_add(&there, vectors[i][0], strlen(vectors[i][0]));
		assert_string_equal(evi_buf_text(&there), vectors[i][1]);
		assert_true(evi_unbase64(vectors[i][1],
		    strlen(vectors[i][1]), &back));
		assert_string_equal(evi_buf_text(&back), vectors[i][0]);
		evi_buf_free(&there);
		evi_buf_free(&back);
	}
}

static void
base64_has_one_spelling(void **state)
{
	static const char *const bad[] = {
		"Zh==", "Zm9=", "Zg=", "Zg", "Zg==\n", "Zg==Zg==", "Z g=",
		"-__-", "====", "=g==", "Z===", "Zm9v=", "Zm9vZg=A", "A",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct evi_buf out = EVI_BUF_INIT;

		assert_false(evi_unbase64(bad[i], strlen(bad[i]), &out));
		evi_buf_free(&out);
	}
}

static void
every_code_point_is_read_and_no_surrogate(void **state)
{
	uint32_t got;

	(void)state;
	for (uint32_t c = 0; c < 0x110800; c++) {
		uint8_t p[4];
		size_t n;

		if (c < 0x80) {
			p[0] = (uint8_t)c;
			n = 1;
		} else if (c < 0x800) {
			p[0] = (uint8_t)(0xc0 | c >> 6);
			p[1] = (uint8_t)(0x80 | (c & 63));
			n = 2;
		} else if (c < 0x10000) {
			p[0] = (uint8_t)(0xe0 | c >> 12);
			p[1] = (uint8_t)(0x80 | (c >> 6 & 63));
			p[2] = (uint8_t)(0x80 | (c & 63));
			n = 3;
		} else {
			p[0] = (uint8_t)(0xf0 | c >> 18);
			p[1] = (uint8_t)(0x80 | (c >> 12 & 63));
			p[2] = (uint8_t)(0x80 | (c >> 6 & 63));
			p[3] = (uint8_t)(0x80 | (c & 63));
			n = 4;
		}
		got = ~c;
		if ((c >= 0xd800 && c < 0xe000) || c > 0x10ffff) {
			if (evi_utf8_next(p, n, &got) != 0)
				fail_msg("U+%X was read", (unsigned int)c);
		} else if (evi_utf8_next(p, n, &got) != n || got != c ||
		    (n > 1 && evi_utf8_next(p, n - 1, &got) != 0)) {
			fail_msg("U+%X was not read", (unsigned int)c);
		}
	}
}

static void
overlong_cut_and_stray_sequences_are_none(void **state)
{
	static const char *const bad[] = { "\x80", "\xbf", "\xc0\x80",
		"\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80",
		"\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
		"\xff", "\xc2", "\xe2\x82", "\xf0\x9f\x98", "\xc2\x41",
		"\xe2\x82\x41", "a\xed\xa0\x80" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(evi_utf8_valid(bad[i], strlen(bad[i])));
	assert_true(evi_utf8_valid("", 0));
	assert_true(evi_utf8_valid("a\0\xd0\x96\xe2\x82\xac\xf0\x9f\x98\x80",
	    11));
}

static void
a_long_path_is_shown_by_its_end_and_leaves_room(void **state)
{
	struct evi_buf shown = EVI_BUF_INIT;
	char path[5000];
	size_t i;

	(void)state;
	evi_text_show_path(&shown, "a/b\n");
	assert_string_equal(evi_buf_text(&shown), "a/b\\n");
	evi_buf_clear(&shown);
	for (i = 0; i + 2 < sizeof(path); i += 2)
		memcpy(path + i, "\xd0\x96", 2);	/* a letter of two bytes */
	strcpy(path + 4988, "x/the-end");
	evi_text_show_path(&shown, path);
	assert_true(shown.len <= EVI_SHOWN_MAX + 3);
	assert_true(shown.len >= EVI_SHOWN_MAX);
	assert_memory_equal(shown.data, "...\xd0\x96", 5);
	assert_true(evi_utf8_valid(shown.data, shown.len));
	assert_non_null(strstr(evi_buf_text(&shown), "/the-end"));
	evi_buf_free(&shown);
}

static void
classes_hold_their_members_and_neighbours_do_not(void **state)
{
	static const uint32_t controls[] = { 0, 9, 0x1f, 0x7f, 0x80, 0x85,
		0x9f, 0x2028, 0x2029 };
	static const uint32_t bidis[] = { 0x61c, 0x200e, 0x200f, 0x202a,
		0x202e, 0x2066, 0x2069 };
	static const uint32_t spaces[] = { 9, 0xd, 0x20, 0x85, 0xa0, 0x1680,
		0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000 };
	static const uint32_t none[] = { 0x21, 0x7e, 0xa1, 0x61b, 0x200b,
		0x200d, 0x2010, 0x2065, 0x206a, 0x3001, 0x10ffff };

	(void)state;
	for (size_t i = 0; i < sizeof(controls) / 4; i++)
		assert_true(evi_is_control(controls[i]));
	for (size_t i = 0; i < sizeof(bidis) / 4; i++)
		assert_true(evi_is_bidi(bidis[i]));
	for (size_t i = 0; i < sizeof(spaces) / 4; i++)
		assert_true(evi_is_space(spaces[i]));
	for (size_t i = 0; i < sizeof(none) / 4; i++)
		assert_false(evi_is_control(none[i]) || evi_is_bidi(none[i]) ||
		    evi_is_space(none[i]));
	assert_false(evi_is_space(8) || evi_is_space(0xe));
}

static void
what_shows_nothing_says_nothing(void **state)
{
	static const char *const blank[] = { "", " ", "\n\t", "\xc2\xa0",
		"\xe2\x80\x8b", "\xe3\x80\x80 \xef\xbb\xbf" };
	static const char *const said[] = { ".", " a", "\xe2\x80\x8b-",
		"\xff", "\xe2\x80\x8d" };

	(void)state;
	for (size_t i = 0; i < sizeof(blank) / sizeof(blank[0]); i++)
		assert_true(evi_text_blank(blank[i]));
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		assert_false(evi_text_blank(said[i]));
}

static void
a_cut_falls_between_characters(void **state)
{
	(void)state;
	assert_int_equal(evi_utf8_cut("abc", 2), 2);
	assert_int_equal(evi_utf8_cut("a\xe2\x82\xac" "b", 4), 4);
	assert_int_equal(evi_utf8_cut("a\xe2\x82\xac" "b", 3), 1);
	assert_int_equal(evi_utf8_cut("a\xe2\x82\xac" "b", 2), 1);
	assert_int_equal(evi_utf8_cut("\xe2\x82\xac", 1), 0);
}

static void
escaped_text_is_one_safe_line(void **state)
{
	static const char in[] = "a\n\t\r\\\x1b[0m\x7f\xc2\x85\xe2\x80\xae"
	    "\xef\xbb\xbf\xff\xd0\x96\xf0\x9f\x98\x80\xe2\x80\xa8";
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	evi_text_escape(&out, in, sizeof(in) - 1);
	assert_string_equal(evi_buf_text(&out),
	    "a\\n\\t\\r\\\\\\u{001B}[0m\\u{007F}\\u{0085}"
	    "\\u{202E}\\u{FEFF}\\xFF\xd0\x96\xf0\x9f\x98\x80"
	    "\\u{2028}");
	evi_buf_free(&out);
	evi_text_escape(&out, "\0b", 2);
	assert_string_equal(evi_buf_text(&out), "\\u{0000}b");
	evi_buf_free(&out);
}

static void
what_shows_nothing_is_escaped_but_for_what_writing_needs(void **state)
{
	static const uint32_t hidden[] = { 0xad, 0x34f, 0x180e, 0x200b,
		0x2060, 0x2064, 0x3164, 0xfdd0, 0xfdef, 0xfe0f, 0xfeff, 0xfffb,
		0xfffe, 0xffff, 0x1d173, 0x1ffff, 0xe0041, 0x10fffe };
	static const uint32_t shown[] = { 'A', 0xac, 0x600, 0x6dd, 0x180b,
		0x180f, 0x200a, 0x200c, 0x200d, 0x2010, 0x3163, 0xfdcf, 0xfdf0,
		0xfffd, 0x1f600, 0xe1000 };
	/* A, ZERO WIDTH SPACE, n, WORD JOINER, ZWNJ, ZWJ, a tag */
	static const char in[] = "A\xe2\x80\x8bn\xe2\x81\xa0\xe2\x80\x8c"
	    "\xe2\x80\x8d\xf3\xa0\x81\x81";
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(hidden) / 4; i++)
		assert_true(evi_is_invisible(hidden[i]));
	for (size_t i = 0; i < sizeof(shown) / 4; i++)
		assert_false(evi_is_invisible(shown[i]));
	evi_text_escape(&out, in, sizeof(in) - 1);
	assert_string_equal(evi_buf_text(&out), "A\\u{200B}n\\u{2060}"
	    "\xe2\x80\x8c\xe2\x80\x8d\\u{E0041}");
	evi_buf_free(&out);
}

static void
html_holds_no_markup(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	evi_html_escape(&out, "<a b=\"c\" d='e'>&\x1b", 17);
	assert_string_equal(evi_buf_text(&out), "&lt;a b=&quot;c&quot; "
	    "d=&#39;e&#39;&gt;&amp;\\u{001B}");
	evi_buf_free(&out);
	evi_html_entities(&out, "\\u{001B}<&", 10);
	assert_string_equal(evi_buf_text(&out), "\\u{001B}&lt;&amp;");
	evi_buf_free(&out);
}

static void
what_others_state_cannot_leave_its_quotes(void **state)
{
	static const char *const parts[] = { "A \"x\"", "", "\x1b[1m" };
	struct evi_buf list = EVI_BUF_INIT, out = EVI_BUF_INIT;

	(void)state;
	evi_text_list(&list, parts, 3);
	assert_string_equal(evi_buf_text(&list), "A \"x\", \\u{001B}[1m");
	evi_text_quote(&out, evi_buf_text(&list));
	assert_string_equal(evi_buf_text(&out),
	    "\"A \\\"x\\\", \\u{001B}[1m\"");
	evi_buf_free(&out);
	evi_text_stated(&out, "SOUND");
	evi_text_stated(&out, "");
	evi_text_stated(&out, "\"\n");
	assert_string_equal(evi_buf_text(&out),
	    "\"SOUND\"\"\"\"\\\"\\n\"");
	evi_buf_free(&list);
	evi_buf_free(&out);
}

/* @n bytes of 'a' */
static const char *
long_text(char *out, size_t n)
{
	memset(out, 'a', n);
	out[n] = '\0';
	return out;
}

static void
what_others_state_is_cut_outside_its_quotes(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	evi_text_stated_cut(&out, "abc", 3, "event");
	assert_string_equal(evi_buf_text(&out), "\"abc\"");
	evi_buf_free(&out);
	evi_text_stated_cut(&out, "ab\xc3\xa9\" [cut", 3, "event");
	assert_string_equal(evi_buf_text(&out),
	    "\"ab\" [cut here: the event has 10 bytes]");
	evi_buf_free(&out);
}

static void
a_long_name_hides_no_other(void **state)
{
	char text[EVI_NAME_SHOWN + 2], want[2 * EVI_NAME_SHOWN];
	const char *const all[] = { "A. Officer", "", "KZ" };
	const char *const one[] = { long_text(text, EVI_NAME_SHOWN + 1), "",
		"KZ" };
	const char *const none[] = { "", "", "" };
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	evi_text_stated_names(&out, all, 3, "seal");
	assert_string_equal(evi_buf_text(&out), "\"A. Officer, KZ\"");
	evi_buf_free(&out);
	evi_text_stated_names(&out, none, 3, "seal");
	assert_int_equal(out.len, 0);
	evi_text_stated_names(&out, one, 3, "seal");
	(void)snprintf(want, sizeof(want), "\"%.1024s\" [cut here: the seal "
	    "has 1025 bytes], \"KZ\"", text);
	assert_string_equal(evi_buf_text(&out), want);
	evi_buf_free(&out);
	long_text(text, EVI_NAME_SHOWN);
	evi_text_stated_names(&out, one, 3, "seal");
	assert_int_equal(out.len, EVI_NAME_SHOWN + strlen("\", KZ\""));
	evi_buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_others_state_cannot_leave_its_quotes),
		cmocka_unit_test(what_others_state_is_cut_outside_its_quotes),
		cmocka_unit_test(a_long_name_hides_no_other),
		cmocka_unit_test(
		    a_long_path_is_shown_by_its_end_and_leaves_room),
		cmocka_unit_test(hex_is_lower_case_both_ways),
		cmocka_unit_test(base64_gives_the_vectors_of_rfc_4648),
		cmocka_unit_test(base64_has_one_spelling),
		cmocka_unit_test(every_code_point_is_read_and_no_surrogate),
		cmocka_unit_test(overlong_cut_and_stray_sequences_are_none),
		cmocka_unit_test(
		    classes_hold_their_members_and_neighbours_do_not),
		cmocka_unit_test(what_shows_nothing_says_nothing),
		cmocka_unit_test(a_cut_falls_between_characters),
		cmocka_unit_test(escaped_text_is_one_safe_line),
		cmocka_unit_test(
		    what_shows_nothing_is_escaped_but_for_what_writing_needs),
		cmocka_unit_test(html_holds_no_markup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
