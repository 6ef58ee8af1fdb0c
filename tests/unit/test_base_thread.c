/* base/thread.c: cores are counted (also those of a larger machine than there
 * is: sched_getaffinity is wrapped), and no signal reaches a thread. */
#include "base/thread.h"

#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

int __real_sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set);
int __wrap_sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set);

static size_t least;	/* a smaller set is refused, as where there are more */
static size_t most = 4096;	/* cores, of which each second one is had */
static int refusal;

int
__wrap_sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
	if (least == 0)
		return __real_sched_getaffinity(pid, size, set);
	if (size < least) {
		errno = refusal;
		return -1;
	}
	memset(set, 0, size);
	for (size_t i = 0; i < most; i += 2)
		CPU_SET_S(i, size, set);
	return 0;
}

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

static void
cores_of_the_largest_machine_are_counted(void **state)
{
	(void)state;
	least = CPU_ALLOC_SIZE(4096);
	refusal = EINVAL;
	assert_int_equal(evi_cores(), 2048);
	/* what nobody can know is one, not none */
	least = SIZE_MAX;
	assert_int_equal(evi_cores(), 1);
	least = CPU_ALLOC_SIZE(4096);
	refusal = EPERM;
	assert_int_equal(evi_cores(), 1);
	least = 1;
	most = 0;
	assert_int_equal(evi_cores(), 1);
	least = 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_thread_has_every_signal_blocked_and_its_parent_none),
		cmocka_unit_test(cores_are_those_that_the_process_may_use),
		cmocka_unit_test(cores_of_the_largest_machine_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
