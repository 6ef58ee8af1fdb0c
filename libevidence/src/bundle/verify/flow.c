/*
 * The flow of a verification: a file goes through the pipeline once, whatever
 * it is.
 *
 *     produce   the container gives members of gzip, or pieces of a tar
 *     first     they are inflated and their CRC is checked
 *     route     the scan finds the tar's members in them
 *     second    members that lie in one piece are hashed
 *     strand    members that go on from piece to piece are hashed
 *     finish    the check sees members, content and digests, in order
 *
 * So a pipe and a file are read alike, and memory is the pool of pieces.  The
 * check (bundle/verify/check.c) holds the rest.
 */
#include "bundle/verify/flow.h"

#include "base/memory.h"
#include "base/text.h"
#include "base/thread.h"

#include <stdlib.h>
#include <string.h>

#define PARTS 4
#define SLOTS_MAX 16

struct evi_slot {
	struct evi_piece piece;
	struct evi_events events;
};

static enum evid_status
produce(void *context, void *chunk, bool *end_out, struct evid_error *err)
{
	struct evi_flow *v = context;
	struct evi_slot *s = chunk;

	return evi_container_next(&v->container, &s->piece, end_out, err);
}

static enum evid_status
first(void *context, void *chunk, unsigned int part, unsigned int thread,
    struct evid_error *err)
{
	struct evi_flow *v = context;
	struct evi_slot *s = chunk;
	size_t each = EVI_PIECE_BLOCKS / PARTS;

	return evi_piece_inflate(&s->piece, part * each, (part + 1) * each,
	    v->inflate[thread], err);
}

static enum evid_status
route(void *context, void *chunk, struct evid_error *err)
{
	struct evi_flow *v = context;
	struct evi_slot *s = chunk;

	return evi_tarscan_piece(&v->scan, &s->piece, &s->events, err);
}

static bool
is_small(const struct evi_seen *m)
{
	return m->begun && m->ended;
}

static const uint8_t *
content_of(const struct evi_slot *s, const struct evi_seen *m)
{
	return s->piece.out + (m->content_offset - s->piece.tar_offset);
}

static enum evid_status
second(void *context, void *chunk, unsigned int part, unsigned int thread,
    struct evid_error *err)
{
	struct evi_slot *s = chunk;
	size_t i;

	(void)context;
	(void)thread;
	for (i = part; i < s->events.n_members; i += PARTS) {
		struct evi_seen *m = &s->events.members[i];
		enum evid_status status;

		if (!is_small(m))
			continue;
		status = evi_sha256(content_of(s, m), (size_t)m->size,
		    m->sha256, err);
		if (status != EVID_OK)
			return status;
	}
	return EVID_OK;
}

static enum evid_status
strand_event(struct evi_flow *v, struct evi_slot *s, const struct evi_event *e,
    struct evid_error *err)
{
	struct evi_seen *m = &s->events.members[e->member];

	switch (e->kind) {
	case EVI_EVENT_MEMBER:
		return evi_digest_start(v->running, err);
	case EVI_EVENT_DATA:
		return evi_digest_add(v->running, s->piece.out + e->at, e->len,
		    err);
	case EVI_EVENT_END:
		return evi_digest_finish(v->running, m->sha256, err);
	default:
		return EVID_OK;
	}
}

static enum evid_status
strand(void *context, void *chunk, struct evid_error *err)
{
	struct evi_flow *v = context;
	struct evi_slot *s = chunk;
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < s->events.count && status == EVID_OK; i++) {
		const struct evi_event *e = &s->events.items[i];

		if (e->member >= s->events.n_members ||
		    is_small(&s->events.members[e->member]))
			continue;
		status = strand_event(v, s, e, err);
	}
	return status;
}

/* where the payload's blocks lie, as blocks.gzi would have it */
static enum evid_status
note_places(struct evi_flow *v, const struct evi_slot *s,
    struct evid_error *err)
{
	struct evi_check *c = v->check;
	size_t i;

	for (i = 0; i < s->piece.n_blocks; i++) {
		const struct evi_block *b = &s->piece.blocks[i];
		uint8_t pair[16];
		enum evid_status status;

		if (b->lost) {
			struct evi_lost lost = { b->tar_offset, b->len,
				b->file_offset, b->file_len };

			evi_check_lost(c, &lost);
		}
		if (s->events.tail_known && b->tar_offset > s->events.tail)
			continue;
		if (v->n_blocks++ == 0)
			continue;
		evi_gzi_write_pair(pair, b->file_offset, b->tar_offset);
		c->n_places++;
		status = evi_digest_add(c->places, pair, sizeof(pair), err);
		if (status != EVID_OK)
			return status;
	}
	return EVID_OK;
}

static enum evid_status
see_bad(struct evi_check *c, const struct evi_event *e,
    struct evid_error *err)
{
	static const char unpack[] = "unpack it elsewhere, and verify the "
	    "folder";
	static const char unpack_if[] = "check that this is the file that was "
	    "sent; if an unpacked bundle was packed so, unpack it elsewhere, "
	    "and verify the folder";
	struct evi_buf why = EVI_BUF_INIT;
	enum evid_status status;

