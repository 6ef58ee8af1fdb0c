/*
 * The check of a bundle's members as they come.
 *
 * The payload comes first and what it should be only after it, so each payload
 * member becomes a tuple (path, size, time, digest), kept outside of memory.
 * Then the manifest and the inventory come, in the same order, and are merged
 * with the tuples line by line: what differs is named, and nothing is ever
 * looked up.  The small files are kept whole, and judged when the last of them
 * is there: the tag manifest must be the one that the members seen give, and
 * the seal must be over it.
 *
 * Here: what becomes of a member's content, and of what was lost.  Which member
 * may stand where is check_begin.c's, the merge check_inventory.c's and
 * check_manifest.c's; the small files are check_tags.c's, the seal is
 * check_seal.c's, whom to trust check_trust.c's, and who held it
 * check_custody.c's.
 */
#include "bundle/verify/check.h"

#include "base/memory.h"
#include "base/num.h"
#include "evidence/custody.h"
#include "record/lines.h"
#include "record/name.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum evid_status
evi_check_open(struct evi_check *c, struct evid_verdict *v,
    const struct evid_verify_options *options, struct evid_error *err)
{
	enum evid_status status;

	memset(c, 0, sizeof(*c));
	c->v = v;
	c->options = options;
	c->payload_fd = -1;
	c->tuples.fd = -1;
	c->custody_text.fd = -1;
	status = evi_tuples_open(&c->tuples, options->spool, err);
	if (status == EVID_OK)
		status = evi_digest_new(EVI_SHA256, &c->inventory.manifest,
		    err);
	if (status == EVID_OK)
		status = evi_digest_new(EVI_SHA256, &c->inventory.members,
		    err);
	if (status == EVID_OK)
		status = evi_digest_new(EVI_SHA256, &c->gzi.digest, err);
	if (status == EVID_OK)
		status = evi_digest_new(EVI_SHA256, &c->places, err);
	evi_merkle_init(&c->inventory.tree);
	evi_originals_init(&c->inventory.originals, options->spool);
	return status;
}

void
evi_check_close(struct evi_check *c)
{
	size_t i;

	for (i = 0; i < EVI_TAG_NONE; i++)
		evi_buf_free(&c->text[i]);
	evi_buf_free(&c->tagmanifest);
	evi_buf_free(&c->unread_paths);
	evi_buf_free(&c->inventory.lines.pending);
	evi_buf_free(&c->manifest.lines.pending);
	evi_buf_free(&c->gzi.pending);
	evi_buf_free(&c->custody.pending);
	evi_originals_close(&c->inventory.originals);
	evi_spool_close(&c->custody_text);
	evid_custody_free(c->log);
	evi_buf_free(&c->disclosure.pending);
	evi_tuple_cursor_close(&c->inventory.cursor);
	evi_tuple_cursor_close(&c->manifest.cursor);
	evi_digest_free(c->inventory.manifest);
	evi_digest_free(c->inventory.members);
	evi_digest_free(c->gzi.digest);
	evi_digest_free(c->places);
	evi_tuples_close(&c->tuples);
	free(c->manifest.differs_at);
	free(c->stranger);
	if (c->payload_fd >= 0)
		close(c->payload_fd);
}

/* what an extraction keeps of it, beside the check */
static enum evid_status
sink_content(struct evi_check *c, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	const struct evi_sink *sink = c->sink;

	if (c->tag == EVI_TAG_PAYLOAD)
		return sink->data(sink->context, data, len, err);
	if (c->tag == EVI_TAG_INVENTORY)
		return sink->inventory(sink->context, data, len, err);
	if (c->tag == EVI_TAG_GZI && sink->index != NULL)
		return sink->index(sink->context, data, len, err);
	return EVID_OK;
}

enum evid_status
evi_check_content(struct evi_check *c, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	if (c->ignored)
		return EVID_OK;
	if (c->sink != NULL)
		status = sink_content(c, data, len, err);
	if (status != EVID_OK)
		return status;
	switch (c->tag) {
	case EVI_TAG_MANIFEST:
		return evi_check_manifest(c, data, len, err);
	case EVI_TAG_INVENTORY:
		return evi_check_inventory(c, data, len, err);
	case EVI_TAG_GZI:
		return evi_check_gzi(c, data, len, err);
	case EVI_TAG_CUSTODY:
	case EVI_TAG_DISCLOSURE:
		return evi_check_jsonl(c, data, len, err);
	default:
		if (!evi_check_is_small(c->tag) ||
		    c->size[c->tag] > EVI_JSON_LIMIT)
			return EVID_OK;
		evi_buf_add(&c->text[c->tag], data, len);
		return evi_buf_status(&c->text[c->tag], err);
	}
}

void
evi_check_lost_content(struct evi_check *c, uint64_t offset, uint64_t len)
{
	if (!c->now.damaged) {
		c->now.damaged = true;
		c->now.lost_offset = offset;
	}
	c->now.lost_len = offset + len - c->now.lost_offset;
}

