/*
 * Which bundles are to be verified: the operands, then a list of paths.
 */
#ifndef EVID_TOOLS_VERIFY_NAMES_H
#define EVID_TOOLS_VERIFY_NAMES_H

#include <stddef.h>
#include <stdint.h>

#define NAMES_ROOM 65536	/* no path is longer */

struct names {
	char **operands;
	size_t n_operands, taken;
	const char *file;	/* the list, for messages; NULL: none */
	int fd;			/* of the list, or -1 */
	char end;		/* of a path: a newline or a zero byte */
	int ended;		/* the list has been read */
	uint64_t line;		/* of the list, for messages */
	int ends_told;		/* how its lines end, and should not */
	uint64_t total;		/* how many there are, where that can be known
				 * beforehand; else 0 */
	int status;		/* an exit status, told of */
	size_t from, to;	/* what stands in @room and was not given out */
	char room[NAMES_ROOM];
};

/* @file: NULL, or "-" for standard input.  0, or an exit status, told of */
int names_open(struct names *names, char **operands, size_t n_operands,
    const char *file, int zero_ends);

/*
 * names_next - the next path, for free(); NULL at the end
 *
 * Waits for a list that comes through a pipe, unless a signal came.  After a
 * failure it is NULL, and names->status is not 0.  Blank lines are passed over.
 * A path of the list that begins with - is a file's: "-x" becomes "./-x".
 *
 * @listed_out: it stands in the list, not on the command line
 */
char *names_next(struct names *names, int *listed_out);

/* is there one more, without waiting for it? */
int names_more(struct names *names);

void names_close(struct names *names);

#endif
