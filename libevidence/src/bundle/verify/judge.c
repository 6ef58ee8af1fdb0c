/*
 * What a verification comes to when the file has been read: where it was cut,
 * what of it was damaged, whether it was compressed anew on the way.
 */
#include "bundle/verify/flow.h"

#include <string.h>

/* where the input ends too early: what arrived, and what is the next byte */
static enum evid_status
cut(struct evi_flow *v, struct evid_error *err)
{
	struct evi_check *c = v->check;
	unsigned long long whole = c->tuples.count;
	uint64_t at = v->container.end == EVI_END_CUT ?
	    v->container.at_offset : v->container.file_offset;
	enum evid_status status;

	if (v->scan.open && c->tag == EVI_TAG_PAYLOAD && !c->ignored) {
		status = evi_verdict_add_range(c->v, EVI_FINDING_MEMBER_CUT,
		    c->now.path, c->now.size - v->scan.left, v->scan.left,
		    err, "%llu of %llu bytes arrived",
		    (unsigned long long)(c->now.size - v->scan.left),
		    (unsigned long long)c->now.size);
		if (status != EVID_OK)
			return status;
	}
	if (c->finished)
		return evi_verdict_add_range(c->v, EVI_FINDING_TRUNCATED,
		    NULL, at, 0, err, "only its last bytes are missing, "
		    "from byte %llu on", (unsigned long long)at);
	return evi_verdict_add_range(c->v, EVI_FINDING_TRUNCATED, NULL, at, 0,
	    err, "the first byte missing is %llu; %llu files arrived whole%s",
	    (unsigned long long)at, whole, c->seen[EVI_TAG_MANIFEST] ? "" :
	    ", but what they should be stands in the part that is missing");
}

/* what is left of a header that was cut must be the beginning of one */
static enum evid_status
cut_header(struct evi_flow *v, struct evid_error *err)
{
	const struct evi_tarscan *scan = &v->scan;

	if (scan->state != EVI_SCAN_HEADER || scan->head_len == 0 ||
	    v->check->n_lost > 0 || evi_tar_could_begin(scan->head,
	    scan->head_len, v->check->base))
		return EVID_OK;
	return evi_verdict_add(v->check->v, EVI_FINDING_TAR_ENCODING, NULL,
	    err, "the beginning of a header is not in the one encoding, "
	    "at %llu of the tar", (unsigned long long)scan->head_offset);
}

/* what came whole is judged by what came whole: the rest is not there, which
 * makes none of it wrong */
static enum evid_status
arrived(struct evi_flow *v, struct evid_error *err)
{
	struct evi_check *c = v->check;
	enum evid_status status = EVID_OK;

	if (v->scan.open && !c->ignored) {
		c->damaged[c->tag] = true;
		status = evi_check_cut(c, err);
	}
	c->cut_short = true;
	if (status == EVID_OK)
		status = evi_check_tags(c, err);
	if (status == EVID_OK)
		status = evi_check_seal(c, err);
	if (status != EVID_OK || !c->v->has_statement)
		return status;
	return evi_check_whose(c, err);
}

static enum evid_status
container_findings(struct evi_flow *v, struct evid_error *err)
{
	const struct evi_container *k = &v->container;
	struct evid_verdict *verdict = v->check->v;
	enum evid_status status = EVID_OK;
	size_t i;

	if (k->header_damaged)
		status = evi_verdict_add_range(verdict,
		    EVI_FINDING_BLOCK_HEADER, NULL, k->header_offset,
		    EVI_BLOCK_HEADER, err, "at byte %llu",
		    (unsigned long long)k->header_offset);
	for (i = 0; i < v->check->n_lost && status == EVID_OK; i++) {
		const struct evi_lost *l = &v->check->lost[i];

		status = evi_verdict_add_range(verdict,
		    EVI_FINDING_BLOCK_DAMAGED, NULL, l->file_offset,
		    l->file_len, err, "bytes %llu to %llu of the bundle",
		    (unsigned long long)l->file_offset, (unsigned long long)
		    (l->file_offset + l->file_len - 1));
	}
	if (status == EVID_OK && k->end == EVI_END_TRAILING)
		status = evi_verdict_add(verdict, EVI_FINDING_TRAILING_BYTES,
		    NULL, err, "from byte %llu on",
		    (unsigned long long)k->at_offset);
	if (status == EVID_OK && k->end == EVI_END_EARLY)
		status = evi_verdict_add(verdict, EVI_FINDING_CONTAINER_EOF,
		    NULL, err, "before byte %llu",
		    (unsigned long long)k->at_offset);
	return status;
}

