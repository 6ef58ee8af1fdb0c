/*
 * The tree that is given out (tree.h).
 *
 * Objects come in the order of their paths, so a folder is entered once and
 * left once: then it gets its time and its mode, which its content would have
 * changed.  One descriptor is held, of the folder that we are in; on the way
 * up it is had anew from the top.
 */
#include "bundle/extract/place.h"

#include "base/memory.h"
#include "record/name.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct evi_level {
	size_t mapped_len;		/* of tree->mapped, with '/' */
	char *original, *mapped;	/* its own name */
	char given[NAME_MAX + 1];	/* "" until it is there */
	bool listed;			/* the inventory has it: @object */
	bool told;			/* it has a row, with its names */
	struct evi_object object;
};

void
evi_tree_init(struct evi_tree *t, int hidden, int root,
    struct evi_store *store, struct evi_table *table)
{
	struct stat st;

	memset(t, 0, sizeof(*t));
	t->below.root = root;
	t->fd = root;
	/* It was made as any folder is: it shows the umask. */
	t->plain_mode = fstat(root, &st) == 0 ? st.st_mode & 0777 : 0755;
	t->naming.folder = hidden;
	t->store = store;
	t->bin = (struct evi_bin)EVI_BIN_INIT;
	t->table = table;
}

static void
level_free(struct evi_level *level)
{
	free(level->original);
	free(level->mapped);
	evi_object_free(&level->object);
	memset(level, 0, sizeof(*level));
}

void
evi_tree_close(struct evi_tree *t)
{
	size_t i;

	for (i = 0; i < t->n_levels; i++)
		level_free(&t->levels[i]);
	free(t->levels);
	if (t->fd >= 0 && t->fd != t->below.root)
		close(t->fd);
	evi_bin_close(&t->bin);
	memset(t, 0, sizeof(*t));
	t->fd = t->below.root = t->bin.fd = -1;
}

enum evid_status
evi_tree_fail(const struct evi_tree *t, const struct evi_object *o,
    const char *action, const char *name, struct evid_error *err)
{
	int error = errno;
	char label[EVI_MASK_LABEL_CAP];

	return evi_fail_errno(err, error, action, o->path != NULL &&
	    evi_table_hides(t->table, o, label) ? label : name);
}

void
evi_tree_path(const struct evi_tree *t, size_t n_levels, const char *name,
    struct evi_buf *out)
{
	size_t i;

	for (i = 0; i < n_levels; i++) {
		if (i > 0)
			evi_buf_add_byte(out, '/');
		evi_buf_add_text(out, t->levels[i].given);
	}
	if (name != NULL && out->len > 0)
		evi_buf_add_byte(out, '/');
	if (name != NULL)
		evi_buf_add_text(out, name);
}

bool
evi_tree_renamed(const struct evi_tree *t)
{
	for (size_t i = 0; i < t->n_made; i++)
		if (!t->levels[i].told && strcmp(t->levels[i].given,
		    t->levels[i].original) != 0)
			return true;
	return false;
}

static int
give_folder(struct evi_tree *t, void *context, const char *name)
{
	int *fd = context;

	/* Ours alone until it is left. */
	*fd = evi_beneath_make(t->fd, name, 0700);
	return *fd < 0 ? -1 : 0;
}

static void
hold(struct evi_tree *t, int fd)
{
	if (t->fd >= 0 && t->fd != t->below.root)
		close(t->fd);
	t->fd = fd;
}

const char *
evi_tree_note(bool renamed, bool good)
{
	if (renamed)
		return "the file system cannot hold its name, or has another "
		    "of that name";
	return good ? NULL : "its times, mode or attributes could not all be "
	    "set";
}

static enum evid_status
make_level(struct evi_tree *t, struct evi_level *level,
    struct evid_error *err)
{
	int fd = -1;
	enum evid_status status;

	status = evi_place_named(t, level->original, level->mapped, give_folder,
	    &fd, level->given, err);
	if (status == EVID_OK && level->given[0] == '\0')
		status = evi_tree_fail(t, &level->object, "make the folder",
		    level->original, err);
	if (status != EVID_OK)
		return status;
	hold(t, fd);
	t->n_made++;
	return EVID_OK;
}

enum evid_status
evi_tree_make_levels(struct evi_tree *t, struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	while (status == EVID_OK && t->n_made < t->n_levels)
		status = make_level(t, &t->levels[t->n_made], err);
	return status;
}

/* the row of a folder stands where it is made, so its note may not know yet
 * what its end will bring */
static enum evid_status
tell_folder(struct evi_tree *t, const struct evi_level *level,
    struct evid_error *err)
{
	struct evi_buf path = EVI_BUF_INIT;
	bool renamed = strcmp(level->given, level->original) != 0;
	enum evid_status status;

	evi_tree_path(t, t->n_made, NULL, &path);
	status = evi_buf_status(&path, err);
	if (status == EVID_OK)
		status = evi_table_add(t->table, &level->object,
		    evi_buf_text(&path), renamed, evi_tree_note(renamed, true),
		    err);
	evi_buf_free(&path);
	return status;
}

