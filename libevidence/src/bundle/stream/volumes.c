/*
 * The output as one file or as volumes (volumes.h).  A single file is base's
 * evi_output; this file cuts, counts, and gives the names in the right order.
 *
 * A volume that is full is synced and closed, and opened again for its name:
 * so that a thousand of them do not need a thousand descriptors.
 */
#include "bundle/stream/volumes.h"

#include "base/memory.h"
#include "base/sync.h"
#include "bundle/tell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ON_WAY ((uint64_t)8 << 20)

/* @stem with the volume's number, where there are volumes; @stem is let go */
static enum evid_status
number_name(const struct evi_volumes *v, struct evi_buf *stem, size_t n,
    char **name_out, struct evid_error *err)
{
	enum evid_status status;

	if (v->size > 0)
		evi_buf_add_format(stem, ".%03u", (unsigned int)n);
	status = evi_buf_take(stem, name_out, err);
	evi_buf_free(stem);
	return status;
}

static enum evid_status
volume_name(const struct evi_volumes *v, size_t n, char **name_out,
    struct evid_error *err)
{
	struct evi_buf name = EVI_BUF_INIT;

	evi_buf_add_text(&name, v->path);
	return number_name(v, &name, n, name_out, err);
}

/* where the volume is kept until it has its name */
static enum evid_status
kept_name(const struct evi_volumes *v, size_t n, char **name_out,
    struct evid_error *err)
{
	struct evi_buf name = EVI_BUF_INIT;

	evi_buf_add_format(&name, "%s/" EVI_VOLUMES_KEPT, v->keep);
	return number_name(v, &name, n, name_out, err);
}

static enum evid_status
fail_too_many(const struct evi_volumes *v, struct evid_error *err)
{
	evi_fail(err, EVID_ERR_LIMIT, "volumes of %llu bytes would be more "
	    "than %d", (unsigned long long)v->size, EVI_VOLUMES_MAX);
	if (v->sure > 0)
		evi_hint(err, "choose a larger size; %llu bytes surely suffice",
		    (unsigned long long)v->sure);
	else
		evi_hint(err, "choose a larger size");
	return EVID_ERR_LIMIT;
}

static enum evid_status
open_next(struct evi_volumes *v, struct evid_error *err)
{
	enum evid_status status;
	char *name = NULL, *kept = NULL;

	if (v->count == EVI_VOLUMES_MAX)
		return fail_too_many(v, err);
	if (evi_grow(&v->parts, v->count, &v->cap, sizeof(*v->parts)) != 0)
		return evi_fail_memory(err);
	status = volume_name(v, v->count + 1, &name, err);
	if (status == EVID_OK && v->keep != NULL)
		status = kept_name(v, v->count + 1, &kept, err);
	if (status == EVID_OK)
		status = kept != NULL ? evi_output_open_kept(
		    &v->parts[v->count], name, kept, 0666, v->force, err) :
		    evi_output_open(&v->parts[v->count], name, 0666, v->force,
		    err);
	if (status == EVID_OK)
		v->count++;
	free(name);
	free(kept);
	return status;
}

/*
 * A volume of another bundle, of a number from @first to before @end, would be
 * taken for one of ours, or for the sign that one of ours is missing.
 */
static enum evid_status
check_none_in(const struct evi_volumes *v, size_t first, size_t end,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	struct stat st;
	size_t i;

	for (i = first; i < end && status == EVID_OK; i++) {
		char *name = NULL;

		status = volume_name(v, i, &name, err);
		if (status == EVID_OK && lstat(name, &st) == 0)
			status = evi_fail_path(err, EVID_ERR_EXISTS, name,
			    "exists already, and would be taken for a volume "
			    "of this bundle", v->force ? "it is none that "
			    "would be replaced: move it away, or choose "
			    "another name" : "move it away, or choose another "
			    "name");
		free(name);
	}
	return status;
}

/*
 * One file whose name is a volume's: beside a .001 of it, or of others beside
 * it, it would be taken for a part of them, and they for parts of it.
 */