/* was it compressed anew on the way? */
static enum evid_status
recompressed(struct evi_flow *v, struct evid_error *err)
{
	struct evi_check *c = v->check;
	uint8_t ours[EVI_SHA256_LEN], stated[EVI_SHA256_LEN];
	enum evid_status status;
	bool same;

	if (v->container.kind == EVI_CONTAINER_TAR || c->n_lost > 0 ||
	    v->container.header_damaged || v->container.end != EVI_END_GOOD ||
	    !c->seen[EVI_TAG_MANIFEST] || !c->seen[EVI_TAG_LOCATOR])
		return EVID_OK;
	same = v->container.kind == EVI_CONTAINER_BGZF && c->finished &&
	    evi_container_layout(&v->container, c->tail_offset, c->tar_len);
	/* An index that is wrong says nothing of the places. */
	if (same && c->seen[EVI_TAG_GZI] && !c->gzi.wrong) {
		status = evi_digest_peek(c->places, ours, err);
		if (status == EVID_OK)
			status = evi_digest_peek(c->gzi.digest, stated, err);
		if (status != EVID_OK)
			return status;
		same = memcmp(ours, stated, EVI_SHA256_LEN) == 0;
	}
	if (same)
		return EVID_OK;
	c->v->recompressed = true;
	return evi_verdict_add(c->v, EVI_FINDING_CONTAINER_RECOMPRESSED, NULL,
	    err, NULL);
}

/* after the pipeline: was it all, and what does the whole say? */
static enum evid_status
conclude(struct evi_flow *v, struct evid_error *err)
{
	struct evi_check *c = v->check;
	bool is_cut = v->container.end == EVI_END_CUT ||
	    (v->container.end == EVI_END_GOOD && !c->finished &&
	    v->scan.state != EVI_SCAN_SEARCH && c->n_lost == 0);
	enum evid_status status = container_findings(v, err);

	if (status == EVID_OK && is_cut && c->stranger != NULL &&
	    c->base[0] == '\0')
		status = evi_verdict_add(c->v, EVI_FINDING_NOT_A_BUNDLE, NULL,
		    err, NULL);
	/* It ends where a volume could not be read: that is told, and says
	 * nothing of the evidence. */
	if (status == EVID_OK && is_cut &&
	    v->input->volumes != EVI_VOLUMES_UNREADABLE)
		status = cut(v, err);
	if (status != EVID_OK)
		return status;
	if (is_cut && !c->finished)
		status = cut_header(v, err);
	if (status != EVID_OK)
		return status;
	if (is_cut && !c->finished)
		return c->base[0] == '\0' ? EVID_OK : arrived(v, err);
	c->cut_short = !c->seen[EVI_TAG_LOCATOR] && (v->scan.trailing ||
	    v->container.end == EVI_END_EARLY);
	if (!c->members_only)
		status = recompressed(v, err);
	if (status == EVID_OK)
		status = evi_check_finish(c, err);
	c->v->members_only = c->members_only;
	c->v->whole = c->finished && !c->members_only;
	return status;
}

enum evid_status
evi_flow_judge(struct evi_flow *v, struct evid_error *err)
{
	enum evid_status status = conclude(v, err);

	return status != EVID_OK ? status : evi_flow_join(v, err);
}
