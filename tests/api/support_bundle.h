/*
 * A small bundle for tests of the public interface: made through it, with a
 * fixed clock and fixed salts, so that each run has the same bytes.
 */
#ifndef TEST_SUPPORT_BUNDLE_H
#define TEST_SUPPORT_BUNDLE_H

#include "evidence/evidence.h"

struct test_bundle {
	char folder[64];
	char path[96];
	uint8_t *data;
	size_t len;
	struct evid_key *key;
	struct evid_public_key *pub;
};

/* @files of @size bytes each */
void test_bundle_make(struct test_bundle *b, unsigned int files,
    size_t size);
void test_bundle_free(struct test_bundle *b);
/* of a group of tests: its *state is a bundle of one file of 100 bytes */
int test_bundle_set_up(void **state);
int test_bundle_tear_down(void **state);

/* a read callback over memory; @at first 0, @most bytes a call (0: any) */
struct test_memory {
	const uint8_t *data;
	size_t len, at, most;
};
enum evid_status test_memory_read(void *context, void *data, size_t len,
    size_t *n_out, struct evid_error *err);

/* the verdict on bytes, trusting b->pub, with one thread */
struct evid_verdict *test_verify(const struct test_bundle *b,
    const uint8_t *data, size_t len);

#endif
