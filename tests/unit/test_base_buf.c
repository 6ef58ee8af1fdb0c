/* base/buf.c and base/memory.c: growth, sticky failure, wiping. */
#include "base/buf.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
what_is_added_stands_and_ends_in_a_nul(void **state)
{
	struct evi_buf buf = EVI_BUF_INIT;
	size_t len;

	(void)state;
	assert_string_equal(evi_buf_text(&buf), "");
	evi_buf_add_text(&buf, "ab");
	evi_buf_add_byte(&buf, 'c');
	evi_buf_add_u64(&buf, 0);
	evi_buf_add_u64(&buf, UINT64_MAX);
	evi_buf_add_format(&buf, "<%03d>", 7);
	evi_buf_add_hex(&buf, "\x00\xff\x1a", 3);
	assert_int_equal(evi_buf_status(&buf, NULL), EVID_OK);
	assert_string_equal(evi_buf_text(&buf),
	    "abc018446744073709551615<007>00ff1a");
	assert_int_equal(buf.data[buf.len], 0);
	len = buf.len;
	evi_buf_cut(&buf, len + 1);
	assert_int_equal(buf.len, len);
	evi_buf_cut(&buf, 3);
	assert_int_equal(buf.len, 3);
	assert_string_equal(evi_buf_text(&buf), "abc");
	evi_buf_clear(&buf);
	evi_buf_cut(&buf, 0);
	assert_int_equal(buf.len, 0);
	assert_string_equal(evi_buf_text(&buf), "");
	evi_buf_free(&buf);
	assert_null(buf.data);
}

static void
a_million_bytes_arrive_whole(void **state)
{
	struct evi_buf buf = EVI_BUF_INIT;

	(void)state;
	for (unsigned int i = 0; i < 1000000; i++)
		evi_buf_add_byte(&buf, (uint8_t)(i * 7));
	assert_int_equal(buf.len, 1000000);
	for (unsigned int i = 0; i < 1000000; i += 997)
		assert_int_equal(buf.data[i], (uint8_t)(i * 7));
	evi_buf_wipe(&buf);
	assert_null(buf.data);
}

static void
a_size_that_overflows_fails_and_stays_failed(void **state)
{
	struct evi_buf buf = EVI_BUF_INIT;
	struct evid_error err = EVID_ERROR_INIT;
	char *text = buf.failed ? NULL : (char *)&buf;

	(void)state;
	evi_buf_add_text(&buf, "kept");
	assert_false(evi_buf_reserve(&buf, SIZE_MAX - 2));
	evi_buf_add_text(&buf, "lost");
	assert_int_equal(buf.len, 4);
	assert_int_equal(evi_buf_status(&buf, &err), EVID_ERR_MEMORY);
	assert_int_equal(err.status, EVID_ERR_MEMORY);
	assert_string_equal(evi_buf_text(&buf), "");
	assert_int_equal(evi_buf_take(&buf, &text, NULL), EVID_ERR_MEMORY);
	assert_null(text);
	evi_buf_free(&buf);
	assert_false(buf.failed);
}

static void
taking_gives_a_string_even_of_nothing(void **state)
{
	struct evi_buf buf = EVI_BUF_INIT;
	char *text = NULL;

	(void)state;
	assert_int_equal(evi_buf_take(&buf, &text, NULL), EVID_OK);
	assert_string_equal(text, "");
	free(text);
	evi_buf_add_text(&buf, "x");
	assert_int_equal(evi_buf_take(&buf, &text, NULL), EVID_OK);
	assert_string_equal(text, "x");
	assert_null(buf.data);
	free(text);
}

static void
an_array_grows_and_keeps_its_items(void **state)
{
	uint32_t *items = NULL;
	size_t cap = 0, most = SIZE_MAX / 4;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		assert_int_equal(evi_grow(&items, i, &cap, sizeof(*items)), 0);
		assert_int_equal(items[i], 0);
		items[i] = (uint32_t)i;
	}
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(items[i], i);
	assert_int_equal(evi_grow(&items, most, &most, sizeof(*items)), -1);
	assert_int_equal(items[999], 999);
	free(items);
}

static void
a_product_that_overflows_gives_no_memory(void **state)
{
	void *p = evi_zalloc(0);

	(void)state;
	assert_non_null(p);
	free(p);
	assert_null(evi_zalloc_array(SIZE_MAX / 2, 3));
	assert_null(evi_strdup(NULL));
	p = evi_strndup("abcdef", 3);
	assert_string_equal(p, "abc");
	free(p);
}

static void
a_pair_is_two_buffers_with_all_their_room(void **state)
{
	static const bool either[] = { false, true };
	struct evi_pair pair;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		assert_true(evi_pair_new(&pair, 1044481, 1048576, either[i]));
		memset(pair.first, 1, 1044481);
		memset(pair.second, 2, 1048576);
		assert_int_equal(pair.first[0], 1);
		assert_int_equal(pair.first[1044480], 1);
		assert_int_equal(pair.second[1048575], 2);
		if (pair.joint)
			assert_int_equal((uintptr_t)pair.first % (2 << 20), 0);
		evi_pair_free(&pair);
		assert_null(pair.first);
		assert_null(pair.second);
		assert_true(evi_pair_new(&pair, 1, 0, either[i]));
		assert_non_null(pair.first);
		assert_null(pair.second);
		evi_pair_free(&pair);
	}
}

static void
a_pair_for_which_there_is_no_memory_is_none(void **state)
{
	struct evi_pair pair;
	uint64_t lacks = evi_memory_lacks();

	(void)state;
	assert_false(evi_pair_new(&pair, SIZE_MAX - 4, 8, true));
	evi_pair_free(&pair);
	assert_false(evi_pair_new(&pair, 8, SIZE_MAX - 4, false));
	evi_pair_free(&pair);
	assert_true(evi_memory_lacks() > lacks);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pair_is_two_buffers_with_all_their_room),
		cmocka_unit_test(a_pair_for_which_there_is_no_memory_is_none),
		cmocka_unit_test(what_is_added_stands_and_ends_in_a_nul),
		cmocka_unit_test(a_million_bytes_arrive_whole),
		cmocka_unit_test(a_size_that_overflows_fails_and_stays_failed),
		cmocka_unit_test(taking_gives_a_string_even_of_nothing),
		cmocka_unit_test(an_array_grows_and_keeps_its_items),
		cmocka_unit_test(a_product_that_overflows_gives_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
