/* adapt/json.h: what is refused, the one encoding, values in and out. */
#include "adapt/json.h"
#include "base/num.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum evid_status
parse(const char *text, size_t len, struct evid_error *err)
{
	struct evi_json *value = NULL;
	enum evid_status status;

	status = evi_json_parse(text, len, "f", &value, err);
	assert_true((status == EVID_OK) == (value != NULL));
	evi_json_free(value);
	return status;
}

/* Is @text JSON to us, and is it the one encoding? */
static bool
canonical(const char *text)
{
	struct evi_json *value = NULL;
	bool is = false;

	assert_int_equal(evi_json_parse_canonical(text, strlen(text), "f",
	    &value, &is, NULL), EVID_OK);
	evi_json_free(value);
	return is;
}

static void
hostile_texts_are_refused(void **state)
{
	static const char *const bad[] = {
		"", " ", "{", "[1,]", "{\"a\":1,}", "{\"a\":1,\"a\":1}",
		"{\"a\":1,\"\\u0061\":2}", "1 2", "{}x", "{}{}", "1.0", "1e5",
		"1E400", "-1.5", "[0.1]", "01", "-01", "+1", "-", "--1",
		"9007199254740992", "-9007199254740992",
		"18446744073709551616", "99999999999999999999999999",
		"\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"",
		"\"\xed\xa0\x80\"", "\"\xff\"", "\"\xc0\x80\"",
		"\"a\nb\"", "\"\\x41\"", "\"\\u0000\"", "{\"\\u0000\":1}",
		"\xef\xbb\xbf{}", "nul", "NaN", "Infinity", "'a'", "\"a",
		"\"\\", "{a:1}", "/* */ {}", "]", "tru",
	};

	static const struct {
		const char *text, *message;
	} told[] = {
		{ "\xef\xbb\xbf{}", "f:1:1: a byte order mark" },
		{ "\xff\xfe{", "f:1:1: UTF-16" },
		{ "\xfe\xff {", "f:1:1: UTF-16" },
		{ "\"\\u0000\"", "a NUL, which" },
		{ "{\"a\\u0000\":1}", "a NUL, which" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (parse(bad[i], strlen(bad[i]), NULL) != EVID_ERR_FORMAT)
			fail_msg("%s was taken", bad[i]);
	}
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;

		assert_int_equal(parse(told[i].text, strlen(told[i].text),
		    &err), EVID_ERR_FORMAT);
		if (strstr(err.message, told[i].message) == NULL)
			fail_msg("%s", err.message);
	}
	assert_int_equal(parse("\"a\0b\"", 5, NULL), EVID_ERR_FORMAT);
	assert_int_equal(parse("{}\0", 3, NULL), EVID_ERR_FORMAT);
	assert_int_equal(parse("1\0", 2, NULL), EVID_ERR_FORMAT);
}

static void
any_value_may_be_a_text(void **state)
{
	static const char *const good[] = { "{}", "[]", "0", "-1", "-0",
		"9007199254740991", "-9007199254740991", "\"\"", "true",
		"false", "null", " {\"a\" : [1, \"1.5e9\", {}]}\n",
		"\"\\ud83d\\ude00\"", "\"9.9\\\"1.1\"" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct evid_error err = EVID_ERROR_INIT;

		if (parse(good[i], strlen(good[i]), &err) != EVID_OK)
			fail_msg("%s: %s", good[i], err.message);
	}
}

static void
what_is_signed_has_no_zero_with_a_minus(void **state)
{
	static const char *const bad[] = { "-0", "[-0]", "{\"a\":-0 }",
		"[1,\"-0\",-0]" };
	static const char *const good[] = { "0", "-1", "\"-0\"", "[-10]" };
	struct evi_json *value;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct evid_error err = EVID_ERROR_INIT;

		assert_int_equal(evi_json_parse_to_sign(bad[i],
		    strlen(bad[i]), "x", &value, &err), EVID_ERR_ARGUMENT);
		assert_null(value);
		assert_non_null(strstr(err.message, "a zero with a minus"));
		assert_non_null(strstr(err.hint, "\"-0\""));
		assert_int_equal(evi_json_parse_to_sign(good[i],
		    strlen(good[i]), "x", &value, NULL), EVID_OK);
		evi_json_free(value);
	}
}

