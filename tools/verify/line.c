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

/* Does anything have this name?  What cannot be told is not absent. */
static int
is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR);
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

static int
later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec > b->tv_sec ||
	    (a->tv_sec == b->tv_sec && a->tv_nsec > b->tv_nsec);
}

/* 1: a regular file, which is added; 0: it is none, or is not there; -1: no
 * memory.  Another file has its place as soon as a link leads elsewhere. */
static int
add_part(struct line_file *f, const char *path)
{
	struct line_part *part;
	struct stat st, link;

	if (lstat(path, &link) != 0 || stat(path, &st) != 0 ||
	    !S_ISREG(st.st_mode))
		return 0;
	part = reallocarray(f->parts, f->n_parts + 1, sizeof(*part));
	if (part == NULL)
		return -1;
	f->parts = part;
	f->parts[f->n_parts++] = (struct line_part){ (uint64_t)st.st_size,
		(uint64_t)st.st_ino, st.st_mtim,
		later(&link.st_ctim, &st.st_ctim) ? link.st_ctim : st.st_ctim };
	f->forgets |= !keeps_change(path);
	return 1;
}

/* The volumes that stand beside the first, until one is missing.  Where one
 * of a later number is there, not all of them are: that is looked at anew. */
static int
add_volumes(struct line_file *f, const char *first)
{
	size_t len = strlen(first);
	char *path = strdup(first);
	int added = path == NULL ? -1 : 1, whole = 1;
	unsigned int i;

	f->volumes = 1;
	for (i = 2; added > 0 && i <= VOLUMES_MAX; i++) {
		(void)snprintf(path + len - 3, 4, "%03u", i);
		added = add_part(f, path);
	}
	/* The one that was not added is there, too, if it is no file. */
	for (i -= added == 0; whole && added == 0 && i <= VOLUMES_MAX; i++) {
		(void)snprintf(path + len - 3, 4, "%03u", i);
		whole = !is_there(path);
	}
	free(path);
	return added >= 0 && whole;
}

void
line_file_look(const char *path, struct line_file *out)
{
	size_t len = strlen(path);

	*out = (struct line_file)LINE_FILE_INIT;
	if (strcmp(path, "-") == 0 || add_part(out, path) <= 0)
		return;
	out->known = len <= 4 || strcmp(path + len - 4, ".001") != 0 ||
	    add_volumes(out, path);
	out->known = out->known && !out->forgets;
}

void
line_file_free(struct line_file *file)
{
	free(file->parts);
	*file = (struct line_file)LINE_FILE_INIT;
}

static void
add_to_all(struct line_part *all, const struct line_part *part, int first)
{
	all->size += part->size;
	if (first || later(&part->modified, &all->modified))
		all->modified = part->modified;
	if (first || later(&part->changed, &all->changed))
		all->changed = part->changed;
	all->inode = first ? part->inode : all->inode;
}

static int
same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static int
is_settled(const struct line_part *a, const struct line_part *b,
    struct evid_time began)
{
	return a->size == b->size && a->inode == b->inode &&
	    same_time(&a->modified, &b->modified) &&
	    same_time(&a->changed, &b->changed) &&
	    a->modified.tv_sec < began.seconds - SETTLES &&
	    a->changed.tv_sec < began.seconds - SETTLES;
}

int
line_file_settled(const struct line_file *before,
    const struct line_file *after, struct evid_time began)
{
	int settled = before->known && after->known &&
	    before->n_parts == after->n_parts;

	for (unsigned int i = 0; settled && i < before->n_parts; i++)
		settled = is_settled(&before->parts[i], &after->parts[i],
		    began);
	return settled;
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
put_part(FILE *out, const struct line_part *part)
{
	fprintf(out, "{\"size\":%llu", (unsigned long long)part->size);
	put_time(out, "modified", &part->modified);
	put_time(out, "changed", &part->changed);
	fprintf(out, ",\"inode\":\"%llu\"", (unsigned long long)part->inode);
}

/* Of volumes the sum and the latest, and then each. */
static void
put_file(FILE *out, const struct line_file *file)
{
	struct line_part all = { 0, 0, { 0, 0 }, { 0, 0 } };

	fputs(",\"file\":", out);
	if (!file->known) {
		fputs("null", out);
		return;
	}
	for (unsigned int i = 0; i < file->n_parts; i++)
		add_to_all(&all, &file->parts[i], i == 0);
	put_part(out, &all);
	if (file->volumes)
		fprintf(out, ",\"volumes\":%u,\"each\":[", file->n_parts);
	for (unsigned int i = 0; file->volumes && i < file->n_parts; i++) {
		fputs(i == 0 ? "" : ",", out);
		put_part(out, &file->parts[i]);
		putc('}', out);
	}
	fputs(file->volumes ? "]}" : "}", out);
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
