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

static void
expect_in(const struct evi_mask_words *words, const char *text,
    const char *wanted)
{
	struct evi_buf out = EVI_BUF_INIT;
	bool any = evi_mask_words_in(words, text, &out);

	assert_int_equal(any, wanted != NULL);
	assert_string_equal(evi_buf_text(&out), wanted == NULL ? "" : wanted);
	evi_buf_free(&out);
}

static void
masked_names_are_found_within_a_text(void **state)
{
	struct evi_masks masks;

	(void)state;
	assert_int_equal(evi_masks_init(&masks, NULL, NULL), EVID_OK);
	note(&masks, "b/x.jpg", 3);
	note(&masks, "b/anna maria.jpg", 4);
	note(&masks, "c/anna maria.jpg", 5);
	note(&masks, "b/anna", 6);
	note(&masks, "b/letters/", 7);
	note(&masks, "b/\x1bodd", 8);
	note(&masks, "b/yes", 9);
	note(&masks, "b/c", 12);
	evi_mask_words_sort(&masks.words);
	expect_in(&masks.words, "see b/x.jpg.", "see [masked object 3].");
	expect_in(&masks.words, "x.jpg", "[masked object 3]");
	expect_in(&masks.words, "/mnt/b/x.jpg x.jpg.bak copy_x.jpg",
	    "/mnt/[masked object 3] [masked object 3].bak "
	    "copy_[masked object 3]");
	/* the longest, and of two of one name neither */
	expect_in(&masks.words, "\"anna maria.jpg\" and anna",
	    "\"[masked]\" and [masked object 6]");
	expect_in(&masks.words, "c/anna maria.jpg", "[masked object 5]");
	expect_in(&masks.words, "b/letters/7", "[masked object 7]/7");
	/* a word of its own, as far as its script has words */
	expect_in(&masks.words, "hanna annas xx.jpg x.jpgs", NULL);
	expect_in(&masks.words, "\xd0\xb0" "anna\xd0\xb0",
	    "\xd0\xb0[masked object 6]\xd0\xb0");
	/* as it is, and as it is shown */
	expect_in(&masks.words, "\x1bodd \\u{001B}odd",
	    "[masked object 8] [masked object 8]");
	/* too short to be looked for alone */
	expect_in(&masks.words, "yes", NULL);
	expect_in(&masks.words, "b/yes", "[masked object 9]");
	expect_in(&masks.words, "c b/c", "c [masked object 12]");
	/* times and words of a vocabulary stay what they are */
	note(&masks, "b/2026", 10);
	note(&masks, "b/case", 11);
	evi_mask_words_sort(&masks.words);
	expect_in(&masks.words, "2026-11-28T10:00:00.000000000+05:00", NULL);
	expect_in(&masks.words, "use-this-case", NULL);
	assert_true(evi_mask_words_have(&masks.words, "case"));
	assert_false(evi_mask_words_have(&masks.words, "cas"));
	expect_in(&masks.words, "in 2026: a case",
	    "in [masked object 10]: a [masked object 11]");
	expect_in(&masks.words, "", NULL);
	expect_in(&masks.words, "B/X.JPG", NULL);
	evi_masks_free(&masks);
}

static void
a_text_that_takes_too_long_is_masked_whole(void **state)
{
	static char name[4096], text[64 * 1024];
	struct evi_mask_words words;
	bool full = false;

	(void)state;
	memset(&words, 0, sizeof(words));
	for (size_t i = 0; i < sizeof(name) - 1; i++)
		name[i] = i % 2 == 0 ? 'a' : '/';
	name[sizeof(name) - 2] = 'b';
	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = i % 2 == 0 ? 'a' : '/';
	assert_int_equal(evi_mask_words_add(&words, name, sizeof(name) - 1, 1,
	    &full, NULL), EVID_OK);
	assert_false(full);
	evi_mask_words_sort(&words);
	expect_in(&words, text, "[masked]");
	evi_mask_words_free(&words);
}

static void
past_their_bytes_no_more_names_are_kept(void **state)
{
	static char name[1 << 20];
	struct evi_mask_words words;
	bool full = false;
	int i;

	(void)state;
	memset(&words, 0, sizeof(words));
	memset(name, 'a', sizeof(name));
	for (i = 0; i < 16; i++)
		assert_int_equal(evi_mask_words_add(&words, name, sizeof(name),
		    1, &full, NULL), EVID_OK);
	assert_false(full);
	assert_int_equal(evi_mask_words_add(&words, "name", 4, 1, &full,
	    NULL), EVID_OK);
	assert_true(full);
	evi_mask_words_free(&words);
}

static void
a_line_of_a_masked_object_tells_no_name(void **state)
{
	static const char line[] = "{\"path\":\"data/d/anna.jpg\",\"type\":"
	    "\"unreadable\",\"reason\":\"cannot read anna.jpg\",\"flags\":"
	    "[\"csam\"],\"source\":{\"path\":\"d/anna.jpg\",\"xattrs\":"
	    "{\"user.name\":\"anna\"}}}";
	struct evi_buf out = EVI_BUF_INIT;
	struct evi_masks masks;

	(void)state;
	assert_int_equal(evi_masks_init(&masks, NULL, NULL), EVID_OK);
	assert_int_equal(evi_masks_line(&masks, line, true, true, 7, &out,
	    NULL), EVID_OK);
	assert_null(strstr(evi_buf_text(&out), "anna"));
	assert_non_null(strstr(evi_buf_text(&out),
	    "\"reason\":\"[masked]\""));
	assert_non_null(strstr(evi_buf_text(&out), "object 7"));
	evi_buf_free(&out);
	evi_masks_free(&masks);
}

static void
what_is_no_flag_is_no_mask(void **state)
{
	static const char *const flags[] = { "medical", "x-ours", "medcal" };
	struct evid_masks masks = { .flags = flags, .n_flags = 2 };
	struct evid_error err = EVID_ERROR_INIT;

	(void)state;
	assert_int_equal(evid_masks_check(NULL, &err), EVID_OK);
	assert_int_equal(evid_masks_check(&masks, &err), EVID_OK);
	masks.n_flags = 3;
	assert_int_equal(evid_masks_check(&masks, &err), EVID_ERR_ARGUMENT);
	assert_string_equal(err.message, "medcal: not a handling flag");
	assert_true(err.hint[0] != '\0');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_masked_object_is_found_and_what_is_below_it),
		cmocka_unit_test(what_lies_beside_one_is_told_by_its_folder),
		cmocka_unit_test(more_than_can_be_kept_masks_every_name),
		cmocka_unit_test(masked_names_are_found_within_a_text),
		cmocka_unit_test(a_text_that_takes_too_long_is_masked_whole),
		cmocka_unit_test(past_their_bytes_no_more_names_are_kept),
		cmocka_unit_test(a_line_of_a_masked_object_tells_no_name),
		cmocka_unit_test(what_is_no_flag_is_no_mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
