/*
 * Entering the filter of system calls, and giving up what root may do
 * (sandbox_calls.h).
 */
#include "common/sandbox_calls.h"

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SET_MODE_FILTER 1u
#define TSYNC 1u		/* for threads that there are already, too */
#define SPEC_ALLOW 4u		/* no stranger's code runs here: be fast */

#ifndef EVID_SECCOMP
const struct sandbox_filter *const sandbox_filters[SANDBOX_KINDS] = {
	NULL, NULL, NULL, NULL
};
const unsigned short sandbox_filter_lens[SANDBOX_KINDS] = { 0, 0, 0, 0 };
#endif

struct program {
	unsigned short len;
	const struct sandbox_filter *filter;
};

int
sandbox_calls_enter(enum sandbox_calls calls)
{
	struct program program = { sandbox_filter_lens[calls],
		sandbox_filters[calls] };

	if (program.filter == NULL)
		return ENOTSUP;
	if (syscall(SYS_seccomp, SET_MODE_FILTER, TSYNC | SPEC_ALLOW,
	    &program) == 0)
		return 0;
	/* An older kernel does not know the flag. */
	if (errno == EINVAL && syscall(SYS_seccomp, SET_MODE_FILTER, TSYNC,
	    &program) == 0)
		return 0;
	/* With TSYNC a number above 0 is a thread that could not. */
	return errno != 0 ? errno : EBUSY;
}

#ifndef EVID_SANDBOX_RELAXED
/* The capabilities that reading and writing files may need: others' files,
 * locked memory, reserved space; and of sources the attributes that are kept
 * for administrators. */
#define CHOWN		(1u << 0)
#define DAC_OVERRIDE	(1u << 1)
#define DAC_READ_SEARCH	(1u << 2)
#define FOWNER		(1u << 3)
#define FSETID		(1u << 4)
#define IPC_LOCK	(1u << 14)
#define SYS_ADMIN	(1u << 21)
#define SYS_RESOURCE	(1u << 24)
#define CAPABILITIES	0x20080522u	/* their third version */

void
sandbox_capabilities_drop(enum sandbox_calls calls)
{
	struct {
		uint32_t version;
		int32_t process;
	} who = { CAPABILITIES, 0 };
	struct {
		uint32_t effective, permitted, inheritable;
	} has[2];
	uint32_t keep = CHOWN | DAC_OVERRIDE | DAC_READ_SEARCH | FOWNER |
	    FSETID | IPC_LOCK | SYS_RESOURCE |
	    (calls == SANDBOX_SOURCES ? SYS_ADMIN : 0u);

	if (syscall(SYS_capget, &who, has) != 0)
		return;
	for (size_t i = 0; i < 2; i++) {
		has[i].effective &= i == 0 ? keep : 0;
		has[i].permitted &= i == 0 ? keep : 0;
		has[i].inheritable = 0;
	}
	(void)syscall(SYS_capset, &who, has);
}
#else
void
sandbox_capabilities_drop(enum sandbox_calls calls)
{
	(void)calls;
}
#endif