static void
nesting_stops_at_32(void **state)
{
	char text[200] = "";
	struct evi_buf many = EVI_BUF_INIT;

	(void)state;
	memset(text, '[', 32);
	memset(text + 32, ']', 32);
	assert_int_equal(parse(text, 64, NULL), EVID_OK);
	memset(text, '[', 33);
	memset(text + 33, ']', 33);
	assert_int_equal(parse(text, 66, NULL), EVID_ERR_LIMIT);
	/* Brackets in a string nest nothing; neighbours do not add up. */
	assert_int_equal(parse("\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"",
	    40, NULL), EVID_OK);
	evi_buf_add_byte(&many, '[');
	for (int i = 0; i < 100; i++)
		evi_buf_add_text(&many, "{},");
	evi_buf_add_text(&many, "{}]");
	assert_int_equal(parse(evi_buf_text(&many), many.len, NULL), EVID_OK);
	evi_buf_clear(&many);
	for (int i = 0; i < 100000; i++)
		evi_buf_add_text(&many, "{\"a\":");
	assert_int_equal(parse(evi_buf_text(&many), many.len, NULL),
	    EVID_ERR_LIMIT);
	evi_buf_free(&many);
}

static void
a_text_over_16_mib_is_past_the_limit(void **state)
{
	char *text = malloc(EVI_JSON_LIMIT + 1);

	(void)state;
	assert_non_null(text);
	memset(text, ' ', EVI_JSON_LIMIT + 1);
	text[0] = '1';
	assert_int_equal(parse(text, EVI_JSON_LIMIT + 1, NULL),
	    EVID_ERR_LIMIT);
	assert_int_equal(parse(text, EVI_JSON_LIMIT, NULL), EVID_OK);
	free(text);
}

static void
a_message_names_the_place(void **state)
{
	struct evid_error one = EVID_ERROR_INIT, two = EVID_ERROR_INIT;

	(void)state;
	parse("{\n \"a\": 1.5}", 12, &one);
	assert_string_equal(one.message,
	    "f:2:7: a number that is no integer");
	parse("{\n\"a\x1b", 5, &two);
	assert_int_equal(strncmp(two.message, "f:2:", 4), 0);
	assert_null(strchr(two.message, '\x1b'));
}

