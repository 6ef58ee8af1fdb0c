/*
 * Lines of the inventory: a good line without unknown keys is written as it
 * was read; one with them is, without them, a good line again.
 */
#include "support.h"

#include "base/num.h"
#include "record/name.h"
#include "record/object.h"

static void
check_ranges(const struct evi_ranges *r, uint64_t size)
{
	uint64_t at = 0;

	HOLDS(r->count <= EVI_RANGES_MAX);
	for (size_t i = 0; i < r->count; i++) {
		HOLDS(r->items[i].length > 0 && r->items[i].offset >= at);
		at = r->items[i].offset + r->items[i].length;
		HOLDS(at > r->items[i].offset && at <= size);
	}
}

static void
check_good(const struct evi_object *o)
{
	size_t len = strlen(o->path);
	bool file = o->type == EVI_TYPE_FILE, good;

	HOLDS(strncmp(o->path, "data/", 5) == 0 && len <= EVI_PATH_MAX);
	HOLDS(o->size <= EVI_MAX_INTEGER && (file || o->size == 0));
	HOLDS((o->target != NULL) == (o->type == EVI_TYPE_SYMLINK));
	HOLDS((o->link != NULL) == (o->type == EVI_TYPE_HARDLINK));
	HOLDS(o->mode <= 07777);
	HOLDS(o->original != NULL && o->original[0] != '/');
	check_ranges(&o->unread, o->size);
	check_ranges(&o->holes, o->size);
	if (o->path[len - 1] == '/')
		len--;
	HOLDS(evi_path_grammar(o->path + 5, len - 5));
	HOLDS(evi_path_check(o->path + 5, len - 5, o->original,
	    strlen(o->original), &good, NULL) == EVID_OK && good);
	(void)evi_object_mtime(o);
	(void)evi_object_partial(o);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct evi_object object = { 0 }, second = { 0 };	/* owned here */
	struct evi_buf again = EVI_BUF_INIT;			/* owned here */
	const char *why;
	bool unknown = false;

	HOLDS(evi_object_read((const char *)data, len, &object, &why,
	    &unknown, NULL) == EVID_OK);
	if (why == NULL) {
		check_good(&object);
		HOLDS(evi_object_write(&object, &again, NULL) == EVID_OK);
		/* An owner is kept whole, or not. */
		HOLDS(unknown || fuzz_same(&again, data, len) ||
		    (!object.has_owner &&
		    (memmem(data, len, "\"uid\":", 6) != NULL ||
		    memmem(data, len, "\"gid\":", 6) != NULL)));
		HOLDS(evi_object_read((const char *)again.data, again.len,
		    &second, &why, &unknown, NULL) == EVID_OK);
		HOLDS(why == NULL && !unknown);
		HOLDS(strcmp(object.path, second.path) == 0);
		HOLDS(strcmp(object.original, second.original) == 0);
	}
	evi_object_free(&object);
	evi_object_free(&second);
	evi_buf_free(&again);
	return 0;
}
