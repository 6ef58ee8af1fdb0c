/*
 * An unpacked bundle: the members are files, and come in the order that they
 * have in the tar, so that the same check sees them.
 *
 * There are no tar headers here, so no times are compared, and offsets are
 * those that the tar would have: counted from the tail's first member, and
 * laid onto the payload's end once the inventory has told where that is.
 */
#include "bundle/unpacked.h"

#include "base/file.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)1 << 18)
#define DEPTH_MAX 2048

struct folder {
	struct evi_check *check;
	int fd;				/* of the bag */
	uint64_t offset;		/* that the next member would have */
	uint8_t *buffer;
	struct evi_digest *digest;
};

struct entry {
	char *name;		/* a folder's has '/' at its end */
	bool folder, file;
};

struct entries {
	struct entry *items;
	size_t count, cap;
};

static void
entries_free(struct entries *e)
{
	size_t i;

	for (i = 0; i < e->count; i++)
		free(e->items[i].name);
	free(e->items);
}

static int
by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static enum evid_status
entries_add(struct entries *e, int fd, const char *name,
    struct evid_error *err)
{
	struct entry *item;
	struct stat st;
	size_t len = strlen(name);

	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return evi_fail_errno(err, errno, "stat", name);
	if (evi_grow(&e->items, e->count, &e->cap, sizeof(*e->items)) != 0)
		return evi_fail_memory(err);
	item = &e->items[e->count];
	item->folder = S_ISDIR(st.st_mode);
	item->file = S_ISREG(st.st_mode);
	item->name = evi_zalloc(len + 2);
	if (item->name == NULL)
		return evi_fail_memory(err);
	memcpy(item->name, name, len);
	if (item->folder)
		item->name[len] = '/';
	e->count++;
	return EVID_OK;
}

/* the names in the folder @path of the bag, sorted */
static enum evid_status
list(const struct folder *f, const char *path, struct entries *out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	struct dirent *d;
	DIR *dir;
	int fd = openat(f->fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);

	if (fd < 0)
		return evi_fail_errno(err, errno, "open", path);
	dir = fdopendir(fd);
	if (dir == NULL) {
		close(fd);
		return evi_fail_errno(err, errno, "open", path);
	}
	while (status == EVID_OK && (d = readdir(dir)) != NULL)
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
			status = entries_add(out, fd, d->d_name, err);
	closedir(dir);
	if (status == EVID_OK && out->count > 1)
		qsort(out->items, out->count, sizeof(*out->items), by_name);
	return status;
}

static enum evid_status
foreign(const struct folder *f, const char *path, struct evid_error *err)
{
	return evi_verdict_add(f->check->v, EVI_FINDING_FOREIGN_FILE, path,
	    err, NULL);
}

static enum evid_status
feed(struct folder *f, int fd, const char *path, uint64_t size,
    struct evid_error *err)
{
	uint8_t sha256[EVI_SHA256_LEN];
	enum evid_status status = evi_digest_start(f->digest, err);
	uint64_t done = 0;
	size_t n = 1;

	while (status == EVID_OK && n > 0) {
		status = evi_read_full(fd, f->buffer, CHUNK, &n, path, err);
		if (status == EVID_OK)
			status = evi_digest_add(f->digest, f->buffer, n, err);
		if (status == EVID_OK && n > 0)
			status = evi_check_content(f->check, f->buffer, n,
			    err);
		done += n;
	}
	if (status == EVID_OK && done != size)
		return evi_fail(err, EVID_ERR_IO,
		    "%s: it changed while it was read", path);
	if (status == EVID_OK)
		status = evi_digest_finish(f->digest, sha256, err);
	return status != EVID_OK ? status :
	    evi_check_end(f->check, sha256, err);
}

/* BASE/@path, as the tar would have it */
static enum evid_status
begin(struct folder *f, const char *path, uint64_t size,
    struct evid_error *err)
{
	struct evi_check *c = f->check;
	struct evi_buf full = EVI_BUF_INIT;
	enum evid_status status;
	size_t header;

