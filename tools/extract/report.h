/*
 * What was given out, told to people or to a program.
 */
#ifndef EVID_TOOLS_EXTRACT_REPORT_H
#define EVID_TOOLS_EXTRACT_REPORT_H

#include "common/options.h"

#include <evidence/extract.h>

#include <stdio.h>

/*
 * report - the verdict, and what became of each member
 *
 * @out: where to; a message on standard error says, too, when nothing was
 *       given out, and why
 * @asked: what it was extracted by
 *
 * Returns the exit status.
 */
int report(FILE *out, const struct common_options *common,
    const struct evid_extraction *x, const char *bundle,
    const struct evid_extract_options *asked);

#endif
