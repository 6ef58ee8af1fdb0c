/*
 * The file of results, and what it has of each path.
 *
 * Where the line of a path begins is kept in a table in a temporary file
 * without a name, not in memory: a table of 2^k slots, found by a hash of the
 * path, each a hash and a place, both 0 where it is free.  The line itself is
 * then compared byte by byte, so that two paths of one hash do no harm but to
 * verify again.
 */
#include "verify/results.h"
#include "common/message.h"
#include "common/output.h"
#include "verify/line.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define BEGINS_LEN (sizeof(LINE_BEGINS) - 1)
#define AFTER_PATH ",\"file\":"
#define STATUS_WITHIN 512	/* bytes after what was asked */
#define HINT_OTHER "give --results a file of its own"

struct slot {
	uint64_t hash;		/* never 0 where the slot is taken */
	uint64_t place;
};

static int
told(const struct results *r, const char *what, int error)
{
	const char *hint = output_hint(error);

	message_of(r->path, hint != NULL ? hint : "check the name and the "
	    "folder it is in", "%s: %s", what, strerrordesc_np(error));
	return EXIT_AGAIN;
}

/* Where the lines of the results are, so that a name is found again. */
static int
told_index(int error)
{
	message(error == EFBIG ? output_hint(error) : "free some space there, "
	    "or name another folder for temporary files with TMPDIR",
	    "a temporary file cannot be written: %s", strerrordesc_np(error));
	return EXIT_AGAIN;
}

/* Whole, whatever signals come between and however little a call does: how
 * much there was of it, or -1. */
