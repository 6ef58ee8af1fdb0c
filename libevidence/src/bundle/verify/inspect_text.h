/*
 * What an inspection gathered, as JSON and for people.
 */
#ifndef EVI_BUNDLE_VERIFY_INSPECT_TEXT_H
#define EVI_BUNDLE_VERIFY_INSPECT_TEXT_H

#include "bundle/verdict/masks.h"
#include "record/statement.h"
#include "record/tags.h"

struct evi_inspected {
	const char *file;
	const char *container;
	struct evi_buf seal, conditions, case_file;
	struct evi_statement statement;
	uint8_t seal_digest[EVI_SHA256_LEN];
	uint64_t n_objects, n_files, n_bytes;
	struct evi_masks masks;
};

/* where the text of this tag is gathered; NULL: it is not */
struct evi_buf *evi_inspected_text(struct evi_inspected *in,
    enum evi_tag tag);
enum evid_status evi_inspected_json(struct evi_inspected *in,
    struct evi_buf *out, struct evid_error *err);
enum evid_status evi_inspected_write(struct evi_inspected *in,
    struct evi_buf *out, struct evid_error *err);
void evi_inspected_free(struct evi_inspected *in);

#endif
