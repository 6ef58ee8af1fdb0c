/*
 * What an extraction keeps while the verdict is not known (store.h).
 *
 * Names from the bundle are not used here: a member is a number, and its file
 * "NUMBER % BIN" in the folder "NUMBER / BIN", so that nothing that a bundle
 * says has an effect on the file system before it is believed.  A page of
 * zeros is not written, but left a hole, where the file system lets a file grow
 * so (FAT by way of FUSE does not).
 */
#include "bundle/extract/store.h"

#include "adapt/deflate.h"
#include "base/beneath.h"
#include "base/file.h"
#include "base/num.h"
#include "bundle/stream/order.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BIN 4096u
#define PAGE 4096u
#define RECORD (8 + 8 + 8 + 8 + EVI_SHA256_LEN + 4)

enum evid_status
evi_store_open(struct evi_store *s, bool single, const char *spool,
    const struct evi_choice *choice, struct evid_error *err)
{
	enum evid_status status;

	*s = (struct evi_store){ .single = single, .folder = -1,
		.choice = choice, .content = -1, .fd = -1,
		.bin = EVI_BIN_INIT };
	s->inventory.fd = s->index.fd = s->paths.fd = s->records.fd = -1;
	status = evi_heap_open(&s->inventory, spool, err);
	if (status == EVID_OK)
		status = evi_heap_open(&s->index, spool, err);
	if (status == EVID_OK)
		status = evi_heap_open(&s->paths, spool, err);
	if (status == EVID_OK)
		status = evi_heap_open(&s->records, spool, err);
	if (status == EVID_OK && single)
		status = evi_spool_open(spool, &s->content, err);
	return status;
}

void
evi_store_close(struct evi_store *s)
{
	if (s->fd >= 0 && s->fd != s->content)
		close(s->fd);
	evi_bin_close(&s->bin);
	if (s->content >= 0)
		close(s->content);
	evi_heap_close(&s->inventory);
	evi_heap_close(&s->index);
	evi_heap_close(&s->paths);
	evi_heap_close(&s->records);
	s->fd = s->content = -1;
}

void
evi_bin_close(struct evi_bin *bin)
{
	if (bin->fd >= 0)
		close(bin->fd);
	bin->fd = -1;
}

int
evi_store_place(const struct evi_store *s, struct evi_bin *bin,
    uint64_t number, char name_out[24])
{
	struct evi_beneath below = { .root = s->folder };
	char name[24];

	(void)snprintf(name_out, 24, "%llu",
	    (unsigned long long)(number % BIN));
	if (bin->fd >= 0 && bin->number == number / BIN)
		return bin->fd;
	evi_bin_close(bin);
	bin->number = number / BIN;
	(void)snprintf(name, sizeof(name), "%llu",
	    (unsigned long long)bin->number);
	bin->fd = evi_beneath_open(&below, name, O_RDONLY | O_DIRECTORY, 0);
	if (bin->fd < 0 && errno == ENOENT)
		bin->fd = evi_beneath_make(s->folder, name, 0700);
	return bin->fd;
}

enum evid_status
evi_store_fail(struct evi_store *s, enum evid_status status,
    const struct evid_error *err)
{
	if (status != EVID_OK && !s->failed) {
		s->failed = true;
		s->failure.status = status;
		if (err != NULL)
			s->failure = *err;
	}
	return status;
}

/* under what name it would be given out: its own is not known to anybody */
static const char *
target_of(const struct evi_store *s)
{
	return s->target != NULL ? s->target : "the extracted files";
}

static enum evid_status
drop(struct evi_store *s, struct evid_error *err)
{
	char name[24];
	int bin;

	if (s->fd < 0)
		return EVID_OK;
	if (s->fd == s->content) {
		s->fd = -1;
		if (evi_set_size(s->content, s->base) != 0)
			return evi_fail_errno(err, errno, "write",
			    "temporary file");
		return EVID_OK;
	}
	close(s->fd);
	s->fd = -1;
	bin = evi_store_place(s, &s->bin, s->count, name);
	if (bin < 0 || unlinkat(bin, name, 0) != 0)
		return evi_fail_errno(err, errno, "remove", name);
	return EVID_OK;
}

