/*
 * Memory of libcrypto, wiped when it is given back.  Its decoders of PEM and of
 * PKCS#8 wipe most of what they hold, but not all: pieces of a secret key in
 * base64, or its bytes, would stay in freed memory for as long as the process
 * lives.  What comes from here is still malloc's.
 */
#include "adapt/openssl_memory.h"

#include <malloc.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

static void *
have(size_t len, const char *file, int line)
{
	(void)file;
	(void)line;
	return malloc(len);
}

static void
give_back(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	if (p != NULL)
		explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

/* Never in place: the old run is to be wiped wherever it was. */
static void *
have_more(void *p, size_t len, const char *file, int line)
{
	size_t had = p == NULL ? 0 : malloc_usable_size(p);
	void *more;

	if (len == 0) {
		give_back(p, file, line);
		return NULL;
	}
	more = malloc(len);
	if (more == NULL)
		return NULL;
	if (had > 0)
		memcpy(more, p, had < len ? had : len);
	give_back(p, file, line);
	return more;
}

void
evi_libcrypto_wipe_memory(void)
{
	/* Refused once it has allocated: then the host has its own way. */
	(void)CRYPTO_set_mem_functions(have, have_more, give_back);
}
