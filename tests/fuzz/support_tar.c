/*
 * Mutating tars: a block changes, moves, doubles or goes, and the sums of
 * headers are put right again, mostly.
 */
#include "support.h"

#include <stdio.h>

#define BLOCK 512
#define SUM_AT 148
#define SUM_LEN 8
#define MAGIC_AT 257

static void
put_sums_right(uint8_t *data, size_t len)
{
	for (size_t at = 0; at + BLOCK <= len; at += BLOCK) {
		uint8_t *p = data + at;
		unsigned int sum = 0;
		char text[SUM_LEN + 1];

		if (memcmp(p + MAGIC_AT, "ustar", 5) != 0)
			continue;
		memset(p + SUM_AT, ' ', SUM_LEN);
		for (size_t i = 0; i < BLOCK; i++)
			sum += p[i];
		(void)snprintf(text, sizeof(text), "%06o", sum & 0777777);
		memcpy(p + SUM_AT, text, 7);	/* digits and NUL */
	}
}

/* Change bytes within one block alone, so that the others stay in place. */
static void
change_block(uint8_t *data, size_t n_blocks, uint32_t *random)
{
	uint8_t *p = data + BLOCK * fuzz_random(random, (uint32_t)n_blocks);
	size_t len = LLVMFuzzerMutate(p, BLOCK, BLOCK);

	memset(p + len, 0, BLOCK - len);
}

static size_t
double_block(uint8_t *data, size_t len, size_t cap, uint32_t *random)
{
	size_t from = BLOCK * fuzz_random(random, (uint32_t)(len / BLOCK));
	size_t to = BLOCK * fuzz_random(random, (uint32_t)(len / BLOCK));
	uint8_t block[BLOCK];

	if (len + BLOCK > cap)
		return len;
	memcpy(block, data + from, BLOCK);
	memmove(data + to + BLOCK, data + to, len - to);
	memcpy(data + to, block, BLOCK);
	return len + BLOCK;
}

static size_t
drop_block(uint8_t *data, size_t len, uint32_t *random)
{
	size_t at = BLOCK * fuzz_random(random, (uint32_t)(len / BLOCK));

	memmove(data + at, data + at + BLOCK, len - at - BLOCK);
	return len - BLOCK;
}

static void
swap_blocks(uint8_t *data, size_t len, uint32_t *random)
{
	size_t a = BLOCK * fuzz_random(random, (uint32_t)(len / BLOCK));
	size_t b = BLOCK * fuzz_random(random, (uint32_t)(len / BLOCK));
	uint8_t block[BLOCK];

	memcpy(block, data + a, BLOCK);
	memmove(data + a, data + b, BLOCK);
	memcpy(data + b, block, BLOCK);
}

size_t
fuzz_mutate_tar(uint8_t *data, size_t len, size_t cap, unsigned int seed)
{
	uint32_t random = seed | 1;

	if (len < 2 * BLOCK)
		return LLVMFuzzerMutate(data, len, cap);
	switch (fuzz_random(&random, 8)) {
	case 0:
		return LLVMFuzzerMutate(data, len, cap);
	case 1:
		len = double_block(data, len, cap, &random);
		break;
	case 2:
		len = drop_block(data, len, &random);
		break;
	case 3:
		swap_blocks(data, len, &random);
		break;
	default:
		change_block(data, len / BLOCK, &random);
		break;
	}
	if (fuzz_random(&random, 8) != 0)
		put_sums_right(data, len);
	return len;
}
