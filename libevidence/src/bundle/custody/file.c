/*
 * Adding to a log (file.h).  Whoever writes holds a lock on the open
 * file description, so that threads of one process exclude each other too; a
 * line goes out in one write, and its LF is its last byte.  So a process that
 * is ended at any moment leaves whole lines, and a machine that loses power
 * leaves at most one that is torn, which the lack of an LF shows.
 */
#include "bundle/custody/file.h"

#include "base/file.h"
#include "base/lock.h"
#include "base/memory.h"
#include "base/sync.h"
#include "base/text.h"
#include "bundle/tell.h"
#include "record/tar.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)64 << 10)
#define BEGIN_LEN (sizeof(EVI_LOG_BEGIN) - 1)
#define BOM "\xef\xbb\xbf"
#define BOM_LEN (sizeof(BOM) - 1)

static enum evid_status
find_torn(struct evi_log *log, struct evid_error *err)
{
	uint8_t *piece = evi_zalloc(PIECE);	/* owned here */
	enum evid_status status = piece == NULL ? evi_fail_memory(err) :
	    EVID_OK;
	uint64_t at = log->size;

	log->torn = 0;
	while (status == EVID_OK && at > 0) {
		size_t len = at < PIECE ? (size_t)at : PIECE, n = 0;
		const uint8_t *lf;

		at -= len;
		status = evi_pread_full(log->fd, piece, len, at, &n,
		    log->path, err);
		lf = memrchr(piece, '\n', n);
		if (lf != NULL) {
			log->torn = log->size - at -
			    (uint64_t)(lf - piece) - 1;
			break;
		}
		log->torn = log->size - at;
	}
	free(piece);
	return status;
}

enum evid_status
evi_log_measure(struct evi_log *log, struct evid_error *err)
{
	struct stat st;

	if (fstat(log->fd, &st) != 0)
		return evi_fail_errno(err, errno, "look at", log->path);
	log->size = (uint64_t)st.st_size;
	return find_torn(log, err);
}

enum evid_status
evi_log_open(struct evi_log *log, const char *path, bool create,
    struct evid_error *err)
{
	enum evid_status status;

	memset(log, 0, sizeof(*log));
	log->fd = -1;
	log->path = path;
	log->lacks = evi_memory_lacks();
	if (create && evi_leads_nowhere(path))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, path,
		    "it is a link to a file that is not there",
		    "name a file to which lines can be added (--log)");
	status = evi_open_locked(path, create, 0644, &log->created, &log->fd,
	    err);
	if (status == EVID_OK)
		status = evi_log_measure(log, err);
	if (status != EVID_OK) {
		evi_log_forget(log);
		evi_log_close(log);
	}
	return status;
}

void
evi_log_forget(struct evi_log *log)
{
	if (log->fd >= 0 && log->created && log->size == 0 &&
	    evi_is_named(log->fd, AT_FDCWD, log->path))
		(void)unlink(log->path);
}

void
evi_log_close(struct evi_log *log)
{
	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
}

enum evid_status
evi_log_torn(const struct evi_log *log, struct evid_error *err)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */

	evi_text_escape(&shown, log->path, strlen(log->path));
	evi_fail(err, EVID_ERR_TRUNCATED, "%s: its last line is torn: %llu "
	    "bytes without a line feed", evi_buf_text(&shown),
	    (unsigned long long)log->torn);
	evi_hint(err, "an earlier writing was cut off; add --mend to end or "
	    "cut that line: no whole event is lost");
	evi_buf_free(&shown);
	return EVID_ERR_TRUNCATED;
}

enum evid_status
evi_log_append(struct evi_log *log, const void *line, size_t len,
    struct evid_error *err)
{
	enum evid_status status;

	if (log->torn > 0)
		return evi_log_torn(log, err);
	status = evi_whole(log->lacks, EVID_OK, err);
	if (status != EVID_OK)
		return status;
	status = evi_pwrite_full(log->fd, line, len, log->size, log->path,
	    err);
	if (status == EVID_OK && evi_sync(log->fd) != 0)
		status = evi_fail_errno(err, errno, "sync", log->path);
	if (status != EVID_OK) {
		/* What cannot be taken back shows as torn. */
		(void)!evi_set_size(log->fd, log->size);
		return status;
	}
	log->size += len;
	return log->created ? evi_folder_sync(log->path, err) : EVID_OK;
}

void
evi_log_take_back(struct evi_log *log, size_t len)
{
	if (evi_set_size(log->fd, log->size - len) == 0)
		log->size -= len;
}

static enum evid_status
no_log(const struct evi_log *log, const char *why, struct evid_error *err)
{
	return evi_fail_path(err, EVID_ERR_FORMAT, log->path, why,
	    "nothing was changed: check that this is the file that was "
	    "meant");
}

