/*
 * The union of logs: every distinct line, also what is no event, in the order
 * of the lines' digests.  Of each line its place is kept, not its bytes.
 */
#include "bundle/custody/custody.h"

#include "adapt/key.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/custody/file.h"
#include "bundle/custody/merge.h"
#include "bundle/tell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)256 << 10)

void
evi_union_free(struct evi_union *u)
{
	size_t i;

	for (i = 0; i < u->n_fds; i++)
		close(u->fds[i]);
	for (i = 0; i < u->n_logs; i++) {
		evi_digests_free(&u->logs[i].bundles);
		free(u->logs[i].name);
	}
	free(u->logs);
	free(u->fds);
	free(u->lines);
	memset(u, 0, sizeof(*u));
}

static enum evid_status
add_line(struct evi_union *u, uint64_t offset, uint64_t len,
    struct evi_digest *digest, struct evid_error *err)
{
	uint8_t bytes[EVI_SHA256_LEN];
	enum evid_status status = evi_digest_finish(digest, bytes, err);

	if (status == EVID_OK)
		status = evi_digest_start(digest, err);
	return status != EVID_OK ? status : evi_union_add_line(u, bytes,
	    u->fds[u->n_fds - 1], offset, len, err);
}

enum evid_status
evi_union_add_line(struct evi_union *u, const uint8_t digest[EVI_SHA256_LEN],
    int fd, uint64_t offset, uint64_t len, struct evid_error *err)
{
	struct evi_union_line *line;

	if (evi_grow(&u->lines, u->n_lines, &u->cap, sizeof(*u->lines)) != 0)
		return evi_fail_memory(err);
	line = &u->lines[u->n_lines++];
	memcpy(line->digest, digest, EVI_SHA256_LEN);
	line->offset = offset;
	line->len = len;
	line->fd = fd;
	line->event = false;
	return EVID_OK;
}

/* the lines of one file; *torn_out: bytes after the last LF */
static enum evid_status
scan(struct evi_union *u, int fd, const char *name, uint64_t *torn_out,
    struct evid_error *err)
{
	uint8_t *piece = evi_zalloc(PIECE);	/* owned here */
	struct evi_digest *digest = NULL;	/* owned here */
	uint64_t at = 0, begin = 0;
	enum evid_status status = piece == NULL ? evi_fail_memory(err) :
	    evi_digest_new(EVI_SHA256, &digest, err);
	size_t n = 1;

	while (status == EVID_OK && n > 0) {
		const uint8_t *p = piece, *lf;

		status = evi_pread_full(fd, piece, PIECE, at, &n, name, err);
		while (status == EVID_OK && (lf = memchr(p, '\n',
		    (size_t)(piece + n - p))) != NULL) {
			uint64_t end = at + (uint64_t)(lf - piece);

			status = evi_digest_add(digest, p, (size_t)(lf - p),
			    err);
			if (status == EVID_OK)
				status = add_line(u, begin, end - begin,
				    digest, err);
			begin = end + 1;
			p = lf + 1;
		}
		if (status == EVID_OK)
			status = evi_digest_add(digest, p,
			    (size_t)(piece + n - p), err);
		at += n;
	}
	*torn_out = at - begin;
	evi_digest_free(digest);
	free(piece);
	return status;
}

enum evid_status
evi_union_add_fd(struct evi_union *u, int fd, const char *name,
    struct evid_error *err)
{
	enum evid_status status;
	uint64_t torn = 0;

	if (evi_grow(&u->fds, u->n_fds, &u->fds_cap, sizeof(*u->fds)) != 0) {
		close(fd);
		return evi_fail_memory(err);
	}
	u->fds[u->n_fds++] = fd;
	status = evi_union_note(u, name, err);
	if (status == EVID_OK)
		status = scan(u, fd, name, &torn, err);
	if (status == EVID_OK && torn > 0)
		status = evi_fail_path(err, EVID_ERR_TRUNCATED, name,
		    "its last line is torn", "mend it first (evid-custody "
		    "merge --mend), or fetch it again");
	return status;
}

static int
compare(const void *a, const void *b)
{
	return memcmp(((const struct evi_union_line *)a)->digest,
	    ((const struct evi_union_line *)b)->digest, EVI_SHA256_LEN);
}

void
evi_union_sort(struct evi_union *u)
{
	size_t i, n = 0;

	if (u->n_lines == 0)
		return;
	qsort(u->lines, u->n_lines, sizeof(*u->lines), compare);
	for (i = 1; i < u->n_lines; i++)
		if (compare(&u->lines[n], &u->lines[i]) != 0)
			u->lines[++n] = u->lines[i];
	u->n_lines = n + 1;
}

uint64_t
evi_union_foreign(const struct evi_union *u)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < u->n_lines; i++)
		n += !u->lines[i].event;
	return n;
}

