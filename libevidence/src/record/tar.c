/*
 * The one tar encoding: a member's headers from its path, size and time, and
 * back.  Order, names and what a member is are judged by others.
 *
 *	member = [x-header x-body padding] header content padding
 *	x-body = [LEN " path=" PATH LF] [LEN " size=" DIGITS LF]
 *
 * Reading is decoding, encoding again and comparing: whatever the encoder
 * does not give for what was understood is refused, to the last zero.
 */
#include "record/tar_parts.h"
#include "base/num.h"

#include <stdio.h>
#include <string.h>

#define CHKSUM_LEN 8
#define OCTAL_SIZE_END 8589934592u	/* the first size past 11 digits */
#define BODY_MAX (EVI_TAR_HEADER_MAX - 2 * EVI_TAR_BLOCK)

/* The constant bytes: where they stand in a header of either kind. */
static const struct {
	size_t at;
	const char *text;
	size_t len;
} fixed[] = {
	{ 100, "0000644", 8 }, { 108, "0000000", 8 }, { 116, "0000000", 8 },
	{ 257, "ustar\00000", 8 }, { 329, "0000000", 8 },
	{ 337, "0000000", 8 },
};

bool
evi_head_is_packed(const uint8_t *head, size_t len)
{
	return (len >= 2 && head[0] == 0x1f && head[1] == 0x8b) ||
	    (len >= EVI_TAR_BLOCK && memcmp(head + 257, "ustar", 5) == 0);
}

size_t
evi_tar_padding(uint64_t size)
{
	return (size_t)((EVI_TAR_BLOCK - size % EVI_TAR_BLOCK) %
	    EVI_TAR_BLOCK);
}

static bool
path_wants_record(const char *path, size_t len)
{
	if (len > EVI_TAR_NAME_LEN)
		return true;
	for (size_t i = 0; i < len; i++) {
		if ((uint8_t)path[i] >= 0x80)
			return true;
	}
	return false;
}

static size_t
count_digits(size_t value)
{
	size_t n = 1;

	for (; value >= 10; value /= 10)
		n++;
	return n;
}

/* The length of a record whose key, "=" and value have @len bytes: its own
 * digits count too, and can make it one digit longer. */
static size_t
record_len(size_t len)
{
	size_t rest = len + 2;		/* the space and the LF */
	size_t total = rest + count_digits(rest);

	return rest + count_digits(total);
}

/* "path=" or "size=" and the value, at @out; returns the record's length. */
static size_t
put_record(uint8_t *out, const char *key, const char *value, size_t len)
{
	size_t key_len = strlen(key);
	size_t total = record_len(key_len + len);
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%zu ", total);

	memcpy(out, digits, (size_t)n);
	out += n;
	memcpy(out, key, key_len);
	memcpy(out + key_len, value, len);
	out[key_len + len] = '\n';
	return total;
}

/* The body of the x header at @out, which has room for BODY_MAX; 0: none. */
static size_t
put_body(uint8_t *out, const char *path, size_t path_len, uint64_t size)
{
	char digits[24];
	size_t len = 0;
	int n;

	if (path_wants_record(path, path_len))
		len += put_record(out, "path=", path, path_len);
	if (size >= OCTAL_SIZE_END) {
		n = snprintf(digits, sizeof(digits), "%llu",
		    (unsigned long long)size);
		len += put_record(out + len, "size=", digits, (size_t)n);
	}
	return len;
}

static void
put_octal(uint8_t *out, size_t n_digits, uint64_t value)
{
	for (size_t i = n_digits; i > 0; i--) {
		out[i - 1] = (uint8_t)('0' + (value & 7));
		value >>= 3;
	}
}

static void
put_checksum(uint8_t header[EVI_TAR_BLOCK])
{
	const uint64_t each_other = UINT64_C(0x00ff00ff00ff00ff);
	uint64_t sums = 0, eight;

	memset(header + EVI_TAR_CHKSUM_AT, ' ', CHKSUM_LEN);
	/* Four sums beside each other: 16 bits hold 128 bytes' each. */
	for (size_t i = 0; i < EVI_TAR_BLOCK; i += sizeof(eight)) {
		memcpy(&eight, header + i, sizeof(eight));
		sums += (eight & each_other) + (eight >> 8 & each_other);
	}
	put_octal(header + EVI_TAR_CHKSUM_AT, 6, (sums & 0xffff) +
	    (sums >> 16 & 0xffff) + (sums >> 32 & 0xffff) + (sums >> 48));
	header[EVI_TAR_CHKSUM_AT + 6] = '\0';
}

