/*
 * Memory of libcrypto, wiped when it is given back.
 */
#ifndef EVI_ADAPT_OPENSSL_MEMORY_H
#define EVI_ADAPT_OPENSSL_MEMORY_H

/* before libcrypto has allocated anything in this process; later it is
 * without effect */
void evi_libcrypto_wipe_memory(void);

#endif
