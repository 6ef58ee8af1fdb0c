/*
 * An output that appears under its name only when it is whole (file.h).
 *
 * The names of the partial files stand in a fixed table, so that a signal
 * handler can remove them without touching the heap or a lock.  A name is in
 * the table before its file is made: the handler may then try to remove a file
 * that is not there, but never leaves one behind.
 */
#include "evidence/file.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/partial.h"
#include "base/sync.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 100

#define N_SLOTS 64

enum { SLOT_FREE, SLOT_BUSY, SLOT_READY };

static struct slot {
	atomic_int state;
	pid_t process;		/* a forked child leaves its parent's alone */
	char path[PATH_MAX];
} slots[N_SLOTS];

/*
 * A path too long for a slot cannot be opened either; when all slots are
 * taken, the file goes unregistered: it is then left behind by a signal, as it
 * would be by a power cut, and found by the next run.
 */
static void
slot_enter(const char *path)
{
	size_t len = strlen(path);

	if (len >= PATH_MAX)
		return;
	for (size_t i = 0; i < N_SLOTS; i++) {
		int expected = SLOT_FREE;

		if (!atomic_compare_exchange_strong(&slots[i].state,
		    &expected, SLOT_BUSY))
			continue;
		memcpy(slots[i].path, path, len + 1);
		slots[i].process = getpid();
		atomic_store(&slots[i].state, SLOT_READY);
		return;
	}
}

static void
slot_leave(const char *path)
{
	for (size_t i = 0; i < N_SLOTS; i++) {
		if (atomic_load(&slots[i].state) == SLOT_READY &&
		    strcmp(slots[i].path, path) == 0) {
			atomic_store(&slots[i].state, SLOT_FREE);
			return;
		}
	}
}

void
evi_output_abandon_all_from_signal(void)
{
	int kept = errno;

	for (size_t i = 0; i < N_SLOTS; i++) {
		if (atomic_load(&slots[i].state) == SLOT_READY &&
		    slots[i].process == getpid())
			(void)unlink(slots[i].path);
	}
	errno = kept;
}

static enum evid_status
fail_exists(const char *path, struct evid_error *err)
{
	return evi_fail_path(err, EVID_ERR_EXISTS, path, "exists already",
	    "choose another name; nothing is overwritten unless that is "
	    "asked for (--force)");
}

/*
 * May @path be written?  Looked at before the work, not only at its end; and
 * a folder or a device is never replaced, whatever was asked, nor is a link to
 * one (/dev/stdout is such a link).
 */
static enum evid_status
check_target(const char *path, bool force, struct evid_error *err)
{
	const char *base = evi_path_base(path);
	struct stat st, target;

	if (base[0] == '\0' || strcmp(base, ".") == 0 ||
	    strcmp(base, "..") == 0)
		return evi_fail_path(err, EVID_ERR_ARGUMENT, path,
		    "not a file's name", "name a file, not a folder");
	if (lstat(path, &st) != 0)
		return EVID_OK;	/* opening the partial file will tell */
	if (S_ISLNK(st.st_mode) && stat(path, &target) == 0)
		st = target;
	if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
		return evi_fail_path(err, EVID_ERR_EXISTS, path,
		    "exists, and is no regular file", "choose another name; "
		    "-o - writes to standard output, which may be led there");
	return force ? EVID_OK : fail_exists(path, err);
}

/* a name for the partial file that nobody has */
static enum evid_status
name_partial(struct evi_output *out, const char *folder, int attempt,
    struct evid_error *err)
{
	char name[NAME_MAX + 1];

	evi_partial_name(evi_path_base(out->path), attempt, name);
	free(out->partial);
	out->partial = NULL;
	return evi_path_join(folder, name, &out->partial, err);
}

static enum evid_status
open_partial(struct evi_output *out, const char *folder, mode_t mode,
    struct evid_error *err)
{
	for (int i = 0; i < TRIES; i++) {
		enum evid_status status = name_partial(out, folder, i, err);
		int error;

		if (status != EVID_OK)
			return status;
		slot_enter(out->partial);
		out->fd = open(out->partial, O_RDWR | O_CREAT | O_EXCL |
		    O_CLOEXEC | O_NOFOLLOW, mode);
		if (out->fd >= 0)
			return EVID_OK;
		error = errno;
		slot_leave(out->partial);
		if (error != EEXIST || i + 1 == TRIES)
			return evi_fail_errno(err, error, "write into",
			    folder);
	}
	return EVID_ERR_EXISTS;
}

enum evid_status
evi_output_open(struct evi_output *out, const char *path, mode_t mode,
    bool force, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	char *folder = NULL;

	*out = (struct evi_output)EVI_OUTPUT_INIT;
	out->force = force;
	out->lacks = evi_memory_lacks();
	out->path = evi_strdup(path);
	if (out->path == NULL)
		return evi_fail_memory(err);
	if (strcmp(path, "-") == 0) {
		out->standard = true;
		out->fd = STDOUT_FILENO;
		return EVID_OK;
	}
	status = check_target(path, force, err);
	if (status == EVID_OK)
		status = evi_path_folder(path, &folder, err);
	if (status == EVID_OK) {
		out->others = evi_partial_find(folder, evi_path_base(path),
		    &out->leftover);
		status = open_partial(out, folder, mode, err);
	}
	if (status != EVID_OK) {
		/* No file was made: there is none to remove. */
		free(out->partial);
		out->partial = NULL;
		evi_output_abandon(out);
	}
	free(folder);
	return status;
}

