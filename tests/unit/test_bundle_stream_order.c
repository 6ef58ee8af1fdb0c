/* bundle/stream/order.c: strictly rising paths, none a folder of another. */
#include "bundle/stream/order.h"

#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static enum evi_order_check
next(struct evi_order *order, const char *path)
{
	return evi_order_next(order, path, strlen(path));
}

static void
rising_paths_are_good_and_equal_or_falling_ones_wrong(void **state)
{
	struct evi_order order = { .any = false };

	(void)state;
	assert_int_equal(next(&order, "data/a"), EVI_ORDER_GOOD);
	assert_int_equal(next(&order, "data/a"), EVI_ORDER_WRONG);
	assert_int_equal(next(&order, "data/b"), EVI_ORDER_GOOD);
	assert_int_equal(next(&order, "data/a-b"), EVI_ORDER_WRONG);
	assert_int_equal(next(&order, "data/\xff"), EVI_ORDER_GOOD);
	assert_int_equal(next(&order, "data/z"), EVI_ORDER_WRONG);
}

static void
a_file_that_is_also_a_folder_is_found_across_its_neighbours(void **state)
{
	struct evi_order order = { .any = false };

	(void)state;
	assert_int_equal(next(&order, "data/a"), EVI_ORDER_GOOD);
	assert_int_equal(next(&order, "data/a-b"), EVI_ORDER_GOOD);
	assert_int_equal(next(&order, "data/a-b.c"), EVI_ORDER_GOOD);
	assert_int_equal(next(&order, "data/a/b"), EVI_ORDER_PREFIX);
}

static void
a_folder_before_what_it_holds_is_good(void **state)
{
	struct evi_order order = { .any = false };

	(void)state;
	assert_int_equal(next(&order, "data/a-b"), EVI_ORDER_GOOD);
	assert_int_equal(next(&order, "data/a/"), EVI_ORDER_GOOD);
	assert_int_equal(next(&order, "data/a/b"), EVI_ORDER_GOOD);
	assert_int_equal(next(&order, "data/a/b/c"), EVI_ORDER_PREFIX);
}

static void
what_began_an_earlier_path_alone_is_forgotten(void **state)
{
	struct evi_order order = { .any = false };

	(void)state;
	assert_int_equal(next(&order, "data/ab"), EVI_ORDER_GOOD);
	assert_int_equal(next(&order, "data/abc"), EVI_ORDER_GOOD);
	assert_int_equal(next(&order, "data/b"), EVI_ORDER_GOOD);
	assert_int_equal(order.n_prefixes, 1);
	assert_int_equal(next(&order, "data/b/c"), EVI_ORDER_PREFIX);
}

static void
a_path_of_the_greatest_length_is_taken_a_longer_one_not(void **state)
{
	static char path[EVI_TAR_PATH_MAX + 2];
	struct evi_order order = { .any = false };
	size_t i;

	(void)state;
	memset(path, 'x', sizeof(path));
	for (i = 1; i <= EVI_TAR_PATH_MAX; i++)
		assert_int_equal(evi_order_next(&order, path, i),
		    EVI_ORDER_GOOD);
	assert_int_equal(evi_order_next(&order, path, EVI_TAR_PATH_MAX + 1),
	    EVI_ORDER_WRONG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		rising_paths_are_good_and_equal_or_falling_ones_wrong),
	    cmocka_unit_test(
		a_file_that_is_also_a_folder_is_found_across_its_neighbours),
	    cmocka_unit_test(a_folder_before_what_it_holds_is_good),
	    cmocka_unit_test(what_began_an_earlier_path_alone_is_forgotten),
	    cmocka_unit_test(
		a_path_of_the_greatest_length_is_taken_a_longer_one_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
