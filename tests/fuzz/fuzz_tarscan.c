/*
 * The tar stream: up to the first thing that is no encoding, the same members
 * with the same bytes whatever pieces it comes in; a member's headers are
 * exactly what the writer gives for it; and all that is said of lost runs
 * stays within them.
 */
#include "support.h"

#include "bundle/stream/tarscan.h"
#include "record/name.h"

struct seen {
	struct evi_buf told;		/* members, until it ended */
	bool over, bad;
	uint64_t finish;
};

/* Whatever is cut off a header below a name that a bundle may have, what is
 * left could begin one. */
static void
check_beginnings(const char *path, const struct evi_buf *header)
{
	const char *slash = strchr(path, '/');
	char base[65];

	if (slash == NULL || slash - path > 64)
		return;
	memcpy(base, path, (size_t)(slash - path));
	base[slash - path] = '\0';
	if (!evi_name_is_base(base))
		return;
	for (size_t n = 1; n < header->len; n += 13)
		HOLDS(evi_tar_could_begin(header->data, n, base));
}

/* The header of @m, as it stands in the tar. */
static void
check_member(const struct evi_events *e, const struct evi_seen *m,
    const uint8_t *tar, size_t len, struct evi_buf *told)
{
	const char *path = (const char *)e->text.data + m->path_at;
	struct evi_buf again = EVI_BUF_INIT;	/* owned here */

	HOLDS(evi_tar_write_header(&again, path, strlen(path), m->size,
	    m->mtime, NULL) == EVID_OK);
	HOLDS(m->content_offset <= len);
	HOLDS(m->content_offset - m->tar_offset == again.len);
	HOLDS(memcmp(tar + m->tar_offset, again.data, again.len) == 0);
	HOLDS(evi_tar_header_len(path, strlen(path), m->size) == again.len);
	check_beginnings(path, &again);
	evi_buf_add_format(told, "+%s %llu %llu %llu\n", path,
	    (unsigned long long)m->size, (unsigned long long)m->mtime,
	    (unsigned long long)m->tar_offset);
	evi_buf_free(&again);
}

static void
take(struct seen *s, const struct evi_events *e, const struct evi_piece *piece,
    const uint8_t *tar, size_t len)
{
	for (size_t i = 0; i < e->count; i++) {
		const struct evi_event *v = &e->items[i];

		HOLDS(v->member < e->n_members || e->n_members == 0);
		if (v->kind == EVI_EVENT_BAD)
			s->bad = true;
		if (v->kind == EVI_EVENT_MEMBER && !s->bad)
			check_member(e, &e->members[v->member], tar, len,
			    &s->told);
		if (v->kind == EVI_EVENT_DATA) {
			HOLDS(v->at + v->len <= piece->len);
			if (!s->bad)
				evi_buf_add(&s->told, piece->out + v->at,
				    v->len);
		}
		if (v->kind == EVI_EVENT_END && !s->bad)
			evi_buf_add_text(&s->told, "-\n");
		if (v->kind == EVI_EVENT_FINISH)
			s->finish = v->tar_offset;
	}
}

/* @lost: the piece of this number is lost; none where it is over all. */
static void
run(const uint8_t *tar, size_t len, size_t step, size_t lost, struct seen *s)
{
	struct evi_events events = { 0 };	/* owned here */
	struct evi_tarscan scan;
	struct evi_piece piece = { 0 };
	size_t number = 0;

	evi_tarscan_init(&scan);
	for (size_t at = 0; at < len; at += piece.len, number++) {
		piece.len = len - at < step ? len - at : step;
		piece.out = (uint8_t *)(uintptr_t)(tar + at);
		piece.tar_offset = at;
		piece.n_blocks = 1;
		piece.blocks[0] = (struct evi_block){ .tar_offset = at,
		    .len = piece.len, .lost = number == lost };
		HOLDS(evi_tarscan_piece(&scan, &piece, &events, NULL) ==
		    EVID_OK);
		HOLDS(scan.tar_offset == at + piece.len);
		if (number == lost)
			s->bad = true;
		take(s, &events, &piece, tar, len);
	}
	HOLDS(!scan.tail_known || scan.tail < len);
	evi_events_free(&events);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	size_t step = (size_t)fuzz_byte(&in) * 8 + 1;
	size_t lost = fuzz_byte(&in);
	struct seen a = { EVI_BUF_INIT, false, false, 0 };	/* owned here */
	struct seen b = a, c = a;				/* owned here */

	run(in.data, in.len, in.len + 1, SIZE_MAX, &a);
	run(in.data, in.len, step, SIZE_MAX, &b);
	HOLDS(a.bad == b.bad);
	HOLDS(fuzz_same(&a.told, b.told.data, b.told.len));
	HOLDS(a.bad || a.finish == b.finish);
	run(in.data, in.len, step, lost, &c);
	evi_buf_free(&a.told);
	evi_buf_free(&b.told);
	evi_buf_free(&c.told);
	return 0;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t cap,
    unsigned int seed)
{
	if (len < 2 || cap < 2 || seed % 7 == 0)
		return LLVMFuzzerMutate(data, len, cap);
	return fuzz_mutate_tar(data + 2, len - 2, cap - 2, seed) + 2;
}
