/*
 * What the source's file system tells of an object.  Owner names, ACLs and
 * extended attributes come by libarchive, everything else by one statx.
 *
 * libarchive wants a path.  We give it one through /proc/self/fd, so that it
 * speaks of the object that was opened, or of NAME in the very folder that is
 * being read, whatever happens to the folders above meanwhile.
 */
#include "adapt/metadata.h"
#include "base/memory.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

struct evi_metadata_source {
	struct archive *disk;
	struct archive_entry *entry;
};

enum evid_status
evi_metadata_source_new(struct evi_metadata_source **out,
    struct evid_error *err)
{
	struct evi_metadata_source *source = NULL;	/* owned here */

	*out = NULL;
	source = evi_zalloc(sizeof(*source));
	if (source == NULL)
		return evi_fail_memory(err);
	source->disk = archive_read_disk_new();
	source->entry = archive_entry_new();
	/* Neither flags nor holes: both would open the object or move its
	 * position; holes are found while it is read. */
	if (source->disk == NULL || source->entry == NULL ||
	    archive_read_disk_set_symlink_physical(source->disk) !=
	    ARCHIVE_OK ||
	    archive_read_disk_set_behavior(source->disk,
	    ARCHIVE_READDISK_NO_FFLAGS | ARCHIVE_READDISK_NO_SPARSE) !=
	    ARCHIVE_OK ||
	    archive_read_disk_set_standard_lookup(source->disk) !=
	    ARCHIVE_OK) {
		evi_metadata_source_free(source);
		return evi_fail_memory(err);
	}
	*out = source;
	return EVID_OK;
}

void
evi_metadata_source_free(struct evi_metadata_source *source)
{
	if (source == NULL)
		return;
	archive_entry_free(source->entry);
	(void)archive_read_free(source->disk);
	free(source);
}

static struct evi_instant
instant_of(const struct timespec *t)
{
	struct evi_instant instant = { t->tv_sec, (uint32_t)t->tv_nsec };

	return instant;
}

static struct timespec
timespec_of(const struct statx_timestamp *t)
{
	struct timespec time = { .tv_sec = t->tv_sec, .tv_nsec = t->tv_nsec };

	return time;
}

static void
fill_stat(const struct statx *sx, struct stat *st)
{
	*st = (struct stat){ .st_ino = sx->stx_ino, .st_mode = sx->stx_mode,
		.st_nlink = sx->stx_nlink, .st_uid = sx->stx_uid,
		.st_gid = sx->stx_gid, .st_size = (off_t)sx->stx_size,
		.st_blocks = (blkcnt_t)sx->stx_blocks,
		.st_blksize = (blksize_t)sx->stx_blksize };
	st->st_dev = makedev(sx->stx_dev_major, sx->stx_dev_minor);
	st->st_rdev = makedev(sx->stx_rdev_major, sx->stx_rdev_minor);
	st->st_atim = timespec_of(&sx->stx_atime);
	st->st_mtim = timespec_of(&sx->stx_mtime);
	st->st_ctim = timespec_of(&sx->stx_ctime);
}

/* One call tells all times.  Kernels and file systems that know no birth time
 * just do not tell it; where the call is not there, the C library makes it of
 * others. */
enum evid_status
evi_metadata_look(int dirfd, const char *name, int fd, struct evi_stat *out,
    struct evid_error *err)
{
	const unsigned int wanted = STATX_BASIC_STATS | STATX_BTIME;
	struct statx sx;
	int rc;

	rc = fd >= 0 ?
	    statx(fd, "", AT_EMPTY_PATH | AT_NO_AUTOMOUNT, wanted, &sx) :
	    statx(dirfd, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, wanted,
	    &sx);
	if (rc != 0)
		return evi_fail_errno(err, errno, "read the attributes",
		    name);
	fill_stat(&sx, &out->st);
	out->has_born = (sx.stx_mask & STATX_BTIME) != 0;
	out->born = (struct evi_instant){ sx.stx_btime.tv_sec,
		sx.stx_btime.tv_nsec };
	return EVID_OK;
}

static void
take_look(const struct evi_stat *look, struct evi_metadata *out)
{
	out->st = look->st;
	out->modified = instant_of(&look->st.st_mtim);
	out->accessed = instant_of(&look->st.st_atim);
	out->changed = instant_of(&look->st.st_ctim);
	out->has_born = look->has_born;
	if (look->has_born)
		out->born = look->born;
}

/* The path by which libarchive finds the object. */
static void
proc_path(struct evi_buf *path, int dirfd, const char *name, int fd)
{
	if (fd >= 0) {
		evi_buf_add_format(path, "/proc/self/fd/%d", fd);
	} else if (dirfd >= 0 && name[0] != '/') {
		evi_buf_add_format(path, "/proc/self/fd/%d/", dirfd);
		evi_buf_add_text(path, name);
	} else {
		evi_buf_add_text(path, name);	/* AT_FDCWD */
	}
}

static bool
copy_name(const char *name, char **out)
{
	if (name == NULL)
		return true;
	*out = evi_strdup(name);
	return *out != NULL;
}

/* POSIX ACLs are told apart, and given as text: libarchive's copy as bytes of
 * an attribute would say the same twice, and in the kernel's own form. */
static bool
is_acl(const char *name)
{
	static const char prefix[] = "system.posix_acl_";

	return strncmp(name, prefix, sizeof(prefix) - 1) == 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct evi_xattr *)a)->name,
	    ((const struct evi_xattr *)b)->name);
}