enum evid_status
evi_log_no_event(const char *path, const char *nor, struct evid_error *err)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */

	evi_text_escape(&shown, path, strlen(path));
	evi_fail(err, EVID_ERR_FORMAT, "%s: no event is in it%s",
	    evi_buf_text(&shown), nor);
	evi_hint(err, "name the log that is meant; nothing was written");
	evi_buf_free(&shown);
	return EVID_ERR_FORMAT;
}

enum evid_status
evi_log_not_packed(int fd, const char *path, enum evid_status bad,
    struct evid_error *err)
{
	uint8_t head[EVI_TAR_BLOCK] = { 0 };
	size_t n = 0;
	enum evid_status status = evi_pread_full(fd, head, sizeof(head), 0,
	    &n, path, err);

	if (status != EVID_OK || !evi_head_is_packed(head, n))
		return status;
	return evi_fail_path(err, bad, path, "this is a bundle, "
	    "or another packed file, and no custody log", "the log stands "
	    "beside its bundle, as NAME.custody.jsonl, and is unpacked first "
	    "where it was packed; evid-verify and evid-inspect look into a "
	    "bundle");
}

/* a search, piece by piece, for a line that begins as an event */
struct search {
	size_t at;			/* so many bytes of this line are as
					 * EVI_LOG_BEGIN, or
					 * SIZE_MAX */
	uint8_t last;			/* byte of this line */
	bool text_mode;			/* one ended in CR LF */
};

/* Is there one that also ends as one? */
static bool
find_event(struct search *s, const uint8_t *data, size_t len)
{
	const uint8_t *end = data + len, *lf;

	while (data < end) {
		if (s->at < BEGIN_LEN && *data ==
		    (uint8_t)EVI_LOG_BEGIN[s->at]) {
			s->last = *data++;
			s->at++;
			continue;
		}
		if (s->at < BEGIN_LEN)
			s->at = SIZE_MAX;
		lf = memchr(data, '\n', (size_t)(end - data));
		if (lf != data)
			s->last = (lf == NULL ? end : lf)[-1];
		if (lf == NULL)
			return false;
		if (s->at == BEGIN_LEN && s->last != '\r')
			return true;
		s->text_mode = s->text_mode || s->at == BEGIN_LEN;
		*s = (struct search){ .text_mode = s->text_mode };
		data = lf + 1;
	}
	return false;
}

static bool
all_zero(const uint8_t *data, size_t len)
{
	return len == 0 ||
	    (data[0] == 0 && memcmp(data, data + 1, len - 1) == 0);
}

static enum evid_status
in_text_mode(const struct evi_log *log, struct evid_error *err)
{
	return evi_fail_path(err, EVID_ERR_FORMAT, log->path, "its lines end "
	    "in CR LF, as a transfer in text mode leaves them: none of them "
	    "is an event", "nothing was changed: fetch it again as it is, or "
	    "take each CR out (tr -d '\\r' <LOG >NEW)");
}

/* of a log whose only line, else an event, begins so */
static bool
begins_with_mark(const uint8_t *data, size_t n)
{
	return n > BOM_LEN + BEGIN_LEN && memcmp(data, BOM, BOM_LEN) == 0 &&
	    memcmp(data + BOM_LEN, EVI_LOG_BEGIN, BEGIN_LEN) == 0;
}

static enum evid_status
with_mark(const struct evi_log *log, struct evid_error *err)
{
	return evi_fail_path(err, EVID_ERR_FORMAT, log->path, "it begins with "
	    "a byte order mark, as an editor may add it: its first line is "
	    "no event so", "nothing was changed: fetch it again as it is, or "
	    "take its first three bytes out (tail -c +4 <LOG >NEW)");
}

enum evid_status
evi_log_check(const struct evi_log *log, struct evid_error *err)
{
	uint8_t *piece = evi_zalloc(PIECE);	/* owned here */
	enum evid_status status = piece == NULL ? evi_fail_memory(err) :
	    EVID_OK;
	struct search s = { .at = 0 };
	uint64_t read = 0;
	size_t n = 0;
	bool found = log->size == 0, zeros = true, mark = false;

	while (status == EVID_OK && !found && read < log->size) {
		status = evi_pread_full(log->fd, piece, PIECE, read, &n,
		    log->path, err);
		if (status != EVID_OK || n == 0)
			break;
		zeros = zeros && all_zero(piece, n);
		mark = mark || (read == 0 && begins_with_mark(piece, n));
		found = find_event(&s, piece, n);
		read += n;
	}
	free(piece);
	if (status == EVID_OK && !found && s.text_mode)
		return in_text_mode(log, err);
	if (status == EVID_OK && !found && mark)
		return with_mark(log, err);
	/* A first line may be torn early, or be zeros after a loss of power. */
	if (status != EVID_OK || found || zeros ||
	    (s.at > 0 && s.at <= BEGIN_LEN))
		return status;
	status = evi_log_not_packed(log->fd, log->path, EVID_ERR_FORMAT, err);
	return status != EVID_OK ? status : no_log(log,
	    "it is no custody log: no line of it is an event", err);
}
