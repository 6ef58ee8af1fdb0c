/* record/glob.c: patterns mean what a shell's user expects. */
#include "record/name.h"

#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct row {
	const char *pattern, *path;
};

static void
patterns_match_what_they_say(void **state)
{
	static const struct row rows[] = {
		{ "*.txt", "a.txt" }, { "*.txt", "x/y/a.txt" },
		{ "*", "a" }, { "a?c", "x/abc" }, { "?", "\xd1\x8f" },
		{ "[abc]", "b" }, { "[a-c]x", "bx" }, { "[!a]", "b" },
		{ "[^a]", "b" }, { "[]]", "]" }, { "[a-]", "-" },
		{ "[\xd0\xb0-\xd1\x8f]", "\xd0\xb4" }, { "\\*", "*" },
		{ "[\\]]", "]" }, { "[", "[" }, { "[a", "[a" },
		/* with a slash: the whole, or a folder that it is below */
		{ "a/b", "a/b" }, { "a/b", "a/b/c" }, { "a/*", "a/b/c" },
		{ "a/", "x/a" }, { "a/b/", "a/b/c" }, { "*/b", "a/b" },
		{ "a/**/z", "a/z" }, { "a/**/z", "a/b/c/z" },
		{ "a/**", "a/b/c" }, { "**/z", "z" }, { "**/z", "a/b/z" },
		{ "**/z", "a/z/q" }, { "a/**/b*/c", "a/x/bb/b1/c" },
		{ "**", "a" }, { "a*b*c*/d", "aXbYcZ/d" },
		{ "a/*/c/**/e", "a/b/c/d/d/e" }, { "x\xff", "x\xff" },
		{ "**/*", "a" }, { "a**/*.c", "ab/x.c" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!evi_glob(rows[i].pattern, rows[i].path))
			fail_msg("%s, %s", rows[i].pattern, rows[i].path);
}

static void
patterns_match_nothing_else(void **state)
{
	static const struct row rows[] = {
		{ "", "" }, { "", "a" }, { "*.txt", "a.txt.gz" },
		{ "*.txt", "a.txt/b" }, { "?", "ab" }, { "?", "" },
		{ "*\?\?", "\xe2\x82\xac" }, { "[a-c]", "d" }, { "[!a]", "a" },
		{ "a", "A" }, { "\\*", "a" }, { "[a]", "[a]" },
		{ "a/b", "a/bc" }, { "a/b", "x/a/b" }, { "a/*", "a" },
		{ "a/*/c", "a/b/b/c" }, { "*/b", "a/x/b" }, { "a/**", "a" },
		{ "**/z", "yz" }, { "**/z", "a/yz" }, { "a?b/c", "a/b/c" },
		{ "a[/]b/c", "a/b/c" }, { "a/**/z", "a/yz" },
		{ "a/b/c", "a/b" },
		/* what "**" and a slash stand for ends at a border, whatever
		 * follows it */
		{ "b**/*", "b" }, { "a**/*.c", "abx.c" }, { "a**/**b", "ab" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (evi_glob(rows[i].pattern, rows[i].path))
			fail_msg("%s, %s", rows[i].pattern, rows[i].path);
}

static void
many_stars_do_not_take_for_ever(void **state)
{
	char path[2001];

	(void)state;
	memset(path, 'a', 2000);
	path[2000] = '\0';
	assert_false(evi_glob("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", path));
	assert_false(evi_glob("**a**a**a**a**a**a**a**a**a**a/b", path));
}

static void
a_folder_covers_itself_and_what_is_below(void **state)
{
	(void)state;
	assert_true(evi_path_covers("a", "a"));
	assert_true(evi_path_covers("a", "a/b"));
	assert_true(evi_path_covers("a/b", "a/b/c"));
	assert_false(evi_path_covers("a", "ab"));
	assert_false(evi_path_covers("a/b", "a"));
	assert_false(evi_path_covers("b", "a/b"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_match_what_they_say),
		cmocka_unit_test(patterns_match_nothing_else),
		cmocka_unit_test(many_stars_do_not_take_for_ever),
		cmocka_unit_test(a_folder_covers_itself_and_what_is_below),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