/* One header of 512 bytes; @name is at most 100 bytes. */
void
evi_tar_put_header(uint8_t out[EVI_TAR_BLOCK], const char *name,
    size_t name_len, char type, uint64_t size, uint64_t mtime)
{
	memset(out, 0, EVI_TAR_BLOCK);
	memcpy(out, name, name_len);
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		memcpy(out + fixed[i].at, fixed[i].text, fixed[i].len);
	put_octal(out + EVI_TAR_SIZE_AT, EVI_TAR_OCTAL_LEN, size);
	put_octal(out + EVI_TAR_MTIME_AT, EVI_TAR_OCTAL_LEN, mtime);
	out[EVI_TAR_TYPE_AT] = (uint8_t)type;
	put_checksum(out);
}

/* What stands in the name field when the path has a record of its own. */
static size_t
put_stand_in(char out[EVI_TAR_NAME_LEN], const char *path, size_t len)
{
	if (len > EVI_TAR_NAME_LEN)
		len = EVI_TAR_NAME_LEN;
	for (size_t i = 0; i < len; i++) {
		bool plain = path[i] >= 0x20 && path[i] <= 0x7e;

		out[i] = plain ? path[i] : '_';
	}
	if (len > 0 && out[len - 1] == '/')
		out[len - 1] = '_';
	return len;
}

/* All headers of a member at @out; what is given fits.  Returns the length. */
static size_t
encode(uint8_t out[EVI_TAR_HEADER_MAX], const char *path, size_t path_len,
    uint64_t size, uint64_t mtime)
{
	char name[EVI_TAR_NAME_LEN];
	size_t at = 0;
	size_t body = put_body(out + EVI_TAR_BLOCK, path, path_len, size);

	if (body > 0) {
		evi_tar_put_header(out, EVI_TAR_X_NAME,
		    strlen(EVI_TAR_X_NAME), 'x', body, mtime);
		at = EVI_TAR_BLOCK + body;
		memset(out + at, 0, evi_tar_padding(body));
		at += evi_tar_padding(body);
	}
	if (path_wants_record(path, path_len)) {
		path_len = put_stand_in(name, path, path_len);
		path = name;
	}
	evi_tar_put_header(out + at, path, path_len, '0',
	    size >= OCTAL_SIZE_END ? 0 : size, mtime);
	return at + EVI_TAR_BLOCK;
}

size_t
evi_tar_header_len(const char *path, size_t path_len, uint64_t size)
{
	size_t body = 0;
	char digits[24];
	int n;

	if (path_wants_record(path, path_len))
		body += record_len(strlen("path=") + path_len);
	if (size >= OCTAL_SIZE_END) {
		n = snprintf(digits, sizeof(digits), "%llu",
		    (unsigned long long)size);
		body += record_len(strlen("size=") + (size_t)n);
	}
	if (body == 0)
		return EVI_TAR_BLOCK;
	return 2 * EVI_TAR_BLOCK + body + evi_tar_padding(body);
}

enum evid_status
evi_tar_write_header(struct evi_buf *out, const char *path, size_t path_len,
    uint64_t size, uint64_t mtime, struct evid_error *err)
{
	uint8_t bytes[EVI_TAR_HEADER_MAX];

	if (path_len == 0 || memchr(path, '\0', path_len) != NULL)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "a member needs a path without NUL");
	if (path_len > EVI_TAR_PATH_MAX)
		return evi_fail(err, EVID_ERR_LIMIT,
		    "a member's path has %zu bytes; the limit is %d",
		    path_len, EVI_TAR_PATH_MAX);
	if (size > EVI_MAX_INTEGER || mtime > EVI_TAR_MTIME_MAX)
		return evi_fail(err, EVID_ERR_LIMIT,
		    "a member's size or time does not fit a tar header");
	evi_buf_add(out, bytes, encode(bytes, path, path_len, size, mtime));
	return evi_buf_status(out, err);
}

static bool
get_octal(const uint8_t *text, uint64_t *out)
{
	uint64_t value = 0;

	for (size_t i = 0; i < EVI_TAR_OCTAL_LEN; i++) {
		if (text[i] < '0' || text[i] > '7')
			return false;
		value = value << 3 | (uint64_t)(text[i] - '0');
	}
	*out = value;
	return true;
}

static bool
all_zero(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i] != 0)
			return false;
	}
	return true;
}

/* One record "LEN KEY=VALUE" LF at *p, which moves past it. */
static bool
get_record(const uint8_t **p, const uint8_t *end, const char *key,
    const char **value_out, size_t *len_out)
{
	const uint8_t *space = memchr(*p, ' ', (size_t)(end - *p));
	size_t key_len = strlen(key), head;
	uint64_t total;

	if (space == NULL || !evi_parse_u64((const char *)*p,
	    (size_t)(space - *p), &total) || total > (uint64_t)(end - *p))
		return false;
	head = (size_t)(space - *p) + 1 + key_len;
	if (total < head + 1 || memcmp(space + 1, key, key_len) != 0 ||
	    (*p)[total - 1] != '\n')
		return false;
	*value_out = (const char *)*p + head;
	*len_out = (size_t)total - head - 1;
	*p += total;
	return true;
}

