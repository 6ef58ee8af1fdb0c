/*
 * Containers, from a file's bytes to the tar's: the same whatever pieces the
 * input comes in; places follow each other; and of a file that is whole and
 * sound, zlib by itself gives the same bytes.
 */
#include "support.h"

#include "bundle/stream/container.h"

#define OUT_MAX ((size_t)4 << 20)

struct source {
	const uint8_t *data;
	size_t len, step;
};

struct seen {
	enum evi_container_kind kind;
	enum evi_container_end end;
	bool empty, header_damaged, lost;
	uint64_t at_offset, header_offset;
	struct evi_buf tar, losses;
};

static struct evi_inflate *inflate_engine;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	HOLDS(evi_inflate_new(EVI_ENGINE_BEST, &inflate_engine, NULL) ==
	    EVID_OK);
	return 0;
}

static enum evid_status
give(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	struct source *s = context;
	size_t n = len < s->step ? len : s->step;

	(void)err;
	if (n > s->len)
		n = s->len;
	if (n > 0)
		memcpy(data, s->data, n);
	s->data += n;
	s->len -= n;
	*n_out = n;
	return EVID_OK;
}

/* The blocks of a piece follow those before. */
static void
take_piece(struct evi_piece *piece, struct seen *s, uint64_t *file_at)
{
	size_t at = 0;

	HOLDS(piece->n_blocks <= EVI_PIECE_BLOCKS);
	HOLDS(piece->len <= EVI_PIECE_CAP);
	HOLDS(piece->n_blocks == 0 || piece->tar_offset == s->tar.len);
	for (size_t i = 0; i < piece->n_blocks; i++) {
		const struct evi_block *b = &piece->blocks[i];

		HOLDS(b->at == at && b->tar_offset == s->tar.len + at);
		HOLDS(b->file_offset >= *file_at);
		*file_at = b->file_offset + b->file_len;
		s->lost = s->lost || b->lost;
		evi_buf_add_u64(&s->losses, b->lost ? b->tar_offset : 0);
		at += b->len;
	}
	HOLDS(at == piece->len);
	evi_buf_add(&s->tar, piece->out, piece->len);
}

static void
run(const uint8_t *data, size_t len, size_t step, struct seen *s)
{
	struct source source = { data, len, step };
	struct evi_container c;		/* owned here */
	struct evi_input input;		/* owned here */
	struct evi_piece piece;		/* owned here */
	uint64_t file_at = 0;
	bool end;

	evi_input_from_callback(&input, give, &source, "fuzz");
	HOLDS(evi_container_open(&c, &input, &s->empty, NULL) == EVID_OK);
	HOLDS(s->empty == (len == 0));
	s->kind = c.kind;
	end = c.kind == EVI_CONTAINER_NONE;
	HOLDS(evi_piece_new(&piece, &input, NULL) == EVID_OK);
	while (!end && s->tar.len < OUT_MAX) {
		piece.len = piece.n_blocks = 0;
		piece.tar_offset = c.tar_offset;
		HOLDS(evi_container_next(&c, &piece, &end, NULL) == EVID_OK);
		HOLDS(evi_piece_inflate(&piece, 0, piece.n_blocks,
		    inflate_engine, NULL) == EVID_OK);
		take_piece(&piece, s, &file_at);
		HOLDS(file_at <= len);
	}
	HOLDS(c.n_short_ends <= 4);
	(void)evi_container_layout(&c, len / 2, s->tar.len);
	s->end = c.end;
	s->at_offset = c.at_offset;
	s->header_damaged = c.header_damaged;
	s->header_offset = c.header_offset;
	evi_piece_free(&piece);
	evi_container_close(&c);
	evi_input_close(&input);
}

static void
check_whole(const uint8_t *data, size_t len, const struct seen *s)
{
	struct evi_buf other = EVI_BUF_INIT;	/* owned here */

	if (s->end == EVI_END_GOOD && !s->lost && !s->header_damaged &&
	    s->tar.len < OUT_MAX) {
		if (s->kind == EVI_CONTAINER_TAR)
			evi_buf_add(&other, data, len);
		else if (!fuzz_gunzip(data, len, OUT_MAX, &other))
			HOLDS(fuzz_reserved(data, len, false));
		HOLDS(other.len <= s->tar.len &&
		    (other.len == s->tar.len ||
		    fuzz_reserved(data, len, false)));
		HOLDS(other.len == 0 || memcmp(s->tar.data, other.data,
		    other.len) == 0);
	}
	evi_buf_free(&other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	size_t step = (size_t)fuzz_byte(&in) + 1;
	struct seen a = { .tar = EVI_BUF_INIT }, b = a;	/* owned here */

	run(in.data, in.len, (size_t)1 << 20, &a);
	run(in.data, in.len, step, &b);
	HOLDS(a.kind == b.kind && a.end == b.end);
	HOLDS(a.at_offset == b.at_offset);
	HOLDS(a.header_damaged == b.header_damaged);
	HOLDS(a.header_offset == b.header_offset);
	HOLDS(fuzz_same(&a.tar, b.tar.data, b.tar.len));
	HOLDS(a.kind != EVI_CONTAINER_BGZF ||
	    fuzz_same(&a.losses, b.losses.data, b.losses.len));
	check_whole(in.data, in.len, &a);
	evi_buf_free(&a.tar);
	evi_buf_free(&a.losses);
	evi_buf_free(&b.tar);
	evi_buf_free(&b.losses);
	return 0;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t cap,
    unsigned int seed)
{
	if (len < 1 || cap < 1 || seed % 5 == 0)
		return LLVMFuzzerMutate(data, len, cap);
	return fuzz_mutate_gzip(data + 1, len - 1, cap - 1, seed) + 1;
}