static ssize_t
read_at(int fd, void *data, size_t len, off_t at)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = pread(fd, (char *)data + done, len - done,
		    at + (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

/* the same; 0, or an errno */
static int
write_at(int fd, const void *data, size_t len, off_t at)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = pwrite(fd, (const char *)data + done, len - done,
		    at + (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0 ? ENOSPC : errno;
		done += (size_t)n;
	}
	return 0;
}

static int
set_size(int fd, off_t size)
{
	int done;

	do {
		done = ftruncate(fd, size);
	} while (done != 0 && errno == EINTR);
	return done;
}

/* FNV-1a, begun by a secret: who names bundles cannot fill one place. */
static uint64_t
hash_of(const struct results *r, const char *line, size_t len)
{
	const char *end = memmem(line, len, AFTER_PATH,
	    sizeof(AFTER_PATH) - 1);
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ r->seed;

	if (end == NULL)
		return 0;
	for (; line < end; line++)
		hash = (hash ^ (unsigned char)*line) *
		    UINT64_C(0x100000001b3);
	hash ^= hash >> 32;
	return hash == 0 ? 1 : hash;
}

/* The slot of that hash, or the free one where it would stand; -1: a failure
 * to read. */
static off_t
find_slot(const struct results *r, uint64_t hash, struct slot *slot)
{
	uint64_t i = hash & (r->n_slots - 1);
	off_t at;

	for (;;) {
		at = (off_t)(i * sizeof(*slot));
		if (read_at(r->index, slot, sizeof(*slot), at) !=
		    (ssize_t)sizeof(*slot))
			return -1;
		if (slot->hash == hash || slot->hash == 0)
			return at;
		i = (i + 1) & (r->n_slots - 1);
	}
}

static int
put_slot(const struct results *r, uint64_t hash, off_t place)
{
	struct slot slot;
	off_t at = find_slot(r, hash, &slot);

	if (at < 0)
		return -1;
	slot.hash = hash;
	slot.place = (uint64_t)place;
	errno = write_at(r->index, &slot, sizeof(slot), at);
	return errno == 0 ? 0 : -1;
}

/* A temporary file that nobody else sees, of so many bytes. */
static int
temporary(uint64_t bytes)
{
	const char *folder = getenv("TMPDIR");
	char path[4096];
	int fd;

	if (folder == NULL || *folder == '\0')
		folder = "/tmp";
	fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) {
		snprintf(path, sizeof(path), "%s/evid-verify.XXXXXX", folder);
		fd = mkostemp(path, O_CLOEXEC);
		if (fd >= 0)
			(void)unlink(path);
	}
	if (fd >= 0 && set_size(fd, (off_t)bytes) != 0) {
		(void)close(fd);
		fd = -1;
	}
	return fd;
}

/* Is it a line of ours, or the first part of one?  After a power cut the
 * last of several may be nothing but zero bytes. */
static int
is_result(const char *line, size_t len, int whole, uint64_t number)
{
	if (!whole)
		return memcmp(line, LINE_BEGINS,
		    len < BEGINS_LEN ? len : BEGINS_LEN) == 0 ||
		    (line[0] == '\0' && number > 1);
	return len > BEGINS_LEN + 2 && memcmp(line, LINE_BEGINS,
	    BEGINS_LEN) == 0 && line[len - 2] == '}' &&
	    memmem(line, len, AFTER_PATH, sizeof(AFTER_PATH) - 1) != NULL &&
	    memmem(line, len, LINE_STATUS, sizeof(LINE_STATUS) - 1) != NULL;
}

/* a line of the file with its newline; a status is told of */
typedef int line_fn(struct results *r, const char *line, size_t len,
    off_t at);

static int
no_result(const struct results *r, uint64_t number)
{
	message_of(r->path, HINT_OTHER, "line %llu is no result of "
	    "--json-lines", (unsigned long long)number);
	return EXIT_USAGE;
}

/* Before a line is looked for in what may be a disk image. */
static int
check_begin(const struct results *r)
{
	char begin[BEGINS_LEN];
	ssize_t got = read_at(r->fd, begin, sizeof(begin), 0);

	if (got < 0)
		return told(r, "cannot be read", errno);
	return memcmp(begin, LINE_BEGINS, (size_t)got) == 0 ? 0 :
	    no_result(r, 1);
}

/* Each whole line, and where they end. */
static int
each_line(struct results *r, line_fn *visit, off_t *end_out)
{
	int copy = dup(r->fd), status = 0;
	FILE *in = copy < 0 ? NULL : fdopen(copy, "r");
	char *line = NULL;
	size_t room = 0;
	uint64_t number = 0;
	ssize_t len;

	*end_out = 0;
	if (in == NULL || fseeko(in, 0, SEEK_SET) != 0) {
		status = told(r, "cannot be read", errno);
		goto out;
	}
	while (status == 0 && (len = getline(&line, &room, in)) > 0) {
		int whole = line[len - 1] == '\n';

		number++;
		if (!is_result(line, (size_t)len, whole, number))
			status = no_result(r, number);
		else if (!whole)
			break;
		else if (visit != NULL)
			status = visit(r, line, (size_t)len, *end_out);
		*end_out += len;
	}
	if (status == 0 && ferror(in))
		status = told(r, "cannot be read", errno);
out:
	free(line);
	if (in != NULL)
		(void)fclose(in);
	else if (copy >= 0)
		(void)close(copy);
	return status;
}

static int
count_line(struct results *r, const char *line, size_t len, off_t at)
{
	(void)line;
	(void)len;
	(void)at;
	r->n_slots++;
	return 0;
}

static int
index_line(struct results *r, const char *line, size_t len, off_t at)
{
	if (put_slot(r, hash_of(r, line, len), at) == 0)
		return 0;
	return told_index(errno);
}

/* Reads it twice: to count its lines, then to note where they are. */
static int
make_index(struct results *r)
{
	uint64_t slots = 16;
	off_t end;
	int status = check_begin(r);

	r->n_slots = 0;
	if (status == 0)
		status = each_line(r, count_line, &r->end);
	if (status != 0)
		return status;
	while (slots < 2 * r->n_slots)
		slots *= 2;
	r->n_slots = slots;
	if (getrandom(&r->seed, sizeof(r->seed), 0) !=
	    (ssize_t)sizeof(r->seed))
		r->seed = 0;
	r->index = temporary(slots * sizeof(struct slot));
	if (r->index < 0)
		return told_index(errno);
	return each_line(r, index_line, &end);
}

static int
lock(const struct results *r)
{
	int done;

	do {
		done = flock(r->fd, LOCK_EX | LOCK_NB);
	} while (done != 0 && errno == EINTR);
	if (done == 0)
		return 0;
	/* Some file systems have no locks. */
	if (errno != EWOULDBLOCK)
		return 0;
	message_of(r->path, "wait until it has ended",
	    "another run writes to it");
	return EXIT_AGAIN;
}

static int
take_away_rest(struct results *r, off_t size, int quiet)
{
	if (size <= r->end)
		return 0;
	if (set_size(r->fd, r->end) != 0)
		return told(r, "cannot be written", errno);
	if (!quiet)
		message_of(r->path, "nothing to do: what it was about is "
		    "verified again", "its last line was cut short");
	return 0;
}

int
results_open(struct results *r, const char *path, int quiet)
{
	struct stat st;
	int status;

	r->path = path;
	r->made = access(path, F_OK) != 0;
	r->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY |
	    O_NONBLOCK, 0644);
	if (r->fd < 0 || fstat(r->fd, &st) != 0)
		return told(r, "cannot be written", errno);
	if (!S_ISREG(st.st_mode)) {
		message_of(path, HINT_OTHER, "no regular file");
		return EXIT_USAGE;
	}
	status = lock(r);
	if (status == 0)
		status = make_index(r);
	if (status == 0 && fstat(r->fd, &st) != 0)
		status = told(r, "cannot be read", errno);
	if (status == 0)
		status = take_away_rest(r, st.st_size, quiet);
	return status;
}

