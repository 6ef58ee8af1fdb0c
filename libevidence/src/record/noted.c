/*
 * Lists of hashes noted at the scene, and the item for an object.
 *
 *	sha256sum  ["\"] HEX (" " | "*") ... PATH, by the length of HEX
 *	BSD        ["\"] ALGORITHM ["HASH"] " (" PATH ") = " HEX
 *	hashdeep   "%%%% size,md5,sha256,filename" and lines of such values
 *
 * What is read as which is told line by line: people join lists by hand.
 */
#include "record/noted_parts.h"
#include "base/memory.h"
#include "base/num.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 16
#define COLUMN_SIZE (-1)
#define COLUMN_OTHER (-2)
#define COLUMN_PATH (-3)

/* A line's reader: where it is, and the columns that hashdeep announced. */
struct state {
	const char *name;
	size_t line;
	struct evi_noted_list *list;
	int columns[COLUMNS_MAX];	/* an algorithm, or COLUMN_... */
	size_t n_columns;
	struct evid_error *err;
};

static void
wipe_item(struct evi_noted *item)
{
	free(item->path);
	free(item->by);
	free(item->also_by);
	memset(item, 0, sizeof(*item));
}

void
evi_noted_free(struct evi_noted_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		wipe_item(&list->items[i]);
	free(list->items);
	memset(list, 0, sizeof(*list));
}

static enum evid_status
fail_line(const struct state *s, const char *what)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */

	evi_text_show_path(&shown, s->name);
	(void)evi_fail(s->err, EVID_ERR_FORMAT, "%s: line %zu: %s",
	    evi_buf_text(&shown), s->line, what);
	evi_hint(s->err, "lists of sha256sum, md5sum and hashdeep are read");
	evi_buf_free(&shown);
	return EVID_ERR_FORMAT;
}

/* Hex of either case. */
static bool
read_hash(const char *text, size_t len, enum evi_hash hash,
    struct evi_noted *item)
{
	char lower[2 * EVI_HASH_MAX];

	if (len != 2 * evi_hash_len(hash))
		return false;
	for (size_t i = 0; i < len; i++)
		lower[i] = text[i] >= 'A' && text[i] <= 'F' ?
		    (char)(text[i] - 'A' + 'a') : text[i];
	item->has[hash] = evi_unhex(lower, len, item->hash[hash], len / 2);
	return item->has[hash];
}

/* The algorithm whose digests have @len hex digits. */
static bool
hash_of_len(size_t len, enum evi_hash *out)
{
	for (unsigned int i = 0; i < EVI_HASH_COUNT; i++) {
		if (len == 2 * evi_hash_len((enum evi_hash)i)) {
			*out = (enum evi_hash)i;
			return true;
		}
	}
	return false;
}

/* sha256sum's escapes, undone in place: \\ \n \r.  false: there is another. */
static bool
unescape(char *path)
{
	char *to = path;

	for (const char *from = path; *from != '\0'; from++) {
		if (*from != '\\') {
			*to++ = *from;
			continue;
		}
		from++;
		if (*from != '\\' && *from != 'n' && *from != 'r')
			return false;
		*to++ = *from == 'n' ? '\n' : *from == 'r' ? '\r' : '\\';
	}
	*to = '\0';
	return true;
}

/* Add @item (taken, also on failure) under the path at @path. */
static enum evid_status
add_item(struct state *s, struct evi_noted *item, const char *path,
    size_t len, bool escaped)
{
	struct evi_noted_list *list = s->list;

	while (len > 2 && path[0] == '.' && path[1] == '/') {
		path += 2;
		len -= 2;
	}
	if (len == 0 || memchr(path, '\0', len) != NULL)
		return fail_line(s, "there is no path, or one with NUL");
	item->path = evi_strndup(path, len);
	if (item->path == NULL || evi_grow(&list->items, list->count,
	    &list->cap, sizeof(list->items[0])) != 0) {
		wipe_item(item);
		return evi_fail_memory(s->err);
	}
	list->items[list->count] = *item;
	list->count++;
	memset(item, 0, sizeof(*item));
	if (escaped && !unescape(list->items[list->count - 1].path))
		return fail_line(s, "an escape that sha256sum does not write");
	return EVID_OK;
}

