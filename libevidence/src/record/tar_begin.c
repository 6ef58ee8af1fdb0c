/*
 * The beginning of a member's headers, of which the rest was cut off: what
 * there is of it must be what the one encoding begins with.
 */
#include "record/tar_parts.h"

#include "record/name.h"

#include <string.h>

/* The number whose field of octal digits begins like this; false: none. */
static bool
octal_beginning(const uint8_t *data, size_t len, size_t at, uint64_t *out)
{
	*out = 0;
	for (size_t i = at; i < at + EVI_TAR_OCTAL_LEN; i++) {
		uint8_t digit = i < len ? data[i] : '0';

		if (digit < '0' || digit > '7')
			return false;
		*out = *out << 3 | (uint64_t)(digit - '0');
	}
	return true;
}

/* Is @text the beginning of @whole, or, if it is all there, the same? */
static bool
begins(const char *text, size_t len, bool all, const char *whole)
{
	size_t whole_len = strlen(whole);

	return all ? len == whole_len && memcmp(text, whole, len) == 0 :
	    len <= whole_len && memcmp(text, whole, len) == 0;
}

/* BASE/bagit.txt, of whatever base */
static bool
first_name(const char *name, size_t len, bool all)
{
	const char *slash = memchr(name, '/', len);
	size_t n = slash == NULL ? len : (size_t)(slash - name);
	char base[EVI_TAR_NAME_LEN + 2];

	if (slash == NULL && all)
		return false;
	memcpy(base, name, n);
	/* Cut within it, it may end in what a whole one may not: "B." of B.1 */
	if (slash == NULL && n < EVI_BASE_MAX)
		base[n++] = 'x';
	base[n] = '\0';
	n = slash == NULL ? len : n;
	return evi_name_is_base(base) && (slash == NULL ||
	    begins(slash + 1, len - n - 1, all, "bagit.txt"));
}

static bool
name_good(const char *name, size_t len, bool all, const char *base)
{
	size_t n = strlen(base);

	if (begins(name, len, all, EVI_TAR_X_NAME))
		return n > 0;
	if (n == 0)
		return first_name(name, len, all);
	return memcmp(name, base, len < n ? len : n) == 0 &&
	    (len <= n || name[n] == '/');
}

/* Less than a block: a header's beginning, or zeros of the end. */
static bool
block_beginning(const uint8_t *data, size_t len, const char *base)
{
	size_t name_len = len < EVI_TAR_NAME_LEN ? len : EVI_TAR_NAME_LEN;
	bool all = len >= EVI_TAR_NAME_LEN, typed = len > EVI_TAR_TYPE_AT;
	uint8_t want[EVI_TAR_BLOCK];
	uint64_t size, mtime;
	size_t i;

	for (i = 0; i < len && data[i] == 0; i++)
		;
	if (i == len)
		return true;
	while (name_len > 0 && data[name_len - 1] == '\0')
		name_len--;
	if ((typed && data[EVI_TAR_TYPE_AT] != '0' &&
	    data[EVI_TAR_TYPE_AT] != 'x') ||
	    !octal_beginning(data, len, EVI_TAR_SIZE_AT, &size) ||
	    !octal_beginning(data, len, EVI_TAR_MTIME_AT, &mtime))
		return false;
	evi_tar_put_header(want, (const char *)data, name_len, typed ?
	    (char)data[EVI_TAR_TYPE_AT] : '0', size, mtime);
	/* The sum is over what is not there; it is six octal digits. */
	for (i = EVI_TAR_CHKSUM_AT; !typed && i < len &&
	    i < EVI_TAR_CHKSUM_AT + 6; i++) {
		if (data[i] < '0' || data[i] > '7')
			return false;
		want[i] = data[i];
	}
	return memcmp(want, data, len) == 0 &&
	    name_good((const char *)data, name_len, all, base);
}

/* Less than an x header's records: "LEN path=..." or "LEN size=...". */
static bool
records_beginning(const uint8_t *data, size_t len)
{
	size_t i = 0;

	while (i < len && data[i] >= (i == 0 ? '1' : '0') && data[i] <= '9')
		i++;
	if (i == len)
		return true;
	if (i == 0 || data[i++] != ' ')
		return false;
	len -= i;
	len = len < 5 ? len : 5;
	return memcmp(data + i, "path=", len) == 0 ||
	    memcmp(data + i, "size=", len) == 0;
}

/* Are the x header and its records at @data those of what they say? */
static bool
records_needed(const uint8_t *data, size_t body, struct evi_tar_entry *entry,
    bool has_path, bool has_size)
{
	struct evi_buf again = EVI_BUF_INIT;	/* owned here */
	uint64_t mtime;
	bool good;

	if (!has_path)
		entry->path_len = (size_t)(stpcpy(entry->path, "a") -
		    entry->path);
	if (!has_size)
		entry->size = 0;
	good = octal_beginning(data, EVI_TAR_BLOCK, EVI_TAR_MTIME_AT,
	    &mtime) && evi_tar_write_header(&again, entry->path,
	    entry->path_len, entry->size, mtime, NULL) == EVID_OK &&
	    again.len >= EVI_TAR_BLOCK + body &&
	    memcmp(again.data, data, EVI_TAR_BLOCK + body) == 0;
	evi_buf_free(&again);
	return good;
}

bool
evi_tar_could_begin(const uint8_t *data, size_t len, const char *base)
{
	struct evi_tar_entry entry;
	bool has_path, has_size;
	size_t body, end;

	if (len < EVI_TAR_BLOCK)
		return block_beginning(data, len, base);
	if (data[EVI_TAR_TYPE_AT] != 'x' || !evi_tar_x_good(data, &body))
		return false;
	data += EVI_TAR_BLOCK;
	len -= EVI_TAR_BLOCK;
	if (len < body)
		return records_beginning(data, len);
	if (!evi_tar_get_body(data, body, &entry, &has_path, &has_size) ||
	    !records_needed(data - EVI_TAR_BLOCK, body, &entry, has_path,
	    has_size))
		return false;
	end = body + evi_tar_padding(body);
	for (size_t i = body; i < end && i < len; i++) {
		if (data[i] != 0)
			return false;
	}
	return len <= end || block_beginning(data + end, len - end, base);
}

bool
evi_tar_is_folder(const uint8_t block[EVI_TAR_BLOCK])
{
	return block[EVI_TAR_TYPE_AT] == '5';
}
