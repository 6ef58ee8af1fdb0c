/*
 * The walk (walk.h): a stack of open folders, each with its names in order.
 *
 * Every step is taken from an open folder by a single name, never through a
 * path resolved anew, so that what is moved about while we walk cannot lead
 * us astray.  When the stack is deep, the folders far up are closed, and
 * opened again through ".." on the way back; if that leads elsewhere, the
 * walk ends.
 *
 * What an object is, and what becomes of it, is the visitor's.
 */
#include "bundle/seal/walk.h"

#include "base/memory.h"
#include "bundle/seal/ahead.h"
#include "bundle/seal/folder.h"
#include "bundle/stream/operand.h"
#include "bundle/tell.h"
#include "record/name.h"
#include "record/object.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPEN_LEVELS 64		/* folders that are held open at once */

struct level {
	int fd;
	struct stat st;			/* when it was listed */
	struct evi_folder names;
	size_t next, asked;		/* asked: to be read ahead */
	uint64_t number;		/* of the folder's visit */
	/* the paths, this folder's */
	size_t original_len, mapped_len, shown_len;
};

struct evi_walk {
	const struct evid_seal_options *options;
	struct evi_operands operands;
	struct level *levels;		/* the first: the operands */
	size_t depth, cap;
	struct evi_buf original, mapped, shown;
	struct evi_visit visit;
	uint64_t n_visits;
	bool pending;			/* visit.fd is to be gone down into */
	bool opens;			/* regular files, at this step */
	bool taken;			/* visit.file is another's */
	struct evi_folder names;	/* its names */
	struct evi_ahead ahead;
	const char *spool;		/* folder of temporary files, or NULL */
	int operand_fd;			/* the folder of the operand */
	dev_t operand_dev, out_dev;
	ino_t out_ino;
	evi_walk_moved_fn *moved;
	void *context;
	bool *matched;			/* the caller's; NULL: nobody asks */
};

bool
evi_excluded(const struct evid_seal_options *options, const char *original)
{
	size_t i;

	for (i = 0; i < options->n_exclude; i++)
		if (evi_glob(options->exclude[i], original))
			return true;
	return false;
}

bool
evi_excluded_by(const struct evid_seal_options *options, const char *original,
    bool *matched)
{
	bool excluded = false;
	size_t i;

	for (i = 0; i < options->n_exclude; i++) {
		if ((excluded && matched[i]) ||
		    !evi_glob(options->exclude[i], original))
			continue;
		excluded = matched[i] = true;
	}
	return excluded;
}

void
evi_walk_note(struct evi_walk *w, bool *matched)
{
	w->matched = matched;
}

static bool
excluded(const struct evi_walk *w)
{
	return w->matched == NULL ?
	    evi_excluded(w->options, w->visit.original) :
	    evi_excluded_by(w->options, w->visit.original, w->matched);
}

static enum evid_status
push(struct evi_walk *w, int fd, const struct stat *st,
    struct evi_folder *names, struct evid_error *err)
{
	struct level *level;

	if (evi_grow(&w->levels, w->depth, &w->cap, sizeof(*w->levels)) != 0)
		return evi_fail_memory(err);
	if (w->depth > OPEN_LEVELS) {
		level = &w->levels[w->depth - OPEN_LEVELS];
		if (level->fd >= 0)
			close(level->fd);
		level->fd = -1;
	}
	level = &w->levels[w->depth++];
	level->fd = fd;
	if (st != NULL)
		level->st = *st;
	level->names = *names;
	*names = (struct evi_folder)EVI_FOLDER_INIT;
	level->next = level->asked = 0;
	level->original_len = w->original.len;
	level->mapped_len = w->mapped.len;
	level->shown_len = w->shown.len;
	level->number = w->n_visits - 1;
	return EVID_OK;
}