static bool
set_path(struct evi_tar_entry *entry, const char *path, size_t len)
{
	if (len == 0 || len > EVI_TAR_PATH_MAX ||
	    memchr(path, '\0', len) != NULL)
		return false;
	memcpy(entry->path, path, len);
	entry->path[len] = '\0';
	entry->path_len = len;
	return true;
}

/* The records of an x header's body. */
bool
evi_tar_get_body(const uint8_t *body, size_t len, struct evi_tar_entry *entry,
    bool *has_path_out, bool *has_size_out)
{
	const uint8_t *p = body, *end = body + len;
	const char *value;
	size_t value_len;

	*has_path_out = get_record(&p, end, "path=", &value, &value_len);
	if (*has_path_out && !set_path(entry, value, value_len))
		return false;
	*has_size_out = p < end &&
	    get_record(&p, end, "size=", &value, &value_len);
	if (*has_size_out && (!evi_parse_u64(value, value_len, &entry->size) ||
	    entry->size > EVI_MAX_INTEGER))
		return false;
	return p == end;
}

/* Is the x header at @data the one of its own size and time? */
bool
evi_tar_x_good(const uint8_t *data, size_t *body_out)
{
	uint8_t again[EVI_TAR_BLOCK];
	uint64_t body, mtime;

	if (!get_octal(data + EVI_TAR_SIZE_AT, &body) || body == 0 ||
	    body > BODY_MAX || !get_octal(data + EVI_TAR_MTIME_AT, &mtime))
		return false;
	evi_tar_put_header(again, EVI_TAR_X_NAME, strlen(EVI_TAR_X_NAME), 'x',
	    body, mtime);
	*body_out = (size_t)body;
	return memcmp(again, data, EVI_TAR_BLOCK) == 0;
}

/* The last header, at @at; records that were read before it go before. */
static bool
get_header(const uint8_t *data, bool has_path, bool has_size,
    struct evi_tar_entry *entry)
{
	const uint8_t *end;
	uint64_t size;

	if (!get_octal(data + EVI_TAR_SIZE_AT, &size) ||
	    !get_octal(data + EVI_TAR_MTIME_AT, &entry->mtime))
		return false;
	if (!has_size)
		entry->size = size;
	if (has_path)
		return true;
	end = memchr(data, '\0', EVI_TAR_NAME_LEN);
	return set_path(entry, (const char *)data,
	    end == NULL ? EVI_TAR_NAME_LEN : (size_t)(end - data));
}

enum evi_tar_read
evi_tar_read_header(const uint8_t *data, size_t len,
    struct evi_tar_entry *entry_out, size_t *used_out, const char **why_out)
{
	uint8_t again[EVI_TAR_HEADER_MAX];
	bool has_path = false, has_size = false;
	size_t body = 0, at = 0, used;

	*used_out = 0;
	*why_out = NULL;
	if (len < EVI_TAR_BLOCK)
		return EVI_TAR_NEED_MORE;
	if (all_zero(data, EVI_TAR_BLOCK)) {
		*used_out = EVI_TAR_BLOCK;
		return EVI_TAR_END;
	}
	if (data[EVI_TAR_TYPE_AT] == 'x') {
		if (!evi_tar_x_good(data, &body)) {
			*why_out = "a pax header is not in the one encoding";
			return EVI_TAR_BAD;
		}
		at = EVI_TAR_BLOCK + body + evi_tar_padding(body);
		if (len < at + EVI_TAR_BLOCK)
			return EVI_TAR_NEED_MORE;
		if (!evi_tar_get_body(data + EVI_TAR_BLOCK, body, entry_out,
		    &has_path, &has_size)) {
			*why_out = "a pax header's records are not those "
			    "of the format";
			return EVI_TAR_BAD;
		}
	}
	if (!get_header(data + at, has_path, has_size, entry_out)) {
		*why_out = "a tar header has no readable path, size or time";
		return EVI_TAR_BAD;
	}
	used = encode(again, entry_out->path, entry_out->path_len,
	    entry_out->size, entry_out->mtime);
	if (used != at + EVI_TAR_BLOCK || memcmp(again, data, used) != 0) {
		*why_out = "a tar header is not in the one encoding";
		return EVI_TAR_BAD;
	}
	*used_out = used;
	return EVI_TAR_HEADER;
}
