/*
 * The distinct lines of several files.
 */
#ifndef EVI_BUNDLE_CUSTODY_MERGE_H
#define EVI_BUNDLE_CUSTODY_MERGE_H

#include "bundle/custody/file.h"
#include "record/event.h"

struct evi_union_line {
	uint8_t digest[EVI_SHA256_LEN];
	uint64_t offset, len;		/* without the LF */
	int fd;
	bool event;			/* alike.c: it is one */
};

/* a log and the bundles that its events are of */
struct evi_union_log {
	struct evi_digests bundles;
	char *name;			/* escaped */
};

struct evi_union {
	struct evi_union_log *logs;
	size_t n_logs, logs_cap;
	struct evi_union_line *lines;
	size_t n_lines, cap;
	int *fds;
	size_t n_fds, fds_cap;
};

/* the lines of a log, which was measured, as they are once its torn last line
 * is mended; its descriptor is taken.  @mended_out: how; NULL:
 * EVID_ERR_TRUNCATED where one is torn */
enum evid_status evi_union_add_log(struct evi_union *u,
    const struct evi_log *log, struct evid_custody_mended *mended_out,
    struct evid_error *err);
/* alike.c: the log of the descriptor added last */
enum evid_status evi_union_note(struct evi_union *u, const char *name,
    struct evid_error *err);
/* one line, of which all is known; @fd is borrowed */
enum evid_status evi_union_add_line(struct evi_union *u,
    const uint8_t digest[EVI_SHA256_LEN], int fd, uint64_t offset,
    uint64_t len, struct evid_error *err);
/* EVID_ERR_ARGUMENT where there is no bundle that all logs which are of a
 * bundle are of: each line is read for that */
enum evid_status evi_union_alike(struct evi_union *u, struct evid_error *err);
/* by digest, each once */
void evi_union_sort(struct evi_union *u);
/* how many lines are no events, once alike.c has read them */
uint64_t evi_union_foreign(const struct evi_union *u);
typedef enum evid_status evi_union_fn(void *context, const void *data,
    size_t len, struct evid_error *err);
enum evid_status evi_union_write(const struct evi_union *u,
    evi_union_fn *take, void *context, struct evid_error *err);
void evi_union_free(struct evi_union *u);

#endif
