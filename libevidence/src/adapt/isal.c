/*
 * ISA-L: deflate at level 1.  A build without it has no such engine.
 */
#include "adapt/engine.h"
#include "base/memory.h"

#include <stdlib.h>

#ifdef HAVE_ISAL

#include <isa-l/igzip_lib.h>

struct state {
	struct isal_zstream stream;
	uint8_t level_buffer[ISAL_DEF_LVL1_DEFAULT];
};

/* Elsewhere than on x86, ISA-L has its own code for every processor. */
bool
evi_engine_has_isal(void)
{
#if defined(__x86_64__)
	return __builtin_cpu_supports("sse4.1") &&
	    __builtin_cpu_supports("pclmul");
#else
	return true;
#endif
}

static void *
deflate_new(int level)
{
	(void)level;
	return evi_zalloc(sizeof(struct state));
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
	int rc;

	*n_out = 0;
	if (in_len > UINT32_MAX)
		return evi_fail(err, EVID_ERR_ARGUMENT, "a block too large");
	isal_deflate_stateless_init(&s->stream);
	s->stream.level = 1;
	s->stream.level_buf = s->level_buffer;
	s->stream.level_buf_size = sizeof(s->level_buffer);
	s->stream.gzip_flag = IGZIP_DEFLATE;
	s->stream.flush = NO_FLUSH;
	s->stream.end_of_stream = 1;
	s->stream.next_in = (uint8_t *)(uintptr_t)in;
	s->stream.avail_in = (uint32_t)in_len;
	s->stream.next_out = out;
	s->stream.avail_out = cap > UINT32_MAX ? UINT32_MAX : (uint32_t)cap;
	rc = isal_deflate_stateless(&s->stream);
	if (rc == COMP_OK && s->stream.avail_in == 0)
		*n_out = s->stream.total_out;
	else if (rc != STATELESS_OVERFLOW)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "ISA-L cannot deflate (%d)", rc);
	return EVID_OK;
}

static void
deflate_free(void *state)
{
	free(state);
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
