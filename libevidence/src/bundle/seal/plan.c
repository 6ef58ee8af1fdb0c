/*
 * The list of what is to be sealed (plan.h).
 *
 * An entry is the length of the path in the bundle (2 bytes, little-endian),
 * the path, and the identity, numbers of 8 bytes: mode, device, inode, size,
 * modified (seconds, nanoseconds), changed (the same), the error with which it
 * could not be looked at or listed, and accessed, which is not compared: to
 * read a link moves it, and so each run states that of the first look.
 *
 * Numbers of devices are another after a restart of the machine; what counts
 * is that those of one device still are of one.  Some file systems make up
 * the numbers of inodes as they go; there they count for nothing.  A block
 * device tells nothing but its size: its content is compared (replay.c).
 */
#include "bundle/seal/plan.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/num.h"
#include "bundle/tell.h"
#include "record/name.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#define PIECE ((size_t)1 << 16)
#ifndef EXFAT_SUPER_MAGIC
#define EXFAT_SUPER_MAGIC 0x2011bab0
#endif
#ifndef FUSE_SUPER_MAGIC
#define FUSE_SUPER_MAGIC 0x65735546
#endif

enum {
	ID_MODE, ID_DEVICE, ID_INODE, ID_SIZE, ID_MODIFIED, ID_MODIFIED_NS,
	ID_CHANGED, ID_CHANGED_NS, ID_ERROR, ID_ACCESSED, ID_ACCESSED_NS,
	ID_COUNT
};

#define ID_LEN ((size_t)ID_COUNT * 8)
#define ENTRY_MAX (2 + (size_t)EVI_PATH_MAX + ID_LEN)

struct device {
	uint64_t then, now;
};

struct evi_plan {
	struct evi_spool spool;
	const struct evi_extent *known;	/* or NULL */
	const char *shown;
	uint8_t *piece;			/* of what is known */
	size_t fill, at;
	uint64_t from;			/* where it goes on */
	struct device *devices;
	size_t n_devices, cap;
	uint8_t entry[ENTRY_MAX];
	char path[EVI_PATH_MAX + 1];	/* of evi_plan_accessed */
	uint64_t id[ID_COUNT];
	bool ahead;
};

void
evi_plan_free(struct evi_plan *p)
{
	if (p == NULL)
		return;
	evi_spool_close(&p->spool);
	free(p->piece);
	free(p->devices);
	free(p);
}

static enum evid_status
fail_damaged(const struct evi_plan *p, struct evid_error *err)
{
	evi_fail(err, EVID_ERR_MISMATCH, "%s: the list of what is sealed was "
	    "damaged or altered", p->shown);
	evi_hint(err, "remove it, and seal anew");
	return EVID_ERR_MISMATCH;
}

/* Is what is known as it was written? */
static enum evid_status
check_known(struct evi_plan *p, struct evid_error *err)
{
	uint64_t at = 0, left = p->known->size;
	uint8_t digest[EVI_SHA256_LEN];
	enum evid_status status = EVID_OK;
	size_t n;

	for (; status == EVID_OK && left > 0; at += n, left -= n) {
		n = left < PIECE ? (size_t)left : PIECE;
		status = evi_spool_read(&p->spool, at, p->piece, n, err);
		if (status == EVID_OK)
			status = evi_digest_add(p->spool.digest, p->piece, n,
			    err);
	}
	if (status == EVID_OK)
		status = evi_digest_finish(p->spool.digest, digest, err);
	if (status == EVID_OK && memcmp(digest, p->known->sha256,
	    EVI_SHA256_LEN) != 0)
		status = fail_damaged(p, err);
	return status;
}

enum evid_status
evi_plan_open(const char *path, const struct evi_extent *known,
    const char *shown, struct evi_plan **plan_out, struct evid_error *err)
{
	static const struct evi_extent none;
	struct evi_plan *p = evi_zalloc(sizeof(*p));
	enum evid_status status = EVID_OK;

	*plan_out = NULL;
	if (p == NULL)
		return evi_fail_memory(err);
	p->spool.fd = -1;
	p->known = known;
	p->shown = shown;
	p->piece = malloc(PIECE);
	if (p->piece == NULL)
		status = evi_fail_memory(err);
	if (status == EVID_OK)
		status = evi_spool_begin_named(&p->spool, path,
		    known == NULL ? &none : known, err);
	if (status == EVID_OK && known != NULL)
		status = check_known(p, err);
	if (status != EVID_OK)
		evi_plan_free(p);
	else
		*plan_out = p;
	return status;
}

