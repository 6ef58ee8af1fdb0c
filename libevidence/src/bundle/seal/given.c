/*
 * A caller's callbacks as a source (source.h): names are mapped here, and the
 * order that the caller promised is checked.
 */
#include "bundle/seal/source.h"

#include "base/memory.h"
#include "bundle/stream/content.h"
#include "bundle/stream/order.h"
#include "record/name.h"

#include <stdlib.h>
#include <string.h>

struct evi_given {
	const struct evid_source *source;
	struct evi_order order;
};

enum evid_status
evi_given_new(const struct evid_source *source, struct evi_given **out,
    struct evid_error *err)
{
	*out = NULL;
	if (source->version != EVID_SOURCE_VERSION || source->next == NULL ||
	    source->read == NULL)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "a source without callbacks, or of another version");
	*out = evi_zalloc(sizeof(**out));
	if (*out == NULL)
		return evi_fail_memory(err);
	(*out)->source = source;
	return EVID_OK;
}

void
evi_given_free(struct evi_given *given)
{
	free(given);
}

/* One component mapped; what no file system can hold is refused. */
static enum evid_status
map_component(const char *path, const char *part, size_t len,
    struct evi_buf *mapped, struct evid_error *err)
{
	struct evi_buf component = EVI_BUF_INIT;
	enum evid_status status;

	if (len == 0 || (len == 1 && part[0] == '.') ||
	    (len == 2 && part[0] == '.' && part[1] == '.'))
		return evi_fail_path(err, EVID_ERR_ARGUMENT, path,
		    "not a path: a component is empty, \".\" or \"..\"", NULL);
	if (len > EVI_COMPONENT_MAX)
		return evi_fail_path(err, EVID_ERR_LIMIT, path,
		    "a component is longer than 255 bytes", NULL);
	status = evi_name_map(part, len, false, &component, err);
	if (status == EVID_OK)
		evi_buf_add(mapped, component.data, component.len);
	evi_buf_free(&component);
	return status;
}

static enum evid_status
map_path(const struct evid_source_object *given, struct evi_buf *mapped,
    struct evid_error *err)
{
	enum evid_status status = EVID_OK;
	const char *part = given->path;
	size_t len;

	evi_buf_add_text(mapped, "data/");
	while (status == EVID_OK) {
		len = strcspn(part, "/");
		status = map_component(given->path, part, len, mapped, err);
		if (part[len] == '\0')
			break;
		evi_buf_add_byte(mapped, '/');
		part += len + 1;
	}
	if (given->type == EVID_OBJECT_DIRECTORY)
		evi_buf_add_byte(mapped, '/');
	if (status == EVID_OK)
		status = evi_buf_status(mapped, err);
	if (status == EVID_OK && mapped->len > EVI_PATH_MAX)
		status = evi_fail_path(err, EVID_ERR_LIMIT, given->path,
		    "its path in the bundle is longer than 4,096 bytes", NULL);
	return status;
}

static enum evid_status
check_order(struct evi_given *g, const char *path,
    const struct evi_buf *mapped, struct evid_error *err)
{
	switch (evi_order_next(&g->order, evi_buf_text(mapped), mapped->len)) {
	case EVI_ORDER_GOOD:
		return EVID_OK;
	case EVI_ORDER_PREFIX:
		return evi_fail_path(err, EVID_ERR_ARGUMENT, path,
		    "it is below something that is a file", NULL);
	case EVI_ORDER_WRONG:
		break;
	}
	return evi_fail_path(err, EVID_ERR_ARGUMENT, path,
	    "it does not follow the object before it in the bundle's order",
	    "give the objects in byte order of their paths in the bundle");
}

/* What the inventory could not state, or would state as another time. */
static enum evid_status
take_time(const struct evid_source_object *given, struct evi_object *object,
    struct evid_error *err)
{
	char text[EVI_INSTANT_TEXT_CAP];

	object->has_modified = given->has_modified != 0;
	object->modified.seconds = given->modified.seconds;
	object->modified.nanoseconds = given->modified.nanoseconds;
	if (!object->has_modified ||
	    evi_instant_format(object->modified, text))
		return EVID_OK;
	return evi_fail_path(err, EVID_ERR_ARGUMENT, given->path,
	    "its time of change is none of the years 0 to 9999", NULL);
}

static enum evid_status
take_object(struct evi_given *g, const struct evid_source_object *given,
    struct evi_object *object, struct evid_error *err)
{
	struct evi_buf mapped = EVI_BUF_INIT;
	enum evid_status status;

	status = map_path(given, &mapped, err);
	if (status == EVID_OK)
		status = check_order(g, given->path, &mapped, err);
	if (status == EVID_OK)
		status = evi_buf_take(&mapped, &object->path, err);
	evi_buf_free(&mapped);
	if (status != EVID_OK)
		return status;
	object->original = evi_strdup(given->path);
	if (object->original == NULL)
		return evi_fail_memory(err);
	object->type = given->type == EVID_OBJECT_DIRECTORY ?
	    EVI_TYPE_DIRECTORY : EVI_TYPE_FILE;
	object->size = object->type == EVI_TYPE_FILE ? given->size : 0;
	return take_time(given, object, err);
}

/* A caller's status without a message gets one. */
static enum evid_status
theirs(enum evid_status status, const char *path, struct evid_error *err)
{
	if (status != EVID_OK && path == NULL)
		evi_fail(err, status, "the source failed");
	else if (status != EVID_OK)
		evi_fail_path(err, status, path, "the source failed", NULL);
	return status;
}

static enum evid_status
next(void *context, struct evi_object *object_out, bool *end_out,
    struct evid_error *err)
{
	struct evi_given *g = context;
	struct evid_source_object given;
	enum evid_status status;
	int end = 0;

	memset(object_out, 0, sizeof(*object_out));
	memset(&given, 0, sizeof(given));
	status = theirs(g->source->next(g->source->context, &given, &end, err),
	    NULL, err);
	*end_out = end != 0;
	if (status != EVID_OK || end != 0)
		return status;
	if (given.path == NULL)
		return evi_fail(err, EVID_ERR_ARGUMENT,
		    "the source gave an object without a path");
	return take_object(g, &given, object_out, err);
}

static enum evid_status
read_content(void *context, struct evi_object *object, uint8_t *data,
    size_t len, struct evid_error *err)
{
	struct evi_given *g = context;
	enum evid_status status;
	size_t n;

	while (len > 0) {
		n = 0;
		status = theirs(g->source->read(g->source->context, data, len,
		    &n, err), object->original, err);
		if (status != EVID_OK)
			return status;
		if (n == 0 || n > len)
			return evi_fail_changed(err, object->original,
			    n == 0 ? EVI_CHANGE_SHRANK : EVI_CHANGE_GREW);
		data += n;
		len -= n;
	}
	return EVID_OK;
}

static enum evid_status
end_content(void *context, struct evi_object *object, struct evid_error *err)
{
	(void)context;
	(void)object;
	(void)err;
	return EVID_OK;
}

struct evi_source
evi_given_source(struct evi_given *given)
{
	return (struct evi_source){ given, next, read_content, end_content,
		NULL, NULL };
}