static enum evid_status
check_beside(const char *path, struct evid_error *err)
{
	size_t len = strlen(path);
	struct evi_volumes set = { .size = 1, .force = true };
	enum evid_status status;
	char *stem;
	size_t own = 0;

	if (len < 5 || path[len - 4] != '.' ||
	    strspn(path + len - 3, "0123456789") != 3)
		return EVID_OK;
	for (size_t i = len - 3; i < len; i++)
		own = own * 10 + (size_t)(path[i] - '0');
	if (own == 0)
		return EVID_OK;
	stem = evi_strndup(path, len - 4);
	if (stem == NULL)
		return evi_fail_memory(err);
	set.path = stem;
	status = check_none_in(&set, 1, own, err);
	if (status == EVID_OK)
		status = check_none_in(&set, own + 1, EVI_VOLUMES_MAX + 1,
		    err);
	free(stem);
	return status;
}

enum evid_status
evi_volumes_open(struct evi_volumes *v, const char *path, const char *keep,
    bool force, uint64_t size, const char **leftover_out,
    struct evid_error *err)
{
	enum evid_status status;

	*v = (struct evi_volumes)EVI_VOLUMES_INIT;
	*leftover_out = NULL;
	v->path = path;
	v->keep = keep;
	v->force = force;
	v->size = size;
	if (size > 0 && strcmp(path, "-") == 0)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "volumes cannot be written to standard output");
	status = size > 0 ? EVID_OK : check_beside(path, err);
	if (status == EVID_OK)
		status = open_next(v, err);
	/* How many there will be, and be replaced, is known at the end. */
	if (status == EVID_OK && size > 0 && !force)
		status = check_none_in(v, 2, EVI_VOLUMES_MAX + 1, err);
	if (status == EVID_OK)
		*leftover_out = v->parts[0].leftover;
	return status;
}

/* The volume is full: on the disk, and its descriptor given back. */
static enum evid_status
set_aside(struct evi_output *part, struct evid_error *err)
{
	int fd = part->fd;

	if (evi_sync(fd) != 0)
		return evi_fail_errno(err, errno, "write", part->path);
	part->fd = -1;
	if (close(fd) != 0 && errno != EINTR)
		return evi_fail_errno(err, errno, "write", part->path);
	return EVID_OK;
}

/*
 * What was written is sent to the disk while more is made, so that the sync at
 * the end does not begin with all of it still to do.  That is no promise of
 * anything (the sync is), so its failure is none.
 */
static void
send_to_disk(struct evi_volumes *v, const struct evi_output *part)
{
	uint64_t begin = v->size * (v->count - 1);

	if (part->standard || v->at - v->on_way < ON_WAY)
		return;
	(void)sync_file_range(part->fd, (off_t)(v->on_way - begin),
	    (off_t)(v->at - v->on_way), SYNC_FILE_RANGE_WRITE);
	v->on_way = v->at;
}

enum evid_status
evi_volumes_write(struct evi_volumes *v, const void *data, size_t len,
    struct evid_error *err)
{
	const uint8_t *p = data;
	enum evid_status status = EVID_OK;

	while (len > 0 && status == EVID_OK) {
		struct evi_output *part = &v->parts[v->count - 1];
		uint64_t room = v->size > 0 ? v->size * v->count - v->at : len;
		size_t n = room < len ? (size_t)room : len;

		if (n == 0) {
			status = set_aside(part, err);
			v->on_way = v->at;
			if (status == EVID_OK)
				status = open_next(v, err);
			continue;
		}
		status = evi_write_full(part->fd, p, n, part->standard ?
		    "standard output" : part->path, err);
		v->at += n;
		p += n;
		len -= n;
		send_to_disk(v, part);
	}
	return status;
}