static void
identify(const struct evi_visit *v, uint64_t size, uint64_t id[ID_COUNT])
{
	const struct stat *st = &v->st;

	memset(id, 0, ID_COUNT * sizeof(id[0]));
	id[ID_ERROR] = (uint64_t)(v->missing != 0 ? v->missing :
	    v->unreadable);
	if (v->missing != 0)
		return;
	id[ID_MODE] = st->st_mode;
	id[ID_SIZE] = size;
	id[ID_ACCESSED] = (uint64_t)st->st_atim.tv_sec;
	id[ID_ACCESSED_NS] = (uint64_t)st->st_atim.tv_nsec;
	if (S_ISBLK(st->st_mode) && v->is_operand)
		return;
	id[ID_DEVICE] = st->st_dev;
	id[ID_INODE] = st->st_ino;
	id[ID_MODIFIED] = (uint64_t)st->st_mtim.tv_sec;
	id[ID_MODIFIED_NS] = (uint64_t)st->st_mtim.tv_nsec;
	id[ID_CHANGED] = (uint64_t)st->st_ctim.tv_sec;
	id[ID_CHANGED_NS] = (uint64_t)st->st_ctim.tv_nsec;
}

static enum evid_status
add(struct evi_plan *p, const char *path, const uint64_t id[ID_COUNT],
    struct evid_error *err)
{
	size_t len = strlen(path), i;
	uint8_t *at = p->entry;

	evi_put_le16(at, (uint16_t)len);
	memcpy(at + 2, path, len);
	at += 2 + len;
	for (i = 0; i < ID_COUNT; i++)
		evi_put_le64(at + 8 * i, id[i]);
	return evi_spool_add(&p->spool, p->entry, 2 + len + ID_LEN, err);
}

/* @len bytes of what is known, at @out. */
static enum evid_status
take(struct evi_plan *p, uint8_t *out, size_t len, struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t n;

	while (status == EVID_OK && len > 0) {
		if (p->at == p->fill) {
			uint64_t left = p->known->size - p->from;

			p->fill = left < PIECE ? (size_t)left : PIECE;
			p->at = 0;
			if (p->fill == 0)
				break;
			status = evi_spool_read(&p->spool, p->from, p->piece,
			    p->fill, err);
			p->from += p->fill;
			continue;
		}
		n = p->fill - p->at < len ? p->fill - p->at : len;
		memcpy(out, p->piece + p->at, n);
		p->at += n;
		out += n;
		len -= n;
	}
	return status == EVID_OK && len > 0 ? fail_damaged(p, err) : status;
}

static enum evid_status
take_entry(struct evi_plan *p, char path[EVI_PATH_MAX + 1],
    uint64_t id[ID_COUNT], struct evid_error *err)
{
	enum evid_status status = take(p, p->entry, 2, err);
	size_t len = evi_get_le16(p->entry), i;

	if (status == EVID_OK && len > EVI_PATH_MAX)
		status = fail_damaged(p, err);
	if (status == EVID_OK)
		status = take(p, p->entry + 2, len + ID_LEN, err);
	if (status != EVID_OK)
		return status;
	memcpy(path, p->entry + 2, len);
	path[len] = '\0';
	for (i = 0; i < ID_COUNT; i++)
		id[i] = evi_get_le64(p->entry + 2 + len + 8 * i);
	return EVID_OK;
}

/* Were the two numbers of devices always of one? */
static bool
same_device(struct evi_plan *p, uint64_t then, uint64_t now, bool *same_out)
{
	size_t i;

	*same_out = true;
	for (i = 0; i < p->n_devices; i++) {
		bool one = p->devices[i].then == then;

		if (one != (p->devices[i].now == now)) {
			*same_out = false;
			return true;
		}
		if (one)
			return true;
	}
	if (evi_grow(&p->devices, p->n_devices, &p->cap,
	    sizeof(*p->devices)) != 0)
		return false;
	p->devices[p->n_devices++] = (struct device){ then, now };
	return true;
}

static bool
inodes_last(const struct evi_visit *v)
{
	struct statfs fs;

	if (v->dirfd < 0 || fstatfs(v->fd >= 0 ? v->fd : v->dirfd, &fs) != 0)
		return true;
	return fs.f_type != MSDOS_SUPER_MAGIC &&
	    fs.f_type != EXFAT_SUPER_MAGIC && fs.f_type != FUSE_SUPER_MAGIC;
}

