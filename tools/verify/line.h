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

/* a file; @changed: also of the link that leads to it */
struct line_part {
	uint64_t size, inode;
	struct timespec modified, changed;
};

/* What a file is known again by, of a bundle in volumes each of them. */
struct line_file {
	int known;		/* it is one that can be known again */
	int forgets;		/* its file system keeps no time of change */
	int volumes;		/* or it is in one piece */
	struct line_part *parts;	/* one, or the volumes */
	unsigned int n_parts;
};

#define LINE_FILE_INIT { 0, 0, 0, NULL, 0 }

/* look at it, a value to be let go of.  A folder, a pipe, a device, standard
 * input, and what a file system keeps that may not tell a change, are never
 * known again */
void line_file_look(const char *path, struct line_file *out);
void line_file_free(struct line_file *file);

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
