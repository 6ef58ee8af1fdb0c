/*
 * The small files of the bag, when all have come: which are missing, and
 * whether each is what the others make it.
 */
#include "bundle/check.h"

#include "base/text.h"

#include <string.h>

static enum evid_status
missing(struct evi_check *c, enum evi_tag tag, struct evid_error *err)
{
	/* What was lost is told as lost, not as missing. */
	if (c->seen[tag] || c->n_lost > 0)
		return EVID_OK;
	return evi_verdict_add(c->v, EVI_FINDING_TAG_MISSING,
	    evi_tag_path(tag), err, NULL);
}

static enum evid_status
all_there(struct evi_check *c, struct evid_error *err)
{
	static const enum evi_tag always[] = { EVI_TAG_BAGIT, EVI_TAG_FORMAT,
		EVI_TAG_MANIFEST, EVI_TAG_INVENTORY, EVI_TAG_CONDITIONS,
		EVI_TAG_README, EVI_TAG_BAG_INFO, EVI_TAG_TAGMANIFEST,
		EVI_TAG_SEAL, EVI_TAG_LOCATOR };
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < sizeof(always) / sizeof(always[0]) &&
	    status == EVID_OK; i++)
		status = missing(c, always[i], err);
	return status;
}

static bool
can_judge(const struct evi_check *c, enum evi_tag tag)
{
	return c->seen[tag] && !c->damaged[tag] &&
	    c->size[tag] <= EVI_JSON_LIMIT;
}

static enum evid_status
tag_form(struct evi_check *c, enum evi_tag tag, const char *why,
    struct evid_error *err)
{
	return evi_verdict_add(c->v, EVI_FINDING_TAG_FORM, evi_tag_path(tag),
	    err, why == NULL ? NULL : "%s", why);
}

static enum evid_status
readme(struct evi_check *c, struct evid_error *err)
{
	const struct evi_buf *text = &c->text[EVI_TAG_README];

	if (!can_judge(c, EVI_TAG_README) || (text->len == evi_readme_len &&
	    memcmp(evi_buf_text(text), evi_readme_text, text->len) == 0))
		return EVID_OK;
	return evi_verdict_add(c->v, EVI_FINDING_README_OTHER,
	    evi_tag_path(EVI_TAG_README), err, NULL);
}

static enum evid_status
documents(struct evi_check *c, struct evid_error *err)
{
	static const enum evi_tag tags[] = { EVI_TAG_CASE,
		EVI_TAG_CONDITIONS, EVI_TAG_RECIPIENTS };
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < 3 && status == EVID_OK; i++) {
		const struct evi_buf *text = &c->text[tags[i]];
		const char *why = NULL;

		if (!can_judge(c, tags[i]))
			continue;
		if (tags[i] == EVI_TAG_RECIPIENTS)
			status = evi_recipients_check(text->data, text->len,
			    &why, err);
		else
			status = evi_case_check(text->data, text->len, &why,
			    err);
		if (status == EVID_OK && why != NULL)
			status = tag_form(c, tags[i], why, err);
		if (status == EVID_OK && tags[i] == EVI_TAG_CONDITIONS) {
			evi_buf_add(&c->v->conditions, text->data, text->len);
			status = evi_buf_status(&c->v->conditions, err);
		}
	}
	return status;
}

/* the tag manifest's line for a path, in either text */
static const char *
line_of(const struct evi_buf *text, const char *path)
{
	const char *all = evi_buf_text(text), *p = all;
	size_t len = strlen(path);

	while ((p = strstr(p, path)) != NULL) {
		if (p - all >= 66 && p[-1] == ' ' && p[-2] == ' ' &&
		    p[len] == '\n' && (p - all == 66 || p[-67] == '\n'))
			return p - 66;
		p++;
	}
	return NULL;
}

bool
evi_check_tag_listed(const struct evi_check *c, enum evi_tag tag)
{
	const char *path = evi_tag_path(tag);
	char hex[2 * EVI_SHA256_LEN + 1];
	const char *line;

	if (!can_judge(c, EVI_TAG_TAGMANIFEST) || !c->seen[tag] ||
	    c->damaged[tag])
		return false;
	line = line_of(&c->text[EVI_TAG_TAGMANIFEST], path);
	evi_hex(c->sha256[tag], EVI_SHA256_LEN, hex);
	return line != NULL && memcmp(line, hex, 2 * EVI_SHA256_LEN) == 0;
}

