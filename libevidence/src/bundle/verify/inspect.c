/*
 * Inspecting: the tail of a bundle, read twice: once for what stands at its
 * end (the seal) and for the counts, once to list the inventory.
 *
 * A BGZF file that can be sought in has a locator at a fixed distance from its
 * end, so the payload is not read.  Anything else is read through, and the
 * tar bytes of the tail are kept in a file without a name.  Nothing is
 * verified here, and nothing is said to be.
 */
#include "bundle/stream/tail_read.h"
#include "bundle/verify/inspect_text.h"
#include "bundle/verify/shown.h"

#include "adapt/key.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "evidence/inspect.h"
#include "record/object.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct inspect {
	uint64_t lacks;		/* evi_memory_lacks() at the beginning */
	struct evi_inspected seen;	/* what the first pass gathered */
	evid_member_fn *member;
	void *context;
	bool listing;			/* the second pass */
	struct evi_json *rules;		/* flags that the case says are not to
					 * be previewed; NULL: none */
	struct evi_buf line;
	uint64_t number;
};

/* its handling flags, for people; one of the sealer's own between quotes */
static void
flags_text(const struct evi_object *o, struct evi_buf *out)
{
	size_t i;

	for (i = 0; i < o->n_flags; i++) {
		evi_buf_add_text(out, i == 0 ? "" : ", ");
		evi_shown_word(out, o->flags[i], evi_flag_known(o->flags[i]) &&
		    strncmp(o->flags[i], "x-", 2) != 0);
	}
}

/* path and original name, or the label that stands for both */
static void
names(const struct inspect *in, const struct evi_object *o, bool hidden,
    struct evi_buf *path, struct evi_buf *original)
{
	char label[EVI_MASK_LABEL_CAP];

	if (!hidden) {
		evi_text_escape(path, o->path, strlen(o->path));
		evi_text_escape(original, o->original, strlen(o->original));
		return;
	}
	evi_mask_label(in->number, label);
	evi_buf_add_format(path, "data/%s%s", label,
	    o->type == EVI_TYPE_DIRECTORY ? "/" : "");
	evi_buf_add_text(original, label);
}

/* what says more than the type, as it came; of a masked object, and of a
 * second name of one, the name stays back */
static void
add_detail(struct inspect *in, const struct evi_object *o, bool hidden,
    struct evi_buf *out)
{
	const char *detail = o->reason;
	char label[EVI_MASK_LABEL_CAP];
	uint64_t number = 0;

	if (o->type == EVI_TYPE_SYMLINK)
		detail = o->target;
	else if (o->type == EVI_TYPE_HARDLINK)
		detail = o->link;
	else if (o->type == EVI_TYPE_SPECIAL)
		detail = o->special;
	if (detail == NULL)
		return;
	if (o->type == EVI_TYPE_SYMLINK && evi_masks_any(&in->seen.masks)) {
		detail = "[masked]";
	} else if ((hidden && o->type != EVI_TYPE_SPECIAL) ||
	    (o->type == EVI_TYPE_HARDLINK &&
	    evi_masks_find(&in->seen.masks, detail, &number))) {
		evi_mask_label(number, label);
		detail = label;
	}
	if (detail == o->reason)
		evi_text_stated(out, detail);
	else
		evi_text_escape(out, detail, strlen(detail));
}

/* a line of the inventory in the second pass */
static enum evid_status
tell(struct inspect *in, const struct evi_object *o, const char *line,
    struct evid_error *err)
{
	char sha256[2 * EVI_SHA256_LEN + 1] = "";
	char modified[EVI_INSTANT_TEXT_CAP] = "";
	struct evi_buf path = EVI_BUF_INIT, original = EVI_BUF_INIT;
	struct evi_buf shown = EVI_BUF_INIT, flags = EVI_BUF_INIT;
	struct evi_buf detail = EVI_BUF_INIT;
	struct evid_member m = { .line = line };
	bool hidden = evi_masks_hide(&in->seen.masks, o);
	enum evid_status status = EVID_OK;

