/* stream/pipeline.c: order, bounds, failures and cancellation, with 1 to 8
 * threads.  It is also run under the thread sanitizer. */
#include "bundle/stream/pipeline.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SLOTS 5
#define PARTS 4
#define N_CHUNKS 300

enum stage { NONE, PRODUCE, FIRST, ROUTE, SECOND, STRAND, FINISH };

/* what a chunk went through; written by stages alone, unlocked: whatever one
 * stage did must be visible to the next */
struct chunk {
	unsigned int number;
	unsigned int first[PARTS], second[PARTS];
	unsigned int routed, stranded;
};

struct job {
	unsigned int produced, routed, stranded, finished;
	atomic_int serial[FINISH + 1];	/* threads within a serial stage */
	atomic_int under_way, most_under_way;
	unsigned int n_threads, end;
	enum stage fail_in;
	unsigned int fail_at;
	atomic_int wrong;
	/* strand waits at the first chunk for as many parts of second; second
	 * at the first part for strand to have passed as many chunks */
	int strand_waits, second_waits;
	atomic_int second_done, strand_done;
};

static void
enter(struct job *j, enum stage stage)
{
	if (atomic_fetch_add(&j->serial[stage], 1) != 0)
		atomic_fetch_add(&j->wrong, 1);
}

static enum evid_status
leave(struct job *j, enum stage stage, unsigned int number,
    struct evid_error *err)
{
	atomic_fetch_sub(&j->serial[stage], 1);
	if (j->fail_in != stage || number != j->fail_at)
		return EVID_OK;
	return evi_fail(err, EVID_ERR_CHANGED, "stage %d, chunk %u",
	    (int)stage, number);
}

static void
expect(struct job *j, bool good)
{
	if (!good)
		atomic_fetch_add(&j->wrong, 1);
}

/* wrong, where that does not come to be in a minute */
static void
wait_for(struct job *j, atomic_int *count, int least)
{
	const struct timespec moment = { 0, 1000 * 1000 };
	int i;

	for (i = 0; i < 60000 && atomic_load(count) < least; i++)
		nanosleep(&moment, NULL);
	expect(j, atomic_load(count) >= least);
}

static enum evid_status
produce(void *context, void *slot, bool *end_out, struct evid_error *err)
{
	struct job *j = context;
	struct chunk *c = slot;
	int now = atomic_fetch_add(&j->under_way, 1) + 1;

	enter(j, PRODUCE);
	if (now > atomic_load(&j->most_under_way))
		atomic_store(&j->most_under_way, now);
	memset(c, 0, sizeof(*c));
	c->number = j->produced++;
	*end_out = j->produced == j->end;
	return leave(j, PRODUCE, c->number, err);
}

static enum evid_status
first(void *context, void *slot, unsigned int part, unsigned int thread,
    struct evid_error *err)
{
	struct job *j = context;
	struct chunk *c = slot;

	expect(j, thread < j->n_threads && part < PARTS && c->routed == 0);
	c->first[part]++;
	if (j->fail_in != FIRST || c->number != j->fail_at || part != 1)
		return EVID_OK;
	return evi_fail(err, EVID_ERR_CHANGED, "stage %d, chunk %u", FIRST,
	    c->number);
}

static enum evid_status
route(void *context, void *slot, struct evid_error *err)
{
	struct job *j = context;
	struct chunk *c = slot;
	unsigned int i;

	enter(j, ROUTE);
	expect(j, c->number == j->routed++);
	for (i = 0; i < PARTS; i++)
		expect(j, c->first[i] == 1 && c->second[i] == 0);
	c->routed++;
	return leave(j, ROUTE, c->number, err);
}

static enum evid_status
second(void *context, void *slot, unsigned int part, unsigned int thread,
    struct evid_error *err)
{
	struct job *j = context;
	struct chunk *c = slot;

	expect(j, thread < j->n_threads && c->routed == 1);
	c->second[part]++;
	if (c->number == 0 && part == 0)
		wait_for(j, &j->strand_done, j->second_waits);
	atomic_fetch_add(&j->second_done, 1);
	if (j->fail_in != SECOND || c->number != j->fail_at || part != 2)
		return EVID_OK;
	return evi_fail(err, EVID_ERR_CHANGED, "stage %d, chunk %u", SECOND,
	    c->number);
}

static enum evid_status
strand(void *context, void *slot, struct evid_error *err)
{
	struct job *j = context;
	struct chunk *c = slot;

	enter(j, STRAND);
	expect(j, c->number == j->stranded++ && c->routed == 1);
	c->stranded++;
	if (c->number == 0)
		wait_for(j, &j->second_done, j->strand_waits);
	atomic_fetch_add(&j->strand_done, 1);
	return leave(j, STRAND, c->number, err);
}

