/*
 * What an object was beside its content: times, mode, attributes; and whether
 * a link may be made at all.
 */
#include "bundle/extract/tree.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

/* in which a file system may count, in seconds */
#define STEP_MODIFIED 2
#define STEP_ACCESSED (2 * 86400)

/*
 * Leading ".." steps go up from a real folder, so they are counted; after a
 * name there may be none, since that name may be a link to anywhere within.
 */
bool
evi_link_stays(const char *target, size_t depth)
{
	bool named = false;

	if (target[0] == '/' || target[0] == '\0')
		return false;
	while (*target != '\0') {
		size_t len = strcspn(target, "/");

		if (len == 2 && memcmp(target, "..", 2) == 0) {
			if (named || depth-- == 0)
				return false;
		} else if (len > 1 || (len == 1 && target[0] != '.')) {
			named = true;
		}
		target += len;
		target += strspn(target, "/");
	}
	return true;
}

static struct timespec
time_or_not(bool has, struct evi_instant t)
{
	return (struct timespec){ .tv_sec = (time_t)t.seconds,
		.tv_nsec = has ? (long)t.nanoseconds : UTIME_OMIT };
}

/* Only the user's own namespace: what security.* or trusted.* hold is power,
 * not description. */
static bool
set_xattrs(int fd, const struct evi_object *o)
{
	bool good = true;
	size_t i;

	for (i = 0; i < o->n_xattrs; i++) {
		const struct evi_named_value *x = &o->xattrs[i];

		if (strncmp(x->name, "user.", 5) == 0 && fsetxattr(fd,
		    x->name, x->value, x->value_len, 0) != 0)
			good = false;
	}
	return good;
}

/* A file system may have no such time, and say nothing: it puts the nearest
 * that it has. */
static bool
is_near(bool has, struct evi_instant t, struct timespec there, int64_t step)
{
	return !has || (there.tv_sec >= t.seconds - step &&
	    there.tv_sec <= t.seconds + step);
}

/* Never setuid, setgid or sticky: that is power, too. */
static bool
set_mode(int fd, const struct evi_object *o)
{
	return !o->has_mode || fchmod(fd, o->mode & 0777) == 0;
}

static bool
set_times(int fd, const struct evi_object *o)
{
	const struct timespec times[2] = {
		time_or_not(o->has_accessed, o->accessed),
		time_or_not(o->has_modified, o->modified) };

	return (!o->has_accessed && !o->has_modified) ||
	    futimens(fd, times) == 0;
}

/* Is it there?  One without modes gives every file the same, and says
 * nothing of that either. */
static bool
has_taken(int fd, const struct evi_object *o)
{
	struct stat st;

	if (!o->has_mode && !o->has_accessed && !o->has_modified)
		return true;
	return fstat(fd, &st) == 0 &&
	    (!o->has_mode || (st.st_mode & 0777) == (o->mode & 0777)) &&
	    is_near(o->has_accessed, o->accessed, st.st_atim,
	    STEP_ACCESSED) &&
	    is_near(o->has_modified, o->modified, st.st_mtim,
	    STEP_MODIFIED);
}

bool
evi_apply_metadata(int fd, const struct evi_object *o, bool xattrs)
{
	bool good = !xattrs || set_xattrs(fd, o);

	good = set_mode(fd, o) && good;
	good = set_times(fd, o) && good;
	return good && has_taken(fd, o);
}
