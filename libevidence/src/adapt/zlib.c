/*
 * zlib: whole blocks both ways, where it is forced or nothing faster is there,
 * and foreign gzip files as a stream.
 */
#include "adapt/deflate.h"
#include "adapt/engine.h"
#include "base/memory.h"
#include "base/num.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define RAW (-15)	/* the largest window, no wrapper */
#define MEMORY_LEVEL 8
#define MOST_AT_ONCE ((size_t)1 << 30)

static void *
deflate_new(int level)
{
	z_stream *z = evi_zalloc(sizeof(*z));

	if (z == NULL)
		return NULL;
	if (deflateInit2(z, level, Z_DEFLATED, RAW, MEMORY_LEVEL,
	    Z_DEFAULT_STRATEGY) != Z_OK) {
		free(z);
		return NULL;
	}
	return z;
}

static enum evid_status
deflate_block(void *state, const void *in, size_t in_len, void *out,
    size_t cap, size_t *n_out, struct evid_error *err)
{
	z_stream *z = state;

	*n_out = 0;
	if (in_len > MOST_AT_ONCE)
		return evi_fail(err, EVID_ERR_ARGUMENT, "a block too large");
	if (deflateReset(z) != Z_OK)
		return evi_fail(err, EVID_ERR_ARGUMENT, "zlib cannot deflate");
	z->next_in = (Bytef *)(uintptr_t)in;
	z->avail_in = (uInt)in_len;
	z->next_out = out;
	z->avail_out = (uInt)(cap > MOST_AT_ONCE ? MOST_AT_ONCE : cap);
	if (deflate(z, Z_FINISH) == Z_STREAM_END)
		*n_out = z->total_out;
	return EVID_OK;
}

static void
deflate_free(void *state)
{
	(void)deflateEnd(state);
	free(state);
}

static void *
inflate_new(void)
{
	z_stream *z = evi_zalloc(sizeof(*z));

	if (z == NULL)
		return NULL;
	if (inflateInit2(z, RAW) != Z_OK) {
		free(z);
		return NULL;
	}
	return z;
}

static enum evid_status
inflate_block(void *state, const void *in, size_t in_len, void *out,
    size_t out_len, bool *good_out, struct evid_error *err)
{
	z_stream *z = state;
	int rc;

	*good_out = false;
	if (in_len > MOST_AT_ONCE || out_len > MOST_AT_ONCE)
		return evi_fail(err, EVID_ERR_ARGUMENT, "a block too large");
	if (inflateReset(z) != Z_OK)
		return evi_fail(err, EVID_ERR_ARGUMENT, "zlib cannot inflate");
	z->next_in = (Bytef *)(uintptr_t)in;
	z->avail_in = (uInt)in_len;
	z->next_out = out;
	z->avail_out = (uInt)out_len;
	rc = inflate(z, Z_FINISH);
	if (rc == Z_MEM_ERROR)
		return evi_fail_memory(err);
	*good_out = rc == Z_STREAM_END && z->avail_in == 0 &&
	    z->avail_out == 0;
	return EVID_OK;
}

static void
inflate_free(void *state)
{
	(void)inflateEnd(state);
	free(state);
}

const struct evi_engine_table evi_engine_zlib = {
	deflate_new, deflate_block, deflate_free,
	inflate_new, inflate_block, inflate_free
};

/*
 * A gzip file: member*, each
 *	1f 8b 08 FLG MTIME(4) XFL OS
 *	[FLG 4: XLEN(2), XLEN bytes] [FLG 8: name, NUL] [FLG 16: comment, NUL]
 *	[FLG 2: the low half of the header's CRC-32 (2)]
 *	deflate stream, CRC-32(4), length modulo 2^32 (4)
 */
enum part {
	PART_BETWEEN,	/* a member has ended, or none has begun */
	PART_FIXED,	/* the first ten bytes */
	PART_EXTRA_LEN,
	PART_EXTRA,
	PART_NAME,
	PART_COMMENT,
	PART_HEADER_CRC,
	PART_BODY,
	PART_TRAILER,
	PART_DAMAGED,
	PART_TRAILING
};

#define FLAG_HEADER_CRC 2
#define FLAG_EXTRA 4
#define FLAG_NAME 8
#define FLAG_COMMENT 16
#define FLAGS_RESERVED 0xe0
#define FIXED_LEN 10
#define TRAILER_LEN 8

struct evi_gunzip {
	z_stream z;
	enum part part;
	uint64_t members;	/* that ended well */
	uint8_t held[FIXED_LEN];	/* of the part that is being read */
	size_t n_held;
	uint8_t flags;
	size_t extra_left;
	uint32_t header_crc;
	uint32_t crc;
	uint32_t size;
};

