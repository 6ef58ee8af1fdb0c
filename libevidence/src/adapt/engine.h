/*
 * What deflate.c asks of the libraries that compress: isal.c, libdeflate.c and
 * zlib.c each give one of these tables.  No other file includes this.
 */
#ifndef EVI_ADAPT_ENGINE_H
#define EVI_ADAPT_ENGINE_H

#include "adapt/deflate.h"

/*
 * The functions are as those of deflate.h, with a state of the engine's own
 * (NULL: no memory); what an engine cannot do is NULL.
 */
struct evi_engine_table {
	void *(*deflate_new)(int level);
	enum evid_status (*deflate)(void *state, const void *in,
	    size_t in_len, void *out, size_t cap, size_t *n_out,
	    struct evid_error *err);
	void (*deflate_free)(void *state);

	void *(*inflate_new)(void);
	enum evid_status (*inflate)(void *state, const void *in,
	    size_t in_len, void *out, size_t out_len, bool *good_out,
	    struct evid_error *err);
	void (*inflate_free)(void *state);
};

extern const struct evi_engine_table evi_engine_libdeflate;
extern const struct evi_engine_table evi_engine_zlib;
/* deflates at level 1 alone; see evi_engine_has_isal */
extern const struct evi_engine_table evi_engine_isal;

#endif
