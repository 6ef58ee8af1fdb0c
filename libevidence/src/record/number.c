/*
 * Numbers that people read to each other: 166 bits of a digest in ten groups
 * of five digits, each with a check digit over its place and its digits, so
 * that a slip of the tongue, a swap or a lost group is named by its group.
 */
#include "record/number.h"
#include "base/text.h"

#include <string.h>

#define GROUPS 10
#define GROUP_DIGITS 5
#define GROUP_LEN (GROUP_DIGITS + 1)		/* with its check digit */
#define DIGITS (GROUPS * GROUP_LEN)
#define NUMBER_BYTES 21				/* 168 bits, 166 of them */
#define SPARE_BITS 2
#define GROUP_BASE 100000u

static const uint8_t damm_table[10][10] = {
	{ 0, 3, 1, 7, 5, 9, 8, 6, 4, 2 },
	{ 7, 0, 9, 2, 1, 5, 4, 8, 6, 3 },
	{ 4, 2, 0, 6, 8, 7, 1, 3, 5, 9 },
	{ 1, 7, 5, 0, 9, 8, 3, 4, 2, 6 },
	{ 6, 1, 2, 3, 0, 4, 5, 9, 7, 8 },
	{ 3, 6, 7, 4, 2, 0, 9, 5, 8, 1 },
	{ 5, 8, 6, 9, 7, 2, 0, 1, 3, 4 },
	{ 8, 9, 4, 5, 3, 6, 2, 0, 1, 7 },
	{ 9, 4, 3, 8, 6, 1, 7, 2, 0, 5 },
	{ 2, 5, 8, 1, 4, 3, 6, 7, 9, 0 },
};

/* The zero of each run of ten decimal digits (general category Nd) of
 * Unicode 14, in order. */
static const uint32_t zeros[] = {
	0x00030, 0x00660, 0x006f0, 0x007c0, 0x00966, 0x009e6, 0x00a66,
	0x00ae6, 0x00b66, 0x00be6, 0x00c66, 0x00ce6, 0x00d66, 0x00de6,
	0x00e50, 0x00ed0, 0x00f20, 0x01040, 0x01090, 0x017e0, 0x01810,
	0x01946, 0x019d0, 0x01a80, 0x01a90, 0x01b50, 0x01bb0, 0x01c40,
	0x01c50, 0x0a620, 0x0a8d0, 0x0a900, 0x0a9d0, 0x0a9f0, 0x0aa50,
	0x0abf0, 0x0ff10, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136,
	0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730,
	0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0,
	0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140,
	0x1e2f0, 0x1e950, 0x1fbf0,
};

unsigned int
evi_damm(const char *digits, size_t len)
{
	unsigned int interim = 0;

	for (size_t i = 0; i < len; i++)
		interim = damm_table[interim][digits[i] - '0'];
	return interim;
}

/* The check digit of the group with the place @group and the digits @five. */
static char
check_digit(unsigned int group, const char *five)
{
	char run[GROUP_LEN];

	run[0] = (char)('0' + group);
	memcpy(run + 1, five, GROUP_DIGITS);
	return (char)('0' + evi_damm(run, sizeof(run)));
}

/* @number becomes its quotient by GROUP_BASE; returns the rest. */
static uint32_t
divide(uint8_t number[NUMBER_BYTES])
{
	uint32_t rest = 0;

	for (size_t i = 0; i < NUMBER_BYTES; i++) {
		rest = rest << 8 | number[i];
		number[i] = (uint8_t)(rest / GROUP_BASE);
		rest %= GROUP_BASE;
	}
	return rest;
}

