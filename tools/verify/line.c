/*
 * The form of a line of results.  Its keys stand in one order, path, file and
 * what was asked first, so that a line can be known again by its first bytes:
 *
 *	{"path":P[,"pathBytes":HEX],"file":{...}|null,"asked":TEXT,
 *	 "host":H,"seconds":S,"verdict":...
 *
 * and so on as the verdict has it, in one line.
 */
#include "verify/line.h"
#include "common/text.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define VOLUMES_MAX 999
#define SETTLES 2		/* seconds: the coarsest file system's */

static int
later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec > b->tv_sec ||
	    (a->tv_sec == b->tv_sec && a->tv_nsec > b->tv_nsec);
}

static void
add_volume(struct line_file *f, const struct stat *st)
{
	f->size += (uint64_t)st->st_size;
	f->volumes++;
	if (later(&st->st_mtim, &f->modified))
		f->modified = st->st_mtim;
	if (later(&st->st_ctim, &f->changed))
		f->changed = st->st_ctim;
}

/* Does anything have this name?  What cannot be told is not absent. */
static int
is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

/* The volumes that stand beside the first, until one is missing.  Where one
 * of a later number is there, not all of them are: that is looked at anew. */
static void
look_at_volumes(const char *first, struct line_file *f)
{
	size_t len = strlen(first);
	char *path = strdup(first);
	unsigned int i;
	struct stat st;

	f->volumes = 1;
	f->known = path != NULL;
	for (i = 2; path != NULL && i <= VOLUMES_MAX; i++) {
		(void)snprintf(path + len - 3, 4, "%03u", i);
		if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
			break;
		add_volume(f, &st);
	}
	for (; f->known && i <= VOLUMES_MAX; i++) {
		(void)snprintf(path + len - 3, 4, "%03u", i);
		f->known = !is_there(path);
	}
	free(path);
}

/*
 * Does it put the time of change by its own clock, whatever touch(1) says?
 * FAT and exFAT have none and give the time of modification for it, what comes
 * by FUSE or from another system's server may, and an image of a medium says
 * what who made it wrote.  So only those count that are known to.
 */
static int
keeps_change(const char *path)
{
	static const uint32_t known[] = { EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC,
		BTRFS_SUPER_MAGIC, F2FS_SUPER_MAGIC, NILFS_SUPER_MAGIC,
		TMPFS_MAGIC, OVERLAYFS_SUPER_MAGIC, NFS_SUPER_MAGIC,
		CEPH_SUPER_MAGIC, 0x3153464au /* JFS */, 0x2fc12fc1u /* ZFS */,
		0xca451a4eu /* bcachefs */, 0x0bd00bd0u /* Lustre */,
		0x47504653u /* GPFS */ };
	struct statfs fs;

	if (statfs(path, &fs) != 0)
		return 0;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if ((uint32_t)fs.f_type == known[i])
			return 1;
	return 0;
}

int
line_file_look(const char *path, struct line_file *out)
{
	size_t len = strlen(path);
	struct stat st;

	memset(out, 0, sizeof(*out));
	if (strcmp(path, "-") == 0)
		return 0;
	if (stat(path, &st) != 0)
		return errno;
	if (!S_ISREG(st.st_mode))
		return 0;
	out->forgets = !keeps_change(path);
	out->known = !out->forgets;
	out->size = (uint64_t)st.st_size;
	out->modified = st.st_mtim;
	out->changed = st.st_ctim;
	out->inode = (uint64_t)st.st_ino;
	if (out->known && len > 4 && strcmp(path + len - 4, ".001") == 0)
		look_at_volumes(path, out);
	return 0;
}

static int
same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

int
line_file_settled(const struct line_file *a, const struct line_file *b,
    struct evid_time began)
{
	return a->known && b->known && a->size == b->size &&
	    a->inode == b->inode && a->volumes == b->volumes &&
	    same_time(&a->modified, &b->modified) &&
	    same_time(&a->changed, &b->changed) &&
	    a->modified.tv_sec < began.seconds - SETTLES &&
	    a->changed.tv_sec < began.seconds - SETTLES;
}

static void
put_time(FILE *out, const char *key, const struct timespec *t)
{
	char day[TEXT_UTC_CAP];

	if (!text_utc(t->tv_sec, day))
		(void)text_utc(0, day);
	fprintf(out, ",\"%s\":\"%s.%09ldZ\"", key, day, t->tv_nsec);
}

/* A path that is no text is told apart from others by its bytes. */
static void
put_path(FILE *out, const char *path)
{
	int text = 1;

	fputs("{\"path\":", out);
	text_json(out, path);
	for (const char *p = path; *p != '\0' && text; p++)
		text = (unsigned char)*p < 0x80;
	if (text)
		return;
	fputs(",\"pathBytes\":\"", out);
	for (const char *p = path; *p != '\0'; p++)
		fprintf(out, "%02x", (unsigned char)*p);
	putc('"', out);
}

static void
put_file(FILE *out, const struct line_file *file)
{
	if (!file->known) {
		fputs(",\"file\":null", out);
		return;
	}
	fprintf(out, ",\"file\":{\"size\":%llu",
	    (unsigned long long)file->size);
	put_time(out, "modified", &file->modified);
	put_time(out, "changed", &file->changed);
	fprintf(out, ",\"inode\":\"%llu\"", (unsigned long long)file->inode);
	if (file->volumes > 0)
		fprintf(out, ",\"volumes\":%u", file->volumes);
	putc('}', out);
}

char *
line_begin(const char *path, const struct line_file *file, const char *asked,
    size_t *len_out)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, len_out);

	if (out == NULL)
		return NULL;
	put_path(out, path);
	put_file(out, file);
	fputs(",\"asked\":", out);
	text_json(out, asked);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

/* Does the verdict that stands before it say the same?  A digit that went bad
 * on the disk must not make a bundle verified. */
static int
verdict_agrees(const char *rest, const char *found, int status)
{
	const char *name = evid_result_name((enum evid_result)status);
	char said[64];
	int len = snprintf(said, sizeof(said), ",\"verdict\":\"%s\"", name);

	return found - rest >= len &&
	    memcmp(found - len, said, (size_t)len) == 0;
}

int
line_status(const char *rest, size_t len)
{
	const char *found = memmem(rest, len, LINE_STATUS,
	    sizeof(LINE_STATUS) - 1);
	const char *digit;

	if (found == NULL)
		return -1;
	digit = found + sizeof(LINE_STATUS) - 1;
	if (digit + 1 >= rest + len || *digit < '0' || *digit > '5' ||
	    digit[1] != ',' ||
	    !verdict_agrees(rest, found, *digit - '0'))
		return -1;
	return *digit - '0';
}
