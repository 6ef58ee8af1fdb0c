/*
 * Members by their blocks: of a BGZF file that can be sought in, the first
 * block (bagit.txt and the format), the tail, and the blocks of the members
 * asked for.
 *
 * The tail is judged first, as in any verification.  Then the signed inventory
 * gives the place of each member in the tar, since all headers have one
 * encoding, and the signed block index the place of each block in the file.
 * What stands there must be that member, byte for byte.  Where no block stands
 * there, the bundle may have been compressed anew, and all is read instead.
 */
#include "bundle/extract/parts.h"

#include "base/memory.h"
#include "record/block.h"

#include <stdlib.h>
#include <string.h>

#define ULL(x) ((unsigned long long)(x))
#define NO_BLOCK UINT64_MAX

/* the block that was read last, and what it is read with */
struct blocks {
	struct evi_extract *x;
	struct evi_check *check;
	const struct evi_input *input;
	struct evi_inflate *inflate;
	struct evi_digest *digest;
	uint64_t count;			/* blocks of the payload run */
	uint64_t number;		/* of the one in @data, or NO_BLOCK */
	uint64_t file_offset;		/* of it */
	size_t file_len, len;
	bool lost;
	bool elsewhere;			/* no block of that length is there */
	uint8_t *packed, *data;
};

/* one member, while its bytes come */
struct member {
	const struct evi_object *object;
	struct evi_buf header;
	uint64_t at;			/* bytes seen, from its header on */
	uint64_t padding;
	bool lost, other;		/* not there; not the one encoding */
	uint64_t lost_from, lost_to;	/* of the content */
};

static enum evid_status
blocks_open(struct blocks *b, struct evid_error *err)
{
	enum evid_status status;

	b->number = NO_BLOCK;
	b->packed = malloc(EVI_BLOCK_MAX);
	b->data = malloc(EVI_BLOCK_MAX);
	if (b->packed == NULL || b->data == NULL)
		return evi_fail_memory(err);
	status = evi_inflate_new(EVI_ENGINE_BEST, &b->inflate, err);
	if (status == EVID_OK)
		status = evi_digest_new(EVI_SHA256, &b->digest, err);
	return status;
}

static void
blocks_close(struct blocks *b)
{
	free(b->packed);
	free(b->data);
	evi_inflate_free(b->inflate);
	evi_digest_free(b->digest);
}

/* what stands at @offset, @len long, into b->data; b->lost where it is no
 * block of @tar_len bytes */
static enum evid_status
read_block(struct blocks *b, uint64_t offset, size_t len, size_t tar_len,
    struct evid_error *err)
{
	enum evid_status status;
	uint32_t crc, size;
	size_t n, total;
	bool good = false;

	b->file_offset = offset;
	b->file_len = len;
	b->lost = b->elsewhere = true;
	b->len = tar_len;
	status = evi_input_read_at(b->input, offset, b->packed, len, &n, err);
	if (status != EVID_OK || n != len || !evi_block_read_header(b->packed,
	    len, &total) || total > len)
		return status;
	evi_block_read_trailer(b->packed + total - EVI_BLOCK_TRAILER, &crc,
	    &size);
	/* The first block's lengths are its own to say. */
	if (tar_len == 0)
		b->len = size;
	else if (size != tar_len || total != len)
		return EVID_OK;
	b->elsewhere = false;
	b->file_len = total;
	if (size == 0 || size > EVI_BLOCK_DATA)
		return EVID_OK;
	status = evi_inflate_block(b->inflate, b->packed + EVI_BLOCK_HEADER,
	    total - EVI_BLOCK_HEADER - EVI_BLOCK_TRAILER, b->data, size,
	    &good, err);
	b->lost = !good || evi_crc32(0, b->data, size) != crc;
	return status;
}

static enum evid_status
block_damaged(struct blocks *b, struct evid_error *err)
{
	return evi_verdict_add_range(b->check->v, EVI_FINDING_BLOCK_DAMAGED,
	    NULL, b->file_offset, b->file_len, err,
	    "bytes %llu to %llu of the bundle", ULL(b->file_offset),
	    ULL(b->file_offset + b->file_len - 1));
}

