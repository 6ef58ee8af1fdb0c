/*
 * The time at which a tool judges (clock.h).
 */
#include "common/clock.h"

#include <time.h>

struct evid_time
clock_now(void)
{
	struct timespec t = { 0, 0 };

	(void)clock_gettime(CLOCK_REALTIME, &t);
	return (struct evid_time){ t.tv_sec, (uint32_t)t.tv_nsec };
}
