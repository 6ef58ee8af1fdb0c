/* bundle/stream/tuples.c: what was seen of the payload comes back as it was. */
#include "bundle/stream/tuples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
fill(struct evi_tuple *t, unsigned int i)
{
	memset(t, 0, sizeof(*t));
	t->path_len = (size_t)snprintf(t->path, sizeof(t->path),
	    "data/%0*u", (int)(i % 4000) + 1, i);
	t->size = (uint64_t)i << 33;
	t->mtime = i;
	t->damaged = i % 3 == 0;
	t->lost_offset = i;
	t->lost_len = 2 * (uint64_t)i;
	memset(t->sha256, (int)i, sizeof(t->sha256));
}

static void
what_is_added_comes_back_in_order_to_each_reader(void **state)
{
	struct evi_tuple *want = calloc(1, sizeof(*want));
	struct evi_tuple_cursor *a = calloc(1, sizeof(*a));
	struct evi_tuple_cursor *b = calloc(1, sizeof(*b));
	struct evi_tuples tuples;
	unsigned int i;

	(void)state;
	assert_int_equal(evi_tuples_open(&tuples, NULL, NULL), EVID_OK);
	assert_true(tuples.fd >= 0);
	for (i = 0; i < 5000; i++) {
		fill(want, i);
		assert_int_equal(evi_tuples_add(&tuples, want, NULL),
		    EVID_OK);
	}
	assert_int_equal(evi_tuple_first(a, &tuples, NULL), EVID_OK);
	assert_int_equal(evi_tuple_first(b, &tuples, NULL), EVID_OK);
	for (i = 0; i < 5000; i++) {
		fill(want, i);
		assert_true(a->valid);
		assert_string_equal(a->now.path, want->path);
		assert_true(a->now.size == want->size);
		assert_true(a->now.mtime == want->mtime);
		assert_int_equal(a->now.damaged, want->damaged);
		assert_true(a->now.lost_len == want->lost_len);
		assert_memory_equal(a->now.sha256, want->sha256, 32);
		assert_int_equal(evi_tuple_next(a, NULL), EVID_OK);
		if (i % 2 == 0)
			assert_int_equal(evi_tuple_next(b, NULL), EVID_OK);
	}
	assert_false(a->valid);
	fill(want, 2500);
	assert_string_equal(b->now.path, want->path);
	evi_tuple_cursor_close(a);
	evi_tuple_cursor_close(b);
	evi_tuples_close(&tuples);
	free(want);
	free(a);
	free(b);
}

static void
without_room_for_a_file_the_digests_still_tell(void **state)
{
	struct evi_tuple *t = calloc(1, sizeof(*t));
	struct evi_tuple_cursor *c = calloc(1, sizeof(*c));
	struct evi_tuples with, without;
	uint8_t a[32], b[32];

	(void)state;
	setenv("TMPDIR", "/nonexistent", 1);
	assert_int_equal(evi_tuples_open(&without, "/nonexistent", NULL),
	    EVID_OK);
	unsetenv("TMPDIR");
	assert_int_equal(without.fd, -1);
	assert_int_equal(evi_tuples_open(&with, NULL, NULL), EVID_OK);
	fill(t, 9);
	assert_int_equal(evi_tuples_add(&with, t, NULL), EVID_OK);
	assert_int_equal(evi_tuples_add(&without, t, NULL), EVID_OK);
	assert_int_equal(evi_digest_peek(with.members, a, NULL), EVID_OK);
	assert_int_equal(evi_digest_peek(without.members, b, NULL), EVID_OK);
	assert_memory_equal(a, b, sizeof(a));
	assert_int_equal(evi_tuple_first(c, &without, NULL), EVID_OK);
	assert_false(c->valid);
	t->mtime++;
	assert_int_equal(evi_tuples_add(&with, t, NULL), EVID_OK);
	t->mtime++;
	assert_int_equal(evi_tuples_add(&without, t, NULL), EVID_OK);
	assert_int_equal(evi_digest_peek(with.members, a, NULL), EVID_OK);
	assert_int_equal(evi_digest_peek(without.members, b, NULL), EVID_OK);
	assert_memory_not_equal(a, b, sizeof(a));
	evi_tuples_close(&with);
	evi_tuples_close(&without);
	free(t);
	free(c);
}

/* One bit of the file is another, wherever it is: a reader ends with that. */
static void
what_a_disk_did_not_keep_is_found(void **state)
{
	struct evi_tuple *t = calloc(1, sizeof(*t));
	struct evi_tuple_cursor *c = calloc(1, sizeof(*c));
	struct evi_tuples tuples;
	enum evid_status status;
	uint64_t at;
	uint8_t byte;
	unsigned int i;

	(void)state;
	assert_int_equal(evi_tuples_open(&tuples, NULL, NULL), EVID_OK);
	for (i = 0; i < 3000; i++) {
		fill(t, i);
		assert_int_equal(evi_tuples_add(&tuples, t, NULL), EVID_OK);
	}
	assert_int_equal(evi_tuple_first(c, &tuples, NULL), EVID_OK);
	evi_tuple_cursor_close(c);
	for (at = 0; at < tuples.written; at += tuples.written / 97) {
		assert_int_equal(pread(tuples.fd, &byte, 1, (off_t)at), 1);
		byte ^= 16;
		assert_int_equal(pwrite(tuples.fd, &byte, 1, (off_t)at), 1);
		status = evi_tuple_first(c, &tuples, NULL);
		while (status == EVID_OK && c->valid)
			status = evi_tuple_next(c, NULL);
		assert_int_equal(status, EVID_ERR_IO);
		evi_tuple_cursor_close(c);
		byte ^= 16;
		assert_int_equal(pwrite(tuples.fd, &byte, 1, (off_t)at), 1);
	}
	evi_tuples_close(&tuples);
	free(t);
	free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    what_is_added_comes_back_in_order_to_each_reader),
		cmocka_unit_test(
		    without_room_for_a_file_the_digests_still_tell),
		cmocka_unit_test(what_a_disk_did_not_keep_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