static enum evid_status
begin(void *context, const char *path, uint64_t size, struct evid_error *err)
{
	struct evi_store *s = context;
	enum evid_status status = drop(s, err);
	char name[24];
	int bin;

	s->keeping = s->choice == NULL ||
	    evi_choice_may_have(s->choice, path);
	s->at = s->end = 0;
	s->crc = 0;
	(void)size;
	if (status != EVID_OK || !s->keeping)
		return evi_store_fail(s, status, err);
	s->base = s->single ? s->content_end : 0;
	if (s->single) {
		s->fd = s->content;
		return EVID_OK;
	}
	bin = evi_store_place(s, &s->bin, s->count, name);
	if (bin >= 0)
		s->fd = openat(bin, name, O_RDWR | O_CREAT | O_EXCL |
		    O_NOFOLLOW | O_CLOEXEC, 0666);
	if (s->fd < 0)
		status = evi_fail_errno(err, errno, "write", target_of(s));
	return evi_store_fail(s, status, err);
}

static bool
all_zero(const uint8_t *p, size_t len)
{
	return p[0] == 0 && memcmp(p, p + 1, len - 1) == 0;
}

/* what up to the end of a page is not all zeros, from @data on */
static size_t
solid(uint64_t at, const uint8_t *data, size_t len)
{
	size_t done = 0;

	while (done < len) {
		size_t n = PAGE - (size_t)((at + done) % PAGE);

		if (n > len - done)
			n = len - done;
		if (all_zero(data + done, n))
			break;
		done += n;
	}
	return done;
}

/* The first hole tells whether there may be any. */
static bool
takes_hole(struct evi_store *s, size_t len)
{
	if (!s->probed)
		s->no_holes = evi_set_size(s->fd, s->base + s->at + len) != 0;
	s->probed = true;
	return !s->no_holes;
}

static enum evid_status
add(void *context, const uint8_t *data, size_t len, struct evid_error *err)
{
	struct evi_store *s = context;
	enum evid_status status = EVID_OK;

	if (!s->keeping)
		return EVID_OK;
	if (s->single)
		s->crc = evi_crc32(s->crc, data, len);
	while (len > 0 && status == EVID_OK) {
		size_t n = solid(s->base + s->at, data, len), hole;

		hole = PAGE - (size_t)((s->base + s->at + n) % PAGE);
		if (hole > len - n)
			hole = len - n;
		if (n == 0 && !takes_hole(s, hole))
			n = hole;
		if (n > 0) {
			status = s->fd == s->content ?
			    evi_spool_write(s->fd, s->inventory.folder, data,
			    n, s->base + s->at, err) :
			    evi_pwrite_full(s->fd, data, n, s->base + s->at,
			    target_of(s), err);
			s->end = s->at + n;
		} else {
			n = hole;
		}
		s->at += n;
		data += n;
		len -= n;
	}
	return evi_store_fail(s, status, err);
}

/* a line of the two heaps that say what is there */
static enum evid_status
record(struct evi_store *s, const struct evi_tuple *m, struct evid_error *err)
{
	uint8_t fixed[RECORD];
	enum evid_status status;

	evi_put_le64(fixed, s->paths.size);
	evi_put_le64(fixed + 8, m->path_len);
	evi_put_le64(fixed + 16, m->size);
	evi_put_le64(fixed + 24, s->base);
	memcpy(fixed + 32, m->sha256, EVI_SHA256_LEN);
	evi_put_le32(fixed + 32 + EVI_SHA256_LEN, s->crc);
	status = evi_heap_add(&s->records, fixed, sizeof(fixed), err);
	if (status == EVID_OK)
		status = evi_heap_add(&s->paths, m->path, m->path_len, err);
	s->count++;
	return status;
}

