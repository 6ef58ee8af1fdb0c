/*
 * Foreign gzip: whatever the pieces it comes in and the room there is, the
 * same bytes come out and the same is said; and where all is said to be well,
 * zlib by itself unpacks the same.
 */
#include "support.h"

#include "adapt/deflate.h"

#define OUT_MAX ((size_t)1 << 20)

struct seen {
	struct evi_buf out;
	size_t n_members;
	enum evi_gunzip_state end;
	bool at_end;
};

static void
run(const uint8_t *data, size_t len, size_t in_step, size_t out_step,
    struct seen *s)
{
	struct evi_gunzip *g = NULL;	/* owned here */
	uint8_t room[4096];
	size_t n, before;

	HOLDS(evi_gunzip_new(&g, NULL) == EVID_OK);
	s->end = EVI_GUNZIP_MORE;
	while (s->out.len < OUT_MAX && s->end != EVI_GUNZIP_DAMAGED &&
	    s->end != EVI_GUNZIP_TRAILING) {
		const uint8_t *in = data;
		size_t in_len = len < in_step ? len : in_step;
		uint8_t *out = room;
		size_t out_len = out_step;

		before = in_len;
		HOLDS(evi_gunzip_run(g, &in, &in_len, &out, &out_len, &s->end,
		    NULL) == EVID_OK);
		HOLDS(in_len <= before && out_len <= out_step);
		n = (size_t)(out - room);
		HOLDS(n == out_step - out_len);
		evi_buf_add(&s->out, room, n);
		s->n_members += s->end == EVI_GUNZIP_MEMBER;
		data += before - in_len;
		len -= before - in_len;
		if (n == 0 && before == in_len && len == 0)
			break;
	}
	s->at_end = evi_gunzip_at_end(g);
	evi_gunzip_free(g);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	size_t in_step = (size_t)fuzz_byte(&in) + 1;
	size_t out_step = (size_t)fuzz_byte(&in) * 16 + 1;
	struct seen a = { EVI_BUF_INIT, 0, 0, false }, b = a;	/* owned here */
	struct evi_buf other = EVI_BUF_INIT;			/* owned here */

	run(in.data, in.len, in.len + 1, 4096, &a);
	run(in.data, in.len, in_step, out_step, &b);
	if (a.out.len < OUT_MAX && b.out.len < OUT_MAX) {
		HOLDS(fuzz_same(&a.out, b.out.data, b.out.len));
		HOLDS(a.n_members == b.n_members && a.at_end == b.at_end);
		HOLDS((a.end == EVI_GUNZIP_DAMAGED) ==
		    (b.end == EVI_GUNZIP_DAMAGED));
		HOLDS((a.end == EVI_GUNZIP_TRAILING) ==
		    (b.end == EVI_GUNZIP_TRAILING));
		if (a.at_end && a.end != EVI_GUNZIP_TRAILING && in.len > 0) {
			HOLDS(fuzz_gunzip(in.data, in.len, OUT_MAX, &other));
			HOLDS(fuzz_same(&a.out, other.data, other.len));
		}
	}
	evi_buf_free(&a.out);
	evi_buf_free(&b.out);
	evi_buf_free(&other);
	return 0;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t cap,
    unsigned int seed)
{
	if (len < 2 || cap < 2 || seed % 3 == 0)
		return LLVMFuzzerMutate(data, len, cap);
	return fuzz_mutate_gzip(data + 2, len - 2, cap - 2, seed) + 2;
}
