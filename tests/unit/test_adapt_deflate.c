/* adapt/deflate.h: every engine by every other, strictness, foreign gzip. */
#include "adapt/deflate.h"
#include "base/num.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BLOCK 65280
#define CAP 65536

static const enum evi_engine engines[] = { EVI_ENGINE_BEST,
	EVI_ENGINE_LIBDEFLATE, EVI_ENGINE_ZLIB, EVI_ENGINE_ISAL };
static uint8_t text[BLOCK], noise[BLOCK], zeros[BLOCK];

static int
make_input(void **state)
{
	uint32_t x = 12345;

	(void)state;
	for (size_t i = 0; i < BLOCK; i++) {
		x = x * 1664525 + 1013904223;
		noise[i] = (uint8_t)(x >> 24);
		text[i] = (uint8_t)"the quick brown fox "[(x >> 28) * 20 / 16];
	}
	return 0;
}

static struct evi_deflate *
deflater(enum evi_engine engine, int level)
{
	struct evi_deflate *d = NULL;

	assert_int_equal(evi_deflate_new(engine, level, &d, NULL), EVID_OK);
	return d;
}

static size_t
squeeze(struct evi_deflate *d, const uint8_t *in, size_t len, uint8_t *out,
    size_t cap)
{
	size_t n = 99;

	assert_int_equal(evi_deflate_block(d, in, len, out, cap, &n, NULL),
	    EVID_OK);
	assert_true(n <= cap);
	return n;
}

/* Do all inflaters take exactly this? */
static bool
all_inflate(const uint8_t *in, size_t in_len, const uint8_t *want,
    size_t want_len)
{
	static uint8_t out[CAP];
	size_t n_good = 0;

	for (size_t i = 0; i < 3; i++) {
		struct evi_inflate *inflate = NULL;
		bool good = true;

		assert_int_equal(evi_inflate_new(engines[i], &inflate, NULL),
		    EVID_OK);
		memset(out, 0xa5, sizeof(out));
		assert_int_equal(evi_inflate_block(inflate, in, in_len, out,
		    want_len, &good, NULL), EVID_OK);
		if (good && want != NULL)
			assert_memory_equal(out, want, want_len);
		n_good += good;
		evi_inflate_free(inflate);
	}
	assert_true(n_good == 0 || n_good == 3);
	return n_good == 3;
}

static void
every_engine_is_inflated_by_every_other(void **state)
{
	static const size_t lengths[] = { 0, 1, 2, 100, 4096, BLOCK };
	static uint8_t out[CAP];

	(void)state;
	for (size_t e = 0; e < 4; e++) {
		for (int level = 1; level <= 9; level++) {
			struct evi_deflate *d;

			if (engines[e] == EVI_ENGINE_ISAL && (level > 1 ||
			    !evi_engine_has_isal()))
				continue;
			d = deflater(engines[e], level);
			for (size_t i = 0; i < 6; i++) {
				size_t n = squeeze(d, text, lengths[i], out,
				    CAP);

				assert_true(n > 0);
				assert_true(all_inflate(out, n, text,
				    lengths[i]));
				n = squeeze(d, zeros, lengths[i], out, CAP);
				assert_true(n > 0 && all_inflate(out, n,
				    zeros, lengths[i]));
			}
			assert_true(squeeze(d, text, BLOCK, out, CAP) <
			    BLOCK * 3 / 4);
			evi_deflate_free(d);
		}
	}
}

static void
what_does_not_fit_is_left_to_the_caller(void **state)
{
	static uint8_t out[CAP];

	(void)state;
	for (size_t e = 0; e < 4; e++) {
		struct evi_deflate *d;

		if (engines[e] == EVI_ENGINE_ISAL && !evi_engine_has_isal())
			continue;
		d = deflater(engines[e], 1);
		assert_int_equal(squeeze(d, noise, BLOCK, out, 60000), 0);
		assert_int_equal(squeeze(d, text, BLOCK, out, 100), 0);
		assert_int_equal(squeeze(d, text, BLOCK, out, 0), 0);
		assert_true(squeeze(d, text, BLOCK, out, CAP) > 0);
		evi_deflate_free(d);
	}
}

