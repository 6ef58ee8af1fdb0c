/*
 * A detached payload: each file under its original path below one folder,
 * component by component, never through a link.
 */
#include "bundle/verify/check.h"

#include "base/file.h"
#include "base/text.h"
#include "bundle/stream/below.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)1 << 20)

/* no more than a chunk past @limit */
static enum evid_status
hash_all(const struct evi_sink *sink, int fd, const char *name,
    uint64_t limit, uint64_t *size_out, uint8_t sha256[EVI_SHA256_LEN],
    struct evid_error *err)
{
	struct evi_digest *digest = NULL;
	uint8_t *buffer = malloc(CHUNK);
	enum evid_status status = EVID_OK;
	size_t n = 1;

	*size_out = 0;
	if (buffer == NULL)
		return evi_fail_memory(err);
	status = evi_digest_new(EVI_SHA256, &digest, err);
	while (status == EVID_OK && n > 0 && *size_out <= limit) {
		status = evi_read_full(fd, buffer, CHUNK, &n, name, err);
		if (status == EVID_OK)
			status = evi_digest_add(digest, buffer, n, err);
		if (status == EVID_OK && sink != NULL && n > 0)
			status = sink->data(sink->context, buffer, n, err);
		*size_out += n;
	}
	if (status == EVID_OK)
		status = evi_digest_finish(digest, sha256, err);
	evi_digest_free(digest);
	free(buffer);
	return status;
}

/* the file is as the inventory has it */
static enum evid_status
tell_sink(const struct evi_sink *sink, const struct evi_object *o,
    struct evid_error *err)
{
	struct evi_tuple member;

	memset(&member, 0, sizeof(member));
	member.path_len = strlen(o->path);
	memcpy(member.path, o->path, member.path_len + 1);
	member.size = o->size;
	member.mtime = evi_object_mtime(o);
	memcpy(member.sha256, o->sha256, EVI_SHA256_LEN);
	return sink->end(sink->context, &member, err);
}

static enum evid_status
other_size(struct evi_check *c, const struct evi_object *o, uint64_t size,
    struct evid_error *err)
{
	return evi_verdict_add(c->v, EVI_FINDING_MEMBER_CHANGED, o->path,
	    err, "%llu bytes instead of %llu", (unsigned long long)size,
	    (unsigned long long)o->size);
}

static enum evid_status
compare(struct evi_check *c, const struct evi_object *o, int fd,
    struct evid_error *err)
{
	uint8_t sha256[EVI_SHA256_LEN];
	uint64_t size = 0;
	enum evid_status status = EVID_OK;

	if (c->sink != NULL)
		status = c->sink->begin(c->sink->context, o->path, o->size,
		    err);
	if (status == EVID_OK)
		status = hash_all(c->sink, fd, o->original, o->size, &size,
		    sha256, err);
	if (status == EVID_ERR_IO) {
		struct evid_error none = EVID_ERROR_INIT;

		if (err != NULL)
			*err = none;
		return evi_verdict_add(c->v, EVI_FINDING_IO_ERROR, o->path,
		    err, NULL);
	}
	if (status != EVID_OK)
		return status;
	if (size > o->size)
		return evi_verdict_add(c->v, EVI_FINDING_MEMBER_CHANGED,
		    o->path, err, "more than %llu bytes",
		    (unsigned long long)o->size);
	if (size < o->size)
		return other_size(c, o, size, err);
	if (memcmp(sha256, o->sha256, EVI_SHA256_LEN) != 0)
		return evi_verdict_add(c->v, EVI_FINDING_MEMBER_CHANGED,
		    o->path, err, "its SHA-256 is another");
	c->v->files++;
	c->v->bytes += size;
	return c->sink == NULL ? EVID_OK : tell_sink(c->sink, o, err);
}

/* Is it one whose names nobody is to see?  Its folder comes before it. */
static bool
masked(struct evi_check *c, const struct evi_object *o)
{
	struct evi_buf path = EVI_BUF_INIT;	/* owned here */
	uint64_t number;
	bool found;

	evi_text_escape(&path, o->path, strlen(o->path));
	found = evi_buf_status(&path, NULL) != EVID_OK ||
	    evi_masks_hide(&c->v->masks, o) ||
	    evi_masks_find(&c->v->masks, evi_buf_text(&path), &number);
	evi_buf_free(&path);
	return found;
}

/* Not there, or behind a link, which is then what to look at; but the link's
 * name is part of the object's. */
static enum evid_status
missing(struct evi_check *c, const struct evi_object *o,
    struct evid_error *err)
{
	size_t len = evi_link_below(c->payload_fd, o->original);
	struct evi_buf link = EVI_BUF_INIT;
	enum evid_status status;

	if (len == 0)
		return evi_verdict_add(c->v, EVI_FINDING_PAYLOAD_MISSING,
		    o->path, err, NULL);
	if (masked(c, o))
		return evi_verdict_add(c->v, EVI_FINDING_PAYLOAD_MISSING,
		    o->path, err, "a folder above it is a link, and none is "
		    "followed");
	evi_text_escape(&link, o->original, len);
	status = evi_buf_status(&link, err);
	if (status == EVID_OK)
		status = evi_verdict_add(c->v, EVI_FINDING_PAYLOAD_MISSING,
		    o->path, err, "%s is a link, and none is followed",
		    evi_buf_text(&link));
	evi_buf_free(&link);
	return status;
}

enum evid_status
evi_check_payload_file(struct evi_check *c, const struct evi_object *o,
    struct evid_error *err)
{
	enum evid_status status;
	struct stat st;
	int fd = evi_open_below(c->payload_fd, o->original, 0);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return missing(c, o, err);
	if (fd < 0 && errno == ELOOP)
		return evi_verdict_add(c->v, EVI_FINDING_MEMBER_CHANGED,
		    o->path, err, "a link stands where the file was");
	if (fd < 0)
		return evi_verdict_add(c->v, EVI_FINDING_IO_ERROR, o->path,
		    err, "%s", evi_errno_text(errno));
	if (fstat(fd, &st) != 0)
		status = evi_verdict_add(c->v, EVI_FINDING_IO_ERROR, o->path,
		    err, "%s", evi_errno_text(errno));
	else if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		status = evi_verdict_add(c->v, EVI_FINDING_MEMBER_CHANGED,
		    o->path, err, "it is no file any more");
	else if (S_ISREG(st.st_mode) && (uint64_t)st.st_size != o->size)
		/* Terabytes of a hole are not read for it. */
		status = other_size(c, o, (uint64_t)st.st_size, err);
	else
		status = compare(c, o, fd, err);
	close(fd);
	return status;
}
