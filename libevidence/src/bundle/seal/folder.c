/*
 * Names of a folder in the bundle's order (folder.h).  How a name is mapped is
 * record/name.h's; which names collide is found here, for it takes them all.
 *
 * A folder may hold millions of names, so they stand in one text, what two
 * that collide share is kept as 64 bits of it, and where they are more than
 * HELD bytes they are sorted by parts, which are merged (folder_runs.h): first
 * by what they share, to find those that collide, then by what they are mapped
 * to.
 */
#include "bundle/seal/folder_runs.h"

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

#define HELD ((size_t)8 << 20)	/* bytes of names at once */
#define BATCH ((size_t)1024)	/* names of the merge at once */

void
evi_folder_free(struct evi_folder *folder)
{
	evi_buf_free(&folder->text);
	free(folder->names);
	evi_folder_runs_free(folder->runs);
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

static void
clear(struct evi_folder *folder)
{
	evi_buf_clear(&folder->text);
	folder->count = 0;
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

/* Of names with the same fold, the order decides which one stays as it is. */
static int
compare_folds(uint64_t fold, const char *name, uint64_t other_fold,
    const char *other)
{
	if (fold != other_fold)
		return fold < other_fold ? -1 : 1;
	return strcmp(name, other);
}

/* A folder's path ends with '/', and that counts in the order. */
static int
compare_mapped(const char *name, bool is_folder, const char *other,
    bool other_folder)
{
	const unsigned char *p = (const unsigned char *)name;
	const unsigned char *q = (const unsigned char *)other;
	int c, d;

	while (*p != 0 && *p == *q) {
		p++;
		q++;
	}
	c = *p != 0 ? *p : is_folder ? '/' : 0;
	d = *q != 0 ? *q : other_folder ? '/' : 0;
	return c - d;
}

static int
by_fold(const void *a, const void *b, void *text)
{
	const struct evi_folder_name *x = a, *y = b;
	const char *base = text;

	return compare_folds(x->fold, base + x->original, y->fold,
	    base + y->original);
}

static int
by_mapped(const void *a, const void *b, void *text)
{
	const struct evi_folder_name *x = a, *y = b;
	const char *base = text;

	return compare_mapped(base + x->mapped, x->folder, base + y->mapped,
	    y->folder);
}

static int
fold_order(const struct evi_folder_record *a,
    const struct evi_folder_record *b)
{
	return compare_folds(a->fold, a->original, b->fold, b->original);
}

static int
mapped_order(const struct evi_folder_record *a,
    const struct evi_folder_record *b)
{
	return compare_mapped(a->mapped, a->folder, b->mapped, b->folder);
}

/* It becomes the last. */
static enum evid_status
add_name(struct evi_folder *folder, const char *name, struct evid_error *err)
{
	struct evi_folder_name *new;
	enum evid_status status;

	if (evi_grow(&folder->names, folder->count, &folder->cap,
	    sizeof(*folder->names)) != 0)
		return evi_fail_memory(err);
	new = &folder->names[folder->count++];
	memset(new, 0, sizeof(*new));
	status = add_text(folder, name, strlen(name), &new->original, err);
	new->mapped = new->original;
	return status;
}

static struct evi_folder_name *
last(const struct evi_folder *folder)
{
	return &folder->names[folder->count - 1];
}

/* One that was set aside is held again. */
static enum evid_status
take(struct evi_folder *folder, const struct evi_folder_record *record,
    struct evid_error *err)
{
	enum evid_status status = add_name(folder, record->original, err);
	struct evi_folder_name *new;

	if (status == EVID_OK && record->mapped != record->original)
		status = add_text(folder, record->mapped,
		    strlen(record->mapped), &last(folder)->mapped, err);
	if (status != EVID_OK)
		return status;
	new = last(folder);
	new->fold = record->fold;
	new->index = record->index;
	new->folder = record->folder;
	new->regular = record->regular;
	return EVID_OK;
}

static bool
is_full(const struct evi_folder *folder)
{
	return folder->text.len + folder->count * sizeof(*folder->names) >=
	    HELD;
}

/* Those that are held become a run, and make room. */
static enum evid_status
set_aside(struct evi_folder *folder, evi_folder_order_fn *order,
    struct evi_folder_runs **runs, struct evid_error *err)
{
	enum evid_status status = *runs != NULL ? EVID_OK :
	    evi_folder_runs_new(folder->spool, order, runs, err);

	if (status == EVID_OK)
		status = evi_folder_runs_add(*runs, folder, err);
	clear(folder);
	return status;
}

static enum evid_status
sort_by_fold(struct evi_folder *folder, struct evid_error *err)
{
	struct evi_buf room = EVI_BUF_INIT;	/* owned here */
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < folder->count && status == EVID_OK; i++)
		status = fold(evi_folder_original(folder, i), &room,
		    &folder->names[i].fold, err);
	if (status == EVID_OK && folder->count > 0)
		qsort_r(folder->names, folder->count, sizeof(*folder->names),
		    by_fold, folder->text.data);
	evi_buf_free(&room);
	return status;
}

static void
sort_by_mapped(struct evi_folder *folder)
{
	if (folder->count > 0)
		qsort_r(folder->names, folder->count, sizeof(*folder->names),
		    by_mapped, folder->text.data);
}

enum evid_status
evi_folder_add(struct evi_folder *folder, const char *name, bool is_folder,
    bool is_regular, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	struct evi_folder_name *new;

	if (folder->total >= UINT32_MAX)
		return evi_fail(err, EVID_ERR_LIMIT,
		    "a folder with more than 2^32 names");
	if (is_full(folder)) {
		status = sort_by_fold(folder, err);
		if (status == EVID_OK)
			status = set_aside(folder, fold_order, &folder->runs,
			    err);
	}
	if (status == EVID_OK)
		status = add_name(folder, name, err);
	if (status != EVID_OK)
		return status;
	new = last(folder);
	new->index = (uint32_t)folder->total++;
	new->folder = is_folder;
	new->regular = is_regular;
	return EVID_OK;
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
		    is_folder(fd, entry), entry->d_type == DT_REG, err);
	}
	closedir(dir);
	return status;
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

