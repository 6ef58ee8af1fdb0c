/*
 * What the parts of json.c share.
 *
 * Trees are built by many small additions, of which some are not looked at:
 * where one lacked memory, the tree is not whole.  So what this thread writes
 * next fails, once (evi_json_take_lost in json.h).
 */
#ifndef EVI_ADAPT_JSON_PARTS_H
#define EVI_ADAPT_JSON_PARTS_H

void evi_json_lose(void);

#endif