enum evid_status
evi_gunzip_new(struct evi_gunzip **out, struct evid_error *err)
{
	struct evi_gunzip *g = evi_zalloc(sizeof(*g));

	*out = NULL;
	if (g == NULL)
		return evi_fail_memory(err);
	if (inflateInit2(&g->z, RAW) != Z_OK) {
		free(g);
		return evi_fail_memory(err);
	}
	*out = g;
	return EVID_OK;
}

void
evi_gunzip_free(struct evi_gunzip *g)
{
	if (g == NULL)
		return;
	(void)inflateEnd(&g->z);
	free(g);
}

bool
evi_gunzip_at_end(const struct evi_gunzip *g)
{
	return g->part == PART_BETWEEN && g->n_held == 0 && g->members > 0;
}

bool
evi_gunzip_could_end(const struct evi_gunzip *g, size_t left)
{
	uint8_t trailer[TRAILER_LEN];

	if (g->part != PART_TRAILER)
		return g->part != PART_DAMAGED && left > TRAILER_LEN;
	evi_put_le32(trailer, g->crc);
	evi_put_le32(trailer + 4, g->size);
	return g->size > 0 && g->n_held + left == TRAILER_LEN &&
	    memcmp(g->held, trailer, g->n_held) == 0;
}

/* Takes bytes until @want are held; true then. */
static bool
hold(struct evi_gunzip *g, const uint8_t **in, size_t *in_len, size_t want)
{
	while (g->n_held < want && *in_len > 0) {
		g->held[g->n_held++] = *(*in)++;
		(*in_len)--;
	}
	return g->n_held == want;
}

/* The part of the header that follows @part, by the flags. */
static void
next_part(struct evi_gunzip *g, enum part part)
{
	g->n_held = 0;
	if (part < PART_EXTRA_LEN && (g->flags & FLAG_EXTRA) != 0)
		g->part = PART_EXTRA_LEN;
	else if (part < PART_NAME && (g->flags & FLAG_NAME) != 0)
		g->part = PART_NAME;
	else if (part < PART_COMMENT && (g->flags & FLAG_COMMENT) != 0)
		g->part = PART_COMMENT;
	else if (part < PART_HEADER_CRC && (g->flags & FLAG_HEADER_CRC) != 0)
		g->part = PART_HEADER_CRC;
	else
		g->part = inflateReset(&g->z) == Z_OK ? PART_BODY :
		    PART_DAMAGED;
}

/* The first bytes of a member, or of what is none. */
static void
read_magic(struct evi_gunzip *g, const uint8_t **in, size_t *in_len)
{
	static const uint8_t magic[2] = { 0x1f, 0x8b };

	while (g->n_held < sizeof(magic) && *in_len > 0) {
		if (**in != magic[g->n_held]) {
			g->part = g->members == 0 ? PART_DAMAGED :
			    PART_TRAILING;
			return;
		}
		(void)hold(g, in, in_len, g->n_held + 1);
	}
	if (g->n_held == sizeof(magic))
		g->part = PART_FIXED;
}

static void
read_fixed(struct evi_gunzip *g, const uint8_t **in, size_t *in_len)
{
	bool whole = hold(g, in, in_len, FIXED_LEN);

	/* What begins no member is told also where the rest is cut off. */
	if ((g->n_held > 2 && g->held[2] != Z_DEFLATED) ||
	    (g->n_held > 3 && (g->held[3] & FLAGS_RESERVED) != 0))
		g->part = PART_DAMAGED;
	if (!whole || g->part == PART_DAMAGED)
		return;
	g->flags = g->held[3];
	g->header_crc = evi_crc32(0, g->held, FIXED_LEN);
	g->crc = 0;
	g->size = 0;
	next_part(g, PART_FIXED);
}

static void
read_extra_len(struct evi_gunzip *g, const uint8_t **in, size_t *in_len)
{
	if (!hold(g, in, in_len, 2))
		return;
	g->header_crc = evi_crc32(g->header_crc, g->held, 2);
	g->extra_left = evi_get_le16(g->held);
	g->part = PART_EXTRA;
}

static void
read_extra(struct evi_gunzip *g, const uint8_t **in, size_t *in_len)
{
	size_t n = *in_len < g->extra_left ? *in_len : g->extra_left;

	g->header_crc = evi_crc32(g->header_crc, *in, n);
	*in += n;
	*in_len -= n;
	g->extra_left -= n;
	if (g->extra_left == 0)
		next_part(g, PART_EXTRA);
}

