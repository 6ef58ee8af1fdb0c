/* base/thread.c: cores are counted, and no signal reaches a thread. */
#include "base/thread.h"

#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void *
look_at_mask(void *argument)
{
	sigset_t *mask = argument;

	pthread_sigmask(SIG_SETMASK, NULL, mask);
	return mask;
}

static void
a_thread_has_every_signal_blocked_and_its_parent_none(void **state)
{
	sigset_t inside, outside;
	pthread_t thread;
	void *result = NULL;

	(void)state;
	sigemptyset(&inside);
	assert_int_equal(evi_thread_start(&thread, look_at_mask, &inside,
	    NULL), EVID_OK);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_ptr_equal(result, &inside);
	assert_int_equal(sigismember(&inside, SIGINT), 1);
	assert_int_equal(sigismember(&inside, SIGTERM), 1);
	assert_int_equal(sigismember(&inside, SIGPIPE), 1);
	pthread_sigmask(SIG_SETMASK, NULL, &outside);
	assert_int_equal(sigismember(&outside, SIGTERM), 0);
}

static void
cores_are_those_that_the_process_may_use(void **state)
{
	unsigned int all = evi_cores();
	cpu_set_t before, one;

	(void)state;
	assert_true(all >= 1);
	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	CPU_ZERO(&one);
	for (size_t i = 0; i < CPU_SETSIZE; i++) {
		if (CPU_ISSET(i, &before)) {
			CPU_SET(i, &one);
			break;
		}
	}
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(evi_cores(), 1);
	assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
	assert_int_equal(evi_cores(), all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_thread_has_every_signal_blocked_and_its_parent_none),
		cmocka_unit_test(cores_are_those_that_the_process_may_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
