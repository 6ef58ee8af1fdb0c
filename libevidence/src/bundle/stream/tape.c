/*
 * Reading again what was written (tape.h), a piece of some members after the
 * other.
 */
#include "bundle/stream/tape.h"

#include "base/memory.h"
#include "bundle/stream/container.h"

#include <stdlib.h>
#include <string.h>

struct evi_tape {
	const char *path;
	uint64_t file_len, tar_len, at;
	struct evi_spool *gzi;
	struct evi_input input;
	struct evi_container container;
	struct evi_piece piece;
	size_t taken;			/* of the piece */
	struct evi_inflate *inflate;
};

static enum evid_status
fail_damaged(const struct evi_tape *t, struct evid_error *err)
{
	evi_fail(err, EVID_ERR_MISMATCH, "the part of the bundle that is kept "
	    "is not what was written: tar byte %llu",
	    (unsigned long long)t->at);
	evi_hint(err, "it was damaged or altered since: remove what is kept, "
	    "and seal anew");
	return EVID_ERR_MISMATCH;
}

enum evid_status
evi_tape_open(const char *path, uint64_t file_len, uint64_t tar_len,
    struct evi_spool *gzi, struct evi_tape **tape_out, struct evid_error *err)
{
	struct evi_tape *t = evi_zalloc(sizeof(*t));
	enum evid_status status;
	bool empty = false;

	*tape_out = NULL;
	if (t == NULL)
		return evi_fail_memory(err);
	t->path = path;
	t->file_len = file_len;
	t->tar_len = tar_len;
	t->gzi = gzi;
	status = evi_input_open(&t->input, path, err);
	if (status == EVID_OK && t->input.volumes == EVI_VOLUMES_UNREADABLE)
		status = evi_fail_errno(err, t->input.volume_error,
		    "open a volume of", path);
	if (status == EVID_OK)
		status = evi_container_open(&t->container, &t->input, &empty,
		    err);
	if (status == EVID_OK && t->container.kind != EVI_CONTAINER_BGZF)
		status = fail_damaged(t, err);
	if (status == EVID_OK)
		status = evi_piece_new(&t->piece, &t->input, err);
	if (status == EVID_OK)
		status = evi_inflate_new(EVI_ENGINE_BEST, &t->inflate, err);
	if (status != EVID_OK)
		evi_tape_close(t);
	else
		*tape_out = t;
	return status;
}

void
evi_tape_close(struct evi_tape *t)
{
	if (t == NULL)
		return;
	evi_inflate_free(t->inflate);
	evi_piece_free(&t->piece);
	evi_container_close(&t->container);
	evi_input_close(&t->input);
	free(t);
}

uint64_t
evi_tape_left(const struct evi_tape *t)
{
	return t->tar_len - t->at;
}

/* Members of the piece, up to where what is known ends. */
static enum evid_status
check_piece(struct evi_tape *t, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint8_t pair[16];
	size_t i, len = 0;

	for (i = 0; i < t->piece.n_blocks && t->at + len < t->tar_len &&
	    status == EVID_OK; i++) {
		const struct evi_block *b = &t->piece.blocks[i];
		uint64_t end = b->file_offset + b->file_len;

		if (b->lost || end > t->file_len)
			return fail_damaged(t, err);
		len += b->len;
		if (b->tar_offset > 0) {
			evi_gzi_write_pair(pair, b->file_offset,
			    b->tar_offset);
			status = evi_spool_add(t->gzi, pair, sizeof(pair),
			    err);
		}
		if ((t->at + len >= t->tar_len) != (end == t->file_len))
			return fail_damaged(t, err);
	}
	if (t->at + len > t->tar_len)
		return fail_damaged(t, err);
	t->piece.len = len;
	return status;
}

static enum evid_status
next_piece(struct evi_tape *t, struct evid_error *err)
{
	enum evid_status status;
	bool end = false;

	t->taken = 0;
	status = evi_container_next(&t->container, &t->piece, &end, err);
	if (status == EVID_OK)
		status = evi_piece_inflate(&t->piece, 0, t->piece.n_blocks,
		    t->inflate, err);
	if (status == EVID_OK)
		status = check_piece(t, err);
	return status == EVID_OK && t->piece.len == 0 ?
	    fail_damaged(t, err) : status;
}

/* Some of what comes next, *n_out of at most @len, at *data_out. */
static enum evid_status
take(struct evi_tape *t, size_t len, const uint8_t **data_out, size_t *n_out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	if (len > evi_tape_left(t))
		return fail_damaged(t, err);
	if (t->taken == t->piece.len)
		status = next_piece(t, err);
	if (status != EVID_OK)
		return status;
	*data_out = t->piece.out + t->taken;
	*n_out = t->piece.len - t->taken < len ? t->piece.len - t->taken :
	    len;
	t->taken += *n_out;
	t->at += *n_out;
	return EVID_OK;
}

enum evid_status
evi_tape_read(struct evi_tape *t, void *data, size_t len,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint8_t *out = data;
	const uint8_t *p;
	size_t n;

	for (; status == EVID_OK && len > 0; out += n, len -= n) {
		n = 0;
		status = take(t, len, &p, &n, err);
		if (n > 0)
			memcpy(out, p, n);
	}
	return status;
}

enum evid_status
evi_tape_match(struct evi_tape *t, const void *data, size_t len,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	const uint8_t *want = data, *p;
	size_t n;

	for (; status == EVID_OK && len > 0; want += n, len -= n) {
		n = 0;
		status = take(t, len, &p, &n, err);
		if (n > 0 && memcmp(want, p, n) != 0)
			status = fail_damaged(t, err);
	}
	return status;
}