/* name the files that the tag manifest has otherwise; false: none found */
static enum evid_status
name_changed_tags(struct evi_check *c, bool *named_out,
    struct evid_error *err)
{
	const struct evi_buf *stated = &c->text[EVI_TAG_TAGMANIFEST];
	enum evid_status status = EVID_OK;
	int tag;

	*named_out = false;
	for (tag = 0; tag < EVI_TAG_TAGMANIFEST && status == EVID_OK; tag++) {
		const char *path = evi_tag_path((enum evi_tag)tag);
		const char *a, *b;

		if (path == NULL || !c->seen[tag])
			continue;
		a = line_of(stated, path);
		b = line_of(&c->tagmanifest, path);
		if (a != NULL && b != NULL && memcmp(a, b, 64) == 0)
			continue;
		*named_out = true;
		if (!c->damaged[tag])
			status = evi_verdict_add(c->v,
			    EVI_FINDING_TAG_CHANGED, path, err, NULL);
	}
	return status;
}

static enum evid_status
tagmanifest(struct evi_check *c, struct evid_error *err)
{
	const struct evi_buf *stated = &c->text[EVI_TAG_TAGMANIFEST];
	enum evid_status status;
	bool named;

	if (!can_judge(c, EVI_TAG_TAGMANIFEST) ||
	    (stated->len == c->tagmanifest.len && stated->len > 0 &&
	    memcmp(stated->data, c->tagmanifest.data, stated->len) == 0))
		return EVID_OK;
	status = name_changed_tags(c, &named, err);
	if (status == EVID_OK && !named)
		status = evi_verdict_add(c->v, EVI_FINDING_TAG_CHANGED,
		    evi_tag_path(EVI_TAG_TAGMANIFEST), err,
		    "it does not list the files that are there");
	return status;
}

/* manifest and inventory must say the same of the payload */
static enum evid_status
manifest(struct evi_check *c, struct evid_error *err)
{
	uint8_t listed[EVI_SHA256_LEN];
	enum evid_status status;

	if (!c->seen[EVI_TAG_MANIFEST] || !c->seen[EVI_TAG_INVENTORY] ||
	    c->damaged[EVI_TAG_MANIFEST] || c->damaged[EVI_TAG_INVENTORY])
		return EVID_OK;
	status = evi_digest_peek(c->inventory.manifest, listed, err);
	if (status != EVID_OK ||
	    memcmp(listed, c->sha256[EVI_TAG_MANIFEST], EVI_SHA256_LEN) == 0)
		return status;
	return evi_verdict_add(c->v, EVI_FINDING_MANIFEST_MISMATCH,
	    c->manifest.differs_at != NULL ? c->manifest.differs_at :
	    evi_tag_path(EVI_TAG_MANIFEST), err,
	    "manifest-sha256.txt is not what the inventory gives");
}

static enum evid_status
locator(struct evi_check *c, struct evid_error *err)
{
	const struct evi_buf *text = &c->text[EVI_TAG_LOCATOR];
	struct evi_locator want = {
		.tail_offset = c->tail_offset,
		.tail_size = c->tar_len - EVI_TAR_LAST_RUN - c->tail_offset,
		.seal_offset = c->content_at[EVI_TAG_SEAL],
		.seal_size = c->size[EVI_TAG_SEAL],
		.has_tail_file = c->seen[EVI_TAG_GZI],
		.tail_file_offset = c->gzi.last_file };
	uint8_t bytes[EVI_LOCATOR_LEN];

	if (!can_judge(c, EVI_TAG_LOCATOR) || !c->seen[EVI_TAG_MANIFEST] ||
	    !c->seen[EVI_TAG_SEAL] || !c->finished || c->n_lost > 0)
		return EVID_OK;
	evi_locator_write(bytes, &want);
	if (text->len == sizeof(bytes) &&
	    memcmp(text->data, bytes, sizeof(bytes)) == 0)
		return EVID_OK;
	return evi_verdict_add(c->v, EVI_FINDING_LOCATOR_MISMATCH,
	    evi_tag_path(EVI_TAG_LOCATOR), err, NULL);
}

enum evid_status
evi_check_tags(struct evi_check *c, struct evid_error *err)
{
	enum evid_status status = all_there(c, err);

	if (status == EVID_OK)
		status = readme(c, err);
	if (status == EVID_OK)
		status = documents(c, err);
	if (status == EVID_OK)
		status = manifest(c, err);
	if (status == EVID_OK)
		status = tagmanifest(c, err);
	if (status == EVID_OK)
		status = locator(c, err);
	return status;
}
