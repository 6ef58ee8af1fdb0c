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

/* the object `source` of a line */
bool evi_source_read(struct evi_reader *r, const struct evi_json *source,
    struct evi_object *o);
/* ranges in order that end within @size; @fill: whether each says what stands
 * there */
bool evi_ranges_read(struct evi_reader *r, const struct evi_json *array,
    bool fill, uint64_t size, struct evi_ranges *out);

#endif
