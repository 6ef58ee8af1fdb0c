/*
 * Threads: start, join, and the number of cores.  Mutexes and conditions are
 * POSIX's own.
 */
#ifndef EVI_BASE_THREAD_H
#define EVI_BASE_THREAD_H

#include "base/error.h"

#include <pthread.h>

/* cores that this process may use (sched_getaffinity), at least 1 */
unsigned int evi_cores(void);

/* one that was started: stays where it is until its @id is joined */
struct evi_thread {
	pthread_t id;
	void *(*run)(void *);
	void *argument;
	struct evi_lacks *lacks;	/* of who started it */
};

/* all signals blocked in the new thread; what it lacks of memory its starter
 * lacks */
enum evid_status evi_thread_start(struct evi_thread *thread,
    void *(*run)(void *), void *argument, struct evid_error *err);

#endif