/* where the @number-th block of the payload run begins in the file */
static enum evid_status
place_of(struct blocks *b, uint64_t number, uint64_t *offset_out,
    struct evid_error *err)
{
	uint8_t pair[16];
	uint64_t tar;
	enum evid_status status;

	*offset_out = 0;
	if (number == 0)
		return EVID_OK;
	status = evi_heap_read(&b->x->store.index, 8 + (number - 1) * 16,
	    pair, sizeof(pair), err);
	if (status == EVID_OK)
		evi_gzi_read_pair(pair, offset_out, &tar);
	return status;
}

static enum evid_status
want_block(struct blocks *b, uint64_t number, struct evid_error *err)
{
	uint64_t from, to, tail = b->check->tail_offset;
	enum evid_status status;

	if (number == b->number)
		return EVID_OK;
	b->number = NO_BLOCK;
	status = place_of(b, number, &from, err);
	if (status == EVID_OK)
		status = place_of(b, number + 1, &to, err);
	if (status != EVID_OK)
		return status;
	b->number = number;
	b->lost = b->elsewhere = true;
	b->file_offset = from;
	b->file_len = (size_t)(to - from);
	b->len = number + 1 < b->count ? EVI_BLOCK_DATA :
	    (size_t)(tail - number * EVI_BLOCK_DATA);
	if (to - from <= EVI_BLOCK_MAX)
		status = read_block(b, from, (size_t)(to - from), b->len, err);
	if (status == EVID_OK && b->lost && b->elsewhere) {
		b->x->elsewhere = true;
		return evi_fail(err, EVID_ERR_FORMAT,
		    "a block is not where the index says");
	}
	if (status == EVID_OK && b->lost)
		status = block_damaged(b, err);
	return status != EVID_OK ? status : evi_extract_progress(b->x, err);
}

/* @len bytes of the member, from m->at on; NULL: they were lost */
static enum evid_status
see(struct blocks *b, struct member *m, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	uint64_t content = m->at - m->header.len;
	enum evid_status status;

	if (m->at < m->header.len) {
		if (data == NULL)
			m->lost = true;
		else if (memcmp(data, m->header.data + m->at, len) != 0)
			m->other = true;
		return EVID_OK;
	}
	if (content < m->object->size) {
		if (data == NULL) {
			if (!m->lost || m->lost_to == 0)
				m->lost_from = content;
			m->lost = true;
			m->lost_to = content + len;
			return EVID_OK;
		}
		status = evi_digest_add(b->digest, data, len, err);
		return status != EVID_OK ? status :
		    b->x->sink.data(b->x->sink.context, data, len, err);
	}
	for (; data != NULL && len > 0; len--)
		if (data[len - 1] != 0)
			m->other = true;
	return EVID_OK;
}

/* how much of the part of the member that m->at is in comes in one piece */
static uint64_t
left_of_part(const struct member *m)
{
	uint64_t end = m->header.len;

	if (m->at >= end)
		end += m->object->size;
	if (m->at >= end)
		end += m->padding;
	return end - m->at;
}

static enum evid_status
read_bytes(struct blocks *b, struct member *m, uint64_t tar_offset,
    struct evid_error *err)
{
	uint64_t total = m->header.len + m->object->size + m->padding;
	enum evid_status status = EVID_OK;

	while (status == EVID_OK && m->at < total) {
		uint64_t at = tar_offset + m->at;
		size_t in_block = (size_t)(at % EVI_BLOCK_DATA), n;
		uint64_t part = left_of_part(m);

		status = want_block(b, at / EVI_BLOCK_DATA, err);
		if (status != EVID_OK)
			break;
		/* It bounds what is read of hostile lengths. */
		if (in_block >= b->len)
			return evi_fail(err, EVID_ERR_FORMAT,
			    "a member is not where the index says");
		n = b->len - in_block;
		if (n > part)
			n = (size_t)part;
		status = see(b, m, b->lost ? NULL : b->data + in_block, n,
		    err);
		m->at += n;
	}
	return status;
}

