/* base/owner.h: names of numbers, asked once and kept. */
#include "base/owner.h"

#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct evi_owners *owners;

static int
begin(void **state)
{
	(void)state;
	owners = evi_owners_new();
	return owners == NULL;
}

static int
end(void **state)
{
	(void)state;
	evi_owners_free(owners);
	return 0;
}

static const char *
user(uid_t id)
{
	const char *name;

	assert_int_equal(evi_owners_user(owners, id, &name, NULL), EVID_OK);
	return name;
}

static const char *
group(gid_t id)
{
	const char *name;

	assert_int_equal(evi_owners_group(owners, id, &name, NULL), EVID_OK);
	return name;
}

static void
users_and_groups_of_one_number_are_two(void **state)
{
	(void)state;
	/* Of every Debian: user sys and group sys are 3, user sync is 4, group
	 * adm is 4. */
	if (getpwuid(4) == NULL)
		skip();
	assert_string_equal(user(4), "sync");
	assert_string_equal(group(4), "adm");
	assert_string_equal(user(4), "sync");
}

static void
a_number_without_a_name_has_none_twice(void **state)
{
	(void)state;
	assert_null(user(3000000001u));
	assert_null(user(3000000001u));
	assert_null(group(3000000001u));
}

static void
numbers_that_share_a_place_keep_their_own_names(void **state)
{
	(void)state;
	for (uid_t round = 0; round < 3; round++) {
		assert_string_equal(user(0), "root");
		/* Any two of 200 numbers, and a few, meet somewhere. */
		for (uid_t id = 3000000000u; id < 3000000200u; id++)
			assert_null(user(id));
		assert_string_equal(group(0), "root");
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(users_and_groups_of_one_number_are_two),
		TEST(a_number_without_a_name_has_none_twice),
		TEST(numbers_that_share_a_place_keep_their_own_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
