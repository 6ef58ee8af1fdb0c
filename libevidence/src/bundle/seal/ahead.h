/*
 * Asking the system for the beginnings of the next files of a folder, so that
 * the disk works on many at once where the files are not in memory yet.
 */
#ifndef EVI_BUNDLE_SEAL_AHEAD_H
#define EVI_BUNDLE_SEAL_AHEAD_H

#include "bundle/seal/folder.h"

struct evi_ahead {
	long blocks;		/* that came from the disk, when last asked */
};

/*
 * evi_ahead_read - of the open folder @fd, file @next is about to be read
 *
 * @names: its names, in order
 * @asked: of the folder: up to which of them was done; 0 at first
 *
 * A hint: nothing fails by it, and nothing is looked at.
 */
void evi_ahead_read(struct evi_ahead *ahead, int fd,
    const struct evi_folder *names, size_t next, size_t *asked);

#endif