enum evid_status
evi_walk_new(const struct evid_seal_options *options,
    const char *const *paths, size_t n_paths, evi_walk_moved_fn *moved,
    void *context, struct evi_walk **walk_out, struct evid_error *err)
{
	struct evi_walk *w = evi_zalloc(sizeof(*w));
	enum evid_status status;
	size_t i;

	*walk_out = NULL;
	if (w == NULL)
		return evi_fail_memory(err);
	w->options = options;
	w->moved = moved;
	w->context = context;
	w->operand_fd = w->visit.fd = w->visit.file = -1;
	evi_buf_add_text(&w->mapped, "data/");
	status = evi_operands_read(options, paths, n_paths, &w->operands, err);
	for (i = 0; i < w->operands.count && status == EVID_OK; i++)
		status = evi_folder_add(&w->names, w->operands.items[i].base,
		    w->operands.items[i].is_folder, false, err);
	if (status == EVID_OK)
		status = evi_folder_order(&w->names, err);
	if (status == EVID_OK)
		status = push(w, -1, NULL, &w->names, err);
	if (status != EVID_OK)
		evi_walk_free(w);
	else
		*walk_out = w;
	return status;
}

static void
drop_visit(struct evi_walk *w)
{
	if (w->visit.fd >= 0)
		close(w->visit.fd);
	if (w->visit.file >= 0 && !w->taken)
		close(w->visit.file);
	w->visit.fd = w->visit.file = -1;
	w->pending = w->taken = false;
	evi_folder_free(&w->names);
}

void
evi_walk_free(struct evi_walk *w)
{
	if (w == NULL)
		return;
	drop_visit(w);
	while (w->depth > 0) {
		struct level *level = &w->levels[--w->depth];

		if (level->fd >= 0)
			close(level->fd);
		evi_folder_free(&level->names);
	}
	if (w->operand_fd >= 0)
		close(w->operand_fd);
	free(w->levels);
	evi_operands_free(&w->operands);
	evi_buf_free(&w->original);
	evi_buf_free(&w->mapped);
	evi_buf_free(&w->shown);
	free(w);
}

void
evi_walk_spool(struct evi_walk *w, const char *folder)
{
	w->spool = folder;
}

void
evi_walk_leave_out(struct evi_walk *w, dev_t device, ino_t inode)
{
	w->out_dev = device;
	w->out_ino = inode;
}

static bool
same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* The way back up: the folder above, where it had been closed. */
static enum evid_status
reopen(struct evi_walk *w, int below, struct evid_error *err)
{
	struct level *level = &w->levels[w->depth - 1];
	struct stat st;

	level->fd = evi_open_source(below, "..", O_DIRECTORY);
	if (level->fd < 0)
		return evi_fail_errno(err, errno, "open",
		    evi_buf_text(&w->shown));
	if (fstat(level->fd, &st) != 0 || st.st_dev != level->st.st_dev ||
	    st.st_ino != level->st.st_ino)
		return evi_fail_path(err, EVID_ERR_CHANGED,
		    evi_buf_text(&w->shown),
		    "was moved to another folder while it was read",
		    "seal again when nothing changes there any more");
	return EVID_OK;
}

/* The folder is done with.  Were names added to it or taken from it? */
static enum evid_status
pop(struct evi_walk *w, struct evid_error *err)
{
	struct level *level = &w->levels[w->depth - 1];
	struct evi_visit left = { .fd = -1, .file = -1, .st = level->st };
	enum evid_status status = EVID_OK;
	struct stat st;

	evi_buf_cut(&w->original, level->original_len);
	evi_buf_cut(&w->shown, level->shown_len);
	left.original = evi_buf_text(&w->original);
	left.shown = evi_buf_text(&w->shown);
	if (fstat(level->fd, &st) != 0)
		status = evi_fail_errno(err, errno, "look at", left.shown);
	else if (w->moved != NULL &&
	    !same_time(&st.st_mtim, &level->st.st_mtim))
		status = w->moved(w->context, &left, level->number, err);
	w->depth--;
	if (status == EVID_OK && w->depth > 1 &&
	    w->levels[w->depth - 1].fd < 0)
		status = reopen(w, level->fd, err);
	close(level->fd);
	evi_folder_free(&level->names);
	return status;
}

