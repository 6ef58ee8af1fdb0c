/*
 * Where a tool's result goes.  A file is written beside its place, brought to
 * the disk and then renamed, as the library does it with a bundle.
 */
#include "common/output.h"
#include "common/inputs.h"
#include "common/message.h"
#include "common/signals.h"

#include "evidence/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int noted;		/* why a stream failed, where that was seen */

void
output_note(int error)
{
	if (noted == 0)
		noted = error;
}

int
output_all(int fd, const void *data, size_t len)
{
	const char *left = data;
	ssize_t n;

	while (len > 0) {
		n = write(fd, left, len);
		if (n > 0) {
			left += n;
			len -= (size_t)n;
		} else if (n == 0 || errno != EINTR) {
			return n == 0 ? EIO : errno;
		}
	}
	return 0;
}

/*
 * A stream keeps that a write failed, and not why: what is long is written in
 * the midst of it, and only at its end somebody asks.  So each has its writes
 * here.
 */
static ssize_t
put(void *cookie, const char *data, size_t len)
{
	const int *fd = cookie;
	int error = output_all(*fd, data, len);

	if (error == 0)
		return (ssize_t)len;
	output_note(error);
	return 0;
}

/* What is written to it goes to *@fd, which it does not close. */
static FILE *
stream_to(int *fd)
{
	return fopencookie(fd, "w", (cookie_io_functions_t){ .write = put });
}

void
output_begin(void)
{
#ifdef __GLIBC__	/* elsewhere the stream has no other in its place */
	static int fd = STDOUT_FILENO;
	FILE *file = stream_to(&fd);

	if (file == NULL)
		return;
	if (isatty(fd))
		(void)setvbuf(file, NULL, _IOLBF, BUFSIZ);
	stdout = file;
#endif
}

const char *
output_hint(int error)
{
	switch (error) {
	case ENOSPC:
	case EDQUOT:
		return "free some space, or write elsewhere";
	case EFBIG:
		return "a limit of this process or the file system allows no "
		    "larger file: raise it (ulimit -f), or write elsewhere";
	case ENAMETOOLONG:
		return "choose a shorter name";
	case EROFS:
		return "the file system is read-only: write elsewhere";
	default:
		return NULL;
	}
}

static int
told(const char *path, const char *what, int error)
{
	const char *hint = error == EEXIST ? "choose another name, or "
	    "--force" : output_hint(error);

	message_of(path, hint != NULL ? hint :
	    "check the folder and its permissions", "%s: %s", what,
	    error == EEXIST ? "it exists" : strerrordesc_np(error));
	return error == EEXIST ? EXIT_USAGE : EXIT_AGAIN;
}

/* "FOLDER/.NAME.PID.partial" */
static char *
partial_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t folder = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	char *name = NULL;

	if (asprintf(&name, "%.*s.%s.%ld.partial", (int)folder, path,
	    path + folder, (long)getpid()) < 0)
		return NULL;
	return name;
}

/*
 * May @path be written?  By the library's rule (base/output.c): an existing
 * file only where it is asked for, and a folder, a device, a pipe or a socket
 * never, nor a link to one: it would be replaced, and not written into.
 */
static int
check_target(const char *path, int force)
{
	struct stat st, target;

	if (lstat(path, &st) != 0)
		return 0;	/* opening the partial file will tell */
	if (S_ISLNK(st.st_mode) && stat(path, &target) == 0)
		st = target;
	if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode)) {
		message_of(path, "choose another name; -o - writes to "
		    "standard output, which may be led there",
		    "not written: it exists, and is no regular file");
		return EXIT_USAGE;
	}
	return force ? 0 : told(path, "not written", EEXIST);
}

int
output_open(struct output *out, const char *path, mode_t mode, int force)
{
	int status;

	if (path == NULL || strcmp(path, "-") == 0) {
		out->file = stdout;
		return inputs_refuse("-");
	}
	out->path = path;
	out->force = force;
	status = inputs_refuse(path);
	if (status == 0)
		status = check_target(path, force);
	if (status != 0)
		return status;
	out->partial = partial_name(path);
	if (out->partial == NULL)
		return told(path, "not written", ENOMEM);
	signals_file(out->partial);
	out->fd = open(out->partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
	    mode);
	if (out->fd < 0) {
		int error = errno;

		signals_file(NULL);
		free(out->partial);
		out->partial = NULL;
		return told(path, "cannot be written", error);
	}
	out->file = stream_to(&out->fd);
	if (out->file == NULL) {
		output_abandon(out);
		return told(path, "not written", ENOMEM);
	}
	return 0;
}

