/*
 * The end by SIGKILL at a point of the program's own choosing, also inside a
 * tool's sandbox, which leaves nothing but a signal to one's own thread.
 */
#ifndef TEST_SUPPORT_DIE_H
#define TEST_SUPPORT_DIE_H

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

/* @call: syscall, or what it is where that is wrapped */
static inline void
die_by(long (*call)(long number, ...))
{
	(void)call(SYS_tgkill, (long)getpid(), call(SYS_gettid),
	    (long)SIGKILL);
	for (;;)
		pause();
}

#endif
