/*
 * A source of the caller's own: objects and their bytes from anywhere.
 */
#ifndef EVIDENCE_SOURCE_H
#define EVIDENCE_SOURCE_H

#include "evidence/progress.h"

#ifdef __cplusplus
extern "C" {
#endif

/** enum evid_object_type - what an object of a caller's source is */
enum evid_object_type {
	EVID_OBJECT_FILE = 0,
	EVID_OBJECT_DIRECTORY = 1
};

/**
 * struct evid_source_object - one object, as a callback gives it
 *
 * @path: its original path, UTF-8 or any bytes, components joined by '/';
 *        borrowed until the next call of `next`
 * @type: what it is
 * @size: bytes of content that `read` will give; 0 for a directory
 * @has_modified, @modified: its time of change, if known: of the years 0 to
 *        9999, with less than 10^9 nanoseconds
 */
struct evid_source_object {
	const char *path;
	enum evid_object_type type;
	uint64_t size;
	int has_modified;
	struct evid_time modified;
};

/**
 * struct evid_source - callbacks that give objects and their content
 *
 * @version: EVID_SOURCE_VERSION
 * @next: the next object; *@end_out other than 0: there is none.  Objects
 *        come in byte order of their paths as the bundle has them
 *        (evidence-bundle(5), a directory with '/' at its end): another
 *        order is EVID_ERR_ARGUMENT
 * @read: fill at most @len bytes of the object's content; *@n_out 0 before
 *        its size is reached is EVID_ERR_CHANGED
 *
 * Both are called from one thread at a time.  A status other than EVID_OK
 * ends the sealing with it.
 */
struct evid_source {
	uint32_t version;
	void *context;
	enum evid_status (*next)(void *context,
	    struct evid_source_object *object_out, int *end_out,
	    struct evid_error *err);
	enum evid_status (*read)(void *context, void *data, size_t len,
	    size_t *n_out, struct evid_error *err);
};

#define EVID_SOURCE_VERSION 1

#ifdef __cplusplus
}
#endif

#endif