	evi_buf_add_format(&full, "%s/%s", c->base, path);
	status = evi_buf_status(&full, err);
	if (status != EVID_OK)
		return status;
	header = evi_tar_header_len(evi_buf_text(&full), full.len, size);
	status = full.len > EVI_TAR_PATH_MAX ? foreign(f, path, err) :
	    evi_check_begin(c, evi_buf_text(&full), size, 0, f->offset,
	    f->offset + header, err);
	f->offset += header + size + evi_tar_padding(size);
	evi_buf_free(&full);
	return status;
}

/* one file of the bag; absent is for the check to say, later */
static enum evid_status
member(struct folder *f, const char *path, struct evid_error *err)
{
	enum evid_status status;
	struct stat st;
	int fd = openat(f->fd, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC |
	    O_NONBLOCK | O_NOCTTY);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return EVID_OK;
	if (fd < 0 && errno == ELOOP)
		return foreign(f, path, err);
	if (fd < 0)
		return evi_verdict_add(f->check->v, EVI_FINDING_IO_ERROR,
		    path, err, "%s", strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return foreign(f, path, err);
	}
	status = begin(f, path, (uint64_t)st.st_size, err);
	if (status == EVID_OK)
		status = feed(f, fd, path, (uint64_t)st.st_size, err);
	close(fd);
	return status;
}

/* all below @path (which ends in '/'), in order */
static enum evid_status
walk(struct folder *f, const char *path, unsigned int depth,
    struct evid_error *err)
{
	struct entries entries = { NULL, 0, 0 };
	struct evi_buf below = EVI_BUF_INIT;
	enum evid_status status;
	size_t i;

	status = depth > DEPTH_MAX ? foreign(f, path, err) :
	    list(f, path, &entries, err);
	for (i = 0; i < entries.count && status == EVID_OK; i++) {
		const struct entry *e = &entries.items[i];

		evi_buf_clear(&below);
		evi_buf_add_text(&below, path);
		evi_buf_add_text(&below, e->name);
		status = evi_buf_status(&below, err);
		if (status != EVID_OK)
			break;
		if (e->folder)
			status = walk(f, evi_buf_text(&below), depth + 1, err);
		else if (e->file && below.len <= EVI_TAR_PATH_MAX)
			status = member(f, evi_buf_text(&below), err);
		else
			status = foreign(f, evi_buf_text(&below), err);
	}
	evi_buf_free(&below);
	entries_free(&entries);
	return status;
}

