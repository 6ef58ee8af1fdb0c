/*
 * Which item of a list is an object's.  Lists are made from another folder,
 * or with absolute paths: so paths are compared from their ends.  The items
 * stand in the order of their reversed paths, and each question is a binary
 * search.
 */
#include "record/noted_parts.h"

#include <string.h>

int
evi_compare_ends(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t n = a_len < b_len ? a_len : b_len;

	for (size_t i = 1; i <= n; i++) {
		uint8_t x = (uint8_t)a[a_len - i], y = (uint8_t)b[b_len - i];

		if (x != y)
			return x < y ? -1 : 1;
	}
	return a_len == b_len ? 0 : a_len < b_len ? -1 : 1;
}

/* @path against @end or, if @slash, against a slash and @end. */
static int
compare_key(const char *path, const char *end, size_t len, bool slash)
{
	size_t path_len = strlen(path);
	size_t same = path_len < len ? path_len : len;
	int order = evi_compare_ends(path + path_len - same, same, end, len);
	uint8_t before;

	if (order != 0)
		return order;
	if (!slash || path_len == len)
		return path_len > len ? 1 : slash ? -1 : 0;
	before = (uint8_t)path[path_len - len - 1];
	if (before != '/')
		return before < '/' ? -1 : 1;
	return path_len == len + 1 ? 0 : 1;
}

/* The first item that is not before the key. */
static size_t
place_of(const struct evi_noted_list *list, const char *end, size_t len,
    bool slash)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_key(list->items[middle].path, end, len, slash) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct evi_noted *
exactly(const struct evi_noted_list *list, const char *path, size_t len)
{
	size_t at = place_of(list, path, len, false);

	if (at < list->count &&
	    compare_key(list->items[at].path, path, len, false) == 0)
		return &list->items[at];
	return NULL;
}

/* Does the path of the item at @at end in a slash and @end? */
static bool
ends_in(const struct evi_noted_list *list, size_t at, const char *end,
    size_t len)
{
	const char *path;
	size_t path_len;

	if (at >= list->count)
		return false;
	path = list->items[at].path;
	path_len = strlen(path);
	return path_len > len && path[path_len - len - 1] == '/' &&
	    memcmp(path + path_len - len, end, len) == 0;
}

struct evi_noted *
evi_noted_find(const struct evi_noted_list *list, const char *original)
{
	size_t len = strlen(original);
	struct evi_noted *found = exactly(list, original, len);
	size_t at;

	if (found != NULL)
		return found;
	at = place_of(list, original, len, true);
	if (ends_in(list, at, original, len))
		return ends_in(list, at + 1, original, len) ? NULL :
		    &list->items[at];
	/* Else the list's path may be the end of this one: longest first. */
	for (const char *p = strchr(original, '/'); p != NULL && found == NULL;
	    p = strchr(p + 1, '/'))
		found = exactly(list, p + 1, len - (size_t)(p + 1 - original));
	return found;
}
