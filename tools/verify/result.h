/*
 * What came of one bundle: a verdict, or why there is none.
 */
#ifndef EVID_TOOLS_VERIFY_RESULT_H
#define EVID_TOOLS_VERIFY_RESULT_H

#include <evidence/evidence.h>

#include <stdio.h>

/*
 * result_absent_json - a verdict for a bundle that could not be read at all
 *
 * In the same shape as the library's, with the one finding no-such-file or
 * io-error: incomplete, or, where @err says that trying again will not help,
 * not checked.
 */
void result_absent_json(FILE *out, const char *path,
    const struct evid_error *err, struct evid_time now);

/* the worse of two exit statuses, in the order 2, 1, 5, 4, 3, 0: after wrong
 * usage nothing was checked */
int result_worse(int a, int b);

#endif
