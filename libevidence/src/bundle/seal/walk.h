/*
 * The source's objects, depth-first, in the byte order of their paths in the
 * bundle.  The same walk serves the look before the first byte and the
 * sealing itself.
 */
#ifndef EVI_BUNDLE_SEAL_WALK_H
#define EVI_BUNDLE_SEAL_WALK_H

#include "adapt/metadata.h"
#include "base/buf.h"
#include "evidence/seal.h"

#include <sys/stat.h>

/*
 * struct evi_visit - where the walk stands; all borrowed until the next step
 *
 * @dirfd, @name: the object: in its folder, by its name there
 * @original: as source.path; @mapped: data/..., with '/' for a folder
 * @shown: as the user would name it, for messages
 * @listed_folder: it was a folder when its own folder was listed;
 * @listed_regular: a regular file, as far as the folder says
 * @is_operand, @is_stdin: it was named by the user; it is "-"
 * @missing: errno of looking at it, or 0; then @st is not filled
 * @fd: the folder itself, opened; -1 where it is none
 * @file: the regular file itself, where it was to be opened and could be, of
 *        which @look tells; -1 otherwise
 * @unreadable: errno of opening or listing it, or 0
 * @changed: the folder moved while it was listed (enum evi_change bits)
 */
struct evi_visit {
	int dirfd;
	const char *name, *original, *mapped, *shown;
	bool listed_folder, listed_regular, is_operand, is_stdin;
	int missing;
	struct stat st;
	int fd;
	int file;
	struct evi_stat look;
	int unreadable;
	unsigned int changed;
};

/*
 * What left the walk's hands after its line was out: a folder's time moved.
 * @visit: of which only @original, @shown and @st (when it was listed) are set
 * @number: the how-manieth visit it was, from 0
 */
typedef enum evid_status evi_walk_moved_fn(void *context,
    const struct evi_visit *visit, uint64_t number, struct evid_error *err);

struct evi_walk;

/*
 * evi_walk_new - a walk over @paths
 *
 * Looks at the operands: none such, equal base names, links and names without
 * use are errors here.  @moved is called when a folder is left that has
 * another time than when it was listed.
 */
enum evid_status evi_walk_new(const struct evid_seal_options *options,
    const char *const *paths, size_t n_paths, evi_walk_moved_fn *moved,
    void *context, struct evi_walk **walk_out, struct evid_error *err);
void evi_walk_free(struct evi_walk *walk);
/* *visit_out NULL: there is no more */
enum evid_status evi_walk_next(struct evi_walk *walk,
    const struct evi_visit **visit_out, struct evid_error *err);
/* the same, with a regular file opened rather than looked at by its name: one
 * call that says both */
enum evid_status evi_walk_next_open(struct evi_walk *walk,
    const struct evi_visit **visit_out, struct evid_error *err);
/* the visit's @file is the caller's, to be closed */
int evi_walk_take_file(struct evi_walk *walk);
/* where names are kept of a folder that has very many; without: in the usual
 * folder of temporary files */
void evi_walk_spool(struct evi_walk *walk, const char *folder);
/* this file is never part of the source: the output as it grows */
void evi_walk_leave_out(struct evi_walk *walk, dev_t device, ino_t inode);

/* note which patterns match anything that is met: options->n_exclude of
 * @matched, the caller's */
void evi_walk_note(struct evi_walk *walk, bool *matched);

/* is it left out by a pattern? */
bool evi_excluded(const struct evid_seal_options *options,
    const char *original);
/* the same, with each pattern that is noted as matching */
bool evi_excluded_by(const struct evid_seal_options *options,
    const char *original, bool *matched);

/* open without following, without a terminal or a wait, and, where the system
 * allows it, without a new access time; -1 and errno */
int evi_open_source(int dirfd, const char *name, int flags);
/* the regular file where the visit stands: then @file, @look and @st are
 * filled; false: it cannot be opened, or is none */
bool evi_visit_open(struct evi_visit *visit);

#endif
