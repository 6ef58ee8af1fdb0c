/*
 * Containers: BGZF, a foreign gzip, a plain tar.
 *
 * A window holds bytes of the file from the next unread one on.  BGZF is cut
 * into members by the length that each header states; where that fails, the
 * next bytes that are a member's header begin the next member, and what lies
 * between counts as one full block that is lost, since that is what a changed
 * header leaves.  A member whose bytes are wrong keeps the length that it
 * states, if that can be, so that the tar offsets of what follows stay right.
 *
 * A foreign gzip is inflated here as it comes; it has no places that could be
 * skipped to, so its first damage ends it.
 */
#include "bundle/container.h"

#include "base/memory.h"
#include "record/tar.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW ((size_t)4 * EVI_BLOCK_MAX)

/* have @want bytes in the window, if the input has them */
static enum evid_status
fill(struct evi_container *c, size_t want, struct evid_error *err)
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

static const uint8_t *
peek(const struct evi_container *c, size_t *len_out)
{
	*len_out = c->fill - c->start;
	return c->window + c->start;
}

static void
skip(struct evi_container *c, size_t len)
{
	c->start += len;
	c->file_offset += len;
}

/* a tar of ours, or the beginning of one: BASE/bagit.txt is its first name */
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
	return false;
}

static enum evi_container_kind
kind_of(const uint8_t *p, size_t len)
{
	static const uint8_t gzip[3] = { 0x1f, 0x8b, 8 };
	size_t n = len < sizeof(gzip) ? len : sizeof(gzip);

	if (len > 0 && memcmp(p, gzip, n) == 0)
		return evi_block_claims_bgzf(p, len) || len < 18 ?
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
	status = fill(c, EVI_BLOCK_MAX, err);
	if (status != EVID_OK)
		return status;
	p = peek(c, &len);
	*empty_out = len == 0;
	c->kind = kind_of(p, len);
	if (c->kind == EVI_CONTAINER_GZIP)
		status = evi_gunzip_new(&c->gunzip, err);
	return status;
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
evi_piece_new(struct evi_piece *piece, struct evid_error *err)
{
	memset(piece, 0, sizeof(*piece));
	piece->in = malloc(EVI_PIECE_CAP);
	piece->out = malloc(EVI_PIECE_CAP);
	if (piece->in == NULL || piece->out == NULL)
		return evi_fail_memory(err);
	return EVID_OK;
}

void
evi_piece_free(struct evi_piece *piece)
{
	free(piece->in);
	free(piece->out);
	piece->in = piece->out = NULL;
}

static struct evi_block *
add_block(struct evi_container *c, struct evi_piece *piece, size_t file_len,
    size_t len)
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

static void
header_damaged(struct evi_container *c)
{
	if (!c->header_damaged) {
		c->header_damaged = true;
		c->header_offset = c->file_offset;
	}
}

/* a run of the file that is no member: one full block is taken for lost */
static void
add_lost(struct evi_container *c, struct evi_piece *piece, size_t file_len)
{
	struct evi_block *b = add_block(c, piece, file_len, EVI_BLOCK_DATA);

	b->lost = true;
	memset(piece->out + b->at, 0, b->len);
	skip(c, file_len);
}

/* @p begins with a member of @total bytes, which are all there */
static void
add_member(struct evi_container *c, struct evi_piece *piece,
    const uint8_t *p, size_t total)
{
	uint32_t size, crc;
	struct evi_block *b;

	evi_block_read_trailer(p + total - EVI_BLOCK_TRAILER, &crc, &size);
	if (size == 0) {
		/* Empty, and not the one empty member that there is. */
		header_damaged(c);
		skip(c, total);
		return;
	}
	/* A length that cannot be is the damage; the block was full. */
	b = add_block(c, piece, total,
	    size <= EVI_BLOCK_DATA ? size : EVI_BLOCK_DATA);
	b->lost = size > EVI_BLOCK_DATA;
	b->crc = crc;
	b->packed_len = total - EVI_BLOCK_HEADER - EVI_BLOCK_TRAILER;
	b->packed = memcpy(piece->in + (piece->n_blocks - 1) * EVI_BLOCK_MAX,
	    p + EVI_BLOCK_HEADER, b->packed_len);
	if (b->len != EVI_BLOCK_DATA && c->n_short_ends < 4)
		c->short_ends[c->n_short_ends++] = c->tar_offset;
	skip(c, total);
}

/* the next member's header after a damaged one; the end of what is there
 * where none is near */
static enum evid_status
resync(struct evi_container *c, struct evi_piece *piece, bool *end_out,
    struct evid_error *err)
{
	enum evid_status status = fill(c, 2 * (size_t)EVI_BLOCK_MAX, err);
	const uint8_t *p;
	size_t len, i, total;

	if (status != EVID_OK)
		return status;
	header_damaged(c);
	p = peek(c, &len);
	for (i = 1; i + EVI_BLOCK_HEADER <= len; i++)
		if (evi_block_read_header(p + i, len - i, &total))
			break;
	if (i + EVI_BLOCK_HEADER > len)
		i = len;
	if (i == len && len <= EVI_BLOCK_EOF_LEN) {
		/* What was the end-of-file member held no tar. */
		c->end = EVI_END_GOOD;
		*end_out = true;
		return EVID_OK;
	}
	add_lost(c, piece, i);
	return EVID_OK;
}

/* the end-of-file member is next: is it the end? */
static enum evid_status
end_of_file(struct evi_container *c, bool *end_out, struct evid_error *err)
{
	enum evid_status status;
	size_t len;

	skip(c, EVI_BLOCK_EOF_LEN);
	status = fill(c, 1, err);
	if (status != EVID_OK)
		return status;
	(void)peek(c, &len);
	c->end = EVI_END_GOOD;
	if (len > 0) {
		size_t total;
		const uint8_t *p;

		status = fill(c, EVI_BLOCK_HEADER, err);
		if (status != EVID_OK)
			return status;
		p = peek(c, &len);
		c->end = evi_block_read_header(p, len, &total) ?
		    EVI_END_EARLY : EVI_END_TRAILING;
		c->at_offset = c->file_offset;
	}
	*end_out = true;
	return EVID_OK;
}

static bool
is_cut(struct evi_container *c, size_t len, size_t want, bool *end_out)
{
	if (len >= want)
		return false;
	c->end = EVI_END_CUT;
	c->at_offset = c->file_offset + len;
	*end_out = true;
	return true;
}

/*
 * What is left is shorter than the member it begins says.  If the file's own
 * end-of-file member stands at the end of it, nothing was cut off: the length
 * was changed.
 */
static bool
ends_whole(const struct evi_container *c, const uint8_t *p, size_t len)
{
	return c->input_ended && len >= EVI_BLOCK_EOF_LEN &&
	    memcmp(p + len - EVI_BLOCK_EOF_LEN, evi_block_eof,
	    EVI_BLOCK_EOF_LEN) == 0;
}

static uint32_t
stated_size(const uint8_t *p, size_t total)
{
	uint32_t crc, size;

	evi_block_read_trailer(p + total - EVI_BLOCK_TRAILER, &crc, &size);
	return size;
}

/*
 * How long is the member at @p truly, when it says @total?  If no member
 * begins where it ends, but one begins within it, or where a full member's
 * end would be, its length was changed.
 */
static size_t
true_length(const uint8_t *p, size_t len, size_t total)
{
	size_t i, next;

	if (len < total + EVI_BLOCK_HEADER ||
	    evi_block_read_header(p + total, len - total, &next))
		return total;
	for (i = EVI_BLOCK_HEADER + EVI_BLOCK_TRAILER;
	    i <= EVI_BLOCK_MAX && i < len; i++) {
		if (!evi_block_read_header(p + i, len - i, &next))
			continue;
		return i < total || (stated_size(p, i) == EVI_BLOCK_DATA &&
		    stated_size(p, total) != EVI_BLOCK_DATA) ? i : total;
	}
	return total;
}

static enum evid_status
next_member(struct evi_container *c, struct evi_piece *piece, bool *end_out,
    struct evid_error *err)
{
	enum evid_status status = fill(c, EVI_BLOCK_MAX + EVI_BLOCK_HEADER,
	    err);
	const uint8_t *p;
	size_t len, total;

	if (status != EVID_OK)
		return status;
	p = peek(c, &len);
	if (len >= EVI_BLOCK_EOF_LEN &&
	    memcmp(p, evi_block_eof, EVI_BLOCK_EOF_LEN) == 0)
		return end_of_file(c, end_out, err);
	if (len < EVI_BLOCK_HEADER) {
		/* Too short for a header: cut, unless it begins none. */
		if (len == 0 || memcmp(p, evi_block_eof,
		    len < 16 ? len : 16) == 0) {
			is_cut(c, len, EVI_BLOCK_HEADER, end_out);
			return EVID_OK;
		}
		return resync(c, piece, end_out, err);
	}
	if (!evi_block_read_header(p, len, &total))
		return resync(c, piece, end_out, err);
	if (len < total) {
		if (ends_whole(c, p, len))
			return resync(c, piece, end_out, err);
		is_cut(c, len, total, end_out);
		return EVID_OK;
	}
	if (true_length(p, len, total) != total)
		return resync(c, piece, end_out, err);
	add_member(c, piece, p, total);
	return EVID_OK;
}

static enum evid_status
next_bgzf(struct evi_container *c, struct evi_piece *piece, bool *end_out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	while (status == EVID_OK && !*end_out &&
	    piece->n_blocks < EVI_PIECE_BLOCKS)
		status = next_member(c, piece, end_out, err);
	return status;
}

static enum evid_status
next_tar(struct evi_container *c, struct evi_piece *piece, bool *end_out,
    struct evid_error *err)
{
	while (piece->n_blocks < EVI_PIECE_BLOCKS && !*end_out) {
		enum evid_status status = fill(c, EVI_BLOCK_DATA, err);
		const uint8_t *p;
		size_t len;

		if (status != EVID_OK)
			return status;
		p = peek(c, &len);
		if (len > EVI_BLOCK_DATA)
			len = EVI_BLOCK_DATA;
		if (len == 0) {
			c->end = EVI_END_GOOD;
			*end_out = true;
			break;
		}
		memcpy(piece->out + piece->len, p, len);
		add_block(c, piece, len, len);
		skip(c, len);
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
		header_damaged(c);
		/* What came before the check failed is not to be relied on. */
		if (piece->n_blocks > 0)
			piece->blocks[piece->n_blocks - 1].lost = true;
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

		status = fill(c, 1, err);
		if (status != EVID_OK)
			return status;
		in = peek(c, &in_len);
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
		skip(c, before - in_len);
		if (state == EVI_GUNZIP_DAMAGED ||
		    state == EVI_GUNZIP_TRAILING)
			break;
	}
	if (room < EVI_BLOCK_DATA) {
		struct evi_block *b = add_block(c, piece, 0,
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
		return next_bgzf(c, piece, end_out, err);
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

enum evid_status
evi_piece_inflate(struct evi_piece *piece, size_t first, size_t last,
    struct evi_inflate *inflate, struct evid_error *err)
{
	size_t i;

	for (i = first; i < last && i < piece->n_blocks; i++) {
		struct evi_block *b = &piece->blocks[i];
		uint8_t *out = piece->out + b->at;
		enum evid_status status;
		bool good = false;

		if (b->packed == NULL)
			continue;
		if (!b->lost) {
			status = evi_inflate_block(inflate, b->packed,
			    b->packed_len, out, b->len, &good, err);
			if (status != EVID_OK)
				return status;
		}
		if (!good || evi_crc32(0, out, b->len) != b->crc) {
			b->lost = true;
			memset(out, 0, b->len);
		}
	}
	return EVID_OK;
}

bool
evi_container_layout(const struct evi_container *c, uint64_t tail,
    uint64_t total)
{
	uint64_t want[3];
	size_t n = 0, i;

	if (total < EVI_TAR_LAST_RUN || tail > total - EVI_TAR_LAST_RUN)
		return false;
	if (tail % EVI_BLOCK_DATA != 0)
		want[n++] = tail;
	if ((total - EVI_TAR_LAST_RUN - tail) % EVI_BLOCK_DATA != 0)
		want[n++] = total - EVI_TAR_LAST_RUN;
	want[n++] = total;
	if (c->n_short_ends != n)
		return false;
	for (i = 0; i < n; i++)
		if (c->short_ends[i] != want[i])
			return false;
	return true;
}
