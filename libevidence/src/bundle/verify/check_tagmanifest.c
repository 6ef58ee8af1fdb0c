/*
 * The tag manifest against the files that came.  It must be the one text that
 * these files give; where it is not, its lines and the files are compared by
 * path, both sorted, so that what differs is named.
 */
#include "bundle/verify/check.h"

#include "base/memory.h"
#include "record/lines.h"

#include <stdlib.h>
#include <string.h>

struct sum {
	const char *path;		/* into the text, not ended */
	size_t path_len;
	uint8_t digest[EVI_SHA256_LEN];
};

struct sums {
	struct sum *items;
	size_t count, cap;
	bool told;			/* something of it is told of */
	bool bad;			/* a line could not be read */
};

/* was it seen, whole, and kept? */
static bool
can_judge(const struct evi_check *c)
{
	return c->seen[EVI_TAG_TAGMANIFEST] &&
	    !c->damaged[EVI_TAG_TAGMANIFEST] &&
	    c->size[EVI_TAG_TAGMANIFEST] <= EVI_JSON_LIMIT;
}

static int
by_path(const void *a, const void *b)
{
	const struct sum *x = a, *y = b;

	return evi_path_compare(x->path, x->path_len, y->path, y->path_len);
}

static enum evid_status
tag_form(struct evi_check *c, struct evid_error *err, const char *why)
{
	return evi_verdict_add(c->v, EVI_FINDING_TAG_FORM,
	    evi_tag_path(EVI_TAG_TAGMANIFEST), err, "%s", why);
}

/* by path, each path once */
static void
sort(struct sums *sums)
{
	size_t i, kept = 0;

	if (sums->count < 2)
		return;
	qsort(sums->items, sums->count, sizeof(*sums->items), by_path);
	for (i = 1; i < sums->count; i++)
		if (by_path(&sums->items[kept], &sums->items[i]) != 0)
			sums->items[++kept] = sums->items[i];
	sums->count = kept + 1;
}

/* the lines of @text; those that are none are told of */
static enum evid_status
sums_read(struct evi_check *c, const struct evi_buf *text, struct sums *sums,
    struct evid_error *err)
{
	const char *p = evi_buf_text(text), *end = p + text->len, *lf;
	enum evid_status status = EVID_OK;
	size_t number;

	for (number = 1; p < end && status == EVID_OK; number++, p = lf + 1) {
		struct sum *sum;

		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL) {
			lf = end;
			sums->told = true;
			status = tag_form(c, err,
			    "it does not end with a newline");
		}
		if (status != EVID_OK)
			break;
		if (evi_grow(&sums->items, sums->count, &sums->cap,
		    sizeof(*sums->items)) != 0)
			return evi_fail_memory(err);
		sum = &sums->items[sums->count];
		if (evi_sum_line_read(p, (size_t)(lf - p), sum->digest,
		    &sum->path, &sum->path_len)) {
			sums->count++;
			continue;
		}
		sums->told = sums->bad = true;
		status = evi_verdict_add(c->v, EVI_FINDING_TAG_FORM,
		    evi_tag_path(EVI_TAG_TAGMANIFEST), err, "line %zu",
		    number);
	}
	sort(sums);
	return status;
}

/* a line without its file */
static enum evid_status
no_file(struct evi_check *c, const char *path, struct evid_error *err)
{
	enum evi_tag tag = evi_tag_of(path);

	if (tag == EVI_TAG_PAYLOAD || (tag >= EVI_TAG_TAGMANIFEST &&
	    tag != EVI_TAG_NONE))
		return tag_form(c, err,
		    "it has a line of a file that it does not cover");
	if (evi_check_excused(c, path))
		return EVID_OK;
	return evi_verdict_add(c->v, EVI_FINDING_TAG_MISSING, path, err,
	    NULL);
}

/* a file without its line: nobody signed it */
static enum evid_status
no_line(struct evi_check *c, const char *path, struct evid_error *err)
{
	bool ours = evi_tag_path(evi_tag_of(path)) != NULL;

	return evi_verdict_add(c->v, c->folder && !ours ?
	    EVI_FINDING_FOREIGN_FILE : EVI_FINDING_MEMBER_UNEXPECTED, path,
	    err, "the tag manifest does not list it");
}