/* "HEX  PATH" or "HEX *PATH". */
static enum evid_status
read_plain(struct state *s, const char *text, size_t len, bool escaped)
{
	struct evi_noted item = { 0 };
	const char *space = memchr(text, ' ', len);
	size_t digits = space == NULL ? 0 : (size_t)(space - text);
	enum evi_hash hash;

	if (space == NULL || !hash_of_len(digits, &hash) ||
	    !read_hash(text, digits, hash, &item) || len < digits + 3 ||
	    (space[1] != ' ' && space[1] != '*'))
		return fail_line(s, "it is no line of a list of hashes");
	return add_item(s, &item, space + 2, len - digits - 2, escaped);
}

/* The name before " (" or "(": "SHA256", "SHA2-256", "MD5". */
static bool
bsd_hash(const char *text, size_t len, enum evi_hash *out)
{
	static const struct {
		const char *name;
		enum evi_hash hash;
	} names[] = { { "SHA256", EVI_SHA256 }, { "SHA2-256", EVI_SHA256 },
	    { "MD5", EVI_MD5 }, { "SHA1", EVI_SHA1 }, { "SHA512", EVI_SHA512 },
	    { "SHA2-512", EVI_SHA512 } };

	while (len > 0 && text[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strlen(names[i].name) == len &&
		    memcmp(names[i].name, text, len) == 0) {
			*out = names[i].hash;
			return true;
		}
	}
	return false;
}

/* "SHA256 (PATH) = HEX"; *is_out says whether it is that form at all. */
static enum evid_status
read_bsd(struct state *s, const char *text, size_t len, bool escaped,
    bool *is_out)
{
	struct evi_noted item = { 0 };
	const char *open = memchr(text, '(', len);
	size_t end = len, digits;
	enum evi_hash hash;

	*is_out = open != NULL && bsd_hash(text, (size_t)(open - text), &hash);
	if (!*is_out)
		return EVID_OK;
	digits = 2 * evi_hash_len(hash);
	if (len < digits || !read_hash(text + len - digits, digits, hash,
	    &item))
		return fail_line(s, "it does not end with a hash");
	end -= digits;
	while (end > 0 && text[end - 1] == ' ')
		end--;
	if (end == 0 || text[--end] != '=')
		return fail_line(s, "there is no \"=\" before the hash");
	while (end > 0 && text[end - 1] == ' ')
		end--;
	if (end == 0 || text[--end] != ')' || text + end < open + 1)
		return fail_line(s, "there is no path in parentheses");
	return add_item(s, &item, open + 1,
	    (size_t)(text + end - (open + 1)), escaped);
}

/* "%%%% size,md5,sha256,filename"; other "%%%%" lines say nothing to us. */
static enum evid_status
read_columns(struct state *s, const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end && (*text == '%' || *text == ' '))
		text++;
	if (memchr(text, ',', (size_t)(end - text)) == NULL)
		return EVID_OK;
	for (s->n_columns = 0; text <= end; text++) {
		const char *comma = memchr(text, ',', (size_t)(end - text));
		const char *stop = comma == NULL ? end : comma;
		size_t n = (size_t)(stop - text);
		char name[16] = "";
		enum evi_hash hash;
		int column = COLUMN_OTHER;

		if (s->n_columns == COLUMNS_MAX || n >= sizeof(name))
			return fail_line(s, "columns that are not known");
		memcpy(name, text, n);
		if (strcmp(name, "size") == 0)
			column = COLUMN_SIZE;
		else if (strcmp(name, "filename") == 0)
			column = COLUMN_PATH;
		else if (evi_hash_by_name(name, &hash))
			column = (int)hash;
		s->columns[s->n_columns++] = column;
		text = stop;
	}
	if (s->columns[s->n_columns - 1] != COLUMN_PATH)
		return fail_line(s, "the last column is not `filename`");
	return EVID_OK;
}