int
results_find(const struct results *r, const char *begin, size_t len)
{
	uint64_t hash = hash_of(r, begin, len);
	struct slot slot;
	char *line;
	ssize_t got;
	int status = -1;

	if (hash == 0 || find_slot(r, hash, &slot) < 0 || slot.hash == 0)
		return -1;
	line = malloc(len + STATUS_WITHIN);
	if (line == NULL)
		return -1;
	got = read_at(r->fd, line, len + STATUS_WITHIN, (off_t)slot.place);
	if (got > (ssize_t)len && line[len] == ',' &&
	    memcmp(line, begin, len) == 0)
		status = line_status(line + len, (size_t)got - len);
	free(line);
	return status == EXIT_USAGE || status == EXIT_AGAIN ? -1 : status;
}

/* Half a line is none: what was written of it is taken back. */
static int
give_up(struct results *r, int error)
{
	r->failed = 1;
	(void)told(r, set_size(r->fd, r->end) == 0 ? "cannot be written" :
	    "cannot be written, and its last line is cut short", error);
	return -1;
}

/* Is it as it was left, and there?  Who empties it would have lines after what
 * is no text, and who removes it would have none. */
static int
is_ours(const struct results *r)
{
	struct stat st, named;

	return fstat(r->fd, &st) == 0 && st.st_size == r->end &&
	    stat(r->path, &named) == 0 && named.st_ino == st.st_ino &&
	    named.st_dev == st.st_dev;
}

static int
lose(struct results *r)
{
	r->failed = 1;
	message_of(r->path, "what it lacks is verified again by the same "
	    "command, with a file that nobody else writes to", "it was "
	    "changed, moved or removed by another program meanwhile");
	return -1;
}

int
results_add(struct results *r, const char *line, size_t len)
{
	int error;

	if (r->failed)
		return -1;
	if (!is_ours(r))
		return lose(r);
	error = write_at(r->fd, line, len, r->end);
	if (error != 0)
		return give_up(r, error);
	r->end += (off_t)len;
	r->unsaved = 1;
	return 0;
}

int
results_save(struct results *r)
{
	int done;

	if (r->path == NULL || r->failed || !r->unsaved)
		return r->failed ? -1 : 0;
	r->unsaved = 0;
	do {
		done = fdatasync(r->fd);
	} while (done != 0 && errno == EINTR);
	if (done == 0 || errno == EINVAL)
		return is_ours(r) ? 0 : lose(r);
	(void)told(r, "cannot be written", errno);
	r->failed = 1;
	return -1;
}

void
results_take_back(struct results *r)
{
	if (r->fd >= 0 && r->made && r->end == 0)
		(void)unlink(r->path);
}

void
results_close(struct results *r)
{
	if (r->index >= 0)
		(void)close(r->index);
	if (r->fd >= 0)
		(void)close(r->fd);
	r->fd = r->index = -1;
}
