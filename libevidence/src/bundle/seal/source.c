/*
 * The file system as a source (source.h): each visit of the walk becomes an
 * object, and its content is opened once.
 *
 * What cannot be read, or is not what it was a moment ago, ends the sealing,
 * or becomes an object that says so, as the caller asked.
 */
#include "bundle/seal/source_parts.h"

#include "adapt/deflate.h"
#include "base/file.h"
#include "base/memory.h"
#include "bundle/seal/describe.h"
#include "bundle/seal/links.h"
#include "bundle/seal/mapfile.h"
#include "bundle/stream/content.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
records(const struct evi_files *f)
{
	return f->options->on_change == EVID_ON_CHANGE_RECORD;
}

/* A folder's time moved after its line was out. */
static enum evid_status
moved(void *context, const struct evi_visit *visit, uint64_t number,
    struct evid_error *err)
{
	struct evi_files *f = context;
	struct evi_moved *m = &f->moved;

	if (!records(f))
		return evi_fail_changed(err, visit->shown,
		    EVI_CHANGE_MODIFIED);
	evi_tell_event(f->tell, visit->original,
	    "names came or went after the folder was listed");
	if (evi_grow(&m->numbers, m->count, &m->cap, sizeof(*m->numbers)) != 0)
		return evi_fail_memory(err);
	m->numbers[m->count++] = number;
	return EVID_OK;
}

enum evid_status
evi_files_new(const struct evid_seal_options *options,
    const char *const *paths, size_t n_paths, struct evi_tell *tell,
    const char *spool_folder, struct evi_files **out, struct evid_error *err)
{
	struct evi_files *f = evi_zalloc(sizeof(*f));
	enum evid_status status;

	*out = NULL;
	if (f == NULL)
		return evi_fail_memory(err);
	f->options = options;
	f->tell = tell;
	f->spool_folder = spool_folder;
	f->content.fd = -1;
	status = evi_walk_new(options, paths, n_paths, moved, f, &f->walk,
	    err);
	if (status == EVID_OK)
		evi_walk_spool(f->walk, spool_folder);
	if (status == EVID_OK)
		status = evi_metadata_source_new(&f->metadata, err);
	if (status == EVID_OK)
		status = evi_links_new(&f->links, err);
	if (status != EVID_OK)
		evi_files_free(f);
	else
		*out = f;
	return status;
}

void
evi_files_free(struct evi_files *f)
{
	if (f == NULL)
		return;
	evi_content_close(&f->content);
	evi_walk_free(f->walk);
	evi_metadata_source_free(f->metadata);
	evi_links_free(f->links);
	free(f->moved.numbers);
	evi_plan_free(f->plan);
	free(f);
}

void
evi_files_leave_out(struct evi_files *f, const struct stat *output)
{
	evi_walk_leave_out(f->walk, output->st_dev, output->st_ino);
}

/* It is not there as it was: an error, or an object that says so. */
static enum evid_status
missed(struct evi_files *f, struct evi_object *object, int error,
    unsigned int changed, struct evid_error *err)
{
	const struct evi_visit *v = f->visit;
	const char *reason = error == 0 ? "it became something else" :
	    evi_errno_text(error);

	if (error == ENOENT)
		changed |= EVI_CHANGE_REMOVED;
	if (error == ELOOP || error == ENOTDIR)
		changed |= EVI_CHANGE_REPLACED;
	if (!records(f)) {
		if (changed != 0)
			return evi_fail_changed(err, v->shown, changed);
		return evi_fail_unreadable(err, v->shown, error);
	}
	evi_tell_event(f->tell, v->original, reason);
	return evi_describe_unreadable(object, reason, changed, err);
}

static enum evid_status
next_folder(struct evi_files *f, struct evi_object *object,
    struct evid_error *err)
{
	const struct evi_visit *v = f->visit;
	enum evid_status status;
	struct stat st;

	object->type = EVI_TYPE_DIRECTORY;
	status = evi_describe_metadata(f->metadata, v, v->fd, object, &st,
	    err);
	if (status != EVID_OK)
		return status;
	if (v->unreadable != 0)
		return missed(f, object, v->unreadable, v->changed, err);
	object->changed = v->changed;
	if (v->changed != 0 && !records(f))
		return evi_fail_changed(err, v->shown, v->changed);
	return EVID_OK;
}

