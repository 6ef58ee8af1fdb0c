/*
 * libdeflate: whole blocks both ways, and CRC-32.
 */
#include "adapt/deflate.h"
#include "adapt/engine.h"

#include <libdeflate.h>

/*
 * Which of its levels stands for ours.  People know the levels of gzip; the
 * one that comes to about the size of gzip's 6 is its 5, at two and a half
 * times the speed (docs/performance.md).  ISA-L is faster than its 1, so 1
 * stands for our 2 as well; 7 is left out.
 */
static const int levels[10] = { 0, 1, 1, 2, 3, 4, 5, 6, 8, 9 };

static void *
deflate_new(int level)
{
	return libdeflate_alloc_compressor(levels[level]);
}

static enum evid_status
deflate_block(void *state, const void *in, size_t in_len, void *out,
    size_t cap, size_t *n_out, struct evid_error *err)
{
	(void)err;
	*n_out = libdeflate_deflate_compress(state, in, in_len, out, cap);
	return EVID_OK;
}

static void
deflate_free(void *state)
{
	libdeflate_free_compressor(state);
}

static void *
inflate_new(void)
{
	return libdeflate_alloc_decompressor();
}

static enum evid_status
inflate_block(void *state, const void *in, size_t in_len, void *out,
    size_t out_len, bool *good_out, struct evid_error *err)
{
	size_t consumed = 0, produced = 0;

	(void)err;
	*good_out = libdeflate_deflate_decompress_ex(state, in, in_len, out,
	    out_len, &consumed, &produced) == LIBDEFLATE_SUCCESS &&
	    consumed == in_len && produced == out_len;
	return EVID_OK;
}

static void
inflate_free(void *state)
{
	libdeflate_free_decompressor(state);
}

const struct evi_engine_table evi_engine_libdeflate = {
	deflate_new, deflate_block, deflate_free,
	inflate_new, inflate_block, inflate_free
};

uint32_t
evi_crc32(uint32_t crc, const void *data, size_t len)
{
	/* Without data libdeflate would begin again. */
	return len == 0 ? crc : libdeflate_crc32(crc, data, len);
}
