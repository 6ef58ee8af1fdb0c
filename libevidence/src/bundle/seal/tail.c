/*
 * Writing the tail (tail.h).  All of it is known before its first byte: the
 * lists are spooled, the rest is small.  So its members are laid out first,
 * signed, and then go through the pipeline as the payload did.
 */
#include "bundle/seal/tail.h"

#include "bundle/seal/sign.h"
#include "bundle/stream/pipeline.h"
#include "record/lines.h"
#include "record/tags.h"
#include "record/tar.h"

#include <stdlib.h>
#include <string.h>

#define MEMBERS_MAX 12
#define CHUNKS_MAX 16

/* one member: its header, then content from memory or from a spool, padding */
struct member {
	struct evi_buf header;
	const struct evi_buf *text;
	struct evi_spool *spool;
	uint64_t size;
	uint64_t offset;		/* of its content in the tar */
};

struct layout {
	struct evi_tail *tail;
	struct member members[MEMBERS_MAX];
	size_t count;
	uint64_t begin, at;		/* in the tar */
	struct evi_buf bag_info, readme, tagmanifest, seal;
	size_t next;			/* produce: the member, and where */
	uint64_t done;
};

static enum evid_status
add_member(struct layout *l, enum evi_tag tag, const struct evi_buf *text,
    struct evi_spool *spool, struct evid_error *err)
{
	const struct evi_statement *s = l->tail->statement;
	struct member *m = &l->members[l->count++];
	struct evi_buf path = EVI_BUF_INIT;
	enum evid_status status;

	*m = (struct member){ EVI_BUF_INIT, text, spool,
		text != NULL ? text->len : spool->size, 0 };
	evi_buf_add_format(&path, "%s/%s", s->name, evi_tag_path(tag));
	status = evi_buf_status(&path, err);
	if (status == EVID_OK)
		status = evi_tar_write_header(&m->header, evi_buf_text(&path),
		    path.len, m->size, evi_tag_mtime(s), err);
	m->offset = l->at + m->header.len;
	l->at = m->offset + m->size + evi_tar_padding(m->size);
	evi_buf_free(&path);
	return status;
}

/* A member that the tag manifest lists. */
static enum evid_status
add_listed(struct layout *l, enum evi_tag tag, const struct evi_buf *text,
    struct evi_spool *spool, const uint8_t digest[EVI_SHA256_LEN],
    struct evid_error *err)
{
	const char *path = evi_tag_path(tag);

	evi_sum_line_write(&l->tagmanifest, digest, path, strlen(path));
	return add_member(l, tag, text, spool, err);
}

static enum evid_status
add_text(struct layout *l, enum evi_tag tag, const struct evi_buf *text,
    struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;

	if (text->len > EVI_JSON_LIMIT)
		return evi_fail(err, EVID_ERR_LIMIT,
		    "%s would be larger than 16 MiB", evi_tag_path(tag));
	status = evi_sha256(text->data, text->len, digest, err);
	return status != EVID_OK ? status :
	    add_listed(l, tag, text, NULL, digest, err);
}

static enum evid_status
add_spool(struct layout *l, enum evi_tag tag, struct evi_spool *spool,
    struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;

	status = evi_spool_end(spool, digest, err);
	return status != EVID_OK ? status :
	    add_listed(l, tag, NULL, spool, digest, err);
}

/* The index ends with where the tail begins, and begins with its count. */
static enum evid_status
add_gzi(struct layout *l, struct evid_error *err)
{
	struct evi_spool *gzi = l->tail->gzi;
	struct evi_blockwriter *w = l->tail->writer;
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;

	status = evi_blockwriter_note(w, err);
	w->gzi = NULL;
	if (status == EVID_OK)
		status = evi_spool_end(gzi, digest, err);
	if (status == EVID_OK)
		status = evi_spool_set_count(gzi, w->n_noted, digest, err);
	return status != EVID_OK ? status :
	    add_listed(l, EVI_TAG_GZI, NULL, gzi, digest, err);
}

static void
add_first_tag(struct layout *l, enum evi_tag tag, const char *text,
    enum evid_status *status, struct evid_error *err)
{
	const char *path = evi_tag_path(tag);
	uint8_t digest[EVI_SHA256_LEN];