static enum evid_status
fail_changed(const struct evi_plan *p, const char *path, const char *what,
    struct evid_error *err)
{
	evi_fail_path(err, EVID_ERR_CHANGED, path, what, NULL);
	evi_hint(err, "the sealing cannot be resumed with another source: "
	    "put it back as it was, or remove %s to seal anew", p->shown);
	return EVID_ERR_CHANGED;
}

static enum evid_status
compare(struct evi_plan *p, const struct evi_visit *v,
    const uint64_t then[ID_COUNT], const uint64_t now[ID_COUNT],
    struct evid_error *err)
{
	bool same = true;

	if (!same_device(p, then[ID_DEVICE], now[ID_DEVICE], &same))
		return evi_fail_memory(err);
	if (!same || ((then[ID_MODE] ^ now[ID_MODE]) & S_IFMT) != 0 ||
	    (then[ID_INODE] != now[ID_INODE] && inodes_last(v)))
		return fail_changed(p, v->shown, "it is another one than "
		    "when the sealing began", err);
	if (then[ID_SIZE] != now[ID_SIZE])
		return fail_changed(p, v->shown, now[ID_SIZE] >
		    then[ID_SIZE] ? "it grew since the sealing began" :
		    "it shrank since the sealing began", err);
	if (memcmp(then + ID_MODIFIED, now + ID_MODIFIED,
	    4 * sizeof(then[0])) != 0 || then[ID_MODE] != now[ID_MODE])
		return fail_changed(p, v->shown, "it was modified since the "
		    "sealing began", err);
	if (then[ID_ERROR] != now[ID_ERROR])
		return fail_changed(p, v->shown, "it can be read now, or no "
		    "more, unlike when the sealing began", err);
	return EVID_OK;
}

enum evid_status
evi_plan_next(struct evi_plan *p, const struct evi_visit *v, uint64_t size,
    struct evid_error *err)
{
	char path[EVI_PATH_MAX + 1] = "";
	uint64_t then[ID_COUNT] = { 0 }, now[ID_COUNT];
	enum evid_status status;
	int order;

	identify(v, size, now);
	if (p->known == NULL)
		return add(p, v->mapped, now, err);
	if (p->from == p->known->size && p->at == p->fill)
		return fail_changed(p, v->shown, "it was added since the "
		    "sealing began", err);
	status = take_entry(p, path, then, err);
	if (status != EVID_OK)
		return status;
	order = strcmp(v->mapped, path);
	if (order < 0)
		return fail_changed(p, v->shown, "it was added since the "
		    "sealing began", err);
	if (order > 0)
		return fail_changed(p, path, "it was removed since the "
		    "sealing began", err);
	return compare(p, v, then, now, err);
}

enum evid_status
evi_plan_end(struct evi_plan *p, struct evi_extent *extent_out,
    struct evid_error *err)
{
	char path[EVI_PATH_MAX + 1] = "";
	uint64_t then[ID_COUNT];
	enum evid_status status;

	if (p->known != NULL && (p->from < p->known->size ||
	    p->at < p->fill)) {
		status = take_entry(p, path, then, err);
		return status != EVID_OK ? status : fail_changed(p, path,
		    "it was removed since the sealing began", err);
	}
	if (p->known == NULL)
		return evi_spool_sync(&p->spool, extent_out, err);
	*extent_out = *p->known;
	return EVID_OK;
}

enum evid_status
evi_plan_accessed(struct evi_plan *p, const char *path,
    struct evi_instant *at_out, bool *found_out, struct evid_error *err)
{
	enum evid_status status = EVID_OK;

	*found_out = false;
	for (;;) {
		int order;

		if (!p->ahead && p->from == p->known->size &&
		    p->at == p->fill)
			return EVID_OK;
		if (!p->ahead)
			status = take_entry(p, p->path, p->id, err);
		if (status != EVID_OK)
			return status;
		order = strcmp(p->path, path);
		p->ahead = order > 0;
		if (order > 0)
			return EVID_OK;
		if (order == 0)
			break;
	}
	*found_out = true;
	at_out->seconds = (int64_t)p->id[ID_ACCESSED];
	at_out->nanoseconds = (uint32_t)p->id[ID_ACCESSED_NS];
	return EVID_OK;
}
