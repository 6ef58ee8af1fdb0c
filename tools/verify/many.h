/*
 * The verdicts on many bundles, several at once, a line each as it is done.
 */
#ifndef EVID_TOOLS_VERIFY_MANY_H
#define EVID_TOOLS_VERIFY_MANY_H

#include "common/options.h"

#include <evidence/evidence.h>

#include <stdio.h>

struct many_options {
	const struct common_options *common;
	const struct evid_verify_options *verify;	/* now and progress
				 * are set here */
	const char *files_from;	/* a list of paths, "-", or NULL */
	int zero_ends;		/* of its paths */
	const char *results;	/* a file, or NULL: to @out */
	FILE *out;
};

/*
 * many_verify - the exit status, told of
 *
 * Memory does not grow with their number.  After a signal the lines that are
 * there are whole.
 */
int many_verify(const struct many_options *options, char **operands,
    size_t n_operands);

#endif
