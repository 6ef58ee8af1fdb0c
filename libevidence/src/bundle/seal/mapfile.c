/*
 * A ddrescue map beside its image (mapfile.h).  Its grammar is
 * record/noted.h's.
 */
#include "bundle/seal/mapfile.h"

#include "base/file.h"
#include "record/noted.h"

#define MAP_LIMIT ((size_t)256 << 20)
#define LINE_LIMIT ((size_t)1 << 16)

enum evid_status
evi_mapfile_read(const char *path, struct evi_object *object,
    struct evid_error *err)
{
	struct evi_buf text = EVI_BUF_INIT;
	enum evid_status status;

	status = evi_file_read_lines(path, MAP_LIMIT, LINE_LIMIT, &text, err);
	if (status == EVID_OK)
		status = evi_map_read(text.data, text.len, path, object->size,
		    &object->unread, err);
	evi_buf_free(&text);
	return status;
}
