/*
 * Verifying: a file goes through the pipeline once, whatever it is.
 *
 *     produce   the container gives members of gzip, or pieces of a tar
 *     first     they are inflated and their CRC is checked
 *     route     the scan finds the tar's members in them
 *     second    members that lie in one piece are hashed
 *     strand    members that go on from piece to piece are hashed
 *     finish    the check sees members, content and digests, in order
 *
 * So a pipe and a file are read alike, and memory is the pool of pieces.  The
 * check (bundle/check.c) holds the rest.
 */
#include "bundle/check.h"
#include "bundle/unpacked.h"
#include "bundle/pipeline.h"
#include "bundle/tarscan.h"

#include "adapt/key.h"
#include "base/memory.h"
#include "base/num.h"
#include "base/text.h"
#include "base/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PARTS 4
#define SLOTS_MAX 16

struct slot {
	struct evi_piece piece;
	struct evi_events events;
};

struct verify {
	const struct evid_verify_options *options;
	struct evi_input *input;
	struct evi_container container;
	struct evi_tarscan scan;
	struct evi_check *check;
	struct evi_inflate **inflate;
	struct evi_digest *running;	/* of a member across pieces */
	struct slot *slots;
	void **pool;
	size_t n_slots;
	unsigned int n_threads;
	uint64_t done;
	uint64_t n_blocks;		/* of the payload run, from 0 */
};

static enum evid_status
produce(void *context, void *chunk, bool *end_out, struct evid_error *err)
{
	struct verify *v = context;
	struct slot *s = chunk;

	return evi_container_next(&v->container, &s->piece, end_out, err);
}

static enum evid_status
first(void *context, void *chunk, unsigned int part, unsigned int thread,
    struct evid_error *err)
{
	struct verify *v = context;
	struct slot *s = chunk;
	size_t each = EVI_PIECE_BLOCKS / PARTS;

	return evi_piece_inflate(&s->piece, part * each, (part + 1) * each,
	    v->inflate[thread], err);
}

static enum evid_status
route(void *context, void *chunk, struct evid_error *err)
{
	struct verify *v = context;
	struct slot *s = chunk;

	return evi_tarscan_piece(&v->scan, &s->piece, &s->events, err);
}

static bool
is_small(const struct evi_seen *m)
{
	return m->begun && m->ended;
}

static const uint8_t *
content_of(const struct slot *s, const struct evi_seen *m)
{
	return s->piece.out + (m->content_offset - s->piece.tar_offset);
}

