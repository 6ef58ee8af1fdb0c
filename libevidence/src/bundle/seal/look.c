/*
 * Walking the source once without reading it (look.h).  What is found here is
 * only a forecast: the sealing looks at everything again.
 */
#include "bundle/seal/look.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/num.h"
#include "bundle/seal/describe.h"
#include "bundle/seal/links.h"
#include "bundle/seal/walk.h"
#include "bundle/stream/content.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OBJECT_COST 1500u	/* header, lines, lines spooled: about */
#define FIXED_COST 65536u	/* what every bundle has */

static bool
same_file(const struct stat *a, const struct stat *b)
{
	return b->st_ino != 0 && a->st_ino == b->st_ino &&
	    a->st_dev == b->st_dev;
}

static enum evid_status
fail_inside(const struct evi_look *l, struct evid_error *err)
{
	bool standard = strcmp(l->options->output, "-") == 0;

	return evi_fail_path(err, EVID_ERR_ARGUMENT, standard ?
	    "standard output" : l->options->output,
	    "the output would stand inside the source",
	    "write it elsewhere (-o), or leave it out (--exclude)");
}

/* The folder of the output is part of the source: is the output left out? */
static enum evid_status
check_folder(const struct evi_look *l, const struct evi_visit *v,
    struct evid_error *err)
{
	struct evi_buf path = EVI_BUF_INIT;
	enum evid_status status;

	if (!same_file(&v->st, &l->folder))
		return EVID_OK;
	evi_buf_add_format(&path, "%s/%s", v->original,
	    evi_path_base(l->options->output));
	status = evi_buf_status(&path, err);
	/* Volumes come and go under names of their own, and what is kept to
	 * resume with. */
	if (status == EVID_OK && (l->options->volume_size > 0 ||
	    l->options->resume ||
	    !evi_excluded_by(l->options, evi_buf_text(&path), l->excluded)))
		status = fail_inside(l, err);
	evi_buf_free(&path);
	return status;
}

/* What its mode lets everyone read is not asked for once more: whatever else
 * may keep us from it, the sealing will meet. */
static bool
forbidden(const struct evi_visit *v)
{
	const mode_t all = S_IRUSR | S_IRGRP | S_IROTH;

	return (v->st.st_mode & all) != all &&
	    faccessat(v->dirfd, v->name, R_OK, AT_EACCESS) != 0;
}

static enum evid_status
check_readable(const struct evi_look *l, const struct evi_visit *v,
    struct evid_error *err)
{
	bool content = v->missing == 0 && (S_ISREG(v->st.st_mode) ||
	    (v->is_operand && S_ISBLK(v->st.st_mode)));

	if (l->options->on_change == EVID_ON_CHANGE_RECORD)
		return EVID_OK;
	if (v->missing != 0)
		return evi_fail_unreadable(err, v->shown, v->missing);
	if (v->unreadable != 0)
		return evi_fail_unreadable(err, v->shown, v->unreadable);
	if (content && forbidden(v))
		return evi_fail_unreadable(err, v->shown, errno);
	return EVID_OK;
}

static uint64_t
device_size(const struct evi_visit *v)
{
	int fd = evi_open_source(v->dirfd, v->name, 0);
	uint64_t size = 0;

	if (fd < 0)
		return 0;
	if (evi_device_size(fd, v->shown, &size, NULL) != EVID_OK)
		size = 0;
	close(fd);
	return size;
}

static bool
has_content(const struct evi_visit *v)
{
	return v->is_stdin || (v->missing == 0 && (S_ISREG(v->st.st_mode) ||
	    (v->is_operand && S_ISBLK(v->st.st_mode))));
}

static uint64_t
size_of(const struct evi_look *l, const struct evi_visit *v)
{
	if (!has_content(v))
		return 0;
	if (v->is_stdin)
		return l->options->has_stdin_size ? l->options->stdin_size :
		    0;
	return S_ISREG(v->st.st_mode) ? (uint64_t)v->st.st_size :
	    device_size(v);
}

static enum evid_status
count_content(struct evi_look *l, struct evi_links *links,
    const struct evi_visit *v, uint64_t size, struct evid_error *err)
{
	bool regular = !v->is_stdin && S_ISREG(v->st.st_mode);
	uint64_t stored = regular ? (uint64_t)v->st.st_blocks * 512 : size;

	if (!has_content(v) || (regular &&
	    evi_links_find(links, &v->st) != NULL))
		return EVID_OK;
	l->files++;
	if (!evi_add_u64(l->bytes, size, &l->bytes))
		l->bytes = UINT64_MAX;
	l->stored += stored < size ? stored : size;
	return regular ? evi_links_add(links, &v->st, v->original, err) :
	    EVID_OK;
}

