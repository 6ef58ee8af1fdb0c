/*
 * A file of results that grows line by line, and from which a run that was
 * broken off goes on.
 */
#ifndef EVID_TOOLS_VERIFY_RESULTS_H
#define EVID_TOOLS_VERIFY_RESULTS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct results {
	const char *path;	/* NULL: not open */
	int fd, index;
	off_t end;		/* of the last whole line */
	uint64_t n_slots, seed;	/* of the index */
	int failed;		/* it could not be written, and that was told */
	int unsaved;
	int made;		/* it was not there before */
};

#define RESULTS_INIT { .fd = -1, .index = -1 }

/*
 * results_open - make it, or read what is there
 *
 * A last line without its end, as a run leaves it that was killed, is taken
 * away.  A file with anything else than results is left as it is, an error.
 * One run at a time writes to it.
 *
 * 0, or an exit status, told of.
 */
int results_open(struct results *r, const char *path, int quiet);

/*
 * results_find - the exit status of the last line of that path, or -1
 *
 * Only where the line begins with @begin (verify/line.h), and only for what
 * trying again would not change: not 4.  Safe from several threads, also
 * beside results_add(), whose lines it does not see.
 */
int results_find(const struct results *r, const char *begin, size_t len);

/* a line with its newline: whole, or not there.  0, or -1, told of */
int results_add(struct results *r, const char *line, size_t len);

/* to the disk; 0, or -1, told of */
int results_save(struct results *r);

/* the file, where it was made for this and no line is in it */
void results_take_back(struct results *r);
void results_close(struct results *r);

#endif
