/*
 * Exhibits and flags by path (marks.h).  The vocabulary of flags is
 * record/tags.h's.
 */
#include "bundle/marks.h"

#include "base/memory.h"
#include "bundle/tell.h"
#include "record/name.h"
#include "record/tags.h"

#include <stdlib.h>
#include <string.h>

static bool
is_exhibit(const struct evi_texts *exhibits, const char *id)
{
	size_t i;

	for (i = 0; i < exhibits->count; i++)
		if (strcmp(exhibits->items[i], id) == 0)
			return true;
	return exhibits->count == 0;
}

enum evid_status
evi_marks_new(struct evi_marks *marks,
    const struct evid_seal_options *options, const struct evi_texts *exhibits,
    struct evid_error *err)
{
	size_t i, count = options->n_exhibits + options->n_flags;

	marks->options = options;
	for (i = 0; i < options->n_exhibits; i++)
		if (!evi_text_good(options->exhibits[i].value) ||
		    !is_exhibit(exhibits, options->exhibits[i].value))
			return evi_fail_path(err, EVID_ERR_ARGUMENT,
			    options->exhibits[i].value,
			    "no exhibit of the case has this id",
			    "compare the ids in the case file");
	for (i = 0; i < options->n_flags; i++)
		if (!evi_flag_known(options->flags[i].value))
			return evi_fail_path(err, EVID_ERR_ARGUMENT,
			    options->flags[i].value,
			    "not a handling flag",
			    "use one of the list, or one of your own with x- "
			    "before it");
	marks->seen = evi_zalloc_array(count + 1, sizeof(*marks->seen));
	return marks->seen == NULL ? evi_fail_memory(err) : EVID_OK;
}

void
evi_marks_free(struct evi_marks *marks)
{
	free(marks->seen);
	marks->seen = NULL;
}

void
evi_marks_see(struct evi_marks *marks, const char *original)
{
	const struct evid_seal_options *o = marks->options;
	size_t i;

	for (i = 0; i < o->n_exhibits; i++)
		if (evi_path_covers(o->exhibits[i].path, original))
			marks->seen[i] = true;
	for (i = 0; i < o->n_flags; i++)
		if (evi_path_covers(o->flags[i].path, original))
			marks->seen[o->n_exhibits + i] = true;
}

static enum evid_status
apply_exhibit(const struct evid_seal_options *o, struct evi_object *object,
    struct evid_error *err)
{
	const struct evid_mark *best = NULL;
	size_t i;

	for (i = 0; i < o->n_exhibits; i++) {
		const struct evid_mark *mark = &o->exhibits[i];

		if (evi_path_covers(mark->path, object->original) &&
		    (best == NULL || strlen(mark->path) > strlen(best->path)))
			best = mark;
	}
	if (best == NULL)
		return EVID_OK;
	object->exhibit = evi_strdup(best->value);
	return object->exhibit == NULL ? evi_fail_memory(err) : EVID_OK;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
has_flag(const struct evi_object *object, const char *flag)
{
	size_t i;

	for (i = 0; i < object->n_flags; i++)
		if (strcmp(object->flags[i], flag) == 0)
			return true;
	return false;
}

enum evid_status
evi_marks_apply(struct evi_marks *marks, struct evi_object *object,
    struct evid_error *err)
{
	const struct evid_seal_options *o = marks->options;
	enum evid_status status;
	size_t i;

	if (o->n_exhibits + o->n_flags == 0)
		return EVID_OK;
	evi_marks_see(marks, object->original);
	status = apply_exhibit(o, object, err);
	if (status != EVID_OK || o->n_flags == 0)
		return status;
	object->flags = evi_zalloc_array(o->n_flags, sizeof(char *));
	if (object->flags == NULL)
		return evi_fail_memory(err);
	for (i = 0; i < o->n_flags; i++) {
		if (!evi_path_covers(o->flags[i].path, object->original) ||
		    has_flag(object, o->flags[i].value))
			continue;
		object->flags[object->n_flags] =
		    evi_strdup(o->flags[i].value);
		if (object->flags[object->n_flags] == NULL)
			return evi_fail_memory(err);
		object->n_flags++;
	}
	qsort(object->flags, object->n_flags, sizeof(char *), by_text);
	return EVID_OK;
}

enum evid_status
evi_marks_check(const struct evi_marks *marks, struct evid_error *err)
{
	const struct evid_seal_options *o = marks->options;
	size_t i, count = o->n_exhibits + o->n_flags;

	for (i = 0; i < count; i++)
		if (!marks->seen[i])
			return evi_fail_path(err, EVID_ERR_ARGUMENT,
			    i < o->n_exhibits ? o->exhibits[i].path :
			    o->flags[i - o->n_exhibits].path,
			    "nothing of this name is sealed, so it cannot be "
			    "marked", "give the name as sealed, from the "
			    "operand's own name on");
	return EVID_OK;
}
