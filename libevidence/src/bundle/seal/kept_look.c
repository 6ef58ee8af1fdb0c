/*
 * What stands where a sealing keeps its own: plain files that no other name
 * leads to, or nothing.  Anything else was put there by somebody, and to write
 * through it would change what is his.
 */
#include "bundle/seal/kept_parts.h"

#include "base/text.h"
#include "bundle/stream/volumes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

static const char *
kind_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return "a file";
	case S_IFDIR:
		return "a folder";
	case S_IFLNK:
		return "a link";
	case S_IFIFO:
		return "a named pipe";
	case S_IFSOCK:
		return "a socket";
	default:
		return "a device";
	}
}

enum evid_status
evi_kept_no_folder(const struct evi_kept *kept, int error,
    struct evid_error *err)
{
	struct stat st;

	if (lstat(kept->folder, &st) != 0 || S_ISDIR(st.st_mode))
		return evi_fail_errno(err, error, "open", kept->folder);
	evi_fail(err, EVID_ERR_EXISTS, "%s: %s stands where the folder of "
	    "what is kept is to be", evi_buf_text(&kept->shown),
	    kind_of(st.st_mode));
	evi_hint(err, "move it away, or choose another name for the output "
	    "(-o)");
	return EVID_ERR_EXISTS;
}

/* Its name was given by a link, and the run was stopped before the other name
 * went away. */
static bool
is_named(const struct evi_kept *kept, unsigned int number,
    const struct stat *st)
{
	struct evi_buf path = EVI_BUF_INIT;
	struct stat named;
	bool same;

	evi_buf_add_text(&path, kept->options->output);
	if (number > 0)
		evi_buf_add_format(&path, ".%03u", number);
	same = evi_buf_status(&path, NULL) == EVID_OK && st->st_nlink == 2 &&
	    lstat(evi_buf_text(&path), &named) == 0 &&
	    named.st_ino == st->st_ino && named.st_dev == st->st_dev;
	evi_buf_free(&path);
	return same;
}

/* @number: of a volume; 0 for the one bundle; -1 for what is neither */
static enum evid_status
look_at(const struct evi_kept *kept, const char *name, int number,
    uint64_t *size_out, struct evid_error *err)
{
	const char *what;
	struct stat st;

	*size_out = 0;
	if (fstatat(kept->dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? EVID_OK : evi_fail_errno(err, errno,
		    "look into", kept->folder);
	what = kind_of(st.st_mode);
	if (S_ISREG(st.st_mode)) {
		*size_out = (uint64_t)st.st_size;
		if (st.st_nlink == 1 || (number >= 0 &&
		    is_named(kept, (unsigned int)number, &st)))
			return EVID_OK;
		what = "a file that has other names, too";
	}
	evi_fail(err, EVID_ERR_MISMATCH, "%s/%s: it is %s, and not what an "
	    "earlier run kept", evi_buf_text(&kept->shown), name, what);
	evi_hint(err, "find out who put it there; remove the folder to seal "
	    "anew");
	return EVID_ERR_MISMATCH;
}

enum evid_status
evi_kept_look_lock(const struct evi_kept *kept, struct evid_error *err)
{
	uint64_t size;

	return look_at(kept, "lock", -1, &size, err);
}

enum evid_status
evi_kept_look(const struct evi_kept *kept, uint64_t *bundle_out,
    struct evid_error *err)
{
	static const char *const names[] = { "seed", "source", "manifest",
	    "inventory", "blocks", "state", "state.new" };
	enum evid_status status;
	uint64_t size = 0;
	size_t i;
	int number;

	status = look_at(kept, EVI_VOLUMES_KEPT, 0, bundle_out, err);
	for (i = 0; i < sizeof(names) / sizeof(names[0]) && status == EVID_OK;
	    i++)
		status = look_at(kept, names[i], -1, &size, err);
	for (number = 1; number <= EVI_VOLUMES_MAX && status == EVID_OK;
	    number++) {
		char name[32];

		(void)snprintf(name, sizeof(name), EVI_VOLUMES_KEPT ".%03d",
		    number);
		status = look_at(kept, name, number, &size, err);
		*bundle_out += size;
	}
	return status;
}