static void
there_is_one_encoding(void **state)
{
	static const char *const good[] = {
		"{}", "[]", "-1", "\"\"", "{\"b\":1,\"a\":[true,false,null]}",
		"\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0001\\u001f\x7f\"",
		"\"\xd0\x96\xe2\x80\xa8\xf0\x9f\x98\x80\"",
		"9007199254740991", "-9007199254740991",
	};
	static const char *const bad[] = {
		"{} ", " {}", "{}\n", "[1, 2]", "{\"a\": 1}", "-0",
		"\"\\/\"", "\"\\u0041\"", "\"\\u000A\"", "\"\\u000a\"",
		"\"\\u001F\"", "\"\\u007f\"", "\"\\u2028\"",
		"\"\\ud83d\\ude00\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (!canonical(good[i]))
			fail_msg("%s is the one encoding", good[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (canonical(bad[i]))
			fail_msg("%s is not the one encoding", bad[i]);
	}
}

static void
values_are_built_and_written_in_order(void **state)
{
	struct evi_json *object = evi_json_new_object();
	struct evi_json *array = evi_json_new_array();
	struct evi_buf out = EVI_BUF_INIT;

	(void)state;
	assert_true(evi_json_append(array, evi_json_new_u64(7)));
	assert_true(evi_json_append(array, evi_json_new_null()));
	assert_true(evi_json_set(object, "z", evi_json_new_string("a\nb")));
	assert_true(evi_json_set(object, "a", array));
	assert_true(evi_json_set(object, "m", evi_json_new_bool(true)));
	assert_true(evi_json_set(object, "e", evi_json_new_object()));
	evi_json_write(&out, object);
	assert_string_equal(evi_buf_text(&out),
	    "{\"z\":\"a\\nb\",\"a\":[7,null],\"m\":true,\"e\":{}}");
	evi_buf_clear(&out);
	evi_json_write_pretty(&out, object);
	assert_string_equal(evi_buf_text(&out),
	    "{\n  \"z\": \"a\\nb\",\n  \"a\": [\n    7,\n    null\n  ],\n"
	    "  \"m\": true,\n  \"e\": {}\n}");
	evi_buf_free(&out);
	evi_json_free(object);
}

static void
what_cannot_be_built_is_a_failed_addition(void **state)
{
	struct evi_json *object = evi_json_new_object();

	(void)state;
	assert_null(evi_json_new_string("\xff"));
	assert_null(evi_json_new_string(NULL));
	assert_null(evi_json_new_u64((uint64_t)EVI_MAX_INTEGER + 1));
	assert_false(evi_json_set(object, "a", NULL));
	assert_false(evi_json_set(NULL, "a", evi_json_new_u64(1)));
	assert_false(evi_json_set(object, "\xff", evi_json_new_u64(1)));
	assert_false(evi_json_append(object, evi_json_new_u64(1)));
	assert_false(evi_json_append(NULL, evi_json_new_u64(1)));
	assert_int_equal(evi_json_count(object), 0);
	evi_json_free(object);
	evi_json_free(NULL);
}

static void
values_are_had_by_their_type_alone(void **state)
{
	static const char text[] =
	    "{\"s\":\"x\",\"n\":5,\"m\":-5,\"b\":false,\"l\":[1,[2]],"
	    "\"z\":null}";
	struct evi_json *object = NULL, *value = NULL;
	const char *s = "old", *key = NULL;
	uint64_t n = 77;
	bool b = true;
	void *place = NULL;
	size_t count = 0;

	(void)state;
	assert_int_equal(evi_json_parse(text, sizeof(text) - 1, "f", &object,
	    NULL), EVID_OK);
	assert_false(evi_json_get_string(object, "n", &s));
	assert_false(evi_json_get_string(object, "absent", &s));
	assert_false(evi_json_get_string(NULL, "s", &s));
	assert_string_equal(s, "old");
	assert_true(evi_json_get_string(object, "s", &s));
	assert_string_equal(s, "x");
	assert_false(evi_json_get_u64(object, "m", &n));
	assert_false(evi_json_get_u64(object, "s", &n));
	assert_int_equal(n, 77);
	assert_true(evi_json_get_u64(object, "n", &n));
	assert_int_equal(n, 5);
	assert_false(evi_json_get_bool(object, "z", &b));
	assert_true(b);
	assert_true(evi_json_get_bool(object, "b", &b));
	assert_false(b);
	assert_int_equal(evi_json_type(evi_json_get(object, "z")),
	    EVI_JSON_NULL);
	assert_int_equal(evi_json_type(evi_json_get(object, "m")),
	    EVI_JSON_INTEGER);
	value = evi_json_get(object, "l");
	assert_int_equal(evi_json_count(value), 2);
	assert_int_equal(evi_json_type(evi_json_at(value, 1)),
	    EVI_JSON_ARRAY);
	assert_null(evi_json_at(value, 2));
	assert_null(evi_json_get(value, "a"));
	assert_true(evi_json_member(object, 4, &key, &value));
	assert_string_equal(key, "l");
	assert_false(evi_json_member(object, 6, &key, &value));
	while (evi_json_next(object, &place, &key, &value))
		count++;
	assert_int_equal(count, 6);
	assert_string_equal(key, "z");
	value = evi_json_ref(evi_json_get(object, "l"));
	evi_json_free(object);
	assert_int_equal(evi_json_count(value), 2);
	evi_json_free(value);
}

static void
digests_and_instants_are_texts(void **state)
{
	static const uint8_t digest[] = { 0x00, 0xab };
	struct evi_json *hex = evi_json_new_hex(digest, sizeof(digest));
	struct evi_json *at = evi_json_new_instant(
	    (struct evi_instant){ 0, 5 });
	struct evi_json *none = evi_json_new_instant(
	    (struct evi_instant){ INT64_MAX, 0 });
	const char *text;

	(void)state;
	assert_true(evi_json_string(hex, &text));
	assert_string_equal(text, "00ab");
	assert_true(evi_json_string(at, &text));
	assert_string_equal(text, "1970-01-01T00:00:00.000000005Z");
	assert_int_equal(evi_json_type(none), EVI_JSON_NULL);
	evi_json_free(hex);
	evi_json_free(at);
	evi_json_free(none);
}

/* What stands beside a character must not matter: texts are taken several
 * bytes at a time. */
static void
each_character_is_escaped_wherever_it_stands(void **state)
{
	static const char special[] = "\"\\\b\t\n\f\r";
	static const char letters[] = "\"\\btnfr";
	const char *place;

	(void)state;
	for (unsigned int c = 1; c < 256; c++) {
		bool plain = c >= 0x20 && c != '"' && c != '\\';

		for (size_t at = 0; at < 20; at++) {
			struct evi_buf out = EVI_BUF_INIT;
			char text[20], wanted[64] = "\"", code[8];

			memset(text, at % 2 == 0 ? '!' : '~', sizeof(text));
			text[at] = (char)c;
			strncat(wanted, text, at);
			if (plain)
				snprintf(code, sizeof(code), "%c", (int)c);
			else if ((place = strchr(special, (int)c)) != NULL)
				snprintf(code, sizeof(code), "\\%c",
				    letters[place - special]);
			else
				snprintf(code, sizeof(code), "\\u%04x", c);
			strcat(wanted, code);
			strncat(wanted, text + at + 1, sizeof(text) - at - 1);
			strcat(wanted, "\"");
			evi_json_write_string(&out, text, sizeof(text));
			assert_string_equal(evi_buf_text(&out), wanted);
			evi_buf_free(&out);
		}
	}
}

/* as the format has it (9.1): what weighs too much none of the others read */
static void
what_weighs_too_much_is_not_read(void **state)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	struct evi_json *value = NULL;
	size_t i;

	(void)state;
	evi_buf_add_text(&text, "[");
	for (i = 0; i < 131070; i++)
		evi_buf_add_text(&text, "{},");
	evi_buf_add_text(&text, "0,true,null,\"\\\"\"");
	/* 320, 131,070 times 512, 48, 64 and 4 make 67,108,276. */
	for (i = 0; i < 588 - 64 - 2; i++)
		evi_buf_add_text(&text, i == 0 ? ",\"x" : "x");
	evi_buf_add_text(&text, "\"]");
	assert_false(evi_json_too_heavy(text.data, text.len));
	assert_int_equal(evi_json_parse(text.data, text.len, "x", &value,
	    NULL), EVID_OK);
	evi_json_free(value);
	text.len -= 2;
	evi_buf_add_text(&text, "x\"]");
	assert_true(evi_json_too_heavy(text.data, text.len));
	assert_int_equal(evi_json_parse(text.data, text.len, "x", &value,
	    NULL), EVID_ERR_MEMORY);
	evi_buf_free(&text);
	assert_false(evi_json_too_heavy("{}", 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_texts_are_refused),
		cmocka_unit_test(any_value_may_be_a_text),
		cmocka_unit_test(what_is_signed_has_no_zero_with_a_minus),
		cmocka_unit_test(nesting_stops_at_32),
		cmocka_unit_test(a_text_over_16_mib_is_past_the_limit),
		cmocka_unit_test(a_message_names_the_place),
		cmocka_unit_test(there_is_one_encoding),
		cmocka_unit_test(values_are_built_and_written_in_order),
		cmocka_unit_test(what_cannot_be_built_is_a_failed_addition),
		cmocka_unit_test(values_are_had_by_their_type_alone),
		cmocka_unit_test(digests_and_instants_are_texts),
		cmocka_unit_test(
		    each_character_is_escaped_wherever_it_stands),
		/* last: of memory that lacked the next writing tells */
		cmocka_unit_test(what_weighs_too_much_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