	names(in, o, hidden, &path, &original);
	flags_text(o, &flags);
	if (hidden || evi_no_preview(o, in->rules) ||
	    ((o->type == EVI_TYPE_HARDLINK || o->type == EVI_TYPE_SYMLINK) &&
	    evi_masks_any(&in->seen.masks))) {
		status = evi_masks_line(&in->seen.masks, line, hidden,
		    evi_no_preview(o, in->rules), in->number, &shown, err);
		m.line = evi_buf_text(&shown);
	}
	add_detail(in, o, hidden, &detail);
	if (o->type == EVI_TYPE_FILE)
		evi_hex(o->sha256, EVI_SHA256_LEN, sha256);
	if (o->has_modified)
		(void)evi_instant_format(o->modified, modified);
	m.path = evi_buf_text(&path);
	m.original = evi_buf_text(&original);
	m.type = evi_type_name(o->type);
	m.size = o->size;
	m.sha256 = sha256;
	m.modified = modified;
	m.partial = evi_object_partial(o);
	m.flags = evi_buf_text(&flags);
	m.masked = hidden;
	m.detail = evi_buf_text(&detail);
	if (status == EVID_OK)
		status = evi_buf_status(&original, err);
	if (status == EVID_OK)
		status = evi_buf_status(&detail, err);
	status = evi_whole(in->lacks, status, err);
	if (status == EVID_OK && in->member(in->context, &m) != 0)
		status = evi_fail(err, EVID_ERR_CANCELLED,
		    "the inspection was stopped as asked");
	evi_buf_free(&path);
	evi_buf_free(&original);
	evi_buf_free(&shown);
	evi_buf_free(&flags);
	evi_buf_free(&detail);
	return status;
}

/* in the first pass: whose names are not to be shown in the second */
static enum evid_status
note_masked(struct inspect *in, const struct evi_object *o,
    struct evid_error *err)
{
	enum evid_status status;

	if (!evi_masks_hide(&in->seen.masks, o))
		return EVID_OK;
	status = evi_masks_note(&in->seen.masks, o->path, in->number, err);
	return status != EVID_OK ? status :
	    evi_masks_note(&in->seen.masks, o->original, in->number, err);
}

static enum evid_status
one_line(struct inspect *in, struct evid_error *err)
{
	struct evi_object o;
	const char *why = NULL;
	enum evid_status status;

	memset(&o, 0, sizeof(o));
	in->number++;
	status = evi_object_read(evi_buf_text(&in->line), in->line.len, &o,
	    &why, NULL, err);
	if (status == EVID_OK && why != NULL)
		status = evi_fail(err, EVID_ERR_FORMAT,
		    "evidence/inventory.jsonl: line %llu: %s",
		    (unsigned long long)in->number, why);
	if (status == EVID_OK && in->listing) {
		status = tell(in, &o, evi_buf_text(&in->line), err);
	} else if (status == EVID_OK) {
		in->seen.n_objects++;
		in->seen.n_files += o.type == EVI_TYPE_FILE;
		in->seen.n_bytes += o.size;
		status = note_masked(in, &o, err);
	}
	evi_object_free(&o);
	evi_buf_clear(&in->line);
	return status;
}

static enum evid_status
inventory(struct inspect *in, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	while (len > 0) {
		const uint8_t *lf = memchr(data, '\n', len);
		size_t n = lf == NULL ? len : (size_t)(lf - data);
		enum evid_status status;

		if (in->line.len + n > EVI_JSON_LIMIT)
			return evi_fail(err, EVID_ERR_FORMAT,
			    "evidence/inventory.jsonl: a line is over 16 MiB");
		evi_buf_add(&in->line, data, n);
		status = evi_buf_status(&in->line, err);
		if (status == EVID_OK && lf != NULL)
			status = one_line(in, err);
		if (status != EVID_OK || lf == NULL)
			return status;
		data += n + 1;
		len -= n + 1;
	}
	return EVID_OK;
}

