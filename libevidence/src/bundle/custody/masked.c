/*
 * Whose names of the bundle's objects a view of the log does not show: as the
 * flags of the inventory say, noted while the end of the bundle is read.
 *
 * A log goes on where a bundle has more masked objects than are noted
 * (bundle/verdict/masks.h), or where its inventory is not the sealed one: then
 * what may be a path is masked, and what every event says, such as that
 * something is accepted, stays.
 */
#include "bundle/custody/masked.h"

#include "base/memory.h"
#include "record/statement.h"
#include "record/tags.h"

#include <stdlib.h>
#include <string.h>

struct evi_custody_masking {
	struct evi_masks masks;
	struct evi_texts roots;		/* masked operands: they have no "/" */
	struct evi_buf line;		/* of the inventory, under way */
	struct evi_digest *digest;
	uint64_t number;
	bool unreadable;
	bool all;			/* the flags asked for are not known */
	bool paths;			/* nor those that are masked unasked */
};

enum evid_status
evi_custody_masking_begin(struct evid_custody *c, struct evid_error *err)
{
	struct evi_custody_masking *m = evi_zalloc(sizeof(*m));
	enum evid_status status;

	if (m == NULL)
		return evi_fail_memory(err);
	c->masking = m;
	status = evi_masks_init(&m->masks, c->options.masks, err);
	return status == EVID_OK ? evi_digest_new(EVI_SHA256, &m->digest,
	    err) : status;
}

void
evi_custody_masking_free(struct evi_custody_masking *m)
{
	if (m == NULL)
		return;
	evi_masks_free(&m->masks);
	evi_texts_free(&m->roots);
	evi_buf_free(&m->line);
	evi_digest_free(m->digest);
	free(m);
}

static enum evid_status
note(struct evi_custody_masking *m, const struct evi_object *o,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	if (!evi_masks_hide(&m->masks, o))
		return EVID_OK;
	if (strchr(o->original, '/') == NULL)
		status = evi_texts_add(&m->roots, o->original, err);
	if (status == EVID_OK)
		status = evi_masks_note(&m->masks, o->path, m->number, err);
	return status != EVID_OK ? status :
	    evi_masks_note(&m->masks, o->original, m->number, err);
}

/* Most lines have no flag, and need not be understood here. */
static enum evid_status
one_line(struct evi_custody_masking *m, struct evid_error *err)
{
	struct evi_object o;			/* owned here */
	const char *why = NULL;
	enum evid_status status = evi_buf_status(&m->line, err);

	m->number++;
	if (status != EVID_OK ||
	    strstr(evi_buf_text(&m->line), "\"flags\":") == NULL)
		return status;
	memset(&o, 0, sizeof(o));
	status = evi_object_read(evi_buf_text(&m->line), m->line.len, &o,
	    &why, NULL, err);
	m->unreadable = m->unreadable || why != NULL;
	if (status == EVID_OK && why == NULL)
		status = note(m, &o, err);
	evi_object_free(&o);
	return status;
}

enum evid_status
evi_custody_masking_add(struct evid_custody *c, const uint8_t *data,
    size_t len, struct evid_error *err)
{
	struct evi_custody_masking *m = c->masking;
	enum evid_status status;

	if (m == NULL)
		return EVID_OK;
	status = evi_digest_add(m->digest, data, len, err);
	while (len > 0 && status == EVID_OK) {
		const uint8_t *lf = memchr(data, '\n', len);
		size_t n = lf == NULL ? len : (size_t)(lf - data);

		if (m->line.len + n > EVI_JSON_LIMIT)
			return evi_fail(err, EVID_ERR_FORMAT,
			    "%s: a line is over 16 MiB",
			    evi_tag_path(EVI_TAG_INVENTORY));
		evi_buf_add(&m->line, data, n);
		if (lf == NULL)
			return evi_buf_status(&m->line, err);
		status = one_line(m, err);
		evi_buf_clear(&m->line);
		data += n + 1;
		len -= n + 1;
	}
	return status;
}

enum evid_status
evi_custody_masking_digest(struct evid_custody *c,
    uint8_t out[EVI_SHA256_LEN], struct evid_error *err)
{
	return evi_digest_finish(c->masking->digest, out, err);
}

void
evi_custody_masking_end(struct evid_custody *c, bool known)
{
	struct evi_custody_masking *m = c->masking;
	uint64_t number;
	bool unknown = !known || m->unreadable || m->line.len > 0;

	m->all = unknown && evi_masks_strict(&m->masks);
	m->paths = unknown && !m->all && !evi_masks_none(&m->masks);
	/* Sorted now: a log that is read is not changed by being shown. */
	(void)evi_masks_find(&m->masks, "", &number);
	evi_buf_free(&m->line);
}

static bool
is_masked(void *context, const char *text, const char *shown,
    uint64_t *number_out)
{
	struct evi_custody_masking *m = context;

	if (m->all)
		return true;
	return m->masks.overflow || m->paths ? strchr(text, '/') != NULL ||
	    evi_texts_have(&m->roots, text) :
	    evi_masks_find(&m->masks, shown, number_out);
}

enum evid_status
evi_custody_mask(const struct evid_custody *c, struct evi_json *value,
    struct evid_error *err)
{
	struct evi_custody_masking *m = c->masking;

	if (m == NULL || value == NULL ||
	    (!m->all && !m->paths && !evi_masks_any(&m->masks)))
		return EVID_OK;
	return evi_masks_texts_by(is_masked, m, value) ? EVID_OK :
	    evi_fail_memory(err);
}
