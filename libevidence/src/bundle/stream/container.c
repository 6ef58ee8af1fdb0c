/*
 * Containers: BGZF, a foreign gzip, a plain tar.
 *
 * A window holds bytes of the file from the next unread one on.  BGZF is cut
 * into members in bgzf.c.
 *
 * A foreign gzip is inflated here as it comes; it has no places that could be
 * skipped to, so its first damage ends it.
 */
#include "bundle/stream/container.h"
#include "bundle/stream/container_parts.h"

#include "record/document.h"
#include "record/tar.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW ((size_t)4 * EVI_BLOCK_MAX)

/* have @want bytes in the window, if the input has them */
const char *
evi_container_kind_name(enum evi_container_kind kind, bool recompressed)
{
	switch (kind) {
	case EVI_CONTAINER_GZIP:
		return "recompressed";	/* also where it was cut */
	case EVI_CONTAINER_BGZF:
		return recompressed ? "recompressed" : "bgzf";
	case EVI_CONTAINER_TAR:
		return "tar";
	case EVI_CONTAINER_FOLDER:
		return "folder";
	case EVI_CONTAINER_NONE:
		break;
	}
	return "unknown";
}

enum evid_status
evi_container_fill(struct evi_container *c, size_t want, struct evid_error *err)
{
	enum evid_status status;
	size_t n;

	if (c->fill - c->start >= want || c->input_ended)
		return EVID_OK;
	memmove(c->window, c->window + c->start, c->fill - c->start);
	c->fill -= c->start;
	c->start = 0;
	status = evi_input_read(c->input, c->window + c->fill,
	    WINDOW - c->fill, &n, err);
	if (status != EVID_OK)
		return status;
	c->input_ended = n < WINDOW - c->fill;
	c->fill += n;
	return EVID_OK;
}

const uint8_t *
evi_container_peek(const struct evi_container *c, size_t *len_out)
{
	*len_out = c->fill - c->start;
	return c->window + c->start;
}

void
evi_container_skip(struct evi_container *c, size_t len)
{
	c->start += len;
	c->file_offset += len;
}

/* a tar of ours, or the beginning of one: BASE/bagit.txt is its first name, of
 * which not all need be there; but what is a document of ours is none */
static bool
looks_like_tar(const uint8_t *p, size_t len)
{
	static const char first[] = "/bagit.txt";
	size_t i, name = len < 100 ? len : 100;

	if (len >= EVI_TAR_BLOCK)
		return memcmp(p + 257, "ustar", 5) == 0;
	for (i = 1; i + sizeof(first) - 1 <= name; i++)
		if (memcmp(p + i, first, sizeof(first) - 1) == 0)
			return true;
	return len > 0 && p[0] != '\0' && evi_document_of(p, len) == NULL &&
	    evi_tar_could_begin(p, len, "");
}

/* too short to say, and nothing but the header of 1.1 so far */
static bool
begins_bgzf(const uint8_t *p, size_t len)
{
	return len < 16 && memcmp(p, evi_block_eof, len) == 0;
}

static enum evi_container_kind
kind_of(const uint8_t *p, size_t len)
{
	static const uint8_t gzip[3] = { 0x1f, 0x8b, 8 };
	size_t n = len < sizeof(gzip) ? len : sizeof(gzip);

	if (len > 0 && memcmp(p, gzip, n) == 0)
		return evi_block_claims_bgzf(p, len) ||
		    begins_bgzf(p, len) ?
		    EVI_CONTAINER_BGZF : EVI_CONTAINER_GZIP;
	return looks_like_tar(p, len) ? EVI_CONTAINER_TAR :
	    EVI_CONTAINER_NONE;
}

enum evid_status
evi_container_open(struct evi_container *c, struct evi_input *input,
    bool *empty_out, struct evid_error *err)
{
	enum evid_status status;
	const uint8_t *p;
	size_t len;

	memset(c, 0, sizeof(*c));
	c->input = input;
	*empty_out = false;
	c->window = malloc(WINDOW);
	if (c->window == NULL)
		return evi_fail_memory(err);
	status = evi_container_fill(c, EVI_BLOCK_MAX, err);
	if (status != EVID_OK)
		return status;
	p = evi_container_peek(c, &len);
	*empty_out = len == 0;
	c->kind = kind_of(p, len);
	if (c->kind == EVI_CONTAINER_GZIP)
		status = evi_gunzip_new(&c->gunzip, err);
	return status;
}

const struct evi_document *
evi_container_document(const struct evi_container *c)
{
	size_t len;
	const uint8_t *p = evi_container_peek(c, &len);

	return evi_document_of(p, len);
}

void
evi_container_close(struct evi_container *c)
{
	free(c->window);
	evi_gunzip_free(c->gunzip);
	c->window = NULL;
	c->gunzip = NULL;
}

enum evid_status
evi_piece_new(struct evi_piece *piece, const struct evi_input *input,
    struct evid_error *err)
{
	memset(piece, 0, sizeof(*piece));
	if (!evi_pair_new(&piece->room, EVI_PIECE_CAP, EVI_PIECE_CAP,
	    input->size >= EVI_PIECE_CAP))
		return evi_fail_memory(err);
	piece->in = piece->room.first;
	piece->out = piece->room.second;
	return EVID_OK;
}

