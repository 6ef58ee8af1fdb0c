/*
 * Amending the inventory (amend.h).  A folder's line comes before those of
 * what is in it, but whether names came or went is known only behind them.
 * So the lines are copied once more, where that happened, and only there.
 */
#include "bundle/seal/amend.h"

#include "base/num.h"

#include <stdlib.h>

#define PIECE ((size_t)1 << 16)

struct amending {
	const struct evi_moved *moved;
	size_t next;			/* of @moved */
	uint64_t number;		/* of the line */
	struct evi_spool to;
	struct evi_merkle *merkle;
	struct evi_buf line;
};

static int
by_number(const void *a, const void *b)
{
	return evi_order_u64(*(const uint64_t *)a, *(const uint64_t *)b);
}

/* What was written here before is read: it is as it should be. */
static enum evid_status
change(struct evi_buf *line, struct evid_error *err)
{
	struct evi_object object = { 0 };
	enum evid_status status;
	const char *why = NULL;

	status = evi_object_read(evi_buf_text(line), line->len, &object, &why,
	    NULL, err);
	if (status == EVID_OK && why != NULL)
		status = evi_fail(err, EVID_ERR_IO,
		    "temporary file: it is not what was written");
	object.changed |= EVI_CHANGE_MODIFIED;
	evi_buf_clear(line);
	if (status == EVID_OK)
		status = evi_object_write(&object, line, err);
	evi_object_free(&object);
	return status;
}

/* The line is whole, without its LF. */
static enum evid_status
put_line(struct amending *a, struct evid_error *err)
{
	const struct evi_moved *m = a->moved;
	enum evid_status status = evi_buf_status(&a->line, err);

	if (status == EVID_OK && a->next < m->count &&
	    m->numbers[a->next] == a->number) {
		status = change(&a->line, err);
		a->next++;
	}
	a->number++;
	if (status == EVID_OK)
		status = evi_merkle_add(a->merkle, a->line.data, a->line.len,
		    err);
	evi_buf_add_byte(&a->line, '\n');
	if (status == EVID_OK)
		status = evi_buf_status(&a->line, err);
	if (status == EVID_OK)
		status = evi_spool_add(&a->to, a->line.data, a->line.len, err);
	evi_buf_clear(&a->line);
	return status;
}

static enum evid_status
copy(struct amending *a, struct evi_spool *from, uint8_t *piece,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint64_t at = 0;
	size_t n, i, begin;

	while (status == EVID_OK && at < from->size) {
		n = from->size - at < PIECE ? (size_t)(from->size - at) :
		    PIECE;
		status = evi_spool_next(from, piece, n, err);
		for (i = begin = 0; i < n && status == EVID_OK; i++) {
			if (piece[i] != '\n')
				continue;
			evi_buf_add(&a->line, piece + begin, i - begin);
			status = put_line(a, err);
			begin = i + 1;
		}
		evi_buf_add(&a->line, piece + begin, n - begin);
		at += n;
	}
	return status;
}

enum evid_status
evi_amend(struct evi_spool *inventory, const char *folder,
    struct evi_moved *moved, struct evi_merkle *merkle,
    struct evid_error *err)
{
	struct amending a = { .moved = moved, .to = EVI_SPOOL_INIT,
		.merkle = merkle };
	uint8_t digest[EVI_SHA256_LEN], *piece = malloc(PIECE);
	enum evid_status status = EVID_OK;
	struct evi_spool old;

	if (piece == NULL)
		return evi_fail_memory(err);
	qsort(moved->numbers, moved->count, sizeof(*moved->numbers),
	    by_number);
	evi_merkle_init(merkle);
	status = evi_spool_end(inventory, digest, err);
	if (status == EVID_OK)
		status = evi_spool_begin(&a.to, folder, err);
	if (status == EVID_OK)
		status = copy(&a, inventory, piece, err);
	if (status == EVID_OK) {
		old = *inventory;
		*inventory = a.to;
		a.to = old;
	}
	evi_spool_close(&a.to);
	evi_buf_free(&a.line);
	free(piece);
	return status;
}
