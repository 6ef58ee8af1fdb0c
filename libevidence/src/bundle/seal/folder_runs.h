/*
 * The names of a folder that has too many to be held at once: runs of them in
 * a temporary file, each in order, and all of them merged.
 */
#ifndef EVI_BUNDLE_SEAL_FOLDER_RUNS_H
#define EVI_BUNDLE_SEAL_FOLDER_RUNS_H

#include "bundle/seal/folder.h"

/* a name, as it stands in a run; @mapped is empty where it is not known yet */
struct evi_folder_record {
	uint64_t fold;
	const char *original, *mapped;
	uint32_t index;
	bool folder, regular;
};

/* the order of a run's names: as strcmp(3) */
typedef int evi_folder_order_fn(const struct evi_folder_record *a,
    const struct evi_folder_record *b);

struct evi_folder_runs;

/* @spool: the folder of the temporary file, or NULL: the usual one */
enum evid_status evi_folder_runs_new(const char *spool,
    evi_folder_order_fn *order, struct evi_folder_runs **runs_out,
    struct evid_error *err);
void evi_folder_runs_free(struct evi_folder_runs *runs);
/* the names of @folder, which stand in order, become a run */
enum evid_status evi_folder_runs_add(struct evi_folder_runs *runs,
    const struct evi_folder *folder, struct evid_error *err);
/* the next of all runs, valid until the next call; *end_out: there is none.
 * No run is added any more. */
enum evid_status evi_folder_runs_next(struct evi_folder_runs *runs,
    struct evi_folder_record *record_out, bool *end_out,
    struct evid_error *err);

#endif
