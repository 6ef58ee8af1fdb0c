/*
 * What the writing and the reading of an inventory line share: the names of
 * keys and values, in the format's order.  For object_*.c alone.
 */
#ifndef EVI_RECORD_OBJECT_PARTS_H
#define EVI_RECORD_OBJECT_PARTS_H

#include "record/keys.h"
#include "record/object.h"

#define EVI_N_KINDS 3
#define EVI_N_CHANGES 5
#define EVI_N_SPECIALS 4

extern const char *const evi_kind_names[EVI_N_KINDS];
extern const char *const evi_change_names[EVI_N_CHANGES];
extern const char *const evi_special_names[EVI_N_SPECIALS];

/*
 * The quick reading, of lines of the usual form: false where it is another or
 * there was no memory (*memory_out).  What stands in no single key (type,
 * link, path) is still to be checked; @object_out is the caller's to free.
 */
bool evi_object_quick(const char *line, size_t len,
    struct evi_object *object_out, bool *memory_out);
/* evi_object_read without the quick reading */
enum evid_status evi_object_read_any(const char *line, size_t len,
    struct evi_object *object_out, const char **why_out, bool *unknown_out,
    struct evid_error *err);

/* the object `source` of a line */
bool evi_source_read(struct evi_reader *r, const struct evi_json *source,
    struct evi_object *o);
/* ranges in order that end within @size; @fill: whether each says what stands
 * there */
bool evi_ranges_read(struct evi_reader *r, const struct evi_json *array,
    bool fill, uint64_t size, struct evi_ranges *out);

#endif
