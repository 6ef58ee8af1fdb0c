/*
 * Which names are those of volumes (volumes.h): by the folder, whatever it is
 * called, and the name in it.
 */
#include "common/volumes.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DIGITS 3u

struct volumes {
	char *path;		/* "FOLDER/NAME." */
	size_t at;		/* where NAME begins */
	int there;		/* there is such a folder */
	dev_t dev;
	ino_t ino;
};

static struct {
	struct volumes *items;
	size_t n, room;
} noted;

size_t
volumes_base(const char *path)
{
	size_t len = path == NULL ? 0 : strlen(path);

	return len > DIGITS + 1 && path[len - DIGITS - 1] == '.' &&
	    strspn(path + len - DIGITS, "0123456789") == DIGITS ?
	    len - DIGITS : 0;
}

/* Its folder, and where in @path the name begins; 0: there is none, or no
 * memory to ask. */
static int
folder_of(const char *path, size_t *at_out, struct stat *st)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	int there;

	*at_out = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	folder = slash == NULL ? strdup(".") : strndup(path, *at_out);
	there = folder != NULL && stat(folder, st) == 0;
	free(folder);
	return there;
}

/* They come sorted from the shell: "NAME." once, mostly. */
int
volumes_note(const char *path)
{
	size_t len = volumes_base(path);
	struct volumes *v;
	struct stat st = { 0 };

	if (noted.n > 0) {
		v = &noted.items[noted.n - 1];
		if (strlen(v->path) == len && strncmp(v->path, path, len) == 0)
			return 0;
	}
	if (noted.n == noted.room) {
		size_t room = noted.room == 0 ? 16 : 2 * noted.room;

		v = reallocarray(noted.items, room, sizeof(*v));
		if (v == NULL)
			return -1;
		noted.items = v;
		noted.room = room;
	}
	v = &noted.items[noted.n];
	v->path = strndup(path, len);
	if (v->path == NULL)
		return -1;
	v->there = folder_of(v->path, &v->at, &st);
	v->dev = st.st_dev;
	v->ino = st.st_ino;
	noted.n++;
	return 1;
}

int
volumes_has(const char *path, size_t from)
{
	size_t len = volumes_base(path), at;
	struct stat st;

	if (len == 0 || from >= noted.n || !folder_of(path, &at, &st))
		return 0;
	for (size_t i = from; i < noted.n; i++) {
		const struct volumes *v = &noted.items[i];

		if (v->there && v->ino == st.st_ino && v->dev == st.st_dev &&
		    strlen(v->path + v->at) == len - at &&
		    strncmp(v->path + v->at, path + at, len - at) == 0)
			return 1;
	}
	return 0;
}

size_t
volumes_count(void)
{
	return noted.n;
}

void
volumes_drop(size_t from)
{
	while (noted.n > from)
		free(noted.items[--noted.n].path);
}
