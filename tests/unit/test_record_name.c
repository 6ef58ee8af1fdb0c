/* record/name.c: every name has one mapping, and the check of it agrees. */
#include "adapt/digest.h"
#include "base/text.h"
#include "record/name.h"

#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool
checked(const char *mapped, size_t mapped_len, const char *original,
    size_t len)
{
	bool good = true;

	assert_int_equal(evi_name_check(mapped, mapped_len, original, len,
	    &good, NULL), EVID_OK);
	return good;
}

static void
assert_mapped(const char *original, size_t len, bool collides,
    const char *want)
{
	struct evi_buf out = EVI_BUF_INIT;

	assert_int_equal(evi_name_map(original, len, collides, &out, NULL),
	    EVID_OK);
	assert_string_equal(evi_buf_text(&out), want);
	assert_int_equal(out.len, strlen(want));
	assert_true(checked(want, strlen(want), original, len));
	evi_buf_free(&out);
}

static void
names_are_mapped_as_in_the_format(void **state)
{
	static const struct {
		const char *original, *mapped;
	} rows[] = {
		{ "\xd0\xbe\xd1\x82\xd1\x87\xd1\x91\xd1\x82.txt",
		    "\xd0\xbe\xd1\x82\xd1\x87\xd1\x91\xd1\x82.txt" },
		{ "a=b?.txt", "a=3Db=3F.txt" },
		{ "con.txt", "=63on.txt" },
		{ "trailing.", "trailing=2E" },
		{ " x ", "=20x=20" },
		{ "a\xff" "b", "a=FFb" },
		{ "cafe\xcc\x81", "caf\xc3\xa9=~81ef060bcd98adc7" },
		{ "README.txt", "README.txt" },
		{ "\xe2\x80\xaex", "=E2=80=AEx" },
		/* more of the same kinds */
		{ "a\nb", "a=0Ab" }, { "a\x7f", "a=7F" }, { "%", "=25" },
		{ " ", "=20" }, { ".", "=2E" }, { "a..", "a.=2E" },
		{ ".hidden", ".hidden" }, { "a b", "a b" },
		{ "\xc2\xa0x", "=C2=A0x" }, { "x\xe3\x80\x80", "x=E3=80=80" },
		{ "\xc2\x85", "=C2=85" }, { "\xe2\x80\xa8", "=E2=80=A8" },
		{ "NUL", "=4EUL" }, { "nul  .tar.gz", "=6Eul  .tar.gz" },
		{ "com1", "=63om1" }, { "COM\xc2\xb9.x", "=43OM\xc2\xb9.x" },
		{ "LPT\xc2\xb2", "=4CPT\xc2\xb2" },
		{ "lpt\xc2\xb3", "=6Cpt\xc2\xb3" },
		{ "lpt\xc2\xb4", "lpt\xc2\xb4" },
		{ "COM10", "COM10" }, { "conin$", "=63onin$" },
		{ "console", "console" }, { "LPT0.", "=4CPT0=2E" },
		{ "\xed\xa0\x80", "=ED=A0=80" }, { "\xc3", "=C3" },
		{ "a:b|c*d\"e<f>g\\h", "a=3Ab=7Cc=2Ad=22e=3Cf=3Eg=5Ch" },
	};

	struct evi_buf none = EVI_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_mapped(rows[i].original, strlen(rows[i].original),
		    false, rows[i].mapped);
	assert_int_equal(evi_name_map("", 0, false, &none, NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(none.len, 0);
	assert_mapped("readme.TXT", 10, true, "readme.TXT=~d49614ba6e690b2e");
}

static void
a_long_name_is_cut_between_characters(void **state)
{
	char original[241], want[201];

	(void)state;
	for (size_t i = 0; i < 120; i++)
		memcpy(original + 2 * i, "\xd1\x8f", 2);
	memcpy(want, original, 182);
	strcpy(want + 182, "=~015e3281836fe23c");
	assert_mapped(original, 240, false, want);
}

/* A name of @len bytes: a well-formed character of @unit's after @lead 'a's. */
static void
border_case(const char *unit, size_t lead)
{
	struct evi_buf out = EVI_BUF_INIT;
	char original[255];
	size_t len = lead, n = strlen(unit);

	memset(original, 'a', lead);
	while (len + n <= 250) {
		memcpy(original + len, unit, n);
		len += n;
	}
	assert_int_equal(evi_name_map(original, len, false, &out, NULL),
	    EVID_OK);
	assert_true(out.len <= EVI_NAME_MAX);
	assert_true(evi_utf8_valid(out.data, out.len));
	assert_true(checked(evi_buf_text(&out), out.len, original, len));
	assert_true(evi_path_grammar(evi_buf_text(&out), out.len));
	evi_buf_free(&out);
}

static void
cuts_at_every_place_pass_the_check(void **state)
{
	/* Full stops and spaces too: a cut may end in one. */
	static const char *const units[] = { "\xd1\x8f", "\xe2\x82\xac",
	    "\xf0\x9f\x98\x80", "?", "\xff", "\xd1\x8f.", "\xd1\x8f ",
	    "\xe2\x80\xae", "\xd1\x8f\xe3\x80\x80" };

	(void)state;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		for (size_t lead = 0; lead < 190; lead++)
			border_case(units[i], lead);
	}
}

static void
a_cut_device_name_passes_the_check(void **state)
{
	struct evi_buf out = EVI_BUF_INIT;
	char original[220];

	(void)state;
	memset(original, ' ', sizeof(original));
	memcpy(original, "con", 3);
	memcpy(original + 218, "\xd1\x8f", 2);
	assert_int_equal(evi_name_map(original, sizeof(original), false, &out,
	    NULL), EVID_OK);
	assert_true(checked(evi_buf_text(&out), out.len, original,
	    sizeof(original)));
	evi_buf_free(&out);
}

static void
names_at_the_limit_are_marked_or_not(void **state)
{
	char original[202];
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	memset(original, 'a', sizeof(original));
	original[200] = '\0';
	assert_mapped(original, 200, false, original);
	original[200] = 'a';
	assert_int_equal(evi_name_map(original, 201, false, &out, NULL),
	    EVID_OK);
	assert_int_equal(out.len, 200);
	assert_memory_equal(out.data + 182, "=~", 2);
	/* A mark without need is still a mapping; 200 bytes of R are one. */
	evi_buf_clear(&out);
	assert_int_equal(evi_name_map(original, 200, true, &out, NULL),
	    EVID_OK);
	assert_true(checked(evi_buf_text(&out), out.len, original, 200));
	assert_false(checked(original, 201, original, 201));
	evi_buf_free(&out);
}

static void
another_mapping_is_refused(void **state)
{
	static const struct {
		const char *mapped, *original;
	} rows[] = {
		{ "", "a" }, { "b", "a" }, { "=61", "a" }, { "a=3db", "a=b" },
		{ "a=b", "a=b" }, { "con.txt", "con.txt" }, { "x.", "x." },
		{ "a", "a?" }, { " x", " x" },
		/* other digits; the mark of another name; a cut too short */
		{ "a=~0000000000000000", "a" },
		{ "A=~CA978112CA1BBDCA", "a" },
		{ "=~ca978112ca1bbdca", "a" },
		{ "b=~ca978112ca1bbdca", "a" },
		/* not ASCII: NFC without its mark; unescaped; broken */
		{ "caf\xc3\xa9", "cafe\xcc\x81" },
		{ "caf?\xc3\xa9=~81ef060bcd98adc7", "cafe\xcc\x81" },
		{ "caf\xc3=~81ef060bcd98adc7", "cafe\xcc\x81" },
		{ "caf=3f=~81ef060bcd98adc7", "cafe\xcc\x81" },
		{ "caf=3=~81ef060bcd98adc7", "cafe\xcc\x81" },
		{ " caf=~81ef060bcd98adc7", "cafe\xcc\x81" },
		{ "caf.=~81ef060bcd98adc7", "cafe\xcc\x81" },
		{ "con=~81ef060bcd98adc7", "cafe\xcc\x81" },
		{ "c/f=~81ef060bcd98adc7", "cafe\xcc\x81" },
		{ "\xff\xff", "\xff\xff" },
	};
	bool good;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_false(checked(rows[i].mapped, strlen(rows[i].mapped),
		    rows[i].original, strlen(rows[i].original)));
	assert_true(checked("a=~ca978112ca1bbdca", 19, "a", 1));
	/* What a newer Unicode composes otherwise is not refused. */
	assert_true(checked("cafX=~81ef060bcd98adc7", 22, "cafe\xcc\x81", 6));
	assert_int_equal(evi_name_check("=2F", 3, "/", 1, &good, NULL),
	    EVID_OK);
	assert_false(good);
	assert_int_equal(evi_name_check("", 0, "", 0, &good, NULL), EVID_OK);
	assert_false(good);
}

static uint32_t
next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Bytes that provoke: pieces of names that have a rule of their own. */
static size_t
hostile_name(uint32_t *seed, char *out, size_t cap)
{
	static const char *const pieces[] = { "=", "%", "~", "=~", ".", " ",
	    "con", "NUL", "com1", "\xc2\xb9", "e", "\xcc\x81", "\xc3\xa9",
	    "\xd0\xb9", "\xe2\x80\xae", "\xe3\x80\x80", "\xf0\x9f\x98\x80",
	    "\xff", "\xed\xa0", "A", "a", "0123456789abcdef", "\n", "\\",
	    "\xe1\x84\x80", "\xe1\x85\xa1", "\xef\xbf\xbf", "\xe2\x84\xab" };
	size_t want = 1 + next_random(seed) % 40, len = 0;

	for (size_t i = 0; i < want; i++) {
		const char *piece = pieces[next_random(seed) %
		    (sizeof(pieces) / sizeof(pieces[0]))];
		char byte[2] = { 0 };

		if (next_random(seed) % 4 == 0) {
			do
				byte[0] = (char)next_random(seed);
			while (byte[0] == '/' || byte[0] == '\0');
			piece = byte;
		}
		if (len + strlen(piece) > cap)
			break;
		memcpy(out + len, piece, strlen(piece));
		len += strlen(piece);
	}
	return len;
}

static void
every_mapping_of_random_bytes_passes_the_check(void **state)
{
	struct evi_buf out = EVI_BUF_INIT, other = EVI_BUF_INIT;
	char a[255], b[255];
	uint32_t seed = 1;

	(void)state;
	for (size_t i = 0; i < 20000; i++) {
		size_t a_len = hostile_name(&seed, a, sizeof(a));
		size_t b_len = hostile_name(&seed, b, sizeof(b));
		bool same = a_len == b_len && memcmp(a, b, a_len) == 0;
		bool collides = i % 3 == 0;

		evi_buf_clear(&out);
		evi_buf_clear(&other);
		assert_int_equal(evi_name_map(a, a_len, collides, &out, NULL),
		    EVID_OK);
		assert_true(out.len > 0 && out.len <= EVI_NAME_MAX);
		assert_null(memchr(out.data, '/', out.len));
		assert_true(checked(evi_buf_text(&out), out.len, a, a_len));
		assert_true(evi_path_grammar(evi_buf_text(&out), out.len));
		assert_int_equal(evi_name_map(b, b_len, false, &other, NULL),
		    EVID_OK);
		if (!same) {
			assert_false(out.len == other.len &&
			    memcmp(out.data, other.data, out.len) == 0);
			assert_false(checked(evi_buf_text(&out), out.len, b,
			    b_len));
		}
	}
	evi_buf_free(&out);
	evi_buf_free(&other);
}

static bool
path_good(const char *mapped, const char *original)
{
	bool good = true;

	assert_int_equal(evi_path_check(mapped, strlen(mapped), original,
	    strlen(original), &good, NULL), EVID_OK);
	return good;
}

static void
paths_are_checked_component_by_component(void **state)
{
	char mapped[4200], original[4400];
	size_t len = 0;

	(void)state;
	assert_true(path_good("a", "a"));
	assert_true(path_good("a/=63on/b", "a/con/b"));
	assert_false(path_good("a/b", "a"));
	assert_false(path_good("a", "a/b"));
	assert_false(path_good("a//b", "a//b"));
	assert_false(path_good("/a", "/a"));
	assert_false(path_good("a/", "a/"));
	assert_false(path_good("", ""));
	assert_false(path_good("a/=2E/b", "a/./b"));
	assert_false(path_good("a/.=2E/b", "a/../b"));
	assert_false(path_good("=2E", "."));
	assert_true(path_good("..=2E", "..."));
	memset(mapped, 'a', sizeof(mapped));
	for (len = 199; len < 4090; len += 200)
		mapped[len] = '/';
	memcpy(original, mapped, sizeof(mapped));
	mapped[4091] = original[4091] = '\0';
	assert_true(path_good(mapped, original));
	mapped[4091] = original[4091] = 'a';
	mapped[4092] = original[4092] = '\0';
	assert_false(path_good(mapped, original));
}

static void
the_grammar_alone_holds_below_evidence_x(void **state)
{
	static const char *const bad[] = { "", "/", "a/", "/a", "a//b", ".",
	    "..", "a/../b", "a.", " a", "con", "a=b", "a=3d", "a?", "a\nb",
	    "\xff", "a=~0123456789ABCDEF", "=~0123456789abcdef" };
	char text[300];

	(void)state;
	assert_true(evi_path_grammar("a", 1));
	assert_true(evi_path_grammar("a/b=3F.json", 11));
	assert_true(evi_path_grammar("a=~0123456789abcdef", 19));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(evi_path_grammar(bad[i], strlen(bad[i])));
	memset(text, 'a', sizeof(text));
	assert_true(evi_path_grammar(text, 200));
	assert_false(evi_path_grammar(text, 201));
}

static void
names_of_bundles_are_plain(void **state)
{
	static const char *const good[] = { "a", "0", "SMS", "case-7.b_2",
	    "a-", "a_", "conx" };
	static const char *const bad[] = { "", ".a", "-a", "_a", "a.", "a b",
	    "a/b", "con", "NUL.x", "com1", "\xc3\xa9", "a=b" };
	char text[66];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(evi_name_is_base(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(evi_name_is_base(bad[i]));
	memset(text, 'a', sizeof(text));
	text[64] = '\0';
	assert_true(evi_name_is_base(text));
	text[64] = 'a';
	text[65] = '\0';
	assert_false(evi_name_is_base(text));
}

static bool
fold_alike(const char *a, const char *b)
{
	struct evi_buf x = EVI_BUF_INIT, y = EVI_BUF_INIT;
	bool alike;

	assert_int_equal(evi_name_fold(a, strlen(a), &x, NULL), EVID_OK);
	assert_int_equal(evi_name_fold(b, strlen(b), &y, NULL), EVID_OK);
	alike = strcmp(evi_buf_text(&x), evi_buf_text(&y)) == 0;
	evi_buf_free(&x);
	evi_buf_free(&y);
	return alike;
}

static void
names_collide_without_regard_to_case_and_composition(void **state)
{
	(void)state;
	assert_true(fold_alike("README", "readme"));
	assert_true(fold_alike("CAF\xc3\x89", "cafe\xcc\x81"));
	assert_true(fold_alike("\xd0\xaf", "\xd1\x8f"));
	assert_false(fold_alike("a", "b"));
	assert_false(fold_alike("A\xff", "a\xff"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_mapped_as_in_the_format),
		cmocka_unit_test(a_long_name_is_cut_between_characters),
		cmocka_unit_test(cuts_at_every_place_pass_the_check),
		cmocka_unit_test(a_cut_device_name_passes_the_check),
		cmocka_unit_test(names_at_the_limit_are_marked_or_not),
		cmocka_unit_test(another_mapping_is_refused),
		cmocka_unit_test(
		    every_mapping_of_random_bytes_passes_the_check),
		cmocka_unit_test(paths_are_checked_component_by_component),
		cmocka_unit_test(the_grammar_alone_holds_below_evidence_x),
		cmocka_unit_test(names_of_bundles_are_plain),
		cmocka_unit_test(
		    names_collide_without_regard_to_case_and_composition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
