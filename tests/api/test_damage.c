/*
 * Each bit of a small bundle changed, each truncation: never verified, unless
 * no byte of the tar differs; never without a finding that says what to do.
 */
#include "support_bundle.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <zlib.h>

#include <cmocka.h>

#define TAR_MAX ((size_t)1 << 20)

/* every byte; with sanitizers, which take ten times as long, one in many */
static size_t
stride(void)
{
	return getenv("EVID_SANITIZED") != NULL ? 67 : 1;
}

/* every bit; where everything is run, two of the eight of each byte, others
 * for each commit */
static bool
is_left_out(size_t at, unsigned int bit)
{
	const char *brief = getenv("EVID_BRIEF"), *turn = getenv("EVID_TURN");
	unsigned long first = turn == NULL ? 0 : strtoul(turn, NULL, 10) % 4;

	return brief != NULL && brief[0] != '\0' &&
	    (at + first) % 4 != bit % 4;
}

/* the tar in a file of gzip members; 0 where it is none */
static size_t
unpack(const uint8_t *data, size_t len, uint8_t *out)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)data,
		.avail_in = (uInt)len, .next_out = out,
		.avail_out = (uInt)TAR_MAX };
	int r = Z_OK;

	if (inflateInit2(&z, 15 + 16) != Z_OK)
		return 0;
	while (z.avail_in > 0 && r == Z_OK) {
		r = inflate(&z, Z_NO_FLUSH);
		if (r == Z_STREAM_END)
			r = inflateReset(&z);
	}
	inflateEnd(&z);
	return r == Z_OK ? TAR_MAX - z.avail_out : 0;
}

static void
says_what_to_do(const struct evid_verdict *v, size_t at)
{
	struct evid_finding finding;
	size_t i;

	if (evid_verdict_findings(v) == 0)
		fail_msg("no finding for damage at %zu", at);
	for (i = 0; evid_verdict_finding(v, i, &finding); i++) {
		assert_true(finding.code[0] != '\0');
		assert_true(finding.message[0] != '\0');
		assert_true(finding.hint[0] != '\0');
	}
}

static void
no_changed_bit_is_verified_unless_the_tar_is_the_same(void **state)
{
	struct test_bundle *b = *state;
	uint8_t *copy = malloc(b->len), *tar = malloc(TAR_MAX);
	uint8_t *other = malloc(TAR_MAX);
	size_t n_tar = unpack(b->data, b->len, tar), i, spare = 0;
	unsigned int bit;

	assert_true(n_tar > 0);
	memcpy(copy, b->data, b->len);
	for (i = 0; i < b->len; i += stride()) {
		for (bit = 0; bit < 8; bit++) {
			struct evid_verdict *v;

			if (is_left_out(i, bit))
				continue;
			copy[i] ^= (uint8_t)(1u << bit);
			v = test_verify(b, copy, b->len);
			if (evid_verdict_result(v) == EVID_VERIFIED) {
				size_t n = unpack(copy, b->len, other);

				/* zlib refuses what a reader may take: that
				 * is tests/property/test-deflate-flips'. */
				if (n != 0) {
					assert_int_equal(n, n_tar);
					assert_memory_equal(tar, other, n_tar);
				}
				spare++;
			} else {
				says_what_to_do(v, i);
			}
			evid_verdict_free(v);
			copy[i] ^= (uint8_t)(1u << bit);
		}
	}
	/* Spare bits are few: a check that passes all would show here. */
	assert_true(spare < b->len / 20);
	free(copy);
	free(tar);
	free(other);
}

static void
every_cut_is_incomplete_and_says_so(void **state)
{
	struct test_bundle *b = *state;
	size_t i;

	for (i = 0; i < b->len; i += stride()) {
		struct evid_verdict *v = test_verify(b, b->data, i);

		if (evid_verdict_result(v) != EVID_INCOMPLETE)
			fail_msg("cut at %zu: %s", i,
			    evid_result_name(evid_verdict_result(v)));
		says_what_to_do(v, i);
		evid_verdict_free(v);
	}
}

static void
a_byte_put_in_or_taken_out_is_never_verified(void **state)
{
	struct test_bundle *b = *state;
	uint8_t *copy = malloc(b->len + 1);
	size_t i;

	for (i = 0; i < b->len; i += 3 * stride()) {
		struct evid_verdict *v;

		memcpy(copy, b->data, i);
		copy[i] = 0x42;
		memcpy(copy + i + 1, b->data + i, b->len - i);
		v = test_verify(b, copy, b->len + 1);
		assert_int_not_equal(evid_verdict_result(v), EVID_VERIFIED);
		says_what_to_do(v, i);
		evid_verdict_free(v);

		memmove(copy + i, b->data + i + 1, b->len - i - 1);
		v = test_verify(b, copy, b->len - 1);
		assert_int_not_equal(evid_verdict_result(v), EVID_VERIFIED);
		says_what_to_do(v, i);
		evid_verdict_free(v);
	}
	free(copy);
}

static int
make(void **state)
{
	struct test_bundle *b = malloc(sizeof(*b));

	assert_non_null(b);
	test_bundle_make(b, 3, 700);
	*state = b;
	return 0;
}

static int
drop(void **state)
{
	test_bundle_free(*state);
	free(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    no_changed_bit_is_verified_unless_the_tar_is_the_same),
		cmocka_unit_test(every_cut_is_incomplete_and_says_so),
		cmocka_unit_test(
		    a_byte_put_in_or_taken_out_is_never_verified),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
