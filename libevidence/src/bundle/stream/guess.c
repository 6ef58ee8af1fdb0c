/*
 * The guess (guess.h).
 *
 * Deflate makes shorter what has bytes of unequal frequency, or what repeats.
 *
 * Of the first a sample tells.  Let p be the frequencies of n bytes drawn from
 * the block and 1 + e = 256 * sum(p^2): e is 0 when all are equally frequent,
 * and an ideal code would save about e/11 of the length.  Of 2,048 random
 * bytes e wanders by 0.011, so that a limit of 0.1 tells clearly.
 *
 * Of the second the places of eight bytes in every 128 tell: where a run of
 * the block has stood in it before, one of 128 neighbouring places finds the
 * older one among them.
 *
 * docs/performance.md has what the guess costs and what it loses.
 */
#include "bundle/stream/guess.h"

#include <string.h>

#define LEAST 16384u		/* shorter blocks are not worth a guess */
#define SAMPLES 16u
#define SAMPLE_LEN 128u
#define DRAWN (SAMPLES * SAMPLE_LEN)
#define STEP 128u
#define TABLE_BITS 11u

/* e < 0.1, in whole numbers: sum(count^2) - n < 1.1 * n^2 / 256 */
static bool
is_flat(const uint8_t *data, size_t stride)
{
	uint16_t counts[2][256];
	uint32_t sum = 0;
	size_t i, k;

	memset(counts, 0, sizeof(counts));
	for (i = 0; i < SAMPLES; i++) {
		const uint8_t *p = data + i * stride;

		/* Two counters, so that equal neighbours do not wait. */
		for (k = 0; k < SAMPLE_LEN; k += 2) {
			counts[0][p[k]]++;
			counts[1][p[k + 1]]++;
		}
	}
	for (i = 0; i < 256; i++) {
		uint32_t count = (uint32_t)counts[0][i] + counts[1][i];

		sum += count * count;
	}
	return sum - DRAWN < DRAWN / 256 * DRAWN / 10 * 11;
}

static uint64_t
eight(const uint8_t *p)
{
	uint64_t value;

	memcpy(&value, p, sizeof(value));
	return value;
}

static size_t
slot(uint64_t value)
{
	return (size_t)(value * 0x9e3779b97f4a7c15u >> (64 - TABLE_BITS));
}

static bool
repeats(const uint8_t *data, size_t len, size_t stride)
{
	uint16_t places[1u << TABLE_BITS];	/* in steps, from 1; 0: none */
	size_t at, i, k;

	memset(places, 0, sizeof(places));
	for (at = 0; at + sizeof(uint64_t) <= len; at += STEP)
		places[slot(eight(data + at))] = (uint16_t)(at / STEP + 1);
	for (i = 0; i < SAMPLES; i++) {
		for (k = 0; k < STEP; k++) {
			uint64_t value = eight(data + i * stride + k);
			size_t place = places[slot(value)];

			if (place == 0)
				continue;
			at = (place - 1) * STEP;
			if (at != i * stride + k && eight(data + at) == value)
				return true;
		}
	}
	return false;
}

bool
evi_guess_incompressible(const uint8_t *data, size_t len)
{
	size_t stride;

	if (len < LEAST)
		return false;
	/* The last sample, and the eight bytes at its last place, end where
	 * the block ends. */
	stride = (len - SAMPLE_LEN - sizeof(uint64_t)) / (SAMPLES - 1);
	return is_flat(data, stride) && !repeats(data, len, stride);
}
