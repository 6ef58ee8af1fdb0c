/*
 * Which member of a bundle may stand where (check.h): below one folder, in the
 * order of the tags, and of those that are many in the order of their names.
 */
#include "bundle/verify/check.h"

#include "base/memory.h"
#include "record/lines.h"
#include "record/name.h"

#include <string.h>

/* BASE/ of the first member that a bundle has is that of all */
static enum evid_status
note_base(struct evi_check *c, const char *path, struct evid_error *err)
{
	const char *slash = strchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path);
	enum evid_status status = EVID_OK;

	if (c->base[0] != '\0' || len == 0 || len >= sizeof(c->base) ||
	    evi_tag_of(slash + 1) == EVI_TAG_NONE ||
	    (len == 1 && path[0] == '.') || strncmp(path, "../", 3) == 0)
		return EVID_OK;
	memcpy(c->base, path, len);
	c->base[len] = '\0';
	if (c->stranger != NULL)
		status = evi_verdict_add(c->v, EVI_FINDING_MEMBER_UNEXPECTED,
		    c->stranger, err, "it stands before the bundle's");
	if (status != EVID_OK || evi_name_is_base(c->base))
		return status;
	return evi_verdict_add(c->v, EVI_FINDING_TAR_ENCODING, c->base, err,
	    "the top folder has a name that is not allowed");
}

static const char *
below_base(const struct evi_check *c, const char *path)
{
	size_t len = strlen(c->base);

	if (len == 0 || strncmp(path, c->base, len) != 0 || path[len] != '/')
		return NULL;
	return path + len + 1;
}

static bool
is_many(enum evi_tag tag)
{
	return tag == EVI_TAG_PAYLOAD || tag == EVI_TAG_ORIGIN ||
	    tag == EVI_TAG_X;
}

bool
evi_check_is_small(enum evi_tag tag)
{
	return !is_many(tag) && tag != EVI_TAG_MANIFEST &&
	    tag != EVI_TAG_INVENTORY && tag != EVI_TAG_GZI &&
	    tag != EVI_TAG_CUSTODY && tag != EVI_TAG_DISCLOSURE;
}

/* Before anything of a bundle came, one is kept: it may be none at all. */
static enum evid_status
unexpected(struct evi_check *c, const char *path, struct evid_error *err)
{
	c->ignored = true;
	if (c->base[0] == '\0' && c->stranger != NULL)
		return EVID_OK;
	if (c->base[0] == '\0') {
		c->stranger = evi_strdup(path);
		return c->stranger == NULL ? evi_fail_memory(err) : EVID_OK;
	}
	return evi_verdict_add(c->v, c->folder ? EVI_FINDING_FOREIGN_FILE :
	    EVI_FINDING_MEMBER_UNEXPECTED, path, err, NULL);
}

/* has @path a component that is empty, `.` or `..`? */
static bool
leads_elsewhere(const char *path)
{
	for (;;) {
		size_t len = strcspn(path, "/");

		if (len == 0 || (len <= 2 && strspn(path, ".") >= len))
			return true;
		if (path[len] == '\0')
			return false;
		path += len + 1;
	}
}

/* may a member of this tag stand here? */
static enum evid_status
place(struct evi_check *c, enum evi_tag tag, const char *rest,
    struct evid_error *err)
{
	enum evi_order_check order;

	if (tag < c->last_tag || (tag == c->last_tag && !is_many(tag) &&
	    c->seen[tag])) {
		c->ignored = true;
		return evi_verdict_add(c->v, EVI_FINDING_TAR_ORDER, rest, err,
		    c->seen[tag] && !is_many(tag) ? "it stands twice" :
		    "it stands too late");
	}
	if (tag != c->last_tag)
		c->order.any = false, c->order.n_prefixes = 0;
	c->last_tag = tag;
	if (!is_many(tag))
		return EVID_OK;
	order = evi_order_next(&c->order, rest, strlen(rest));
	if (order == EVI_ORDER_WRONG) {
		c->ignored = true;
		return evi_verdict_add(c->v, EVI_FINDING_TAR_ORDER, rest, err,
		    NULL);
	}
	if (order == EVI_ORDER_PREFIX)
		return evi_verdict_add(c->v, EVI_FINDING_TAR_PREFIX, rest,
		    err, NULL);
	return EVID_OK;
}

