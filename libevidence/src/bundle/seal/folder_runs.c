/*
 * Runs of names in a temporary file, and their merge (folder_runs.h).
 *
 * A record is the fold (8 bytes, little-endian), the index (4), marks (1), the
 * lengths of the original and of the mapped name (2 each), and these two, each
 * with its NUL.  A mapped name that is the original is not written.
 */
#include "bundle/seal/folder_runs.h"

#include "adapt/deflate.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/num.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD ((size_t)17)
#define NAME_MAX_LEN ((size_t)UINT16_MAX)
#define PIECE ((size_t)1 << 16)		/* read at once, of each run */
#define RECORD_MAX (HEAD + 2 * (NAME_MAX_LEN + 1))

enum { IS_FOLDER = 1, IS_REGULAR = 2, IS_ITSELF = 4 };

struct run {
	uint64_t at, end;		/* what is not read yet */
	uint32_t written_crc, read_crc;
	uint8_t *data;
	size_t fill, pos, cap;
	struct evi_folder_record first;	/* the next one; in @data */
	size_t len;			/* its bytes; 0: the run is over */
};

struct evi_folder_runs {
	const char *spool;
	evi_folder_order_fn *order;
	int fd;
	uint64_t written;
	struct run *runs;
	size_t count, cap;
	struct run *taken;		/* whose first was given last */
	bool begun;
};

enum evid_status
evi_folder_runs_new(const char *spool, evi_folder_order_fn *order,
    struct evi_folder_runs **runs_out, struct evid_error *err)
{
	struct evi_folder_runs *r = evi_zalloc(sizeof(*r));
	enum evid_status status;

	*runs_out = NULL;
	if (r == NULL)
		return evi_fail_memory(err);
	r->spool = spool;
	r->order = order;
	status = evi_spool_open(spool, &r->fd, err);
	if (status != EVID_OK)
		free(r);
	else
		*runs_out = r;
	return status;
}

void
evi_folder_runs_free(struct evi_folder_runs *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < r->count; i++)
		free(r->runs[i].data);
	free(r->runs);
	close(r->fd);
	free(r);
}

static enum evid_status
put(const struct evi_folder *folder, size_t i, struct evi_buf *out,
    struct evid_error *err)
{
	const struct evi_folder_name *n = &folder->names[i];
	const char *original = evi_folder_original(folder, i);
	const char *mapped = evi_folder_mapped(folder, i);
	size_t len = strlen(original), mapped_len = strlen(mapped);
	uint8_t head[HEAD];

	if (len > NAME_MAX_LEN || mapped_len > NAME_MAX_LEN)
		return evi_fail(err, EVID_ERR_LIMIT,
		    "a name with more than 65,535 bytes");
	evi_put_le64(head, n->fold);
	evi_put_le32(head + 8, n->index);
	head[12] = (uint8_t)((n->folder ? IS_FOLDER : 0) |
	    (n->regular ? IS_REGULAR : 0) |
	    (mapped == original ? IS_ITSELF : 0));
	if (mapped == original)
		mapped_len = 0;
	evi_put_le16(head + 13, (uint16_t)len);
	evi_put_le16(head + 15, (uint16_t)mapped_len);
	evi_buf_add(out, head, sizeof(head));
	evi_buf_add(out, original, len + 1);
	evi_buf_add(out, mapped, mapped_len);
	evi_buf_add_byte(out, 0);
	return evi_buf_status(out, err);
}

static enum evid_status
flush(struct evi_folder_runs *r, struct run *run, struct evi_buf *piece,
    struct evid_error *err)
{
	enum evid_status status = evi_spool_write(r->fd, r->spool, piece->data,
	    piece->len, r->written, err);

	run->written_crc = evi_crc32(run->written_crc, piece->data,
	    piece->len);
	r->written += piece->len;
	evi_buf_clear(piece);
	return status;
}

enum evid_status
evi_folder_runs_add(struct evi_folder_runs *r, const struct evi_folder *folder,
    struct evid_error *err)
{
	struct evi_buf piece = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = EVID_OK;
	struct run *run;
	size_t i;