static bool
add_xattr(struct evi_metadata *m, const char *name, const void *value,
    size_t len)
{
	struct evi_xattr *x = &m->xattrs[m->n_xattrs++];

	x->name = evi_strdup(name);
	x->value = evi_zalloc(len);
	x->value_len = len;
	if (x->name == NULL || x->value == NULL)
		return false;
	if (len > 0)
		memcpy(x->value, value, len);
	return true;
}

static bool
copy_xattrs(struct archive_entry *entry, struct evi_metadata *m)
{
	int n = archive_entry_xattr_reset(entry);
	const char *name;
	const void *value;
	size_t len;

	if (n <= 0)
		return true;
	m->xattrs = evi_zalloc_array((size_t)n, sizeof(*m->xattrs));
	if (m->xattrs == NULL)
		return false;
	while (m->n_xattrs < (size_t)n && archive_entry_xattr_next(entry,
	    &name, &value, &len) == ARCHIVE_OK) {
		if (!is_acl(name) && !add_xattr(m, name, value, len))
			return false;
	}
	if (m->n_xattrs > 0)
		qsort(m->xattrs, m->n_xattrs, sizeof(*m->xattrs), by_name);
	return true;
}

/* libarchive's text is its own memory's: free() it. */
static bool
acl_text(struct archive_entry *entry, int type, char **out)
{
	*out = archive_entry_acl_to_text(entry, NULL,
	    type | ARCHIVE_ENTRY_ACL_STYLE_SEPARATOR_COMMA |
	    ARCHIVE_ENTRY_ACL_STYLE_COMPACT);
	return *out != NULL || errno != ENOMEM;
}

/*
 * libarchive counts the three entries that the mode gives only when there are
 * more; a default ACL says something even with just these.
 */
static bool
copy_acls(struct archive_entry *entry, struct evi_metadata *m)
{
	int types = archive_entry_acl_types(entry);

	errno = 0;
	if ((types & ARCHIVE_ENTRY_ACL_TYPE_NFS4) != 0)
		return acl_text(entry, ARCHIVE_ENTRY_ACL_TYPE_NFS4,
		    &m->acl_access);
	if (archive_entry_acl_count(entry, ARCHIVE_ENTRY_ACL_TYPE_ACCESS) > 3 &&
	    !acl_text(entry, ARCHIVE_ENTRY_ACL_TYPE_ACCESS, &m->acl_access))
		return false;
	return archive_entry_acl_count(entry,
	    ARCHIVE_ENTRY_ACL_TYPE_DEFAULT) == 0 ||
	    acl_text(entry, ARCHIVE_ENTRY_ACL_TYPE_DEFAULT, &m->acl_default);
}

static enum evid_status
read_owner(struct evi_metadata_source *source, struct evi_metadata *out,
    struct evid_error *err)
{
	return copy_name(archive_read_disk_uname(source->disk,
	    (la_int64_t)out->st.st_uid), &out->user) &&
	    copy_name(archive_read_disk_gname(source->disk,
	    (la_int64_t)out->st.st_gid), &out->group) ? EVID_OK :
	    evi_fail_memory(err);
}

/* What libarchive could not read, it warns of, and leaves out. */
static enum evid_status
read_attributes(struct evi_metadata_source *source, int fd, const char *path,
    struct evi_metadata *out, struct evid_error *err)
{
	archive_entry_clear(source->entry);
	archive_entry_copy_pathname(source->entry, path);
	archive_entry_copy_sourcepath(source->entry, path);
	if (archive_read_disk_entry_from_file(source->disk, source->entry,
	    fd, &out->st) == ARCHIVE_FATAL ||
	    !copy_xattrs(source->entry, out) ||
	    !copy_acls(source->entry, out))
		return evi_fail_memory(err);
	return EVID_OK;
}

/* Most files have neither attributes nor an access list, which is listed as
 * one: one call says so. */
static bool
has_attributes(int fd)
{
	return fd < 0 || flistxattr(fd, NULL, 0) != 0;
}

enum evid_status
evi_metadata_read(struct evi_metadata_source *source, int dirfd,
    const char *name, int fd, const struct evi_stat *known,
    struct evi_metadata *out, struct evid_error *err)
{
	struct evi_buf path = EVI_BUF_INIT;	/* owned here */
	struct evi_stat here;
	enum evid_status status = EVID_OK;

	memset(out, 0, sizeof(*out));
	if (known == NULL)
		status = evi_metadata_look(dirfd, name, fd, &here, err);
	if (status != EVID_OK)
		return status;
	take_look(known == NULL ? &here : known, out);
	status = read_owner(source, out, err);
	if (status == EVID_OK && has_attributes(fd)) {
		proc_path(&path, dirfd, name, fd);
		status = evi_buf_status(&path, err);
		if (status == EVID_OK)
			status = read_attributes(source, fd,
			    evi_buf_text(&path), out, err);
	}
	evi_buf_free(&path);
	if (status != EVID_OK)
		evi_metadata_free(out);
	return status;
}

void
evi_metadata_free(struct evi_metadata *m)
{
	for (size_t i = 0; i < m->n_xattrs; i++) {
		free(m->xattrs[i].name);
		free(m->xattrs[i].value);
	}
	free(m->xattrs);
	free(m->user);
	free(m->group);
	free(m->acl_access);
	free(m->acl_default);
	memset(m, 0, sizeof(*m));
}
