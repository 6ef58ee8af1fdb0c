/*
 * Directories for the tests of trust.  Months count from 1970.
 */
#ifndef TESTS_SUPPORT_DIRECTORY_H
#define TESTS_SUPPORT_DIRECTORY_H

#include "evidence/directory.h"

#define MONTH INT64_C(2592000)

struct evid_time support_at(int64_t seconds);
/* a folder under /tmp, entered; and left, removed: for cmocka */
int support_enter(void **state);
int support_leave(void **state);
/* a draft, issued in month 90, that ends in month 200: a contact of KZ for
 * each of the @keys, whose use is to sign it */
struct evid_directory *support_draft(unsigned int threshold,
    struct evid_key *const *keys, size_t n);
/* @n new keys; 0, or -1: for cmocka */
int support_keys(struct evid_key **keys, size_t n);
void support_keys_free(struct evid_key **keys, size_t n);
/* the key's id, in a place of its own for each of the last 4 */
const char *support_keyid(const struct evid_key *key);

#endif