void
evi_piece_free(struct evi_piece *piece)
{
	evi_pair_free(&piece->room);
	piece->in = piece->out = NULL;
}

struct evi_block *
evi_container_add(struct evi_container *c, struct evi_piece *piece,
    size_t file_len, size_t len)
{
	struct evi_block *b = &piece->blocks[piece->n_blocks++];

	memset(b, 0, sizeof(*b));
	b->file_offset = c->file_offset;
	b->file_len = file_len;
	b->tar_offset = c->tar_offset;
	b->at = piece->len;
	b->len = len;
	piece->len += len;
	c->tar_offset += len;
	return b;
}

void
evi_container_bad_header(struct evi_container *c)
{
	if (!c->header_damaged) {
		c->header_damaged = true;
		c->header_offset = c->file_offset;
	}
}

static enum evid_status
next_tar(struct evi_container *c, struct evi_piece *piece, bool *end_out,
    struct evid_error *err)
{
	while (piece->n_blocks < EVI_PIECE_BLOCKS && !*end_out) {
		enum evid_status status = evi_container_fill(c,
		    EVI_BLOCK_DATA, err);
		const uint8_t *p;
		size_t len;

		if (status != EVID_OK)
			return status;
		p = evi_container_peek(c, &len);
		if (len > EVI_BLOCK_DATA)
			len = EVI_BLOCK_DATA;
		if (len == 0) {
			c->end = EVI_END_GOOD;
			*end_out = true;
			break;
		}
		memcpy(piece->out + piece->len, p, len);
		evi_container_add(c, piece, len, len);
		evi_container_skip(c, len);
	}
	return EVID_OK;
}

static void
gunzip_ended(struct evi_container *c, enum evi_gunzip_state state,
    struct evi_piece *piece)
{
	c->gunzip_done = true;
	if (state == EVI_GUNZIP_TRAILING) {
		c->end = EVI_END_TRAILING;
		c->at_offset = c->file_offset;
	} else {
		/* What came before the check failed is not to be relied on. */
		if (piece->n_blocks > 0)
			piece->blocks[piece->n_blocks - 1].lost = true;
		else
			evi_container_bad_header(c);
	}
}

/* one block's worth of a foreign gzip; *end_out when it is over */
static enum evid_status
gunzip_block(struct evi_container *c, struct evi_piece *piece, bool *end_out,
    struct evid_error *err)
{
	uint8_t *out = piece->out + piece->len;
	size_t room = EVI_BLOCK_DATA, before, in_len;
	uint64_t from = c->file_offset;
	enum evi_gunzip_state state = EVI_GUNZIP_MORE;
	enum evid_status status;

	while (room > 0 && !c->gunzip_done) {
		const uint8_t *in;

		status = evi_container_fill(c, 1, err);
		if (status != EVID_OK)
			return status;
		in = evi_container_peek(c, &in_len);
		if (in_len == 0) {
			c->gunzip_done = true;
			c->end = evi_gunzip_at_end(c->gunzip) ? EVI_END_GOOD :
			    EVI_END_CUT;
			c->at_offset = c->file_offset;
			break;
		}
		before = in_len;
		status = evi_gunzip_run(c->gunzip, &in, &in_len, &out, &room,
		    &state, err);
		if (status != EVID_OK)
			return status;
		evi_container_skip(c, before - in_len);
		if (state == EVI_GUNZIP_DAMAGED ||
		    state == EVI_GUNZIP_TRAILING)
			break;
	}
	if (room < EVI_BLOCK_DATA) {
		struct evi_block *b = evi_container_add(c, piece, 0,
		    EVI_BLOCK_DATA - room);

		b->file_offset = from;
		b->file_len = (size_t)(c->file_offset - from);
	}
	if (state == EVI_GUNZIP_DAMAGED || state == EVI_GUNZIP_TRAILING)
		gunzip_ended(c, state, piece);
	*end_out = c->gunzip_done;
	return EVID_OK;
}

static enum evid_status
next_gzip(struct evi_container *c, struct evi_piece *piece, bool *end_out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	while (status == EVID_OK && !*end_out &&
	    piece->n_blocks < EVI_PIECE_BLOCKS)
		status = gunzip_block(c, piece, end_out, err);
	return status;
}

enum evid_status
evi_container_next(struct evi_container *c, struct evi_piece *piece,
    bool *end_out, struct evid_error *err)
{
	piece->len = 0;
	piece->n_blocks = 0;
	piece->tar_offset = c->tar_offset;
	switch (c->kind) {
	case EVI_CONTAINER_BGZF:
		return evi_bgzf_next(c, piece, end_out, err);
	case EVI_CONTAINER_GZIP:
		return next_gzip(c, piece, end_out, err);
	case EVI_CONTAINER_TAR:
		return next_tar(c, piece, end_out, err);
	case EVI_CONTAINER_FOLDER:
	case EVI_CONTAINER_NONE:
		break;
	}
	*end_out = true;
	return EVID_OK;
}
