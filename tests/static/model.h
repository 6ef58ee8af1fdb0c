/*
 * What analysers cannot see, as they look at one source at a time: what the
 * functions of base/ that all others call do.  Included before each source of
 * the library when it is analysed, never when it is built; base/memory.c and
 * base/error.c are analysed without it.
 *
 * Each is no more than the contract in its header, which base's unit tests
 * hold it to: a failure is never EVID_OK, memory is zeroed, and an array that
 * has grown is there.
 */
#ifndef EVI_STATIC_MODEL_H
#define EVI_STATIC_MODEL_H

#include "base/error.h"
#include "base/memory.h"
#include "bundle/tell.h"

#include <stdlib.h>
#include <string.h>

static inline enum evid_status
model_fail(enum evid_status status)
{
	return status == EVID_OK ? EVID_ERR_ARGUMENT : status;
}

static inline void *
model_zalloc(size_t len)
{
	return calloc(1, len);
}

static inline void *
model_zalloc_array(size_t count, size_t size)
{
	return calloc(count, size);
}

static inline int
model_grow(void **items, size_t count, size_t *cap, size_t size)
{
	void *more;

	if (count < *cap)
		return 0;
	more = realloc(*items, (count + 1) * size);
	if (more == NULL)
		return -1;
	memset((char *)more + count * size, 0, size);
	*items = more;
	*cap = count + 1;
	return 0;
}

#define evi_fail(err, status, ...) \
	((void)(err), (void)(0, __VA_ARGS__), model_fail(status))
#define evi_fail_memory(err) \
	((void)(err), model_fail(EVID_ERR_MEMORY))
#define evi_fail_errno(err, error, what, path) \
	((void)(err), (void)(error), (void)(what), (void)(path), \
	    model_fail(EVID_ERR_IO))
#define evi_fail_path(err, status, path, what, hint) \
	((void)(err), (void)(path), (void)(what), (void)(hint), \
	    model_fail(status))
#define evi_zalloc(len) model_zalloc(len)
#define evi_zalloc_array(count, size) model_zalloc_array(count, size)
#define evi_grow(items, count, cap, size) \
	model_grow((void **)(void *)(items), count, cap, size)

#endif
