/* record/object*.c: a line says all that was known, and is read strictly. */
#include "base/memory.h"
#include "base/num.h"
#include "record/object.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SALT "000102030405060708090a0b0c0d0e0f"
#define HEAD "{\"path\":\"data/a\",\"size\":3,\"sha256\":\"" ABC \
    "\",\"type\":\"file\",\"salt\":\"" SALT "\""
#define TREE "\"source\":{\"kind\":\"tree\",\"path\":\"a\""
#define PLAIN HEAD "," TREE "}}"

/* What is wrong with @line, or NULL; then it must be written alike. */
static const char *
fault(const char *line, bool *unknown_out)
{
	struct evi_buf again = EVI_BUF_INIT;
	struct evi_object o;
	const char *why = "unset";

	assert_int_equal(evi_object_read(line, strlen(line), &o, &why,
	    unknown_out, NULL), EVID_OK);
	if (why == NULL && (unknown_out == NULL || !*unknown_out)) {
		assert_int_equal(evi_object_write(&o, &again, NULL), EVID_OK);
		assert_string_equal(evi_buf_text(&again), line);
	}
	evi_buf_free(&again);
	evi_object_free(&o);
	return why;
}

static void
assert_good(const char *line)
{
	bool unknown = false;
	const char *why = fault(line, &unknown);

	if (why != NULL)
		fail_msg("%s: %s", why, line);
	assert_false(unknown);
}

static void
assert_bad(const char *line)
{
	if (fault(line, NULL) == NULL)
		fail_msg("taken: %s", line);
}

static void
an_object_with_everything_has_the_line_of_the_format(void **state)
{
	struct evi_named_value xattrs[2] = {
		{ (char *)"user.a", (uint8_t *)"\x00\xff", 2 },
		{ (char *)"user.\xff", NULL, 0 } };
	char *flags[] = { (char *)"medical", (char *)"x-\xd1\x8f" };
	struct evi_object o = {
		.path = (char *)"data/d/a=FF", .type = EVI_TYPE_FILE,
		.size = 3, .exhibit = (char *)"E\"1\n", .flags = flags,
		.n_flags = 2, .has_hash = { [EVI_MD5] = true },
		.changed = EVI_CHANGE_GREW | EVI_CHANGE_REMOVED,
		.kind = EVI_KIND_TREE, .original = (char *)"d/a\xff",
		.has_modified = true, .modified = { 1000000000, 1 },
		.has_accessed = true, .accessed = { -1, 999999999 },
		.has_changed = true, .status_changed = { 0, 0 },
		.has_born = true, .born = { 1, 0 }, .has_mode = true,
		.mode = 04755, .has_owner = true, .uid = 0, .gid = 1000,
		.user = (char *)"root", .group = (char *)"b\xff",
		.xattrs = xattrs, .n_xattrs = 2,
		.acl_access = (char *)"user::rw-",
	};
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	memset(o.hash[EVI_MD5], 0xab, 16);
	assert_int_equal(evi_ranges_add(&o.unread, 1, 1, false, NULL),
	    EVID_OK);
	assert_int_equal(evi_ranges_add(&o.unread, 2, 1, true, NULL),
	    EVID_OK);
	assert_int_equal(evi_ranges_add(&o.holes, 0, 1, false, NULL),
	    EVID_OK);
	o.holes.joined = true;
	assert_int_equal(evi_object_write(&o, &out, NULL), EVID_OK);
	assert_string_equal(evi_buf_text(&out),
	    "{\"path\":\"data/d/a=FF\",\"size\":3,\"sha256\":\""
	    "0000000000000000000000000000000000000000000000000000000000000000"
	    "\",\"type\":\"file\",\"salt\":\"00000000000000000000000000000000\""
	    ",\"exhibit\":\"E\\\"1\\n\",\"flags\":[\"medical\",\"x-\xd1\x8f\"]"
	    ",\"hashes\":{\"md5\":{\"value\":"
	    "\"abababababababababababababababab\",\"over\":\"file\"}}"
	    ",\"unread\":[{\"offset\":1,\"length\":1,\"fill\":\"zero\"},"
	    "{\"offset\":2,\"length\":1,\"fill\":\"source\"}]"
	    ",\"changed\":[\"grew\",\"removed\"]"
	    ",\"source\":{\"kind\":\"tree\",\"pathBase64\":\"ZC9h/w==\""
	    ",\"modified\":\"2001-09-09T01:46:40.000000001Z\""
	    ",\"accessed\":\"1969-12-31T23:59:59.999999999Z\""
	    ",\"changed\":\"1970-01-01T00:00:00.000000000Z\""
	    ",\"born\":\"1970-01-01T00:00:01.000000000Z\""
	    ",\"mode\":\"4755\",\"uid\":0,\"gid\":1000,\"user\":\"root\""
	    ",\"group\":\"b\xef\xbf\xbd\""
	    ",\"xattrs\":[{\"name\":\"user.a\",\"value\":\"AP8=\"},"
	    "{\"nameBase64\":\"dXNlci7/\",\"value\":\"\"}]"
	    ",\"acl\":{\"access\":\"user::rw-\"}"
	    ",\"holes\":[{\"offset\":0,\"length\":1}],\"holesJoined\":true}}");
	assert_good(evi_buf_text(&out));
	assert_true(evi_object_partial(&o));
	evi_ranges_free(&o.unread);
	evi_ranges_free(&o.holes);
	evi_buf_free(&out);
}