static void
level_0_stores_and_others_do_not_exist(void **state)
{
	struct evi_deflate *d = deflater(EVI_ENGINE_BEST, 0);
	struct evi_inflate *i = NULL;
	uint8_t out[100];

	(void)state;
	assert_int_equal(squeeze(d, zeros, 50, out, sizeof(out)), 0);
	evi_deflate_free(d);
	assert_int_equal(evi_deflate_new(EVI_ENGINE_BEST, 10, &d, NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(evi_deflate_new(EVI_ENGINE_BEST, -1, &d, NULL),
	    EVID_ERR_ARGUMENT);
	assert_int_equal(evi_deflate_new(EVI_ENGINE_ISAL, 2, &d, NULL),
	    EVID_ERR_ARGUMENT);
	assert_null(d);
	assert_int_equal(evi_inflate_new(EVI_ENGINE_ISAL, &i, NULL),
	    EVID_ERR_ARGUMENT);
	evi_deflate_free(NULL);
	evi_inflate_free(NULL);
}

static void
what_came_before_does_not_show_in_the_output(void **state)
{
	static uint8_t fresh[CAP], used[CAP], between[CAP];

	(void)state;
	for (size_t e = 0; e < 4; e++) {
		struct evi_deflate *d;
		size_t n;

		if (engines[e] == EVI_ENGINE_ISAL && !evi_engine_has_isal())
			continue;
		d = deflater(engines[e], 1);
		n = squeeze(d, text, BLOCK, fresh, CAP);
		for (size_t i = 0; i < 50; i++) {
			squeeze(d, noise + i * 7, 30000, between, CAP);
			squeeze(d, text + i * 13, 20000 + i, between, CAP);
			squeeze(d, noise, 60000, between, 100);
			assert_int_equal(squeeze(d, text, BLOCK, used, CAP),
			    n);
			assert_memory_equal(fresh, used, n);
		}
		evi_deflate_free(d);
	}
}

/*
 * What ISA-L makes of such blocks, whose bytes 2 to 5 come again, depends on
 * where its state stands unless that is seen to (see adapt/isal.c): one of a
 * thousand shows it between two states.
 */
static void
where_the_state_stands_does_not_show_in_the_output(void **state)
{
	static uint8_t block[6000], one[CAP], two[CAP];
	struct evi_deflate *a = deflater(EVI_ENGINE_BEST, 1);
	void *between = malloc(3000000);
	struct evi_deflate *b = deflater(EVI_ENGINE_BEST, 1);
	uint32_t x = 99;

	(void)state;
	for (size_t n = 0; n < 40000; n++) {
		size_t run = n % 16 == 0 ? 5000 : 0, len = run + 300, out;

		memset(block, n % 32 == 0 ? 0 : 0xff, run);
		for (size_t i = run; i < len; i++) {
			x = x * 1664525 + 1013904223;
			block[i] = "abcdefgh"[x >> 29];
		}
		for (size_t i = 0; i < 6; i++) {
			x = x * 1664525 + 1013904223;
			block[run + i] = (uint8_t)(x >> 24);
		}
		if (n % 2 == 0)
			memset(block + run + 1, block[run], 5);
		memcpy(block + run + 102, block + run + 2, 4);
		out = squeeze(a, block, len, one, CAP);
		assert_true(out > 0 && out < len);
		assert_int_equal(squeeze(b, block, len, two, CAP), out);
		assert_memory_equal(one, two, out);
	}
	free(between);
	evi_deflate_free(a);
	evi_deflate_free(b);
}

static void
a_stream_of_another_length_is_not_good(void **state)
{
	static uint8_t out[CAP];
	struct evi_deflate *d = deflater(EVI_ENGINE_BEST, 6);
	size_t n = squeeze(d, text, 1000, out, CAP);

	(void)state;
	assert_true(all_inflate(out, n, text, 1000));
	assert_false(all_inflate(out, n, NULL, 999));
	assert_false(all_inflate(out, n, NULL, 1001));
	assert_false(all_inflate(out, n - 1, NULL, 1000));
	assert_false(all_inflate(out, n + 1, NULL, 1000));
	assert_false(all_inflate(out, 0, NULL, 0));
	assert_true(all_inflate((const uint8_t *)"\x03\x00", 2, NULL, 0));
	assert_false(all_inflate((const uint8_t *)"\x07", 1, NULL, 0));
	evi_deflate_free(d);
}

static void
crc_32_has_its_check_value_and_goes_on(void **state)
{
	(void)state;
	assert_int_equal(evi_crc32(0, "123456789", 9), 0xcbf43926);
	assert_int_equal(evi_crc32(evi_crc32(0, "1234", 4), "56789", 5),
	    0xcbf43926);
	assert_int_equal(evi_crc32(0xcbf43926, NULL, 0), 0xcbf43926);
}

/* A gzip member of "hello\n" with every optional part of the header. */
static size_t
make_member(uint8_t *p, uint8_t flags)
{
	static const uint8_t stored[] = { 1, 6, 0, 0xf9, 0xff,
		'h', 'e', 'l', 'l', 'o', '\n' };
	size_t n = 10;

	memcpy(p, "\x1f\x8b\x08\0\1\2\3\4\0\xff", 10);
	p[3] = flags;
	if ((flags & 4) != 0) {
		memcpy(p + n, "\x03\0xyz", 5);
		n += 5;
	}
	if ((flags & 8) != 0) {
		memcpy(p + n, "name", 5);
		n += 5;
	}
	if ((flags & 16) != 0) {
		memcpy(p + n, "", 1);
		n += 1;
	}
	if ((flags & 2) != 0) {
		evi_put_le16(p + n, (uint16_t)evi_crc32(0, p, n));
		n += 2;
	}
	memcpy(p + n, stored, sizeof(stored));
	n += sizeof(stored);
	evi_put_le32(p + n, evi_crc32(0, "hello\n", 6));
	evi_put_le32(p + n + 4, 6);
	return n + 8;
}

/* Runs it in steps of @step bytes in and one of room; the last state. */
static enum evi_gunzip_state
gunzip(const uint8_t *in, size_t len, size_t step, size_t *members_out,
    char *text_out, bool *end_out)
{
	enum evi_gunzip_state state = EVI_GUNZIP_MORE;
	struct evi_gunzip *g = NULL;
	uint8_t *out = (uint8_t *)text_out;

	*members_out = 0;
	assert_int_equal(evi_gunzip_new(&g, NULL), EVID_OK);
	while (state == EVI_GUNZIP_MORE || state == EVI_GUNZIP_MEMBER) {
		size_t part = len < step ? len : step, left = part;
		size_t room = 1;

		assert_int_equal(evi_gunzip_run(g, &in, &left, &out, &room,
		    &state, NULL), EVID_OK);
		len -= part - left;
		if (state == EVI_GUNZIP_MEMBER)
			++*members_out;
		if (len == 0 && room == 1 && state == EVI_GUNZIP_MORE)
			break;
	}
	*out = '\0';
	*end_out = evi_gunzip_at_end(g);
	evi_gunzip_free(g);
	return state;
}

static void
foreign_gzip_is_read_in_any_pieces(void **state)
{
	static const uint8_t flags[] = { 0, 1, 2, 4, 8, 16, 30, 31 };
	uint8_t in[200];
	char out[50];
	size_t members;
	bool end;

	(void)state;
	for (size_t i = 0; i < sizeof(flags); i++) {
		size_t n = make_member(in, flags[i]);

		n += make_member(in + n, 0);
		for (size_t step = 1; step < 100; step += 7) {
			assert_int_equal(gunzip(in, n, step, &members, out,
			    &end), EVI_GUNZIP_MORE);
			assert_int_equal(members, 2);
			assert_true(end);
			assert_string_equal(out, "hello\nhello\n");
		}
		/* Cut anywhere but between the members, it is not at its end.
		 * One of its parts left out of the CRC, it is damaged. */
		for (size_t cut = 0; cut < n; cut++) {
			gunzip(in, cut, 1000, &members, out, &end);
			assert_int_equal(end, cut == make_member(in + 100,
			    flags[i]));
		}
	}
}

static void
damage_and_trailing_bytes_are_told_apart(void **state)
{
	uint8_t in[100];
	char out[50];
	size_t members, n;
	bool end;

	(void)state;
	n = make_member(in, 30);
	for (size_t i = 0; i < n; i++) {
		enum evi_gunzip_state got;

		/* The header's CRC covers also what means nothing.  A longer
		 * extra field swallows the rest: not damaged yet, but never
		 * at its end.  A spare bit before stored bytes is none. */
		if (i == n - 8 - 11)
			continue;
		in[i] ^= 0x40;
		got = gunzip(in, n, 1000, &members, out, &end);
		assert_int_equal(members, 0);
		assert_false(end);
		assert_true(got == EVI_GUNZIP_DAMAGED ||
		    (got == EVI_GUNZIP_MORE && (i == 10 || i == 11)));
		in[i] ^= 0x40;
	}
	n = make_member(in, 0);
	in[n] = 0;
	assert_int_equal(gunzip(in, n + 1, 1000, &members, out, &end),
	    EVI_GUNZIP_TRAILING);
	assert_int_equal(members, 1);
	in[n] = 0x1f;
	in[n + 1] = 0x8c;
	assert_int_equal(gunzip(in, n + 2, 1, &members, out, &end),
	    EVI_GUNZIP_TRAILING);
	assert_int_equal(gunzip(in, n + 1, 1000, &members, out, &end),
	    EVI_GUNZIP_MORE);
	assert_false(end);
	assert_int_equal(gunzip((const uint8_t *)"PK", 2, 2, &members, out,
	    &end), EVI_GUNZIP_DAMAGED);
	gunzip(in, 0, 1, &members, out, &end);
	assert_false(end);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_engine_is_inflated_by_every_other),
		cmocka_unit_test(what_does_not_fit_is_left_to_the_caller),
		cmocka_unit_test(level_0_stores_and_others_do_not_exist),
		cmocka_unit_test(what_came_before_does_not_show_in_the_output),
		cmocka_unit_test(
		    where_the_state_stands_does_not_show_in_the_output),
		cmocka_unit_test(a_stream_of_another_length_is_not_good),
		cmocka_unit_test(crc_32_has_its_check_value_and_goes_on),
		cmocka_unit_test(foreign_gzip_is_read_in_any_pieces),
		cmocka_unit_test(damage_and_trailing_bytes_are_told_apart),
	};

	return cmocka_run_group_tests(tests, make_input, NULL);
}