static enum evid_status
end(void *context, const struct evi_tuple *member, struct evid_error *err)
{
	struct evi_store *s = context;
	enum evid_status status = EVID_OK;
	int fd = s->fd;

	if (!s->keeping)
		return EVID_OK;
	s->keeping = false;
	if (member->damaged || s->at != member->size)
		return evi_store_fail(s, drop(s, err), err);
	if (s->end < s->at &&
	    evi_set_size(fd, s->base + s->at) != 0)
		status = evi_fail_errno(err, errno, "write",
		    target_of(s));
	s->fd = -1;
	if (s->single)
		s->content_end += s->at;
	else if (close(fd) != 0 && errno != EINTR && status == EVID_OK)
		status = evi_fail_errno(err, errno, "write",
		    target_of(s));
	if (status == EVID_OK)
		status = record(s, member, err);
	return evi_store_fail(s, status, err);
}

static enum evid_status
inventory(void *context, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	struct evi_store *s = context;

	return evi_store_fail(s, evi_heap_add(&s->inventory, data, len, err),
	    err);
}

static enum evid_status
add_index(void *context, const uint8_t *data, size_t len,
    struct evid_error *err)
{
	struct evi_store *s = context;

	/* Only who reads members by their blocks needs it. */
	return s->choice == NULL ? EVID_OK : evi_store_fail(s,
	    evi_heap_add(&s->index, data, len, err), err);
}

static bool
wants(void *context, const struct evi_object *object)
{
	struct evi_store *s = context;

	return s->choice == NULL ||
	    evi_choice_has(s->choice, object->original);
}

struct evi_sink
evi_store_sink(struct evi_store *s)
{
	return (struct evi_sink){ .context = s, .begin = begin, .data = add,
		.end = end, .inventory = inventory, .index = add_index,
		.wants = wants };
}

enum evid_status
evi_store_end(struct evi_store *s, struct evid_error *err)
{
	enum evid_status status = drop(s, err);

	if (status == EVID_OK)
		status = evi_heap_end(&s->inventory, err);
	if (status == EVID_OK)
		status = evi_heap_end(&s->index, err);
	if (status == EVID_OK)
		status = evi_heap_end(&s->paths, err);
	if (status == EVID_OK)
		status = evi_heap_end(&s->records, err);
	return status;
}

enum evid_status
evi_store_kept(struct evi_store *s, uint64_t number, struct evi_kept *out,
    struct evid_error *err)
{
	uint8_t fixed[RECORD];
	enum evid_status status;

	status = evi_heap_read(&s->records, number * RECORD, fixed,
	    sizeof(fixed), err);
	if (status != EVID_OK)
		return status;
	out->number = number;
	out->path_len = (size_t)evi_get_le64(fixed + 8);
	out->size = evi_get_le64(fixed + 16);
	out->at = evi_get_le64(fixed + 24);
	memcpy(out->sha256, fixed + 32, EVI_SHA256_LEN);
	out->crc = evi_get_le32(fixed + 32 + EVI_SHA256_LEN);
	if (out->path_len > EVI_TAR_PATH_MAX)
		return evi_fail(err, EVID_ERR_IO,
		    "a temporary file is not as it was written");
	status = evi_heap_read(&s->paths, evi_get_le64(fixed), out->path,
	    out->path_len, err);
	out->path[out->path_len] = '\0';
	return status;
}

enum evid_status
evi_store_find(struct evi_store *s, const char *path, struct evi_kept *out,
    bool *found_out, struct evid_error *err)
{
	uint64_t low = 0, high = s->count;

	*found_out = false;
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;
		enum evid_status status = evi_store_kept(s, middle, out, err);
		int order;

		if (status != EVID_OK)
			return status;
		order = evi_path_compare(out->path, out->path_len, path,
		    strlen(path));
		if (order == 0) {
			*found_out = true;
			break;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return EVID_OK;
}
