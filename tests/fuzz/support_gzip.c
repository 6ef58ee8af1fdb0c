/*
 * Mutating gzip files: a member is taken out, changed before or after it is
 * packed, and written again with lengths and sums that are right, mostly.
 */
#include "support.h"

#include "record/block.h"

#include <zlib.h>

#define MEMBERS_MAX 64

struct member {
	size_t at, len;
};

/* The members by the lengths they state; 0 where the first states none. */
static size_t
find_members(const uint8_t *data, size_t len, struct member *out)
{
	size_t n = 0, at = 0, total;

	while (n < MEMBERS_MAX && at < len &&
	    evi_block_read_header(data + at, len - at, &total) &&
	    total <= len - at) {
		out[n++] = (struct member){ at, total };
		at += total;
	}
	return n;
}

static void
add_member(struct evi_buf *out, const uint8_t *body, size_t body_len,
    uint32_t crc, uint32_t size)
{
	uint8_t head[EVI_BLOCK_HEADER], end[EVI_BLOCK_TRAILER];
	size_t total = sizeof(head) + body_len + sizeof(end);

	if (total > EVI_BLOCK_MAX)
		return;
	evi_block_write_header(head, total);
	evi_block_write_trailer(end, crc, size);
	evi_buf_add(out, head, sizeof(head));
	evi_buf_add(out, body, body_len);
	evi_buf_add(out, end, sizeof(end));
}

static void
add_stored(struct evi_buf *out, const uint8_t *data, size_t len)
{
	uint8_t whole[EVI_BLOCK_MAX];
	uint32_t crc = (uint32_t)crc32(0, data, (uInt)len);

	evi_buf_add(out, whole, evi_block_write_stored(whole, data, len,
	    crc));
}

void
fuzz_bgzf(const uint8_t *tar, size_t len, struct evi_buf *out)
{
	for (size_t at = 0; at < len; at += EVI_BLOCK_DATA) {
		size_t n = len - at < EVI_BLOCK_DATA ? len - at :
		    EVI_BLOCK_DATA;

		add_stored(out, tar + at, n);
	}
	evi_buf_add(out, evi_block_eof, EVI_BLOCK_EOF_LEN);
}

/* What a raw deflate stream gives, at most @cap bytes; 0 if nothing. */
static size_t
inflate_raw(const uint8_t *body, size_t len, uint8_t *out, size_t cap)
{
	z_stream z = { 0 };
	size_t got = 0;

	if (inflateInit2(&z, -15) != Z_OK)
		return 0;
	z.next_in = (Bytef *)(uintptr_t)body;
	z.avail_in = (uInt)len;
	z.next_out = out;
	z.avail_out = (uInt)cap;
	if (inflate(&z, Z_FINISH) == Z_STREAM_END)
		got = cap - z.avail_out;
	(void)inflateEnd(&z);
	return got;
}

static void
add_deflated(struct evi_buf *out, const uint8_t *data, size_t len, int level)
{
	uint8_t body[EVI_BLOCK_MAX];
	z_stream z = { 0 };

	if (deflateInit2(&z, level, Z_DEFLATED, -15, 8,
	    Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	z.next_in = (Bytef *)(uintptr_t)data;
	z.avail_in = (uInt)len;
	z.next_out = body;
	z.avail_out = sizeof(body);
	if (deflate(&z, Z_FINISH) == Z_STREAM_END)
		add_member(out, body, sizeof(body) - z.avail_out,
		    (uint32_t)crc32(0, data, (uInt)len), (uint32_t)len);
	(void)deflateEnd(&z);
}

/* One member, changed within. */
static void
change_member(const uint8_t *p, size_t len, uint32_t *random,
    struct evi_buf *out)
{
	uint8_t body[EVI_BLOCK_MAX], tar[EVI_BLOCK_MAX];
	size_t body_len = len - EVI_BLOCK_HEADER - EVI_BLOCK_TRAILER;
	uint32_t crc, size;
	size_t n;

	memcpy(body, p + EVI_BLOCK_HEADER, body_len);
	evi_block_read_trailer(p + len - EVI_BLOCK_TRAILER, &crc, &size);
	n = inflate_raw(body, body_len, tar, EVI_BLOCK_DATA);
	switch (fuzz_random(random, 4)) {
	case 0:				/* what it holds */
		n = fuzz_mutate_tar(tar, n, EVI_BLOCK_DATA,
		    fuzz_random(random, UINT32_MAX));
		add_stored(out, tar, n);
		break;
	case 1:				/* how it is packed */
		add_deflated(out, tar, n, (int)fuzz_random(random, 10));
		break;
	case 2:				/* the stream, sums put right */
		body_len = LLVMFuzzerMutate(body, body_len,
		    EVI_BLOCK_MAX - 26);
		n = inflate_raw(body, body_len, tar, sizeof(tar));
		add_member(out, body, body_len,
		    (uint32_t)crc32(0, tar, (uInt)n), (uint32_t)n);
		break;
	default:			/* the sums, stream as it is */
		add_member(out, body, body_len,
		    crc ^ fuzz_random(random, 2), size ^
		    1u << fuzz_random(random, 17));
		break;
	}
}

/* A member that is cut in two, or nothing for it. */
static void
split_member(const uint8_t *p, size_t len, uint32_t *random,
    struct evi_buf *out)
{
	uint8_t tar[EVI_BLOCK_MAX];
	size_t n = inflate_raw(p + EVI_BLOCK_HEADER,
	    len - EVI_BLOCK_HEADER - EVI_BLOCK_TRAILER, tar, EVI_BLOCK_DATA);
	size_t at = n == 0 ? 0 : fuzz_random(random, (uint32_t)n);

	if (at > 0)
		add_stored(out, tar, at);
	if (n > at)
		add_deflated(out, tar + at, n - at, 6);
}

static void
mutate_one(const uint8_t *data, const struct member *m, uint32_t *random,
    struct evi_buf *out)
{
	const uint8_t *p = data + m->at;

	switch (fuzz_random(random, 8)) {
	case 0:				/* left out */
		break;
	case 1:				/* twice */
		evi_buf_add(out, p, m->len);
		evi_buf_add(out, p, m->len);
		break;
	case 2:
		split_member(p, m->len, random, out);
		break;
	case 3:				/* an end that is none */
		evi_buf_add(out, evi_block_eof, EVI_BLOCK_EOF_LEN);
		evi_buf_add(out, p, m->len);
		break;
	default:
		change_member(p, m->len, random, out);
		break;
	}
}

size_t
fuzz_mutate_gzip(uint8_t *data, size_t len, size_t cap, unsigned int seed)
{
	struct member members[MEMBERS_MAX];
	struct evi_buf out = EVI_BUF_INIT;	/* owned here */
	uint32_t random = seed | 1;
	size_t n = find_members(data, len, members), end;
	uint32_t chosen;

	if (n == 0 || fuzz_random(&random, 4) == 0)
		return LLVMFuzzerMutate(data, len, cap);
	chosen = fuzz_random(&random, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		if (i == chosen)
			mutate_one(data, &members[i], &random, &out);
		else
			evi_buf_add(&out, data + members[i].at,
			    members[i].len);
	}
	end = members[n - 1].at + members[n - 1].len;
	evi_buf_add(&out, data + end, len - end);
	if (out.len > 0 && out.len <= cap && !out.failed) {
		memcpy(data, out.data, out.len);
		len = out.len;
	} else {
		len = LLVMFuzzerMutate(data, len, cap);
	}
	evi_buf_free(&out);
	return len;
}
