/*
 * What evid-verify was asked for on its command line.
 */
#ifndef EVID_TOOLS_VERIFY_USAGE_H
#define EVID_TOOLS_VERIFY_USAGE_H

#include "common/mask.h"
#include "common/options.h"
#include "common/trust.h"
#include "verify/many.h"

#include <evidence/evidence.h>

#include <stdio.h>

struct verify {
	struct common_options common;
	struct evid_verify_options options;
	struct trust_options whom;
	struct mask_options mask;
	struct evid_trust *trust;
	FILE *out;
	size_t n_told;
	const char *delivery;
	int refused;		/* the output is a file that arrived */
	int lines;
	struct many_options many;
};

/* does it make sense?  0, or EXIT_USAGE, told of */
int usage_check(const struct verify *v, char **operands, size_t n);

#endif
