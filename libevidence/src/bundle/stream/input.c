/*
 * The bytes of a bundle, in order.  What they mean is not known here; only
 * that volumes are parts of equal size whose names count from .001.
 */
#include "bundle/stream/input.h"
#include "bundle/tell.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static enum evid_status
read_files(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	struct evi_input *input = context;
	enum evid_status status;

	*n_out = 0;
	for (;;) {
		status = evi_read_full(input->fds[input->current], data, len,
		    n_out, input->name, err);
		if (status != EVID_OK || *n_out > 0 ||
		    input->current + 1 == input->n_fds)
			return status;
		input->current++;
	}
}

static void
add_file(struct evi_input *input, int fd, uint64_t size)
{
	input->fds[input->n_fds] = fd;
	input->sizes[input->n_fds] = size;
	input->n_fds++;
	input->size += size;
}

static enum evid_status
make_room(struct evi_input *input, size_t n, struct evid_error *err)
{
	input->fds = evi_zalloc_array(n, sizeof(*input->fds));
	input->sizes = evi_zalloc_array(n, sizeof(*input->sizes));
	if (input->fds == NULL || input->sizes == NULL)
		return evi_fail_memory(err);
	return EVID_OK;
}

/* It is no file: a pipe that nobody writes to would be waited for. */
static enum evid_status
fail_kind(struct evid_error *err, const char *path, mode_t mode)
{
	if (S_ISDIR(mode))
		return evi_fail(err, EVID_ERR_FORMAT, "it is a folder");
	return evi_fail_path(err, EVID_ERR_ARGUMENT, path,
	    S_ISFIFO(mode) ? "is a named pipe, and not read as a file" :
	    S_ISSOCK(mode) ? "is a socket, and not read as a file" :
	    "is a device, and not read as a file", "name a file; or give "
	    "what comes from there as standard input, and name it -");
}

/* A pipe of the shell, as /dev/fd/63, has no name, and its writer is there. */
static bool
is_nameless(int fd, mode_t mode)
{
	struct statfs fs;

	return S_ISFIFO(mode) && fstatfs(fd, &fs) == 0 &&
	    fs.f_type == PIPEFS_MAGIC;
}

/* @path + open; a folder is EVID_ERR_FORMAT, so that the caller can go on */
static enum evid_status
open_file(const char *path, int *fd_out, struct stat *st,
    struct evid_error *err)
{
	int fd, error = 0;

	/* A device may do something when it is opened. */
	if (stat(path, st) == 0 && (S_ISSOCK(st->st_mode) ||
	    S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)))
		return fail_kind(err, path, st->st_mode);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, st) != 0)
		error = errno;
	if (error == 0 && (S_ISREG(st->st_mode) ||
	    is_nameless(fd, st->st_mode))) {
		posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
		*fd_out = fd;
		return EVID_OK;
	}
	if (fd >= 0)
		close(fd);
	return error != 0 ? evi_fail_errno(err, error, "open", path) :
	    fail_kind(err, path, st->st_mode);
}

/* Does anything have this name?  What cannot be told is not absent. */
static bool
is_there(const char *name)
{
	struct stat st;

	return lstat(name, &st) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

/* is there any volume of a higher number than @number? */
static bool
later_volume(const char *path, size_t stem, unsigned int number,
    char *name, size_t cap)
{
	unsigned int k;

	for (k = number + 1; k <= EVI_VOLUMES_MAX; k++) {
		(void)snprintf(name, cap, "%.*s%03u", (int)stem, path, k);
		if (is_there(name))
			return true;
	}
	return false;
}

/*
 * Nobody named it, so nothing is waited for, and what is no regular file is
 * not read.  What it is else is the volumes' state; that no more files can be
 * open is not.
 */
static enum evid_status
add_volume(struct evi_input *input, const char *name, struct evid_error *err)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st = { 0 };
	int error = 0;

	if (fd < 0 || fstat(fd, &st) != 0)
		error = errno;
	if (fd < 0 &&
	    (error == EMFILE || error == ENFILE || error == ENOMEM))
		return evi_fail_errno(err, error, "open", name);
	if (error == 0 && S_ISREG(st.st_mode)) {
		posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
		add_file(input, fd, (uint64_t)st.st_size);
		return EVID_OK;
	}
	/* A link to nothing, or removed just now. */
	input->volumes = error == ENOENT ? EVI_VOLUMES_MISSING :
	    error == 0 || error == ENXIO ? EVI_VOLUMES_NO_FILE :
	    EVI_VOLUMES_UNREADABLE;
	input->volume_error = error;
	if (fd >= 0)
		close(fd);
	return EVID_OK;
}

