/*
 * One object of the payload as a value: its memory, and what follows from it.
 * Its line is written in object_write.c and read in object_read.c and
 * object_source.c.
 */
#include "record/object.h"
#include "record/tar.h"
#include "base/memory.h"
#include "base/num.h"

#include <stdlib.h>
#include <string.h>

void
evi_ranges_free(struct evi_ranges *r)
{
	free(r->items);
	memset(r, 0, sizeof(*r));
}

static uint64_t
end_of(const struct evi_range *range)
{
	return range->offset + range->length;
}

/* The next item takes the place of what both cover, and of the gap. */
static void
join_with_next(struct evi_ranges *r, size_t at)
{
	struct evi_range *left = &r->items[at], *right = left + 1;
	uint64_t end = end_of(left) > end_of(right) ? end_of(left) :
	    end_of(right);

	left->length = end - left->offset;
	/* That zeros stand there may be said only where it holds for all. */
	left->from_source = left->from_source || right->from_source;
	memmove(right, right + 1,
	    (r->count - at - 2) * sizeof(r->items[0]));
	r->count--;
}

static void
join_nearest(struct evi_ranges *r)
{
	size_t best = 0;
	uint64_t gap = UINT64_MAX;

	for (size_t i = 0; i + 1 < r->count; i++) {
		uint64_t between = r->items[i + 1].offset -
		    end_of(&r->items[i]);

		if (between < gap) {
			gap = between;
			best = i;
		}
	}
	join_with_next(r, best);
	r->joined = true;
}

/* The first item that does not begin before @offset. */
static size_t
place_of(const struct evi_ranges *r, uint64_t offset)
{
	size_t low = 0, high = r->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->items[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Must the items at @at and behind it become one? */
static bool
touch(const struct evi_ranges *r, size_t at)
{
	const struct evi_range *left = &r->items[at], *right = left + 1;

	if (at + 1 >= r->count || end_of(left) < right->offset)
		return false;
	return end_of(left) > right->offset ||
	    left->from_source == right->from_source;
}

enum evid_status
evi_ranges_add(struct evi_ranges *r, uint64_t offset, uint64_t length,
    bool from_source, struct evid_error *err)
{
	uint64_t end;
	size_t at;

	if (length == 0)
		return EVID_OK;
	if (!evi_add_u64(offset, length, &end) || end > EVI_MAX_INTEGER)
		return evi_fail(err, EVID_ERR_LIMIT,
		    "a range ends after 2^53-1 bytes");
	if (evi_grow(&r->items, r->count, &r->cap, sizeof(r->items[0])) != 0)
		return evi_fail_memory(err);
	at = place_of(r, offset);
	memmove(r->items + at + 1, r->items + at,
	    (r->count - at) * sizeof(r->items[0]));
	r->items[at] = (struct evi_range){ offset, length, from_source };
	r->count++;
	if (at > 0 && touch(r, at - 1))
		join_with_next(r, --at);
	while (touch(r, at))
		join_with_next(r, at);
	if (r->count > EVI_RANGES_MAX)
		join_nearest(r);
	return EVID_OK;
}

void
evi_object_free(struct evi_object *object)
{
	for (size_t i = 0; i < object->n_flags; i++)
		free(object->flags[i]);
	for (size_t i = 0; i < object->n_xattrs; i++) {
		free(object->xattrs[i].name);
		free(object->xattrs[i].value);
	}
	free(object->flags);
	free(object->xattrs);
	free(object->path);
	free(object->exhibit);
	free(object->reason);
	free(object->original);
	free(object->user);
	free(object->group);
	free(object->acl_access);
	free(object->acl_default);
	free(object->target);
	free(object->link);
	evi_ranges_free(&object->unread);
	evi_ranges_free(&object->holes);
	memset(object, 0, sizeof(*object));
}

bool
evi_object_partial(const struct evi_object *object)
{
	return object->type == EVI_TYPE_UNREADABLE ||
	    object->unread.count > 0 || object->changed != 0;
}

uint64_t
evi_object_mtime(const struct evi_object *object)
{
	int64_t seconds = object->modified.seconds;

	if (!object->has_modified || seconds < 0 ||
	    (uint64_t)seconds > EVI_TAR_MTIME_MAX)
		return 0;
	return (uint64_t)seconds;
}

const char *
evi_type_name(enum evi_type type)
{
	static const char *const names[] = { "file", "directory", "symlink",
	    "hardlink", "special", "unreadable" };

	return names[type];
}
