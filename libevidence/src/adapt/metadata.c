/*
 * What the source's file system tells of an object.  Access lists come by
 * libacl, names of owners by the system's own tables, the rest by system calls.
 *
 * libacl wants a path, and follows links.  What has attributes is asked by
 * /proc/self/fd, so that what is told is of the object that is open, whatever
 * happens to its name meanwhile.
 */
#include "adapt/metadata.h"
#include "base/memory.h"
#include "base/owner.h"

#include <acl/libacl.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/acl.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

struct evi_metadata_source {
	struct evi_owners *owners;	/* owned */
	/* No file system gives more. */
	char names[XATTR_LIST_MAX];
	uint8_t value[XATTR_SIZE_MAX];
};

/* An object that is open. */
struct held {
	char path[32];
	mode_t mode;
};

enum evid_status
evi_metadata_source_new(struct evi_metadata_source **out,
    struct evid_error *err)
{
	struct evi_metadata_source *source = evi_zalloc(sizeof(*source));

	*out = NULL;
	if (source != NULL)
		source->owners = evi_owners_new();
	if (source == NULL || source->owners == NULL) {
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
	evi_owners_free(source->owners);
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

static bool
copy_name(const char *name, char **out)
{
	if (name == NULL)
		return true;
	*out = evi_strdup(name);
	return *out != NULL;
}

static enum evid_status
read_owner(struct evi_owners *owners, struct evi_metadata *out,
    struct evid_error *err)
{
	const char *user, *group;
	enum evid_status status;

	status = evi_owners_user(owners, out->st.st_uid, &user, err);
	if (status == EVID_OK)
		status = evi_owners_group(owners, out->st.st_gid, &group, err);
	if (status == EVID_OK && (!copy_name(user, &out->user) ||
	    !copy_name(group, &out->group)))
		status = evi_fail_memory(err);
	return status;
}

/* A list of no more than three entries says what the mode says; a default one
 * says something even then. */
static enum evid_status
read_acl(const struct held *object, acl_type_t type, char **out,
    struct evid_error *err)
{
	acl_t acl = acl_get_file(object->path, type);	/* owned here */
	enum evid_status status = EVID_OK;
	char *text;

	if (acl == NULL)
		return errno == ENOMEM ? evi_fail_memory(err) : EVID_OK;
	if (acl_entries(acl) > (type == ACL_TYPE_DEFAULT ? 0 : 3)) {
		text = acl_to_any_text(acl, NULL, ',', 0);
		if (text == NULL || !copy_name(text, out))
			status = evi_fail_memory(err);
		acl_free(text);
	}
	acl_free(acl);
	return status;
}

static enum evid_status
read_acls(const struct held *object, struct evi_metadata *out,
    struct evid_error *err)
{
	enum evid_status status;

	/* Linux knows none of links. */
	if (S_ISLNK(object->mode))
		return EVID_OK;
	status = read_acl(object, ACL_TYPE_ACCESS, &out->acl_access, err);
	if (status == EVID_OK && S_ISDIR(object->mode))
		status = read_acl(object, ACL_TYPE_DEFAULT, &out->acl_default,
		    err);
	return status;
}

/* They are told apart, and given as text: the kernel's bytes of them would say
 * the same twice. */
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
read_xattrs(struct evi_metadata_source *source, const struct held *object,
    size_t len, struct evi_metadata *out)
{
	const char *end = source->names + len;
	const char *name;
	size_t n = 0;
	ssize_t value_len;

	for (name = source->names; name < end; name += strlen(name) + 1)
		n++;
	out->xattrs = evi_zalloc_array(n, sizeof(*out->xattrs));
	if (out->xattrs == NULL)
		return false;
	for (name = source->names; name < end; name += strlen(name) + 1) {
		value_len = is_acl(name) ? -1 : getxattr(object->path, name,
		    source->value, sizeof(source->value));
		if (value_len >= 0 && !add_xattr(out, name, source->value,
		    (size_t)value_len))
			return false;
	}
	if (out->n_xattrs > 0)
		qsort(out->xattrs, out->n_xattrs, sizeof(*out->xattrs),
		    by_name);
	return true;
}

/* Without /proc nothing would be told of what there is; what the object does
 * not tell is left out. */
static enum evid_status
read_attributes(struct evi_metadata_source *source, int fd,
    struct evi_metadata *out, struct evid_error *err)
{
	struct held object = { .mode = out->st.st_mode };
	ssize_t len;

	snprintf(object.path, sizeof(object.path), "/proc/self/fd/%d", fd);
	len = listxattr(object.path, source->names, sizeof(source->names));
	if (len < 0 && errno == ENOENT)
		return evi_fail_errno(err, errno, "read the attributes",
		    object.path);
	if (len <= 0)
		return EVID_OK;
	if (!read_xattrs(source, &object, (size_t)len, out))
		return evi_fail_memory(err);
	return read_acls(&object, out, err);
}

/* Holds what is not open, and is not to be: this neither waits for the writer
 * of a fifo nor wakes a device. */
static enum evid_status
read_attributes_at(struct evi_metadata_source *source, int dirfd,
    const char *name, struct evi_metadata *out, struct evid_error *err)
{
	int fd = openat(dirfd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	enum evid_status status;

	if (fd < 0)
		return evi_fail_errno(err, errno, "read the attributes", name);
	status = read_attributes(source, fd, out, err);
	(void)close(fd);
	return status;
}

enum evid_status
evi_metadata_read(struct evi_metadata_source *source, int dirfd,
    const char *name, int fd, const struct evi_stat *known,
    struct evi_metadata *out, struct evid_error *err)
{
	struct evi_stat here;
	enum evid_status status = EVID_OK;

	memset(out, 0, sizeof(*out));
	if (known == NULL)
		status = evi_metadata_look(dirfd, name, fd, &here, err);
	if (status != EVID_OK)
		return status;
	take_look(known == NULL ? &here : known, out);
	status = read_owner(source->owners, out, err);
	/* Most files have neither attributes nor an access list, which is
	 * listed as one: one call says so. */
	if (status == EVID_OK && fd < 0)
		status = read_attributes_at(source, dirfd, name, out, err);
	else if (status == EVID_OK && flistxattr(fd, NULL, 0) != 0)
		status = read_attributes(source, fd, out, err);
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