/* The content is open: is it what was looked at, and a name of a file that
 * was sealed already? */
static enum evid_status
next_open(struct evi_files *f, struct evi_object *object, int fd,
    struct evid_error *err)
{
	const struct evi_visit *v = f->visit;
	enum evid_status status;
	const char *first;
	struct stat st;

	status = evi_describe_metadata(f->metadata, v, fd, object, &st, err);
	if (status == EVID_OK && (st.st_dev != v->st.st_dev ||
	    st.st_ino != v->st.st_ino)) {
		close(fd);
		return missed(f, object, 0, EVI_CHANGE_REPLACED, err);
	}
	object->size = (uint64_t)st.st_size;
	if (status == EVID_OK && S_ISBLK(st.st_mode)) {
		object->kind = EVI_KIND_BLOCK_DEVICE;
		evi_describe_special(&st, object);
		object->type = EVI_TYPE_FILE;
		object->special = NULL;
		status = evi_device_size(fd, v->shown, &object->size, err);
	}
	first = status == EVID_OK && S_ISREG(st.st_mode) ?
	    evi_links_find(f->links, &st) : NULL;
	if (status != EVID_OK || first != NULL) {
		close(fd);
		if (status != EVID_OK)
			return status;
		object->type = EVI_TYPE_HARDLINK;
		object->size = 0;
		object->link = evi_strdup(first);
		return object->link == NULL ? evi_fail_memory(err) : EVID_OK;
	}
	evi_content_begin(&f->content, fd, &st, object->size, records(f),
	    v->shown);
	if (S_ISREG(st.st_mode))
		status = evi_links_add(f->links, &st, object->path, err);
	if (status == EVID_OK && f->options->map != NULL)
		status = evi_mapfile_read(f->options->map, object, err);
	return status;
}

static enum evid_status
next_file(struct evi_files *f, struct evi_object *object,
    struct evid_error *err)
{
	const struct evi_visit *v = f->visit;
	enum evid_status status;
	struct stat st;
	int fd, error;

	object->type = EVI_TYPE_FILE;
	fd = v->file >= 0 ? evi_walk_take_file(f->walk) :
	    evi_open_source(v->dirfd, v->name, 0);
	if (fd >= 0)
		return next_open(f, object, fd, err);
	error = errno;
	status = evi_describe_metadata(f->metadata, v, -1, object, &st, NULL);
	if (status == EVID_ERR_MEMORY)
		return evi_fail_memory(err);
	return missed(f, object, error, 0, err);
}

/* Standard input without a size: kept until it has one. */
static enum evid_status
spool_stdin(struct evi_files *f, struct evi_object *object, int *fd_out,
    struct evid_error *err)
{
	enum evid_status status;
	uint8_t piece[65536];
	size_t n = 1;

	evi_tell_event(f->tell, object->original,
	    "standard input is kept in a temporary file first, for its size "
	    "is not known");
	status = evi_spool_open(f->spool_folder, fd_out, err);
	while (status == EVID_OK && n > 0) {
		status = evi_read_full(STDIN_FILENO, piece, sizeof(piece), &n,
		    "standard input", err);
		if (status == EVID_OK)
			status = evi_spool_write(*fd_out, f->spool_folder,
			    piece, n, object->size, err);
		f->spooled_crc = evi_crc32(f->spooled_crc, piece, n);
		object->size += n;
	}
	f->spooled = object->size;
	if (status == EVID_OK && lseek(*fd_out, 0, SEEK_SET) != 0)
		status = evi_fail_errno(err, errno, "read", "temporary file");
	return status;
}

static enum evid_status
next_stdin(struct evi_files *f, struct evi_object *object,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	int fd = -1;

	object->type = EVI_TYPE_FILE;
	object->kind = EVI_KIND_STDIN;
	if (f->options->has_stdin_size) {
		object->size = f->options->stdin_size;
		fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
		if (fd < 0)
			status = evi_fail_errno(err, errno, "read",
			    "standard input");
	} else {
		status = spool_stdin(f, object, &fd, err);
	}
	evi_content_begin(&f->content, fd, NULL, object->size, records(f),
	    f->visit->shown);
	return status;
}

static enum evid_status
next_link(struct evi_files *f, struct evi_object *object,
    struct evid_error *err)
{
	enum evid_status status;
	int missing;

