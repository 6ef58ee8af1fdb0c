/*
 * The file system as a source, as source.c and again.c share it.
 */
#ifndef EVI_BUNDLE_SEAL_SOURCE_PARTS_H
#define EVI_BUNDLE_SEAL_SOURCE_PARTS_H

#include "bundle/seal/source.h"

#include "adapt/metadata.h"
#include "bundle/seal/links.h"
#include "bundle/seal/plan.h"
#include "bundle/stream/content.h"

struct evi_files {
	const struct evid_seal_options *options;
	struct evi_tell *tell;
	const char *spool_folder;
	struct evi_walk *walk;
	struct evi_metadata_source *metadata;
	struct evi_links *links;
	const struct evi_visit *visit;
	struct evi_content content;
	uint64_t spooled;		/* standard input, kept for its size */
	uint32_t spooled_crc, read_crc;	/* of it, as written and as read */
	struct evi_moved moved;
	struct evi_plan *plan;		/* of a sealing that may be resumed */
};

/* where there is a list of what is sealed, its time of access is the object's:
 * of before anything was read */
enum evid_status evi_files_accessed(struct evi_files *files,
    struct evi_object *object, struct evid_error *err);

#endif
