/* bundle/seal/amend.c: lines amended among many, wherever they lie, and nothing
 * else; the tree is that of the lines as they stand then. */
#include "bundle/seal/amend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define LINES 3000		/* several pieces of 65,536 bytes */

static bool
is_moved(uint64_t number)
{
	return number == 0 || number == 1500 || number == LINES - 1;
}

/* The line of folder @number, of a length of its own. */
static void
write_line(uint64_t number, unsigned int changed, struct evi_buf *line)
{
	struct evi_object object = { .type = EVI_TYPE_DIRECTORY };
	char path[64], original[64];

	snprintf(path, sizeof(path), "data/f%llu/",
	    (unsigned long long)number * number);
	snprintf(original, sizeof(original), "f%llu",
	    (unsigned long long)number * number);
	object.path = path;
	object.original = original;
	object.changed = changed;
	memset(object.salt, (int)number, sizeof(object.salt));
	evi_buf_clear(line);
	assert_int_equal(evi_object_write(&object, line, NULL), EVID_OK);
}

static void
add(struct evi_spool *spool, struct evi_merkle *merkle, uint64_t number,
    unsigned int changed)
{
	struct evi_buf line = EVI_BUF_INIT;

	write_line(number, changed, &line);
	assert_int_equal(evi_merkle_add(merkle, line.data, line.len, NULL),
	    EVID_OK);
	evi_buf_add_byte(&line, '\n');
	assert_int_equal(evi_spool_add(spool, line.data, line.len, NULL),
	    EVID_OK);
	evi_buf_free(&line);
}

static void
the_lines_named_are_changed_and_no_other(void **state)
{
	struct evi_spool given, wanted;
	struct evi_merkle given_tree, wanted_tree;
	uint64_t numbers[] = { LINES - 1, 0, 1500 };
	struct evi_moved moved = { numbers, 3, 3 };
	uint8_t a[EVI_SHA256_LEN], b[EVI_SHA256_LEN];

	(void)state;
	assert_int_equal(evi_spool_begin(&given, NULL, NULL), EVID_OK);
	assert_int_equal(evi_spool_begin(&wanted, NULL, NULL), EVID_OK);
	evi_merkle_init(&given_tree);
	evi_merkle_init(&wanted_tree);
	for (uint64_t i = 0; i < LINES; i++) {
		add(&given, &given_tree, i, 0);
		add(&wanted, &wanted_tree, i,
		    is_moved(i) ? EVI_CHANGE_MODIFIED : 0);
	}
	assert_int_equal(evi_amend(&given, NULL, &moved, &given_tree, NULL),
	    EVID_OK);
	assert_int_equal(given.size, wanted.size);
	assert_int_equal(evi_spool_end(&given, a, NULL), EVID_OK);
	assert_int_equal(evi_spool_end(&wanted, b, NULL), EVID_OK);
	assert_memory_equal(a, b, sizeof(a));
	assert_int_equal(evi_merkle_root(&given_tree, a, NULL), EVID_OK);
	assert_int_equal(evi_merkle_root(&wanted_tree, b, NULL), EVID_OK);
	assert_memory_equal(a, b, sizeof(a));
	evi_spool_close(&given);
	evi_spool_close(&wanted);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_lines_named_are_changed_and_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