	if (evi_grow(&r->runs, r->count, &r->cap, sizeof(*r->runs)) != 0)
		return evi_fail_memory(err);
	run = &r->runs[r->count++];
	run->written_crc = run->read_crc = 0;
	run->at = r->written;
	for (i = 0; i < folder->count && status == EVID_OK; i++) {
		status = put(folder, i, &piece, err);
		if (status == EVID_OK && piece.len >= PIECE)
			status = flush(r, run, &piece, err);
	}
	if (status == EVID_OK && piece.len > 0)
		status = flush(r, run, &piece, err);
	run->end = r->written;
	evi_buf_free(&piece);
	return status;
}

static enum evid_status
fail_lost(struct evid_error *err)
{
	evi_fail(err, EVID_ERR_IO, "temporary file: what is read back is not "
	    "what was written");
	evi_hint(err, "its file system loses what is written: put the output "
	    "on another one, or name another one for temporary files with "
	    "TMPDIR");
	return EVID_ERR_IO;
}

/* At least @need bytes of the run, from where it stands, unless it ends. */
static enum evid_status
fill(struct evi_folder_runs *r, struct run *run, size_t need,
    struct evid_error *err)
{
	size_t have = run->fill - run->pos, more, got;
	enum evid_status status;

	if (have >= need || run->at == run->end)
		return EVID_OK;
	if (run->cap < need) {
		size_t cap = need < PIECE ? PIECE : RECORD_MAX;
		uint8_t *data = realloc(run->data, cap);

		if (data == NULL)
			return evi_fail_memory(err);
		run->data = data;
		run->cap = cap;
	}
	memmove(run->data, run->data + run->pos, have);
	run->pos = 0;
	more = run->cap - have;
	if (more > run->end - run->at)
		more = (size_t)(run->end - run->at);
	status = evi_pread_full(r->fd, run->data + have, more, run->at, &got,
	    "temporary file", err);
	run->at += more;
	run->read_crc = evi_crc32(run->read_crc, run->data + have, got);
	if (status == EVID_OK && (got != more || (run->at == run->end &&
	    run->read_crc != run->written_crc)))
		status = fail_lost(err);
	run->fill = have + more;
	return status;
}

/* The next record of the run becomes its first. */
static enum evid_status
step(struct evi_folder_runs *r, struct run *run, struct evid_error *err)
{
	struct evi_folder_record *first = &run->first;
	enum evid_status status;
	size_t len, mapped_len;
	const uint8_t *p;

	run->pos += run->len;
	run->len = 0;
	status = fill(r, run, HEAD, err);
	if (status != EVID_OK || run->pos == run->fill)
		return status;
	if (run->fill - run->pos < HEAD)
		return fail_lost(err);
	p = run->data + run->pos;
	len = evi_get_le16(p + 13);
	mapped_len = evi_get_le16(p + 15);
	run->len = HEAD + len + 1 + mapped_len + 1;
	status = fill(r, run, run->len, err);
	if (status != EVID_OK)
		return status;
	p = run->data + run->pos;
	if (run->fill - run->pos < run->len || p[HEAD + len] != 0 ||
	    p[run->len - 1] != 0)
		return fail_lost(err);
	first->fold = evi_get_le64(p);
	first->index = evi_get_le32(p + 8);
	first->folder = (p[12] & IS_FOLDER) != 0;
	first->regular = (p[12] & IS_REGULAR) != 0;
	first->original = (const char *)p + HEAD;
	first->mapped = (p[12] & IS_ITSELF) != 0 ? first->original :
	    first->original + len + 1;
	return EVID_OK;
}

enum evid_status
evi_folder_runs_next(struct evi_folder_runs *r,
    struct evi_folder_record *record_out, bool *end_out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	struct run *least = NULL;
	size_t i;

	*end_out = true;
	for (i = 0; i < r->count && !r->begun && status == EVID_OK; i++)
		status = step(r, &r->runs[i], err);
	r->begun = true;
	if (status == EVID_OK && r->taken != NULL)
		status = step(r, r->taken, err);
	if (status != EVID_OK)
		return status;
	for (i = 0; i < r->count; i++) {
		struct run *run = &r->runs[i];

		if (run->len > 0 && (least == NULL ||
		    r->order(&run->first, &least->first) < 0))
			least = run;
	}
	r->taken = least;
	*end_out = least == NULL;
	if (least != NULL)
		*record_out = least->first;
	return EVID_OK;
}
