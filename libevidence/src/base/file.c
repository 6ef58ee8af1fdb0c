/*
 * Whole reads and writes, whole files, and paths as text.  The output that
 * appears only when complete is in output.c, the temporary file without a name
 * in temporary.c.
 */
#include "base/file.h"
#include "base/memory.h"
#include "base/num.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define CHUNK ((size_t)1 << 16)
/* Linux moves no more than this in one call anyway. */
#define MOST_AT_ONCE ((size_t)0x7ffff000)
#define NO_PLACE UINT64_MAX

/*
 * After a short call: may it be tried again?  A descriptor had from others can
 * be non-blocking (a shared terminal or pipe); then we wait until it is ready.
 */
static bool
try_again(int fd, int error, short events)
{
	struct pollfd ready = { .fd = fd, .events = events };

	if (error == EINTR)
		return true;
	if (error != EAGAIN && error != EWOULDBLOCK)
		return false;
	return poll(&ready, 1, -1) >= 0 || errno == EINTR;
}

/* @at is NO_PLACE for the descriptor's own position. */
static enum evid_status
read_all(int fd, uint8_t *data, size_t len, uint64_t at, size_t *n_out,
    const char *name, struct evid_error *err)
{
	size_t done = 0;

	*n_out = 0;
	while (done < len) {
		size_t part = len - done < MOST_AT_ONCE ? len - done :
		    MOST_AT_ONCE;
		ssize_t n = at == NO_PLACE ? read(fd, data + done, part) :
		    pread(fd, data + done, part, (off_t)(at + done));

		if (n < 0) {
			if (try_again(fd, errno, POLLIN))
				continue;
			*n_out = done;
			return evi_fail_errno(err, errno, "read", name);
		}
		if (n == 0)
			break;
		done += (size_t)n;
	}
	*n_out = done;
	return EVID_OK;
}

static enum evid_status
write_all(int fd, const uint8_t *data, size_t len, uint64_t at,
    const char *name, struct evid_error *err)
{
	size_t done = 0;

	while (done < len) {
		size_t part = len - done < MOST_AT_ONCE ? len - done :
		    MOST_AT_ONCE;
		ssize_t n = at == NO_PLACE ? write(fd, data + done, part) :
		    pwrite(fd, data + done, part, (off_t)(at + done));

		if (n < 0) {
			if (try_again(fd, errno, POLLOUT))
				continue;
			return evi_fail_errno(err, errno, "write", name);
		}
		done += (size_t)n;
	}
	return EVID_OK;
}

/* Is the run from @at one that a file may have? */
static bool
place_good(uint64_t at, size_t len)
{
	uint64_t end;

	return evi_add_u64(at, len, &end) && end <= INT64_MAX;
}

enum evid_status
evi_read_full(int fd, void *data, size_t len, size_t *n_out,
    const char *name, struct evid_error *err)
{
	return read_all(fd, data, len, NO_PLACE, n_out, name, err);
}

enum evid_status
evi_pread_full(int fd, void *data, size_t len, uint64_t at, size_t *n_out,
    const char *name, struct evid_error *err)
{
	*n_out = 0;
	if (!place_good(at, len))
		return evi_fail_errno(err, EINVAL, "read", name);
	return read_all(fd, data, len, at, n_out, name, err);
}

enum evid_status
evi_write_full(int fd, const void *data, size_t len, const char *name,
    struct evid_error *err)
{
	return write_all(fd, data, len, NO_PLACE, name, err);
}

enum evid_status
evi_pwrite_full(int fd, const void *data, size_t len, uint64_t at,
    const char *name, struct evid_error *err)
{
	if (!place_good(at, len))
		return evi_fail_errno(err, EFBIG, "write", name);
	return write_all(fd, data, len, at, name, err);
}

int
evi_set_size(int fd, uint64_t size)
{
	int rc;

	do
		rc = ftruncate(fd, (off_t)size);
	while (rc != 0 && errno == EINTR);
	return rc;
}

#define ON_A_DISK "name a file that is on a disk, not a pipe or a device"

/* It is no regular file. */
static enum evid_status
fail_kind(struct evid_error *err, const char *path, mode_t mode,
    const char *hint)
{
	if (S_ISDIR(mode))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, path,
		    "is a folder", "name a file");
	return evi_fail_path(err, EVID_ERR_ARGUMENT, path,
	    "is no regular file", hint);
}

static enum evid_status
open_regular(const char *path, int flags, mode_t mode, const char *hint,
    int *fd_out, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	struct stat st;

	/* Who opens a pipe would wait for its other end. */
	*fd_out = open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode);
	if (*fd_out < 0 && (errno == EISDIR || errno == ENXIO))
		return fail_kind(err, path, errno == EISDIR ? S_IFDIR :
		    S_IFSOCK, hint);
	if (*fd_out < 0)
		return evi_fail_errno(err, errno, "open", path);
	if (fstat(*fd_out, &st) != 0)
		status = evi_fail_errno(err, errno, "look at", path);
	else if (!S_ISREG(st.st_mode))
		status = fail_kind(err, path, st.st_mode, hint);
	if (status != EVID_OK) {
		close(*fd_out);
		*fd_out = -1;
	}
	return status;
}

enum evid_status
evi_open_regular(const char *path, int flags, mode_t mode, int *fd_out,
    struct evid_error *err)
{
	return open_regular(path, flags, mode, ON_A_DISK, fd_out, err);
}

