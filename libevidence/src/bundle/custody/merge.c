/*
 * The union of logs: every distinct line, also what is no event, in the order
 * of the lines' digests.  Of each line its place is kept, not its bytes.
 */
#include "bundle/custody/custody.h"

#include "adapt/key.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/memory.h"
#include "base/text.h"
#include "bundle/custody/file.h"
#include "bundle/custody/merge.h"
#include "bundle/tell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
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

static enum evid_status
changed(struct evid_error *err)
{
	return evi_fail(err, EVID_ERR_CHANGED,
	    "a log changed while it was read");
}

/* its last bytes may be a line that lacks its LF */
static enum evid_status
scan(struct evi_union *u, int fd, const char *name,
    const struct evi_mend *mend, struct evid_error *err)
{
	uint8_t *piece = evi_zalloc(PIECE);	/* owned here */
	struct evi_digest *digest = NULL;	/* owned here */
	uint64_t at = 0, begin = 0;
	enum evid_status status = piece == NULL ? evi_fail_memory(err) :
	    evi_digest_new(EVI_SHA256, &digest, err);
	size_t n = 1;

	while (status == EVID_OK && n > 0 && at < mend->keep) {
		const uint8_t *p = piece, *lf;

		status = evi_pread_full(fd, piece, mend->keep - at < PIECE ?
		    (size_t)(mend->keep - at) : PIECE, at, &n, name, err);
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
	if (status == EVID_OK && at < mend->keep)
		status = changed(err);
	if (status == EVID_OK && at > begin)
		status = add_line(u, begin, at - begin, digest, err);
	evi_digest_free(digest);
	free(piece);
	return status;
}

/* what of it is lines, as whoever asks has it */
static enum evid_status
end_of(const struct evi_log *log, struct evid_custody_mended *mended_out,
    struct evi_mend *out, struct evid_error *err)
{
	enum evid_status status;

	if (log->torn > 0 && mended_out == NULL)
		return evi_fail_path(err, EVID_ERR_TRUNCATED, log->path,
		    "its last line is torn", "add --mend to have in the union "
		    "what is whole of it, or fetch it again");
	status = evi_log_mending(log, out, err);
	if (status == EVID_OK && mended_out != NULL)
		*mended_out = out->how;
	return status;
}

enum evid_status
evi_union_add_log(struct evi_union *u, const struct evi_log *log,
    struct evid_custody_mended *mended_out, struct evid_error *err)
{
	enum evid_status status;
	struct evi_mend mend = { 0 };

	if (evi_grow(&u->fds, u->n_fds, &u->fds_cap, sizeof(*u->fds)) != 0) {
		close(log->fd);
		return evi_fail_memory(err);
	}
	u->fds[u->n_fds++] = log->fd;
	status = evi_union_note(u, log->path, err);
	if (status == EVID_OK)
		status = end_of(log, mended_out, &mend, err);
	return status == EVID_OK ? scan(u, log->fd, log->path, &mend, err) :
	    status;
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

/* with its LF, which its log may lack; @piece: PIECE + 1 bytes */
static enum evid_status
write_line(const struct evi_union_line *line, uint8_t *piece,
    evi_union_fn *take, void *context, struct evid_error *err)
{
	uint64_t at = line->offset, end = line->offset + line->len;
	enum evid_status status;

	do {
		size_t len = end - at < PIECE ? (size_t)(end - at) : PIECE;
		size_t n = 0;

		status = evi_pread_full(line->fd, piece, len, at, &n,
		    "custody log", err);
		if (status == EVID_OK && n < len)
			status = changed(err);
		at += n;
		if (at == end)
			piece[n++] = '\n';
		if (status == EVID_OK)
			status = take(context, piece, n, err);
	} while (status == EVID_OK && at < end);
	return status;
}

enum evid_status
evi_union_write(const struct evi_union *u, evi_union_fn *take, void *context,
    struct evid_error *err)
{
	uint8_t *piece = evi_zalloc(PIECE + 1);	/* owned here */
	enum evid_status status = piece == NULL ? evi_fail_memory(err) :
	    EVID_OK;
	size_t i;

	for (i = 0; i < u->n_lines && status == EVID_OK; i++)
		status = write_line(&u->lines[i], piece, take, context, err);
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

/* While a writer has the lock, a line of his may be half there. */
static enum evid_status
add_log(struct evi_union *u, const char *path,
    struct evid_custody_mended *mended_out, struct evid_error *err)
{
	struct evi_log log = { .fd = -1, .path = path };
	enum evid_status status;

	status = evi_custody_open_log(path, &log.fd, err);
	if (status != EVID_OK)
		return status;
	(void)evi_lock(log.fd, EVI_LOCK_TO_READ);
	status = evi_log_measure(&log, err);
	if (status == EVID_OK && log.size == 0)
		status = evi_fail_path(err, EVID_ERR_TRUNCATED, path,
		    "the file is empty", "most often a transfer that failed: "
		    "fetch it again, or leave it out; nothing was written");
	if (status == EVID_OK)
		status = evi_log_check(&log, err);
	if (status != EVID_OK) {
		close(log.fd);
		return status;
	}
	status = evi_union_add_log(u, &log, mended_out, err);
	if (status == EVID_OK)
		(void)evi_lock(log.fd, EVI_UNLOCK);
	return status;
}

/* An output that is a log is held, so that nobody adds to it meanwhile. */
static enum evid_status
hold_output(struct evi_union *u, struct evi_log *held, const char *output,
    bool force, struct evid_custody_mended *mended_out,
    struct evid_error *err)
{
	struct evi_log log;
	enum evid_status status;

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
	log = *held;
	log.fd = fcntl(held->fd, F_DUPFD_CLOEXEC, 0);
	if (log.fd < 0)
		return evi_fail_errno(err, errno, "open", output);
	return evi_union_add_log(u, &log, mended_out, err);
}

/* all of which the union is */
static enum evid_status
add_all(struct evi_union *u, const char *const *logs, size_t n_logs,
    struct evi_log *held, const char *output, bool force,
    struct evid_custody_mended *mended_out, struct evid_error *err)
{
	uint64_t lacks = evi_memory_lacks();
	enum evid_status status = EVID_OK;
	size_t i;

	if (mended_out != NULL)
		memset(mended_out, 0, (n_logs + 1) * sizeof(*mended_out));
	for (i = 0; i < n_logs && status == EVID_OK; i++)
		status = add_log(u, logs[i], mended_out == NULL ? NULL :
		    &mended_out[i], err);
	status = evi_whole(lacks, status, err);
	if (status == EVID_OK)
		status = hold_output(u, held, output, force, mended_out ==
		    NULL ? NULL : &mended_out[n_logs], err);
	if (status == EVID_OK)
		status = evi_union_alike(u, err);
	if (status == EVID_OK && evi_union_foreign(u) == u->n_lines)
		return evi_log_no_event(logs[0], n_logs == 1 ? "" : ", nor "
		    "in the others", err);
	return status;
}

enum evid_status
evid_custody_merge(const char *const *logs, size_t n_logs,
    const char *output, int force, uint64_t *n_lines_out,
    uint64_t *n_foreign_out, struct evid_error *err)
{
	return evid_custody_merge_mended(logs, n_logs, output, force, NULL,
	    n_lines_out, n_foreign_out, err);
}

enum evid_status
evid_custody_merge_mended(const char *const *logs, size_t n_logs,
    const char *output, int force, struct evid_custody_mended *mended_out,
    uint64_t *n_lines_out, uint64_t *n_foreign_out, struct evid_error *err)
{
	struct evi_output out = EVI_OUTPUT_INIT;
	struct evi_log held = { .fd = -1 };
	struct evi_union u;			/* all owned here */
	enum evid_status status;

	memset(&u, 0, sizeof(u));
	status = evi_crypto_init(err);
	if (status == EVID_OK)
		status = add_all(&u, logs, n_logs, &held, output, force != 0,
		    mended_out, err);
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
evid_custody_mend(const char *path, uint64_t *cut_out, struct evid_error *err)
{
	struct evid_custody_mended mended = { 0, 0 };
	struct evi_log log;
	struct evi_mend mend;
	enum evid_status status;

	*cut_out = 0;
	status = evi_crypto_init(err);
	if (status == EVID_OK)
		status = evi_log_open(&log, path, false, err);
	if (status != EVID_OK)
		return status;
	status = evi_log_check(&log, err);
	if (status == EVID_OK)
		status = evi_log_mending(&log, &mend, err);
	if (status == EVID_OK)
		status = evi_log_mend(&log, &mend, &mended, err);
	*cut_out = mended.cut;
	evi_log_close(&log);
	return status;
}
