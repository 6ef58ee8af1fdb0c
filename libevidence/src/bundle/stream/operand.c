/*
 * Operands: each is looked at once, before anything else (operand.h).  What is
 * below them is seal/walk.c's.
 */
#include "bundle/stream/operand.h"

#include "base/file.h"
#include "base/memory.h"
#include "bundle/tell.h"
#include "record/name.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define STDIN_NAME "stdin"

void
evi_operands_free(struct evi_operands *operands)
{
	size_t i;

	for (i = 0; i < operands->count; i++) {
		free(operands->items[i].folder);
		free(operands->items[i].name);
		free(operands->items[i].base);
	}
	free(operands->items);
	*operands = (struct evi_operands){ NULL, 0 };
}

/* "." and ".." have the base name of what they are; "/" is "root" */
static enum evid_status
name_of_place(struct evi_operand *o, const char *path, struct evid_error *err)
{
	char *real = realpath(path, NULL);
	const char *base;

	if (real == NULL)
		return evi_fail_errno(err, errno, "open", o->path);
	base = evi_path_base(real);
	o->folder = real;
	o->name = evi_strdup(".");
	o->base = evi_strdup(*base == '\0' ? "root" : base);
	return o->name == NULL || o->base == NULL ? evi_fail_memory(err) :
	    EVID_OK;
}

static enum evid_status
split(struct evi_operand *o, struct evid_error *err)
{
	size_t len = strlen(o->path);
	enum evid_status status;
	char *path;
	const char *base;

	while (len > 1 && o->path[len - 1] == '/')
		len--;
	path = evi_strndup(o->path, len);
	if (path == NULL)
		return evi_fail_memory(err);
	base = evi_path_base(path);
	if (*base == '\0' || strcmp(base, ".") == 0 ||
	    strcmp(base, "..") == 0) {
		status = name_of_place(o, path, err);
	} else {
		o->name = evi_strdup(base);
		o->base = evi_strdup(base);
		status = evi_path_folder(path, &o->folder, err);
		if (status == EVID_OK && (o->name == NULL || o->base == NULL))
			status = evi_fail_memory(err);
	}
	free(path);
	return status;
}

static enum evid_status
read_stdin(const struct evid_seal_options *options, struct evi_operand *o,
    struct evid_error *err)
{
	const char *name = options->stdin_name == NULL ? STDIN_NAME :
	    options->stdin_name;

	o->is_stdin = true;
	if (*name == '\0' || strchr(name, '/') != NULL ||
	    strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
	    strlen(name) > EVI_COMPONENT_MAX)
		return evi_fail_path(err, EVID_ERR_ARGUMENT, name,
		    "not a name for standard input",
		    "choose a file's name, without a folder");
	o->folder = evi_strdup(".");
	o->name = evi_strdup(name);
	o->base = evi_strdup(name);
	return o->folder == NULL || o->name == NULL || o->base == NULL ?
	    evi_fail_memory(err) : EVID_OK;
}

static enum evid_status
read_one(const struct evid_seal_options *options, struct evi_operand *o,
    struct evid_error *err)
{
	enum evid_status status;
	struct stat st;
	char *path = NULL;

	if (*o->path == '\0')
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "an operand without a name");
	if (strcmp(o->path, "-") == 0)
		return read_stdin(options, o, err);
	status = split(o, err);
	if (status == EVID_OK)
		status = evi_path_join(o->folder, o->name, &path, err);
	if (status != EVID_OK)
		return status;
	if (lstat(path, &st) != 0)
		status = evi_fail_errno(err, errno, "open", o->path);
	else if (S_ISLNK(st.st_mode))
		status = evi_fail_path(err, EVID_ERR_ARGUMENT, o->path,
		    "a link where a file was expected",
		    "name the link's target instead");
	else
		o->is_folder = S_ISDIR(st.st_mode);
	free(path);
	return status;
}

static int
by_base(const void *a, const void *b)
{
	const struct evi_operand *const *x = a, *const *y = b;

	return strcmp((*x)->base, (*y)->base);
}

static enum evid_status
check_distinct(const struct evi_operands *operands, struct evid_error *err)
{
	const struct evi_operand **sorted;
	enum evid_status status = EVID_OK;
	size_t i;

	sorted = evi_zalloc_array(operands->count, sizeof(*sorted));
	if (sorted == NULL)
		return evi_fail_memory(err);
	for (i = 0; i < operands->count; i++)
		sorted[i] = &operands->items[i];
	qsort(sorted, operands->count, sizeof(*sorted), by_base);
	for (i = 1; i < operands->count && status == EVID_OK; i++)
		if (strcmp(sorted[i - 1]->base, sorted[i]->base) == 0)
			status = evi_fail_path(err, EVID_ERR_ARGUMENT,
			    sorted[i]->base, "two operands have this name",
			    "seal the folder that holds both, or rename one");
	free(sorted);
	return status;
}

enum evid_status
evi_operands_read(const struct evid_seal_options *options,
    const char *const *paths, size_t n_paths, struct evi_operands *out,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	size_t i;

	*out = (struct evi_operands){ NULL, 0 };
	if (n_paths == 0)
		return evi_fail(err, EVID_ERR_ARGUMENT, "nothing to seal");
	out->items = evi_zalloc_array(n_paths, sizeof(*out->items));
	if (out->items == NULL)
		return evi_fail_memory(err);
	for (i = 0; i < n_paths && status == EVID_OK; i++) {
		out->items[i].path = paths[i];
		out->count++;
		status = read_one(options, &out->items[i], err);
	}
	if (status == EVID_OK)
		status = check_distinct(out, err);
	return status;
}

enum evid_status
evid_bundle_name_from(const char *path, char out[65], struct evid_error *err)
{
	size_t len = strlen(path);
	enum evid_status status = EVID_OK;
	char *copy, *real = NULL;
	const char *base;

	while (len > 1 && path[len - 1] == '/')
		len--;
	copy = evi_strndup(path, len);
	if (copy == NULL)
		return evi_fail_memory(err);
	base = evi_path_base(copy);
	if (strcmp(base, ".") == 0 || strcmp(base, "..") == 0) {
		real = realpath(copy, NULL);
		base = real == NULL ? base : evi_path_base(real);
	}
	if (*base == '\0')
		base = "root";
	if (evi_name_is_base(base))
		memcpy(out, base, strlen(base) + 1);
	else if (evi_name_is_device(base))
		status = evi_fail_path(err, EVID_ERR_ARGUMENT, base,
		    "cannot be the name of a bundle: on Windows it is a "
		    "device", "give one (-n)");
	else
		status = evi_fail_path(err, EVID_ERR_ARGUMENT, base,
		    "cannot be the name of a bundle", "give one (-n)");
	free(real);
	free(copy);
	return status;
}
