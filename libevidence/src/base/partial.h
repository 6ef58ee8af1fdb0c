/*
 * Names of what is not whole yet: ".NAME.PID-RANDOM.partial", beside what it
 * will be.  A later run tells from the name whether its process is gone.
 */
#ifndef EVI_BASE_PARTIAL_H
#define EVI_BASE_PARTIAL_H

#include "base/error.h"

#include <limits.h>
#include <stdbool.h>

/* a name for @base that nobody is likely to have; @attempt counts from 0 */
void evi_partial_name(const char *base, int attempt, char out[NAME_MAX + 1]);

/* is @name that of something of @base whose process is gone? */
bool evi_partial_is_leftover(const char *name, const char *base);

/* a dead run's leftover of @base in @folder, as a path for free(); *path_out
 * is NULL where none is seen.  Returns how many others there are. */
size_t evi_partial_find(const char *folder, const char *base,
    char **path_out);

/* removes the files that dead runs left in @folder, where none of them is worth
 * anything: those of @base, or, where that is NULL, of all names without a
 * dot */
void evi_partial_clear(const char *folder, const char *base);

#endif
