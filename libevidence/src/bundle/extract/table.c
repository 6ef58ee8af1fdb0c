/*
 * What became of each member (table.h).  A row is the fixed part, and
 * the texts one after the other, each with its NUL.
 */
#include "bundle/extract/table.h"

#include "base/num.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define FIXED (8 + 8 + 3)
#define TEXTS 4

enum evid_status
evi_table_open(struct evi_table *table, const char *spool,
    struct evid_error *err)
{
	memset(table, 0, sizeof(*table));
	return evi_heap_open(&table->heap, spool, err);
}

void
evi_table_close(struct evi_table *table)
{
	evi_heap_close(&table->heap);
}

static void
count(struct evid_extract_totals *t, const struct evi_object *o,
    bool given, bool renamed)
{
	if (!given) {
		t->withheld++;
		return;
	}
	t->objects++;
	t->renamed += renamed;
	if (o->type == EVI_TYPE_FILE || o->type == EVI_TYPE_HARDLINK)
		t->files++;
	t->bytes += o->size;
}

/* itself, or a folder that it is in */
bool
evi_table_hides(const struct evi_table *table, const struct evi_object *o,
    char label[EVI_MASK_LABEL_CAP])
{
	struct evi_buf shown = EVI_BUF_INIT;	/* as masks know it */
	uint64_t number = 0;
	bool hides;

	if (table->masks == NULL)
		return false;
	evi_text_escape(&shown, o->path, strlen(o->path));
	hides = evi_masks_find(table->masks, evi_buf_text(&shown), &number) ||
	    evi_masks_hide(table->masks, o) ||
	    evi_buf_status(&shown, NULL) != EVID_OK;
	evi_buf_free(&shown);
	evi_mask_label(number, label);
	return hides;
}

static void
add_text(struct evi_buf *out, const char *text)
{
	if (text != NULL)
		evi_text_escape(out, text, strlen(text));
	evi_buf_add_byte(out, 0);
}

enum evid_status
evi_table_add(struct evi_table *table, const struct evi_object *o,
    const char *given, bool renamed, const char *note,
    struct evid_error *err)
{
	struct evi_buf texts = EVI_BUF_INIT;
	char label[EVI_MASK_LABEL_CAP];
	uint8_t fixed[FIXED];
	bool hidden = evi_table_hides(table, o, label);
	enum evid_status status;

	count(&table->totals, o, given != NULL, renamed);
	if (hidden)
		evi_buf_add_text(&texts, "data/");
	add_text(&texts, hidden ? label : o->path);
	add_text(&texts, hidden ? label : o->original);
	add_text(&texts, hidden && given != NULL ? label : given);
	add_text(&texts, note);
	evi_put_le64(fixed, texts.len);
	evi_put_le64(fixed + 8, o->size);
	fixed[16] = (uint8_t)o->type;
	fixed[17] = renamed;
	fixed[18] = hidden;
	status = evi_buf_status(&texts, err);
	if (status == EVID_OK)
		status = evi_heap_add(&table->heap, fixed, FIXED, err);
	if (status == EVID_OK)
		status = evi_heap_add(&table->heap, texts.data, texts.len,
		    err);
	evi_buf_free(&texts);
	return status;
}

enum evid_status
evi_table_end(struct evi_table *table, struct evid_error *err)
{
	return evi_heap_end(&table->heap, err);
}

static enum evid_status
tell_row(const uint8_t *fixed, const char *texts, size_t len,
    evid_extracted_fn *tell, void *context, struct evid_error *err)
{
	const char *text[TEXTS] = { NULL }, *p = texts;
	struct evid_extracted row;
	size_t i;

	for (i = 0; i < TEXTS && p < texts + len; i++, p += strlen(p) + 1)
		text[i] = p;
	if (i < TEXTS || fixed[16] > EVI_TYPE_UNREADABLE)
		return evi_fail(err, EVID_ERR_IO,
		    "a temporary file is not as it was written");
	row = (struct evid_extracted){ .path = text[0], .original = text[1],
		.given = text[2], .note = text[3],
		.type = evi_type_name((enum evi_type)fixed[16]),
		.size = evi_get_le64(fixed + 8), .renamed = fixed[17],
		.masked = fixed[18] };
	if (tell(context, &row) != 0)
		return evi_fail(err, EVID_ERR_CANCELLED,
		    "the listing was stopped as asked");
	return EVID_OK;
}

enum evid_status
evi_table_each(const struct evi_table *table, evid_extracted_fn *tell,
    void *context, struct evid_error *err)
{
	struct evi_buf texts = EVI_BUF_INIT;
	enum evid_status status = EVID_OK;
	uint8_t fixed[FIXED];
	uint64_t at = 0;

	while (status == EVID_OK && at < table->heap.size) {
		size_t len;

		status = evi_heap_read(&table->heap, at, fixed, FIXED, err);
		if (status != EVID_OK)
			break;
		len = (size_t)evi_get_le64(fixed);
		evi_buf_clear(&texts);
		if (!evi_buf_reserve(&texts, len)) {
			status = evi_fail_memory(err);
			break;
		}
		status = evi_heap_read(&table->heap, at + FIXED, texts.data,
		    len, err);
		if (status == EVID_OK)
			status = tell_row(fixed, (const char *)texts.data,
			    len, tell, context, err);
		at += FIXED + len;
	}
	evi_buf_free(&texts);
	return status;
}