	if (*status == EVID_OK)
		*status = evi_sha256(text, strlen(text), digest, err);
	if (*status == EVID_OK)
		evi_sum_line_write(&l->tagmanifest, digest, path,
		    strlen(path));
}

/* Everything that the tag manifest covers. */
static enum evid_status
lay_listed(struct layout *l, struct evid_error *err)
{
	struct evi_tail *t = l->tail;
	enum evid_status status = EVID_OK;

	add_first_tag(l, EVI_TAG_BAGIT, evi_bagit_text, &status, err);
	add_first_tag(l, EVI_TAG_FORMAT, evi_format_text, &status, err);
	if (status == EVID_OK)
		status = add_spool(l, EVI_TAG_MANIFEST, t->manifest, err);
	if (status == EVID_OK)
		status = add_spool(l, EVI_TAG_INVENTORY, t->inventory, err);
	if (status == EVID_OK && t->gzi != NULL)
		status = add_gzi(l, err);
	if (status == EVID_OK && t->case_text->len > 0)
		status = add_text(l, EVI_TAG_CASE, t->case_text, err);
	if (status == EVID_OK)
		status = add_text(l, EVI_TAG_CONDITIONS, t->conditions, err);
	if (status == EVID_OK && t->custody != NULL)
		status = add_spool(l, EVI_TAG_CUSTODY, t->custody, err);
	evi_buf_add(&l->readme, evi_readme_text, evi_readme_len);
	evi_bag_info_write(&l->bag_info, t->statement, t->n_bytes,
	    t->n_files);
	if (status == EVID_OK)
		status = evi_buf_status(&l->readme, err);
	if (status == EVID_OK)
		status = evi_buf_status(&l->bag_info, err);
	if (status == EVID_OK)
		status = add_text(l, EVI_TAG_README, &l->readme, err);
	if (status == EVID_OK)
		status = add_text(l, EVI_TAG_BAG_INFO, &l->bag_info, err);
	return status == EVID_OK ? evi_buf_status(&l->tagmanifest, err) :
	    status;
}

/* The tag manifest and what signs it. */
static enum evid_status
lay_seal(struct layout *l, struct evid_error *err)
{
	struct evi_tail *t = l->tail;
	enum evid_status status;

	status = add_member(l, EVI_TAG_TAGMANIFEST, &l->tagmanifest, NULL,
	    err);
	if (status == EVID_OK)
		status = evi_sha256(l->tagmanifest.data, l->tagmanifest.len,
		    t->statement->tagmanifest, err);
	if (status == EVID_OK)
		status = evi_sign(t->statement, t->options->keys,
		    t->options->n_keys, &l->seal, err);
	if (status == EVID_OK)
		status = evi_sha256(l->seal.data, l->seal.len, t->seal_digest,
		    err);
	if (status == EVID_OK)
		status = add_member(l, EVI_TAG_SEAL, &l->seal, NULL, err);
	return status;
}

/* The bytes of member @m from @at on: header, content, padding.  A spool's,
 * which come in order, are held against what was written, whose digest the
 * seal has: the seal itself comes behind them. */
static enum evid_status
read_member(const struct member *m, uint64_t at, uint8_t *data, size_t room,
    size_t *n_out, struct evid_error *err)
{
	uint64_t left;

	*n_out = 0;
	if (at < m->header.len) {
		left = m->header.len - at;
		*n_out = left < room ? (size_t)left : room;
		memcpy(data, m->header.data + at, *n_out);
		return EVID_OK;
	}
	at -= m->header.len;
	if (at < m->size) {
		left = m->size - at;
		*n_out = left < room ? (size_t)left : room;
		if (m->spool != NULL)
			return evi_spool_next(m->spool, data, *n_out, err);
		memcpy(data, m->text->data + at, *n_out);
		return EVID_OK;
	}
	left = m->size + evi_tar_padding(m->size) - at;
	*n_out = left < room ? (size_t)left : room;
	memset(data, 0, *n_out);
	return EVID_OK;
}

