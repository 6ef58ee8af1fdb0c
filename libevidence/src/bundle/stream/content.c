/*
 * Reading one object's content (content.h).  Opening it is
 * seal/source.c's, hashing it seal/pack.c's.
 */
#include "bundle/stream/content.h"

#include "base/file.h"
#include "base/text.h"
#include "bundle/tell.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define READ_AHEAD ((uint64_t)1 << 20)	/* longer files are worth a hint */
#define SECTOR 512u		/* the least that is given up for lost */

void
evi_content_begin(struct evi_content *c, int fd, const struct stat *st,
    uint64_t size, bool record, const char *shown)
{
	*c = (struct evi_content){ .fd = fd, .size = size, .record = record,
		.shown = shown };
	if (st == NULL) {
		c->stream = true;
		return;
	}
	c->before = *st;
	c->sparse = S_ISREG(st->st_mode) &&
	    (uint64_t)st->st_blocks * 512 < size;
	if (size > READ_AHEAD)
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
}

/* A hole that was found is on the list as a whole, though it may not have
 * been passed yet. */
void
evi_content_skip(struct evi_content *c, const struct evi_object *object,
    uint64_t at)
{
	const struct evi_ranges *holes = &object->holes;
	const struct evi_range *last = holes->count == 0 ? NULL :
	    &holes->items[holes->count - 1];

	c->at = at;
	if (last != NULL && last->offset + last->length > at)
		c->hole_end = last->offset + last->length;
}

