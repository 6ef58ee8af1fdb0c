/*
 * The time at which a tool judges.
 */
#ifndef EVID_TOOLS_CLOCK_H
#define EVID_TOOLS_CLOCK_H

#include <evidence/progress.h>

/* now, to the nanosecond: an event that was signed a moment ago is past */
struct evid_time clock_now(void);

#endif
