/*
 * The bytes of a bundle, in order: a file, its volumes one after the other, a
 * descriptor, or a caller's callback.
 */
#ifndef EVI_BUNDLE_STREAM_INPUT_H
#define EVI_BUNDLE_STREAM_INPUT_H

#include "base/error.h"
#include "evidence/verify.h"
#include "record/block.h"

#include <stdbool.h>

#define EVI_SIZE_UNKNOWN UINT64_MAX

enum evi_volumes {
	EVI_VOLUMES_GOOD,
	EVI_VOLUMES_MISSING,		/* a number is not there */
	EVI_VOLUMES_NO_FILE,		/* or is no regular file */
	EVI_VOLUMES_UNREADABLE,		/* or cannot be opened */
	EVI_VOLUMES_UNEQUAL		/* one before the last differs */
};

struct evi_input {
	evid_read_fn *read;
	void *context;
	const char *name;		/* as the caller named it; borrowed */
	uint64_t size;			/* or EVI_SIZE_UNKNOWN */
	int *fds;			/* of files; evi_input_close closes */
	uint64_t *sizes;		/* of each */
	size_t n_fds, current;
	bool owned;			/* fds are ours to close */
	int fd;				/* of evi_input_from_fd */
	enum evi_volumes volumes;
	unsigned int volume;		/* the number that the state is about */
	int volume_error;		/* errno, of one that is UNREADABLE */
};

/* a file, or the first of its volumes when its name ends in .001; "-" is
 * standard input.  A later volume that cannot be read is not an error, but
 * where it ends: see @volumes; that too many files are open is an error.
 * EVID_ERR_FORMAT: a folder; EVID_ERR_ARGUMENT: a named pipe, a socket, a
 * device, none of which is waited for */
enum evid_status evi_input_open(struct evi_input *input, const char *path,
    struct evid_error *err);
void evi_input_from_fd(struct evi_input *input, int fd, const char *name);
void evi_input_from_callback(struct evi_input *input, evid_read_fn *read,
    void *context, const char *name);
void evi_input_close(struct evi_input *input);

/* fill @data; less than @len only at the end */
enum evid_status evi_input_read(struct evi_input *input, void *data,
    size_t len, size_t *n_out, struct evid_error *err);
/* the same at a place; only where the size is known */
enum evid_status evi_input_read_at(const struct evi_input *input,
    uint64_t offset, void *data, size_t len, size_t *n_out,
    struct evid_error *err);
/* go on reading from a place; only where the size is known */
enum evid_status evi_input_seek(struct evi_input *input, uint64_t offset,
    struct evid_error *err);

/* "NAME.002" and up: the length of "NAME."; 0 for any other name */
size_t evi_input_later_volume(const char *name);
/* would a file or folder called @name be a volume of the bundle at @path, or
 * the sign that one is missing? */
bool evi_input_takes_volume(const char *path, const char *name);

#endif
