/*
 * What an extraction sees of a verification while it goes on: the very bytes
 * that are hashed, member by member, and the inventory.  Nothing of it is
 * believed before the verdict.
 */
#ifndef EVI_BUNDLE_STREAM_SINK_H
#define EVI_BUNDLE_STREAM_SINK_H

#include "bundle/stream/tuples.h"
#include "record/object.h"

/*
 * Called by one thread at a time, in the bundle's order.
 *
 * @name: the bundle's name, once, before anything else; not believed either.
 *        Its context is its own; may be NULL
 * @begin: a payload member of @path (data/...) and @size begins
 * @data: more of its content
 * @end: its content is over: @member has its digest, and says whether some
 *       of it was lost.  A member that is cut short has no end
 * @inventory: bytes of evidence/inventory.jsonl, one after the other
 * @index: bytes of evidence/blocks.gzi; may be NULL
 * @wants: is the content of this file to be read at all?  Asked of a payload
 *         that lies elsewhere; may be NULL
 */
struct evi_sink {
	void *context, *name_context;
	enum evid_status (*name)(void *name_context, const char *base,
	    struct evid_error *err);
	enum evid_status (*begin)(void *context, const char *path,
	    uint64_t size, struct evid_error *err);
	enum evid_status (*data)(void *context, const uint8_t *data,
	    size_t len, struct evid_error *err);
	enum evid_status (*end)(void *context, const struct evi_tuple *member,
	    struct evid_error *err);
	enum evid_status (*inventory)(void *context, const uint8_t *data,
	    size_t len, struct evid_error *err);
	enum evid_status (*index)(void *context, const uint8_t *data,
	    size_t len, struct evid_error *err);
	bool (*wants)(void *context, const struct evi_object *object);
};

#endif
