/*
 * The content of one object of the source: read once, holes passed over,
 * what cannot be read made zeros and noted, what moved meanwhile found.
 */
#ifndef EVI_BUNDLE_STREAM_CONTENT_H
#define EVI_BUNDLE_STREAM_CONTENT_H

#include "evidence/seal.h"
#include "record/object.h"

#include <sys/stat.h>

struct evi_content {
	int fd;				/* -1: none is open */
	bool record;			/* note what fails instead of ending */
	bool stream;			/* read in order: standard input */
	bool sparse;
	uint64_t size, at;
	uint64_t data_end, hole_end;	/* where the run at @at ends */
	bool end_seen, goes_on;		/* read to its size; further? */
	struct stat before;
	const char *shown;		/* original path; borrowed */
};

#define EVI_CONTENT_INIT { .fd = -1 }

/* @fd is taken; @size bytes will be given, whatever comes */
void evi_content_begin(struct evi_content *c, int fd, const struct stat *st,
    uint64_t size, bool record, const char *shown);
/* go on at @at, with what @object says of the bytes before */
void evi_content_skip(struct evi_content *c, const struct evi_object *object,
    uint64_t at);
/* fill @data with the next @len bytes; holes and what cannot be read are
 * added to @object.  Of a file, @data has room for one byte more: whether
 * there is one is seen by reading it */
enum evid_status evi_content_read(struct evi_content *c,
    struct evi_object *object, uint8_t *data, size_t len,
    struct evid_error *err);
/* what changed since evi_content_begin (enum evi_change bits); @name in @dirfd
 * is where it was */
enum evid_status evi_content_end(struct evi_content *c,
    struct evi_object *object, int dirfd, const char *name,
    struct evid_error *err);
void evi_content_close(struct evi_content *c);

/* an error that names what changed */
enum evid_status evi_fail_changed(struct evid_error *err, const char *path,
    unsigned int changed);
/* an error that names why it cannot be read, and what to do */
enum evid_status evi_fail_unreadable(struct evid_error *err, const char *path,
    int error);

#endif
