/*
 * A log as a file that grows: locked, added to, mended.
 */
#ifndef EVI_BUNDLE_CUSTODY_FILE_H
#define EVI_BUNDLE_CUSTODY_FILE_H

#include "base/buf.h"
#include "evidence/custody.h"

/* how each line begins that is an event (record/envelope.h: one encoding) */
#define EVI_LOG_BEGIN "{\"payload\":\""

struct evi_log {
	int fd;				/* locked; -1 where it is closed */
	const char *path;		/* borrowed */
	bool created;
	uint64_t size;
	uint64_t torn;			/* bytes after the last LF */
	uint64_t lacks;			/* evi_memory_lacks() when opened */
};

/* open, create where asked and not there, and lock for writing; waits for
 * whoever has it */
enum evid_status evi_log_open(struct evi_log *log, const char *path,
    bool create, struct evid_error *err);
/* how long the open file is, and how much of it is torn */
enum evid_status evi_log_measure(struct evi_log *log, struct evid_error *err);
/* EVID_ERR_FORMAT where the file has bytes, and no line that begins as an
 * event does: a file that was named by mistake is not added to */
enum evid_status evi_log_check(const struct evi_log *log,
    struct evid_error *err);
/* the failure of a file in which no event stands; @nor: where else none does */
enum evid_status evi_log_no_event(const char *path, const char *nor,
    struct evid_error *err);
/* @bad for a file without an event that begins as a bundle does: it was named
 * in the place of its log */
enum evid_status evi_log_not_packed(int fd, const char *path,
    enum evid_status bad, struct evid_error *err);
/* a line with its LF, synced; where it cannot be written whole, the file is
 * as before.  EVID_ERR_TRUNCATED where the last line is torn */
enum evid_status evi_log_append(struct evi_log *log, const void *line,
    size_t len, struct evid_error *err);
/* the line just added, of @len bytes, goes again: under the same lock */
void evi_log_take_back(struct evi_log *log, size_t len);
/* mend.c: what there is to do: of the torn line an event that stands is ended,
 * and what follows it, or all, cut off.  EVID_ERR_FORMAT where that is neither
 * the beginning of an event nor zeros (nor, after one, white space), or where
 * its bytes have changed.  Nothing is done yet */
struct evi_mend {
	uint64_t keep;			/* bytes of the file that stay */
	struct evid_custody_mended how;
};
enum evid_status evi_log_mending(const struct evi_log *log,
    struct evi_mend *out, struct evid_error *err);
/* does it; *mended_out is what was done, also where it fails after that */
enum evid_status evi_log_mend(struct evi_log *log,
    const struct evi_mend *mend, struct evid_custody_mended *mended_out,
    struct evid_error *err);
/* the failure to add to a torn log */
enum evid_status evi_log_torn(const struct evi_log *log,
    struct evid_error *err);
/* a log that was created for what failed goes again, while it is empty */
void evi_log_forget(struct evi_log *log);
void evi_log_close(struct evi_log *log);

#endif