/* The folder that holds the operand: the way the user named it. */
static enum evid_status
enter_operand(struct evi_walk *w, const struct evi_operand *o,
    struct evid_error *err)
{
	if (w->operand_fd >= 0)
		close(w->operand_fd);
	w->operand_fd = open(o->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC |
	    O_PATH);
	if (w->operand_fd < 0)
		return evi_fail_errno(err, errno, "open", o->path);
	w->visit.dirfd = w->operand_fd;
	w->visit.name = o->name;
	w->visit.is_stdin = o->is_stdin;
	return EVID_OK;
}

/* An operand is shown as it was typed, but for slashes at its end. */
static void
show_operand(struct evi_walk *w, const struct evi_operand *o)
{
	size_t len = strlen(o->path);

	while (len > 1 && o->path[len - 1] == '/')
		len--;
	evi_buf_cut(&w->shown, 0);
	if (o->is_stdin)
		evi_buf_add_text(&w->shown, "standard input");
	else
		evi_buf_add(&w->shown, o->path, len);
}

/* The paths of the next name of @level. */
static void
set_paths(struct evi_walk *w, const struct level *level, size_t i)
{
	evi_buf_cut(&w->original, level->original_len);
	evi_buf_cut(&w->mapped, level->mapped_len);
	evi_buf_cut(&w->shown, level->shown_len);
	if (w->depth > 1) {
		if (w->shown.len == 0 ||
		    w->shown.data[w->shown.len - 1] != '/')
			evi_buf_add_byte(&w->shown, '/');
		evi_buf_add_text(&w->shown,
		    evi_folder_original(&level->names, i));
	} else {
		show_operand(w,
		    &w->operands.items[level->names.names[i].index]);
	}
	if (w->original.len > 0)
		evi_buf_add_byte(&w->original, '/');
	evi_buf_add_text(&w->original, evi_folder_original(&level->names, i));
	evi_buf_add_text(&w->mapped, evi_folder_mapped(&level->names, i));
	if (level->names.names[i].folder)
		evi_buf_add_byte(&w->mapped, '/');
}

/* The folder opened and listed, as far as it can be. */
static enum evid_status
open_folder(struct evi_walk *w, struct evid_error *err)
{
	struct evi_visit *v = &w->visit;
	enum evid_status status;
	struct stat st, after;

	v->fd = evi_open_source(v->dirfd, v->name, O_DIRECTORY);
	if (v->fd < 0 || fstat(v->fd, &st) != 0) {
		v->unreadable = errno;
		return EVID_OK;
	}
	if (st.st_dev != v->st.st_dev || st.st_ino != v->st.st_ino) {
		v->changed |= EVI_CHANGE_REPLACED;
		return EVID_OK;
	}
	v->st = st;
	if (w->options->one_file_system && st.st_dev != w->operand_dev)
		return EVID_OK;
	w->names.spool = w->spool;
	status = evi_folder_list(&w->names, v->fd, &v->unreadable, err);
	if (status == EVID_OK && v->unreadable == 0)
		status = evi_folder_order(&w->names, err);
	if (fstat(v->fd, &after) == 0 &&
	    !same_time(&st.st_mtim, &after.st_mtim))
		v->changed |= EVI_CHANGE_MODIFIED;
	w->pending = v->unreadable == 0;
	return status;
}

static enum evid_status
look_at(struct evi_walk *w, struct evid_error *err)
{
	struct evi_visit *v = &w->visit;

	if (v->is_stdin || (w->opens && v->listed_regular && evi_visit_open(v)))
		return EVID_OK;
	if (fstatat(v->dirfd, v->name, &v->st, AT_SYMLINK_NOFOLLOW) != 0) {
		v->missing = errno;
		return EVID_OK;
	}
	if (v->is_operand)
		w->operand_dev = v->st.st_dev;
	if (S_ISDIR(v->st.st_mode) != v->listed_folder)
		v->changed |= EVI_CHANGE_REPLACED;
	else if (v->listed_folder)
		return open_folder(w, err);
	return EVID_OK;
}

