/*
 * Exhibits and flags by path (marks.h).  The vocabulary of flags is
 * record/tags.h's.
 */
#include "bundle/seal/marks.h"

#include "base/memory.h"
#include "bundle/tell.h"
#include "record/name.h"
#include "record/tags.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
is_exhibit(const struct evi_texts *exhibits, const char *id)
{
	return exhibits->count == 0 || evi_texts_have(exhibits, id);
}

enum evid_status
evi_marks_new(struct evi_marks *marks,
    const struct evid_seal_options *options,
    const struct evi_case_marks *said, struct evid_error *err)
{
	size_t i, count = options->n_exhibits + options->n_flags;

	marks->options = options;
	marks->said = said;
	for (i = 0; i < options->n_exhibits; i++)
		if (!evi_text_good(options->exhibits[i].value) ||
		    !is_exhibit(&said->exhibits, options->exhibits[i].value))
			return evi_fail_path(err, EVID_ERR_ARGUMENT,
			    options->exhibits[i].value,
			    "no exhibit of the case has this id",
			    "compare the ids in the case file");
	for (i = 0; i < options->n_flags; i++)
		if (!evi_flag_known(options->flags[i].value))
			return evi_fail_path(err, EVID_ERR_ARGUMENT,
			    options->flags[i].value,
			    "not a handling flag", evi_flag_hint);
	marks->seen = evi_zalloc_array(count + 1, sizeof(*marks->seen));
	marks->said_seen = evi_zalloc_array(said->paths.count +
	    said->flags.count + 1, sizeof(*marks->said_seen));
	return marks->seen == NULL || marks->said_seen == NULL ?
	    evi_fail_memory(err) : EVID_OK;
}

