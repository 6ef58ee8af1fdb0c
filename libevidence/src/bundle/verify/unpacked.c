/*
 * An unpacked bundle: the members are files, and come in the order that they
 * have in the tar, so that the same check sees them.
 *
 * There are no tar headers here, so no times are compared, and offsets are
 * those that the tar would have: counted from the tail's first member, and
 * laid onto the payload's end once the inventory has told where that is.
 */
#include "bundle/verify/unpacked.h"

#include "base/file.h"
#include "base/memory.h"
#include "bundle/stream/below.h"
#include "bundle/verify/entries.h"
#include "bundle/verify/listed.h"

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
	struct evi_listed listed;
};

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
	struct evid_error failed = EVID_ERROR_INIT;
	uint64_t done = 0;
	size_t n = 1;

	/* Not more than one chunk past what it said it has. */
	while (status == EVID_OK && n > 0 && done <= size) {
		if (evi_read_full(fd, f->buffer, CHUNK, &n, path, &failed) !=
		    EVID_OK)
			return evi_check_unread(f->check,
			    evi_errno_text(failed.system), err);
		status = evi_digest_add(f->digest, f->buffer, n, err);
		if (status == EVID_OK && n > 0)
			status = evi_check_content(f->check, f->buffer, n,
			    err);
		done += n;
	}
	if (status == EVID_OK && done != size)
		return evi_check_unread(f->check,
		    "it changed while it was read", err);
	if (status == EVID_OK)
		status = evi_digest_finish(f->digest, sha256, err);
	return status != EVID_OK ? status :
	    evi_check_end(f->check, sha256, err);
}

/* Can it not be what was sealed, whatever its bytes?  A small one is read at
 * the same cost as its line. */
static enum evid_status
is_other(struct folder *f, int fd, const char *path, uint64_t size,
    bool *other_out, struct evid_error *err)
{
	enum evi_tag tag = evi_tag_of(path);

	*other_out = false;
	if (size <= CHUNK)
		return EVID_OK;
	if (tag == EVI_TAG_PAYLOAD)
		return evi_listed_other(&f->listed, path, size, other_out,
		    err);
	*other_out = evi_check_is_small(tag) ? size > EVI_JSON_LIMIT :
	    tag != EVI_TAG_X && evi_listed_hollow(fd, size);
	return EVID_OK;
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
	c->ignored = full.len > EVI_TAR_PATH_MAX;
	status = c->ignored ? foreign(f, path, err) :
	    evi_check_begin(c, evi_buf_text(&full), size, 0, f->offset,
	    f->offset + header, err);
	f->offset += header + size + evi_tar_padding(size);
	evi_buf_free(&full);
	return status;
}

/* It is there, as far as can be told, and could not be opened: the file
 * itself, or a folder that it is in. */
static enum evid_status
unreadable(struct folder *f, const char *path, int error,
    struct evid_error *err)
{
	int fd = evi_open_below(f->fd, path, O_PATH);
	struct evi_buf parent = EVI_BUF_INIT;
	const char *slash = strrchr(path, '/');
	struct stat st = { .st_size = 0 };
	enum evid_status status;
	bool seen = fd >= 0 && fstat(fd, &st) == 0;

	if (fd >= 0)
		close(fd);
	if (seen && !S_ISREG(st.st_mode))
		return foreign(f, path, err);
	if (seen || evi_tag_path(evi_tag_of(path)) == NULL) {
		status = begin(f, path, (uint64_t)st.st_size, err);
		return status != EVID_OK ? status : evi_check_unread(
		    f->check, evi_errno_text(error), err);
	}
	if (slash != NULL)
		evi_buf_add(&parent, path, (size_t)(slash + 1 - path));
	status = evi_buf_status(&parent, err);
	if (status == EVID_OK)
		status = evi_check_unread_folder(f->check,
		    evi_buf_text(&parent), evi_errno_text(error), err);
	evi_buf_free(&parent);
	return status;
}

/* one file of the bag; absent is for the check to say, later */
static enum evid_status
member(struct folder *f, const char *path, struct evid_error *err)
{
	static const uint8_t none[EVI_SHA256_LEN];
	enum evid_status status;
	struct stat st;
	int fd = evi_open_below(f->fd, path, 0), error;
	bool other = false;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return EVID_OK;
	if (fd < 0 && errno == ELOOP)
		return foreign(f, path, err);
	if (fd < 0)
		return unreadable(f, path, errno, err);
	if (fstat(fd, &st) != 0) {
		error = errno;
		close(fd);
		return unreadable(f, path, error, err);
	}
	if (!S_ISREG(st.st_mode)) {
		close(fd);
		return foreign(f, path, err);
	}
	status = is_other(f, fd, path, (uint64_t)st.st_size, &other, err);
	if (status == EVID_OK)
		status = begin(f, path, (uint64_t)st.st_size, err);
	if (status == EVID_OK && other)
		status = evi_check_end(f->check, none, err);
	else if (status == EVID_OK && evi_tag_of(path) == EVI_TAG_X &&
	    evi_listed_hollow(fd, (uint64_t)st.st_size))
		status = evi_check_unread(f->check,
		    "nearly all of it is a hole, and nothing here says how "
		    "large it was", err);
	else if (status == EVID_OK)
		status = feed(f, fd, path, (uint64_t)st.st_size, err);
	close(fd);
	return status;
}