static enum evid_status
second(void *context, void *chunk, unsigned int part, unsigned int thread,
    struct evid_error *err)
{
	struct slot *s = chunk;
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
strand_event(struct verify *v, struct slot *s, const struct evi_event *e,
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
	struct verify *v = context;
	struct slot *s = chunk;
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
note_places(struct verify *v, const struct slot *s, struct evid_error *err)
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
see_bad(struct verify *v, const struct evi_event *e, struct evid_error *err)
{
	struct evi_buf why = EVI_BUF_INIT;
	enum evid_status status;

	/* Not one header yet: it is something else altogether. */
	if (e->tar_offset == 0 && v->check->base[0] == '\0') {
		status = evi_verdict_add(v->check->v,
		    EVI_FINDING_NOT_A_BUNDLE, NULL, err, NULL);
		return status != EVID_OK ? status : EVID_ERR_FORMAT;
	}
	evi_text_escape(&why, e->why, strlen(e->why));
	status = evi_verdict_add_range(v->check->v, EVI_FINDING_TAR_ENCODING,
	    NULL, e->tar_offset, EVI_TAR_BLOCK, err, "%s, at %llu of the tar",
	    evi_buf_text(&why), (unsigned long long)e->tar_offset);
	evi_buf_free(&why);
	return status;
}

static enum evid_status
see(struct verify *v, struct slot *s, const struct evi_event *e,
    struct evid_error *err)
{
	struct evi_check *c = v->check;
	struct evi_seen *m = e->member < s->events.n_members ?
	    &s->events.members[e->member] : NULL;

	switch (e->kind) {
	case EVI_EVENT_MEMBER:
		return evi_check_begin(c,
		    (const char *)s->events.text.data + m->path_at, m->size,
		    m->mtime, m->tar_offset, m->content_offset, err);
	case EVI_EVENT_DATA:
		return evi_check_content(c, s->piece.out + e->at, e->len,
		    err);
	case EVI_EVENT_LOST:
		evi_check_lost_content(c, e->offset, e->len);
		return EVID_OK;
	case EVI_EVENT_END:
		return evi_check_end(c, m->sha256, err);
	case EVI_EVENT_BAD:
		return see_bad(v, e, err);
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
progress(struct verify *v, const struct slot *s, struct evid_error *err)
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
	struct verify *v = context;
	struct slot *s = chunk;
	enum evid_status status = note_places(v, s, err);
	size_t i;

	for (i = 0; i < s->events.count && status == EVID_OK; i++)
		status = see(v, s, &s->events.items[i], err);
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
make_pool(struct verify *v, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	v->n_threads = v->options->threads;
	if (v->n_threads == 0)
		v->n_threads = evi_cores();
	v->n_slots = 2 * (size_t)v->n_threads + 2;
	if (v->n_slots > SLOTS_MAX)
		v->n_slots = SLOTS_MAX;
	/* A small bundle needs no more pieces than it fills. */
	if (v->input->size < EVI_BLOCK_MAX)
		v->n_slots = v->n_threads = 1;
	v->slots = evi_zalloc_array(v->n_slots, sizeof(*v->slots));
	v->pool = evi_zalloc_array(v->n_slots, sizeof(*v->pool));
	v->inflate = evi_zalloc_array(v->n_threads, sizeof(*v->inflate));
	if (v->slots == NULL || v->pool == NULL || v->inflate == NULL)
		return evi_fail_memory(err);
	for (i = 0; i < v->n_slots && status == EVID_OK; i++) {
		status = evi_piece_new(&v->slots[i].piece, err);
		v->pool[i] = &v->slots[i];
	}
	for (i = 0; i < v->n_threads && status == EVID_OK; i++)
		status = evi_inflate_new(EVI_ENGINE_BEST, &v->inflate[i],
		    err);
	if (status == EVID_OK)
		status = evi_digest_new(EVI_SHA256, &v->running, err);
	return status;
}

static void
free_pool(struct verify *v)
{
	size_t i;

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

/* where the input ends too early: what arrived, and what is the next byte */
static enum evid_status
cut(struct verify *v, struct evid_error *err)
{
	struct evi_check *c = v->check;
	unsigned long long whole = c->tuples.count;
	uint64_t at = v->container.end == EVI_END_CUT ?
	    v->container.at_offset : v->container.file_offset;
	enum evid_status status;

	if (v->scan.open && c->tag == EVI_TAG_PAYLOAD && !c->ignored) {
		status = evi_verdict_add_range(c->v, EVI_FINDING_MEMBER_CUT,
		    c->now.path, c->now.size - v->scan.left, v->scan.left,
		    err, "%llu of %llu bytes arrived",
		    (unsigned long long)(c->now.size - v->scan.left),
		    (unsigned long long)c->now.size);
		if (status != EVID_OK)
			return status;
	}
	if (c->finished)
		return evi_verdict_add_range(c->v, EVI_FINDING_TRUNCATED,
		    NULL, at, 0, err, "only its last bytes are missing, "
		    "from byte %llu on", (unsigned long long)at);
	return evi_verdict_add_range(c->v, EVI_FINDING_TRUNCATED, NULL, at, 0,
	    err, "the first byte missing is %llu; %llu files arrived whole, "
	    "but what they should be stands in the part that is missing",
	    (unsigned long long)at, whole);
}

static enum evid_status
container_findings(struct verify *v, struct evid_error *err)
{
	const struct evi_container *k = &v->container;
	struct evid_verdict *verdict = v->check->v;
	enum evid_status status = EVID_OK;
	size_t i;

	if (k->header_damaged)
		status = evi_verdict_add_range(verdict,
		    EVI_FINDING_BLOCK_HEADER, NULL, k->header_offset,
		    EVI_BLOCK_HEADER, err, "at byte %llu",
		    (unsigned long long)k->header_offset);
	for (i = 0; i < v->check->n_lost && status == EVID_OK; i++) {
		const struct evi_lost *l = &v->check->lost[i];

		status = evi_verdict_add_range(verdict,
		    EVI_FINDING_BLOCK_DAMAGED, NULL, l->file_offset,
		    l->file_len, err, "bytes %llu to %llu of the bundle",
		    (unsigned long long)l->file_offset, (unsigned long long)
		    (l->file_offset + l->file_len - 1));
	}
	if (status == EVID_OK && k->end == EVI_END_TRAILING)
		status = evi_verdict_add(verdict, EVI_FINDING_TRAILING_BYTES,
		    NULL, err, "from byte %llu on",
		    (unsigned long long)k->at_offset);
	if (status == EVID_OK && k->end == EVI_END_EARLY)
		status = evi_verdict_add(verdict, EVI_FINDING_CONTAINER_EOF,
		    NULL, err, "before byte %llu",
		    (unsigned long long)k->at_offset);
	return status;
}

/* was it compressed anew on the way? */
static enum evid_status
recompressed(struct verify *v, struct evid_error *err)
{
	struct evi_check *c = v->check;
	uint8_t ours[EVI_SHA256_LEN], stated[EVI_SHA256_LEN];
	enum evid_status status;
	bool same;

	if (v->container.kind == EVI_CONTAINER_TAR || c->n_lost > 0 ||
	    v->container.header_damaged || v->container.end != EVI_END_GOOD)
		return EVID_OK;
	same = v->container.kind == EVI_CONTAINER_BGZF && c->finished &&
	    evi_container_layout(&v->container, c->tail_offset, c->tar_len);
	if (same && c->seen[EVI_TAG_GZI]) {
		status = evi_digest_peek(c->places, ours, err);
		if (status == EVID_OK)
			status = evi_digest_peek(c->gzi.digest, stated, err);
		if (status != EVID_OK)
			return status;
		same = memcmp(ours, stated, EVI_SHA256_LEN) == 0;
	}
	if (same)
		return EVID_OK;
	c->v->recompressed = true;
	return evi_verdict_add(c->v, EVI_FINDING_CONTAINER_RECOMPRESSED, NULL,
	    err, NULL);
}

static enum evid_status
volumes(struct verify *v, struct evid_error *err)
{
	const char *name = v->input->name;

	switch (v->input->volumes) {
	case EVI_VOLUMES_GOOD:
		break;
	case EVI_VOLUMES_MISSING:
		return evi_verdict_add(v->check->v,
		    EVI_FINDING_VOLUME_MISSING, NULL, err, "%.*s%03u",
		    (int)strlen(name) - 3, name, v->input->volume);
	case EVI_VOLUMES_UNEQUAL:
		/* Parts of any size will do, if together they are right. */
		if (!evi_verdict_has(v->check->v, 1) &&
		    !evi_verdict_has(v->check->v, 4))
			break;
		return evi_verdict_add(v->check->v,
		    EVI_FINDING_VOLUME_ORDER, NULL, err,
		    "%.*s%03u has another size than the first",
		    (int)strlen(name) - 3, name, v->input->volume);
	}
	return EVID_OK;
}

/* after the pipeline: was it all, and what does the whole say? */
static enum evid_status
conclude(struct verify *v, struct evid_error *err)
{
	struct evi_check *c = v->check;
	bool is_cut = v->container.end == EVI_END_CUT ||
	    (v->container.end == EVI_END_GOOD && !c->finished &&
	    v->scan.state != EVI_SCAN_SEARCH && c->n_lost == 0);
	enum evid_status status = container_findings(v, err);

	if (status == EVID_OK && is_cut)
		status = cut(v, err);
	if (status != EVID_OK || (is_cut && !c->finished))
		return status;
	if (status == EVID_OK)
		status = recompressed(v, err);
	if (status == EVID_OK)
		status = evi_check_finish(c, err);
	c->v->whole = c->finished;
	return status;
}

static enum evid_status
judge(struct verify *v, struct evid_error *err)
{
	enum evid_status status = conclude(v, err);

	return status != EVID_OK ? status : volumes(v, err);
}

static enum evid_status
run(struct verify *v, struct evid_error *err)
{
	struct evid_verdict *verdict = v->check->v;
	bool empty = false;
	enum evid_status status;

	status = evi_container_open(&v->container, v->input, &empty, err);
	verdict->container = v->container.kind;
	if (status != EVID_OK)
		return status;
	if (empty)
		return evi_verdict_add(verdict, EVI_FINDING_EMPTY_FILE, NULL,
		    err, NULL);
	if (v->container.kind == EVI_CONTAINER_NONE)
		return evi_verdict_add(verdict, EVI_FINDING_NOT_A_BUNDLE,
		    NULL, err, NULL);
	evi_tarscan_init(&v->scan);
	status = make_pool(v, err);
	if (status != EVID_OK)
		return status;
	status = evi_pipeline_run(&stages, v, v->pool, v->n_slots,
	    v->n_threads, err);
	/* These two end the reading, not the judging: a finding was added. */
	if (status == EVID_ERR_TOO_NEW || status == EVID_ERR_FORMAT)
		return EVID_OK;
	return status != EVID_OK ? status : judge(v, err);
}

/* an input that fails while it is read is a finding, not a failure */
static enum evid_status
read_failed(struct evi_check *c, enum evid_status status,
    struct evid_error *err)
{
	struct evid_error none = EVID_ERROR_INIT;
	char message[EVID_ERROR_MESSAGE_CAP] = "";

	if (status != EVID_ERR_IO)
		return status;
	if (err != NULL) {
		memcpy(message, err->message, sizeof(message));
		*err = none;
	}
	return evi_verdict_add(c->v, EVI_FINDING_IO_ERROR, NULL, err, "%s",
	    message);
}

static enum evid_status
options_good(const struct evid_verify_options *o, struct evid_error *err)
{
	if (o == NULL || o->version != EVID_VERIFY_OPTIONS_VERSION)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "verify options of an unknown version");
	return evi_crypto_init(err);
}

static enum evid_status
open_payload(struct evi_check *c, struct evid_error *err)
{
	const char *folder = c->options->payload;

	if (folder == NULL)
		return EVID_OK;
	c->payload_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (c->payload_fd < 0)
		return evi_fail_errno(err, errno, "open", folder);
	return EVID_OK;
}

static enum evid_status
describe(struct evid_verdict *v, const struct evid_verify_options *o,
    struct evid_error *err)
{
	v->has_now = o->has_now != 0;
	v->now.seconds = o->now.seconds;
	v->now.nanoseconds = o->now.nanoseconds;
	v->tool = evi_strdup(o->tool_name);
	if (o->tool_name != NULL && v->tool == NULL)
		return evi_fail_memory(err);
	return EVID_OK;
}

/* @input, or the folder @folder where it is NULL */
static enum evid_status
verify(struct evi_input *input, const char *folder,
    const struct evid_verify_options *options,
    struct evid_verdict **verdict_out, struct evid_error *err)
{
	struct verify v = { .options = options, .input = input };
	struct evid_verdict *verdict = NULL;
	enum evid_status status;

	v.check = evi_zalloc(sizeof(*v.check));
	if (v.check == NULL)
		return evi_fail_memory(err);
	status = evi_verdict_new(folder != NULL ? folder : input->name,
	    &verdict, err);
	if (status != EVID_OK)
		goto out;
	status = describe(verdict, options, err);
	if (status == EVID_OK)
		status = evi_check_open(v.check, verdict, options, err);
	if (status == EVID_OK)
		status = open_payload(v.check, err);
	if (status == EVID_OK)
		status = folder != NULL ?
		    evi_check_folder(v.check, folder, err) : run(&v, err);
	status = read_failed(v.check, status, err);
	if (status == EVID_OK && verdict->left_out > 0)
		status = evi_verdict_add(verdict,
		    EVI_FINDING_FINDINGS_LEFT_OUT, NULL, err, "%llu",
		    (unsigned long long)verdict->left_out);
	evi_container_close(&v.container);
	free_pool(&v);
	evi_check_close(v.check);
out:
	free(v.check);
	if (status != EVID_OK) {
		evid_verdict_free(verdict);
		verdict = NULL;
	}
	*verdict_out = verdict;
	return status;
}

enum evid_status
evid_verify_path(const char *path, const struct evid_verify_options *options,
    struct evid_verdict **verdict_out, struct evid_error *err)
{
	struct evi_input input = { .owned = false };
	enum evid_status status;
	struct stat st;

	*verdict_out = NULL;
	status = options_good(options, err);
	if (status != EVID_OK)
		return status;
	if (strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
	    S_ISDIR(st.st_mode))
		return verify(NULL, path, options, verdict_out, err);
	status = evi_input_open(&input, path, err);
	if (status == EVID_OK)
		status = verify(&input, NULL, options, verdict_out, err);
	evi_input_close(&input);
	return status;
}

enum evid_status
evid_verify_fd(int fd, const char *name,
    const struct evid_verify_options *options,
    struct evid_verdict **verdict_out, struct evid_error *err)
{
	struct evi_input input;
	enum evid_status status;

	*verdict_out = NULL;
	status = options_good(options, err);
	if (status != EVID_OK)
		return status;
	evi_input_from_fd(&input, fd, name);
	return verify(&input, NULL, options, verdict_out, err);
}

enum evid_status
evid_verify_read(evid_read_fn *read, void *read_context, const char *name,
    const struct evid_verify_options *options,
    struct evid_verdict **verdict_out, struct evid_error *err)
{
	struct evi_input input;
	enum evid_status status;

	*verdict_out = NULL;
	status = options_good(options, err);
	if (status != EVID_OK)
		return status;
	evi_input_from_callback(&input, read, read_context, name);
	return verify(&input, NULL, options, verdict_out, err);
}