static enum evid_status
read_row(struct state *s, const char *text, size_t len)
{
	struct evi_noted item = { 0 };
	const char *end = text + len;

	for (size_t i = 0; i + 1 < s->n_columns; i++) {
		const char *comma = memchr(text, ',', (size_t)(end - text));
		int column = s->columns[i];
		size_t n = comma == NULL ? 0 : (size_t)(comma - text);
		bool good = comma != NULL;

		if (good && column == COLUMN_SIZE)
			good = item.has_size =
			    evi_parse_u64(text, n, &item.size);
		else if (good && column >= 0)
			good = read_hash(text, n, (enum evi_hash)column,
			    &item);
		if (!good)
			return fail_line(s, "a value is not as its column "
			    "says");
		text = comma + 1;
	}
	return add_item(s, &item, text, (size_t)(end - text), false);
}

static enum evid_status
read_line(struct state *s, const char *text, size_t len)
{
	bool escaped, is = false;
	enum evid_status status;

	if (len > 0 && text[len - 1] == '\r')
		len--;
	if (len == 0 || text[0] == '#')
		return EVID_OK;
	if (len >= 4 && memcmp(text, "%%%%", 4) == 0)
		return read_columns(s, text, len);
	if (s->n_columns > 0)
		return read_row(s, text, len);
	escaped = text[0] == '\\';
	if (escaped) {
		text++;
		len--;
	}
	status = read_bsd(s, text, len, escaped, &is);
	if (status != EVID_OK || is)
		return status;
	return read_plain(s, text, len, escaped);
}

static int
compare_items(const void *a, const void *b)
{
	const struct evi_noted *x = a, *y = b;

	return evi_compare_ends(x->path, strlen(x->path), y->path,
	    strlen(y->path));
}

/* @from's values join @into's, of the same path; false: they disagree. */
static bool
merge_into(struct evi_noted *into, const struct evi_noted *from)
{
	if (into->has_size && from->has_size && into->size != from->size)
		return false;
	if (from->has_size) {
		into->has_size = true;
		into->size = from->size;
	}
	for (size_t i = 0; i < EVI_HASH_COUNT; i++) {
		if (!from->has[i])
			continue;
		if (into->has[i] && memcmp(into->hash[i], from->hash[i],
		    EVI_HASH_MAX) != 0)
			return false;
		into->has[i] = true;
		memcpy(into->hash[i], from->hash[i], EVI_HASH_MAX);
	}
	return true;
}

static enum evid_status
fail_path(const struct state *s, const char *path)
{
	struct evi_buf shown = EVI_BUF_INIT;	/* owned here */

	evi_text_show_path(&shown, s->name);
	evi_buf_add_text(&shown, ": two values for ");
	evi_text_show_path(&shown, path);
	(void)evi_fail(s->err, EVID_ERR_FORMAT, "%s", evi_buf_text(&shown));
	evi_buf_free(&shown);
	return EVID_ERR_FORMAT;
}

/* Sort; one item a path, with all that was noted of it. */
static enum evid_status
settle(struct state *s)
{
	struct evi_noted_list *list = s->list;
	enum evid_status status = EVID_OK;
	size_t kept = 0;

	if (list->count > 0)
		qsort(list->items, list->count, sizeof(list->items[0]),
		    compare_items);
	for (size_t i = 0; i < list->count; i++) {
		struct evi_noted *item = &list->items[i];

		for (size_t k = 0; k < EVI_HASH_COUNT; k++)
			list->wants[k] = list->wants[k] || item->has[k];
		if (i > 0 && strcmp(list->items[kept - 1].path,
		    item->path) == 0) {
			if (!merge_into(&list->items[kept - 1], item))
				status = fail_path(s, item->path);
			wipe_item(item);
			continue;
		}
		if (kept != i) {
			list->items[kept] = *item;
			memset(item, 0, sizeof(*item));
		}
		kept++;
	}
	list->count = kept;
	return status;
}

enum evid_status
evi_noted_read(const void *text, size_t len, const char *name,
    struct evi_noted_list *out, struct evid_error *err)
{
	struct state s = { .name = name, .list = out, .err = err };
	const char *p = text, *end = p + len;
	enum evid_status status = EVID_OK;

	memset(out, 0, sizeof(*out));
	if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	while (p < end && status == EVID_OK) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		const char *stop = lf == NULL ? end : lf;

		s.line++;
		status = read_line(&s, p, (size_t)(stop - p));
		p = lf == NULL ? end : lf + 1;
	}
	if (status == EVID_OK)
		status = settle(&s);
	if (status != EVID_OK)
		evi_noted_free(out);
	return status;
}
