/*
 * What a sandbox (sandbox.h) leaves besides files: system calls, by filters
 * made when the tools are built (sandbox/filters.c), and capabilities.
 */
#ifndef EVID_TOOLS_SANDBOX_CALLS_H
#define EVID_TOOLS_SANDBOX_CALLS_H

#include "common/sandbox.h"

#include <stdint.h>

/* an instruction of a filter, as the kernel takes it */
struct sandbox_filter {
	uint16_t code;
	uint8_t jt, jf;
	uint32_t k;
};

/* by enum sandbox_calls; none where the build had no libseccomp */
extern const struct sandbox_filter *const sandbox_filters[SANDBOX_KINDS];
extern const unsigned short sandbox_filter_lens[SANDBOX_KINDS];

/* 0, or why there is none: ENOTSUP where none was built */
int sandbox_calls_enter(enum sandbox_calls calls);
/* What root may do besides is given up.  Who is not root has none of it. */
void sandbox_capabilities_drop(enum sandbox_calls calls);

#endif
