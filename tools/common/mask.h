/*
 * --mask: whose names a tool does not show.
 */
#ifndef EVID_TOOLS_MASK_H
#define EVID_TOOLS_MASK_H

#include "common/options.h"

#include <evidence/verdict.h>

enum { OPTION_MASK = 1100 };

#define OPTION_ROW_MASK \
	{ OPTION_MASK, "mask", "FLAG", \
	    "do not show names of objects with this handling flag;\n" \
	    "all: with any; none: without the default, which is\n" \
	    "csam and child-victim; may be given again" }

struct mask_options {
	struct option_list flags;
	struct evid_masks masks;
};

/* 0, or an exit status, told of */
int mask_take(struct mask_options *o, const char *value);
const struct evid_masks *mask_masks(struct mask_options *o);
void mask_free(struct mask_options *o);

#endif
