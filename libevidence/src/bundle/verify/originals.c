/*
 * Which lines of an inventory have one original path (originals.h): a record a
 * line, the first bytes of the original's digest, with a bit that says whether
 * the path has a mark.  At the end the marked ones are taken into memory, so
 * many at a time, and all records pass by them.
 */
#include "bundle/verify/originals.h"

#include "adapt/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/num.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (EVI_ORIGINAL_LEN * (size_t)16384)
#define MARKED 0x01u			/* of a record's last byte */

struct marked {
	uint8_t record[EVI_ORIGINAL_LEN];
	uint64_t line;			/* from 0 */
};

void
evi_originals_init(struct evi_originals *o, const char *folder)
{
	*o = (struct evi_originals){ .folder = folder, .fd = -1,
		.pending = EVI_BUF_INIT };
}

void
evi_originals_close(struct evi_originals *o)
{
	if (o->fd >= 0)
		close(o->fd);
	o->fd = -1;
	evi_buf_free(&o->pending);
}

/* That there is no room is told only if it matters, at the end. */
static void
flush(struct evi_originals *o)
{
	if (!o->lost && o->fd < 0)
		o->lost = evi_spool_open(o->folder, &o->fd, &o->lack) !=
		    EVID_OK;
	if (!o->lost)
		o->lost = evi_spool_write(o->fd, o->folder, o->pending.data,
		    o->pending.len, o->written, &o->lack) != EVID_OK;
	o->written += o->pending.len;
	evi_buf_clear(&o->pending);
}

enum evid_status
evi_originals_add(struct evi_originals *o, const char *path,
    const char *original, struct evid_error *err)
{
	uint8_t digest[EVI_SHA256_LEN] = { 0 };
	/* No escape is one: what follows its `=` are hex digits. */
	bool marked = original != NULL && strstr(path, "=~") != NULL;
	enum evid_status status = original == NULL ? EVID_OK :
	    evi_sha256(original, strlen(original), digest, err);

	digest[EVI_ORIGINAL_LEN - 1] &= (uint8_t)~MARKED;
	if (marked)
		digest[EVI_ORIGINAL_LEN - 1] |= MARKED;
	o->n_marked += marked;
	o->count++;
	if (status != EVID_OK)
		return status;
	evi_buf_add(&o->pending, digest, EVI_ORIGINAL_LEN);
	if (o->pending.len >= EVI_ORIGINALS_HELD * EVI_ORIGINAL_LEN)
		flush(o);
	return evi_buf_status(&o->pending, err);
}

static int
by_record(const void *a, const void *b)
{
	const struct marked *x = a, *y = b;
	int order = memcmp(x->record, y->record, EVI_ORIGINAL_LEN);

	return order != 0 ? order : evi_order_u64(x->line, y->line);
}

/* the records from @line on, as many as @chunk holds */
static enum evid_status
read_records(const struct evi_originals *o, uint64_t line, uint8_t *chunk,
    size_t *n_out, struct evid_error *err)
{
	uint64_t at = line * EVI_ORIGINAL_LEN, end = o->written +
	    o->pending.len;
	size_t len = end - at < CHUNK ? (size_t)(end - at) : CHUNK, n = 0;
	enum evid_status status = EVID_OK;

	if (at < o->written) {
		if (len > o->written - at)
			len = (size_t)(o->written - at);
		status = evi_pread_full(o->fd, chunk, len, at, &n,
		    "temporary file", err);
		if (status == EVID_OK && n != len)
			status = evi_fail(err, EVID_ERR_IO,
			    "a temporary file is shorter than it was written");
	} else {
		memcpy(chunk, o->pending.data + (at - o->written), len);
	}
	*n_out = len / EVI_ORIGINAL_LEN;
	return status;
}

/* marked ones from *line on, as many as are held at once */
static enum evid_status
gather(const struct evi_originals *o, uint64_t *line, uint8_t *chunk,
    struct marked *some, size_t *n_out, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t n = 0, have, i;

	while (*line < o->count && n < EVI_ORIGINALS_AT_ONCE) {
		status = read_records(o, *line, chunk, &have, err);
		if (status != EVID_OK)
			break;
		for (i = 0; i < have && n < EVI_ORIGINALS_AT_ONCE; i++) {
			uint8_t *record = chunk + i * EVI_ORIGINAL_LEN;

			++*line;
			if ((record[EVI_ORIGINAL_LEN - 1] & MARKED) == 0)
				continue;
			record[EVI_ORIGINAL_LEN - 1] &= (uint8_t)~MARKED;
			memcpy(some[n].record, record, EVI_ORIGINAL_LEN);
			some[n++].line = *line - 1;
		}
	}
	qsort(some, n, sizeof(*some), by_record);
	*n_out = n;
	return status;
}

/* the first of @some with this record; NULL for none */
static const struct marked *
find(const struct marked *some, size_t n, const uint8_t *record)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(some[middle].record, record,
		    EVI_ORIGINAL_LEN) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && memcmp(some[low].record, record,
	    EVI_ORIGINAL_LEN) == 0 ? &some[low] : NULL;
}

/* Two marked ones meet twice, in both orders: told is the later. */
static enum evid_status
compare(const struct evi_originals *o, const struct marked *some, size_t n,
    uint8_t *chunk, evi_originals_fn *tell, void *context,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint64_t line = 0;
	size_t have, i;

	while (line < o->count && status == EVID_OK) {
		status = read_records(o, line, chunk, &have, err);
		for (i = 0; i < have && status == EVID_OK; i++, line++) {
			uint8_t *record = chunk + i * EVI_ORIGINAL_LEN;
			uint8_t *last = &record[EVI_ORIGINAL_LEN - 1];
			bool marked = (*last & MARKED) != 0;
			const struct marked *other;

			*last &= (uint8_t)~MARKED;
			other = find(some, n, record);
			if (other != NULL && (!marked || other->line < line))
				status = tell(context, line + 1,
				    other->line + 1, err);
		}
	}
	return status;
}

enum evid_status
evi_originals_end(struct evi_originals *o, evi_originals_fn *tell,
    void *context, bool *known_out, struct evid_error *err)
{
	uint8_t *chunk = NULL;			/* both owned here */
	struct marked *some = NULL;
	enum evid_status status = EVID_OK;
	uint64_t line = 0;
	size_t n, cap;

	*known_out = o->n_marked == 0 || !o->lost;
	if (o->n_marked == 0 || o->lost)
		return EVID_OK;
	cap = o->n_marked < EVI_ORIGINALS_AT_ONCE ? (size_t)o->n_marked :
	    EVI_ORIGINALS_AT_ONCE;
	chunk = malloc(CHUNK);
	some = evi_zalloc_array(cap, sizeof(*some));
	if (chunk == NULL || some == NULL)
		status = evi_fail_memory(err);
	while (status == EVID_OK && line < o->count) {
		status = gather(o, &line, chunk, some, &n, err);
		if (status == EVID_OK && n > 0)
			status = compare(o, some, n, chunk, tell, context,
			    err);
	}
	free(chunk);
	free(some);
	return status;
}
