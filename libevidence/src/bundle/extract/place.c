/*
 * Where one object of the tree gets its name, in the folder that we are in:
 * files that were kept, links, further names (place.h).
 */
#include "bundle/extract/place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/*
 * May another name help?  File systems say all sorts of things of a name that
 * they cannot hold: EINVAL, EILSEQ, but also ENOENT and EPERM.  A name made
 * up here can only be taken.
 */
static bool
other_name_may_help(int error, unsigned int attempt)
{
	switch (error) {
	case ENOSPC:
	case EDQUOT:
	case EROFS:
	case EIO:
	case ENOMEM:
	case ENFILE:
	case EMFILE:
	case EMLINK:
	case EXDEV:
		return false;
	default:
		return error == EEXIST || attempt < 2;
	}
}

enum evid_status
evi_place_named(struct evi_tree *t, const char *original, const char *mapped,
    evi_give_fn *give, void *context, char given_out[NAME_MAX + 1],
    struct evid_error *err)
{
	unsigned int i;

	for (i = 0; i < EVI_NAMING_TRIES; i++) {
		bool usable = false;
		enum evid_status status = evi_naming_try(&t->naming, original,
		    mapped, i, given_out, &usable, err);

		if (status != EVID_OK)
			return status;
		if (!usable)
			continue;
		if (give(t, context, given_out) == 0)
			return EVID_OK;
		if (!other_name_may_help(errno, i))
			break;
	}
	given_out[0] = '\0';
	return EVID_OK;
}

struct content {
	int bin;
	char name[24];
	bool link;
};

static int
give_content(struct evi_tree *t, void *context, const char *name)
{
	const struct content *c = context;

	if (c->link)
		return linkat(c->bin, c->name, t->fd, name, 0);
	return evi_beneath_move(c->bin, c->name, t->fd, name);
}

static int
give_symlink(struct evi_tree *t, void *context, const char *name)
{
	return symlinkat(context, t->fd, name);
}

/* what is missing of an object that was given out, or why it has another
 * name; NULL: all is as it was */
static enum evid_status
tell_given(struct evi_tree *t, const struct evi_object *o,
    const char *original, const char *name, bool complete,
    struct evid_error *err)
{
	struct evi_buf path = EVI_BUF_INIT;
	bool renamed = strcmp(name, original) != 0 || evi_tree_renamed(t);
	enum evid_status status;

	evi_tree_path(t, t->n_made, name, &path);
	status = evi_buf_status(&path, err);
	if (!complete)
		t->table->totals.unset++;
	if (status == EVID_OK)
		status = evi_table_add(t->table, o, evi_buf_text(&path),
		    renamed, evi_tree_note(renamed, complete), err);
	evi_buf_free(&path);
	return status;
}

enum evid_status
evi_place_file(struct evi_tree *t, const struct evi_ahead_one *one,
    const char *original, const char *mapped, struct evid_error *err)
{
	const struct evi_object *o = &one->object;
	char given[NAME_MAX + 1];
	struct content c = { .link = t->links && !t->no_hard_links };
	enum evid_status status;

	c.bin = evi_store_place(t->store, &t->bin, one->number, c.name);
	if (c.bin < 0)
		return evi_fail_errno(err, errno, "open", "extracted content");
	status = evi_place_named(t, original, mapped, give_content, &c, given,
	    err);
	if (status == EVID_OK && given[0] == '\0' && c.link &&
	    (errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS)) {
		t->no_hard_links = true;
		c.link = false;
		status = evi_place_named(t, original, mapped, give_content, &c,
		    given, err);
	}
	if (status == EVID_OK && given[0] == '\0')
		status = evi_tree_fail(t, o, "give the name", original, err);
	return status != EVID_OK ? status :
	    tell_given(t, o, original, given, one->complete, err);
}

enum evid_status
evi_withhold(struct evi_tree *t, const struct evi_object *o,
    const char *why, struct evid_error *err)
{
	return evi_table_add(t->table, o, NULL, false, why, err);
}

enum evid_status
evi_place_link(struct evi_tree *t, const struct evi_object *o,
    const char *original, const char *mapped, struct evid_error *err)
{
	const struct timespec times[2] = {
		{ .tv_nsec = UTIME_OMIT },
		{ .tv_sec = (time_t)o->modified.seconds, .tv_nsec =
		    o->has_modified ? (long)o->modified.nanoseconds :
		    UTIME_OMIT } };
	char given[NAME_MAX + 1];
	enum evid_status status;

	if (!evi_link_stays(o->target, evi_tree_depth(o)))
		return evi_withhold(t, o, "a link that leads outside", err);
	status = evi_tree_make_levels(t, err);
	if (status == EVID_OK)
		status = evi_place_named(t, original, mapped, give_symlink,
		    o->target, given, err);
	if (status != EVID_OK)
		return status;
	if (given[0] == '\0' && (errno == ENOSPC || errno == EDQUOT))
		return evi_tree_fail(t, o, "make the link", original, err);
	if (given[0] == '\0')
		return evi_withhold(t, o, "the file system has no such links",
		    err);
	return tell_given(t, o, original, given, utimensat(t->fd, given,
	    times, AT_SYMLINK_NOFOLLOW) == 0, err);
}

enum evid_status
evi_place_hard_link(struct evi_tree *t, const struct evi_object *o,
    const char *original, const char *mapped, struct evid_error *err)
{
	struct evi_kept first;
	struct content c = { .link = true };
	char given[NAME_MAX + 1];
	enum evid_status status;
	bool found = false;

	status = evi_store_find(t->store, o->link, &first, &found, err);
	if (status != EVID_OK)
		return status;
	if (!found)
		return evi_withhold(t, o, "a further name of a file that was "
		    "not given out; evid-inspect shows of which", err);
	status = evi_tree_make_levels(t, err);
	if (status != EVID_OK)
		return status;
	c.bin = evi_store_place(t->store, &t->bin, first.number, c.name);
	given[0] = '\0';
	if (!t->no_hard_links)
		status = evi_place_named(t, original, mapped, give_content, &c,
		    given, err);
	if (status != EVID_OK)
		return status;
	if (given[0] == '\0')
		return evi_withhold(t, o, "a further name, and the file "
		    "system has no hard links", err);
	return tell_given(t, o, original, given, true, err);
}
