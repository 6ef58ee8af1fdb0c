/*
 * Threads that no signal reaches, so that the program's own handlers run in
 * its main thread alone.
 */
#include "base/thread.h"
#include "base/memory.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>

/* More processors than any machine has; past it sched_getaffinity says
 * EINVAL, and we work as on one. */
#define MAX_CORES 65536

unsigned int
evi_cores(void)
{
	unsigned int cores = 1;

	for (int n = CPU_SETSIZE; n <= MAX_CORES; n *= 2) {
		cpu_set_t *set = CPU_ALLOC((size_t)n);
		size_t size = CPU_ALLOC_SIZE((size_t)n);
		int rc;

		if (set == NULL)
			return cores;
		CPU_ZERO_S(size, set);
		rc = sched_getaffinity(0, size, set);
		if (rc == 0)
			cores = (unsigned int)CPU_COUNT_S(size, set);
		CPU_FREE(set);
		if (rc == 0 || errno != EINVAL)
			break;
	}
	return cores == 0 ? 1 : cores;
}

static void *
begin(void *context)
{
	const struct evi_thread *thread = context;

	evi_memory_share(thread->lacks);
	return thread->run(thread->argument);
}

enum evid_status
evi_thread_start(struct evi_thread *thread, void *(*run)(void *),
    void *argument, struct evid_error *err)
{
	sigset_t all, before;
	int rc;

	thread->run = run;
	thread->argument = argument;
	thread->lacks = evi_memory_mine();
	sigfillset(&all);
	rc = pthread_sigmask(SIG_SETMASK, &all, &before);
	if (rc == 0) {
		rc = pthread_create(&thread->id, NULL, begin, thread);
		(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	}
	if (rc == 0)
		return EVID_OK;
	evi_fail(err, EVID_ERR_MEMORY, "cannot start a thread: %s",
	    evi_errno_text(rc));
	evi_hint(err, "use fewer threads");
	return EVID_ERR_MEMORY;
}
