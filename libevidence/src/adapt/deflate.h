/*
 * Deflate of whole blocks and CRC-32: ISA-L for level 1 where the processor
 * and the build have it, libdeflate for the other levels and for inflating,
 * zlib as the fallback and for streams of foreign gzip.
 */
#ifndef EVI_ADAPT_DEFLATE_H
#define EVI_ADAPT_DEFLATE_H

#include "base/error.h"

#include <stdbool.h>

enum evi_engine {
	EVI_ENGINE_BEST,	/* as the text above says */
	EVI_ENGINE_LIBDEFLATE,
	EVI_ENGINE_ZLIB,
	EVI_ENGINE_ISAL		/* level 1 alone; EVID_ERR_ARGUMENT if absent */
};

struct evi_deflate;	/* one a thread */
struct evi_inflate;	/* one a thread */

bool evi_engine_has_isal(void);

/* level 0 stores; 1 to 9 */
enum evid_status evi_deflate_new(enum evi_engine engine, int level,
    struct evi_deflate **out, struct evid_error *err);
/* raw deflate of @in, one final block chain; *n_out 0 where it does not fit
 * @cap (the caller then stores) */
enum evid_status evi_deflate_block(struct evi_deflate *d, const void *in,
    size_t in_len, void *out, size_t cap, size_t *n_out,
    struct evid_error *err);
void evi_deflate_free(struct evi_deflate *d);

enum evid_status evi_inflate_new(enum evi_engine engine,
    struct evi_inflate **out, struct evid_error *err);
/* *good_out: the stream is valid, ends at exactly @in_len and gives exactly
 * @out_len bytes */
enum evid_status evi_inflate_block(struct evi_inflate *i, const void *in,
    size_t in_len, void *out, size_t out_len, bool *good_out,
    struct evid_error *err);
void evi_inflate_free(struct evi_inflate *i);

uint32_t evi_crc32(uint32_t crc, const void *data, size_t len);

/*
 * A foreign gzip file (RFC 1952) as a stream, by zlib: members one after the
 * other, header fields passed over, CRC and size of each checked by us.
 * evi_gunzip_run consumes from *in and fills *out; *state_out says what comes
 * next.  After the last member come the end of input or another member's
 * magic; other bytes there are EVI_GUNZIP_TRAILING.
 */
enum evi_gunzip_state {
	EVI_GUNZIP_MORE,	/* wants input, or room */
	EVI_GUNZIP_MEMBER,	/* a member just ended well */
	EVI_GUNZIP_DAMAGED,	/* header, stream, CRC or size wrong */
	EVI_GUNZIP_TRAILING	/* bytes that begin no member */
};
struct evi_gunzip;
enum evid_status evi_gunzip_new(struct evi_gunzip **out,
    struct evid_error *err);
enum evid_status evi_gunzip_run(struct evi_gunzip *g, const uint8_t **in,
    size_t *in_len, uint8_t **out, size_t *out_len,
    enum evi_gunzip_state *state_out, struct evid_error *err);
/* at the end of input: true when a member had just ended */
bool evi_gunzip_at_end(const struct evi_gunzip *g);
/* there too, within a member of which exactly @left bytes (at least 1) are
 * missing: could they make it one that is whole, and not empty? */
bool evi_gunzip_could_end(const struct evi_gunzip *g, size_t left);
void evi_gunzip_free(struct evi_gunzip *g);

#endif