enum evid_status
evi_volumes_sync(struct evi_volumes *v, struct evid_error *err)
{
	const struct evi_output *part = &v->parts[v->count - 1];

	if (evi_sync(part->fd) != 0)
		return evi_fail_errno(err, errno, "write", part->path);
	v->on_way = v->at;
	return EVID_OK;
}

/* Cut to @len bytes, which must be there. */
static enum evid_status
cut_to(const struct evi_output *part, uint64_t len, struct evid_error *err)
{
	struct stat st;

	if (fstat(part->fd, &st) != 0)
		return evi_fail_errno(err, errno, "look at", part->partial);
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size < len)
		return evi_fail_path(err, EVID_ERR_MISMATCH, part->partial,
		    "it is shorter than what was written",
		    "it was damaged or altered since: remove what is kept, "
		    "and seal anew");
	if (evi_set_size(part->fd, len) != 0 ||
	    lseek(part->fd, (off_t)len, SEEK_SET) < 0)
		return evi_fail_errno(err, errno, "write", part->partial);
	return EVID_OK;
}

/* What a run before had written after the last volume that is good. */
static enum evid_status
remove_after(const struct evi_volumes *v, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = v->count + 1; i <= EVI_VOLUMES_MAX && status == EVID_OK;
	    i++) {
		char *name = NULL;

		status = kept_name(v, i, &name, err);
		if (status == EVID_OK && unlink(name) != 0 && errno != ENOENT)
			status = evi_fail_errno(err, errno, "remove", name);
		free(name);
	}
	return status;
}

enum evid_status
evi_volumes_resume(struct evi_volumes *v, uint64_t at, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint64_t begin = 0;

	while (status == EVID_OK && v->size > 0 && at - begin > v->size) {
		status = cut_to(&v->parts[v->count - 1], v->size, err);
		if (status == EVID_OK)
			status = set_aside(&v->parts[v->count - 1], err);
		begin += v->size;
		if (status == EVID_OK)
			status = open_next(v, err);
	}
	if (status == EVID_OK)
		status = cut_to(&v->parts[v->count - 1], at - begin, err);
	if (status == EVID_OK && v->size > 0)
		status = remove_after(v, err);
	v->at = v->on_way = at;
	return status;
}

static enum evid_status
commit_part(struct evi_output *part, struct evid_error *err)
{
	if (part->fd < 0 && part->partial != NULL) {
		part->fd = open(part->partial, O_RDWR | O_CLOEXEC |
		    O_NOFOLLOW);
		if (part->fd < 0)
			return evi_fail_errno(err, errno, "open", part->path);
	}
	return evi_output_commit(part, err);
}

/* Back to where it is kept; else it goes away. */
static void
take_name(const struct evi_volumes *v, size_t i)
{
	char *kept = NULL;

	if (v->keep != NULL && kept_name(v, i + 1, &kept, NULL) == EVID_OK)
		(void)rename(v->parts[i].path, kept);
	else
		(void)unlink(v->parts[i].path);
	free(kept);
}

enum evid_status
evi_volumes_commit(struct evi_volumes *v, struct evid_error *err)
{
	enum evid_status status = v->size == 0 ? EVID_OK :
	    check_none_in(v, v->count + 1, EVI_VOLUMES_MAX + 1, err);
	size_t i = v->count, done;

	while (i > 0 && status == EVID_OK)
		status = commit_part(&v->parts[--i], err);
	if (status == EVID_OK)
		return EVID_OK;
	/* All have their names: the bundle is whole, whatever else failed. */
	if (i == 0 && v->parts[0].partial == NULL)
		return status;
	/* Those that have their names already are no bundle without .001; the
	 * one that failed may be one of them. */
	for (done = v->parts[i].partial == NULL ? i : i + 1; done < v->count;
	    done++)
		take_name(v, done);
	return status;
}

void
evi_volumes_close(struct evi_volumes *v)
{
	size_t i;

	for (i = 0; i < v->count; i++)
		evi_output_abandon(&v->parts[i]);
	free(v->parts);
	*v = (struct evi_volumes)EVI_VOLUMES_INIT;
}
