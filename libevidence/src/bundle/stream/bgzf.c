/*
 * A BGZF file, member by member.
 *
 * It is cut by the length that each header states.  Where that fails, the next
 * bytes that are a member's header begin the next member, and what lies
 * between counts as one full block that is lost, since that is what a changed
 * header leaves.  A member whose bytes are wrong keeps the length that it
 * states, if that can be, so that the tar offsets of what follows stay right.
 */
#include "bundle/stream/container_parts.h"

#include "record/tar.h"

#include <string.h>

/* a run of the file that is no member: one full block is taken for lost */
static void
add_lost(struct evi_container *c, struct evi_piece *piece, size_t file_len)
{
	struct evi_block *b = evi_container_add(c, piece, file_len,
	    EVI_BLOCK_DATA);

	b->lost = true;
	memset(piece->out + b->at, 0, b->len);
	evi_container_skip(c, file_len);
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
		evi_container_bad_header(c);
		evi_container_skip(c, total);
		return;
	}
	/* A length that cannot be is the damage; the block was full. */
	b = evi_container_add(c, piece, total,
	    size <= EVI_BLOCK_DATA ? size : EVI_BLOCK_DATA);
	b->lost = size > EVI_BLOCK_DATA;
	b->crc = crc;
	b->packed_len = total - EVI_BLOCK_HEADER - EVI_BLOCK_TRAILER;
	b->packed = memcpy(piece->in + (piece->n_blocks - 1) * EVI_BLOCK_MAX,
	    p + EVI_BLOCK_HEADER, b->packed_len);
	c->last_stored = total == EVI_BLOCK_LAST_LEN && b->packed[0] == 1;
	if (b->len != EVI_BLOCK_DATA && c->n_short_ends < 4)
		c->short_ends[c->n_short_ends++] = c->tar_offset;
	evi_container_skip(c, total);
}

/* the next member's header after a damaged one; the end of what is there
 * where none is near */
static enum evid_status
resync(struct evi_container *c, struct evi_piece *piece, bool *end_out,
    struct evid_error *err)
{
	enum evid_status status = evi_container_fill(c,
	    2 * (size_t)EVI_BLOCK_MAX, err);
	const uint8_t *p;
	size_t len, i, total;

	if (status != EVID_OK)
		return status;
	evi_container_bad_header(c);
	p = evi_container_peek(c, &len);
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

	evi_container_skip(c, EVI_BLOCK_EOF_LEN);
	status = evi_container_fill(c, 1, err);
	if (status != EVID_OK)
		return status;
	(void)evi_container_peek(c, &len);
	c->end = EVI_END_GOOD;
	if (len > 0) {
		size_t total;
		const uint8_t *p;

		status = evi_container_fill(c, EVI_BLOCK_HEADER, err);
		if (status != EVID_OK)
			return status;
		p = evi_container_peek(c, &len);
		c->end = evi_block_read_header(p, len, &total) ?
		    EVI_END_EARLY : EVI_END_TRAILING;
		c->at_offset = c->file_offset;
	}
	*end_out = true;
	return EVID_OK;
}

/* the file ends within a member, @len bytes of which are there */
static void
end_cut(struct evi_container *c, size_t len, bool *end_out)
{
	c->end = EVI_END_CUT;
	c->at_offset = c->file_offset + len;
	*end_out = true;
}

/*
 * The first @len of the @total bytes of the last member.  What they hold is
 * read like the rest; what cannot be a member's beginning was changed.
 */
static enum evid_status
cut_member(struct evi_container *c, struct evi_piece *piece,
    const uint8_t *p, size_t len, size_t total, struct evid_error *err)
{
	uint8_t *out = piece->out + piece->len;
	size_t in_len = len, room = EVI_BLOCK_DATA + 1, n;
	enum evi_gunzip_state state = EVI_GUNZIP_MORE;
	struct evi_gunzip *g = NULL;	/* owned here */
	enum evid_status status;
	struct evi_block *b;
	bool good;

	if (len < EVI_BLOCK_EOF_LEN && memcmp(p, evi_block_eof, len) == 0)
		return EVID_OK;
	status = evi_gunzip_new(&g, err);
	if (status == EVID_OK)
		status = evi_gunzip_run(g, &p, &in_len, &out, &room, &state,
		    err);
	if (status != EVID_OK)
		goto out;
	n = EVI_BLOCK_DATA + 1 - room;
	good = state == EVI_GUNZIP_MORE && in_len == 0 && room > 0 &&
	    evi_gunzip_could_end(g, total - len);
	if (good && n == 0)
		goto out;
	b = evi_container_add(c, piece, len, good ? n : 1);
	b->lost = !good;
out:
	evi_gunzip_free(g);
	return status;
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
	enum evid_status status = evi_container_fill(c,
	    EVI_BLOCK_MAX + EVI_BLOCK_HEADER, err);
	const uint8_t *p;
	size_t len, total;

	if (status != EVID_OK)
		return status;
	p = evi_container_peek(c, &len);
	if (len >= EVI_BLOCK_EOF_LEN &&
	    memcmp(p, evi_block_eof, EVI_BLOCK_EOF_LEN) == 0)
		return end_of_file(c, end_out, err);
	if (len < EVI_BLOCK_HEADER) {
		/* Too short for a header: cut, unless it begins none. */
		if (len == 0 || memcmp(p, evi_block_eof,
		    len < 16 ? len : 16) == 0) {
			end_cut(c, len, end_out);
			return EVID_OK;
		}
		return resync(c, piece, end_out, err);
	}
	if (!evi_block_read_header(p, len, &total))
		return resync(c, piece, end_out, err);
	if (len < total) {
		if (ends_whole(c, p, len))
			return resync(c, piece, end_out, err);
		end_cut(c, len, end_out);
		return cut_member(c, piece, p, len, total, err);
	}
	if (true_length(p, len, total) != total)
		return resync(c, piece, end_out, err);
	add_member(c, piece, p, total);
	return EVID_OK;
}

enum evid_status
evi_bgzf_next(struct evi_container *c, struct evi_piece *piece, bool *end_out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	while (status == EVID_OK && !*end_out &&
	    piece->n_blocks < EVI_PIECE_BLOCKS)
		status = next_member(c, piece, end_out, err);
	return status;
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
	if (c->n_short_ends != n || !c->last_stored)
		return false;
	for (i = 0; i < n; i++)
		if (c->short_ends[i] != want[i])
			return false;
	return true;
}
