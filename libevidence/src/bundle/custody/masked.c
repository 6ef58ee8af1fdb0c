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
#include "record/lines.h"
#include "record/statement.h"
#include "record/tags.h"

#include <stdlib.h>
#include <string.h>

#define OPERANDS_MAX 4096

struct evi_custody_masking {
	struct evi_masks masks;
	struct evi_texts roots;		/* masked operands: they have no "/" */
	struct evi_mask_words operands;	/* all, where the flags are not known */
	bool many;			/* of which there are more */
	struct evi_buf line;		/* of the inventory, under way */
	struct evi_digest *digest;
	uint64_t number;
	bool unreadable;
	bool lent;			/* @masks are another's */
	bool all;			/* the flags asked for are not known */
	bool paths;			/* nor those that are masked unasked */
};

enum evid_status
evi_masking_new(const struct evid_masks *asked,
    struct evi_custody_masking **out, struct evid_error *err)
{
	struct evi_custody_masking *m = evi_zalloc(sizeof(*m));
	enum evid_status status;

	*out = m;
	if (m == NULL)
		return evi_fail_memory(err);
	status = evi_masks_init(&m->masks, asked, err);
	return status == EVID_OK ? evi_digest_new(EVI_SHA256, &m->digest,
	    err) : status;
}

enum evid_status
evi_custody_masking_begin(struct evid_custody *c, struct evid_error *err)
{
	return evi_masking_new(c->options.masks, &c->masking, err);
}