/* Is a line of @data from @from on longer than @most?  0: no matter. */
static bool
line_too_long(const struct evi_buf *data, size_t from, size_t most,
    size_t *begin)
{
	for (size_t i = from; most > 0 && i < data->len; i++) {
		if (data->data[i] == '\n')
			*begin = i + 1;
		else if (i - *begin >= most)
			return true;
	}
	return false;
}

/*
 * Reads @fd to its end.  The room is had at once where the size is known, so
 * that no copy of a secret stays behind in memory given up by growing.
 */
static enum evid_status
read_to_end(int fd, const char *path, size_t limit, size_t line,
    struct evi_buf *out, struct evid_error *err)
{
	size_t before = out->len, begin = before;
	enum evid_status status;
	struct stat st;

	if (fstat(fd, &st) != 0)
		return evi_fail_errno(err, errno, "read", path);
	if (S_ISDIR(st.st_mode))
		return fail_kind(err, path, st.st_mode, ON_A_DISK);
	if (S_ISREG(st.st_mode) && (uint64_t)st.st_size > limit)
		return EVID_ERR_LIMIT;
	if (S_ISREG(st.st_mode) && st.st_size > 0)
		(void)evi_buf_reserve(out, (size_t)st.st_size + 1);
	for (;;) {
		size_t room, n;

		room = out->cap > out->len + 1 ? out->cap - out->len - 1 : 0;
		if (room == 0) {
			if (!evi_buf_reserve(out, CHUNK))
				return evi_fail_memory(err);
			room = out->cap - out->len - 1;
		}
		status = evi_read_full(fd, out->data + out->len, room, &n,
		    path, err);
		if (status != EVID_OK)
			return status;
		out->len += n;
		out->data[out->len] = '\0';
		if (out->len - before > limit)
			return EVID_ERR_LIMIT;
		if (line_too_long(out, out->len - n, line, &begin))
			return evi_fail_path(err, EVID_ERR_FORMAT, path,
			    "a line of it is longer than any may be",
			    "check that it is the file you meant");
		if (n < room)
			return EVID_OK;
	}
}

static enum evid_status
fail_large(struct evid_error *err, const char *name, size_t limit)
{
	struct evi_buf shown = EVI_BUF_INIT;
	bool whole = limit % ((size_t)1 << 20) == 0;

	evi_text_show_path(&shown, name);
	evi_fail(err, EVID_ERR_LIMIT, "%s: larger than such a file may be: "
	    "%zu %s", evi_buf_text(&shown), whole ? limit >> 20 : limit,
	    whole ? "MiB" : "bytes");
	evi_hint(err, "check that it is the file you meant");
	evi_buf_free(&shown);
	return EVID_ERR_LIMIT;
}

static enum evid_status
read_fd(int fd, const char *name, size_t limit, size_t line,
    struct evi_buf *out, struct evid_error *err)
{
	enum evid_status status;

	status = out->failed ? evi_fail_memory(err) :
	    read_to_end(fd, name, limit, line, out, err);
	return status == EVID_ERR_LIMIT ? fail_large(err, name, limit) :
	    status;
}

enum evid_status
evi_file_read(const char *path, size_t limit, struct evi_buf *out,
    struct evid_error *err)
{
	enum evid_status status;
	int fd;

	if (strcmp(path, "-") == 0)
		return read_fd(STDIN_FILENO, "standard input", limit, 0, out,
		    err);
	status = open_regular(path, O_RDONLY, 0, ON_A_DISK "; what a pipe "
	    "gives is read from standard input, by the name -", &fd, err);
	if (status != EVID_OK)
		return status;
	status = read_fd(fd, path, limit, 0, out, err);
	close(fd);
	return status;
}

enum evid_status
evi_file_read_lines(const char *path, size_t limit, size_t line,
    struct evi_buf *out, struct evid_error *err)
{
	enum evid_status status;
	int fd;

	if (strcmp(path, "-") == 0)
		return read_fd(STDIN_FILENO, "standard input", limit, line,
		    out, err);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return evi_fail_errno(err, errno, "open", path);
	status = read_fd(fd, path, limit, line, out, err);
	close(fd);
	return status;
}

enum evid_status
evi_space_free(const char *path, uint64_t *bytes_out, struct evid_error *err)
{
	enum evid_status status;
	char *folder = NULL;
	struct statvfs fs;

	status = evi_path_folder(path, &folder, err);
	if (status != EVID_OK)
		return status;
	if (statvfs(folder, &fs) != 0)
		status = evi_fail_errno(err, errno, "look at", folder);
	else if (!evi_mul_u64(fs.f_bavail, fs.f_frsize, bytes_out))
		*bytes_out = UINT64_MAX;
	free(folder);
	return status;
}

const char *
evi_path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

enum evid_status
evi_path_folder(const char *path, char **folder_out, struct evid_error *err)
{
	size_t len = (size_t)(evi_path_base(path) - path);

	/* "a//b" is in "a", but "/b" is in "/". */
	while (len > 1 && path[len - 1] == '/')
		len--;
	*folder_out = len == 0 ? evi_strdup(".") : evi_strndup(path, len);
	return *folder_out == NULL ? evi_fail_memory(err) : EVID_OK;
}

enum evid_status
evi_path_join(const char *folder, const char *name, char **path_out,
    struct evid_error *err)
{
	struct evi_buf path = EVI_BUF_INIT;
	enum evid_status status;

	if (strcmp(folder, ".") != 0 && folder[0] != '\0') {
		evi_buf_add_text(&path, folder);
		if (folder[strlen(folder) - 1] != '/')
			evi_buf_add_byte(&path, '/');
	}
	evi_buf_add_text(&path, name);
	status = evi_buf_take(&path, path_out, err);
	evi_buf_free(&path);
	return status;
}