static enum evid_status
finish(void *context, void *slot, struct evid_error *err)
{
	struct job *j = context;
	struct chunk *c = slot;
	unsigned int i;

	enter(j, FINISH);
	expect(j, c->number == j->finished++ && c->stranded == 1);
	for (i = 0; i < PARTS; i++)
		expect(j, c->second[i] == 1);
	atomic_fetch_sub(&j->under_way, 1);
	return leave(j, FINISH, c->number, err);
}

static enum evid_status
run(struct job *j, unsigned int n_threads, struct evid_error *err)
{
	static const struct evi_stages stages = { produce, PARTS, first,
		route, PARTS, second, strand, finish };
	struct chunk chunks[SLOTS];
	void *slots[SLOTS];
	unsigned int i;

	for (i = 0; i < SLOTS; i++)
		slots[i] = &chunks[i];
	j->n_threads = n_threads;
	return evi_pipeline_run(&stages, j, slots, SLOTS, n_threads, err);
}

static void
chunks_go_through_all_stages_in_order_whatever_the_threads(void **state)
{
	unsigned int n;

	(void)state;
	for (n = 1; n <= 8; n++) {
		struct job j = { .end = N_CHUNKS };

		assert_int_equal(run(&j, n, NULL), EVID_OK);
		assert_int_equal(atomic_load(&j.wrong), 0);
		assert_int_equal(j.finished, N_CHUNKS);
		assert_int_equal(j.produced, N_CHUNKS);
	}
}

static void
no_more_chunks_are_under_way_than_the_pool_has(void **state)
{
	struct job j = { .end = N_CHUNKS };

	(void)state;
	assert_int_equal(run(&j, 8, NULL), EVID_OK);
	assert_in_range(atomic_load(&j.most_under_way), 1, SLOTS);
}

/* One large file: its digest goes from chunk to chunk in one thread. */
static void
the_others_run_ahead_of_the_strand_by_all_of_the_pool(void **state)
{
	unsigned int n;

	(void)state;
	for (n = 2; n <= 8; n++) {
		struct job j = { .end = N_CHUNKS,
			.strand_waits = SLOTS * PARTS };

		assert_int_equal(run(&j, n, NULL), EVID_OK);
		assert_int_equal(atomic_load(&j.wrong), 0);
		assert_int_equal(j.finished, N_CHUNKS);
	}
}

static void
the_strand_waits_for_none_of_them(void **state)
{
	unsigned int n;

	(void)state;
	for (n = 2; n <= 8; n++) {
		struct job j = { .end = N_CHUNKS, .second_waits = SLOTS };

		assert_int_equal(run(&j, n, NULL), EVID_OK);
		assert_int_equal(atomic_load(&j.wrong), 0);
		assert_int_equal(j.finished, N_CHUNKS);
	}
}

static void
one_chunk_alone_is_enough(void **state)
{
	struct job j = { .end = 1 };

	(void)state;
	assert_int_equal(run(&j, 3, NULL), EVID_OK);
	assert_int_equal(j.finished, 1);
}

static void
a_failure_of_any_stage_ends_it_with_its_error(void **state)
{
	enum stage stage;
	unsigned int n;
	char message[64];

	(void)state;
	for (stage = PRODUCE; stage <= FINISH; stage++) {
		for (n = 1; n <= 4; n++) {
			struct evid_error err = EVID_ERROR_INIT;
			struct job j = { .end = N_CHUNKS, .fail_in = stage,
				.fail_at = 77 };

			assert_int_equal(run(&j, n, &err), EVID_ERR_CHANGED);
			snprintf(message, sizeof(message),
			    "stage %d, chunk 77", (int)stage);
			assert_string_equal(err.message, message);
			assert_in_range(j.finished, 0, 78);
			assert_in_range(j.produced, 78, 78 + SLOTS);
		}
	}
}

static enum evid_status
produce_only(void *context, void *slot, bool *end_out,
    struct evid_error *err)
{
	unsigned int *count = context;

	(void)slot;
	(void)err;
	*end_out = ++*count == N_CHUNKS;
	return EVID_OK;
}

static void
stages_that_are_not_there_are_passed_over(void **state)
{
	struct evi_stages stages = { .produce = produce_only };
	unsigned int count = 0;
	char chunk[2];
	void *slots[2] = { &chunk[0], &chunk[1] };

	(void)state;
	assert_int_equal(evi_pipeline_run(&stages, &count, slots, 2, 4, NULL),
	    EVID_OK);
	assert_int_equal(count, N_CHUNKS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    chunks_go_through_all_stages_in_order_whatever_the_threads),
		cmocka_unit_test(
		    no_more_chunks_are_under_way_than_the_pool_has),
		cmocka_unit_test(
		    the_others_run_ahead_of_the_strand_by_all_of_the_pool),
		cmocka_unit_test(the_strand_waits_for_none_of_them),
		cmocka_unit_test(one_chunk_alone_is_enough),
		cmocka_unit_test(
		    a_failure_of_any_stage_ends_it_with_its_error),
		cmocka_unit_test(stages_that_are_not_there_are_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
