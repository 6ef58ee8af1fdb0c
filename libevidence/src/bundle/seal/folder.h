/*
 * The names of one folder of the source, mapped and in the order in which
 * they stand in a bundle (docs/format.md, section 3.2).
 */
#ifndef EVI_BUNDLE_SEAL_FOLDER_H
#define EVI_BUNDLE_SEAL_FOLDER_H

#include "base/buf.h"

struct evi_folder_name {
	uint64_t fold;		/* what names that collide have in common */
	uint32_t original;	/* offsets into the folder's text */
	uint32_t mapped;
	uint32_t index;		/* the how-manieth that was added */
	bool folder, regular;	/* as the folder says; neither: who knows */
};

struct evi_folder_runs;

/*
 * @spool: the folder of temporary files, or NULL: the usual one
 * @runs: where there are more names than are held at once, those after these
 */
struct evi_folder {
	struct evi_buf text;	/* names, each followed by a NUL */
	struct evi_folder_name *names;
	size_t count, cap;
	size_t total;		/* that were added */
	const char *spool;
	struct evi_folder_runs *runs;
};

#define EVI_FOLDER_INIT { .text = EVI_BUF_INIT }

void evi_folder_free(struct evi_folder *folder);
enum evid_status evi_folder_add(struct evi_folder *folder, const char *name,
    bool is_folder, bool is_regular, struct evid_error *err);
/* all names of the open folder @fd but "." and ".."; *errno_out other than 0:
 * it could not be read, and nothing was added for certain */
enum evid_status evi_folder_list(struct evi_folder *folder, int fd,
    int *errno_out, struct evid_error *err);
/* map the names, mark those that collide, sort; then the first of them are
 * there, and all of them where they are few */
enum evid_status evi_folder_order(struct evi_folder *folder,
    struct evid_error *err);
/* the next names, in place of those that were there; *more_out: there were any
 */
enum evid_status evi_folder_more(struct evi_folder *folder, bool *more_out,
    struct evid_error *err);

const char *evi_folder_original(const struct evi_folder *folder, size_t i);
const char *evi_folder_mapped(const struct evi_folder *folder, size_t i);

#endif
