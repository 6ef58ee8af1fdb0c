/*
 * Why libcrypto could not.  A want of memory is raised where it is met, and
 * the callers above add reasons of their own: it stands first or last.
 */
#include "adapt/openssl_error.h"

#include <openssl/err.h>

static bool
of_memory(unsigned long code)
{
	return code != 0 && ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE;
}

bool
evi_libcrypto_no_memory(void)
{
	return of_memory(ERR_peek_last_error()) || of_memory(ERR_peek_error());
}
