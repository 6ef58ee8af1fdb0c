/* bundle/verdict/masks.c: whose names are not shown. */
#include "bundle/verdict/masks.h"

#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
note(struct evi_masks *masks, const char *path, uint64_t number)
{
	assert_int_equal(evi_masks_note(masks, path, number, NULL), EVID_OK);
}

static void
a_masked_object_is_found_and_what_is_below_it(void **state)
{
	char label[EVI_MASK_LABEL_CAP];
	struct evi_masks masks;
	uint64_t number;

	(void)state;
	assert_int_equal(evi_masks_init(&masks, NULL, NULL), EVID_OK);
	assert_false(evi_masks_find(&masks, "data/a", &number));
	note(&masks, "data/b/x", 3);
	note(&masks, "data/d/", 5);
	note(&masks, "data/a\x1b", 1);
	assert_true(evi_masks_find(&masks, "data/b/x", &number));
	assert_int_equal(number, 3);
	assert_true(evi_masks_find(&masks, "data/d/e/f", &number));
	assert_int_equal(number, 5);
	assert_true(evi_masks_find(&masks, "data/d", &number));
	assert_true(evi_masks_find(&masks, "data/a\\u{001B}", &number));
	assert_int_equal(number, 1);
	assert_false(evi_masks_find(&masks, "data/b", &number));
	assert_false(evi_masks_find(&masks, "data/b/x2", &number));
	assert_int_equal(number, 0);
	evi_mask_label(5, label);
	assert_string_equal(label, "[masked object 5]");
	evi_mask_label(0, label);
	assert_string_equal(label, "[masked]");
	evi_masks_free(&masks);
}

static void
what_lies_beside_one_is_told_by_its_folder(void **state)
{
	static const struct { const char *path; const char *shown; } rows[] = {
		{ "data/b/x.2", "data/b/" }, { "data/b/x.d/y/z", "data/b/" },
		{ "data/b/c/y", "data/b/c/" }, { "data/c/x", NULL },
		{ "data/b", NULL }, { "data/bb/x", NULL }, { "", NULL },
		{ "data/b/x.d/", "data/b/" },
	};
	struct evi_masks masks;

	(void)state;
	assert_int_equal(evi_masks_init(&masks, NULL, NULL), EVID_OK);
	assert_int_equal(evi_masks_beside(&masks, "data/b/x"), 0);
	note(&masks, "data/b/x", 3);
	note(&masks, "data/b/y", 4);
	note(&masks, "data/b/c/x", 5);
	assert_int_equal(masks.folders.n, 2);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(evi_masks_beside(&masks, rows[i].path),
		    rows[i].shown == NULL ? 0 : strlen(rows[i].shown));
	evi_masks_free(&masks);
}

static void
more_than_can_be_kept_masks_every_name(void **state)
{
	struct evi_masks masks;
	uint64_t number;
	char path[32];

	(void)state;
	assert_int_equal(evi_masks_init(&masks, NULL, NULL), EVID_OK);
	for (uint64_t i = 0; i <= EVI_MASKED_MAX; i++) {
		assert_false(masks.overflow);
		(void)snprintf(path, sizeof(path), "data/%u",
		    (unsigned int)i);
		note(&masks, path, i + 1);
	}
	assert_true(masks.overflow);
	assert_true(evi_masks_find(&masks, "data/other", &number));
	assert_int_equal(number, 0);
	evi_masks_free(&masks);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_masked_object_is_found_and_what_is_below_it),
		cmocka_unit_test(what_lies_beside_one_is_told_by_its_folder),
		cmocka_unit_test(more_than_can_be_kept_masks_every_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