/* these two are judged at once: what follows may be of another format */
static enum evid_status
bagit_end(struct evi_check *c, struct evid_error *err)
{
	const struct evi_buf *text = &c->text[EVI_TAG_BAGIT];

	if (c->now.damaged || (text->len == strlen(evi_bagit_text) &&
	    memcmp(evi_buf_text(text), evi_bagit_text, text->len) == 0))
		return EVID_OK;
	return evi_verdict_add(c->v, EVI_FINDING_TAG_FORM, c->now.path, err,
	    NULL);
}

static enum evid_status
format_end(struct evi_check *c, struct evid_error *err)
{
	const struct evi_buf *text = &c->text[EVI_TAG_FORMAT];
	enum evid_status status;

	if (c->now.damaged)
		return EVID_OK;
	switch (evi_format_check(text->data, text->len)) {
	case EVI_FORMAT_OURS:
		return EVID_OK;
	case EVI_FORMAT_NONE:
		return evi_verdict_add(c->v, EVI_FINDING_TAG_FORM,
		    c->now.path, err, NULL);
	case EVI_FORMAT_OTHER:
		break;
	}
	status = evi_verdict_add(c->v, EVI_FINDING_FORMAT_UNKNOWN,
	    c->now.path, err, NULL);
	return status != EVID_OK ? status : EVID_ERR_TOO_NEW;
}

static enum evid_status
damaged_tag(struct evi_check *c, struct evid_error *err)
{
	c->damaged[c->tag] = true;
	return evi_verdict_add_range(c->v, EVI_FINDING_MEMBER_DAMAGED,
	    c->now.path, c->now.lost_offset, c->now.lost_len, err,
	    "bytes %llu to %llu of %llu",
	    (unsigned long long)c->now.lost_offset,
	    (unsigned long long)(c->now.lost_offset + c->now.lost_len - 1),
	    (unsigned long long)c->now.size);
}

enum evid_status
evi_check_end(struct evi_check *c, const uint8_t sha256[EVI_SHA256_LEN],
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	if (c->ignored)
		return EVID_OK;
	if (c->tag == EVI_TAG_PAYLOAD) {
		memcpy(c->now.sha256, sha256, EVI_SHA256_LEN);
		if (c->sink != NULL)
			status = c->sink->end(c->sink->context, &c->now, err);
		return status != EVID_OK ? status :
		    evi_tuples_add(&c->tuples, &c->now, err);
	}
	memcpy(c->sha256[c->tag], sha256, EVI_SHA256_LEN);
	if (c->tag < EVI_TAG_TAGMANIFEST)
		evi_sum_line_write(&c->tagmanifest, sha256, c->now.path,
		    c->now.path_len);
	if (c->now.damaged)
		status = damaged_tag(c, err);
	if (status != EVID_OK)
		return status;
	switch (c->tag) {
	case EVI_TAG_BAGIT:
		return bagit_end(c, err);
	case EVI_TAG_FORMAT:
		return format_end(c, err);
	case EVI_TAG_MANIFEST:
		return evi_check_manifest_end(c, err);
	case EVI_TAG_INVENTORY:
		return evi_check_inventory_end(c, err);
	case EVI_TAG_GZI:
		return evi_check_gzi_end(c, err);
	case EVI_TAG_CUSTODY:
	case EVI_TAG_DISCLOSURE:
		return evi_check_jsonl_end(c, err);
	default:
		return evi_buf_status(&c->tagmanifest, err);
	}
}

void
evi_check_lost(struct evi_check *c, const struct evi_lost *lost)
{
	struct evi_lost *last = c->n_lost == 0 ? NULL : &c->lost[c->n_lost - 1];

	c->n_lost_blocks++;
	if (last != NULL && (c->n_lost == EVI_LOST_MAX ||
	    last->tar_offset + last->tar_len == lost->tar_offset)) {
		last->tar_len = lost->tar_offset + lost->tar_len -
		    last->tar_offset;
		last->file_len = lost->file_offset + lost->file_len -
		    last->file_offset;
		return;
	}
	c->lost[c->n_lost++] = *lost;
}

enum evid_status
evi_check_finish(struct evi_check *c, struct evid_error *err)
{
	enum evid_status status;

	if (c->base[0] == '\0' && c->n_lost == 0)
		return evi_verdict_add(c->v, EVI_FINDING_NOT_A_BUNDLE, NULL,
		    err, NULL);
	status = evi_check_tags(c, err);
	if (status == EVID_OK)
		status = evi_check_seal(c, err);
	return status == EVID_OK ? evi_check_whose(c, err) : status;
}

enum evid_status
evi_check_whose(struct evi_check *c, struct evid_error *err)
{
	enum evid_status status = evi_check_trust(c, err);

	if (status == EVID_OK)
		status = evi_check_custody(c, err);
	if (status == EVID_OK)
		status = evi_check_conditions(c, err);
	if (status == EVID_OK)
		status = evi_check_custody_tell(c, err);
	return status;
}