static enum evid_status
judge(struct blocks *b, struct member *m, struct evid_error *err)
{
	struct evid_verdict *v = b->check->v;
	const struct evi_object *o = m->object;
	struct evi_tuple tuple;
	enum evid_status status;

	if (m->lost && m->lost_to == 0)
		return evi_verdict_add(v, EVI_FINDING_MEMBER_DAMAGED, o->path,
		    err, "its header");
	if (m->lost)
		return evi_verdict_add_range(v, EVI_FINDING_MEMBER_DAMAGED,
		    o->path, m->lost_from, m->lost_to - m->lost_from, err,
		    "bytes %llu to %llu of %llu", ULL(m->lost_from),
		    ULL(m->lost_to - 1), ULL(o->size));
	memset(&tuple, 0, sizeof(tuple));
	status = evi_digest_finish(b->digest, tuple.sha256, err);
	if (status != EVID_OK)
		return status;
	if (memcmp(tuple.sha256, o->sha256, EVI_SHA256_LEN) != 0)
		return evi_verdict_add_range(v, EVI_FINDING_MEMBER_CHANGED,
		    o->path, 0, o->size, err, "its SHA-256 is another");
	if (m->other)
		return evi_verdict_add(v, EVI_FINDING_TAR_ENCODING, o->path,
		    err, "its header, or what fills its last block");
	v->files++;
	v->bytes += o->size;
	tuple.path_len = strlen(o->path);
	memcpy(tuple.path, o->path, tuple.path_len + 1);
	tuple.size = o->size;
	tuple.mtime = evi_object_mtime(o);
	return b->x->sink.end(b->x->sink.context, &tuple, err);
}

static enum evid_status
read_member(struct blocks *b, const struct evi_object *o,
    uint64_t tar_offset, struct evid_error *err)
{
	struct member m = { .object = o, .header = EVI_BUF_INIT,
		.padding = evi_tar_padding(o->size) };
	struct evi_buf path = EVI_BUF_INIT;
	enum evid_status status;

	evi_buf_add_format(&path, "%s/%s", b->check->base, o->path);
	status = evi_buf_status(&path, err);
	if (status == EVID_OK)
		status = evi_tar_write_header(&m.header, evi_buf_text(&path),
		    path.len, o->size, evi_object_mtime(o), err);
	if (status == EVID_OK)
		status = evi_digest_start(b->digest, err);
	if (status == EVID_OK)
		status = b->x->sink.begin(b->x->sink.context, o->path,
		    o->size, err);
	if (status == EVID_OK)
		status = read_bytes(b, &m, tar_offset, err);
	if (status == EVID_OK)
		status = judge(b, &m, err);
	evi_buf_free(&m.header);
	evi_buf_free(&path);
	return status;
}

static enum evid_status
one_line(void *context, const char *line, size_t len, struct evid_error *err)
{
	struct blocks *b = context;
	struct evi_extract *x = b->x;
	struct evi_object o;
	const char *why = NULL;
	enum evid_status status;

	memset(&o, 0, sizeof(o));
	status = evi_object_read(line, len, &o, &why, NULL, err);
	if (status == EVID_OK && why == NULL && o.type == EVI_TYPE_FILE) {
		uint64_t at = x->tar_offset;

		x->tar_offset += evi_check_header_len(b->check, &o) + o.size +
		    evi_tar_padding(o.size);
		if (evi_choice_has(x->chosen, o.original))
			status = read_member(b, &o, at, err);
	}
	evi_object_free(&o);
	return status != EVID_OK ? status : evi_extract_progress(x, err);
}