enum evid_status
evi_output_open_kept(struct evi_output *out, const char *path,
    const char *partial, mode_t mode, bool force, struct evid_error *err)
{
	enum evid_status status;

	*out = (struct evi_output)EVI_OUTPUT_INIT;
	out->force = force;
	out->kept = true;
	out->path = evi_strdup(path);
	out->partial = evi_strdup(partial);
	if (out->path == NULL || out->partial == NULL)
		status = evi_fail_memory(err);
	else
		status = check_target(path, force, err);
	if (status == EVID_OK)
		out->fd = open(partial, O_RDWR | O_CREAT | O_CLOEXEC |
		    O_NOFOLLOW | O_NOCTTY, mode);
	if (status == EVID_OK && out->fd < 0)
		status = evi_fail_errno(err, errno, "write", partial);
	if (status != EVID_OK)
		evi_output_abandon(out);
	return status;
}

/*
 * rename, but never over another file.  Where the kernel or the file system
 * has no such rename, a hard link does the same; where it has no hard links
 * either, a look before the rename is the best there is.
 */
static int
rename_new(const char *from, const char *to)
{
	struct stat st;

	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
		return -1;
	if (link(from, to) == 0) {
		/* What stays is hidden, and told by the next run. */
		(void)unlink(from);
		return 0;
	}
	if (errno == EEXIST)
		return -1;
	if (lstat(to, &st) == 0) {
		errno = EEXIST;
		return -1;
	}
	return rename(from, to);
}

enum evid_status
evid_file_name(const char *from, const char *to, struct evid_error *err)
{
	if (rename_new(from, to) == 0)
		return EVID_OK;
	return errno == EEXIST ? fail_exists(to, err) :
	    evi_fail_errno(err, errno, "give the name", to);
}

/* Writes through to the disk; what cannot be synced (a pipe) need not be. */
static enum evid_status
sync_file(const struct evi_output *out, struct evid_error *err)
{
	const char *name = out->standard ? "standard output" : out->path;

	if ((out->standard ? evi_sync_if_known(out->fd) :
	    evi_sync(out->fd)) == 0)
		return EVID_OK;
	return evi_fail_errno(err, errno, "write", name);
}

/* The name, given to what is on the disk. */
static enum evid_status
give_name(struct evi_output *out, struct evid_error *err)
{
	enum evid_status status;
	int folder;

	/* Had before: nothing but the sync is to fail after the rename. */
	status = evi_folder_to_sync(out->path, &folder, err);
	if (status != EVID_OK)
		return status;
	if ((out->force ? rename(out->partial, out->path) :
	    rename_new(out->partial, out->path)) != 0) {
		status = errno == EEXIST ? fail_exists(out->path, err) :
		    evi_fail_errno(err, errno, "give the name", out->path);
	} else {
		slot_leave(out->partial);
		free(out->partial);
		out->partial = NULL;
		if (evi_sync_if_known(folder) != 0)
			status = evi_fail_errno(err, errno, "it is whole, but "
			    "its name may be lost when the power fails; sync "
			    "its folder", out->path);
	}
	if (folder >= 0)
		close(folder);
	return status;
}

enum evid_status
evi_output_commit(struct evi_output *out, struct evid_error *err)
{
	enum evid_status status;
	int fd = out->fd;

	if (fd < 0 || (!out->standard && out->partial == NULL))
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "the output is not open");
	status = evi_whole(out->lacks, EVID_OK, err);
	if (status == EVID_OK)
		status = sync_file(out, err);
	if (status != EVID_OK || out->standard)
		return status;
	out->fd = -1;
	if (close(fd) != 0 && errno != EINTR)
		return evi_fail_errno(err, errno, "write", out->path);
	return give_name(out, err);
}

enum evid_status
evi_output_commit_as(struct evi_output *out, const char *path,
    struct evid_error *err)
{
	char *copy;

	if (!out->standard) {
		copy = evi_strdup(path);
		if (copy == NULL)
			return evi_fail_memory(err);
		free(out->path);
		out->path = copy;
	}
	return evi_output_commit(out, err);
}

void
evi_output_abandon(struct evi_output *out)
{
	if (out->fd >= 0 && !out->standard)
		close(out->fd);
	if (out->partial != NULL && !out->kept) {
		(void)unlink(out->partial);
		slot_leave(out->partial);
	}
	free(out->path);
	free(out->partial);
	free(out->leftover);
	*out = (struct evi_output)EVI_OUTPUT_INIT;
}

void
evi_output_clear(const struct evi_output *out)
{
	char *folder = NULL;			/* owned here */

	if (out->leftover != NULL &&
	    evi_path_folder(out->path, &folder, NULL) == EVID_OK)
		evi_partial_clear(folder, evi_path_base(out->path));
	free(folder);
}

enum evid_status
evi_file_write(const char *path, const void *data, size_t len, mode_t mode,
    bool force, struct evid_error *err)
{
	struct evi_output out = EVI_OUTPUT_INIT;
	enum evid_status status;

	status = evi_output_open(&out, path, mode, force, err);
	if (status == EVID_OK)
		evi_output_clear(&out);
	if (status == EVID_OK)
		status = evi_write_full(out.fd, data, len,
		    out.standard ? "standard output" : path, err);
	if (status == EVID_OK)
		status = evi_output_commit(&out, err);
	/* It is ours, and soon made again: a failure leaves none. */
	if (status != EVID_OK && out.path != NULL && !out.standard &&
	    out.partial == NULL && !force)
		(void)unlink(out.path);
	evi_output_abandon(&out);
	return status;
}
