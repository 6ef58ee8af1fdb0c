/*
 * ISA-L: deflate at level 1.  A build without it has no such engine.
 */
#include "adapt/engine.h"
#include "base/memory.h"

#include <stdlib.h>

#ifdef HAVE_ISAL

#include <isa-l/igzip_lib.h>

struct state {
	struct isal_zstream *stream;
	uint8_t level_buffer[ISAL_DEF_LVL1_DEFAULT];
};

#if defined(__x86_64__)

#include <nmmintrin.h>
#include <sys/mman.h>

/* how many free places are tried: the first is free but by chance */
#define PLACES 256
#define PLACE_MASK (~(uintptr_t)0xffff)

bool
evi_engine_has_isal(void)
{
	return __builtin_cpu_supports("sse4.2") &&
	    __builtin_cpu_supports("pclmul");
}

/*
 * Where a stream stands shows in its output: for the hash of a block's third
 * byte, ISA-L (2.30 and later) takes bits 16 to 47 of the stream's address in
 * the place of the data (write_first_byte in igzip_icf_body_h1_gr_bt.asm: the
 * register that it shifts holds the pointer).  What comes is deflate all the
 * same, but now and then with another match, in another process or another
 * thread.  So each stream stands where this hash is 0.  One place of 8192, of
 * 64 KiB each, is such; below where the kernel puts things there is room.
 */
__attribute__((target("sse4.2"))) static bool
is_place(uintptr_t at)
{
	return (_mm_crc32_u32(0, (uint32_t)(at >> 16)) &
	    (IGZIP_LVL1_HASH_SIZE - 1)) == 0;
}

static void *
map_at(uintptr_t at)
{
	void *p = mmap((void *)at, sizeof(struct isal_zstream),
	    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

static void
stream_free(struct isal_zstream *stream)
{
	if (stream != NULL)
		munmap(stream, sizeof(*stream));
}

/* Zeroed; NULL where there is no memory, or no such place in reach. */
static struct isal_zstream *
stream_new(void)
{
	struct isal_zstream *stream = map_at(0);
	uintptr_t at = (uintptr_t)stream & PLACE_MASK;

	for (int i = 0; stream != NULL && !is_place((uintptr_t)stream); i++) {
		stream_free(stream);
		stream = NULL;
		do
			at -= ~PLACE_MASK + 1;
		while (at > 0 && !is_place(at));
		if (i < PLACES && at > 0)
			stream = map_at(at);
	}
	if (stream == NULL)
		evi_memory_lacked();
	return stream;
}

#else

/* Elsewhere ISA-L has its own code for every processor. */
bool
evi_engine_has_isal(void)
{
	return true;
}

static struct isal_zstream *
stream_new(void)
{
	return evi_zalloc(sizeof(struct isal_zstream));
}

static void
stream_free(struct isal_zstream *stream)
{
	free(stream);
}

#endif

static void *
deflate_new(int level)
{
	struct state *s = evi_zalloc(sizeof(*s));

	(void)level;
	if (s == NULL)
		return NULL;
	s->stream = stream_new();
	if (s->stream == NULL) {
		free(s);
		return NULL;
	}
	return s;
}

/*
 * isal_deflate_stateless forgets the block before, in the level buffer too, so
 * that what stood there does not show in the output (a test holds it to that).
 */
static enum evid_status
deflate_block(void *state, const void *in, size_t in_len, void *out,
    size_t cap, size_t *n_out, struct evid_error *err)
{
	struct state *s = state;
	struct isal_zstream *stream = s->stream;
	int rc;

	*n_out = 0;
	if (in_len > UINT32_MAX)
		return evi_fail(err, EVID_ERR_ARGUMENT, "a block too large");
	isal_deflate_stateless_init(stream);
	stream->level = 1;
	stream->level_buf = s->level_buffer;
	stream->level_buf_size = sizeof(s->level_buffer);
	stream->gzip_flag = IGZIP_DEFLATE;
	stream->flush = NO_FLUSH;
	stream->end_of_stream = 1;
	stream->next_in = (uint8_t *)(uintptr_t)in;
	stream->avail_in = (uint32_t)in_len;
	stream->next_out = out;
	stream->avail_out = cap > UINT32_MAX ? UINT32_MAX : (uint32_t)cap;
	rc = isal_deflate_stateless(stream);
	if (rc == COMP_OK && stream->avail_in == 0)
		*n_out = stream->total_out;
	else if (rc != STATELESS_OVERFLOW)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "ISA-L cannot deflate (%d)", rc);
	return EVID_OK;
}

static void
deflate_free(void *state)
{
	struct state *s = state;

	stream_free(s->stream);
	free(s);
}

const struct evi_engine_table evi_engine_isal = {
	deflate_new, deflate_block, deflate_free, NULL, NULL, NULL
};

#else

bool
evi_engine_has_isal(void)
{
	return false;
}

const struct evi_engine_table evi_engine_isal = {
	NULL, NULL, NULL, NULL, NULL, NULL
};

#endif
