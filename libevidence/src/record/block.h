/*
 * BGZF members and the index of them (docs/format.md, sections 1 and 3.6).
 */
#ifndef EVI_RECORD_BLOCK_H
#define EVI_RECORD_BLOCK_H

#include "base/buf.h"

#define EVI_BLOCK_DATA 65280		/* tar bytes a full member holds */
#define EVI_VOLUMES_MAX 999		/* .001 to .999 */
#define EVI_BLOCK_MAX 65536		/* a member's length at most */
#define EVI_BLOCK_HEADER 18
#define EVI_BLOCK_TRAILER 8
#define EVI_BLOCK_STORED_EXTRA 5
#define EVI_BLOCK_EOF_LEN 28
#define EVI_BLOCK_LAST_LEN 2079		/* the last run's member */

extern const uint8_t evi_block_eof[EVI_BLOCK_EOF_LEN];

/* header for a member of @total bytes (19..65536) */
void evi_block_write_header(uint8_t out[EVI_BLOCK_HEADER], size_t total);
void evi_block_write_trailer(uint8_t out[EVI_BLOCK_TRAILER], uint32_t crc,
    uint32_t size);
/* a whole stored member; @out has room for len + 31; returns its length.
 * @crc is that of @data */
size_t evi_block_write_stored(uint8_t *out, const void *data, size_t len,
    uint32_t crc);

/* is it the exact header? *total_out the member's whole length */
bool evi_block_read_header(const uint8_t *data, size_t len,
    size_t *total_out);
/* do these bytes claim to be BGZF at all: 1f 8b 08 04 and an extra field that
 * begins with BC (16 bytes at least are looked at) */
bool evi_block_claims_bgzf(const uint8_t *data, size_t len);
void evi_block_read_trailer(const uint8_t *data, uint32_t *crc_out,
    uint32_t *size_out);

/* blocks.gzi: the count, or one pair */
void evi_gzi_write_count(uint8_t out[8], uint64_t count);
void evi_gzi_write_pair(uint8_t out[16], uint64_t file, uint64_t tar);
uint64_t evi_gzi_read_count(const uint8_t in[8]);
void evi_gzi_read_pair(const uint8_t in[16], uint64_t *file_out,
    uint64_t *tar_out);

#endif
