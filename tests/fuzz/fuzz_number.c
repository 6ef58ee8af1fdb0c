/*
 * Seal numbers: a digest's own number is good for it however it is spaced;
 * no other number is, and what is wrong is said of the first group that is.
 */
#include "support.h"

#include "record/number.h"

/* The ASCII digits of @text; false where there is something but digits,
 * spaces and hyphens. */
static bool
plain_digits(const char *text, char out[64])
{
	size_t n = 0;

	for (; *text != '\0'; text++) {
		if (*text == ' ' || *text == '-')
			continue;
		if (*text < '0' || *text > '9' || n == 60)
			return false;
		out[n++] = *text;
	}
	out[n] = '\0';
	return n == 60;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	char own[EVI_NUMBER_TEXT_CAP], own_digits[64], digits[64];
	uint8_t digest[EVI_SHA256_LEN] = { 0 };
	enum evi_number_check check;
	unsigned int group = 99;
	char *text;	/* owned here */

	for (size_t i = 0; i < sizeof(digest); i++)
		digest[i] = fuzz_byte(&in);
	text = fuzz_text(&in, '\0');
	evi_number_format(digest, own);
	HOLDS(evi_number_compare(own, digest, &group) == EVI_NUMBER_GOOD);
	HOLDS(plain_digits(own, own_digits));
	check = evi_number_compare(text, digest, &group);
	HOLDS(group <= 9);
	if (plain_digits(text, digits)) {
		HOLDS(check != EVI_NUMBER_LENGTH);
		HOLDS((check == EVI_NUMBER_GOOD) ==
		    (strcmp(digits, own_digits) == 0));
		if (check == EVI_NUMBER_OTHER)
			HOLDS(memcmp(digits, own_digits, 6 * group) == 0 &&
			    memcmp(digits + 6 * group, own_digits + 6 * group,
			    6) != 0);
	}
	/* One digit changed is noticed, and its group is named. */
	if (in.len > 0 || text[0] != '\0') {
		size_t at = (uint8_t)text[0] % 60;

		own_digits[at] = (char)('0' + (own_digits[at] - '0' + 1 +
		    (uint8_t)text[0] / 60) % 10);
		HOLDS(evi_number_compare(own_digits, digest, &group) ==
		    EVI_NUMBER_GROUP && group == at / 6);
	}
	free(text);
	return 0;
}