void
evi_marks_free(struct evi_marks *marks)
{
	free(marks->seen);
	free(marks->said_seen);
	evi_json_free(marks->linked);
	marks->linked = NULL;
	marks->seen = NULL;
	marks->said_seen = NULL;
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

/* Of several exhibits the longest path wins. */
static enum evid_status
apply_exhibit(struct evi_marks *marks, struct evi_object *object,
    struct evid_error *err)
{
	const struct evid_seal_options *o = marks->options;
	const struct evi_case_marks *said = marks->said;
	const char *best = NULL, *best_path = "";
	size_t i;

	for (i = 0; i < o->n_exhibits; i++) {
		const struct evid_mark *mark = &o->exhibits[i];

		if (evi_path_covers(mark->path, object->original) &&
		    (best == NULL || strlen(mark->path) >
		    strlen(best_path))) {
			best = mark->value;
			best_path = mark->path;
		}
	}
	for (i = 0; i < said->paths.count; i++) {
		const char *path = said->paths.items[i];

		if (!evi_path_covers(path, object->original))
			continue;
		marks->said_seen[i] = true;
		if (best == NULL || strlen(path) > strlen(best_path)) {
			best = said->path_ids.items[i];
			best_path = path;
		}
	}
	if (best == NULL)
		return EVID_OK;
	object->exhibit = evi_strdup(best);
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

static enum evid_status
add_flag(struct evi_object *object, const char *flag, struct evid_error *err)
{
	if (has_flag(object, flag))
		return EVID_OK;
	object->flags[object->n_flags] = evi_strdup(flag);
	if (object->flags[object->n_flags] == NULL)
		return evi_fail_memory(err);
	object->n_flags++;
	return EVID_OK;
}

/* A file of several names: its flags, for the names to come. */
static enum evid_status
note_linked(struct evi_marks *marks, const struct evi_object *object,
    struct evid_error *err)
{
	struct evi_json *flags = evi_json_new_array();
	bool good = flags != NULL;
	size_t i;

	for (i = 0; i < object->n_flags && good; i++)
		good = evi_json_append(flags,
		    evi_json_new_string(object->flags[i]));
	if (marks->linked == NULL)
		marks->linked = evi_json_new_object();
	if (good)
		good = evi_json_set(marks->linked, object->path, flags);
	else
		evi_json_free(flags);
	return good ? EVID_OK : evi_fail_memory(err);
}

static enum evid_status
add_linked(struct evi_marks *marks, struct evi_object *object,
    struct evi_tell *tell, struct evid_error *err)
{
	const struct evi_json *flags = evi_json_get(marks->linked,
	    object->link);
	size_t i, n = flags == NULL ? 0 : evi_json_count(flags);
	size_t own = object->n_flags;
	enum evid_status status = EVID_OK;
	char text[256];
	const char *flag;

	for (i = 0; i < n && status == EVID_OK; i++)
		if (evi_json_string(evi_json_at(flags, i), &flag))
			status = add_flag(object, flag, err);
	/* What it alone has does not reach the line with the content. */
	for (i = 0; i < own && status == EVID_OK; i++) {
		bool there = false;
		size_t k;

		for (k = 0; k < n && !there; k++)
			there = evi_json_string(evi_json_at(flags, k),
			    &flag) && strcmp(flag, object->flags[i]) == 0;
		if (there)
			continue;
		(void)snprintf(text, sizeof(text), "a second name of a file "
		    "whose first name lacks the flag %.64s",
		    object->flags[i]);
		evi_tell_event(tell, object->original, text);
	}
	return status;
}

static enum evid_status
apply_flags(struct evi_marks *marks, struct evi_object *object, bool linked,
    struct evi_tell *tell, struct evid_error *err)
{
	const struct evid_seal_options *o = marks->options;
	const struct evi_case_marks *said = marks->said;
	enum evid_status status = EVID_OK;
	size_t i;

	for (i = 0; i < o->n_flags && status == EVID_OK; i++)
		if (evi_path_covers(o->flags[i].path, object->original))
			status = add_flag(object, o->flags[i].value, err);
	for (i = 0; i < said->flags.count && status == EVID_OK; i++) {
		const char *id = said->flag_ids.items[i];

		if (id[0] != '\0' && (object->exhibit == NULL ||
		    strcmp(object->exhibit, id) != 0))
			continue;
		marks->said_seen[said->paths.count + i] = true;
		status = add_flag(object, said->flags.items[i], err);
	}
	if (status == EVID_OK && object->type == EVI_TYPE_HARDLINK)
		status = add_linked(marks, object, tell, err);
	if (object->n_flags > 1)
		qsort(object->flags, object->n_flags, sizeof(char *),
		    by_text);
	if (status == EVID_OK && linked && object->n_flags > 0 &&
	    object->type == EVI_TYPE_FILE)
		status = note_linked(marks, object, err);
	return status;
}

enum evid_status
evi_marks_apply(struct evi_marks *marks, struct evi_object *object,
    bool linked, struct evi_tell *tell, struct evid_error *err)
{
	size_t n_flags = marks->options->n_flags + marks->said->flags.count;
	enum evid_status status;

	if (marks->options->n_exhibits + marks->said->paths.count + n_flags ==
	    0)
		return EVID_OK;
	evi_marks_see(marks, object->original);
	status = apply_exhibit(marks, object, err);
	if (status != EVID_OK || n_flags == 0)
		return status;
	/* Its own, and those of its first name: of the same list. */
	object->flags = evi_zalloc_array(2 * n_flags, sizeof(char *));
	if (object->flags == NULL)
		return evi_fail_memory(err);
	object->n_flags = 0;
	return apply_flags(marks, object, linked, tell, err);
}

void
evi_marks_tell(const struct evi_marks *marks, struct evi_tell *tell)
{
	const struct evi_case_marks *said = marks->said;
	char text[256];
	size_t i;

	for (i = 0; i < said->paths.count; i++)
		if (!marks->said_seen[i])
			evi_tell_event(tell, said->paths.items[i], "the case "
			    "names it as an exhibit, and it is not sealed "
			    "here");
	for (i = 0; i < said->flags.count; i++) {
		if (marks->said_seen[said->paths.count + i])
			continue;
		(void)snprintf(text, sizeof(text), "the flag %.64s of the "
		    "case reaches nothing that is sealed here",
		    said->flags.items[i]);
		evi_tell_event(tell, NULL, text);
	}
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