/* A name or a comment: to its NUL. */
static void
read_text(struct evi_gunzip *g, const uint8_t **in, size_t *in_len)
{
	size_t n = 0;
	bool ended = false;

	while (n < *in_len && !ended)
		ended = (*in)[n++] == '\0';
	g->header_crc = evi_crc32(g->header_crc, *in, n);
	*in += n;
	*in_len -= n;
	if (ended)
		next_part(g, g->part);
}

static void
read_header_crc(struct evi_gunzip *g, const uint8_t **in, size_t *in_len)
{
	if (!hold(g, in, in_len, 2))
		return;
	if (evi_get_le16(g->held) != (g->header_crc & 0xffff))
		g->part = PART_DAMAGED;
	else
		next_part(g, PART_HEADER_CRC);
}

static enum evid_status
read_body(struct evi_gunzip *g, const uint8_t **in, size_t *in_len,
    uint8_t **out, size_t *out_len, struct evid_error *err)
{
	uInt in_before, out_before;
	size_t made;
	int rc;

	in_before = (uInt)(*in_len < MOST_AT_ONCE ? *in_len : MOST_AT_ONCE);
	out_before = (uInt)(*out_len < MOST_AT_ONCE ? *out_len :
	    MOST_AT_ONCE);
	g->z.next_in = (Bytef *)(uintptr_t)*in;
	g->z.avail_in = in_before;
	g->z.next_out = *out;
	g->z.avail_out = out_before;
	rc = inflate(&g->z, Z_NO_FLUSH);
	made = out_before - g->z.avail_out;
	g->crc = evi_crc32(g->crc, *out, made);
	g->size += (uint32_t)made;
	*in += in_before - g->z.avail_in;
	*in_len -= in_before - g->z.avail_in;
	*out += made;
	*out_len -= made;
	if (rc == Z_MEM_ERROR)
		return evi_fail_memory(err);
	if (rc == Z_STREAM_END) {
		g->n_held = 0;
		g->part = PART_TRAILER;
	} else if (rc != Z_OK && rc != Z_BUF_ERROR) {
		g->part = PART_DAMAGED;
	}
	return EVID_OK;
}

static bool
read_trailer(struct evi_gunzip *g, const uint8_t **in, size_t *in_len)
{
	if (!hold(g, in, in_len, TRAILER_LEN))
		return false;
	if (evi_get_le32(g->held) != g->crc ||
	    evi_get_le32(g->held + 4) != g->size) {
		g->part = PART_DAMAGED;
		return false;
	}
	g->n_held = 0;
	g->part = PART_BETWEEN;
	g->members++;
	return true;
}

/* One step in the header; what it leaves in g->part says what comes next. */
static void
read_header(struct evi_gunzip *g, const uint8_t **in, size_t *in_len)
{
	switch (g->part) {
	case PART_BETWEEN:
		read_magic(g, in, in_len);
		break;
	case PART_FIXED:
		read_fixed(g, in, in_len);
		break;
	case PART_EXTRA_LEN:
		read_extra_len(g, in, in_len);
		break;
	case PART_EXTRA:
		read_extra(g, in, in_len);
		break;
	case PART_NAME:
	case PART_COMMENT:
		read_text(g, in, in_len);
		break;
	case PART_HEADER_CRC:
		read_header_crc(g, in, in_len);
		break;
	case PART_BODY:
	case PART_TRAILER:
	case PART_DAMAGED:
	case PART_TRAILING:
		break;
	}
}

enum evid_status
evi_gunzip_run(struct evi_gunzip *g, const uint8_t **in, size_t *in_len,
    uint8_t **out, size_t *out_len, enum evi_gunzip_state *state_out,
    struct evid_error *err)
{
	*state_out = EVI_GUNZIP_MORE;
	for (;;) {
		enum part part = g->part;
		size_t in_before = *in_len, out_before = *out_len;

		if (part == PART_DAMAGED || part == PART_TRAILING) {
			*state_out = part == PART_DAMAGED ?
			    EVI_GUNZIP_DAMAGED : EVI_GUNZIP_TRAILING;
			return EVID_OK;
		}
		if (part == PART_BODY) {
			enum evid_status status = read_body(g, in, in_len,
			    out, out_len, err);

			if (status != EVID_OK)
				return status;
		} else if (part == PART_TRAILER) {
			if (read_trailer(g, in, in_len)) {
				*state_out = EVI_GUNZIP_MEMBER;
				return EVID_OK;
			}
		} else {
			read_header(g, in, in_len);
		}
		/* Without progress it waits for input, or for room. */
		if (g->part == part && *in_len == in_before &&
		    *out_len == out_before)
			return EVID_OK;
	}
}