/* all below @path (which ends in '/'), in order */
static enum evid_status
walk(struct folder *f, const char *path, unsigned int depth,
    struct evid_error *err)
{
	struct evi_entries entries = { NULL, 0, 0 };
	struct evi_buf below = EVI_BUF_INIT;
	enum evid_status status;
	int error = 0;
	size_t i;

	if (depth > DEPTH_MAX)
		return foreign(f, path, err);
	status = evi_entries_list(&entries, f->fd, path, &error, err);
	if (status != EVID_OK)
		goto out;
	/* No tar makes a folder for nothing.  The first ones have names that
	 * the bag knows. */
	if (error == ELOOP || error == ENOTDIR ||
	    (error == 0 && entries.count == 0 && depth > 0))
		status = foreign(f, path, err);
	else if (error != 0)
		status = evi_check_unread_folder(f->check, path,
		    evi_errno_text(error), err);
	for (i = 0; i < entries.count && status == EVID_OK; i++) {
		const struct evi_entry *e = &entries.items[i];

		evi_buf_clear(&below);
		evi_buf_add_text(&below, path);
		evi_buf_add_text(&below, e->name);
		status = evi_buf_status(&below, err);
		if (status != EVID_OK)
			break;
		if (below.len > EVI_TAR_PATH_MAX)
			status = foreign(f, evi_buf_text(&below), err);
		else if (e->folder)
			status = walk(f, evi_buf_text(&below), depth + 1, err);
		else if (e->file)
			status = member(f, evi_buf_text(&below), err);
		else
			status = foreign(f, evi_buf_text(&below), err);
	}
out:
	evi_buf_free(&below);
	evi_entries_free(&entries);
	return status;
}

/* A link is not: it is named among what does not belong here. */
static bool
is_there(const struct folder *f, const char *path)
{
	int fd = evi_open_below(f->fd, path, O_PATH);

	if (fd < 0)
		return errno != ENOENT && errno != ENOTDIR && errno != ELOOP;
	close(fd);
	return true;
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
	struct evi_entries entries = { NULL, 0, 0 };
	struct evi_buf name = EVI_BUF_INIT;
	int error = 0;
	enum evid_status status = evi_entries_list(&entries, f->fd,
	    path[0] == '\0' ? "." : path, &error, err);
	size_t i;

	if (status == EVID_OK && error != 0 && !evi_check_unseen(f->check,
	    path))
		status = evi_verdict_add(f->check->v, EVI_FINDING_IO_ERROR,
		    path, err, "%s", evi_errno_text(error));
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
	evi_entries_free(&entries);
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
	fd = evi_open_below(f->fd, evi_tag_path(EVI_TAG_SEAL), 0);
	if (e == NULL)
		status = evi_fail_memory(err);
	while (fd >= 0 && status == EVID_OK && text.len <= EVI_JSON_LIMIT) {
		/* That it cannot be read is told when it is its turn. */
		if (evi_read_full(fd, f->buffer, CHUNK, &n, "seal.json",
		    NULL) != EVID_OK || n == 0)
			break;
		evi_buf_add(&text, f->buffer, n);
	}
	if (status == EVID_OK && text.len > 0)
		status = evi_envelope_read(text.data, text.len, e, &why, err);
	if (status == EVID_OK && text.len > 0 && why == NULL)
		status = evi_statement_read(e->payload.data, e->payload.len,
		    &s, &why, NULL, err);
	if (status == EVID_OK && text.len > 0 && why == NULL)
		memcpy(f->check->base, s.name, sizeof(s.name));
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
	evi_listed_open(&f.listed, f.fd);
	f.buffer = malloc(CHUNK);
	status = f.buffer == NULL ? evi_fail_memory(err) :
	    evi_digest_new(EVI_SHA256, &f.digest, err);
	if (status == EVID_OK && !is_there(&f, "bagit.txt") &&
	    !is_there(&f, "evidence/seal.json"))
		status = evi_verdict_add(check->v, EVI_FINDING_NOT_A_BUNDLE,
		    NULL, err, "the folder has no bagit.txt");
	else if (status == EVID_OK)
		status = all(&f, err);
	evi_listed_close(&f.listed);
	evi_digest_free(f.digest);
	free(f.buffer);
	close(f.fd);
	return status;
}
