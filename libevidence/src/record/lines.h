/*
 * Lines of sha256sum's form: the manifest and the tag manifest
 * (docs/format.md, sections 3.3 and 3.10).
 */
#ifndef EVI_RECORD_LINES_H
#define EVI_RECORD_LINES_H

#include "adapt/digest.h"
#include "base/buf.h"

/* HEX, two spaces, PATH, LF */
void evi_sum_line_write(struct evi_buf *out,
    const uint8_t digest[EVI_SHA256_LEN], const char *path, size_t path_len);
/* one line without its LF; *path_out points into @line */
bool evi_sum_line_read(const char *line, size_t len,
    uint8_t digest_out[EVI_SHA256_LEN], const char **path_out,
    size_t *path_len_out);

#endif
