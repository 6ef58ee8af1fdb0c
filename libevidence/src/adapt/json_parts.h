/*
 * What the parts of json.c share.
 *
 * Trees are built by many small additions, of which some are not looked at:
 * where one lacked memory, the tree is not whole.  So what this thread writes
 * next fails, once.  A tree given up in between makes the next one fail in
 * vain, which does no harm: memory lacked.
 */
#ifndef EVI_ADAPT_JSON_PARTS_H
#define EVI_ADAPT_JSON_PARTS_H

#include <stdbool.h>

void evi_json_lose(void);
bool evi_json_take_lost(void);	/* and forget it */

#endif