static void
compare_sizes(struct evi_input *input)
{
	size_t k;

	for (k = 1; k < input->n_fds; k++) {
		if (k + 1 < input->n_fds ?
		    input->sizes[k] != input->sizes[0] :
		    input->sizes[k] > input->sizes[0]) {
			input->volumes = EVI_VOLUMES_UNEQUAL;
			input->volume = (unsigned int)k + 1;
			break;
		}
	}
}

/* the volumes after the first, which is open */
static enum evid_status
open_volumes(struct evi_input *input, const char *path,
    struct evid_error *err)
{
	size_t stem = strlen(path) - 3, cap = strlen(path) + 2;
	enum evid_status status = EVID_OK;
	char *name = evi_zalloc(cap);
	unsigned int k;

	if (name == NULL)
		return evi_fail_memory(err);
	for (k = 2; k <= EVI_VOLUMES_MAX; k++) {
		(void)snprintf(name, cap, "%.*s%03u", (int)stem, path, k);
		if (!is_there(name))
			break;
		status = add_volume(input, name, err);
		if (status != EVID_OK || input->volumes != EVI_VOLUMES_GOOD)
			break;
	}
	input->volume = k;
	if (status == EVID_OK && input->volumes == EVI_VOLUMES_GOOD &&
	    later_volume(path, stem, k, name, cap))
		input->volumes = EVI_VOLUMES_MISSING;
	free(name);
	if (status == EVID_OK && input->volumes == EVI_VOLUMES_GOOD)
		compare_sizes(input);
	return status;
}

static bool
is_first_volume(const char *path)
{
	size_t len = strlen(path);

	return len > 4 && strcmp(path + len - 4, ".001") == 0;
}

size_t
evi_input_later_volume(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && name[len - 4] == '.' && !is_first_volume(name) &&
	    strspn(name + len - 3, "0123456789") == 3 ? len - 3 : 0;
}

/* The folder of what is called so, there or not: "." or up to the slash. */
static bool
look_at_folder(const char *path, size_t base, struct stat *st)
{
	char *folder = base == 0 ? evi_strdup(".") : evi_strndup(path, base);
	bool there = folder != NULL && stat(folder, st) == 0;

	free(folder);
	return there;
}

static size_t
base_of(const char *path, size_t len)
{
	while (len > 0 && path[len - 1] != '/')
		len--;
	return len;
}