/* On the disk, however often a signal comes between; 0, or a number of
 * errno. */
static int
sync_fd(int fd)
{
	while (fsync(fd) != 0) {
		if (errno != EINTR)
			return errno;
	}
	return 0;
}

/* The folder of @path in *fd_out; -1 where others may write there and only its
 * owner look. */
static int
open_folder(const char *path, int *fd_out)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL ? strdup(".") :
	    strndup(path, (size_t)(slash - path) + 1);
	int error;

	*fd_out = -1;
	if (folder == NULL)
		return ENOMEM;
	*fd_out = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	error = *fd_out < 0 && errno != EACCES ? errno : 0;
	free(folder);
	return error;
}

/* The name is on the disk when its folder is; where there is no sync of
 * folders, it need not be.  What says so, the library's base/sync.h has. */
static int
sync_folder(int fd)
{
	int error = fd < 0 ? 0 : sync_fd(fd);

	return error == EINVAL || error == ENOTSUP || error == ENOSYS ? 0 :
	    error;
}

/* Rename, but over nothing unless asked. */
static int
put_in_place(const struct output *out)
{
	struct evid_error err = EVID_ERROR_INIT;
	enum evid_status status;

	if (out->force)
		return rename(out->partial, out->path) == 0 ? 0 : errno;
	status = evid_file_name(out->partial, out->path, &err);
	return status == EVID_OK ? 0 : status == EVID_ERR_EXISTS ? EEXIST :
	    err.system != 0 ? err.system : EIO;
}

/* The name, given to what is on the disk.  What was new is taken back where
 * the folder is not: it is soon made again. */
static int
give_name(struct output *out)
{
	int folder, error = open_folder(out->path, &folder);

	if (error == 0)
		error = put_in_place(out);
	if (error == 0) {
		signals_file(NULL);
		free(out->partial);
		out->partial = NULL;
		error = sync_folder(folder);
		if (error != 0 && !out->force)
			(void)unlink(out->path);
	}
	if (folder >= 0)
		(void)close(folder);
	return error;
}

/* Why @file could not take what was written to it; 0: it could.  A failure of
 * before left no errno. */
static int
error_of(FILE *file)
{
	errno = 0;
	if (fflush(file) == 0 && !ferror(file))
		return 0;
	return noted != 0 ? noted : errno != 0 ? errno : EIO;
}

static int
close_fd(struct output *out)
{
	int fd = out->fd;

	out->fd = -1;
	return fd < 0 ? 0 : close(fd);
}

int
output_commit(struct output *out)
{
	FILE *file = out->file;
	int error;

	if (out->path == NULL)
		return 0;
	out->file = NULL;
	error = error_of(file);
	if (error == 0)
		error = sync_fd(out->fd);
	if (fclose(file) != 0 && error == 0)
		error = errno;
	if (close_fd(out) != 0 && error == 0)
		error = errno;
	if (error == 0)
		error = give_name(out);
	if (error == 0)
		return 0;
	output_abandon(out);
	return told(out->path, "cannot be written", error);
}

void
output_abandon(struct output *out)
{
	if (out->file != NULL && out->file != stdout)
		(void)fclose(out->file);
	out->file = NULL;
	(void)close_fd(out);
	if (out->partial != NULL)
		(void)unlink(out->partial);
	signals_file(NULL);
	free(out->partial);
	out->partial = NULL;
}

static int last_error;		/* of standard output, while it is known */

int
output_failed(void)
{
	int error = error_of(stdout);

	if (last_error == 0)
		last_error = error;
	return last_error != 0;
}

int
output_last(int status)
{
	int error = output_failed() ? last_error : 0;

	if (close(STDOUT_FILENO) != 0 && error == 0 && errno != EBADF)
		error = errno;
	if (error == 0)
		return status;
	message(error == EPIPE ? "the program that reads it ended early" :
	    output_hint(error), "standard output: %s", error == EBADF ?
	    "it is closed" : strerrordesc_np(error));
	/* What is not intact stays so, whoever heard of it. */
	return status == EXIT_DONE || status == EXIT_POLICY ? EXIT_AGAIN :
	    status;
}