	/* Not one header yet: it is something else altogether. */
	if (e->tar_offset == 0 && c->base[0] == '\0') {
		status = e->bundle ? evi_verdict_add_hint(c->v,
		    EVI_FINDING_TAR_ENCODING, NULL, unpack, false, err,
		    "another program packed it anew") : e->folder ?
		    evi_verdict_add_hint(c->v, EVI_FINDING_NOT_A_BUNDLE, NULL,
		    unpack_if, false, err, "a tar of a folder") :
		    evi_verdict_add(c->v, EVI_FINDING_NOT_A_BUNDLE, NULL, err,
		    NULL);
		return status != EVID_OK ? status : EVID_ERR_FORMAT;
	}
	evi_text_escape(&why, e->why, strlen(e->why));
	status = evi_verdict_add_range(c->v, EVI_FINDING_TAR_ENCODING, NULL,
	    e->tar_offset, EVI_TAR_BLOCK, err, "%s, at %llu of the tar",
	    evi_buf_text(&why), (unsigned long long)e->tar_offset);
	evi_buf_free(&why);
	return status;
}

enum evid_status
evi_flow_see(struct evi_check *c, const struct evi_piece *piece,
    const struct evi_events *events, const struct evi_event *e,
    struct evid_error *err)
{
	const struct evi_seen *m;

	switch (e->kind) {
	case EVI_EVENT_MEMBER:
		m = &events->members[e->member];
		return evi_check_begin(c,
		    (const char *)events->text.data + m->path_at, m->size,
		    m->mtime, m->tar_offset, m->content_offset, err);
	case EVI_EVENT_DATA:
		return evi_check_content(c, piece->out + e->at, e->len, err);
	case EVI_EVENT_LOST:
		evi_check_lost_content(c, e->offset, e->len);
		return EVID_OK;
	case EVI_EVENT_END:
		m = &events->members[e->member];
		return evi_check_end(c, m->sha256, err);
	case EVI_EVENT_BAD:
		return see_bad(c, e, err);
	case EVI_EVENT_TRAILING:
		return evi_verdict_add(c->v, EVI_FINDING_TAR_TRAILING, NULL,
		    err, "from %llu of the tar on",
		    (unsigned long long)e->tar_offset);
	case EVI_EVENT_FINISH:
		c->finished = true;
		c->tar_len = e->tar_offset;
		return EVID_OK;
	}
	return EVID_OK;
}

static enum evid_status
progress(struct evi_flow *v, const struct evi_slot *s, struct evid_error *err)
{
	size_t i;

	if (v->options->progress == NULL)
		return EVID_OK;
	for (i = 0; i < s->piece.n_blocks; i++)
		v->done += s->piece.blocks[i].file_len;
	if (v->options->progress(v->options->context, v->done,
	    v->input->size == EVI_SIZE_UNKNOWN ? 0 : v->input->size) == 0)
		return EVID_OK;
	return evi_fail(err, EVID_ERR_CANCELLED, "%s: stopped as asked",
	    v->input->name);
}

static enum evid_status
finish(void *context, void *chunk, struct evid_error *err)
{
	struct evi_flow *v = context;
	struct evi_slot *s = chunk;
	enum evid_status status = note_places(v, s, err);
	size_t i;

	for (i = 0; i < s->events.count && status == EVID_OK; i++)
		status = evi_flow_see(v->check, &s->piece, &s->events,
		    &s->events.items[i], err);
	if (status == EVID_OK)
		status = progress(v, s, err);
	return status;
}

static const struct evi_stages stages = {
	.produce = produce, .first_parts = PARTS, .first = first,
	.route = route, .second_parts = PARTS, .second = second,
	.strand = strand, .finish = finish
};

static enum evid_status
make_pool(struct evi_flow *v, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	v->n_threads = v->options->threads;
	if (v->n_threads == 0)
		v->n_threads = evi_cores();
	/* A small bundle needs no more pieces than it fills. */
	if (v->input->size < EVI_BLOCK_MAX)
		v->n_threads = 1;
	/* One thread alone has one piece in work: where each of many threads
	 * verifies a bundle of its own, this is what it costs. */
	v->n_slots = v->n_threads == 1 ? 1 : 2 * (size_t)v->n_threads + 2;
	if (v->n_slots > SLOTS_MAX)
		v->n_slots = SLOTS_MAX;
	v->slots = evi_zalloc_array(v->n_slots, sizeof(*v->slots));
	v->pool = evi_zalloc_array(v->n_slots, sizeof(*v->pool));
	v->inflate = evi_zalloc_array(v->n_threads, sizeof(*v->inflate));
	if (v->slots == NULL || v->pool == NULL || v->inflate == NULL)
		return evi_fail_memory(err);
	for (i = 0; i < v->n_slots && status == EVID_OK; i++) {
		status = evi_piece_new(&v->slots[i].piece, v->input,
		    err);
		v->pool[i] = &v->slots[i];
	}
	for (i = 0; i < v->n_threads && status == EVID_OK; i++)
		status = evi_inflate_new(EVI_ENGINE_BEST, &v->inflate[i],
		    err);
	if (status == EVID_OK)
		status = evi_digest_new(EVI_SHA256, &v->running, err);
	return status;
}

void
evi_flow_free(struct evi_flow *v)
{
	size_t i;

	evi_container_close(&v->container);
	for (i = 0; v->slots != NULL && i < v->n_slots; i++) {
		evi_piece_free(&v->slots[i].piece);
		evi_events_free(&v->slots[i].events);
	}
	for (i = 0; v->inflate != NULL && i < v->n_threads; i++)
		evi_inflate_free(v->inflate[i]);
	evi_digest_free(v->running);
	free(v->slots);
	free(v->pool);
	free(v->inflate);
}

enum evid_status
evi_flow_run(struct evi_flow *v, struct evid_error *err)
{
	enum evid_status status;

	evi_tarscan_init(&v->scan);
	v->scan.tar_offset = v->tar_start;
	status = make_pool(v, err);
	if (status != EVID_OK)
		return status;
	return evi_pipeline_run(&stages, v, v->pool, v->n_slots, v->n_threads,
	    err);
}