/* All that @folds has, mapped, becomes the runs of @folder. */
static enum evid_status
map_runs(struct evi_folder *folder, struct evi_folder_runs *folds,
    struct evid_error *err)
{
	struct evi_buf room = EVI_BUF_INIT;	/* owned here */
	struct evi_folder_record record;
	enum evid_status status;
	uint64_t before = 0;
	size_t n;
	bool end;

	for (n = 0;; n++) {
		status = evi_folder_runs_next(folds, &record, &end, err);
		if (status != EVID_OK || end)
			break;
		if (is_full(folder)) {
			sort_by_mapped(folder);
			status = set_aside(folder, mapped_order,
			    &folder->runs, err);
		}
		if (status == EVID_OK)
			status = take(folder, &record, err);
		if (status == EVID_OK)
			status = map(folder, folder->count - 1, n > 0 &&
			    record.fold == before, &room, err);
		if (status != EVID_OK)
			break;
		before = record.fold;
	}
	evi_buf_free(&room);
	if (status != EVID_OK)
		return status;
	sort_by_mapped(folder);
	return set_aside(folder, mapped_order, &folder->runs, err);
}

static enum evid_status
order_runs(struct evi_folder *folder, struct evid_error *err)
{
	struct evi_folder_runs *folds = folder->runs;
	enum evid_status status = sort_by_fold(folder, err);
	bool more;

	if (status == EVID_OK)
		status = set_aside(folder, fold_order, &folds, err);
	folder->runs = NULL;
	if (status == EVID_OK)
		status = map_runs(folder, folds, err);
	evi_folder_runs_free(folds);
	/* Few are held from now on. */
	evi_buf_free(&folder->text);
	free(folder->names);
	folder->names = NULL;
	folder->count = folder->cap = 0;
	return status == EVID_OK ? evi_folder_more(folder, &more, err) :
	    status;
}

enum evid_status
evi_folder_order(struct evi_folder *folder, struct evid_error *err)
{
	struct evi_buf room = EVI_BUF_INIT;	/* owned here */
	enum evid_status status;
	size_t i;

	if (folder->runs != NULL)
		return order_runs(folder, err);
	status = sort_by_fold(folder, err);
	for (i = 0; i < folder->count && status == EVID_OK; i++)
		status = map(folder, i, i > 0 && folder->names[i].fold ==
		    folder->names[i - 1].fold, &room, err);
	if (status == EVID_OK)
		sort_by_mapped(folder);
	evi_buf_free(&room);
	return status;
}

enum evid_status
evi_folder_more(struct evi_folder *folder, bool *more_out,
    struct evid_error *err)
{
	struct evi_folder_record record;
	enum evid_status status = EVID_OK;
	bool end = folder->runs == NULL;

	clear(folder);
	while (status == EVID_OK && !end && folder->count < BATCH) {
		status = evi_folder_runs_next(folder->runs, &record, &end,
		    err);
		if (status == EVID_OK && !end)
			status = take(folder, &record, err);
	}
	*more_out = folder->count > 0;
	return status;
}
