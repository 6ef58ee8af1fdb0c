/*
 * The look before the first byte: can all be read, is there room, does every
 * name that an option gives exist?
 */
#ifndef EVI_BUNDLE_SEAL_LOOK_H
#define EVI_BUNDLE_SEAL_LOOK_H

#include "bundle/seal/expect.h"
#include "bundle/seal/marks.h"
#include "bundle/seal/plan.h"
#include "bundle/stream/volumes.h"

#include <sys/stat.h>

/*
 * @output, @folder: of the output as it is now, and of where it stands;
 *                   st_ino 0: none
 * @old_output: what stands under its name already; st_ino 0: nothing
 * @objects, @files, @bytes: what was found; a file with several names once
 * @expect: or NULL
 * @plan: what is found is added, or must be the same; or NULL
 * @spool: the folder of temporary files
 * @there: bytes of the output that are there already
 */
struct evi_look {
	const struct evid_seal_options *options;
	struct evi_tell *tell;
	struct evi_marks *marks;
	struct evi_expect *expect;
	struct evi_plan *plan;
	const char *spool;
	uint64_t there;
	struct stat output, folder, old_output;
	uint64_t objects, files, bytes;
	uint64_t stored;		/* without holes */
	bool *excluded;			/* did each pattern leave out any? */
};

enum evid_status evi_look_at(struct evi_look *look, const char *const *paths,
    size_t n_paths, struct evid_error *err);
/* EVID_ERR_SPACE when it cannot fit; tells @volumes a size that suffices */
enum evid_status evi_look_space(const struct evi_look *look,
    struct evi_volumes *volumes, struct evid_error *err);

#endif