static void
each_type_has_its_own_keys(void **state)
{
#define NONE(path, type) "{\"path\":\"" path "\",\"size\":0,\"sha256\":null," \
    "\"type\":\"" type "\",\"salt\":\"" SALT "\","
	(void)state;
	assert_good(PLAIN);
	assert_good(NONE("data/a/", "directory") TREE "}}");
	assert_good(NONE("data/a", "symlink") TREE ",\"target\":\"/x\"}}");
	assert_good(NONE("data/a", "symlink") TREE
	    ",\"targetBase64\":\"/w==\"}}");
	assert_good(NONE("data/a", "hardlink") TREE
	    ",\"link\":\"data/A\"}}");
	assert_good(NONE("data/a", "special") TREE ",\"special\":\"fifo\"}}");
	assert_good(NONE("data/a", "special") TREE
	    ",\"special\":\"block-device\",\"device\":\"8:0\"}}");
	assert_good(NONE("data/a", "unreadable") "\"reason\":\"no\"," TREE
	    "}}");
	assert_good(NONE("data/a/", "unreadable") "\"reason\":\"no\"," TREE
	    "}}");
	assert_bad(NONE("data/a", "directory") TREE "}}");
	assert_bad(NONE("data/a/", "symlink") TREE ",\"target\":\"x\"}}");
	assert_bad(NONE("data/a", "symlink") TREE "}}");
	assert_bad(NONE("data/a", "special") TREE ",\"target\":\"x\"}}");
	assert_bad(NONE("data/a", "special") TREE "}}");
	assert_bad(NONE("data/a", "special") TREE ",\"special\":\"door\"}}");
	assert_bad(NONE("data/a", "hardlink") TREE "}}");
	assert_bad(NONE("data/a", "hardlink") TREE ",\"link\":\"data/a\"}}");
	assert_bad(NONE("data/a", "hardlink") TREE ",\"link\":\"data/b\"}}");
	assert_bad(NONE("data/a", "hardlink") TREE ",\"link\":\"a\"}}");
	assert_bad(NONE("data/a", "unreadable") TREE "}}");
	assert_bad(NONE("data/a/", "directory") "\"reason\":\"no\"," TREE
	    "}}");
	assert_bad(NONE("data/a", "door") TREE "}}");
	assert_bad(NONE("data/a", "file") TREE "}}");
	assert_bad(NONE("data/a/", "directory") TREE
	    ",\"device\":\"8:0\"}}");
	assert_bad("{\"path\":\"data/a/\",\"size\":1,\"sha256\":null,"
	    "\"type\":\"directory\",\"salt\":\"" SALT "\"," TREE "}}");
	assert_bad("{\"path\":\"data/a/\",\"size\":0,\"sha256\":\"" ABC "\","
	    "\"type\":\"directory\",\"salt\":\"" SALT "\"," TREE "}}");
	assert_bad(NONE("data/a/", "directory") TREE
	    ",\"holes\":[{\"offset\":0,\"length\":0}]}}");
}