static enum evid_status
look_at_one(struct evi_look *l, struct evi_links *links,
    const struct evi_visit *v, struct evid_error *err)
{
	uint64_t size = size_of(l, v);
	enum evid_status status = EVID_OK;

	l->objects++;
	evi_marks_see(l->marks, v->original);
	if (l->expect != NULL && !v->listed_folder)
		status = evi_expect_see(l->expect, v->original,
		    v->missing != 0 || has_content(v), err);
	if (status == EVID_OK && l->plan != NULL)
		status = evi_plan_next(l->plan, v, size, err);
	if (status == EVID_OK && v->is_stdin)
		return count_content(l, links, v, size, err);
	if (status == EVID_OK)
		status = check_readable(l, v, err);
	if (status == EVID_OK && v->missing == 0 &&
	    same_file(&v->st, &l->old_output))
		status = fail_inside(l, err);
	if (status == EVID_OK && v->missing == 0)
		status = check_folder(l, v, err);
	if (status == EVID_OK)
		status = count_content(l, links, v, size, err);
	return status;
}

static enum evid_status
check_found(const struct evi_look *l, struct evid_error *err)
{
	enum evid_status status;

	if (l->files == 0) {
		evi_fail(err, EVID_ERR_ARGUMENT,
		    "there is no file to seal: the operands hold no content");
		evi_hint(err, "name at least one file (an empty one counts)");
		return EVID_ERR_ARGUMENT;
	}
	status = evi_marks_check(l->marks, err);
	if (status == EVID_OK && l->expect != NULL)
		status = evi_expect_check_seen(l->expect, err);
	return status;
}

/* Who misspells what is to stay back seals it, and cannot take it back. */
static void
tell_idle(const struct evi_look *l)
{
	size_t i;

	for (i = 0; i < l->options->n_exclude; i++)
		if (!l->excluded[i])
			evi_tell_event(l->tell, l->options->exclude[i], "this "
			    "pattern of what to leave out matches nothing "
			    "that was found");
}

enum evid_status
evi_look_at(struct evi_look *l, const char *const *paths, size_t n_paths,
    struct evid_error *err)
{
	struct evi_walk *walk = NULL;
	struct evi_links *links = NULL;
	const struct evi_visit *visit = NULL;
	enum evid_status status;

	status = evi_walk_new(l->options, paths, n_paths, NULL, NULL, &walk,
	    err);
	if (status == EVID_OK)
		status = evi_links_new(&links, err);
	l->excluded = evi_zalloc_array(l->options->n_exclude + 1,
	    sizeof(*l->excluded));
	if (status == EVID_OK && l->excluded == NULL)
		status = evi_fail_memory(err);
	if (status != EVID_OK)
		goto out;
	evi_walk_spool(walk, l->spool);
	evi_walk_note(walk, l->excluded);
	evi_walk_leave_out(walk, l->output.st_dev, l->output.st_ino);
	for (;;) {
		status = evi_walk_next(walk, &visit, err);
		if (status != EVID_OK || visit == NULL)
			break;
		status = look_at_one(l, links, visit, err);
		if (status == EVID_OK && l->objects % 1024 == 0)
			status = evi_tell_progress(l->tell, 0, err);
		if (status != EVID_OK)
			break;
	}
	if (status == EVID_OK)
		status = check_found(l, err);
	if (status == EVID_OK)
		tell_idle(l);
	l->tell->total = l->bytes;
out:
	evi_walk_free(walk);
	evi_links_free(links);
	free(l->excluded);
	l->excluded = NULL;
	return status;
}

static uint64_t
sum(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

enum evid_status
evi_look_space(const struct evi_look *l, struct evi_volumes *volumes,
    struct evid_error *err)
{
	const struct evid_seal_options *o = l->options;
	uint64_t lists = sum(l->objects * OBJECT_COST, FIXED_COST);
	uint64_t payload = o->detached ? 0 : l->bytes;
	uint64_t most, least, available;
	enum evid_status status;

	/* A stored block adds 31 bytes to 65,280: a thousandth is more. */
	most = sum(sum(payload, payload / 1000), lists);
	volumes->sure = most / EVI_VOLUMES_MAX + 1;
	if (strcmp(o->output, "-") == 0)
		return EVID_OK;
	/* Evidence that is compressed to less than a tenth is rare, but what
	 * is not there at all (holes) takes no room worth counting. */
	least = sum(o->level == 0 ? most : o->detached ? 0 : l->stored / 10,
	    lists);
	status = evi_space_free(o->output, &available, err);
	if (status != EVID_OK || least <= sum(available, l->there))
		return status;
	errno = 0;
	evi_fail(err, EVID_ERR_SPACE, "no room for the output: about %llu "
	    "bytes are needed, %llu are free", (unsigned long long)least,
	    (unsigned long long)available);
	evi_hint(err, "write to another disk (-o), or seal detached "
	    "(--detached)");
	return EVID_ERR_SPACE;
}
