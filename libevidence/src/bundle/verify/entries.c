/* The names in one folder of an unpacked bundle (entries.h). */
#include "bundle/verify/entries.h"

#include "base/memory.h"
#include "bundle/stream/below.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
evi_entries_free(struct evi_entries *e)
{
	size_t i;

	for (i = 0; i < e->count; i++)
		free(e->items[i].name);
	free(e->items);
	memset(e, 0, sizeof(*e));
}

static int
by_name(const void *a, const void *b)
{
	const struct evi_entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static enum evid_status
add(struct evi_entries *e, int fd, const struct dirent *d,
    struct evid_error *err)
{
	struct evi_entry *item;
	size_t len = strlen(d->d_name);
	struct stat st;

	/* What may not be looked at is still of some kind. */
	if (fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		st.st_mode = d->d_type == DT_UNKNOWN ? S_IFREG :
		    DTTOIF(d->d_type);
	if (evi_grow(&e->items, e->count, &e->cap, sizeof(*e->items)) != 0)
		return evi_fail_memory(err);
	item = &e->items[e->count];
	item->folder = S_ISDIR(st.st_mode);
	item->file = S_ISREG(st.st_mode);
	item->name = evi_zalloc(len + 2);
	if (item->name == NULL)
		return evi_fail_memory(err);
	memcpy(item->name, d->d_name, len);
	if (item->folder)
		item->name[len] = '/';
	e->count++;
	return EVID_OK;
}

static enum evid_status
add_all(struct evi_entries *e, DIR *dir, int *error_out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	while (status == EVID_OK) {
		const struct dirent *d;

		errno = 0;
		d = readdir(dir);
		if (d == NULL) {
			*error_out = errno;
			break;
		}
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
			status = add(e, dirfd(dir), d, err);
	}
	return status;
}

enum evid_status
evi_entries_list(struct evi_entries *out, int fd, const char *path,
    int *error_out, struct evid_error *err)
{
	enum evid_status status;
	int below = evi_open_below(fd, path, O_DIRECTORY);
	DIR *dir = below < 0 ? NULL : fdopendir(below);

	*error_out = 0;
	if (dir == NULL) {
		*error_out = errno;
		if (below >= 0)
			close(below);
		return EVID_OK;
	}
	status = add_all(out, dir, error_out, err);
	closedir(dir);
	/* Half of the names would make the others seem to be missing. */
	if (status != EVID_OK || *error_out != 0)
		evi_entries_free(out);
	else if (out->count > 1)
		qsort(out->items, out->count, sizeof(*out->items), by_name);
	return status;
}
