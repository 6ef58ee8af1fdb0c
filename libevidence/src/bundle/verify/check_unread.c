/*
 * What is there and could not be read, as happens in a folder.  That is told
 * of as what it is, and says nothing of the evidence: so what would follow
 * from bytes that were not seen, such as a file that seems to be missing, is
 * not told.
 *
 * Of the payload it becomes a tuple like any other, so that memory does not
 * grow; of the few files of the tail the paths are kept.
 */
#include "bundle/verify/check.h"

#include "record/lines.h"

#include <string.h>

static enum evid_status
keep(struct evi_check *c, const char *path, struct evid_error *err)
{
	evi_buf_add(&c->unread_paths, path, strlen(path) + 1);
	return evi_buf_status(&c->unread_paths, err);
}

static enum evid_status
add_tuple(struct evi_check *c, struct evid_error *err)
{
	enum evid_status status;

	memset(c->now.sha256, 0, EVI_SHA256_LEN);
	c->now.unread = true;
	status = evi_tuples_add(&c->tuples, &c->now, err);
	c->now.unread = false;
	return status;
}

enum evid_status
evi_check_unread(struct evi_check *c, const char *why,
    struct evid_error *err)
{
	static const uint8_t none[EVI_SHA256_LEN];
	enum evid_status status;

	c->unread = true;
	if (c->ignored)
		return EVID_OK;
	status = evi_verdict_add(c->v, EVI_FINDING_IO_ERROR, c->now.path,
	    err, "%s", why);
	if (status != EVID_OK)
		return status;
	if (c->tag == EVI_TAG_PAYLOAD)
		return add_tuple(c, err);
	if (evi_tag_path(c->tag) != NULL)
		c->damaged[c->tag] = true;
	if (c->tag < EVI_TAG_TAGMANIFEST)
		evi_sum_line_write(&c->tagmanifest, none, c->now.path,
		    c->now.path_len);
	status = evi_buf_status(&c->tagmanifest, err);
	return status != EVID_OK ? status : keep(c, c->now.path, err);
}

enum evid_status
evi_check_unread_folder(struct evi_check *c, const char *path,
    const char *why, struct evid_error *err)
{
	bool payload = strncmp(path, "data/", 5) == 0;
	enum evid_status status;

	if (!payload && evi_check_unseen(c, path))
		return EVID_OK;
	c->unread = true;
	status = evi_verdict_add(c->v, EVI_FINDING_IO_ERROR, path, err, "%s",
	    why);
	if (status != EVID_OK)
		return status;
	if (!payload)
		return keep(c, path, err);
	c->seen[EVI_TAG_PAYLOAD] = true;
	memset(&c->now, 0, sizeof(c->now));
	c->now.path_len = strlen(path);
	memcpy(c->now.path, path, c->now.path_len + 1);
	return add_tuple(c, err);
}

bool
evi_check_unseen(const struct evi_check *c, const char *path)
{
	size_t at = 0;

	while (at < c->unread_paths.len) {
		const char *one = (const char *)c->unread_paths.data + at;
		size_t len = strlen(one);

		if (len == 0 || strcmp(one, path) == 0 ||
		    (one[len - 1] == '/' && strncmp(one, path, len) == 0))
			return true;
		at += len + 1;
	}
	return false;
}