enum evid_status
evi_union_write(const struct evi_union *u, evi_union_fn *take, void *context,
    struct evid_error *err)
{
	uint8_t *piece = evi_zalloc(PIECE);	/* owned here */
	enum evid_status status = piece == NULL ? evi_fail_memory(err) :
	    EVID_OK;
	size_t i;

	for (i = 0; i < u->n_lines && status == EVID_OK; i++) {
		const struct evi_union_line *line = &u->lines[i];
		uint64_t at = line->offset, left = line->len + 1;

		while (status == EVID_OK && left > 0) {
			size_t len = left < PIECE ? (size_t)left : PIECE;
			size_t n = 0;

			status = evi_pread_full(line->fd, piece, len, at, &n,
			    "custody log", err);
			if (status == EVID_OK && n < len)
				status = evi_fail(err, EVID_ERR_CHANGED,
				    "a log changed while it was read");
			if (status == EVID_OK)
				status = take(context, piece, n, err);
			at += n;
			left -= n;
		}
	}
	free(piece);
	return status;
}

static enum evid_status
write_piece(void *context, const void *data, size_t len,
    struct evid_error *err)
{
	struct evi_output *out = context;

	return evi_write_full(out->fd, data, len, out->path, err);
}

static enum evid_status
add_log(struct evi_union *u, const char *path, struct evid_error *err)
{
	struct evi_log log = { .fd = -1, .path = path };
	enum evid_status status;
	struct stat st;

	status = evi_custody_open_log(path, &log.fd, err);
	if (status != EVID_OK)
		return status;
	if (fstat(log.fd, &st) != 0)
		status = evi_fail_errno(err, errno, "look at", path);
	else
		log.size = (uint64_t)st.st_size;
	if (status == EVID_OK)
		status = evi_log_check(&log, err);
	if (status == EVID_OK)
		return evi_union_add_fd(u, log.fd, path, err);
	close(log.fd);
	return status;
}

/* An output that is a log is held, so that nobody adds to it meanwhile. */
static enum evid_status
hold_output(struct evi_union *u, struct evi_log *held, const char *output,
    bool force, struct evid_error *err)
{
	enum evid_status status;
	int fd;

	if (strcmp(output, "-") == 0 || access(output, F_OK) != 0)
		return EVID_OK;
	if (!force)
		return evi_fail_path(err, EVID_ERR_EXISTS, output,
		    "it exists already", "choose another name, or add "
		    "--force: its own lines are kept");
	status = evi_log_open(held, output, false, err);
	if (status == EVID_OK)
		status = evi_log_check(held, err);
	if (status != EVID_OK)
		return status;
	fd = fcntl(held->fd, F_DUPFD_CLOEXEC, 0);
	if (fd < 0)
		return evi_fail_errno(err, errno, "open", output);
	return evi_union_add_fd(u, fd, output, err);
}

enum evid_status
evid_custody_merge(const char *const *logs, size_t n_logs,
    const char *output, int force, uint64_t *n_lines_out,
    uint64_t *n_foreign_out, struct evid_error *err)
{
	struct evi_output out = EVI_OUTPUT_INIT;
	struct evi_log held = { .fd = -1 };
	struct evi_union u;			/* all owned here */
	uint64_t lacks = evi_memory_lacks();
	enum evid_status status;
	size_t i;

	memset(&u, 0, sizeof(u));
	status = evi_crypto_init(err);
	for (i = 0; i < n_logs && status == EVID_OK; i++)
		status = add_log(&u, logs[i], err);
	status = evi_whole(lacks, status, err);
	if (status == EVID_OK)
		status = hold_output(&u, &held, output, force != 0, err);
	if (status == EVID_OK)
		status = evi_union_alike(&u, err);
	if (status == EVID_OK)
		status = evi_output_open(&out, output, 0666, force != 0, err);
	if (status == EVID_OK) {
		evi_union_sort(&u);
		status = evi_union_write(&u, write_piece, &out, err);
	}
	if (status == EVID_OK)
		status = evi_output_commit(&out, err);
	if (n_lines_out != NULL)
		*n_lines_out = u.n_lines;
	if (n_foreign_out != NULL)
		*n_foreign_out = evi_union_foreign(&u);
	evi_output_abandon(&out);
	evi_log_close(&held);
	evi_union_free(&u);
	return status;
}

enum evid_status
evid_custody_mend(const char *path, uint64_t *cut_out,
    struct evid_error *err)
{
	struct evi_log log;
	enum evid_status status;

	*cut_out = 0;
	status = evi_crypto_init(err);
	if (status == EVID_OK)
		status = evi_log_open(&log, path, false, err);
	if (status != EVID_OK)
		return status;
	status = evi_log_check(&log, err);
	if (status == EVID_OK)
		status = evi_log_mend(&log, cut_out, err);
	evi_log_close(&log);
	return status;
}
