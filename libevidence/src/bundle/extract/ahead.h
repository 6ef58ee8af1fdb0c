/*
 * The inventory read beside what was kept, by a thread that runs ahead of who
 * gives out: there what a content was beside its bytes is set, which takes as
 * long as its name.
 */
#ifndef EVI_BUNDLE_EXTRACT_AHEAD_H
#define EVI_BUNDLE_EXTRACT_AHEAD_H

#include "bundle/extract/store.h"
#include "record/object.h"

/* an object, and what is there of it */
struct evi_ahead_one {
	struct evi_object object;
	bool chosen;			/* it is asked for */
	bool found;			/* a file, and kept as its line says */
	bool complete;			/* times, mode, attributes are set */
	uint64_t number, size, at;	/* as of evi_kept */
	uint32_t crc;
};

struct evi_ahead {
	struct evi_store *store;	/* ended; nobody else gives files out
					 * of it but in the callback */
	const struct evi_choice *chosen;	/* NULL: everything */
	bool xattrs;
	bool alone;			/* no thread of its own */
};

/* in the thread that called; it may take what the object holds */
typedef enum evid_status evi_ahead_fn(void *context,
    struct evi_ahead_one *one, struct evid_error *err);

/* @one for each object, in the inventory's order, after its metadata were set
 * where it is a file in a folder.  A line that is none is passed over.  Where
 * no thread can be had, it goes on without. */
enum evid_status evi_ahead_each(const struct evi_ahead *ahead,
    evi_ahead_fn *one, void *context, struct evid_error *err);

#endif
