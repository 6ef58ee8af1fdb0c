/*
 * Is it worth compressing?  A cheap guess at a block, so that photographs,
 * archives and encrypted disks pass at the speed of hashing.
 */
#ifndef EVI_BUNDLE_STREAM_GUESS_H
#define EVI_BUNDLE_STREAM_GUESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* true: deflate would make @data shorter by a hundredth at most, if at all.
 * The answer follows from the bytes alone */
bool evi_guess_incompressible(const uint8_t *data, size_t len);

#endif