/* out of the deepest folder */
static enum evid_status
leave(struct evi_tree *t, struct evid_error *err)
{
	struct evi_level *level = &t->levels[t->n_levels - 1];
	struct evi_buf path = EVI_BUF_INIT;
	enum evid_status status = EVID_OK;
	int fd = t->below.root;

	if (t->n_made == t->n_levels) {
		if (!level->object.has_mode)
			(void)fchmod(t->fd, t->plain_mode);
		if (level->listed && !evi_apply_metadata(t->fd,
		    &level->object, t->xattrs))
			t->table->totals.unset++;
		t->n_made--;
		evi_tree_path(t, t->n_made, NULL, &path);
		status = evi_buf_status(&path, err);
		if (status == EVID_OK && t->n_made > 0)
			fd = evi_beneath_open(&t->below, evi_buf_text(&path),
			    O_RDONLY | O_DIRECTORY, 0);
		if (status == EVID_OK && fd < 0)
			status = evi_tree_fail(t, &level->object, "open",
			    evi_buf_text(&path), err);
		hold(t, fd);
	}
	level_free(level);
	t->n_levels--;
	t->mapped[t->n_levels == 0 ? 0 :
	    t->levels[t->n_levels - 1].mapped_len] = '\0';
	evi_buf_free(&path);
	return status;
}

/* out of the folders that @path is not in */
static enum evid_status
leave_until(struct evi_tree *t, const char *path, struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	while (status == EVID_OK && t->n_levels > 0 && strncmp(path,
	    t->mapped, t->levels[t->n_levels - 1].mapped_len) != 0)
		status = leave(t, err);
	return status;
}

/* the @index-th component of a path, and its length */
static const char *
component(const char *path, size_t index, size_t *len_out)
{
	for (; index > 0; index--)
		path += strcspn(path, "/") + 1;
	*len_out = strcspn(path, "/");
	return path;
}

/* one folder down; it is made when something in it is given out */
static enum evid_status
enter(struct evi_tree *t, const struct evi_object *o, struct evid_error *err)
{
	size_t index = t->n_levels, mapped_len, original_len, end;
	const char *mapped = component(o->path + strlen("data/"), index,
	    &mapped_len);
	const char *original = component(o->original, index, &original_len);
	struct evi_level *level;

	if (evi_grow(&t->levels, t->n_levels, &t->levels_cap,
	    sizeof(*t->levels)) != 0)
		return evi_fail_memory(err);
	level = &t->levels[t->n_levels];
	memset(level, 0, sizeof(*level));
	level->original = evi_strndup(original, original_len);
	level->mapped = evi_strndup(mapped, mapped_len);
	end = (size_t)(mapped - o->path) + mapped_len + 1;
	level->mapped_len = end;
	t->n_levels++;
	if (level->original == NULL || level->mapped == NULL)
		return evi_fail_memory(err);
	memcpy(t->mapped, o->path, end);
	t->mapped[end] = '\0';
	return EVID_OK;
}

size_t
evi_tree_depth(const struct evi_object *o)
{
	const char *p = o->original;
	size_t depth = 0;

	while ((p = strchr(p, '/')) != NULL) {
		depth++;
		p++;
	}
	return depth;
}

static enum evid_status
add_folder(struct evi_tree *t, struct evi_object *o, bool chosen,
    struct evid_error *err)
{
	struct evi_level *level;
	enum evid_status status = enter(t, o, err);

	if (status != EVID_OK)
		return status;
	level = &t->levels[t->n_levels - 1];
	level->object = *o;
	memset(o, 0, sizeof(*o));
	level->listed = true;
	if (!chosen)
		return EVID_OK;
	status = evi_tree_make_levels(t, err);
	t->levels[t->n_levels - 1].told = true;
	return status != EVID_OK ? status :
	    tell_folder(t, &t->levels[t->n_levels - 1], err);
}

static enum evid_status
add_other(struct evi_tree *t, const struct evi_ahead_one *one,
    const char *why, struct evid_error *err)
{
	const struct evi_object *o = &one->object;
	size_t len;
	const char *original = component(o->original, t->n_levels, &len);
	const char *mapped = component(o->path + strlen("data/"),
	    t->n_levels, &len);
	enum evid_status status;

	switch (o->type) {
	case EVI_TYPE_FILE:
		if (!one->found)
			return evi_withhold(t, o, why, err);
		status = evi_tree_make_levels(t, err);
		return status != EVID_OK ? status :
		    evi_place_file(t, one, original, mapped, err);
	case EVI_TYPE_SYMLINK:
		if (!t->links)
			return evi_withhold(t, o,
			    "a link (--links gives it out)", err);
		return evi_place_link(t, o, original, mapped, err);
	case EVI_TYPE_HARDLINK:
		if (!t->links)
			return evi_withhold(t, o, "a further name of a file "
			    "(--links gives it out)", err);
		return evi_place_hard_link(t, o, original, mapped, err);
	case EVI_TYPE_SPECIAL:
		return evi_withhold(t, o, "a special file: never made", err);
	default:
		return evi_withhold(t, o, "it could not be read when it was "
		    "sealed", err);
	}
}

enum evid_status
evi_tree_add(struct evi_tree *t, struct evi_ahead_one *one,
    const char *why, struct evid_error *err)
{
	struct evi_object *o = &one->object;
	enum evid_status status = leave_until(t, o->path, err);
	size_t depth = evi_tree_depth(o);

	while (status == EVID_OK && t->n_levels < depth)
		status = enter(t, o, err);
	if (status != EVID_OK)
		return status;
	if (o->type == EVI_TYPE_DIRECTORY)
		return add_folder(t, o, one->chosen, err);
	return one->chosen ? add_other(t, one, why, err) : EVID_OK;
}

enum evid_status
evi_tree_end(struct evi_tree *t, struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	while (status == EVID_OK && t->n_levels > 0)
		status = leave(t, err);
	return status;
}
