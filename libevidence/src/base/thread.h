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

/* all signals blocked in the new thread */
enum evid_status evi_thread_start(pthread_t *thread, void *(*run)(void *),
    void *argument, struct evid_error *err);

#endif