/* Step to the next name of the folder on top. */
static enum evid_status
step(struct evi_walk *w, struct evid_error *err)
{
	struct level *level = &w->levels[w->depth - 1];
	size_t i = level->next++;
	struct evi_visit *v = &w->visit;
	enum evid_status status = EVID_OK;

	*v = (struct evi_visit){ .fd = -1, .file = -1 };
	v->listed_folder = level->names.names[i].folder;
	v->listed_regular = level->names.names[i].regular;
	v->is_operand = w->depth == 1;
	v->dirfd = level->fd;
	v->name = evi_folder_original(&level->names, i);
	/* What is left out is not opened, whatever for. */
	if (w->opens && v->listed_regular && !v->is_operand &&
	    w->options->n_exclude == 0)
		evi_ahead_read(&w->ahead, v->dirfd, &level->names, i,
		    &level->asked);
	set_paths(w, level, i);
	if (v->is_operand)
		status = enter_operand(w,
		    &w->operands.items[level->names.names[i].index], err);
	if (status == EVID_OK)
		status = evi_buf_status(&w->original, err);
	if (status == EVID_OK)
		status = evi_buf_status(&w->mapped, err);
	if (status == EVID_OK)
		status = evi_buf_status(&w->shown, err);
	v->original = evi_buf_text(&w->original);
	v->mapped = evi_buf_text(&w->mapped);
	v->shown = evi_buf_text(&w->shown);
	return status;
}

static bool
left_out(const struct evi_walk *w)
{
	const struct evi_visit *v = &w->visit;

	return !v->is_stdin && v->missing == 0 && w->out_ino != 0 &&
	    v->st.st_ino == w->out_ino && v->st.st_dev == w->out_dev;
}

static enum evid_status
check_length(const struct evi_visit *v, size_t len, struct evid_error *err)
{
	if (len <= EVI_PATH_MAX)
		return EVID_OK;
	return evi_fail_path(err, EVID_ERR_LIMIT, v->shown,
	    "its path in the bundle is longer than 4,096 bytes",
	    "seal a folder further down, or leave it out (--exclude)");
}

/* The names that were held are done with: are there more of the folder, or of
 * the one above?  *end_out: there are no more at all. */
static enum evid_status
go_on(struct evi_walk *w, struct level *level, bool *end_out,
    struct evid_error *err)
{
	enum evid_status status;
	bool more;

	status = evi_folder_more(&level->names, &more, err);
	level->next = level->asked = 0;
	if (status != EVID_OK || more)
		return status;
	*end_out = w->depth == 1;
	return *end_out ? EVID_OK : pop(w, err);
}

enum evid_status
evi_walk_next(struct evi_walk *w, const struct evi_visit **visit_out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	bool end = false;

	*visit_out = NULL;
	if (w->pending) {
		status = push(w, w->visit.fd, &w->visit.st, &w->names, err);
		if (status == EVID_OK)
			w->visit.fd = -1;
	}
	drop_visit(w);
	while (status == EVID_OK) {
		struct level *level = &w->levels[w->depth - 1];

		if (level->next == level->names.count) {
			status = go_on(w, level, &end, err);
			if (end)
				return status;
			continue;
		}
		status = step(w, err);
		if (status != EVID_OK || excluded(w))
			continue;
		status = look_at(w, err);
		if (status != EVID_OK)
			break;
		if (left_out(w))
			continue;
		status = check_length(&w->visit, w->mapped.len, err);
		if (status == EVID_OK)
			*visit_out = &w->visit;
		w->n_visits++;
		break;
	}
	return status;
}

enum evid_status
evi_walk_next_open(struct evi_walk *w, const struct evi_visit **visit_out,
    struct evid_error *err)
{
	enum evid_status status;

	w->opens = true;
	status = evi_walk_next(w, visit_out, err);
	w->opens = false;
	return status;
}

int
evi_walk_take_file(struct evi_walk *w)
{
	w->taken = true;
	return w->visit.file;
}
