/*
 * How a custody log stands, in words.
 */
#ifndef EVID_TOOLS_STANDING_H
#define EVID_TOOLS_STANDING_H

#include <evidence/verdict.h>

/* "the log is sound", ... */
const char *standing_of(enum evid_result result);

#endif
