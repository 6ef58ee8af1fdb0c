/*
 * What became of each member: kept outside of memory, told in order.
 */
#ifndef EVI_BUNDLE_EXTRACT_TABLE_H
#define EVI_BUNDLE_EXTRACT_TABLE_H

#include "bundle/extract/store.h"
#include "bundle/verdict/masks.h"
#include "evidence/extract.h"

struct evi_table {
	struct evi_heap heap;
	struct evid_extract_totals totals;
	struct evi_masks *masks;	/* borrowed; NULL: none yet */
};

enum evid_status evi_table_open(struct evi_table *table, const char *spool,
    struct evid_error *err);
void evi_table_close(struct evi_table *table);
/* @given: its path below the target, or NULL where it was withheld;
 * @note: why it is withheld, or under another name; or NULL */
enum evid_status evi_table_add(struct evi_table *table,
    const struct evi_object *object, const char *given, bool renamed,
    const char *note, struct evid_error *err);
/* the label that stands for all names of a masked object; false: it has none */
bool evi_table_hides(const struct evi_table *table,
    const struct evi_object *object, char label_out[EVI_MASK_LABEL_CAP]);
enum evid_status evi_table_end(struct evi_table *table,
    struct evid_error *err);
enum evid_status evi_table_each(const struct evi_table *table,
    evid_extracted_fn *tell, void *context, struct evid_error *err);

#endif
