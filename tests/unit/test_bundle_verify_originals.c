/* bundle/verify/originals.c: which lines have one original path. */
#include "bundle/verify/originals.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <stdlib.h>

#include <cmocka.h>

struct told {
	unsigned int n;
	uint64_t line, other;
};

static enum evid_status
note(void *context, uint64_t line, uint64_t other, struct evid_error *err)
{
	struct told *told = context;

	(void)err;
	told->n++;
	told->line = line;
	told->other = other;
	return EVID_OK;
}

/* one line; @original "" is one that cannot be read */
static void
add(struct evi_originals *o, const char *path, const char *original)
{
	assert_int_equal(evi_originals_add(o, path, *original == '\0' ? NULL :
	    original, NULL), EVID_OK);
}

static void
many(struct evi_originals *o, uint64_t n, bool marked)
{
	char original[32], path[64];
	uint64_t i;

	for (i = 0; i < n; i++) {
		(void)snprintf(original, sizeof(original), "%d/%llu", marked,
		    (unsigned long long)i);
		(void)snprintf(path, sizeof(path), "data/%s%s", original,
		    marked ? "=~0123456789abcdef" : "");
		add(o, path, original);
	}
}

static struct told
told_of(struct evi_originals *o, bool known)
{
	struct told told = { 0, 0, 0 };
	bool is_known = !known;

	assert_int_equal(evi_originals_end(o, note, &told, &is_known, NULL),
	    EVID_OK);
	assert_int_equal(is_known, known);
	evi_originals_close(o);
	return told;
}

static void
a_marked_one_that_is_another_is_told_whichever_comes_first(void **state)
{
	struct evi_originals o;
	struct told told;

	(void)state;
	evi_originals_init(&o, NULL);
	add(&o, "data/a", "a");
	add(&o, "data/a=~0123456789abcdef", "a");
	add(&o, "data/b=~0123456789abcdef", "b");
	told = told_of(&o, true);
	assert_int_equal(told.n, 1);
	assert_int_equal(told.line, 1);
	assert_int_equal(told.other, 2);
	evi_originals_init(&o, NULL);
	add(&o, "data/a=~0123456789abcdef/x", "a/x");
	add(&o, "data/b", "");
	add(&o, "data/z=~0123456789abcdef/x", "a/x");
	told = told_of(&o, true);
	assert_int_equal(told.n, 1);
	assert_int_equal(told.line, 3);
	assert_int_equal(told.other, 1);
}

static void
lines_that_cannot_be_read_are_nobodys(void **state)
{
	struct evi_originals o;

	(void)state;
	evi_originals_init(&o, NULL);
	add(&o, "data/a=~0123456789abcdef", "");
	add(&o, "data/b=~0123456789abcdef", "");
	add(&o, "data/c=~0123456789abcdef", "c");
	assert_int_equal(told_of(&o, true).n, 0);
}

static void
of_many_each_is_found_past_what_memory_holds(void **state)
{
	struct evi_originals o;
	struct told told;

	(void)state;
	evi_originals_init(&o, NULL);
	many(&o, EVI_ORIGINALS_HELD + 7, false);
	assert_true(o.fd >= 0);
	add(&o, "data/0/5=~0123456789abcdef", "0/5");
	told = told_of(&o, true);
	assert_int_equal(told.n, 1);
	assert_int_equal(told.line, 6);
	assert_int_equal(told.other, EVI_ORIGINALS_HELD + 8);
	evi_originals_init(&o, NULL);
	many(&o, EVI_ORIGINALS_AT_ONCE + 9, true);
	assert_int_equal(evi_originals_add(&o, "data/z=~0123456789abcdef",
	    "1/3", NULL), EVID_OK);
	told = told_of(&o, true);
	assert_int_equal(told.n, 1);
	assert_int_equal(told.line, EVI_ORIGINALS_AT_ONCE + 10);
	assert_int_equal(told.other, 4);
	evi_originals_init(&o, NULL);
	many(&o, EVI_ORIGINALS_AT_ONCE + 9, true);
	assert_int_equal(told_of(&o, true).n, 0);
}

/* From a line on that begins no piece, what is in memory is read after what is
 * in the file. */
static void
a_piece_ends_where_the_file_does(void **state)
{
	struct evi_originals o;
	struct told told;

	(void)state;
	evi_originals_init(&o, NULL);
	many(&o, 5, false);
	many(&o, EVI_ORIGINALS_AT_ONCE + EVI_ORIGINALS_HELD + 20, true);
	add(&o, "data/1/262150", "1/262150");
	told = told_of(&o, true);
	assert_int_equal(told.n, 1);
	assert_int_equal(told.line, EVI_ORIGINALS_AT_ONCE +
	    EVI_ORIGINALS_HELD + 26);
	assert_int_equal(told.other, 5 + 262150 + 1);
}

static void
without_room_it_is_known_where_nothing_is_marked(void **state)
{
	struct evi_originals o;

	(void)state;
	assert_int_equal(setenv("TMPDIR", "/nowhere/at/all", 1), 0);
	evi_originals_init(&o, NULL);
	many(&o, EVI_ORIGINALS_HELD + 7, false);
	assert_true(o.lost);
	assert_int_equal(told_of(&o, true).n, 0);
	evi_originals_init(&o, NULL);
	many(&o, EVI_ORIGINALS_HELD + 7, false);
	add(&o, "data/0/5=~0123456789abcdef", "0/5");
	assert_non_null(strstr(o.lack.message, "/nowhere/at/all"));
	assert_int_equal(told_of(&o, false).n, 0);
	assert_int_equal(unsetenv("TMPDIR"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_marked_one_that_is_another_is_told_whichever_comes_first),
		cmocka_unit_test(lines_that_cannot_be_read_are_nobodys),
		cmocka_unit_test(of_many_each_is_found_past_what_memory_holds),
		cmocka_unit_test(a_piece_ends_where_the_file_does),
		cmocka_unit_test(
		    without_room_it_is_known_where_nothing_is_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
