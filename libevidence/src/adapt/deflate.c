/*
 * Which library deflates and inflates.  The choice depends on the level and
 * the machine, never on the data: equal input gives equal output.
 */
#include "adapt/deflate.h"
#include "adapt/engine.h"
#include "base/memory.h"

#include <stdlib.h>

struct evi_deflate {
	const struct evi_engine_table *engine;	/* NULL: stores */
	void *state;
};

struct evi_inflate {
	const struct evi_engine_table *engine;
	void *state;
};

/* NULL where there is none for @level. */
static const struct evi_engine_table *
choose(enum evi_engine engine, int level)
{
	switch (engine) {
	case EVI_ENGINE_BEST:
		return level == 1 && evi_engine_has_isal() ?
		    &evi_engine_isal : &evi_engine_libdeflate;
	case EVI_ENGINE_LIBDEFLATE:
		return &evi_engine_libdeflate;
	case EVI_ENGINE_ZLIB:
		return &evi_engine_zlib;
	case EVI_ENGINE_ISAL:
		return level == 1 && evi_engine_has_isal() ?
		    &evi_engine_isal : NULL;
	}
	return NULL;
}

enum evid_status
evi_deflate_new(enum evi_engine engine, int level, struct evi_deflate **out,
    struct evid_error *err)
{
	struct evi_deflate *d = NULL;	/* owned here until handed out */

	*out = NULL;
	if (level < 0 || level > 9)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "%d is no level from 0 to 9", level);
	d = evi_zalloc(sizeof(*d));
	if (d == NULL)
		return evi_fail_memory(err);
	if (level > 0) {
		d->engine = choose(engine, level);
		if (d->engine == NULL) {
			free(d);
			return evi_fail(err, EVID_ERR_ARGUMENT,
			    "no such compressor here for level %d", level);
		}
		d->state = d->engine->deflate_new(level);
		if (d->state == NULL) {
			evi_deflate_free(d);
			return evi_fail_memory(err);
		}
	}
	*out = d;
	return EVID_OK;
}

enum evid_status
evi_deflate_block(struct evi_deflate *d, const void *in, size_t in_len,
    void *out, size_t cap, size_t *n_out, struct evid_error *err)
{
	*n_out = 0;
	if (d->engine == NULL || cap == 0)
		return EVID_OK;
	return d->engine->deflate(d->state, in_len == 0 ? "" : in, in_len,
	    out, cap, n_out, err);
}

void
evi_deflate_free(struct evi_deflate *d)
{
	if (d == NULL)
		return;
	if (d->state != NULL)
		d->engine->deflate_free(d->state);
	free(d);
}

enum evid_status
evi_inflate_new(enum evi_engine engine, struct evi_inflate **out,
    struct evid_error *err)
{
	struct evi_inflate *i;

	*out = NULL;
	if (engine == EVI_ENGINE_ISAL)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "ISA-L is not used for inflating");
	i = evi_zalloc(sizeof(*i));
	if (i == NULL)
		return evi_fail_memory(err);
	i->engine = engine == EVI_ENGINE_ZLIB ? &evi_engine_zlib :
	    &evi_engine_libdeflate;
	i->state = i->engine->inflate_new();
	if (i->state == NULL) {
		evi_inflate_free(i);
		return evi_fail_memory(err);
	}
	*out = i;
	return EVID_OK;
}

enum evid_status
evi_inflate_block(struct evi_inflate *i, const void *in, size_t in_len,
    void *out, size_t out_len, bool *good_out, struct evid_error *err)
{
	uint8_t none;

	*good_out = false;
	if (in_len == 0)
		return EVID_OK;
	/* The libraries want a place also for no bytes. */
	return i->engine->inflate(i->state, in, in_len,
	    out_len == 0 ? &none : out, out_len, good_out, err);
}

void
evi_inflate_free(struct evi_inflate *i)
{
	if (i == NULL)
		return;
	if (i->state != NULL)
		i->engine->inflate_free(i->state);
	free(i);
}
