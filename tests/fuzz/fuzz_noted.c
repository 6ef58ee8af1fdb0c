/*
 * Lists of hashes: one item a path, in order; the item for any path is the
 * one that a search from end to end finds; and the list written as sha256sum
 * would write it is read as the same.
 */
#include "support.h"

#include "record/noted_parts.h"

static bool
ends_in(const char *path, const char *end)
{
	size_t path_len = strlen(path), len = strlen(end);

	return path_len > len && path[path_len - len - 1] == '/' &&
	    memcmp(path + path_len - len, end, len) == 0;
}

/* What evi_noted_find promises, the slow way. */
static struct evi_noted *
find(const struct evi_noted_list *list, const char *original)
{
	struct evi_noted *longer = NULL, *shorter = NULL;
	size_t n_longer = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct evi_noted *item = &list->items[i];

		if (strcmp(item->path, original) == 0)
			return item;
		if (ends_in(item->path, original)) {
			longer = item;
			n_longer++;
		}
		if (ends_in(original, item->path) && (shorter == NULL ||
		    strlen(item->path) > strlen(shorter->path)))
			shorter = item;
	}
	if (n_longer > 0)
		return n_longer == 1 ? longer : NULL;
	return shorter;
}

static void
add_line(struct evi_buf *out, const struct evi_noted *item, enum evi_hash h)
{
	if (strpbrk(item->path, "\\\n\r") != NULL)
		evi_buf_add_byte(out, '\\');
	evi_buf_add_hex(out, item->hash[h], evi_hash_len(h));
	evi_buf_add_text(out, "  ");
	for (const char *p = item->path; *p != '\0'; p++) {
		if (*p == '\\' || *p == '\n' || *p == '\r') {
			evi_buf_add_byte(out, '\\');
			evi_buf_add_byte(out, *p == '\n' ? 'n' :
			    *p == '\r' ? 'r' : '\\');
		} else {
			evi_buf_add_byte(out, (uint8_t)*p);
		}
	}
	evi_buf_add_byte(out, '\n');
}

static void
check_again(const struct evi_noted_list *list)
{
	struct evi_buf text = EVI_BUF_INIT;	/* owned here */
	struct evi_noted_list again;		/* owned here */
	size_t n = 0;

	for (size_t i = 0; i < list->count; i++) {
		bool has = false;

		for (size_t h = 0; h < EVI_HASH_COUNT; h++) {
			if (!list->items[i].has[h])
				continue;
			add_line(&text, &list->items[i], (enum evi_hash)h);
			has = true;
		}
		n += has;
	}
	HOLDS(evi_noted_read(evi_buf_text(&text), text.len, "again", &again,
	    NULL) == EVID_OK);
	HOLDS(again.count == n);
	for (size_t i = 0, k = 0; i < n; i++, k++) {
		while (!list->items[k].has[0] && !list->items[k].has[1] &&
		    !list->items[k].has[2] && !list->items[k].has[3])
			k++;
		HOLDS(strcmp(again.items[i].path, list->items[k].path) == 0);
		HOLDS(memcmp(again.items[i].has, list->items[k].has,
		    sizeof(again.items[i].has)) == 0);
		HOLDS(memcmp(again.items[i].hash, list->items[k].hash,
		    sizeof(again.items[i].hash)) == 0);
	}
	evi_noted_free(&again);
	evi_buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz_input in = { data, len };
	char *asked = fuzz_text(&in, '\0');	/* owned here */
	struct evi_noted_list list;		/* owned here */

	if (evi_noted_read(in.data, in.len, "list", &list, NULL) == EVID_OK) {
		for (size_t i = 0; i < list.count; i++) {
			const char *path = list.items[i].path;
			const char *slash = strchr(path, '/');

			HOLDS(i == 0 || evi_compare_ends(
			    list.items[i - 1].path,
			    strlen(list.items[i - 1].path), path,
			    strlen(path)) < 0);
			HOLDS(evi_noted_find(&list, path) == find(&list,
			    path));
			if (slash != NULL)
				HOLDS(evi_noted_find(&list, slash + 1) ==
				    find(&list, slash + 1));
		}
		HOLDS(evi_noted_find(&list, asked) == find(&list, asked));
		check_again(&list);
		evi_noted_free(&list);
	}
	free(asked);
	return 0;
}