/* All 60 digits of a digest's number, without spaces and hyphens. */
static void
digits_of(const uint8_t digest[EVI_SHA256_LEN], char out[DIGITS])
{
	uint8_t number[NUMBER_BYTES];
	unsigned int carry = 0;

	for (size_t i = 0; i < NUMBER_BYTES; i++) {
		number[i] = (uint8_t)(carry | digest[i] >> SPARE_BITS);
		carry = (unsigned int)digest[i] << (8 - SPARE_BITS) & 0xff;
	}
	for (unsigned int group = GROUPS; group-- > 0;) {
		char *five = out + group * GROUP_LEN;
		uint32_t rest = divide(number);

		for (size_t i = GROUP_DIGITS; i-- > 0; rest /= 10)
			five[i] = (char)('0' + rest % 10);
		five[GROUP_DIGITS] = check_digit(group, five);
	}
}

void
evi_number_format(const uint8_t digest[EVI_SHA256_LEN],
    char out[EVI_NUMBER_TEXT_CAP])
{
	char digits[DIGITS];

	digits_of(digest, digits);
	for (size_t group = 0; group < GROUPS; group++) {
		memcpy(out, digits + group * GROUP_LEN, GROUP_DIGITS);
		out += GROUP_DIGITS;
		*out++ = '-';
		*out++ = digits[group * GROUP_LEN + GROUP_DIGITS];
		*out++ = group == GROUPS - 1 ? '\0' : ' ';
	}
}

static int
digit_value(uint32_t code)
{
	for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++) {
		if (code >= zeros[i] && code <= zeros[i] + 9)
			return (int)(code - zeros[i]);
	}
	return -1;
}

/* Spaces, hyphens and dashes, and what shows nothing and comes along when a
 * number is copied: direction marks from a text written from right to left,
 * a byte order mark from a file. */
static bool
is_between(uint32_t code)
{
	return evi_is_space(code) || evi_is_bidi(code) || code == '-' ||
	    code == 0xad || (code >= 0x200b && code <= 0x200d) ||
	    code == 0x2060 || code == 0xfeff ||
	    (code >= 0x2010 && code <= 0x2015) || code == 0x2212 ||
	    code == 0xfe63 || code == 0xff0d;
}

static bool
read_digits(const char *text, char out[DIGITS])
{
	const uint8_t *p = (const uint8_t *)text;
	size_t left = strlen(text), count = 0;

	while (left > 0) {
		uint32_t code;
		size_t n = evi_utf8_next(p, left, &code);
		int value;

		if (n == 0)
			return false;
		p += n;
		left -= n;
		if (is_between(code))
			continue;
		value = digit_value(code);
		if (value < 0 || count == DIGITS)
			return false;
		out[count++] = (char)('0' + value);
	}
	return count == DIGITS;
}

/* The digits as typed, each group with the check digit that it must have. */
static enum evi_number_check
read_checked(const char *text, char typed[DIGITS], unsigned int *group_out)
{
	*group_out = 0;
	if (!read_digits(text, typed))
		return EVI_NUMBER_LENGTH;
	for (unsigned int group = 0; group < GROUPS; group++) {
		const char *five = typed + group * GROUP_LEN;

		if (check_digit(group, five) != five[GROUP_DIGITS]) {
			*group_out = group;
			return EVI_NUMBER_GROUP;
		}
	}
	return EVI_NUMBER_GOOD;
}

enum evi_number_check
evi_number_check(const char *text, unsigned int *group_out)
{
	char typed[DIGITS];

	return read_checked(text, typed, group_out);
}

enum evi_number_check
evi_number_compare(const char *text, const uint8_t digest[EVI_SHA256_LEN],
    unsigned int *group_out)
{
	char typed[DIGITS], own[DIGITS];
	enum evi_number_check check = read_checked(text, typed, group_out);

	if (check != EVI_NUMBER_GOOD)
		return check;
	digits_of(digest, own);
	for (unsigned int group = 0; group < GROUPS; group++) {
		if (memcmp(typed + group * GROUP_LEN,
		    own + group * GROUP_LEN, GROUP_LEN) != 0) {
			*group_out = group;
			return EVI_NUMBER_OTHER;
		}
	}
	return EVI_NUMBER_GOOD;
}
