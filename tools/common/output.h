/*
 * Where a tool's result goes: standard output, or a file that appears only
 * when it is whole.
 */
#ifndef EVID_TOOLS_OUTPUT_H
#define EVID_TOOLS_OUTPUT_H

#include <stdio.h>
#include <sys/types.h>

struct output {
	FILE *file;
	int fd;			/* that of @file, unless standard output */
	const char *path;	/* NULL: standard output */
	char *partial;		/* where it is until it is whole */
	int force;
};

#define OUTPUT_INIT { NULL, -1, NULL, NULL, 0 }

/* from here on it is known why standard output fails; before anything is
 * written there */
void output_begin(void);

/* writes all of it; 0, or a number of errno */
int output_all(int fd, const void *data, size_t len);

/* @path NULL or "-": standard output.  0, or an exit status, told of */
int output_open(struct output *out, const char *path, mode_t mode, int force);
/* 0, or an exit status, told of; the file stands under its name, or not */
int output_commit(struct output *out);
/* take back what is half written; nothing after a commit */
void output_abandon(struct output *out);

/* what to do where nothing can be written for that number of errno; NULL where
 * nothing is known that is of it alone */
const char *output_hint(int error);

/* a write to the output, or to standard output, failed so: the stream itself
 * does not keep it */
void output_note(int error);

/* could standard output not take what was written to it so far? */
int output_failed(void);

/*
 * output_last - the exit status of the tool: @status, or worse when standard
 * output could not take all that was written to it (a closed pipe, a full
 * disk), which is told of.
 */
int output_last(int status);

#endif