static enum evid_status
produce(void *context, void *chunk, bool *end_out, struct evid_error *err)
{
	struct layout *l = context;
	struct evi_blocks *blocks = chunk;
	enum evid_status status = EVID_OK;
	size_t n;

	blocks->len = 0;
	while (status == EVID_OK && l->next < l->count &&
	    blocks->len < EVI_CHUNK_DATA) {
		status = read_member(&l->members[l->next], l->done,
		    blocks->data + blocks->len, EVI_CHUNK_DATA - blocks->len,
		    &n, err);
		blocks->len += n;
		l->done += n;
		if (n == 0) {
			l->next++;
			l->done = 0;
		}
	}
	*end_out = l->next == l->count;
	return status;
}

static enum evid_status
second(void *context, void *chunk, unsigned int part, unsigned int thread,
    struct evid_error *err)
{
	struct layout *l = context;

	return evi_blockwriter_pack(l->tail->writer, chunk, part, thread, err);
}

static enum evid_status
finish(void *context, void *chunk, struct evid_error *err)
{
	struct layout *l = context;

	return evi_blockwriter_write(l->tail->writer, chunk, err);
}

static enum evid_status
write_members(struct layout *l, unsigned int n_threads,
    struct evid_error *err)
{
	static const struct evi_stages stages = { .produce = produce,
		.second_parts = EVI_CHUNK_PARTS, .second = second,
		.finish = finish };
	struct evi_blocks blocks[CHUNKS_MAX] = { { .len = 0 } };
	size_t count = evi_chunk_count(n_threads), i;
	void *chunks[CHUNKS_MAX];
	enum evid_status status = EVID_OK;

	for (i = 0; i < count && status == EVID_OK; i++) {
		status = evi_blocks_new(&blocks[i], true, err);
		chunks[i] = &blocks[i];
	}
	if (status == EVID_OK)
		status = evi_pipeline_run(&stages, l, chunks, count,
		    n_threads, err);
	for (i = 0; i < count; i++)
		evi_blocks_free(&blocks[i]);
	return status;
}

/* The locator, and the end of the tar. */
static enum evid_status
write_last(struct layout *l, uint64_t file_offset, struct evid_error *err)
{
	const struct evi_tail *t = l->tail;
	const struct member *seal = &l->members[l->count - 1];
	struct evi_locator locator = { l->begin, l->at - l->begin,
		seal->offset, seal->size, t->gzi != NULL, file_offset };
	uint8_t text[EVI_LOCATOR_LEN];
	struct evi_buf run = EVI_BUF_INIT, path = EVI_BUF_INIT;
	static const uint8_t zeros[2 * EVI_TAR_BLOCK];
	enum evid_status status;

	evi_locator_write(text, &locator);
	evi_buf_add_format(&path, "%s/%s", t->statement->name,
	    evi_tag_path(EVI_TAG_LOCATOR));
	status = evi_buf_status(&path, err);
	if (status == EVID_OK)
		status = evi_tar_write_header(&run, evi_buf_text(&path),
		    path.len, EVI_LOCATOR_LEN, evi_tag_mtime(t->statement),
		    err);
	evi_buf_add(&run, text, sizeof(text));
	evi_buf_add(&run, zeros, sizeof(zeros));
	if (status == EVID_OK)
		status = evi_buf_status(&run, err);
	if (status == EVID_OK)
		status = evi_blockwriter_end(t->writer, run.data, run.len,
		    err);
	evi_buf_free(&run);
	evi_buf_free(&path);
	return status;
}

enum evid_status
evi_tail_run(struct evi_tail *tail, unsigned int n_threads,
    struct evid_error *err)
{
	uint64_t file_offset = tail->writer->out->at;
	struct layout l = { .tail = tail, .begin = tail->writer->tar_at,
		.at = tail->writer->tar_at };
	enum evid_status status;
	size_t i;

	status = lay_listed(&l, err);
	if (status == EVID_OK)
		status = lay_seal(&l, err);
	if (status == EVID_OK)
		status = write_members(&l, n_threads, err);
	if (status == EVID_OK)
		status = write_last(&l, file_offset, err);
	for (i = 0; i < l.count; i++)
		evi_buf_free(&l.members[i].header);
	evi_buf_free(&l.bag_info);
	evi_buf_free(&l.readme);
	evi_buf_free(&l.tagmanifest);
	evi_buf_free(&l.seal);
	return status;
}