/* the first block, up to the payload, to the check; whatever it is */
static enum evid_status
head(struct blocks *b, struct evid_error *err)
{
	struct evi_piece piece = { .n_blocks = 1, .out = b->data };
	struct evi_events events = { .n_members = 0 };
	struct evi_tarscan *scan = evi_zalloc(sizeof(*scan));
	size_t n = b->input->size < EVI_BLOCK_MAX ? (size_t)b->input->size :
	    EVI_BLOCK_MAX;
	enum evid_status status;
	bool whole = false;
	size_t i;

	if (scan == NULL)
		return evi_fail_memory(err);
	evi_tarscan_init(scan);
	status = read_block(b, 0, n, 0, err);
	if (status == EVID_OK && b->lost) {
		const struct evi_lost lost = { 0, EVI_BLOCK_DATA, 0,
			b->file_len };

		evi_check_lost(b->check, &lost);
		goto out;
	}
	piece.blocks[0].len = piece.len = b->len;
	if (status == EVID_OK)
		status = evi_tarscan_piece(scan, &piece, &events, err);
	for (i = 0; status == EVID_OK && i < events.count; i++) {
		const struct evi_event *e = &events.items[i];
		struct evi_seen *m = &events.members[e->member];

		if (e->kind == EVI_EVENT_MEMBER &&
		    b->check->seen[EVI_TAG_FORMAT])
			break;
		if (e->kind == EVI_EVENT_END)
			status = evi_sha256(b->data + m->content_offset,
			    (size_t)m->size, m->sha256, err);
		if (status == EVID_OK)
			status = evi_flow_see(b->check, &piece, &events, e,
			    err);
		whole |= e->kind == EVI_EVENT_END &&
		    b->check->tag == EVI_TAG_FORMAT;
	}
	/* Who packed it anew may have made the first block shorter. */
	if (status == EVID_OK && !whole)
		b->x->elsewhere = true;
out:
	evi_events_free(&events);
	free(scan);
	return status;
}

static enum evid_status
tail(struct evi_extract *x, struct evi_flow *flow, struct evid_error *err)
{
	enum evid_status status;
	bool empty = false;

	status = evi_input_seek(flow->input, x->locator.tail_file_offset,
	    err);
	if (status == EVID_OK)
		status = evi_container_open(&flow->container, flow->input,
		    &empty, err);
	if (status != EVID_OK)
		return status;
	flow->container.file_offset = x->locator.tail_file_offset;
	flow->container.tar_offset = x->locator.tail_offset;
	flow->tar_start = x->locator.tail_offset;
	flow->check->v->container = flow->container.kind;
	status = evi_flow_run(flow, err);
	return status != EVID_OK ? status : evi_flow_judge(flow, err);
}

/* Members are looked for only by lists that are themselves as signed. */
static bool
can_find(const struct evi_check *c)
{
	return c->v->inventory_signed && !c->gzi.wrong &&
	    evi_check_tag_listed(c, EVI_TAG_GZI) &&
	    c->seen[EVI_TAG_FORMAT] &&
	    c->inventory.next_offset == c->tail_offset;
}

enum evid_status
evi_extract_members(void *context, struct evi_flow *flow,
    struct evid_error *err)
{
	struct evi_extract *x = context;
	struct blocks b = { .x = x, .check = flow->check,
		.input = flow->input };
	enum evid_status status = blocks_open(&b, err);

	flow->check->members_only = flow->check->tail_first = true;
	if (status == EVID_OK)
		status = head(&b, err);
	if (status == EVID_OK && !x->elsewhere)
		status = tail(x, flow, err);
	/* These end the reading, not the judging: a finding was added, or all
	 * is read anew. */
	if (status == EVID_ERR_TOO_NEW || status == EVID_ERR_FORMAT ||
	    x->elsewhere) {
		blocks_close(&b);
		return EVID_OK;
	}
	if (status == EVID_OK)
		status = evi_store_end(&x->store, err);
	b.count = flow->check->gzi.count;
	x->tar_offset = flow->check->payload_offset;
	if (status == EVID_OK && can_find(flow->check))
		status = evi_store_lines(&x->store, one_line, &b, err);
	blocks_close(&b);
	return x->elsewhere ? EVID_OK : status;
}