	status = evi_describe_link(f->visit, object, &missing, err);
	if (status != EVID_OK || missing == 0)
		return status;
	return missing == EINVAL ?
	    missed(f, object, 0, EVI_CHANGE_REPLACED, err) :
	    missed(f, object, missing, 0, err);
}

/* What is not opened: a link, or a special object. */
static enum evid_status
next_closed(struct evi_files *f, struct evi_object *object,
    struct evid_error *err)
{
	const struct evi_visit *v = f->visit;
	struct evid_error why = EVID_ERROR_INIT;
	enum evid_status status;
	struct stat st;

	status = evi_describe_metadata(f->metadata, v, -1, object, &st, &why);
	if (status == EVID_ERR_MEMORY)
		return evi_fail_memory(err);
	if (status != EVID_OK)
		return missed(f, object, why.system, 0, err);
	if (st.st_dev != v->st.st_dev || st.st_ino != v->st.st_ino)
		return missed(f, object, 0, EVI_CHANGE_REPLACED, err);
	if (S_ISLNK(st.st_mode))
		return next_link(f, object, err);
	evi_describe_special(&st, object);
	return EVID_OK;
}

static enum evid_status
next_visit(struct evi_files *f, struct evi_object *object,
    struct evid_error *err)
{
	const struct evi_visit *v = f->visit;

	if (v->is_stdin)
		return next_stdin(f, object, err);
	if (v->missing != 0)
		return missed(f, object, v->missing, 0, err);
	if ((v->changed & EVI_CHANGE_REPLACED) != 0)
		return missed(f, object, 0, v->changed, err);
	if (v->listed_folder)
		return next_folder(f, object, err);
	if (S_ISREG(v->st.st_mode) ||
	    (v->is_operand && S_ISBLK(v->st.st_mode)))
		return next_file(f, object, err);
	return next_closed(f, object, err);
}

static enum evid_status
next(void *context, struct evi_object *object_out, bool *end_out,
    struct evid_error *err)
{
	struct evi_files *f = context;
	enum evid_status status;

	memset(object_out, 0, sizeof(*object_out));
	status = evi_walk_next_open(f->walk, &f->visit, err);
	*end_out = f->visit == NULL;
	if (status != EVID_OK || *end_out)
		return status;
	status = evi_describe_names(f->visit, object_out, err);
	if (status == EVID_OK)
		status = next_visit(f, object_out, err);
	if (status == EVID_OK)
		status = evi_files_accessed(f, object_out, err);
	return status;
}

static enum evid_status
read_content(void *context, struct evi_object *object, uint8_t *data,
    size_t len, struct evid_error *err)
{
	struct evi_files *f = context;
	enum evid_status status = evi_content_read(&f->content, object, data,
	    len, err);

	if (status == EVID_OK && f->spooled > 0)
		f->read_crc = evi_crc32(f->read_crc, data, len);
	return status;
}

/* Standard input that was kept was read as it was written. */
static enum evid_status
check_spooled(struct evi_files *f, struct evid_error *err)
{
	bool same = f->read_crc == f->spooled_crc;

	f->spooled = 0;
	f->read_crc = f->spooled_crc = 0;
	if (same)
		return EVID_OK;
	evi_fail(err, EVID_ERR_IO, "standard input: what is read back from "
	    "its temporary file is not what was written");
	evi_hint(err, "give its size (--stdin-size), so that none is needed, "
	    "or put the output on another file system");
	return EVID_ERR_IO;
}

static enum evid_status
end(void *context, struct evi_object *object, struct evid_error *err)
{
	struct evi_files *f = context;
	enum evid_status status;

	status = evi_content_end(&f->content, object, f->visit->dirfd,
	    f->visit->name, err);
	if (status == EVID_OK && f->spooled > 0)
		status = check_spooled(f, err);
	if (status == EVID_OK && object->changed != 0)
		evi_tell_event(f->tell, object->original,
		    "it changed while it was read");
	if (status == EVID_OK && object->unread.count > 0)
		evi_tell_event(f->tell, object->original,
		    "parts of it could not be read");
	return status;
}

static bool
linked(void *context)
{
	const struct evi_files *f = context;

	return S_ISREG(f->visit->st.st_mode) && f->visit->st.st_nlink > 1;
}

struct evi_source
evi_files_source(struct evi_files *f)
{
	return (struct evi_source){ f, next, read_content, end,
		linked, &f->moved };
}
