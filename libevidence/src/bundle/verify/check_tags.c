/*
 * The small files of the bag, when all have come: which are missing, and
 * whether each is what the others make it.
 */
#include "bundle/verify/check.h"
#include "record/tar.h"

#include <string.h>

/* Does @path stand behind all that came? */
static bool
behind(const struct evi_check *c, const char *path)
{
	int last = EVI_TAG_NONE - 1;

	while (last > 0 && !c->seen[last])
		last--;
	return (int)evi_tag_of(path) >= last;
}

/* What was lost or cut off is told as that, and what stands elsewhere too. */
bool
evi_check_excused(const struct evi_check *c, const char *path)
{
	static const enum evi_finding_code codes[] = { EVI_FINDING_TAR_ORDER,
		EVI_FINDING_MEMBER_UNEXPECTED, EVI_FINDING_TAG_MISSING };
	size_t i;

	if (c->n_lost > 0 || (c->cut_short && behind(c, path)) ||
	    evi_check_unseen(c, path))
		return true;
	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (evi_verdict_names(c->v, codes[i], path))
			return true;
	return false;
}

enum evid_status
evi_check_tag_there(struct evi_check *c, enum evi_tag tag,
    struct evid_error *err)
{
	if (c->seen[tag] || evi_check_excused(c, evi_tag_path(tag)))
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
		status = evi_check_tag_there(c, always[i], err);
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

enum evid_status
evi_check_cut(struct evi_check *c, struct evid_error *err)
{
	const struct evi_buf *text = &c->text[EVI_TAG_BAGIT];
	size_t len = strlen(evi_bagit_text);

	if (c->tag == EVI_TAG_GZI)
		return evi_check_gzi_cut(c, err);
	if (c->tag != EVI_TAG_BAGIT || (text->len <= len &&
	    memcmp(evi_buf_text(text), evi_bagit_text, text->len) == 0))
		return EVID_OK;
	return tag_form(c, EVI_TAG_BAGIT, NULL, err);
}

/* the lines that came of a manifest are the payload's, also where it was cut
 * before the inventory could say more */
static enum evid_status
cut_manifest(struct evi_check *c, struct evid_error *err)
{
	if (!c->cut_short || !c->manifest.differs || c->n_lost > 0 ||
	    !c->seen[EVI_TAG_PAYLOAD] || c->v->worst == 1)
		return EVID_OK;
	return evi_verdict_add(c->v, EVI_FINDING_MANIFEST_MISMATCH,
	    c->manifest.differs_at, err,
	    "manifest-sha256.txt is not what the payload gives");
}

/* manifest and inventory must say the same of the payload */
static enum evid_status
manifest(struct evi_check *c, struct evid_error *err)
{
	uint8_t listed[EVI_SHA256_LEN];
	enum evid_status status;

	if (!c->seen[EVI_TAG_INVENTORY] || c->damaged[EVI_TAG_INVENTORY])
		return cut_manifest(c, err);
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
	/* The last run begins with the locator's header; of a tar that was
	 * cut behind it the length is not known. */
	uint64_t last_run = c->finished ? c->tar_len - EVI_TAR_LAST_RUN :
	    c->content_at[EVI_TAG_LOCATOR] - EVI_TAR_BLOCK;
	struct evi_locator want = {
		.tail_offset = c->tail_offset,
		.tail_size = last_run - c->tail_offset,
		.seal_offset = c->content_at[EVI_TAG_SEAL],
		.seal_size = c->size[EVI_TAG_SEAL],
		.has_tail_file = c->seen[EVI_TAG_GZI],
		.tail_file_offset = c->gzi.last_file };
	uint8_t bytes[EVI_LOCATOR_LEN];

	if (!can_judge(c, EVI_TAG_LOCATOR) || !c->seen[EVI_TAG_MANIFEST] ||
	    !c->seen[EVI_TAG_SEAL] || c->n_lost > 0 || c->unread ||
	    (!c->finished && !c->cut_short))
		return EVID_OK;
	/* In a folder its places follow from what is there. */
	if (c->folder && (evi_verdict_names(c->v, EVI_FINDING_TAG_MISSING,
	    NULL) || evi_verdict_names(c->v, EVI_FINDING_FOREIGN_FILE, NULL)))
		return EVID_OK;
	evi_locator_write(bytes, &want);
	/* The index has room for numbers that JSON does not. */
	if (text->len == sizeof(bytes) &&
	    memcmp(text->data, bytes, sizeof(bytes)) == 0 &&
	    evi_locator_read(bytes, &want))
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
		status = evi_check_tagmanifest(c, err);
	if (status == EVID_OK)
		status = locator(c, err);
	return status;
}
