/*
 * Deflate streams: the two engines agree on which are good, and on what they
 * hold; what either packs, both unpack.
 */
#include "support.h"

#include "adapt/deflate.h"
#include "record/block.h"

static struct evi_inflate *fast, *plain;
static uint8_t a[EVI_BLOCK_MAX], b[EVI_BLOCK_MAX];

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	HOLDS(evi_inflate_new(EVI_ENGINE_LIBDEFLATE, &fast, NULL) == EVID_OK);
	HOLDS(evi_inflate_new(EVI_ENGINE_ZLIB, &plain, NULL) == EVID_OK);
	return 0;
}

/* Do both say the same of it?  Whether it is good. */
static bool
agree(const uint8_t *in, size_t in_len, size_t out_len)
{
	bool good = false, also = false;

	HOLDS(evi_inflate_block(fast, in, in_len, a, out_len, &good, NULL) ==
	    EVID_OK);
	HOLDS(evi_inflate_block(plain, in, in_len, b, out_len, &also, NULL) ==
	    EVID_OK);
	HOLDS(good == also || (good && fuzz_reserved(in, in_len, true)));
	HOLDS(!good || !also || memcmp(a, b, out_len) == 0);
	return good;
}

static void
check_packed(enum evi_engine engine, int level, const uint8_t *data,
    size_t len)
{
	uint8_t packed[EVI_BLOCK_MAX];
	struct evi_deflate *d = NULL;	/* owned here */
	size_t n = 0;

	if (evi_deflate_new(engine, level, &d, NULL) != EVID_OK)
		return;
	HOLDS(evi_deflate_block(d, data, len, packed, sizeof(packed), &n,
	    NULL) == EVID_OK);
	HOLDS(n <= sizeof(packed));
	HOLDS(n == 0 || (agree(packed, n, len) && memcmp(a, data, len) == 0));
	evi_deflate_free(d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	uint8_t how = fuzz_byte(&in);
	size_t out_len = (size_t)fuzz_number(&in, 2) + 1;

	if (in.len == 0 || in.len > EVI_BLOCK_DATA)
		return 0;
	if (how < 0xe0)
		(void)agree(in.data, in.len,
		    out_len > sizeof(a) ? sizeof(a) : out_len);
	else
		check_packed((enum evi_engine)(how % 4), how % 10, in.data,
		    in.len);
	return 0;
}
