/*
 * BGZF members and the index of them.  Deflate, CRC-32 and where the runs are
 * cut are others'.
 *
 *	member = header deflate crc32 isize
 *	header = 1f 8b 08 04 00000000 00 ff 0600 "BC" 0200 BSIZE
 *	index  = count count*(file-offset tar-offset)
 */
#include "record/block.h"
#include "base/num.h"

#include <string.h>

#define BSIZE_AT 16
#define XLEN_AT 10
#define EXTRA_AT 12

const uint8_t evi_block_eof[EVI_BLOCK_EOF_LEN] = {
	0x1f, 0x8b, 0x08, 0x04, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0x06, 0x00,
	0x42, 0x43, 0x02, 0x00, 0x1b, 0x00, 0x03, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00
};

void
evi_block_write_header(uint8_t out[EVI_BLOCK_HEADER], size_t total)
{
	memcpy(out, evi_block_eof, BSIZE_AT);
	evi_put_le16(out + BSIZE_AT, (uint16_t)(total - 1));
}

void
evi_block_write_trailer(uint8_t out[EVI_BLOCK_TRAILER], uint32_t crc,
    uint32_t size)
{
	evi_put_le32(out, crc);
	evi_put_le32(out + 4, size);
}

size_t
evi_block_write_stored(uint8_t *out, const void *data, size_t len,
    uint32_t crc)
{
	size_t total = EVI_BLOCK_HEADER + EVI_BLOCK_STORED_EXTRA + len +
	    EVI_BLOCK_TRAILER;
	uint8_t *p = out + EVI_BLOCK_HEADER;

	evi_block_write_header(out, total);
	p[0] = 0x01;		/* final, stored */
	evi_put_le16(p + 1, (uint16_t)len);
	evi_put_le16(p + 3, (uint16_t)~len);
	p += EVI_BLOCK_STORED_EXTRA;
	memcpy(p, data, len);
	evi_block_write_trailer(p + len, crc, (uint32_t)len);
	return total;
}

bool
evi_block_read_header(const uint8_t *data, size_t len, size_t *total_out)
{
	size_t total;

	if (len < EVI_BLOCK_HEADER ||
	    memcmp(data, evi_block_eof, BSIZE_AT) != 0)
		return false;
	total = (size_t)evi_get_le16(data + BSIZE_AT) + 1;
	/* No deflate stream is shorter than that of the empty member. */
	if (total < EVI_BLOCK_EOF_LEN)
		return false;
	*total_out = total;
	return true;
}

bool
evi_block_claims_bgzf(const uint8_t *data, size_t len)
{
	return len >= EXTRA_AT + 2 && memcmp(data, evi_block_eof, 4) == 0 &&
	    evi_get_le16(data + XLEN_AT) >= 2 &&
	    data[EXTRA_AT] == 'B' && data[EXTRA_AT + 1] == 'C';
}

void
evi_block_read_trailer(const uint8_t *data, uint32_t *crc_out,
    uint32_t *size_out)
{
	*crc_out = evi_get_le32(data);
	*size_out = evi_get_le32(data + 4);
}

void
evi_gzi_write_count(uint8_t out[8], uint64_t count)
{
	evi_put_le64(out, count);
}

void
evi_gzi_write_pair(uint8_t out[16], uint64_t file, uint64_t tar)
{
	evi_put_le64(out, file);
	evi_put_le64(out + 8, tar);
}

uint64_t
evi_gzi_read_count(const uint8_t in[8])
{
	return evi_get_le64(in);
}

void
evi_gzi_read_pair(const uint8_t in[16], uint64_t *file_out, uint64_t *tar_out)
{
	*file_out = evi_get_le64(in);
	*tar_out = evi_get_le64(in + 8);
}
