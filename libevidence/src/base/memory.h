/*
 * Memory that is zeroed when had; free() releases it.  NULL means none left.
 */
#ifndef EVI_BASE_MEMORY_H
#define EVI_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void *evi_zalloc(size_t len);
void *evi_zalloc_array(size_t count, size_t size);	/* checked product */
char *evi_strdup(const char *text);			/* NULL gives NULL */
char *evi_strndup(const char *text, size_t len);
/* grow *items (of @size each) to hold one more than @count; *cap is kept.
 * 0, or -1 when there is no memory (*items and *cap are then as before); what
 * is new is zeroed */
int evi_grow(void *items, size_t count, size_t *cap, size_t size);

/*
 * Two buffers that are used together, for a pool.  @large says that they will
 * be filled: then they share large pages where the system has some to give
 * (transparent ones, of 2 MiB), so that they come at one page fault and not at
 * one for every 4 KiB, which cost more than what the bytes are for where the
 * machine is a virtual one.  A @second of none is NULL.
 */
struct evi_pair {
	uint8_t *first, *second;
	bool joint;			/* both are one allocation */
};

/* false when there is no memory; *pair is good for evi_pair_free either way */
bool evi_pair_new(struct evi_pair *pair, size_t first, size_t second,
    bool large);
void evi_pair_free(struct evi_pair *pair);

/*
 * How often this thread lacked memory so far, with those that it started
 * (evi_thread_start).  Many a small failure is met where nobody looks: a text
 * that stays short, a key id that is not had, and then a key that is not known.
 * So a call that judges, or that makes something, asks for the number before
 * and holds its result against it (evi_whole in base/error.h).  What another
 * caller's thread lacks does not count: somebody's file that asks for too much
 * would take the verdict from those that are judged beside it.
 */
uint64_t evi_memory_lacks(void);
void evi_memory_lacked(void);
/* of this thread and, with share, of another: of what is started by it */
struct evi_lacks *evi_memory_mine(void);
void evi_memory_share(struct evi_lacks *of);
/* it was there, but is not given to what asks for so much; the first @why, cut
 * to the room, is what the next EVID_ERR_MEMORY says: evi_memory_why takes it,
 * and is false where there is none */
#define EVI_WHY_CAP 256
#define EVI_REFUSED_HINT "that is more than is ever needed: ask who made it, " \
    "or divide what is yours"
void evi_memory_refused(const char *why);
bool evi_memory_why(char out[EVI_WHY_CAP]);

#endif
