/* base/thread.c: cores are counted (also those of a larger machine than there
 * is: sched_getaffinity is wrapped), and no signal reaches a thread. */
#include "base/memory.h"
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
	struct evi_thread thread;
	void *result = NULL;

	(void)state;
	sigemptyset(&inside);
	assert_int_equal(evi_thread_start(&thread, look_at_mask, &inside,
	    NULL), EVID_OK);
	assert_int_equal(pthread_join(thread.id, &result), 0);
	assert_ptr_equal(result, &inside);
	assert_int_equal(sigismember(&inside, SIGINT), 1);
	assert_int_equal(sigismember(&inside, SIGTERM), 1);
	assert_int_equal(sigismember(&inside, SIGPIPE), 1);
	pthread_sigmask(SIG_SETMASK, NULL, &outside);
	assert_int_equal(sigismember(&outside, SIGTERM), 0);
}

static void *
lack(void *argument)
{
	evi_memory_lacked();
	evi_memory_refused(argument);
	return NULL;
}

static void *
of_ones_own(void *argument)
{
	static char own[] = "own";
	uint64_t *lacks = argument;
	struct evi_thread thread;

	lacks[0] = evi_memory_lacks();
	assert_int_equal(evi_thread_start(&thread, lack, own, NULL),
	    EVID_OK);
	assert_int_equal(pthread_join(thread.id, NULL), 0);
	lacks[1] = evi_memory_lacks();
	return NULL;
}

/* Whoever works for another lacks in his name, and in nobody else's. */
static void
what_a_thread_lacks_its_starter_lacks(void **state)
{
	static char ours[] = "ours";
	uint64_t before = evi_memory_lacks(), lacks[2];
	struct evid_error err = EVID_ERROR_INIT;
	struct evi_thread thread;
	char why[EVI_WHY_CAP];
	pthread_t other;

	(void)state;
	assert_int_equal(pthread_create(&other, NULL, of_ones_own, lacks), 0);
	assert_int_equal(pthread_join(other, NULL), 0);
	assert_int_equal(lacks[0], 0);
	assert_int_equal(lacks[1], 2);
	assert_int_equal(evi_memory_lacks(), before);
	assert_false(evi_memory_why(why));
	assert_int_equal(evi_thread_start(&thread, lack, ours, NULL),
	    EVID_OK);
	assert_int_equal(pthread_join(thread.id, NULL), 0);
	assert_int_equal(evi_memory_lacks(), before + 2);
	assert_int_equal(evi_whole_of("a\x1b", before, EVID_OK, &err),
	    EVID_ERR_MEMORY);
	assert_string_equal(err.message, "a\\u{001B}: ours");
	assert_string_equal(err.hint, EVI_REFUSED_HINT);
	/* told once; and what is told otherwise is not told of the next */
	err = (struct evid_error)EVID_ERROR_INIT;
	assert_int_equal(evi_fail_memory(&err), EVID_ERR_MEMORY);
	assert_string_equal(err.message, "out of memory");
	before = evi_memory_lacks();
	evi_memory_refused("not told");
	assert_int_equal(evi_whole(before, EVID_ERR_IO, NULL), EVID_ERR_IO);
	assert_false(evi_memory_why(why));
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
		cmocka_unit_test(what_a_thread_lacks_its_starter_lacks),
		cmocka_unit_test(cores_are_those_that_the_process_may_use),
		cmocka_unit_test(cores_of_the_largest_machine_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
