/*
 * The temporary file without a name.  That none can be had, or that its room
 * ends, says nothing of what was to be read: it is a failure of its own, which
 * names the folder and how to choose another.
 */
#include "base/file.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
evi_reads_back(int fd)
{
	static const char probe[] = "is this what is read?";
	char seen[sizeof(probe)] = "";
	bool same;
	size_t n;

	errno = 0;
	same = evi_pwrite_full(fd, probe, sizeof(probe), 0, "", NULL) ==
	    EVID_OK && evi_pread_full(fd, seen, sizeof(seen), 0, &n, "",
	    NULL) == EVID_OK;
	if (same && n == sizeof(seen) && memcmp(probe, seen, n) == 0)
		return evi_set_size(fd, 0) == 0;
	if (same || errno == ENOENT)
		errno = EIO;
	return false;
}

/*
 * Does it keep what is written to it, with its name and without?  Not every
 * file system does (FAT by way of FUSE): some read zeros then, and say nothing.
 * Where it is bad already with its name, nothing is left of it.
 */
static bool
lose_name(int fd, const char *path)
{
	bool good = evi_reads_back(fd);
	int error = errno;

	if (unlink(path) != 0)
		return false;
	errno = error;
	return good && evi_reads_back(fd);
}

/* A descriptor of a file without a name in @dir, or -1 and errno. */
static int
spool_in(const char *dir)
{
	char *template = NULL;
	int fd, error;

	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;
	/* Not every file system has O_TMPFILE; an unlinked file does too. */
	if (evi_path_join(dir, ".evidence-spool-XXXXXX", &template,
	    NULL) != EVID_OK) {
		errno = ENOMEM;
		return -1;
	}
	fd = mkostemp(template, O_CLOEXEC);
	error = errno;
	if (fd >= 0 && !lose_name(fd, template)) {
		error = errno;
		close(fd);
		fd = -1;
	}
	free(template);
	errno = error;
	return fd;
}

static const char *
temporary_folder(void)
{
	const char *tmp = secure_getenv("TMPDIR");

	return tmp == NULL || tmp[0] == '\0' ? "/tmp" : tmp;
}

static const char *
hint_of(int error)
{
	switch (error) {
	case EMFILE:
	case ENFILE:
		return "too many files are open: raise the limit (ulimit -n)";
	case ENOSPC:
	case EDQUOT:
		return "free some space there, or name another folder for "
		    "temporary files with TMPDIR";
	case EFBIG:
		return "a limit of this process allows no larger file: raise "
		    "it (ulimit -f)";
	case EIO:
		return "name a folder of another file system for temporary "
		    "files with TMPDIR";
	default:
		return "name a folder for temporary files that is there, and "
		    "may be written to, with TMPDIR";
	}
}

static enum evid_status
fail(struct evid_error *err, int error, const char *what)
{
	struct evi_buf name = EVI_BUF_INIT;

	if (err == NULL || err->status != EVID_OK)
		return EVID_ERR_SPACE;
	evi_text_show_path(&name, temporary_folder());
	evi_fail(err, EVID_ERR_SPACE, "%s: %s a temporary file there: %s",
	    evi_buf_text(&name), what, evi_errno_text(error));
	err->system = error;
	evi_hint(err, "%s", hint_of(error));
	evi_buf_free(&name);
	return EVID_ERR_SPACE;
}

enum evid_status
evi_spool_open(const char *dir, int *fd_out, struct evid_error *err)
{
	int fd = -1;

	*fd_out = -1;
	if (dir != NULL)
		fd = spool_in(dir);
	if (fd < 0)
		fd = spool_in(temporary_folder());
	if (fd < 0)
		return fail(err, errno, "cannot make");
	*fd_out = fd;
	return EVID_OK;
}

enum evid_status
evi_spool_write(int fd, const char *dir, const void *data, size_t len,
    uint64_t at, struct evid_error *err)
{
	struct evid_error why = EVID_ERROR_INIT;
	enum evid_status status;

	if (dir != NULL)
		return evi_pwrite_full(fd, data, len, at, "temporary file",
		    err);
	status = evi_pwrite_full(fd, data, len, at, "", &why);
	return status == EVID_OK ? status : fail(err, why.system,
	    "cannot write");
}

enum evid_status
evi_spool_pread(int fd, const char *dir, void *data, size_t len, uint64_t at,
    struct evid_error *err)
{
	struct evid_error why = EVID_ERROR_INIT;
	enum evid_status status;
	size_t n = 0;

	status = evi_pread_full(fd, data, len, at, &n, "temporary file", &why);
	if (status == EVID_OK && n == len)
		return EVID_OK;
	if (dir == NULL)
		return fail(err, status != EVID_OK ? why.system : EIO,
		    "cannot read back");
	if (status == EVID_OK)
		return evi_fail(err, EVID_ERR_IO,
		    "a temporary file is shorter than it was written");
	if (err != NULL && err->status == EVID_OK)
		*err = why;
	return status;
}
