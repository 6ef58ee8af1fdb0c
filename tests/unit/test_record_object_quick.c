/* record/object_quick.c: the quick reading takes the lines that are usual, and
 * nothing that the other reading would not take, or would take otherwise. */
#include "record/object_parts.h"

#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SALT ",\"salt\":\"000102030405060708090a0b0c0d0e0f\""
#define FILE_OF(path, size) "{\"path\":\"" path "\",\"size\":" size \
    ",\"sha256\":\"" ABC "\",\"type\":\"file\"" SALT
#define OTHER(path, type) "{\"path\":\"" path "\",\"size\":0,\"sha256\":null" \
    ",\"type\":\"" type "\"" SALT
#define TREE(path) ",\"source\":{\"kind\":\"tree\",\"path\":\"" path "\""
#define TIMES ",\"modified\":\"2026-11-26T09:42:02.379898549Z\"" \
    ",\"accessed\":\"2024-02-29T23:59:59.000000000Z\"" \
    ",\"changed\":\"1969-12-31T23:59:59.999999999Z\"" \
    ",\"born\":\"0000-01-01T00:00:00.000000001Z\""
#define OWNER ",\"mode\":\"0644\",\"uid\":0,\"gid\":1000,\"user\":\"root\"" \
    ",\"group\":\"staff\""

static const char *const usual[] = {
	FILE_OF("data/a", "3") TREE("a") "}}",
	FILE_OF("data/in/b.txt", "9007199254740991") TREE("in/b.txt") TIMES
	    OWNER "}}",
	FILE_OF("data/d/\xc3\xa9", "0") TREE("d/\xc3\xa9") TIMES OWNER "}}",
	FILE_OF("data/a", "3") TREE("a") ",\"mode\":\"7777\"}}",
	FILE_OF("data/a", "3") TREE("a") ",\"user\":\"x\"}}",
	OTHER("data/d/", "directory") TREE("d") TIMES OWNER "}}",
	OTHER("data/l", "symlink") TREE("l") TIMES OWNER
	    ",\"target\":\"../else where\"}}",
	OTHER("data/l", "hardlink") TREE("l") ",\"link\":\"data/a\"}}",
};

/* each is read, if at all, by the other reading */
static const char *const unusual[] = {
	FILE_OF("data/a", "3") TREE("a") ",\"uid\":0}}",
	FILE_OF("data/a", "9007199254740992") TREE("a") "}}",
	FILE_OF("data/a", "03") TREE("a") "}}",
	FILE_OF("data/a", "-0") TREE("a") "}}",
	FILE_OF("data/", "3") TREE("") "}}",
	FILE_OF("data/a=22", "3") TREE("a\\\"") "}}",
	FILE_OF("data/a", "3") TREE("a") "}} ",
	FILE_OF("data/a", "3") TREE("a") ",\"group\":\"\xff\"}}",
	FILE_OF("data/a", "3") TREE("a") ",\"later\":1}}",
	FILE_OF("data/a", "3") ",\"exhibit\":\"E\"" TREE("a") "}}",
	FILE_OF("data/a", "3") TREE("a") ",\"modified\":"
	    "\"2023-02-29T00:00:00.000000000Z\"}}",
	OTHER("data/a", "file") TREE("a") "}}",
	OTHER("data/a", "special") TREE("a") ",\"special\":\"fifo\"}}",
};

/* of the usual form, and wrong: each key is good, but not beside the others */
static const char *const wrong[] = {
	FILE_OF("data/a", "3") TREE("a") ",\"link\":\"data/A\"}}",
	FILE_OF("data/a/", "3") TREE("a") "}}",
	FILE_OF("data/b", "3") TREE("a") "}}",
	OTHER("data/l", "symlink") TREE("l") "}}",
	OTHER("data/l", "hardlink") TREE("l") ",\"link\":\"data/m\"}}",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool
quick(const char *line)
{
	struct evi_object o;
	bool memory, taken = evi_object_quick(line, strlen(line), &o, &memory);

	assert_false(memory);
	evi_object_free(&o);
	return taken;
}

/* Both readings of @line come to the same; returns whether it is good. */
static bool
agree(const char *line, size_t len)
{
	struct evi_buf first = EVI_BUF_INIT, second = EVI_BUF_INIT;
	const char *why = "unset", *why_any = "unset";
	bool unknown = true, unknown_any = true;
	struct evi_object o, any;

	assert_int_equal(evi_object_read(line, len, &o, &why, &unknown, NULL),
	    EVID_OK);
	assert_int_equal(evi_object_read_any(line, len, &any, &why_any,
	    &unknown_any, NULL), EVID_OK);
	assert_int_equal(why == NULL, why_any == NULL);
	assert_int_equal(unknown, unknown_any);
	if (why != NULL) {
		assert_string_equal(why, why_any);
	} else {
		assert_int_equal(evi_object_write(&o, &first, NULL), EVID_OK);
		assert_int_equal(evi_object_write(&any, &second, NULL),
		    EVID_OK);
		assert_string_equal(evi_buf_text(&first),
		    evi_buf_text(&second));
		assert_int_equal(o.has_owner, any.has_owner);
		assert_int_equal(o.uid, any.uid);
		assert_int_equal(o.kind, any.kind);
	}
	evi_buf_free(&first);
	evi_buf_free(&second);
	evi_object_free(&o);
	evi_object_free(&any);
	return why == NULL;
}

static void
usual_lines_are_taken_and_others_are_left(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(usual); i++) {
		if (!quick(usual[i]) || !agree(usual[i], strlen(usual[i])))
			fail_msg("left: %s", usual[i]);
	}
	for (i = 0; i < COUNT(unusual); i++) {
		if (quick(unusual[i]))
			fail_msg("taken: %s", unusual[i]);
		(void)agree(unusual[i], strlen(unusual[i]));
	}
	for (i = 0; i < COUNT(wrong); i++) {
		if (!quick(wrong[i]) || agree(wrong[i], strlen(wrong[i])))
			fail_msg("good: %s", wrong[i]);
	}
}

/* each byte made another in many ways, taken out, or put in twice */
static void
changed_lines_are_read_as_the_other_reading_reads_them(void **state)
{
	static const char others[] = "\"\\{}[]:,/=.0189aAfz -\t\x7f\x80\xc3";
	size_t i, at, k, n_good = 0;

	(void)state;
	for (i = 0; i < COUNT(usual); i++) {
		size_t len = strlen(usual[i]);
		char *line = malloc(len + 2);

		assert_non_null(line);
		for (at = 0; at < len; at++) {
			for (k = 0; k < sizeof(others); k++) {
				memcpy(line, usual[i], len);
				line[at] = others[k];
				n_good += agree(line, len);
			}
			memcpy(line, usual[i], at);
			memcpy(line + at, usual[i] + at + 1, len - at - 1);
			n_good += agree(line, len - 1);
			memcpy(line, usual[i], at + 1);
			memcpy(line + at + 1, usual[i] + at, len - at);
			n_good += agree(line, len + 1);
			n_good += agree(line, at);
		}
		free(line);
	}
	/* Other digits and letters are good lines too: both ways were seen. */
	assert_true(n_good > 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usual_lines_are_taken_and_others_are_left),
		cmocka_unit_test(
		    changed_lines_are_read_as_the_other_reading_reads_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