/* content of a member of the tail */
static enum evid_status
content(void *context, enum evi_tag tag, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	struct inspect *in = context;
	struct evi_buf *text = evi_inspected_text(&in->seen, tag);

	if (tag == EVI_TAG_INVENTORY)
		return in->listing && in->member == NULL ? EVID_OK :
		    inventory(in, data, len, err);
	if (text == NULL || in->listing)
		return EVID_OK;
	return evi_tail_keep(text, tag, data, len, err);
}

static enum evid_status
seal_of(struct inspect *in, struct evid_error *err)
{
	struct evi_envelope *e = evi_zalloc(sizeof(*e));
	const char *why = NULL;
	enum evid_status status;

	if (e == NULL)
		return evi_fail_memory(err);
	status = evi_envelope_read(in->seen.seal.data, in->seen.seal.len, e,
	    &why, err);
	if (status == EVID_OK && why == NULL)
		status = evi_statement_read(e->payload.data, e->payload.len,
		    &in->seen.statement, &why, NULL, err);
	if (status == EVID_OK && why != NULL)
		status = evi_fail(err, EVID_ERR_FORMAT,
		    "evidence/seal.json: %s", why);
	if (status == EVID_OK)
		status = evi_sha256(in->seen.seal.data, in->seen.seal.len,
		    in->seen.seal_digest, err);
	evi_envelope_free(e);
	free(e);
	return status;
}

static enum evid_status
summary(struct inspect *in, evid_summary_fn *told, struct evid_error *err)
{
	struct evi_buf json = EVI_BUF_INIT, text = EVI_BUF_INIT;
	enum evid_status status;

	status = evi_inspected_json(&in->seen, &json, err);
	if (status == EVID_OK)
		status = evi_inspected_write(&in->seen, &text, err);
	status = evi_whole(in->lacks, status, err);
	if (status == EVID_OK && told(in->context, evi_buf_text(&json),
	    evi_buf_text(&text)) != 0)
		status = evi_fail(err, EVID_ERR_CANCELLED,
		    "the inspection was stopped as asked");
	evi_buf_free(&json);
	evi_buf_free(&text);
	return status;
}

/* the case's rules for flags; one that is damaged has none */
static void
read_rules(struct inspect *in)
{
	const struct evi_buf *text = &in->seen.case_file;
	struct evi_json *json = NULL;

	if (text->len > 0 && evi_json_parse(text->data, text->len, "case",
	    &json, NULL) == EVID_OK)
		in->rules = evi_no_preview_rules(json);
	evi_json_free(json);
}

enum evid_status
evid_inspect_masked(const char *path, const struct evid_masks *masks,
    evid_summary_fn *told, evid_member_fn *member, void *context,
    struct evid_error *err)
{
	struct inspect in = { .member = member, .context = context,
		.lacks = evi_memory_lacks() };
	struct evi_tail_reader tail;
	enum evid_status status = evi_crypto_init(err);

	if (status == EVID_OK)
		status = evi_masks_init(&in.seen.masks, masks, err);
	if (status != EVID_OK)
		return status;
	in.seen.file = path;
	status = evi_tail_reader_open(&tail, path, err);
	if (status == EVID_OK)
		status = evi_tail_reader_read(&tail, content, &in, err);
	in.seen.container = evi_tail_reader_container(&tail);
	if (status == EVID_OK && in.line.len > 0)
		status = evi_fail(err, EVID_ERR_FORMAT,
		    "evidence/inventory.jsonl: it does not end with a newline");
	if (status == EVID_OK)
		status = seal_of(&in, err);
	read_rules(&in);
	if (status == EVID_OK && told != NULL)
		status = summary(&in, told, err);
	in.listing = true;
	in.number = 0;
	if (status == EVID_OK && member != NULL)
		status = evi_tail_reader_read(&tail, content, &in, err);
	evi_tail_reader_close(&tail);
	evi_inspected_free(&in.seen);
	evi_json_free(in.rules);
	evi_buf_free(&in.line);
	return evi_whole_of(path, in.lacks, status, err);
}

enum evid_status
evid_inspect_path(const char *path, evid_summary_fn *told,
    evid_member_fn *member, void *context, struct evid_error *err)
{
	return evid_inspect_masked(path, NULL, told, member, context, err);
}