static bool
is_there(const struct folder *f, const char *path)
{
	struct stat st;

	return fstatat(f->fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static enum evid_status
walk_if_there(struct folder *f, const char *path, struct evid_error *err)
{
	return is_there(f, path) ? walk(f, path, 0, err) : EVID_OK;
}

/* what stands in @path beside the files of a bag */
static enum evid_status
strangers(struct folder *f, const char *path, struct evid_error *err)
{
	struct entries entries = { NULL, 0, 0 };
	struct evi_buf name = EVI_BUF_INIT;
	enum evid_status status = list(f, path[0] == '\0' ? "." : path,
	    &entries, err);
	size_t i;

	for (i = 0; i < entries.count && status == EVID_OK; i++) {
		const char *own = entries.items[i].name;
		const char *text;

		evi_buf_clear(&name);
		evi_buf_add_text(&name, path);
		evi_buf_add_text(&name, own);
		text = evi_buf_text(&name);
		if (evi_tag_of(text) == EVI_TAG_NONE &&
		    strcmp(text, "data/") != 0 &&
		    strcmp(text, "evidence/") != 0 &&
		    strcmp(text, "evidence/x/") != 0 &&
		    strcmp(text, "evidence/origin/") != 0)
			status = foreign(f, text, err);
	}
	evi_buf_free(&name);
	entries_free(&entries);
	return status;
}

/* the name that the seal states: only paths are made with it here */
static enum evid_status
read_base(struct folder *f, struct evid_error *err)
{
	struct evi_envelope *e = evi_zalloc(sizeof(*e));
	struct evi_statement s;
	struct evi_buf text = EVI_BUF_INIT;
	const char *why = NULL;
	enum evid_status status = EVID_OK;
	size_t n = 0;
	int fd;

	memset(&s, 0, sizeof(s));
	memcpy(f->check->base, "bundle", sizeof("bundle"));
	fd = openat(f->fd, evi_tag_path(EVI_TAG_SEAL), O_RDONLY | O_NOFOLLOW |
	    O_CLOEXEC | O_NONBLOCK);
	if (e == NULL)
		status = evi_fail_memory(err);
	while (fd >= 0 && status == EVID_OK && text.len <= EVI_JSON_LIMIT) {
		status = evi_read_full(fd, f->buffer, CHUNK, &n, "seal.json",
		    err);
		if (status != EVID_OK || n == 0)
			break;
		evi_buf_add(&text, f->buffer, n);
	}
	if (status == EVID_OK && text.len > 0)
		status = evi_envelope_read(text.data, text.len, e, &why, err);
	if (status == EVID_OK && text.len > 0 && why == NULL)
		status = evi_statement_read(e->payload.data, e->payload.len,
		    &s, &why, NULL, err);
	if (status == EVID_OK && text.len > 0 && why == NULL)
		memcpy(f->check->base, s.name, sizeof(f->check->base));
	if (fd >= 0)
		close(fd);
	evi_statement_free(&s);
	if (e != NULL)
		evi_envelope_free(e);
	free(e);
	evi_buf_free(&text);
	return status;
}

static enum evid_status
tail(struct folder *f, struct evid_error *err)
{
	struct evi_check *c = f->check;
	enum evid_status status = EVID_OK;
	int tag;

	f->offset = 0;
	for (tag = EVI_TAG_MANIFEST; tag < EVI_TAG_NONE && status == EVID_OK;
	    tag++) {
		const char *path = evi_tag_path((enum evi_tag)tag);

		if (tag == EVI_TAG_GZI)
			c->tail_offset = c->inventory.next_offset;
		if (tag == EVI_TAG_ORIGIN)
			status = walk_if_there(f, "evidence/origin/", err);
		else if (tag == EVI_TAG_X)
			status = walk_if_there(f, "evidence/x/", err);
		else if (path != NULL)
			status = member(f, path, err);
	}
	c->content_at[EVI_TAG_SEAL] += c->inventory.next_offset;
	c->tail_offset = c->inventory.next_offset;
	c->tar_len = c->inventory.next_offset + f->offset +
	    2 * EVI_TAR_BLOCK;
	c->finished = true;
	return status;
}

static enum evid_status
all(struct folder *f, struct evid_error *err)
{
	enum evid_status status = read_base(f, err);

	if (status == EVID_OK)
		status = member(f, evi_tag_path(EVI_TAG_BAGIT), err);
	if (status == EVID_OK)
		status = member(f, evi_tag_path(EVI_TAG_FORMAT), err);
	if (status == EVID_OK)
		status = walk_if_there(f, "data/", err);
	if (status == EVID_OK)
		status = tail(f, err);
	if (status == EVID_OK)
		status = strangers(f, "", err);
	if (status == EVID_OK && is_there(f, "evidence/"))
		status = strangers(f, "evidence/", err);
	if (status == EVID_OK)
		status = evi_check_finish(f->check, err);
	f->check->v->members_only = f->check->members_only;
	f->check->v->whole = status == EVID_OK && !f->check->members_only;
	/* A finding says that the format is another; it ends here. */
	return status == EVID_ERR_TOO_NEW ? EVID_OK : status;
}

enum evid_status
evi_check_folder(struct evi_check *check, const char *folder,
    struct evid_error *err)
{
	struct folder f = { .check = check, .fd = -1 };
	enum evid_status status;

	check->folder = true;
	check->v->container = EVI_CONTAINER_FOLDER;
	f.fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f.fd < 0)
		return evi_fail_errno(err, errno, "open", folder);
	f.buffer = malloc(CHUNK);
	status = f.buffer == NULL ? evi_fail_memory(err) :
	    evi_digest_new(EVI_SHA256, &f.digest, err);
	if (status == EVID_OK && !is_there(&f, "bagit.txt") &&
	    !is_there(&f, "evidence/seal.json"))
		status = evi_verdict_add(check->v, EVI_FINDING_NOT_A_BUNDLE,
		    NULL, err, "the folder has no bagit.txt");
	else if (status == EVID_OK)
		status = all(&f, err);
	evi_digest_free(f.digest);
	free(f.buffer);
	close(f.fd);
	return status;
}
