/*
 * Names of a folder in the bundle's order (folder.h).  How a name is mapped is
 * record/name.h's; which names collide is found here, for it takes them all.
 *
 * A folder may hold a million names, so they stand in one text, and what two
 * that collide share is kept as 64 bits of it.
 */
#include "bundle/seal/folder.h"

#include "adapt/digest.h"
#include "base/memory.h"
#include "base/num.h"
#include "record/name.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
evi_folder_free(struct evi_folder *folder)
{
	evi_buf_free(&folder->text);
	free(folder->names);
	*folder = (struct evi_folder)EVI_FOLDER_INIT;
}

const char *
evi_folder_original(const struct evi_folder *folder, size_t i)
{
	return (const char *)folder->text.data + folder->names[i].original;
}

const char *
evi_folder_mapped(const struct evi_folder *folder, size_t i)
{
	return (const char *)folder->text.data + folder->names[i].mapped;
}

/* The text of a name and its NUL, at an offset that 32 bits hold. */
static enum evid_status
add_text(struct evi_folder *folder, const char *name, size_t len,
    uint32_t *offset_out, struct evid_error *err)
{
	if (folder->text.len > UINT32_MAX - len - 1)
		return evi_fail(err, EVID_ERR_LIMIT,
		    "a folder with more than 4 GiB of names");
	*offset_out = (uint32_t)folder->text.len;
	evi_buf_add(&folder->text, name, len);
	evi_buf_add_byte(&folder->text, 0);
	return evi_buf_status(&folder->text, err);
}

enum evid_status
evi_folder_add(struct evi_folder *folder, const char *name, bool is_folder,
    struct evid_error *err)
{
	struct evi_folder_name *new;

	if (folder->count >= UINT32_MAX)
		return evi_fail(err, EVID_ERR_LIMIT,
		    "a folder with more than 2^32 names");
	if (evi_grow(&folder->names, folder->count, &folder->cap,
	    sizeof(*folder->names)) != 0)
		return evi_fail_memory(err);
	new = &folder->names[folder->count];
	new->index = (uint32_t)folder->count;
	new->folder = is_folder;
	new->regular = false;
	folder->count++;
	return add_text(folder, name, strlen(name), &new->original, err);
}

static bool
is_folder(int fd, const struct dirent *entry)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	return fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(st.st_mode);
}

enum evid_status
evi_folder_list(struct evi_folder *folder, int fd, int *errno_out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	const struct dirent *entry;
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);

	*errno_out = 0;
	if (dir == NULL) {
		*errno_out = errno;
		if (copy >= 0)
			close(copy);
		return EVID_OK;
	}
	while (status == EVID_OK) {
		errno = 0;
		entry = readdir(dir);
		if (entry == NULL) {
			*errno_out = errno;
			break;
		}
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		status = evi_folder_add(folder, entry->d_name,
		    is_folder(fd, entry), err);
		if (status == EVID_OK)
			folder->names[folder->count - 1].regular =
			    entry->d_type == DT_REG;
	}
	closedir(dir);
	return status;
}

/* @room: emptied and filled, so that it is allocated once for all names.  Names
 * that have 64 bits in common by chance are taken to collide: a mark does no
 * harm. */
static enum evid_status
fold(const char *name, struct evi_buf *room, uint64_t *out,
    struct evid_error *err)
{
	enum evid_status status;

	evi_buf_clear(room);
	status = evi_name_fold(name, strlen(name), room, err);
	if (status == EVID_OK)
		*out = evi_short_hash(room->data, room->len);
	return status;
}

static int
by_fold(const void *a, const void *b, void *text)
{
	const struct evi_folder_name *x = a, *y = b;
	const char *base = text;

	if (x->fold != y->fold)
		return x->fold < y->fold ? -1 : 1;
	return strcmp(base + x->original, base + y->original);
}

/* A folder's path ends with '/', and that counts in the order. */
static int
by_mapped(const void *a, const void *b, void *text)
{
	const struct evi_folder_name *x = a, *y = b;
	const unsigned char *p = (const unsigned char *)text + x->mapped;
	const unsigned char *q = (const unsigned char *)text + y->mapped;
	int c, d;

	while (*p != 0 && *p == *q) {
		p++;
		q++;
	}
	c = *p != 0 ? *p : x->folder ? '/' : 0;
	d = *q != 0 ? *q : y->folder ? '/' : 0;
	return c - d;
}

static enum evid_status
map(struct evi_folder *folder, size_t i, bool collides, struct evi_buf *mapped,
    struct evid_error *err)
{
	const char *original = evi_folder_original(folder, i);
	enum evid_status status;

	evi_buf_clear(mapped);
	status = evi_name_map(original, strlen(original), collides, mapped,
	    err);
	/* Most names are mapped to themselves: they stand there once. */
	if (status == EVID_OK && mapped->len == strlen(original) &&
	    memcmp(mapped->data, original, mapped->len) == 0)
		folder->names[i].mapped = folder->names[i].original;
	else if (status == EVID_OK)
		status = add_text(folder, evi_buf_text(mapped), mapped->len,
		    &folder->names[i].mapped, err);
	return status;
}

enum evid_status
evi_folder_order(struct evi_folder *folder, struct evid_error *err)
{
	struct evi_folder_name *names = folder->names;
	struct evi_buf room = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = EVID_OK;
	size_t i;

	if (folder->count == 0)
		return EVID_OK;
	for (i = 0; i < folder->count && status == EVID_OK; i++)
		status = fold(evi_folder_original(folder, i), &room,
		    &names[i].fold, err);
	if (status == EVID_OK)
		qsort_r(names, folder->count, sizeof(*names), by_fold,
		    folder->text.data);
	for (i = 0; i < folder->count && status == EVID_OK; i++)
		status = map(folder, i, i > 0 &&
		    names[i].fold == names[i - 1].fold, &room, err);
	if (status == EVID_OK)
		qsort_r(names, folder->count, sizeof(*names), by_mapped,
		    folder->text.data);
	evi_buf_free(&room);
	return status;
}
