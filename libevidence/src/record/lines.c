/*
 * Lines of sha256sum's form: the manifest and the tag manifest.  Their order,
 * and which paths may stand there, is judged by who reads them.
 *
 *	line = 64HEX "  " PATH LF
 */
#include "record/lines.h"
#include "base/text.h"

#include <string.h>

#define HEX_LEN (2 * EVI_SHA256_LEN)
#define PATH_AT (HEX_LEN + 2)

void
evi_sum_line_write(struct evi_buf *out, const uint8_t digest[EVI_SHA256_LEN],
    const char *path, size_t path_len)
{
	evi_buf_add_hex(out, digest, EVI_SHA256_LEN);
	evi_buf_add_text(out, "  ");
	evi_buf_add(out, path, path_len);
	evi_buf_add_byte(out, '\n');
}

bool
evi_sum_line_read(const char *line, size_t len,
    uint8_t digest_out[EVI_SHA256_LEN], const char **path_out,
    size_t *path_len_out)
{
	if (len <= PATH_AT || memcmp(line + HEX_LEN, "  ", 2) != 0 ||
	    memchr(line + PATH_AT, '\0', len - PATH_AT) != NULL ||
	    memchr(line + PATH_AT, '\n', len - PATH_AT) != NULL ||
	    !evi_unhex(line, HEX_LEN, digest_out, EVI_SHA256_LEN))
		return false;
	*path_out = line + PATH_AT;
	*path_len_out = len - PATH_AT;
	return true;
}