bool
evi_input_takes_volume(const char *path, const char *name)
{
	size_t len = strlen(name), stem = strlen(path), from, at;
	struct stat a, b;

	while (len > 1 && name[len - 1] == '/')
		len--;
	if (!is_first_volume(path) || len < 4 || name[len - 4] != '.' ||
	    strspn(name + len - 3, "0123456789") < 3)
		return false;
	from = base_of(path, stem);
	at = base_of(name, len);
	return stem - from == len - at &&
	    memcmp(path + from, name + at, len - at - 3) == 0 &&
	    look_at_folder(path, from, &a) && look_at_folder(name, at, &b) &&
	    a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

/* Of the file that is not there, is the first volume? */
static enum evid_status
look_for_first(const char *path, struct evid_error *err)
{
	struct evi_buf first = EVI_BUF_INIT, hint = EVI_BUF_INIT;
	enum evid_status status = EVID_OK;

	evi_buf_add_format(&first, "%s.001", path);
	evi_buf_add_text(&hint, "name the first of them, ");
	evi_text_show_path(&hint, evi_buf_text(&first));
	if (!first.failed && !hint.failed &&
	    access(evi_buf_text(&first), F_OK) == 0)
		status = evi_fail_path(err, EVID_ERR_NOT_FOUND, path,
		    "No such file, but its volumes are there",
		    evi_buf_text(&hint));
	evi_buf_free(&first);
	evi_buf_free(&hint);
	return status;
}

/* Of the first volume, which is not there, is any other? */
static enum evid_status
look_for_later(const char *path, struct evid_error *err)
{
	size_t cap = strlen(path) + 2;
	char *name = evi_zalloc(cap);
	enum evid_status status = EVID_OK;

	if (name == NULL)
		return evi_fail_memory(err);
	if (later_volume(path, strlen(path) - 3, 1, name, cap))
		status = evi_fail_path(err, EVID_ERR_NOT_FOUND, path,
		    "No such file, but a later volume is there",
		    "put all volumes into one folder");
	free(name);
	return status;
}

static enum evid_status
look_for_volumes(const char *path, bool first, struct evid_error *err)
{
	if (access(path, F_OK) == 0 || errno != ENOENT)
		return EVID_OK;
	return first ? look_for_later(path, err) : look_for_first(path, err);
}

enum evid_status
evi_input_open(struct evi_input *input, const char *path,
    struct evid_error *err)
{
	bool first = is_first_volume(path);
	enum evid_status status;
	struct stat st;
	int fd = -1;

	if (strcmp(path, "-") == 0) {
		evi_input_from_fd(input, STDIN_FILENO, "standard input");
		return EVID_OK;
	}
	memset(input, 0, sizeof(*input));
	input->read = read_files;
	input->context = input;
	input->name = path;
	input->owned = true;
	status = make_room(input, first ? EVI_VOLUMES_MAX : 1, err);
	if (status == EVID_OK)
		status = look_for_volumes(path, first, err);
	if (status == EVID_OK)
		status = open_file(path, &fd, &st, err);
	if (status != EVID_OK)
		return status;
	add_file(input, fd, S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0);
	if (S_ISREG(st.st_mode))
		return first ? open_volumes(input, path, err) : EVID_OK;
	input->size = EVI_SIZE_UNKNOWN;
	return EVID_OK;
}

static enum evid_status
read_fd(void *context, void *data, size_t len, size_t *n_out,
    struct evid_error *err)
{
	struct evi_input *input = context;

	return evi_read_full(input->fd, data, len, n_out, input->name,
	    err);
}

void
evi_input_from_fd(struct evi_input *input, int fd, const char *name)
{
	memset(input, 0, sizeof(*input));
	input->read = read_fd;
	input->context = input;
	input->name = name;
	input->size = EVI_SIZE_UNKNOWN;
	input->fd = fd;
}

void
evi_input_from_callback(struct evi_input *input, evid_read_fn *read,
    void *context, const char *name)
{
	memset(input, 0, sizeof(*input));
	input->read = read;
	input->context = context;
	input->name = name;
	input->size = EVI_SIZE_UNKNOWN;
}

void
evi_input_close(struct evi_input *input)
{
	size_t i;

	for (i = 0; input->owned && i < input->n_fds; i++)
		close(input->fds[i]);
	free(input->fds);
	free(input->sizes);
	memset(input, 0, sizeof(*input));
}

enum evid_status
evi_input_read(struct evi_input *input, void *data, size_t len,
    size_t *n_out, struct evid_error *err)
{
	uint8_t *p = data;
	size_t n = 1;

	*n_out = 0;
	while (*n_out < len && n > 0) {
		enum evid_status status = input->read(input->context,
		    p + *n_out, len - *n_out, &n, err);

		if (status != EVID_OK)
			return status;
		if (n > len - *n_out)
			return evi_fail(err, EVID_ERR_ARGUMENT,
			    "%s: the read callback gave more than was asked",
			    input->name);
		*n_out += n;
	}
	return EVID_OK;
}

enum evid_status
evi_input_read_at(const struct evi_input *input, uint64_t offset, void *data,
    size_t len, size_t *n_out, struct evid_error *err)
{
	uint8_t *p = data;
	size_t i, n;

	*n_out = 0;
	for (i = 0; i < input->n_fds && len > 0; i++) {
		enum evid_status status;
		uint64_t left;

		if (offset >= input->sizes[i]) {
			offset -= input->sizes[i];
			continue;
		}
		left = input->sizes[i] - offset;
		n = left < len ? (size_t)left : len;
		status = evi_pread_full(input->fds[i], p, n, offset, &n,
		    input->name, err);
		if (status != EVID_OK)
			return status;
		*n_out += n;
		p += n;
		len -= n;
		offset = 0;
	}
	return EVID_OK;
}

enum evid_status
evi_input_seek(struct evi_input *input, uint64_t offset,
    struct evid_error *err)
{
	size_t i;

	for (i = 0; i + 1 < input->n_fds && offset >= input->sizes[i]; i++)
		offset -= input->sizes[i];
	input->current = i;
	if (lseek(input->fds[i], (off_t)offset, SEEK_SET) < 0)
		return evi_fail_errno(err, errno, "seek", input->name);
	while (++i < input->n_fds)
		if (lseek(input->fds[i], 0, SEEK_SET) < 0)
			return evi_fail_errno(err, errno, "seek",
			    input->name);
	return EVID_OK;
}
