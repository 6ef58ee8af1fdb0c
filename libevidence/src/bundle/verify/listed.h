/*
 * The sizes that an unpacked bundle's inventory lists, asked for in the order
 * of its lines: a file of another size need not be read, and a file of holes
 * that says it has terabytes costs nothing.
 */
#ifndef EVI_BUNDLE_VERIFY_LISTED_H
#define EVI_BUNDLE_VERIFY_LISTED_H

#include "record/object.h"

struct evi_listed {
	int fd;				/* -1: nothing is known */
	struct evi_buf pending;		/* what was read, from @at on */
	size_t at;
	bool end;
	char *path;			/* of the last line, or NULL */
	bool file;
	uint64_t size;
};

/* @folder: of the bag; for evi_listed_close() */
void evi_listed_open(struct evi_listed *l, int folder);
void evi_listed_close(struct evi_listed *l);
/*
 * evi_listed_other - is the file of this path listed with another size, or
 * not listed at all?
 *
 * Paths are asked for in byte order.  Where the inventory is not there or not
 * as the format says, up to the line in question, nothing is known and the
 * answer is no.
 */
enum evid_status evi_listed_other(struct evi_listed *l, const char *path,
    uint64_t size, bool *other_out, struct evid_error *err);

/* Is there so little of a file, for its size, that nobody can have packed it:
 * even deflate takes a byte for 1,032.  What has no list of its size is not
 * read then, or a name alone could keep a reader busy for years. */
bool evi_listed_hollow(int fd, uint64_t size);

#endif
