/*
 * One line of results: where the bundle is, what is remembered of its file,
 * and its verdict.
 */
#ifndef EVID_TOOLS_VERIFY_LINE_H
#define EVID_TOOLS_VERIFY_LINE_H

#include <evidence/evidence.h>

#include <stddef.h>
#include <stdio.h>
#include <time.h>

#define LINE_BEGINS "{\"path\":\""
#define LINE_STATUS ",\"exitStatus\":"

/* What a file is known again by, of a bundle in volumes of all of them. */
struct line_file {
	int known;		/* it is one that can be known again */
	int forgets;		/* its file system keeps no time of change */
	uint64_t size;
	struct timespec modified, changed;	/* the latest */
	uint64_t inode;		/* of the first */
	unsigned int volumes;	/* 0: it is in one piece */
};

/* look at it; the error of stat(2), or 0.  A folder, a pipe, a device,
 * standard input, and what a file system keeps that may not tell a change, are
 * never known again */
int line_file_look(const char *path, struct line_file *out);

/*
 * Is it the same as @before, and was nothing of it touched in the seconds
 * before @began?  In these a change may leave all times as they are.
 */
int line_file_settled(const struct line_file *before,
    const struct line_file *after, struct evid_time began);

/*
 * line_begin - from the path to what was asked, as it stands in a line
 *
 * Two lines that begin alike are of one file that did not change since, and
 * the same was asked of it.  No newline, no end; for free().
 */
char *line_begin(const char *path, const struct line_file *file,
    const char *asked, size_t *len_out);

/* the exit status in a line, after the part of line_begin(); or -1, also where
 * the verdict there says something else */
int line_status(const char *rest, size_t len);

#endif
