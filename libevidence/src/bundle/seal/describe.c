/*
 * From what the system tells to the inventory's object (describe.h).  What to
 * do with an object is source.c's.
 */
#include "bundle/seal/describe.h"

#include "base/memory.h"
#include "bundle/tell.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum evid_status
evi_describe_names(const struct evi_visit *visit, struct evi_object *object,
    struct evid_error *err)
{
	object->path = evi_strdup(visit->mapped);
	object->original = evi_strdup(visit->original);
	return object->path == NULL || object->original == NULL ?
	    evi_fail_memory(err) : EVID_OK;
}

/* Attributes move over; their two forms differ in nothing but the name. */
static enum evid_status
take_xattrs(struct evi_metadata *m, struct evi_object *object,
    struct evid_error *err)
{
	size_t i;

	if (m->n_xattrs == 0)
		return EVID_OK;
	object->xattrs = evi_zalloc_array(m->n_xattrs,
	    sizeof(*object->xattrs));
	if (object->xattrs == NULL)
		return evi_fail_memory(err);
	for (i = 0; i < m->n_xattrs; i++) {
		object->xattrs[i].name = m->xattrs[i].name;
		object->xattrs[i].value = m->xattrs[i].value;
		object->xattrs[i].value_len = m->xattrs[i].value_len;
		m->xattrs[i].name = NULL;
		m->xattrs[i].value = NULL;
	}
	object->n_xattrs = m->n_xattrs;
	return EVID_OK;
}

static void
take_text(char **from, char **to)
{
	free(*to);
	*to = *from;
	*from = NULL;
}

enum evid_status
evi_describe_metadata(struct evi_metadata_source *source,
    const struct evi_visit *visit, int fd, struct evi_object *object,
    struct stat *st_out, struct evid_error *err)
{
	struct evi_metadata m = { 0 };
	enum evid_status status;

	status = evi_metadata_read(source, visit->dirfd, visit->name, fd,
	    fd >= 0 && fd == visit->file ? &visit->look : NULL, &m, err);
	if (status != EVID_OK)
		return status;
	*st_out = m.st;
	object->has_modified = object->has_accessed = true;
	object->has_changed = true;
	object->has_born = m.has_born;
	object->modified = m.modified;
	object->accessed = m.accessed;
	object->status_changed = m.changed;
	object->born = m.born;
	object->has_mode = object->has_owner = true;
	object->mode = (unsigned int)m.st.st_mode & 07777u;
	object->uid = m.st.st_uid;
	object->gid = m.st.st_gid;
	take_text(&m.user, &object->user);
	take_text(&m.group, &object->group);
	take_text(&m.acl_access, &object->acl_access);
	take_text(&m.acl_default, &object->acl_default);
	status = take_xattrs(&m, object, err);
	evi_metadata_free(&m);
	return status;
}

enum evid_status
evi_describe_link(const struct evi_visit *visit, struct evi_object *object,
    int *missing_out, struct evid_error *err)
{
	char target[4097];
	ssize_t n;

	n = readlinkat(visit->dirfd, visit->name, target, sizeof(target) - 1);
	*missing_out = n < 0 ? errno : 0;
	if (n < 0)
		return EVID_OK;
	target[n] = '\0';
	object->type = EVI_TYPE_SYMLINK;
	object->target = evi_strdup(target);
	return object->target == NULL ? evi_fail_memory(err) : EVID_OK;
}

void
evi_describe_special(const struct stat *st, struct evi_object *object)
{
	object->type = EVI_TYPE_SPECIAL;
	if (S_ISFIFO(st->st_mode))
		object->special = "fifo";
	else if (S_ISSOCK(st->st_mode))
		object->special = "socket";
	else
		object->special = S_ISCHR(st->st_mode) ? "character-device" :
		    "block-device";
	object->has_device = S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode);
	object->device_major = major(st->st_rdev);
	object->device_minor = minor(st->st_rdev);
}

enum evid_status
evi_describe_unreadable(struct evi_object *object, const char *reason,
    unsigned int changed, struct evid_error *err)
{
	object->type = EVI_TYPE_UNREADABLE;
	object->size = 0;
	object->changed |= changed;
	free(object->reason);
	object->reason = evi_strdup(reason);
	return object->reason == NULL ? evi_fail_memory(err) : EVID_OK;
}

enum evid_status
evi_device_size(int fd, const char *shown, uint64_t *size_out,
    struct evid_error *err)
{
	if (ioctl(fd, BLKGETSIZE64, size_out) != 0)
		return evi_fail_errno(err, errno, "find the size of", shown);
	return EVID_OK;
}
