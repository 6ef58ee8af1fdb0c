/*
 * Checked arithmetic, numbers in text, little-endian numbers in bytes.
 */
#include "base/num.h"

#include <string.h>

bool
evi_add_u64(uint64_t a, uint64_t b, uint64_t *out)
{
	if (b > UINT64_MAX - a)
		return false;
	*out = a + b;
	return true;
}

bool
evi_mul_u64(uint64_t a, uint64_t b, uint64_t *out)
{
	if (a != 0 && b > UINT64_MAX / a)
		return false;
	*out = a * b;
	return true;
}

bool
evi_add_size(size_t a, size_t b, size_t *out)
{
	if (b > SIZE_MAX - a)
		return false;
	*out = a + b;
	return true;
}

bool
evi_mul_size(size_t a, size_t b, size_t *out)
{
	if (a != 0 && b > SIZE_MAX / a)
		return false;
	*out = a * b;
	return true;
}

int
evi_order_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

bool
evi_parse_u64(const char *text, size_t len, uint64_t *out)
{
	uint64_t value = 0;

	if (len == 0 || (len > 1 && text[0] == '0'))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		if (!evi_mul_u64(value, 10, &value) ||
		    !evi_add_u64(value, (uint64_t)(text[i] - '0'), &value))
			return false;
	}
	*out = value;
	return true;
}

bool
evi_parse_size(const char *text, uint64_t *out)
{
	static const char suffixes[] = "kMGT";
	size_t len = strlen(text);
	uint64_t value, factor = 1;
	const char *suffix;

	if (len == 0)
		return false;
	suffix = strchr(suffixes, text[len - 1]);
	if (suffix != NULL) {
		factor = UINT64_C(1) << (10 * (suffix - suffixes + 1));
		len--;
	}
	if (!evi_parse_u64(text, len, &value) ||
	    !evi_mul_u64(value, factor, &value))
		return false;
	*out = value;
	return true;
}

static void
put_le(uint8_t *p, uint64_t v, size_t len)
{
	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

static uint64_t
get_le(const uint8_t *p, size_t len)
{
	uint64_t v = 0;

	for (size_t i = len; i-- > 0;)
		v = v << 8 | p[i];
	return v;
}

bool
evi_number_like(const char *text)
{
	static const char digits[] = "0123456789";
	size_t n;

	text += *text == '-';
	n = strspn(text, digits);
	if (n == 0 || (n > 1 && *text == '0'))
		return false;
	text += n;
	if (*text == '.') {
		n = strspn(text + 1, digits);
		if (n == 0)
			return false;
		text += n + 1;
	}
	if (*text == 'e' || *text == 'E') {
		text++;
		text += *text == '+' || *text == '-';
		n = strspn(text, digits);
		if (n == 0)
			return false;
		text += n;
	}
	return *text == '\0';
}

void
evi_put_le16(uint8_t *p, uint16_t v)
{
	put_le(p, v, 2);
}

void
evi_put_le32(uint8_t *p, uint32_t v)
{
	put_le(p, v, 4);
}

void
evi_put_le64(uint8_t *p, uint64_t v)
{
	put_le(p, v, 8);
}

uint16_t
evi_get_le16(const uint8_t *p)
{
	return (uint16_t)get_le(p, 2);
}

uint32_t
evi_get_le32(const uint8_t *p)
{
	return (uint32_t)get_le(p, 4);
}

uint64_t
evi_get_le64(const uint8_t *p)
{
	return get_le(p, 8);
}
