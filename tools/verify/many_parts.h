/*
 * What the threads of many bundles share.  For many.c and one.c alone.
 */
#ifndef EVID_TOOLS_VERIFY_MANY_PARTS_H
#define EVID_TOOLS_VERIFY_MANY_PARTS_H

#include "verify/many.h"
#include "verify/names.h"
#include "verify/results.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#define N_STATUSES 6

struct many {
	const struct many_options *options;
	struct results results;
	char *asked;			/* the same as in an earlier run? */
	char host[256];
	unsigned int n_threads;

	pthread_mutex_t taking;		/* names; before lock */
	struct names names;

	pthread_mutex_t lock;		/* all below it */
	pthread_cond_t ended;
	unsigned int n_running;		/* threads */
	unsigned int n_busy;		/* of them, with a bundle */
	uint64_t found[N_STATUSES], skipped;
	int worst, stopped;

	pthread_mutex_t output;		/* one line at a time */
	atomic_uint_fast64_t bytes;
	atomic_uint_fast64_t forgotten;	/* bundles that are read each time */
};

/*
 * one_verify - one bundle, and its line
 *
 * Returns its exit status; -1 after a signal, or where its line could not be
 * told.  *@skipped_out: an earlier run had told of it, and it is the same.
 */
int one_verify(struct many *m, const char *path, int listed,
    unsigned int threads, int *skipped_out);

#endif