void
evi_custody_masking_free(struct evi_custody_masking *m)
{
	if (m == NULL)
		return;
	if (!m->lent)
		evi_masks_free(&m->masks);
	evi_texts_free(&m->roots);
	evi_mask_words_free(&m->operands);
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

/* What an operand is called stands at the beginning of each path in it.  A line
 * that says otherwise is not the one that was sealed. */
static enum evid_status
note_operand(struct evi_custody_masking *m, const char *line,
    struct evid_error *err)
{
	static const char before[] = "\"path\":\"data/";
	const struct evi_mask_words *all = &m->operands;
	const char *name = strstr(line, before);
	const struct evi_mask_word *last;
	size_t len;

	if (name == NULL)
		return EVID_OK;
	name += sizeof(before) - 1;
	len = strcspn(name, "/\"\\");
	last = all->n == 0 ? NULL : &all->items[all->n - 1];
	if (last != NULL && last->len == len &&
	    memcmp(last->text, name, len) == 0)
		return EVID_OK;
	m->many = m->many || all->n >= OPERANDS_MAX;
	return m->many ? EVID_OK : evi_mask_words_add(&m->operands, name, len,
	    0, &m->many, err);
}

/* Most lines have no flag, and need not be understood here. */
static enum evid_status
one_line(struct evi_custody_masking *m, struct evid_error *err)
{
	struct evi_object o;			/* owned here */
	const char *why = NULL;
	enum evid_status status = evi_buf_status(&m->line, err);

	m->number++;
	if (status == EVID_OK)
		status = note_operand(m, evi_buf_text(&m->line), err);
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
evi_masking_add(struct evi_custody_masking *m, const uint8_t *data,
    size_t len, struct evid_error *err)
{
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
evi_masking_digest(struct evi_custody_masking *m,
    uint8_t out[EVI_SHA256_LEN], struct evid_error *err)
{
	return evi_digest_finish(m->digest, out, err);
}

bool
evi_masking_listed(const struct evi_buf *tagmanifest, enum evi_tag tag,
    const uint8_t digest[EVI_SHA256_LEN])
{
	struct evi_buf line = EVI_BUF_INIT;	/* owned here */
	const char *path = evi_tag_path(tag);
	const char *text = evi_buf_text(tagmanifest), *found;
	bool good;

	evi_sum_line_write(&line, digest, path, strlen(path));
	found = strstr(text, evi_buf_text(&line));
	good = !line.failed && found != NULL &&
	    (found == text || found[-1] == '\n');
	evi_buf_free(&line);
	return good;
}

enum evid_status
evi_masking_end(struct evi_custody_masking *m, bool known,
    struct evid_error *err)
{
	bool unknown = !known || m->unreadable || m->line.len > 0;
	enum evid_status status = EVID_OK;
	uint64_t number;

	m->all = unknown && evi_masks_strict(&m->masks);
	m->paths = unknown && !m->all && !evi_masks_none(&m->masks);
	for (size_t i = 0; m->paths && i < m->operands.n &&
	    status == EVID_OK; i++)
		status = evi_mask_words_add(&m->masks.words,
		    m->operands.items[i].text, m->operands.items[i].len, 0,
		    &m->masks.overflow, err);
	/* A name that could not be kept may be any text. */
	m->all |= m->paths && (m->many || m->masks.overflow);
	/* Sorted now: a log that is read is not changed by being shown. */
	(void)evi_masks_find(&m->masks, "", &number);
	evi_mask_words_sort(&m->masks.words);
	evi_mask_words_free(&m->operands);
	evi_buf_free(&m->line);
	return status;
}

enum evid_status
evi_custody_masking_lend(struct evid_custody *c, struct evi_masks *masks,
    bool known, struct evid_error *err)
{
	struct evi_custody_masking *m = evi_zalloc(sizeof(*m));
	uint64_t number;

	if (m == NULL)
		return evi_fail_memory(err);
	(void)evi_masks_find(masks, "", &number);
	evi_mask_words_sort(&masks->words);
	m->masks = *masks;
	m->lent = true;
	c->masking = m;
	return evi_masking_end(m, known, err);
}

/* Where the flags are not known, what may be a name is. */
static bool
may_be_name(const struct evi_custody_masking *m, const char *text)
{
	return evi_texts_have(&m->roots, text) || (m->paths ?
	    evi_masks_may_name(&m->masks, text) : strchr(text, '/') != NULL);
}

static bool
is_masked(void *context, const char *text, const char *shown,
    uint64_t *number_out)
{
	struct evi_custody_masking *m = context;

	if (m->all)
		return true;
	return m->masks.overflow || m->paths ? may_be_name(m, text) :
	    evi_masks_find(&m->masks, shown, number_out);
}

static bool
masks_any(const struct evi_custody_masking *m)
{
	return m != NULL && (m->all || m->paths || evi_masks_any(&m->masks));
}

enum evid_status
evi_custody_mask(const struct evid_custody *c, struct evi_json *value,
    struct evid_error *err)
{
	struct evi_custody_masking *m = c->masking;

	if (value == NULL || !masks_any(m))
		return EVID_OK;
	return evi_masks_texts_by(is_masked, m, &m->masks.words, value) ?
	    EVID_OK : evi_fail_memory(err);
}

enum evid_status
evi_masking_text(struct evi_custody_masking *m, char **text,
    struct evid_error *err)
{
	bool good = true;
	char *masked;

	if (*text == NULL || !masks_any(m))
		return EVID_OK;
	masked = evi_masks_text_by(is_masked, m, &m->masks.words, *text, &good);
	if (masked != NULL) {
		free(*text);
		*text = masked;
	}
	return good ? EVID_OK : evi_fail_memory(err);
}

enum evid_status
evi_custody_mask_text(const struct evid_custody *c, char **text,
    struct evid_error *err)
{
	return evi_masking_text(c->masking, text, err);
}

enum evid_status
evi_custody_mask_event(const struct evid_custody *c, struct evi_event *e,
    struct evid_error *err)
{
	char **const texts[] = { &e->certainty, &e->zone, &e->source };
	enum evid_status status = EVID_OK;

	for (size_t i = 0; i < 3 && status == EVID_OK; i++)
		status = evi_custody_mask_text(c, texts[i], err);
	for (size_t i = 0; i < e->critical.count && status == EVID_OK; i++)
		status = evi_custody_mask_text(c, &e->critical.items[i], err);
	return status;
}

/* What stands behind the meaning of its code is of this finding, and may be a
 * text of an event. */
void
evi_custody_mask_message(const struct evid_custody *c,
    const struct evi_custody_finding *f, struct evi_buf *out)
{
	struct evi_custody_masking *m = c->masking;
	size_t meaning = strlen(evi_finding_kinds[f->code].meaning);
	const char *rest = f->message + meaning;
	char *masked = NULL;			/* owned here */
	bool good = true;

	if (strncmp(rest, ": ", 2) == 0)
		rest += 2;
	/* The files of a bundle that are ours have no name from outside. */
	if (masks_any(m) && *rest != '\0' &&
	    strncmp(rest, "evidence/", strlen("evidence/")) != 0)
		masked = evi_masks_text_by(is_masked, m, &m->masks.words, rest,
		    &good);
	if (masked == NULL)
		evi_buf_add_text(out, f->message);
	else
		evi_buf_add(out, f->message, (size_t)(rest - f->message));
	if (masked != NULL)
		evi_buf_add_text(out, masked);
	out->failed |= !good;
	free(masked);
}
