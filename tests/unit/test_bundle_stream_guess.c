/* stream/guess.h: what cannot be made shorter is known without trying, and
 * nothing else is taken for it. */
#include "bundle/stream/blockwriter.h"
#include "bundle/stream/guess.h"

#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define LEN EVI_BLOCK_DATA

static uint8_t data[LEN];
static uint32_t seed;

static uint32_t
next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed;
}

static void
fill_random(uint32_t from)
{
	size_t i;

	seed = from;
	for (i = 0; i < LEN; i++)
		data[i] = (uint8_t)(next_random() >> 11);
}

/* What deflate at level 6 makes of it; LEN where it does not get shorter. */
static size_t
deflated(void)
{
	static uint8_t out[EVI_BLOCK_MAX];
	struct evi_deflate *deflate = NULL;
	size_t n = 0;

	assert_int_equal(evi_deflate_new(EVI_ENGINE_BEST, 6, &deflate, NULL),
	    EVID_OK);
	assert_int_equal(evi_deflate_block(deflate, data, LEN, out, LEN, &n,
	    NULL), EVID_OK);
	evi_deflate_free(deflate);
	return n == 0 ? LEN : n;
}

static void
random_bytes_are_not_tried(void **state)
{
	uint32_t from;

	(void)state;
	for (from = 1; from <= 200; from++) {
		fill_random(from * 2654435761u);
		assert_true(evi_guess_incompressible(data, LEN));
	}
}

static void
what_deflate_makes_shorter_is_tried(void **state)
{
	static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
	    "klmnopqrstuvwxyz0123456789+/";
	size_t i;

	(void)state;
	memset(data, 0, LEN);
	assert_false(evi_guess_incompressible(data, LEN));
	for (i = 0; i < LEN; i++)
		data[i] = (uint8_t)i;
	assert_false(evi_guess_incompressible(data, LEN));
	fill_random(7);
	for (i = 0; i < LEN; i++)
		data[i] = (uint8_t)base64[data[i] & 63];
	assert_false(evi_guess_incompressible(data, LEN));
	/* sound: small numbers in two bytes each */
	fill_random(8);
	for (i = 1; i < LEN; i += 2)
		data[i] = data[i] & 1 ? 0xff : 0;
	assert_false(evi_guess_incompressible(data, LEN));
	/* one part in eight is empty */
	fill_random(9);
	memset(data + LEN / 2, 0, LEN / 8);
	assert_false(evi_guess_incompressible(data, LEN));
}

/* all bytes equally frequent, but they stood there before */
static void
repeated_bytes_are_tried_however_far_apart(void **state)
{
	static const size_t periods[] = { 1024, 4096, 5000, 12345, 20000,
	    32000 };
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
		fill_random(10 + (uint32_t)i);
		for (k = periods[i]; k < LEN; k++)
			data[k] = data[k - periods[i]];
		assert_true(deflated() < LEN / 10 * 9);
		assert_false(evi_guess_incompressible(data, LEN));
	}
}

/* Byte 0 takes the place of ever more others: either it is tried, or there
 * was less than a hundredth and a half to win. */
static void
little_is_lost_by_not_trying(void **state)
{
	unsigned int more;
	bool was_tried = false, was_not = false;

	(void)state;
	for (more = 0; more < 64; more++) {
		size_t i;

		fill_random(100 + more);
		for (i = 0; i < LEN; i++)
			if (next_random() % 1000 < more)
				data[i] = 0;
		if (evi_guess_incompressible(data, LEN)) {
			was_not = true;
			assert_true(deflated() > LEN - LEN / 1000 * 15);
		} else {
			was_tried = true;
		}
	}
	assert_true(was_tried && was_not);
}

static void
short_blocks_are_always_tried(void **state)
{
	(void)state;
	fill_random(3);
	assert_false(evi_guess_incompressible(data, 0));
	assert_false(evi_guess_incompressible(data, 1));
	assert_false(evi_guess_incompressible(data, 16383));
	assert_true(evi_guess_incompressible(data, 16384));
	assert_true(evi_guess_incompressible(data, LEN - 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_bytes_are_not_tried),
		cmocka_unit_test(what_deflate_makes_shorter_is_tried),
		cmocka_unit_test(repeated_bytes_are_tried_however_far_apart),
		cmocka_unit_test(little_is_lost_by_not_trying),
		cmocka_unit_test(short_blocks_are_always_tried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
