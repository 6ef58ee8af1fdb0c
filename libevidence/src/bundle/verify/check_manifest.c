/*
 * The manifest against the payload, the block index against the blocks'
 * places, and files of lines whose meaning is not known here.
 *
 * What is wrong with a payload file is named by the inventory's merge, which
 * knows more; of the manifest the first line that is not as the payload is
 * kept, for the case that manifest and inventory disagree.
 */
#include "bundle/verify/check.h"

#include "base/memory.h"
#include "base/num.h"
#include "record/lines.h"

#include <stdlib.h>
#include <string.h>

enum evid_status
evi_lines_add(struct evi_check *c, struct evi_lines *lines,
    const uint8_t *data, size_t len, evi_line_fn *line,
    struct evid_error *err)
{
	while (len > 0 && !lines->too_long) {
		const uint8_t *lf = memchr(data, '\n', len);
		size_t n = lf == NULL ? len : (size_t)(lf - data);
		enum evid_status status;

		if (lines->pending.len + n > EVI_JSON_LIMIT) {
			lines->too_long = true;
			return evi_verdict_add(c->v, EVI_FINDING_LIMIT,
			    c->now.path, err, "line %llu is over 16 MiB",
			    (unsigned long long)lines->number + 1);
		}
		if (lf == NULL || lines->pending.len > 0)
			evi_buf_add(&lines->pending, data, n);
		status = evi_buf_status(&lines->pending, err);
		if (status != EVID_OK || lf == NULL)
			return status;
		lines->number++;
		if (lines->pending.len > 0)
			status = line(c, (const char *)lines->pending.data,
			    lines->pending.len, err);
		else
			status = line(c, (const char *)data, n, err);
		evi_buf_clear(&lines->pending);
		if (status != EVID_OK)
			return status;
		data += n + 1;
		len -= n + 1;
	}
	return EVID_OK;
}

static enum evid_status
keep_first(struct evi_check *c, const char *path, size_t len,
    struct evid_error *err)
{
	if (c->manifest.differs)
		return EVID_OK;
	c->manifest.differs = true;
	c->manifest.differs_at = evi_strndup(path, len);
	return c->manifest.differs_at == NULL ? evi_fail_memory(err) :
	    EVID_OK;
}

/* what could not be read, and stands before @path (NULL: all), without it */
static enum evid_status
pass_unread(struct evi_tuple_cursor *at, const char *path, size_t len,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	while (status == EVID_OK && at->valid && at->now.unread &&
	    (path == NULL || (!evi_tuple_covers(&at->now, path, len) &&
	    evi_path_compare(at->now.path, at->now.path_len, path, len) < 0)))
		status = evi_tuple_next(at, err);
	return status;
}

static enum evid_status
one_line(struct evi_check *c, const char *line, size_t len,
    struct evid_error *err)
{
	struct evi_manifest_check *m = &c->manifest;
	struct evi_tuple_cursor *at = &m->cursor;
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status;
	const char *path;
	size_t path_len;

	/* Of a line may be left what was not lost, as is told. */
	if (!evi_sum_line_read(line, len, digest, &path, &path_len))
		return c->now.damaged ? EVID_OK :
		    evi_verdict_add(c->v, EVI_FINDING_TAG_FORM,
		    evi_tag_path(EVI_TAG_MANIFEST), err, "line %llu",
		    (unsigned long long)m->lines.number);
	if (m->differs || c->tuples.fd < 0)
		return EVID_OK;
	status = pass_unread(at, path, path_len, err);
	if (status != EVID_OK)
		return status;
	if (at->valid && evi_tuple_covers(&at->now, path, path_len))
		return at->now.path_len == path_len ?
		    evi_tuple_next(at, err) : EVID_OK;
	/* A file that is passed over has no line. */
	if (at->valid && evi_path_compare(at->now.path, at->now.path_len,
	    path, path_len) < 0)
		return keep_first(c, at->now.path, at->now.path_len, err);
	if (!at->valid || at->now.path_len != path_len ||
	    memcmp(at->now.path, path, path_len) != 0 ||
	    memcmp(at->now.sha256, digest, EVI_SHA256_LEN) != 0)
		return keep_first(c, path, path_len, err);
	return evi_tuple_next(at, err);
}

static enum evid_status
begin(struct evi_check *c, struct evid_error *err)
{
	if (c->manifest.begun)
		return EVID_OK;
	c->manifest.begun = true;
	return evi_tuple_first(&c->manifest.cursor, &c->tuples, err);
}

enum evid_status
evi_check_manifest(struct evi_check *c, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	enum evid_status status = begin(c, err);

	if (status != EVID_OK)
		return status;
	return evi_lines_add(c, &c->manifest.lines, data, len, one_line, err);
}

enum evid_status
evi_check_manifest_end(struct evi_check *c, struct evid_error *err)
{
	struct evi_tuple_cursor *at = &c->manifest.cursor;
	enum evid_status status = begin(c, err);

	if (status == EVID_OK && c->manifest.lines.pending.len > 0 &&
	    !c->now.damaged)
		status = evi_verdict_add(c->v, EVI_FINDING_TAG_FORM,
		    evi_tag_path(EVI_TAG_MANIFEST), err,
		    "it does not end with a newline");
	if (status == EVID_OK)
		status = pass_unread(at, NULL, 0, err);
	if (status == EVID_OK && at->valid)
		status = keep_first(c, at->now.path, at->now.path_len, err);
	c->v->has_manifest = true;
	memcpy(c->v->manifest, c->sha256[EVI_TAG_MANIFEST], EVI_SHA256_LEN);
	return status;
}