/* All tag files have one time, the seal's startedAt, which comes last.  Of
 * those that are many the first that differs from the rest is kept. */
static void
tag_time(struct evi_check *c, uint64_t mtime)
{
	enum evi_tag before = c->seen[EVI_TAG_MANIFEST] ? EVI_TAG_MANIFEST :
	    EVI_TAG_BAGIT;

	if (is_many(c->tag) && c->has_time[c->tag] &&
	    c->tag_time[c->tag] != c->tag_time[before])
		return;
	c->has_time[c->tag] = true;
	c->tag_time[c->tag] = mtime;
}

static enum evid_status
known_part(struct evi_check *c, const char *rest, uint64_t size,
    struct evid_error *err)
{
	if ((c->tag == EVI_TAG_DISCLOSURE || c->tag == EVI_TAG_ORIGIN) &&
	    !c->part_unknown) {
		c->part_unknown = true;
		return evi_verdict_add(c->v, EVI_FINDING_PART_UNKNOWN, rest,
		    err, NULL);
	}
	if (evi_check_is_small(c->tag) && size > EVI_JSON_LIMIT)
		return evi_verdict_add(c->v, EVI_FINDING_LIMIT, rest, err,
		    "a file of the bundle is over 16 MiB");
	return EVID_OK;
}

/* A name that is not allowed has no effect. */
static enum evid_status
tell_name(struct evi_check *c, struct evid_error *err)
{
	if (c->named || c->base[0] == '\0' || c->sink == NULL ||
	    c->sink->name == NULL)
		return EVID_OK;
	c->named = true;
	return c->sink->name(c->sink->name_context,
	    evi_name_is_base(c->base) ? c->base : "bundle", err);
}

enum evid_status
evi_check_begin(struct evi_check *c, const char *path, uint64_t size,
    uint64_t mtime, uint64_t tar_offset, uint64_t content_offset,
    struct evid_error *err)
{
	const char *rest;
	enum evid_status status = note_base(c, path, err);

	if (status == EVID_OK)
		status = tell_name(c, err);
	if (status != EVID_OK)
		return status;
	rest = below_base(c, path);
	c->ignored = false;
	c->now.damaged = false;
	c->now.lost_offset = c->now.lost_len = 0;
	c->now.size = size;
	c->now.mtime = mtime;
	c->content_offset = content_offset;
	c->tag = rest == NULL ? EVI_TAG_NONE : evi_tag_of(rest);
	if (c->tag == EVI_TAG_NONE)
		return unexpected(c, rest == NULL || rest[0] == '\0' ? path :
		    rest, err);
	c->now.path_len = strlen(rest);
	memcpy(c->now.path, rest, c->now.path_len + 1);
	status = place(c, c->tag, rest, err);
	if (status != EVID_OK || c->ignored)
		return status;
	if ((c->tag == EVI_TAG_X && !evi_path_grammar(rest, strlen(rest))) ||
	    (c->tag == EVI_TAG_ORIGIN && leads_elsewhere(rest)))
		return unexpected(c, rest, err);
	c->seen[c->tag] = true;
	c->size[c->tag] = size;
	c->content_at[c->tag] = content_offset;
	if (c->tag == EVI_TAG_MANIFEST)
		c->tail_offset = tar_offset;
	if (c->tag == EVI_TAG_GZI)
		evi_check_gzi_begin(c, size);
	if (c->tag <= EVI_TAG_FORMAT)
		c->payload_offset = content_offset + size +
		    evi_tar_padding(size);
	tag_time(c, mtime);
	status = known_part(c, rest, size, err);
	if (status == EVID_OK && c->sink != NULL &&
	    c->tag == EVI_TAG_PAYLOAD)
		status = c->sink->begin(c->sink->context, rest, size, err);
	return status;
}
