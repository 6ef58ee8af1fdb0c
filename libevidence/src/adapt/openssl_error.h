/*
 * Why libcrypto could not: for the files openssl_*.c alone.
 */
#ifndef EVI_ADAPT_OPENSSL_ERROR_H
#define EVI_ADAPT_OPENSSL_ERROR_H

#include <stdbool.h>

/* Of what went wrong in this thread since the queue was last cleared or
 * marked, was it memory that lacked?  Then bytes are not to be called damaged,
 * nor a signature false.  The queue stays as it is. */
bool evi_libcrypto_no_memory(void);

#endif
