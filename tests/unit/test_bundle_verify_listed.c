/* bundle/verify/listed.c: sizes of an unpacked bundle's inventory, as far as
 * it is as the format says. */
#include "bundle/verify/listed.h"

#include "support/folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, enter_folder, leave_folder)
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SALT "000102030405060708090a0b0c0d0e0f"

static FILE *inventory;

static void
begin(void)
{
	(void)mkdir("evidence", 0755);
	inventory = fopen("evidence/inventory.jsonl", "w");
	assert_non_null(inventory);
}

static void
add(const char *name, unsigned int size)
{
	assert_true(fprintf(inventory, "{\"path\":\"data/%s\",\"size\":%u,"
	    "\"sha256\":\"" ABC "\",\"type\":\"file\",\"salt\":\"" SALT
	    "\",\"source\":{\"kind\":\"tree\",\"path\":\"%s\"}}\n", name, size,
	    name) > 0);
}

static struct evi_listed
listed(void)
{
	struct evi_listed l;
	int folder = open(".", O_RDONLY | O_DIRECTORY);

	assert_int_equal(fclose(inventory), 0);
	evi_listed_open(&l, folder);
	close(folder);
	assert_true(l.fd >= 0);
	return l;
}

static bool
other(struct evi_listed *l, const char *path, uint64_t size)
{
	bool is_other = false;

	assert_int_equal(evi_listed_other(l, path, size, &is_other, NULL),
	    EVID_OK);
	return is_other;
}

static void
a_file_of_another_size_or_of_none_is_another(void **state)
{
	struct evi_listed l;

	(void)state;
	begin();
	add("a", 3);
	add("c", 5);
	l = listed();
	assert_false(other(&l, "data/a", 3));
	assert_true(other(&l, "data/b", 3));
	assert_true(other(&l, "data/c", 6));
	assert_true(other(&l, "data/d", 6));
	evi_listed_close(&l);
}

/* longer than what is read at once, so that lines come in two parts */
static void
the_last_of_many_lines_is_found(void **state)
{
	struct evi_listed l;
	char name[16];

	(void)state;
	begin();
	for (unsigned int i = 0; i < 3000; i++) {
		(void)snprintf(name, sizeof(name), "%04u", i);
		add(name, i);
	}
	l = listed();
	for (unsigned int i = 0; i < 3000; i += 7) {
		(void)snprintf(name, sizeof(name), "data/%04u", i);
		assert_false(other(&l, name, i));
		assert_true(other(&l, name, i + 1));
	}
	assert_false(other(&l, "data/2999", 2999));
	assert_true(l.pending.len < 200000);
	evi_listed_close(&l);
}

static void
where_lines_are_out_of_order_nothing_is_known(void **state)
{
	struct evi_listed l;

	(void)state;
	begin();
	add("b", 3);
	add("a", 3);
	add("c", 5);
	l = listed();
	assert_true(other(&l, "data/b", 4));
	assert_false(other(&l, "data/c", 6));
	assert_int_equal(l.fd, -1);
	assert_false(other(&l, "data/d", 6));
	evi_listed_close(&l);
	begin();
	add("b", 3);
	add("b", 3);
	add("c", 5);
	l = listed();
	assert_false(other(&l, "data/b", 3));
	assert_false(other(&l, "data/c", 6));
	evi_listed_close(&l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_of_another_size_or_of_none_is_another),
		TEST(the_last_of_many_lines_is_found),
		TEST(where_lines_are_out_of_order_nothing_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