static struct evi_lines *
jsonl_of(struct evi_check *c)
{
	return c->tag == EVI_TAG_CUSTODY ? &c->custody : &c->disclosure;
}

static enum evid_status
json_line(struct evi_check *c, const char *line, size_t len,
    struct evid_error *err)
{
	struct evi_json *value = NULL;
	struct evid_error none = EVID_ERROR_INIT;
	bool canonical = false;
	enum evid_status status;

	/* It is no event (9.1), which is told of the log. */
	if (c->tag == EVI_TAG_CUSTODY && evi_json_too_heavy(line, len))
		return EVID_OK;
	status = evi_json_parse_canonical(line, len, c->now.path, &value,
	    &canonical, &none);
	evi_json_free(value);
	if (status == EVID_ERR_MEMORY)
		return evi_fail_memory(err);
	if (canonical || c->now.damaged)
		return EVID_OK;
	return evi_verdict_add(c->v, EVI_FINDING_TAG_FORM, c->now.path, err,
	    "line %llu", (unsigned long long)jsonl_of(c)->number);
}

enum evid_status
evi_check_jsonl(struct evi_check *c, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	if (c->tag == EVI_TAG_CUSTODY && c->custody_text.fd < 0)
		status = evi_spool_begin(&c->custody_text, c->options->spool,
		    err);
	if (status == EVID_OK && c->tag == EVI_TAG_CUSTODY)
		status = evi_spool_add(&c->custody_text, data, len, err);
	return status != EVID_OK ? status :
	    evi_lines_add(c, jsonl_of(c), data, len, json_line, err);
}

enum evid_status
evi_check_jsonl_end(struct evi_check *c, struct evid_error *err)
{
	if (c->now.damaged ||
	    (jsonl_of(c)->pending.len == 0 && jsonl_of(c)->number > 0))
		return EVID_OK;
	return evi_verdict_add(c->v, EVI_FINDING_TAG_FORM, c->now.path, err,
	    "it does not end with a newline");
}

/* each pair: tar offsets as the format cuts, file offsets that rise */
static enum evid_status
pair(struct evi_check *c, const uint8_t *p, struct evid_error *err)
{
	struct evi_gzi_check *g = &c->gzi;
	uint64_t file, tar, want;

	evi_gzi_read_pair(p, &file, &tar);
	g->n_pairs++;
	want = g->n_pairs * EVI_BLOCK_DATA;
	if (g->n_pairs == g->count)
		want = c->tail_offset;
	if (tar != want)
		g->wrong = true;
	if (file <= g->last_file || tar <= g->last_tar)
		g->wrong = true;
	g->last_file = file;
	g->last_tar = tar;
	return evi_digest_add(g->digest, p, 16, err);
}

/* how many pairs the payload run asks for */
static uint64_t
pairs_wanted(const struct evi_check *c)
{
	return (c->tail_offset + EVI_BLOCK_DATA - 1) / EVI_BLOCK_DATA;
}

void
evi_check_gzi_begin(struct evi_check *c, uint64_t size)
{
	if (size != 8 + 16 * pairs_wanted(c))
		c->gzi.wrong = true;
}

enum evid_status
evi_check_gzi_cut(struct evi_check *c, struct evid_error *err)
{
	if (!c->gzi.wrong || c->n_lost > 0 || !c->seen[EVI_TAG_MANIFEST])
		return EVID_OK;
	return evi_verdict_add(c->v, EVI_FINDING_INDEX_MISMATCH,
	    evi_tag_path(EVI_TAG_GZI), err, NULL);
}

enum evid_status
evi_check_gzi(struct evi_check *c, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	struct evi_gzi_check *g = &c->gzi;

	while (len > 0) {
		size_t want = g->has_count ? 16 : 8;
		size_t n = want - g->pending.len;
		enum evid_status status;

		if (n > len)
			n = len;
		evi_buf_add(&g->pending, data, n);
		data += n;
		len -= n;
		status = evi_buf_status(&g->pending, err);
		if (status != EVID_OK)
			return status;
		if (g->pending.len < want)
			return EVID_OK;
		if (!g->has_count)
			g->count = evi_gzi_read_count(g->pending.data);
		else
			status = pair(c, g->pending.data, err);
		g->has_count = true;
		evi_buf_clear(&g->pending);
		if (status != EVID_OK)
			return status;
	}
	return EVID_OK;
}

enum evid_status
evi_check_gzi_end(struct evi_check *c, struct evid_error *err)
{
	struct evi_gzi_check *g = &c->gzi;

	if (!g->has_count || g->pending.len > 0 || g->n_pairs != g->count ||
	    g->count != pairs_wanted(c))
		g->wrong = true;
	/* After a loss, places are guesses; the loss is told already. */
	if (c->now.damaged || c->n_lost > 0 || c->unread || !g->wrong)
		return EVID_OK;
	/* Nor is there a place without the file that it is reckoned from. */
	if (!c->seen[EVI_TAG_MANIFEST] || (c->folder &&
	    (!c->seen[EVI_TAG_FORMAT] || !c->seen[EVI_TAG_INVENTORY])))
		return EVID_OK;
	return evi_verdict_add(c->v, EVI_FINDING_INDEX_MISMATCH,
	    evi_tag_path(EVI_TAG_GZI), err, NULL);
}
