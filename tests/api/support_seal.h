/* What the tests share that seal: each has an empty folder of its own, in which
 * it stands, and a key. */
#ifndef TEST_SUPPORT_SEAL_H
#define TEST_SUPPORT_SEAL_H

#include "evidence/evidence.h"

int test_seal_set_up(void **state);
int test_seal_tear_down(void **state);
/* to @output, under the name N, by that one key, with two threads */
struct evid_seal_options test_seal_options(const char *output);

/* the verdict on a bundle, where that key is trusted */
void test_expect_result(const char *path, enum evid_result expected);
/* the folder holds just these */
void test_expect_only(const char *const *names, size_t n);

/* of a test of these, in its table */
#define SEALS(f) \
	cmocka_unit_test_setup_teardown(f, test_seal_set_up, \
	    test_seal_tear_down)

#endif