static enum evid_status
both(struct evi_check *c, const char *path, bool same, struct evid_error *err)
{
	enum evi_tag tag = evi_tag_of(path);

	if (same)
		return tag != EVI_TAG_X ? EVID_OK : evi_verdict_add(c->v,
		    EVI_FINDING_EXTRA_FILE, path, err, NULL);
	/* That it was damaged, or could not be read, is told already. */
	if (c->damaged[tag] || evi_check_unseen(c, path))
		return EVID_OK;
	return evi_verdict_add(c->v, EVI_FINDING_TAG_CHANGED, path, err,
	    NULL);
}

/* a file, its line, or both */
static enum evid_status
one_path(struct evi_check *c, const struct sum *file, struct sums *stated,
    const struct sum *line, struct evid_error *err)
{
	const struct sum *sum = file != NULL ? file : line;
	/* cppcheck-suppress nullPointerRedundantCheck ; one is always given */
	char *path = evi_strndup(sum->path, sum->path_len);
	bool same = file != NULL && line != NULL && memcmp(file->digest,
	    line->digest, EVI_SHA256_LEN) == 0;
	enum evid_status status;

	if (path == NULL)
		return evi_fail_memory(err);
	/* What is not told of here is excused by what is told already. */
	if (!same)
		stated->told = true;
	if (file == NULL)
		status = no_file(c, path, err);
	else if (line == NULL)
		status = stated->bad ? EVID_OK : no_line(c, path, err);
	else
		status = both(c, path, same, err);
	free(path);
	return status;
}

static enum evid_status
compare(struct evi_check *c, const struct sums *files, struct sums *stated,
    struct evid_error *err)
{
	size_t i = 0, j = 0;
	enum evid_status status = EVID_OK;

	while (status == EVID_OK && (i < files->count || j < stated->count)) {
		int order = i == files->count ? 1 : j == stated->count ? -1 :
		    by_path(&files->items[i], &stated->items[j]);

		status = one_path(c, order <= 0 ? &files->items[i] : NULL,
		    stated, order >= 0 ? &stated->items[j] : NULL, err);
		if (order <= 0)
			i++;
		if (order >= 0)
			j++;
	}
	return status;
}

enum evid_status
evi_check_tagmanifest(struct evi_check *c, struct evid_error *err)
{
	const struct evi_buf *want = &c->tagmanifest;
	const struct evi_buf *text = &c->text[EVI_TAG_TAGMANIFEST];
	struct sums files = { NULL, 0, 0, false, false };
	struct sums stated = { NULL, 0, 0, false, false };
	enum evid_status status;

	/* Without one that can be read, what came stands for it. */
	if (!can_judge(c))
		text = want;
	status = sums_read(c, want, &files, err);
	if (status == EVID_OK)
		status = sums_read(c, text, &stated, err);
	if (status == EVID_OK)
		status = compare(c, &files, &stated, err);
	if (status == EVID_OK && !stated.told && (text->len != want->len ||
	    memcmp(evi_buf_text(text), evi_buf_text(want), want->len) != 0))
		status = tag_form(c, err, "its lines do not stand in order, "
		    "or one stands twice");
	free(files.items);
	free(stated.items);
	return status;
}

bool
evi_check_tag_listed(const struct evi_check *c, enum evi_tag tag)
{
	const struct evi_buf *text = &c->text[EVI_TAG_TAGMANIFEST];
	const char *p = evi_buf_text(text), *end = p + text->len, *lf, *path;
	const char *wanted = evi_tag_path(tag);
	uint8_t digest[EVI_SHA256_LEN];
	size_t len;
	bool listed = false;

	if (!can_judge(c) || !c->seen[tag] || c->damaged[tag])
		return false;
	for (; (lf = memchr(p, '\n', (size_t)(end - p))) != NULL; p = lf + 1) {
		if (!evi_sum_line_read(p, (size_t)(lf - p), digest, &path,
		    &len) || len != strlen(wanted) ||
		    memcmp(path, wanted, len) != 0)
			continue;
		if (memcmp(digest, c->sha256[tag], sizeof(digest)) != 0)
			return false;
		listed = true;
	}
	return listed;
}
