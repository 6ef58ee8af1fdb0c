/*
 * Names of volumes: "NAME.001" is read with all that is named so beside it, and
 * what is put there later would be one of them.
 */
#ifndef EVID_TOOLS_VOLUMES_H
#define EVID_TOOLS_VOLUMES_H

#include <stddef.h>

/* the length of "NAME." where @path is "NAME.001" and the like; else 0 */
size_t volumes_base(const char *path);
/* 1: that "NAME." is noted; 0: it was the last one; -1: there is no memory */
int volumes_note(const char *path);
/* does @path name a volume of any noted from @from on? */
int volumes_has(const char *path, size_t from);
size_t volumes_count(void);
/* forget those from @from on */
void volumes_drop(size_t from);

#endif
