/*
 * A folder that appears only when it is whole (hidden.h).
 *
 * Whatever is done here is done from descriptors that were had at the start:
 * who moves the target or its parent away meanwhile, or puts a link in its
 * place, changes nothing of where the content goes.
 */
#include "base/hidden.h"
#include "base/beneath.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/partial.h"
#include "base/sync.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 100
#define TREE "tree"
/* what a hidden folder in the target itself is called after */
#define INSIDE "evidence"

static enum evid_status
refuse(const struct evi_hidden *h, const char *why, const char *hint,
    struct evid_error *err)
{
	struct evi_buf shown = EVI_BUF_INIT;

	evi_text_escape(&shown, h->target, strlen(h->target));
	evi_fail(err, EVID_ERR_EXISTS, "%s: %s", evi_buf_text(&shown), why);
	evi_hint(err, "%s", hint);
	evi_buf_free(&shown);
	return EVID_ERR_EXISTS;
}

static enum evid_status
made_meanwhile(const struct evi_hidden *h, struct evid_error *err)
{
	return refuse(h, "it was made by somebody else meanwhile",
	    "name another with -C", err);
}

/* the target is there: it must be empty, but for what a dead run left */
static enum evid_status
check_empty(struct evi_hidden *h, struct evid_error *err)
{
	int copy = openat(h->parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	enum evid_status status = EVID_OK;
	struct dirent *entry;

	if (dir == NULL) {
		status = evi_fail_errno(err, errno, "open", h->target);
		if (copy >= 0)
			close(copy);
		return status;
	}
	while (status == EVID_OK && (entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		    strcmp(name, "lost+found") == 0)
			continue;
		if (!evi_partial_is_leftover(name, INSIDE))
			status = refuse(h, "the folder is not empty",
			    "name another with -C, or empty it: nothing is "
			    "put among files that are there already", err);
		else if (h->leftover == NULL)
			status = evi_path_join(h->target, name, &h->leftover,
			    err);
		else
			h->others++;
	}
	closedir(dir);
	return status;
}

/* where it will stand: h->parent, h->inside */
static enum evid_status
find_place(struct evi_hidden *h, struct evid_error *err)
{
	enum evid_status status;
	char *folder = NULL;
	struct stat st;

	h->parent = open(h->target, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	if (h->parent >= 0) {
		h->inside = true;
		return check_empty(h, err);
	}
	if (errno == ELOOP || errno == ENOTDIR)
		return lstat(h->target, &st) != 0 ? evi_fail_errno(err, errno,
		    "open", h->target) : refuse(h, S_ISLNK(st.st_mode) ?
		    "it is a link" : "it is there, and is no folder",
		    "name the folder itself with -C, or one that is not "
		    "there yet", err);
	if (errno != ENOENT)
		return evi_fail_errno(err, errno, "open", h->target);
	status = evi_path_folder(h->target, &folder, err);
	if (status != EVID_OK)
		return status;
	h->parent = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (h->parent < 0)
		status = evi_fail_errno(err, errno, "open", folder);
	else
		h->others = evi_partial_find(folder,
		    evi_path_base(h->target), &h->leftover);
	free(folder);
	return status;
}

static enum evid_status
name_own(struct evi_hidden *h, struct evid_error *err)
{
	enum evid_status status;
	char *folder = NULL;

	if (h->inside)
		return evi_path_join(h->target, h->name, &h->own, err);
	status = evi_path_folder(h->target, &folder, err);
	if (status == EVID_OK)
		status = evi_path_join(folder, h->name, &h->own, err);
	free(folder);
	return status;
}

static enum evid_status
make(struct evi_hidden *h, struct evid_error *err)
{
	const char *base = h->inside ? INSIDE : evi_path_base(h->target);
	int i;

	for (i = 0; i < TRIES && h->fd < 0; i++) {
		evi_partial_name(base, i, h->name);
		h->fd = evi_beneath_make(h->parent, h->name, 0700);
		if (h->fd < 0 && errno != EEXIST)
			break;
	}
	if (h->fd < 0) {
		int error = errno;

		if (error != EEXIST)
			(void)unlinkat(h->parent, h->name, AT_REMOVEDIR);
		return evi_fail_errno(err, error, "write into", h->target);
	}
	return name_own(h, err);
}

/* is anything listed in it?  A lookup by name may be answered by what the
 * kernel remembers */
static bool
lists_any(int dirfd, const char *name)
{
	int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	bool any = false;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (!any && (entry = readdir(dir)) != NULL)
		any = strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0;
	closedir(dir);
	return any;
}

/* does a folder keep what is in it when it is renamed? */
static bool
renames_folders(const struct evi_hidden *h)
{
	static const char moved[] = "moved";
	int fd = evi_beneath_make(h->fd, TREE, 0700), inner = -1;
	bool good = false;

	if (fd >= 0)
		inner = evi_beneath_make(fd, "inner", 0700);
	if (inner >= 0) {
		close(inner);
		good = renameat(h->fd, TREE, h->fd, moved) == 0 &&
		    lists_any(h->fd, moved);
	}
	if (fd >= 0)
		close(fd);
	(void)evi_beneath_remove(h->fd, TREE);
	(void)evi_beneath_remove(h->fd, moved);
	return good;
}

enum evid_status
evi_hidden_tree(struct evi_hidden *h, struct evid_error *err)
{
	const char *base = evi_path_base(h->target);

	h->in_place = !renames_folders(h);
	if (!h->in_place)
		h->tree = evi_beneath_make(h->fd, TREE, 0777);
	else if (h->inside)
		h->tree = fcntl(h->parent, F_DUPFD_CLOEXEC, 0);
	else
		h->tree = evi_beneath_make(h->parent, base, 0777);
	if (h->tree >= 0)
		return EVID_OK;
	/* Then it is not ours, either. */
	h->in_place = false;
	if (errno == EEXIST)
		return made_meanwhile(h, err);
	return evi_fail_errno(err, errno, "write into", h->target);
}

enum evid_status
evi_hidden_open(struct evi_hidden *h, const char *target,
    struct evid_error *err)
{
	enum evid_status status;
	size_t len;

	*h = (struct evi_hidden)EVI_HIDDEN_INIT;
	h->lacks = evi_memory_lacks();
	h->target = evi_strdup(target);
	if (h->target == NULL)
		return evi_fail_memory(err);
	/* "DIR/" is DIR, and with the slash a link would be followed. */
	for (len = strlen(target); len > 1 && target[len - 1] == '/'; len--)
		h->target[len - 1] = '\0';
	status = find_place(h, err);
	if (status == EVID_OK)
		status = make(h, err);
	return status;
}

/* A folder must be writable to be moved: its ".." changes. */
static int
move_out(int from, int to, const char *name)
{
	struct stat st;
	bool closed = fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(st.st_mode) && (st.st_mode & 0200) == 0;
	int result, error;

	if (closed)
		(void)evi_beneath_chmod(from, name,
		    (st.st_mode & 0777) | 0200);
	result = evi_beneath_move(from, name, to, name);
	error = errno;
	if (closed)
		(void)evi_beneath_chmod(result == 0 ? to : from, name,
		    st.st_mode & 0777);
	errno = error;
	return result;
}

/* the names in the tree, one after the other with their NULs; but not our own
 * hidden folder's, nor what was there before */
static enum evid_status
list(struct evi_hidden *h, struct evi_buf *names, struct evid_error *err)
{
	int copy = openat(h->tree, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	if (dir == NULL) {
		int error = errno;

		if (copy >= 0)
			close(copy);
		return evi_fail_errno(err, error, "open", h->target);
	}
	while ((entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0 &&
		    strcmp(entry->d_name, h->name) != 0 &&
		    strcmp(entry->d_name, "lost+found") != 0 &&
		    !evi_partial_is_leftover(entry->d_name, INSIDE))
			evi_buf_add(names, entry->d_name,
			    strlen(entry->d_name) + 1);
	closedir(dir);
	return evi_buf_status(names, err);
}

/* all or nothing: where one cannot be moved, those before it go back */
static enum evid_status
move_all_out(struct evi_hidden *h, struct evid_error *err)
{
	struct evi_buf names = EVI_BUF_INIT;
	enum evid_status status = list(h, &names, err);
	const char *all = (const char *)names.data;
	size_t at = 0, back;

	while (status == EVID_OK && at < names.len) {
		if (move_out(h->tree, h->parent, all + at) == 0)
			at += strlen(all + at) + 1;
		else
			status = evi_fail_errno(err, errno, "give the name",
			    all + at);
	}
	for (back = 0; status != EVID_OK && back < at;
	    back += strlen(all + back) + 1)
		(void)move_out(h->parent, h->tree, all + back);
	evi_buf_free(&names);
	return status;
}

static enum evid_status
give_name(struct evi_hidden *h, struct evid_error *err)
{
	if (h->in_place)
		return EVID_OK;
	if (h->inside)
		return move_all_out(h, err);
	if (evi_beneath_move(h->fd, TREE, h->parent,
	    evi_path_base(h->target)) == 0)
		return EVID_OK;
	if (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR)
		return made_meanwhile(h, err);
	return evi_fail_errno(err, errno, "give the name", h->target);
}

enum evid_status
evi_hidden_commit(struct evi_hidden *h, struct evid_error *err)
{
	enum evid_status status;

	if (h->tree < 0)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "the folder is not open");
	status = evi_whole(h->lacks, EVID_OK, err);
	if (status != EVID_OK)
		return status;
	/* One call for all of it; what cannot do it (FUSE) says so. */
	if (syncfs(h->fd) != 0 && !evi_sync_is_unknown(errno))
		return evi_fail_errno(err, errno, "write", h->target);
	status = give_name(h, err);
	if (status != EVID_OK)
		return status;
	/* What stands under its name is not taken back. */
	h->in_place = false;
	if (evi_sync_if_known(h->parent) != 0)
		return evi_fail_errno(err, errno, "sync", h->target);
	return EVID_OK;
}

/* what stands under the target's name already, where it had to */
static bool
remove_in_place(struct evi_hidden *h)
{
	struct evi_buf names = EVI_BUF_INIT;
	const char *all;
	bool good = true;
	size_t at;

	if (!h->inside)
		return evi_beneath_remove(h->parent,
		    evi_path_base(h->target));
	if (list(h, &names, NULL) != EVID_OK)
		good = false;
	all = (const char *)names.data;
	for (at = 0; good && at < names.len; at += strlen(all + at) + 1)
		good = evi_beneath_remove(h->parent, all + at);
	evi_buf_free(&names);
	return good;
}

bool
evi_hidden_abandon(struct evi_hidden *h)
{
	bool good = true;

	if (h->in_place && h->tree >= 0)
		good = remove_in_place(h);

	if (h->tree >= 0)
		close(h->tree);
	if (h->fd >= 0) {
		close(h->fd);
		good = evi_beneath_remove(h->parent, h->name) && good;
	}
	if (h->parent >= 0)
		close(h->parent);
	free(h->target);
	free(h->own);
	free(h->leftover);
	*h = (struct evi_hidden)EVI_HIDDEN_INIT;
	return good;
}