static bool
same(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

void
evi_content_close(struct evi_content *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

/* The names of what changed, as they stand in the inventory. */
enum evid_status
evi_fail_changed(struct evid_error *err, const char *path,
    unsigned int changed)
{
	char text[96] = "it changed while it was read:";
	static const struct {
		unsigned int bit;
		const char *name;
	} names[] = {
		{ EVI_CHANGE_GREW, " grew" },
		{ EVI_CHANGE_SHRANK, " shrank" },
		{ EVI_CHANGE_MODIFIED, " modified" },
		{ EVI_CHANGE_REPLACED, " replaced" },
		{ EVI_CHANGE_REMOVED, " removed" },
	};
	char *end = text + strlen(text);
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((changed & names[i].bit) != 0)
			end = stpcpy(end, names[i].name);
	return evi_fail_path(err, EVID_ERR_CHANGED, path, text,
	    "seal again when it is at rest, or have it recorded "
	    "(--on-change record)");
}

/* What to do when it cannot be read depends on why. */
enum evid_status
evi_fail_unreadable(struct evid_error *err, const char *path, int error)
{
	enum evid_status status = error == ENOENT ? EVID_ERR_CHANGED :
	    EVID_ERR_UNREADABLE;

	errno = error;
	evi_fail_path(err, status, path, evi_errno_text(error),
	    error == ENOENT ? "it went away meanwhile: seal again when "
	    "nothing changes there any more, or have it recorded (--on-change "
	    "record)" :
	    error == EMFILE || error == ENFILE ? "close other programs, or "
	    "allow more open files (ulimit -n)" :
	    error == EACCES || error == EPERM ? "seal as a user who may read "
	    "it, leave it out (--exclude), or have it recorded (--on-change "
	    "record)" : "check the medium, leave it out (--exclude), or have "
	    "it recorded (--on-change record)");
	return status;
}

/* Some files of the system (/proc, /sys) state a size that means nothing. */
static enum evid_status
fail_no_size(const struct evi_content *c, const char *text,
    struct evid_error *err)
{
	return evi_fail_path(err, EVID_ERR_CHANGED, c->shown, text,
	    "it has no size of its own: seal what cat gives of it, through "
	    "standard input (cat FILE | evid-seal --stdin-name NAME ... -)");
}

/* Does the system still state the size with which it was opened? */
static bool
states_same(const struct evi_content *c)
{
	struct stat now;

	return S_ISREG(c->before.st_mode) && fstat(c->fd, &now) == 0 &&
	    now.st_size == c->before.st_size &&
	    same(&now.st_mtim, &c->before.st_mtim);
}

static enum evid_status
fail_short_stream(const struct evi_content *c, struct evid_error *err)
{
	evi_fail(err, EVID_ERR_CHANGED, "%s: it ended after %llu of %llu "
	    "bytes", c->shown, (unsigned long long)c->at,
	    (unsigned long long)c->size);
	evi_hint(err, "give the size that it has (--stdin-size), or none");
	return EVID_ERR_CHANGED;
}

/* The file ended before its size: the rest is zeros. */
static enum evid_status
fall_short(struct evi_content *c, struct evi_object *object, uint8_t *data,
    size_t len, struct evid_error *err)
{
	object->changed |= EVI_CHANGE_SHRANK;
	if (!c->record && c->stream)
		return fail_short_stream(c, err);
	if (!c->record && states_same(c))
		return fail_no_size(c, "it has less content than the size "
		    "that the system states", err);
	if (!c->record)
		return evi_fail_changed(err, c->shown, object->changed);
	memset(data, 0, len);
	return evi_ranges_add(&object->unread, c->at, len, false, err);
}

/* A read failed: what can be had is read sector by sector. */
static enum evid_status
salvage(struct evi_content *c, struct evi_object *object, uint8_t *data,
    size_t len, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint64_t at = c->at;
	size_t n, got;

	for (; len > 0 && status == EVID_OK; at += n, data += n, len -= n) {
		n = SECTOR - (size_t)(at % SECTOR);
		n = n < len ? n : len;
		if (evi_pread_full(c->fd, data, n, at, &got, c->shown,
		    NULL) == EVID_OK && got == n)
			continue;
		memset(data, 0, n);
		status = evi_ranges_add(&object->unread, at, n, false,
		    err);
	}
	return status;
}

static enum evid_status
fail_unreadable(const struct evi_content *c, int error,
    struct evid_error *err)
{
	struct evi_buf shown = EVI_BUF_INIT;

	evi_text_show_path(&shown, c->shown);
	errno = error;
	evi_fail(err, EVID_ERR_UNREADABLE,
	    "%s: cannot be read at byte %llu: %s", evi_buf_text(&shown),
	    (unsigned long long)c->at, evi_errno_text(error));
	evi_hint(err, "check the medium, or have what cannot be read recorded "
	    "(--on-change record)");
	evi_buf_free(&shown);
	return EVID_ERR_UNREADABLE;
}

/* The last bytes of a file, and in the same call whether there are more.  A
 * call that gives less is made again, the long way. */
static bool
read_last(struct evi_content *c, uint8_t *data, size_t len)
{
	ssize_t n;

	if (c->stream || c->at + len != c->size ||
	    !S_ISREG(c->before.st_mode))
		return false;
	n = pread(c->fd, data, len + 1, (off_t)c->at);
	c->end_seen = n >= 0 && (size_t)n >= len;
	c->goes_on = c->end_seen && (size_t)n > len;
	return c->end_seen;
}

static enum evid_status
read_data(struct evi_content *c, struct evi_object *object, uint8_t *data,
    size_t len, struct evid_error *err)
{
	struct evid_error why = EVID_ERROR_INIT;
	enum evid_status status;
	size_t n = 0;

	if (read_last(c, data, len))
		return EVID_OK;
	if (c->stream)
		status = evi_read_full(c->fd, data, len, &n, c->shown, &why);
	else
		status = evi_pread_full(c->fd, data, len, c->at, &n, c->shown,
		    &why);
	if (status == EVID_OK && n == len)
		return EVID_OK;
	if (status == EVID_OK) {
		c->at += n;
		status = fall_short(c, object, data + n, len - n, err);
		c->at -= n;
		return status;
	}
	if (!c->record || c->stream)
		return fail_unreadable(c, why.system, err);
	return salvage(c, object, data, len, err);
}

/* Where the hole at @at ends, or where the data there does. */
static enum evid_status
find_run(struct evi_content *c, struct evi_object *object,
    struct evid_error *err)
{
	off_t data = lseek(c->fd, (off_t)c->at, SEEK_DATA), hole;

	if (data < 0 && errno != ENXIO) {
		c->sparse = false;	/* this system cannot tell */
		return EVID_OK;
	}
	c->hole_end = data < 0 || (uint64_t)data > c->size ? c->size :
	    (uint64_t)data;
	if (c->hole_end > c->at)
		return evi_ranges_add(&object->holes, c->at,
		    c->hole_end - c->at, false, err);
	hole = lseek(c->fd, (off_t)c->at, SEEK_HOLE);
	c->data_end = hole < 0 || (uint64_t)hole > c->size ? c->size :
	    (uint64_t)hole;
	return EVID_OK;
}

enum evid_status
evi_content_read(struct evi_content *c, struct evi_object *object,
    uint8_t *data, size_t len, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	uint64_t run;
	size_t n;

	for (; len > 0 && status == EVID_OK; data += n, len -= n) {
		n = 0;
		if (c->sparse && c->at >= c->hole_end &&
		    c->at >= c->data_end) {
			status = find_run(c, object, err);
			continue;
		}
		run = !c->sparse ? len : c->at < c->hole_end ?
		    c->hole_end - c->at : c->data_end - c->at;
		n = run < len ? (size_t)run : len;
		if (c->sparse && c->at < c->hole_end)
			memset(data, 0, n);
		else
			status = read_data(c, object, data, n, err);
		c->at += n;
	}
	return status;
}

/*
 * Is there a byte past the size?  *error_out: why that cannot be told of a
 * file that states none.  Not by evi_pread_full(): nothing is waited for.
 */
static bool
goes_on(const struct evi_content *c, int *error_out)
{
	uint8_t byte;
	ssize_t n;

	*error_out = 0;
	if (c->end_seen)
		return c->goes_on;
	do {
		n = pread(c->fd, &byte, 1, (off_t)c->size);
	} while (n < 0 && errno == EINTR);
	*error_out = n < 0 && c->size == 0 ? errno : 0;
	return n > 0 || *error_out != 0;
}

/* What has its name is looked at by it; what has not, by what is open. */
static unsigned int
compare(const struct evi_content *c, int dirfd, const char *name)
{
	unsigned int changed = 0;
	struct stat now;

	if (fstatat(dirfd, name, &now, AT_SYMLINK_NOFOLLOW) != 0)
		changed = EVI_CHANGE_REMOVED;
	else if (now.st_ino != c->before.st_ino ||
	    now.st_dev != c->before.st_dev)
		changed = EVI_CHANGE_REPLACED;
	/* What cannot be told to be the same is not. */
	if (changed != 0 && fstat(c->fd, &now) != 0)
		return EVI_CHANGE_MODIFIED;
	if (!S_ISREG(now.st_mode))
		return changed;
	if ((uint64_t)now.st_size > c->size)
		changed |= EVI_CHANGE_GREW;
	if ((uint64_t)now.st_size < c->size)
		changed |= EVI_CHANGE_SHRANK;
	/* A name taken away moves the time of status too: that is no change
	 * of what was read. */
	if (!same(&now.st_mtim, &c->before.st_mtim) || (changed == 0 &&
	    !same(&now.st_ctim, &c->before.st_ctim)))
		changed |= EVI_CHANGE_MODIFIED;
	return changed;
}

static enum evid_status
fail_long_stream(const struct evi_content *c, struct evid_error *err)
{
	evi_fail(err, EVID_ERR_CHANGED, "%s: it has more than the %llu bytes "
	    "that were announced", c->shown, (unsigned long long)c->size);
	evi_hint(err, "give the size that it has (--stdin-size), or none");
	return EVID_ERR_CHANGED;
}

/* Standard input had a size promised; is there more? */
static unsigned int
stream_goes_on(const struct evi_content *c)
{
	uint8_t byte;
	size_t n = 0;

	if (evi_read_full(c->fd, &byte, 1, &n, c->shown, NULL) != EVID_OK)
		return 0;
	return n > 0 ? EVI_CHANGE_GREW : 0;
}

enum evid_status
evi_content_end(struct evi_content *c, struct evi_object *object, int dirfd,
    const char *name, struct evid_error *err)
{
	bool regular = !c->stream && S_ISREG(c->before.st_mode);
	int error = 0;
	bool past = regular && goes_on(c, &error);
	bool same_size = past && states_same(c);

	if (c->stream)
		object->changed |= stream_goes_on(c);
	else
		object->changed |= compare(c, dirfd, name) |
		    (past ? EVI_CHANGE_GREW : 0);
	evi_content_close(c);
	if (object->changed == 0 || c->record)
		return EVID_OK;
	if (error != 0)
		return evi_fail_unreadable(err, c->shown, error);
	if (same_size)
		return fail_no_size(c, "it has more content than the size "
		    "that the system states", err);
	if (c->stream)
		return fail_long_stream(c, err);
	return evi_fail_changed(err, c->shown, object->changed);
}
