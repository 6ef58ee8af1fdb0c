/*
 * The file system as a source, for a sealing that is resumed (source.h): the
 * walk goes over what was sealed before, and opens nothing but the file that
 * it is to go on with.
 */
#include "bundle/seal/source_parts.h"

#include <errno.h>
#include <string.h>

void
evi_files_follow(struct evi_files *f, struct evi_plan *plan)
{
	f->plan = plan;
}

enum evid_status
evi_files_accessed(struct evi_files *f, struct evi_object *object,
    struct evid_error *err)
{
	enum evid_status status;
	struct evi_instant at;
	bool found = false;

	if (f->plan == NULL)
		return EVID_OK;
	status = evi_plan_accessed(f->plan, object->path, &at, &found, err);
	if (status == EVID_OK && found && object->has_accessed)
		object->accessed = at;
	return status;
}

static enum evid_status
fail_changed(const struct evi_files *f, struct evid_error *err)
{
	return evi_fail_path(err, EVID_ERR_CHANGED, f->visit == NULL ?
	    "source" : f->visit->shown, "it changed since the sealing began",
	    "the sealing cannot be resumed with another source: put it back "
	    "as it was, or remove what is kept to seal anew");
}

/* Links are counted as when it was sealed (source.c, next_open). */
static enum evid_status
count_links(struct evi_files *f, const struct evi_object *object,
    struct evid_error *err)
{
	const struct evi_visit *v = f->visit;
	const char *first;

	if (v->is_stdin || v->missing != 0 || !S_ISREG(v->st.st_mode) ||
	    (object->type != EVI_TYPE_FILE &&
	    object->type != EVI_TYPE_HARDLINK))
		return EVID_OK;
	first = evi_links_find(f->links, &v->st);
	if (object->type == EVI_TYPE_HARDLINK)
		return first != NULL && strcmp(first, object->link) == 0 ?
		    EVID_OK : fail_changed(f, err);
	return first == NULL ? evi_links_add(f->links, &v->st, object->path,
	    err) : fail_changed(f, err);
}

enum evid_status
evi_files_pass(struct evi_files *f, const struct evi_object *object,
    struct evid_error *err)
{
	enum evid_status status;

	status = evi_walk_next(f->walk, &f->visit, err);
	if (status != EVID_OK)
		return status;
	if (f->visit == NULL || strcmp(f->visit->mapped, object->path) != 0)
		return fail_changed(f, err);
	return count_links(f, object, err);
}

static bool
is_time(const struct timespec *t, const struct evi_instant *at)
{
	return t->tv_sec == at->seconds &&
	    (uint64_t)t->tv_nsec == at->nanoseconds;
}

/* Is it still what the object was made from? */
static bool
is_same(const struct evi_visit *v, const struct stat *st,
    const struct evi_object *object)
{
	if (st->st_ino != v->st.st_ino || st->st_dev != v->st.st_dev)
		return false;
	return S_ISBLK(st->st_mode) || ((uint64_t)st->st_size ==
	    object->size && is_time(&st->st_mtim, &object->modified) &&
	    is_time(&st->st_ctim, &object->status_changed));
}

enum evid_status
evi_files_reopen(struct evi_files *f, const struct evi_object *object,
    uint64_t at, struct evid_error *err)
{
	const struct evi_visit *v = f->visit;
	struct stat st;
	int fd;

	fd = evi_open_source(v->dirfd, v->name, 0);
	if (fd < 0)
		return evi_fail_unreadable(err, v->shown, errno);
	/* closed with the content, whatever comes */
	if (fstat(fd, &st) != 0)
		memset(&st, 0, sizeof(st));
	evi_content_begin(&f->content, fd, &st, object->size,
	    f->options->on_change == EVID_ON_CHANGE_RECORD, v->shown);
	evi_content_skip(&f->content, object, at);
	return is_same(v, &st, object) ? EVID_OK : fail_changed(f, err);
}