static void
values_of_another_form_are_refused(void **state)
{
	static const char *const bad[] = {
		"", "{", "[]", "{}", "null", PLAIN " ", " " PLAIN, PLAIN "\n",
		HEAD "}", HEAD ",\"source\":[]}", HEAD ",\"source\":{}}",
		HEAD ",\"exhibit\":1," TREE "}}",
		HEAD ",\"flags\":\"medical\"," TREE "}}",
		HEAD ",\"flags\":[1]," TREE "}}",
		HEAD ",\"hashes\":[]," TREE "}}",
		HEAD ",\"hashes\":{\"md5\":{\"value\":\"ab\",\"over\":\"file\"}"
		    "}," TREE "}}",
		HEAD ",\"hashes\":{\"md5\":{\"value\":"
		    "\"abababababababababababababababab\",\"over\":\"x\"}},"
		    TREE "}}",
		HEAD ",\"changed\":[]," TREE "}}",
		HEAD ",\"changed\":[\"moved\"]," TREE "}}",
		HEAD ",\"unread\":[]," TREE "}}",
		HEAD ",\"unread\":[{\"offset\":0,\"length\":1}]," TREE "}}",
		HEAD ",\"unread\":[{\"offset\":0,\"length\":1,\"fill\":\"x\"}"
		    "]," TREE "}}",
		HEAD ",\"unreadJoined\":true," TREE "}}",
		HEAD "," TREE ",\"holes\":[{\"offset\":2,\"length\":2}]}}",
		HEAD "," TREE ",\"holes\":[{\"offset\":0,\"length\":2},"
		    "{\"offset\":1,\"length\":1}]}}",
		HEAD "," TREE ",\"holes\":[{\"offset\":1,\"length\":1},"
		    "{\"offset\":0,\"length\":1}]}}",
		HEAD "," TREE ",\"holes\":[{\"length\":1,\"offset\":0}]}}",
		HEAD "," TREE ",\"holes\":[{\"offset\":0,\"length\":1}],"
		    "\"holesJoined\":false}}",
		HEAD "," TREE ",\"holes\":[{\"offset\":9007199254740991,"
		    "\"length\":9007199254740991}]}}",
		HEAD "," TREE ",\"modified\":\"2001-09-09T01:46:40Z\"}}",
		HEAD "," TREE ",\"modified\":\"2001-02-29T01:46:40.000000000Z\""
		    "}}",
		HEAD "," TREE ",\"mode\":\"644\"}}",
		HEAD "," TREE ",\"mode\":\"0648\"}}",
		HEAD "," TREE ",\"mode\":420}}",
		HEAD "," TREE ",\"uid\":-1,\"gid\":0}}",
		HEAD "," TREE ",\"uid\":\"0\",\"gid\":0}}",
		HEAD "," TREE ",\"user\":null}}",
		HEAD "," TREE ",\"xattrs\":{}}}",
		HEAD "," TREE ",\"xattrs\":[{\"name\":\"a\"}]}}",
		HEAD "," TREE ",\"xattrs\":[{\"value\":\"\"}]}}",
		HEAD "," TREE ",\"xattrs\":[{\"name\":\"a\",\"value\":\"A\"}]}}",
		HEAD "," TREE ",\"xattrs\":[{\"name\":\"b\",\"value\":\"\"},"
		    "{\"name\":\"a\",\"value\":\"\"}]}}",
		HEAD "," TREE ",\"acl\":\"user::rw-\"}}",
		HEAD "," TREE ",\"acl\":{\"access\":1}}}",
		HEAD "," TREE ",\"device\":\"8:0\"}}",
		HEAD ",\"source\":{\"kind\":\"web\",\"path\":\"a\"}}",
		HEAD ",\"source\":{\"kind\":\"tree\"}}",
		HEAD ",\"source\":{\"kind\":\"tree\",\"path\":\"a\","
		    "\"pathBase64\":\"YQ==\"}}",
		/* base64 of what is UTF-8; of a NUL */
		HEAD ",\"source\":{\"kind\":\"tree\",\"pathBase64\":\"/w=\"}}",
		HEAD ",\"source\":{\"kind\":\"tree\",\"pathBase64\":\"YQ==\"}}",
		HEAD ",\"source\":{\"kind\":\"tree\",\"pathBase64\":\"/wA=\"}}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_bad(bad[i]);
}

static void
paths_must_be_the_mapping_of_their_originals(void **state)
{
#define AT(path, original) "{\"path\":\"" path "\",\"size\":3,\"sha256\":\"" \
    ABC "\",\"type\":\"file\",\"salt\":\"" SALT "\",\"source\":" \
    "{\"kind\":\"tree\",\"path\":\"" original "\"}}"
	(void)state;
	assert_good(AT("data/a/=63on", "a/con"));
	assert_bad(AT("data/a/con", "a/con"));
	assert_bad(AT("data/a", "b"));
	assert_bad(AT("data/a", "./a"));
	assert_bad(AT("data/.=2E/a", "../a"));
	assert_bad(AT("data/a", "/a"));
	assert_bad(AT("data/a", "a/"));
	assert_bad(AT("data/a", ""));
	assert_bad(AT("data/", ""));
	assert_bad(AT("Data/a", "a"));
	assert_bad(AT("a", "a"));
	assert_bad(AT("data/a/", "a"));
	assert_bad(AT("data//a", "/a"));
}

static void
keys_stand_in_order_and_unknown_ones_follow(void **state)
{
	bool unknown = false;

	(void)state;
	assert_bad("{\"size\":3,\"path\":\"data/a\",\"sha256\":\"" ABC
	    "\",\"type\":\"file\",\"salt\":\"" SALT "\"," TREE "}}");
	assert_bad(HEAD ",\"flags\":[],\"exhibit\":\"x\"," TREE "}}");
	assert_bad(HEAD ",\"new\":1," TREE "}}");
	assert_bad(HEAD "," TREE ",\"gid\":0,\"uid\":0}}");
	assert_bad(HEAD "," TREE "},\"flags\":[]}");
	assert_null(fault(HEAD "," TREE "},\"new\":[1,{\"a\":null}]}",
	    &unknown));
	assert_true(unknown);
	unknown = false;
	assert_null(fault(HEAD "," TREE ",\"zoned\":true}}", &unknown));
	assert_true(unknown);
	assert_null(fault(PLAIN, &unknown));
	assert_false(unknown);
}

static void
a_refused_line_still_names_its_path(void **state)
{
	static const char line[] = "{\"size\":1,\"path\":\"data/a\"}";
	struct evi_object o;
	const char *why;

	(void)state;
	assert_int_equal(evi_object_read(line, strlen(line), &o, &why, NULL,
	    NULL), EVID_OK);
	assert_non_null(why);
	assert_string_equal(o.path, "data/a");
	evi_object_free(&o);
	assert_int_equal(evi_object_read("x", 1, &o, &why, NULL, NULL),
	    EVID_OK);
	assert_non_null(why);
	assert_null(o.path);
	evi_object_free(&o);
}

/* No byte of a line can be another without its being seen: the line is
 * refused, or says something else. */
static void
no_changed_byte_reads_as_the_same_line(void **state)
{
	static const char line[] = HEAD ",\"flags\":[\"medical\"]," TREE
	    ",\"modified\":\"2001-09-09T01:46:40.000000001Z\",\"uid\":1,"
	    "\"gid\":2,\"holes\":[{\"offset\":0,\"length\":1}]}}";
	char changed[sizeof(line)];

	(void)state;
	assert_good(line);
	for (size_t i = 0; i < strlen(line); i++) {
		for (unsigned int bit = 0; bit < 8; bit++) {
			struct evi_buf again = EVI_BUF_INIT;
			struct evi_object o;
			const char *why;
			bool unknown;

			memcpy(changed, line, sizeof(line));
			changed[i] ^= (char)(1u << bit);
			assert_int_equal(evi_object_read(changed,
			    strlen(line), &o, &why, &unknown, NULL), EVID_OK);
			if (why == NULL && !unknown) {
				assert_int_equal(evi_object_write(&o, &again,
				    NULL), EVID_OK);
				assert_string_equal(evi_buf_text(&again),
				    changed);
			}
			evi_buf_free(&again);
			evi_object_free(&o);
		}
	}
}

static void
every_truncation_of_a_line_is_refused(void **state)
{
	(void)state;
	for (size_t n = 0; n < strlen(PLAIN); n++) {
		char *cut = malloc(n + 1);
		struct evi_object o;
		const char *why = NULL;

		assert_non_null(cut);
		memcpy(cut + 1, PLAIN, n);
		assert_int_equal(evi_object_read(cut + 1, n, &o, &why, NULL,
		    NULL), EVID_OK);
		assert_non_null(why);
		evi_object_free(&o);
		free(cut);
	}
}

static void
ranges_are_sorted_and_joined_where_they_touch(void **state)
{
	struct evi_ranges r = { 0 };

	(void)state;
	assert_int_equal(evi_ranges_add(&r, 100, 10, false, NULL), EVID_OK);
	assert_int_equal(evi_ranges_add(&r, 0, 10, false, NULL), EVID_OK);
	assert_int_equal(evi_ranges_add(&r, 50, 0, false, NULL), EVID_OK);
	assert_int_equal(r.count, 2);
	assert_int_equal(evi_ranges_add(&r, 10, 10, false, NULL), EVID_OK);
	assert_int_equal(r.count, 2);
	assert_int_equal(r.items[0].length, 20);
	assert_int_equal(evi_ranges_add(&r, 20, 10, true, NULL), EVID_OK);
	assert_int_equal(r.count, 3);
	assert_int_equal(evi_ranges_add(&r, 15, 90, false, NULL), EVID_OK);
	assert_int_equal(r.count, 1);
	assert_int_equal(r.items[0].offset, 0);
	assert_int_equal(r.items[0].length, 110);
	assert_true(r.items[0].from_source);
	assert_false(r.joined);
	assert_int_equal(evi_ranges_add(&r, EVI_MAX_INTEGER, 1, false, NULL),
	    EVID_ERR_LIMIT);
	assert_int_equal(evi_ranges_add(&r, UINT64_MAX, 2, false, NULL),
	    EVID_ERR_LIMIT);
	evi_ranges_free(&r);
}

static void
past_10000_ranges_the_nearest_are_joined(void **state)
{
	struct evi_ranges r = { 0 };

	(void)state;
	for (uint64_t i = 0; i < EVI_RANGES_MAX; i++)
		assert_int_equal(evi_ranges_add(&r, i * 100, 1, false, NULL),
		    EVID_OK);
	assert_int_equal(r.count, EVI_RANGES_MAX);
	assert_false(r.joined);
	assert_int_equal(evi_ranges_add(&r, 550, 1, false, NULL), EVID_OK);
	assert_int_equal(r.count, EVI_RANGES_MAX);
	assert_true(r.joined);
	assert_int_equal(r.items[5].offset, 500);
	assert_int_equal(r.items[5].length, 51);
	for (size_t i = 1; i < r.count; i++)
		assert_true(r.items[i - 1].offset + r.items[i - 1].length <
		    r.items[i].offset);
	evi_ranges_free(&r);
}

static void
times_of_members_stay_within_a_tar_header(void **state)
{
	struct evi_object o = { .has_modified = true };

	(void)state;
	o.modified = (struct evi_instant){ 7, 999999999 };
	assert_int_equal(evi_object_mtime(&o), 7);
	o.modified.seconds = -1;
	assert_int_equal(evi_object_mtime(&o), 0);
	o.modified.seconds = 8589934591;
	assert_true(evi_object_mtime(&o) == 8589934591u);
	o.modified.seconds = 8589934592;
	assert_int_equal(evi_object_mtime(&o), 0);
	o.modified.seconds = 7;
	o.has_modified = false;
	assert_int_equal(evi_object_mtime(&o), 0);
}

static void
what_cannot_be_encoded_is_not_written(void **state)
{
	struct evi_object o = { .path = (char *)"data/\xff",
		.original = (char *)"a" };
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	assert_int_equal(evi_object_write(&o, &out, NULL),
	    EVID_ERR_ARGUMENT);
	o.path = NULL;
	assert_int_equal(evi_object_write(&o, &out, NULL),
	    EVID_ERR_ARGUMENT);
	o.path = (char *)"data/a";
	o.size = UINT64_C(9007199254740992);
	assert_int_equal(evi_object_write(&o, &out, NULL),
	    EVID_ERR_ARGUMENT);
	evi_buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    an_object_with_everything_has_the_line_of_the_format),
		cmocka_unit_test(each_type_has_its_own_keys),
		cmocka_unit_test(values_of_another_form_are_refused),
		cmocka_unit_test(paths_must_be_the_mapping_of_their_originals),
		cmocka_unit_test(keys_stand_in_order_and_unknown_ones_follow),
		cmocka_unit_test(a_refused_line_still_names_its_path),
		cmocka_unit_test(no_changed_byte_reads_as_the_same_line),
		cmocka_unit_test(every_truncation_of_a_line_is_refused),
		cmocka_unit_test(ranges_are_sorted_and_joined_where_they_touch),
		cmocka_unit_test(past_10000_ranges_the_nearest_are_joined),
		cmocka_unit_test(times_of_members_stay_within_a_tar_header),
		cmocka_unit_test(what_cannot_be_encoded_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
